//! The embedded model: trees are trees, known constructions come out right, damaged files are refused.

use dateline_syntax::{
    Analysis, EntityKind, Model, ModelError, Parser, Relation, Upos, analyse, parse, read_treebank,
    write_conllu,
};
use proptest::prelude::*;

fn model() -> &'static Model {
    Model::embedded().expect("the embedded model is whole")
}

fn parsed(text: &str) -> Analysis<'_> {
    let mut read = analyse(text);
    parse(model(), &mut read);
    read
}

/// Position of the token that is `word`.
#[track_caller]
fn at(read: &Analysis<'_>, word: &str) -> usize {
    (0..read.tokens().len())
        .find(|ix| read.word(*ix) == word)
        .unwrap_or_else(|| panic!("no token '{word}'"))
}

/// `dependent relation head`, by words; head '-' is the root.
#[track_caller]
fn check_arcs(text: &str, arcs: &[(&str, Relation, &str)]) {
    let read = parsed(text);
    for (dependent, relation, head) in arcs {
        let ix = at(&read, dependent);
        let found = (read.relation(ix), read.head(ix).map_or("-", |h| read.word(h)));
        assert_eq!(found, (*relation, *head), "'{dependent}' in '{text}'");
    }
}

#[test]
fn who_did_what_to_whom() {
    use Relation::{Nsubj, NsubjPass, Nummod, Obj, Obl, OblAgent, Root};
    check_arcs(
        "Rebels killed 12 soldiers.",
        &[
            ("Rebels", Nsubj, "killed"),
            ("soldiers", Obj, "killed"),
            ("12", Nummod, "soldiers"),
        ],
    );
    check_arcs(
        "12 rebels were killed by soldiers.",
        &[("rebels", NsubjPass, "killed"), ("killed", Root, "-")],
    );
    check_arcs(
        "Two soldiers were killed by rebels on Monday.",
        &[("rebels", OblAgent, "killed"), ("Monday", Obl, "killed")],
    );
}

#[test]
fn tolls_with_parts() {
    check_arcs(
        "12 people, including three children, were killed in the attack.",
        &[
            ("12", Relation::Nummod, "people"),
            ("people", Relation::NsubjPass, "killed"),
            ("three", Relation::Nummod, "children"),
            ("attack", Relation::Obl, "killed"),
        ],
    );
    check_arcs(
        "At least 31 tourists, including seven babies, were slaughtered when a shell hit a bakery.",
        &[
            ("31", Relation::Nummod, "tourists"),
            ("tourists", Relation::NsubjPass, "slaughtered"),
            ("babies", Relation::Nmod, "tourists"),
            ("hit", Relation::Advcl, "slaughtered"),
        ],
    );
    check_arcs(
        "The mortar round injured 14 pilgrims and killed a cook, a nurse said.",
        &[
            ("round", Relation::Nsubj, "injured"),
            ("pilgrims", Relation::Obj, "injured"),
            ("killed", Relation::Conj, "injured"),
            ("cook", Relation::Obj, "killed"),
            ("nurse", Relation::Nsubj, "said"),
        ],
    );
}

#[test]
fn who_said_it() {
    let read = parsed("The army shelled the town, the governor said.");
    let said = at(&read, "said");
    assert_eq!(
        read.child(said, Relation::Nsubj).map(|ix| read.word(ix)),
        Some("governor")
    );
}

#[test]
fn capitals_and_small_letters_are_read_alike() {
    for text in [
        "REBELS KILLED TWO SOLDIERS IN THE TOWN.",
        "rebels killed two soldiers in the town.",
    ] {
        let read = parsed(text);
        assert_eq!(read.head(0), Some(1), "{text}");
        assert_eq!(read.relation(0), Relation::Nsubj, "{text}");
        assert_eq!(read.relation(3), Relation::Obj, "{text}");
        assert_eq!(read.upos(6), Upos::Noun, "{text}");
        assert_eq!(read.lemma(3), "soldier", "{text}");
    }
}

#[test]
fn lemmas_and_features() {
    let read = parsed("The men were seen near two villages.");
    let lemmas: Vec<&str> = (0..read.tokens().len()).map(|ix| read.lemma(ix)).collect();
    assert_eq!(lemmas, ["the", "man", "be", "see", "near", "two", "village", "."]);
    assert!(read.feats(1).contains("Number=Plur"), "{}", read.feats(1));
    assert_eq!(read.xpos(3), "VBN");
}

#[test]
fn names_are_found() {
    let read = parsed("President Bashar al-Assad met officials of the United Nations in Damascus.");
    let found: Vec<(&str, EntityKind)> = read
        .entities()
        .iter()
        .map(|e| (read.span(e.tokens.clone()).of(read.text()), e.kind))
        .collect();
    assert!(
        found.contains(&("Bashar al-Assad", EntityKind::Person)),
        "{found:?}"
    );
    assert!(
        found.contains(&("United Nations", EntityKind::Organisation)),
        "{found:?}"
    );
    assert!(found.contains(&("Damascus", EntityKind::Location)), "{found:?}");
    let entity = read.entity_at(at(&read, "Damascus")).expect("a name");
    assert_eq!(entity.kind, EntityKind::Location);
    assert_eq!(read.entity_at(at(&read, "met")), None);
}

#[test]
fn trees_can_be_walked() {
    let read = parsed("Rebels killed two soldiers who had fled the town.");
    let (killed, soldiers, fled, town) = (1, 3, 6, 8);
    assert_eq!(read.root(0), Some(killed));
    assert_eq!(read.subtree(soldiers), [2, 3, 4, 5, 6, 7, 8]);
    assert_eq!(
        read.subtree_without(soldiers, |ix| read.relation(ix) == Relation::AclRelcl),
        [2, 3]
    );
    assert_eq!(read.extent(soldiers), 2..9);
    assert_eq!(read.path(0, town), Some(vec![0, killed, soldiers, fled, town]));
    assert!(read.is_under(town, killed) && !read.is_under(killed, town));
    assert_eq!(read.ancestors(town).last(), Some(killed));
    assert_eq!(
        read.children_by(killed, Relation::Obj).collect::<Vec<_>>(),
        [soldiers]
    );
    assert_eq!(read.child(fled, Relation::Nsubj), Some(4));
    let two = parsed("Rebels fled. Troops came.");
    assert_eq!(two.path(0, 3), None);
}

#[test]
fn an_unparsed_text_answers_without_trees() {
    let read = analyse("Rebels fled.");
    assert!(!read.is_parsed());
    assert_eq!(
        (read.head(0), read.relation(0), read.upos(0)),
        (None, Relation::Dep, Upos::X)
    );
    assert_eq!(read.lemma(0), "rebels");
    assert_eq!(read.children(0).count(), 0);
}

#[test]
fn a_parser_used_again_answers_the_same() {
    let mut parser = Parser::new(model());
    let texts = [
        "One man died.",
        "A much longer sentence about the shelling of a town, he said.",
        "One man died.",
    ];
    let written: Vec<String> = texts
        .iter()
        .map(|t| {
            let mut read = analyse(t);
            parser.parse(&mut read);
            write_conllu(&read)
        })
        .collect();
    assert_eq!(written[0], written[2]);
    assert_eq!(written[0], write_conllu(&parsed(texts[0])));
}

/// The embedded file with one change.
fn changed(change: impl FnOnce(&mut Vec<u8>)) -> Option<ModelError> {
    let mut bytes = include_bytes!("../../../models/syntax/english.bin").to_vec();
    change(&mut bytes);
    Model::read(bytes).err()
}

#[test]
fn damaged_and_foreign_files_are_refused() {
    assert_eq!(changed(|_| ()), None);
    assert_eq!(changed(Vec::clear), Some(ModelError::Foreign));
    assert_eq!(changed(|b| b[0] = b'X'), Some(ModelError::Foreign));
    assert!(matches!(
        changed(|b| b[8] = 200),
        Some(ModelError::Version { .. })
    ));
    assert!(matches!(
        changed(|b| b.truncate(5000)),
        Some(ModelError::Length { .. })
    ));
    assert_eq!(changed(|b| b[70_000] ^= 1), Some(ModelError::Checksum));
    let message = changed(|b| b[70_000] ^= 1).map(|e| e.to_string());
    assert!(message.is_some_and(|m| m.contains("build it again")));
}

/// What must hold of every parsed text.
fn check_trees(read: &Analysis<'_>) -> Result<(), TestCaseError> {
    for (at, sentence) in read.sentences().iter().enumerate() {
        let roots = sentence
            .tokens
            .clone()
            .filter(|ix| read.head(*ix).is_none())
            .count();
        prop_assert_eq!(roots, 1, "sentence {}", at);
        for ix in sentence.tokens.clone() {
            if let Some(head) = read.head(ix) {
                prop_assert!(sentence.tokens.contains(&head));
                prop_assert!(read.children(head).any(|c| c == ix));
                prop_assert_ne!(read.relation(ix), Relation::Root);
            } else {
                prop_assert_eq!(read.relation(ix), Relation::Root);
            }
            prop_assert!(read.ancestors(ix).take(600).count() < 600, "a cycle");
            prop_assert!(!read.lemma(ix).is_empty() || read.lower(ix).is_empty());
        }
    }
    prop_assert!(
        read.entities()
            .windows(2)
            .all(|e| e[0].tokens.end <= e[1].tokens.start)
    );
    for entity in read.entities() {
        prop_assert_eq!(
            read.sentence_of(entity.tokens.start),
            read.sentence_of(entity.tokens.end - 1)
        );
    }
    // What is written can be read, and is a tree for the reader too.
    if !read.text().contains(|c: char| c.is_control()) {
        let back = read_treebank(&write_conllu(read)).map_err(|e| TestCaseError::fail(e.to_string()))?;
        prop_assert_eq!(back.len(), read.sentences().len());
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_text_gets_trees(text in any::<String>()) {
        check_trees(&parsed(&text))?;
    }

    #[test]
    fn any_words_get_trees(words in prop::collection::vec(prop::sample::select(vec![
        "rebels", "killed", "12", ",", "the", "Kora", "and", "said", ".", "that", "by", "\"", "(", ")", "of", "al-Nusra", "U.S.", "who", "n't", "-", "HTS",
    ]), 1..60)) {
        check_trees(&parsed(&words.join(" ")))?;
    }
}

#[test]
fn hostile_texts_are_parsed_in_bounded_time() {
    let started = std::time::Instant::now();
    for text in [
        "x".repeat(1 << 20),
        "[".repeat(100_000),
        "😀 ".repeat(30_000),
        "مرحبا بالعالم ".repeat(5_000),
        "a, ".repeat(20_000),
    ] {
        check_trees(&parsed(&text)).expect("the laws hold");
    }
    // Far above what a slow machine needs for 80,000 words in the longest sentences there are.
    assert!(started.elapsed().as_secs() < 300, "{:?}", started.elapsed());
}

/// Up to the cap of 512 tokens a word costs about the same in a long sentence as in a short one.
#[test]
fn time_is_linear_in_the_length_of_a_sentence() {
    let clause = "rebels killed two soldiers near the town and ";
    let mut parser = Parser::new(model());
    // The least of several runs: what else the machine does only ever adds.
    let mut word_time = |clauses: usize| {
        let text = clause.repeat(clauses);
        let read = analyse(&text);
        assert_eq!(read.sentences().len(), 1, "{clauses} clauses are one sentence");
        let runs = (0..20).map(|_| {
            let mut read = read.clone();
            let started = std::time::Instant::now();
            parser.parse(&mut read);
            started.elapsed().as_secs_f64() / read.tokens().len() as f64
        });
        runs.fold(f64::INFINITY, f64::min)
    };
    let (short, long) = (word_time(8), word_time(64));
    println!(
        "{:.1} µs a word in 64 words, {:.1} µs in 512",
        short * 1e6,
        long * 1e6
    );
    // Quadratic time would make it eight times as much.
    assert!(
        long < 4.0 * short,
        "{short} s a word in 64 words, {long} s in 512"
    );
}
