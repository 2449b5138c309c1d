use super::*;
use dateline_model::DocumentParts;
use jiff::civil::date;
use std::sync::LazyLock;

static CODER: LazyLock<Coder> = LazyLock::new(|| Coder::embedded().expect("well formed"));

fn document(text: &str) -> Document {
    Document::new(DocumentParts {
        text: text.to_owned(),
        published: Some(date(2017, 11, 14)),
        ..DocumentParts::default()
    })
}

fn samples() -> Vec<Document> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/reports");
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .expect("is there")
        .map(|entry| entry.expect("can be listed").path())
        .collect();
    paths.sort();
    let read = |path: &std::path::PathBuf| document(&std::fs::read_to_string(path).expect("is text"));
    paths.iter().map(read).collect()
}

/// The explanations of a field, of all claims.
fn reasons_for(text: &str, field: ExplainedField) -> Vec<Reason> {
    let explained = CODER.explain(&document(text)).into_iter();
    explained
        .flat_map(|e| e.reasons)
        .filter(|r| r.field == field)
        .collect()
}

#[track_caller]
fn check(text: &str, field: ExplainedField, by: &str, family: Option<&str>) {
    let reasons = reasons_for(text, field);
    let family_of = |r: &Reason| r.lexicon.as_ref().map(|l| l.family.clone());
    let fits = |r: &&Reason| r.by.contains(by) && (family.is_none() || family_of(r).as_deref() == family);
    assert!(reasons.iter().any(|r| fits(&r)), "{text}: {reasons:#?}");
}

const STRIKE: &str = "On Monday, warplanes bombed a market in Atarib, in Aleppo province, killing at least 12 people, the Syrian \
     Observatory for Human Rights said.";

#[test]
fn each_field_names_what_set_it() {
    use ExplainedField as F;
    check(STRIKE, F::Event, "say most about what was done", None);
    check(STRIKE, F::Place, "tree and position", None);
    check(STRIKE, F::Time, "nearest time expression", None);
    check(STRIKE, F::Harm, "the harm word 'killing'", None);
    check(STRIKE, F::Attribution, "subject of the verb", None);
    check(STRIKE, F::Status, "cite the source", None);
    check(
        "Rebels killed two soldiers in Damascus.",
        F::Actor,
        "doer: tree",
        None,
    );
    check(
        "Rebels killed two soldiers in Damascus.",
        F::Actor,
        "sufferer: tree",
        None,
    );
    check(
        "Rebels threatened to attack the port.",
        F::Status,
        "modal words",
        None,
    );
    check(
        "The airport in Damascus was closed.",
        F::Condition,
        "words of its state",
        None,
    );
    check(
        "Shells hit Damascus. Five soldiers were killed by rebels.",
        F::Place,
        "carried over from the sentence before",
        None,
    );
}

#[test]
fn entries_stand_where_they_are_said_to() {
    let mut seen = 0;
    for document in samples() {
        for reason in CODER.explain(&document).into_iter().flat_map(|e| e.reasons) {
            let Some(lexicon) = reason.lexicon else { continue };
            let path = format!("{}/../../{}", env!("CARGO_MANIFEST_DIR"), lexicon.file);
            let text = std::fs::read_to_string(&path).expect("the file is there");
            let line = text.lines().nth(lexicon.line - 1).expect("the line is there");
            let named = line.contains(&lexicon.family);
            let matched = lexicon.pattern.as_ref().is_some_and(|p| line.contains(p));
            assert!(named || matched, "{lexicon:?}: {line}");
            seen += 1;
        }
    }
    assert!(seen > 100, "{seen} entries");
}

#[test]
fn the_tree_leads_from_the_trigger_to_the_actor() {
    let reasons = reasons_for("Rebels killed two soldiers in Damascus.", ExplainedField::Actor);
    let way = |r: &Reason| -> Vec<(String, Option<String>, bool)> {
        let step = |s: &Step| (s.word.clone(), s.relation.clone(), s.down);
        r.path.iter().map(step).collect()
    };
    let killed = ("killed".to_owned(), None, false);
    let rebels = ("Rebels".to_owned(), Some("nsubj".to_owned()), true);
    assert_eq!(way(&reasons[0]), [killed, rebels]);
}

#[test]
fn explained_claims_are_the_claims_and_their_fields() {
    for document in samples() {
        let explained = CODER.explain(&document);
        let claims: Vec<Claim> = explained.iter().map(|e| e.claim.clone()).collect();
        assert_eq!(claims, CODER.code(&document));
        for ExplainedClaim { claim, reasons } in &explained {
            let of = |field| reasons.iter().filter(move |r| r.field == field);
            let values = |field| of(field).map(|r| r.value.clone()).collect::<Vec<_>>();
            let actors = claim.source_actors.iter().chain(&claim.target_actors);
            assert_eq!(
                values(ExplainedField::Actor),
                actors.map(json).collect::<Vec<_>>()
            );
            assert_eq!(values(ExplainedField::Status), [json(&claim.status)]);
            assert_eq!(
                of(ExplainedField::Time).count(),
                usize::from(claim.time.is_some())
            );
            let places = values(ExplainedField::Place).into_iter().filter(|v| !v.is_null());
            assert_eq!(
                places.collect::<Vec<_>>(),
                claim.place.iter().map(json).collect::<Vec<_>>()
            );
            let voices: Vec<Value> = claim.attribution.iter().map(json).collect();
            assert_eq!(values(ExplainedField::Attribution), voices);
            let mut figures: Vec<_> = claim.harm.iter().collect();
            let mut stated = 0;
            while let Some(figure) = figures.pop() {
                stated += 1;
                figures.extend(&figure.parts);
            }
            assert_eq!(of(ExplainedField::Harm).count(), stated);
            assert!(reasons.iter().all(|r| !r.by.is_empty()));
            assert!(claim.event.is_none() || of(ExplainedField::Event).count() > 0);
            assert!(claim.condition.is_none() || of(ExplainedField::Condition).count() > 0);
        }
        assert!(
            explained == CODER.explain(&document),
            "the same document, the same reasons"
        );
    }
}

#[test]
fn what_set_the_status_gives_the_status() {
    for document in samples() {
        for ExplainedClaim { claim, reasons } in CODER.explain(&document) {
            let status = reasons.last().expect("the status is always explained");
            let chosen: Vec<&Weighed> = status.candidates.iter().filter(|c| c.chosen).collect();
            match chosen.as_slice() {
                [] => assert_eq!(code(&claim.status), "asserted", "{claim:#?}"),
                [one] => assert_eq!(one.what, code(&claim.status), "{claim:#?}"),
                many => panic!("{many:?}"),
            }
        }
    }
}

#[test]
fn mentions_are_explained_by_what_was_weighed() {
    let document = document("Shells fell on Tripoli, Lebanon, on Monday. Hezbollah denied it.");
    let place = &CODER.explain_mentions(&document, "tripoli")[0];
    assert_eq!(place.kind, ExplainedField::Place);
    assert!(place.candidates[0].chosen && place.candidates[0].what.contains("LBN"));
    assert!(place.candidates[0].score > place.candidates[1].score);
    let time = &CODER.explain_mentions(&document, "Monday")[0];
    assert_eq!(time.kind, ExplainedField::Time);
    assert!(
        time.verdict.starts_with("2017-11-13: weekday"),
        "{}",
        time.verdict
    );
    let actor = &CODER.explain_mentions(&document, "Hezbollah")[0];
    assert_eq!(actor.kind, ExplainedField::Actor);
    assert!(!actor.candidates.is_empty());
    assert_eq!(CODER.explain_mentions(&document, "Nineveh"), []);
    assert_eq!(CODER.explain_mentions(&document, ""), []);
}
