//! Rows of cells: commas, semicolons or tabs; quotation marks by RFC 4180, in tab-separated files only data.

use std::borrow::Cow;

/// UTF-8 without its byte order mark, else ISO 8859-1.
pub(super) fn decode(bytes: &[u8]) -> Cow<'_, str> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => Cow::Owned(bytes.iter().map(|b| char::from(*b)).collect()),
    }
}

/// A row that is not empty.
pub(super) struct Row {
    /// Line on which it begins, from 1.
    pub line: u64,
    pub cells: Vec<String>,
    /// Whether the text ends within a quoted cell.
    pub open: bool,
}

pub(super) struct Rows<'a> {
    rest: &'a str,
    line: u64,
    delimiter: char,
}

impl<'a> Rows<'a> {
    /// What stands most often in the first line divides the cells.
    pub fn new(text: &'a str) -> Self {
        let first = text.lines().next().unwrap_or_default();
        let count = |c: char| first.matches(c).count();
        let delimiter = if count('\t') > 0 {
            '\t'
        } else if count(';') > count(',') {
            ';'
        } else {
            ','
        };
        Self {
            rest: text,
            line: 1,
            delimiter,
        }
    }

    fn row(&mut self) -> Row {
        let mut row = Row {
            line: self.line,
            cells: Vec::new(),
            open: false,
        };
        let quotes = self.delimiter != '\t';
        let mut cell = String::new();
        let mut quoted = false;
        let mut chars = self.rest.char_indices().peekable();
        let mut end = self.rest.len();
        while let Some((at, c)) = chars.next() {
            if c == '\n' {
                self.line += 1;
            }
            match c {
                '"' if quotes && quoted && chars.next_if(|(_, next)| *next == '"').is_some() => {
                    cell.push('"')
                }
                '"' if quotes && (quoted || cell.is_empty()) => quoted = !quoted,
                _ if quoted => cell.push(c),
                '\n' => {
                    end = at + 1;
                    break;
                }
                '\r' if chars.peek().is_none_or(|(_, next)| *next == '\n') => {}
                _ if c == self.delimiter => row.cells.push(std::mem::take(&mut cell)),
                _ => cell.push(c),
            }
        }
        row.open = quoted;
        row.cells.push(cell);
        self.rest = &self.rest[end..];
        row
    }
}

impl Iterator for Rows<'_> {
    type Item = Row;

    fn next(&mut self) -> Option<Row> {
        while !self.rest.is_empty() {
            let row = self.row();
            if row.open || row.cells.iter().any(|cell| !cell.trim().is_empty()) {
                return Some(row);
            }
        }
        None
    }
}
