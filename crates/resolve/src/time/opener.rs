//! The words that a time expression can begin with.
//!
//! Few words of a report do, and trying every form at every word is most of what finding times takes. So a word is looked up
//! here first. Whoever adds a form adds the words that it begins with: a test of the form fails without them, and where
//! debug assertions are on, all forms are tried at the other words too and must find nothing.

use dateline_syntax::WordTable;
use std::sync::LazyLock;

/// Words in lower case, by what they open.
const OPENERS: &[&str] = &[
    // Which one of several, and where from.
    "the at that same this these those last past next coming following previous preceding ensuing current every each per",
    // Parts of a longer stretch, and modifiers.
    "early earlier late later mid middle start beginning outset end close first opening final closing intervening",
    // Days by words.
    "today yesterday tomorrow tonight overnight",
    "monday mon tuesday tue tues wednesday wed thursday thu thur thurs friday fri saturday sat sunday sun",
    "mondays tuesdays wednesdays thursdays fridays saturdays sundays",
    // Months, seasons, quarters ('Q3').
    "january jan february feb march mar april apr may june jun july jul august aug september sep sept october oct november nov \
     december dec spring summer autumn fall winter q",
    // Parts of the day, and clock times.
    "morning mornings dawn daybreak sunrise midday noon midnight afternoon afternoons evening evenings dusk sunset nightfall \
     night nights nighttime daytime",
    // Units.
    "second seconds minute minutes mins hour hours day days weekend weekends week weeks fortnight fortnights month months \
     quarter quarters year years decade decades century centuries",
    // How many, and about how many.
    "a an half several few many some dozens more over less fewer nearly almost about around approximately roughly up only just",
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen \
     twenty thirty forty fourty fifty sixty seventy eighty ninety",
    "third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth \
     eighteenth nineteenth twentieth thirtieth",
    // How often.
    "daily weekly monthly annual annually yearly hourly nightly quarterly",
    // Feasts.
    "easter good palm ash nowruz newroz ramadan ramazan eid ashura ashoura mawlid arbaeen christmas boxing labour new",
    // The present, and no day.
    "right now currently presently nowadays recently lately recent",
];

static TABLE: LazyLock<WordTable<()>> = LazyLock::new(|| {
    let words = OPENERS.iter().flat_map(|line| line.split_whitespace());
    words.map(|word| (word, ())).collect()
});

/// Whether a time expression can begin with a word in lower case.
pub(super) fn opens(word: &str) -> bool {
    TABLE.contains(word)
}
