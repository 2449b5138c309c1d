//! `cargo xtask codegen`: files made from the types.

use crate::{
    Failure, only_flag,
    workspace::{root, unreadable},
};
use dateline_model::schemas;
use std::fs;

/// A file as it must be.
struct Generated {
    /// Path from the root.
    path: String,
    text: String,
}

pub(crate) fn run(arguments: &[String]) -> Result<String, Failure> {
    let check = only_flag(arguments, "--check")?;
    let files = generated();
    let stale: Vec<&Generated> = files.iter().filter(|f| is_stale(f)).collect();
    if check {
        let faults: Vec<String> = stale
            .iter()
            .map(|f| {
                format!(
                    "{} is stale: run `cargo xtask codegen` and commit what it writes",
                    f.path
                )
            })
            .collect();
        return if faults.is_empty() {
            Ok(format!("{} files are current", files.len()))
        } else {
            Err(Failure::Faults(faults))
        };
    }
    for file in &stale {
        write(file)?;
    }
    Ok(format!("{} files, {} written", files.len(), stale.len()))
}

fn generated() -> Vec<Generated> {
    schemas()
        .into_iter()
        .map(|named| Generated {
            path: format!("schema/{}", named.file_name),
            text: format!("{:#}\n", named.schema),
        })
        .collect()
}

/// A file that is missing or reads otherwise is stale.
fn is_stale(file: &Generated) -> bool {
    !fs::read_to_string(root().join(&file.path)).is_ok_and(|text| text == file.text)
}

fn write(file: &Generated) -> Result<(), Failure> {
    let path = root().join(&file.path);
    if let Some(directory) = path.parent() {
        fs::create_dir_all(directory).map_err(|e| unreadable(directory, &e))?;
    }
    fs::write(&path, &file.text).map_err(|e| unreadable(&path, &e))?;
    println!("wrote {}", file.path);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schemas_are_current() {
        assert_eq!(run(&["--check".to_owned()]), Ok("3 files are current".to_owned()));
    }

    #[test]
    fn another_text_is_stale() {
        let mut file = generated().remove(0);
        assert!(
            !is_stale(&file),
            "{} is stale: run `cargo xtask codegen`",
            file.path
        );
        file.text.push(' ');
        assert!(is_stale(&file));
        file.path.push_str(".none");
        assert!(is_stale(&file));
    }
}
