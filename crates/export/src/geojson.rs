//! GeoJSON (RFC 7946): longitude before latitude, WGS 84, no geometry where the place is not known.

use crate::{
    Entry,
    table::{COLUMNS, Cell, point},
};
use serde_json::{Map, Value, json};
use std::io::{self, Write};

pub(crate) fn write<'a>(
    entries: impl IntoIterator<Item = Entry<'a>>,
    out: &mut impl Write,
) -> io::Result<()> {
    out.write_all(b"{\"type\":\"FeatureCollection\",\"features\":[")?;
    for (at, entry) in entries.into_iter().enumerate() {
        out.write_all(if at == 0 { b"\n" } else { b",\n" })?;
        serde_json::to_writer(&mut *out, &feature(&entry))?;
    }
    out.write_all(b"\n]}\n")
}

fn feature(entry: &Entry<'_>) -> Value {
    let geometry =
        point(entry).map(|(lat, lon)| json!({"type": "Point", "coordinates": [rounded(lon), rounded(lat)]}));
    let properties: Map<String, Value> = COLUMNS
        .iter()
        .filter(|c| !matches!(c.name, "id" | "latitude" | "longitude"))
        .map(|c| (c.name.to_owned(), value((c.read)(entry))))
        .collect();
    json!({"type": "Feature", "id": entry.incident.id.as_str(), "geometry": geometry, "properties": properties})
}

fn value(cell: Cell) -> Value {
    match cell {
        Cell::Empty => Value::Null,
        Cell::Text(text) => Value::from(text),
        Cell::List(items) => Value::from(items),
        Cell::Number(n) => Value::from(n),
        Cell::Degrees(degrees) => Value::from(rounded(degrees)),
        Cell::Decimal(n) => Value::from(n),
        Cell::Flag(flag) => Value::from(flag),
    }
}

/// Five decimals, about a metre: more would pretend. Adding zero turns the negative zero into the plain one.
fn rounded(degrees: f64) -> f64 {
    (degrees * 1e5).round() / 1e5 + 0.0
}
