//! Incidents over time as bars.

use super::{WIDTH, short, steps, svg};
use crate::report::{
    counted,
    incidents::divisions,
    page::{Block, Drawing, Row, Table, columns, text},
    scene::{Scene, Told},
};
use jiff::{Span, civil::Date};
use maud::{Markup, html};

/// How long a bar lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unit {
    Day,
    Week,
    Month,
    Year,
}

impl Unit {
    /// The finest unit that gives bars wide enough to see. Chosen: 62 bars are 10 units wide each.
    fn of(first: Date, last: Date) -> Self {
        match first.until(last).map_or(0, |s| s.get_days()) {
            ..=61 => Self::Day,
            62..=430 => Self::Week,
            431..=1_860 => Self::Month,
            _ => Self::Year,
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Year => "year",
        }
    }

    /// The first day of the bar after that of `day`.
    fn next(self, day: Date) -> Option<Date> {
        let span = match self {
            Self::Day => Span::new().days(1),
            Self::Week => Span::new().days(7),
            Self::Month => Span::new().months(1),
            Self::Year => Span::new().years(1),
        };
        let from = match self {
            Self::Month => day.first_of_month(),
            Self::Year => day.first_of_year(),
            Self::Day | Self::Week => day,
        };
        from.checked_add(span).ok()
    }

    fn label(self, day: Date) -> String {
        let pattern = match self {
            Self::Day | Self::Week => "%-d %b",
            Self::Month => "%b %Y",
            Self::Year => "%Y",
        };
        day.strftime(pattern).to_string()
    }
}

/// A stretch of time: its first day and the first day after it.
type Bin = (Date, Date);

/// Incidents of each stretch, and how many of them are in dispute.
type Counts = Vec<(u32, u32)>;

/// Bars at most: years of a whole century.
const MOST: usize = 120;

fn bins(scene: &Scene<'_>) -> Option<(Unit, Vec<Bin>)> {
    let (first, last) = scene.days()?;
    let unit = Unit::of(first, last);
    let mut bins = Vec::new();
    let mut at = first;
    while at <= last && bins.len() < MOST {
        let next = unit.next(at)?;
        bins.push((at, next));
        at = next;
    }
    (bins.len() > 1).then_some((unit, bins))
}

/// Incidents of a stretch of time, and how many of them are in dispute.
fn count<'m>(incidents: impl Iterator<Item = &'m Told<'m>>, (from, to): Bin) -> (u32, u32) {
    incidents
        .filter(|t| t.day().is_some_and(|day| from <= day && day < to))
        .fold((0, 0), |(n, disputed), t| {
            (n + 1, disputed + u32::from(t.disputed()))
        })
}

/// The frame of bars, in the drawing's units.
struct Frame {
    left: f64,
    top: f64,
    width: f64,
    height: f64,
    most: u32,
}

impl Frame {
    fn y(&self, n: u32) -> f64 {
        self.top + self.height * (1.0 - f64::from(n) / f64::from(self.most.max(1)))
    }

    fn bars(&self, counts: &[(u32, u32)]) -> Markup {
        let step = self.width / counts.len().max(1) as f64;
        let wide = (step * 0.78).min(28.0);
        html! {
            @for (at, (n, disputed)) in counts.iter().enumerate() {
                @if *n > 0 {
                    @let x = short(self.left + step * (at as f64 + 0.5) - wide / 2.0);
                    rect.bar x=(x) y=(short(self.y(*n))) width=(short(wide)) height=(short(self.y(*disputed) - self.y(*n))) {}
                    @if *disputed > 0 {
                        rect.bar.second x=(x) y=(short(self.y(*disputed))) width=(short(wide)) height=(short(self.y(0) - self.y(*disputed))) {}
                    }
                }
            }
        }
    }
}

/// Incidents by day, week, month or year, those in dispute apart; `None` where nothing is known to the day.
pub(crate) fn by_time(scene: &Scene<'_>) -> Option<Block> {
    let (unit, bins) = bins(scene)?;
    let counts: Counts = bins
        .iter()
        .map(|bin| count(scene.incidents.iter(), *bin))
        .collect();
    let shown: u32 = counts.iter().map(|c| c.0).sum();
    if shown == 0 {
        return None;
    }
    let ticks = steps(counts.iter().map(|c| c.0).max().unwrap_or(1), 4);
    let frame = Frame {
        left: 34.0,
        top: 26.0,
        width: WIDTH - 40.0,
        height: 150.0,
        most: ticks.last().copied().unwrap_or(1),
    };
    let step = frame.width / bins.len() as f64;
    let every = (62.0 / step).ceil().max(1.0) as usize;
    let inner = html! {
        rect.bar x="34" y="4" width="11" height="11" {}
        text x="50" y="14" { "not in dispute" }
        rect.bar.second x="150" y="4" width="11" height="11" {}
        text x="166" y="14" { "in dispute" }
        @for tick in &ticks {
            @let y = short(frame.y(*tick));
            line.grid x1=(frame.left) x2=(WIDTH - 6.0) y1=(y) y2=(y) {}
            text.small.right x=(frame.left - 6.0) y=(short(frame.y(*tick) + 4.0)) { (tick) }
        }
        (frame.bars(&counts))
        @for (at, bin) in bins.iter().enumerate().step_by(every) {
            text.small.middle x=(short(frame.left + step * (at as f64 + 0.5))) y=(short(frame.y(0) + 16.0)) { (unit.label(bin.0)) }
        }
        line.axis x1=(frame.left) x2=(WIDTH - 6.0) y1=(short(frame.y(0))) y2=(short(frame.y(0))) {}
    };
    let caption = format!("Incidents by {}", unit.word());
    let busiest = counts
        .iter()
        .zip(&bins)
        .max_by_key(|(c, bin)| (c.0, std::cmp::Reverse(bin.0)));
    let description = busiest.map_or_else(String::new, |(c, bin)| {
        let most = counted(c.0 as usize, "incident");
        format!(
            "Bars of the number of incidents. Most, {most}, in the {} of {}.",
            unit.word(),
            crate::words::day(bin.0)
        )
    });
    let left_out = scene.incidents.len() - shown as usize;
    Some(Block::Drawing(Drawing {
        svg: svg("by-time", 206.0, &caption, &description, &inner),
        table: Some(table(&caption, unit, &bins, &counts)),
        note: (left_out > 0).then(|| {
            format!(
                "{} not drawn: not known to the day, or of a day outside the days shown.",
                counted(left_out, "incident")
            )
        }),
        caption,
    }))
}

fn table(caption: &str, unit: Unit, bins: &[Bin], counts: &[(u32, u32)]) -> Table {
    let shown = |bin: &Bin| match unit {
        Unit::Day => bin.0.strftime("%-d %b %Y").to_string(),
        Unit::Week => format!("week from {}", bin.0.strftime("%-d %b %Y")),
        Unit::Month | Unit::Year => unit.label(bin.0),
    };
    let rows = bins
        .iter()
        .zip(counts)
        .filter(|(_, count)| count.0 > 0)
        .map(|(bin, (n, disputed))| Row {
            incident: None,
            cells: vec![
                vec![text(shown(bin))],
                vec![text(n.to_string())],
                vec![text(disputed.to_string())],
            ],
        })
        .collect();
    Table {
        caption: format!("{caption}; the others have none"),
        columns: columns(&["When", "#Incidents", "#Of them in dispute"]),
        rows,
    }
}

/// Divisions that are drawn. Chosen: two rows of three.
const DIVISIONS: usize = 6;

/// The same for the divisions with most incidents, side by side on one scale; `None` for fewer than two divisions.
pub(crate) fn by_division(scene: &Scene<'_>) -> Option<Block> {
    let (unit, bins) = bins(scene)?;
    let divisions = divisions(scene);
    let named: Vec<(&str, usize)> = divisions
        .iter()
        .filter_map(|(name, n)| name.map(|name| (name, *n)))
        .collect();
    if named.len() < 2 {
        return None;
    }
    let drawn: Vec<(&str, usize, Counts)> = named
        .iter()
        .take(DIVISIONS)
        .map(|(name, n)| {
            let of = |t: &&Told<'_>| t.place().and_then(|p| p.admin1.as_deref()) == Some(*name);
            let counts: Counts = bins
                .iter()
                .map(|bin| count(scene.incidents.iter().filter(of), *bin))
                .collect();
            (*name, *n, counts)
        })
        .collect();
    let most = drawn
        .iter()
        .flat_map(|d| &d.2)
        .map(|c| c.0)
        .max()
        .unwrap_or(1)
        .max(1);
    let (wide, high) = (WIDTH / 3.0, 96.0);
    let ends = bins
        .first()
        .zip(bins.last())
        .map(|(a, b)| (unit.label(a.0), unit.label(b.0)));
    let inner = html! {
        @for (at, (name, n, counts)) in drawn.iter().enumerate() {
            @let (x, y) = ((at % 3) as f64 * wide, (at / 3) as f64 * high);
            @let frame = Frame { left: x + 4.0, top: y + 22.0, width: wide - 24.0, height: 48.0, most };
            text.bold x=(short(x + 4.0)) y=(short(y + 14.0)) { (name) }
            text.small.right x=(short(x + wide - 20.0)) y=(short(y + 14.0)) { (counted(*n, "incident")) }
            (frame.bars(counts))
            line.axis x1=(short(frame.left)) x2=(short(frame.left + frame.width)) y1=(short(frame.y(0))) y2=(short(frame.y(0))) {}
            @if let Some((first, last)) = &ends {
                text.small x=(short(frame.left)) y=(short(frame.y(0) + 13.0)) { (first) }
                text.small.right x=(short(frame.left + frame.width)) y=(short(frame.y(0) + 13.0)) { (last) }
            }
        }
    };
    let caption = format!(
        "Incidents by {} in the divisions with most, on one scale",
        unit.word()
    );
    let rows = divisions
        .iter()
        .map(|(name, n)| Row {
            incident: None,
            cells: vec![
                vec![text(name.unwrap_or("no division known"))],
                vec![text(n.to_string())],
            ],
        })
        .collect();
    let table = Table {
        caption: "Incidents by first-order division".to_owned(),
        columns: columns(&["Division", "#Incidents"]),
        rows,
    };
    let lines = drawn.len().div_ceil(3) as f64;
    let description = format!(
        "Small bar charts of the number of incidents, one for each of {}.",
        counted(drawn.len(), "division")
    );
    Some(Block::Drawing(Drawing {
        svg: svg("by-division", lines * high, &caption, &description, &inner),
        table: Some(table),
        note: None,
        caption,
    }))
}
