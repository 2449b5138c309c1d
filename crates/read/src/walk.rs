//! The files below a name, in an order that is always the same.

use crate::ReadError;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs, io,
    path::{Path, PathBuf},
    vec,
};

/// Walks a file or a directory: names sorted by their bytes at each level, links followed, each directory entered once.
///
/// It keeps its own stack, so a deep tree can not exhaust the program's.
#[derive(Debug, Default)]
pub(crate) struct Walk {
    stack: Vec<Level>,
    entered: BTreeSet<PathBuf>,
}

#[derive(Debug)]
struct Level {
    path: PathBuf,
    canonical: PathBuf,
    entries: vec::IntoIter<PathBuf>,
}

/// What was met next.
#[derive(Debug)]
pub(crate) enum Step {
    /// A file to read.
    File(PathBuf),
    /// Something in a directory that is no report.
    PassOver(String),
    /// Something that can not be read.
    Error(ReadError),
}

/// What was met in directories and is no report, counted by kind: `.html`, `hidden`, `link to a directory already read`.
///
/// Only the first kinds met are told apart, so that the count stays small on any tree.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PassedOver {
    kinds: BTreeMap<String, u64>,
}

impl PassedOver {
    const MAX_KINDS: usize = 16;

    pub(crate) fn add(&mut self, kind: String) {
        let known = self.kinds.len() < Self::MAX_KINDS || self.kinds.contains_key(&kind);
        *self
            .kinds
            .entry(if known { kind } else { "other".into() })
            .or_default() += 1;
    }

    /// How many of each kind, sorted by kind.
    pub fn kinds(&self) -> impl Iterator<Item = (&str, u64)> {
        self.kinds.iter().map(|(kind, n)| (kind.as_str(), *n))
    }

    /// How many in all.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.kinds.values().sum()
    }
}

impl Walk {
    /// Starts at a name given by the user.
    pub(crate) fn start(&mut self, root: &Path) -> Option<Step> {
        self.entered.clear();
        match fs::metadata(root) {
            Ok(meta) if meta.is_dir() => self.enter(root.to_owned()).map(Step::Error),
            Ok(_) => Some(Step::File(root.to_owned())),
            Err(error) => Some(Step::Error(unreachable_path(root, error))),
        }
    }

    /// The next file below the name started at; `None` when all is done.
    pub(crate) fn step(&mut self) -> Option<Step> {
        loop {
            let Some(path) = self.stack.last_mut()?.entries.next() else {
                self.stack.pop();
                continue;
            };
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            if name.starts_with('.') {
                return Some(Step::PassOver("hidden".into()));
            }
            let meta = match fs::metadata(&path) {
                Ok(meta) => meta,
                Err(error) => return Some(Step::Error(unreachable_path(&path, error))),
            };
            if meta.is_dir() {
                if let Some(met) = self.enter_found(path) {
                    return Some(met);
                }
                continue;
            }
            if !meta.is_file() {
                return Some(Step::PassOver("device or pipe".into()));
            }
            return Some(match kind_of(&path) {
                None => Step::File(path),
                Some(kind) => Step::PassOver(kind),
            });
        }
    }

    /// Enters a directory found in another, unless that was done before.
    fn enter_found(&mut self, path: PathBuf) -> Option<Step> {
        let canonical = match fs::canonicalize(&path) {
            Ok(canonical) => canonical,
            Err(error) => return Some(Step::Error(unreachable_path(&path, error))),
        };
        if let Some(above) = self.stack.iter().find(|level| level.canonical == canonical) {
            return Some(Step::Error(ReadError::DirectoryLoop {
                path,
                back_to: above.path.clone(),
            }));
        }
        if self.entered.contains(&canonical) {
            return Some(Step::PassOver("link to a directory already read".into()));
        }
        self.enter(path).map(Step::Error)
    }

    /// Lists a directory and puts it on the stack.
    fn enter(&mut self, path: PathBuf) -> Option<ReadError> {
        let listing = fs::canonicalize(&path).and_then(|canonical| {
            let mut entries = fs::read_dir(&path)?
                .map(|entry| entry.map(|e| e.path()))
                .collect::<io::Result<Vec<_>>>()?;
            entries.sort_unstable_by(|a, b| a.as_os_str().cmp(b.as_os_str()));
            Ok((canonical, entries))
        });
        match listing {
            Ok((canonical, entries)) => {
                self.entered.insert(canonical.clone());
                self.stack.push(Level {
                    path,
                    canonical,
                    entries: entries.into_iter(),
                });
                None
            }
            Err(source) => Some(ReadError::Io {
                path,
                action: "list the directory",
                source,
            }),
        }
    }
}

/// `None` for a file that a directory is read for: text, pages, feeds, archives and tables,
/// packed or not, or a name without an extension; else its kind.
fn kind_of(path: &Path) -> Option<String> {
    let extension = path.extension()?.to_string_lossy().to_ascii_lowercase();
    match extension.as_str() {
        "txt" | "text" | "jsonl" | "ndjson" | "html" | "htm" | "xhtml" | "xml" | "rss" | "atom" | "warc"
        | "csv" | "tsv" | "parquet" => None,
        // What is packed is told by the name below: `reports.jsonl.gz`.
        "gz" | "zst" => kind_of(&path.with_extension("")).map(|kind| format!("{kind}.{extension}")),
        _ => Some(format!(".{extension}")),
    }
}

/// Why a name leads nowhere.
fn unreachable_path(path: &Path, source: io::Error) -> ReadError {
    let path = path.to_owned();
    let is_link = fs::symlink_metadata(&path).is_ok_and(|meta| meta.is_symlink());
    match source.kind() {
        io::ErrorKind::NotFound if is_link => ReadError::BrokenLink { path },
        io::ErrorKind::NotFound => ReadError::Missing { path },
        _ if is_link && is_link_loop(&source) => ReadError::LinkLoop { path },
        _ => ReadError::Io {
            path,
            action: "find the file",
            source,
        },
    }
}

/// Whether the system gave up on following links. The standard library's kind for it is not stable yet; the numbers are
/// `ELOOP` of Linux and of the BSDs and macOS.
fn is_link_loop(error: &io::Error) -> bool {
    matches!(error.raw_os_error(), Some(40 | 62))
}
