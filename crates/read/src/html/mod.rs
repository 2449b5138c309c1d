//! Pages of HTML: the text of the report, and what the page says about it.

mod body;
mod encoding;
mod meta;
mod render;

pub use body::{BodyExtractor, Trafilatura};

use jiff::civil::Date;

/// What was read from a page. What the page does not say is `None`: nothing is taken from the clock.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Page {
    /// The headline, without the name of the site.
    pub title: Option<String>,
    /// The outlet: as the page names it, else the host of its address.
    pub publisher: Option<String>,
    /// Day of publication, from the page's metadata, its `time` elements or its address.
    pub published: Option<Date>,
    /// Day of the last change, where the page gives one.
    pub updated: Option<Date>,
    /// The address that the page calls its own, else the one that it was fetched from.
    pub url: Option<String>,
    /// The language that the page declares, in lower case: `en`, `pt-br`.
    pub language: Option<String>,
    /// The main text; paragraphs are parted by blank lines. Empty where none was found.
    pub text: String,
    /// The encoding that it was decoded from, by its name in the Encoding Standard.
    pub encoding: &'static str,
    /// Whether the page was over [`MAX_MARKUP`] or nested beyond [`MAX_DEPTH`], and only its beginning was looked at.
    pub cut: bool,
}

/// Bytes of markup, scripts and styles left out, that are looked at for the main text: more than pages of news have
/// Chosen so that one page takes no more than some 200 ms.
pub const MAX_MARKUP: usize = 288 * 1024;

/// How deep elements may lie in one another; tags beyond are dropped and their text is kept. Pages of news stay under 60.
pub const MAX_DEPTH: usize = 100;

/// Reads a page: its bytes as served, the charset of the `Content-Type` it was served with, the address it was fetched from.
///
/// # Example
/// ```
/// let page = b"<html><head><meta property='og:site_name' content='The Valley Post'>
///   <title>Two die in shelling - The Valley Post</title></head>
///   <body><article><h1>Two die in shelling</h1><p>Shells fell on the market of the town on Monday morning, killing two traders.</p>
///   <p>The mayor said that the fire came from the hills.</p></article></body></html>";
/// let page = dateline_read::read_page(page, None, Some("https://valley.example/2021/03/02/shelling"));
/// assert_eq!(page.title.as_deref(), Some("Two die in shelling"));
/// assert_eq!(page.publisher.as_deref(), Some("The Valley Post"));
/// assert_eq!(page.published, Some("2021-03-02".parse()?));
/// assert!(page.text.contains("two traders.\n\nThe mayor"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn read_page(bytes: &[u8], charset: Option<&str>, url: Option<&str>) -> Page {
    read_page_with(&Trafilatura, bytes, charset, url)
}

/// As [`read_page`], with a body extractor of one's own.
#[must_use]
pub fn read_page_with(
    extractor: &dyn BodyExtractor,
    bytes: &[u8],
    charset: Option<&str>,
    url: Option<&str>,
) -> Page {
    let (markup, encoding) = encoding::decode_page(bytes, charset);
    let mut page = meta::read(&markup, url);
    let (shielded, cut) = body::shield(&markup);
    page.text = extractor
        .body(&shielded)
        .map(|html| render::text(&html))
        .unwrap_or_default();
    page.encoding = encoding;
    page.cut = cut;
    page
}

/// The text of a fragment of HTML, as feeds carry it: everything that is text, paragraphs parted by blank lines.
pub(crate) fn fragment_text(html: &str) -> String {
    render::text(html)
}

/// The text of markup, its encoding as declared or guessed.
pub(crate) fn decode_markup(bytes: &[u8]) -> (String, &'static str) {
    encoding::decode_page(bytes, None)
}
