//! The third stage: entries with their names become records, and keys for the maps.

use super::gather::FIXED;
use super::spill::{Merged, Run, Sorter};
use super::tables::{Tables, without_kind};
use super::{BuildError, SHORTEST_ALTERNATE, Watch};
use crate::place::atlas::{Kind, NO_RECORD, RECORD_BYTES, fixed};
use crate::place::fold::{coarse, fold_name, is_romanised};
use std::{
    collections::BTreeMap,
    fs::File,
    io::{BufWriter, Write as _},
    path::Path,
};

/// Names remembered so that a name of many places is kept once. Names beyond them are written anew: memory stays bounded.
const REMEMBERED: usize = 300_000;

/// Bytes of a key beyond which no text spells it.
const LONGEST_KEY: usize = 200;

/// What the join leaves for the last stage.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(super) struct Joined {
    /// Runs of exact keys, and of coarse ones behind their country.
    pub keys: Vec<Run>,
    pub coarse: Vec<Run>,
    /// Files of the two long sections.
    pub records: Run,
    pub names: Run,
    /// The short sections.
    pub countries: Vec<u8>,
    pub divisions: Vec<u8>,
    pub districts: Vec<u8>,
    pub features: Vec<u8>,
    /// Entries packed.
    pub entries: u64,
    /// Entries whose id another entry has too.
    pub twice: u64,
}

/// A section written to a file of its own.
struct Section {
    name: &'static str,
    out: BufWriter<File>,
    bytes: u64,
}

impl Section {
    fn new(folder: &Path, name: &'static str) -> Result<Self, BuildError> {
        let file = File::create(folder.join(name)).map_err(BuildError::Work)?;
        Ok(Self {
            name,
            out: BufWriter::with_capacity(1 << 20, file),
            bytes: 0,
        })
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), BuildError> {
        self.bytes += bytes.len() as u64;
        self.out.write_all(bytes).map_err(BuildError::Work)
    }

    fn finish(mut self) -> Result<Run, BuildError> {
        self.out.flush().map_err(BuildError::Work)?;
        Ok(Run {
            name: self.name.to_owned(),
            bytes: self.bytes,
        })
    }
}

/// Names, each at an offset; length byte and UTF-8.
struct Names {
    section: Section,
    offsets: BTreeMap<String, u32>,
}

impl Names {
    fn offset(&mut self, name: &str) -> Result<u32, BuildError> {
        if let Some(offset) = self.offsets.get(name) {
            return Ok(*offset);
        }
        let mut end = name.len().min(255);
        while !name.is_char_boundary(end) {
            end -= 1;
        }
        let offset = u32::try_from(self.section.bytes).map_err(|_| BuildError::TooMany("names"))?;
        self.section.write(&[end as u8])?;
        self.section.write(&name.as_bytes()[..end])?;
        if self.offsets.len() < REMEMBERED {
            self.offsets.insert(name.to_owned(), offset);
        }
        Ok(offset)
    }
}

struct Join<'a> {
    tables: &'a Tables,
    names: Names,
    records: Section,
    keys: Sorter,
    coarse: Sorter,
    features: BTreeMap<String, u16>,
    feature_list: Vec<u8>,
    country_points: BTreeMap<usize, [u8; 6]>,
    /// Where the records of countries' divisions are.
    division_records: BTreeMap<u16, u32>,
    /// The country of each division.
    homes: Vec<u8>,
    row: Vec<u8>,
}

/// Joins the sorted entries and names found in `folder`.
pub(super) fn join(
    tables: &Tables,
    folder: &Path,
    entries: &[Run],
    names: &[Run],
    memory: usize,
    watch: &mut dyn Watch,
) -> Result<Joined, BuildError> {
    let mut entries_in = Merged::new(folder, entries).map_err(BuildError::Work)?;
    let mut names_in = Merged::new(folder, names).map_err(BuildError::Work)?;
    let mut join = Join::new(tables, folder, memory)?;
    watch.stage(Path::new("records"), entries.iter().map(|run| run.bytes).sum());
    let (mut row, mut name) = (Vec::new(), Vec::new());
    let (mut last, mut twice, mut count) = (None, 0, 0_u32);
    while entries_in.next(&mut row).map_err(BuildError::Work)? {
        watch.advance(4 + row.len() as u64);
        let id: [u8; 4] = row
            .first_chunk()
            .copied()
            .ok_or_else(|| BuildError::damaged("an entry"))?;
        if last == Some(id) {
            twice += 1;
            continue;
        }
        last = Some(id);
        let mut alternates = Vec::new();
        while names_in
            .peek()
            .is_some_and(|next| next.get(..4).is_some_and(|other| other <= &id[..]))
        {
            names_in.next(&mut name).map_err(BuildError::Work)?;
            if name[..4] == id {
                alternates.push(String::from_utf8_lossy(&name[4..]).into_owned());
            }
        }
        if count >= NO_RECORD >> 1 {
            return Err(BuildError::TooMany("entries"));
        }
        join.entry(count, &row, &alternates)?;
        count += 1;
    }
    join.finish(u64::from(count), twice)
}

impl<'a> Join<'a> {
    fn new(tables: &'a Tables, folder: &Path, memory: usize) -> Result<Self, BuildError> {
        let homes = tables
            .divisions
            .keys()
            .map(|code| {
                let country = code.split('.').next().unwrap_or("");
                tables
                    .country_number(country)
                    .map_or(u8::MAX, |number| number as u8)
            })
            .collect();
        Ok(Self {
            tables,
            names: Names {
                section: Section::new(folder, "names.section")?,
                offsets: BTreeMap::new(),
            },
            records: Section::new(folder, "records.section")?,
            keys: Sorter::new(folder, "keys", memory / 3 * 2),
            coarse: Sorter::new(folder, "coarse", memory / 3),
            features: BTreeMap::new(),
            feature_list: Vec::new(),
            country_points: BTreeMap::new(),
            division_records: BTreeMap::new(),
            homes,
            row: Vec::new(),
        })
    }

    fn entry(&mut self, position: u32, row: &[u8], alternates: &[String]) -> Result<(), BuildError> {
        let fixed_part: &[u8; FIXED] = row.first_chunk().ok_or_else(|| BuildError::damaged("an entry"))?;
        let kind = Kind::from_byte(u8::MAX - fixed_part[4]);
        let division = u16::from_le_bytes([fixed_part[5], fixed_part[6]]);
        let point = &fixed_part[10..16];
        let class = fixed_part[16];
        let rest = &row[FIXED..];
        let (feature, name) = rest
            .split_first()
            .and_then(|(length, rest)| rest.split_at_checked(usize::from(*length)))
            .ok_or_else(|| BuildError::damaged("an entry"))?;
        let feature = self.feature(kind, &String::from_utf8_lossy(feature))?;
        let name = String::from_utf8_lossy(name);
        let offset = self.names.offset(&name)?;
        let id = u32::from_be_bytes([fixed_part[0], fixed_part[1], fixed_part[2], fixed_part[3]]);
        let mut record = [0; RECORD_BYTES];
        record[..4].copy_from_slice(&id.to_le_bytes());
        record[4..10].copy_from_slice(point);
        record[10..12].copy_from_slice(&division.to_le_bytes());
        record[12..15].copy_from_slice(&fixed_part[7..10]);
        record[15] = class;
        record[16..18].copy_from_slice(&feature.to_le_bytes());
        record[18..22].copy_from_slice(&offset.to_le_bytes());
        self.records.write(&record)?;
        let home = self.homes.get(usize::from(division)).copied().unwrap_or(u8::MAX);
        match kind {
            Kind::Province => {
                self.division_records.insert(division, position);
            }
            Kind::Country => {
                let point = point.try_into().unwrap_or_default();
                self.country_points.insert(usize::from(home), point);
            }
            _ => {}
        }
        let weight = match kind {
            Kind::Country => 255,
            Kind::Province => 254,
            Kind::Settlement => class,
            // As a town of about a thousand people.
            Kind::District => 81,
            Kind::Spot => class / 2,
        };
        let keys = keys(&name, kind, alternates);
        for (key, alternate) in &keys {
            self.row.clear();
            self.row.extend(key.as_bytes());
            self.row.extend(tail(weight, home, position, *alternate));
            self.keys.push(&self.row).map_err(BuildError::Work)?;
        }
        self.coarse_keys(&keys, kind, position, weight, home)
    }

    fn coarse_keys(
        &mut self,
        keys: &BTreeMap<String, bool>,
        kind: Kind,
        position: u32,
        weight: u8,
        home: u8,
    ) -> Result<(), BuildError> {
        let Some(nation) = self.tables.nations.get(usize::from(home)) else {
            return Ok(());
        };
        if kind == Kind::Spot || !is_romanised(&nation.iso2) {
            return Ok(());
        }
        let mut all: BTreeMap<String, bool> = BTreeMap::new();
        for (key, alternate) in keys {
            if let Some(coarse) = coarse(key) {
                *all.entry(coarse).or_insert(*alternate) &= alternate;
            }
        }
        for (coarse, alternate) in all {
            self.row.clear();
            self.row.extend(nation.iso2.as_bytes());
            self.row.extend(coarse.as_bytes());
            self.row.extend(tail(weight, home, position, alternate));
            self.coarse.push(&self.row).map_err(BuildError::Work)?;
        }
        Ok(())
    }

    fn feature(&mut self, kind: Kind, feature: &str) -> Result<u16, BuildError> {
        let key = format!("{}{feature}", kind.byte());
        if let Some(number) = self.features.get(&key) {
            return Ok(*number);
        }
        let number = u16::try_from(self.features.len()).map_err(|_| BuildError::TooMany("features"))?;
        self.feature_list.push(kind.byte());
        self.feature_list.extend(fixed::<12>(feature));
        self.features.insert(key, number);
        Ok(number)
    }

    fn finish(mut self, entries: u64, twice: u64) -> Result<Joined, BuildError> {
        let mut countries = Vec::new();
        for (number, nation) in self.tables.nations.iter().enumerate() {
            let none = [0; 6];
            let point = self.country_points.get(&number).unwrap_or(&none);
            countries.extend(fixed::<2>(&nation.iso2));
            countries.extend(fixed::<3>(&nation.iso3));
            countries.extend(nation.geonameid.to_le_bytes());
            countries.extend(self.names.offset(&nation.name)?.to_le_bytes());
            countries.extend(point);
        }
        let mut divisions = Vec::new();
        for (code, number) in &self.tables.divisions {
            let name = self
                .tables
                .provinces
                .get(code)
                .map_or("", |one| one.name.as_str());
            let record = self.division_records.get(number).copied().unwrap_or(NO_RECORD);
            divisions.push(self.homes[usize::from(*number)]);
            divisions.extend(self.names.offset(name)?.to_le_bytes());
            divisions.extend(record.to_le_bytes());
        }
        let mut districts = Vec::new();
        for district in self.tables.districts.values() {
            districts.extend(self.names.offset(&district.name)?.to_le_bytes());
        }
        Ok(Joined {
            keys: self.keys.finish().map_err(BuildError::Work)?,
            coarse: self.coarse.finish().map_err(BuildError::Work)?,
            records: self.records.finish()?,
            names: self.names.section.finish()?,
            countries,
            divisions,
            districts,
            features: self.feature_list,
            entries,
            twice,
        })
    }
}

/// What follows a key in a row. Nothing in a key is as small as its first byte; the heaviest reading comes first.
fn tail(weight: u8, home: u8, position: u32, alternate: bool) -> [u8; 8] {
    let mut tail = [0; 8];
    tail[1] = u8::MAX - weight;
    tail[2] = home;
    tail[3..7].copy_from_slice(&position.to_be_bytes());
    tail[7] = u8::from(alternate);
    tail
}

/// The keys that an entry is found by, and whether each is of another name than the one it is filed under.
fn keys(name: &str, kind: Kind, alternates: &[String]) -> BTreeMap<String, bool> {
    let mut keys = BTreeMap::new();
    add_key(&mut keys, name, false);
    if kind == Kind::Province
        && let Some(bare) = without_kind(name)
    {
        add_key(&mut keys, bare, false);
    }
    for name in alternates {
        add_key(&mut keys, name, true);
    }
    keys
}

fn add_key(keys: &mut BTreeMap<String, bool>, name: &str, alternate: bool) {
    let key = fold_name(name);
    if key.len() < 2 || key.len() > LONGEST_KEY || !key.bytes().any(|b| b.is_ascii_alphabetic()) {
        return;
    }
    let mut add = |key: &str, alternate: bool| {
        let known = keys.entry(key.to_owned()).or_insert(alternate);
        *known &= alternate;
    };
    if let Some(bare) = key.strip_prefix("al ")
        && bare.len() >= SHORTEST_ALTERNATE
    {
        add(bare, true);
    }
    add(&key, alternate);
}
