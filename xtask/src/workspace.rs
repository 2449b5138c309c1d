//! Where the project is, what files it has, what cargo knows of it.

use crate::Failure;
use serde_json::Value;
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// Directories that hold nothing written by hand.
const SKIPPED: &[&str] = &["target", "demo-out", "node_modules", ".git"];

/// The project's root.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("xtask is a directory of the project")
}

/// A file of the project and its text.
pub(crate) struct TextFile {
    /// Path from the root, with `/`.
    pub(crate) path: String,
    pub(crate) text: String,
}

/// Every text file of the project, sorted by path. Files that are not UTF-8 are left out: they hold data, not source.
pub(crate) fn text_files() -> Result<Vec<TextFile>, Failure> {
    let mut files = Vec::new();
    let mut pending = vec![root().to_owned()];
    while let Some(directory) = pending.pop() {
        let entries = fs::read_dir(&directory).map_err(|e| unreadable(&directory, &e))?;
        for entry in entries {
            let entry = entry.map_err(|e| unreadable(&directory, &e))?;
            let kind = entry.file_type().map_err(|e| unreadable(&entry.path(), &e))?;
            let skipped = SKIPPED.iter().any(|s| entry.file_name() == *s);
            if kind.is_dir() && !skipped {
                pending.push(entry.path());
            } else if kind.is_file() && !skipped {
                files.extend(read_text(&entry.path())?);
            }
        }
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(files)
}

fn read_text(path: &Path) -> Result<Option<TextFile>, Failure> {
    let bytes = fs::read(path).map_err(|e| unreadable(path, &e))?;
    let Ok(text) = String::from_utf8(bytes) else {
        return Ok(None);
    };
    let relative = path.strip_prefix(root()).unwrap_or(path);
    let parts: Vec<_> = relative.iter().map(|part| part.to_string_lossy()).collect();
    Ok(Some(TextFile {
        path: parts.join("/"),
        text,
    }))
}

/// A fault for a file that cannot be read.
pub(crate) fn unreadable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::fault(format!("{}: {error}", path.display()))
}

/// The text of a file at `path` from the root.
pub(crate) fn read(path: &str) -> Result<String, Failure> {
    let path: PathBuf = root().join(path);
    fs::read_to_string(&path).map_err(|e| unreadable(&path, &e))
}

/// What `cargo metadata` says; with `no_deps` of the project's own crates only.
pub(crate) fn metadata(no_deps: bool) -> Result<Value, Failure> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let mut command = Command::new(cargo);
    command
        .current_dir(root())
        .args(["metadata", "--format-version", "1"]);
    command.arg(if no_deps { "--no-deps" } else { "--locked" });
    let output = command
        .output()
        .map_err(|e| Failure::fault(format!("cargo metadata does not start: {e}")))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(Failure::fault(format!("cargo metadata failed: {}", said.trim())));
    }
    serde_json::from_slice(&output.stdout)
        .map_err(|e| Failure::fault(format!("cargo metadata wrote something else than JSON: {e}")))
}

/// The packages of [`metadata`].
pub(crate) fn packages(metadata: &Value) -> &[Value] {
    metadata["packages"].as_array().map_or(&[], Vec::as_slice)
}
