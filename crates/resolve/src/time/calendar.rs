//! Calendar dates, months, years, decades, seasons, quarters and clock times.

use super::expression::{Fields, Found, RangeEnd, Said, Which, Year};
use super::scan::Scan;
use super::words;
use crate::pieces::PieceKind;

/// Years that four digits are read as without further sign of being a year. Chosen: news speaks of these.
const PLAIN_YEARS: std::ops::RangeInclusive<u32> = 1900..=2099;

/// Years that four digits can be at all.
const YEARS: std::ops::RangeInclusive<u32> = 1000..=2199;

impl Scan<'_> {
    /// A day number with its ordinal ending, and the position after: '21', '21st'.
    fn day_number(&self, at: usize) -> Option<(i8, usize)> {
        let (day, digits) = self.digits(at)?;
        if digits > 2 || !(1..=31).contains(&day) || self.part_of_number(at) {
            return None;
        }
        let ordinal = self.glued(at + 1) && self.is(at + 1, &["st", "nd", "rd", "th"]);
        let end = at + 1 + usize::from(ordinal);
        // '8:30', '12.5', '1,200', '20%'
        if self.glued(end)
            && self.digits(end + 1).is_some()
            && self.glued(end + 1)
            && self.is(end, &[":", ".", ","])
        {
            return None;
        }
        if self.is(end, &["%"]) {
            return None;
        }
        Some((i8::try_from(day).ok()?, end))
    }

    /// Whether the digits belong to a larger number that began before: '1,200', '3.5', '$20'.
    pub fn part_of_number(&self, at: usize) -> bool {
        if !self.glued(at) || at == self.stretch.start {
            return false;
        }
        let before = self.word_before(at);
        matches!(before, "." | "," | ":" | "/")
            && at >= 2
            && self.digits(at - 2).is_some()
            && self.glued(at - 1)
            || matches!(before, "$" | "€" | "£" | "#")
    }

    /// A month's name where it can only be the month, and the position after its dot.
    fn month_name(&self, at: usize) -> Option<(i8, bool, usize)> {
        if self.kind(at) != Some(PieceKind::Word) || !self.pieces.all[at].capital {
            return None;
        }
        let (month, full) = words::month(self.word(at))?;
        let dotted = !full && self.is(at + 1, &["."]) && self.glued(at + 1);
        Some((month, full, at + 1 + usize::from(dotted)))
    }

    /// A year after a day and month or a month: ', 2016', '2016', 'of 1989', ''82', '89' of upper-case wire text, 'last year'.
    pub fn year_after(&self, at: usize, with_day: bool, wire: bool) -> Option<(Year, usize)> {
        let mut next = at;
        let dashed = with_day && self.is(next, &["-"]) && self.glued(next) && self.glued(next + 1);
        if dashed || self.is(next, &[",", "of"]) {
            next += 1;
        }
        if let Some((year, 1..=4)) = self.digits(next)
            && self.is(next + 1, &["bc", "bce"])
        {
            return Some((Year::Bc(i16::try_from(year).ok()?), next + 2));
        }
        if let Some((year, 4)) = self.digits(next)
            && YEARS.contains(&year)
            && !self.counts_things(next)
        {
            return Some(self.era(i16::try_from(year).ok()?, next + 1));
        }
        if next == at
            && self.is(next, &["'"])
            && let Some((year, 2)) = self.digits(next + 1)
        {
            return Some((Year::Is(century_of(year)), next + 2));
        }
        if wire
            && next == at
            && let Some((year, 2)) = self.digits(next)
            && year > 31
        {
            return Some((Year::Is(century_of(year)), next + 1));
        }
        let (offset, end) = match (self.word(next), self.word(next + 1)) {
            ("last", "year") => (-1, next + 2),
            ("this", "year") => (0, next + 2),
            ("next", "year") => (1, next + 2),
            ("that" | "same", "year") => return Some((Year::InFocus, next + 2)),
            ("the", "same") if self.is(next + 2, &["year"]) => return Some((Year::InFocus, next + 3)),
            _ => return None,
        };
        Some((Year::Offset(offset), end))
    }

    fn era(&self, year: i16, at: usize) -> (Year, usize) {
        if self.is(at, &["bc", "bce"]) {
            (Year::Bc(year), at + 1)
        } else {
            (Year::Is(year), at)
        }
    }

    /// 'April 21, 2016', 'April 21', '21 April 2016', '21st of April', '18 AUG 89'.
    pub fn calendar_day(&self, at: usize) -> Option<Found> {
        self.month_first(at).or_else(|| self.day_first(at))
    }

    fn month_first(&self, at: usize) -> Option<Found> {
        let (month, _, after_month) = self.month_name(at)?;
        let next = if self.is(after_month, &["the"]) {
            after_month + 1
        } else {
            after_month
        };
        let (day, end) = self.day_number(next)?;
        // 'May 20-year-olds', 'March 5 people were': a count, not a day.
        if self.is(end, &["-"]) && words::unit(self.word(end + 1)).is_some() {
            return None;
        }
        if self.month_pair_follows(end) {
            return None;
        }
        let mut fields = Fields {
            month: Some(month),
            day: Some(day),
            ..Fields::NONE
        };
        let mut last = end;
        if let Some((year, after)) = self.year_after(end, true, false) {
            fields.year = year;
            last = after;
        }
        Some(Found::new(at..last, Said::Calendar(fields)))
    }

    /// Whether a second day of the same month follows, which [`Scan::days_of_one_month`] reads.
    fn month_pair_follows(&self, at: usize) -> bool {
        self.second_day(at).is_some()
    }

    /// The second day of 'May 5-6', 'May 5 and 6', with the position after it.
    fn second_day(&self, at: usize) -> Option<(i8, usize)> {
        let dash = self.is(at, &["-"]);
        if !dash && !self.is(at, &["and", "to", "or", "through"]) {
            return None;
        }
        let (day, end) = self.day_number(at + 1)?;
        let clear = dash
            || !(self.kind(end) == Some(PieceKind::Word)) && !self.is(end, &["-", "/", ":"])
            || self.closed_class(end);
        let month_next = self.month_name(end).is_some();
        (clear && !month_next).then_some((day, end))
    }

    fn day_first(&self, at: usize) -> Option<Found> {
        let (day, after_day) = self.day_number(at)?;
        let mut next = after_day;
        if self.is(next, &["of"]) || (self.is(next, &["-"]) && self.glued(next) && self.glued(next + 1)) {
            next += 1;
        }
        let (month, _, after_month) = self.month_name(next)?;
        // '10 May protesters' is a day; '10 May 5 protesters' too. '3 March Street' is not ours to know.
        let wire = self.all_caps(next);
        let mut fields = Fields {
            month: Some(month),
            day: Some(day),
            ..Fields::NONE
        };
        let mut end = after_month;
        if let Some((year, after)) = self.year_after(after_month, true, wire) {
            fields.year = year;
            end = after;
        }
        Some(Found::new(at..end, Said::Calendar(fields)))
    }

    /// '19-20 December 2016', '5 and 6 May', 'May 5-6', 'May 5 and 6, 2016'.
    pub fn days_of_one_month(&self, at: usize) -> Option<[Found; 2]> {
        let build = |first: (i8, std::ops::Range<usize>), last: (i8, std::ops::Range<usize>), month, year| {
            let fields = |day| {
                Said::Calendar(Fields {
                    year,
                    month: Some(month),
                    day: Some(day),
                    ..Fields::NONE
                })
            };
            let mut pair = [
                Found::new(first.1, fields(first.0)),
                Found::new(last.1, fields(last.0)),
            ];
            pair[0].range = RangeEnd::First;
            pair[1].range = RangeEnd::Last;
            pair
        };
        if let Some((month, _, next)) = self.month_name(at) {
            let (first, link) = self.day_number(next)?;
            let (last, end) = self.second_day(link)?;
            let (year, after) = self.year_after(end, true, false).unwrap_or((Year::Unsaid, end));
            return (last > first).then(|| build((first, at..link), (last, link + 1..after), month, year));
        }
        let (first, link) = self.day_number(at)?;
        if !self.is(link, &["-", "and", "to", "or", "through"]) {
            return None;
        }
        let (last, next) = self.day_number(link + 1)?;
        let (month, _, end) = self.month_name(if self.is(next, &["of"]) { next + 1 } else { next })?;
        let wire = self.all_caps(end - 1);
        let (year, after) = self.year_after(end, true, wire).unwrap_or((Year::Unsaid, end));
        (last > first).then(|| build((first, at..link), (last, link + 1..after), month, year))
    }

    /// '2016-12-16', '16/12/2016', '12/16/2016', '16.12.2016'; '3/4/2016' has two readings.
    pub fn numeric_date(&self, at: usize) -> Option<Found> {
        let (first, first_digits) = self.digits(at)?;
        if self.part_of_number(at) {
            return None;
        }
        let mark = self.word(at + 1);
        if !matches!(mark, "-" | "/" | ".") || self.word(at + 3) != mark {
            return None;
        }
        if !(1..=4).all(|n| self.glued(at + n)) {
            return None;
        }
        let (second, second_digits) = self.digits(at + 2)?;
        let (third, third_digits) = self.digits(at + 4)?;
        let said = if first_digits == 4 && second_digits == 2 && third_digits == 2 {
            numbers(first, second, third)?
        } else if third_digits == 4 && first_digits <= 2 && second_digits <= 2 && YEARS.contains(&third) {
            match (numbers(third, second, first), numbers(third, first, second)) {
                (Some(day_first), Some(_)) if first == second => day_first,
                (Some(_), Some(_)) => either_order(third, first, second)?,
                (Some(one), None) | (None, Some(one)) => one,
                (None, None) => return None,
            }
        } else {
            return None;
        };
        Some(Found::new(at..at + 5, said))
    }

    /// 'on the 14th', 'on 7th': a day of the month in focus.
    pub fn day_of_month(&self, at: usize) -> Option<Found> {
        let (day, digits) = self.digits(at)?;
        let ordinal = self.glued(at + 1) && self.is(at + 1, &["st", "nd", "rd", "th"]);
        if !ordinal || digits > 2 || !(1..=31).contains(&day) {
            return None;
        }
        let on = self.is(at.wrapping_sub(1), &["on", "the"])
            && (self.word_before(at) == "on" || at >= 2 && self.word(at - 2) == "on");
        let alone = self.kind(at + 2) != Some(PieceKind::Word) && !self.is(at + 2, &["-"])
            || self.closed_class(at + 2);
        (on && alone).then(|| Found::new(at..at + 2, Said::DayOfMonth(day as i8)))
    }

    /// Months, years, decades, centuries, seasons and quarters.
    pub fn coarse(&self, at: usize) -> Option<Found> {
        self.month_year(at)
            .or_else(|| self.decade(at))
            .or_else(|| self.century(at))
            .or_else(|| self.year(at))
            .or_else(|| self.stretch_of_year(at))
    }

    /// 'May 2013', 'May last year', 'last May', 'in May'.
    fn month_year(&self, at: usize) -> Option<Found> {
        let (which, core) = self.which(at);
        let (month, full, after) = self.month_name(core)?;
        let mut fields = Fields {
            month: Some(month),
            which,
            ..Fields::NONE
        };
        if let Some((year, end)) = self.year_after(after, false, self.all_caps(core)) {
            fields.year = year;
            return Some(Found::new(at..end, Said::Calendar(fields)));
        }
        // An abbreviation alone is as often a name; 'May' and 'March' alone as often a verb.
        let sure = which != Which::Bare
            || matches!(
                self.word_before(core),
                "in" | "since"
                    | "until"
                    | "till"
                    | "by"
                    | "during"
                    | "early"
                    | "late"
                    | "mid"
                    | "from"
                    | "of"
                    | "between"
                    | "throughout"
                    | "before"
                    | "after"
                    | "for"
                    | "-"
                    | "through"
            )
            // 'between March and May'
            || matches!(self.word_before(core), "and" | "to" | "or")
                && core >= 2
                && words::month(self.word(core - 2)).is_some();
        let person = full
            && !self.all_caps(core)
            && self.capital(after)
            && matches!(self.word(core), "april" | "may" | "june" | "august" | "march")
            && words::month(self.word(after)).is_none();
        let doubtful = !full || matches!(self.word(core), "may" | "march") || self.all_caps(core);
        ((sure || !doubtful) && !person).then(|| Found::new(at..after, Said::Calendar(fields)))
    }

    /// 'the 1990s', 'the 80s', 'the eighties'.
    fn decade(&self, at: usize) -> Option<Found> {
        let the = usize::from(self.is(at, &["the"]));
        let core = at + the;
        if the == 1
            && let Some(first) = words::decade(self.word(core))
        {
            return Some(Found::new(at..core + 1, Said::Decade(first)));
        }
        let quote = usize::from(the == 1 && self.is(core, &["'"]));
        let (value, digits) = self.digits(core + quote)?;
        let mut end = core + quote + 1;
        if self.is(end, &["'"]) && self.glued(end) {
            end += 1;
        }
        if !self.is(end, &["s"]) || !self.glued(end) || value % 10 != 0 {
            return None;
        }
        let first = match digits {
            4 if YEARS.contains(&value) => i16::try_from(value).ok()?,
            2 if the == 1 => century_of(value),
            _ => return None,
        };
        Some(Found::new(at..end + 1, Said::Decade(first)))
    }

    /// 'the 19th century', 'the nineteenth century'.
    fn century(&self, at: usize) -> Option<Found> {
        let core = at + usize::from(self.is(at, &["the"]));
        let (number, mut end) = match self.digits(core) {
            Some((number, 1..=2)) if self.is(core + 1, &["st", "nd", "rd", "th"]) => (number, core + 2),
            Some(_) => return None,
            None => (
                self.century_word(core)?,
                core + 1 + usize::from(self.is(core, &["twenty"])) * 2,
            ),
        };
        if self.is(end, &["-"]) {
            end += 1;
        }
        if !self.is(end, &["century"]) || number == 0 {
            return None;
        }
        Some(Found::new(
            at..end + 1,
            Said::Century(i16::try_from(number - 1).ok()?),
        ))
    }

    fn century_word(&self, at: usize) -> Option<u32> {
        if self.after(at, &["twenty", "-", "first"]).is_some() {
            return Some(21);
        }
        words::ordinal(self.word(at))
    }

    /// 'in 2011', '(1926-1928)', 'of '82', '480 BC'; not '2011 villages'.
    fn year(&self, at: usize) -> Option<Found> {
        if self.is(at, &["'"])
            && matches!(
                self.word_before(at),
                "in" | "of" | "since" | "summer" | "spring" | "winter"
            )
            && let Some((year, 2)) = self.digits(at + 1)
        {
            return Some(Found::new(
                at..at + 2,
                Said::Calendar(Fields::year(century_of(year))),
            ));
        }
        let (value, digits) = self.digits(at)?;
        if self.part_of_number(at) {
            return None;
        }
        if (1..=4).contains(&digits) && self.is(at + 1, &["bc", "bce"]) {
            let fields = Fields {
                year: Year::Bc(i16::try_from(value).ok()?),
                ..Fields::NONE
            };
            return Some(Found::new(at..at + 2, Said::Calendar(fields)));
        }
        if digits != 4 || !YEARS.contains(&value) || self.counts_things(at) || self.not_a_year(at) {
            return None;
        }
        let led = matches!(
            self.word_before(at),
            "in" | "since"
                | "of"
                | "by"
                | "until"
                | "till"
                | "from"
                | "during"
                | "early"
                | "late"
                | "mid"
                | "before"
                | "after"
                | "around"
                | "between"
                | "through"
                | "year"
                | "circa"
                | "the"
                | "("
                | "to"
                | "and"
                | "summer"
                | "spring"
                | "winter"
                | "autumn"
                | "fall"
        ) || self.is(at.wrapping_sub(1), &["-"]);
        let sure = if PLAIN_YEARS.contains(&value) {
            led || self.kind(at + 1) != Some(PieceKind::Word)
                || self.closed_class(at + 1)
                || self.capital(at + 1)
        } else {
            // Fewer than 1,900 of something is as likely: nothing countable may follow.
            led && self.word_before(at) != "the"
                && (self.kind(at + 1) != Some(PieceKind::Word) || self.closed_class(at + 1))
        };
        sure.then(|| Found::new(at..at + 1, Said::Calendar(Fields::year(value as i16))))
    }

    /// '2011 villages', '1500 dead': four digits that count.
    fn counts_things(&self, at: usize) -> bool {
        let next = self.word(at + 1);
        if self.kind(at + 1) != Some(PieceKind::Word)
            || self.capital(at + 1)
            || self.glued(at + 1) && next != "s"
        {
            return false;
        }
        let plural = next.len() > 3
            && next.ends_with('s')
            && !matches!(
                next,
                "this" | "was" | "has" | "its" | "elections" | "protests" | "attacks" | "talks" | "clashes"
            );
        let counted = matches!(
            next,
            "people"
                | "men"
                | "women"
                | "children"
                | "dead"
                | "wounded"
                | "injured"
                | "police"
                | "more"
                | "other"
                | "others"
                | "hrs"
                | "hours"
                | "gmt"
                | "utc"
                | "km"
                | "kg"
                | "metres"
                | "meters"
                | "feet"
                | "percent"
                | "million"
                | "billion"
        );
        let year_head = matches!(self.word_before(at), "the" | "in" | "since") && !counted && !plural;
        (plural || counted) && !year_head
    }

    /// Flight 1990, No. 2015, $2011, +2012.
    fn not_a_year(&self, at: usize) -> bool {
        let before = self.word_before(at);
        matches!(
            before,
            "flight"
                | "no"
                | "number"
                | "nos"
                | "resolution"
                | "route"
                | "room"
                | "article"
                | "section"
                | "law"
                | "$"
                | "€"
                | "£"
                | "#"
                | "+"
                | "km"
        ) || before == "." && at >= 2 && matches!(self.word(at - 2), "no" | "nos" | "art")
            || self.glued(at + 1) && self.is(at + 1, &["/", ":"]) && self.digits(at + 2).is_some()
            || self.glued(at) && self.is(at.wrapping_sub(1), &["/", ":", "."])
            || self.is(at + 1, &["%"])
            || self.is_clock_before_date(at)
    }

    /// 'updated 1954 08.04.2017': hours and minutes before the day in numbers.
    fn is_clock_before_date(&self, at: usize) -> bool {
        let part = |ix: usize| self.digits(ix).is_some();
        part(at + 1)
            && self.glued(at + 2)
            && self.is(at + 2, &[".", "/", "-"])
            && self.glued(at + 3)
            && part(at + 3)
    }

    /// 'summer 2014', 'the third quarter of 2008', 'Q3 2015', 'the first half of 2012', 'this winter'.
    fn stretch_of_year(&self, at: usize) -> Option<Found> {
        let the = usize::from(self.is(at, &["the"]));
        let (which, core) = if the == 1 {
            (Which::Bare, at + 1)
        } else {
            self.which(at)
        };
        let (stretch, next, weak) = if let Some(season) = words::season(self.word(core)) {
            (season, core + 1, true)
        } else if self.is(core, &["q"]) && self.glued(core + 1) {
            let (number, 1) = self.digits(core + 1)? else {
                return None;
            };
            (quarter(number)?, core + 2, false)
        } else {
            let number = words::ordinal(self.word(core)).or_else(|| self.short_ordinal(core));
            let next = core + 1 + usize::from(self.digits(core).is_some());
            match self.word(next) {
                "quarter" => (quarter(number?)?, next + 1, true),
                "half" => (half(number?)?, next + 1, true),
                _ => return None,
            }
        };
        let mut fields = Fields {
            stretch: Some(stretch),
            which,
            ..Fields::NONE
        };
        if let Some((year, end)) = self.year_after(next, false, false) {
            fields.year = year;
            return Some(Found::new(at..end, Said::Calendar(fields)));
        }
        // 'spring' and 'fall' without a sign of the season are other words.
        let led = which != Which::Bare
            || the == 1 && matches!(stretch, "SU" | "WI")
            || self.word_before(at) == "in" && words::season(self.word(core)).is_some();
        let plain_quarter = weak && the == 1 && (stretch.starts_with('Q'));
        (led && !matches!(self.word(core), "fall" | "spring") || which != Which::Bare || plain_quarter)
            .then(|| Found::new(at..next, Said::Calendar(fields)))
    }

    fn short_ordinal(&self, at: usize) -> Option<u32> {
        let (number, _) = self.digits(at)?;
        (self.glued(at + 1) && self.is(at + 1, &["st", "nd", "rd", "th"])).then_some(number)
    }
}

fn numbers(year: u32, month: u32, day: u32) -> Option<Said> {
    let (year, month, day) = (
        i16::try_from(year).ok()?,
        i8::try_from(month).ok()?,
        i8::try_from(day).ok()?,
    );
    let date = jiff::civil::Date::new(year, month, day).ok()?;
    Some(Said::Calendar(Fields {
        year: Year::Is(date.year()),
        month: Some(month),
        day: Some(day),
        ..Fields::NONE
    }))
}

fn either_order(year: u32, first: u32, second: u32) -> Option<Said> {
    let (year, first, second) = (
        i16::try_from(year).ok()?,
        i8::try_from(first).ok()?,
        i8::try_from(second).ok()?,
    );
    let day_first = jiff::civil::Date::new(year, second, first).ok()?;
    let month_first = jiff::civil::Date::new(year, first, second).ok()?;
    Some(Said::EitherOrder([day_first, month_first]))
}

fn quarter(number: u32) -> Option<&'static str> {
    ["Q1", "Q2", "Q3", "Q4"]
        .get((number as usize).checked_sub(1)?)
        .copied()
}

fn half(number: u32) -> Option<&'static str> {
    ["H1", "H2"].get((number as usize).checked_sub(1)?).copied()
}

/// Two digits as a year. Chosen: 00 to 30 are of this century.
fn century_of(two_digits: u32) -> i16 {
    let year = if two_digits <= 30 {
        2000 + two_digits
    } else {
        1900 + two_digits
    };
    year as i16
}
