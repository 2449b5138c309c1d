//! ACLED-like: the 31 columns of ACLED's event files since 2023, none of its data.
//!
//! Source: column list of ACLED (2025) and its public codebook. `region`, `source_scale` and `timestamp` are not known here and
//! stay empty. ACLED writes 0 fatalities for 'none reported'; here that is empty.

use super::{Layout, layout_columns};
use crate::{
    csv::Delimiter,
    table::{Cell, list, number, text},
    told::{Told, allies, inter, lead},
};
use dateline_model::{Actor, ActorKind, PlacePrecision, taxonomy};

pub(super) static LAYOUT: Layout = Layout {
    scheme: "ACLED-like",
    delimiter: Delimiter::Comma,
    header: true,
    columns: layout_columns! {
        "event_id_cnty" |t| Cell::Text(format!("DL-{}", t.entry.incident.id.as_str()));
        "event_date" |t| text(t.middle().map(|d| d.to_string()));
        "year" |t| text(t.middle().map(|d| d.year().to_string()));
        "time_precision" |t| number(t.days().map(|days| match days { 0 => 1, 1..=7 => 2, _ => 3 }));
        "disorder_type" disorder;
        "event_type" |t| text(acled(t).map(|v| v.event_type.clone()));
        "sub_event_type" |t| text(acled(t).map(|v| v.sub_event_type.clone()));
        "actor1" |t| text(lead(t.sources).map(|a| a.name.clone()));
        "assoc_actor_1" |t| allies(t.sources);
        "inter1" |t| text(lead(t.sources).and_then(inter).map(str::to_owned));
        "actor2" |t| text(lead(t.targets).map(|a| a.name.clone()));
        "assoc_actor_2" |t| allies(t.targets);
        "inter2" |t| text(lead(t.targets).and_then(inter).map(str::to_owned));
        "interaction" interaction;
        "civilian_targeting" |t| text(civilian(t.targets).then(|| "Civilian targeting".to_owned()));
        "iso" |t| number(t.country().and_then(|c| c.number));
        "region" |_| Cell::Empty;
        "country" |t| text(t.country_name());
        "admin1" |t| text(t.place().and_then(|p| p.admin1.clone()));
        "admin2" |t| text(t.place().and_then(|p| p.admin2.clone()));
        "admin3" |_| Cell::Empty;
        "location" |t| text(t.place().map(|p| p.name.clone()));
        "latitude" |t| t.point().map_or(Cell::Empty, |p| Cell::Degrees(p.0));
        "longitude" |t| t.point().map_or(Cell::Empty, |p| Cell::Degrees(p.1));
        "geo_precision" geo_precision;
        "source" |t| t.publishers();
        "source_scale" |_| Cell::Empty;
        "notes" |t| text(t.notes());
        "fatalities" |t| number(t.killed().and_then(|k| k.best));
        "tags" |_| Cell::Empty;
        "timestamp" |_| Cell::Empty;
    },
};

fn acled<'a>(told: &Told<'a>) -> Option<&'a dateline_model::AcledView> {
    told.event?.acled.as_ref()
}

fn disorder(told: &Told<'_>) -> Cell {
    let sub_type = acled(told).and_then(|view| {
        taxonomy::acled_sub_types()
            .iter()
            .find(|s| s.sub_event_type == view.sub_event_type)
    });
    text(sub_type.map(|s| s.disorder_type.to_owned()))
}

/// 'State forces-Rebel group', 'State forces only'; empty where a side is there whose sort is not known.
fn interaction(told: &Told<'_>) -> Cell {
    let label = match (lead(told.sources), lead(told.targets)) {
        (Some(one), None) => inter(one).map(|label| format!("{label} only")),
        (Some(one), Some(other)) => inter(one)
            .zip(inter(other))
            .map(|(one, other)| format!("{one}-{other}")),
        _ => None,
    };
    text(label)
}

/// Whether all who suffered it are known, and none of them fights.
pub(super) fn civilian(side: &[Actor]) -> bool {
    let unarmed = |a: &Actor| matches!(a.kind, Some(ActorKind::Civilian | ActorKind::Media));
    !side.is_empty() && side.iter().all(unarmed)
}

fn geo_precision(told: &Told<'_>) -> Cell {
    let near = told.place().is_some_and(|p| p.relative.is_some());
    list(
        told.precision()
            .map(|precision| match precision {
                PlacePrecision::Site | PlacePrecision::Town if !near => "1",
                PlacePrecision::Site | PlacePrecision::Town | PlacePrecision::District => "2",
                _ => "3",
            })
            .map(str::to_owned)
            .into_iter(),
    )
}
