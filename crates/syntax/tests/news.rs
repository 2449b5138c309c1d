//! The habits of news text: what is cut, and that the tree behind it still says who did what to whom.

mod common;

use common::{check_tiling, check_trees, check_written};
use dateline_syntax::{Analysis, Model, Relation, SentenceRole, Upos, analyse, parse};

fn parsed(text: &str) -> Analysis<'_> {
    let mut read = analyse(text);
    parse(Model::embedded().expect("whole"), &mut read);
    check_tiling(&read);
    check_trees(&read);
    check_written(&read);
    read
}

fn sentences<'t>(read: &Analysis<'t>) -> Vec<&'t str> {
    read.sentences().iter().map(|s| s.span.of(read.text())).collect()
}

/// The first word whose lower-cased form is `word`.
#[track_caller]
fn at(read: &Analysis<'_>, word: &str) -> usize {
    (0..read.tokens().len())
        .find(|ix| read.lower(*ix) == word)
        .unwrap_or_else(|| panic!("no '{word}' in {:?}", sentences(read)))
}

/// Each `dependent relation head`, words in lower case, holds in the text.
#[track_caller]
fn check_arcs(text: &str, arcs: &[(&str, Relation, &str)]) {
    let read = parsed(text);
    for (dependent, relation, head) in arcs {
        let ix = at(&read, dependent);
        let found = (read.relation(ix), read.head(ix).map_or("-", |h| read.lower(h)));
        assert_eq!(found, (*relation, *head), "'{dependent}' in '{text}'");
    }
}

#[track_caller]
fn check_sentences(text: &str, expected: &[&str]) {
    assert_eq!(sentences(&parsed(text)), expected);
}

use Relation::{Nsubj, NsubjPass, Nummod, Obj, OblAgent, Punct, Root};

#[test]
fn the_sentence_behind_a_dateline_has_a_tree_of_its_own() {
    for dateline in [
        "KORA, Syria (Reuters) — ",
        "DELE (AP) - ",
        "KORA, Nov 12 (Kora Wire) -- ",
    ] {
        let text = format!("{dateline}Gunmen killed two farmers.");
        let read = parsed(&text);
        assert_eq!(read.sentences()[0].role, SentenceRole::Dateline, "{text}");
        check_arcs(
            &text,
            &[
                ("gunmen", Nsubj, "killed"),
                ("killed", Root, "-"),
                ("farmers", Obj, "killed"),
                ("two", Nummod, "farmers"),
            ],
        );
    }
}

#[test]
fn titles_and_initials_belong_to_their_name() {
    for (name, head) in [
        ("Lt. Col. Hassan Abdi", "hassan"),
        ("Gen. A. B. Musa", "a."),
        ("Dr. Karim al-Dele", "karim"),
    ] {
        let text = format!("{name} left the town.");
        check_sentences(&text, &[&text]);
        check_arcs(&text, &[(head, Nsubj, "left"), ("town", Obj, "left")]);
    }
}

#[test]
fn abbreviations_do_not_end_sentences() {
    let text = "U.S.-backed fighters took the base at 5 a.m. on Friday. Troops left.";
    check_sentences(
        text,
        &[
            "U.S.-backed fighters took the base at 5 a.m. on Friday.",
            "Troops left.",
        ],
    );
    check_arcs(text, &[("fighters", Nsubj, "took"), ("base", Obj, "took")]);
}

#[test]
fn each_sentence_of_a_quotation_has_its_tree() {
    let text = "“They shelled the school. Two teachers died,” the mayor said. “Nobody came.”";
    check_sentences(
        text,
        &[
            "“They shelled the school.",
            "Two teachers died,” the mayor said.",
            "“Nobody came.”",
        ],
    );
    check_arcs(
        text,
        &[
            ("school", Obj, "shelled"),
            ("teachers", Nsubj, "died"),
            ("mayor", Nsubj, "said"),
            ("nobody", Nsubj, "came"),
        ],
    );
}

#[test]
fn headlines_end_without_a_stop() {
    let text = "Rebels seize bridge near Dele\nThe army lost two tanks on Monday.";
    let read = parsed(text);
    assert_eq!(read.sentences()[0].role, SentenceRole::Headline);
    check_arcs(
        text,
        &[
            ("rebels", Nsubj, "seize"),
            ("bridge", Obj, "seize"),
            ("army", Nsubj, "lost"),
        ],
    );
}

#[test]
fn the_mark_of_a_list_item_is_a_mark() {
    for bullet in ["•", "*", "-", "▪", "–"] {
        let text = format!("{bullet} Rebels killed two soldiers\n{bullet} Shells hit the market");
        check_arcs(
            &text,
            &[
                (bullet, Punct, "killed"),
                ("rebels", Nsubj, "killed"),
                ("soldiers", Obj, "killed"),
                ("shells", Nsubj, "hit"),
            ],
        );
        let read = parsed(&text);
        assert_eq!((read.upos(0), read.lemma(0)), (Upos::Punct, bullet));
    }
    // A dash alone, or joined to a word, is no bullet.
    assert_eq!(parsed("•").relation(0), Root);
    assert_eq!(parsed("").tokens().len(), 0);
}

#[test]
fn capitals_hide_nothing() {
    check_arcs(
        "REBELS KILLED TWELVE SOLDIERS NEAR DELE ON MONDAY. TWO CIVILIANS WERE WOUNDED BY SHELLS.",
        &[
            ("rebels", Nsubj, "killed"),
            ("soldiers", Obj, "killed"),
            ("twelve", Nummod, "soldiers"),
            ("civilians", NsubjPass, "wounded"),
            ("shells", OblAgent, "wounded"),
        ],
    );
}

#[test]
fn lost_commas_and_apostrophes_cost_little() {
    check_arcs(
        "On Monday rebels killed two soldiers the army said",
        &[
            ("rebels", Nsubj, "killed"),
            ("soldiers", Obj, "killed"),
            ("army", Nsubj, "said"),
        ],
    );
    let read = parsed("The rebels didnt leave the town.");
    assert_eq!(read.word(at(&read, "nt")), "nt");
    check_arcs(
        "The rebels didnt leave the town.",
        &[("rebels", Nsubj, "leave"), ("town", Obj, "leave")],
    );
}

#[test]
fn arabic_names_are_one_word_a_part() {
    for (name, words) in [
        ("Deir ez-Zor", 2),
        ("Sana'a", 1),
        ("Sana’a", 1),
        ("al-Nusra", 1),
        ("Ra's al-Ayn", 2),
        ("Abu Bakr al-Dele", 3),
        ("Jamaat-ul-Ahrar", 1),
    ] {
        let read = parsed(name);
        assert_eq!(read.tokens().len(), words, "{name}");
        let text = format!("Troops entered {name}.");
        check_arcs(&text, &[("troops", Nsubj, "entered")]);
    }
}

#[test]
fn numbers_keep_commas_dots_and_leave_units() {
    let check = |text: &str, expected: &str| {
        let read = parsed(text);
        let words: Vec<&str> = (0..read.tokens().len()).map(|ix| read.word(ix)).collect();
        assert_eq!(words.join(" "), expected);
    };
    check("1,200 fled", "1,200 fled");
    check("2.5m people", "2.5 m people");
    check("a 122mm rocket", "a 122 mm rocket");
    check("30% of $1.5bn", "30 % of $ 1.5 bn");
    check("15km (9 miles)", "15 km ( 9 miles )");
    check_arcs(
        "Shells killed 1,200 people.",
        &[("1,200", Nummod, "people"), ("people", Obj, "killed")],
    );
}

#[test]
fn quotation_marks_damaged_in_transit_are_quotation_marks() {
    for text in [
        "â€œWe left,â€\u{9d} Karim said.",
        "â€œWe left,â€ Karim said.",
        "“We left,â€, Karim said.",
        "â\u{80}\u{9c}We left,â\u{80}\u{9d} Karim said.",
    ] {
        check_arcs(text, &[("we", Nsubj, "left"), ("karim", Nsubj, "said")]);
        let read = parsed(text);
        let marks = (0..read.tokens().len())
            .filter(|ix| read.lower(*ix) == "\"")
            .count();
        assert_eq!(marks, 2, "{text}");
    }
    check_arcs(
        "Karimâ€™s men didnâ€™t flee.",
        &[("karim", Relation::NmodPoss, "men"), ("men", Nsubj, "flee")],
    );
}

#[test]
fn tolls_have_their_parts_where_they_belong() {
    check_arcs(
        "Twelve people, among them three children, were killed on Monday.",
        &[
            ("twelve", Nummod, "people"),
            ("people", NsubjPass, "killed"),
            ("three", Nummod, "children"),
        ],
    );
}
