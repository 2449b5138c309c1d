//! Which of several days, and voices, in a sentence is that of the act.

use dateline_code::Coder;
use dateline_model::{Document, DocumentParts, taxonomy::EventType};
use std::sync::LazyLock;

static CODER: LazyLock<Coder> = LazyLock::new(|| Coder::embedded().expect("the lexicons are well formed"));

/// The words that date each act of violence.
#[track_caller]
fn check(text: &str, days: &[Option<&str>]) {
    let document = Document::new(DocumentParts {
        text: text.to_owned(),
        published: Some(jiff::civil::date(2017, 4, 10)),
        ..DocumentParts::default()
    });
    let claims = CODER.code(&document);
    let acts = claims
        .iter()
        .filter(|c| c.event.as_ref().is_some_and(|e| e.kind == EventType::Assault));
    let found: Vec<Option<&str>> = acts.map(|c| c.time.as_ref().map(|t| t.mention.text())).collect();
    assert_eq!(found, days, "{text}");
}

#[test]
fn what_courts_do_is_at_another_time() {
    check(
        "A Lowell man is behind bars Saturday after police say he shot two clerks in October of 2014.",
        &[Some("October of 2014")],
    );
    check(
        "A man extradited on Friday will testify about the murder of the banker.",
        &[None],
    );
}

#[test]
fn when_a_report_was_put_up_says_least() {
    check(
        "Posted: April 9 2017 Two guards were shot dead at the mill on Friday.",
        &[Some("Friday")],
    );
}

#[test]
fn a_semicolon_ends_what_was_said_before_it() {
    let document = Document::new(DocumentParts {
        text: "Six people were killed in the raid, the health ministry said; the army said it had shot two gunmen.".to_owned(),
        ..DocumentParts::default()
    });
    let claims = CODER.code(&document);
    let voices: Vec<Option<&str>> = claims
        .iter()
        .map(|c| c.attribution.first().and_then(|a| a.speaker.as_deref()))
        .collect();
    assert_eq!(voices, [Some("health ministry"), Some("army")]);
}

#[test]
fn a_subject_with_a_name_beside_it_speaks() {
    for text in [
        "The mayor, Ana Soto, said two guards were killed in the raid.",
        "Ana Soto, the mayor, said two guards were killed in the raid.",
        "Two guards were killed in the raid, said Ana Soto.",
    ] {
        let document = Document::new(DocumentParts {
            text: text.to_owned(),
            ..DocumentParts::default()
        });
        let claims = CODER.code(&document);
        let speaker = claims[0].attribution.first().and_then(|a| a.speaker.as_deref());
        assert!(
            speaker.is_some_and(|s| s.contains("Ana Soto")),
            "{text}: {speaker:?}"
        );
    }
}

#[test]
fn what_was_two_weeks_before_is_another_act() {
    let document = Document::new(DocumentParts {
        text: "The shelling of Diffa on Monday came two weeks after 28 guards died in a raid.".to_owned(),
        published: Some(jiff::civil::date(2017, 4, 10)),
        ..DocumentParts::default()
    });
    let claims = CODER.code(&document);
    let with_harm: Vec<bool> = claims
        .iter()
        .filter(|c| c.event.as_ref().is_some_and(|e| e.kind == EventType::Assault))
        .map(|c| !c.harm.is_empty())
        .collect();
    assert_eq!(with_harm, [false, true]);
}
