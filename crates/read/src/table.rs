//! Tables of reports: CSV with named columns.
//!
//! Source: RFC 4180, and what spreadsheets write: semicolons or tabs, line breaks within quotes.

use crate::{
    Options, ReadError,
    decode::{NotText, decode},
    lines::{Line, next_line},
    pieces::{Found, Piece, Pieces},
};
use std::{
    collections::VecDeque,
    io::{self, BufRead},
    path::PathBuf,
};

/// The fields that a column can fill, with the names that a column may have without being mapped.
const FIELDS: [(&str, &[&str]); 6] = [
    ("id", &["id", "doc", "doc_id", "uid"]),
    ("title", &["title", "headline"]),
    ("text", &["text", "body", "content", "article"]),
    ("publisher", &["publisher", "source", "outlet"]),
    (
        "published",
        &["published", "date", "publication_date", "pub_date"],
    ),
    ("url", &["url", "link"]),
];

/// Which column fills which field, as the user maps them: `text=body,published=date`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Columns {
    given: Vec<(&'static str, String)>,
}

impl std::str::FromStr for Columns {
    type Err = String;

    /// Parses `field=column,…`. Fields are `id`, `title`, `text`, `publisher`, `published` and `url`.
    ///
    /// # Example
    /// ```
    /// use dateline_read::Columns;
    /// assert!("text=body,published=date".parse::<Columns>().is_ok());
    /// assert!("colour=body".parse::<Columns>().is_err());
    /// ```
    fn from_str(written: &str) -> Result<Self, String> {
        let mut given = Vec::new();
        for pair in written.split(',').filter(|p| !p.trim().is_empty()) {
            let (field, column) = pair
                .split_once('=')
                .ok_or_else(|| format!("`{pair}` is not field=column, as in text=body,published=date"))?;
            let Some((field, _)) = FIELDS.iter().find(|(f, _)| *f == field.trim()) else {
                return Err(format!(
                    "`{}` is no field; the fields are id, title, text, publisher, published, url",
                    field.trim()
                ));
            };
            given.push((*field, column.trim().to_owned()));
        }
        Ok(Self { given })
    }
}

impl Columns {
    /// Which of `names` fills which field, in the order of the fields; as the second, the mapped column that is not there.
    pub(crate) fn places(&self, names: &[String]) -> Result<[Option<usize>; 6], String> {
        let at = |wanted: &str| names.iter().position(|n| n.trim().eq_ignore_ascii_case(wanted));
        let mut places = [None; 6];
        for (place, (field, usual)) in places.iter_mut().zip(FIELDS) {
            *place = match self.given.iter().find(|(f, _)| *f == field) {
                Some((_, column)) => {
                    Some(at(column).ok_or_else(|| format!("there is no column `{column}`"))?)
                }
                None => usual.iter().find_map(|name| at(name)),
            };
        }
        if places[2].is_none() {
            return Err("no column holds the text".into());
        }
        Ok(places)
    }
}

pub(crate) const REMEDY: &str =
    "name the columns, as in --columns text=body,published=date; the others are found by their usual names";

/// The report in the cells of a row.
pub(crate) fn report(cell: impl Fn(usize) -> Option<String>, places: &[Option<usize>; 6]) -> Found {
    let get = |field: usize| places[field].and_then(&cell).filter(|v| !v.trim().is_empty());
    let mut found = Found {
        id: get(0),
        title: get(1),
        text: get(2).unwrap_or_default().replace("\r\n", "\n"),
        publisher: get(3),
        url: get(5),
        ..Found::default()
    };
    if let Some(written) = get(4) {
        found.published = crate::day::parse_any(&written);
        if found.published.is_none() {
            found.notes.push(crate::Note::NoDay {
                written: written.chars().take(40).collect(),
            });
        }
    }
    found
}

/// A file of CSV being read.
pub(crate) struct Csv {
    stream: Box<dyn BufRead + Send>,
    path: PathBuf,
    /// Lines read ahead, behind a row that turned out to be broken.
    ahead: VecDeque<Vec<u8>>,
    line: u64,
    record: u64,
    mark: u8,
    places: Option<[Option<usize>; 6]>,
    ended: bool,
}

/// What became of a row.
enum Row {
    End,
    Cells(u64, Vec<String>),
    Broken(ReadError),
}

impl Csv {
    pub(crate) fn new(stream: Box<dyn BufRead + Send>, path: PathBuf, mark: u8) -> Self {
        Self {
            stream,
            path,
            ahead: VecDeque::new(),
            line: 0,
            record: 0,
            mark,
            places: None,
            ended: false,
        }
    }

    fn line(&mut self, max: usize) -> io::Result<Option<Result<Vec<u8>, u64>>> {
        if let Some(line) = self.ahead.pop_front() {
            return Ok(Some(Ok(line)));
        }
        let mut line = Vec::new();
        Ok(match next_line(&mut self.stream, &mut line, max)? {
            Line::End => None,
            Line::TooLong(bytes) => Some(Err(bytes)),
            Line::Held => Some(Ok(line)),
        })
    }

    /// Reads a row: lines until its quotes are closed. A row whose quotes do not close, or close amid a cell, is reported alone:
    /// the lines behind its first are read again as rows of their own.
    fn row(&mut self, max: usize) -> io::Result<Row> {
        loop {
            let Some(first) = self.line(max)? else {
                return Ok(Row::End);
            };
            self.line += 1;
            let at = self.line;
            let too_long = |bytes| ReadError::LineTooLong {
                path: self.path.clone(),
                line: at,
                bytes,
                limit: max,
            };
            let mut row = match first {
                Ok(row) => row,
                Err(bytes) => return Ok(Row::Broken(too_long(bytes))),
            };
            if row.trim_ascii().is_empty() {
                continue;
            }
            let mut more: Vec<Vec<u8>> = Vec::new();
            loop {
                match cells(&row, self.mark) {
                    Cut::Cells(cells) => {
                        self.line += more.len() as u64;
                        return Ok(self.decoded(at, cells));
                    }
                    Cut::Open if row.len() <= max && more.len() < MAX_LINES => {
                        if let Some(Ok(next)) = self.line(max)? {
                            row.push(b'\n');
                            row.extend_from_slice(&next);
                            more.push(next);
                            // Only a line with a quote can close the row.
                            while !more.last().is_some_and(|l| l.contains(&b'"'))
                                && more.len() < MAX_LINES
                                && row.len() <= max
                            {
                                let Some(Ok(next)) = self.line(max)? else { break };
                                row.push(b'\n');
                                row.extend_from_slice(&next);
                                more.push(next);
                            }
                            continue;
                        }
                    }
                    _ => {}
                }
                for line in more.into_iter().rev() {
                    self.ahead.push_front(line);
                }
                return Ok(Row::Broken(self.wrong(
                    at,
                    "the quotes of the row are broken".into(),
                    QUOTES,
                )));
            }
        }
    }

    fn decoded(&self, at: u64, cells: Vec<Vec<u8>>) -> Row {
        let mut out = Vec::with_capacity(cells.len());
        for cell in cells {
            match decode(cell, false) {
                Ok(decoded) => out.push(decoded.text),
                Err(NotText::Nul(_)) => {
                    return Row::Broken(self.wrong(at, "there is a NUL byte in the row".into(), QUOTES));
                }
                Err(NotText::Invalid(offset, guess)) => {
                    return Row::Broken(ReadError::NotUtf8 {
                        path: self.path.clone(),
                        line: Some(at),
                        offset: offset as u64,
                        guess,
                    });
                }
            }
        }
        Row::Cells(at, out)
    }

    fn wrong(&self, line: u64, problem: String, remedy: &'static str) -> ReadError {
        ReadError::Malformed {
            path: self.path.clone(),
            record: Some(line),
            format: "table, line",
            problem,
            remedy,
        }
    }
}

/// Lines that one row may have.
const MAX_LINES: usize = 20_000;

const QUOTES: &str = "write a cell with line breaks, quotes or commas in quotes, and a quote within it twice";

impl Pieces for Csv {
    fn next(&mut self, options: &Options) -> Option<Piece> {
        loop {
            if self.ended {
                return None;
            }
            let row = match self.row(options.max_line) {
                Ok(row) => row,
                Err(source) => {
                    self.ended = true;
                    return Some(Piece::Error(ReadError::Io {
                        path: self.path.clone(),
                        action: "read on in the table",
                        source,
                    }));
                }
            };
            let (line, cells) = match row {
                Row::End => return None,
                Row::Broken(error) => {
                    self.ended = self.places.is_none();
                    return Some(Piece::Error(error));
                }
                Row::Cells(line, cells) => (line, cells),
            };
            let Some(places) = self.places else {
                match options.columns.places(&cells) {
                    Ok(places) => self.places = Some(places),
                    Err(problem) => {
                        self.ended = true;
                        return Some(Piece::Error(self.wrong(line, problem, REMEDY)));
                    }
                }
                continue;
            };
            self.record += 1;
            let mut found = report(|at| cells.get(at).cloned(), &places);
            (found.record, found.line) = (Some(self.record), Some(line));
            return Some(Piece::Report(found));
        }
    }
}

enum Cut {
    Cells(Vec<Vec<u8>>),
    /// A quote is not closed.
    Open,
    /// Something stands behind a closing quote.
    Broken,
}

/// The cells of a row.
fn cells(row: &[u8], mark: u8) -> Cut {
    let row = row.strip_prefix(b"\xef\xbb\xbf").unwrap_or(row);
    let mut cells = Vec::new();
    let mut rest = row;
    loop {
        let mut cell = Vec::new();
        if let Some(mut inner) = rest.strip_prefix(b"\"") {
            loop {
                let Some(end) = inner.iter().position(|&b| b == b'"') else {
                    return Cut::Open;
                };
                cell.extend_from_slice(&inner[..end]);
                inner = &inner[end + 1..];
                match inner.strip_prefix(b"\"") {
                    Some(behind) => {
                        cell.push(b'"');
                        inner = behind;
                    }
                    None => break,
                }
            }
            rest = inner
                .strip_prefix(b"\r")
                .filter(|r| r.is_empty())
                .unwrap_or(inner);
        } else {
            let end = rest.iter().position(|&b| b == mark).unwrap_or(rest.len());
            cell.extend_from_slice(&rest[..end]);
            rest = &rest[end..];
        }
        cells.push(cell);
        match rest.split_first() {
            None => return Cut::Cells(cells),
            Some((&b, behind)) if b == mark => rest = behind,
            Some(_) => return Cut::Broken,
        }
    }
}

/// What parts the cells of a table whose first line is this: the commonest of tab, semicolon and comma.
pub(crate) fn mark_of(first_line: &[u8]) -> u8 {
    let count = |mark: u8| first_line.iter().filter(|&&b| b == mark).count();
    [b',', b';', b'\t']
        .into_iter()
        .max_by_key(|&m| (count(m), m == b','))
        .unwrap_or(b',')
}

/// Whether the first line of a file names columns of which one holds the text.
pub(crate) fn is_header(first_line: &[u8], columns: &Columns) -> bool {
    let mark = mark_of(first_line);
    let Cut::Cells(cells) = cells(first_line.trim_ascii_end(), mark) else {
        return false;
    };
    let names: Vec<String> = cells
        .iter()
        .map(|c| String::from_utf8_lossy(c).into_owned())
        .collect();
    names.len() > 1
        && names.iter().all(|n| n.len() < 40 && !n.trim().is_empty())
        && columns.places(&names).is_ok()
}
