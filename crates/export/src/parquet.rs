//! Parquet and GeoParquet 1.1: the columns of the own layout with their types, and each place as a WKB point.
//!
//! Lists are lists, days are dates, tolls are whole numbers, and what is not known is null. Zstandard throughout. The same
//! entries give the same bytes: no clock, no thread.

use crate::{
    Entry,
    table::{COLUMNS, Cell, point},
};
use jiff::civil::{Date, date};
use parquet::{
    basic::{Compression, ConvertedType, LogicalType, Repetition, Type as Physical, ZstdLevel},
    data_type::{BoolType, ByteArray, ByteArrayType, DataType, DoubleType, Int32Type, Int64Type},
    errors::ParquetError,
    file::{
        metadata::KeyValue,
        properties::WriterProperties,
        writer::{SerializedFileWriter, SerializedRowGroupWriter},
    },
    schema::types::Type,
};
use std::{
    io::{self, Write},
    sync::Arc,
};

/// Rows of a row group: a few megabytes before packing, so that memory stays flat and readers can skip.
const GROUP: usize = 16_384;

/// The type of a column of the own layout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Text,
    List,
    Number,
    Degrees,
    Flag,
    Day,
}

fn kind(column: &str) -> Kind {
    match column {
        "start" | "end" => Kind::Day,
        "latitude" | "longitude" => Kind::Degrees,
        "geonameid" | "claims" | "corroboration" | "killed_low" | "killed_best" | "killed_high"
        | "injured_low" | "injured_best" | "injured_high" => Kind::Number,
        "killed_open" | "killed_stated" | "injured_open" | "injured_stated" | "disputed" => Kind::Flag,
        "disputes" | "speakers" | "documents" | "mentions" | "review" | "reviewed_by" | "reviewed_at"
        | "review_reasons" => Kind::List,
        _ => Kind::Text,
    }
}

/// Metadata of GeoParquet 1.1 for one column of points in WGS 84, longitude first (the default reference system).
const GEO: &str = r#"{"version":"1.1.0","primary_column":"geometry","columns":{"geometry":{"encoding":"WKB","geometry_types":["Point"]}}}"#;

pub(crate) fn write<'a>(
    entries: impl IntoIterator<Item = Entry<'a>>,
    out: &mut impl Write,
    geo: bool,
) -> io::Result<()> {
    let file = file(entries, geo).map_err(io::Error::other)?;
    out.write_all(&file)
}

fn file<'a>(entries: impl IntoIterator<Item = Entry<'a>>, geo: bool) -> Result<Vec<u8>, ParquetError> {
    let metadata = geo.then(|| vec![KeyValue::new("geo".to_owned(), GEO.to_owned())]);
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_created_by("dateline".to_owned())
        .set_key_value_metadata(metadata)
        .build();
    // Packed bytes are held until the end: a standard output can not be handed to the writer.
    let mut writer = SerializedFileWriter::new(Vec::new(), Arc::new(schema(geo)?), Arc::new(properties))?;
    let mut entries = entries.into_iter();
    loop {
        let group: Vec<Entry<'a>> = entries.by_ref().take(GROUP).collect();
        if group.is_empty() {
            return writer.into_inner();
        }
        let mut rows = writer.next_row_group()?;
        for column in COLUMNS {
            let cells = group.iter().map(|entry| (column.read)(entry));
            put(&mut rows, kind(column.name), cells)?;
        }
        if geo {
            let points = group
                .iter()
                .map(|entry| point(entry).map(|p| ByteArray::from(wkb(p))));
            optional::<ByteArrayType>(&mut rows, points)?;
        }
        rows.close()?;
    }
}

fn schema(geo: bool) -> Result<Type, ParquetError> {
    let mut fields = Vec::new();
    for column in COLUMNS {
        fields.push(Arc::new(field(column.name, kind(column.name))?));
    }
    if geo {
        fields.push(Arc::new(primitive("geometry", Physical::BYTE_ARRAY, None)?));
    }
    Type::group_type_builder("incidents").with_fields(fields).build()
}

fn field(name: &str, kind: Kind) -> Result<Type, ParquetError> {
    match kind {
        Kind::Text => primitive(name, Physical::BYTE_ARRAY, Some(LogicalType::String)),
        Kind::Number => primitive(name, Physical::INT64, None),
        Kind::Degrees => primitive(name, Physical::DOUBLE, None),
        Kind::Flag => primitive(name, Physical::BOOLEAN, None),
        Kind::Day => primitive(name, Physical::INT32, Some(LogicalType::Date)),
        Kind::List => {
            let element = primitive("element", Physical::BYTE_ARRAY, Some(LogicalType::String))?;
            let items = Type::group_type_builder("list")
                .with_repetition(Repetition::REPEATED)
                .with_fields(vec![Arc::new(element)])
                .build()?;
            Type::group_type_builder(name)
                .with_repetition(Repetition::OPTIONAL)
                .with_logical_type(Some(LogicalType::List))
                .with_converted_type(ConvertedType::LIST)
                .with_fields(vec![Arc::new(items)])
                .build()
        }
    }
}

fn primitive(name: &str, physical: Physical, logical: Option<LogicalType>) -> Result<Type, ParquetError> {
    Type::primitive_type_builder(name, physical)
        .with_repetition(Repetition::OPTIONAL)
        .with_logical_type(logical)
        .build()
}

type Rows<'a> = SerializedRowGroupWriter<'a, Vec<u8>>;

fn put(rows: &mut Rows<'_>, kind: Kind, cells: impl Iterator<Item = Cell>) -> Result<(), ParquetError> {
    match kind {
        Kind::Text => optional::<ByteArrayType>(
            rows,
            cells.map(|cell| match cell {
                Cell::Text(text) => Some(ByteArray::from(text.into_bytes())),
                _ => None,
            }),
        ),
        Kind::Number => optional::<Int64Type>(
            rows,
            cells.map(|cell| match cell {
                Cell::Number(n) => i64::try_from(n).ok(),
                _ => None,
            }),
        ),
        Kind::Degrees => optional::<DoubleType>(
            rows,
            cells.map(|cell| match cell {
                Cell::Degrees(degrees) => Some(degrees),
                _ => None,
            }),
        ),
        Kind::Flag => optional::<BoolType>(
            rows,
            cells.map(|cell| match cell {
                Cell::Flag(flag) => Some(flag),
                _ => None,
            }),
        ),
        Kind::Day => optional::<Int32Type>(
            rows,
            cells.map(|cell| match cell {
                Cell::Text(day) => day.parse().ok().map(days),
                _ => None,
            }),
        ),
        Kind::List => lists(rows, cells),
    }
}

/// Days since 1970.
fn days(day: Date) -> i32 {
    date(1970, 1, 1).until(day).map_or(0, |span| span.get_days())
}

fn optional<T: DataType>(
    rows: &mut Rows<'_>,
    cells: impl Iterator<Item = Option<T::T>>,
) -> Result<(), ParquetError> {
    let mut values = Vec::new();
    let mut defined = Vec::new();
    for cell in cells {
        defined.push(i16::from(cell.is_some()));
        values.extend(cell);
    }
    column::<T>(rows, &values, &defined, None)
}

/// Lists of text: level 0 is no list, 1 an empty one, 3 an item; an item that is not the first of its list repeats.
fn lists(rows: &mut Rows<'_>, cells: impl Iterator<Item = Cell>) -> Result<(), ParquetError> {
    let (mut values, mut defined, mut repeated) = (Vec::new(), Vec::new(), Vec::new());
    for cell in cells {
        let items = match cell {
            Cell::List(items) if !items.is_empty() => items,
            _ => {
                defined.push(0);
                repeated.push(0);
                continue;
            }
        };
        for (at, item) in items.into_iter().enumerate() {
            defined.push(3);
            repeated.push(i16::from(at > 0));
            values.push(ByteArray::from(item.into_bytes()));
        }
    }
    column::<ByteArrayType>(rows, &values, &defined, Some(&repeated))
}

fn column<T: DataType>(
    rows: &mut Rows<'_>,
    values: &[T::T],
    defined: &[i16],
    repeated: Option<&[i16]>,
) -> Result<(), ParquetError> {
    let Some(mut column) = rows.next_column()? else {
        return Err(ParquetError::General("the schema has fewer columns".to_owned()));
    };
    column.typed::<T>().write_batch(values, Some(defined), repeated)?;
    column.close()
}

/// A point as well-known binary: byte order, type 1, longitude, latitude.
fn wkb((lat, lon): (f64, f64)) -> Vec<u8> {
    let mut bytes = vec![1, 1, 0, 0, 0];
    bytes.extend(lon.to_le_bytes());
    bytes.extend(lat.to_le_bytes());
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_without_rows_is_whole() {
        let file = file([], true).expect("memory takes it");
        assert!(file.starts_with(b"PAR1") && file.ends_with(b"PAR1"));
        let whole = String::from_utf8_lossy(&file);
        assert!(whole.contains("primary_column"), "the place's column is named");
    }

    #[test]
    fn every_column_has_the_type_of_its_cells() {
        let known = |name: &str| COLUMNS.iter().any(|c| c.name == name);
        for name in [
            "start",
            "longitude",
            "geonameid",
            "injured_high",
            "disputed",
            "documents",
            "mentions",
            "review",
            "reviewed_by",
            "reviewed_at",
            "review_reasons",
        ] {
            assert!(known(name) && kind(name) != Kind::Text, "{name}");
        }
    }

    #[test]
    fn a_point_is_longitude_first_and_little_endian() {
        let point = wkb((10.5, 20.25));
        assert_eq!(point.len(), 21);
        assert_eq!(point[5..13], 20.25f64.to_le_bytes());
    }

    #[test]
    fn days_count_from_1970() {
        assert_eq!(days(date(1970, 1, 2)), 1);
        assert_eq!(days(date(2024, 5, 1)), 19_844);
    }
}
