//! Checks of source files.

use crate::{
    rust_source::{Function, calls_word_starting, code_only, functions},
    workspace::TextFile,
};

/// Lines that a Rust file may have before it must be divided.
const MOST_LINES: usize = 700;

/// Calls that assert: macros of the language, proptest and insta, and the `check_…` functions that many cases share.
const ASSERTING: &[&str] = &["assert", "prop_assert", "check", "insta", "unreachable", "panic"];

fn rust_files(files: &[TextFile]) -> impl Iterator<Item = &TextFile> {
    files.iter().filter(|f| f.path.ends_with(".rs"))
}

/// Tests that cannot fail but by a panic of the code they call. A helper of the same file may assert for them.
pub(super) fn tests_without_assertion(files: &[TextFile]) -> Vec<String> {
    let mut faults = Vec::new();
    for file in rust_files(files) {
        let code = code_only(&file.text);
        let functions = functions(&code);
        let helpers: Vec<String> = functions
            .iter()
            .filter(|f| !f.is_test() && asserts(f))
            .map(|f| format!("{}(", f.name))
            .collect();
        for test in functions.iter().filter(|f| f.is_test() && !asserts(f)) {
            if !helpers.iter().any(|call| test.body.contains(call.as_str())) {
                faults.push(format!(
                    "{}:{}: test `{}` asserts nothing",
                    file.path, test.line, test.name
                ));
            }
        }
    }
    faults
}

fn asserts(function: &Function<'_>) -> bool {
    ASSERTING
        .iter()
        .any(|word| calls_word_starting(function.body, word))
        || [".expect(", ".expect_err("]
            .iter()
            .any(|call| function.body.contains(call))
        || function.attributes.contains("should_panic")
}

/// Code that is not done.
pub(super) fn unfinished(files: &[TextFile]) -> Vec<String> {
    let mut faults = Vec::new();
    for file in rust_files(files) {
        for (line, code) in (1..).zip(code_only(&file.text).lines()) {
            for call in ["todo", "unimplemented"] {
                if calls_word_starting(code, call) && code.contains(&format!("{call}!")) {
                    faults.push(format!(
                        "{}:{line}: `{call}!`: finish it or take it out",
                        file.path
                    ));
                }
            }
        }
    }
    faults
}

/// Files that no one reads to the end.
pub(super) fn too_long(files: &[TextFile]) -> Vec<String> {
    rust_files(files)
        .map(|file| (file, file.text.lines().count()))
        .filter(|(_, lines)| *lines > MOST_LINES)
        .map(|(file, lines)| format!("{}: {lines} lines, more than {MOST_LINES}: divide it", file.path))
        .collect()
}

/// Paths that exist on one machine only.
pub(super) fn machine_paths(files: &[TextFile]) -> Vec<String> {
    // Written in parts, so that this file does not name one itself.
    let homes = ["work", "root", "home", "Users"].map(|name| format!("/{name}/"));
    let mut faults = Vec::new();
    for file in files.iter().filter(|f| f.path != "Cargo.lock") {
        for (line, text) in (1..).zip(file.text.lines()) {
            if let Some(home) = homes.iter().find(|home| names_path(text, home)) {
                faults.push(format!("{}:{line}: a path of one machine, `{home}…`", file.path));
            }
        }
    }
    faults
}

/// Whether `home` stands where a path begins, not inside an address or a longer path.
fn names_path(text: &str, home: &str) -> bool {
    text.match_indices(home).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        !before.is_some_and(|c| c.is_alphanumeric() || "._-~$}/*".contains(c))
    })
}

#[cfg(test)]
mod tests {
    use super::super::file;
    use super::*;

    fn check(found: fn(&[TextFile]) -> Vec<String>, path: &str, text: &str, expected: &[&str]) {
        assert_eq!(found(&[file(path, text)]), expected, "{text}");
    }

    #[test]
    fn a_test_must_assert() {
        let test = |body: &str| format!("#[test]\nfn reads() {{ {body} }}\n");
        for asserting in [
            "assert!(true);",
            "check_harm(\"a\", \"b\");",
            "insta::assert_snapshot!(x);",
            "prop_assert_eq!(a, b);",
            "read().expect(\"readable\");",
        ] {
            check(tests_without_assertion, "a.rs", &test(asserting), &[]);
        }
        for silent in [
            "read();",
            "// assert!(true);",
            "print(\"assert!(x)\");",
            "read().unwrap();",
        ] {
            check(
                tests_without_assertion,
                "a.rs",
                &test(silent),
                &["a.rs:2: test `reads` asserts nothing"],
            );
        }
        check(tests_without_assertion, "a.md", &test("read();"), &[]);
        let helped = test("refused(1);") + "fn refused(x: u8) { assert!(x > 0); }";
        check(tests_without_assertion, "a.rs", &helped, &[]);
        check(tests_without_assertion, "a.rs", "fn helper() { read(); }", &[]);
    }

    #[test]
    fn unfinished_code_is_found() {
        let call = format!("fn f() {{\n    {}!()\n}}", "todo");
        check(
            unfinished,
            "a.rs",
            &call,
            &["a.rs:2: `todo!`: finish it or take it out"],
        );
        check(unfinished, "a.rs", "// todo!()\nlet todo = 1;", &[]);
    }

    #[test]
    fn long_files_are_reported() {
        check(
            too_long,
            "a.rs",
            &"\n".repeat(701),
            &["a.rs: 701 lines, more than 700: divide it"],
        );
        check(too_long, "a.rs", &"\n".repeat(700), &[]);
        check(too_long, "a.tsv", &"\n".repeat(701), &[]);
    }

    #[test]
    fn paths_of_one_machine_are_found() {
        let path = format!("see {}root{}x", '/', '/');
        check(
            machine_paths,
            "a.md",
            &path,
            &[&format!("a.md:1: a path of one machine, `{}root{}…`", '/', '/')],
        );
        check(
            machine_paths,
            "a.md",
            "https://example.org/home/index.html, ../home/x, a/home/b",
            &[],
        );
    }
}
