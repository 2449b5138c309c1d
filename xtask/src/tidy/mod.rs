//! `cargo xtask tidy`: what the compiler cannot check.

mod dependencies;
mod lexicons;
mod sources;

use crate::{
    Failure, no_arguments,
    workspace::{TextFile, text_files},
};
use dateline_model::taxonomy::check_tables;

/// A check over all files of the project.
type Check = fn(&[TextFile]) -> Vec<String>;

/// Every check over the files. To add one: a function, and a line here.
const CHECKS: &[Check] = &[
    lexicons::faults,
    sources::tests_without_assertion,
    sources::unfinished,
    sources::too_long,
    sources::machine_paths,
];

pub(crate) fn run(arguments: &[String]) -> Result<String, Failure> {
    no_arguments(arguments)?;
    let files = text_files()?;
    let mut faults: Vec<String> = CHECKS.iter().flat_map(|check| check(&files)).collect();
    let dependencies = dependencies::compare()?;
    faults.extend(dependencies.faults);
    faults.extend(check_tables().err().map(|e| format!("crates/model/{e}")));
    for note in &dependencies.notes {
        println!("tidy: note: {note}");
    }
    if faults.is_empty() {
        Ok(format!("{} files are in order", files.len()))
    } else {
        Err(Failure::Faults(faults))
    }
}

/// Files of the tests below.
#[cfg(test)]
fn file(path: &str, text: &str) -> TextFile {
    TextFile {
        path: path.to_owned(),
        text: text.to_owned(),
    }
}
