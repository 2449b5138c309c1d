//! Neighbouring units ('last week', 'the same day') and recurring times ('every Friday').

use super::amounts::duration;
use super::expression::{Amount, Found, From, Said};
use super::scan::Scan;
use super::words::{self, Unit};
use crate::pieces::PieceKind;

impl Scan<'_> {
    /// 'last week', 'this year', 'next month', 'the following day', 'the same day', 'that night', 'over the weekend'.
    pub fn relative(&self, at: usize) -> Option<Found> {
        let the = usize::from(self.is(at, &["the"]));
        let word = self.word(at + the);
        let mut next = at + the + 1;
        if word == "that" && self.is(next, &["same"]) {
            next += 1;
        }
        let (mut steps, mut from) = match word {
            "last" => (-1, From::Anchor),
            "this" | "current" => (0, From::Anchor),
            "next" if the == 1 => (1, From::Focus),
            "next" | "coming" => (1, From::Anchor),
            "following" => (1, From::Focus),
            "previous" | "preceding" => (-1, From::Focus),
            "same" | "that" => (0, From::Focus),
            "day" if the == 1 => {
                let forward = match self.word(next) {
                    "after" => true,
                    "before" => false,
                    _ => return None,
                };
                // 'the day after the vote' hangs on an event.
                if self.kind(next + 1) == Some(PieceKind::Word) {
                    return None;
                }
                return Some(Found::new(
                    at..next + 1,
                    Said::Offset {
                        amount: Amount::of(1),
                        unit: Unit::Day,
                        forward,
                        from: From::Focus,
                    },
                ));
            }
            "weekend" if the == 1 && matches!(self.word_before(at), "over" | "at" | "during") => {
                return Some(Found::new(
                    at..next,
                    relative_said(0, Unit::Weekend, From::Anchor),
                ));
            }
            _ => return None,
        };
        if word == "last" && (the == 1 || self.word_before(at) == "the") {
            // 'the last week of the siege' hangs on an event.
            return None;
        }
        let (unit, plural) = words::unit(self.word(next))?;
        if plural || matches!(unit, Unit::Second | Unit::Minute | Unit::Hour) {
            return None;
        }
        if word == "that"
            && the == 0
            && matches!(self.word_before(at), "said" | "says" | "say")
            && unit != Unit::Day
        {
            return None;
        }
        if unit == Unit::Day && from == From::Anchor {
            // 'next day' in a narrative; 'this day'; 'last day of'.
            if word == "next" {
                from = From::Focus;
            } else {
                return None;
            }
        }
        if unit == Unit::Weekend && word == "last" {
            steps = -1;
        }
        let mut said = relative_said(steps, unit, from);
        // 'this weekend' is the one of this week; 'over the weekend' the latest begun.
        if let (Said::Offset { forward, .. }, "this", Unit::Weekend) = (&mut said, word, unit) {
            *forward = true;
        }
        Some(Found::new(at..next + 1, said))
    }

    /// 'daily', 'every Friday', 'each week', 'twice a month', 'on Sundays'.
    pub fn set(&self, at: usize) -> Option<Found> {
        let one = |end: usize, value: String| Some(Found::new(at..end, Said::Set(value)));
        let start_of_sentence = at == self.stretch.start || self.word_before(at) == ".";
        match self.word(at) {
            word @ ("daily" | "weekly" | "monthly" | "annual" | "annually" | "yearly" | "hourly"
            | "nightly" | "quarterly") => {
                if self.capital(at) && !start_of_sentence && !self.all_caps(at) {
                    return None;
                }
                let value = match word {
                    "daily" | "nightly" => "P1D",
                    "weekly" => "P1W",
                    "monthly" => "P1M",
                    "hourly" => "PT1H",
                    "quarterly" => "P1Q",
                    _ => "P1Y",
                };
                one(at + 1, value.to_owned())
            }
            "every" | "each" | "per" => {
                let word = self.word(at + 1);
                if let Some((day, true)) = words::weekday(word) {
                    return one(at + 2, format!("XXXX-WXX-{day}"));
                }
                if let Some(part) = words::part(word) {
                    return one(at + 2, format!("XXXX-XX-XXT{}", part.code()));
                }
                if let Some((unit, false)) = words::unit(word) {
                    return one(at + 2, duration(Amount::of(1), unit));
                }
                let quantity = self.quantity(at + 1)?;
                one(quantity.end, duration(quantity.amount, quantity.unit))
            }
            "a" | "an" if matches!(self.word_before(at), "times" | "once" | "twice" | "thrice") => {
                let (unit, _) = words::unit(self.word(at + 1))?;
                one(at + 2, duration(Amount::of(1), unit))
            }
            word => {
                let day = words::weekdays(word)?;
                if self.capital(at) {
                    one(at + 1, format!("XXXX-WXX-{day}"))
                } else {
                    None
                }
            }
        }
    }
}

fn relative_said(steps: i32, unit: Unit, from: From) -> Said {
    Said::Offset {
        amount: Amount::of(steps.unsigned_abs()),
        unit,
        forward: steps > 0,
        from,
    }
}
