//! Claims and incidents in little room: words that the document has already are left out, and the rest is JSON under Zstandard with a
//! dictionary of what all claims have alike.

use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};
use zstd::bulk::{Compressor, Decompressor};

/// Chosen: Zstandard's own default, beyond which packing costs more time than it saves room.
const LEVEL: i32 = 3;

/// Bytes of JSON that are taken out of one value. Chosen: some ten times the claims of the longest report; a damaged or
/// hostile file can not fill the memory.
const MOST: usize = 256 << 20;

/// JSON as claims and incidents have it. What was packed with it comes out only with it: it changes with the version of the tables.
const ALIKE: &[u8] = include_bytes!("alike.json");

/// A value in little room. Excerpts (`{start, end, text}`) whose words stand in `text` at their place are kept as places.
pub(super) fn pack(value: &impl Serialize, text: &str) -> Vec<u8> {
    let mut value = serde_json::to_value(value).expect("claims and incidents are plain data");
    visit(&mut value, |excerpt| {
        if let Some((start, end)) = place(excerpt)
            && excerpt.get("text").and_then(Value::as_str) == text.get(start..end)
        {
            excerpt.remove("text");
        }
    });
    let json = value.to_string();
    let mut compressor =
        Compressor::with_dictionary(LEVEL, ALIKE).expect("the level and dictionary are sound");
    compressor
        .compress(json.as_bytes())
        .expect("memory can be read and written")
}

/// A packed value, with the words of its excerpts put in again.
pub(super) fn unpack<T: DeserializeOwned>(bytes: &[u8], text: &str) -> Result<T, String> {
    let wanted = zstd::zstd_safe::get_frame_content_size(bytes).ok().flatten();
    let size = wanted
        .and_then(|size| usize::try_from(size).ok())
        .filter(|size| *size <= MOST)
        .ok_or("its size is not told, or can not be")?;
    let json = Decompressor::with_dictionary(ALIKE)
        .and_then(|mut decompressor| decompressor.decompress(bytes, size))
        .map_err(|e| e.to_string())?;
    let mut value: Value = serde_json::from_slice(&json).map_err(|e| e.to_string())?;
    visit(&mut value, |excerpt| {
        if let Some((start, end)) = place(excerpt)
            && !excerpt.contains_key("text")
            && let Some(words) = text.get(start..end)
        {
            excerpt.insert("text".to_owned(), words.into());
        }
    });
    serde_json::from_value(value).map_err(|e| e.to_string())
}

fn place(excerpt: &Map<String, Value>) -> Option<(usize, usize)> {
    let number = |key| {
        excerpt
            .get(key)
            .and_then(Value::as_u64)
            .and_then(|n| usize::try_from(n).ok())
    };
    Some((number("start")?, number("end")?))
}

/// Does something to every object; the stack is our own, so that no depth can exhaust the program's.
fn visit(value: &mut Value, mut act: impl FnMut(&mut Map<String, Value>)) {
    let mut open = vec![value];
    while let Some(value) = open.pop() {
        match value {
            Value::Array(items) => open.extend(items),
            Value::Object(map) => {
                act(map);
                open.extend(map.values_mut());
            }
            _ => {}
        }
    }
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
            {"name": "Atarib", "mention": {"start": 0, "end": 1000, "text": text[..1000]}},
        ]);
        let packed = pack(&value, &text);
        assert!(packed.len() < 300, "{}", packed.len());
        assert_eq!(unpack(&packed, &text), Ok(value));
    }

    #[test]
    fn damaged_bytes_are_refused() {
        let packed = pack(&vec!["Atarib"; 100], "");
        assert!(unpack::<Vec<String>>(&packed[..packed.len() - 3], "").is_err());
        assert!(unpack::<Vec<String>>(b"", "").is_err());
        assert!(unpack::<Vec<String>>(b"no frame at all", "").is_err());
    }
}
