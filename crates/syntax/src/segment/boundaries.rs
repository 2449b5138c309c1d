//! Where sentences end.

use super::abbreviations::Class;
use super::lines::Break;
use super::tokens::{Kind, Piece};

/// Words that open a sentence when they stand capitalised after an abbreviation. Sorted.
const STARTERS: [&str; 79] = [
    "a",
    "according",
    "after",
    "all",
    "also",
    "although",
    "an",
    "another",
    "as",
    "at",
    "authorities",
    "because",
    "before",
    "both",
    "but",
    "by",
    "despite",
    "during",
    "earlier",
    "eight",
    "five",
    "following",
    "for",
    "four",
    "from",
    "he",
    "her",
    "his",
    "hours",
    "how",
    "however",
    "i",
    "if",
    "in",
    "it",
    "its",
    "later",
    "many",
    "meanwhile",
    "more",
    "most",
    "nine",
    "no",
    "nobody",
    "officials",
    "on",
    "one",
    "our",
    "residents",
    "separately",
    "seven",
    "several",
    "she",
    "since",
    "six",
    "so",
    "some",
    "ten",
    "that",
    "the",
    "their",
    "then",
    "there",
    "these",
    "they",
    "this",
    "those",
    "three",
    "two",
    "until",
    "we",
    "what",
    "when",
    "where",
    "while",
    "who",
    "why",
    "witnesses",
    "you",
];

/// Words that begin a sentence even where the full stop before them was lost, if a word in lower case follows. Sorted.
const LOST_STOP_STARTERS: [&str; 17] = [
    "A",
    "An",
    "At",
    "He",
    "However",
    "In",
    "It",
    "Later",
    "Meanwhile",
    "On",
    "Separately",
    "She",
    "The",
    "They",
    "Three",
    "Two",
    "While",
];

/// Words after which a capitalised 'A' is a name ('Serie A side', 'hepatitis A cases'). Sorted.
const BEFORE_LETTER_A: [&str; 20] = [
    "apollo",
    "block",
    "category",
    "class",
    "division",
    "exhibit",
    "gate",
    "grade",
    "group",
    "hepatitis",
    "influenza",
    "league",
    "level",
    "plan",
    "section",
    "serie",
    "team",
    "type",
    "vitamin",
    "wing",
];

/// Words that cannot end a sentence, so that a capital after them begins a name ('reported by The …'). Sorted.
const NO_SENTENCE_ENDS_IN: [&str; 52] = [
    "a",
    "about",
    "after",
    "against",
    "an",
    "and",
    "are",
    "as",
    "at",
    "because",
    "before",
    "between",
    "but",
    "by",
    "called",
    "during",
    "for",
    "from",
    "had",
    "has",
    "have",
    "her",
    "his",
    "if",
    "in",
    "including",
    "into",
    "is",
    "its",
    "named",
    "near",
    "nor",
    "of",
    "on",
    "or",
    "our",
    "over",
    "said",
    "says",
    "since",
    "than",
    "that",
    "the",
    "their",
    "through",
    "to",
    "under",
    "was",
    "were",
    "which",
    "with",
    "without",
];

/// The text as its pieces and the breaks before them.
pub(super) struct View<'a> {
    pub(super) text: &'a str,
    pub(super) pieces: &'a [Piece],
    /// What stands before each piece.
    pub(super) breaks: &'a [Break],
    /// The text has no capitals at all.
    pub(super) no_capitals: bool,
    /// The text has no small letters.
    pub(super) all_capitals: bool,
}

impl<'a> View<'a> {
    pub(super) fn word(&self, ix: usize) -> &'a str {
        &self.text[self.pieces[ix].start..self.pieces[ix].end]
    }

    fn is_closer(&self, ix: usize) -> bool {
        matches!(
            self.word(ix),
            ")" | "]" | "}" | "\"" | "”" | "’" | "'" | "''" | "’’" | "»" | "“"
        ) && self.pieces[ix].kind == Kind::Mark
            || super::chars::char_at(self.text, self.pieces[ix].start)
                .is_some_and(|c| c.plain == '"' && c.len > 3)
    }

    fn is_opener(&self, ix: usize) -> bool {
        self.pieces[ix].kind == Kind::Mark
            && matches!(
                self.word(ix),
                "(" | "["
                    | "{"
                    | "\""
                    | "“"
                    | "‘"
                    | "'"
                    | "``"
                    | "‘‘"
                    | "‘’"
                    | "«"
                    | "''"
                    | "„"
                    | "¿"
                    | "¡"
            )
    }

    fn capital(&self, ix: usize) -> bool {
        self.word(ix).starts_with(char::is_uppercase)
    }

    fn small(&self, ix: usize) -> bool {
        self.word(ix).starts_with(char::is_lowercase)
    }

    fn starter(&self, ix: usize) -> bool {
        let word = self.word(ix);
        word.len() <= 11
            && STARTERS
                .binary_search(&word.to_ascii_lowercase().as_str())
                .is_ok()
    }

    /// The first piece from `ix` on that opens no bracket or quotation.
    fn past_openers(&self, ix: usize) -> Option<usize> {
        (ix..self.pieces.len()).take(4).find(|at| !self.is_opener(*at))
    }

    /// Whether a sentence ends before piece `ix` (not the first). `open_quote`: a straight quotation mark is open;
    /// `first`: first piece of the sentence so far.
    pub(super) fn ends_before(&self, ix: usize, open_quote: bool, first: usize) -> bool {
        match self.breaks[ix] {
            Break::Line | Break::Paragraph => true,
            Break::None => self.glued_sentences(ix),
            Break::Space => {
                self.after_aside(ix) || self.stop_ends(ix, open_quote, first) || self.lost_stop(ix, first)
            }
        }
    }

    /// 'killed.The army': the blank after a full stop was lost.
    fn glued_sentences(&self, ix: usize) -> bool {
        ix >= 2
            && self.word(ix - 1) == "."
            && self.breaks[ix - 1] == Break::None
            && self.pieces[ix - 2].kind == Kind::Word
            && self.word(ix - 2).len() >= 2
            && self.small(ix - 2)
            && self.capital(ix)
            && self.pieces[ix].kind == Kind::Word
    }

    /// After a face behind a full stop (':)'), and between two web addresses in a row.
    fn after_aside(&self, ix: usize) -> bool {
        let address = |at: usize| self.word(at).starts_with("http");
        let face = super::tokens::is_emoticon(self.word(ix - 1));
        (face && ix >= 2 && self.word(ix - 2).ends_with(['.', '!', '?'])) || (address(ix) && address(ix - 1))
    }

    /// Whether a full stop or other final mark before `ix` ends the sentence.
    fn stop_ends(&self, ix: usize, open_quote: bool, first: usize) -> bool {
        let mut last = ix - 1;
        let mut closers = 0;
        while last > 0
            && closers < 4
            && self.is_closer(last)
            && (self.breaks[last] == Break::None || closers == 0 && !open_quote)
        {
            last -= 1;
            closers += 1;
        }
        let Some(next) = self.past_openers(ix) else {
            return false;
        };
        // A quotation mark that closes, a bracket, a comma: the sentence goes on.
        let next_is_mark = self.pieces[next].kind == Kind::Mark;
        if next_is_mark && !matches!(self.word(next), "-" | "–" | "—" | "•" | "*" | "...")
            || (self.is_closer(ix) && open_quote)
            || super::tokens::is_emoticon(self.word(ix))
        {
            return false;
        }
        let starts = !self.small(next) || self.no_capitals;
        match self.pieces[last].kind {
            Kind::Mark => match self.word(last) {
                "." | "。" | "।" | "۔" => {
                    // '1. Withdraw the troops': the number of a list.
                    let number = last.checked_sub(1).filter(|at| {
                        *at >= first && self.pieces[*at].kind == Kind::Number && self.word(*at).len() <= 2
                    });
                    if number.is_some_and(|at| at == first || self.word(at - 1) == ":") {
                        return false;
                    }
                    if next_is_mark {
                        return !matches!(self.word(next), "...");
                    }
                    starts || closers == 0
                }
                "…" => starts && !next_is_mark,
                dots if dots.starts_with('.') => starts && !next_is_mark,
                mark if mark.starts_with('!') => starts && !next_is_mark,
                mark if mark.starts_with(['?', '؟']) => (starts || closers == 0) && !next_is_mark,
                _ => false,
            },
            Kind::Abbreviation(class) => {
                !next_is_mark && self.abbreviation_ends(class, last, next, closers > 0)
            }
            _ => false,
        }
    }

    /// Whether an abbreviation at `last` ends its sentence before the word `next`.
    fn abbreviation_ends(&self, class: Class, last: usize, next: usize, closed: bool) -> bool {
        let capital = self.capital(next) && !self.all_capitals;
        match class {
            Class::Inner | Class::Number => false,
            Class::Initial => {
                self.starter(next)
                    && self.word(next).len() > 1
                    && !closed
                    && last > 0
                    && !self.capital(last - 1)
            }
            Class::Month | Class::Place | Class::Company => self.capital(next) && self.starter(next),
            Class::Plain => capital || (self.capital(next) && self.starter(next)),
            Class::Initials => {
                if self.word(last).eq_ignore_ascii_case("p.s.") {
                    return false;
                }
                let hour = matches!(self.word(last).to_ascii_lowercase().as_str(), "a.m." | "p.m.");
                if hour && capital && !self.starter(next) {
                    return !is_zone_or_day(self.word(next));
                }
                self.word(last).ends_with('.')
                    && self.capital(next)
                    && self.starter(next)
                    && self.word(next).len() > 1
            }
        }
    }

    /// 'reports Daily Post Separately a man was shot': the stop itself was lost. Believed only between words, for few
    /// opening words, and only where the sentence is in ordinary case.
    fn lost_stop(&self, ix: usize, first: usize) -> bool {
        if self.all_capitals || ix < first + 4 || ix + 2 >= self.pieces.len() {
            return false;
        }
        let word = self.word(ix);
        if word.len() > 10 || LOST_STOP_STARTERS.binary_search(&word).is_err() {
            return false;
        }
        let before = self.pieces[ix - 1].kind;
        let next = ix + 1;
        let between_words =
            matches!(before, Kind::Word | Kind::Number) && self.pieces[next].kind == Kind::Word;
        if !between_words || !self.small(next) || self.breaks[next] != Break::Space {
            return false;
        }
        let previous = self.word(ix - 1).to_ascii_lowercase();
        if NO_SENTENCE_ENDS_IN.binary_search(&previous.as_str()).is_ok() {
            return false;
        }
        let after = self.word(next);
        match word {
            "A" if BEFORE_LETTER_A.binary_search(&previous.as_str()).is_ok() || is_verb_form(after) => {
                return false;
            }
            "At" if !matches!(after, "least" | "the" | "about" | "around") => return false,
            "In" | "On"
                if !matches!(
                    after,
                    "a" | "an" | "the" | "another" | "other" | "his" | "its" | "their"
                ) =>
            {
                return false;
            }
            // Titles of papers and films are capitalised on; 'He', 'They' are sure.
            "Two" | "Three" if is_verb_form(after) => return false,
            "It" | "While" | "Later" | "However" if before == Kind::Number => return false,
            _ => {}
        }
        // A heading in capitals ('Talks On the Brink In a Week') has capitals everywhere.
        let words = (first..ix)
            .rev()
            .take(6)
            .filter(|at| self.pieces[*at].kind == Kind::Word && self.word(*at).len() > 3);
        let (mut small, mut all) = (0, 0);
        for at in words {
            small += usize::from(self.small(at));
            all += 1;
        }
        all == 0 || 3 * small >= all
    }
}

/// Words that show that the letter or number before them was a name ('Plan A is …').
fn is_verb_form(word: &str) -> bool {
    matches!(
        word,
        "is" | "was"
            | "has"
            | "had"
            | "were"
            | "are"
            | "and"
            | "or"
            | "of"
            | "in"
            | "to"
            | "for"
            | "on"
            | "with"
    )
}

/// What follows an hour in the same sentence ('3 p.m. Friday', '3 p.m. EST', '3 p.m. Damascus time').
fn is_zone_or_day(word: &str) -> bool {
    let upper = word.len() <= 5 && word.bytes().all(|b| b.is_ascii_uppercase());
    let day = [
        "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul",
        "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    upper
        || day.iter().any(|d| word.starts_with(d))
        || matches!(
            word,
            "Eastern" | "Central" | "Pacific" | "Mountain" | "Local" | "Greenwich"
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_sorted() {
        assert!(STARTERS.is_sorted());
        assert!(LOST_STOP_STARTERS.is_sorted());
        assert!(BEFORE_LETTER_A.is_sorted());
        assert!(NO_SENTENCE_ENDS_IN.is_sorted());
    }
}
