//! The tolls of the deadliest incidents as ranges.

use super::{WIDTH, short, steps, svg};
use crate::{
    report::{
        page::{Block, Drawing},
        scene::{Told, day_words, place_words},
        toll::toll_words,
    },
    words::number,
};
use dateline_model::HarmKind;
use maud::html;

/// From the lowest to the highest figure, with the best as a point; `None` for fewer than two incidents.
pub(crate) fn ranges(ranked: &[&Told<'_>]) -> Option<Block> {
    let rows: Vec<Range> = ranked.iter().filter_map(|told| Range::of(told)).collect();
    if rows.len() < 2 {
        return None;
    }
    let most = rows.iter().map(|r| r.high).max()?;
    let ticks = steps(most, 5);
    let top = f64::from(ticks.last().copied().unwrap_or(1).max(1));
    let (left, right) = (236.0, WIDTH - 150.0);
    let x = |n: u32| left + (right - left) * f64::from(n) / top;
    let row = |at: usize| 16.0 + 33.0 * at as f64;
    let bottom = row(rows.len()) - 12.0;
    let inner = html! {
        @for tick in &ticks {
            line.grid x1=(short(x(*tick))) x2=(short(x(*tick))) y1="2" y2=(short(bottom)) {}
            text.small.middle x=(short(x(*tick))) y=(short(bottom + 14.0)) { (number(*tick)) }
        }
        @for (at, range) in rows.iter().enumerate() {
            @let y = row(at);
            text.right x=(left - 12.0) y=(short(y)) { (range.name) }
            text.small.right x=(left - 12.0) y=(short(y + 11.0)) { (range.day) }
            line.range x1=(short(x(range.low))) x2=(short(x(range.high))) y1=(short(y)) y2=(short(y)) {}
            @for end in [range.low, range.high] {
                @if range.low != range.high && !(range.open && end == range.high) {
                    line.range x1=(short(x(end))) x2=(short(x(end))) y1=(short(y - 5.0)) y2=(short(y + 5.0)) {}
                }
            }
            @if range.open {
                path.bar d={ "M" (short(x(range.high) + 5.0)) " " (short(y - 6.0)) " l9 6 l-9 6 z" } {}
            }
            @if let Some(best) = range.best { circle.dot cx=(short(x(best))) cy=(short(y)) r="5.5" {} }
            text.halo x=(short(x(range.high) + 20.0)) y=(short(y + 4.0)) { (range.words) }
        }
    };
    let caption = "People killed, by incident: lowest to highest figure, the best as a point".to_owned();
    let description = "One line for each incident of the table above. An arrow marks a floor: the toll may be higher. Lines must not be added.";
    Some(Block::Drawing(Drawing {
        svg: svg("ranges", bottom + 20.0, &caption, description, &inner),
        table: None,
        note: Some("An arrow marks a floor: the toll may be higher.".to_owned()),
        caption,
    }))
}

struct Range {
    name: String,
    day: String,
    low: u32,
    best: Option<u32>,
    high: u32,
    open: bool,
    words: String,
}

impl Range {
    fn of(told: &Told<'_>) -> Option<Self> {
        let toll = told.toll(HarmKind::Killed)?;
        let high = toll.high.or(toll.best).or(toll.low)?;
        let name = place_words(told.place()).unwrap_or_else(|| "place not known".to_owned());
        let name = if name.chars().count() > 30 {
            name.chars().take(29).chain(['…']).collect()
        } else {
            name
        };
        Some(Self {
            name: format!("#{} {name}", told.number),
            day: day_words(told.incident.start, told.incident.end),
            low: toll.low.or(toll.best).unwrap_or(high).min(high),
            best: toll.best,
            high,
            open: toll.open || toll.high.is_none(),
            words: toll_words(toll)?,
        })
    }
}
