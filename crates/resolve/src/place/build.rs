//! Packing a gazetteer from tables of settlements, divisions and countries.

use super::atlas::{
    COUNTRY_BYTES, Kind, MAGIC, NO_DIVISION, RECORD_BYTES, Reading, packed_degrees, population_class,
};
use super::fold::fold_name;
use std::collections::{BTreeMap, BTreeSet};

/// A populated place as GeoNames has it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Settlement {
    /// GeoNames id.
    pub geonameid: u32,
    /// Name that the gazetteer files it under.
    pub name: String,
    /// Other names, of any language and script; [`pack`] keeps those that English news could use.
    pub alternates: Vec<String>,
    /// Degrees, WGS 84.
    pub latitude: f64,
    /// Degrees, WGS 84.
    pub longitude: f64,
    /// ISO 3166-1 alpha-2.
    pub country: String,
    /// Code of the first-order division within the country; empty or unknown for none.
    pub admin1: String,
    /// People; 0 for not known.
    pub population: u64,
}

/// A first- or second-order division.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Division {
    /// `SY.09`, or `SY.09.167355` for a division of the second order.
    pub code: String,
    /// Name in ASCII.
    pub name: String,
    /// GeoNames id.
    pub geonameid: u32,
}

/// A country.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Nation {
    /// ISO 3166-1 alpha-2.
    pub iso2: String,
    /// ISO 3166-1 alpha-3.
    pub iso3: String,
    /// GeoNames id.
    pub geonameid: u32,
    /// English name.
    pub name: String,
}

/// What a gazetteer is packed from.
#[derive(Clone, Debug, Default)]
pub struct Tables {
    /// Populated places.
    pub settlements: Vec<Settlement>,
    /// First-order divisions.
    pub admin1: Vec<Division>,
    /// Second-order divisions.
    pub admin2: Vec<Division>,
    /// Countries.
    pub countries: Vec<Nation>,
}

/// Why tables do not make a gazetteer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PackError {
    /// A place lies in a country that the tables lack.
    #[error("{place} is in country {country:?}, which is not in the table of countries: add it there")]
    NoSuchCountry {
        /// Name of the place.
        place: String,
        /// The code.
        country: String,
    },
    /// A number does not fit the packed form.
    #[error("too many {0} for the packed form")]
    TooMany(&'static str),
}

/// Names under four letters are kept only as a place's own: 'Ham' and 'Sam' as other names of larger places mislead more than they find.
const SHORTEST_ALTERNATE: usize = 4;

/// Packs a gazetteer into the bytes that [`super::Gazetteer`] embeds. The same tables in any order give the same bytes.
///
/// # Errors
/// [`PackError`] when a table refers to what is missing or there is too much for the form.
pub fn pack(tables: &Tables) -> Result<Vec<u8>, PackError> {
    let mut packer = Packer::default();
    packer.number_countries(tables)?;
    packer.number_divisions(tables)?;
    packer.settlements(tables)?;
    packer.divisions(tables);
    packer.nations(tables);
    packer.finish(tables)
}

/// The names and points of a division's settlements.
#[derive(Default)]
struct Members {
    count: f64,
    latitude: f64,
    longitude: f64,
}

impl Members {
    fn add(&mut self, latitude: f64, longitude: f64) {
        self.count += 1.0;
        self.latitude += latitude;
        self.longitude += longitude;
    }

    fn mean(&self) -> Option<(f64, f64)> {
        (self.count > 0.0).then(|| (self.latitude / self.count, self.longitude / self.count))
    }
}

#[derive(Default)]
struct Packer {
    countries: BTreeMap<String, u8>,
    /// Code ('SY.09') to number; a country's places without a division are under 'SY.'.
    divisions: BTreeMap<String, u16>,
    records: Vec<u8>,
    names: Vec<u8>,
    name_offsets: BTreeMap<String, u32>,
    keys: BTreeMap<String, BTreeSet<Reading>>,
    division_members: BTreeMap<u16, Members>,
    country_members: BTreeMap<u8, Members>,
    /// The point of a settlement by its division and folded name, the most populous first.
    namesakes: BTreeMap<(u16, String), (u64, f64, f64)>,
}

impl Packer {
    fn number_countries(&mut self, tables: &Tables) -> Result<(), PackError> {
        let codes: BTreeSet<&str> = tables
            .countries
            .iter()
            .map(|nation| nation.iso2.as_str())
            .collect();
        for (number, code) in codes.into_iter().enumerate() {
            let number = u8::try_from(number)
                .ok()
                .filter(|number| *number < u8::MAX)
                .ok_or(PackError::TooMany("countries"))?;
            self.countries.insert(code.to_owned(), number);
        }
        Ok(())
    }

    fn number_divisions(&mut self, tables: &Tables) -> Result<(), PackError> {
        let mut codes: BTreeSet<String> = tables
            .admin1
            .iter()
            .map(|division| division.code.clone())
            .collect();
        codes.extend(self.countries.keys().map(|country| format!("{country}.")));
        for (number, code) in codes.into_iter().enumerate() {
            let number = u16::try_from(number)
                .ok()
                .filter(|number| *number < NO_DIVISION)
                .ok_or(PackError::TooMany("divisions"))?;
            self.divisions.insert(code, number);
        }
        Ok(())
    }

    fn country(&self, code: &str, place: &str) -> Result<u8, PackError> {
        self.countries
            .get(code)
            .copied()
            .ok_or_else(|| PackError::NoSuchCountry {
                place: place.to_owned(),
                country: code.to_owned(),
            })
    }

    fn division(&self, country: &str, admin1: &str) -> u16 {
        let full = self.divisions.get(&format!("{country}.{admin1}"));
        let none = || self.divisions.get(&format!("{country}."));
        full.or_else(none).copied().unwrap_or(NO_DIVISION)
    }

    fn name(&mut self, name: &str) -> u32 {
        if let Some(offset) = self.name_offsets.get(name) {
            return *offset;
        }
        let mut end = name.len().min(255);
        while !name.is_char_boundary(end) {
            end -= 1;
        }
        let offset = self.names.len() as u32;
        self.names.push(end as u8);
        self.names.extend_from_slice(&name.as_bytes()[..end]);
        self.name_offsets.insert(name.to_owned(), offset);
        offset
    }

    fn record(
        &mut self,
        geonameid: u32,
        point: Option<(f64, f64)>,
        division: u16,
        class: u8,
        kind: Kind,
        name: &str,
    ) -> u32 {
        let name = self.name(name);
        let position = (self.records.len() / RECORD_BYTES) as u32;
        self.records.extend(geonameid.to_le_bytes());
        self.records
            .extend(packed_degrees(point.map(|point| point.0), 90.0));
        self.records
            .extend(packed_degrees(point.map(|point| point.1), 180.0));
        self.records.extend(division.to_le_bytes());
        self.records.push(class);
        self.records.push(kind.byte());
        self.records.extend(&name.to_le_bytes()[..3]);
        position
    }

    fn key(&mut self, name: &str, record: u32, alternate: bool) {
        let key = fold_name(name);
        if key.len() < 2 || !key.bytes().any(|b| b.is_ascii_alphabetic()) {
            return;
        }
        if let Some(bare) = key.strip_prefix("al ")
            && bare.len() >= SHORTEST_ALTERNATE
        {
            self.reading(bare.to_owned(), record, true);
        }
        self.reading(key, record, alternate);
    }

    fn reading(&mut self, key: String, record: u32, alternate: bool) {
        let readings = self.keys.entry(key).or_default();
        let own = Reading {
            record,
            alternate: false,
        };
        if alternate && readings.contains(&own) {
            return;
        }
        readings.remove(&Reading {
            record,
            alternate: true,
        });
        readings.insert(Reading { record, alternate });
    }

    fn settlements(&mut self, tables: &Tables) -> Result<(), PackError> {
        let mut sorted: Vec<&Settlement> = tables.settlements.iter().collect();
        sorted.sort_by_key(|one| one.geonameid);
        for one in sorted {
            let country = self.country(&one.country, &one.name)?;
            let division = self.division(&one.country, &one.admin1);
            self.division_members
                .entry(division)
                .or_default()
                .add(one.latitude, one.longitude);
            self.country_members
                .entry(country)
                .or_default()
                .add(one.latitude, one.longitude);
            let point = (one.latitude, one.longitude);
            let record = self.record(
                one.geonameid,
                Some(point),
                division,
                population_class(one.population),
                Kind::Settlement,
                &one.name,
            );
            self.key(&one.name, record, false);
            for name in one.alternates.iter().filter(|name| is_news_name(name)) {
                self.key(name, record, true);
            }
            let sake = self.namesakes.entry((division, fold_name(&one.name))).or_insert((
                one.population,
                point.0,
                point.1,
            ));
            if one.population > sake.0 {
                *sake = (one.population, point.0, point.1);
            }
        }
        Ok(())
    }

    /// Divisions have no point in the tables: one of the first order gets the mean of its settlements, one of the second
    /// that of the settlement it is named after.
    fn divisions(&mut self, tables: &Tables) {
        let mut admin1: Vec<&Division> = tables.admin1.iter().collect();
        admin1.sort_by(|a, b| a.code.cmp(&b.code));
        for one in admin1 {
            let number = self.divisions.get(&one.code).copied().unwrap_or(NO_DIVISION);
            let point = self.division_members.get(&number).and_then(Members::mean);
            let record = self.record(one.geonameid, point, number, 0, Kind::Province, &one.name);
            self.key(&one.name, record, false);
            if let Some(bare) = without_kind(&one.name) {
                self.key(bare, record, false);
            }
        }
        let mut admin2: Vec<&Division> = tables.admin2.iter().collect();
        admin2.sort_by(|a, b| a.code.cmp(&b.code));
        for one in admin2 {
            let mut parts = one.code.split('.');
            let (country, admin1) = (parts.next().unwrap_or(""), parts.next().unwrap_or(""));
            let number = self.division(country, admin1);
            let sake = fold_name(without_kind(&one.name).unwrap_or(&one.name));
            let point = self.namesakes.get(&(number, sake)).map(|sake| (sake.1, sake.2));
            let record = self.record(one.geonameid, point, number, 0, Kind::District, &one.name);
            self.key(&one.name, record, false);
        }
    }

    fn nations(&mut self, tables: &Tables) {
        let mut nations: Vec<&Nation> = tables.countries.iter().collect();
        nations.sort_by(|a, b| a.iso2.cmp(&b.iso2));
        for nation in nations {
            let number = self.countries[&nation.iso2];
            let point = self.country_members.get(&number).and_then(Members::mean);
            let record = self.record(
                nation.geonameid,
                point,
                NO_DIVISION,
                number,
                Kind::Country,
                &nation.name,
            );
            self.key(&nation.name, record, false);
        }
    }

    fn finish(mut self, tables: &Tables) -> Result<Vec<u8>, PackError> {
        let mut countries = Vec::new();
        let nations: BTreeMap<&str, &Nation> = tables
            .countries
            .iter()
            .map(|nation| (nation.iso2.as_str(), nation))
            .collect();
        for (number, nation) in nations.values().enumerate() {
            let name = self.name(&nation.name);
            let point = self.country_members.get(&(number as u8)).and_then(Members::mean);
            countries.extend(fixed::<2>(&nation.iso2));
            countries.extend(fixed::<3>(&nation.iso3));
            countries.extend(nation.geonameid.to_le_bytes());
            countries.extend(name.to_le_bytes());
            countries.extend(packed_degrees(point.map(|point| point.0), 90.0));
            countries.extend(packed_degrees(point.map(|point| point.1), 180.0));
        }
        debug_assert_eq!(countries.len(), nations.len() * COUNTRY_BYTES);
        let titles: BTreeMap<&str, &str> = tables
            .admin1
            .iter()
            .map(|one| (one.code.as_str(), one.name.as_str()))
            .collect();
        let mut divisions = Vec::new();
        for code in self.divisions.keys().cloned().collect::<Vec<_>>() {
            let country = code.split('.').next().unwrap_or("");
            divisions.push(self.country(country, &code)?);
            let name = self.name(titles.get(code.as_str()).copied().unwrap_or(""));
            divisions.extend(&name.to_le_bytes()[..3]);
        }
        if self.names.len() >= 1 << 24 {
            return Err(PackError::TooMany("names"));
        }
        let (postings, map) = self.map();
        let sections = [countries, divisions, self.records, self.names, postings, map];
        let mut bytes = MAGIC.to_vec();
        for section in &sections {
            let length = u32::try_from(section.len()).map_err(|_| PackError::TooMany("bytes"))?;
            bytes.extend(length.to_le_bytes());
        }
        bytes.extend(sections.concat());
        Ok(bytes)
    }

    fn map(&self) -> (Vec<u8>, Vec<u8>) {
        let packed = |reading: &Reading| reading.record << 1 | u32::from(reading.alternate);
        let mut postings: Vec<u8> = Vec::new();
        let mut map = fst::MapBuilder::memory();
        for (key, readings) in &self.keys {
            let value = match readings.iter().next() {
                Some(only) if readings.len() == 1 => u64::from(packed(only)) << 1,
                _ => {
                    let at = postings.len() as u64;
                    let count = readings.len().min(usize::from(u16::MAX));
                    postings.extend((count as u16).to_le_bytes());
                    for reading in readings.iter().take(count) {
                        postings.extend(packed(reading).to_le_bytes());
                    }
                    at << 1 | 1
                }
            };
            map.insert(key, value)
                .expect("a sorted map's keys come in order, each once");
        }
        (
            postings,
            map.into_inner().expect("writing to memory does not fail"),
        )
    }
}

fn fixed<const N: usize>(code: &str) -> [u8; N] {
    let mut bytes = [b' '; N];
    for (to, from) in bytes.iter_mut().zip(code.bytes()) {
        *to = from;
    }
    bytes
}

/// 'Borno State' is found as 'Borno' too, 'Douma District' names the district of Douma.
fn without_kind(name: &str) -> Option<&str> {
    const KINDS: [&str; 13] = [
        " State",
        " Region",
        " Province",
        " Department",
        " Governorate",
        " District",
        " Oblast",
        " Prefecture",
        " County",
        " Oblast'",
        " Republic",
        " Municipality",
        " Krai",
    ];
    KINDS
        .iter()
        .find_map(|kind| name.strip_suffix(kind))
        .or_else(|| name.strip_prefix("Muhafazat "))
}

/// Whether English news could use an alternate name: Latin letters, written as a name, not an airport's code.
fn is_news_name(name: &str) -> bool {
    let latin = name
        .chars()
        .all(|c| (c as u32) < 0x250 || matches!(c as u32, 0x2b0..0x2ff | 0x1e00..0x1f00 | 0x2018..=0x2019));
    let letters = name.chars().filter(|c| c.is_alphabetic()).count();
    let code = letters <= 4 && !name.chars().any(char::is_lowercase);
    latin && !code && letters >= SHORTEST_ALTERNATE && name.starts_with(char::is_uppercase)
}
