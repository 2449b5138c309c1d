//! `dateline gazetteer`, and coding with a gazetteer of one's own.

use super::run::{Folder, Outcome};
use std::fmt::Write as _;

const COUNTRIES: &[u8] = b"#ISO\tISO3\nSY\tSYR\t2\t\tSyria\tDamascus\t\t20000000\t\t\t\t\t\t\t\t\t163843\n";
const ADMIN1: &[u8] = b"SY.09\tAleppo\tAleppo\t170062\nSY.12\tIdlib\tIdlib\t169387\n";
const ADMIN2: &[u8] = b"SY.09.1\tUpper Valley District\tUpper Valley District\t500\n";
const ALTERNATE: &[u8] = b"1\t901\ten\tNew Qasmiyah\t1\t\t\t\t\t\n";
const HIERARCHY: &[u8] = b"500\t902\tADM\n";
const BUILD: [&str; 16] = [
    "gazetteer",
    "build",
    "--all-countries",
    "all.txt",
    "--alternate-names",
    "alternate.txt",
    "--hierarchy",
    "hierarchy.txt",
    "--admin1",
    "admin1.txt",
    "--admin2",
    "admin2.txt",
    "--countries",
    "countries.txt",
    "-o",
    "my.gaz",
];

fn row(id: u32, name: &str, admin1: &str, admin2: &str, population: u32) -> String {
    format!(
        "{id}\t{name}\t{name}\t\t35.{id}\t36.{id}\tP\tPPL\tSY\t\t{admin1}\t{admin2}\t\t\t{population}\t\t\t\t2020-01-01\n"
    )
}

fn folder(rows: &str) -> Folder {
    Folder::new(&[
        ("all.txt", rows.as_bytes()),
        ("alternate.txt", ALTERNATE),
        ("hierarchy.txt", HIERARCHY),
        ("admin1.txt", ADMIN1),
        ("admin2.txt", ADMIN2),
        ("countries.txt", COUNTRIES),
        (
            "report.txt",
            b"Rockets killed three people in Umm Qasmiyah, Syria, on Monday.",
        ),
    ])
}

fn rows() -> String {
    row(901, "Umm Qasmiyah", "09", "1", 4000) + &row(902, "Bir Qasmiyah", "", "", 30)
}

#[track_caller]
fn built(folder: &Folder) {
    let outcome = folder.run(&BUILD);
    assert_eq!(outcome.exit, 0, "{}", outcome.err);
    assert_eq!(outcome.out, "");
    assert!(
        outcome.err.starts_with("dateline: my.gaz: 6 entries, "),
        "{}",
        outcome.err
    );
}

#[test]
fn a_gazetteer_of_ones_own_is_built_looked_up_and_used() {
    let folder = folder(&rows());
    built(&folder);
    assert!(
        !folder.path().join("my.gaz.work").exists(),
        "the work directory is gone"
    );
    let find = |name: &str| {
        folder.run(&[
            "gazetteer",
            "find",
            name,
            "--country",
            "SYR",
            "--gazetteer",
            "my.gaz",
        ])
    };
    let line =
        "901\tUmm Qasmiyah\tsettlement\tP.PPL\tAleppo\tUpper Valley District\tSY\t35.9010\t36.9010\t4100\t";
    let first = find("Umm Qasmiyah");
    assert!(first.out.ends_with(&format!("{line}name\n")), "{}", first.err);
    assert!(find("umm-qasmiyah").out.ends_with(&format!("{line}name\n")));
    assert!(find("New Qasmiyah").out.ends_with(&format!("{line}alternate\n")));
    assert!(
        find("Um Kasmiya").out.ends_with(&format!("{line}fuzzy\n")),
        "{}",
        find("Um Kasmiya").out
    );
    assert!(find("901").out.ends_with(&format!("{line}id\n")));
    assert!(
        find("Bir Qasmiyah")
            .out
            .contains("\tAleppo\tUpper Valley District\t"),
        "from its parent"
    );

    let code = folder.run(&[
        "code",
        "report.txt",
        "--published",
        "2024-11-29",
        "--format",
        "jsonl",
        "--gazetteer",
        "my.gaz",
    ]);
    assert_eq!(code.exit, 0, "{}", code.err);
    assert!(code.out.contains(r#""geonameid":901"#), "{}", code.out);
    assert!(code.out.contains(" gazetteer "), "the version says what was used");
    let by_environment = folder
        .command(&[
            "code",
            "report.txt",
            "--published",
            "2024-11-29",
            "--format",
            "jsonl",
        ])
        .env("DATELINE_GAZETTEER", "my.gaz")
        .output()
        .expect("the binary runs");
    assert_eq!(String::from_utf8_lossy(&by_environment.stdout), code.out);
}

#[test]
fn info_says_what_a_gazetteer_holds() {
    let folder = folder(&rows());
    built(&folder);
    let own = folder.run(&["gazetteer", "info", "--gazetteer", "my.gaz"]).out;
    assert!(
        own.starts_with("my.gaz, ") && own.contains("6 entries, "),
        "{own}"
    );
    assert!(
        own.contains("CC BY 4.0") && own.contains("all-countries: all.txt, "),
        "{own}"
    );
    let built_in = folder.run(&["gazetteer", "info"]).out;
    assert!(built_in.contains("286533 entries"), "{built_in}");
}

#[test]
fn the_same_tables_give_the_same_bytes_whatever_the_memory() {
    let folder = folder(&rows());
    built(&folder);
    let read = || std::fs::read(folder.path().join("my.gaz")).expect("was built");
    let first = read();
    let mut small = BUILD.to_vec();
    small.extend(["--memory", "1"]);
    assert_eq!(folder.run(&small).exit, 0);
    assert_eq!(first, read());
}

#[test]
fn malformed_rows_are_named_and_counted() {
    let mut rows = rows();
    writeln!(rows, "903\tshort").expect("a string");
    let folder = folder(&rows);
    let outcome = folder.run(&BUILD);
    assert_eq!(outcome.exit, 1);
    assert!(
        outcome
            .err
            .contains("set aside: all.txt:3: 2 fields where 19 belong"),
        "{}",
        outcome.err
    );
    assert!(
        outcome.err.contains("; 1 malformed row set aside"),
        "{}",
        outcome.err
    );
    let mut strict = BUILD.to_vec();
    strict.push("--strict");
    let outcome = folder.run(&strict);
    assert_eq!(outcome.exit, 3);
    assert!(outcome.err.contains("all.txt:3: 2 fields"), "{}", outcome.err);
}

#[test]
fn a_kept_work_directory_is_taken_up() {
    let folder = folder(&rows());
    let mut kept = BUILD.to_vec();
    kept.extend(["--work", "stages"]);
    assert_eq!(folder.run(&kept).exit, 0);
    let again = folder.run(&kept);
    assert!(
        again.err.contains("; 3 stages taken up from an earlier build"),
        "{}",
        again.err
    );
}

#[track_caller]
fn check_fails(outcome: &Outcome, exit: i32, expected: &str) {
    assert_eq!(outcome.exit, exit, "{}", outcome.err);
    assert!(outcome.err.contains(expected), "{}", outcome.err);
    assert_eq!(outcome.out, "");
}

#[test]
fn what_is_no_gazetteer_is_refused() {
    let folder = folder(&rows());
    built(&folder);
    let mut bytes = std::fs::read(folder.path().join("my.gaz")).expect("was built");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    folder.write("damaged.gaz", &bytes);
    folder.write("short.gaz", &bytes[..middle]);
    let code = |file: &str| folder.run(&["code", "report.txt", "--gazetteer", file]);
    check_fails(&code("damaged.gaz"), 3, "damaged.gaz: damaged: build it again");
    check_fails(&code("short.gaz"), 3, "not as long as its header says");
    check_fails(&code("report.txt"), 3, "not a packed gazetteer");
    check_fails(&code("gone.gaz"), 3, "can not read gone.gaz");
    check_fails(
        &folder.run(&["gazetteer", "find", "Aleppo", "--country", "Q9"]),
        2,
        "there is no country `Q9`",
    );
    check_fails(
        &folder.run(&["gazetteer", "find", "Nosuchplaceatall"]),
        1,
        "the gazetteer has no",
    );
    let mut gone = BUILD;
    gone[3] = "gone.txt";
    check_fails(&folder.run(&gone), 3, "can not read gone.txt");
}

#[test]
fn the_built_in_gazetteer_is_looked_up() {
    let folder = Folder::new(&[]);
    let raqqa = folder.run(&["gazetteer", "find", "Raqqa", "--country", "SY"]);
    assert_eq!(raqqa.exit, 0);
    assert!(raqqa.out.contains("\tAr-Raqqah\t\tSY\t35.95"), "{}", raqqa.out);
}
