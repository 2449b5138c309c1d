//! Input that is damaged, hostile or missing: named, set aside, and the rest of the run done.

use super::run::{Folder, Outcome};
use serde_json::Value;

const GOOD: (&str, &[u8]) = ("z-good.txt", b"Shells fell on the town.");

/// Runs on a folder of one bad file and one good one; the good one must be coded.
fn run_on(name: &str, content: &[u8]) -> Outcome {
    let folder = Folder::new(&[(name, content), GOOD]);
    let run = folder.run(&["code", "--format", "json", "."]);
    assert_good_was_coded(&run);
    run
}

fn assert_good_was_coded(run: &Outcome) {
    let json: Value = serde_json::from_str(&run.out).expect("is JSON whatever happened");
    let last = json.as_array().and_then(|a| a.last()).expect("has reports");
    assert!(
        last["source"]["path"]
            .as_str()
            .is_some_and(|p| p.ends_with(GOOD.0)),
        "{}",
        run.out
    );
}

/// The run set one input aside, with these words in its message, and said so at the end.
fn assert_set_aside(run: &Outcome, words: &[&str]) {
    assert_eq!(run.exit, 1, "{}", run.err);
    for word in words {
        assert!(run.err.contains(word), "no {word:?} in\n{}", run.err);
    }
    assert!(run.err.contains("help: "), "{}", run.err);
    let closing = run.err.lines().last().expect("a closing line");
    assert!(
        closing.starts_with("dateline: ") && closing.contains("1 input set aside"),
        "{closing}"
    );
}

#[test]
fn an_empty_file_is_a_report_without_claims() {
    let run = run_on("a.txt", b"");
    assert_eq!(run.exit, 0);
    assert!(
        run.err.starts_with("note: ./a.txt: there is no text to read\n"),
        "{}",
        run.err
    );
    let closing = run.err.lines().last().expect("a closing line");
    assert!(
        closing.starts_with("dateline: 2 reports read, ") && closing.ends_with("; 1 note"),
        "{closing}"
    );
}

#[test]
fn a_binary_file_is_refused() {
    let bytes: Vec<u8> = (0..=255).cycle().skip(3).take(100_000).collect();
    assert_set_aside(&run_on("a.txt", &bytes), &["a.txt", "NUL byte at offset 253"]);
}

#[test]
fn a_line_of_fifty_megabytes_is_skipped() {
    let mut content = b"{\"text\": \"".to_vec();
    content.resize(50_000_000, b'x');
    content.extend(b"\"}\n{\"text\": \"The next record.\"}\n");
    let run = run_on("a.jsonl", &content);
    assert_set_aside(&run, &["a.jsonl:1", "50000002 bytes", "8388608"]);
    assert!(run.out.contains("The next record."));
}

#[test]
fn a_text_of_fifty_megabytes_is_cut_and_says_so() {
    let content: Vec<u8> = b"Shells fell on the town. "
        .iter()
        .copied()
        .cycle()
        .take(50_000_000)
        .collect();
    let run = run_on("a.txt", &content);
    assert_eq!(run.exit, 0, "{}", run.err);
    assert!(
        run.err.contains("the text was cut at 2097152 bytes"),
        "{}",
        run.err
    );
}

#[test]
fn invalid_utf_8_is_refused_where_it_breaks() {
    assert_set_aside(
        &run_on("a.txt", b"Shells fell \xff\xfe on it"),
        &["a.txt", "not valid UTF-8 at byte 12"],
    );
    assert_set_aside(
        &run_on("a.jsonl", b"{\"text\": \"\xff\"}\n"),
        &["a.jsonl:1", "byte 10 of the line"],
    );
}

#[test]
fn front_matter_that_does_not_parse_names_the_line_and_the_remedy() {
    let run = run_on("a.txt", b"---\npublisher: X\npublished: soon\n---\nBody");
    assert_set_aside(
        &run,
        &[
            "a.txt:3: front matter: `published` is not a day: `soon`",
            "2024-11-29",
        ],
    );
    assert_set_aside(&run_on("b.txt", b"---\nno end"), &["b.txt:2"]);
}

#[test]
fn a_missing_file_does_not_stop_the_others() {
    let folder = Folder::new(&[GOOD]);
    let run = folder.run(&["code", "--format", "json", "gone.txt", GOOD.0]);
    assert_good_was_coded(&run);
    assert_set_aside(&run, &["gone.txt: there is no such file or directory"]);
}

#[cfg(unix)]
#[test]
fn a_directory_loop_is_reported_and_left() {
    let folder = Folder::new(&[("a/one.txt", b"One."), GOOD]);
    std::os::unix::fs::symlink("..", folder.path().join("a/up")).expect("a link");
    let run = folder.run(&["code", "--format", "json", "."]);
    assert_good_was_coded(&run);
    assert_set_aside(&run, &["a/up: the link leads back to ., which is being read"]);
    assert_eq!(run.out.matches("\"path\"").count(), 2, "each report is read once");
}

#[test]
fn nothing_readable_exits_with_3() {
    let folder = Folder::new(&[("page.md", b"Shells.")]);
    assert_eq!(folder.run(&["code", "gone.txt"]).exit, 3);
    let run = folder.run(&["code", "."]);
    assert_eq!(run.exit, 3);
    assert!(run.err.contains("passed over: 1 .md"), "{}", run.err);
}

#[test]
fn strict_stops_at_the_first_bad_input_and_keeps_what_was_done() {
    let folder = Folder::new(&[("a.txt", b"First."), ("b.txt", b"\0"), ("c.txt", b"Third.")]);
    let run = folder.run(&["code", "--strict", "--format", "json", "."]);
    assert_eq!(run.exit, 3);
    let json: Value = serde_json::from_str(&run.out).expect("is closed properly");
    assert_eq!(json.as_array().map(Vec::len), Some(1));
    assert!(
        run.err
            .contains("stopped at the first input set aside (--strict)"),
        "{}",
        run.err
    );
    assert_eq!(folder.run(&["code", "--strict", "a.txt", "c.txt"]).exit, 0);
}

#[cfg(unix)]
#[test]
fn neither_names_nor_texts_can_steer_the_terminal() {
    let folder = Folder::new(&[
        (
            "a\u{1b}[2J.txt",
            b"---\ntitle: \x1b]0;owned\x07\n---\nTroops \x1b[8mkilled two\x1b[0m.",
        ),
        ("b\u{1b}[2J.txt", b"\0"),
        ("c.txt", b"---\npublished: \x1b[2J\n---\n"),
    ]);
    let run = folder.run(&["code", "--format", "claims", "."]);
    assert_eq!(run.exit, 1);
    assert!(run.out.contains("\\u{1b}]0;owned\\u{7}"), "{}", run.out);
    assert!(
        !run.out.contains('\u{1b}') && !run.err.contains('\u{1b}'),
        "{run:?}"
    );
}
