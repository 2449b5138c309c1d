//! Compressed streams, unpacked as they are read.

use flate2::bufread::MultiGzDecoder;
use std::io::{self, BufRead, BufReader, Chain, Cursor, Read};

/// Size of the window in which a compressed stream is read.
const BUFFER: usize = 64 * 1024;

/// How a stream is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Packing {
    Gzip,
    Zstd,
}

impl Packing {
    /// Tells the packing by its first bytes.
    pub(crate) fn of(head: &[u8]) -> Option<Self> {
        if head.starts_with(b"\x1f\x8b\x08") {
            Some(Self::Gzip)
        } else if head.starts_with(b"\x28\xb5\x2f\xfd") {
            Some(Self::Zstd)
        } else {
            None
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Gzip => "gzip",
            Self::Zstd => "Zstandard",
        }
    }
}

/// A packed stream. Its errors say that the data is damaged, and how.
pub(crate) struct Unpacked {
    packing: Packing,
    stream: Box<dyn Read + Send>,
}

impl Unpacked {
    /// Starts to unpack `stream`.
    ///
    /// # Errors
    /// As the system says, when there is no memory for the window.
    pub(crate) fn new(packing: Packing, stream: impl BufRead + Send + 'static) -> io::Result<Self> {
        let stream: Box<dyn Read + Send> = match packing {
            Packing::Gzip => Box::new(MultiGzDecoder::new(stream)),
            Packing::Zstd => Box::new(zstd::stream::read::Decoder::with_buffer(stream)?),
        };
        Ok(Self { packing, stream })
    }
}

impl Read for Unpacked {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.stream.read(buffer).map_err(|error| {
            let name = self.packing.name();
            match error.kind() {
                io::ErrorKind::Interrupted => error,
                io::ErrorKind::UnexpectedEof => io::Error::new(
                    io::ErrorKind::UnexpectedEof,
                    format!("the {name} data is cut off: it ends before it is complete"),
                ),
                kind => io::Error::new(kind, format!("the {name} data is damaged: {error}")),
            }
        })
    }
}

/// Reads what a stream holds, unpacked where its first bytes say gzip or Zstandard. A stream that is packed twice is
/// unpacked once.
///
/// # Errors
/// What the system says on reading the first bytes. Damaged data is an error when it is come to.
///
/// # Example
/// ```
/// use std::io::Read;
/// let mut text = String::new();
/// dateline_read::unpack(&b"Shells fell."[..])?.read_to_string(&mut text)?;
/// assert_eq!(text, "Shells fell.");
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn unpack(mut stream: impl Read + Send + 'static) -> io::Result<Box<dyn Read + Send>> {
    let mut head = Vec::new();
    (&mut stream).take(4).read_to_end(&mut head)?;
    let packing = Packing::of(&head);
    let whole: Chain<Cursor<Vec<u8>>, _> = Cursor::new(head).chain(stream);
    let whole = BufReader::with_capacity(BUFFER, whole);
    Ok(match packing {
        Some(packing) => Box::new(Unpacked::new(packing, whole)?),
        None => Box::new(whole),
    })
}
