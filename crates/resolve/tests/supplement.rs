//! Every row of the conflict supplement is found by each of its names and resolves to itself where its country is named.

use dateline_model::{Document, DocumentParts, Place};
use dateline_resolve::place::Gazetteer;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

static SUPPLEMENT: &str = include_str!("../../../lexicons/places/supplement.tsv");
static COUNTRIES: &str = include_str!("../../../lexicons/places/countries.tsv");
static GAZETTEER: LazyLock<Gazetteer> =
    LazyLock::new(|| Gazetteer::embedded().expect("the built-in files are well formed"));

/// Names that are also a word, a person's name or another place of the country: nothing is read from one alone, not even
/// with its country elsewhere in the report.
const LEFT_OPEN: &[(&str, &str)] = &[
    ("CD", "Sake"),
    ("CO", "Narino"),
    ("CO", "Nariño"),
    ("CO", "Segovia"),
    ("ET", "Afar"),
    ("GT", "El Quiche"),
    ("GT", "El Quiché"),
    ("GT", "Quiche"),
    ("GT", "Quiché"),
    ("LB", "Sour"),
    ("SY", "Dana"),
    ("SY", "Duma"),
    ("SY", "Harem"),
    ("UA", "Lyman"),
];

/// A row as it is written.
struct Row {
    iso2: &'static str,
    name: &'static str,
    names: BTreeSet<&'static str>,
    sort: &'static str,
    division: &'static str,
    point: Option<(f64, f64)>,
    geonameid: Option<u32>,
}

fn entries(text: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    text.lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| line.split('\t').collect())
}

fn rows() -> Vec<Row> {
    entries(SUPPLEMENT)
        .map(|fields| Row {
            iso2: fields[0],
            name: fields[1],
            names: std::iter::once(fields[1])
                .chain(fields[2].split('|').map(|name| name.trim_start_matches('*')))
                .filter(|name| !name.is_empty())
                .collect::<BTreeSet<_>>(),
            sort: fields[3],
            division: fields[4],
            point: fields[5].parse().ok().zip(fields[6].parse().ok()),
            geonameid: fields[7].parse().ok(),
        })
        .collect()
}

/// Great-circle distance.
fn kilometres(a: (f64, f64), b: (f64, f64)) -> f64 {
    let half = |from: f64, to: f64| ((to - from).to_radians() / 2.0).sin().powi(2);
    let part = half(a.0, b.0) + a.0.to_radians().cos() * b.0.to_radians().cos() * half(a.1, b.1);
    12_742.0 * part.sqrt().asin()
}

/// Whether a place is what the row describes: its entry, its division, or the same spot under another entry.
fn is_of(place: &Place, row: &Row) -> bool {
    if row.sort == "province" {
        return place.admin1.as_deref() == Some(row.division);
    }
    let near = place
        .lat
        .zip(place.lon)
        .zip(row.point)
        .is_some_and(|(point, own)| kilometres(point, own) <= 30.0);
    place.name == row.name || near || place.geonameid.is_some() && place.geonameid == row.geonameid
}

/// What a report that names the country makes of a name.
enum Reading {
    Own,
    Open(String),
    Other(String),
}

fn read(row: &Row, name: &str, country: &str, iso3: &str) -> Reading {
    let text = format!("Shells hit {name} on Monday. Officials in {country} gave no toll, aid workers said.");
    let document = Document::new(DocumentParts {
        text: text.clone(),
        ..Default::default()
    });
    let found = GAZETTEER.find(&dateline_syntax::analyse(&document.text), &document);
    let own = name.strip_prefix("the ").unwrap_or(name).trim_end_matches('\'');
    let Some(one) = found.iter().find(|one| one.span.of(&text).contains(own)) else {
        let others: Vec<_> = found.iter().map(|one| one.span.of(&text)).collect();
        return Reading::Open(format!("not found, but {others:?}"));
    };
    match &one.place {
        Ok(place) if place.country.as_deref() == Some(iso3) && is_of(place, row) => Reading::Own,
        Ok(place) => Reading::Other(format!(
            "{} in {:?}, {:?}",
            place.name, place.admin1, place.country
        )),
        Err(why) => Reading::Open(format!("{why:?}")),
    }
}

#[test]
fn every_name_leads_to_its_own_row_where_the_country_is_named() {
    let countries: BTreeMap<&str, (&str, &str)> = entries(COUNTRIES)
        .map(|fields| (fields[0], (fields[1], fields[2])))
        .collect();
    let mut wrong = Vec::new();
    let mut open = BTreeSet::new();
    for row in rows() {
        let (iso3, country) = countries[row.iso2];
        for &name in &row.names {
            let instead = match read(&row, name, country, iso3) {
                Reading::Own => continue,
                Reading::Open(_) if LEFT_OPEN.contains(&(row.iso2, name)) => {
                    open.insert((row.iso2, name));
                    continue;
                }
                Reading::Open(why) | Reading::Other(why) => why,
            };
            wrong.push(format!("{}\t{}\t{name}\t{instead}", row.iso2, row.name));
        }
    }
    assert!(wrong.is_empty(), "{} names:\n{}", wrong.len(), wrong.join("\n"));
    let listed: BTreeSet<_> = LEFT_OPEN.iter().copied().collect();
    assert_eq!(open, listed, "names that are read now need no place in LEFT_OPEN");
}

#[test]
fn a_name_stands_for_one_place_of_a_country_or_for_a_province_and_its_city() {
    let all = rows();
    let mut owners: BTreeMap<(&str, String), Vec<&Row>> = BTreeMap::new();
    for row in &all {
        for name in &row.names {
            let key = name.to_lowercase().replace('-', " ");
            let of = owners.entry((row.iso2, key)).or_default();
            if !of.last().is_some_and(|last| std::ptr::eq(*last, row)) {
                of.push(row);
            }
        }
    }
    for ((iso2, name), of) in owners {
        let provinces = of.iter().filter(|row| row.sort == "province").count();
        let divisions: BTreeSet<_> = of.iter().map(|row| row.division).collect();
        assert!(
            of.len() == 1 || of.len() == 2 && provinces == 1 && divisions.len() == 1,
            "{iso2} {name} is the name of {} rows",
            of.len()
        );
    }
}

#[test]
fn every_point_has_a_source_and_lies_in_the_division_that_it_names() {
    let mut centres: BTreeMap<(&str, &str), Vec<(f64, f64)>> = BTreeMap::new();
    for row in rows().iter().filter(|row| row.geonameid.is_some()) {
        centres
            .entry((row.iso2, row.division))
            .or_default()
            .extend(row.point);
    }
    for (fields, row) in entries(SUPPLEMENT).zip(rows()) {
        let source = fields[8];
        match row.geonameid {
            Some(_) => assert_eq!(source, "GeoNames", "{}", row.name),
            None => assert_eq!(source, "general knowledge", "{}", row.name),
        }
        let (Some(point), Some(others)) = (row.point, centres.get(&(row.iso2, row.division))) else {
            continue;
        };
        // A slip of a digit or a sign puts a place a whole country away from its neighbours.
        let nearest = others
            .iter()
            .map(|other| kilometres(point, *other))
            .fold(f64::INFINITY, f64::min);
        assert!(
            row.division.is_empty() || nearest <= 600.0,
            "{} is {nearest:.0} km from the nearest other place of {}",
            row.name,
            row.division
        );
    }
}

#[test]
fn the_theatres_of_war_are_covered() {
    let mut rows_of: BTreeMap<&str, usize> = BTreeMap::new();
    for row in rows() {
        *rows_of.entry(row.iso2).or_default() += 1;
    }
    let theatres: &[(&str, &[&str])] = &[
        ("Syria", &["SY"]),
        ("Iraq", &["IQ"]),
        ("Ukraine", &["UA"]),
        ("Gaza and the West Bank", &["PS"]),
        ("Israel and Lebanon", &["IL", "LB"]),
        ("Yemen", &["YE"]),
        ("Sudan and South Sudan", &["SD", "SS"]),
        ("Ethiopia and Eritrea", &["ET", "ER"]),
        ("Sahel", &["ML", "BF", "NE"]),
        ("Nigeria and Lake Chad", &["NG", "CM", "TD"]),
        ("DR Congo", &["CD"]),
        ("Somalia and Kenya", &["SO", "KE"]),
        ("Afghanistan and Pakistan", &["AF", "PK"]),
        ("Myanmar", &["MM", "BD"]),
        ("Libya", &["LY"]),
        ("Mexico", &["MX"]),
        ("Colombia and Venezuela", &["CO", "VE"]),
        ("Kashmir and India", &["IN"]),
        ("Caucasus", &["GE", "AZ", "AM", "RU"]),
    ];
    for (theatre, countries) in theatres {
        let sum: usize = countries.iter().filter_map(|iso2| rows_of.get(iso2)).sum();
        assert!(sum >= 25, "{theatre}: {sum} rows");
    }
}
