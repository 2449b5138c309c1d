//! Moving along the calendar: by units at their grain, to the nearest year, to stretches of the year.

use super::anchor::Value;
use super::expression::{From, Which};
use super::words::Unit;
use dateline_model::{TimeBasis, TimePrecision};
use jiff::civil::{Date, Weekday};
use jiff::{Span as Stretch, ToSpan};

/// So many units as a calendar stretch; clock units round up to days.
pub(super) fn stretch_of(unit: Unit, count: i64) -> Option<Stretch> {
    let new = Stretch::new();
    match unit {
        Unit::Second | Unit::Minute => new.try_days(i64::from(count != 0)),
        Unit::Hour => new.try_days(count.saturating_add(23) / 24),
        Unit::Day | Unit::Night | Unit::Weekend => new.try_days(count),
        Unit::Week => new.try_weeks(count),
        Unit::Fortnight => new.try_weeks(count.saturating_mul(2)),
        Unit::Month => new.try_months(count),
        Unit::Quarter => new.try_months(count.saturating_mul(3)),
        Unit::Year => new.try_years(count),
        Unit::Decade => new.try_years(count.saturating_mul(10)),
        Unit::Century => new.try_years(count.saturating_mul(100)),
    }
    .ok()
}

/// `base` moved by so many units, at the grain of the unit.
pub(super) fn shifted(base: Date, steps: i64, unit: Unit, from: From, basis: TimeBasis) -> Option<Value> {
    let by = |count: i64, unit: Unit| {
        let stretch = stretch_of(unit, count.abs())?;
        if count < 0 {
            base.checked_sub(stretch).ok()
        } else {
            base.checked_add(stretch).ok()
        }
    };
    Some(match unit {
        Unit::Second | Unit::Minute => Value::day(base, basis),
        Unit::Hour => {
            // Under half a day ago is the same day, as far as a day can tell.
            let days = steps / 24;
            Value::day(by(days, Unit::Day)?, basis)
        }
        Unit::Day | Unit::Night => Value::day(by(steps, Unit::Day)?, basis),
        Unit::Week | Unit::Fortnight => {
            let weeks = if unit == Unit::Fortnight { steps * 2 } else { steps };
            let moved = by(weeks, Unit::Week)?;
            if from == From::Focus && steps != 0 {
                return Some(Value::day(moved, basis));
            }
            week_of(moved, basis)?
        }
        Unit::Weekend => {
            // The latest weekend that has begun, then so many further.
            let saturday = match base.weekday() {
                Weekday::Saturday => base,
                _ => base.nth_weekday(-1, Weekday::Saturday).ok()?,
            };
            let in_weekend = matches!(base.weekday(), Weekday::Saturday | Weekday::Sunday);
            let weeks = if steps < 0 && !in_weekend {
                steps + 1
            } else {
                steps
            };
            let saturday = saturday.checked_add(Stretch::new().try_weeks(weeks).ok()?).ok()?;
            let iso = saturday.iso_week_date();
            let timex = format!("{:04}-W{:02}-WE", iso.year(), iso.week());
            Value::span(
                timex,
                saturday,
                saturday.tomorrow().ok()?,
                TimePrecision::Week,
                basis,
            )
        }
        Unit::Month => {
            let month = by(steps, Unit::Month)?;
            month_of(month, basis)
        }
        Unit::Quarter => {
            let month = by(steps, Unit::Quarter)?;
            let number = (month.month() - 1) / 3;
            let first = Date::new(month.year(), number * 3 + 1, 1).ok()?;
            let last = Date::new(month.year(), number * 3 + 3, 1).ok()?.last_of_month();
            Value::span(
                format!("{:04}-Q{}", month.year(), number + 1),
                first,
                last,
                TimePrecision::Year,
                basis,
            )
        }
        Unit::Year => year_of(by(steps, Unit::Year)?, basis),
        Unit::Decade if steps.abs() > 1 => year_of(by(steps, Unit::Decade)?, basis),
        Unit::Decade => {
            let first = by(steps, Unit::Decade)?.year() / 10 * 10;
            let (start, end) = (Date::new(first, 1, 1).ok()?, Date::new(first + 9, 12, 31).ok()?);
            Value::span(
                (first / 10).to_string(),
                start,
                end,
                TimePrecision::Unknown,
                basis,
            )
        }
        Unit::Century => {
            let number = by(steps, Unit::Century)?.year() / 100;
            let (start, end) = (
                Date::new(number * 100, 1, 1).ok()?,
                Date::new(number * 100 + 99, 12, 31).ok()?,
            );
            Value::span(format!("{number:02}"), start, end, TimePrecision::Unknown, basis)
        }
    })
}

pub(super) fn week_of(day: Date, basis: TimeBasis) -> Option<Value> {
    let iso = day.iso_week_date();
    let monday = jiff::civil::ISOWeekDate::new(iso.year(), iso.week(), Weekday::Monday)
        .ok()?
        .date();
    let sunday = monday.checked_add(6.days()).ok()?;
    let timex = format!("{:04}-W{:02}", iso.year(), iso.week());
    Some(Value::span(timex, monday, sunday, TimePrecision::Week, basis))
}

pub(super) fn month_of(day: Date, basis: TimeBasis) -> Value {
    let timex = format!("{:04}-{:02}", day.year(), day.month());
    Value::span(
        timex,
        day.first_of_month(),
        day.last_of_month(),
        TimePrecision::Month,
        basis,
    )
}

pub(super) fn year_of(day: Date, basis: TimeBasis) -> Value {
    Value::span(
        format!("{:04}", day.year()),
        day.first_of_year(),
        day.last_of_year(),
        TimePrecision::Year,
        basis,
    )
}

/// The year that puts a day and month, or a month, nearest to the anchor; the past one of two as near. News tells of what was more
/// than of what is to come, and names no year for either: a day to come counts as twice as far. What has `begun` is not to come.
pub(super) fn nearest_year(month: i8, day: Option<i8>, anchor: Date, begun: bool) -> Option<i16> {
    let distance = |year: i16| -> Option<i64> {
        match day {
            Some(day) => {
                let date = Date::new(year, month, day).ok()?;
                let days = date.duration_until(anchor).as_hours() / 24;
                Some(if days < 0 { -2 * days } else { days })
            }
            None => {
                let months = i64::from(anchor.year() - year) * 12 + i64::from(anchor.month() - month);
                Some(months.abs() * 2 + i64::from(months < 0))
            }
        }
    };
    (anchor.year() - 1..=anchor.year() + 1)
        .filter(|year| {
            let first = Date::new(*year, month, day.unwrap_or(1));
            !begun || first.is_ok_and(|first| first <= anchor)
        })
        .filter_map(|year| distance(year).map(|distance| (distance, year)))
        .min()
        .map(|(_, year)| year)
}

/// The year of a month told of after a date in focus: the same one, or the next when the story passes the turn of the year.
pub(super) fn year_in_story(focus: Date, precision: TimePrecision, month: i8) -> i16 {
    if precision <= TimePrecision::Month && focus.month() >= 10 && month <= 3 {
        focus.year() + 1
    } else {
        focus.year()
    }
}

/// First and last day of a season (of the northern half, by whole months), quarter or half.
pub(super) fn stretch_of_year(code: &str, year: i16) -> Option<(Date, Date)> {
    let (from, to) = match code {
        "SP" => (3, 5),
        "SU" => (6, 8),
        "FA" => (9, 11),
        "WI" => {
            let end = Date::new(year + 1, 2, 1).ok()?.last_of_month();
            return Some((Date::new(year, 12, 1).ok()?, end));
        }
        "Q1" => (1, 3),
        "Q2" => (4, 6),
        "Q3" => (7, 9),
        "Q4" => (10, 12),
        "H1" => (1, 6),
        "H2" => (7, 12),
        _ => return None,
    };
    Some((
        Date::new(year, from, 1).ok()?,
        Date::new(year, to, 1).ok()?.last_of_month(),
    ))
}

/// The year of the latest stretch of that name to have begun; of 'this summer', the anchor's own year.
pub(super) fn latest_stretch(code: &str, anchor: Date, which: Which) -> Option<i16> {
    let (first, _) = stretch_of_year(code, anchor.year())?;
    Some(if which == Which::This && code != "WI" || first <= anchor {
        anchor.year()
    } else {
        anchor.year() - 1
    })
}

/// The year of the latest stretch of that name to have ended.
pub(super) fn last_stretch(code: &str, anchor: Date) -> Option<i16> {
    (0..3)
        .map(|back| anchor.year() - back)
        .find(|year| stretch_of_year(code, *year).is_some_and(|(_, last)| last < anchor))
}
