//! Tokens and sentences of news text.

use dateline_syntax::{Analysis, Limits, SentenceRole, TokenShape, analyse, analyse_with, phrase_tokens};
use proptest::prelude::*;

/// The tokens of `text`, separated by one blank.
#[track_caller]
fn check_tokens(text: &str, expected: &str) {
    let read = analyse(text);
    let words: Vec<&str> = (0..read.tokens().len()).map(|ix| read.word(ix)).collect();
    assert_eq!(words.join(" "), expected);
}

fn sentences_of<'t>(read: &Analysis<'t>) -> Vec<&'t str> {
    read.sentences().iter().map(|s| s.span.of(read.text())).collect()
}

#[track_caller]
fn check_sentences(text: &str, expected: &[&str]) {
    assert_eq!(sentences_of(&analyse(text)), expected);
}

#[track_caller]
fn check_roles(text: &str, expected: &[SentenceRole]) {
    let read = analyse(text);
    let roles: Vec<_> = read.sentences().iter().map(|s| s.role).collect();
    assert_eq!(roles, expected, "{:?}", sentences_of(&read));
}

#[test]
fn clitics_are_words() {
    check_tokens(
        "They didn't say Karim's men can't.",
        "They did n't say Karim 's men ca n't .",
    );
    check_tokens(
        "They didn’t say Karim’s men won’t.",
        "They did n’t say Karim ’s men wo n’t .",
    );
    check_tokens(
        "The soldiers' camp; I'd've left",
        "The soldiers ' camp ; I 'd 've left",
    );
    check_tokens("We cannot go; they didnt.", "We can not go ; they did nt .");
}

#[test]
fn damaged_apostrophes_are_apostrophes() {
    check_tokens("Karimâ€™s men didnâ€™t", "Karim â€™s men did nâ€™t");
    let read = analyse("Karimâ€™s men");
    assert_eq!(read.lower(1), "'s");
    check_tokens("the â€œheroesâ€\u{9d} left", "the â€œ heroes â€\u{9d} left");
    check_tokens("Karim_â__â__â¢__â__s men", "Karim _â__â__â¢__â__s men");
}

#[test]
fn names_keep_their_apostrophes_and_particles() {
    check_tokens("Deir ez-Zor, Sana'a, Ba’ath", "Deir ez-Zor , Sana'a , Ba’ath");
    check_tokens("al-Nusra and Jamaat-ul-Ahrar", "al-Nusra and Jamaat-ul-Ahrar");
    check_tokens("As-Suwayda, an-Najaf", "As-Suwayda , an-Najaf");
    check_tokens("AL-SHADDADI AND EL-FASHER", "AL-SHADDADI AND EL-FASHER");
    check_tokens("Al-Qaeda-linked men", "Al-Qaeda - linked men");
    check_tokens("O'Connell met Shi'ite elders", "O'Connell met Shi'ite elders");
}

#[test]
fn hyphens_split_words_and_not_prefixes() {
    check_tokens("Iran-backed, 12-year-old", "Iran - backed , 12 - year - old");
    check_tokens(
        "an anti-tank missile in mid-May",
        "an anti-tank missile in mid-May",
    );
    check_tokens("U.S.-led and US-led raids", "U.S. - led and US - led raids");
    check_tokens("as-yet unnamed", "as - yet unnamed");
}

#[test]
fn numbers_stay_whole() {
    check_tokens("1,200 of 3.5 on the 21st", "1,200 of 3.5 on the 21st");
    check_tokens(
        "10,00,000 rupees, 1990s and 80's",
        "10,00,000 rupees , 1990s and 80's",
    );
    check_tokens("killed 5,13 wounded", "killed 5 , 13 wounded");
    check_tokens("at 5:30 on 2017-11-13 or 9/11", "at 5:30 on 2017-11-13 or 9/11");
    check_tokens("5-10 people, 2012-13", "5 - 10 people , 2012 - 13");
    check_tokens("US$4.5m, 50% and £20", "US$ 4.5 m , 50 % and £ 20");
    check_tokens("35mm, 5pm, 20km", "35 mm , 5 pm , 20 km");
}

#[test]
fn full_stops_belong_to_abbreviations() {
    check_tokens(
        "Lt. Col. Hassan J. Abdi, a U.S. aide, left at 3 p.m.",
        "Lt. Col. Hassan J. Abdi , a U.S. aide , left at 3 p.m.",
    );
    check_tokens(
        "Post No. 3 fell. No. It held.",
        "Post No. 3 fell . No . It held .",
    );
    check_tokens("The men fled.The army came.", "The men fled . The army came .");
    check_tokens(
        "See www.example.org. Mail a.b@example.com, he said",
        "See www.example.org . Mail a.b@example.com , he said",
    );
    check_tokens("Wait... what?! --", "Wait ... what ?! --");
}

#[test]
fn lower_case_forms_are_plain() {
    let read = analyse("Sana’a “fell” Al‑Bab SOLDIER\u{200b}S");
    let lower: Vec<&str> = (0..read.tokens().len()).map(|ix| read.lower(ix)).collect();
    assert_eq!(lower, ["sana'a", "\"", "fell", "\"", "al-bab", "soldiers"]);
    assert_eq!(
        phrase_tokens("Iran-backed fighters"),
        ["iran", "-", "backed", "fighters"]
    );
}

#[test]
fn shapes_tell_case() {
    let read = analyse("HTS took Aleppo from al-Nusra, 1,200 said: McAdam 😀 'Yes'");
    let shapes: Vec<TokenShape> = read.tokens().iter().map(|t| t.shape).collect();
    use TokenShape::{Capital as C, Lower as L, Number as N, Punctuation as P, Symbol as S, Upper as U};
    assert_eq!(shapes, [U, L, C, L, L, P, N, L, P, C, S, P, C, P]);
}

#[test]
fn titles_and_initials_do_not_end_sentences() {
    check_sentences(
        "Lt. Col. Hassan Abdi of the U.S. Army spoke. Gen. A. B. Musa did not.",
        &[
            "Lt. Col. Hassan Abdi of the U.S. Army spoke.",
            "Gen. A. B. Musa did not.",
        ],
    );
    check_sentences(
        "He came from the U.S. The rest stayed.",
        &["He came from the U.S.", "The rest stayed."],
    );
    check_sentences(
        "It began at 3 p.m. Friday. It ended at 5 p.m. Police left.",
        &["It began at 3 p.m. Friday.", "It ended at 5 p.m.", "Police left."],
    );
}

#[test]
fn quotations_may_span_sentences() {
    check_sentences(
        "\"We lost two men. They were young,\" he said. \"No more.\"",
        &[
            "\"We lost two men.",
            "They were young,\" he said.",
            "\"No more.\"",
        ],
    );
    check_sentences(
        "“Why?” he asked. “We ran.” They wept.",
        &["“Why?” he asked.", "“We ran.”", "They wept."],
    );
    check_sentences(
        "He left (it was late). She stayed.",
        &["He left (it was late).", "She stayed."],
    );
}

#[test]
fn sentences_in_small_letters_end_too() {
    check_sentences("two men died. one fled.", &["two men died.", "one fled."]);
    check_sentences(
        "The raid ended. al-Shabab fled.",
        &["The raid ended.", "al-Shabab fled."],
    );
}

#[test]
fn a_lost_full_stop_is_found_before_an_opening_word() {
    check_sentences(
        "Two men were shot on May 3 reports Kora Daily Separately a bomb was found.",
        &[
            "Two men were shot on May 3 reports Kora Daily",
            "Separately a bomb was found.",
        ],
    );
    check_sentences(
        "The attackers opened fire on a van The victims were farmers.",
        &["The attackers opened fire on a van", "The victims were farmers."],
    );
    // Names of papers, letters and titles are no openings.
    check_sentences(
        "A guard died near Dele, reports The Hindu of Friday.",
        &["A guard died near Dele, reports The Hindu of Friday."],
    );
    check_sentences(
        "They tested for hepatitis A virus in the camp.",
        &["They tested for hepatitis A virus in the camp."],
    );
    check_sentences(
        "Talks in The Hague went on in A hall.",
        &["Talks in The Hague went on in A hall."],
    );
}

#[test]
fn datelines_stand_apart() {
    use SentenceRole::{Body, Dateline, Headline};
    check_roles(
        "KORA, Syria (Reuters) — Two men died. One fled.",
        &[Dateline, Body, Body],
    );
    check_roles("Kora (AFP) - Two men died.", &[Dateline, Body]);
    check_roles(
        "DELE CITY, 18 AUG 89 (RADIO KORA) -- [TEXT] TWO MEN DIED TODAY.",
        &[Dateline, Body],
    );
    check_roles(
        "SAN LUIS (COSTA VERDE), 9 JUN 89 (ACAN-EFE) -- [REPORT] [ANA RUIZ] [TEXT] IT RAINS.",
        &[Dateline, Body],
    );
    check_roles(
        "Market hit again\nBALTIMORE - Two men died.",
        &[Headline, Dateline, Body],
    );
    check_roles("Kora, SANA – Two men died.", &[Dateline, Body]);
    // Not datelines.
    check_roles("Syria (once a republic) - two men died.", &[Body]);
    check_roles("THE ARMY -- A BODY OF VOLUNTEERS -- LEFT.", &[Body]);
    check_roles("HTS - the rebel group - left.", &[Body]);
    check_roles("The Free Army (FSA) attacked the base.", &[Body]);
}

#[test]
fn lines_end_paragraphs_and_wrapped_lines_do_not() {
    let wrapped = "Rebels shelled the old town of Kora on Monday and\nkilled two farmers near the Dele bridge, the governor\n\
                   said. Nobody else was hurt in the attack, he\nadded.\n\nA second shell fell short.";
    let read = analyse(wrapped);
    assert_eq!(read.sentences().len(), 3, "{:?}", sentences_of(&read));
    assert_eq!(read.sentences()[1].paragraph, 0);
    assert_eq!(read.sentences()[2].paragraph, 1);
    check_roles(
        "Two farmers killed in Kora\nRebels shelled the town on Monday.\nThe governor spoke.",
        &[SentenceRole::Headline, SentenceRole::Body, SentenceRole::Body],
    );
    check_sentences("• Two dead\n• One missing", &["• Two dead", "• One missing"]);
    check_sentences(
        "1. Leave the town. 2. Lift the siege.",
        &["1. Leave the town.", "2. Lift the siege."],
    );
}

#[test]
fn a_single_line_is_text_even_without_a_stop() {
    check_roles("Two farmers were killed in Kora on Monday", &[SentenceRole::Body]);
}

#[test]
fn capitals_are_noticed() {
    let read = analyse("REBELS SHELLED KORA TODAY.");
    assert!(read.sentences()[0].all_caps);
    assert!(!analyse("Rebels of the HTS shelled KORA.").sentences()[0].all_caps);
    assert!(!analyse("WHO").sentences().is_empty());
}

#[test]
fn long_texts_are_cut_and_say_so() {
    let text = "word ".repeat(30_000);
    let read = analyse(&text);
    assert_eq!(read.tokens().len(), 20_000);
    let cut = read.truncated().expect("over both limits");
    assert_eq!(cut.unread, text.len() - 20_000 * 5 + 1);
    assert_eq!(cut.divided, 1);
    assert!(read.sentences().iter().all(|s| s.tokens.len() <= 512));
    assert_eq!(analyse("A short text.").truncated(), None);
    let one = analyse_with(
        "a b c",
        &Limits {
            tokens: 0,
            sentence_tokens: 0,
        },
    );
    assert!(one.tokens().is_empty());
}

/// What every analysis must satisfy.
fn check_laws(text: &str) -> Result<(), TestCaseError> {
    let read = analyse(text);
    let mut end = 0;
    for token in read.tokens() {
        let gap = text.get(end..token.span.start());
        prop_assert!(
            gap.is_some_and(|g| g.chars().all(char::is_whitespace)),
            "{gap:?} is between tokens"
        );
        prop_assert!(!token.span.is_empty());
        prop_assert!(!token.span.of(text).contains(char::is_whitespace));
        end = token.span.end();
    }
    let rest = &text[end..];
    match read.truncated() {
        Some(cut) if cut.unread > 0 => prop_assert_eq!(rest.len(), cut.unread),
        _ => prop_assert!(rest.chars().all(char::is_whitespace)),
    }
    let mut next = 0;
    for sentence in read.sentences() {
        prop_assert_eq!(sentence.tokens.start, next);
        prop_assert!(sentence.tokens.end > next && sentence.tokens.len() <= 512);
        prop_assert_eq!(sentence.span, read.span(sentence.tokens.clone()));
        next = sentence.tokens.end;
    }
    prop_assert_eq!(next, read.tokens().len());
    prop_assert!(read.sentences().is_sorted_by_key(|s| s.paragraph));
    for ix in 0..read.tokens().len().min(50) {
        prop_assert!(read.hyphenated(ix).contains(&ix));
    }
    Ok(())
}

proptest! {
    #[test]
    fn tokens_tile_any_text(text in any::<String>()) {
        check_laws(&text)?;
    }

    #[test]
    fn what_is_said_to_be_one_token_is_one(word in "[a-zA-Z]{0,30}|cannot|Didnt|gonna|thats|youre|[a-z']{1,6}") {
        let one = analyse(&word).tokens().len() == 1;
        prop_assert!(one || !dateline_syntax::is_one_token(&word), "{word}");
    }

    #[test]
    fn tokens_tile_text_of_awkward_pieces(pieces in prop::collection::vec(prop::sample::select(vec![
        "al", "-", "ul", "'", "’", "s", "t", "n", "â€™", "_â__â", "â", "U", ".", "S", " ", "\n", "\n\n", "(", ")", "\"", "“", "12", ",", "000", "th",
        "Gen", "The", "the", "KORA", "AFP", "--", "—", "[", "]", "TEXT", "http://", "@", "x", "com", "%", "$", "é", "عربي", "😀", "\u{200d}", "\u{301}", "½", "\t", "…", "/", ":",
        "cannot", "didnt", "-ul-", "…\r\n", "\u{2028}", "&", "+", "٣",
    ]), 0..40)) {
        check_laws(&pieces.concat())?;
    }
}

#[test]
fn hostile_texts_are_read_in_linear_time() {
    let started = std::time::Instant::now();
    for text in [
        "x".repeat(1 << 20),
        "é".repeat(1 << 19),
        "1".repeat(1 << 20),
        "1,".repeat(1 << 19),
        "1-".repeat(1 << 19),
        "a'".repeat(1 << 19),
        "a-".repeat(1 << 19),
        "a.".repeat(1 << 19),
        "@a".repeat(1 << 19),
        "_â".repeat(1 << 18),
        "â".repeat(1 << 19),
        "[".repeat(100_000),
        "()".repeat(100_000),
        "\"".repeat(100_000),
        "😀".repeat(1 << 18),
        "\u{200d}".repeat(1 << 18),
        "\u{301}".repeat(1 << 18),
        "مرحبا بالعالم ".repeat(1 << 15),
        "\n".repeat(1 << 20),
        "a\n".repeat(1 << 19),
        ".\n".repeat(1 << 19),
        "A b. ".repeat(1 << 17),
        "* ".repeat(1 << 19),
        "copyright ".repeat(1 << 16),
    ] {
        check_laws(&text).expect("the laws hold");
    }
    // Far above what a slow machine needs, far below what quadratic time would take.
    assert!(started.elapsed().as_secs() < 60, "{:?}", started.elapsed());
}
