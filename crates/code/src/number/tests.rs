//! Figures as reports write them.

use super::*;
use proptest::prelude::*;

/// 'low best high ~ words', with '-' for what is not stated.
fn check(text: &str, expected: &str) {
    let words: Vec<&str> = text.split_whitespace().collect();
    let show = |n: Option<u32>| n.map_or("-".to_owned(), |n| n.to_string());
    let got = quantity_at(&words, 0).map_or("none".to_owned(), |q| {
        let b = q.bounds;
        format!(
            "{} {} {}{} {}",
            show(b.low),
            show(b.best),
            show(b.high),
            if b.approximate { " ~" } else { "" },
            q.words.end
        )
    });
    assert_eq!(got, expected, "{text}");
}

#[test]
fn plain_figures() {
    check("12 men", "12 12 12 1");
    check("twelve men", "12 12 12 1");
    check("sixty-five men", "65 65 65 1");
    check("twenty one men", "21 21 21 2");
    check("7,000 people", "7000 7000 7000 1");
    check("two hundred and five people", "205 205 205 4");
    check("two thousand three hundred people", "2300 2300 2300 4");
    check("1.5 million people", "1500000 1500000 1500000 2");
    check("3 lakh people", "300000 300000 300000 2");
    check("38 000 people", "38000 38000 38000 2");
    check("half a dozen men", "6 6 6 3");
    check("two dozen men", "24 24 24 2");
    check("a dozen men", "12 12 12 2");
    check("both men", "2 2 2 1");
    check("all six men", "6 6 6 2");
    check("the other two", "2 2 2 3");
    check("another 12", "12 12 12 2");
    check("another was", "1 1 1 1");
    check("a man", "1 1 1 1");
    check("no one was", "0 0 0 2");
    check("21st", "none");
    check("2.5", "none");
    check("men", "none");
}

#[test]
fn hedges_move_the_bounds() {
    check("at least 140 rebels", "140 140 - 3");
    check("no fewer than 30", "30 30 - 4");
    check("over 250", "251 251 - 2");
    check("more than ten", "11 11 - 3");
    check("nearly 65 persons", "65 65 65 ~ 2");
    check("some 7,000 people", "7000 7000 7000 ~ 2");
    check("an estimated 40", "40 40 40 ~ 3");
    check("as many as 613 people", "613 613 613 4");
    check("up to 40", "1 40 40 ~ 3");
    check("50 or more", "50 50 - 3");
    check("30 or so", "30 30 30 ~ 3");
    check("at least some 40", "40 40 - 4");
    check("a total of 19 people", "19 19 19 4");
}

#[test]
fn ranges_have_no_best() {
    check("between 5 and 7", "5 - 7 4");
    check("five to seven men", "5 - 7 3");
    check("20-30 men", "20 - 30 1");
    check("10-15,000 people", "10000 - 15000 1");
    check("two or three men", "2 - 3 3");
    check("at least three four men", "3 3 - 4");
    check("20 25 cadres", "20 - 25 2");
    check("144 12 men", "144 144 144 1");
}

#[test]
fn vague_words_have_a_floor() {
    check("dozens of people", "24 - - ~ 1");
    check("scores more", "40 - - ~ 1");
    check("hundreds of thousands of people", "200000 - - ~ 3");
    check("a few men", "3 - - ~ 2");
    check("a couple of men", "2 2 2 ~ 2");
    check("a group of men", "3 - - ~ 2");
    check("some men", "2 - - ~ 1");
    check("at least several men", "3 - - ~ 3");
}

proptest! {
    #[test]
    fn bounds_are_always_in_order(words in proptest::collection::vec(
        prop_oneof![
            Just("at"), Just("least"), Just("between"), Just("and"), Just("two"), Just("hundred"), Just("million"),
            Just("up"), Just("to"), Just("over"), Just("7"), Just("3,000"), Just("99999999999"), Just("dozen"), Just("a"),
            Just("some"), Just("or"), Just("more"), Just("5-9"), Just("-"), Just("0"), Just("all"), Just("of"), Just("the"),
        ], 0..8), at in 0usize..8) {
        if let Some(q) = quantity_at(&words, at) {
            prop_assert!(q.bounds.in_order(), "{words:?} {q:?}");
            prop_assert!(q.words.start == at && q.words.end > at && q.words.end <= words.len());
        }
    }

    #[test]
    fn no_text_panics(text in ".{0,80}") {
        let words: Vec<&str> = text.split_whitespace().collect();
        for at in 0..words.len() {
            let quantity = quantity_at(&words, at);
            prop_assert!(quantity.is_none_or(|q| q.words.end <= words.len()));
        }
    }
}
