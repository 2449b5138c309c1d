//! POLECAT-like: the 40 columns of POLECAT's files, tab-separated, with PLOVER's codes.
//!
//! Source: the column list of POLECAT's files and the PLOVER manual, draft 2.0. Items of a cell are divided by `;`. Columns for
//! which nothing was read (titles, Wikipedia ids, COW numbers, people and organisations of the story) stay empty.

use super::{Layout, layout_columns};
use crate::{
    csv::Delimiter,
    table::{Cell, number, text},
    told::lead,
};
use dateline_model::{Actor, PlacePrecision, taxonomy};
use std::collections::BTreeSet;

pub(super) static LAYOUT: Layout = Layout {
    scheme: "PLOVER",
    delimiter: Delimiter::Tab,
    header: true,
    columns: layout_columns! {
        "Event ID" |t| Cell::Text(format!("DL-{}", t.entry.incident.id.as_str()));
        "Event Date" |t| text(t.entry.incident.start.map(|d| d.to_string()));
        "Event Type" |t| text(t.entry.incident.event_type.map(|k| k.as_str().to_owned()));
        "Event Mode" |t| text(t.event.and_then(|e| e.mode).map(|m| m.as_str().to_owned()));
        "Intensity" |t| t.event.and_then(|e| taxonomy::score(e.kind, e.mode)).map_or(Cell::Empty, Cell::Decimal);
        "Quad Code" |t| number(t.entry.incident.event_type.map(|k| u32::from(k.quad().number())));
        "Contexts" |t| joined(t.event.iter().flat_map(|e| &e.contexts).map(|c| c.as_str().to_owned()));
        "Actor Name" |t| joined(t.sources.iter().map(|a| a.name.clone()));
        "Actor Country" |t| countries(t.sources);
        "Actor COW" |_| Cell::Empty;
        "Primary Actor Sector" |t| sector(t.sources);
        "Actor Sectors" |t| sectors(t.sources);
        "Actor Title" |_| Cell::Empty;
        "Actor Name Raw" |t| joined(t.sources.iter().map(|a| a.mention.text().to_owned()));
        "Wikipedia Actor ID" |_| Cell::Empty;
        "Recipient Name" |t| joined(t.targets.iter().map(|a| a.name.clone()));
        "Recipient Country" |t| countries(t.targets);
        "Recipient COW" |_| Cell::Empty;
        "Primary Recipient Sector" |t| sector(t.targets);
        "Recipient Sectors" |t| sectors(t.targets);
        "Recipient Title" |_| Cell::Empty;
        "Recipient Name Raw" |t| joined(t.targets.iter().map(|a| a.mention.text().to_owned()));
        "Wikipedia Recipient ID" |_| Cell::Empty;
        "Placename" |t| text(t.place().map(|p| p.name.clone()));
        "City" |t| text(t.place().filter(|p| p.precision == PlacePrecision::Town).map(|p| p.name.clone()));
        "District" |t| text(t.place().and_then(|p| p.admin2.clone()));
        "Province" |t| text(t.place().and_then(|p| p.admin1.clone()));
        "Country" |t| text(t.place().and_then(|p| p.country.clone()));
        "Latitude" |t| t.point().map_or(Cell::Empty, |p| Cell::Degrees(p.0));
        "Longitude" |t| t.point().map_or(Cell::Empty, |p| Cell::Degrees(p.1));
        "GeoNames ID" |t| number(t.place().and_then(|p| p.geonameid));
        "Raw Placename" |t| text(t.place().map(|p| p.mention.text().to_owned()));
        "Feature Type" |t| text(t.precision().and_then(feature).map(str::to_owned));
        "Source" |t| t.publishers();
        "Publication Date" |t| text(t.entry.reports.iter().filter_map(|r| r.published).min().map(|d| d.to_string()));
        "Story People" |_| Cell::Empty;
        "Story Organizations" |_| Cell::Empty;
        "Story Locations" |_| Cell::Empty;
        "Language" |_| Cell::Text("English".to_owned());
        "Version" |t| text(t.entry.claims.first().map(|c| c.coder.clone()));
    },
};

fn joined(items: impl Iterator<Item = String>) -> Cell {
    // A semicolon within an item would make two of it.
    let items: Vec<String> = items.map(|item| item.replace(';', ",")).collect();
    text(Some(items.join(";")))
}

fn countries(side: &[Actor]) -> Cell {
    let unique: BTreeSet<String> = side.iter().filter_map(|a| a.country.clone()).collect();
    joined(unique.into_iter())
}

fn sector(side: &[Actor]) -> Cell {
    text(lead(side).and_then(|a| a.sector).map(|s| s.as_str().to_owned()))
}

fn sectors(side: &[Actor]) -> Cell {
    joined(
        side.iter()
            .filter_map(|a| a.sector)
            .map(|s| s.as_str().to_owned()),
    )
}

/// GeoNames' feature class.
fn feature(precision: PlacePrecision) -> Option<&'static str> {
    match precision {
        PlacePrecision::Site => Some("S"),
        PlacePrecision::Town => Some("P"),
        PlacePrecision::District | PlacePrecision::Province | PlacePrecision::Country => Some("A"),
        _ => None,
    }
}
