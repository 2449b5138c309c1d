//! The columns: their names, their HXL tags, and what stands in them.

use crate::{Entry, SCHEME};
use dateline_model::{Claim, DocumentId, HarmKind, Incident, Place, PlacePrecision, Toll};
use std::collections::BTreeSet;

/// What stands in one cell.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Cell {
    /// Not known.
    Empty,
    Text(String),
    List(Vec<String>),
    Number(u64),
    /// Degrees.
    Degrees(f64),
    /// A figure on a scale, as the codebook writes it.
    Decimal(f64),
    Flag(bool),
}

pub(crate) struct Column {
    pub name: &'static str,
    /// The HXL hashtag with its attributes; empty where the standard has none that fits.
    pub tag: &'static str,
    pub read: fn(&Entry<'_>) -> Cell,
}

macro_rules! columns {
    ($($name:literal $tag:literal $read:expr;)+) => {
        &[$(Column { name: $name, tag: $tag, read: $read },)+]
    };
}

/// Every column, in the order in which it is written.
pub(crate) const COLUMNS: &[Column] = columns! {
    "id" "#event+code" |e| Cell::Text(e.incident.id.as_str().to_owned());
    "scheme" "#meta+scheme" |_| Cell::Text(SCHEME.to_owned());
    "event_type" "#event+type" |e| text(e.incident.event_type.map(|t| t.as_str().to_owned()));
    "start" "#date+start" |e| text(e.incident.start.map(|d| d.to_string()));
    "end" "#date+end" |e| text(e.incident.end.map(|d| d.to_string()));
    "place" "#loc+name" |e| text(place(e).map(|p| p.name.clone()));
    "admin1" "#adm1+name" |e| text(place(e).and_then(|p| p.admin1.clone()));
    "country" "#country+code" |e| text(place(e).and_then(|p| p.country.clone()));
    "latitude" "#geo+lat" |e| point(e).map_or(Cell::Empty, |p| Cell::Degrees(p.0));
    "longitude" "#geo+lon" |e| point(e).map_or(Cell::Empty, |p| Cell::Degrees(p.1));
    "geonameid" "#loc+code" |e| number(place(e).and_then(|p| p.geonameid));
    "place_precision" "#loc+type" |e| text(place(e).map(|p| precision(p.precision).to_owned()));
    "killed_low" "#affected+killed+min" |e| number(toll(e, HarmKind::Killed).and_then(|t| t.low));
    "killed_best" "#affected+killed" |e| number(toll(e, HarmKind::Killed).and_then(|t| t.best));
    "killed_high" "#affected+killed+max" |e| number(toll(e, HarmKind::Killed).and_then(ceiling));
    "killed_open" "" |e| toll(e, HarmKind::Killed).map_or(Cell::Empty, |t| Cell::Flag(t.open));
    "killed_stated" "" |e| Cell::Flag(toll(e, HarmKind::Killed).is_some());
    "injured_low" "#affected+injured+min" |e| number(toll(e, HarmKind::Injured).and_then(|t| t.low));
    "injured_best" "#affected+injured" |e| number(toll(e, HarmKind::Injured).and_then(|t| t.best));
    "injured_high" "#affected+injured+max" |e| number(toll(e, HarmKind::Injured).and_then(ceiling));
    "injured_open" "" |e| toll(e, HarmKind::Injured).map_or(Cell::Empty, |t| Cell::Flag(t.open));
    "injured_stated" "" |e| Cell::Flag(toll(e, HarmKind::Injured).is_some());
    "disputed" "" |e| Cell::Flag(!e.incident.disputes.is_empty());
    "disputes" "" |e| list(e.incident.disputes.iter().map(|d| d.told.clone()));
    "claims" "" |e| Cell::Number(e.incident.claims.len() as u64);
    "corroboration" "" |e| Cell::Number(u64::from(e.incident.corroboration));
    "speakers" "#meta+source" speakers;
    "documents" "" |e| list(ids(&e.incident.documents));
    "mentions" "" |e| list(ids(&e.incident.mentions));
    "evidence" "#description" |e| text(first(e).map(|c| c.evidence.text().to_owned()));
    "evidence_document" "" |e| text(first(e).map(|c| c.document.as_str().to_owned()));
    "evidence_span" "" |e| text(first(e).map(|c| format!("{}-{}", c.evidence.start(), c.evidence.end())));
    "coder" "" |e| text(first(e).map(|c| c.coder.clone()));
    "review" "" |e| list(e.reviews.iter().map(|r| r.review.clone()));
    "reviewed_by" "" |e| list(e.reviews.iter().map(|r| r.reviewer.clone()));
    "reviewed_at" "" |e| list(e.reviews.iter().map(|r| r.made.clone()));
    "review_reasons" "" |e| list(e.reviews.iter().map(|r| r.reason.clone()));
};

pub(crate) fn text(value: Option<String>) -> Cell {
    value.filter(|v| !v.is_empty()).map_or(Cell::Empty, Cell::Text)
}

pub(crate) fn number(value: Option<u32>) -> Cell {
    value.map_or(Cell::Empty, |n| Cell::Number(u64::from(n)))
}

pub(crate) fn list(items: impl Iterator<Item = String>) -> Cell {
    let items: Vec<String> = items.collect();
    if items.is_empty() {
        Cell::Empty
    } else {
        Cell::List(items)
    }
}

fn ids(documents: &[DocumentId]) -> impl Iterator<Item = String> {
    documents.iter().map(|d| d.as_str().to_owned())
}

fn first<'a>(entry: &Entry<'a>) -> Option<&'a Claim> {
    entry.claims.first()
}

pub(crate) fn place<'a>(entry: &Entry<'a>) -> Option<&'a Place> {
    entry.incident.place.as_ref()
}

/// Latitude and longitude, where they are on the globe and tell more than the middle of a country.
pub(crate) fn point(entry: &Entry<'_>) -> Option<(f64, f64)> {
    point_of(place(entry)?)
}

/// The same of a place.
pub(crate) fn point_of(place: &Place) -> Option<(f64, f64)> {
    if place.precision == PlacePrecision::Country {
        return None;
    }
    let (lat, lon) = place.lat.zip(place.lon)?;
    let on_globe = (-90.0..=90.0).contains(&lat) && (-180.0..=180.0).contains(&lon);
    on_globe.then_some((lat, lon))
}

/// The toll of one kind, where a report gives any figure for it.
pub(crate) fn toll<'a>(entry: &Entry<'a>, kind: HarmKind) -> Option<&'a Toll> {
    toll_of(entry.incident, kind)
}

/// The same of an incident.
pub(crate) fn toll_of(incident: &Incident, kind: HarmKind) -> Option<&Toll> {
    let has_figure = |t: &&Toll| t.low.or(t.best).or(t.high).is_some();
    incident.tolls.iter().find(|t| t.kind == kind).filter(has_figure)
}

/// The highest figure where it is a ceiling: that of an open toll is a floor, and would be read as a bound.
pub(crate) fn ceiling(toll: &Toll) -> Option<u32> {
    toll.high.filter(|_| !toll.open)
}

fn precision(precision: PlacePrecision) -> &'static str {
    match precision {
        PlacePrecision::Site => "site",
        PlacePrecision::Town => "town",
        PlacePrecision::District => "district",
        PlacePrecision::Province => "province",
        PlacePrecision::Country => "country",
        // Added to the model since: better no word than a wrong one.
        _ => "",
    }
}

/// Everyone cited, each once, in the order of their names.
pub(crate) fn speakers(entry: &Entry<'_>) -> Cell {
    let cited = entry.claims.iter().flat_map(|c| &c.attribution);
    let names: BTreeSet<String> = cited.filter_map(|a| a.speaker.clone()).collect();
    list(names.into_iter())
}

/// Names, each once, in the order of the alphabet.
pub(crate) fn names_of<'a>(items: impl Iterator<Item = &'a String>) -> Cell {
    let unique: BTreeSet<&String> = items.collect();
    list(unique.into_iter().cloned())
}
