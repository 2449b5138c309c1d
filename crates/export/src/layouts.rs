//! The layouts that are borrowed from other projects: their columns in their order, filled as far as an incident tells.
//!
//! Each row ends with the columns of the own layout, named `dateline_…`, because none of the borrowed ones has room for bounds,
//! attribution and disputes. GDELT's table has no header and takes no further columns.

mod acled;
mod gdelt;
mod hdx;
mod polecat;
mod ucdp;

pub(crate) use gdelt::names as gdelt_names;
pub(crate) use hdx::write as write_hdx;

use crate::{
    Entry, Format, Options,
    csv::{self, Delimiter},
    table::{COLUMNS, Cell},
    told::Told,
};
use std::{
    borrow::Cow,
    io::{self, Write},
};

/// A column of a borrowed layout.
pub(crate) struct Column {
    pub name: &'static str,
    pub read: fn(&Told<'_>) -> Cell,
}

/// A borrowed layout of one row an incident.
pub(crate) struct Layout {
    /// The taxonomy, as the column `dateline_scheme` names it.
    pub scheme: &'static str,
    pub delimiter: Delimiter,
    /// Whether a row of names comes first and the own columns last.
    pub header: bool,
    pub columns: &'static [Column],
}

macro_rules! layout_columns {
    ($($name:literal $read:expr;)+) => {
        &[$($crate::layouts::Column { name: $name, read: $read },)+]
    };
}
use layout_columns;

/// The layout of a format, where it is a borrowed one of a row an incident.
pub(crate) fn layout(format: Format) -> Option<&'static Layout> {
    match format {
        Format::Acled => Some(&acled::LAYOUT),
        Format::Ucdp => Some(&ucdp::LAYOUT),
        Format::Gdelt => Some(&gdelt::LAYOUT),
        Format::Polecat => Some(&polecat::LAYOUT),
        _ => None,
    }
}

/// Own columns that are named otherwise in a borrowed layout.
fn renamed(name: &'static str) -> Cow<'static, str> {
    match name {
        // The layout's own scheme stands in `dateline_scheme`.
        "scheme" => "dateline_plover_scheme".into(),
        "event_type" => "dateline_plover_type".into(),
        _ => format!("dateline_{name}").into(),
    }
}

pub(crate) fn write<'a>(
    layout: &Layout,
    entries: impl IntoIterator<Item = Entry<'a>>,
    out: &mut impl Write,
    options: &Options,
) -> io::Result<()> {
    if layout.header {
        if options.bom {
            out.write_all("\u{feff}".as_bytes())?;
        }
        let theirs = layout.columns.iter().map(|c| Cow::Borrowed(c.name));
        let ours = COLUMNS.iter().map(|c| renamed(c.name));
        let names = theirs.chain([Cow::Borrowed("dateline_scheme")]).chain(ours);
        csv::row(out, names, layout.delimiter)?;
    }
    for entry in entries {
        let told = Told::of(entry);
        let theirs = layout.columns.iter().map(|c| (c.read)(&told));
        let scheme = std::iter::once(Cell::Text(layout.scheme.to_owned()));
        let ours = COLUMNS.iter().map(|c| (c.read)(&entry));
        let own = scheme.chain(ours).filter(|_| layout.header);
        let cells = theirs
            .chain(own)
            .map(|cell| Cow::Owned(csv::shown(cell, options)));
        csv::row(out, cells, layout.delimiter)?;
    }
    Ok(())
}
