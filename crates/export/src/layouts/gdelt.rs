//! GDELT-like: the 61 columns of GDELT's 2.0 event table, tab-separated, without header.
//!
//! Source: the GDELT 2.0 event codebook; codes, quad class and intensity from CAMEO's table. The layout has no tolls, no bounds
//! and no second day. Codes that GDELT takes from lists of its own (known, ethnic and religious groups, divisions) stay empty.

use super::{Layout, layout_columns};
use crate::{
    csv::Delimiter,
    table::{Cell, text},
    told::{Told, lead},
};
use dateline_model::{
    Actor, PlacePrecision,
    taxonomy::{CameoCode, Sector, cameo},
};

pub(super) static LAYOUT: Layout = Layout {
    scheme: "CAMEO (GDELT's quad classes)",
    delimiter: Delimiter::Tab,
    header: false,
    columns: layout_columns! {
        "GlobalEventID" |t| Cell::Number(t.number());
        "Day" |t| day(t, "%Y%m%d");
        "MonthYear" |t| day(t, "%Y%m");
        "Year" |t| day(t, "%Y");
        "FractionDate" |t| text(t.entry.incident.start.map(|d| {
            format!("{:.4}", f64::from(d.year()) + f64::from(d.day_of_year()) / 365.0)
        }));
        "Actor1Code" |t| code(t.sources);
        "Actor1Name" |t| text(lead(t.sources).map(|a| a.name.to_uppercase()));
        "Actor1CountryCode" |t| text(lead(t.sources).and_then(|a| a.country.clone()));
        "Actor1KnownGroupCode" |_| Cell::Empty;
        "Actor1EthnicCode" |_| Cell::Empty;
        "Actor1Religion1Code" |_| Cell::Empty;
        "Actor1Religion2Code" |_| Cell::Empty;
        "Actor1Type1Code" |t| text(lead(t.sources).and_then(role).map(str::to_owned));
        "Actor1Type2Code" |_| Cell::Empty;
        "Actor1Type3Code" |_| Cell::Empty;
        "Actor2Code" |t| code(t.targets);
        "Actor2Name" |t| text(lead(t.targets).map(|a| a.name.to_uppercase()));
        "Actor2CountryCode" |t| text(lead(t.targets).and_then(|a| a.country.clone()));
        "Actor2KnownGroupCode" |_| Cell::Empty;
        "Actor2EthnicCode" |_| Cell::Empty;
        "Actor2Religion1Code" |_| Cell::Empty;
        "Actor2Religion2Code" |_| Cell::Empty;
        "Actor2Type1Code" |t| text(lead(t.targets).and_then(role).map(str::to_owned));
        "Actor2Type2Code" |_| Cell::Empty;
        "Actor2Type3Code" |_| Cell::Empty;
        // A root event stands in a report's first sentences; a headline incident is one.
        "IsRootEvent" |t| Cell::Number(u64::from(!t.entry.incident.documents.is_empty()));
        "EventCode" |t| text(coded(t).map(|c| c.code.to_owned()));
        "EventBaseCode" |t| text(coded(t).map(|c| c.code.chars().take(3).collect()));
        "EventRootCode" |t| text(coded(t).map(|c| c.root().to_owned()));
        "QuadClass" |t| coded(t).map_or(Cell::Empty, |c| Cell::Number(u64::from(c.quad_gdelt.number())));
        "GoldsteinScale" |t| coded(t).map_or(Cell::Empty, |c| Cell::Decimal(c.goldstein));
        "NumMentions" |t| Cell::Number(t.entry.incident.claims.len() as u64);
        "NumSources" |t| Cell::Number(u64::from(t.entry.incident.corroboration));
        "NumArticles" |t| Cell::Number(t.entry.incident.reports().count() as u64);
        "AvgTone" |_| Cell::Empty;
        "Actor1Geo_Type" |_| Cell::Number(0);
        "Actor1Geo_Fullname" |_| Cell::Empty;
        "Actor1Geo_CountryCode" |_| Cell::Empty;
        "Actor1Geo_ADM1Code" |_| Cell::Empty;
        "Actor1Geo_ADM2Code" |_| Cell::Empty;
        "Actor1Geo_Lat" |_| Cell::Empty;
        "Actor1Geo_Long" |_| Cell::Empty;
        "Actor1Geo_FeatureID" |_| Cell::Empty;
        "Actor2Geo_Type" |_| Cell::Number(0);
        "Actor2Geo_Fullname" |_| Cell::Empty;
        "Actor2Geo_CountryCode" |_| Cell::Empty;
        "Actor2Geo_ADM1Code" |_| Cell::Empty;
        "Actor2Geo_ADM2Code" |_| Cell::Empty;
        "Actor2Geo_Lat" |_| Cell::Empty;
        "Actor2Geo_Long" |_| Cell::Empty;
        "Actor2Geo_FeatureID" |_| Cell::Empty;
        "ActionGeo_Type" |t| Cell::Number(geo_type(t));
        "ActionGeo_Fullname" full_name;
        "ActionGeo_CountryCode" |t| text(t.country().and_then(|c| c.fips).map(str::to_owned));
        "ActionGeo_ADM1Code" |_| Cell::Empty;
        "ActionGeo_ADM2Code" |_| Cell::Empty;
        "ActionGeo_Lat" |t| t.point().map_or(Cell::Empty, |p| Cell::Degrees(p.0));
        "ActionGeo_Long" |t| t.point().map_or(Cell::Empty, |p| Cell::Degrees(p.1));
        "ActionGeo_FeatureID" |_| Cell::Empty;
        // The day of the last report: there is no clock here.
        "DATEADDED" |t| text(t.entry.reports.iter().filter_map(|r| r.published).max().map(|d| d.strftime("%Y%m%d000000").to_string()));
        "SOURCEURL" |t| text(t.entry.reports.iter().find_map(|r| r.url.clone()));
    },
};

/// The names of the columns, which the files do not hold.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    LAYOUT.columns.iter().map(|c| c.name)
}

fn day(told: &Told<'_>, format: &str) -> Cell {
    text(told.entry.incident.start.map(|d| d.strftime(format).to_string()))
}

fn coded(told: &Told<'_>) -> Option<&'static CameoCode> {
    cameo::lookup(told.event?.cameo.as_deref()?)
}

/// Country and role: SYRGOV.
fn code(side: &[Actor]) -> Cell {
    text(lead(side).map(|actor| {
        let country = actor.country.as_deref().unwrap_or_default();
        format!("{country}{}", role(actor).unwrap_or_default())
    }))
}

/// CAMEO's role for a PLOVER sector: the codes are the same but for media and health, which trade places.
fn role(actor: &Actor) -> Option<&'static str> {
    match actor.sector? {
        Sector::Jrn => Some("MED"),
        Sector::Med => Some("HLH"),
        Sector::Unk | Sector::Prm | Sector::Pre | Sector::Rel | Sector::Soc | Sector::Pty => None,
        other => Some(other.as_str()),
    }
}

/// 0 not known, 1 country, 2 and 3 state and city of the USA, 4 and 5 city and state elsewhere.
fn geo_type(told: &Told<'_>) -> u64 {
    let american = told.place().and_then(|p| p.country.as_deref()) == Some("USA");
    match told.precision() {
        None => 0,
        Some(PlacePrecision::Country) => 1,
        Some(PlacePrecision::Province) => {
            if american {
                2
            } else {
                5
            }
        }
        Some(_) => {
            if american {
                3
            } else {
                4
            }
        }
    }
}

/// 'Idlib, Idlib, Syria'.
fn full_name(told: &Told<'_>) -> Cell {
    let Some(place) = told.place() else {
        return Cell::Empty;
    };
    let mut parts = vec![place.name.clone()];
    if !matches!(
        place.precision,
        PlacePrecision::Country | PlacePrecision::Province
    ) {
        parts.extend(place.admin1.clone());
    }
    if place.precision != PlacePrecision::Country {
        parts.extend(told.country_name());
    }
    text(Some(parts.join(", ")))
}
