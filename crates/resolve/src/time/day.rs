//! Days named by words: 'yesterday', 'last Friday', 'the morning'.

use super::expression::{Amount, Found, From, Said, Which};
use super::scan::Scan;
use super::words::{self, Part, Unit};
use crate::pieces::PieceKind;

impl Scan<'_> {
    /// 'today', 'yesterday', 'tonight', 'last night', 'this morning', 'overnight', 'the day before yesterday'.
    pub fn deictic(&self, at: usize) -> Option<Found> {
        let day = |end: usize, days: i32| Some(Found::new(at..end, Said::days(days)));
        let with = |end: usize, days: i32, part: Part| {
            let mut found = Found::new(at..end, Said::days(days));
            found.part = Some(part);
            Some(found)
        };
        match self.word(at) {
            "today" => day(at + 1, 0),
            "yesterday" => day(at + 1, -1),
            "tomorrow" => day(at + 1, 1),
            "tonight" => with(at + 1, 0, Part::Night),
            "overnight" => {
                let mut found = Found::new(at..at + 1, Said::Overnight);
                found.part = Some(Part::Night);
                // 'overnight stay', 'overnight on Friday' has its own form.
                Some(found)
            }
            "last" if self.is(at + 1, &["night", "evening"]) => {
                let part = words::part(self.word(at + 1))?;
                with(at + 2, -1, part)
            }
            "this" => {
                let part = words::part(self.word(at + 1))?;
                with(at + 2, 0, part)
            }
            "the" if self.is(at + 1, &["day"]) => self
                .after(at + 2, &["before", "yesterday"])
                .map(|end| Found::new(at..end, Said::days(-2)))
                .or_else(|| {
                    self.after(at + 2, &["after", "tomorrow"])
                        .map(|end| Found::new(at..end, Said::days(2)))
                }),
            "that" => {
                let part = words::part(self.word(at + 1))?;
                let mut found = Found::new(
                    at..at + 2,
                    Said::Offset {
                        amount: Amount::of(0),
                        unit: Unit::Day,
                        forward: false,
                        from: From::Focus,
                    },
                );
                found.part = Some(part);
                Some(found)
            }
            _ => None,
        }
    }

    /// 'Friday', 'last Friday', 'Friday, 16 December 2016', 'Friday (Sept 16)'.
    pub fn weekday(&self, at: usize) -> Option<Found> {
        let (which, core) = self.which(at);
        let (day, full) = words::weekday(self.word(core))?;
        if !full || !self.capital(core) {
            let dotted = self.is(core + 1, &["."]) && self.glued(core + 1);
            let end = core + 1 + usize::from(dotted);
            if !self.capital(core) {
                return None;
            }
            let found = self.date_after_weekday(at, end)?;
            return Some(found);
        }
        if let Some(found) = self.date_after_weekday(at, core + 1) {
            return Some(found);
        }
        // Days with a name of their own are not the latest day of that name.
        if self.is_named_day(core) {
            return None;
        }
        Some(Found::new(at..core + 1, Said::Weekday { day, which }))
    }

    pub fn is_named_day(&self, at: usize) -> bool {
        at > self.stretch.start
            && self.capital(at - 1)
            && matches!(
                self.word_before(at),
                "good" | "black" | "bloody" | "ash" | "palm" | "easter" | "super" | "cyber" | "shrove"
            )
    }

    /// The date that follows a weekday, which is then one expression with it.
    pub fn date_after_weekday(&self, at: usize, end: usize) -> Option<Found> {
        let mut next = end;
        if self.is(next, &["(", ","]) {
            next += 1;
        }
        if self.is(next, &["the"]) {
            next += 1;
        }
        let mut date = self.calendar_day(next).or_else(|| self.numeric_date(next))?;
        date.pieces.start = at;
        Some(date)
    }

    /// 'last', 'this', 'next' and their kin before a weekday or month: which one, and where the name stands.
    pub fn which(&self, at: usize) -> (Which, usize) {
        match self.word(at) {
            "last" | "past" => (Which::Last, at + 1),
            "this" => (Which::This, at + 1),
            "next" | "coming" => (Which::Next, at + 1),
            "the" if self.is(at + 1, &["following"]) => (Which::Following, at + 2),
            "the" if self.is(at + 1, &["previous"]) => (Which::Previous, at + 2),
            "following" => (Which::Following, at + 1),
            "previous" => (Which::Previous, at + 1),
            _ => (Which::Bare, at),
        }
    }

    /// 'in the morning', 'at dawn', 'the afternoon': a part of the day in force.
    pub fn part_alone(&self, at: usize) -> Option<Found> {
        let word = self.word(at);
        if !matches!(
            self.word_before(at),
            "the" | "at" | "by" | "one" | "before" | "after" | "until" | "since"
        ) {
            return None;
        }
        let part = words::part(word)?;
        if word.ends_with('s') || matches!(word, "midday" | "noon") {
            return None;
        }
        // 'the night sky', 'the morning newspaper'
        if self.kind(at + 1) == Some(PieceKind::Word) && !self.closed_class(at + 1) {
            return None;
        }
        let mut found = Found::new(at..at + 1, Said::SomeDay);
        found.part = Some(part);
        Some(found)
    }

    /// 'early morning', without a day.
    pub fn lone_part(&self, at: usize) -> Option<Found> {
        let part = words::part(self.word(at))?;
        let mut found = Found::new(at..at + 1, Said::SomeDay);
        found.part = Some(part);
        Some(found)
    }
}
