//! Expressions that point to the present, past or future, or to a time told before: none says when something happened.

use super::expression::{Found, Said};
use super::scan::Scan;
use crate::pieces::PieceKind;

/// Words and their value. The longer of two that begin alike stands first.
const VAGUE: &[(&[&str], &str)] = &[
    (&["at", "the", "moment"], PRESENT),
    (&["at", "present"], PRESENT),
    (&["these", "days"], PRESENT),
    (&["right", "now"], PRESENT),
    (&["now"], PRESENT),
    (&["currently"], PRESENT),
    (&["presently"], PRESENT),
    (&["nowadays"], PRESENT),
    (&["recently"], PAST),
    (&["lately"], PAST),
];

const PRESENT: &str = "PRESENT_REF";
const PAST: &str = "PAST_REF";
const FUTURE: &str = "FUTURE_REF";

impl Scan<'_> {
    /// 'now', 'recently', 'in the past': not a date, but not to be missed as one either.
    pub fn vague(&self, at: usize) -> Option<Found> {
        for (words, value) in VAGUE {
            if let Some(end) = self.after(at, words) {
                // 'at the moment of the blast' hangs on an event.
                if words.len() == 3 && self.is(end, &["of", "when", "that"]) {
                    return None;
                }
                // The preposition stands outside, as the guidelines have it.
                let start = if self.is(at, &["at"]) { at + 1 } else { at };
                return Some(Found::new(start..end, Said::Vague(value)));
            }
        }
        let ends = |end: usize| self.kind(end) != Some(PieceKind::Word) || self.closed_class(end);
        match self.word(at) {
            "recent" if !ends(at + 1) => Some(Found::new(at..at + 1, Said::Vague(PAST))),
            "the" => {
                let mut next = at + 1;
                if self.is(next, &["near", "recent", "distant", "foreseeable"]) {
                    next += 1;
                }
                let value = match self.word(next) {
                    "past" => PAST,
                    "future" => FUTURE,
                    _ => return None,
                };
                let led = matches!(self.word_before(at), "in" | "for" | "from" | "into");
                let of_event = self.is(next + 1, &["of"]);
                (led && ends(next + 1) && !of_event).then(|| Found::new(at..next + 1, Said::Vague(value)))
            }
            // 'at the time', 'at that time', 'at the same time': that of the event told, which gives no day.
            "at" => {
                let next = at + 1;
                let the = self.is(next, &["the", "that", "this"]);
                let same = usize::from(self.is(next + 1, &["same"]));
                let end = next + 1 + same + 1;
                let time = the && self.is(end - 1, &["time"]);
                let of_event = self.is(end, &["of", "when"]);
                (time && !of_event && !self.is(next, &["this"])).then(|| {
                    let mut found = Found::new(next..end, Said::Then);
                    found.bound = Some(super::Bound::At);
                    found
                })
            }
            _ => None,
        }
    }
}
