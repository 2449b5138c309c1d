//! The model of acts: trained the same way twice it is the same, and it knows the sentences it was taught.

use dateline_code::{
    Coder,
    act::{ActTraining, Pair, root_of},
};
use dateline_evaluate::{Annotated, Role, Tells, fit_acts, read_annotated};
use dateline_model::{Document, DocumentParts, Span};
use std::{fs, path::PathBuf};

fn files() -> Vec<PathBuf> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../training/events");
    let mut files: Vec<_> = fs::read_dir(folder)
        .expect("the annotated sentences")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.to_string_lossy().contains("between_parties"))
        .collect();
    files.sort();
    files
}

/// Spans of a side of the first event.
fn side(sentence: &Annotated, role: &Role) -> Vec<Span> {
    let here = sentence.labels().filter(|(_, l)| l.event == 1 && l.role == *role);
    here.map(|(span, _)| span).collect()
}

#[test]
fn the_model_knows_what_it_was_taught() {
    let coder = Coder::embedded().expect("the built-in lexicons are well formed");
    let (mut right, mut all) = (0_u32, 0_u32);
    for file in files() {
        let text = fs::read_to_string(&file).expect("a file of the project");
        for sentence in read_annotated(&text, &file.display().to_string()).expect("well formed") {
            let Some(Tells::Event(kind, mode)) = sentence.tells(1) else {
                panic!("{}:{}: no event", file.display(), sentence.line);
            };
            let (source, target) = (side(&sentence, &Role::Source), side(&sentence, &Role::Target));
            let pair = Pair {
                source: &source,
                target: &target,
            };
            let wanted = root_of(kind, mode, sentence.status(1));
            let document = Document::new(DocumentParts {
                text: sentence.text,
                ..DocumentParts::default()
            });
            all += 1;
            right += u32::from(
                coder
                    .act_between(&document, pair)
                    .is_some_and(|act| act.root == wanted),
            );
        }
    }
    assert!(all > 700, "{all} pairs");
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

#[test]
fn a_faulty_sentence_is_told_with_its_line() {
    let coder = Coder::embedded().expect("the built-in lexicons are well formed");
    let file = std::env::temp_dir().join(format!("dateline-acts-{}.txt", std::process::id()));
    fs::write(
        &file,
        "## asking\n[Oslo]{source} [asked]{REQEST} [Riga]{target} for help.\n",
    )
    .expect("writes");
    let error = fit_acts(&coder, &[&file], ActTraining::default()).expect_err("a misspelt type");
    fs::remove_file(&file).expect("removes");
    assert!(error.to_string().contains(":2:"), "{error}");
}
