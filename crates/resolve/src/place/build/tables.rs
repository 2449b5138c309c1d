//! Countries and divisions: the small tables, held in memory, that the entries refer to.

use super::source::{Bad, Reader, fields, number};
use super::{BuildError, Sources};
use crate::place::atlas::{Kind, NO_DISTRICT, NO_DIVISION};
use crate::place::fold::fold_name;
use std::collections::BTreeMap;
use std::path::Path;

/// A division of the first or second order.
#[derive(Clone, Debug)]
pub(super) struct Division {
    pub geonameid: u32,
    pub name: String,
    /// Number of the first-order division: itself, or the one that it is in.
    pub division: u16,
    /// Number among those of the second order; [`NO_DISTRICT`] for one of the first.
    pub district: u32,
}

/// A country.
#[derive(Clone, Debug)]
pub(super) struct Nation {
    pub iso2: String,
    pub iso3: String,
    pub geonameid: u32,
    pub name: String,
    pub population: u64,
}

/// The tables, numbered.
#[derive(Debug, Default)]
pub(super) struct Tables {
    /// In the order of their codes, which is that of their numbers.
    pub nations: Vec<Nation>,
    /// Code ('SY.09') to number; a country's places without a division are under 'SY.'.
    pub divisions: BTreeMap<String, u16>,
    pub provinces: BTreeMap<String, Division>,
    /// By code ('SY.09.167355').
    pub districts: BTreeMap<String, Division>,
    /// What the entries are that these tables name.
    pub named: BTreeMap<u32, Named>,
    parents: Vec<(u32, u32)>,
}

/// An entry that a table names.
#[derive(Clone, Debug)]
pub(super) struct Named {
    pub kind: Kind,
    pub name: String,
    pub division: u16,
    pub district: u32,
}

/// Population and point of the largest settlement of a division and folded name, if there is one.
pub(super) type Namesakes = BTreeMap<(u16, String), Option<(u64, f64, f64)>>;

/// Steps up the hierarchy before it counts as running in a circle.
const DEEPEST: usize = 10;

impl Tables {
    pub fn read(sources: &Sources, reader: &mut Reader<'_>) -> Result<Self, BuildError> {
        let mut tables = Self::default();
        tables.nations(&sources.countries, reader)?;
        tables.provinces(&sources.admin1, reader)?;
        tables.districts(&sources.admin2, reader)?;
        if let Some(hierarchy) = &sources.hierarchy {
            tables.hierarchy(hierarchy, reader)?;
        }
        Ok(tables)
    }

    fn nations(&mut self, path: &Path, reader: &mut Reader<'_>) -> Result<(), BuildError> {
        let mut nations = BTreeMap::new();
        reader.lines(path, |row| {
            if row[0] == "ISO" {
                return Ok(());
            }
            let row = fields::<17>(row, true)?;
            if row[0].len() != 2 || row[1].len() != 3 {
                return Err(Bad::Row(format!(
                    "{:?} and {:?} are no ISO codes",
                    row[0], row[1]
                )));
            }
            let nation = Nation {
                iso2: row[0].to_owned(),
                iso3: row[1].to_owned(),
                name: row[4].to_owned(),
                population: row[7].parse().unwrap_or(0),
                geonameid: number(row[16], "the GeoNames id")?,
            };
            if nations.insert(nation.iso2.clone(), nation).is_some() {
                return Err(Bad::Row(format!("country `{}` is listed twice", row[0])));
            }
            Ok(())
        })?;
        if nations.len() >= usize::from(u8::MAX) {
            return Err(BuildError::TooMany("countries"));
        }
        self.nations = nations.into_values().collect();
        Ok(())
    }

    fn provinces(&mut self, path: &Path, reader: &mut Reader<'_>) -> Result<(), BuildError> {
        let mut provinces = BTreeMap::new();
        reader.lines(path, |row| {
            let row = fields::<4>(row, false)?;
            let country = row[0].split_once('.').map_or(row[0], |(country, _)| country);
            self.known_country(country)?;
            let division = Division {
                geonameid: number(row[3], "the GeoNames id")?,
                name: row[2].to_owned(),
                division: 0,
                district: NO_DISTRICT,
            };
            provinces.insert(row[0].to_owned(), division);
            Ok(())
        })?;
        let of_countries = self.nations.iter().map(|nation| format!("{}.", nation.iso2));
        let mut codes: Vec<String> = provinces.keys().cloned().chain(of_countries).collect();
        codes.sort();
        codes.dedup();
        if codes.len() >= usize::from(NO_DIVISION) {
            return Err(BuildError::TooMany("first-order divisions"));
        }
        self.divisions = codes
            .into_iter()
            .enumerate()
            .map(|(number, code)| (code, number as u16))
            .collect();
        for (code, province) in &mut provinces {
            province.division = self.divisions[code];
            self.named.insert(
                province.geonameid,
                Named {
                    kind: Kind::Province,
                    name: province.name.clone(),
                    division: province.division,
                    district: NO_DISTRICT,
                },
            );
        }
        self.provinces = provinces;
        for (number, nation) in self.nations.iter().enumerate() {
            debug_assert!(number < 255);
            self.named.insert(
                nation.geonameid,
                Named {
                    kind: Kind::Country,
                    name: nation.name.clone(),
                    division: self.divisions[&format!("{}.", nation.iso2)],
                    district: NO_DISTRICT,
                },
            );
        }
        Ok(())
    }

    fn districts(&mut self, path: &Path, reader: &mut Reader<'_>) -> Result<(), BuildError> {
        let mut districts = BTreeMap::new();
        reader.lines(path, |row| {
            let row = fields::<4>(row, false)?;
            let mut parts = row[0].splitn(3, '.');
            let (country, admin1) = (parts.next().unwrap_or(""), parts.next().unwrap_or(""));
            self.known_country(country)?;
            let division = Division {
                geonameid: number(row[3], "the GeoNames id")?,
                name: row[2].to_owned(),
                division: self.division(country, admin1),
                district: 0,
            };
            districts.insert(row[0].to_owned(), division);
            Ok(())
        })?;
        if districts.len() >= NO_DISTRICT as usize {
            return Err(BuildError::TooMany("second-order divisions"));
        }
        for (number, one) in districts.values_mut().enumerate() {
            one.district = number as u32;
            // Singapore, Hong Kong and a few states are a division of themselves: the larger counts.
            self.named.entry(one.geonameid).or_insert_with(|| Named {
                kind: Kind::District,
                name: one.name.clone(),
                division: one.division,
                district: one.district,
            });
        }
        self.districts = districts;
        Ok(())
    }

    fn hierarchy(&mut self, path: &Path, reader: &mut Reader<'_>) -> Result<(), BuildError> {
        reader.lines(path, |row| {
            let row = fields::<2>(row, true)?;
            let (parent, child) = (number(row[0], "the parent")?, number(row[1], "the child")?);
            self.parents.push((child, parent));
            Ok(())
        })?;
        self.parents.sort_unstable();
        self.parents.dedup();
        Ok(())
    }

    /// Refuses a country that is not in the table. The empty code, of the high seas, is none.
    pub fn known_country(&self, code: &str) -> Result<(), Bad> {
        if code.is_empty() || self.country_number(code).is_some() {
            Ok(())
        } else {
            Err(Bad::Row(format!(
                "country `{code}` is not in the table of countries: add it there"
            )))
        }
    }

    pub fn country_number(&self, iso2: &str) -> Option<usize> {
        self.nations
            .binary_search_by(|nation| nation.iso2.as_str().cmp(iso2))
            .ok()
    }

    /// The number of a division, or of the country's places without one.
    pub fn division(&self, country: &str, admin1: &str) -> u16 {
        let full = self.divisions.get(&format!("{country}.{admin1}"));
        let none = || self.divisions.get(&format!("{country}."));
        full.or_else(none).copied().unwrap_or(NO_DIVISION)
    }

    /// Whether an entry's own row says which division it is in.
    pub fn has_division(&self, country: &str, admin1: &str) -> bool {
        !admin1.is_empty() && self.divisions.contains_key(&format!("{country}.{admin1}"))
    }

    pub fn district(&self, country: &str, admin1: &str, admin2: &str) -> u32 {
        if admin2.is_empty() {
            return NO_DISTRICT;
        }
        self.districts
            .get(&format!("{country}.{admin1}.{admin2}"))
            .map_or(NO_DISTRICT, |district| district.district)
    }

    /// Division and district of an entry whose own row gives none, from its parents in the hierarchy.
    pub fn inherited(&self, geonameid: u32) -> Option<(u16, u32)> {
        let mut at = geonameid;
        for _ in 0..DEEPEST {
            let first = self.parents.partition_point(|(child, _)| *child < at);
            let parents = self.parents[first..].iter().take_while(|(child, _)| *child == at);
            let mut up = None;
            for (_, parent) in parents {
                match self.named.get(parent) {
                    Some(named) if named.kind != Kind::Country => {
                        return Some((named.division, named.district));
                    }
                    _ => up = up.or(Some(*parent)),
                }
            }
            at = up?;
        }
        None
    }

    /// The names, folded, of second-order divisions by first-order division: what a settlement may lend its point to.
    pub fn namesakes(&self) -> Namesakes {
        self.districts
            .values()
            .map(|one| ((one.division, sake(&one.name)), None))
            .collect()
    }
}

/// The name by which a second-order division is the namesake of a settlement.
pub(super) fn sake(name: &str) -> String {
    fold_name(without_kind(name).unwrap_or(name))
}

/// 'Borno State' is found as 'Borno' too, 'Douma District' names the district of Douma.
pub(super) fn without_kind(name: &str) -> Option<&str> {
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
