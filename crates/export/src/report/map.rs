//! The map: where incidents are said to have happened, as exactly as that is known and no more.

mod labels;
mod outlines;
mod project;

use super::{
    chart::{WIDTH, short, svg},
    counted,
    page::{Block, Drawing, Line, Row, Run, Table, columns, faint, text},
    scene::{Scene, Told, day_words},
    toll::toll_words,
};
use crate::{countries, table::point_of};
use dateline_model::{HarmKind, Place, PlacePrecision};
use labels::Labels;
use maud::{Markup, html};
use outlines::OUTLINES;
use project::{Disc, Projection, clipped};
use std::collections::BTreeMap;

/// Kilometres assumed around an area whose extent is not known. Chosen: half the width of a small province.
const AREA_KM: f64 = 30.0;

/// Incidents of one spot that are drawn side by side; more are one circle with their number.
const FAN: usize = 8;

/// Incidents that are told of one spot.
struct Spot<'s, 'm> {
    place: &'m Place,
    lon: f64,
    lat: f64,
    /// Kilometres around the point, for what is known as an area only.
    area_km: Option<f64>,
    /// Most killed first.
    told: Vec<&'s Told<'m>>,
}

/// The map; `None` where no place of an incident is known.
pub(crate) fn map(scene: &Scene<'_>) -> Option<Block> {
    let spots = spots(scene);
    let discs: Vec<Disc> = spots
        .iter()
        .map(|s| (s.lon, s.lat, s.area_km.unwrap_or(0.0)))
        .collect();
    let fitted = Projection::fit(&discs)?;
    let drawn: usize = spots.iter().map(|s| s.told.len()).sum();
    let mut labels = Labels::new(fitted.height);
    let marks = marks(&spots, &fitted, &mut labels);
    let inner = html! {
        clipPath id="map-edge" { rect width=(WIDTH) height=(short(fitted.height)) {} }
        g clip-path="url(#map-edge)" {
            rect.sea width=(WIDTH) height=(short(fitted.height)) {}
            (land(scene, &fitted, &mut labels))
            (graticule(&fitted))
            (marks)
            (labels.drawn())
        }
        rect.frame width=(WIDTH) height=(short(fitted.height)) {}
        (scale(&fitted))
        (legend(fitted.height + 26.0))
    };
    let caption = "Where incidents are said to have happened".to_owned();
    let description = format!(
        "Map of {} at {}. Circles grow with the best figure of people killed; dashed circles are areas within which an incident lies.",
        counted(drawn, "incident"),
        counted(spots.len(), "place")
    );
    Some(Block::Drawing(Drawing {
        svg: svg("map", fitted.height + 52.0, &caption, &description, &inner),
        table: Some(table(&spots)),
        note: Some(note(scene, drawn)),
        caption,
    }))
}

/// Incidents by spot: the most northern first, so that the order is that of reading.
fn spots<'s, 'm>(scene: &'s Scene<'m>) -> Vec<Spot<'s, 'm>> {
    let mut by: BTreeMap<(i64, i64, bool), Spot<'s, 'm>> = BTreeMap::new();
    for told in &scene.incidents {
        let Some(place) = told.place() else { continue };
        let Some((lat, lon)) = point_of(place) else {
            continue;
        };
        let area = match place.precision {
            PlacePrecision::Site | PlacePrecision::Town => None,
            _ => Some(place.precision_km.unwrap_or(AREA_KM)),
        };
        // 'Near' and 'south of' are areas too, however fine the place that they are told by.
        let area = area.or_else(|| place.relative.as_ref().and(place.precision_km));
        let key = (
            (-lat * 100.0).round() as i64,
            (lon * 100.0).round() as i64,
            area.is_some(),
        );
        by.entry(key)
            .or_insert_with(|| Spot {
                place,
                lon,
                lat,
                area_km: area,
                told: Vec::new(),
            })
            .told
            .push(told);
    }
    let mut spots: Vec<Spot<'_, '_>> = by.into_values().collect();
    for spot in &mut spots {
        spot.told
            .sort_by_key(|t| (std::cmp::Reverse(t.killed()), t.number));
    }
    spots
}

/// Radius of a circle: its area grows with the killed.
fn radius(killed: Option<u32>) -> f64 {
    killed.map_or(3.5, |n| (3.0 + 1.35 * f64::from(n).sqrt()).min(26.0))
}

fn land(scene: &Scene<'_>, fitted: &Projection, labels: &mut Labels) -> Markup {
    let ours: Vec<u32> = scene
        .incidents
        .iter()
        .filter_map(|t| countries::by_iso3(t.place()?.country.as_deref()?)?.number)
        .collect();
    let mut shapes = Vec::new();
    for outline in OUTLINES.iter() {
        let focus = ours.contains(&outline.number);
        let mut path = String::new();
        let mut largest = (0.0, (0.0, 0.0));
        for ring in &outline.rings {
            for turn in [-360.0, 0.0, 360.0] {
                let ring: Vec<(f64, f64)> = ring
                    .iter()
                    .map(|(lon, lat)| fitted.flat(lon + turn, *lat))
                    .collect();
                let ring = clipped(&ring, fitted.height);
                let (area, middle) = labels::middle(&ring);
                if area > largest.0 {
                    largest = (area, middle);
                }
                for (at, (x, y)) in ring.iter().enumerate() {
                    path.push(if at == 0 { 'M' } else { 'L' });
                    path += &format!("{} {}", short(*x), short(*y));
                }
                if !ring.is_empty() {
                    path.push('Z');
                }
            }
        }
        if !path.is_empty() {
            labels.country(&outline.name, largest);
            shapes.push((focus, path));
        }
    }
    // Those told of lie on top, so that their borders are whole.
    shapes.sort();
    html! {
        @for (focus, path) in &shapes { path.land.focus[*focus] d=(path) {} }
    }
}

fn graticule(fitted: &Projection) -> Markup {
    let [west, south, east, north] = fitted.degrees();
    let step = [0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 30.0]
        .into_iter()
        .find(|s| (east - west) / s <= 8.0)
        .unwrap_or(45.0);
    let lines = |from: f64, to: f64| {
        let first = (from / step).ceil() as i32;
        let last = (to / step).floor() as i32;
        (first..=last).map(move |n| f64::from(n) * step)
    };
    let turned = |lon: f64| {
        if lon > 180.0 {
            lon - 360.0
        } else if lon < -180.0 {
            lon + 360.0
        } else {
            lon
        }
    };
    let named = |degrees: f64, letters: [&str; 2]| {
        let letter = if degrees < 0.0 { letters[1] } else { letters[0] };
        format!("{}°{letter}", short(degrees.abs()))
    };
    html! {
        @for lon in lines(west, east) {
            @let x = short(fitted.flat(lon, north).0);
            line.graticule x1=(x) x2=(x) y1="0" y2=(short(fitted.height)) {}
            @if fitted.flat(lon, north).0 < WIDTH - 40.0 {
                text.small.halo x=(short(fitted.flat(lon, north).0 + 3.0)) y=(short(fitted.height - 5.0)) { (named(turned(lon), ["E", "W"])) }
            }
        }
        @for lat in lines(south.max(-90.0), north.min(90.0)) {
            @let y = fitted.flat(west, lat).1;
            line.graticule x1="0" x2=(WIDTH) y1=(short(y)) y2=(short(y)) {}
            text.small.halo x="4" y=(short(y - 3.0)) { (named(lat, ["N", "S"])) }
        }
    }
}

fn marks(spots: &[Spot<'_, '_>], fitted: &Projection, labels: &mut Labels) -> Markup {
    let mut order: Vec<&Spot<'_, '_>> = spots.iter().collect();
    order.sort_by_key(|s| {
        (
            s.area_km.is_none(),
            std::cmp::Reverse(s.told.first().and_then(|t| t.killed())),
        )
    });
    let mut drawn = Vec::new();
    let mut named = Vec::new();
    for spot in order {
        let (x, y) = fitted.at(spot.lon, spot.lat);
        let room = match spot.area_km {
            Some(km) => {
                let r = (km * fitted.km()).max(6.0);
                drawn.push(area(spot, (x, y), r));
                4.0
            }
            None => {
                let (shapes, room) = circles(spot, (x, y));
                drawn.push(shapes);
                room
            }
        };
        labels.mark((x, y), room);
        named.push((spot, (x, y), room));
    }
    // Where the most were killed, the name is wanted most.
    named.sort_by_key(|(spot, ..)| std::cmp::Reverse(spot.told.first().and_then(|t| t.killed())));
    for (spot, at, room) in named {
        labels.place(&label(spot), at, room, spot.area_km.is_some());
    }
    html! { @for mark in &drawn { (mark) } }
}

/// An area within which incidents lie: how far the place reaches, and no point in it.
fn area(spot: &Spot<'_, '_>, (x, y): (f64, f64), r: f64) -> Markup {
    html! {
        circle.extent cx=(short(x)) cy=(short(y)) r=(short(r)) {
            title { (spot.told.iter().map(|t| hint(t)).collect::<Vec<_>>().join("\n")) }
        }
    }
}

/// The incidents of a point, side by side around it where there are several; and how far that reaches.
fn circles(spot: &Spot<'_, '_>, (x, y): (f64, f64)) -> (Markup, f64) {
    let one = |told: &Told<'_>, (x, y): (f64, f64)| {
        html! {
            circle.spot.unknown[told.killed().is_none()] cx=(short(x)) cy=(short(y)) r=(short(radius(told.killed()))) {
                title { (hint(told)) }
            }
        }
    };
    match spot.told.as_slice() {
        [] => (html! {}, 0.0),
        [told] => (one(told, (x, y)), radius(told.killed())),
        several if several.len() <= FAN => {
            let widest = radius(several.first().and_then(|t| t.killed()));
            let turn = std::f64::consts::TAU / several.len() as f64;
            // Wide enough that neighbours on the ring touch at most.
            let ring = (widest / (turn / 2.0).sin().max(0.2)).min(widest * 2.6).max(8.0);
            let places: Vec<(f64, f64)> = (0..several.len())
                .map(|at| {
                    let angle = turn * at as f64 - std::f64::consts::FRAC_PI_2;
                    (x + ring * angle.cos(), y + ring * angle.sin())
                })
                .collect();
            let shapes = html! {
                @for (px, py) in &places { line.leader x1=(short(x)) y1=(short(y)) x2=(short(*px)) y2=(short(*py)) {} }
                @for (told, at) in several.iter().zip(&places) { (one(told, *at)) }
                circle.point cx=(short(x)) cy=(short(y)) r="2" {}
            };
            (shapes, ring + widest)
        }
        many => {
            let r = radius(many.first().and_then(|t| t.killed())).max(10.0);
            let hints = many.iter().map(|t| hint(t)).collect::<Vec<_>>().join("\n");
            let shapes = html! {
                circle.spot cx=(short(x)) cy=(short(y)) r=(short(r)) { title { (hints) } }
                text.middle.bold.halo x=(short(x)) y=(short(y + 4.0)) { (many.len()) }
            };
            (shapes, r)
        }
    }
}

/// What is told of an incident on the map.
fn hint(told: &Told<'_>) -> String {
    let killed = told.toll(HarmKind::Killed).and_then(toll_words);
    let killed = killed.map_or_else(
        || "no number of killed".to_owned(),
        |words| format!("killed: {words}"),
    );
    let place = super::scene::place_words(told.place()).unwrap_or_default();
    format!(
        "#{} {place}, {}; {killed}",
        told.number,
        day_words(told.incident.start, told.incident.end)
    )
}

/// The name of a spot with the numbers of its incidents.
fn label(spot: &Spot<'_, '_>) -> String {
    const NUMBERS: usize = 3;
    let mut numbers: Vec<String> = spot
        .told
        .iter()
        .take(NUMBERS)
        .map(|t| format!("#{}", t.number))
        .collect();
    if spot.told.len() > NUMBERS {
        numbers.push(format!("+{}", spot.told.len() - NUMBERS));
    }
    let near = spot.place.relative.is_some();
    let name = &spot.place.name;
    format!("{}{name} {}", if near { "near " } else { "" }, numbers.join(" "))
}

fn scale(fitted: &Projection) -> Markup {
    let km = fitted.round_km();
    let long = km * fitted.km();
    let y = fitted.height + 30.0;
    html! {
        path.rule d={ "M" (short(WIDTH - 8.0 - long)) " " (short(y - 5.0)) "v5h" (short(long)) "v-5" } {}
        text.small.right x=(short(WIDTH - 14.0 - long)) y=(short(y)) { (short(km)) " km" }
    }
}

/// What circles mean.
fn legend(y: f64) -> Markup {
    let mut x = 14.0;
    let mut sizes = Vec::new();
    for n in [1u32, 10, 100] {
        let r = radius(Some(n));
        sizes.push((x + r, r, n));
        x += 2.0 * r + if n == 1 { 54.0 } else { 32.0 };
    }
    html! {
        @for (cx, r, n) in &sizes {
            circle.spot cx=(short(*cx)) cy=(short(y)) r=(short(*r)) {}
            text.small x=(short(cx + r + 4.0)) y=(short(y + 4.0)) { (n) @if *n == 1 { " killed" } }
        }
        circle.spot.unknown cx=(short(x + 8.0)) cy=(short(y)) r="3.5" {}
        text.small x=(short(x + 16.0)) y=(short(y + 4.0)) { "no figure" }
        circle.extent cx=(short(x + 92.0)) cy=(short(y)) r="11" {}
        text.small x=(short(x + 108.0)) y=(short(y + 4.0)) { "somewhere within" }
    }
}

fn note(scene: &Scene<'_>, drawn: usize) -> String {
    let mut words = String::new();
    let left_out = scene.incidents.len() - drawn;
    if left_out > 0 {
        words += &format!(
            "{} not drawn: no place is known, or no more than the country. ",
            counted(left_out, "incident")
        );
    }
    words
        + "Circles grow with the best figure of people killed. A dashed circle is the area that reports name; where in it, they do not say. \
             Borders are those of Natural Earth (1:50 million), which shows who governs, not who should; they are no statement on any claim."
}

fn table(spots: &[Spot<'_, '_>]) -> Table {
    let rows = spots.iter().map(|spot| {
        let mut numbers = Line::new();
        for told in &spot.told {
            if !numbers.is_empty() {
                numbers.push(text(" "));
            }
            numbers.push(Run::Incident(told.number));
        }
        let name = super::scene::place_words(Some(spot.place)).unwrap_or_default();
        let known = match spot.area_km {
            Some(km) => format!("an area of about {} km around", short(km.round())),
            None => "the town or a spot in it".to_owned(),
        };
        Row {
            incident: None,
            cells: vec![vec![text(name)], vec![faint(known)], numbers],
        }
    });
    Table {
        caption: "Places on the map, from north to south".to_owned(),
        columns: columns(&["Place", "Known to", "Incidents"]),
        rows: rows.collect(),
    }
}
