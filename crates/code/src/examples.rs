//! The example sentences of the lexicons, run through the whole coder: each must be read as its entry says.

use crate::Coder;
use crate::attribution::{find_citations, find_quotations};
use crate::event::{SentenceClues, find_triggers};
use dateline_model::{Document, DocumentParts, Status};
use std::collections::BTreeSet;

fn coder() -> Coder {
    Coder::embedded().expect("the embedded lexicons load")
}

fn document(text: &str) -> Document {
    Document::new(DocumentParts {
        text: text.to_owned(),
        ..DocumentParts::default()
    })
}

/// Positions of the families that fire in a text.
fn families_fired(coder: &Coder, text: &str) -> BTreeSet<usize> {
    let document = document(text);
    let analysis = dateline_syntax::analyse(&document.text);
    let entities = coder.resolver.resolve(&document, &analysis);
    let harms = crate::harm::find(&coder.harm, &analysis, &entities.times);
    let sentences = analysis.sentences().iter().enumerate();
    sentences
        .flat_map(|(index, sentence)| {
            let harmed = harms.iter().any(|h| h.sentence == index);
            let clues = SentenceClues::read(&coder.events, &analysis, sentence, &entities, harmed);
            find_triggers(&coder.events, &analysis, index, &clues, &entities)
        })
        .map(|trigger| trigger.family)
        .collect()
}

#[test]
fn every_event_family_fires_where_it_says_and_nowhere_else() {
    let coder = coder();
    let mut wrong = Vec::new();
    for (index, family) in coder.events.families.iter().enumerate() {
        for text in &family.fires {
            if !families_fired(&coder, text).contains(&index) {
                wrong.push(format!("`{}` does not fire: {text}", family.name));
            }
        }
        for text in &family.silent {
            if families_fired(&coder, text).contains(&index) {
                wrong.push(format!("`{}` fires: {text}", family.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_citing_family_cites_where_it_says_and_nowhere_else() {
    let coder = coder();
    let cites = |text: &str| {
        let document = document(text);
        let analysis = dateline_syntax::analyse(&document.text);
        let entities = coder.resolver.resolve(&document, &analysis);
        let quotations = find_quotations(&analysis);
        !find_citations(&coder.attributions, &analysis, &entities, &quotations).is_empty()
    };
    let mut wrong = Vec::new();
    for cue in &coder.attributions.cues {
        wrong.extend(
            cue.cites
                .iter()
                .filter(|t| !cites(t))
                .map(|t| format!("`{}` does not cite: {t}", cue.name)),
        );
        wrong.extend(
            cue.silent
                .iter()
                .filter(|t| cites(t))
                .map(|t| format!("`{}` cites: {t}", cue.name)),
        );
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_modal_family_gives_its_status_and_no_other_sentence_does() {
    let coder = coder();
    let statuses = |text: &str| -> BTreeSet<Status> {
        coder
            .code(&document(text))
            .into_iter()
            .filter(|c| c.event.is_some())
            .map(|c| c.status)
            .collect()
    };
    let mut wrong = Vec::new();
    for cue in &coder.statuses.cues {
        for text in cue.examples.iter().filter(|t| !statuses(t).contains(&cue.status)) {
            wrong.push(format!(
                "`{}` does not give {:?}, but {:?}: {text}",
                cue.name,
                cue.status,
                statuses(text)
            ));
        }
        for text in cue.counter.iter().filter(|t| statuses(t).contains(&cue.status)) {
            wrong.push(format!("`{}` gives {:?}: {text}", cue.name, cue.status));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_condition_holds_where_it_says_and_nowhere_else() {
    let coder = coder();
    let mut wrong = Vec::new();
    for family in &coder.conditions.families {
        let holds = |text: &str| {
            let claims = coder.code(&document(text));
            claims
                .iter()
                .filter_map(|c| c.condition.as_ref())
                .any(|c| c.kind == family.kind && c.state == family.state)
        };
        wrong.extend(
            family
                .holds
                .iter()
                .filter(|t| !holds(t))
                .map(|t| format!("`{}` does not hold: {t}", family.name)),
        );
        wrong.extend(
            family
                .silent
                .iter()
                .filter(|t| holds(t))
                .map(|t| format!("`{}` holds: {t}", family.name)),
        );
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
