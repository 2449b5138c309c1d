//! Event files of others, read by the names of their columns.
//!
//! Columns may stand in any order and others may stand among them. Sources: the column lists of ACLED's export, UCDP GED 22.1 and
//! later, the GDELT 2.0 codebook and POLECAT's files.

mod rows;

use crate::{compare::Family, countries, layouts};
use dateline_model::taxonomy::{EventType, cameo};
use jiff::{ToSpan as _, civil::Date};
use rows::Rows;
use serde::Serialize;
use std::str::FromStr;

/// A layout that can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum ForeignLayout {
    /// ACLED's event files.
    Acled,
    /// UCDP's Georeferenced Event Dataset and its candidate files.
    Ucdp,
    /// GDELT's 2.0 event table, with or without a row of names.
    Gdelt,
    /// POLECAT's files.
    Polecat,
}

/// An event of another data set, in what it shares with an incident.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Foreign {
    /// Their id.
    pub id: String,
    /// First day on which it may have happened.
    pub start: Date,
    /// Last day.
    pub end: Date,
    /// Name of the place.
    pub place: Option<String>,
    /// Degrees, WGS 84.
    pub lat: Option<f64>,
    /// Degrees.
    pub lon: Option<f64>,
    /// First-order division, as they write it.
    pub admin1: Option<String>,
    /// ISO 3166-1 alpha-3 where the country is known to us, else as they write it.
    pub country: Option<String>,
    /// What sort of event it is.
    pub family: Family,
    /// Their own code or words for it.
    pub kind: String,
    /// Those they name, source first.
    pub actors: Vec<String>,
    /// Fewest deaths.
    pub low: Option<u32>,
    /// Deaths.
    pub best: Option<u32>,
    /// Most deaths.
    pub high: Option<u32>,
    /// Their notes or headline.
    pub notes: Option<String>,
    /// Their source.
    pub source: Option<String>,
}

/// What a file holds.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct ForeignFile {
    /// The layout, as told or as recognised.
    pub layout: ForeignLayout,
    /// Events that were read, in the file's order.
    pub events: Vec<Foreign>,
    /// Rows that were set aside, each with its line and the reason.
    pub set_aside: Vec<ForeignError>,
}

/// Why a file or a row of it was not read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ForeignError {
    /// The layout is not told and not to be seen from the names of columns.
    #[error(
        "{file}:1: the columns are of no known layout (ACLED, UCDP GED, GDELT, POLECAT); they begin: {names}"
    )]
    Unrecognised {
        /// The file.
        file: String,
        /// The first names.
        names: String,
    },
    /// Columns that are needed are not there.
    #[error("{file}:{line}: no column {missing}, which the layout needs")]
    Columns {
        /// The file.
        file: String,
        /// Line of the names.
        line: u64,
        /// All that are missing.
        missing: String,
    },
    /// A row has a value that can not be.
    #[error("{file}:{line}: column `{column}`: `{value}` is no {wanted}")]
    Value {
        /// The file.
        file: String,
        /// Line on which the row begins.
        line: u64,
        /// The column.
        column: &'static str,
        /// What stands there.
        value: String,
        /// What should.
        wanted: &'static str,
    },
    /// A quoted cell is not closed by the end of the file.
    #[error("{file}:{line}: a quotation mark is not closed before the file ends")]
    OpenQuote {
        /// The file.
        file: String,
        /// Line on which the row begins.
        line: u64,
    },
}

/// Names of columns that a layout can not do without.
fn needed(layout: ForeignLayout) -> &'static [&'static str] {
    match layout {
        ForeignLayout::Acled => &[
            "event_id_cnty",
            "event_date",
            "event_type",
            "latitude",
            "longitude",
            "fatalities",
        ],
        ForeignLayout::Ucdp => &[
            "id",
            "date_start",
            "date_end",
            "type_of_violence",
            "latitude",
            "longitude",
            "best",
        ],
        ForeignLayout::Gdelt => &[
            "GlobalEventID",
            "Day",
            "EventCode",
            "ActionGeo_Lat",
            "ActionGeo_Long",
        ],
        ForeignLayout::Polecat => &["Event ID", "Event Date", "Event Type", "Latitude", "Longitude"],
    }
}

/// The layout that the names of columns tell.
fn recognise(names: &[String]) -> Option<ForeignLayout> {
    let has = |name: &str| names.iter().any(|n| same_name(n, name));
    if has("event_id_cnty") {
        Some(ForeignLayout::Acled)
    } else if has("type_of_violence") {
        Some(ForeignLayout::Ucdp)
    } else if has("GlobalEventID") || has("EventRootCode") || bare_gdelt(names) {
        Some(ForeignLayout::Gdelt)
    } else if has("Event Type") && has("Event Date") {
        Some(ForeignLayout::Polecat)
    } else {
        None
    }
}

/// GDELT's own files have no names: 61 cells, the first two numbers.
fn bare_gdelt(cells: &[String]) -> bool {
    let number = |at: usize| {
        cells
            .get(at)
            .is_some_and(|cell| !cell.is_empty() && cell.bytes().all(|b| b.is_ascii_digit()))
    };
    cells.len() == 61 && number(0) && (number(1) || cells[1].is_empty())
}

/// Tools write the same name in other ways: `ActionGeo_Lat`, `actiongeo_lat`, `Event ID`, `event_id`.
fn same_name(one: &str, other: &str) -> bool {
    let plain = |name: &str| -> String {
        let name = if name.eq_ignore_ascii_case("SQLDATE") {
            "Day"
        } else {
            name
        };
        name.chars()
            .filter(char::is_ascii_alphanumeric)
            .map(|c| c.to_ascii_lowercase())
            .collect()
    };
    plain(one) == plain(other)
}

/// Reads a file of another data set. `file` is its name, for messages; without `layout` the columns tell it.
///
/// The bytes may be UTF-8, with or without a byte order mark, or ISO 8859-1. Rows with a value that can not be are set aside.
///
/// # Errors
/// [`ForeignError::Unrecognised`] and [`ForeignError::Columns`].
///
/// # Example: columns in another order, and one that is not ours
/// ```
/// use dateline_export::{ForeignLayout, read_foreign};
/// let file = b"event_date,extra,event_id_cnty,event_type,latitude,longitude,fatalities\n2024-05-01,x,XX1,Battles,10.5,20,3\n";
/// let read = read_foreign("theirs.csv", file, None).expect("is read");
/// assert_eq!(read.layout, ForeignLayout::Acled);
/// assert_eq!((read.events[0].id.as_str(), read.events[0].best), ("XX1", Some(3)));
/// ```
pub fn read_foreign(
    file: &str,
    bytes: &[u8],
    layout: Option<ForeignLayout>,
) -> Result<ForeignFile, ForeignError> {
    let text = rows::decode(bytes);
    let mut rows = Rows::new(&text);
    let first = rows.next().map(|row| row.cells).unwrap_or_default();
    let Some(layout) = layout.or_else(|| recognise(&first)) else {
        let names: Vec<String> = first
            .iter()
            .take(6)
            .map(|n| n.chars().take(40).collect())
            .collect();
        return Err(ForeignError::Unrecognised {
            file: file.to_owned(),
            names: names.join(", "),
        });
    };
    let bare = layout == ForeignLayout::Gdelt && bare_gdelt(&first);
    let names = if bare {
        rows = Rows::new(&text);
        layouts::gdelt_names().map(str::to_owned).collect()
    } else {
        first
    };
    let missing: Vec<&str> = needed(layout)
        .iter()
        .copied()
        .filter(|name| !names.iter().any(|n| same_name(n, name)))
        .collect();
    if !missing.is_empty() {
        return Err(ForeignError::Columns {
            file: file.to_owned(),
            line: 1,
            missing: format!("`{}`", missing.join("`, `")),
        });
    }
    let mut found = ForeignFile {
        layout,
        events: Vec::new(),
        set_aside: Vec::new(),
    };
    let columns = Columns::of(&names);
    for row in rows.by_ref() {
        if row.open {
            found.set_aside.push(ForeignError::OpenQuote {
                file: file.to_owned(),
                line: row.line,
            });
            continue;
        }
        let record = Record {
            file,
            line: row.line,
            columns: &columns,
            cells: &row.cells,
        };
        match record.event(layout) {
            Ok(event) => found.events.push(event),
            Err(error) => found.set_aside.push(error),
        }
    }
    Ok(found)
}

/// Where the columns stand that any layout has.
struct Columns(std::collections::BTreeMap<&'static str, usize>);

impl Columns {
    fn of(names: &[String]) -> Self {
        const ASKED: &[&str] = &[
            "event_id_cnty",
            "event_date",
            "time_precision",
            "event_type",
            "sub_event_type",
            "actor1",
            "actor2",
            "location",
            "latitude",
            "longitude",
            "admin1",
            "country",
            "fatalities",
            "notes",
            "source",
            "id",
            "date_start",
            "date_end",
            "type_of_violence",
            "side_a",
            "side_b",
            "where_coordinates",
            "adm_1",
            "best",
            "low",
            "high",
            "source_headline",
            "source_article",
            "source_office",
            "GlobalEventID",
            "Day",
            "EventCode",
            "Actor1Name",
            "Actor2Name",
            "ActionGeo_Fullname",
            "ActionGeo_CountryCode",
            "ActionGeo_Lat",
            "ActionGeo_Long",
            "SOURCEURL",
            "Event ID",
            "Event Date",
            "Event Type",
            "Event Mode",
            "Actor Name",
            "Recipient Name",
            "Placename",
            "City",
            "Province",
            "Country",
            "Latitude",
            "Longitude",
            "Source",
        ];
        let place = |asked: &&'static str| {
            let at = names.iter().position(|name| same_name(name, asked))?;
            Some((*asked, at))
        };
        Self(ASKED.iter().filter_map(place).collect())
    }
}

struct Record<'a> {
    file: &'a str,
    line: u64,
    columns: &'a Columns,
    cells: &'a [String],
}

impl Record<'_> {
    fn cell(&self, column: &'static str) -> &str {
        let cell = self.columns.0.get(column).and_then(|at| self.cells.get(*at));
        let cell = cell.map_or("", |c| c.trim());
        // What we write before a cell that a spreadsheet would take for a formula.
        match cell.strip_prefix('\'') {
            Some(rest) if rest.starts_with(['=', '+', '-', '@']) => rest,
            _ => cell,
        }
    }

    fn text(&self, column: &'static str) -> Option<String> {
        let cell = self.cell(column);
        (!cell.is_empty() && cell != "None").then(|| cell.to_owned())
    }

    fn wrong(&self, column: &'static str, wanted: &'static str) -> ForeignError {
        ForeignError::Value {
            file: self.file.to_owned(),
            line: self.line,
            column,
            value: self.cell(column).chars().take(60).collect(),
            wanted,
        }
    }

    fn number<T: FromStr>(
        &self,
        column: &'static str,
        wanted: &'static str,
    ) -> Result<Option<T>, ForeignError> {
        match self.text(column) {
            None => Ok(None),
            // Some tools write whole numbers as `3.0`.
            Some(cell) => cell
                .strip_suffix(".0")
                .unwrap_or(&cell)
                .parse()
                .map(Some)
                .map_err(|_| self.wrong(column, wanted)),
        }
    }

    fn degrees(&self, column: &'static str, most: f64) -> Result<Option<f64>, ForeignError> {
        match self.number::<f64>(column, "number of degrees")? {
            Some(n) if !(-most..=most).contains(&n) => {
                Err(self.wrong(column, "number of degrees on the globe"))
            }
            degrees => Ok(degrees),
        }
    }

    fn day(&self, column: &'static str) -> Result<Date, ForeignError> {
        let day = parse_day(self.cell(column)).ok_or_else(|| self.wrong(column, "day"))?;
        // Years like 0025 have been served in place of 2025.
        if (1800..=2200).contains(&day.year()) {
            Ok(day)
        } else {
            Err(self.wrong(column, "day of our times"))
        }
    }

    fn names(&self, columns: [&'static str; 2]) -> Vec<String> {
        columns.into_iter().filter_map(|c| self.text(c)).collect()
    }

    fn country(&self, column: &'static str) -> Option<String> {
        let name = self.text(column)?;
        let known = countries::by_name(&name).map(|c| c.iso3.to_owned());
        Some(known.unwrap_or(name))
    }

    fn event(&self, layout: ForeignLayout) -> Result<Foreign, ForeignError> {
        match layout {
            ForeignLayout::Acled => self.acled(),
            ForeignLayout::Ucdp => self.ucdp(),
            ForeignLayout::Gdelt => self.gdelt(),
            ForeignLayout::Polecat => self.polecat(),
        }
    }

    fn acled(&self) -> Result<Foreign, ForeignError> {
        let day = self.day("event_date")?;
        let deaths = self.number("fatalities", "number of people")?;
        // A week or a month around the day, by ACLED's codebook.
        let around = match self.cell("time_precision") {
            "2" => 3,
            "3" => 15,
            _ => 0,
        };
        let sub_type = self.text("sub_event_type");
        let event_type = self.cell("event_type");
        Ok(Foreign {
            id: self.cell("event_id_cnty").to_owned(),
            start: day.saturating_sub(around.days()),
            end: day.saturating_add(around.days()),
            place: self.text("location"),
            lat: self.degrees("latitude", 90.0)?,
            lon: self.degrees("longitude", 180.0)?,
            admin1: self.text("admin1"),
            country: self.country("country"),
            family: Family::of_acled(event_type, sub_type.as_deref().unwrap_or_default()),
            kind: sub_type.unwrap_or_else(|| event_type.to_owned()),
            actors: self.names(["actor1", "actor2"]),
            low: deaths,
            best: deaths,
            high: deaths,
            notes: self.text("notes"),
            source: self.text("source"),
        })
    }

    fn ucdp(&self) -> Result<Foreign, ForeignError> {
        let (start, end) = (self.day("date_start")?, self.day("date_end")?);
        if end < start {
            return Err(self.wrong("date_end", "day after the start"));
        }
        let deaths = |column| self.number(column, "number of people");
        let violence = self.cell("type_of_violence");
        Ok(Foreign {
            id: self.cell("id").to_owned(),
            start,
            end,
            place: self.text("where_coordinates"),
            lat: self.degrees("latitude", 90.0)?,
            lon: self.degrees("longitude", 180.0)?,
            admin1: self.text("adm_1"),
            country: self.country("country"),
            family: Family::Violence,
            kind: match violence {
                "1" => "state-based",
                "2" => "non-state",
                "3" => "one-sided",
                "" => "",
                _ => return Err(self.wrong("type_of_violence", "type of violence (1, 2, 3)")),
            }
            .to_owned(),
            actors: self.names(["side_a", "side_b"]),
            low: deaths("low")?,
            best: deaths("best")?,
            high: deaths("high")?,
            notes: self.text("source_headline"),
            source: self.text("source_office").or_else(|| self.text("source_article")),
        })
    }

    fn gdelt(&self) -> Result<Foreign, ForeignError> {
        let day = self.day("Day")?;
        // City, division, country; of coarser places the first part may be the country itself.
        let full = self.text("ActionGeo_Fullname");
        let parts: Vec<&str> = full.iter().flat_map(|f| f.split(", ")).collect();
        let code = self.cell("EventCode");
        Ok(Foreign {
            id: self.cell("GlobalEventID").to_owned(),
            start: day,
            end: day,
            place: parts.first().map(|p| (*p).to_owned()),
            lat: self.degrees("ActionGeo_Lat", 90.0)?,
            lon: self.degrees("ActionGeo_Long", 180.0)?,
            admin1: (parts.len() > 2).then(|| parts[1].to_owned()),
            country: self
                .text("ActionGeo_CountryCode")
                .map(|fips| countries::by_fips(&fips).map_or(fips, |c| c.iso3.to_owned())),
            family: cameo::lookup(code)
                .and_then(|c| c.plover.as_ref())
                .map_or(Family::Other, |p| Family::of(p.kind)),
            kind: code.to_owned(),
            actors: self.names(["Actor1Name", "Actor2Name"]),
            low: None,
            best: None,
            high: None,
            notes: None,
            source: self.text("SOURCEURL"),
        })
    }

    fn polecat(&self) -> Result<Foreign, ForeignError> {
        let day = self.day("Event Date")?;
        let kind = self.cell("Event Type");
        let mode = self.text("Event Mode");
        Ok(Foreign {
            id: self.cell("Event ID").to_owned(),
            start: day,
            end: day,
            place: self.text("Placename").or_else(|| self.text("City")),
            lat: self.degrees("Latitude", 90.0)?,
            lon: self.degrees("Longitude", 180.0)?,
            admin1: self.text("Province"),
            country: self.country("Country"),
            family: kind.parse::<EventType>().map_or(Family::Other, Family::of),
            kind: mode.map_or_else(|| kind.to_owned(), |mode| format!("{kind} {mode}")),
            actors: self.names(["Actor Name", "Recipient Name"]),
            low: None,
            best: None,
            high: None,
            notes: None,
            source: self.text("Source"),
        })
    }
}

/// `2024-05-01`, with or without a time after it; `20240501`; `1 May 2024`; `01-05-2024`.
fn parse_day(cell: &str) -> Option<Date> {
    let head = cell.get(..10).unwrap_or(cell);
    if let Ok(day) = Date::strptime("%Y-%m-%d", head) {
        return Some(day);
    }
    ["%Y%m%d", "%d %B %Y", "%d-%m-%Y", "%d/%m/%Y"]
        .iter()
        .find_map(|format| Date::strptime(format, cell).ok())
}

#[cfg(test)]
mod tests;
