//! Turning what the words say into days: from the publication day, or from a date in focus in the text.

use super::amounts::duration;
use super::expression::{Amount, Fields, Found, From, RangeEnd, Reach, Said, Which, Year};
use super::feasts::{self, Feast};
use super::shift::{
    last_stretch, latest_stretch, nearest_year, shifted, stretch_of, stretch_of_year, week_of, year_in_story,
};
use super::words::{Part, Unit};
use super::{Bound, Modifier, TimeMention, Timex3Kind};
use crate::pieces::{PieceKind, Pieces};
use dateline_model::{Span, TimeBasis, TimePrecision, TimeRef};
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

/// Years named in full from which on a text can count as telling of the past. Chosen: a news report seldom names three.
const NARRATIVE_YEARS: usize = 3;

/// Characters before a weekday in which a sign of the future is looked for: as measured, 45.
const CUE_REACH: usize = 45;

/// A value, its days and what they rest on.
#[derive(Clone, Debug)]
pub(super) struct Value {
    timex: String,
    pub days: Option<(Option<Date>, Option<Date>)>,
    precision: TimePrecision,
    pub basis: TimeBasis,
}

impl Value {
    fn unresolved(timex: impl Into<String>) -> Self {
        Self {
            timex: timex.into(),
            days: None,
            precision: TimePrecision::Unknown,
            basis: TimeBasis::Unresolved,
        }
    }

    pub fn span(timex: String, first: Date, last: Date, precision: TimePrecision, basis: TimeBasis) -> Self {
        // TIMEX3 has no negative years: what is counted back past year 0 is not known.
        if first.year() < 0 {
            return Self::unresolved("XXXX");
        }
        Self {
            timex,
            days: Some((Some(first), Some(last))),
            precision,
            basis,
        }
    }

    pub fn day(date: Date, basis: TimeBasis) -> Self {
        Self::span(date.to_string(), date, date, TimePrecision::Day, basis)
    }

    fn or_unresolved(value: Option<Self>, timex: &str) -> Self {
        value.unwrap_or_else(|| Self::unresolved(timex))
    }
}

/// The state of the walk through a text.
pub(super) struct Anchor {
    pub published: Option<Date>,
    /// The text tells of years long past: a date without year belongs to the year in focus.
    pub narrative: bool,
    /// The last date resolved, and how fine it was.
    pub focus: Option<(Date, TimePrecision)>,
}

/// Resolves what was found, in text order: one mention for each, `None` where it has no place in the text.
///
/// `each` sees every expression with its value and the state it was read in.
pub(super) fn walk(
    pieces: &Pieces<'_>,
    found: &[Found],
    published: Option<Date>,
    mut each: impl FnMut(&Anchor, &Found, &Value),
) -> Vec<Option<TimeMention>> {
    let mut state = Anchor {
        published,
        narrative: is_narrative(found, published),
        focus: None,
    };
    let values: Vec<Value> = found
        .iter()
        .map(|found| {
            let mut value = state.value(pieces, found);
            state.add_time_of_day(&mut value, found);
            each(&state, found, &value);
            state.keep_in_focus(found, &value);
            value
        })
        .collect();
    (0..found.len())
        .map(|at| mention(pieces, found, &values, at))
        .collect()
}

fn mention(pieces: &Pieces<'_>, found: &[Found], values: &[Value], at: usize) -> Option<TimeMention> {
    let (one, value) = (&found[at], &values[at]);
    let text = pieces.analysis.text();
    let (first, last) = (
        pieces.all.get(one.pieces.start)?,
        pieces.all.get(one.pieces.end.checked_sub(1)?)?,
    );
    let span = Span::new(text, first.start, last.end).ok()?;
    let mut precision = value.precision;
    let (mut start, mut end) = value.days.unwrap_or((None, None));
    let partner = match one.range {
        RangeEnd::Neither => None,
        RangeEnd::First => values.get(at + 1),
        RangeEnd::Last => at.checked_sub(1).and_then(|before| values.get(before)),
    };
    if let Some((other_start, other_end)) = partner.and_then(|partner| partner.days) {
        start = start.min(other_start);
        end = end.max(other_end);
        precision = precision.max(range_precision(start, end));
    }
    narrow(&mut start, &mut end, one.modifier, value.precision);
    match one.bound {
        Some(Bound::Since | Bound::After) => end = None,
        Some(Bound::Until | Bound::Before) => start = None,
        Some(Bound::At) | None => {}
    }
    Some(TimeMention {
        tokens: pieces.tokens(one.pieces.clone()),
        time: TimeRef {
            start,
            end,
            precision,
            timex: value.timex.clone(),
            basis: value.basis,
            mention: span.excerpt(text),
        },
        kind: kind(one),
        modifier: one.modifier,
        bound: one.bound,
        age: one.age,
        role: super::report::role(pieces, one),
    })
}

fn kind(found: &Found) -> Timex3Kind {
    match &found.said {
        Said::Duration { .. } => Timex3Kind::Duration,
        Said::Set(_) => Timex3Kind::Set,
        _ if found.part.is_some() || found.clock.is_some() => Timex3Kind::Time,
        _ => Timex3Kind::Date,
    }
}

/// How coarse a range of days is.
fn range_precision(start: Option<Date>, end: Option<Date>) -> TimePrecision {
    let days = match (start, end) {
        (Some(start), Some(end)) => start.duration_until(end).as_hours() / 24,
        _ => return TimePrecision::Unknown,
    };
    match days {
        ..=0 => TimePrecision::Day,
        1..=13 => TimePrecision::Week,
        14..=61 => TimePrecision::Month,
        62..=366 => TimePrecision::Year,
        _ => TimePrecision::Unknown,
    }
}

/// 'early', 'mid' and 'late' take the first, middle and last third of a month and four months of a year.
fn narrow(
    start: &mut Option<Date>,
    end: &mut Option<Date>,
    modifier: Option<Modifier>,
    precision: TimePrecision,
) {
    let (Some(first), Some(last)) = (*start, *end) else {
        return;
    };
    let (a, b) = match precision {
        TimePrecision::Month => (first.checked_add(9.days()), first.checked_add(19.days())),
        TimePrecision::Year => (
            first.checked_add(4.months()).and_then(|date| date.yesterday()),
            first.checked_add(8.months()).and_then(|date| date.yesterday()),
        ),
        _ => return,
    };
    let (Ok(a), Ok(b)) = (a, b) else {
        return;
    };
    if b >= last {
        return;
    }
    match modifier {
        Some(Modifier::Start) => *end = Some(a),
        Some(Modifier::Mid) => (*start, *end) = (a.tomorrow().ok(), Some(b)),
        Some(Modifier::End) => *start = b.tomorrow().ok(),
        _ => {}
    }
}

/// Whether most years named in full lie more than a year before publication.
fn is_narrative(found: &[Found], published: Option<Date>) -> bool {
    let mut named = 0;
    let mut past = 0;
    for one in found {
        if let Said::Calendar(Fields { year, .. }) = &one.said {
            let is_past = match year {
                Year::Is(year) => published.is_none_or(|published| year + 1 < published.year()),
                Year::Bc(_) => true,
                _ => continue,
            };
            named += 1;
            past += usize::from(is_past);
        }
    }
    past >= NARRATIVE_YEARS && past * 10 >= named * 7
}

impl Anchor {
    fn value(&self, pieces: &Pieces<'_>, found: &Found) -> Value {
        match &found.said {
            Said::Calendar(fields) => self.calendar(fields, begun(pieces, found)),
            Said::WeekOf(fields) => {
                let day = self.calendar(fields, false);
                let week = match day.days {
                    Some((Some(first), _)) => week_of(first, day.basis),
                    _ => None,
                };
                Value::or_unresolved(week, "XXXX-WXX")
            }
            Said::EitherOrder([day, _]) => Value::unresolved(format!("{:04}", day.year())),
            Said::Weekday { day, which } => {
                let future = future_before(pieces, found.pieces.start);
                Value::or_unresolved(
                    self.weekday(*day, *which, future, found.bound),
                    &format!("XXXX-WXX-{day}"),
                )
            }
            Said::DayOfMonth(day) => {
                let month = self
                    .focus
                    .filter(|(_, precision)| *precision <= TimePrecision::Month)
                    .map(|(focus, _)| (focus, TimeBasis::Focus))
                    .or_else(|| self.day_of_publication_month(*day));
                let value = month.and_then(|(month, basis)| {
                    let date = Date::new(month.year(), month.month(), *day).ok()?;
                    Some(Value::day(date, basis))
                });
                Value::or_unresolved(value, &format!("XXXX-XX-{day:02}"))
            }
            Said::Offset {
                amount,
                unit,
                forward,
                from,
            } => self.offset(*amount, *unit, *forward, *from, found.part),
            Said::InForce(unit) => {
                let from = if self.focus.is_some() && self.narrative {
                    From::Focus
                } else {
                    From::Anchor
                };
                self.offset(Amount::of(0), *unit, false, from, None)
            }
            Said::Overnight => {
                let value = self.published.and_then(|day| {
                    let eve = day.yesterday().ok()?;
                    Some(Value::span(
                        eve.to_string(),
                        eve,
                        day,
                        TimePrecision::Day,
                        TimeBasis::Published,
                    ))
                });
                Value::or_unresolved(value, "XXXX-XX-XX")
            }
            Said::Decade(first) => match (Date::new(*first, 1, 1), Date::new(*first + 9, 12, 31)) {
                (Ok(start), Ok(end)) => Value::span(
                    (first / 10).to_string(),
                    start,
                    end,
                    TimePrecision::Unknown,
                    TimeBasis::Explicit,
                ),
                _ => Value::unresolved((first / 10).to_string()),
            },
            Said::Century(number) => {
                let years = (number * 100, number * 100 + 99);
                match (Date::new(years.0, 1, 1), Date::new(years.1, 12, 31)) {
                    (Ok(start), Ok(end)) => Value::span(
                        format!("{number:02}"),
                        start,
                        end,
                        TimePrecision::Unknown,
                        TimeBasis::Explicit,
                    ),
                    _ => Value::unresolved(format!("{number:02}")),
                }
            }
            Said::Duration { amount, unit, reach } => self.duration(*amount, *unit, *reach),
            Said::Set(value) => Value::unresolved(value.clone()),
            Said::Feast { feast, year, which } => self.feast(*feast, *year, *which),
            Said::Then => Value::unresolved("PAST_REF"),
            Said::Vague(value) => Value::unresolved(*value),
            Said::SomeDay => self.some_day(),
        }
    }

    /// A moving feast in the year said, in that of the story, or the one nearest to publication.
    fn feast(&self, feast: Feast, year: Year, which: Which) -> Value {
        let in_story = self.focus.filter(|_| self.narrative).map(|(day, _)| day.year());
        let (days, basis) = match year {
            Year::Is(year) => (feast.days(year), TimeBasis::Explicit),
            Year::Offset(offset) => (
                self.published
                    .and_then(|day| feast.days(day.year().checked_add(offset)?)),
                TimeBasis::Published,
            ),
            Year::InFocus => (
                self.focus.and_then(|(day, _)| feast.days(day.year())),
                TimeBasis::Focus,
            ),
            Year::Unsaid if self.narrative => (in_story.and_then(|year| feast.days(year)), TimeBasis::Focus),
            Year::Unsaid => (
                self.published.and_then(|day| feasts::nearest(feast, which, day)),
                TimeBasis::Published,
            ),
            Year::Bc(_) => (None, TimeBasis::Unresolved),
        };
        let Some((first, last)) = days else {
            return Value::unresolved(feast.unresolved());
        };
        let timex = if first == last {
            first.to_string()
        } else if (first.year(), first.month()) == (last.year(), last.month()) {
            format!("{:04}-{:02}", first.year(), first.month())
        } else {
            format!("{:04}", first.year())
        };
        Value::span(
            timex,
            first,
            last,
            range_precision(Some(first), Some(last)),
            basis,
        )
    }

    /// The day in force for 'in the morning', 'at 8 pm': the last day named, else the publication day.
    fn some_day(&self) -> Value {
        let focus = self
            .focus
            .filter(|(_, precision)| *precision == TimePrecision::Day);
        match (focus, self.published) {
            (Some((day, _)), _) => Value::day(day, TimeBasis::Focus),
            (None, Some(day)) if !self.narrative => Value::day(day, TimeBasis::Published),
            _ => Value::unresolved("XXXX-XX-XX"),
        }
    }

    fn add_time_of_day(&self, value: &mut Value, found: &Found) {
        if let Some(clock) = found.clock {
            let zone = if clock.utc { "Z" } else { "" };
            value.timex = format!("{}T{:02}:{:02}{zone}", value.timex, clock.hour, clock.minute);
        } else if let Some(part) = found.part {
            value.timex = format!("{}T{}", value.timex, part.code());
        }
    }

    fn keep_in_focus(&mut self, found: &Found, value: &Value) {
        let Some((Some(start), _)) = value.days else {
            return;
        };
        if matches!(
            found.said,
            Said::Duration { .. } | Said::Decade(_) | Said::Century(_)
        ) || found.age
        {
            return;
        }
        self.focus = Some((start, value.precision));
    }

    /// `begun`: what began then goes on, so that it lies in the past.
    fn calendar(&self, fields: &Fields, begun: bool) -> Value {
        let stretch = match (fields.stretch, fields.month, fields.day) {
            (Some(stretch), ..) => format!("-{stretch}"),
            (None, Some(month), Some(day)) => format!("-{month:02}-{day:02}"),
            (None, Some(month), None) => format!("-{month:02}"),
            _ => String::new(),
        };
        let (year, basis) = match fields.year {
            Year::Is(year) => (Some(year), TimeBasis::Explicit),
            Year::Bc(year) => return Value::unresolved(format!("BC{year:04}{stretch}")),
            Year::Offset(offset) => (
                self.published.map(|day| day.year() + offset),
                TimeBasis::Published,
            ),
            Year::InFocus => (self.focus.map(|(day, _)| day.year()), TimeBasis::Focus),
            Year::Unsaid => self.missing_year(fields, begun),
        };
        let value = year.and_then(|year| {
            let timex = format!("{year:04}{stretch}");
            if let Some(code) = fields.stretch {
                let (first, last) = stretch_of_year(code, year)?;
                return Some(Value::span(timex, first, last, TimePrecision::Year, basis));
            }
            let month = fields.month.unwrap_or(1);
            let first = Date::new(year, month, fields.day.unwrap_or(1)).ok()?;
            Some(match (fields.month, fields.day) {
                (Some(_), Some(_)) => Value::span(timex, first, first, TimePrecision::Day, basis),
                (Some(_), None) => {
                    Value::span(timex, first, first.last_of_month(), TimePrecision::Month, basis)
                }
                _ => Value::span(timex, first, first.last_of_year(), TimePrecision::Year, basis),
            })
        });
        Value::or_unresolved(value, &format!("XXXX{stretch}"))
    }

    /// The year of a date that does not name one.
    fn missing_year(&self, fields: &Fields, begun: bool) -> (Option<i16>, TimeBasis) {
        let none = (None, TimeBasis::Unresolved);
        if let (Some(code), None) = (fields.stretch, fields.month) {
            if let (true, Some((focus, _)), Which::Bare | Which::This) =
                (self.narrative, self.focus, fields.which)
            {
                return (Some(focus.year()), TimeBasis::Focus);
            }
            return match (self.published, fields.which) {
                (Some(day), Which::Bare | Which::This) if !self.narrative => {
                    (latest_stretch(code, day, fields.which), TimeBasis::Published)
                }
                (Some(day), Which::Last) => (last_stretch(code, day), TimeBasis::Published),
                (Some(day), Which::Next) => (Some(day.year() + 1), TimeBasis::Published),
                _ => none,
            };
        }
        let Some(month) = fields.month else {
            return none;
        };
        if self.narrative {
            return match self.focus {
                Some((focus, precision)) => (Some(year_in_story(focus, precision, month)), TimeBasis::Focus),
                None => none,
            };
        }
        let Some(day) = self.published else {
            return none;
        };
        let year = match fields.which {
            Which::Last | Which::Previous => Some(if month < day.month() {
                day.year()
            } else {
                day.year() - 1
            }),
            Which::Next | Which::Following => Some(if month > day.month() {
                day.year()
            } else {
                day.year() + 1
            }),
            Which::This => Some(day.year()),
            Which::Bare => nearest_year(month, fields.day, day, begun),
        };
        (year, TimeBasis::Published)
    }

    fn day_of_publication_month(&self, day: i8) -> Option<(Date, TimeBasis)> {
        let published = self.published.filter(|_| !self.narrative)?;
        let month = if day <= published.day() {
            published
        } else {
            published.checked_sub(1.month()).ok()?
        };
        Some((month, TimeBasis::Published))
    }

    fn weekday(&self, day: i8, which: Which, future: bool, bound: Option<Bound>) -> Option<Value> {
        let weekday = Weekday::from_monday_one_offset(day).ok()?;
        let in_focus = self
            .focus
            .filter(|(_, precision)| *precision == TimePrecision::Day);
        match which {
            Which::Following => {
                let date = in_focus?.0.nth_weekday(1, weekday).ok()?;
                return Some(Value::day(date, TimeBasis::Focus));
            }
            Which::Previous => {
                let date = in_focus?.0.nth_weekday(-1, weekday).ok()?;
                return Some(Value::day(date, TimeBasis::Focus));
            }
            _ => {}
        }
        if self.narrative {
            return None;
        }
        let anchor = self.published?;
        let same = anchor.weekday() == weekday;
        let ahead = future || bound == Some(Bound::Until) && which == Which::Bare;
        let date = match which {
            Which::Last => anchor.nth_weekday(-1, weekday).ok()?,
            Which::Next => anchor.nth_weekday(1, weekday).ok()?,
            Which::Bare | Which::This if same => anchor,
            Which::Bare if ahead => anchor.nth_weekday(1, weekday).ok()?,
            _ => anchor.nth_weekday(-1, weekday).ok()?,
        };
        Some(Value::day(date, TimeBasis::Published))
    }

    fn offset(&self, amount: Amount, unit: Unit, forward: bool, from: From, part: Option<Part>) -> Value {
        let (base, basis) = match from {
            From::Anchor => (
                self.published.map(|day| (day, TimePrecision::Day)),
                TimeBasis::Published,
            ),
            From::Focus => (self.focus, TimeBasis::Focus),
        };
        let vague = if forward { "FUTURE_REF" } else { "PAST_REF" };
        let Amount::Exactly { whole, half } = amount else {
            return Value::unresolved(vague);
        };
        if half && unit != Unit::Hour {
            return Value::unresolved(vague);
        }
        let mut steps = i64::from(whole) * if forward { 1 } else { -1 };
        if let (Unit::Weekend, 0, true, Some((day, _))) = (unit, steps, forward, base) {
            // 'This weekend' on a Monday or Tuesday is still the last one. Chosen.
            let ahead = matches!(
                day.weekday(),
                Weekday::Wednesday | Weekday::Thursday | Weekday::Friday
            );
            steps = i64::from(ahead);
        }
        let value = base.and_then(|(base, precision)| {
            let fine_enough = match unit {
                Unit::Day | Unit::Night | Unit::Hour | Unit::Minute | Unit::Second => {
                    precision == TimePrecision::Day
                }
                Unit::Week | Unit::Fortnight | Unit::Weekend => precision <= TimePrecision::Week,
                Unit::Month => precision <= TimePrecision::Month,
                _ => precision <= TimePrecision::Year,
            };
            if fine_enough {
                shifted(base, steps, unit, from, basis)
            } else {
                None
            }
        });
        let unknown = match (unit, part) {
            (Unit::Day | Unit::Night | Unit::Hour | Unit::Minute | Unit::Second, _) => "XXXX-XX-XX",
            (Unit::Week | Unit::Fortnight, _) => "XXXX-WXX",
            (Unit::Weekend, _) => "XXXX-WXX-WE",
            (Unit::Month, _) => "XXXX-XX",
            _ => "XXXX",
        };
        Value::or_unresolved(value, unknown)
    }

    fn duration(&self, amount: Amount, unit: Unit, reach: Reach) -> Value {
        let mut value = Value::unresolved(duration(amount, unit));
        let (Some(anchor), Amount::Exactly { whole, half: false }) = (self.published, amount) else {
            return value;
        };
        let Some(stretch) = stretch_of(unit, i64::from(whole)) else {
            return value;
        };
        let days = match reach {
            Reach::Nowhere => None,
            Reach::Past => anchor.checked_sub(stretch).ok().map(|start| (start, anchor)),
            Reach::Future => anchor.checked_add(stretch).ok().map(|end| (anchor, end)),
        };
        if let Some((start, end)) = days {
            value.days = Some((Some(start), Some(end)));
            value.precision = range_precision(Some(start), Some(end));
            value.basis = TimeBasis::Published;
        }
        value
    }
}

/// Whether 'since' stands right before.
fn begun(pieces: &Pieces<'_>, found: &Found) -> bool {
    let before = found.pieces.start.checked_sub(1);
    before.is_some_and(|ix| pieces.all[ix].kind == PieceKind::Word && pieces.lower(ix) == "since")
}

/// Whether a sign of the future stands shortly before: 'will', 'due on Friday', 'until Friday'.
fn future_before(pieces: &Pieces<'_>, at: usize) -> bool {
    let Some(here) = pieces.all.get(at) else {
        return false;
    };
    pieces.all[..at]
        .iter()
        .enumerate()
        .rev()
        .take_while(|(_, piece)| here.start - piece.start <= CUE_REACH && piece.sentence == here.sentence)
        .any(|(ix, piece)| {
            piece.kind == PieceKind::Word
                && matches!(
                    pieces.lower(ix),
                    "will"
                        | "shall"
                        | "due"
                        | "scheduled"
                        | "planned"
                        | "expected"
                        | "starting"
                        | "upcoming"
                        | "tomorrow"
                        | "slated"
                        | "ll"
                )
        })
}
