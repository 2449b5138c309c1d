//! Gives the coder's version the fingerprint of the data it reads with: a changed lexicon changes results, so it must change
//! the version that every claim carries.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// Folders, from this crate, whose files decide how a report is read.
const DATA: [&str; 3] = ["../../lexicons", "../../models", "../resolve/data"];

fn main() -> io::Result<()> {
    let mut files = Vec::new();
    for folder in DATA {
        println!("cargo::rerun-if-changed={folder}");
        list(Path::new(folder), &mut files)?;
    }
    files.sort();
    let mut hasher = blake3::Hasher::new();
    for file in &files {
        let bytes = fs::read(file)?;
        let name = file.to_string_lossy().replace('\\', "/");
        hasher.update(&(name.len() as u64).to_le_bytes());
        hasher.update(name.as_bytes());
        hasher.update(&(bytes.len() as u64).to_le_bytes());
        hasher.update(&bytes);
    }
    println!(
        "cargo::rustc-env=DATELINE_LEXICONS={}",
        &hasher.finalize().to_hex()[..8]
    );
    Ok(())
}

/// The files below a folder that are data: not the notes beside them.
fn list(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            list(&path, files)?;
        } else if path.extension().is_some_and(|e| e != "md") {
            files.push(path);
        }
    }
    Ok(())
}
