//! Bytes of a text file to UTF-8, where that can be told with certainty.
//!
//! A byte order mark decides at once. Text that is not UTF-8 is read as Windows-1252 only where everything speaks for it
//! (see [`is_windows_1252`]): a name misread would be an invention, so all else is refused with a hint.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// Text, and the encoding it came from where that was not UTF-8.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Decoded {
    pub(crate) text: String,
    pub(crate) from: Option<&'static str>,
}

/// Why bytes are not text.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum NotText {
    /// A NUL byte here.
    Nul(usize),
    /// Not UTF-8 from here on, and the encoding that it looks like.
    Invalid(usize, Option<&'static str>),
}

/// Decodes the bytes of a file; `broken_off` says that they are only its beginning, so that a character may be incomplete
/// at their end.
pub(crate) fn decode(mut bytes: Vec<u8>, broken_off: bool) -> Result<Decoded, NotText> {
    if let Some((encoding, mark)) = Encoding::for_bom(&bytes) {
        if encoding == UTF_8 {
            bytes.drain(..mark);
        } else {
            return decode_utf_16(&bytes[mark..], encoding, broken_off);
        }
    }
    if let Some(at) = bytes.iter().position(|&b| b == 0) {
        return Err(NotText::Nul(at));
    }
    let problem = match String::from_utf8(bytes) {
        Ok(text) => return Ok(Decoded { text, from: None }),
        Err(problem) => problem,
    };
    let at = problem.utf8_error().valid_up_to();
    let incomplete = problem.utf8_error().error_len().is_none();
    let mut bytes = problem.into_bytes();
    if broken_off && incomplete {
        bytes.truncate(at);
        let text = String::from_utf8(bytes).map_err(|_| NotText::Invalid(at, None))?;
        return Ok(Decoded { text, from: None });
    }
    // A file that ends within a character is UTF-8 that lost its end.
    let guess = if incomplete { None } else { guess_encoding(&bytes) };
    if guess == Some(WINDOWS_1252) && is_windows_1252(&bytes) {
        let (text, _) = WINDOWS_1252.decode_without_bom_handling(&bytes);
        return Ok(Decoded {
            text: text.into_owned(),
            from: Some(WINDOWS_1252.name()),
        });
    }
    // A hint to Windows-1252 that we did not trust ourselves would be no help.
    let hint = guess.filter(|&g| g != WINDOWS_1252).map(Encoding::name);
    Err(NotText::Invalid(at, hint))
}

fn decode_utf_16(mut body: &[u8], encoding: &'static Encoding, broken_off: bool) -> Result<Decoded, NotText> {
    debug_assert!(encoding == UTF_16LE || encoding == UTF_16BE);
    if broken_off {
        body = &body[..body.len() & !1];
        let high = |unit: &[u8]| {
            let byte = if encoding == UTF_16LE { unit[1] } else { unit[0] };
            (0xD8..0xDC).contains(&byte)
        };
        if body.len() >= 2 && high(&body[body.len() - 2..]) {
            body = &body[..body.len() - 2];
        }
    }
    let Some(text) = encoding.decode_without_bom_handling_and_without_replacement(body) else {
        return Err(NotText::Invalid(0, None));
    };
    if let Some(at) = text.find('\0') {
        return Err(NotText::Nul(at));
    }
    Ok(Decoded {
        text: text.into_owned(),
        from: Some(encoding.name()),
    })
}

/// The encoding a detector takes the bytes for, or `None` where they hold UTF-8 sequences: then they are damaged UTF-8.
fn guess_encoding(bytes: &[u8]) -> Option<&'static Encoding> {
    let whole_sequences = bytes.utf8_chunks().any(|chunk| !chunk.valid().is_ascii());
    if whole_sequences {
        return None;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    Some(detector.guess(None, Utf8Detection::Deny))
}

/// Whether every byte beyond ASCII is what Windows-1252 news text has: typographic quotes, dashes and signs, or an
/// accented letter next to an ASCII letter, never more than two in a row.
///
/// Left out are the letters that other code pages of one's neighbours put in the same places (`ð þ ý ÿ` are the Turkish
/// `ğ ş ı` and the Polish or Czech letters of Windows-1250, `æ` is `ć` and `è` is `č`).
fn is_windows_1252(bytes: &[u8]) -> bool {
    let letter = |at: Option<usize>| {
        at.and_then(|at| bytes.get(at))
            .is_some_and(u8::is_ascii_alphabetic)
    };
    let mut run = 0;
    for (at, &byte) in bytes.iter().enumerate() {
        if byte < 0x80 {
            run = 0;
            continue;
        }
        run += 1;
        let fits = match byte {
            // € … ‘ ’ “ ” • – — ™ and no-break space £ § © « ® ° ± · » ¼ ½ ¾
            0x80 | 0x85 | 0x91..=0x97 | 0x99 => true,
            0xA0 | 0xA3 | 0xA7 | 0xA9 | 0xAB | 0xAE | 0xB0 | 0xB1 | 0xB7 | 0xBB | 0xBC..=0xBE => true,
            0xD0 | 0xDD | 0xDE | 0xE6 | 0xE8 | 0xF0 | 0xFD | 0xFE | 0xFF => false,
            0xC0..=0xFF => letter(at.checked_sub(1)) || letter(Some(at + 1)),
            _ => false,
        };
        if !fits || run > 2 {
            return false;
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: &[u8]) -> (String, Option<&'static str>) {
        let decoded = decode(bytes.to_vec(), false).expect("decodes");
        (decoded.text, decoded.from)
    }

    #[test]
    fn utf_8_passes_with_or_without_its_mark() {
        assert_eq!(text("“Aleppo” fell".as_bytes()), ("“Aleppo” fell".into(), None));
        assert_eq!(text(b"\xef\xbb\xbfAleppo fell"), ("Aleppo fell".into(), None));
    }

    #[test]
    fn utf_16_is_read_by_its_mark() {
        let little: Vec<u8> = "\u{feff}Réf 😀"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        assert_eq!(text(&little), ("Réf 😀".into(), Some("UTF-16LE")));
        let big: Vec<u8> = "\u{feff}Réf".encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(text(&big), ("Réf".into(), Some("UTF-16BE")));
        let cut = decode(little[..little.len() - 1].to_vec(), true).expect("only its end is missing");
        assert_eq!(cut.text, "Réf ");
        assert_eq!(
            decode(little[..little.len() - 1].to_vec(), false),
            Err(NotText::Invalid(0, None))
        );
    }

    #[test]
    fn windows_1252_quotes_and_accents_are_read() {
        let (read, from) = text(b"\x93We heard two blasts,\x94 said the mayor");
        assert_eq!(read, "“We heard two blasts,” said the mayor");
        assert_eq!(from, Some("windows-1252"));
        let (read, _) =
            text(b"Police in Medell\xedn said the gunmen fled. It\x92s the third attack \x96 and the worst.");
        assert_eq!(
            read,
            "Police in Medellín said the gunmen fled. It’s the third attack – and the worst."
        );
    }

    #[test]
    fn damaged_utf_8_is_refused_where_it_breaks() {
        let mut bytes = "Shells fell on Mazé, ".as_bytes().to_vec();
        let at = bytes.len();
        bytes.extend(b"\x92killing two");
        assert_eq!(decode(bytes, false), Err(NotText::Invalid(at, None)));
        assert!(matches!(
            decode(b"Shells fell \xff\xfe on it".to_vec(), false),
            Err(NotText::Invalid(12, _))
        ));
    }

    #[test]
    fn other_code_pages_are_refused_with_a_hint() {
        let cyrillic = encoding_rs::WINDOWS_1251
            .encode("Обстрел города продолжался всю ночь, погибли трое.")
            .0;
        assert_eq!(
            decode(cyrillic.into_owned(), false),
            Err(NotText::Invalid(0, Some("windows-1251")))
        );
        let serbian = encoding_rs::WINDOWS_1250
            .encode("President Milošević said the talks had failed.")
            .0;
        assert!(matches!(
            decode(serbian.into_owned(), false),
            Err(NotText::Invalid(..))
        ));
        let turkish = encoding_rs::WINDOWS_1254
            .encode("President Erdoğan said troops would cross the border.")
            .0;
        assert!(matches!(
            decode(turkish.into_owned(), false),
            Err(NotText::Invalid(..))
        ));
    }

    #[test]
    fn a_character_may_be_missing_its_end_only_where_the_file_was_broken_off() {
        let bytes = "abc“".as_bytes()[..5].to_vec();
        assert_eq!(decode(bytes.clone(), true).expect("cut").text, "abc");
        assert_eq!(decode(bytes, false), Err(NotText::Invalid(3, None)));
    }

    #[test]
    fn a_nul_byte_is_no_text() {
        assert_eq!(decode(b"ab\0c".to_vec(), false), Err(NotText::Nul(2)));
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_panic(bytes: Vec<u8>, broken_off: bool) {
            if let Ok(decoded) = decode(bytes, broken_off) {
                proptest::prop_assert!(!decoded.text.contains('\0'));
            }
        }
    }
}
