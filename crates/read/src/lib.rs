//! Reports from files, directories, JSON Lines and standard input, one [`Document`](dateline_model::Document) at a time.
//!
//! [`read`] gives an iterator that never holds more than one report (and one directory listing a level), so a run over a
//! million records needs no more memory than a run over ten. What can not be read comes out as a [`ReadError`] in its
//! place, naming file, line, reason and remedy; the iterator goes on behind it. What was read with a change (cut at a
//! limit, decoded from another encoding) carries a [`Note`].
//!
//! # Example
//! ```
//! use dateline_read::{Input, Options, read};
//!
//! let folder = tempfile::tempdir()?;
//! std::fs::write(folder.path().join("a.txt"), "---\npublished: 2017-11-14\n---\nShells fell on the town.\n")?;
//! std::fs::write(folder.path().join("b.jsonl"), "{\"id\": 7, \"text\": \"Two died.\"}\n{\"id\": 8}\n")?;
//!
//! let results: Vec<_> = read([Input::from(folder.path())], Options::default()).collect();
//! let first = results[0].as_ref().expect("a report");
//! assert_eq!(first.document.text, "Shells fell on the town.\n");
//! assert_eq!(first.document.published, Some("2017-11-14".parse()?));
//! let second = results[1].as_ref().expect("a record");
//! assert_eq!(second.source.id.as_deref(), Some("7"));
//! assert!(results[2].is_err(), "the third has no text");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod columnar;
mod day;
mod decode;
mod error;
mod feed;
mod front_matter;
mod html;
mod language;
mod lines;
mod note;
mod pieces;
mod reader;
mod record;
mod sniff;
mod source;
mod table;
mod tags;
mod text;
mod unpack;
mod walk;
mod warc;
mod wire;

pub use error::{ErrorKind, ReadError};
pub use feed::{FeedItem, FeedPage, read_feed};
pub use html::{BodyExtractor, MAX_DEPTH, MAX_MARKUP, Page, Trafilatura, read_page, read_page_with};
pub use language::foreign;
pub use note::Note;
pub use reader::{Input, Options, Read, Reader, read};
pub use source::Source;
pub use table::Columns;
pub use unpack::unpack;
pub use walk::PassedOver;
pub use wire::{Copy, Signature, WireCopies, agency};
