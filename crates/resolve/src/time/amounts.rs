//! Durations, ages, offsets ('two days ago', 'last week', 'a day later'), recurring times and named days.

use super::expression::{Amount, Found, From, Reach, Said};
use super::scan::Scan;
use super::words::{self, Unit};
use super::{Bound, Modifier};
use crate::pieces::PieceKind;

/// 'two-day', 'three weeks', 'several months': how many of what, how it is written, and the position after.
pub(super) struct Quantity {
    pub amount: Amount,
    pub unit: Unit,
    /// 'two-day', 'two-day-long', 'year-long': an adjective.
    adjective: bool,
    pub end: usize,
}

impl Scan<'_> {
    /// Reads a number: digits, words, 'a', 'several', 'a couple of', 'two and a half'.
    fn amount(&self, at: usize) -> Option<(Amount, usize)> {
        let (amount, mut end) = self.plain_amount(at)?;
        if let (Amount::Exactly { whole, half: false }, Some(after)) =
            (amount, self.after(end, &["and", "a", "half"]))
        {
            end = after;
            return Some((Amount::Exactly { whole, half: true }, end));
        }
        Some((amount, end))
    }

    fn plain_amount(&self, at: usize) -> Option<(Amount, usize)> {
        if let Some((value, _)) = self.digits(at) {
            let before = self.word_before(at);
            if self.glued(at) && matches!(before, "." | "," | "$" | "€" | "£" | "/" | ":") {
                return None;
            }
            let half = self.glued(at + 1)
                && self.is(at + 1, &["."])
                && self.glued(at + 2)
                && self.word(at + 2) == "5";
            if half {
                return Some((Amount::Exactly { whole: value, half }, at + 3));
            }
            if self.glued(at + 1) && self.is(at + 1, &[",", "."]) && self.glued(at + 2) {
                if let (",", Some((thousands, 3))) = (self.word(at + 1), self.digits(at + 2)) {
                    return Some((
                        Amount::of(value.checked_mul(1000)?.checked_add(thousands)?),
                        at + 3,
                    ));
                }
                if self.digits(at + 2).is_some() {
                    return None;
                }
            }
            return Some((Amount::of(value), at + 1));
        }
        let vague = [
            &["a", "few"][..],
            &["a", "number", "of"],
            &["several"],
            &["few"],
            &["many"],
            &["some"],
            &["dozens", "of"],
        ];
        if let Some(end) = self
            .after(at, &["half", "an"])
            .or_else(|| self.after(at, &["half", "a"]))
        {
            return Some((Amount::Exactly { whole: 0, half: true }, end));
        }
        if let Some(end) = self.after(at, &["a", "couple", "of"]) {
            return Some((Amount::of(2), end));
        }
        if let Some(end) = self.after(at, &["a", "dozen"]) {
            return Some((Amount::of(12), end));
        }
        if let Some(end) = self.after(at, &["a", "hundred"]) {
            return Some((Amount::of(100), end));
        }
        if let Some(end) = vague.iter().find_map(|words| self.after(at, words)) {
            return Some((Amount::Some, end));
        }
        if self.is(at, &["a", "an"]) {
            return Some((Amount::of(1), at + 1));
        }
        self.number_word(at)
    }

    /// 'twenty', 'twenty-four', 'five hundred'.
    fn number_word(&self, at: usize) -> Option<(Amount, usize)> {
        let first = words::cardinal(self.word(at))?;
        let mut end = at + 1;
        let mut value = first;
        if first >= 20 {
            let ones = if self.is(end, &["-"]) && self.glued(end) {
                end + 1
            } else {
                end
            };
            if let Some(one) = words::cardinal(self.word(ones)).filter(|one| *one < 10) {
                value += one;
                end = ones + 1;
            }
        }
        if self.is(end, &["hundred"]) {
            value *= 100;
            end += 1;
        }
        Some((Amount::of(value), end))
    }

    /// A number with its unit, in one of the ways that durations are written.
    pub fn quantity(&self, at: usize) -> Option<Quantity> {
        let (amount, after) = self.amount(at)?;
        let mut next = after;
        let hyphen = self.is(next, &["-"]) && self.glued(next);
        if hyphen {
            next += 1;
        }
        if !hyphen
            && self.is(
                next,
                &[
                    "consecutive",
                    "straight",
                    "full",
                    "long",
                    "whole",
                    "more",
                    "successive",
                    "calendar",
                    "trading",
                ],
            )
        {
            next += 1;
        }
        let (unit, plural) = words::unit(self.word(next))?;
        if hyphen && !self.glued(next) {
            return None;
        }
        // 'a second strike', 'three quarters of', 'a quarter of'.
        if matches!(unit, Unit::Second | Unit::Quarter)
            && (!plural || unit == Unit::Quarter && self.is(next + 1, &["of"]))
        {
            return None;
        }
        if matches!(amount, Amount::Some) && !plural {
            return None;
        }
        let mut end = next + 1;
        if let (Amount::Exactly { whole, half: false }, Some(half_end)) =
            (amount, self.after(end, &["and", "a", "half"]))
        {
            return Some(Quantity {
                amount: Amount::Exactly { whole, half: true },
                unit,
                adjective: false,
                end: half_end,
            });
        }
        if self.is(end, &["-"]) && self.glued(end) && self.is(end + 1, &["long"]) {
            end += 2;
        }
        Some(Quantity {
            amount,
            unit,
            adjective: hyphen,
            end,
        })
    }

    /// Ages, offsets and durations, whichever the quantity at `at` turns out to be.
    pub fn amount_expression(&self, at: usize) -> Option<Found> {
        self.aged(at)
            .or_else(|| self.comparison(at))
            .or_else(|| self.reaching(at))
            .or_else(|| self.plain_quantity(at))
            .or_else(|| self.bare_units(at))
    }

    /// 'aged 30', 'aged 12 to 15': years of age without the word.
    fn aged(&self, at: usize) -> Option<Found> {
        if self.word_before(at) == "aged" || self.word_before(at) == "age" {
            let (amount, end) = self
                .amount(at)
                .filter(|(amount, _)| matches!(amount, Amount::Exactly { whole: 0..=130, .. }))?;
            let named = words::unit(self.word(end)).is_some();
            let mut found = Found::new(
                at..end + usize::from(named),
                Said::Duration {
                    amount,
                    unit: words::unit(self.word(end)).map_or(Unit::Year, |(unit, _)| unit),
                    reach: Reach::Nowhere,
                },
            );
            found.age = true;
            return Some(found);
        }
        // 'Ahmad Khalil, 45, said': a number between commas after a name.
        let (years, digits) = self.digits(at)?;
        let name = at >= 2
            && self.capital(at - 2)
            && !self.all_caps(at - 2)
            && words::month(self.word(at - 2)).is_none();
        if digits <= 2
            && (5..=110).contains(&years)
            && self.word_before(at) == ","
            && name
            && !self.glued(at)
            && self.is(at + 1, &[","])
            && self.kind(at + 2) == Some(PieceKind::Word)
        {
            let mut found = Found::new(
                at..at + 1,
                Said::Duration {
                    amount: Amount::of(years),
                    unit: Unit::Year,
                    reach: Reach::Nowhere,
                },
            );
            found.age = true;
            return Some(found);
        }
        None
    }

    /// 'more than three years', 'nearly two weeks', 'over a year': the comparison belongs to the expression.
    fn comparison(&self, at: usize) -> Option<Found> {
        let (modifier, next) = match self.word(at) {
            "more" if self.is(at + 1, &["than"]) => (Modifier::MoreThan, at + 2),
            "over" => (Modifier::MoreThan, at + 1),
            "less" | "fewer" if self.is(at + 1, &["than"]) => (Modifier::LessThan, at + 2),
            "nearly" | "almost" => (Modifier::LessThan, at + 1),
            "about" | "around" | "approximately" | "roughly" => (Modifier::Approx, at + 1),
            "at" if self.is(at + 1, &["least"]) => (Modifier::MoreThan, at + 2),
            "up" if self.is(at + 1, &["to"]) => (Modifier::LessThan, at + 2),
            "only" | "just" => {
                return self
                    .plain_quantity(at + 1)
                    .filter(|found| matches!(found.said, Said::Duration { .. }))
                    .map(|mut found| {
                        found.pieces.start = at;
                        found
                    });
            }
            _ => return None,
        };
        let mut found = self.plain_quantity(next)?;
        found.modifier = Some(modifier);
        found.pieces.start = at;
        Some(found)
    }

    /// 'the last two years', 'the past 24 hours', 'the next three days', 'recent weeks', 'the past decade'.
    fn reaching(&self, at: usize) -> Option<Found> {
        let the = usize::from(self.is(at, &["the", "these", "those"]));
        let word = self.word(at + the);
        let reach = match word {
            "last" | "past" | "recent" | "previous" | "preceding" => Reach::Past,
            "next" | "coming" | "following" | "ensuing" => Reach::Future,
            _ => return None,
        };
        let next = at + the + 1;
        let (amount, unit, end) = match self.quantity(next) {
            Some(quantity) if !self.is(next, &["a", "an"]) => (quantity.amount, quantity.unit, quantity.end),
            Some(_) => return None,
            None => {
                let (unit, plural) = words::unit(self.word(next))?;
                match (plural, word) {
                    (true, _) => (Amount::Some, unit, next + 1),
                    (false, "past") if unit >= Unit::Hour => (Amount::of(1), unit, next + 1),
                    _ => return None,
                }
            }
        };
        Some(Found::new(at..end, Said::Duration { amount, unit, reach }))
    }

    /// 'two weeks ago', 'a day later', '28-year-old', 'three days', 'two-week'.
    fn plain_quantity(&self, at: usize) -> Option<Found> {
        let quantity = self.quantity(at)?;
        let Quantity {
            amount, unit, end, ..
        } = quantity;
        let offset = |end: usize, forward: bool, from: From| {
            Some(Found::new(
                at..end,
                Said::Offset {
                    amount,
                    unit,
                    forward,
                    from,
                },
            ))
        };
        if !quantity.adjective {
            let clause_ends = |after: usize| {
                self.kind(after) != Some(PieceKind::Word)
                    || matches!(self.word(after), "and" | "but" | "in" | "the")
            };
            match self.word(end) {
                "ago" => return offset(end + 1, false, From::Anchor),
                "earlier" | "previously" | "beforehand" => return offset(end + 1, false, From::Focus),
                "later" | "afterwards" | "afterward" | "thereafter" => {
                    return offset(end + 1, true, From::Focus);
                }
                "before" if self.kind(end + 1) != Some(PieceKind::Word) => {
                    return offset(end + 1, false, From::Focus);
                }
                "after" if self.kind(end + 1) != Some(PieceKind::Word) && clause_ends(end + 1) => {
                    return offset(end + 1, true, From::Focus);
                }
                _ => {}
            }
        }
        let mut found = Found::new(
            at..end,
            Said::Duration {
                amount,
                unit,
                reach: Reach::Nowhere,
            },
        );
        let old = if self.is(end, &["-"]) && self.glued(end) {
            end + 1
        } else {
            end
        };
        if self.is(old, &["old", "olds"]) {
            found.age = true;
            if !quantity.adjective {
                found.pieces.end = old + 1;
            }
        } else if self.after(end, &["of", "age"]).is_some() {
            found.age = true;
            found.pieces.end = end + 2;
        }
        // 'a night', 'a day' after a count is how often: see `set`.
        if !found.age
            && matches!(self.word(at), "a" | "an")
            && !self.duration_led(at)
            && !quantity.adjective
            && self.hangs_on(found.pieces.end).is_none()
        {
            return None;
        }
        if self.is(at, &["a", "an"]) && quantity.adjective {
            found.pieces.start = at + 1;
            return None;
        }
        if !quantity.adjective && !found.age {
            found.bound = self.hangs_on(found.pieces.end);
        }
        Some(found)
    }

    /// 'two days after the truce', 'a week into the siege', 'hours before dawn': the event or time that a stretch is measured
    /// from, which gives it no day of its own.
    fn hangs_on(&self, end: usize) -> Option<Bound> {
        if self.kind(end + 1) != Some(PieceKind::Word) {
            return None;
        }
        match self.word(end) {
            "after" | "into" | "since" => Some(Bound::After),
            "before" => Some(Bound::Before),
            _ => None,
        }
    }

    /// Whether 'a day', 'a year' at `at` is a stretch of time: 'for a day', 'lasted a year', 'within a week'.
    fn duration_led(&self, at: usize) -> bool {
        matches!(
            self.word_before(at),
            "for"
                | "within"
                | "in"
                | "lasted"
                | "lasting"
                | "after"
                | "over"
                | "than"
                | "about"
                | "nearly"
                | "almost"
                | "around"
                | "least"
                | "half"
                | "just"
                | "only"
                | "took"
                | "during"
                | "last"
                | "every"
                | "once"
                | "to"
                | "spent"
                | "and"
        )
    }

    /// 'for decades', 'years of war', 'hours after', 'months-long', 'year-long': units without a number.
    fn bare_units(&self, at: usize) -> Option<Found> {
        let (unit, plural) = words::unit(self.word(at))?;
        let long = self.is(at + 1, &["-"]) && self.is(at + 2, &["long"]);
        let one_word = false;
        if !(plural || long || one_word)
            || unit == Unit::Second
            || unit == Unit::Quarter
            || unit == Unit::Minute && !plural
        {
            return None;
        }
        let sense =
            long || matches!(
                self.word_before(at),
                "for" | "of" | "within" | "in" | "after" | "just" | "over" | "took"
            ) || matches!(
                self.word(at + 1),
                "of" | "after" | "before" | "later" | "earlier" | "ago"
            );
        if !sense {
            return None;
        }
        let amount = if plural { Amount::Some } else { Amount::of(1) };
        if matches!(self.word(at + 1), "ago" | "later" | "earlier") && plural {
            let forward = self.is(at + 1, &["later"]);
            let from = if self.is(at + 1, &["ago"]) {
                From::Anchor
            } else {
                From::Focus
            };
            return Some(Found::new(
                at..at + 2,
                Said::Offset {
                    amount,
                    unit,
                    forward,
                    from,
                },
            ));
        }
        let mut found = Found::new(
            at..at + if long { 3 } else { 1 },
            Said::Duration {
                amount,
                unit,
                reach: Reach::Nowhere,
            },
        );
        if !long {
            found.bound = self.hangs_on(at + 1);
        }
        Some(found)
    }
}

/// The TIMEX3 value of so many units.
pub(super) fn duration(amount: Amount, unit: Unit) -> String {
    let (clock, designator) = unit.designator();
    match (amount, unit) {
        (Amount::Exactly { whole: 0, half: true }, Unit::Hour) => "PT30M".to_owned(),
        (Amount::Exactly { whole, half: false }, Unit::Fortnight) => format!("P{}W", whole.saturating_mul(2)),
        (Amount::Exactly { whole, half: false }, Unit::Decade) => format!("P{}Y", whole.saturating_mul(10)),
        _ => format!("P{clock}{}{designator}", amount.digits()),
    }
}
