//! News feeds: RSS 0.9 to 2.0, Atom, JSON Feed; and the pages that they point to, where those lie beside the feed.
//!
//! Sources: <https://www.rssboard.org/rss-specification>, RFC 4287, <https://www.jsonfeed.org/version/1.1/>.

use crate::{
    Note, Options, Page, Read, ReadError, day,
    html::fragment_text,
    pieces::{Found, Piece, Pieces},
    tags::{Token, Tokens, attribute, squash, unescape},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::{
    collections::VecDeque,
    fs::File,
    io::Read as _,
    path::{Component, Path, PathBuf},
};

/// A feed: read whole, within the limit on pages, and handed out item by item.
pub(crate) struct Feed {
    path: PathBuf,
    items: VecDeque<FeedItem>,
    problem: Option<String>,
    publisher: Option<String>,
    record: u64,
}

/// One item of a feed, as it is written there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FeedItem {
    /// What the feed calls it: a `guid` or `id`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The headline, as text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The address of the page, as written; it may be relative to the feed's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// When it was published, as written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published: Option<String>,
    /// When it was last changed, as written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub updated: Option<String>,
    /// The whole text, as markup.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content: Option<String>,
    /// A summary, as markup.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
}

/// A feed that was read whole: see [`read_feed`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct FeedPage {
    /// What the feed calls itself.
    pub title: Option<String>,
    /// Its items, in their order.
    pub items: Vec<FeedItem>,
    /// What is wrong with the feed, where something is; the items before it are there all the same.
    pub problem: Option<String>,
}

/// Reads a feed: the bytes of RSS, Atom or a JSON Feed, told apart by their first sign.
///
/// # Example
/// ```
/// let feed = dateline_read::read_feed(b"<rss><channel><title>Harbour Wire</title>
///   <item><title>Shells hit the port</title><link>https://wire.example/port</link></item></channel></rss>");
/// assert_eq!(feed.title.as_deref(), Some("Harbour Wire"));
/// assert_eq!(feed.items[0].link.as_deref(), Some("https://wire.example/port"));
/// assert_eq!(feed.problem, None);
/// ```
#[must_use]
pub fn read_feed(bytes: &[u8]) -> FeedPage {
    let start = bytes
        .strip_prefix(b"\xef\xbb\xbf")
        .unwrap_or(bytes)
        .trim_ascii_start();
    let feed = if start.starts_with(b"{") {
        Feed::json(start, PathBuf::new())
    } else {
        Feed::xml(bytes, false, PathBuf::new())
    };
    FeedPage {
        title: feed.publisher,
        items: feed.items.into(),
        problem: feed.problem,
    }
}

impl FeedItem {
    /// The report that an item tells of: its page where that was fetched and has more text than the item, else the item alone. What the
    /// item says of headline, day and address goes before what the page says, as when a feed is read from a file; `publisher` is the
    /// feed's, for pages that name none. `name` is where the feed is from.
    ///
    /// # Errors
    /// The language of the text, where the options set it aside.
    pub fn into_read(
        self,
        name: &Path,
        publisher: Option<&str>,
        page: Option<Page>,
        options: &Options,
    ) -> Result<Read, &'static str> {
        self.found(page.map(Found::page), publisher).finish(name, options)
    }

    /// The item with its page.
    fn found(self, page: Option<Found>, publisher: Option<&str>) -> Found {
        let text = self
            .content
            .or(self.summary)
            .map(|t| fragment_text(&t))
            .unwrap_or_default();
        let written = self.published.or_else(|| self.updated.clone());
        let published = written.as_deref().and_then(day::parse_any);
        let mut found = page
            .filter(|page| page.text.len() > text.len())
            .unwrap_or_else(|| Found {
                text,
                ..Found::default()
            });
        if let Some(written) = written.filter(|w| published.is_none() && !w.trim().is_empty()) {
            found.notes.push(Note::NoDay {
                written: written.trim().chars().take(40).collect(),
            });
        }
        found.id = self.id;
        found.title = self.title.or(found.title);
        found.publisher = found.publisher.or_else(|| publisher.map(str::to_owned));
        found.published = published.or(found.published);
        found.updated = self.updated.as_deref().and_then(day::parse_any).or(found.updated);
        found.url = self.link.or(found.url);
        found
    }
}

const REMEDY: &str = "the items before it are read; fetch the feed again";

impl Feed {
    /// Reads the bytes of a feed in XML; `cut` says that they are only its beginning.
    pub(crate) fn xml(bytes: &[u8], cut: bool, path: PathBuf) -> Self {
        let (markup, _) = crate::html::decode_markup(bytes);
        let mut feed = Self::empty(path);
        let whole = feed.read_xml(&markup);
        if cut {
            feed.problem = Some("the feed is over the limit on pages; what follows was not read".into());
        } else if !whole {
            feed.problem = Some("the feed ends within an item".into());
        } else if feed.items.is_empty() && !is_feed(&markup) {
            feed.problem = Some("this XML is neither RSS nor Atom".into());
        }
        feed
    }

    /// Reads the bytes of a JSON Feed.
    pub(crate) fn json(bytes: &[u8], path: PathBuf) -> Self {
        let mut feed = Self::empty(path);
        let value: Value = match serde_json::from_slice(bytes) {
            Ok(value) => value,
            Err(error) => {
                feed.problem = Some(format!("not a JSON Feed: {error}"));
                return feed;
            }
        };
        let own = |value: &Value, key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
        feed.publisher = own(&value, "title");
        for item in value.get("items").and_then(Value::as_array).into_iter().flatten() {
            feed.items.push_back(FeedItem {
                id: own(item, "id"),
                title: own(item, "title").map(|t| squash(&t)),
                link: own(item, "url"),
                published: own(item, "date_published"),
                updated: own(item, "date_modified"),
                content: own(item, "content_html")
                    .or_else(|| own(item, "content_text").map(|t| as_markup(&t))),
                summary: own(item, "summary").map(|t| as_markup(&t)),
            });
        }
        feed
    }

    fn empty(path: PathBuf) -> Self {
        Self {
            path,
            items: VecDeque::new(),
            problem: None,
            publisher: None,
            record: 0,
        }
    }

    /// Reads the items; whether the last one was complete.
    fn read_xml(&mut self, markup: &str) -> bool {
        let mut tokens = Tokens::xml(markup);
        let mut open: Option<(FeedItem, usize)> = None;
        let mut depth = 0usize;
        while let Some(token) = tokens.next() {
            let Token::Open {
                name,
                attributes,
                closed,
            } = token
            else {
                if let Token::Close(name) = token {
                    depth = depth.saturating_sub(1);
                    let done = matches!(local(name), "item" | "entry");
                    if done && let Some((item, _)) = open.take() {
                        self.items.push_back(item);
                    }
                }
                continue;
            };
            let name = local(name);
            if matches!(name, "item" | "entry") && open.is_none() {
                depth += usize::from(!closed);
                open = Some((FeedItem::default(), depth));
                continue;
            }
            let Some((item, level)) = &mut open else {
                if name == "title" && self.publisher.is_none() && !closed {
                    self.publisher =
                        Some(squash(&fragment_text(&content(&mut tokens, name)))).filter(|t| !t.is_empty());
                } else {
                    depth += usize::from(!closed);
                }
                continue;
            };
            if closed || depth != *level || !is_known(name) {
                if name == "link" {
                    item.link(attribute(attributes, "href"), attribute(attributes, "rel"));
                }
                depth += usize::from(!closed);
                continue;
            }
            let link = attribute(attributes, "href");
            let rel = attribute(attributes, "rel");
            let written = content(&mut tokens, name);
            match name {
                "link" => item.link(link.or_else(|| Some(squash(&unescape(&written)))), rel),
                _ => item.set(name, written),
            }
        }
        open.is_none()
    }

    fn report(&mut self, item: FeedItem, options: &Options) -> Piece {
        self.record += 1;
        let page = item
            .link
            .as_deref()
            .and_then(|link| self.page_beside(link, options));
        let mut found = item.found(page, self.publisher.as_deref());
        found.record = Some(self.record);
        Piece::Report(found)
    }

    /// The page that a link points to, where it was stored beside the feed: under the last part of its address, or as
    /// mirroring tools lay it, `host/path`. No page is fetched.
    fn page_beside(&self, link: &str, options: &Options) -> Option<Found> {
        if self.path.as_os_str() == "-" {
            return None;
        }
        let folder = self.path.parent()?;
        let bare = link.split(['?', '#']).next()?;
        let rest = bare
            .split_once("://")
            .map_or(bare, |(_, rest)| rest)
            .trim_matches('/');
        let last = rest.rsplit('/').next().filter(|l| !l.is_empty())?;
        let candidates = [
            rest.to_owned(),
            format!("{rest}.html"),
            format!("{rest}/index.html"),
            last.to_owned(),
            format!("{last}.html"),
        ];
        let mut file = candidates.iter().find_map(|name| {
            let inside = Path::new(name)
                .components()
                .all(|c| matches!(c, Component::Normal(_)));
            let path = folder.join(name);
            (inside && path.is_file()).then(|| File::open(path).ok())?
        })?;
        let mut bytes = Vec::new();
        let read = (&mut file).take(options.max_page as u64).read_to_end(&mut bytes);
        if read.is_err() || !crate::sniff::is_page(&bytes) {
            return None;
        }
        Some(Found::page(crate::read_page(&bytes, None, Some(link))))
    }
}

impl Pieces for Feed {
    fn next(&mut self, options: &Options) -> Option<Piece> {
        if let Some(item) = self.items.pop_front() {
            return Some(self.report(item, options));
        }
        let problem = self.problem.take()?;
        Some(Piece::Error(ReadError::Malformed {
            path: self.path.clone(),
            record: Some(self.record + 1),
            format: "feed",
            problem,
            remedy: REMEDY,
        }))
    }
}

impl FeedItem {
    fn link(&mut self, link: Option<String>, rel: Option<String>) {
        let own = rel.is_none_or(|r| r == "alternate");
        if own && self.link.is_none() {
            self.link = link.filter(|l| !l.is_empty());
        }
    }

    fn set(&mut self, name: &str, written: String) {
        let plain = || Some(squash(&fragment_text(&written))).filter(|t| !t.is_empty());
        match name {
            "title" => self.title = plain(),
            "guid" | "id" => self.id = plain(),
            "pubDate" | "published" | "date" | "issued" => {
                self.published = self.published.take().or_else(plain)
            }
            "updated" | "modified" => self.updated = plain(),
            "encoded" | "content" => self.content = Some(written),
            "description" | "summary" => self.summary = Some(written),
            _ => {}
        }
    }
}

fn is_known(name: &str) -> bool {
    matches!(
        name,
        "title"
            | "guid"
            | "id"
            | "pubDate"
            | "published"
            | "date"
            | "issued"
            | "updated"
            | "modified"
            | "encoded"
            | "content"
            | "description"
            | "summary"
            | "link"
    )
}

fn is_feed(markup: &str) -> bool {
    Tokens::xml(markup)
        .any(|t| matches!(t, Token::Open { name, .. } if matches!(local(name), "rss" | "feed" | "RDF")))
}

/// A name without its prefix.
fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

/// What stands in an element that was just opened, as markup: escaped markup is unescaped once, elements are kept as written.
fn content(tokens: &mut Tokens<'_>, name: &str) -> String {
    let mut out = String::new();
    let mut depth = 0usize;
    let mut before = tokens.rest();
    while let Some(token) = tokens.next() {
        let written = &before[..before.len() - tokens.rest().len()];
        before = tokens.rest();
        match token {
            Token::Close(n) if local(n) == name && depth == 0 => break,
            Token::Close(n) => {
                depth -= usize::from(local(n) == name && depth > 0);
                out.push_str(written);
            }
            Token::Open { name: n, closed, .. } => {
                depth += usize::from(local(n) == name && !closed);
                out.push_str(written);
            }
            Token::Text(text) => out.push_str(&unescape(text)),
            Token::Raw(text) => out.push_str(text),
            Token::Aside => {}
        }
    }
    out
}

/// Plain text as markup that gives it back.
fn as_markup(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace("\n\n", "<p>")
        .replace('\n', "<br>")
}
