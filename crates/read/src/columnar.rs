//! Parquet files with named columns.

use crate::{
    Options, ReadError,
    pieces::{Found, Piece, Pieces},
    table,
};
use parquet::{
    file::{reader::FileReader, serialized_reader::SerializedFileReader},
    record::{Field, reader::RowIter},
    schema::types::Type,
};
use std::{
    fs::File,
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    sync::Arc,
};

/// A file of Parquet being read, row by row.
pub(crate) struct Columnar {
    rows: Option<RowIter<'static>>,
    names: [Option<String>; 6],
    path: PathBuf,
    record: u64,
}

fn wrong(path: &Path, record: Option<u64>, problem: String, remedy: &'static str) -> ReadError {
    ReadError::Malformed {
        path: path.to_owned(),
        record,
        format: "Parquet file",
        problem,
        remedy,
    }
}

const REMEDY: &str =
    "write the file again; it is read with plain columns, uncompressed or as Snappy, gzip or Zstandard";

impl Columnar {
    pub(crate) fn open(path: PathBuf, options: &Options) -> Result<Self, ReadError> {
        let file = File::open(&path).map_err(|source| ReadError::Io {
            path: path.clone(),
            action: "open the file",
            source,
        })?;
        let broken = |problem: String| wrong(&path, None, problem, REMEDY);
        // The library panics on some damaged files.
        let reader = catch_unwind(AssertUnwindSafe(|| SerializedFileReader::new(file)))
            .map_err(|_| broken("its footer is damaged".into()))?
            .map_err(|error| broken(error.to_string()))?;
        let schema = reader.metadata().file_metadata().schema();
        let fields = schema.get_fields();
        let names: Vec<String> = fields.iter().map(|f| f.name().to_owned()).collect();
        let places = options
            .columns
            .places(&names)
            .map_err(|problem| wrong(&path, None, problem, table::REMEDY))?;
        let mut wanted: Vec<usize> = places.iter().flatten().copied().collect();
        wanted.sort_unstable();
        wanted.dedup();
        if let Some(nested) = wanted.iter().find(|&&at| !fields[at].is_primitive()) {
            return Err(broken(format!(
                "the column `{}` holds no plain values",
                names[*nested]
            )));
        }
        let kept = wanted.iter().map(|&at| Arc::clone(&fields[at])).collect();
        let projection = Type::group_type_builder(schema.name())
            .with_fields(kept)
            .build()
            .map_err(|error| broken(error.to_string()))?;
        let rows = RowIter::from_file_into(Box::new(reader))
            .project(Some(projection))
            .map_err(|error| broken(error.to_string()))?;
        Ok(Self {
            rows: Some(rows),
            names: places.map(|place| place.map(|at| names[at].clone())),
            path,
            record: 0,
        })
    }
}

impl Pieces for Columnar {
    fn next(&mut self, _: &Options) -> Option<Piece> {
        let rows = self.rows.as_mut()?;
        let problem = match catch_unwind(AssertUnwindSafe(|| rows.next())) {
            Ok(None) => {
                self.rows = None;
                return None;
            }
            Ok(Some(Ok(row))) => {
                self.record += 1;
                let cell = |at: usize| {
                    let name = self.names[at].as_ref()?;
                    let (_, field) = row.get_column_iter().find(|(n, _)| *n == name)?;
                    written(field)
                };
                let places = std::array::from_fn(Some);
                let mut found: Found = table::report(cell, &places);
                found.record = Some(self.record);
                return Some(Piece::Report(found));
            }
            Ok(Some(Err(error))) => error.to_string(),
            Err(_) => "a page of it is damaged".into(),
        };
        self.rows = None;
        Some(Piece::Error(wrong(
            &self.path,
            Some(self.record + 1),
            problem,
            REMEDY,
        )))
    }
}

/// A value as text.
fn written(field: &Field) -> Option<String> {
    match field {
        Field::Null | Field::Group(_) | Field::ListInternal(_) | Field::MapInternal(_) => None,
        Field::Str(text) => Some(text.clone()),
        Field::Bytes(bytes) => Some(String::from_utf8_lossy(bytes.data()).into_owned()),
        Field::Date(days) => day_of_seconds(i64::from(*days).checked_mul(86_400)?),
        Field::TimestampMillis(ms) => day_of_seconds(ms.div_euclid(1_000)),
        Field::TimestampMicros(us) => day_of_seconds(us.div_euclid(1_000_000)),
        other => Some(other.to_string()),
    }
}

fn day_of_seconds(seconds: i64) -> Option<String> {
    let time = jiff::Timestamp::from_second(seconds).ok()?;
    Some(jiff::tz::TimeZone::UTC.to_datetime(time).date().to_string())
}
