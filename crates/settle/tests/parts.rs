//! Settling in parts comes to what settling the whole comes to.

use dateline_ledger::{CopyOf, Decision, Entry, Question, SqliteLedger, Storage as _, Verdict};
use dateline_model::{Claim, ClaimId, Document, DocumentId, DocumentParts, Incident};
use dateline_settle::{FEW, settle, settle_whole};
use serde_json::json;
use std::collections::BTreeMap;

const TOWNS: [&str; 12] = [
    "Arvel", "Borno", "Cadiz", "Deruta", "Elmas", "Farim", "Gorin", "Hadar", "Istok", "Jalta", "Koper",
    "Lomas",
];

const NOUNS: [&str; 16] = [
    "market", "bridge", "mill", "school", "harbour", "orchard", "station", "garden", "clinic", "tower",
    "quarry", "dairy", "cinema", "bakery", "ferry", "depot",
];

/// A report of story `n / 3`, one of three outlets' tellings; every fifth story's last telling is a wire copy of the first.
fn entry(n: usize) -> Entry {
    let (story, teller) = (n / 3, n % 3);
    let copy = teller == 2 && story.is_multiple_of(5);
    let told_by = if copy { 0 } else { teller };
    let town = TOWNS[story % 12];
    let word = |k: usize| NOUNS[(story * 7 + k * (3 + told_by)) % 16];
    let killed = 2 + story % 9;
    let mut text = format!(
        "Gunmen killed {killed} people at the {} of {town}{story}.",
        word(0)
    );
    for k in 1..14 {
        text += &format!(
            " Then the {} beside the {} number {} was closed.",
            word(k),
            word(k + 5),
            story * 3 + k + told_by
        );
    }
    let day = format!(
        "20{:02}-{:02}-{:02}",
        10 + story % 12,
        1 + story % 11,
        1 + (story + teller) % 27
    );
    let document = Document::new(DocumentParts {
        publisher: Some(format!("Outlet {teller}")),
        published: day.parse().ok(),
        text: text.clone(),
        ..DocumentParts::default()
    });
    let at = |start: usize, end: usize| json!({"start": start, "end": end, "text": &text[start..end]});
    let claim = json!({
        "id": "c_0", "document": document.id, "evidence": at(0, 40), "trigger": at(7, 13),
        "event": {"type": "ASSAULT", "mode": "firearms", "contexts": [], "cameo": null, "acled": null, "ucdp": null},
        "condition": null, "hazard": null, "source_actors": [], "target_actors": [], "physical_targets": [], "weapons": [],
        "place": {"name": town, "geonameid": story % 12 + 1, "lat": 10.0, "lon": (story % 12) as f64, "admin1": "North",
            "country": "XXA", "precision": "town", "mention": at(0, 6)},
        "time": null,
        "harm": [{"kind": "killed", "low": killed, "best": killed, "high": killed, "approximate": false, "scope": "incident",
            "victims": {"who": null, "status": "unknown", "children": false, "women": false}, "span": at(14, 15),
            "parts": [], "part_of": null, "restates": null}],
        "count": null, "attribution": [], "status": "asserted", "analysis": false, "unresolved": [], "coder": "test"
    });
    let claim: Claim = serde_json::from_value(claim).expect("a claim");
    Entry {
        document,
        source: "test".into(),
        coder: "test".into(),
        claims: vec![claim.with_content_id()],
    }
}

type Answers = (BTreeMap<String, Incident>, BTreeMap<DocumentId, CopyOf>);

fn answers(ledger: &SqliteLedger) -> Answers {
    let incidents = ledger.incidents(&Question::default()).expect("reads").rows;
    let documents = ledger.documents(&Question::default()).expect("reads").rows;
    let copies = documents
        .into_iter()
        .filter_map(|kept| Some((kept.entry.document.id, kept.copy_of?)));
    (
        incidents
            .into_iter()
            .map(|i| (i.id.as_str().to_owned(), i))
            .collect(),
        copies.collect(),
    )
}

fn decide(ledger: &mut SqliteLedger, verdict: Verdict, claims: &[&ClaimId]) {
    let decision = Decision {
        verdict,
        subject: "i_0".into(),
        claims: claims.iter().map(|c| (*c).clone()).collect(),
        reviewer: "Ada".into(),
        made: "2026-11-23T03:00:00Z".parse().expect("a time"),
        reason: "seen".into(),
    };
    ledger.review(&decision).expect("is written");
}

#[test]
fn parts_and_decisions_come_to_the_whole_in_any_order() {
    let folder = tempfile::tempdir().expect("a directory");
    let all: Vec<Entry> = (0..750).map(entry).collect();
    let mut orders = [(0..750).collect::<Vec<usize>>(), (0..750).collect()];
    // Another order of arrival: 631 and 750 have no common divisor.
    orders[1].iter_mut().for_each(|n| *n = *n * 631 % 750);
    let mut found: Vec<Answers> = Vec::new();
    for (which, order) in orders.iter().enumerate() {
        let mut ledger = SqliteLedger::open(&folder.path().join(format!("{which}.ledger"))).expect("is made");
        let arriving: Vec<Entry> = order.iter().map(|n| all[*n].clone()).collect();
        ledger.add(&arriving[..600]).expect("are added");
        let first = settle(&mut ledger).expect("settles").expect("alone");
        assert!(first.whole);
        for batch in arriving[600..].chunks(1 + which * 60) {
            ledger.add(batch).expect("are added");
            let part = settle(&mut ledger).expect("settles").expect("alone");
            assert_eq!((part.whole, part.fresh), (false, batch.len() as u64));
            assert!(part.reports < 300, "a part is settled: {part:?}");
            assert!(!ledger.unsettled().expect("reads"));
        }
        let claim = |n: usize| &all[n].claims[0].id;
        decide(&mut ledger, Verdict::Reject, &[claim(4)]);
        decide(&mut ledger, Verdict::Merge, &[claim(30), claim(300)]);
        let decided = settle(&mut ledger).expect("settles").expect("alone");
        assert_eq!((decided.whole, decided.fresh), (false, 3));
        decide(&mut ledger, Verdict::Split(1), &[claim(60), claim(61)]);
        decide(&mut ledger, Verdict::Undo(1), &[claim(4)]);
        settle(&mut ledger).expect("settles").expect("alone");
        assert_eq!(ledger.check().expect("reads"), Vec::<String>::new());
        let in_parts = answers(&ledger);
        assert!(
            in_parts.1.len() > 40,
            "wire copies are found: {}",
            in_parts.1.len()
        );
        let merged = in_parts.0.values().filter(|i| i.claims.contains(claim(30)));
        assert!(merged.clone().all(|i| i.claims.contains(claim(300))) && merged.count() == 1);
        assert!(
            !in_parts
                .0
                .values()
                .any(|i| i.claims.contains(claim(60)) && i.claims.contains(claim(61)))
        );
        let whole = settle_whole(&mut ledger).expect("settles").expect("alone");
        assert_eq!((whole.whole, whole.reports), (true, 750));
        assert_eq!(whole.incidents, answers(&ledger).0.len() as u64);
        assert_eq!(
            answers(&ledger).1,
            in_parts.1,
            "copies in parts are copies of all"
        );
        found.push(answers(&ledger));
    }
    assert!(found[0].0.len() > 200);
    assert!(found[0] == found[1], "the order of arrival does not matter");
    assert!(all.len() as u64 > FEW);
}

#[test]
fn what_another_program_settled_meanwhile_stays() {
    let folder = tempfile::tempdir().expect("a directory");
    let path = folder.path().join("a.ledger");
    let mut one = SqliteLedger::open(&path).expect("is made");
    let mut two = SqliteLedger::open(&path).expect("opens");
    one.add(&(0..9).map(entry).collect::<Vec<_>>())
        .expect("are added");
    let settled = settle(&mut one).expect("settles").expect("alone");
    assert_eq!((settled.whole, settled.reports, settled.fresh), (true, 9, 9));
    two.add(&[entry(9)]).expect("is added");
    assert!(one.unsettled().expect("reads"));
    let settled = settle(&mut two).expect("settles").expect("alone");
    assert_eq!((settled.reports, settled.fresh), (10, 1));
    assert!(!one.unsettled().expect("reads"));
}

#[test]
fn incidents_that_stand_are_those_that_would_be_made() {
    let folder = tempfile::tempdir().expect("a directory");
    let all: Vec<Entry> = (0..700).map(entry).collect();
    let mut found: Vec<Answers> = Vec::new();
    // Under one count of terms, in batches of one, of seven, and all at once; from the last report on, or from the first.
    for batch in [1, 7, 100] {
        let mut ledger = SqliteLedger::open(&folder.path().join(format!("{batch}.ledger"))).expect("is made");
        // Stories have three reports: of each, one that came before.
        let (first, rest): (Vec<usize>, Vec<usize>) = (0..700).partition(|n| n % 7 != 0);
        let entries = |of: &[usize]| -> Vec<Entry> { of.iter().map(|n| all[*n].clone()).collect() };
        ledger.add(&entries(&first)).expect("are added");
        assert!(settle(&mut ledger).expect("settles").expect("alone").whole);
        let rest: Vec<usize> = if batch == 7 {
            rest.into_iter().rev().collect()
        } else {
            rest
        };
        for few in rest.chunks(batch) {
            ledger.add(&entries(few)).expect("are added");
            assert!(!settle(&mut ledger).expect("settles").expect("alone").whole);
        }
        let claim = |n: usize| &all[n].claims[0].id;
        decide(&mut ledger, Verdict::Reject, &[claim(4)]);
        decide(&mut ledger, Verdict::Merge, &[claim(30), claim(300)]);
        let settled = settle(&mut ledger).expect("settles").expect("alone");
        let in_dispute = answers(&ledger)
            .0
            .into_values()
            .filter(|i| !i.disputes.is_empty())
            .count();
        assert!(settled.disputed <= in_dispute as u64);
        found.push(answers(&ledger));
    }
    assert!(found[0].0.len() > 200);
    assert!(found[0] == found[1] && found[0] == found[2]);
}
