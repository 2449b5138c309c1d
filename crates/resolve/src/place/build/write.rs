//! The last stage: maps out of the sorted keys, and all sections into one file.

use super::join::Joined;
use super::spill::{Merged, Run};
use super::{BuildError, Watch};
use crate::place::atlas::{HEADER_BYTES, MAGIC, SECTIONS, header};
use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::{self, BufReader, BufWriter, Read as _, Seek as _, Write},
    path::Path,
};

/// Readings of a name kept for each country, and in all; the most populous first. Chosen: over what a chooser can tell
/// apart, under what would slow it ('San Antonio' has some 3,000 in the whole of GeoNames).
const READINGS_OF_COUNTRY: u32 = 32;
const READINGS: usize = 1024;

/// Writes the maps and puts the file together at `out`. Gives its length and how many names it has.
pub(super) fn write(
    joined: &Joined,
    about: &str,
    folder: &Path,
    out: &Path,
    watch: &mut dyn Watch,
) -> Result<(u64, u64), BuildError> {
    let mut postings = Postings {
        out: BufWriter::with_capacity(1 << 20, create(folder, "postings.section")?),
        bytes: 0,
    };
    let bytes = joined
        .keys
        .iter()
        .chain(&joined.coarse)
        .map(|run| run.bytes)
        .sum();
    watch.stage(Path::new("names"), bytes);
    let names = map(folder, "map.section", &joined.keys, &mut postings, watch)?;
    map(folder, "coarse.section", &joined.coarse, &mut postings, watch)?;
    postings.out.flush().map_err(BuildError::Work)?;
    let bytes = assemble(joined, about, folder, out)?;
    Ok((bytes, names))
}

fn create(folder: &Path, name: &str) -> Result<File, BuildError> {
    File::create(folder.join(name)).map_err(BuildError::Work)
}

struct Postings {
    out: BufWriter<File>,
    bytes: u64,
}

impl Postings {
    /// The value of a name in the map: its only reading, or where its readings stand.
    fn value(&mut self, readings: &[u32]) -> io::Result<u64> {
        if let [only] = readings {
            return Ok(u64::from(*only) << 1);
        }
        let at = self.bytes;
        self.out.write_all(&(readings.len() as u16).to_le_bytes())?;
        for reading in readings {
            self.out.write_all(&reading.to_le_bytes())?;
        }
        self.bytes += 2 + readings.len() as u64 * 4;
        Ok(at << 1 | 1)
    }
}

/// The readings of one key, capped.
#[derive(Default)]
struct Readings {
    all: Vec<u32>,
    of_country: BTreeMap<u8, u32>,
}

impl Readings {
    fn add(&mut self, tail: &[u8]) {
        let &[_, country, a, b, c, d, alternate] = tail else {
            return;
        };
        let count = self.of_country.entry(country).or_default();
        if *count < READINGS_OF_COUNTRY && self.all.len() < READINGS {
            *count += 1;
            self.all
                .push(u32::from_be_bytes([a, b, c, d]) << 1 | u32::from(alternate));
        }
    }

    fn clear(&mut self) {
        self.all.clear();
        self.of_country.clear();
    }
}

fn map(
    folder: &Path,
    name: &str,
    runs: &[Run],
    postings: &mut Postings,
    watch: &mut dyn Watch,
) -> Result<u64, BuildError> {
    let failed = |error: fst::Error| match error {
        fst::Error::Io(error) => BuildError::Work(error),
        fst::Error::Fst(error) => BuildError::Work(io::Error::other(error)),
    };
    let out = BufWriter::with_capacity(1 << 20, create(folder, name)?);
    let mut map = fst::MapBuilder::new(out).map_err(failed)?;
    let mut merged = Merged::new(folder, runs).map_err(BuildError::Work)?;
    let (mut row, mut key, mut count) = (Vec::new(), Vec::new(), 0);
    let mut readings = Readings::default();
    loop {
        let more = merged.next(&mut row).map_err(BuildError::Work)?;
        watch.advance(if more { 4 + row.len() as u64 } else { 0 });
        let end = row.iter().position(|byte| *byte == 0).unwrap_or(row.len());
        if (!more || row[..end] != key[..]) && !readings.all.is_empty() {
            let value = postings.value(&readings.all).map_err(BuildError::Work)?;
            map.insert(&key, value).map_err(failed)?;
            count += 1;
            readings.clear();
        }
        if !more {
            break;
        }
        if row[..end] != key[..] {
            key.clear();
            key.extend_from_slice(&row[..end]);
        }
        readings.add(row.get(end + 1..).unwrap_or(&[]));
    }
    let mut out = map.into_inner().map_err(failed)?;
    out.flush().map_err(BuildError::Work)?;
    Ok(count)
}

/// What a section is copied from.
enum From<'a> {
    Memory(&'a [u8]),
    File(&'a str),
}

/// Writes beside `out` first: a file under its name is always a whole one.
fn assemble(joined: &Joined, about: &str, folder: &Path, out: &Path) -> Result<u64, BuildError> {
    let unwritable = |source| BuildError::Write {
        path: out.to_owned(),
        source,
    };
    let sections: [From<'_>; SECTIONS] = [
        From::Memory(about.as_bytes()),
        From::Memory(&joined.countries),
        From::Memory(&joined.divisions),
        From::Memory(&joined.districts),
        From::Memory(&joined.features),
        From::File(&joined.records.name),
        From::File(&joined.names.name),
        From::File("postings.section"),
        From::File("map.section"),
        From::File("coarse.section"),
    ];
    let mut partial = out.as_os_str().to_owned();
    partial.push(".partial");
    let partial = Path::new(&partial);
    let file = File::create(partial).map_err(unwritable)?;
    let mut writer = BufWriter::with_capacity(1 << 20, file);
    writer.write_all(&[0; HEADER_BYTES]).map_err(unwritable)?;
    let mut hasher = blake3::Hasher::new();
    let mut lengths = [0; SECTIONS];
    for (length, section) in lengths.iter_mut().zip(sections) {
        *length = match section {
            From::Memory(bytes) => {
                hasher.update(bytes);
                writer.write_all(bytes).map_err(unwritable)?;
                bytes.len() as u64
            }
            From::File(name) => {
                let file = File::open(folder.join(name)).map_err(BuildError::Work)?;
                let mut reader = BufReader::new(file);
                copy(&mut reader, &mut hasher, &mut writer, unwritable)?
            }
        };
    }
    let header = header(&lengths, *hasher.finalize().as_bytes());
    debug_assert!(header.starts_with(MAGIC));
    let finish = |mut writer: BufWriter<File>| {
        writer.flush()?;
        writer.seek(io::SeekFrom::Start(0))?;
        writer.write_all(&header)?;
        writer.flush()?;
        writer.get_ref().sync_all()?;
        fs::rename(partial, out)
    };
    finish(writer).map_err(unwritable)?;
    Ok(HEADER_BYTES as u64 + lengths.iter().sum::<u64>())
}

fn copy(
    reader: &mut BufReader<File>,
    hasher: &mut blake3::Hasher,
    writer: &mut impl Write,
    unwritable: impl Fn(io::Error) -> BuildError,
) -> Result<u64, BuildError> {
    let mut buffer = vec![0; 1 << 16];
    let mut total = 0;
    loop {
        let read = reader.read(&mut buffer).map_err(BuildError::Work)?;
        if read == 0 {
            return Ok(total);
        }
        hasher.update(&buffer[..read]);
        writer.write_all(&buffer[..read]).map_err(&unwritable)?;
        total += read as u64;
    }
}
