//! CSV by RFC 4180, with `\n` at line ends, and its tab-separated sister.

use crate::{
    Entry, Options,
    table::{COLUMNS, Cell},
};
use std::{
    borrow::Cow,
    io::{self, Write},
};

/// What stands between cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Delimiter {
    /// With quotes where a cell needs them.
    Comma,
    /// Without quotes, which readers of such files do not know: tabs and line ends within a cell become blanks.
    Tab,
}

pub(crate) fn write<'a>(
    entries: impl IntoIterator<Item = Entry<'a>>,
    out: &mut impl Write,
    options: &Options,
    tagged: bool,
) -> io::Result<()> {
    if options.bom {
        out.write_all("\u{feff}".as_bytes())?;
    }
    row(
        out,
        COLUMNS.iter().map(|c| Cow::Borrowed(c.name)),
        Delimiter::Comma,
    )?;
    if tagged {
        row(
            out,
            COLUMNS.iter().map(|c| Cow::Borrowed(c.tag)),
            Delimiter::Comma,
        )?;
    }
    for entry in entries {
        row(
            out,
            COLUMNS
                .iter()
                .map(|c| Cow::Owned(shown((c.read)(&entry), options))),
            Delimiter::Comma,
        )?;
    }
    Ok(())
}

pub(crate) fn row<'a>(
    out: &mut impl Write,
    cells: impl Iterator<Item = Cow<'a, str>>,
    delimiter: Delimiter,
) -> io::Result<()> {
    for (at, cell) in cells.enumerate() {
        if at > 0 {
            out.write_all(match delimiter {
                Delimiter::Comma => b",",
                Delimiter::Tab => b"\t",
            })?;
        }
        match delimiter {
            Delimiter::Comma if cell.contains([',', '"', '\n', '\r']) => {
                write!(out, "\"{}\"", cell.replace('"', "\"\""))?;
            }
            Delimiter::Tab if cell.contains(['\t', '\n', '\r']) => {
                out.write_all(cell.replace(['\t', '\n', '\r'], " ").as_bytes())?;
            }
            _ => out.write_all(cell.as_bytes())?,
        }
    }
    out.write_all(b"\n")
}

pub(crate) fn shown(cell: Cell, options: &Options) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => safe(text, options),
        Cell::List(items) => safe(items.join("; "), options),
        Cell::Number(n) => n.to_string(),
        // Adding zero turns the negative zero into the plain one.
        Cell::Degrees(degrees) => format!("{:.4}", (degrees * 1e4).round() / 1e4 + 0.0),
        Cell::Decimal(n) => format!("{:?}", n + 0.0),
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
