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

    /// The report with its headline before its text, as it is coded where many reports are laid side by side: headlines tell
    /// figures that the text repeats only in parts. A text that has the headline near its beginning stays as it is.
    ///
    /// # Example
    /// ```
    /// use dateline_model::{Document, DocumentParts};
    /// let report = Document::new(DocumentParts {
    ///     title: Some("Two die in strike".into()),
    ///     text: "Shells fell on the town.".into(),
    ///     ..Default::default()
    /// });
    /// let headed = report.headed();
    /// assert_eq!(headed.text, "Two die in strike.\n\nShells fell on the town.");
    /// assert_eq!(headed.body(), "Shells fell on the town.");
    /// assert_eq!(headed.clone().headed(), headed);
    /// ```
    #[must_use]
    pub fn headed(self) -> Self {
        let Some(head) = self.head() else { return self };
        let fold = |s: &str| {
            let letters = s.chars().filter(|c| c.is_alphanumeric());
            letters.collect::<String>().to_lowercase()
        };
        let title = self.title.as_deref().unwrap_or_default();
        let near: String = self.text.chars().take(2 * title.chars().count() + 100).collect();
        if fold(&near).contains(&fold(title)) {
            return self;
        }
        let text = head + &self.text;
        let Self {
            title,
            publisher,
            published,
            url,
            ..
        } = self;
        Self::new(DocumentParts {
            title,
            publisher,
            published,
            url,
            text,
        })
    }

    /// The text without the headline that [`Document::headed`] put before it.
    #[must_use]
    pub fn body(&self) -> &str {
        let head = self.head();
        head.and_then(|head| self.text.strip_prefix(head.as_str()))
            .unwrap_or(&self.text)
    }

    /// What goes before the text; `None` without a headline.
    fn head(&self) -> Option<String> {
        let title = self.title.as_deref()?.trim();
        (!title.is_empty()).then(|| format!("{}.\n\n", title.trim_end_matches('.')))
    }
}
