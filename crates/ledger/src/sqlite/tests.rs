use super::*;
use dateline_model::DocumentParts;
use std::fs;

fn entry(text: &str) -> Entry {
    let document = Document::new(DocumentParts {
        title: Some("It's \"quoted\"'); DROP TABLE documents;--".into()),
        published: Some("2017-11-14".parse().expect("a day")),
        text: text.into(),
        ..DocumentParts::default()
    });
    let claim = serde_json::json!({
        "id": "c_1", "document": document.id, "evidence": {"start": 0, "end": 6, "text": "Shells"},
        "trigger": null, "event": null, "condition": null, "hazard": null, "source_actors": [], "target_actors": [],
        "physical_targets": [], "weapons": [], "place": null, "time": null, "harm": [], "count": null,
        "attribution": [], "status": "asserted", "analysis": true, "unresolved": [], "coder": "dateline test"
    });
    let claim: Claim = serde_json::from_value(claim).expect("a claim");
    Entry {
        document,
        source: "a.txt".into(),
        claims: vec![claim.clone(), claim],
    }
}

#[test]
fn what_was_added_reads_back_after_opening_again() {
    let folder = tempfile::tempdir().expect("a directory");
    let path = folder.path().join("a.ledger");
    let entry = entry("Shells fell.\n\u{1f54a}");
    let mut ledger = SqliteLedger::open(&path).expect("is made");
    assert_eq!(ledger.add(std::slice::from_ref(&entry)).expect("is added"), 1);
    drop(ledger);
    let ledger = SqliteLedger::open(&path).expect("opens");
    let id = &entry.document.id;
    assert!(ledger.contains(id).expect("reads"));
    assert_eq!(ledger.document(id).expect("reads"), Some(entry.document.clone()));
    assert_eq!(ledger.claims(id).expect("reads"), entry.claims);
}

#[test]
fn a_document_is_kept_once() {
    let folder = tempfile::tempdir().expect("a directory");
    let mut ledger = SqliteLedger::open(&folder.path().join("a.ledger")).expect("is made");
    let (a, b) = (entry("Shells fell."), entry("Shells fell again."));
    assert_eq!(ledger.add(&[a.clone(), a.clone()]).expect("is added"), 1);
    assert_eq!(ledger.add(&[a.clone(), b]).expect("is added"), 1);
    assert_eq!(ledger.claims(&a.document.id).expect("reads").len(), 2);
}

#[test]
fn a_batch_that_does_not_fit_leaves_nothing_behind() {
    let folder = tempfile::tempdir().expect("a directory");
    let mut ledger = SqliteLedger::open(&folder.path().join("a.ledger")).expect("is made");
    let pages: u32 = ledger
        .connection
        .query_row("PRAGMA page_count", [], |row| row.get(0))
        .expect("counts");
    ledger
        .connection
        .pragma_update(None, "max_page_count", pages + 4)
        .expect("is set");
    let (small, large) = (entry("Shells fell."), entry(&"Shells fell. ".repeat(10_000)));
    let error = ledger.add(&[small.clone(), large]).expect_err("is full");
    assert!(
        error.to_string().contains("can not write to the ledger"),
        "{error}"
    );
    assert!(!ledger.contains(&small.document.id).expect("reads"));
    assert_eq!(ledger.add(&[small]).expect("there is room for it"), 1);
}

#[test]
fn a_newer_ledger_is_refused() {
    let folder = tempfile::tempdir().expect("a directory");
    let path = folder.path().join("a.ledger");
    let ledger = SqliteLedger::open(&path).expect("is made");
    ledger
        .connection
        .pragma_update(None, "user_version", SCHEMA_VERSION + 1)
        .expect("is set");
    drop(ledger);
    assert!(matches!(
        SqliteLedger::open(&path),
        Err(LedgerError::Newer {
            found: 2,
            known: 1,
            ..
        })
    ));
}

#[test]
fn what_is_no_ledger_is_refused_and_left_as_it_is() {
    let folder = tempfile::tempdir().expect("a directory");
    let text = folder.path().join("a.txt");
    let words = b"Shells fell on the town for an hour. ".repeat(300);
    fs::write(&text, &words).expect("is written");
    assert!(matches!(
        SqliteLedger::open(&text),
        Err(LedgerError::Damaged { .. })
    ));
    assert_eq!(fs::read(&text).expect("reads"), words);
    let other = folder.path().join("other.db");
    let connection = Connection::open(&other).expect("is made");
    connection.execute_batch("CREATE TABLE t (x)").expect("is made");
    drop(connection);
    let before = fs::read(&other).expect("reads");
    assert!(matches!(
        SqliteLedger::open(&other),
        Err(LedgerError::Foreign { .. })
    ));
    assert_eq!(fs::read(&other).expect("reads"), before);
}
