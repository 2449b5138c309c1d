//! HDX-like: events and fatalities by month, second-order division and HDX's kind of event.
//!
//! Source: the columns of HDX HAPI's conflict events. Where the second-order division is not known, the row is of the first
//! (`admin_level` 1), else of the country (0). As HDX has it, civilian targeting is also counted as political violence.
//! Incidents of no HDX kind, and those without day or country, have rows with these cells empty, so that none goes missing.
//! P-codes are not known here.

use crate::{
    Entry, Options,
    csv::{self, Delimiter},
    layouts::acled,
    table::Cell,
    told::Told,
};
use dateline_model::PlacePrecision;
use jiff::civil::Date;
use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
    io::{self, Write},
};

const NAMES: &[&str] = &[
    "location_code",
    "has_hrp",
    "in_gho",
    "provider_admin1_name",
    "provider_admin2_name",
    "admin1_code",
    "admin1_name",
    "admin2_code",
    "admin2_name",
    "admin_level",
    "event_type",
    "events",
    "fatalities",
    "reference_period_start",
    "reference_period_end",
    "dataset_hdx_id",
    "resource_hdx_id",
    "warning",
    "error",
    "dateline_scheme",
    "dateline_toll_stated",
    "dateline_toll_open",
    "dateline_ids",
];

/// Month, country, divisions, kind of event.
type Key = (Option<Date>, String, String, String, &'static str);

#[derive(Default)]
struct Sum {
    ids: BTreeSet<String>,
    /// Incidents with a toll; without one there is no figure to add.
    stated: u64,
    open: u64,
    fatalities: u64,
}

pub(crate) fn write<'a>(
    entries: impl IntoIterator<Item = Entry<'a>>,
    out: &mut impl Write,
    options: &Options,
) -> io::Result<()> {
    let mut sums: BTreeMap<Key, Sum> = BTreeMap::new();
    for entry in entries {
        let told = Told::of(entry);
        for kind in kinds(&told) {
            sums.entry(key(&told, kind)).or_default().add(&told);
        }
    }
    if options.bom {
        out.write_all("\u{feff}".as_bytes())?;
    }
    csv::row(out, NAMES.iter().map(|n| Cow::Borrowed(*n)), Delimiter::Comma)?;
    for (key, sum) in sums {
        let cells = cells(key, sum).into_iter();
        csv::row(
            out,
            cells.map(|cell| Cow::Owned(csv::shown(cell, options))),
            Delimiter::Comma,
        )?;
    }
    Ok(())
}

fn kinds(told: &Told<'_>) -> Vec<&'static str> {
    let Some(view) = told.event.and_then(|e| e.acled.as_ref()) else {
        return vec![""];
    };
    match view.event_type.as_str() {
        "Protests" => vec!["demonstration"],
        "Riots" if view.sub_event_type == "Violent demonstration" => vec!["demonstration"],
        "Violence against civilians" => vec!["civilian_targeting", "political_violence"],
        "Battles" | "Explosions/Remote violence" | "Riots" => {
            if acled::civilian(told.targets) {
                vec!["civilian_targeting", "political_violence"]
            } else {
                vec!["political_violence"]
            }
        }
        _ => vec![""],
    }
}

fn key(told: &Told<'_>, kind: &'static str) -> Key {
    let place = told.place();
    let month = told.entry.incident.start.map(Date::first_of_month);
    let admin1 = place.filter(|p| p.precision != PlacePrecision::Country);
    (
        month,
        place.and_then(|p| p.country.clone()).unwrap_or_default(),
        admin1.and_then(|p| p.admin1.clone()).unwrap_or_default(),
        admin1.and_then(|p| p.admin2.clone()).unwrap_or_default(),
        kind,
    )
}

impl Sum {
    fn add(&mut self, told: &Told<'_>) {
        self.ids.insert(told.entry.incident.id.as_str().to_owned());
        if let Some(toll) = told.killed() {
            self.stated += u64::from(toll.best.is_some());
            self.open += u64::from(toll.open);
            self.fatalities += u64::from(toll.best.unwrap_or(0));
        }
    }
}

fn cells((month, country, admin1, admin2, kind): Key, sum: Sum) -> Vec<Cell> {
    let text = |s: &str| crate::table::text(Some(s.to_owned()));
    let level = u64::from(!admin1.is_empty()) + u64::from(!admin1.is_empty() && !admin2.is_empty());
    let warning = if kind.is_empty() {
        "no event type of HDX's"
    } else if month.is_none() {
        "day not known"
    } else {
        ""
    };
    let fatalities = (sum.stated > 0).then_some(sum.fatalities);
    vec![
        text(&country),
        Cell::Empty,
        Cell::Empty,
        text(&admin1),
        text(&admin2),
        Cell::Empty,
        text(&admin1),
        Cell::Empty,
        text(&admin2),
        Cell::Number(level),
        text(kind),
        Cell::Number(sum.ids.len() as u64),
        fatalities.map_or(Cell::Empty, Cell::Number),
        crate::table::text(month.map(|d| d.to_string())),
        crate::table::text(month.map(|d| d.last_of_month().to_string())),
        Cell::Empty,
        Cell::Empty,
        text(warning),
        Cell::Empty,
        text("ACLED-like, as HDX groups it"),
        Cell::Number(sum.stated),
        Cell::Number(sum.open),
        Cell::List(sum.ids.into_iter().collect()),
    ]
}
