//! The packed gazetteer: a finite-state map of names over records that are read where they lie.
//!
//! Nothing is parsed at start-up but the header and the list of countries. [`super::build`] writes the form, numbers are
//! little-endian.
//!
//! | section | content |
//! |---|---|
//! | header | magic (8 bytes), length of each section (8 each), BLAKE3 of all sections (32), of the header till here (16 of it) |
//! | about | what it was built from, as text |
//! | countries | 19 bytes each: ISO2, ISO3, GeoNames id, name, latitude, longitude (3 bytes each) |
//! | divisions | 9 bytes each, first order: country, name (4), record (4) |
//! | districts | 4 bytes each, second-order divisions: name |
//! | features | 13 bytes each: kind, class and code of GeoNames ('P.PPLA') |
//! | records | 22 bytes each, by id: id (4), latitude, longitude (3 each), division (2), district (3), population class, feature (2), name (4) |
//! | names | length byte and UTF-8, looked up by offset |
//! | postings | for names with several readings: count (2), then 4 bytes each |
//! | map | folded name → record and alternate bit, or offset of a posting |
//! | coarse map | ISO2 and coarse key ([`super::fold::coarse`]) → as above |

use super::fold::coarse;
use crate::LexiconError;
use std::collections::BTreeMap;
use std::ops::Range;

/// First bytes of a packed gazetteer; the last is the version of the form.
pub(super) const MAGIC: &[u8; 8] = b"DLPLACE\x02";

/// Sections, and bytes of the header.
pub(super) const SECTIONS: usize = 10;
pub(super) const HEADER_BYTES: usize = 8 + SECTIONS * 8 + 32 + 16;

/// Bytes of an element of the sections of such.
pub(super) const COUNTRY_BYTES: usize = 19;
pub(super) const DIVISION_BYTES: usize = 9;
pub(super) const DISTRICT_BYTES: usize = 4;
pub(super) const FEATURE_BYTES: usize = 13;
pub(super) const RECORD_BYTES: usize = 22;

/// The division, district and record numbers that stand for none.
pub(super) const NO_DIVISION: u16 = u16::MAX;
pub(super) const NO_DISTRICT: u32 = (1 << 24) - 1;
pub(super) const NO_RECORD: u32 = u32::MAX;

/// What a record is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// All that is no settlement and no division: a hill, a river, a school, a quarter of a town.
    Spot,
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
            Self::Spot => 4,
        }
    }

    pub fn from_byte(byte: u8) -> Self {
        match byte {
            0 => Self::Settlement,
            1 => Self::District,
            2 => Self::Province,
            3 => Self::Country,
            _ => Self::Spot,
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
    /// Where its name stands: [`Atlas::name`].
    pub name: u32,
    pub kind: Kind,
    /// `None` for divisions without a settlement to take a point from.
    pub point: Option<(f64, f64)>,
    /// Number of its first-order division; that of itself for a province.
    pub division: Option<u16>,
    /// Number of its country; `u8::MAX` on the high seas.
    pub country: u8,
    /// About how many people; 0 for not known.
    pub population: f64,
    /// Number of its second-order division.
    pub district: Option<u32>,
    /// Class and code of GeoNames: 'P.PPLA', or as much of it as is known.
    pub feature: &'a str,
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
    about: Range<usize>,
    divisions: Range<usize>,
    districts: Range<usize>,
    features: Range<usize>,
    records: Range<usize>,
    names: Range<usize>,
    postings: Range<usize>,
    map: fst::Map<&'static [u8]>,
    coarse: fst::Map<&'static [u8]>,
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

/// The characters of a code in bytes, with blanks after it.
pub(super) fn fixed<const N: usize>(code: &str) -> [u8; N] {
    let mut bytes = [b' '; N];
    for (to, from) in bytes.iter_mut().zip(code.bytes()) {
        *to = from;
    }
    bytes
}

/// The header of a gazetteer whose sections have these lengths and this digest.
pub(super) fn header(lengths: &[u64; SECTIONS], digest: [u8; 32]) -> Vec<u8> {
    let mut header = MAGIC.to_vec();
    for length in lengths {
        header.extend(length.to_le_bytes());
    }
    header.extend(digest);
    let own = *blake3::hash(&header).as_bytes();
    header.extend(&own[..16]);
    header
}

/// What a header says.
pub(super) struct Header {
    pub lengths: [u64; SECTIONS],
    /// BLAKE3 of all behind the header.
    pub digest: [u8; 32],
}

impl Header {
    /// Reads the first [`HEADER_BYTES`] of a file that has `total` bytes.
    ///
    /// # Errors
    /// [`LexiconError`] when this is no gazetteer of this version, or the file is not as long as it should be.
    pub fn read(file: &str, bytes: &[u8], total: u64) -> Result<Self, LexiconError> {
        let wrong = |problem: &str| {
            Err(LexiconError {
                file: file.to_owned(),
                line: 0,
                problem: problem.to_owned(),
            })
        };
        if bytes.get(..7) != MAGIC.get(..7) {
            return wrong("not a packed gazetteer: make one with `dateline gazetteer build`");
        }
        if bytes.get(7) != MAGIC.last() {
            return wrong(
                "a packed gazetteer of another version: build it again with `dateline gazetteer build`",
            );
        }
        let Some(bytes) = bytes.first_chunk::<HEADER_BYTES>() else {
            return wrong("cut short in its header: build it again, or copy it again");
        };
        let mut lengths = [0; SECTIONS];
        for (length, bytes) in lengths.iter_mut().zip(bytes[8..].chunks_exact(8)) {
            *length = u64::from_le_bytes(bytes.try_into().unwrap_or_default());
        }
        let digest: [u8; 32] = bytes[8 + SECTIONS * 8..HEADER_BYTES - 16]
            .try_into()
            .unwrap_or_default();
        if header(&lengths, digest) != bytes {
            return wrong("damaged in its header: build it again, or copy it again");
        }
        let sum = lengths
            .iter()
            .try_fold(HEADER_BYTES as u64, |sum, length| sum.checked_add(*length));
        if sum != Some(total) {
            return wrong("not as long as its header says: build it again, or copy it again");
        }
        Ok(Self { lengths, digest })
    }
}

fn point(bytes: &[u8]) -> Option<(f64, f64)> {
    (number(&bytes[..3]) != 0).then(|| (degrees(&bytes[..3], 90.0), degrees(&bytes[3..6], 180.0)))
}

impl Atlas {
    /// Opens a packed gazetteer. Only its header is checked: whoever has the bytes from outside checks them whole first
    /// ([`super::mapped`]), for a damaged map of names can not be read.
    ///
    /// # Errors
    /// [`LexiconError`] when the bytes are not one of this version, or are cut short.
    pub fn new(file: &str, bytes: &'static [u8]) -> Result<Self, LexiconError> {
        let wrong = |problem: String| LexiconError {
            file: file.to_owned(),
            line: 0,
            problem,
        };
        let header = Header::read(file, bytes, bytes.len() as u64)?;
        let mut at = HEADER_BYTES;
        let sections = header.lengths.map(|length| {
            // All of them fit the slice: the header's sum says so.
            let section = at..at + length as usize;
            at = section.end;
            section
        });
        let [
            about,
            countries,
            divisions,
            districts,
            features,
            records,
            names,
            postings,
            map,
            coarse,
        ] = sections;
        let open = |range: Range<usize>| {
            fst::Map::new(&bytes[range])
                .map_err(|error| wrong(format!("its map of names does not open: {error}")))
        };
        let mut atlas = Self {
            bytes,
            countries: Vec::new(),
            country_codes: BTreeMap::new(),
            about,
            divisions,
            districts,
            features,
            records,
            names,
            postings,
            map: open(map)?,
            coarse: open(coarse)?,
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

    /// What it was built from.
    pub fn about(&self) -> String {
        String::from_utf8_lossy(&self.bytes[self.about.clone()]).into_owned()
    }

    /// Different names, and bytes in all.
    pub fn size(&self) -> (usize, usize) {
        (self.map.len(), self.bytes.len())
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

    /// The name that stands at an offset of the names.
    pub fn name(&self, offset: u32) -> &'static str {
        let names = &self.bytes[self.names.clone()];
        let at = offset as usize;
        let length = names.get(at).copied().unwrap_or(0) as usize;
        names
            .get(at.saturating_add(1)..at.saturating_add(1 + length))
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

    /// Element `number` of a section of elements of `N` bytes.
    fn element<const N: usize>(&self, section: &Range<usize>, number: usize) -> Option<&'static [u8; N]> {
        let section = self.bytes.get(section.clone())?;
        let start = number.checked_mul(N)?;
        section.get(start..)?.first_chunk()
    }

    /// The record at a position.
    pub fn record(&self, position: u32) -> Option<Record<'static>> {
        let bytes: &[u8; RECORD_BYTES] = self.element(&self.records, position as usize)?;
        let feature: &[u8; FEATURE_BYTES] = self.element(&self.features, number(&bytes[16..18]) as usize)?;
        let kind = Kind::from_byte(feature[0]);
        let division = number(&bytes[10..12]) as u16;
        let district = number(&bytes[12..15]);
        let class = bytes[15];
        Some(Record {
            geonameid: number(&bytes[..4]),
            name: number(&bytes[18..22]),
            kind,
            point: point(&bytes[4..10]),
            division: (kind != Kind::Country && division != NO_DIVISION).then_some(division),
            country: self
                .division_bytes(division)
                .map_or(u8::MAX, |division| division[0]),
            population: if class == 0 {
                0.0
            } else {
                (f64::from(class - 1) / 8.0).exp2()
            },
            district: (district != NO_DISTRICT).then_some(district),
            feature: std::str::from_utf8(&feature[1..]).unwrap_or("").trim_end(),
        })
    }

    /// Whether each division, by its number, is of a country.
    pub fn divisions_of(&self, country: u8) -> Vec<bool> {
        self.bytes[self.divisions.clone()]
            .chunks_exact(DIVISION_BYTES)
            .map(|division| division[0] == country)
            .collect()
    }

    /// Division and point of each settlement that has a point and lies in one of the divisions, which are marked by number.
    pub fn settlements_in(&self, divisions: &[bool]) -> impl Iterator<Item = (u16, (f64, f64))> {
        let (records, _) = self.bytes[self.records.clone()].as_chunks::<RECORD_BYTES>();
        records.iter().filter_map(|record| {
            // Most records are elsewhere: this is asked first.
            let division = u16::from_le_bytes([record[10], record[11]]);
            if divisions.get(usize::from(division)) != Some(&true) {
                return None;
            }
            let feature: &[u8; FEATURE_BYTES] =
                self.element(&self.features, number(&record[16..18]) as usize)?;
            (Kind::from_byte(feature[0]) == Kind::Settlement).then_some((division, point(&record[4..10])?))
        })
    }

    /// The position of the record with an id.
    pub fn position(&self, geonameid: u32) -> Option<u32> {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = low.midpoint(high);
            let bytes: &[u8; RECORD_BYTES] = self.element(&self.records, middle)?;
            match number(&bytes[..4]).cmp(&geonameid) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Equal => return Some(middle as u32),
                std::cmp::Ordering::Greater => high = middle,
            }
        }
        None
    }

    fn division_bytes(&self, number: u16) -> Option<&'static [u8; DIVISION_BYTES]> {
        self.element(&self.divisions, usize::from(number))
    }

    /// A division's name (empty where its country has none there) and the number of its country.
    pub fn division(&self, number_of: u16) -> Option<(&'static str, u8)> {
        let bytes = self.division_bytes(number_of)?;
        Some((self.name(number(&bytes[1..5])), bytes[0]))
    }

    /// The name of a second-order division.
    pub fn district(&self, number_of: u32) -> Option<&'static str> {
        let bytes: &[u8; DISTRICT_BYTES] = self.element(&self.districts, number_of as usize)?;
        Some(self.name(number(bytes)))
    }

    /// The first-order divisions by number, with the position of their record.
    pub fn provinces(&self) -> BTreeMap<u16, u32> {
        (0..(self.divisions.len() / DIVISION_BYTES) as u16)
            .filter_map(|division| Some((division, number(&self.division_bytes(division)?[5..9]))))
            .filter(|(_, record)| *record != NO_RECORD)
            .collect()
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

    /// The readings of a name that is spelled otherwise in the gazetteer, in a country: by a key that romanisations of one
    /// name share. For names that have no reading as they are, in a country that the document speaks for; whoever takes
    /// one says that it is a fuzzy match.
    ///
    /// `key` is folded. The most populous readings come first; none for countries whose names are not romanised.
    pub fn find_fuzzy(&self, key: &str, country: u8) -> Vec<Reading> {
        let Some(country) = self.countries.get(usize::from(country)) else {
            return Vec::new();
        };
        let Some(coarse) = coarse(key) else {
            return Vec::new();
        };
        self.coarse
            .get(format!("{}{coarse}", country.iso2))
            .map_or_else(Vec::new, |value| self.posting(value))
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
        let Some((count, list)) = postings
            .get((value >> 1) as usize..)
            .and_then(<[u8]>::split_first_chunk::<2>)
        else {
            return Vec::new();
        };
        list.chunks_exact(4)
            .take(usize::from(u16::from_le_bytes(*count)))
            .map(|bytes| reading(number(bytes)))
            .collect()
    }
}
