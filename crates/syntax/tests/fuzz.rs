//! Random and mutated texts and model files against the laws, for as long as one likes, with the stable compiler:
//!
//! ```text
//! DATELINE_FUZZ_SECONDS=60 cargo test --release -p dateline-syntax --test fuzz -- --nocapture
//! ```
//!
//! Without the variable each test runs for two seconds, from the same seed. `DATELINE_FUZZ_SEED` begins elsewhere. The input
//! of a failure is printed. `crates/syntax/fuzz` has the same laws as targets for libFuzzer, which needs a nightly compiler.

mod common;

use common::{Random, check_tiling, check_trees, check_written};
use dateline_syntax::{Model, analyse, parse, read_treebank};
use std::{
    env,
    panic::{AssertUnwindSafe, catch_unwind},
    time::{Duration, Instant},
};

/// Sentences of our own that hold what news holds.
const SEEDS: &[&str] = &[
    "KORA, Syria (Reuters) — Rebels killed at least 12 soldiers on Monday, Lt. Col. Hassan Abdi said.",
    "\"We lost two men. They were young,\" he said.\n\n• One fled\n• One didn't",
    "U.S.-backed forces took Deir ez-Zor, Sana'a and al-Bab at 5:30 a.m.; 1,200 fled 35km (20 miles) north.",
    "DELE CITY, 18 AUG 89 (RADIO KORA) -- [TEXT] TWO MEN WERE KILLED BY THE ARMY",
    "Karimâ€™s men saidâ€œnoâ€\u{9d} _â__â__â¢__â__s مرحبا بالعالم 😀👩‍👩‍👧 50% £20 http://x.example/a?b",
    "1. Leave the town. 2. Lift the siege. The van The victims said The Hague cannot wouldn’t gonna",
];

/// Pieces that break tokenizers.
const PIECES: &[&str] = &[
    "'", "’", "-", "--", "—", ".", "...", "\"", "“", "(", ")", "[", "]", " ", "\n", "\n\n", "\t", "\r",
    "\u{2028}", "\u{200d}", "\u{301}", "\u{202e}", "\u{feff}", "\0", "\u{85}", "al-", "n't", "'s", "U.",
    "S.", "Mr. ", "1,", "0", "½", "٣", "%", "$", "@", "http://", "â€™", "_â__â", "ß", "İ", "ﬁ", "𝔸", "漢",
    "ع", "😀", "The ", "A ", "said ", "#", "<", "/", ":",
];

/// A text made from the seeds by cutting, joining, repeating, changing case and putting pieces in.
fn text(random: &mut Random) -> String {
    let mut text: Vec<char> = match random.below(4) {
        0 => Vec::new(),
        _ => SEEDS[random.below(SEEDS.len())].chars().collect(),
    };
    for _ in 0..random.below(12) {
        let at = random.below(text.len() + 1);
        match random.below(7) {
            0..=2 => drop(text.splice(at..at, PIECES[random.below(PIECES.len())].chars())),
            3 => {
                let end = (at + random.below(20)).min(text.len());
                text.drain(at..end);
            }
            4 => {
                let other: Vec<char> = SEEDS[random.below(SEEDS.len())].chars().collect();
                let from = random.below(other.len());
                text.splice(at..at, other[from..].iter().copied());
            }
            5 => {
                let end = (at + random.below(8)).min(text.len());
                let again: Vec<char> = text[at..end].repeat(random.below(40));
                text.splice(at..at, again);
            }
            _ => {
                let c = char::from_u32(random.below(0x11_0000) as u32);
                text.splice(at..at, c);
            }
        }
        text.truncate(3_000);
    }
    match random.below(8) {
        0 => text.iter().flat_map(|c| c.to_uppercase()).collect(),
        1 => text.iter().flat_map(|c| c.to_lowercase()).collect(),
        2 => text.iter().rev().collect(),
        _ => text.iter().collect(),
    }
}

fn number(variable: &str, otherwise: u64) -> u64 {
    env::var(variable).map_or(otherwise, |n| n.parse().expect("a whole number"))
}

/// Runs until the time is over; the input of a failure is printed. Gives the number of runs.
fn fuzz<T: std::fmt::Debug>(make: impl Fn(&mut Random) -> T, check: impl Fn(&T)) -> u64 {
    let end = Instant::now() + Duration::from_secs(number("DATELINE_FUZZ_SECONDS", 2));
    let random = &mut Random(number("DATELINE_FUZZ_SEED", 1));
    let mut runs = 0;
    while Instant::now() < end {
        let seed = random.0;
        let input = make(random);
        if catch_unwind(AssertUnwindSafe(|| check(&input))).is_err() {
            panic!("run {runs}, DATELINE_FUZZ_SEED={seed}, input: {input:?}");
        }
        runs += 1;
    }
    println!("{runs} runs");
    runs
}

#[test]
fn any_text_keeps_the_laws() {
    let model = Model::embedded().expect("whole");
    let runs = fuzz(text, |text| {
        let mut read = analyse(text);
        check_tiling(&read);
        parse(model, &mut read);
        check_trees(&read);
        check_written(&read);
    });
    assert!(runs > 10, "only {runs} runs");
}

#[test]
fn any_damage_to_a_model_is_refused() {
    let whole = include_bytes!("../../../models/syntax/english.bin");
    let make = |random: &mut Random| {
        let at = |random: &mut Random| {
            // The head more often than its share.
            let end = if random.below(2) == 0 { 64 } else { whole.len() };
            random.below(end)
        };
        let changes: Vec<(usize, u8)> = (0..=random.below(3))
            .map(|_| (at(random), random.draw() as u8))
            .collect();
        let end = if random.below(4) == 0 {
            at(random)
        } else {
            whole.len()
        };
        (changes, end)
    };
    let runs = fuzz(make, |(changes, end)| {
        let mut bytes = whole.to_vec();
        for (at, byte) in changes {
            bytes[*at] = *byte;
        }
        bytes.truncate(*end);
        // Bytes 32 to 40 of the head are free; a change that changes nothing is no damage.
        let harmless = |at: usize| (32..40).contains(&at) || bytes.get(at) == Some(&whole[at]);
        let same = bytes.len() == whole.len() && changes.iter().all(|(at, _)| harmless(*at));
        assert_eq!(Model::read(bytes.clone()).is_ok(), same);
    });
    assert!(runs > 10, "only {runs} runs");
}

#[test]
fn any_treebank_is_read_or_refused() {
    let make = |random: &mut Random| {
        let row =
            "1\tRebels\trebel\tNOUN\tNNS\t_\t2\tnsubj\t_\t_\n2\tfled\tflee\tVERB\tVBD\t_\t0\troot\t_\t_\n\n";
        let mut text: Vec<char> = row.repeat(1 + random.below(4)).chars().collect();
        for _ in 0..random.below(6) {
            let at = random.below(text.len());
            let other = ['\t', '\n', '0', '9', '-', '.', '#', '_', 'é'][random.below(9)];
            match random.below(3) {
                0 => text[at] = other,
                1 => text.insert(at, other),
                _ => drop(text.remove(at)),
            }
        }
        text.into_iter().collect::<String>()
    };
    let runs = fuzz(make, |text| match read_treebank(text) {
        Ok(sentences) => {
            for sentence in sentences {
                assert_eq!(sentence.words.iter().filter(|w| w.head == 0).count(), 1);
            }
        }
        Err(error) => assert!(error.line > 0 && !error.problem.is_empty()),
    });
    assert!(runs > 10, "only {runs} runs");
}
