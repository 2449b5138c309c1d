//! Why a time expression was read as it was.

use super::anchor::{Anchor, Value};
use super::expression::{Fields, Found, From, Said, Which, Year};
use super::feasts;
use super::{TimeMention, dateline, scan};
use crate::pieces::Pieces;
use dateline_model::TimeBasis;
use dateline_syntax::Analysis;
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

/// A time expression with the reasons for its value.
#[derive(Clone, Debug, PartialEq)]
pub struct TimeReading {
    /// The expression and its value.
    pub mention: TimeMention,
    /// The rule that read it, in words.
    pub rule: &'static str,
    /// The day counted from: of publication or in focus, as the basis says. `None` where nothing anchored it.
    pub anchor: Option<Date>,
    /// Other days that the words allow, nearest to the chosen one first; none where the words leave no choice.
    pub alternatives: Vec<TimeAlternative>,
}

/// A reading that was not chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimeAlternative {
    /// Its first day.
    pub day: Date,
    /// Why it stands behind the chosen one.
    pub why: &'static str,
}

/// Finds the time expressions as [`find`](super::find) does, each with the rule that read it, the day it was counted from
/// and the readings it was preferred to.
///
/// # Example
/// ```
/// use dateline_resolve::time::explain;
/// let analysis = dateline_syntax::analyse("Guards left the mill on 24 November.");
/// let readings = explain(&analysis, Some(jiff::civil::date(2014, 12, 3)));
/// assert_eq!(readings[0].rule, "day and month without year: the nearest to the anchor");
/// assert_eq!(readings[0].anchor, Some(jiff::civil::date(2014, 12, 3)));
/// assert!(readings[0].alternatives.iter().any(|other| other.day == jiff::civil::date(2015, 11, 24)));
/// ```
#[must_use]
pub fn explain(analysis: &Analysis<'_>, published: Option<Date>) -> Vec<TimeReading> {
    let pieces = Pieces::new(analysis);
    let found = scan::scan(&pieces);
    let published = published.or_else(|| dateline::date_of(&pieces, &found));
    let mut reasons = Vec::with_capacity(found.len());
    let mentions = super::anchor::walk(&pieces, &found, published, |state, found, value| {
        reasons.push(reason(state, found, value));
    });
    mentions
        .into_iter()
        .zip(reasons)
        .filter_map(|(mention, (rule, anchor, alternatives))| {
            Some(TimeReading {
                mention: mention?,
                rule,
                anchor,
                alternatives,
            })
        })
        .collect()
}

type Reason = (&'static str, Option<Date>, Vec<TimeAlternative>);

fn reason(state: &Anchor, found: &Found, value: &Value) -> Reason {
    let anchor = match value.basis {
        TimeBasis::Published => state.published,
        TimeBasis::Focus => state.focus.map(|(day, _)| day),
        _ => None,
    };
    let chosen = value.days.and_then(|(first, _)| first);
    let mut alternatives = match (&found.said, anchor) {
        (Said::EitherOrder(days), _) => days
            .iter()
            .map(|day| TimeAlternative {
                day: *day,
                why: "day and month can stand in either order",
            })
            .collect(),
        (said, Some(anchor)) => others(said, anchor),
        _ => Vec::new(),
    };
    alternatives.retain(|other| Some(other.day) != chosen);
    if let Some(chosen) = chosen {
        alternatives.sort_by_key(|other| (chosen.duration_until(other.day).as_hours().abs(), other.day));
    }
    (rule(state, found, value), anchor, alternatives)
}

/// The other days of that name around the anchor.
fn others(said: &Said, anchor: Date) -> Vec<TimeAlternative> {
    let years = anchor.year().saturating_sub(1)..=anchor.year().saturating_add(1);
    match said {
        Said::Weekday { day, .. } => {
            let Ok(weekday) = Weekday::from_monday_one_offset(*day) else {
                return Vec::new();
            };
            let same = (anchor.weekday() == weekday).then_some(anchor);
            let before = anchor.nth_weekday(-1, weekday).ok();
            let week_before = before.and_then(|day| day.checked_sub(7.days()).ok());
            let after = anchor.nth_weekday(1, weekday).ok();
            [
                (same, "the anchor's own day"),
                (before, "the latest before the anchor"),
                (week_before, "that of the week before"),
                (after, "the next after the anchor; no sign of the future"),
            ]
            .into_iter()
            .filter_map(|(day, why)| day.map(|day| TimeAlternative { day, why }))
            .collect()
        }
        Said::Calendar(Fields {
            year: Year::Unsaid,
            month: Some(month),
            day,
            ..
        }) => years
            .filter_map(|year| Date::new(year, *month, day.unwrap_or(1)).ok())
            .map(|day| TimeAlternative {
                day,
                why: "farther from the anchor",
            })
            .collect(),
        Said::Feast { feast, .. } => feasts::Feast::near(*feast, anchor)
            .into_iter()
            .map(|(day, _)| TimeAlternative {
                day,
                why: "farther from the anchor",
            })
            .collect(),
        _ => Vec::new(),
    }
}

fn rule(state: &Anchor, found: &Found, value: &Value) -> &'static str {
    let story = value.basis == TimeBasis::Focus && state.narrative;
    match &found.said {
        Said::Calendar(fields) => match fields.year {
            Year::Is(_) | Year::Bc(_) => "date with its year",
            Year::Offset(_) => "year counted from publication",
            Year::InFocus => "year of the date in focus",
            Year::Unsaid if story => "no year: that of the story's last date",
            Year::Unsaid if fields.stretch.is_some() => "season or quarter without year: the latest begun",
            Year::Unsaid if fields.day.is_some() => "day and month without year: the nearest to the anchor",
            Year::Unsaid => "month without year: the nearest to the anchor",
        },
        Said::WeekOf(_) => "the week that holds a day",
        Said::EitherOrder(_) => "numbers that can be day and month in either order: left open",
        Said::Weekday { which, .. } => match which {
            Which::Bare | Which::This => {
                "weekday: the latest on or before the anchor, or the next after a sign of the future"
            }
            Which::Last => "weekday: the latest before the anchor",
            Which::Next => "weekday: the next after the anchor",
            Which::Following | Which::Previous => "weekday counted from the date in focus",
        },
        Said::DayOfMonth(_) => "day of the month in focus",
        Said::Offset {
            from: From::Anchor, ..
        } => "so many units from publication",
        Said::Offset {
            from: From::Focus, ..
        } => "so many units from the date in focus",
        Said::InForce(_) => "the week, month or year in force",
        Said::Overnight => "the night that ends on the anchor's morning",
        Said::Feast { .. } => "feast by its calendar",
        Said::Decade(_) => "decade",
        Said::Century(_) => "century",
        Said::Duration { .. } if found.age => "age",
        Said::Duration { .. } => "how long",
        Said::Set(_) => "how often",
        Said::Vague(_) => "past, present or future at large",
        Said::Then => "the time of what was told before: no day of its own",
        Said::SomeDay => "part of the day in force",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, rule: &str, anchor: Option<&str>, alternatives: &[&str]) {
        let analysis = dateline_syntax::analyse(text);
        let readings = explain(&analysis, Some(jiff::civil::date(2014, 12, 3)));
        let last = readings.last().expect("an expression");
        assert_eq!(last.rule, rule, "{text}");
        assert_eq!(
            last.anchor.map(|day| day.to_string()).as_deref(),
            anchor,
            "{text}"
        );
        let days: Vec<String> = last
            .alternatives
            .iter()
            .map(|other| other.day.to_string())
            .collect();
        assert_eq!(days, alternatives, "{text}");
    }

    #[test]
    fn readings_say_rule_anchor_and_what_else_was_possible() {
        check(
            "The depot burned on Wednesday.",
            "weekday: the latest on or before the anchor, or the next after a sign of the future",
            Some("2014-12-03"),
            &["2014-11-26", "2014-12-10", "2014-11-19"],
        );
        check(
            "The depot burned on 2 February.",
            "day and month without year: the nearest to the anchor",
            Some("2014-12-03"),
            &["2014-02-02", "2013-02-02"],
        );
        check(
            "The note says 3/4/2013.",
            "numbers that can be day and month in either order: left open",
            None,
            &["2013-04-03", "2013-03-04"],
        );
        check(
            "They came on November 20. A day later they left.",
            "so many units from the date in focus",
            Some("2014-11-20"),
            &[],
        );
        check("It lasted three hours.", "how long", None, &[]);
    }

    #[test]
    fn it_finds_what_find_finds() {
        let text = "On Friday at noon, two days after Easter 2013, guards aged 30 left for three hours; it was 9/11 again.";
        let analysis = dateline_syntax::analyse(text);
        let day = Some(jiff::civil::date(2014, 12, 3));
        let mentions: Vec<TimeMention> = explain(&analysis, day)
            .into_iter()
            .map(|reading| reading.mention)
            .collect();
        assert_eq!(mentions, super::super::find(&analysis, day));
    }
}
