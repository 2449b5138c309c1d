//! Finding time expressions: the driver, and what can be put before and after a core.

use super::expression::{Found, RangeEnd, Said, Year};
use super::words::{self, Part, Unit};
use super::{Bound, Modifier, opener};
use crate::pieces::{PieceKind, Pieces};
use std::ops::Range;

/// Looks for expressions within one stretch of a text. Positions are pieces of the whole text.
pub(super) struct Scan<'a> {
    pub pieces: &'a Pieces<'a>,
    pub stretch: Range<usize>,
}

/// Finds the expressions of a text, in order and without overlap.
pub(super) fn scan(pieces: &Pieces<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for stretch in pieces.stretches() {
        let scan = Scan { pieces, stretch };
        let mut at = scan.stretch.start;
        while at < scan.stretch.end {
            let before = found.len();
            scan.expression(at, &mut found);
            match found.get(before..).and_then(<[Found]>::last) {
                Some(last) => at = last.pieces.end.max(at + 1),
                None => at += 1,
            }
        }
        scan.link_ranges(&mut found);
    }
    found
}

impl Scan<'_> {
    /// The piece in lower case; empty outside the stretch.
    pub fn word(&self, at: usize) -> &str {
        if self.stretch.contains(&at) {
            self.pieces.lower(at)
        } else {
            ""
        }
    }

    /// The piece before, in lower case; empty at the start of the stretch.
    pub fn word_before(&self, at: usize) -> &str {
        at.checked_sub(1).map_or("", |before| self.word(before))
    }

    pub fn is(&self, at: usize, words: &[&str]) -> bool {
        words.contains(&self.word(at))
    }

    /// The position after the words, if they stand at `at`.
    pub fn after(&self, at: usize, words: &[&str]) -> Option<usize> {
        words
            .iter()
            .enumerate()
            .all(|(n, word)| self.word(at + n) == *word)
            .then_some(at + words.len())
    }

    pub fn kind(&self, at: usize) -> Option<PieceKind> {
        if self.stretch.contains(&at) {
            Some(self.pieces.all[at].kind)
        } else {
            None
        }
    }

    pub fn capital(&self, at: usize) -> bool {
        self.kind(at) == Some(PieceKind::Word) && self.pieces.all[at].capital
    }

    pub fn glued(&self, at: usize) -> bool {
        self.kind(at).is_some() && self.pieces.all[at].glued
    }

    /// A run of digits: its value and how many digits it has.
    pub fn digits(&self, at: usize) -> Option<(u32, usize)> {
        if self.kind(at) != Some(PieceKind::Number) {
            return None;
        }
        let word = self.word(at);
        if word.len() > 7 {
            return None;
        }
        word.parse().ok().map(|value| (value, word.len()))
    }

    /// Whether the sentence of this piece is all in capitals, so that case tells nothing.
    pub fn all_caps(&self, at: usize) -> bool {
        let Some(piece) = self.pieces.all.get(at) else {
            return false;
        };
        let sentence = self.pieces.analysis.sentences().get(piece.sentence);
        piece.upper && sentence.is_some_and(|s| s.all_caps || self.neighbours_upper(at))
    }

    /// Whether the words on both sides are in capitals too: wire text in capitals that no one flagged.
    fn neighbours_upper(&self, at: usize) -> bool {
        let near = at.saturating_sub(4)..(at + 5);
        let mut upper = 0;
        for other in near.filter(|other| *other != at) {
            if self.kind(other) == Some(PieceKind::Word) {
                let piece = &self.pieces.all[other];
                if !piece.upper && piece.end - piece.start > 1 {
                    return false;
                }
                upper += usize::from(piece.upper);
            }
        }
        upper >= 2
    }

    /// Finds the expression that begins at `at`, if one does, and pushes it.
    fn expression(&self, at: usize, out: &mut Vec<Found>) {
        match self.kind(at) {
            Some(PieceKind::Mark) if self.word(at) != "'" => return,
            Some(PieceKind::Word) if self.glued(at) && self.word_before(at) == "'" => return,
            Some(PieceKind::Word) if !opener::opens(self.word(at)) => {
                if cfg!(debug_assertions) {
                    let before = out.len();
                    self.any_form(at, out);
                    assert_eq!(out.len(), before, "opener.rs lacks '{}'", self.word(at));
                }
                return;
            }
            _ => {}
        }
        self.any_form(at, out);
    }

    /// Tries every form at `at`, the longest-reaching first; pushes what it finds.
    fn any_form(&self, at: usize, out: &mut Vec<Found>) {
        let before = out.len();
        self.night_of(at, out);
        if out.len() == before {
            self.day_range(at, out);
        }
        if out.len() == before {
            let one = self
                .modified(at)
                .or_else(|| self.day_with_clock(at))
                .or_else(|| self.clock_with_day(at))
                .or_else(|| self.core(at));
            if let Some(mut found) = one {
                if found.bound.is_none() {
                    found.bound = self.bound_before(at, &found);
                }
                out.push(found);
            }
        }
    }

    /// A core without modifiers, day or not.
    fn core(&self, at: usize) -> Option<Found> {
        self.day(at)
            .or_else(|| self.holiday(at))
            .or_else(|| self.set(at))
            .or_else(|| self.amount_expression(at))
            .or_else(|| self.relative(at))
            .or_else(|| self.coarse(at))
            .or_else(|| self.part_alone(at))
            .or_else(|| self.vague(at))
    }

    /// A day, with the part of it that follows: 'Friday night', 'April 20', 'yesterday evening'.
    pub fn day(&self, at: usize) -> Option<Found> {
        let mut day = self
            .deictic(at)
            .or_else(|| self.weekday(at))
            .or_else(|| self.calendar_day(at))
            .or_else(|| self.numeric_date(at))
            .or_else(|| self.day_of_month(at))?;
        let end = day.pieces.end;
        if day.part.is_none()
            && let Some(part) = words::part(self.word(end))
            && !matches!(self.word(end), "nights" | "mornings" | "evenings" | "afternoons")
        {
            day.part = Some(part);
            day.pieces.end = end + 1;
        }
        Some(day)
    }

    /// A day and its clock time: 'May 8 at 1:00 am', 'Friday, 14:30 GMT'.
    fn day_with_clock(&self, at: usize) -> Option<Found> {
        let mut day = self.day(at)?;
        let mut next = day.pieces.end;
        if self.is(next, &[","]) {
            next += 1;
        }
        if self.is(next, &["at"]) {
            next += 1;
        }
        let clock = self.clock(next)?;
        day.clock = clock.clock;
        day.pieces.end = clock.pieces.end;
        Some(day)
    }

    /// A clock time and, perhaps, its day: '8:30 pm on Friday', '12:00 UTC Monday'.
    fn clock_with_day(&self, at: usize) -> Option<Found> {
        let mut clock = self.clock(at)?;
        let mut next = clock.pieces.end;
        if self.is(next, &[","]) {
            next += 1;
        }
        if self.is(next, &["on"]) {
            next += 1;
        }
        if let Some(day) = self.day(next).filter(Found::is_day) {
            clock.said = day.said;
            clock.part = day.part;
            clock.pieces.end = day.pieces.end;
        }
        Some(clock)
    }

    /// An expression behind a modifier: 'early March', 'late on Tuesday', 'the end of 2014', 'mid-2012', 'the morning of 29 April'.
    fn modified(&self, at: usize) -> Option<Found> {
        let start = at;
        let mut next = at;
        if self.is(next, &["the"]) {
            next += 1;
        }
        let word = self.word(next);
        let simple = match word {
            "early" | "earlier" => Some(Modifier::Start),
            "late" | "later" => Some(Modifier::End),
            "mid" | "middle" => Some(Modifier::Mid),
            _ => None,
        };
        if let Some(modifier) = simple {
            let mut core = next + 1;
            if self.is(core, &["-"]) && self.glued(core) {
                core += 1;
            }
            if let Some(found) = self.part_of_day_before(start, core, Some(modifier)) {
                return Some(found);
            }
            if self.is(core, &["on", "in", "last"]) && !self.is(core, &["last"]) {
                core += 1;
            }
            let mut found = self
                .day_with_clock(core)
                .or_else(|| self.day(core))
                .or_else(|| self.relative(core))
                .or_else(|| self.coarse(core))
                .or_else(|| self.lone_part(core))?;
            if matches!(found.said, Said::Vague(_) | Said::Duration { .. }) {
                return None;
            }
            found.modifier = Some(modifier);
            found.pieces.start = start;
            return Some(found);
        }
        if let Some(found) = self.part_of_day_before(start, next, None) {
            return Some(found);
        }
        if let Some(found) = self.first_of_period(start, next) {
            return Some(found);
        }
        if word == "week"
            && let Some(core) = self.after(next + 1, &["of"])
            && let Some(day) = self.calendar_day(core)
            && let Said::Calendar(fields) = day.said
        {
            return Some(Found::new(start..day.pieces.end, Said::WeekOf(fields)));
        }
        let modifier = match word {
            "start" | "beginning" | "outset" => Modifier::Start,
            "end" | "close" => Modifier::End,
            "middle" => Modifier::Mid,
            _ => return None,
        };
        let mut core = self.after(next + 1, &["of"])?;
        if self.is(core, &["the"]) {
            core += 1;
            // 'the end of the year': of the one in focus, else of the anchor's.
            if let Some(unit @ (Unit::Month | Unit::Year | Unit::Week)) =
                words::unit(self.word(core)).and_then(|(unit, plural)| (!plural).then_some(unit))
            {
                let of_event = self.is(core + 1, &["of", "-"]);
                let mut found = Found::new(start..core + 1, Said::InForce(unit));
                found.modifier = Some(modifier);
                return (!of_event).then_some(found);
            }
        }
        let mut found = self
            .relative(core)
            .or_else(|| self.coarse(core))
            .or_else(|| self.day(core))?;
        if !matches!(
            found.said,
            Said::Calendar(_) | Said::Offset { .. } | Said::Decade(_) | Said::Century(_)
        ) {
            return None;
        }
        found.modifier = Some(modifier);
        found.pieces.start = start;
        Some(found)
    }

    /// 'the first week of May', 'the last days of 2012': TIMEX3 has no value for the week, so it is the period's beginning or end.
    fn first_of_period(&self, start: usize, at: usize) -> Option<Found> {
        let modifier = match self.word(at) {
            "first" | "opening" => Modifier::Start,
            "last" | "final" | "closing" => Modifier::End,
            _ => return None,
        };
        let mut next = at + 1;
        if self.is(next, &["few", "two", "three"]) {
            next += 1;
        }
        if !self.is(next, &["week", "weeks", "day", "days"]) {
            return None;
        }
        let mut found = self.coarse(self.after(next + 1, &["of"])?)?;
        if !matches!(&found.said, Said::Calendar(fields) if fields.stretch.is_none()) {
            return None;
        }
        found.modifier = Some(modifier);
        found.pieces.start = start;
        Some(found)
    }

    /// 'the early hours of Saturday', 'morning of April 3', 'night on Sunday', 'dawn on Friday', with `core` at the part.
    fn part_of_day_before(&self, start: usize, core: usize, modifier: Option<Modifier>) -> Option<Found> {
        let (part, mut next) = match self.word(core) {
            "hours" if modifier == Some(Modifier::Start) => (Part::Morning, core + 1),
            "hours" if modifier == Some(Modifier::End) => (Part::Night, core + 1),
            "overnight" => (Part::Night, core + 1),
            word => (words::part(word)?, core + 1),
        };
        if self.is(next, &["hours"]) {
            next += 1;
        }
        let mut next = [
            &["of"][..],
            &["on"],
            &["into"],
            &["from"],
            &["between"],
            &[",", "on"],
        ]
        .iter()
        .find_map(|link| self.after(next, link))?;
        if self.is(next, &["the"]) {
            next += 1;
        }
        // 'the early hours of the morning of 3 May'
        if words::part(self.word(next)).is_some() && self.is(next + 1, &["of", "on"]) {
            next += 2;
        }
        let mut found = self.day(next).filter(Found::is_day)?;
        found.part = Some(part);
        found.modifier = modifier;
        found.pieces.start = start;
        Some(found)
    }

    /// 'the night of 29-30 November', 'the intervening night of May 5 and 6', 'the night between Friday and Saturday'.
    fn night_of(&self, at: usize, out: &mut Vec<Found>) {
        let mut next = at;
        if self.is(next, &["the"]) {
            next += 1;
        }
        if self.is(next, &["intervening"]) {
            next += 1;
        }
        if !self.is(next, &["night"]) || !self.is(next + 1, &["of", "between"]) {
            return;
        }
        let first = out.len();
        let mut core = next + 2;
        if self.is(core, &["the"]) {
            core += 1;
        }
        self.day_range(core, out);
        if out.len() == first {
            return;
        }
        out[first].pieces.start = at;
        out[first].part = Some(Part::Night);
    }

    /// Two days under one month or two weekdays: '19-20 December', 'May 5 and 6', 'Friday and Saturday' after 'between'.
    fn day_range(&self, at: usize, out: &mut Vec<Found>) {
        if let Some(pair) = self.days_of_one_month(at) {
            out.extend(pair);
        }
    }

    /// Joins neighbours that are the two ends of a range: 'from March to May', 'between 2003 and 2011', 'Monday to Friday'.
    fn link_ranges(&self, found: &mut [Found]) {
        for at in 1..found.len() {
            let (left, right) = found.split_at_mut(at);
            let (Some(first), Some(last)) = (left.last_mut(), right.first_mut()) else {
                continue;
            };
            if first.range != RangeEnd::Neither
                || last.range != RangeEnd::Neither
                || last.pieces.start != first.pieces.end + 1
                || !self.stretch.contains(&first.pieces.start)
            {
                continue;
            }
            let opener = self.word_before(first.pieces.start);
            let joined = match self.word(first.pieces.end) {
                "and" => opener == "between",
                "to" | "until" | "till" | "through" => true,
                "-" => matches!((&first.said, &last.said), (Said::Calendar(_), Said::Calendar(_))),
                _ => false,
            };
            if joined && first.part.is_none() && same_grain(&mut first.said, &mut last.said) {
                first.range = RangeEnd::First;
                last.range = RangeEnd::Last;
                first.bound = None;
                last.bound = None;
            }
        }
    }

    /// What the word before makes of the expression: 'since', 'until', 'by', 'before', 'after', 'from'.
    fn bound_before(&self, at: usize, found: &Found) -> Option<Bound> {
        if matches!(found.said, Said::Duration { .. } | Said::Set(_) | Said::Vague(_)) {
            return None;
        }
        match self.word_before(at) {
            "since" => Some(Bound::Since),
            "until" | "till" | "by" => Some(Bound::Until),
            "before" => Some(Bound::Before),
            "after" => Some(Bound::After),
            // 'the toll from Saturday's bombing'
            "from" if !self.is(found.pieces.end, &["'", "’"]) => Some(Bound::Since),
            "to" if at >= 2 && self.word(at - 2) == "prior" => Some(Bound::Before),
            _ => None,
        }
    }

    /// Whether a word is of a closed class, so that what stands before it is the head of its phrase.
    pub fn closed_class(&self, at: usize) -> bool {
        matches!(
            self.word(at),
            "a" | "after"
                | "against"
                | "all"
                | "also"
                | "although"
                | "an"
                | "and"
                | "are"
                | "as"
                | "at"
                | "be"
                | "because"
                | "before"
                | "between"
                | "but"
                | "by"
                | "can"
                | "could"
                | "did"
                | "do"
                | "during"
                | "for"
                | "from"
                | "had"
                | "has"
                | "have"
                | "he"
                | "her"
                | "his"
                | "if"
                | "in"
                | "into"
                | "is"
                | "it"
                | "its"
                | "left"
                | "near"
                | "not"
                | "of"
                | "on"
                | "or"
                | "our"
                | "over"
                | "she"
                | "should"
                | "since"
                | "so"
                | "some"
                | "that"
                | "the"
                | "their"
                | "there"
                | "these"
                | "they"
                | "this"
                | "those"
                | "through"
                | "to"
                | "under"
                | "until"
                | "was"
                | "we"
                | "were"
                | "when"
                | "where"
                | "which"
                | "while"
                | "who"
                | "will"
                | "with"
                | "without"
                | "would"
                | "said"
                | "says"
                | "killed"
                | "killing"
                | "wounding"
                | "injuring"
                | "amid"
                | "around"
                | "following"
        )
    }
}

/// Whether two expressions can be the ends of one range; fills what the first leaves to the second.
fn same_grain(first: &mut Said, last: &mut Said) -> bool {
    match (first, last) {
        (Said::Calendar(a), Said::Calendar(b)) => {
            if a.month.is_some() != b.month.is_some() || a.day.is_some() != b.day.is_some() {
                return false;
            }
            if a.year == Year::Unsaid && b.year != Year::Unsaid {
                a.year = match b.year {
                    Year::Is(year) if a.month > b.month => Year::Is(year - 1),
                    other => other,
                };
            } else if b.year == Year::Unsaid {
                b.year = match a.year {
                    Year::Is(year) if b.month < a.month => Year::Is(year + 1),
                    other => other,
                };
            }
            true
        }
        (Said::Weekday { .. }, Said::Weekday { .. }) => true,
        _ => false,
    }
}
