//! `dateline parse`: trees to read and CoNLL-U.

use super::run::Folder;
use dateline_syntax::read_treebank;

const REPORT: &[u8] = b"---\npublisher: Harbour Wire\npublished: 2017-11-14\n---\n\
    KORA, Syria (Harbour Wire) - Rebels killed 12 soldiers in Damascus. Nobody else didn't flee.\n";

#[test]
fn a_pipe_gets_conllu_that_reads_back() {
    let folder = Folder::new(&[
        ("a.txt", REPORT),
        (
            "b.jsonl",
            b"{\"id\": \"wire 7\", \"text\": \"Two died.\"}\n\n{\"text\": \"One fled.\"}\n",
        ),
    ]);
    let run = folder.run(&["parse", "a.txt", "b.jsonl"]);
    assert_eq!((run.exit, run.err.as_str()), (0, ""));
    let sentences = read_treebank(&run.out).expect("is CoNLL-U");
    let ids: Vec<&str> = sentences.iter().map(|s| s.id.as_str()).collect();
    assert_eq!(ids, ["a.txt-1", "a.txt-2", "a.txt-3", "wire_7-1", "b.jsonl:3-1"]);
    for id in ["a.txt", "wire_7", "b.jsonl:3"] {
        assert!(run.out.contains(&format!("# newdoc id = {id}\n")), "{}", run.out);
    }
    assert!(
        run.out.contains("\t2\tnsubj\t_\t_\n2\tkilled\tkill\tVERB\tVBD\t"),
        "{}",
        run.out
    );
    assert!(
        run.out
            .contains("Damascus\tDamascus\tPROPN\tNNP\tNumber=Sing\t2\tobl\t_\tEntity=LOC:1|SpaceAfter=No"),
        "{}",
        run.out
    );
    assert!(run.out.contains("3-4\tdidn't\t_"), "{}", run.out);
    assert!(
        !run.out.contains("publisher"),
        "front matter is no text: {}",
        run.out
    );
}

#[test]
fn trees_name_sentence_role_and_names() {
    let folder = Folder::new(&[("a.txt", REPORT)]);
    let run = folder.run(&["parse", "--format", "tree", "a.txt"]);
    assert_eq!((run.exit, run.err.as_str()), (0, ""));
    let expected = "2. Rebels killed 12 soldiers in Damascus.\n\
        killed  root VERB kill\n\
        ├─ Rebels  nsubj NOUN rebel\n\
        ├─ soldiers  obj NOUN soldier\n\
        │  └─ 12  nummod NUM 12\n\
        ├─ Damascus  obl PROPN Damascus\n\
        │  └─ in  case ADP in\n\
        └─ .  punct PUNCT .\n\
        names: Damascus (LOC)\n";
    assert!(run.out.contains(expected), "{}", run.out);
    assert!(
        run.out
            .starts_with("a.txt\n\n1. KORA, Syria (Harbour Wire) - (dateline)\n"),
        "{}",
        run.out
    );
}

#[test]
fn standard_input_is_read_as_by_code() {
    let folder = Folder::new(&[]);
    for args in [&["parse", "-"][..], &["parse"]] {
        let run = folder.run_with_input(args, b"{\"id\": 3, \"text\": \"Two died.\"}\n");
        assert_eq!((run.exit, run.err.as_str()), (0, ""));
        assert!(run.out.starts_with("# newdoc id = 3\n"), "{}", run.out);
    }
    let run = folder.run_with_input(&["parse"], b"Two died.");
    assert!(run.out.starts_with("# newdoc id = -\n"), "{}", run.out);
}

#[test]
fn what_can_not_be_read_is_set_aside_and_what_is_cut_is_said() {
    let long = "A shell fell on the town. ".repeat(3_000);
    let folder = Folder::new(&[
        ("bad.jsonl", b"{\"text\": 3}\n{\"text\": \"Two died.\"}\n"),
        ("long.txt", long.as_bytes()),
    ]);
    let run = folder.run(&["parse", "."]);
    assert_eq!(run.exit, 1, "{}", run.err);
    for words in [
        "bad.jsonl:1: `text` is a number",
        "note: ./long.txt: too long: the last ",
        "dateline: 2 reports read, ",
        "sentences; 1 input set aside; 1 note",
    ] {
        assert!(run.err.contains(words), "no {words:?} in\n{}", run.err);
    }
    assert!(
        run.out.contains("# newdoc id = ./bad.jsonl:2\n"),
        "the record behind it is read"
    );
    assert_eq!(folder.run(&["parse", "gone.txt"]).exit, 3);
    assert_eq!(folder.run(&["parse", "--strict", "."]).exit, 3);
    assert_eq!(folder.run(&["parse", "--format", "xml", "."]).exit, 2);
}

#[test]
fn a_text_can_not_steer_the_terminal_in_a_tree() {
    let folder = Folder::new(&[("a.txt", b"Troops \x1b[8mkilled two\x1b[0m.")]);
    let run = folder.run(&["parse", "--format", "tree", "a.txt"]);
    assert_eq!(run.exit, 0, "{}", run.err);
    assert!(!run.out.contains('\u{1b}'), "{}", run.out);
}

#[test]
fn threads_do_not_change_a_byte() {
    let folder = Folder::new(&[]);
    for (name, content) in super::run::samples() {
        folder.write(&name, &content);
    }
    let one = folder.run(&["parse", "--threads", "1", "."]);
    assert_eq!(one.exit, 0, "{}", one.err);
    assert!(one == folder.run(&["parse", "--threads", "4", "."]));
    read_treebank(&one.out).expect("is CoNLL-U");
}

#[test]
fn help_has_examples_and_exit_codes() {
    let help = Folder::new(&[]).run(&["parse", "--help"]);
    for part in [
        "Examples:",
        "Exit codes:",
        "--format",
        "--strict",
        "newdoc",
        "conllu",
    ] {
        assert!(help.out.contains(part), "{part} is missing in\n{}", help.out);
    }
}
