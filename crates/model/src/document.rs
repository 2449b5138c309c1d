//! One report as it was read.

use crate::DocumentId;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One report: what was published, by whom, when.
///
/// `text` is the body as it was read; every offset in the project counts its bytes. A headline is kept in `title` and is
/// read only where `text` begins with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Document {
    /// Hash of the content: the same report has the same id wherever it is read from.
    pub id: DocumentId,
    /// Headline, if known apart from the text.
    pub title: Option<String>,
    /// Outlet that published it, as named in its metadata.
    pub publisher: Option<String>,
    /// Publication day in the place it was published. `None` leaves relative dates unresolved: no clock is consulted.
    pub published: Option<Date>,
    /// Where it was published.
    pub url: Option<String>,
    /// The body. At most 2 MiB.
    pub text: String,
}

/// What a [`Document`] is made from, before it has an id.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DocumentParts {
    /// See [`Document::title`].
    pub title: Option<String>,
    /// See [`Document::publisher`].
    pub publisher: Option<String>,
    /// See [`Document::published`].
    pub published: Option<Date>,
    /// See [`Document::url`].
    pub url: Option<String>,
    /// See [`Document::text`].
    pub text: String,
}

impl Document {
    /// A document with the id of its content (publisher, date, title and text; not its address, which changes).
    ///
    /// # Example
    /// ```
    /// use dateline_model::{Document, DocumentParts};
    /// let one = Document::new(DocumentParts { text: "Shells fell on the town.".into(), ..Default::default() });
    /// let two = Document::new(DocumentParts { text: "Shells fell on the town.".into(), ..Default::default() });
    /// assert_eq!(one.id, two.id);
    /// ```
    #[must_use]
    pub fn new(parts: DocumentParts) -> Self {
        let DocumentParts {
            title,
            publisher,
            published,
            url,
            text,
        } = parts;
        let day = published.map(|d| d.to_string()).unwrap_or_default();
        let id = DocumentId::of(&[
            publisher.as_deref().unwrap_or_default().as_bytes(),
            day.as_bytes(),
            title.as_deref().unwrap_or_default().as_bytes(),
            text.as_bytes(),
        ]);
        Self {
            id,
            title,
            publisher,
            published,
            url,
            text,
        }
    }
}
