//! What a time expression says by its words alone, before anything anchors it.

use super::words::{Part, Unit};
use std::ops::Range;

/// How many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Amount {
    /// So many and, perhaps, a half.
    Exactly { whole: u32, half: bool },
    /// 'several', 'a few', a bare plural.
    Some,
}

impl Amount {
    pub const fn of(whole: u32) -> Self {
        Self::Exactly { whole, half: false }
    }

    /// The number as a duration spells it.
    pub fn digits(self) -> String {
        match self {
            Self::Exactly { whole, half: false } => whole.to_string(),
            Self::Exactly { whole, half: true } => format!("{whole}.5"),
            Self::Some => "X".to_owned(),
        }
    }
}

/// A year as far as it is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Year {
    Unsaid,
    Is(i16),
    /// '480 BC'.
    Bc(i16),
    /// 'last year': so many from that of the anchor.
    Offset(i16),
    /// 'that year': that of the date in focus.
    InFocus,
}

/// Calendar fields as given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Fields {
    pub year: Year,
    pub month: Option<i8>,
    pub day: Option<i8>,
    /// `SU`, `Q3`, `H1`: a stretch of the year that is not a month.
    pub stretch: Option<&'static str>,
    /// 'last September', 'next May'.
    pub which: Which,
}

impl Fields {
    pub const NONE: Self = Self {
        year: Year::Unsaid,
        month: None,
        day: None,
        stretch: None,
        which: Which::Bare,
    };

    pub fn year(year: i16) -> Self {
        Self {
            year: Year::Is(year),
            ..Self::NONE
        }
    }
}

/// Which of the many days or months of that name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Which {
    Bare,
    Last,
    This,
    Next,
    /// 'the following Tuesday': after the date in focus.
    Following,
    /// 'the previous Tuesday': before the date in focus.
    Previous,
}

/// What an offset counts from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum From {
    /// The publication day.
    Anchor,
    /// The date in focus in the text.
    Focus,
}

/// Which way a duration reaches from the anchor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    Nowhere,
    Past,
    Future,
}

/// What the words say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Said {
    Calendar(Fields),
    /// '3/4/2016': day and month or month and day.
    EitherOrder([jiff::civil::Date; 2]),
    Weekday {
        day: i8,
        which: Which,
    },
    /// 'the 14th': a day of the month in focus.
    DayOfMonth(i8),
    /// 'last week', 'two days ago', 'a day later', 'that night': so many units from the anchor or the focus.
    Offset {
        amount: Amount,
        unit: Unit,
        forward: bool,
        from: From,
    },
    /// 'the end of the year': the week, month or year of the date in focus, else of publication.
    InForce(Unit),
    /// The night that ends on the anchor's morning.
    Overnight,
    Decade(i16),
    /// Its number less one: the 19th is 18.
    Century(i16),
    Duration {
        amount: Amount,
        unit: Unit,
        reach: Reach,
    },
    /// A recurring time, with its value.
    Set(String),
    /// `PRESENT_REF`, `PAST_REF`, `FUTURE_REF`.
    Vague(&'static str),
    /// 'the week of May 5': the week that holds a day.
    WeekOf(Fields),
    /// A feast that moves through the year.
    Feast {
        feast: super::feasts::Feast,
        year: Year,
        which: Which,
    },
    /// 'at the time': that of what was told before.
    Then,
    /// A clock time or part of the day alone: on the day in force.
    SomeDay,
}

impl Said {
    /// So many days from the publication day.
    pub const fn days(days: i32) -> Self {
        Self::Offset {
            amount: Amount::of(days.unsigned_abs()),
            unit: Unit::Day,
            forward: days > 0,
            from: From::Anchor,
        }
    }
}

/// A clock time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Clock {
    /// 0 to 24: TIMEX3 writes midnight `T24:00`.
    pub hour: u32,
    pub minute: u32,
    pub utc: bool,
}

/// An expression found, over pieces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub pieces: Range<usize>,
    pub said: Said,
    pub part: Option<Part>,
    pub clock: Option<Clock>,
    pub modifier: Option<super::Modifier>,
    pub bound: Option<super::Bound>,
    /// A person's age.
    pub age: bool,
    /// Both nights' days count: 'the night of 29-30 November', 'overnight'.
    pub range: RangeEnd,
}

/// Whether an expression is an end of a range with its neighbour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RangeEnd {
    Neither,
    /// The range runs to the next expression found.
    First,
    /// The range runs from the expression found before.
    Last,
}

impl Found {
    pub fn new(pieces: Range<usize>, said: Said) -> Self {
        Self {
            pieces,
            said,
            part: None,
            clock: None,
            modifier: None,
            bound: None,
            age: false,
            range: RangeEnd::Neither,
        }
    }

    /// Whether it is a day (or part of one) that a clock time or part of the day can belong to.
    pub fn is_day(&self) -> bool {
        match &self.said {
            Said::Calendar(fields) => fields.day.is_some(),
            Said::Weekday { .. } | Said::DayOfMonth(_) | Said::EitherOrder(_) | Said::Feast { .. } => true,
            Said::Offset { unit, from, .. } => {
                *unit == Unit::Day || (*unit == Unit::Night && *from == From::Anchor)
            }
            _ => false,
        }
    }
}
