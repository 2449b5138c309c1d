//! CSV by RFC 4180, with `\n` at line ends.

use crate::{
    Entry, Options,
    table::{COLUMNS, Cell},
};
use std::{
    borrow::Cow,
    io::{self, Write},
};

pub(crate) fn write<'a>(
    entries: impl IntoIterator<Item = Entry<'a>>,
    out: &mut impl Write,
    options: &Options,
    tagged: bool,
) -> io::Result<()> {
    if options.bom {
        out.write_all("\u{feff}".as_bytes())?;
    }
    row(out, COLUMNS.iter().map(|c| Cow::Borrowed(c.name)))?;
    if tagged {
        row(out, COLUMNS.iter().map(|c| Cow::Borrowed(c.tag)))?;
    }
    for entry in entries {
        row(
            out,
            COLUMNS
                .iter()
                .map(|c| Cow::Owned(shown((c.read)(&entry), options))),
        )?;
    }
    Ok(())
}

fn row<'a>(out: &mut impl Write, cells: impl Iterator<Item = Cow<'a, str>>) -> io::Result<()> {
    for (at, cell) in cells.enumerate() {
        if at > 0 {
            out.write_all(b",")?;
        }
        if cell.contains([',', '"', '\n', '\r']) {
            write!(out, "\"{}\"", cell.replace('"', "\"\""))?;
        } else {
            out.write_all(cell.as_bytes())?;
        }
    }
    out.write_all(b"\n")
}

fn shown(cell: Cell, options: &Options) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => safe(text, options),
        Cell::List(items) => safe(items.join("; "), options),
        Cell::Number(n) => n.to_string(),
        // Adding zero turns the negative zero into the plain one.
        Cell::Degrees(degrees) => format!("{:.4}", (degrees * 1e4).round() / 1e4 + 0.0),
        Cell::Flag(flag) => flag.to_string(),
    }
}

/// Keeps a spreadsheet from taking a stranger's words for a formula.
fn safe(text: String, options: &Options) -> String {
    if options.spreadsheet_safe && text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{text}")
    } else {
        text
    }
}
