//! Numbers in running text: what figure the words give, and how firmly.
//!
//! [`quantity_at`] reads hedge and number together ('at least 140', 'some two dozen', 'between five and seven') into the
//! bounds of the project's casualty guidelines. It knows nothing of harm or people: whether the figure counts people is the
//! business of the noun behind it, except for the measures that [`is_measure`] rules out at once.

use dateline_model::Bounds;
use dateline_syntax::WordTable;
use std::ops::Range;
use std::sync::LazyLock;

/// A quantity phrase without its noun: 'at least 140', 'dozens of', 'another'.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quantity {
    /// Its words, hedge included; a following 'of' is not part of it.
    pub words: Range<usize>,
    /// What they allow.
    pub bounds: Bounds,
    /// How it is said.
    pub form: QuantityForm,
}

/// How a quantity is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QuantityForm {
    /// In figures or number words: '12', 'twelve', 'two dozen'.
    Figure,
    /// In a vague word: 'dozens', 'several', 'a group of'.
    Vague,
    /// 'some' with no figure: needs a plural noun.
    Some,
    /// 'a', 'an': needs a singular noun.
    Article,
    /// 'another' without a number.
    Another,
    /// 'both'.
    Both,
    /// 'no', 'none', 'nobody', 'no one'.
    Zero,
}

/// The number words and digits that start at `at`: value and one past the last word.
///
/// Indian 'lakh' and 'crore' are read; 'a dozen' and 'half a dozen' are; ordinals and decimals without a scale are not.
///
/// # Example
/// ```
/// use dateline_code::number::figure_at;
/// assert_eq!(figure_at(&["two", "hundred", "and", "five", "men"], 0), Some((205, 4)));
/// assert_eq!(figure_at(&["3", "lakh", "people"], 0), Some((300_000, 2)));
/// assert_eq!(figure_at(&["21st"], 0), None);
/// ```
#[must_use]
pub fn figure_at(words: &[&str], at: usize) -> Option<(u64, usize)> {
    let first = *words.get(at)?;
    if first == "half" && words.get(at + 1) == Some(&"a") && words.get(at + 2) == Some(&"dozen") {
        return Some((6, at + 3));
    }
    if matches!(first, "a" | "one") {
        match words.get(at + 1) {
            Some(&"dozen") => return Some((12, at + 2)),
            Some(&"hundred") if first == "a" => return Some((100, at + 2)),
            Some(&"thousand") if first == "a" => return Some((1000, at + 2)),
            _ => {}
        }
        if first == "a" {
            return None;
        }
    }
    if first.starts_with(|c: char| c.is_ascii_digit()) {
        if let Some((n, end)) = spaced(words, at) {
            return Some((n, end));
        }
        let (value, scaled) = digits(first)?;
        if let Some(scale) = words.get(at + 1).and_then(|w| scale_word(w)) {
            return Some(((value * scale as f64).round() as u64, at + 2));
        }
        return (scaled || value.fract() == 0.0).then_some((value as u64, at + 1));
    }
    spelled(words, at)
}

/// '38 000', '1 600': thousands parted by a space where a text lost its commas.
fn spaced(words: &[&str], at: usize) -> Option<(u64, usize)> {
    let plain = |w: &str, lengths: std::ops::RangeInclusive<usize>| {
        (lengths.contains(&w.len()) && w.bytes().all(|b| b.is_ascii_digit()))
            .then(|| w.parse::<u64>().ok())?
    };
    let first = plain(words[at], 1..=3)?;
    let group = *words.get(at + 1)?;
    let next = plain(group, 3..=3)?;
    let sure = group == "000" || words[at].len() <= 2;
    (sure && first > 0).then_some((first * 1000 + next, at + 2))
}

/// Digits with thousands commas or a decimal point; whether the value is whole by itself.
fn digits(word: &str) -> Option<(f64, bool)> {
    let plain: String = word.chars().filter(|&c| c != ',').collect();
    if plain.len() > 12 || !plain.chars().all(|c| c.is_ascii_digit() || c == '.') {
        return None;
    }
    let value: f64 = plain.parse().ok()?;
    Some((value, !plain.contains('.')))
}

fn scale_word(word: &str) -> Option<u64> {
    Some(match word {
        "hundred" => 100,
        "thousand" => 1000,
        "lakh" | "lakhs" | "lac" | "lacs" => 100_000,
        "million" => 1_000_000,
        "crore" | "crores" => 10_000_000,
        "billion" => 1_000_000_000,
        "dozen" => 12,
        "score" => 20,
        _ => return None,
    })
}

/// Number words that tens and ones are put together from.
const SMALL_WORDS: &[(&str, u64)] = &[
    ("one", 1),
    ("two", 2),
    ("three", 3),
    ("four", 4),
    ("five", 5),
    ("six", 6),
    ("seven", 7),
    ("eight", 8),
    ("nine", 9),
    ("ten", 10),
    ("eleven", 11),
    ("twelve", 12),
    ("thirteen", 13),
    ("fourteen", 14),
    ("fifteen", 15),
    ("sixteen", 16),
    ("seventeen", 17),
    ("eighteen", 18),
    ("nineteen", 19),
    ("twenty", 20),
    ("thirty", 30),
    ("forty", 40),
    ("fourty", 40),
    ("fifty", 50),
    ("sixty", 60),
    ("seventy", 70),
    ("eighty", 80),
    ("ninety", 90),
];

fn small_word(word: &str) -> Option<u64> {
    OPENERS.get(word)?.number
}

fn small(word: &str) -> Option<u64> {
    small_word(word).or_else(|| {
        let (tens, ones) = word.split_once('-')?;
        let (tens, ones) = (small_word(tens)?, small_word(ones)?);
        (tens >= 20 && tens % 10 == 0 && ones < 10).then_some(tens + ones)
    })
}

fn spelled(words: &[&str], at: usize) -> Option<(u64, usize)> {
    let (mut total, mut part, mut i, mut last) = (0u64, small(words.get(at)?)?, at + 1, at + 1);
    while let Some(&word) = words.get(i) {
        if let Some(scale) = scale_word(word) {
            if scale == 100 || scale == 12 || scale == 20 {
                part = part.checked_mul(scale)?;
            } else {
                total = total.checked_add(part.checked_mul(scale)?)?;
                part = 0;
            }
        } else if word == "and" && (part >= 100 || part == 0) {
            // 'two hundred and five', but not 'two hundred and five hundred'.
            if words.get(i + 1).is_none_or(|w| small(w).is_none_or(|n| n >= 100)) || part % 100 != 0 {
                break;
            }
            i += 1;
            continue;
        } else if let Some(n) = small(word) {
            let room = (part >= 20 && part % 10 == 0 && part % 100 != 0 && n < 10)
                || (part >= 100 && part % 100 == 0)
                || part == 0;
            if !room {
                break;
            }
            part += n;
        } else {
            break;
        }
        i += 1;
        last = i;
    }
    Some((total + part, last))
}

fn exactly(n: u64) -> Bounds {
    Bounds::exactly(u32::try_from(n).unwrap_or(u32::MAX))
}

fn vague(low: u32) -> Bounds {
    Bounds {
        low: Some(low),
        best: None,
        high: None,
        approximate: true,
    }
}

/// A hedge at a position: one past its words, and what it does to the figure behind it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Hedge {
    AtLeast,
    MoreThan,
    LessThan,
    About,
    UpTo,
    Exact,
}

/// Hedges before a figure, longest first. 'as many as' names the figure itself; 'up to' only a ceiling.
const HEDGES: &[(&[&str], Hedge)] = &[
    (&["no", "fewer", "than"], Hedge::AtLeast),
    (&["no", "less", "than"], Hedge::AtLeast),
    (&["not", "less", "than"], Hedge::AtLeast),
    (&["not", "fewer", "than"], Hedge::AtLeast),
    (&["a", "minimum", "of"], Hedge::AtLeast),
    (&["in", "excess", "of"], Hedge::MoreThan),
    (&["a", "total", "of"], Hedge::Exact),
    (&["a", "maximum", "of"], Hedge::UpTo),
    (&["as", "many", "as"], Hedge::Exact),
    (&["as", "few", "as"], Hedge::Exact),
    (&["an", "estimated"], Hedge::About),
    (&["close", "to"], Hedge::About),
    (&["at", "least"], Hedge::AtLeast),
    (&["atleast"], Hedge::AtLeast),
    (&["more", "than"], Hedge::MoreThan),
    (&["greater", "than"], Hedge::MoreThan),
    (&["upwards", "of"], Hedge::MoreThan),
    (&["well", "over"], Hedge::MoreThan),
    (&["less", "than"], Hedge::LessThan),
    (&["fewer", "than"], Hedge::LessThan),
    (&["up", "to"], Hedge::UpTo),
    (&["upto"], Hedge::UpTo),
    (&["at", "most"], Hedge::UpTo),
    (&["over"], Hedge::MoreThan),
    (&["above"], Hedge::MoreThan),
    (&["crosses"], Hedge::MoreThan),
    (&["crossed"], Hedge::MoreThan),
    (&["exceeds"], Hedge::MoreThan),
    (&["exceeded"], Hedge::MoreThan),
    (&["about"], Hedge::About),
    (&["almost"], Hedge::About),
    (&["approximately"], Hedge::About),
    (&["around"], Hedge::About),
    (&["estimated"], Hedge::About),
    (&["nearly"], Hedge::About),
    (&["roughly"], Hedge::About),
    (&["some"], Hedge::About),
    (&["under"], Hedge::LessThan),
    (&["only"], Hedge::Exact),
    (&["just"], Hedge::Exact),
    (&["exactly"], Hedge::Exact),
    (&["all"], Hedge::Exact),
    (&["another"], Hedge::Exact),
    (&["the", "other"], Hedge::Exact),
    (&["the"], Hedge::Exact),
    (&["these"], Hedge::Exact),
    (&["those"], Hedge::Exact),
    (&["other"], Hedge::Exact),
];

fn starts_with(words: &[&str], at: usize, phrase: &[&str]) -> bool {
    words.get(at..at + phrase.len()).is_some_and(|w| w == phrase)
}

fn hedge_at(words: &[&str], at: usize) -> Option<(Hedge, usize)> {
    let opened = OPENERS.get(words.get(at)?)?;
    let found = opened
        .hedges
        .iter()
        .find(|(phrase, _)| starts_with(words, at, phrase));
    found.map(|&(phrase, hedge)| (hedge, at + phrase.len()))
}

fn hedged(n: u64, hedge: Hedge) -> Bounds {
    let n = u32::try_from(n).unwrap_or(u32::MAX);
    let of = |low, best, high, approximate| Bounds {
        low,
        best,
        high,
        approximate,
    };
    match hedge {
        Hedge::AtLeast => of(Some(n), Some(n), None, false),
        Hedge::MoreThan => {
            let above = n.saturating_add(1);
            of(Some(above), Some(above), None, false)
        }
        Hedge::LessThan => of(Some(0), None, Some(n.saturating_sub(1)), true),
        Hedge::About => of(Some(n), Some(n), Some(n), true),
        Hedge::UpTo => of(Some(1.min(n)), Some(n), Some(n), true),
        Hedge::Exact => Bounds::exactly(n),
    }
}

/// Reads the quantity that starts at `at`, hedge first.
///
/// # Example
/// ```
/// use dateline_code::number::quantity_at;
/// let q = quantity_at(&["more", "than", "250", "people"], 0).unwrap();
/// assert_eq!((q.bounds.low, q.bounds.high, q.words), (Some(251), None, 0..3));
/// ```
#[must_use]
pub fn quantity_at(words: &[&str], at: usize) -> Option<Quantity> {
    if !opens(words.get(at)?) {
        debug_assert_eq!(any_quantity_at(words, at), None, "OPENERS lack '{}'", words[at]);
        return None;
    }
    any_quantity_at(words, at)
}

/// What a word can open: vague quantities and hedges in the order of their tables, and its own value as a number word.
#[derive(Default)]
struct Opened {
    vague: Vec<(&'static [&'static str], u32)>,
    hedges: Vec<(&'static [&'static str], Hedge)>,
    number: Option<u64>,
}

/// The words that open a quantity without digits or hyphen. Every word of a report is asked for one, and few open any.
static OPENERS: LazyLock<WordTable<Opened>> = LazyLock::new(|| {
    let mut table: WordTable<Opened> = WordTable::default();
    for word in "a an the half between from another both some none nobody noone no".split(' ') {
        table.or_insert_with(word, Opened::default);
    }
    for (word, number) in SMALL_WORDS {
        table.or_insert_with(word, Opened::default).number = Some(*number);
    }
    for (phrase, low) in VAGUE {
        table
            .or_insert_with(phrase[0], Opened::default)
            .vague
            .push((phrase, *low));
    }
    for (phrase, hedge) in HEDGES {
        table
            .or_insert_with(phrase[0], Opened::default)
            .hedges
            .push((phrase, *hedge));
    }
    table
});

/// Whether a quantity can begin with a word.
fn opens(word: &str) -> bool {
    let digits = word.starts_with(|c: char| c.is_ascii_digit());
    digits || OPENERS.contains(word) || word.contains(['-', '–'])
}

fn any_quantity_at(words: &[&str], at: usize) -> Option<Quantity> {
    vague_at(words, at)
        .or_else(|| range_at(words, at))
        .or_else(|| hedged_at(words, at))
        .or_else(|| article_at(words, at))
}

fn hedged_at(words: &[&str], at: usize) -> Option<Quantity> {
    let figure = |bounds, end| Quantity {
        words: at..end,
        bounds,
        form: QuantityForm::Figure,
    };
    let (mut hedge, mut i) = (Hedge::Exact, at);
    // 'at least some 40', 'the other two', 'all of the 12': the strongest hedge met first wins.
    for _ in 0..3 {
        let Some((next, after)) = hedge_at(words, i) else {
            break;
        };
        if hedge == Hedge::Exact {
            hedge = next;
        }
        i = after;
    }
    if i > at && starts_with(words, i, &["of", "the"]) && words[i - 1] == "all" {
        i += 2;
    }
    if i > at
        && let Some(q) = vague_at(words, i)
    {
        return Some(Quantity {
            words: at..q.words.end,
            ..q
        });
    }
    let (n, mut end) = figure_at(words, i)?;
    let mut bounds = hedged(n, hedge);
    if let Some(((low, high), after)) = range_behind(words, i) {
        let (low, high) = (u32::try_from(low).ok()?, u32::try_from(high).ok()?);
        end = after;
        bounds = match hedge {
            Hedge::AtLeast => hedged(u64::from(low), hedge),
            Hedge::MoreThan => hedged(u64::from(low), hedge),
            _ => Bounds {
                low: Some(low),
                best: None,
                high: Some(high),
                approximate: hedge == Hedge::About,
            },
        };
    }
    if starts_with(words, end, &["or", "more"]) {
        bounds = hedged(n, Hedge::AtLeast);
        end += 2;
    } else if words.get(end) == Some(&"plus") || words.get(end) == Some(&"+") {
        bounds = hedged(n, Hedge::AtLeast);
        end += 1;
    } else if starts_with(words, end, &["or", "so"]) {
        bounds = hedged(n, Hedge::About);
        end += 2;
    }
    Some(figure(bounds, end))
}

/// '20-30', 'five to seven', 'two or three', and 'three four' or '20 25' where a text lost its hyphen; one word or several.
fn range_behind(words: &[&str], at: usize) -> Option<((u64, u64), usize)> {
    let (low, end) = figure_at(words, at)?;
    let next = *words.get(end)?;
    let (high, after) = if matches!(next, "to" | "or" | "-" | "–") {
        figure_at(words, end + 1)?
    } else {
        // Without a joint only neighbours count: 'three four', '20 25', never 'section 144 12 people'.
        let (high, after) = figure_at(words, end)?;
        let joint = high > low && high <= low + low.max(4) / 4 + 1 && end == at + 1 && after == end + 1;
        if !joint {
            return None;
        }
        (high, after)
    };
    (low < high && high <= low.saturating_mul(20)).then_some(((low, high), after))
}

fn range_at(words: &[&str], at: usize) -> Option<Quantity> {
    let range = |low: u64, high: u64, end| {
        Some(Quantity {
            words: at..end,
            bounds: Bounds {
                low: Some(u32::try_from(low).ok()?),
                best: None,
                high: Some(u32::try_from(high).ok()?),
                approximate: false,
            },
            form: QuantityForm::Figure,
        })
    };
    match *words.get(at)? {
        "between" => {
            let (low, mid) = figure_at(words, at + 1)?;
            if !matches!(words.get(mid), Some(&"and" | &"to")) {
                return None;
            }
            let (high, end) = figure_at(words, mid + 1)?;
            (low < high).then(|| range(low, high, end)).flatten()
        }
        "from" => {
            let ((low, high), end) = range_behind(words, at + 1)?;
            range(low, high, end)
        }
        word => {
            let (low, high) = word.split_once(['-', '–'])?;
            let low = digits(low).filter(|d| d.1)?.0 as u64;
            let high = digits(high).filter(|d| d.1)?.0 as u64;
            // '10-15,000' gives its scale once.
            let low = if low < high && high.is_multiple_of(1000) && low < 1000 && word.contains(',') {
                low * 1000
            } else {
                low
            };
            (low < high).then(|| range(low, high, at + 1)).flatten()
        }
    }
}

/// Vague quantities, and the least that each stands for.
const VAGUE: &[(&[&str], u32)] = &[
    (&["hundreds", "of", "thousands"], 200_000),
    (&["tens", "of", "thousands"], 20_000),
    (&["dozens", "and", "dozens"], 24),
    (&["several", "hundred"], 200),
    (&["several", "thousand"], 2000),
    (&["several", "dozen"], 24),
    (&["a", "few", "dozen"], 24),
    (&["a", "few", "hundred"], 200),
    (&["a", "group", "of"], 3),
    (&["a", "number", "of"], 3),
    (&["a", "large", "number", "of"], 3),
    (&["large", "numbers", "of"], 3),
    (&["a", "handful", "of"], 3),
    (&["a", "great", "many"], 3),
    (&["a", "few"], 3),
    (&["quite", "a", "few"], 3),
    (&["tens"], 20),
    (&["scores"], 40),
    (&["dozens"], 24),
    (&["hundreds"], 200),
    (&["thousands"], 2000),
    (&["millions"], 2_000_000),
    (&["several"], 3),
    (&["many"], 3),
    (&["numerous"], 3),
    (&["countless"], 3),
    (&["multiple"], 3),
];

fn vague_at(words: &[&str], at: usize) -> Option<Quantity> {
    let q = |bounds, end, form| Quantity {
        words: at..end,
        bounds,
        form,
    };
    if matches!(words.get(at), Some(&"a" | &"the")) {
        if starts_with(words, at + 1, &["couple", "of"]) {
            let bounds = Bounds {
                approximate: true,
                ..Bounds::exactly(2)
            };
            return Some(q(bounds, at + 2, QuantityForm::Figure));
        }
        if starts_with(words, at + 1, &["pair", "of"]) {
            return Some(q(Bounds::exactly(2), at + 2, QuantityForm::Figure));
        }
    }
    let opened = OPENERS.get(words.get(at)?)?;
    let &(phrase, low) = opened
        .vague
        .iter()
        .find(|(phrase, _)| starts_with(words, at, phrase))?;
    // 'a group of' ends before its 'of', as 'dozens of' does.
    let end = at + phrase.len() - usize::from(phrase.last() == Some(&"of"));
    Some(q(vague(low), end, QuantityForm::Vague))
}

fn article_at(words: &[&str], at: usize) -> Option<Quantity> {
    let q = |bounds, end, form| {
        Some(Quantity {
            words: at..end,
            bounds,
            form,
        })
    };
    match *words.get(at)? {
        "a" | "an" => q(exactly(1), at + 1, QuantityForm::Article),
        "another" => q(exactly(1), at + 1, QuantityForm::Another),
        "both" => q(exactly(2), at + 1, QuantityForm::Both),
        "some" => q(vague(2), at + 1, QuantityForm::Some),
        "none" | "nobody" | "no-one" | "noone" => q(exactly(0), at + 1, QuantityForm::Zero),
        "no" if words.get(at + 1) == Some(&"one") => q(exactly(0), at + 2, QuantityForm::Zero),
        "no" => q(exactly(0), at + 1, QuantityForm::Zero),
        _ => None,
    }
}

/// Whether the words around a quantity show a measure, a date, a clock time, an age, money or a name instead of a count.
///
/// `measures` are the unit words ('%', 'km', 'years'), `days` the names of months and days, both in lower case.
#[must_use]
pub fn is_measure(
    words: &[&str],
    quantity: &Range<usize>,
    measures: &dyn Fn(&str) -> bool,
    days: &dyn Fn(&str) -> bool,
) -> bool {
    let before = |n: usize| quantity.start.checked_sub(n).map_or("", |i| words[i]);
    let after = words.get(quantity.end).copied().unwrap_or_default();
    let digits = words[quantity.end - 1].starts_with(|c: char| c.is_ascii_digit());
    let first_digits = words[quantity.start].starts_with(|c: char| c.is_ascii_digit());
    measures(after)
        || matches!(
            before(1),
            "$" | "£"
                | "€"
                | "rs"
                | "rs."
                | "usd"
                | "inr"
                | "aged"
                | "section"
                | "sections"
                | "no"
                | "number"
                | "#"
                | "page"
                | "highway"
                | "route"
                | "sector"
                | "phase"
                | "article"
                | "aged "
                | "age"
                | "resolution"
        )
        || (first_digits && days(before(1)) && !(is_weekday(before(1)) && begins_noun(after, days)))
        || (digits && days(after) && !is_weekday(after))
        || (digits && before(1) == "at" && matches!(after, "." | ":" | "hours"))
        || (first_digits && before(1) == ":" && before(2).starts_with(|c: char| c.is_ascii_digit()))
        || (digits && after == ":")
        || (first_digits && before(1) == "/")
        || (digits && after == "/")
}

/// Whether a word is the name of a weekday.
pub(crate) fn is_weekday(word: &str) -> bool {
    matches!(
        word,
        "monday" | "tuesday" | "wednesday" | "thursday" | "friday" | "saturday" | "sunday"
    )
}

/// Whether a word behind 'Tuesday 11' shows that the number is not the day's: 'on Tuesday 11 people were killed'.
fn begins_noun(word: &str, days: &dyn Fn(&str) -> bool) -> bool {
    let joint = [
        "and", "at", "for", "from", "in", "near", "of", "on", "that", "to", "when", "with",
    ];
    word.starts_with(char::is_alphabetic) && !days(word) && !joint.contains(&word)
}

#[cfg(test)]
mod tests;
