//! A file of feeds with a feed more or less; all else in it stays as it was written, remarks too.

use crate::{FeedSettings, Settings, SettingsError};
use std::{
    fs, io,
    path::{Path, PathBuf},
};
use toml_edit::{ArrayOfTables, DocumentMut, Item, Table, value};
use url::Url;

/// A feed to be watched, as it is written in a file of feeds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewFeed {
    /// Where it is: http or https, without a password.
    pub url: String,
    /// The publisher of its reports, whatever they say themselves.
    pub publisher: Option<String>,
    /// How often it is asked for: `10m`.
    pub every: Option<String>,
    /// Whether the pages that it points to are fetched, too.
    pub pages: Option<bool>,
}

/// A file of feeds that a program changes. A running [`watch`](crate::watch) that looks at it takes the change up.
///
/// # Example
/// ```
/// use dateline_watch::{FeedFile, NewFeed};
/// let folder = tempfile::tempdir()?;
/// let file = FeedFile::new(folder.path().join("feeds.toml"));
/// let feed = NewFeed { url: "https://wire.example/rss".into(), ..NewFeed::default() };
/// assert_eq!(file.add(&feed)?.url.as_str(), "https://wire.example/rss");
/// assert_eq!(file.feeds()?.len(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct FeedFile {
    path: PathBuf,
}

/// Why a file of feeds was not read or changed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FeedFileError {
    /// The file as it stands says what can not be.
    #[error("{0}; {help}", help = .0.help())]
    Broken(SettingsError),
    /// The feed can not be, or is there already.
    #[error("{problem}; {help}", problem = .0.problem(), help = .0.help())]
    Refused(SettingsError),
    /// No feed has that address.
    #[error("no feed of the file has that address")]
    Missing,
    /// The last feed can not go.
    #[error("it is the last feed, and there is no watch without one; add another first")]
    Last,
    /// The file can not be read or written.
    #[error("{}: {source}", .path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

impl FeedFile {
    /// A file by its name; it is made with the first feed.
    #[must_use]
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }

    /// The feeds, in their order; none where there is no file.
    ///
    /// # Errors
    /// [`FeedFileError`] when the file can not be read, or says what can not be.
    pub fn feeds(&self) -> Result<Vec<FeedSettings>, FeedFileError> {
        Ok(self.read()?.1)
    }

    /// Adds a feed at the end.
    ///
    /// # Errors
    /// [`FeedFileError`]: the file, or the feed, can not be; the feed is there already; nothing can be written.
    pub fn add(&self, feed: &NewFeed) -> Result<FeedSettings, FeedFileError> {
        let (text, before) = self.read()?;
        let text = with_feed(&text, feed);
        let after = Settings::parse(&text, &self.path, false).map_err(FeedFileError::Refused)?;
        self.write(&text)?;
        // What is written last is read last.
        let added = after.feeds.into_iter().nth(before.len());
        added.ok_or(FeedFileError::Missing)
    }

    /// Takes a feed out.
    ///
    /// # Errors
    /// [`FeedFileError`]: the file can not be; there is no such feed, or no other; nothing can be written.
    pub fn remove(&self, url: &Url) -> Result<(), FeedFileError> {
        let (text, feeds) = self.read()?;
        let at = feeds.iter().position(|feed| feed.url == *url);
        let at = at.ok_or(FeedFileError::Missing)?;
        if feeds.len() == 1 {
            return Err(FeedFileError::Last);
        }
        self.write(&without_feed(&text, at).ok_or(FeedFileError::Missing)?)
    }

    fn failed(&self, source: io::Error) -> FeedFileError {
        FeedFileError::Io {
            path: self.path.clone(),
            source,
        }
    }

    /// The text and what it says.
    fn read(&self) -> Result<(String, Vec<FeedSettings>), FeedFileError> {
        let text = match fs::read_to_string(&self.path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Default::default()),
            read => read.map_err(|error| self.failed(error))?,
        };
        let settings = Settings::parse(&text, &self.path, false).map_err(FeedFileError::Broken)?;
        Ok((text, settings.feeds))
    }

    /// Puts the new text in the place of the old at one stroke: nobody reads half of it.
    fn write(&self, text: &str) -> Result<(), FeedFileError> {
        let mut beside = self.path.as_os_str().to_owned();
        beside.push(".new");
        let beside = Path::new(&beside);
        fs::write(beside, text)
            .and_then(|()| fs::rename(beside, &self.path))
            .map_err(|error| self.failed(error))
    }
}

/// The text of a file of feeds with one feed more behind the others. The text is one that can be read.
fn with_feed(text: &str, feed: &NewFeed) -> String {
    let mut entry = Table::new();
    entry["url"] = value(&feed.url);
    if let Some(publisher) = &feed.publisher {
        entry["publisher"] = value(publisher);
    }
    if let Some(every) = &feed.every {
        entry["every"] = value(every);
    }
    if let Some(pages) = feed.pages {
        entry["pages"] = value(pages);
    }
    let mut file = text.parse::<DocumentMut>().unwrap_or_default();
    let none = || Item::ArrayOfTables(ArrayOfTables::new());
    if let Some(feeds) = file.entry("feed").or_insert_with(none).as_array_of_tables_mut() {
        feeds.push(entry);
    } else if let Some(feeds) = file["feed"].as_array_mut() {
        // Written as feed = [{url = "…"}].
        feeds.push(entry.into_inline_table());
    }
    file.to_string()
}

/// The text of a file of feeds without the one at a place.
fn without_feed(text: &str, at: usize) -> Option<String> {
    let mut file = text.parse::<DocumentMut>().ok()?;
    if let Some(feeds) = file.get_mut("feed")?.as_array_of_tables_mut() {
        feeds.remove(at);
    } else {
        file["feed"].as_array_mut()?.remove(at);
    }
    Some(file.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use tempfile::TempDir;

    const WIRE: &str =
        "# of the desk\nevery = \"15m\"\n\n# the wire\n[[feed]]\nurl = \"https://wire.example/rss\" # main\n";

    fn file(text: &str) -> (TempDir, FeedFile) {
        let folder = tempfile::tempdir().expect("a directory");
        let path = folder.path().join("feeds.toml");
        fs::write(&path, text).expect("is written");
        (folder, FeedFile::new(path))
    }

    fn text(file: &FeedFile) -> String {
        fs::read_to_string(&file.path).expect("is there")
    }

    fn feed(url: &str) -> NewFeed {
        NewFeed {
            url: url.to_owned(),
            publisher: Some("Hill \"Post\"\n[[feed]]".to_owned()),
            every: Some("5m".to_owned()),
            pages: Some(false),
        }
    }

    #[test]
    fn a_feed_comes_and_goes_and_remarks_stay() {
        let (folder, file) = file(WIRE);
        let added = file.add(&feed("https://post.example/atom#top")).expect("fits");
        assert_eq!(added.publisher.as_deref(), Some("Hill \"Post\"\n[[feed]]"));
        assert_eq!((added.every.as_secs(), added.pages), (300, false));
        assert!(text(&file).starts_with(WIRE), "{}", text(&file));
        assert_eq!(file.feeds().expect("reads").len(), 2);
        file.remove(&added.url).expect("goes");
        assert_eq!(text(&file).trim_end(), WIRE.trim_end());
        let missing = file.remove(&added.url).expect_err("is gone");
        assert!(matches!(missing, FeedFileError::Missing), "{missing}");
        let wire = Url::parse("https://wire.example/rss").expect("an address");
        let last = file.remove(&wire).expect_err("must stay");
        assert!(matches!(last, FeedFileError::Last), "{last}");
        let names = fs::read_dir(folder.path()).expect("reads").count();
        assert_eq!(names, 1, "nothing is left beside it");
    }

    #[test]
    fn a_list_in_one_line_can_be_changed_too() {
        let (_folder, file) = file("feed = [{ url = \"https://wire.example/rss\" }]\n");
        let added = file.add(&feed("https://post.example/atom")).expect("fits");
        assert_eq!(file.feeds().expect("reads").len(), 2, "{}", text(&file));
        file.remove(&added.url).expect("goes");
        assert_eq!(file.feeds().expect("reads").len(), 1, "{}", text(&file));
    }

    #[test]
    fn what_can_not_be_is_refused_and_nothing_changes() {
        let (_folder, file) = file(WIRE);
        for odd in ["https://wire.example/rss", "ftp://wire.example/", "wire", ""] {
            let error = file.add(&feed(odd)).expect_err(odd);
            assert!(matches!(error, FeedFileError::Refused(_)), "{odd}: {error}");
            assert!(!error.to_string().contains("feeds.toml"), "{error}");
        }
        let soon = NewFeed {
            every: Some("1s".to_owned()),
            ..feed("https://post.example/atom")
        };
        assert!(file.add(&soon).is_err());
        assert_eq!(text(&file), WIRE);
    }

    #[test]
    fn a_broken_file_is_left_as_it_is() {
        for broken in [
            "[[feed",
            "feed = 3",
            "# nothing yet\n",
            "[feed]\nurl = \"https://a.example\"\n",
        ] {
            let (_folder, file) = file(broken);
            let error = file.add(&feed("https://post.example/atom")).expect_err(broken);
            assert!(matches!(error, FeedFileError::Broken(_)), "{broken}: {error}");
            assert!(error.to_string().contains("feeds.toml:1"), "{error}");
            assert_eq!(text(&file), broken);
        }
    }
}
