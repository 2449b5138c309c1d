//! Texts, claims and incidents in little room: under Zstandard, with dictionaries of what news and claims have alike.

mod compact;
pub(crate) mod first;

use serde::{Serialize, de::DeserializeOwned};
use std::{cell::RefCell, sync::LazyLock};
use zstd::{
    bulk::{Compressor, Decompressor},
    dict::{DecoderDictionary, EncoderDictionary},
};

/// Measured on news of two to three kilobytes: a text takes .45 of its bytes at level 3, .43 at 9, and .43 at 19, which is far slower.
const LEVEL: i32 = 9;

/// Bytes that are taken out of one value. Chosen: some ten times the claims of the longest report; a damaged or hostile file can not
/// fill the memory.
const MOST: usize = 256 << 20;

/// What was packed with a dictionary comes out only with it: they change with the version of the tables.
struct Dictionary {
    to_write: EncoderDictionary<'static>,
    to_read: DecoderDictionary<'static>,
}

impl Dictionary {
    fn of(bytes: &[u8]) -> Self {
        Self {
            to_write: EncoderDictionary::copy(bytes, LEVEL),
            to_read: DecoderDictionary::copy(bytes),
        }
    }
}

/// Sentences of the project's own lexicons.
static NEWS: LazyLock<Dictionary> = LazyLock::new(|| Dictionary::of(include_bytes!("news.txt")));

static CLAIMS: LazyLock<Dictionary> = LazyLock::new(|| Dictionary::of(&compact::example()));

/// Works with a dictionary that is made ready once a thread: to make it ready takes longer than to pack a text.
fn compress(
    dictionary: &'static Dictionary,
    own: &'static Own<Compressor<'static>>,
    bytes: &[u8],
) -> Vec<u8> {
    own.with_borrow_mut(|own| {
        let compressor = own.get_or_insert_with(|| {
            Compressor::with_prepared_dictionary(&dictionary.to_write).expect("the dictionary is sound")
        });
        compressor
            .compress(bytes)
            .expect("memory can be read and written")
    })
}

type Own<T> = std::thread::LocalKey<RefCell<Option<T>>>;

thread_local! {
    static NEWS_IN: RefCell<Option<Compressor<'static>>> = const { RefCell::new(None) };
    static CLAIMS_IN: RefCell<Option<Compressor<'static>>> = const { RefCell::new(None) };
    static NEWS_OUT: RefCell<Option<Decompressor<'static>>> = const { RefCell::new(None) };
    static CLAIMS_OUT: RefCell<Option<Decompressor<'static>>> = const { RefCell::new(None) };
}

fn decompress(
    dictionary: &'static Dictionary,
    own: &'static Own<Decompressor<'static>>,
    bytes: &[u8],
) -> Result<Vec<u8>, String> {
    let wanted = zstd::zstd_safe::get_frame_content_size(bytes).ok().flatten();
    let size = wanted
        .and_then(|size| usize::try_from(size).ok())
        .filter(|size| *size <= MOST)
        .ok_or("its size is not told, or can not be")?;
    own.with_borrow_mut(|own| {
        let decompressor = own.get_or_insert_with(|| {
            Decompressor::with_prepared_dictionary(&dictionary.to_read).expect("the dictionary is sound")
        });
        decompressor.decompress(bytes, size).map_err(|e| e.to_string())
    })
}

/// A document's text in little room.
pub(crate) fn pack_text(text: &str) -> Vec<u8> {
    compress(&NEWS, &NEWS_IN, text.as_bytes())
}

/// The text that was packed.
pub(crate) fn unpack_text(bytes: &[u8]) -> Result<String, String> {
    String::from_utf8(decompress(&NEWS, &NEWS_OUT, bytes)?).map_err(|e| e.to_string())
}

/// A value in little room. Excerpts (`{start, end, text}`) whose words stand in `text` at their place are kept as places; `given` are
/// strings that will be known again when it is unpacked.
pub(crate) fn pack(value: &impl Serialize, text: &str, given: [&str; 2]) -> Vec<u8> {
    let value = serde_json::to_value(value).expect("claims and incidents are plain data");
    compress(&CLAIMS, &CLAIMS_IN, &compact::write(&value, text, given))
}

/// A packed value, with the words of its excerpts put in again.
pub(crate) fn unpack<T: DeserializeOwned>(bytes: &[u8], text: &str, given: [&str; 2]) -> Result<T, String> {
    let value = compact::read(&decompress(&CLAIMS, &CLAIMS_OUT, bytes)?, text, given, MOST)?;
    serde_json::from_value(value).map_err(|e| e.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_was_packed_comes_out_again() {
        let text = "Shells fell on Atarib. ".repeat(50);
        let value = json!([
            {"start": 0, "end": 6, "text": "Shells"},
            {"start": 0, "end": 6, "text": "other words than there"},
            {"start": "2017-11-13", "end": null},
            {"start": 3, "end": 9999, "text": "behind the end"},
            {"end": 6, "start": 0, "text": "Shells"},
            {"name": "Atarib", "mention": {"start": 0, "end": 1000, "text": text[..1000]}},
            ["c_00ff00ff00ff00ff", "c_00FF00FF00FF00FF", "c_0", "c_00ff00ff00ff00ff", "", "given", "", "d\u{e9}j\u{e0} vu"],
            ["0025-01-01", "9999-12-31", "2017-02-30", "2017-1-1", "-000001-1"],
            [0, 47, 48, u64::MAX, -1, i64::MIN, 36.1391, -0.0, 0.1, 1e300, 1.0, 5e-324, 0.30000000000000004],
        ]);
        let packed = pack(&value, &text, ["given", ""]);
        assert!(packed.len() < 350, "{}", packed.len());
        assert_eq!(unpack(&packed, &text, ["given", ""]), Ok(value));
        for odd in ["", "Shells fell.\u{0}\n\u{1f54a}", &text] {
            assert_eq!(unpack_text(&pack_text(odd)).as_deref(), Ok(odd));
        }
    }

    #[test]
    fn the_dictionaries_are_those_that_ledgers_were_written_with() {
        let hash = |bytes: &[u8]| blake3::hash(bytes).to_hex().to_string();
        let found = [
            ("news.txt", hash(include_bytes!("news.txt"))),
            ("known.json", hash(include_bytes!("known.json"))),
        ];
        for ((file, found), pinned) in found.into_iter().zip(PINNED) {
            assert_eq!(
                found, pinned,
                "packed/{file} has changed: what was packed with it can no longer be read. Keep the old file under another \
                 name, raise SCHEMA_VERSION, let sqlite/migrate.rs pack ledgers of the old version anew, and pin the new hash here"
            );
        }
    }

    /// BLAKE3 of the dictionaries of this version of the tables.
    const PINNED: [&str; 2] = [
        "b8473da76f9b2e2b99b6277f94863f8762aa8ca84fce2b04717340d4c9fc6cc8",
        "c02675935c564821c9864f651376d8e4e443626316b84a51b5811c500815dc14",
    ];

    #[test]
    fn damaged_bytes_are_refused() {
        let packed = pack(&vec!["Atarib"; 100], "", ["", ""]);
        assert!(unpack::<Vec<String>>(&packed[..packed.len() - 3], "", ["", ""]).is_err());
        assert!(unpack::<Vec<String>>(b"", "", ["", ""]).is_err());
        assert!(unpack::<Vec<String>>(b"no frame at all", "", ["", ""]).is_err());
        assert!(unpack_text(b"no frame at all").is_err());
    }

    #[test]
    fn no_bytes_exhaust_memory_or_stack() {
        let read = |bytes: &[u8]| compact::read(bytes, "Shells", ["", ""], 1 << 20).is_err();
        assert!(read(&[0x41; 100_000]), "arrays in arrays");
        assert!(
            read(&[11, 0xff, 0xff, 0xff, 0xff, 0x0f]),
            "an array longer than the bytes"
        );
        assert!(read(&[14, 0x00, 0xff, 0x7f]), "an excerpt behind the end");
        let mut long = vec![11, 0x80, 0x80, 0x04, 7, 0x80, 0x08];
        long.extend([b'a'; 1024]);
        long.resize(long.len() + 65_535, 0x90 + 40);
        assert!(read(&long), "one string many times");
        // Whatever the bytes, there is an answer.
        let mut state = 1u64;
        for _ in 0..20_000 {
            let bytes: Vec<u8> = (0..40)
                .map(|_| {
                    state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                    (state >> 56) as u8
                })
                .collect();
            compact::read(&bytes, "Shells fell", ["", ""], 1 << 20).err();
        }
    }
}
