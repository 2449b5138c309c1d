//! How tolls moved from report to report.

use super::{WIDTH, short, steps, svg};
use crate::report::{
    notes::Notes,
    page::{Block, Drawing, Row, Run, Table, columns, faint, text},
    scene::{Told, place_words},
    toll::{counted, mark, stated, voice},
};
use dateline_model::{Bounds, Claim, HarmKind, Standing};
use jiff::civil::Date;
use maud::{Markup, html};

/// A figure of the killed as it was published.
struct Point<'m> {
    day: Date,
    claim: &'m Claim,
    voice: String,
    bounds: Bounds,
    figure: u32,
    stands: bool,
}

impl Point<'_> {
    /// Whether the words set no ceiling.
    fn floor(&self) -> bool {
        self.bounds.high.is_none()
    }
}

/// Drawings at most.
const MOST: usize = 4;

/// A drawing for each incident whose killed were counted on two days or more; `None` where there is none.
pub(crate) fn moved(ranked: &[&Told<'_>], notes: &mut Notes<'_>) -> Option<Block> {
    let told: Vec<(&Told<'_>, Vec<Point<'_>>)> = ranked
        .iter()
        .map(|told| (*told, points(told, notes)))
        .filter(|(_, points)| points.first().map(|p| p.day) != points.last().map(|p| p.day))
        .take(MOST)
        .collect();
    if told.is_empty() {
        return None;
    }
    let across = if told.len() == 1 { 1 } else { 2 };
    let (wide, high) = (WIDTH / f64::from(across), 176.0);
    let inner = html! {
        @for (at, (told, points)) in told.iter().enumerate() {
            g transform={ "translate(" (short((at % across as usize) as f64 * wide)) " " (short((at / across as usize) as f64 * high)) ")" } {
                (panel(told, points, wide))
            }
        }
    };
    let caption = "How the number of killed moved, by day of publication".to_owned();
    let description = "One chart for each incident: every figure at the day on which a report published it. Triangles are floors, hollow \
                       marks are figures that their own voice has replaced.";
    let mut rows = Vec::new();
    for (told, points) in &told {
        rows.extend(points.iter().map(|point| row(told, point, notes)));
    }
    let lines = told.len().div_ceil(across as usize) as f64;
    Some(Block::Drawing(Drawing {
        svg: svg("moved", lines * high, &caption, description, &inner),
        table: Some(Table {
            caption: caption.clone(),
            columns: columns(&["=", "=Published", "#Killed", "Voice", ""]),
            rows,
        }),
        note: Some(
            "Circles: figures; triangles: floors (“at least”); hollow: replaced later by the same voice."
                .to_owned(),
        ),
        caption,
    }))
}

fn points<'m>(told: &Told<'m>, notes: &Notes<'m>) -> Vec<Point<'m>> {
    let basis = told.toll(HarmKind::Killed).into_iter().flat_map(|t| &t.basis);
    let mut points: Vec<Point<'_>> = basis
        .filter(|f| matches!(f.standing, Standing::Counts | Standing::Replaced))
        .filter_map(|f| {
            let claim = notes.claim(&f.claim)?;
            Some(Point {
                day: notes.source(&f.document)?.document.published?,
                claim,
                voice: voice(f, claim, notes).unwrap_or_else(|| "no one named".to_owned()),
                bounds: f.bounds,
                figure: stated(&f.bounds)?,
                stands: f.standing == Standing::Counts,
            })
        })
        .collect();
    points.sort_by(|a, b| (a.day, a.figure, &a.voice).cmp(&(b.day, b.figure, &b.voice)));
    points.dedup_by(|a, b| (a.day, a.figure, &a.voice) == (b.day, b.figure, &b.voice));
    points
}

fn panel(told: &Told<'_>, points: &[Point<'_>], wide: f64) -> Markup {
    let (left, top, bottom) = (34.0, 34.0, 150.0);
    let right = wide - 26.0;
    let (Some(first), Some(last)) = (points.first(), points.last()) else {
        return html! {};
    };
    let days = |day: Date| f64::from(first.day.until(day).map_or(0, |s| s.get_days()));
    let whole = days(last.day).max(1.0);
    let x = |day: Date| left + 12.0 + (right - left - 24.0) * days(day) / whole;
    let ticks = steps(points.iter().map(|p| p.figure).max().unwrap_or(1), 4);
    let most = f64::from(ticks.last().copied().unwrap_or(1).max(1));
    let y = |n: u32| bottom - (bottom - top) * f64::from(n) / most;
    let name = place_words(told.place()).unwrap_or_else(|| "place not known".to_owned());
    html! {
        text.bold x=(left) y="14" { "#" (told.number) " " (name) }
        @for tick in &ticks {
            line.grid x1=(left) x2=(short(right)) y1=(short(y(*tick))) y2=(short(y(*tick))) {}
            text.small.right x=(left - 5.0) y=(short(y(*tick) + 4.0)) { (tick) }
        }
        @for path in paths(points, &x, &y) { path.path d=(path) {} }
        @for point in points {
            @let (cx, cy) = (x(point.day), y(point.figure));
            @let class = if point.stands { "dot" } else { "hollow" };
            @if point.floor() {
                path class=(class) d={ "M" (short(cx - 5.5)) " " (short(cy + 4.5)) " h11 l-5.5 -10 z" } {
                    title { (counted(&point.bounds)) ", " (point.voice) }
                }
            } @else {
                circle class=(class) cx=(short(cx)) cy=(short(cy)) r="4.8" {
                    title { (counted(&point.bounds)) ", " (point.voice) }
                }
            }
        }
        line.axis x1=(left) x2=(short(right)) y1=(bottom) y2=(bottom) {}
        text.small x=(left) y=(bottom + 14.0) { (first.day.strftime("%-d %b %Y").to_string()) }
        text.small.right x=(short(right)) y=(bottom + 14.0) { (last.day.strftime("%-d %b %Y").to_string()) }
    }
}

/// A line for each voice that gave several figures.
fn paths(points: &[Point<'_>], x: &dyn Fn(Date) -> f64, y: &dyn Fn(u32) -> f64) -> Vec<String> {
    let mut voices: Vec<&str> = points.iter().map(|p| p.voice.as_str()).collect();
    voices.sort_unstable();
    voices.dedup();
    voices
        .into_iter()
        .filter_map(|voice| {
            let own: Vec<&Point<'_>> = points.iter().filter(|p| p.voice == voice).collect();
            let corners: Vec<String> = own
                .iter()
                .map(|p| format!("{} {}", short(x(p.day)), short(y(p.figure))))
                .collect();
            (own.len() > 1).then(|| format!("M{}", corners.join(" L")))
        })
        .collect()
}

fn row(told: &Told<'_>, point: &Point<'_>, notes: &mut Notes<'_>) -> Row {
    let mark = mark(point.claim, HarmKind::Killed, &point.bounds);
    let note = notes.cite(point.claim, &mark, Some(&point.bounds));
    let stands = if point.stands {
        Vec::new()
    } else {
        vec![faint("replaced later by the same voice")]
    };
    Row {
        incident: None,
        cells: vec![
            vec![Run::Incident(told.number)],
            vec![text(point.day.strftime("%-d %b %Y").to_string())],
            vec![text(counted(&point.bounds)), Run::Note(note)],
            vec![text(point.voice.clone())],
            stands,
        ],
    }
}
