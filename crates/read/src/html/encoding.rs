//! The encoding of a page, in the order in which browsers look for it.

use crate::tags::{Token, Tokens, attribute};
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// How far into a page its declaration is looked for.
const DECLARATION: usize = 4096;

/// Decodes a page. Bytes that are not of the encoding become U+FFFD, except that single bytes amid UTF-8 are read as
/// Windows-1252: pages glued from both are common.
pub(crate) fn decode_page(bytes: &[u8], charset: Option<&str>) -> (String, &'static str) {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        let (text, _) = encoding.decode_without_bom_handling(&bytes[mark..]);
        return (text.into_owned(), encoding.name());
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        // Valid UTF-8 beyond ASCII is no accident, whatever the page says; 7-bit encodings are said.
        let escapes = bytes.contains(&0x1b);
        if !escapes {
            return (text.to_owned(), UTF_8.name());
        }
    }
    let declared = charset
        .and_then(|label| Encoding::for_label(label.trim().as_bytes()))
        .or_else(|| declared(&bytes[..bytes.len().min(DECLARATION)]));
    let encoding = match declared {
        // A page that could be read for its declaration is not UTF-16.
        Some(encoding) if encoding != UTF_16LE && encoding != UTF_16BE => encoding,
        _ => {
            let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
            detector.feed(bytes, true);
            detector.guess(None, Utf8Detection::Allow)
        }
    };
    if encoding == UTF_8 {
        return (mixed(bytes), UTF_8.name());
    }
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    (text.into_owned(), encoding.name())
}

/// The encoding that the page or XML document declares.
fn declared(head: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(head);
    if let Some(declaration) = head.trim_start().strip_prefix("<?xml") {
        let attributes = declaration.split("?>").next().unwrap_or_default();
        if let Some(label) = attribute(attributes, "encoding") {
            return Encoding::for_label(label.as_bytes());
        }
    }
    Tokens::html(&head).find_map(|token| {
        let Token::Open { name, attributes, .. } = token else {
            return None;
        };
        if !name.eq_ignore_ascii_case("meta") {
            return None;
        }
        let label = attribute(attributes, "charset").or_else(|| {
            let content = attribute(attributes, "content")?;
            let (_, label) = content.split_once("charset=")?;
            Some(label.trim_matches(['"', '\'', ' ']).to_owned())
        })?;
        Encoding::for_label(label.split(';').next()?.trim().as_bytes())
    })
}

/// UTF-8 with stray bytes of Windows-1252 among it.
fn mixed(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        match chunk.invalid() {
            [] => {}
            one @ [0x80..=0xff] => text.push_str(&WINDOWS_1252.decode_without_bom_handling(one).0),
            _ => text.push('\u{fffd}'),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_encoding_is_served_declared_or_guessed() {
        let cyrillic = encoding_rs::WINDOWS_1251
            .encode("Обстрел города продолжался всю ночь")
            .0
            .into_owned();
        assert!(
            decode_page(&cyrillic, Some("windows-1251"))
                .0
                .starts_with("Обстрел")
        );
        let mut declared =
            b"<meta http-equiv=Content-Type content='text/html; charset=windows-1251'>".to_vec();
        declared.extend(&cyrillic);
        assert!(decode_page(&declared, None).0.contains("Обстрел"));
        assert!(decode_page(&cyrillic, None).0.contains("Обстрел"));
    }

    #[test]
    fn single_bytes_amid_utf_8_are_read() {
        let page = b"<meta charset=utf-8>caf\xc3\xa9, \x93no\x94";
        assert_eq!(
            decode_page(page, None),
            ("<meta charset=utf-8>café, “no”".into(), "UTF-8")
        );
    }

    #[test]
    fn a_false_declaration_does_not_spoil_utf_8() {
        let page = "<meta charset=iso-8859-1>“Réf”".as_bytes();
        assert_eq!(decode_page(page, None).1, "UTF-8");
    }
}
