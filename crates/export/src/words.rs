//! Codes, figures and days in words: how pages, reports and answers say them, so that all say them alike.
//!
//! # Example: a floor is not a figure
//! ```
//! use dateline_export::words::figure;
//! use dateline_model::Bounds;
//! let bounds = Bounds { low: Some(53), best: Some(53), high: None, approximate: false };
//! assert_eq!(figure(&bounds), "at least 53");
//! ```

use dateline_model::{Actor, Bounds, Harm, HarmKind, Scope, Standing, TimePrecision};
use jiff::civil::Date;
use serde::Serialize;

/// A code as it is written in data, with spaces.
#[must_use]
pub fn code_words(code: &impl Serialize) -> String {
    match serde_json::to_value(code) {
        Ok(serde_json::Value::String(code)) => code.replace('_', " "),
        _ => String::new(),
    }
}

/// `13 November 2017`.
#[must_use]
pub fn day(date: Date) -> String {
    date.strftime("%-d %B %Y").to_string()
}

/// An interval at its precision; `None` where neither end is known.
#[must_use]
pub fn days(start: Option<Date>, end: Option<Date>, precision: TimePrecision) -> Option<String> {
    Some(match (start, end) {
        (None, None) => return None,
        (Some(start), None) => format!("from {}", day(start)),
        (None, Some(end)) => format!("until {}", day(end)),
        (Some(start), Some(end)) if start == end => day(start),
        (Some(start), Some(end)) => match precision {
            TimePrecision::Month if (start.year(), start.month()) == (end.year(), end.month()) => {
                start.strftime("%B %Y").to_string()
            }
            TimePrecision::Year if start.year() == end.year() => start.year().to_string(),
            _ => format!("{} to {}", day(start), day(end)),
        },
    })
}

/// A number with its bounds: `61`, `at least 140`, `20 to 30`, `about 50`.
#[must_use]
pub fn figure(bounds: &Bounds) -> String {
    let Bounds {
        low,
        best,
        high,
        approximate,
    } = *bounds;
    let words = match (low, high) {
        (Some(0), Some(0)) => "none".to_owned(),
        (Some(low), Some(high)) if low == high => number(low),
        (Some(low), Some(high)) => format!("{} to {}", number(low), number(high)),
        (Some(low), None) => format!("at least {}", number(low)),
        (None, Some(high)) => format!("at most {}", number(high)),
        (None, None) => best.map_or_else(|| "a number not stated".to_owned(), number),
    };
    let only_best = low.is_none() && high.is_none();
    let exact = low.is_some() && low == high;
    match best {
        _ if approximate && (exact || (only_best && best.is_some())) => format!("about {words}"),
        // A best figure that the bounds do not already show.
        Some(best) if !only_best && Some(best) != low && Some(best) != high => {
            format!("{} ({words})", number(best))
        }
        _ => words,
    }
}

/// A number with commas between its thousands.
#[must_use]
pub fn number(n: u32) -> String {
    let digits = n.to_string();
    let mut shown = String::new();
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            shown.push(',');
        }
        shown.push(digit);
    }
    shown
}

/// `at least 61 people killed, among them 5 children`.
#[must_use]
pub fn harm(harm: &Harm) -> String {
    let mut shown = one_harm(harm, None);
    // Parts of parts follow their whole; the stack is our own, so that no depth can exhaust the program's.
    let mut rest: Vec<(&Harm, HarmKind, usize)> = Vec::new();
    rest.extend(harm.parts.iter().rev().map(|part| (part, harm.kind, 1)));
    let mut depth = 0;
    while let Some((part, whole, at)) = rest.pop() {
        shown += match at.cmp(&depth) {
            std::cmp::Ordering::Greater if at == 1 => ", among them ",
            std::cmp::Ordering::Greater => " (of them ",
            _ => " and ",
        };
        depth = at;
        shown += &one_harm(part, Some(whole));
        rest.extend(part.parts.iter().rev().map(|p| (p, part.kind, at + 1)));
        let next = rest.last().map_or(1, |(_, _, at)| *at);
        for _ in next..depth {
            shown.push(')');
        }
        depth = depth.min(next);
    }
    match harm.scope {
        Scope::Running => shown += " (a running total)",
        Scope::Several => shown += " (of several events together)",
        _ => {}
    }
    shown
}

/// A figure without its parts; its kind is left out where it is that of the whole.
fn one_harm(harm: &Harm, whole: Option<HarmKind>) -> String {
    let mut shown = figure(&harm.bounds);
    let who = match (&harm.victims.who, harm.victims.children, harm.victims.women) {
        (Some(who), ..) => who.as_str(),
        // The marks say 'is, or includes': without a noun, only that much is known.
        (None, true, true) => "people, women and children among them,",
        (None, true, false) => "people, children among them,",
        (None, false, true) => "people, women among them,",
        (None, false, false) => "",
    };
    if !who.is_empty() {
        shown += &format!(" {who}");
    }
    if whole != Some(harm.kind) {
        shown += match harm.kind {
            HarmKind::Displaced => " driven from their homes",
            HarmKind::SexualViolence => " sexually abused",
            HarmKind::Casualties => " killed or injured",
            HarmKind::Captured => " taken prisoner",
            other => return format!("{shown} {}", code_words(&other)),
        };
    }
    shown
}

/// An actor with what is known of it.
#[must_use]
pub fn actor(actor: &Actor) -> String {
    let mut known = Vec::new();
    known.extend(actor.country.clone());
    known.extend(actor.kind.map(|kind| code_words(&kind)));
    let words = actor.mention.text();
    let mut shown = actor.name.clone();
    if !known.is_empty() {
        shown += &format!(" ({})", known.join(", "));
    }
    if words.to_lowercase().contains(&actor.name.to_lowercase()) {
        shown
    } else {
        format!("{shown} ‘{words}’")
    }
}

/// A toll in the fewest signs: `61`, `53-61`, `61 (53-70)`, `20+`; empty where nothing is known.
#[must_use]
pub fn bare_figure(low: Option<u32>, best: Option<u32>, high: Option<u32>, open: bool) -> String {
    let plus = if open { "+" } else { "" };
    match (low, best, high) {
        (None, None, None) => String::new(),
        (Some(low), _, Some(high)) if low == high => format!("{low}{plus}"),
        (Some(low), Some(best), Some(high)) => format!("{best} ({low}-{high}{plus})"),
        (Some(low), None, Some(high)) => format!("{low}-{high}{plus}"),
        (Some(low), Some(best), None) if best != low => format!("{best} ({low}+)"),
        (Some(low), _, None) => format!("{low}+"),
        (None, Some(best), _) => format!("{best}{plus}"),
        (None, None, Some(high)) => format!("up to {high}"),
    }
}

/// A code as a heading: `Sexual violence`.
#[must_use]
pub fn sentence_case(code: &str) -> String {
    let lower = code.to_lowercase().replace('_', " ");
    let mut letters = lower.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Why a figure does not count; `None` where it does.
#[must_use]
pub fn standing(standing: Standing) -> Option<&'static str> {
    Some(match standing {
        Standing::Counts => return None,
        Standing::Replaced => "the same voice gave a later figure",
        Standing::WireCopy => "word for word as in an earlier report",
        Standing::RunningTotal => "a total over several events",
        Standing::Part => "part of another figure, or said again",
        Standing::Smaller => "the report gives a larger figure for the whole",
        Standing::OtherEvent => "of another event that the report compares with",
        Standing::NotHappened => "not said to have happened",
        _ => "set aside",
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn check(low: Option<u32>, best: Option<u32>, high: Option<u32>, approximate: bool, expected: &str) {
        let bounds = Bounds {
            low,
            best,
            high,
            approximate,
        };
        assert_eq!(figure(&bounds), expected, "{bounds:?}");
    }

    #[test]
    fn figures_are_worded_by_their_bounds() {
        check(Some(61), Some(61), Some(61), false, "61");
        check(Some(140), Some(140), None, false, "at least 140");
        check(Some(251), None, None, false, "at least 251");
        check(Some(24), None, None, true, "at least 24");
        check(Some(20), None, Some(30), false, "20 to 30");
        check(Some(20), Some(25), Some(30), false, "25 (20 to 30)");
        check(None, Some(50), Some(50), false, "at most 50");
        check(Some(50), Some(50), Some(50), true, "about 50");
        check(None, Some(50), None, true, "about 50");
        check(None, Some(1_234_567), None, false, "1,234,567");
        check(Some(0), Some(0), Some(0), false, "none");
        check(None, None, None, true, "a number not stated");
    }

    #[test]
    fn intervals_are_worded_at_their_precision() {
        let (first, last) = (date(2017, 11, 1), date(2017, 11, 30));
        let check = |start, end, precision, expected: &str| {
            assert_eq!(days(start, end, precision).as_deref(), Some(expected));
        };
        check(Some(first), Some(first), TimePrecision::Day, "1 November 2017");
        check(Some(first), Some(last), TimePrecision::Month, "November 2017");
        check(
            Some(first),
            Some(last),
            TimePrecision::Week,
            "1 November 2017 to 30 November 2017",
        );
        check(
            Some(date(2017, 1, 1)),
            Some(date(2017, 12, 31)),
            TimePrecision::Year,
            "2017",
        );
        check(Some(first), None, TimePrecision::Unknown, "from 1 November 2017");
        check(None, Some(last), TimePrecision::Unknown, "until 30 November 2017");
        assert_eq!(days(None, None, TimePrecision::Day), None);
    }

    #[test]
    fn tolls_are_short() {
        let check = |low, best, high, open, expected: &str| {
            assert_eq!(bare_figure(low, best, high, open), expected);
        };
        check(Some(61), Some(61), Some(61), false, "61");
        check(Some(53), Some(61), Some(70), false, "61 (53-70)");
        check(Some(20), Some(20), Some(20), true, "20+");
        check(Some(20), Some(20), None, true, "20+");
        check(Some(20), Some(25), None, true, "25 (20+)");
        check(Some(20), None, Some(30), false, "20-30");
        check(None, Some(5), None, false, "5");
        check(None, None, None, false, "");
    }

    #[test]
    fn codes_become_titles() {
        assert_eq!(sentence_case("ASSAULT"), "Assault");
        assert_eq!(sentence_case("sexual violence"), "Sexual violence");
    }
}
