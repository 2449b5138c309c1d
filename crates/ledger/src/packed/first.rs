//! How tables of version 1 packed claims and incidents: words that the document has already are left out, and the rest is JSON under
//! Zstandard. Only read now, to bring such a ledger to the present version.

use super::MOST;
use serde_json::{Map, Value};
use zstd::bulk::Decompressor;

/// What was packed with it comes out only with it.
const ALIKE: &[u8] = include_bytes!("first.json");

/// What was packed, with the words of its excerpts put in again.
pub(crate) fn unpack(bytes: &[u8], text: &str) -> Result<Value, String> {
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
    Ok(value)
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

/// What version 1 wrote, for tests of the way from it.
#[cfg(test)]
pub(crate) fn pack(value: &impl serde::Serialize, text: &str) -> Vec<u8> {
    let mut value = serde_json::to_value(value).expect("is plain data");
    visit(&mut value, |excerpt| {
        if let Some((start, end)) = place(excerpt)
            && excerpt.get("text").and_then(Value::as_str) == text.get(start..end)
        {
            excerpt.remove("text");
        }
    });
    let mut compressor = zstd::bulk::Compressor::with_dictionary(3, ALIKE).expect("is sound");
    compressor
        .compress(value.to_string().as_bytes())
        .expect("memory can be read and written")
}
