//! What the first bytes of a file say about its kind.

/// How much of a file is looked at.
pub(crate) const HEAD: usize = 1024;

/// The kinds of content told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Content {
    /// Plain text, or nothing known.
    Text,
    /// JSON objects, one a line.
    JsonLines,
    /// A web page.
    Page,
    /// RSS or Atom.
    Feed,
    /// A JSON Feed.
    JsonFeed,
    /// A web archive.
    Warc,
    /// Parquet.
    Parquet,
    /// A format that is recognised and not read, and what to do with it.
    Other(&'static str, &'static str),
}

/// Tells the kind of a file from its first bytes.
pub(crate) fn sniff(head: &[u8]) -> Content {
    const OTHERS: [(&[u8], &str, &str); 2] = [
        (
            b"%PDF-",
            "a PDF file",
            "extract its text first, for example with pdftotext",
        ),
        (
            b"PK\x03\x04",
            "a ZIP or office file",
            "unpack it, or save the document as plain text, first",
        ),
    ];
    for (signature, format, remedy) in OTHERS {
        if head.starts_with(signature) {
            return Content::Other(format, remedy);
        }
    }
    if head.starts_with(b"WARC/1.") {
        return Content::Warc;
    }
    if head.starts_with(b"PAR1") {
        return Content::Parquet;
    }
    if is_page(head) {
        return Content::Page;
    }
    let head = head
        .strip_prefix(b"\xef\xbb\xbf")
        .unwrap_or(head)
        .trim_ascii_start();
    let begins = |tag: &[u8]| begins(head, tag);
    if [&b"<?xml"[..], b"<rss", b"<feed", b"<rdf:RDF"]
        .into_iter()
        .any(begins)
    {
        return Content::Feed;
    }
    match head {
        [b'{', rest @ ..] if next_is(rest, b'"') => match holds(head, b"jsonfeed.org/version") {
            true => Content::JsonFeed,
            false => Content::JsonLines,
        },
        [b'[', rest @ ..] if next_is(rest, b'{') => Content::Other(
            "a JSON array",
            "write its records one a line: jq -c '.[]' FILE | dateline code -",
        ),
        _ => Content::Text,
    }
}

/// Whether the bytes begin as a web page does, or as the beginning of XHTML.
pub(crate) fn is_page(head: &[u8]) -> bool {
    let looked_at = &head[..head.len().min(HEAD)];
    let head = looked_at
        .strip_prefix(b"\xef\xbb\xbf")
        .unwrap_or(looked_at)
        .trim_ascii_start();
    let tags: [&[u8]; 3] = [b"<!doctype html", b"<html", b"<head"];
    let behind_comment = begins(head, b"<!--") && (holds(head, b"<html") || holds(head, b"<!doctype html"));
    tags.into_iter().any(|tag| begins(head, tag))
        || behind_comment
        || begins(head, b"<?xml") && holds(head, b"<html")
}

fn begins(head: &[u8], tag: &[u8]) -> bool {
    head.len() >= tag.len() && head[..tag.len()].eq_ignore_ascii_case(tag)
}

fn holds(head: &[u8], wanted: &[u8]) -> bool {
    head.windows(wanted.len()).any(|w| w.eq_ignore_ascii_case(wanted))
}

/// Whether the first byte that is not white space is `wanted`.
fn next_is(bytes: &[u8], wanted: u8) -> bool {
    bytes.trim_ascii_start().first() == Some(&wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_are_told_from_text() {
        assert_eq!(sniff(b"\xef\xbb\xbf \n{\"text\": \"\"}"), Content::JsonLines);
        assert_eq!(sniff(b"{ \"text\""), Content::JsonLines);
        for text in [
            "",
            "Shells fell.",
            "{sic} he said",
            "[Photo] A street",
            "---\ntitle: x",
        ] {
            assert_eq!(sniff(text.as_bytes()), Content::Text, "{text}");
        }
    }

    #[test]
    fn pages_feeds_and_archives_are_told_apart() {
        for (head, expected) in [
            ("\n<!DOCTYPE HTML>", Content::Page),
            ("<?xml version='1.0'?><html>", Content::Page),
            ("<!-- saved --><html>", Content::Page),
            ("<?xml version='1.0'?><rss>", Content::Feed),
            ("<feed xmlns='x'>", Content::Feed),
            (
                "{\"version\": \"https://jsonfeed.org/version/1.1\"",
                Content::JsonFeed,
            ),
            ("WARC/1.0\r\n", Content::Warc),
            ("PAR1", Content::Parquet),
        ] {
            assert_eq!(sniff(head.as_bytes()), expected, "{head}");
        }
    }

    #[test]
    fn other_formats_are_named() {
        let cases: [(&[u8], &str); 3] = [
            (b"%PDF-1.7", "a PDF file"),
            (b"PK\x03\x04", "a ZIP or office file"),
            (b"[\n {", "a JSON array"),
        ];
        for (head, expected) in cases {
            let Content::Other(format, remedy) = sniff(head) else {
                panic!("{expected} was not recognised");
            };
            assert_eq!(format, expected);
            assert!(!remedy.is_empty());
        }
    }
}
