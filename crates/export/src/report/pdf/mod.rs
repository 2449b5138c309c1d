//! A page as PDF, set by [Typst](https://typst.app), with the fonts that come with it: the same bytes on every machine.
//!
//! The page becomes a text in Typst's language (`markup`), which is all that Typst sees: no file, no package, no clock.

mod markup;

use super::{Material, page};
use typst::{
    Library, LibraryExt as _, World,
    diag::{FileError, FileResult, SourceDiagnostic},
    foundations::{Bytes, Datetime, Duration, Smart},
    syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot},
    text::{Font, FontBook},
    utils::LazyHash,
};
use typst_layout::PagedDocument;
use typst_pdf::PdfOptions;

/// A report could not be set.
#[derive(Debug, thiserror::Error)]
#[error("the report could not be set as PDF: {problem}")]
pub struct PdfError {
    problem: String,
}

/// The report as PDF: tagged for screen readers, with the links of the web page.
///
/// # Errors
/// [`PdfError`]: the typesetter refused. Nothing that stands in a report should make it do so.
pub fn write_pdf(material: &Material) -> Result<Vec<u8>, PdfError> {
    let desk = Desk::new(markup::write(&page::lay_out(material)))?;
    let document: PagedDocument = typst::compile(&desk).output.map_err(|e| refused(&e))?;
    let options = PdfOptions {
        creator: Smart::Custom(Some("Dateline".to_owned())),
        ..PdfOptions::default()
    };
    typst_pdf::pdf(&document, &options).map_err(|e| refused(&e))
}

fn refused(problems: &[SourceDiagnostic]) -> PdfError {
    let said: Vec<&str> = problems.iter().map(|p| p.message.as_str()).collect();
    PdfError {
        problem: said.join("; "),
    }
}

/// All that Typst may see: one text and the fonts.
struct Desk {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    text: Source,
}

impl Desk {
    fn new(text: String) -> Result<Self, PdfError> {
        let name = VirtualPath::new("report.typ").map_err(|e| PdfError {
            problem: e.to_string(),
        })?;
        let fonts: Vec<Font> = typst_assets::fonts()
            .flat_map(|data| Font::iter(Bytes::new(data)))
            .collect();
        Ok(Self {
            library: LazyHash::new(Library::default()),
            book: LazyHash::new(FontBook::from_fonts(&fonts)),
            fonts,
            text: Source::new(RootedPath::new(VirtualRoot::Project, name).intern(), text),
        })
    }
}

impl World for Desk {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.book
    }

    fn main(&self) -> FileId {
        self.text.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.text.id() {
            Ok(self.text.clone())
        } else {
            Err(FileError::AccessDenied)
        }
    }

    fn file(&self, _: FileId) -> FileResult<Bytes> {
        Err(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
