//! JSON under Zstandard: claims repeat their field names, and take a fifth of the room so.

use serde::{Serialize, de::DeserializeOwned};
use std::io::Read as _;

/// Chosen: Zstandard's own default, beyond which packing costs more time than it saves room.
const LEVEL: i32 = 3;

/// Bytes of JSON that are taken out of one value. Chosen: some hundred times the claims of the longest report; a damaged or hostile file
/// can not fill the memory.
const MOST: u64 = 512 << 20;

pub(super) fn pack(value: &impl Serialize) -> Vec<u8> {
    let json = serde_json::to_vec(value).expect("claims and incidents are plain data");
    zstd::encode_all(json.as_slice(), LEVEL).expect("memory can be read and written")
}

pub(super) fn unpack<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, String> {
    let mut json = Vec::new();
    zstd::Decoder::new(bytes)
        .and_then(|decoder| decoder.take(MOST).read_to_end(&mut json))
        .map_err(|e| e.to_string())?;
    serde_json::from_slice(&json).map_err(|e| e.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_packed_comes_out_again() {
        let value = vec!["Atarib".to_owned(); 100];
        let packed = pack(&value);
        assert!(packed.len() < 100);
        assert_eq!(unpack(&packed), Ok(value));
        assert!(unpack::<Vec<String>>(&packed[..8]).is_err());
        assert!(unpack::<Vec<String>>(b"").is_err());
    }
}
