//! UCDP-GED-like: the 49 columns of the Georeferenced Event Dataset since version 22.1, none of its data.
//!
//! Source: UCDP GED codebook. Numbers that UCDP assigns (conflicts, dyads, sides, countries, PRIO grid cells) stay empty, and so
//! does `high` of an open toll, which `dateline_killed_open` marks. Deaths that no report assigns to a side stand in
//! `deaths_unknown`, so that the parts add to `best`. UCDP would list no event without a death; here it has its row.

use super::{Layout, layout_columns};
use crate::{
    csv::Delimiter,
    table::{Cell, ceiling, names_of, number, text},
    told::{Told, lead, names},
};
use dateline_model::PlacePrecision;

pub(super) static LAYOUT: Layout = Layout {
    scheme: "UCDP-like",
    delimiter: Delimiter::Comma,
    header: true,
    columns: layout_columns! {
        "id" |t| Cell::Number(t.number());
        "relid" |t| Cell::Text(format!("DL-{}", t.entry.incident.id.as_str()));
        "year" |t| text(t.entry.incident.start.map(|d| d.year().to_string()));
        "active_year" |_| Cell::Empty;
        "code_status" |_| Cell::Empty;
        "type_of_violence" |t| number(t.event.and_then(|e| e.ucdp).map(|v| u32::from(v.type_of_violence)));
        "conflict_dset_id" |_| Cell::Empty;
        "conflict_new_id" |_| Cell::Empty;
        "conflict_name" |_| Cell::Empty;
        "dyad_dset_id" |_| Cell::Empty;
        "dyad_new_id" |_| Cell::Empty;
        "dyad_name" |t| text(
            lead(t.sources)
                .zip(lead(t.targets))
                .map(|(a, b)| format!("{} - {}", a.name, b.name)),
        );
        "side_a_dset_id" |_| Cell::Empty;
        "side_a_new_id" |_| Cell::Empty;
        "side_a" |t| names(t.sources);
        "side_b_dset_id" |_| Cell::Empty;
        "side_b_new_id" |_| Cell::Empty;
        "side_b" |t| names(t.targets);
        "number_of_sources" |t| Cell::Number(u64::from(t.entry.incident.corroboration));
        "source_article" |t| names_of(t.entry.reports.iter().filter_map(|r| r.url.as_ref()));
        "source_office" |t| t.publishers();
        "source_date" |t| text(t.entry.reports.iter().filter_map(|r| r.published).max().map(|d| d.to_string()));
        "source_headline" |t| names_of(t.entry.reports.iter().filter_map(|r| r.title.as_ref()));
        "source_original" |t| t.speakers();
        "where_prec" where_prec;
        "where_coordinates" |t| text(t.place().map(|p| p.name.clone()));
        "where_description" |t| text(t.place().map(|p| p.mention.text().to_owned()));
        "adm_1" |t| text(t.place().and_then(|p| p.admin1.clone()));
        "adm_2" |t| text(t.place().and_then(|p| p.admin2.clone()));
        "latitude" |t| t.point().map_or(Cell::Empty, |p| Cell::Degrees(p.0));
        "longitude" |t| t.point().map_or(Cell::Empty, |p| Cell::Degrees(p.1));
        "geom_wkt" |t| text(t.point().map(|(lat, lon)| format!("POINT ({lon:.4} {lat:.4})")));
        "priogrid_gid" |_| Cell::Empty;
        "country" |t| text(t.country_name());
        "country_id" |_| Cell::Empty;
        "region" |_| Cell::Empty;
        "event_clarity" |t| number(t.days().map(|days| if days == 0 { 1 } else { 2 }));
        "date_prec" |t| number(t.days().map(|days| match days { 0 => 1, 1..=5 => 2, 6..=7 => 3, 8..=31 => 4, _ => 5 }));
        "date_start" |t| text(t.entry.incident.start.map(|d| format!("{d} 00:00:00.000")));
        "date_end" |t| text(t.end().map(|d| format!("{d} 00:00:00.000")));
        "deaths_a" |_| Cell::Empty;
        "deaths_b" |_| Cell::Empty;
        "deaths_civilians" |_| Cell::Empty;
        "deaths_unknown" |t| number(t.killed().and_then(|k| k.best));
        "best" |t| number(t.killed().and_then(|k| k.best));
        "high" |t| number(t.killed().and_then(ceiling));
        "low" |t| number(t.killed().and_then(|k| k.low));
        "gwnoa" |_| Cell::Empty;
        "gwnob" |_| Cell::Empty;
    },
};

fn where_prec(told: &Told<'_>) -> Cell {
    let near = told.place().is_some_and(|p| p.relative.is_some());
    number(told.precision().map(|precision| match precision {
        PlacePrecision::Site | PlacePrecision::Town if !near => 1,
        PlacePrecision::Site | PlacePrecision::Town => 2,
        PlacePrecision::District => 3,
        PlacePrecision::Province => 4,
        _ => 6,
    }))
}
