//! Clock times.

use super::expression::{Amount, Clock, Found, Said};
use super::scan::Scan;
use super::words;

impl Scan<'_> {
    /// '8:30 pm', '3 a.m.', '14:30 GMT', '1500 hrs', 'eight o'clock', 'noon', 'midnight'.
    pub fn clock(&self, at: usize) -> Option<Found> {
        let at_start = at;
        let (mut hour, mut minute, mut end, mut sure) = match self.word(at) {
            "noon" | "midday" => (12, 0, at + 1, true),
            "midnight" => (24, 0, at + 1, true),
            _ => self.hour_and_minute(at)?,
        };
        if let Some((pm, after)) = self.half_of_day(end) {
            if !(1..=12).contains(&hour) {
                return None;
            }
            hour = hour % 12 + if pm { 12 } else { 0 };
            end = after;
            sure = true;
        } else if let Some(after) = self.after(end, &["o", "'", "clock"]) {
            end = after;
            sure = true;
        } else if self.is(end, &["hrs", "hours"])
            && (sure || self.digits(at).is_some_and(|(_, digits)| digits == 4))
        {
            end += 1;
            sure = true;
        }
        let mut utc = false;
        if self.is(end, &["gmt", "utc", "z"]) {
            utc = true;
            sure = true;
            end += 1;
        } else if let Some(after) = self.after(end, &["local", "time"]) {
            sure = true;
            end = after;
        }
        if !sure {
            return None;
        }
        if hour > 24 || minute > 59 {
            return None;
        }
        if hour == 24 {
            minute = 0;
        }
        let mut found = Found::new(at_start..end, Said::SomeDay);
        found.clock = Some(Clock { hour, minute, utc });
        Some(found)
    }

    /// Hour, minute, the position after, and whether the form alone is a clock time.
    fn hour_and_minute(&self, at: usize) -> Option<(u32, u32, usize, bool)> {
        if let Amount::Exactly { whole, half: false } = self.clock_word(at) {
            return Some((whole, 0, at + 1, false));
        }
        let (value, digits) = self.digits(at)?;
        if self.part_of_number(at) {
            return None;
        }
        if digits == 4 {
            return Some((value / 100, value % 100, at + 1, false));
        }
        if digits > 2 {
            return None;
        }
        let colon = self.is(at + 1, &[":", "."]) && self.glued(at + 1) && self.glued(at + 2);
        if let (true, Some((minute, 2))) = (colon, self.digits(at + 2)) {
            let mut end = at + 3;
            if self.is(end, &[":"]) && self.glued(end) && self.digits(end + 1).is_some() {
                end += 2;
            }
            return Some((value, minute, end, self.is(at + 1, &[":"]) && value < 24));
        }
        Some((value, 0, at + 1, false))
    }

    fn clock_word(&self, at: usize) -> Amount {
        match words::cardinal(self.word(at)) {
            Some(hour) if hour <= 12 => Amount::of(hour),
            _ => Amount::Some,
        }
    }

    /// 'am' or 'p.m.': whether it is after noon, and the position after.
    fn half_of_day(&self, at: usize) -> Option<(bool, usize)> {
        match self.word(at) {
            "am" => return Some((false, at + 1)),
            "pm" => return Some((true, at + 1)),
            _ => {}
        }
        let pm = match self.word(at) {
            "a" => false,
            "p" => true,
            _ => return None,
        };
        let end = self.after(at + 1, &[".", "m"])?;
        let dotted = self.is(end, &["."]) && self.glued(end);
        Some((pm, end + usize::from(dotted)))
    }
}
