//! Web archives (WARC 1.0 and 1.1), one page at a time.
//!
//! Lengths are not trusted: a record ends where the next one begins, and a record whose length says otherwise is reported
//! and set aside alone.
//!
//! Source: ISO 28500:2017; <https://iipc.github.io/warc-specifications/>.

use crate::{
    Options, ReadError,
    lines::{Line, next_line},
    pieces::{Found, Piece, Pieces},
    unpack::{Packing, Unpacked},
};
use std::{
    io::{self, BufRead, Read as _},
    path::PathBuf,
};

/// Bytes of a header line, and how many of them are read.
const MAX_HEADER: (usize, usize) = (64 * 1024, 200);

const REMEDY: &str =
    "the records beside it are read; fetch the archive again, or mend it with a tool for WARC files";

/// An archive being read.
pub(crate) struct Warc {
    stream: Box<dyn BufRead + Send>,
    path: PathBuf,
    record: u64,
    /// The first line of the next record has been read.
    begun: bool,
    ended: bool,
    buffer: Vec<u8>,
}

/// The headers of a record that matter here.
#[derive(Default)]
struct Headers {
    kind: String,
    content_type: String,
    target: Option<String>,
    date: Option<jiff::civil::Date>,
    length: Option<u64>,
}

/// How the content of a record ended.
enum End {
    /// Where it should.
    Right,
    /// The next record began before.
    Early,
    /// The file ended before.
    File,
    /// So many bytes that are no record stood behind it.
    Late(u64),
}

impl Warc {
    pub(crate) fn new(stream: Box<dyn BufRead + Send>, path: PathBuf) -> Self {
        Self {
            stream,
            path,
            record: 0,
            begun: false,
            ended: false,
            buffer: Vec::new(),
        }
    }

    fn wrong(&self, problem: String) -> Piece {
        Piece::Error(ReadError::Malformed {
            path: self.path.clone(),
            record: Some(self.record),
            format: "web archive",
            problem,
            remedy: REMEDY,
        })
    }

    /// Goes to the first line of the next record; says how many bytes that are not blank were passed.
    fn find_next(&mut self) -> io::Result<u64> {
        let mut passed = 0;
        while !self.begun {
            match next_line(&mut self.stream, &mut self.buffer, MAX_HEADER.0)? {
                Line::End => {
                    self.ended = true;
                    break;
                }
                Line::TooLong(bytes) => passed += bytes,
                Line::Held if begins_record(&self.buffer) => self.begun = true,
                Line::Held => passed += self.buffer.trim_ascii().len() as u64,
            }
        }
        Ok(passed)
    }

    fn headers(&mut self) -> io::Result<Headers> {
        let mut headers = Headers::default();
        for _ in 0..MAX_HEADER.1 {
            match next_line(&mut self.stream, &mut self.buffer, MAX_HEADER.0)? {
                Line::TooLong(_) => continue,
                Line::Held if !self.buffer.is_empty() => {}
                _ => break,
            }
            let line = String::from_utf8_lossy(&self.buffer);
            let Some((name, value)) = line.split_once(':') else {
                continue;
            };
            let value = value.trim();
            match name.to_ascii_lowercase().as_str() {
                "warc-type" => headers.kind = value.to_ascii_lowercase(),
                "content-type" => headers.content_type = value.to_ascii_lowercase(),
                "warc-target-uri" => headers.target = Some(value.trim_matches(['<', '>']).to_owned()),
                "warc-date" => headers.date = crate::day::parse_any(value),
                "content-length" => headers.length = value.parse().ok(),
                _ => {}
            }
        }
        Ok(headers)
    }

    /// Reads the content of a record, keeping no more than `keep` bytes of it.
    fn content(&mut self, length: u64, keep: usize) -> io::Result<(Vec<u8>, End)> {
        let mut kept = Vec::new();
        let mut left = length;
        let mut at_line_start = true;
        while left > 0 {
            self.buffer.clear();
            let most = left.min(MAX_HEADER.0 as u64);
            let read = (&mut self.stream)
                .take(most)
                .read_until(b'\n', &mut self.buffer)?;
            if read == 0 {
                self.ended = true;
                return Ok((kept, End::File));
            }
            if at_line_start && begins_record(&self.buffer) {
                self.begun = true;
                return Ok((kept, End::Early));
            }
            at_line_start = self.buffer.ends_with(b"\n");
            left -= read as u64;
            let room = keep.saturating_sub(kept.len()).min(read);
            kept.extend_from_slice(&self.buffer[..room]);
        }
        let passed = self.find_next()?;
        Ok((kept, if passed > 0 { End::Late(passed) } else { End::Right }))
    }

    fn read_record(&mut self, options: &Options) -> io::Result<Option<Piece>> {
        if !self.begun {
            let passed = self.find_next()?;
            if passed > 0 {
                return Ok(Some(self.wrong(format!(
                    "{passed} bytes stand before the next record and belong to none"
                ))));
            }
        }
        if !self.begun {
            return Ok(None);
        }
        self.begun = false;
        self.record += 1;
        let headers = self.headers()?;
        let Some(length) = headers.length else {
            self.find_next()?;
            return Ok(Some(self.wrong("the record has no length".into())));
        };
        let wanted = matches!(headers.kind.as_str(), "response" | "resource" | "conversion");
        let keep = if wanted { options.max_page } else { 0 };
        let (content, end) = self.content(length, keep)?;
        let problem = match end {
            End::Right => {
                return Ok(Some(match wanted {
                    true => page(&headers, &content, options, self.record),
                    false => Piece::PassOver(format!("{} of a web archive", word_of(&headers.kind))),
                }));
            }
            End::Early => {
                format!("the record says that it has {length} bytes, but the next begins before them")
            }
            End::File => format!("the record says that it has {length} bytes, but the file ends before them"),
            End::Late(bytes) => {
                format!("the record says that it has {length} bytes, but {bytes} more stand behind them")
            }
        };
        Ok(Some(self.wrong(problem)))
    }
}

impl Pieces for Warc {
    fn next(&mut self, options: &Options) -> Option<Piece> {
        if self.ended && !self.begun {
            return None;
        }
        match self.read_record(options) {
            Ok(piece) => piece,
            Err(source) => {
                (self.ended, self.begun) = (true, false);
                Some(Piece::Error(ReadError::Io {
                    path: self.path.clone(),
                    action: "read on in the web archive",
                    source,
                }))
            }
        }
    }
}

fn begins_record(line: &[u8]) -> bool {
    matches!(line.trim_ascii_end(), b"WARC/1.0" | b"WARC/1.1")
}

/// The kind of a record for the count of what was passed over: known words only, so that the count stays small.
fn word_of(kind: &str) -> &'static str {
    match kind {
        "warcinfo" => "description",
        "request" => "request",
        "metadata" => "metadata",
        "revisit" => "revisit",
        _ => "other record",
    }
}

/// The report in a record.
fn page(headers: &Headers, content: &[u8], options: &Options, record: u64) -> Piece {
    let mut content_type = headers.content_type.clone();
    let mut body = std::borrow::Cow::Borrowed(content);
    if content.starts_with(b"HTTP/") {
        let Some(http) = Http::cut(content) else {
            return Piece::PassOver("answer without content of a web archive".into());
        };
        if http.status != 200 {
            return Piece::PassOver("answer other than 200 of a web archive".into());
        }
        content_type = http.content_type.clone();
        body = http.body(options.max_page).into();
    }
    let charset = content_type
        .split_once("charset=")
        .map(|(_, c)| c.trim_matches(['"', '\'', ' ']));
    let mut found = if content_type.contains("html") {
        Found::page(crate::read_page(&body, charset, headers.target.as_deref()))
    } else if content_type.starts_with("text/plain") {
        let (text, _) = (String::from_utf8_lossy(&body), ());
        Found {
            url: headers.target.clone(),
            text: text.replace('\0', " "),
            ..Found::default()
        }
    } else {
        return Piece::PassOver("content other than pages of a web archive".into());
    };
    // A page can not have been published after it was fetched; one day for the time zones.
    if let (Some(day), Some(fetched)) = (found.published, headers.date)
        && fetched.tomorrow().is_ok_and(|last| day > last)
    {
        found.notes.push(crate::Note::OddDay { day });
        found.published = None;
    }
    found.record = Some(record);
    Piece::Report(found)
}

/// An answer of HTTP.
struct Http<'a> {
    status: u16,
    content_type: String,
    packed: bool,
    chunked: bool,
    rest: &'a [u8],
}

impl<'a> Http<'a> {
    fn cut(content: &'a [u8]) -> Option<Self> {
        let at = |mark: &[u8]| {
            content
                .windows(mark.len())
                .position(|w| w == mark)
                .map(|at| (at, mark.len()))
        };
        let (end, width) = at(b"\r\n\r\n").or_else(|| at(b"\n\n"))?;
        let head = String::from_utf8_lossy(&content[..end]);
        let mut lines = head.lines();
        let mut http = Self {
            status: lines.next()?.split_whitespace().nth(1)?.parse().ok()?,
            content_type: String::new(),
            packed: false,
            chunked: false,
            rest: &content[end + width..],
        };
        for (name, value) in lines.filter_map(|line| line.split_once(':')) {
            let value = value.trim().to_ascii_lowercase();
            match name.to_ascii_lowercase().as_str() {
                "content-type" => http.content_type = value,
                "content-encoding" => http.packed = value.contains("gzip"),
                "transfer-encoding" => http.chunked = value.contains("chunked"),
                _ => {}
            }
        }
        Some(http)
    }

    /// The content. Crawlers often leave headers that no longer hold, so what does not look packed or in chunks is not.
    fn body(&self, max: usize) -> Vec<u8> {
        let joined = if self.chunked { unchunked(self.rest) } else { None };
        let body = joined.unwrap_or_else(|| self.rest.to_vec());
        match Packing::of(&body) {
            Some(packing) if self.packed => {
                let mut out = Vec::new();
                let unpacked = Unpacked::new(packing, io::Cursor::new(body.clone()))
                    .and_then(|stream| stream.take(max as u64).read_to_end(&mut out));
                // What was unpacked before the damage is the beginning of the page.
                if unpacked.is_err() && out.is_empty() {
                    body
                } else {
                    out
                }
            }
            _ => body,
        }
    }
}

/// The chunks of a body joined; `None` where it is not in chunks.
fn unchunked(mut rest: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    loop {
        let end = rest.iter().take(20).position(|&b| b == b'\n')?;
        let size = std::str::from_utf8(&rest[..end]).ok()?.split(';').next()?.trim();
        let size = usize::from_str_radix(size, 16).ok()?;
        rest = &rest[end + 1..];
        if size == 0 {
            return Some(out);
        }
        out.extend_from_slice(&rest[..size.min(rest.len())]);
        rest = rest.get(size..).unwrap_or_default();
        rest = rest
            .strip_prefix(b"\r\n")
            .or_else(|| rest.strip_prefix(b"\n"))
            .unwrap_or(rest);
        if rest.is_empty() {
            return Some(out);
        }
    }
}
