//! The packed gazetteer: a finite-state map of names over records that are read where they lie.
//!
//! Nothing is parsed at start-up but a header of a few numbers and the list of countries. [`super::build`] writes the form.
//!
//! | section | content |
//! |---|---|
//! | header | magic, then length of each section, little-endian `u32` |
//! | countries | 19 bytes each: ISO2, ISO3, GeoNames id, name, latitude, longitude (3 bytes each) |
//! | divisions | 4 bytes each: country, name (3 bytes) |
//! | records | 17 bytes each: GeoNames id, latitude, longitude (3 bytes each), division (2), population class, kind, name (3) |
//! | names | length byte and UTF-8, looked up by offset |
//! | postings | for names with several readings: count, then 4 bytes each |
//! | map | folded name → record and alternate bit, or offset of a posting |

use crate::LexiconError;
use std::collections::BTreeMap;
use std::ops::Range;

/// First bytes of a packed gazetteer; the last is the version of the form.
pub(super) const MAGIC: &[u8; 8] = b"DLPLACE\x01";

/// Bytes of a country, division and record.
pub(super) const COUNTRY_BYTES: usize = 19;
pub(super) const DIVISION_BYTES: usize = 4;
pub(super) const RECORD_BYTES: usize = 17;

/// The division number of places that have none.
pub(super) const NO_DIVISION: u16 = u16::MAX;

/// What a record is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Settlement,
    District,
    Province,
    Country,
}

impl Kind {
    pub fn byte(self) -> u8 {
        match self {
            Self::Settlement => 0,
            Self::District => 1,
            Self::Province => 2,
            Self::Country => 3,
        }
    }

    fn from_byte(byte: u8) -> Self {
        match byte {
            1 => Self::District,
            2 => Self::Province,
            3 => Self::Country,
            _ => Self::Settlement,
        }
    }
}

/// A country of the gazetteer.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Country {
    pub iso2: String,
    pub iso3: String,
    pub geonameid: u32,
    pub name: String,
    pub point: Option<(f64, f64)>,
}

/// One place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Record<'a> {
    pub geonameid: u32,
    pub name: &'a str,
    pub kind: Kind,
    /// `None` for divisions without a settlement to take a point from.
    pub point: Option<(f64, f64)>,
    /// Number of its first-order division; that of itself for a province.
    pub division: Option<u16>,
    /// Number of its country.
    pub country: u8,
    /// About how many people; 0 for not known.
    pub population: f64,
}

/// A reading of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Reading {
    /// Position of the record.
    pub record: u32,
    /// The name is not the one that the gazetteer files it under.
    pub alternate: bool,
}

/// A packed gazetteer.
pub(crate) struct Atlas {
    bytes: &'static [u8],
    pub countries: Vec<Country>,
    country_codes: BTreeMap<String, u8>,
    divisions: Range<usize>,
    records: Range<usize>,
    names: Range<usize>,
    postings: Range<usize>,
    map: fst::Map<&'static [u8]>,
}

impl std::fmt::Debug for Atlas {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Atlas")
            .field("records", &(self.records.len() / RECORD_BYTES))
            .finish_non_exhaustive()
    }
}

fn number(bytes: &[u8]) -> u32 {
    bytes
        .iter()
        .rev()
        .fold(0, |number, byte| number << 8 | u32::from(*byte))
}

/// Degrees from three bytes: the whole range of `limit` either way, to about ten metres.
fn degrees(bytes: &[u8], limit: f64) -> f64 {
    let steps = f64::from(number(bytes)) - f64::from(1 << 23);
    let degrees = steps * limit / f64::from((1 << 23) - 1);
    (degrees * 1e4).round() / 1e4
}

/// The three bytes that [`degrees`] reads; `None` is the one value that no place has.
pub(super) fn packed_degrees(degrees: Option<f64>, limit: f64) -> [u8; 3] {
    let steps = match degrees {
        Some(degrees) => {
            let scaled = (degrees.clamp(-limit, limit) / limit * f64::from((1 << 23) - 1)).round();
            (scaled + f64::from(1 << 23)) as u32
        }
        None => 0,
    };
    let bytes = steps.to_le_bytes();
    [bytes[0], bytes[1], bytes[2]]
}

/// A population in eighths of a binary order of magnitude, so to about 5 %; 0 for not known.
pub(super) fn population_class(population: u64) -> u8 {
    if population == 0 {
        0
    } else {
        ((population as f64).log2() * 8.0).round().min(254.0) as u8 + 1
    }
}

fn point(bytes: &[u8]) -> Option<(f64, f64)> {
    (number(&bytes[..3]) != 0).then(|| (degrees(&bytes[..3], 90.0), degrees(&bytes[3..6], 180.0)))
}

impl Atlas {
    /// Reads the header of a packed gazetteer.
    ///
    /// # Errors
    /// [`LexiconError`] when the bytes are not one, or are cut short.
    pub fn new(file: &str, bytes: &'static [u8]) -> Result<Self, LexiconError> {
        let wrong = |problem: &str| LexiconError {
            file: file.to_owned(),
            line: 0,
            problem: problem.to_owned(),
        };
        if bytes.get(..8) != Some(MAGIC.as_slice()) {
            return Err(wrong(
                "not a packed gazetteer of this version: build it again with the command in crates/resolve/data/README.md",
            ));
        }
        let mut at = 8 + 6 * 4;
        let mut sections = Vec::new();
        for section in 0..6 {
            let header = 8 + section * 4;
            let length = bytes
                .get(header..header + 4)
                .map(number)
                .ok_or_else(|| wrong("cut short in its header"))? as usize;
            sections.push(at..at + length);
            at += length;
        }
        if at != bytes.len() {
            return Err(wrong("not as long as its header says: build it again"));
        }
        let [countries, divisions, records, names, postings, map] =
            <[Range<usize>; 6]>::try_from(sections).map_err(|_| wrong("no sections"))?;
        let map = fst::Map::new(&bytes[map])
            .map_err(|error| wrong(&format!("its map of names does not open: {error}")))?;
        let mut atlas = Self {
            bytes,
            countries: Vec::new(),
            country_codes: BTreeMap::new(),
            divisions,
            records,
            names,
            postings,
            map,
        };
        atlas.countries = bytes[countries]
            .chunks_exact(COUNTRY_BYTES)
            .map(|bytes| atlas.country(bytes))
            .collect();
        for (number, country) in atlas.countries.iter().enumerate() {
            atlas.country_codes.insert(country.iso2.clone(), number as u8);
        }
        Ok(atlas)
    }

    fn country(&self, bytes: &[u8]) -> Country {
        Country {
            iso2: String::from_utf8_lossy(&bytes[..2]).into_owned(),
            iso3: String::from_utf8_lossy(&bytes[2..5]).into_owned(),
            geonameid: number(&bytes[5..9]),
            name: self.name(number(&bytes[9..13])).to_owned(),
            point: point(&bytes[13..19]),
        }
    }

    fn name(&self, offset: u32) -> &'static str {
        let names = &self.bytes[self.names.clone()];
        let at = offset as usize;
        let length = names.get(at).copied().unwrap_or(0) as usize;
        names
            .get(at + 1..at + 1 + length)
            .and_then(|bytes| std::str::from_utf8(bytes).ok())
            .unwrap_or("")
    }

    /// The number of a country by ISO 3166-1 alpha-2.
    pub fn country_number(&self, iso2: &str) -> Option<u8> {
        self.country_codes.get(iso2).copied()
    }

    /// How many records there are.
    pub fn len(&self) -> usize {
        self.records.len() / RECORD_BYTES
    }

    /// The record at a position.
    pub fn record(&self, position: u32) -> Option<Record<'static>> {
        let start = self.records.start + (position as usize).checked_mul(RECORD_BYTES)?;
        let bytes = self
            .bytes
            .get(start..start + RECORD_BYTES)
            .filter(|_| start + RECORD_BYTES <= self.records.end)?;
        let kind = Kind::from_byte(bytes[13]);
        let division = number(&bytes[10..12]) as u16;
        let class = bytes[12];
        let country = match (kind, division) {
            // A country's own record carries its number in the population byte.
            (Kind::Country, _) => class,
            (_, NO_DIVISION) => u8::MAX,
            _ => self.division(division)?.1,
        };
        Some(Record {
            geonameid: number(&bytes[..4]),
            name: self.name(number(&bytes[14..17])),
            kind,
            point: point(&bytes[4..10]),
            division: (kind != Kind::Country && division != NO_DIVISION).then_some(division),
            country,
            population: if class == 0 || kind == Kind::Country {
                0.0
            } else {
                f64::from(class - 1).mul_add(0.125, 0.0).exp2()
            },
        })
    }

    /// A division's name (empty where its country has none there) and the number of its country.
    pub fn division(&self, number_of: u16) -> Option<(&'static str, u8)> {
        let start = self.divisions.start + usize::from(number_of) * DIVISION_BYTES;
        let bytes = self
            .bytes
            .get(start..start + DIVISION_BYTES)
            .filter(|_| start < self.divisions.end)?;
        Some((self.name(number(&bytes[1..4])), bytes[0]))
    }

    /// The numbers of all divisions by country and name.
    pub fn division_numbers(&self) -> BTreeMap<(u8, &'static str), u16> {
        (0..(self.divisions.len() / DIVISION_BYTES) as u16)
            .filter_map(|number| {
                self.division(number)
                    .map(|(name, country)| ((country, name), number))
            })
            .collect()
    }

    /// The longest of the prefixes of `key` ending at `ends` that is a name, with its readings: position in `ends` and readings.
    pub fn longest(&self, key: &str, ends: &[usize]) -> Option<(usize, Vec<Reading>)> {
        let fst = self.map.as_fst();
        let mut node = fst.root();
        let mut output = fst::raw::Output::zero();
        let mut best = None;
        let mut next_end = 0;
        for (at, byte) in key.bytes().enumerate() {
            let Some(input) = node.find_input(byte) else {
                break;
            };
            let transition = node.transition(input);
            output = output.cat(transition.out);
            node = fst.node(transition.addr);
            if ends.get(next_end) == Some(&(at + 1)) {
                if node.is_final() {
                    best = Some((next_end, output.cat(node.final_output()).value()));
                }
                next_end += 1;
            }
        }
        best.map(|(end, value)| (end, self.posting(value)))
    }

    fn posting(&self, value: u64) -> Vec<Reading> {
        let reading = |packed: u32| Reading {
            record: packed >> 1,
            alternate: packed & 1 == 1,
        };
        if value & 1 == 0 {
            return vec![reading((value >> 1) as u32)];
        }
        let postings = &self.bytes[self.postings.clone()];
        let at = (value >> 1) as usize;
        let count = postings.get(at..at + 2).map_or(0, number) as usize;
        (0..count)
            .filter_map(|n| postings.get(at + 2 + n * 4..at + 6 + n * 4))
            .map(|bytes| reading(number(bytes)))
            .collect()
    }
}
