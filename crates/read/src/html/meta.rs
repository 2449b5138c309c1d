//! What a page says about its report: title, publisher, days, address, language.

use super::Page;
use crate::{
    day,
    tags::{Token, Tokens, attribute, squash, unescape},
};
use jiff::civil::Date;
use serde_json::Value;
use std::collections::BTreeMap;

/// Most blocks of JSON-LD that are looked at, and the most bytes of one.
const MAX_LINKED: (usize, usize) = (16, 512 * 1024);

/// What was met in the page, in the order of the page; the first of each name counts.
#[derive(Default)]
struct Met {
    meta: BTreeMap<String, String>,
    title: String,
    heading: String,
    canonical: Option<String>,
    language: Option<String>,
    /// `time` elements that say that they are the day of publication, and the first of the others.
    times: [Option<Date>; 2],
    linked: Vec<Value>,
}

/// Reads the metadata of a page that was fetched from `url`.
pub(super) fn read(markup: &str, url: Option<&str>) -> Page {
    let met = gather(markup);
    let meta = |names: &[&str]| {
        names
            .iter()
            .find_map(|name| met.meta.get(*name).filter(|v| !v.is_empty()).cloned())
    };
    let address = met
        .canonical
        .clone()
        .filter(|a| a.starts_with("http"))
        .or_else(|| meta(&["og:url"]).filter(|a| a.starts_with("http")))
        .or_else(|| url.map(str::to_owned));
    let publisher = meta(&["og:site_name"])
        .or_else(|| article(&met.linked).and_then(publisher_of))
        .or_else(|| meta(&["application-name", "dc.publisher", "publisher", "cre"]))
        .filter(|p| p.chars().count() <= 100);
    let host = address.as_deref().and_then(host_of);
    let linked_day = |key| article(&met.linked)?.get(key)?.as_str().and_then(day::parse_any);
    let meta_day = |names: &[&str]| names.iter().find_map(|n| day::parse_any(met.meta.get(*n)?));
    Page {
        title: title(&met, publisher.as_deref(), host.as_deref()),
        published: linked_day("datePublished")
            .or_else(|| meta_day(&PUBLISHED))
            .or(met.times[0])
            .or_else(|| address.as_deref().and_then(day_of_address))
            .or_else(|| url.and_then(day_of_address))
            .or(met.times[1]),
        updated: linked_day("dateModified").or_else(|| meta_day(&UPDATED)),
        publisher: publisher.or(host),
        url: address,
        language: met.language.or_else(|| {
            met.meta
                .get("og:locale")
                .map(|l| l.to_ascii_lowercase().replace('_', "-"))
        }),
        ..Page::default()
    }
}

const PUBLISHED: [&str; 16] = [
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "article.published",
    "parsely-pub-date",
    "sailthru.date",
    "cxenseparse:recs:publishtime",
    "publish-date",
    "publish_date",
    "pubdate",
    "date",
    "dc.date.issued",
    "dcterms.created",
    "dc.date",
    "article_date_original",
    "originalpublicationdate",
];

const UPDATED: [&str; 5] = [
    "article:modified_time",
    "og:updated_time",
    "datemodified",
    "last-modified",
    "dcterms.modified",
];

fn gather(markup: &str) -> Met {
    let mut met = Met::default();
    // Which text is being gathered: of the title, or of the first heading.
    let mut inside: Option<(&str, bool)> = None;
    let mut linked = false;
    for token in Tokens::html(markup) {
        match token {
            Token::Open { name, attributes, .. } => {
                linked = false;
                match name.to_ascii_lowercase().as_str() {
                    "html" => {
                        met.language = attribute(attributes, "lang")
                            .map(|l| l.trim().to_ascii_lowercase())
                            .filter(|l| !l.is_empty());
                    }
                    "meta" => add_meta(&mut met, attributes),
                    "link"
                        if attribute(attributes, "rel")
                            .is_some_and(|r| r.eq_ignore_ascii_case("canonical")) =>
                    {
                        met.canonical = met.canonical.take().or_else(|| attribute(attributes, "href"));
                    }
                    "time" => add_time(&mut met, attributes),
                    "script" => {
                        linked = attribute(attributes, "type").is_some_and(|t| t.contains("ld+json"));
                    }
                    "title" if met.title.is_empty() => inside = Some((name, true)),
                    "h1" if met.heading.is_empty() => inside = Some((name, false)),
                    _ => add_item(&mut met, attributes),
                }
            }
            Token::Close(name) if inside.is_some_and(|(n, _)| n.eq_ignore_ascii_case(name)) => inside = None,
            Token::Text(text) => match inside {
                Some((_, true)) => met.title.push_str(&unescape(text)),
                Some((_, false)) => met.heading.push_str(&unescape(text)),
                None => {}
            },
            Token::Raw(text) if linked && met.linked.len() < MAX_LINKED.0 && text.len() <= MAX_LINKED.1 => {
                // Blocks that are no JSON are common, and say nothing.
                met.linked.extend(serde_json::from_str::<Value>(text.trim()));
            }
            _ => {}
        }
    }
    met.title = squash(&met.title);
    met.heading = squash(&met.heading);
    met
}

fn add_meta(met: &mut Met, attributes: &str) {
    let name = ["property", "name", "itemprop", "http-equiv"]
        .iter()
        .find_map(|key| attribute(attributes, key));
    if let (Some(name), Some(content)) = (name, attribute(attributes, "content")) {
        met.meta
            .entry(name.trim().to_ascii_lowercase())
            .or_insert_with(|| squash(&content));
    }
}

fn add_time(met: &mut Met, attributes: &str) {
    let Some(day) = attribute(attributes, "datetime")
        .as_deref()
        .and_then(day::parse_any)
    else {
        return;
    };
    let says = |key, words: &[&str]| {
        attribute(attributes, key).is_some_and(|v| {
            let v = v.to_ascii_lowercase();
            words.iter().any(|w| v.contains(w))
        })
    };
    if says("itemprop", &["datemodified"]) || says("class", &["updated", "modified"]) {
        return;
    }
    let published = says("itemprop", &["datepublished"])
        || says("class", &["publish", "entry-date", "pubdate"])
        || attribute(attributes, "pubdate").is_some();
    let slot = &mut met.times[usize::from(!published)];
    *slot = slot.or(Some(day));
}

/// Days that other elements carry as microdata.
fn add_item(met: &mut Met, attributes: &str) {
    if !attributes.contains("date") {
        return;
    }
    if let (Some(name), Some(content)) = (
        attribute(attributes, "itemprop"),
        attribute(attributes, "content"),
    ) {
        met.meta
            .entry(name.trim().to_ascii_lowercase())
            .or_insert(content);
    }
}

/// The object of JSON-LD that is the article: the first whose type says so, in lists and graphs too.
fn article(linked: &[Value]) -> Option<&Value> {
    let mut waiting: Vec<&Value> = linked.iter().rev().collect();
    while let Some(value) = waiting.pop() {
        match value {
            Value::Array(items) => waiting.extend(items.iter().rev()),
            Value::Object(map) => {
                let is = |t: &Value| {
                    t.as_str()
                        .is_some_and(|t| t.contains("Article") || t.contains("Posting") || t == "Report")
                };
                let typed = map.get("@type").is_some_and(|t| match t {
                    Value::Array(types) => types.iter().any(is),
                    one => is(one),
                });
                if typed {
                    return Some(value);
                }
                waiting.extend(map.get("mainEntity"));
                waiting.extend(map.get("@graph"));
            }
            _ => {}
        }
    }
    None
}

fn publisher_of(article: &Value) -> Option<String> {
    let publisher = match article.get("publisher")? {
        Value::Array(several) => several.first()?,
        one => one,
    };
    let name = publisher.get("name").unwrap_or(publisher).as_str()?;
    Some(squash(&unescape(name))).filter(|n| !n.is_empty())
}

/// The host of an address, without `www.` and port.
pub(crate) fn host_of(address: &str) -> Option<String> {
    let (_, rest) = address.split_once("://")?;
    let host = rest.split(['/', '?', '#']).next()?.rsplit('@').next()?;
    let host = host.split(':').next()?.to_ascii_lowercase();
    let host = host.strip_prefix("www.").unwrap_or(&host);
    Some(host.to_owned()).filter(|h| h.contains('.'))
}

/// The day that stands in an address: `/2024/05/07/`, `/2024-05-07-`, `/20240507/`.
fn day_of_address(address: &str) -> Option<Date> {
    let (_, rest) = address.split_once("://")?;
    let (_, path) = rest.split_once('/')?;
    let path = path.split(['?', '#']).next()?;
    let parts: Vec<&str> = path.split(['/', '-', '_', '.']).collect();
    let number = |part: &str, digits: &[usize]| {
        (digits.contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit()))
            .then(|| part.parse::<i16>().ok())
            .flatten()
    };
    let whole = parts.iter().find_map(|part| {
        (part.len() == 8 && part.bytes().all(|b| b.is_ascii_digit()))
            .then(|| day::parse_any(part))
            .flatten()
            .filter(|d| d.year() >= 1990)
    });
    parts
        .windows(3)
        .find_map(|window| {
            let year = number(window[0], &[4]).filter(|y| (1990..=2100).contains(y))?;
            let month = match number(window[1], &[1, 2]) {
                Some(month) => i8::try_from(month).ok()?,
                None => day::month(window[1])?,
            };
            let day = i8::try_from(number(window[2], &[1, 2])?).ok()?;
            Date::new(year, month, day).ok()
        })
        .or(whole)
}

/// The headline: what the page gives for others to quote, without the name of its site.
fn title(met: &Met, publisher: Option<&str>, host: Option<&str>) -> Option<String> {
    let linked = article(&met.linked)
        .and_then(|a| a.get("headline"))
        .and_then(Value::as_str)
        .map(|t| squash(&unescape(t)));
    let given = ["og:title", "twitter:title", "dc.title"]
        .iter()
        .find_map(|name| met.meta.get(*name).cloned());
    let written = [given, linked, Some(met.title.clone()), Some(met.heading.clone())]
        .into_iter()
        .flatten()
        .find(|t| !t.is_empty())?;
    Some(without_site(&written, &met.heading, publisher, host))
}

/// Marks that stand between a headline and the name of a site.
const MARKS: [&str; 9] = [" | ", " - ", " – ", " — ", " :: ", " » ", " · ", " • ", " / "];

fn without_site(title: &str, heading: &str, publisher: Option<&str>, host: Option<&str>) -> String {
    let plain = |text: &str| -> String {
        let kept: String = text.chars().filter(|c| c.is_alphanumeric()).collect();
        kept.to_lowercase()
    };
    let names: Vec<String> = [publisher, host]
        .into_iter()
        .flatten()
        .map(plain)
        .filter(|n| !n.is_empty())
        .collect();
    // The host without its ending is often how the site calls itself.
    let label = host
        .and_then(|h| h.split('.').rev().nth(1))
        .map(plain)
        .filter(|l| l.len() > 2);
    let is_site = |part: &str| {
        let part = plain(part);
        names.contains(&part)
            || label
                .as_ref()
                .is_some_and(|l| *l == part || format!("the{l}") == part)
            || part
                .strip_prefix("the")
                .is_some_and(|p| names.iter().any(|n| n == p))
    };
    let mut title = title;
    loop {
        let last = MARKS
            .iter()
            .filter_map(|mark| title.rfind(mark).map(|at| (at, mark.len())))
            .max();
        let Some((at, width)) = last else { break };
        let (front, site) = (&title[..at], &title[at + width..]);
        let heading_is_front = !heading.is_empty() && plain(heading) == plain(front);
        if is_site(site) || heading_is_front {
            title = front.trim_end();
            continue;
        }
        break;
    }
    for mark in MARKS {
        if let Some((site, rest)) = title.split_once(mark)
            && is_site(site)
            && !rest.trim().is_empty()
        {
            return rest.trim().to_owned();
        }
    }
    title.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(head: &str) -> Page {
        read(head, Some("https://www.valley.example/news/item?id=7"))
    }

    #[test]
    fn titles_lose_the_name_of_their_site() {
        for (html, expected) in [
            ("<title>Two die - valley.example</title>", "Two die"),
            ("<title>Two die | Valley</title>", "Two die"),
            (
                "<meta property=og:site_name content='The Post'><title>The Post | Two die - update</title>",
                "Two die - update",
            ),
            ("<title>Two die - World news</title><h1>Two die</h1>", "Two die"),
            ("<title>Pull-out - or truce?</title>", "Pull-out - or truce?"),
            (
                "<title>x</title><meta property='og:title' content='Shells &amp; fire'>",
                "Shells & fire",
            ),
        ] {
            assert_eq!(page(html).title.as_deref(), Some(expected), "{html}");
        }
    }

    #[test]
    fn days_are_found_where_pages_put_them() {
        for html in [
            "<meta property='article:published_time' content='2021-03-02T23:10:00+02:00'>",
            r#"<script type="application/ld+json">{"@graph":[{"@type":"WebPage","datePublished":"2001-01-01"},{"@type":["NewsArticle"],"datePublished":"2021-03-02"}]}</script>"#,
            "<time datetime='2020-01-01'></time><time class='published' datetime='2021-03-02T10:00Z'>",
            "<span itemprop='datePublished' content='2021-03-02'></span>",
            "<meta name=date content='March 2, 2021'>",
            "<link rel=canonical href='https://valley.example/2021/mar/02/shelling'>",
            "<link rel=canonical href='https://valley.example/a-20210302.html'>",
            "<time datetime='2021-03-02'>",
        ] {
            assert_eq!(
                page(html).published,
                Some(jiff::civil::date(2021, 3, 2)),
                "{html}"
            );
        }
        for html in [
            "",
            "<meta name=date content='0025-03-02'>",
            "<meta name=date content='soon'>",
            "<time datetime='2999-01-01'>",
        ] {
            assert_eq!(page(html).published, None, "{html}");
        }
    }

    #[test]
    fn the_publisher_is_named_or_the_host() {
        assert_eq!(page("").publisher.as_deref(), Some("valley.example"));
        let linked = r#"<script type="application/ld+json">{"@type":"NewsArticle","publisher":{"name":"Valley Post"}}</script>"#;
        assert_eq!(page(linked).publisher.as_deref(), Some("Valley Post"));
    }

    #[test]
    fn language_and_change_are_read() {
        let page = page("<html lang='en-GB'><meta property='article:modified_time' content='2021-03-05'>");
        assert_eq!(page.language.as_deref(), Some("en-gb"));
        assert_eq!(page.updated, Some(jiff::civil::date(2021, 3, 5)));
    }
}
