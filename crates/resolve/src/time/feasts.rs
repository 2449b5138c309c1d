//! Days with a name: fixed ones ('Christmas Day', '26/11') and those that move with the moon ('Easter', 'Ramadan', 'Eid').
//!
//! Easter follows the Gregorian computus (Meeus, *Astronomical Algorithms*, chapter 8). Islamic days follow the tabular
//! calendar (civil epoch, leap years 2, 5, 7, 10, 13, 16, 18, 21, 24, 26 and 29 of thirty): the sighting of the moon moves them
//! by a day either way, so their interval is a day wider on both sides and no single day is claimed.

use super::expression::{Fields, Found, Said, Which, Year};
use super::scan::Scan;
use jiff::ToSpan;
use jiff::civil::Date;

/// A day or month that moves through the calendar year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Feast {
    /// So many days from Easter Sunday.
    Easter(i8),
    /// The first day of spring in Iran and among Kurds.
    Nowruz,
    /// So many days of the Islamic year from a month and day.
    Islamic { month: u8, day: u8, days: u8 },
}

const EASTER: Feast = Feast::Easter(0);
const RAMADAN: Feast = islamic(9, 1, 30);
const FITR: Feast = islamic(10, 1, 3);
const ADHA: Feast = islamic(12, 10, 4);

const fn islamic(month: u8, day: u8, days: u8) -> Feast {
    Feast::Islamic { month, day, days }
}

/// Names of moving feasts in pieces; the longer of two that begin alike stands first.
const MOVING: &[(&[&str], Feast)] = &[
    (&["easter", "sunday"], EASTER),
    (&["easter", "monday"], Feast::Easter(1)),
    (&["easter"], EASTER),
    (&["good", "friday"], Feast::Easter(-2)),
    (&["palm", "sunday"], Feast::Easter(-7)),
    (&["ash", "wednesday"], Feast::Easter(-46)),
    (&["nowruz"], Feast::Nowruz),
    (&["newroz"], Feast::Nowruz),
    (&["ramadan"], RAMADAN),
    (&["ramazan"], RAMADAN),
    (&["eid", "al", "-", "fitr"], FITR),
    (&["eid", "ul", "-", "fitr"], FITR),
    (&["eid", "al", "-", "adha"], ADHA),
    (&["eid", "ul", "-", "adha"], ADHA),
    (&["ashura"], islamic(1, 10, 1)),
    (&["ashoura"], islamic(1, 10, 1)),
    (&["mawlid"], islamic(3, 12, 1)),
    (&["arbaeen"], islamic(2, 20, 1)),
];

/// Names of fixed days, with month and day.
const FIXED: &[(&[&str], i8, i8)] = &[
    (&["christmas", "day"], 12, 25),
    (&["christmas", "eve"], 12, 24),
    (&["christmas"], 12, 25),
    (&["boxing", "day"], 12, 26),
    (&["may", "day"], 5, 1),
    (&["labour", "day"], 5, 1),
    (&["new", "year", "'", "s", "day"], 1, 1),
    (&["new", "year", "'", "s", "eve"], 12, 31),
];

/// Days known by their date alone, as day or month and number.
const NUMBERED: &[(&[&str], i16, i8, i8)] = &[
    (&["9", "/", "11"], 2001, 9, 11),
    (&["26", "/", "11"], 2008, 11, 26),
];

impl Scan<'_> {
    /// 'Christmas Eve', 'Eid al-Adha 2016', 'last Ramadan', '9/11'.
    pub fn holiday(&self, at: usize) -> Option<Found> {
        if let Some((words, year, month, day)) = NUMBERED
            .iter()
            .find(|(words, ..)| self.after(at, words).is_some())
        {
            let end = at + words.len();
            let whole = (at + 1..end).all(|n| self.glued(n)) && !self.part_of_number(at);
            let goes_on = self.glued(end) && self.is(end, &["/", "-", "."]) && self.digits(end + 1).is_some();
            let fields = Fields {
                year: Year::Is(*year),
                month: Some(*month),
                day: Some(*day),
                ..Fields::NONE
            };
            return (whole && !goes_on).then(|| Found::new(at..end, Said::Calendar(fields)));
        }
        let (which, core) = self.which(at);
        if !self.capital(core) {
            return None;
        }
        if let Some((words, feast)) = MOVING.iter().find(|(words, _)| self.after(core, words).is_some()) {
            let (year, end) = self.feast_year(core + words.len());
            return self.no_name(end).then(|| {
                Found::new(
                    at..end,
                    Said::Feast {
                        feast: *feast,
                        year,
                        which,
                    },
                )
            });
        }
        let (words, month, day) = FIXED
            .iter()
            .find(|(words, ..)| self.after(core, words).is_some())?;
        let (year, end) = self.feast_year(core + words.len());
        // 'Christmas sales' and 'Christmas Island' are no day.
        if *words == ["christmas"]
            && !(matches!(
                self.word_before(at),
                "on" | "at" | "since" | "before" | "after" | "until" | "by"
            ) && self.no_name(end))
            && year == Year::Unsaid
        {
            return None;
        }
        let fields = Fields {
            year,
            month: Some(*month),
            day: Some(*day),
            which,
            ..Fields::NONE
        };
        Some(Found::new(at..end, Said::Calendar(fields)))
    }

    fn feast_year(&self, at: usize) -> (Year, usize) {
        self.year_after(at, false, false).unwrap_or((Year::Unsaid, at))
    }

    /// 'Easter Island', 'Ramadan Ahmed': part of another name. In capitals throughout, nothing tells.
    fn no_name(&self, end: usize) -> bool {
        !self.capital(end) || self.all_caps(end)
    }
}

impl Feast {
    /// The TIMEX3 value without a year: the month and day where they are fixed.
    pub fn unresolved(self) -> &'static str {
        match self {
            Self::Nowruz => "XXXX-03-XX",
            Self::Easter(_) | Self::Islamic { .. } => "XXXX-XX-XX",
        }
    }

    /// First and last day in a Gregorian year, and how sure they are: with `sure` false the days are a day off at most.
    /// Where an Islamic day falls into the year twice, the first.
    pub fn days(self, year: i16) -> Option<(Date, Date)> {
        match self {
            Self::Easter(offset) => {
                let day = easter(year)?.checked_add(i64::from(offset).days()).ok()?;
                Some((day, day))
            }
            // The equinox falls on 20 or 21 March by Iranian time.
            Self::Nowruz => Some((Date::new(year, 3, 20).ok()?, Date::new(year, 3, 21).ok()?)),
            Self::Islamic { .. } => self.islamic_days(year).next(),
        }
    }

    /// Its occurrences nearest to a day, from the year before to the year after.
    pub fn near(self, anchor: Date) -> Vec<(Date, Date)> {
        let years = anchor.year().saturating_sub(1)..=anchor.year().saturating_add(1);
        years
            .flat_map(|year| match self {
                Self::Islamic { .. } => self.islamic_days(year).collect::<Vec<_>>(),
                _ => self.days(year).into_iter().collect(),
            })
            .collect()
    }

    fn islamic_days(self, year: i16) -> impl Iterator<Item = (Date, Date)> {
        let (month, day, days) = match self {
            Self::Islamic { month, day, days } => (month, day, days),
            _ => (0, 0, 0),
        };
        // The Islamic year that begins in a Gregorian one, and the one before.
        let about = (i64::from(year) - 622) * 33 / 32;
        (about - 1..=about + 2).filter_map(move |islamic| {
            if days == 0 || islamic < 1 {
                return None;
            }
            let first = tabular(islamic, month, day)?;
            if first.year() != year {
                return None;
            }
            let last = first.checked_add((i64::from(days) - 1).days()).ok()?;
            Some((first.yesterday().ok()?, last.tomorrow().ok()?))
        })
    }
}

/// Easter Sunday of the Gregorian calendar.
fn easter(year: i16) -> Option<Date> {
    if year < 1583 {
        return None;
    }
    let y = i32::from(year);
    let (a, b, c) = (y % 19, y / 100, y % 100);
    let (d, e) = (b / 4, b % 4);
    let g = (8 * b + 13) / 25;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let month = (h + l - 7 * m + 114) / 31;
    let day = (h + l - 7 * m + 114) % 31 + 1;
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// A day of the tabular Islamic calendar; its first day is 19 July 622 (Gregorian).
fn tabular(year: i64, month: u8, day: u8) -> Option<Date> {
    let months = i64::from(month) - 1;
    let days = (year - 1) * 354 + (3 + 11 * year) / 30 + 29 * months + (months + 1) / 2 + i64::from(day) - 1;
    Date::new(622, 7, 19).ok()?.checked_add(days.days()).ok()
}

/// The occurrence that an expression means: as with months, the nearest; after 'last' the latest past, after 'next' the first ahead.
pub(super) fn nearest(feast: Feast, which: Which, anchor: Date) -> Option<(Date, Date)> {
    let mut days = feast.near(anchor);
    match which {
        Which::Last | Which::Previous => days.retain(|(_, last)| *last < anchor),
        Which::Next | Which::Following => days.retain(|(first, _)| *first > anchor),
        Which::This | Which::Bare => {}
    }
    days.into_iter().min_by_key(|(first, last)| {
        let away = |day: Date| (day.duration_until(anchor).as_hours() / 24).abs();
        let within = *first <= anchor && anchor <= *last;
        if within { -1 } else { away(*first).min(away(*last)) }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn easter_sundays_of_the_almanac() {
        for (year, month, day) in [
            (1818, 3, 22),
            (1943, 4, 25),
            (2008, 3, 23),
            (2011, 4, 24),
            (2019, 4, 21),
            (2024, 3, 31),
        ] {
            assert_eq!(easter(year), Some(date(year, month, day)));
        }
        assert_eq!(easter(1500), None);
    }

    #[test]
    fn islamic_days_are_within_a_day_of_those_kept() {
        for (feast, year, kept) in [
            (RAMADAN, 2016, date(2016, 6, 6)),
            (RAMADAN, 2024, date(2024, 3, 11)),
            (FITR, 2021, date(2021, 5, 13)),
            (ADHA, 2016, date(2016, 9, 12)),
            (islamic(1, 10, 1), 2013, date(2013, 11, 14)),
        ] {
            let (first, _) = feast.days(year).expect("in every year");
            let off = first
                .tomorrow()
                .expect("in range")
                .duration_until(kept)
                .as_hours()
                / 24;
            assert!(off.abs() <= 1, "{feast:?} {year}: {first} against {kept}");
        }
    }

    #[test]
    fn every_year_has_its_feasts_and_no_year_panics() {
        for year in 1600..2300 {
            for (_, feast) in MOVING {
                if !matches!(feast, Feast::Islamic { .. }) {
                    assert!(feast.days(year).is_some());
                }
                assert!(!feast.near(date(year, 6, 1)).is_empty());
            }
        }
        for year in [-9999, 1, 25, 621, 623, 9999] {
            for (_, feast) in MOVING {
                assert!(feast.near(date(year, 12, 31)).iter().all(|(a, b)| a <= b));
            }
        }
    }
}
