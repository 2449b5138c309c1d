//! DEPENDENCIES.md against what the crates depend on.

use crate::{
    Failure,
    workspace::{metadata, packages, read},
};
use serde_json::Value;
use std::collections::BTreeSet;

/// What differs.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Comparison {
    pub(super) faults: Vec<String>,
    /// Worth knowing, not a fault.
    pub(super) notes: Vec<String>,
}

pub(super) fn compare() -> Result<Comparison, Failure> {
    let used = used(&metadata(true)?);
    let declared = declared(&read("Cargo.toml")?)?;
    let documented = documented(&read("DEPENDENCIES.md")?);
    Ok(difference(&used, &declared, &documented))
}

/// Every dependency of a crate of the project that is not one itself.
fn used(metadata: &Value) -> BTreeSet<String> {
    packages(metadata)
        .iter()
        .filter_map(|package| package["dependencies"].as_array())
        .flatten()
        .filter(|dependency| dependency["path"].is_null())
        .filter_map(|dependency| dependency["name"].as_str().map(str::to_owned))
        .collect()
}

/// The names under `[workspace.dependencies]` that are not crates of the project.
fn declared(manifest: &str) -> Result<BTreeSet<String>, Failure> {
    let manifest: toml::Table = manifest
        .parse()
        .map_err(|e| Failure::fault(format!("Cargo.toml: {e}")))?;
    let table = manifest
        .get("workspace")
        .and_then(|w| w.get("dependencies"))
        .and_then(toml::Value::as_table);
    let Some(table) = table else {
        return Err(Failure::fault("Cargo.toml has no [workspace.dependencies]"));
    };
    Ok(table
        .iter()
        .filter(|(_, value)| value.get("path").is_none())
        .map(|(name, _)| name.clone())
        .collect())
}

/// The names in the first column of the tables: ``| `name` | …``.
fn documented(text: &str) -> BTreeSet<String> {
    text.lines()
        .filter_map(|line| line.strip_prefix("| `"))
        .filter_map(|rest| rest.split_once('`'))
        .map(|(name, _)| name.to_owned())
        .collect()
}

fn difference(
    used: &BTreeSet<String>,
    declared: &BTreeSet<String>,
    documented: &BTreeSet<String>,
) -> Comparison {
    let mut found = Comparison::default();
    for name in used.difference(documented) {
        found.faults.push(format!(
            "DEPENDENCIES.md: no line for `{name}`: say what for, why this one, and its licence"
        ));
    }
    for name in used.difference(declared) {
        found
            .faults
            .push(format!("Cargo.toml: `{name}` is not in [workspace.dependencies]"));
    }
    for name in documented {
        if !used.contains(name) && !declared.contains(name) {
            found.faults.push(format!(
                "DEPENDENCIES.md: `{name}` is no longer a dependency: take its line out"
            ));
        }
    }
    for name in declared.difference(used) {
        found.notes.push(format!(
            "`{name}` is in [workspace.dependencies], and no crate uses it"
        ));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn names(names: &[&str]) -> BTreeSet<String> {
        names.iter().map(|n| (*n).to_owned()).collect()
    }

    #[test]
    fn dependencies_are_read_from_where_they_stand() {
        let metadata = json!({"packages": [{"dependencies": [
            {"name": "jiff", "path": null}, {"name": "dateline-model", "path": "x"},
        ]}]});
        assert_eq!(used(&metadata), names(&["jiff"]));
        let manifest = "[workspace.dependencies]\nown = { path = \"x\" }\njiff = \"1\"\n";
        assert_eq!(declared(manifest), Ok(names(&["jiff"])));
        assert_eq!(
            documented("| crate | for |\n|---|---|\n| `jiff` 0.2 | dates |\n`x`"),
            names(&["jiff"])
        );
    }

    #[test]
    fn differences_are_named() {
        let found = difference(&names(&["a", "b"]), &names(&["a", "b", "d"]), &names(&["b", "c"]));
        assert_eq!(
            found.faults,
            [
                "DEPENDENCIES.md: no line for `a`: say what for, why this one, and its licence",
                "DEPENDENCIES.md: `c` is no longer a dependency: take its line out",
            ]
        );
        assert_eq!(
            found.notes,
            ["`d` is in [workspace.dependencies], and no crate uses it"]
        );
        let undeclared = difference(&names(&["a"]), &names(&[]), &names(&["a"]));
        assert_eq!(
            undeclared.faults,
            ["Cargo.toml: `a` is not in [workspace.dependencies]"]
        );
    }
}
