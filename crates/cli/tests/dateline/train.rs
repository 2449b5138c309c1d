//! `dateline train syntax` on a toy treebank of our own.

use super::run::Folder;
use std::{fs, process::Stdio, thread, time::Duration};

/// Who does what, in four patterns.
fn toy() -> String {
    let mut text = String::new();
    for (i, s) in ["Rebels", "Troops", "Gunmen"].iter().enumerate() {
        for (j, v) in ["shelled", "took", "left"].iter().enumerate() {
            for (k, o) in ["Kora", "Dele", "villages"].iter().enumerate() {
                let tag = if k < 2 { "PROPN\tNNP" } else { "NOUN\tNNS" };
                text += &format!(
                    "# sent_id = t{i}{j}{k}\n1\t{s}\t{s}\tNOUN\tNNS\t_\t2\tnsubj\t_\t_\n\
                     2\t{v}\t{v}\tVERB\tVBD\t_\t0\troot\t_\t_\n3\t{o}\t{o}\t{tag}\t_\t2\tobj\t_\tSpaceAfter=No\n\
                     4\t.\t.\tPUNCT\t.\t_\t2\tpunct\t_\t_\n\n"
                );
            }
        }
    }
    text
}

const NAMES: &str =
    "{\"text\": \"Gunmen left Dele.\", \"entities\": [{\"start\": 12, \"end\": 16, \"type\": \"LOC\"}]}\n";
const TEXT: &str = "{\"text\": \"Rebels left the town of Dele. Troops took it.\"}\n";

fn folder() -> Folder {
    Folder::new(&[
        ("toy.conllu", toy().as_bytes()),
        ("names.jsonl", NAMES.as_bytes()),
        ("text.jsonl", TEXT.as_bytes()),
    ])
}

/// The arguments of a small training.
fn args<'a>(output: &'a str, epochs: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let mut args = vec!["train", "syntax", "--train", "toy.conllu", "--dev", "toy.conllu"];
    args.extend([
        "--names",
        "names.jsonl",
        "--dev-names",
        "names.jsonl",
        "--text",
        "text.jsonl",
    ]);
    args.extend([
        "--width",
        "16",
        "--layers",
        "2",
        "--pair-width",
        "16",
        "--text-epochs",
        "2",
    ]);
    args.extend([
        "--least",
        "1",
        "--batch-words",
        "30",
        "--rate",
        "0.01",
        "--epochs",
        epochs,
        "-o",
        output,
    ]);
    args.extend(more);
    args
}

#[test]
fn the_same_seed_gives_the_same_bytes_on_any_number_of_threads() {
    let folder = folder();
    let model = |name: &str, more: &[&str]| {
        let run = folder.run(&args(name, "6", more));
        assert_eq!((run.exit, run.out.as_str()), (0, ""), "{}", run.err);
        for words in [
            "pass 1 of 8 (text): loss ",
            "pass 8 of 8 (trees): loss ",
            "; dev UPOS ",
            "written, ",
        ] {
            assert!(run.err.contains(words), "no {words:?} in\n{}", run.err);
        }
        fs::read(folder.path().join(name)).expect("was written")
    };
    let one = model("one.bin", &["--threads", "1"]);
    assert!(
        one == model("two.bin", &["--threads", "2"]),
        "two threads made another model"
    );
    assert!(
        one == model("three.bin", &["--threads", "3"]),
        "three threads made another model"
    );
    assert!(
        one != model("other.bin", &["--seed", "2"]),
        "the seed changes nothing"
    );
    dateline_syntax::Model::read(one).expect("is a model");
    assert!(!folder.path().join("one.bin.part").exists());
}

#[test]
fn a_training_killed_and_gone_on_with_gives_the_same_bytes() {
    let folder = folder();
    let passes = "300";
    assert_eq!(folder.run(&args("whole.bin", passes, &[])).exit, 0);
    let halted = args("halted.bin", passes, &["--state", "toy.state"]);
    let state = folder.path().join("toy.state");
    let mut kills = 0;
    for _ in 0..2 {
        let before = fs::read(&state).ok();
        let mut command = folder.command(&halted);
        let mut child = command.stderr(Stdio::null()).spawn().expect("the binary runs");
        // Until a pass of this run is kept, and a little longer, to be killed amid one.
        while fs::read(&state).ok() == before && child.try_wait().expect("runs").is_none() {
            thread::sleep(Duration::from_millis(1));
        }
        thread::sleep(Duration::from_millis(7));
        child.kill().expect("can be killed");
        child.wait().expect("ends");
        kills += usize::from(!folder.path().join("halted.bin").exists());
    }
    assert_eq!(kills, 2, "it was done before it could be killed");
    let run = folder.run(&halted);
    assert_eq!(run.exit, 0, "{}", run.err);
    assert!(
        run.err.starts_with("dateline: going on from toy.state\n"),
        "{}",
        run.err
    );
    let read = |name: &str| fs::read(folder.path().join(name)).expect("was written");
    assert!(
        read("halted.bin") == read("whole.bin"),
        "the breaks made another model"
    );
}

#[test]
fn a_state_of_another_training_is_refused() {
    let folder = folder();
    let state = &["--state", "toy.state"];
    assert_eq!(folder.run(&args("a.bin", "1", state)).exit, 0);
    let refused = |args: &[&str], words: &str| {
        let run = folder.run(args);
        assert_eq!(run.exit, 3, "{}", run.err);
        assert!(
            run.err.contains("toy.state: ") && run.err.contains(words),
            "{}",
            run.err
        );
        assert!(
            run.err.contains("or remove the state to begin anew"),
            "{}",
            run.err
        );
    };
    refused(&args("b.bin", "2", state), "other data or options");
    // As many words as before, and one of them another.
    folder.write("toy.conllu", toy().replacen("Kora", "Mora", 1).as_bytes());
    refused(&args("b.bin", "1", state), "kept with other data");
    folder.write("toy.state", b"short");
    refused(&args("b.bin", "1", state), "it is cut off");
    assert!(!folder.path().join("b.bin").exists());
}

#[test]
fn faults_name_file_line_and_remedy() {
    let folder = folder();
    folder.write("columns.conllu", b"# sent_id = a\n1\tRebels\n");
    folder.write(
        "roots.conllu",
        b"1\ta\ta\tX\tX\t_\t0\troot\t_\t_\n2\tb\tb\tX\tX\t_\t0\troot\t_\t_\n\n",
    );
    folder.write("tag.conllu", b"\n1\ta\ta\tNAME\tX\t_\t0\troot\t_\t_\n");
    folder.write("relation.conllu", b"1\ta\ta\tNOUN\tX\t_\t0\tsubject\t_\t_\n");
    folder.write("latin.conllu", b"1\ta\ta\tNOUN\tX\t_\t0\troot\t_\t_\n\n1\t\xe9\n");
    folder.write("empty.conllu", b"");
    folder.write("broken.jsonl", b"{\"text\": \"A\", \"entities\": []}\n{}\n");
    let check = |train: &str, more: &[&str], exit: i32, words: &str| {
        let mut args = vec![
            "train",
            "syntax",
            "--train",
            train,
            "--dev",
            "toy.conllu",
            "-o",
            "x.bin",
        ];
        args.extend(more);
        let run = folder.run(&args);
        assert_eq!(run.exit, exit, "{}", run.err);
        let flat = run.err.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(flat.contains(words), "no {words:?} in\n{}", run.err);
        assert!(run.err.contains("help: "), "{}", run.err);
        assert!(!folder.path().join("x.bin").exists());
    };
    check("gone.conllu", &[], 3, "gone.conllu: No such file");
    check(
        "columns.conllu",
        &[],
        3,
        "columns.conllu:2: 2 columns where 10 are wanted",
    );
    check(
        "roots.conllu",
        &[],
        3,
        "roots.conllu:3: sentence '' ending here has 2 roots",
    );
    check(
        "tag.conllu",
        &[],
        3,
        "tag.conllu:2: `NAME` is no universal part of speech",
    );
    check(
        "relation.conllu",
        &[],
        3,
        "relation.conllu:1: `subject` is no relation",
    );
    check("latin.conllu", &[], 3, "latin.conllu:3: not valid UTF-8");
    check("empty.conllu", &[], 3, "there is no sentence to learn from");
    check(
        "toy.conllu",
        &["--names", "names.jsonl", "--names", "broken.jsonl"],
        3,
        "broken.jsonl:2: missing field",
    );
    check(
        "toy.conllu",
        &["--text", "broken.jsonl"],
        3,
        "broken.jsonl:2: no text",
    );
    check("toy.conllu", &["--width", "17"], 2, "widths are multiples of 16");
    check("toy.conllu", &["--rate", "nan"], 2, "a learning rate of NaN");
    let run = folder.run(&args("no/such/model.bin", "1", &[]));
    assert_eq!(run.exit, 4, "{}", run.err);
    assert!(run.err.contains("can not write no/such/model.bin"), "{}", run.err);
}

#[test]
fn help_has_examples_and_every_option() {
    let help = Folder::new(&[]).run(&["train", "syntax", "--help"]);
    for part in [
        "Examples:",
        "Exit codes:",
        "--train",
        "--dev",
        "--state",
        "--seed",
        "--threads",
        "--epochs",
        "--names",
    ] {
        assert!(help.out.contains(part), "{part} is missing in\n{}", help.out);
    }
}
