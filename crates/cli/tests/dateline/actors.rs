//! `dateline actors`, and `dateline code --actors`.

use super::run::Folder;
use serde_json::Value;

const OWN: &[u8] =
    b"# mine\nsyr.own-badia\tBadia Shield\tnon_state_armed\tREB\tSYR\tsyr.opp.armed\t2016-02\t-\t-\n";

#[test]
fn find_names_the_actor_of_the_day_and_of_the_country() {
    let folder = Folder::new(&[]);
    let run = folder.run(&["actors", "find", "US-led coalition", "--date", "2008-03"]);
    assert_eq!(run.exit, 0, "{}", run.err);
    assert!(run.out.starts_with("* intl.mnfi"), "{}", run.out);
    let run = folder.run(&["actors", "find", "National", "Guard", "--country", "ukr"]);
    assert!(run.out.starts_with("* ukr.ngu"), "{}", run.out);
    assert!(run.out.contains("(not of the country"), "{}", run.out);
}

#[test]
fn find_says_when_there_is_none() {
    let folder = Folder::new(&[]);
    let run = folder.run(&["actors", "find", "Guild of Lamplighters"]);
    assert_eq!((run.exit, run.out.as_str()), (1, ""));
    assert!(
        run.err.contains("no actor has `Guild of Lamplighters`"),
        "{}",
        run.err
    );
    assert_eq!(folder.run(&["actors", "find", "x", "--date", "soon"]).exit, 2);
    assert_eq!(folder.run(&["actors", "find", "x", "--country", "XX"]).exit, 2);
}

#[test]
fn show_tells_names_dates_parent_members_and_line() {
    let folder = Folder::new(&[]);
    let run = folder.run(&["actors", "show", "syr.sdf"]);
    assert_eq!(run.exit, 0, "{}", run.err);
    for words in [
        "Syrian Democratic Forces",
        "member   syr.ypg",
        "2015-10..",
        "middle_east.tsv:",
    ] {
        assert!(run.out.contains(words), "{words}: {}", run.out);
    }
    assert!(
        folder
            .run(&["actors", "show", "syr.nusra"])
            .out
            .contains("parent   intl.aq")
    );
    assert_eq!(folder.run(&["actors", "show", "no.such"]).exit, 2);
}

#[test]
fn check_names_file_line_and_remedy() {
    let folder = Folder::new(&[
        ("mine.tsv", OWN),
        (
            "bad.tsv",
            b"syr.x\tX\n\nsyr.y\tNusra Front\tcivilian\t-\tSYR\t-\t-\t-\t-\n",
        ),
    ]);
    let run = folder.run(&["actors", "check", "mine.tsv"]);
    assert_eq!((run.exit, run.out.as_str()), (0, ""), "{}", run.err);
    let run = folder.run(&["actors", "check", "mine.tsv", "bad.tsv"]);
    assert_eq!(run.exit, 1);
    assert!(
        run.out.contains("bad.tsv:1: error: 2 columns where 9 are wanted"),
        "{}",
        run.out
    );
    assert!(
        run.out.contains("bad.tsv:3: note: `Nusra Front` also names"),
        "{}",
        run.out
    );
    assert!(run.err.contains("1 error, 1 note"), "{}", run.err);
    assert_eq!(folder.run(&["actors", "check", "gone.tsv"]).exit, 2);
}

#[test]
fn imported_dictionaries_pass_the_check_and_are_used() {
    let theirs = b"; made up\nBADIA_SHIELD_\n+SHIELD_OF_THE_BADIA_\n\t[SYRREB >160201]\nSTRANGER_ [XQZ]\nSOLDIER_ [~MIL]\n";
    let folder = Folder::new(&[
        ("theirs.txt", theirs),
        (
            "r.txt",
            b"Badia Shield fighters killed four people in Atarib on Monday.\n",
        ),
    ]);
    let run = folder.run(&[
        "actors",
        "import",
        "--from",
        "petrarch",
        "theirs.txt",
        "-o",
        "own.tsv",
    ]);
    assert_eq!(run.exit, 1, "an unknown code is told");
    assert!(
        run.err.contains("theirs.txt:5: `XQZ` begins with no country"),
        "{}",
        run.err
    );
    assert!(
        run.err
            .contains("1 actor imported, 1 note, 1 agent entry passed over"),
        "{}",
        run.err
    );
    assert_eq!(folder.run(&["actors", "check", "own.tsv"]).exit, 0);
    let run = folder.run(&[
        "code",
        "--format",
        "jsonl",
        "--published",
        "2017-11-14",
        "--actors",
        "own.tsv",
        "r.txt",
    ]);
    assert_eq!(run.exit, 0, "{}", run.err);
    let claim: Value = serde_json::from_str(run.out.lines().next().expect("a claim")).expect("JSON");
    assert_eq!(claim["source_actors"][0]["id"], "syr.own-badia-shield");
    assert!(
        claim["coder"].as_str().is_some_and(|c| c.contains(" actors ")),
        "{}",
        claim["coder"]
    );
    let plain = folder.run(&["code", "--format", "jsonl", "--published", "2017-11-14", "r.txt"]);
    assert!(
        !plain.out.contains("own-badia") && !plain.out.contains(" actors "),
        "{}",
        plain.out
    );
}

#[test]
fn a_dictionary_in_error_stops_the_run_with_its_lines() {
    let folder = Folder::new(&[("bad.tsv", b"syr.x\tX\n"), ("r.txt", b"Quiet.\n")]);
    let run = folder.run(&["code", "--actors", "bad.tsv", "r.txt"]);
    assert_eq!((run.exit, run.out.as_str()), (2, ""));
    assert!(run.err.contains("bad.tsv:1"), "{}", run.err);
}

#[test]
fn help_has_examples() {
    let folder = Folder::new(&[]);
    for command in ["find", "show", "check", "import"] {
        let run = folder.run(&["actors", command, "--help"]);
        assert!(
            run.out.contains(&format!("dateline actors {command}")),
            "{}",
            run.out
        );
    }
}
