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
    /// A format that is recognised and not read, and what to do with it.
    Other(&'static str, &'static str),
}

/// Tells the kind of a file from its first bytes.
pub(crate) fn sniff(head: &[u8]) -> Content {
    const SIGNATURES: [(&[u8], &str, &str); 4] = [
        (
            b"%PDF-",
            "a PDF file",
            "extract its text first, for example with pdftotext",
        ),
        (
            b"\x1f\x8b",
            "a gzip file",
            "unpack it first with gunzip, or pipe it in: gunzip -c FILE | dateline code -",
        ),
        (
            b"PK\x03\x04",
            "a ZIP or office file",
            "unpack it, or save the document as plain text, first",
        ),
        (
            b"WARC/1.",
            "a web archive (WARC)",
            "extract the text of its pages first, one a file or one a record",
        ),
    ];
    const MARKUP: &str = "extract the text first, and give the title and date as front matter or JSON Lines";
    for (signature, format, remedy) in SIGNATURES {
        if head.starts_with(signature) {
            return Content::Other(format, remedy);
        }
    }
    let head = head
        .strip_prefix(b"\xef\xbb\xbf")
        .unwrap_or(head)
        .trim_ascii_start();
    let begins = |tag: &[u8]| head.len() >= tag.len() && head[..tag.len()].eq_ignore_ascii_case(tag);
    if begins(b"<!doctype html") || begins(b"<html") {
        return Content::Other("an HTML page", MARKUP);
    }
    if begins(b"<?xml") {
        return Content::Other("an XML file", MARKUP);
    }
    match head {
        [b'{', rest @ ..] if next_is(rest, b'"') => Content::JsonLines,
        [b'[', rest @ ..] if next_is(rest, b'{') => Content::Other(
            "a JSON array",
            "write its records one a line: jq -c '.[]' FILE | dateline code -",
        ),
        _ => Content::Text,
    }
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
    fn other_formats_are_named() {
        let cases: [(&[u8], &str); 6] = [
            (b"%PDF-1.7", "a PDF file"),
            (b"\x1f\x8b\x08", "a gzip file"),
            (b"PK\x03\x04", "a ZIP or office file"),
            (b"\n<!DOCTYPE HTML>", "an HTML page"),
            (b"<?xml version", "an XML file"),
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
