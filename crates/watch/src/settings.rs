//! `feeds.toml`: which feeds are polled, how often, how.

use serde::Deserialize;
use std::{path::Path, time::Duration};
use toml::Spanned;
use url::Url;

/// What is watched, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Settings {
    /// The feeds, in their order; at least one, none twice.
    pub feeds: Vec<FeedSettings>,
    /// Least time between two requests to one host; robots.txt may ask for more. 1 s.
    pub delay: Duration,
    /// Whether addresses that are not of the public internet may be asked. No.
    pub allow_private: bool,
}

/// One feed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FeedSettings {
    /// Where it is: http or https, without a password.
    pub url: Url,
    /// The publisher of its reports, whatever they say themselves.
    pub publisher: Option<String>,
    /// How often it is asked for. 10 minutes.
    pub every: Duration,
    /// Whether the pages that it points to are fetched, too; else its own texts are read alone. Yes.
    pub pages: bool,
}

/// What is wrong with a file of feeds, where, and what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}: {problem}")]
pub struct SettingsError {
    file: String,
    line: usize,
    problem: String,
    help: &'static str,
}

impl SettingsError {
    /// What is wrong, without where.
    #[must_use]
    pub fn problem(&self) -> &str {
        &self.problem
    }

    /// What to do.
    #[must_use]
    pub fn help(&self) -> &'static str {
        self.help
    }
}

/// How often a feed is asked for where nothing is said. Chosen: what news sites allow caches to keep their feeds is 5 to 15 minutes.
const EVERY: Duration = Duration::from_secs(600);
/// Time between two requests to one host where nothing is said. Chosen.
const DELAY: Duration = Duration::from_secs(1);
/// A feed is not asked for more often than this, but on hosts of one's own.
const LEAST_EVERY: Duration = Duration::from_secs(60);

const SHAPE: &str = "a feed is written [[feed]], then url = \"https://…\" and, where wanted, publisher, every, pages; see dateline watch --help";
const SPAN: &str = "write a number with s, m, h or d, in quotation marks: \"90s\", \"10m\", \"2h\"";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    every: Option<Spanned<String>>,
    pages: Option<bool>,
    delay: Option<Spanned<String>>,
    allow_private: Option<bool>,
    #[serde(default)]
    feed: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    url: Spanned<String>,
    publisher: Option<String>,
    every: Option<Spanned<String>>,
    pages: Option<bool>,
}

impl Settings {
    /// Reads the text of a file of feeds; `name` is the file's, for messages. `allow_private` says that addresses of one's own network may
    /// be asked even where the file does not.
    ///
    /// # Errors
    /// The first mistake, with its line.
    ///
    /// # Example
    /// ```
    /// use dateline_watch::Settings;
    /// let settings = Settings::parse("[[feed]]\nurl = 'https://wire.example/rss'\nevery = '5m'\n", "feeds.toml".as_ref(), false)?;
    /// assert_eq!(settings.feeds[0].every.as_secs(), 300);
    /// let wrong = Settings::parse("[[feed]]\nurl = 'ftp://wire.example/rss'\n", "feeds.toml".as_ref(), false).unwrap_err();
    /// assert_eq!(wrong.to_string(), "feeds.toml:2: ftp addresses are not fetched");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn parse(text: &str, name: &Path, allow_private: bool) -> Result<Self, SettingsError> {
        let wrong = |at: usize, problem: String, help: &'static str| SettingsError {
            file: name.display().to_string(),
            line: 1 + text.bytes().take(at).filter(|b| *b == b'\n').count(),
            problem,
            help,
        };
        let file: File = toml::from_str(text).map_err(|error| {
            let at = error.span().map_or(0, |span| span.start);
            wrong(at, error.message().replace('\n', " "), SHAPE)
        })?;
        let allow_private = allow_private || file.allow_private == Some(true);
        let span = |written: &Option<Spanned<String>>, otherwise: Duration, least: Duration| {
            let Some(written) = written else {
                return Ok(otherwise);
            };
            let at = written.span().start;
            let span = parse_span(written.get_ref())
                .ok_or_else(|| wrong(at, format!("{:?} is no span of time", written.get_ref()), SPAN))?;
            if span < least && !allow_private {
                let problem = format!(
                    "{:?} is under the least, {} s",
                    written.get_ref(),
                    least.as_secs()
                );
                let help = "give hosts of others time; with allow_private = true, for hosts of your own, it may be less";
                return Err(wrong(at, problem, help));
            }
            Ok(span)
        };
        let every = span(&file.every, EVERY, LEAST_EVERY)?;
        let mut feeds: Vec<FeedSettings> = Vec::new();
        for entry in &file.feed {
            let at = entry.url.span().start;
            let url = address(entry.url.get_ref()).map_err(|(problem, help)| wrong(at, problem, help))?;
            if feeds.iter().any(|feed| feed.url == url) {
                return Err(wrong(
                    at,
                    format!("{url} stands here twice"),
                    "leave one of them out",
                ));
            }
            feeds.push(FeedSettings {
                url,
                publisher: entry.publisher.clone().filter(|p| !p.trim().is_empty()),
                every: span(&entry.every, every, LEAST_EVERY)?,
                pages: entry.pages.or(file.pages).unwrap_or(true),
            });
        }
        if feeds.is_empty() {
            return Err(wrong(0, "there is no feed in it".into(), SHAPE));
        }
        Ok(Self {
            feeds,
            delay: span(&file.delay, DELAY, DELAY)?,
            allow_private,
        })
    }
}

/// An address of a feed, or what is wrong with it.
fn address(written: &str) -> Result<Url, (String, &'static str)> {
    const HELP: &str = "give the whole address of the feed, as https://wire.example/rss";
    let mut url =
        Url::parse(written.trim()).map_err(|error| (format!("{written:?} is no address: {error}"), HELP))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err((format!("{} addresses are not fetched", url.scheme()), HELP));
    }
    if !url.username().is_empty() || url.password().is_some() {
        let help = "leave the part before @ out; feeds that ask for a password are not read";
        return Err(("the address has a name or password in it".into(), help));
    }
    url.set_fragment(None);
    Ok(url)
}

/// A span of time as it is written: `90s`, `10m`, `2h`, `1d`.
fn parse_span(written: &str) -> Option<Duration> {
    let written = written.trim();
    let (number, unit) = written.split_at_checked(written.len().checked_sub(1)?)?;
    let seconds = match unit {
        "s" => 1,
        "m" => 60,
        "h" => 3600,
        "d" => 86_400,
        _ => return None,
    };
    let number: u32 = number.trim_end().parse().ok()?;
    Some(Duration::from_secs(u64::from(number) * seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Settings, String> {
        Settings::parse(text, "feeds.toml".as_ref(), false).map_err(|e| {
            assert!(!e.help().is_empty());
            e.to_string()
        })
    }

    #[test]
    fn what_a_feed_does_not_say_stands_at_the_top_or_is_assumed() {
        let text = "every = '1h'\npages = false\n[[feed]]\nurl = 'https://a.example/rss'\n\
                    [[feed]]\nurl = 'https://b.example/#top'\nevery = '2m'\npages = true\npublisher = 'Harbour Wire'\n";
        let settings = read(text).expect("is well");
        let [one, two] = settings.feeds.as_slice() else {
            panic!("two feeds")
        };
        assert_eq!(
            (one.every.as_secs(), one.pages, one.publisher.as_deref()),
            (3600, false, None)
        );
        assert_eq!((two.every.as_secs(), two.pages), (120, true));
        assert_eq!(
            (two.url.as_str(), two.publisher.as_deref()),
            ("https://b.example/", Some("Harbour Wire"))
        );
        assert_eq!(
            (settings.delay, settings.allow_private),
            (Duration::from_secs(1), false)
        );
    }

    #[test]
    fn mistakes_are_told_with_their_line() {
        for (text, told) in [
            ("", "feeds.toml:1: there is no feed in it"),
            (
                "[[feed]]\nurl = 'wire.example/rss'\n",
                "feeds.toml:2: \"wire.example/rss\" is no address: relative URL without a base",
            ),
            (
                "[[feed]]\nurl = 'file:///etc/passwd'\n",
                "feeds.toml:2: file addresses are not fetched",
            ),
            (
                "[[feed]]\nurl = 'https://me:secret@a.example/'\n",
                "feeds.toml:2: the address has a name or password in it",
            ),
            (
                "[[feed]]\nurl = 'https://a.example/'\nevery = 'often'\n",
                "feeds.toml:3: \"often\" is no span of time",
            ),
            (
                "[[feed]]\nurl = 'https://a.example/'\nevery = '5s'\n",
                "feeds.toml:3: \"5s\" is under the least, 60 s",
            ),
            (
                "delay = '0s'\n[[feed]]\nurl = 'https://a.example/'\n",
                "feeds.toml:1: \"0s\" is under the least, 1 s",
            ),
            (
                "[[feed]]\nurl = 'https://a.example/'\n\n[[feed]]\nurl = 'https://a.example'\n",
                "feeds.toml:5: https://a.example/ stands here twice",
            ),
        ] {
            assert_eq!(read(text).expect_err("is wrong"), told);
        }
        let unknown = read("[[feed]]\nurl = 'https://a.example/'\nevry = '5m'\n").expect_err("is wrong");
        assert!(
            unknown.starts_with("feeds.toml:3: unknown field `evry`"),
            "{unknown}"
        );
        assert!(
            read("[[feed]\n")
                .expect_err("is wrong")
                .starts_with("feeds.toml:1: ")
        );
    }

    #[test]
    fn hosts_of_ones_own_may_be_asked_at_once() {
        let text = "delay = '0s'\nallow_private = true\n[[feed]]\nurl = 'http://localhost/'\nevery = '1s'\n";
        let settings = read(text).expect("is well");
        assert!(settings.allow_private && settings.delay.is_zero());
    }

    proptest::proptest! {
        #[test]
        fn no_text_breaks_it(text in "[\\[\\]a-z='\"0-9#\n\\\\é ]{0,80}") {
            if let Err(told) = read(&text) {
                proptest::prop_assert!(told.starts_with("feeds.toml:"));
            }
        }
    }
}
