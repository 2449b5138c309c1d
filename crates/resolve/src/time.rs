//! Time expressions: TIMEX3 values and the calendar intervals they name.
//!
//! [`find`] works in two steps. The *scan* reads what the words say ('Friday night', 'two weeks ago', 'May 5-6'); the
//! *anchoring* turns that into days, from the publication day or a date in focus in the text. Nothing consults a clock: with
//! no date to count from, a relative expression stays unresolved and keeps what is known (`XXXX-WXX-5`, `XXXX-11-24`).
//!
//! Values follow TIMEX3 of ISO-TimeML (TimeML annotation guidelines 1.2.1, section 2.3).

mod amounts;
mod anchor;
mod calendar;
mod clock;
mod dateline;
mod day;
mod explain;
mod expression;
mod feasts;
mod opener;
mod relative;
mod report;
mod scan;
mod shift;
mod vague;
mod words;

pub use dateline::dateline_date;
pub use explain::{TimeAlternative, TimeReading, explain};

use crate::pieces::Pieces;
use dateline_model::TimeRef;
use dateline_syntax::{Analysis, TokenIx};
use jiff::civil::Date;
use std::ops::Range;
pub(crate) use words::cardinal;

/// A time expression in a document.
#[derive(Clone, Debug, PartialEq)]
pub struct TimeMention {
    /// Its tokens. The mention inside [`TimeMention::time`] is exact where a token holds more ('28-year-old').
    pub tokens: Range<TokenIx>,
    /// Its value. Open-ended after 'since' and 'until'; of the two ends of a range, each has the days of the whole range.
    pub time: TimeRef,
    /// What kind of time it is. Only [`Timex3Kind::Date`] and [`Timex3Kind::Time`] say when something happened.
    pub kind: Timex3Kind,
    /// What the words make of the value: 'early', 'about', 'more than'.
    pub modifier: Option<Modifier>,
    /// Whether the time is the beginning or the end of what is told.
    pub bound: Option<Bound>,
    /// Whether it is the age of a person: 'a 28-year-old', 'aged 30'.
    pub age: bool,
    /// What the date belongs to. An event is dated only by [`TimeRole::Told`].
    pub role: TimeRole,
}

/// Whether a date is that of what is told or of the telling.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum TimeRole {
    /// Of what the text tells: 'burned on April 21, reports the Herald'.
    Told,
    /// Of the statement or report: 'reports the Herald on April 22', 'said on Friday'.
    Report,
    /// Of the report itself, in its dateline: 'BAGHDAD, Dec. 16 (Agency) -'.
    Dateline,
}

/// The TIMEX3 types.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Timex3Kind {
    /// A day or something coarser.
    Date,
    /// A part of the day or a clock time.
    Time,
    /// How long; also ages. Never when, and never a count of people.
    Duration,
    /// How often.
    Set,
}

impl Timex3Kind {
    /// The name as TIMEX3 writes it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Date => "DATE",
            Self::Time => "TIME",
            Self::Duration => "DURATION",
            Self::Set => "SET",
        }
    }
}

/// TIMEX3 `mod`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Modifier {
    /// 'early', 'the beginning of'.
    Start,
    /// 'mid-', 'the middle of'.
    Mid,
    /// 'late', 'the end of'.
    End,
    /// 'about', 'around'.
    Approx,
    /// 'more than', 'over', 'at least'.
    MoreThan,
    /// 'less than', 'nearly', 'up to'.
    LessThan,
}

/// Whether a time is where something begins or ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Bound {
    /// 'since Wednesday', 'from May 3'.
    Since,
    /// 'until Wednesday', 'by Wednesday'.
    Until,
    /// 'before Wednesday'.
    Before,
    /// 'after Wednesday'.
    After,
    /// 'at the time', 'at the same time': together with what was told before.
    At,
}

/// Finds the time expressions of a text and anchors them to the publication day, if there is one.
///
/// With `published` unknown, the date of the report's own dateline takes its place ([`dateline_date`]). With neither,
/// relative expressions stay [`Unresolved`](dateline_model::TimeBasis::Unresolved).
///
/// How under-specified dates are read (measured on annotated newswire: a bare weekday is right in 89 % and a yearless date
/// in 94 % of cases this way): a bare weekday is the latest on or before the anchor, or the next one after a sign of the
/// future ('will', 'due', 'until'); a day and month without year is the one nearest to the anchor; in texts that tell of
/// years long past, the year last named is kept instead.
///
/// # Example
/// ```
/// use dateline_resolve::time::find;
/// let analysis = dateline_syntax::analyse("Jets hit the market on Monday, three days after a truce.");
/// let times = find(&analysis, Some(jiff::civil::date(2017, 11, 15)));
/// assert_eq!(times[0].time.timex, "2017-11-13");
/// assert_eq!(times[1].time.timex, "P3D");
/// ```
#[must_use]
pub fn find(analysis: &Analysis<'_>, published: Option<Date>) -> Vec<TimeMention> {
    find_in(&Pieces::new(analysis), published)
}

/// As [`find`], in a text that is cut into pieces already.
pub(crate) fn find_in(pieces: &Pieces<'_>, published: Option<Date>) -> Vec<TimeMention> {
    let found = scan::scan(pieces);
    let published = published.or_else(|| dateline::date_of(pieces, &found));
    anchor::walk(pieces, &found, published, |_, _, _| {})
        .into_iter()
        .flatten()
        .collect()
}

#[cfg(test)]
mod constructions;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;
