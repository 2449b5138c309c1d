//! The project's own annotated sentences: in order, each once, and known to the model that was trained on them.

use dateline_code::{
    Coder,
    act::{ActTraining, Pair},
};
use dateline_evaluate::{
    annotated::{Annotated, Label, read_annotated},
    fit_acts,
};
use dateline_model::{Document, DocumentParts, Status};
use std::{collections::BTreeSet, fs, path::PathBuf};

fn files() -> Vec<PathBuf> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../training/events");
    let mut files: Vec<_> = fs::read_dir(folder)
        .expect("the annotated sentences")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|e| e == "txt"))
        .collect();
    files.sort();
    files
}

fn read(path: &PathBuf) -> Vec<Annotated> {
    let text = fs::read_to_string(path).expect("a file of the project");
    read_annotated(&path.display().to_string(), &text).expect("well formed")
}

#[test]
fn every_sentence_stands_once_and_under_a_construction() {
    let mut seen = BTreeSet::new();
    for file in files() {
        for sentence in read(&file) {
            let place = format!("{}:{}", file.display(), sentence.line);
            assert!(
                !sentence.construction.is_empty(),
                "{place}: no `## construction` above"
            );
            assert!(!sentence.text.trim().is_empty(), "{place}: no words");
            assert!(
                seen.insert(sentence.text.clone()),
                "{place}: stands twice: {}",
                sentence.text
            );
        }
    }
    assert!(seen.len() > 800, "{} sentences", seen.len());
}

#[test]
fn the_model_of_acts_knows_what_it_was_taught() {
    let coder = Coder::embedded().expect("the built-in lexicons are well formed");
    let (mut right, mut all) = (0_u32, 0_u32);
    for file in files()
        .iter()
        .filter(|f| f.to_string_lossy().contains("between_parties"))
    {
        for sentence in read(file) {
            let first = |wanted: &Label| {
                let of_first = sentence.marks.iter().filter(|m| m.event == 1);
                of_first
                    .filter(|m| m.label == *wanted)
                    .map(|m| m.span)
                    .collect::<Vec<_>>()
            };
            let (source, target) = (first(&Label::Source), first(&Label::Target));
            let root = sentence
                .marks
                .iter()
                .filter(|m| m.event == 1)
                .find_map(|m| match m.label {
                    Label::Trigger(kind, mode, status) => Some(dateline_code::act::root_of(
                        kind,
                        mode,
                        status.unwrap_or(Status::Asserted),
                    )),
                    _ => None,
                });
            let document = Document::new(DocumentParts {
                text: sentence.text.clone(),
                ..DocumentParts::default()
            });
            let pair = Pair {
                source: &source,
                target: &target,
            };
            all += 1;
            right += u32::from(coder.act_between(&document, pair).map(|act| act.root) == root);
        }
    }
    assert!(right * 100 >= all * 93, "{right} of {all}");
}

#[test]
fn training_gives_the_same_bytes_again() {
    let coder = Coder::embedded().expect("the built-in lexicons are well formed");
    let all = files();
    let file = all
        .iter()
        .find(|f| f.ends_with("between_parties_deeds.txt"))
        .expect("deeds");
    let how = ActTraining {
        rounds: 3,
        ..ActTraining::default()
    };
    let (first, pairs) = fit_acts(&coder, &[file], how).expect("trains");
    let (second, _) = fit_acts(&coder, &[file], how).expect("trains");
    assert!(pairs > 200 && first.features() > 1000, "{pairs} pairs");
    assert_eq!(first.to_bytes(), second.to_bytes());
}
