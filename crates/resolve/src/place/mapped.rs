//! A gazetteer in a file, mapped into memory: a file of a gigabyte costs no memory of its own and is shared by processes.
//!
//! This is the only module of the crate with `unsafe` in it.

use super::OpenError;
use super::atlas::{HEADER_BYTES, Header};
use std::{
    fs::File,
    io::{self, Read},
    path::Path,
};

/// Bytes read at once to check a file.
const CHUNK: usize = 1 << 20;

/// The bytes of a packed gazetteer, and the digest that they have.
#[derive(Debug)]
pub(super) struct Mapped {
    pub bytes: &'static [u8],
    pub digest: [u8; 32],
}

/// Checks the whole of a packed gazetteer against its header, then maps it, until the process ends.
///
/// # Errors
/// [`OpenError`] when the file can not be read, or is no gazetteer of this version, cut short or damaged.
pub(super) fn map(path: &Path) -> Result<Mapped, OpenError> {
    let unreadable = |source| OpenError::Read {
        path: path.to_owned(),
        source,
    };
    let mut file = File::open(path).map_err(unreadable)?;
    let total = file.metadata().map_err(unreadable)?.len();
    let mut header = Vec::new();
    file.by_ref()
        .take(HEADER_BYTES as u64)
        .read_to_end(&mut header)
        .map_err(unreadable)?;
    let header = Header::read(&path.display().to_string(), &header, total)?;
    // Read, not mapped: what is only checked does not count as memory of the process.
    if digest(&mut file).map_err(unreadable)? != header.digest {
        return Err(OpenError::Damaged {
            file: path.display().to_string(),
            problem: "damaged: build it again, or copy it again".to_owned(),
        });
    }
    let bytes = leaked(&file).map_err(unreadable)?;
    Ok(Mapped {
        bytes,
        digest: header.digest,
    })
}

fn digest(file: &mut File) -> io::Result<[u8; 32]> {
    let mut hasher = blake3::Hasher::new();
    let mut buffer = vec![0; CHUNK];
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(*hasher.finalize().as_bytes()),
            read => hasher.update(&buffer[..read]),
        };
    }
}

/// Maps a file for as long as the process lives: a gazetteer is opened once a run.
#[expect(unsafe_code, reason = "a file is mapped: the invariant is at the block")]
fn leaked(file: &File) -> io::Result<&'static [u8]> {
    // SAFETY: the bytes must not change while they are mapped. `build` never writes to a gazetteer under its own name: it
    // writes a new file beside it and renames that, and a mapping keeps the file that it was made of (a test holds both). That
    // nobody else writes into the file in place during a run is the user's part; the documentation of `Gazetteer::open`
    // says so. The mapping is never undone, so that the slice may be `'static`.
    let mapped = unsafe { memmap2::Mmap::map(file) }?;
    Ok(Box::leak(Box::new(mapped)))
}
