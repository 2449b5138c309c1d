//! `cargo xtask licences`: every dependency can be used under a licence that deny.toml allows.
//!
//! The same list serves `cargo deny check licenses`; this task needs nothing but cargo.

use crate::{
    Failure, no_arguments,
    workspace::{metadata, packages, read},
};
use std::collections::BTreeSet;

pub(crate) fn run(arguments: &[String]) -> Result<String, Failure> {
    no_arguments(arguments)?;
    let allowed = allowed(&read("deny.toml")?)?;
    let metadata = metadata(false)?;
    let mut faults = Vec::new();
    for package in packages(&metadata) {
        let text = |field: &str| package[field].as_str().unwrap_or_default();
        let name = format!("{} {}", text("name"), text("version"));
        faults.extend(fault(&name, text("license"), &allowed));
    }
    if faults.is_empty() {
        Ok(format!("{} packages, all permissive", packages(&metadata).len()))
    } else {
        faults.sort();
        Err(Failure::Faults(faults))
    }
}

/// `[licenses] allow` of deny.toml.
fn allowed(deny: &str) -> Result<BTreeSet<String>, Failure> {
    let deny: toml::Table = deny
        .parse()
        .map_err(|e| Failure::fault(format!("deny.toml: {e}")))?;
    let list = deny
        .get("licenses")
        .and_then(|l| l.get("allow"))
        .and_then(toml::Value::as_array);
    let Some(list) = list else {
        return Err(Failure::fault("deny.toml has no `allow` under [licenses]"));
    };
    Ok(list
        .iter()
        .filter_map(|id| id.as_str().map(str::to_owned))
        .collect())
}

fn fault(name: &str, expression: &str, allowed: &BTreeSet<String>) -> Option<String> {
    if expression.is_empty() {
        return Some(format!("{name} states no licence"));
    }
    match satisfied(expression, allowed) {
        Ok(true) => None,
        Ok(false) => Some(format!(
            "{name}: `{expression}` needs a licence that deny.toml does not allow"
        )),
        Err(problem) => Some(format!("{name}: `{expression}` cannot be read: {problem}")),
    }
}

/// Whether an SPDX expression can be met with the allowed licences. `/` is the old way to write OR.
fn satisfied(expression: &str, allowed: &BTreeSet<String>) -> Result<bool, String> {
    let spaced = expression
        .replace('(', " ( ")
        .replace(')', " ) ")
        .replace('/', " OR ");
    let tokens: Vec<&str> = spaced.split_whitespace().collect();
    let mut reader = Reader {
        tokens: &tokens,
        allowed,
    };
    let met = reader.any_of()?;
    match reader.tokens.first() {
        None => Ok(met),
        Some(token) => Err(format!("`{token}` is out of place")),
    }
}

/// Reads an expression from left to right; AND binds closer than OR.
struct Reader<'a> {
    tokens: &'a [&'a str],
    allowed: &'a BTreeSet<String>,
}

impl Reader<'_> {
    fn take(&mut self, token: &str) -> bool {
        let taken = self.tokens.first() == Some(&token);
        if taken {
            self.tokens = &self.tokens[1..];
        }
        taken
    }

    fn any_of(&mut self) -> Result<bool, String> {
        let mut met = self.all_of()?;
        while self.take("OR") {
            met |= self.all_of()?;
        }
        Ok(met)
    }

    fn all_of(&mut self) -> Result<bool, String> {
        let mut met = self.one()?;
        while self.take("AND") {
            met &= self.one()?;
        }
        Ok(met)
    }

    fn one(&mut self) -> Result<bool, String> {
        if self.take("(") {
            let met = self.any_of()?;
            return if self.take(")") {
                Ok(met)
            } else {
                Err("a bracket stays open".to_owned())
            };
        }
        let Some((licence, rest)) = self.tokens.split_first() else {
            return Err("it ends too early".to_owned());
        };
        if ["AND", "OR", "WITH", ")"].contains(licence) {
            return Err(format!("`{licence}` is out of place"));
        }
        self.tokens = rest;
        let mut name = (*licence).to_owned();
        if self.take("WITH") {
            let Some((exception, rest)) = self.tokens.split_first() else {
                return Err("it ends too early".to_owned());
            };
            self.tokens = rest;
            name = format!("{licence} WITH {exception}");
        }
        Ok(self.allowed.contains(&name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(expression: &str, expected: Result<bool, &str>) {
        let allowed =
            allowed("[licenses]\nallow = [\"MIT\", \"Apache-2.0\", \"Apache-2.0 WITH LLVM-exception\"]")
                .expect("a list");
        assert_eq!(
            satisfied(expression, &allowed),
            expected.map_err(str::to_owned),
            "{expression}"
        );
    }

    #[test]
    fn expressions_are_weighed() {
        check("MIT", Ok(true));
        check("GPL-3.0", Ok(false));
        check("GPL-3.0 OR MIT", Ok(true));
        check("MIT/GPL-3.0", Ok(true));
        check("MIT AND GPL-3.0", Ok(false));
        check("MIT OR MPL-2.0 AND GPL-3.0", Ok(true));
        check("(MIT OR MPL-2.0) AND GPL-3.0", Ok(false));
        check("(Apache-2.0 OR GPL-2.0) AND MIT", Ok(true));
        check("Apache-2.0 WITH LLVM-exception", Ok(true));
        check("MIT WITH other-exception", Ok(false));
    }

    #[test]
    fn broken_expressions_are_refused() {
        check("MIT OR", Err("it ends too early"));
        check("(MIT", Err("a bracket stays open"));
        check("MIT MIT", Err("`MIT` is out of place"));
        check("AND", Err("`AND` is out of place"));
    }

    #[test]
    fn a_package_without_a_licence_is_a_fault() {
        assert_eq!(
            fault("x 1.0.0", "", &BTreeSet::new()).as_deref(),
            Some("x 1.0.0 states no licence")
        );
    }

    #[test]
    fn the_lists_are_read() {
        assert!(allowed("[licenses]\n").is_err());
        assert!(
            allowed(&read("deny.toml").expect("readable"))
                .expect("a list")
                .contains("MIT")
        );
    }
}
