//! Whole files and directories, read as the command line reads them.

use dateline_read::{ErrorKind, Input, Note, Options, Read, ReadError, Reader, read};
use std::{fs, path::Path};
use tempfile::TempDir;

fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary directory");
    for (name, content) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("below the folder")).expect("can be made");
        fs::write(path, content).expect("can be written");
    }
    folder
}

fn start(path: impl AsRef<Path>) -> Reader {
    read([Input::from(path)], Options::default())
}

fn one(path: impl AsRef<Path>) -> Result<Read, ReadError> {
    let mut results: Vec<_> = start(path).collect();
    assert_eq!(results.len(), 1, "{results:?}");
    results.remove(0)
}

/// File names and outcomes, in order: the text, or the error without its directory.
fn outcomes(root: &Path, reader: &mut Reader) -> Vec<String> {
    let prefix = format!("{}/", root.display());
    reader
        .map(|result| match result {
            Ok(read) => format!("{}: {}", read.source, read.document.text.trim()),
            Err(error) => format!("ERROR {error}"),
        })
        .map(|line| line.replace(&prefix, ""))
        .collect()
}

#[test]
fn a_directory_is_read_in_the_order_of_its_names() {
    let folder = folder(&[
        ("b.txt", b"two"),
        ("a/z.txt", b"one"),
        ("c.jsonl", b"{\"text\":\"three\"}\n\n{\"text\":\"four\"}"),
        ("d", b"five"),
        ("e.docx", b"no"),
        (".hidden.txt", b"no"),
        ("README.md", b"no"),
    ]);
    let mut reader = start(folder.path());
    assert_eq!(
        outcomes(folder.path(), &mut reader),
        [
            "a/z.txt: one",
            "b.txt: two",
            "c.jsonl:1: three",
            "c.jsonl:3: four",
            "d: five"
        ]
    );
    let passed: Vec<_> = reader.passed_over().kinds().collect();
    assert_eq!(passed, [(".docx", 1), (".md", 1), ("hidden", 1)]);
    assert_eq!(reader.passed_over().total(), 3);
}

/// Own words, of the length of a short report.
const SPANISH: &str = "Dos soldados murieron el jueves y otros cinco resultaron heridos cuando una mina estalló bajo su camión en el camino \
    del norte, dijo un portavoz del ejército, que no dio más detalles sobre lo ocurrido.";

#[test]
fn text_files_in_other_languages_are_set_aside_and_counted() {
    let matter = format!("---\npublished: 2017-11-14\n---\n{SPANISH}\n");
    let folder = folder(&[
        ("a.txt", SPANISH.as_bytes()),
        (
            "b.txt",
            b"Two soldiers died on Thursday when a mine blew up under their lorry on the northern road.",
        ),
        ("c.txt", matter.as_bytes()),
        ("d", SPANISH.as_bytes()),
    ]);
    let mut reader = start(folder.path());
    assert_eq!(
        outcomes(folder.path(), &mut reader),
        ["b.txt: Two soldiers died on Thursday when a mine blew up under their lorry on the northern road."]
    );
    let passed: Vec<_> = reader.passed_over().kinds().collect();
    assert_eq!(passed, [("in Spanish", 3)]);
}

#[test]
fn text_files_in_other_languages_are_read_where_they_are_wanted() {
    let folder = folder(&[("a.txt", SPANISH.as_bytes())]);
    let mut options = Options::default();
    options.english_only = false;
    let mut reader = read([Input::from(folder.path())], options);
    assert_eq!(reader.by_ref().count(), 1);
    assert_eq!(reader.passed_over().total(), 0);
}

#[test]
fn a_file_named_itself_is_read_whatever_its_extension() {
    let folder = folder(&[
        ("report.md", b"Shells fell."),
        ("export.json", b"{\"id\":3,\"text\":\"B\"}\n"),
    ]);
    assert_eq!(
        one(folder.path().join("report.md")).expect("reads").document.text,
        "Shells fell."
    );
    let record = one(folder.path().join("export.json")).expect("reads");
    assert_eq!(
        (record.source.id.as_deref(), record.source.record),
        (Some("3"), Some(1))
    );
}

#[test]
fn records_keep_their_place_and_their_id() {
    let folder = folder(&[(
        "in.ndjson",
        b"\n{\"id\":\"x\",\"text\":\"A\"}\nbroken\n{\"id\":\"y\",\"text\":\"B\"}\n",
    )]);
    let results: Vec<_> = start(folder.path()).collect();
    let sources: Vec<_> = results.iter().flatten().map(|r| &r.source).collect();
    assert_eq!(
        (sources[0].record, sources[0].line, sources[0].id.as_deref()),
        (Some(1), Some(2), Some("x"))
    );
    assert_eq!(
        (sources[1].record, sources[1].line, sources[1].id.as_deref()),
        (Some(3), Some(4), Some("y"))
    );
    let error = results[1].as_ref().expect_err("is broken");
    assert_eq!(error.kind(), ErrorKind::Malformed);
    assert!(error.to_string().contains("in.ndjson:3: "), "{error}");
}

#[test]
fn what_reports_do_not_say_is_taken_from_the_options() {
    let folder = folder(&[
        ("a.txt", b"---\npublished: 2020-01-02\npublisher: Own\n---\nA"),
        ("b.txt", b"B"),
        ("c.jsonl", b"{\"text\":\"C\"}"),
    ]);
    let mut options = Options::default();
    options.published = Some(jiff::civil::date(2017, 11, 14));
    options.publisher = Some("Given".into());
    let read: Vec<_> = read([Input::from(folder.path())], options)
        .map(|r| r.expect("reads").document)
        .map(|d| {
            (
                d.published.expect("is set").to_string(),
                d.publisher.expect("is set"),
            )
        })
        .collect();
    let given = ("2017-11-14".to_owned(), "Given".to_owned());
    assert_eq!(
        read,
        [("2020-01-02".to_owned(), "Own".to_owned()), given.clone(), given]
    );
}

#[test]
fn an_empty_file_is_a_report_without_text() {
    let folder = folder(&[
        ("a.txt", b""),
        ("b.txt", b" \n"),
        ("c.jsonl", b""),
        ("d.txt", b"---\ntitle: x\n---\n"),
    ]);
    let notes: Vec<_> = start(folder.path()).map(|r| r.expect("reads").notes).collect();
    assert_eq!(
        notes,
        vec![vec![Note::Empty]; 3],
        "a file of no records has no report"
    );
}

#[test]
fn a_long_text_is_cut_on_a_character_and_says_so() {
    let long = "é".repeat(60);
    let folder = folder(&[
        ("a.txt", long.as_bytes()),
        ("b.jsonl", format!("{{\"text\":\"{long}\"}}").as_bytes()),
        ("c.txt", "x".repeat(1 << 20).as_bytes()),
        ("d.txt", "x".repeat(51).as_bytes()),
    ]);
    let mut options = Options::default();
    options.max_text = 51;
    for result in read([Input::from(folder.path())], options) {
        let read = result.expect("reads");
        let whole = read.source.path.ends_with("d.txt");
        assert_eq!(
            read.document.text.len(),
            if read.document.text.starts_with('x') {
                51
            } else {
                50
            }
        );
        assert_eq!(read.notes.is_empty(), whole, "{}", read.source);
        assert!(whole || read.notes == [Note::Cut { limit: 51 }]);
    }
}

#[test]
fn a_line_over_the_limit_is_set_aside_and_the_next_is_read() {
    let folder = folder(&[(
        "a.jsonl",
        format!("{{\"text\":\"{}\"}}\n{{\"text\":\"B\"}}", "x".repeat(200)).as_bytes(),
    )]);
    let mut options = Options::default();
    options.max_line = 100;
    let results: Vec<_> = read([Input::from(folder.path())], options).collect();
    assert_eq!(results.len(), 2);
    let error = results[0].as_ref().expect_err("is over the limit");
    assert_eq!(error.kind(), ErrorKind::TooLarge);
    assert!(
        error
            .to_string()
            .ends_with("a.jsonl:1: the line has 211 bytes, over the limit of 100"),
        "{error}"
    );
    assert_eq!(results[1].as_ref().expect("reads").document.text, "B");
}

#[test]
fn what_is_no_text_is_refused_by_name() {
    let check = |content: &[u8], name: &str, expected: &str| {
        let folder = folder(&[(name, content)]);
        let error = one(folder.path().join(name)).expect_err(expected);
        assert_eq!(error.kind(), ErrorKind::NotText);
        assert!(error.to_string().contains(expected), "{error}");
        assert!(error.path().ends_with(name) && !error.help().is_empty());
    };
    check(b"\x7fELF\x02\x01\x01\0\0", "a", "NUL byte at offset 7");
    check(b"{\"text\":\"\0\"}", "a.jsonl", "NUL byte at offset 9");
    check(
        b"Shells fell \xff\xfe on it",
        "a.txt",
        "not valid UTF-8 at byte 12",
    );
    check(b"%PDF-1.4 and so on", "a.txt", "a PDF file");
    check(b"[{\"text\":\"B\"}]", "a.json", "a JSON array");
}

#[test]
fn decoded_text_is_noted() {
    let folder = folder(&[("a.txt", b"It\x92s over, police in Medell\xedn said.")]);
    let read = one(folder.path().join("a.txt")).expect("is Windows-1252");
    assert_eq!(read.document.text, "It’s over, police in Medellín said.");
    assert_eq!(
        read.notes,
        [Note::Decoded {
            encoding: "windows-1252"
        }]
    );
}

#[test]
fn front_matter_that_does_not_parse_names_file_line_and_remedy() {
    let folder = folder(&[
        ("a.txt", b"---\ntitle: x\npublished: soon\n---\nB"),
        ("b.txt", b"B"),
    ]);
    let results: Vec<_> = start(folder.path()).collect();
    let error = results[0].as_ref().expect_err("soon is no day");
    assert!(
        error
            .to_string()
            .ends_with("a.txt:3: front matter: `published` is not a day: `soon`"),
        "{error}"
    );
    assert!(error.help().contains("2024-11-29"));
    assert!(results[1].is_ok(), "the run goes on");
}

#[test]
fn a_missing_name_does_not_stop_the_others() {
    let folder = folder(&[("b.txt", b"B")]);
    let inputs = [
        Input::from(folder.path().join("a.txt")),
        Input::from(folder.path().join("b.txt")),
    ];
    let results: Vec<_> = read(inputs, Options::default()).collect();
    assert_eq!(
        results[0].as_ref().expect_err("is missing").kind(),
        ErrorKind::NotFound
    );
    assert!(results[1].is_ok());
}

#[cfg(unix)]
mod links {
    use super::*;
    use std::os::unix::fs::symlink;

    #[test]
    fn a_loop_of_directories_is_reported_and_left() {
        let folder = folder(&[("a/one.txt", b"one"), ("b.txt", b"two")]);
        symlink("..", folder.path().join("a/up")).expect("a link");
        symlink(".", folder.path().join("a/self")).expect("a link");
        let lines = outcomes(folder.path(), &mut start(folder.path()));
        let root = folder.path().display();
        assert_eq!(
            lines,
            [
                "a/one.txt: one".to_owned(),
                "ERROR a/self: the link leads back to a, which is being read".to_owned(),
                format!("ERROR a/up: the link leads back to {root}, which is being read"),
                "b.txt: two".to_owned(),
            ]
        );
    }

    #[test]
    fn links_that_lead_nowhere_are_reported() {
        let folder = folder(&[("c.txt", b"three")]);
        symlink("b", folder.path().join("a")).expect("a link");
        symlink("a", folder.path().join("b")).expect("a link");
        symlink("gone", folder.path().join("d")).expect("a link");
        assert_eq!(
            outcomes(folder.path(), &mut start(folder.path())),
            [
                "ERROR a: the link leads back to itself",
                "ERROR b: the link leads back to itself",
                "c.txt: three",
                "ERROR d: the link points at nothing",
            ]
        );
    }

    #[test]
    fn linked_directories_are_read_once_however_many_ways_lead_there() {
        // Each level links twice to the next: two to the power of 40 ways down.
        let folder = folder(&[("40/end.txt", b"end")]);
        for level in 0..40 {
            let here = folder.path().join(level.to_string());
            fs::create_dir_all(&here).expect("can be made");
            for way in ["left", "right"] {
                symlink(format!("../{}", level + 1), here.join(way)).expect("a link");
            }
        }
        let mut reader = start(folder.path().join("0"));
        let lines: Vec<_> = reader.by_ref().map(|r| r.expect("reads").document.text).collect();
        assert_eq!(lines, ["end"]);
        assert_eq!(reader.passed_over().total(), 40);
    }

    #[test]
    fn a_link_to_a_file_is_a_file() {
        let folder = folder(&[("x/report.txt", b"B")]);
        symlink("x/report.txt", folder.path().join("a.txt")).expect("a link");
        assert_eq!(
            outcomes(folder.path(), &mut start(folder.path())),
            ["a.txt: B", "x/report.txt: B"]
        );
    }
}
