//! Sorting more rows than memory holds: full buffers go to disk as sorted runs, which are then merged.
//!
//! A row is bytes; rows are in the order of their bytes, so that a key at the front decides.

use std::{
    cmp::Reverse,
    collections::BinaryHeap,
    fs::File,
    io::{self, BufReader, BufWriter, Read as _, Write as _},
    path::{Path, PathBuf},
};

/// Bytes of a row beyond which it can not be one of ours.
const LONGEST_ROW: usize = 1 << 20;

/// Bytes read ahead in each run while merging.
const READ_AHEAD: usize = 1 << 18;

/// A sorted file of rows.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(super) struct Run {
    /// Its name in the work directory.
    pub name: String,
    /// Its length, by which a run that was cut off is known.
    pub bytes: u64,
}

/// Takes rows in any order and leaves them in sorted runs.
#[derive(Debug)]
pub(super) struct Sorter {
    folder: PathBuf,
    stem: &'static str,
    limit: usize,
    arena: Vec<u8>,
    rows: Vec<(u32, u32)>,
    runs: Vec<Run>,
}

impl Sorter {
    /// Runs are named after `stem`; `limit` is how many bytes are held before they are spilled.
    pub fn new(folder: &Path, stem: &'static str, limit: usize) -> Self {
        Self {
            folder: folder.to_owned(),
            stem,
            limit: limit.clamp(1 << 12, 1 << 31),
            arena: Vec::new(),
            rows: Vec::new(),
            runs: Vec::new(),
        }
    }

    pub fn push(&mut self, row: &[u8]) -> io::Result<()> {
        // What is held: the row, and its place in the list.
        if self.arena.len() + self.rows.len() * 8 + row.len() + 8 > self.limit {
            self.spill()?;
        }
        self.rows.push((self.arena.len() as u32, row.len() as u32));
        self.arena.extend_from_slice(row);
        Ok(())
    }

    fn spill(&mut self) -> io::Result<()> {
        if self.rows.is_empty() {
            return Ok(());
        }
        let arena = &self.arena;
        let row = |&(start, length): &(u32, u32)| &arena[start as usize..(start + length) as usize];
        self.rows.sort_unstable_by(|a, b| row(a).cmp(row(b)));
        let name = format!("{}-{:04}.run", self.stem, self.runs.len());
        let mut out = BufWriter::with_capacity(1 << 20, File::create(self.folder.join(&name))?);
        let mut bytes = 0;
        for at in &self.rows {
            let row = row(at);
            out.write_all(&(row.len() as u32).to_le_bytes())?;
            out.write_all(row)?;
            bytes += 4 + row.len() as u64;
        }
        out.flush()?;
        self.runs.push(Run { name, bytes });
        self.arena.clear();
        self.rows.clear();
        Ok(())
    }

    /// Spills what is left; gives the runs.
    pub fn finish(mut self) -> io::Result<Vec<Run>> {
        self.spill()?;
        Ok(self.runs)
    }
}

/// The rows of several runs, in order.
#[derive(Debug)]
pub(super) struct Merged {
    readers: Vec<BufReader<File>>,
    heads: BinaryHeap<Reverse<(Vec<u8>, usize)>>,
}

impl Merged {
    pub fn new<'a>(folder: &Path, runs: impl IntoIterator<Item = &'a Run>) -> io::Result<Self> {
        let mut merged = Self {
            readers: Vec::new(),
            heads: BinaryHeap::new(),
        };
        for run in runs {
            let file = File::open(folder.join(&run.name))?;
            merged.readers.push(BufReader::with_capacity(READ_AHEAD, file));
            let at = merged.readers.len() - 1;
            let mut row = Vec::new();
            if merged.fill(at, &mut row)? {
                merged.heads.push(Reverse((row, at)));
            }
        }
        Ok(merged)
    }

    fn fill(&mut self, at: usize, row: &mut Vec<u8>) -> io::Result<bool> {
        let mut length = [0; 4];
        let reader = &mut self.readers[at];
        match reader.read_exact(&mut length) {
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(false),
            result => result?,
        }
        let length = u32::from_le_bytes(length) as usize;
        if length > LONGEST_ROW {
            return Err(io::Error::new(
                io::ErrorKind::InvalidData,
                "a sorted run is damaged",
            ));
        }
        row.resize(length, 0);
        reader.read_exact(row)?;
        Ok(true)
    }

    /// The row that comes next, without taking it.
    pub fn peek(&self) -> Option<&[u8]> {
        self.heads.peek().map(|Reverse((row, _))| row.as_slice())
    }

    /// Puts the next row into `into`; false when there is none.
    pub fn next(&mut self, into: &mut Vec<u8>) -> io::Result<bool> {
        let Some(Reverse((mut row, at))) = self.heads.pop() else {
            return Ok(false);
        };
        std::mem::swap(into, &mut row);
        if self.fill(at, &mut row)? {
            self.heads.push(Reverse((row, at)));
        }
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn sorted(rows: &[Vec<u8>], limit: usize) -> (Vec<Vec<u8>>, usize) {
        let folder = tempfile::tempdir().expect("a temporary directory");
        let mut sorter = Sorter::new(folder.path(), "test", limit);
        for row in rows {
            sorter.push(row).expect("is written");
        }
        let runs = sorter.finish().expect("is written");
        let mut merged = Merged::new(folder.path(), &runs).expect("opens");
        let (mut all, mut row) = (Vec::new(), Vec::new());
        while merged.next(&mut row).expect("is read") {
            all.push(row.clone());
        }
        (all, runs.len())
    }

    #[test]
    fn more_rows_than_memory_come_back_in_order() {
        let rows: Vec<Vec<u8>> = (0..3_000_u32)
            .map(|n| n.wrapping_mul(2_654_435_761).to_be_bytes().to_vec())
            .collect();
        let (all, runs) = sorted(&rows, 1 << 12);
        assert!(runs > 5, "{runs} runs");
        assert_eq!(all.len(), rows.len());
        assert!(all.is_sorted());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]
        #[test]
        fn the_merged_rows_are_the_sorted_rows(rows in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..40), 0..400)) {
            let (all, _) = sorted(&rows, 1 << 12);
            let mut expected = rows;
            expected.sort();
            prop_assert_eq!(all, expected);
        }
    }
}
