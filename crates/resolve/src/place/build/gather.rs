//! The first stages: entries and names out of their tables, into runs sorted by GeoNames id.

use super::source::{Bad, City, Reader, fields, number};
use super::spill::Sorter;
use super::tables::{Namesakes, Tables, sake};
use super::{BuildError, is_news_name};
use crate::place::atlas::{Kind, NO_DISTRICT, packed_degrees, population_class};
use crate::place::fold::fold_name;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// An entry on its way: a row begins with its id, so that runs are sorted by it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Entry<'a> {
    pub geonameid: u32,
    pub kind: Kind,
    pub division: u16,
    pub district: u32,
    pub point: Option<(f64, f64)>,
    pub population: u64,
    /// Class and code of GeoNames: 'P.PPLA'; as much of it as the table tells.
    pub feature: &'a str,
    pub name: &'a str,
}

/// Bytes of a row before its feature.
pub(super) const FIXED: usize = 4 + 1 + 2 + 3 + 6 + 1;

impl Entry<'_> {
    fn row(&self, row: &mut Vec<u8>) {
        row.clear();
        row.extend(self.geonameid.to_be_bytes());
        // Of two entries of one id the larger kind comes first, and stays.
        row.push(u8::MAX - self.kind.byte());
        row.extend(self.division.to_le_bytes());
        row.extend(&self.district.to_le_bytes()[..3]);
        row.extend(packed_degrees(self.point.map(|point| point.0), 90.0));
        row.extend(packed_degrees(self.point.map(|point| point.1), 180.0));
        row.push(population_class(self.population));
        row.push(self.feature.len() as u8);
        row.extend(self.feature.as_bytes());
        row.extend(self.name.as_bytes());
    }
}

/// The mean of points.
#[derive(Clone, Copy, Default)]
struct Members {
    count: f64,
    latitude: f64,
    longitude: f64,
}

impl Members {
    fn add(&mut self, (latitude, longitude): (f64, f64)) {
        self.count += 1.0;
        self.latitude += latitude;
        self.longitude += longitude;
    }

    fn mean(&self) -> Option<(f64, f64)> {
        (self.count > 0.0).then(|| (self.latitude / self.count, self.longitude / self.count))
    }
}

/// Collects entries with their names.
pub(super) struct Gatherer<'a> {
    tables: &'a Tables,
    entries: Sorter,
    names: Sorter,
    row: Vec<u8>,
    divisions: BTreeMap<u16, Members>,
    countries: Vec<Members>,
    namesakes: Namesakes,
    /// Ids of countries and divisions that the table of entries has.
    met: BTreeSet<u32>,
}

impl<'a> Gatherer<'a> {
    pub fn new(tables: &'a Tables, entries: Sorter, names: Sorter) -> Self {
        Self {
            tables,
            entries,
            names,
            row: Vec::new(),
            divisions: BTreeMap::new(),
            countries: vec![Members::default(); tables.nations.len()],
            namesakes: tables.namesakes(),
            met: BTreeSet::new(),
        }
    }

    fn entry(&mut self, entry: &Entry<'_>) -> Result<(), BuildError> {
        entry.row(&mut self.row);
        self.entries.push(&self.row).map_err(BuildError::Work)
    }

    fn settle(&mut self, country: &str, name: &str, entry: &Entry<'_>) {
        let Some(point) = entry.point else { return };
        self.divisions.entry(entry.division).or_default().add(point);
        if let Some(number) = self.tables.country_number(country) {
            self.countries[number].add(point);
        }
        if let Some(sake) = self.namesakes.get_mut(&(entry.division, fold_name(name)))
            && sake.is_none_or(|sake| entry.population > sake.0)
        {
            *sake = Some((entry.population, point.0, point.1));
        }
    }

    pub fn city(&mut self, city: &City) -> Result<(), Bad> {
        self.tables.known_country(&city.countrycode)?;
        let entry = Entry {
            geonameid: city.geonameid,
            kind: Kind::Settlement,
            division: self.tables.division(&city.countrycode, &city.admin1code),
            district: NO_DISTRICT,
            point: Some(checked_point(city.latitude, city.longitude)?),
            population: city.population,
            feature: "P",
            name: checked_name(&city.name)?,
        };
        self.entry(&entry)?;
        self.settle(&city.countrycode, &city.name, &entry);
        for name in &city.alternatenames {
            push_name(&mut self.names, &mut self.row, city.geonameid, name)?;
        }
        Ok(())
    }

    /// A row of `allCountries.txt`.
    pub fn row(&mut self, row: &[&str]) -> Result<(), Bad> {
        let [
            id,
            name,
            ascii,
            alternates,
            latitude,
            longitude,
            class,
            code,
            country,
            _,
            admin1,
            admin2,
            _,
            _,
            population,
            ..,
        ] = fields::<19>(row, false)?;
        let geonameid: u32 = number(id, "the GeoNames id")?;
        self.tables.known_country(country)?;
        if class.len() > 1 || code.len() > 10 {
            return Err(Bad::Row(format!("{class:?} and {code:?} are no feature")));
        }
        let feature = format!("{class}.{code}");
        let mut entry = Entry {
            geonameid,
            kind: kind(class, code),
            division: self.tables.division(country, admin1),
            district: self.tables.district(country, admin1, admin2),
            point: Some(checked_point(
                number(latitude, "the latitude")?,
                number(longitude, "the longitude")?,
            )?),
            population: if population.is_empty() {
                0
            } else {
                number(population, "the population")?
            },
            feature: feature.trim_end_matches('.'),
            name: checked_name(name)?,
        };
        if let Some(named) = self.tables.named.get(&geonameid) {
            entry.kind = named.kind;
            entry.division = named.division;
            entry.district = named.district;
            entry.name = &named.name;
            self.met.insert(geonameid);
            push_name(&mut self.names, &mut self.row, geonameid, name)?;
        } else if !self.tables.has_division(country, admin1)
            && let Some((division, district)) = self.tables.inherited(geonameid)
        {
            (entry.division, entry.district) = (division, district);
        }
        self.entry(&entry)?;
        if entry.kind == Kind::Settlement {
            self.settle(country, name, &entry);
        }
        for name in std::iter::once(*ascii).chain(alternates.split(',')) {
            push_name(&mut self.names, &mut self.row, geonameid, name)?;
        }
        Ok(())
    }

    /// Countries and divisions that the table of entries lacks; then the runs.
    ///
    /// Their tables give no point: a country or division of the first order gets the mean of its settlements, one of the
    /// second order that of the settlement it is named after.
    pub fn finish(mut self) -> Result<(Sorter, Sorter), BuildError> {
        let tables = self.tables;
        for (geonameid, named) in &tables.named {
            if self.met.contains(geonameid) {
                continue;
            }
            let number = tables
                .nations
                .iter()
                .position(|nation| nation.geonameid == *geonameid && named.kind == Kind::Country);
            let (point, feature) = match named.kind {
                Kind::Country => (number.and_then(|number| self.countries[number].mean()), "A"),
                Kind::Province => (
                    self.divisions.get(&named.division).and_then(Members::mean),
                    "A.ADM1",
                ),
                _ => (
                    self.namesakes
                        .get(&(named.division, sake(&named.name)))
                        .and_then(|point| point.map(|point| (point.1, point.2))),
                    "A.ADM2",
                ),
            };
            let population = number.map_or(0, |number| tables.nations[number].population);
            self.entry(&Entry {
                geonameid: *geonameid,
                kind: named.kind,
                division: named.division,
                district: named.district,
                point,
                population,
                feature,
                name: &named.name,
            })?;
        }
        Ok((self.entries, self.names))
    }
}

/// What an entry of a feature class and code is, where no table of divisions names it.
fn kind(class: &str, code: &str) -> Kind {
    match (class, code) {
        // A section of a town is a spot in it.
        ("P", "PPLX") => Kind::Spot,
        ("P", _) => Kind::Settlement,
        ("A", code) if code.starts_with("ADM") && !code.ends_with('H') => Kind::District,
        _ => Kind::Spot,
    }
}

fn checked_point(latitude: f64, longitude: f64) -> Result<(f64, f64), Bad> {
    if latitude.abs() <= 90.0 && longitude.abs() <= 180.0 {
        Ok((latitude, longitude))
    } else {
        Err(Bad::Row(format!(
            "{latitude} {longitude} is no point on the globe: latitude is -90 to 90, longitude -180 to 180"
        )))
    }
}

fn checked_name(name: &str) -> Result<&str, Bad> {
    if name.trim().is_empty() {
        Err(Bad::Row("it has no name".to_owned()))
    } else {
        Ok(name)
    }
}

/// Keeps another name of an entry if English news could use it.
fn push_name(names: &mut Sorter, row: &mut Vec<u8>, geonameid: u32, name: &str) -> Result<(), BuildError> {
    if !is_news_name(name) {
        return Ok(());
    }
    row.clear();
    row.extend(geonameid.to_be_bytes());
    row.extend(name.as_bytes());
    names.push(row).map_err(BuildError::Work)
}

/// Reads `alternateNamesV2.txt`. Left out: names of the past, and what is not a name (links, postal codes, codes of
/// airports and data sets), by the language column.
pub(super) fn alternate_names(
    path: &Path,
    reader: &mut Reader<'_>,
    names: &mut Sorter,
) -> Result<(), BuildError> {
    const NOT_NAMES: [&str; 9] = [
        "link", "wkdt", "post", "iata", "icao", "faac", "tcid", "unlc", "phon",
    ];
    let mut out = Vec::new();
    reader.lines(path, |row| {
        if row.len() < 4 || row.len() > 10 {
            return Err(Bad::Row(format!(
                "{} fields where 10 belong, with tabs between",
                row.len()
            )));
        }
        let geonameid: u32 = number(row[1], "the GeoNames id")?;
        let historic = row.get(7) == Some(&"1");
        if historic || NOT_NAMES.contains(&row[2]) {
            return Ok(());
        }
        push_name(names, &mut out, geonameid, row[3])?;
        Ok(())
    })
}
