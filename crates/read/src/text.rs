//! A file that is one report: text, with or without front matter.

use crate::{
    Note, Options, Read, ReadError, Source,
    decode::{NotText, decode},
    front_matter,
};
use dateline_model::{Document, DocumentParts};
use std::{
    io::{self, Read as _},
    path::PathBuf,
};

/// Room for front matter, beyond the text itself.
const HEAD_ROOM: usize = 64 * 1024;

/// Reads one report from `stream`, holding no more of it than the limit on text asks for.
pub(crate) fn read_text(
    stream: &mut dyn io::BufRead,
    path: PathBuf,
    options: &Options,
) -> Result<Read, ReadError> {
    // UTF-16 takes two bytes for a character that takes one in UTF-8.
    let most = options.max_text.saturating_mul(2).saturating_add(HEAD_ROOM);
    let mut bytes = Vec::new();
    let outcome = stream.take(most as u64 + 1).read_to_end(&mut bytes);
    if let Err(source) = outcome {
        return Err(ReadError::Io {
            path,
            action: "read the file",
            source,
        });
    }
    let broken_off = bytes.len() > most;
    let decoded = match decode(bytes, broken_off) {
        Ok(decoded) => decoded,
        Err(NotText::Nul(at)) => {
            return Err(ReadError::Binary {
                path,
                offset: at as u64,
            });
        }
        Err(NotText::Invalid(at, guess)) => {
            return Err(ReadError::NotUtf8 {
                path,
                line: None,
                offset: at as u64,
                guess,
            });
        }
    };
    let (matter, body) = match front_matter::split(&decoded.text) {
        Ok(split) => split,
        Err(problem) => {
            return Err(ReadError::FrontMatter {
                path,
                line: problem.line,
                problem: problem.what,
                remedy: problem.remedy,
            });
        }
    };
    let mut notes: Vec<Note> = decoded
        .from
        .map(|encoding| Note::Decoded { encoding })
        .into_iter()
        .collect();
    let text = if body.len() == decoded.text.len() {
        decoded.text
    } else {
        body.to_owned()
    };
    let text = limit(text, options.max_text, broken_off, &mut notes);
    let document = Document::new(DocumentParts {
        title: matter.title,
        publisher: matter.publisher.or_else(|| options.publisher.clone()),
        published: matter.published.or(options.published),
        url: matter.url,
        text,
    });
    let source = Source {
        path,
        record: None,
        line: None,
        id: matter.id,
    };
    Ok(Read {
        document,
        source,
        updated: None,
        notes,
    })
}

/// Cuts a text at the limit, on a character boundary, and notes that or its emptiness.
pub(crate) fn limit(mut text: String, max: usize, broken_off: bool, notes: &mut Vec<Note>) -> String {
    if text.len() > max {
        text.truncate(text.floor_char_boundary(max));
        text.shrink_to_fit();
        notes.push(Note::Cut { limit: max });
    } else if broken_off {
        notes.push(Note::Cut { limit: max });
    }
    if text.trim().is_empty() {
        notes.push(Note::Empty);
    }
    text
}
