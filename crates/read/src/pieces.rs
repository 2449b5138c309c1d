//! What the readers of files of many reports have in common.

use crate::{Note, Options, Read, ReadError, Source, day, language, text::limit};
use dateline_model::{Document, DocumentParts};
use jiff::civil::Date;
use std::path::Path;

/// What comes next in a file of many reports.
pub(crate) enum Piece {
    /// A report.
    Report(Found),
    /// Something that can not be read; the file goes on.
    Error(ReadError),
    /// Something that is no report, by its kind.
    PassOver(String),
}

/// A file of many reports being read. It holds one of them at a time, or a bounded beginning of the file.
pub(crate) trait Pieces: Send {
    /// The next piece; `None` at the end, and ever after.
    fn next(&mut self, options: &Options) -> Option<Piece>;
}

/// A report as a format gives it.
#[derive(Debug, Default)]
pub(crate) struct Found {
    pub(crate) id: Option<String>,
    pub(crate) title: Option<String>,
    pub(crate) publisher: Option<String>,
    pub(crate) published: Option<Date>,
    pub(crate) updated: Option<Date>,
    pub(crate) url: Option<String>,
    pub(crate) text: String,
    /// Position in the file, from 1.
    pub(crate) record: Option<u64>,
    /// Line in the file, from 1.
    pub(crate) line: Option<u64>,
    pub(crate) notes: Vec<Note>,
}

impl Found {
    /// What was read from a page.
    pub(crate) fn page(page: crate::Page) -> Self {
        let mut notes = Vec::new();
        if page.encoding != "UTF-8" {
            notes.push(Note::Decoded {
                encoding: page.encoding,
            });
        }
        if page.cut {
            notes.push(Note::PageCut);
        }
        Self {
            title: page.title,
            publisher: page.publisher,
            published: page.published,
            updated: page.updated,
            url: page.url,
            text: page.text,
            notes,
            ..Self::default()
        }
    }

    /// The report with what the options assume, or the language for which it is set aside.
    pub(crate) fn finish(self, path: &Path, options: &Options) -> Result<Read, &'static str> {
        let mut notes = self.notes;
        let text = limit(self.text, options.max_text, false, &mut notes);
        if options.english_only
            && let Some(language) = language::foreign(&text)
        {
            return Err(language);
        }
        let mut published = self.published;
        if let Some(day) = published.filter(|d| !day::YEARS.contains(&d.year())) {
            notes.push(Note::OddDay { day });
            published = None;
        }
        Ok(Read {
            document: Document::new(DocumentParts {
                title: self.title,
                publisher: self.publisher.or_else(|| options.publisher.clone()),
                published: published.or(options.published),
                url: self.url,
                text,
            }),
            source: Source {
                path: path.to_owned(),
                record: self.record,
                line: self.line,
                id: self.id,
            },
            updated: self.updated,
            notes,
        })
    }
}
