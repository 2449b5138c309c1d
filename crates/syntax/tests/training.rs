//! Training: the same data and seed give the same model, a break changes nothing, and faults are told.

use dateline_syntax::{
    Model, NameOptions, TrainError, TrainOptions, Training, TrainingData, TreebankSentence, analyse, parse,
    parse_treebank, read_treebank, train_names, train_syntax,
};
use std::path::Path;

/// A toy treebank: who does what, in four patterns.
fn toy() -> Vec<TreebankSentence> {
    let mut text = String::new();
    let (subjects, verbs, objects) = (
        ["Rebels", "Troops", "Gunmen"],
        ["shelled", "took", "left"],
        ["Kora", "Dele", "villages"],
    );
    for (i, s) in subjects.iter().enumerate() {
        for (j, v) in verbs.iter().enumerate() {
            for (k, o) in objects.iter().enumerate() {
                let (upos, xpos) = if k < 2 { ("PROPN", "NNP") } else { ("NOUN", "NNS") };
                text.push_str(&format!(
                    "# sent_id = t{i}{j}{k}\n1\t{s}\t{s}\tNOUN\tNNS\t_\t2\tnsubj\t_\t_\n2\t{v}\t{v}\tVERB\tVBD\t_\t0\troot\t_\t_\n\
                     3\t{o}\t{o}\t{upos}\t{xpos}\t_\t2\tobj\t_\tSpaceAfter=No\n4\t.\t.\tPUNCT\t.\t_\t2\tpunct\t_\t_\n\n"
                ));
            }
        }
    }
    read_treebank(&text).expect("well formed")
}

const NAMES: &str = concat!(
    r#"{"id": "uner-t000", "text": "Rebels shelled Kora.", "entities": [{"start": 15, "end": 19, "type": "LOC"}]}"#,
    "\n",
    r#"{"text": "Gunmen left Dele.", "entities": [{"start": 12, "end": 16, "type": "LOC"}]}"#
);
const TEXT: &str =
    "Rebels left the town of Dele.\nTroops took it.\n\nGunmen shelled Kora and Dele. Troops took Kora.";

fn options(threads: usize) -> TrainOptions {
    let mut o = TrainOptions::default();
    (o.epochs, o.width, o.layers, o.pair_width, o.threads) = (12, 16, 2, 16, threads);
    (o.text_epochs, o.least, o.batch_words, o.rate) = (2, 1, 30, 0.01);
    o
}

fn data<'a>(trees: &'a [TreebankSentence], names: &'a [&'a str]) -> TrainingData<'a> {
    TrainingData {
        trees,
        dev: trees,
        names,
        dev_names: &[],
        lists: &[],
        text: TEXT,
    }
}

#[test]
fn the_same_seed_gives_the_same_model_on_any_number_of_threads() {
    let trees = toy();
    let train =
        |threads| train_syntax(data(&trees, &[NAMES]), options(threads), &mut |_| ()).expect("trains");
    let one = train(1);
    assert!(one == train(2), "two threads made another model");
    let model = Model::read(one).expect("whole");
    let mut read = analyse("Troops shelled Dele.");
    parse(&model, &mut read);
    assert_eq!(
        (read.head(0), read.head(1), read.head(2)),
        (Some(1), None, Some(1))
    );
}

#[test]
fn a_finder_of_names_leaves_tags_and_trees_alone_and_repeats() {
    let trees = toy();
    let names = [NAMES];
    let lists = [("LOC", "Kora\nDele\nMarev")];
    let data = TrainingData {
        lists: &lists,
        ..data(&trees, &names)
    };
    let base = train_syntax(data, options(1), &mut |_| ()).expect("trains");
    let mut o = NameOptions::default();
    (o.passes, o.hidden, o.buckets, o.rate) = (60, 16, 256, 0.02);
    let mut told = Vec::new();
    let mut tell = |pass: usize, loss: f32| told.push((pass, loss));
    let found = train_names(base.clone(), data, &o, &mut tell).expect("trains");
    assert_eq!(told.len(), 60);
    assert!(told[59].1 < told[0].1, "nothing was learnt: {told:?}");
    let again = train_names(found.clone(), data, &o, &mut |_, _| ()).expect("trains");
    assert!(
        found == again,
        "learning anew on the same network gave another file"
    );
    let (before, after) = (
        Model::read(base).expect("whole"),
        Model::read(found).expect("whole"),
    );
    assert_eq!(parse_treebank(&before, &trees), parse_treebank(&after, &trees));
    let mut read = analyse("Gunmen left Dele.");
    parse(&after, &mut read);
    assert_eq!(read.entities().len(), 1);
}

#[test]
fn sizes_of_the_finder_are_checked() {
    let trees = toy();
    let mut o = NameOptions::default();
    o.hidden = 17;
    let told = train_names(Vec::new(), data(&trees, &[]), &o, &mut |_, _| ()).map_err(|e| e.to_string());
    assert!(told.is_err_and(|m| m.contains("multiple of 16")));
    let told = train_names(
        vec![1; 9],
        data(&trees, &[]),
        &NameOptions::default(),
        &mut |_, _| (),
    );
    assert!(told.is_err_and(|e| e.to_string().contains("no syntax model")));
}

#[test]
fn a_break_changes_nothing() {
    let trees = toy();
    let whole = train_syntax(data(&trees, &[NAMES]), options(2), &mut |_| ()).expect("trains");
    // Once amid the passes over plain text, once amid those over trees.
    let mut state: Option<Vec<u8>> = None;
    for passes in [1, 5, 100] {
        let mut training = Training::new(data(&trees, &[NAMES]), options(2)).expect("ready");
        if let Some(state) = &state {
            training.resume(state).expect("belongs to it");
        }
        for _ in 0..passes {
            if training.step().is_none() {
                break;
            }
        }
        state = Some(training.checkpoint());
        if passes == 100 {
            assert!(training.model() == whole, "the break made another model");
        }
    }
}

#[test]
fn states_of_other_trainings_are_refused() {
    let trees = toy();
    let mut training = Training::new(data(&trees, &[]), options(1)).expect("ready");
    let state = training.checkpoint();
    assert_eq!(training.resume(&state), Ok(()));
    assert!(matches!(training.resume(b"x"), Err(TrainError::Checkpoint(_))));
    assert!(matches!(
        training.resume(&state[..state.len() - 1]),
        Err(TrainError::Checkpoint(_))
    ));
    let mut other = options(1);
    other.seed = 2;
    let mut other = Training::new(data(&trees, &[]), other).expect("ready");
    assert!(matches!(other.resume(&state), Err(TrainError::Checkpoint(_))));
}

#[test]
fn faults_in_the_data_are_told() {
    let fault = |data, options| Training::new(data, options).err().map(|e| e.to_string());
    assert_eq!(
        fault(TrainingData::default(), options(1)).as_deref(),
        Some("there is no sentence to learn from: give a treebank in CoNLL-U")
    );
    let trees = toy();
    let told = fault(data(&trees, &["{}"]), options(1));
    assert!(
        told.as_deref()
            .is_some_and(|m| m.starts_with("set 1 of names: line 1: missing field")),
        "{told:?}"
    );
    let mut wide = options(1);
    wide.width = 17;
    assert_eq!(
        fault(data(&trees, &[]), wide).as_deref(),
        Some("widths are multiples of 16 up to 256")
    );
}

/// The embedded model on the development part of the treebank, when that is at hand: no figure may fall.
#[test]
fn the_embedded_model_keeps_its_figures() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/gold/syntax/en_ewt-ud-dev.conllu");
    let Ok(text) = std::fs::read_to_string(&path) else {
        println!("skipped: the gold treebank is not at ../shared/gold");
        return;
    };
    let gold = read_treebank(&text).expect("well formed");
    let found = parse_treebank(Model::embedded().expect("whole"), &gold);
    let (mut words, mut upos, mut uas, mut las, mut lemmas) = (0, 0, 0, 0, 0);
    let base = |relation: &str| relation.split(':').next().map(str::to_owned);
    for (g, f) in gold
        .iter()
        .flat_map(|s| &s.words)
        .zip(found.iter().flat_map(|s| &s.words))
    {
        words += 1;
        upos += u32::from(g.upos == f.upos);
        uas += u32::from(g.head == f.head);
        las += u32::from(g.head == f.head && base(&g.relation) == base(&f.relation));
        lemmas += u32::from(g.lemma == f.lemma);
    }
    let share = |n: u32| 100.0 * f64::from(n) / f64::from(words);
    println!(
        "UPOS {:.2} UAS {:.2} LAS {:.2} lemmas {:.2}",
        share(upos),
        share(uas),
        share(las),
        share(lemmas)
    );
    for (name, found, floor) in [
        ("UPOS", share(upos), 95.3),
        ("UAS", share(uas), 86.5),
        ("LAS", share(las), 83.5),
        ("lemmas", share(lemmas), 96.0),
    ] {
        assert!(found >= floor, "{name} fell to {found:.2}");
    }
}
