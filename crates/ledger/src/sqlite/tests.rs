use super::*;
use crate::{BoundingBox, CopyOf, Correction, PackedIncident, Part, Sort, Verdict};
use dateline_model::{Claim, Document, DocumentParts, HarmKind, Status};
use serde_json::{Value, json};
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
        coder: "dateline test".into(),
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
    let kept = ledger.document(id).expect("reads").expect("is kept");
    assert_eq!(kept.entry, entry);
    assert_eq!(ledger.documents_after(0, 9).expect("reads"), [kept]);
    assert!(ledger.documents_after(1, 9).expect("reads").is_empty());
}

#[test]
fn a_document_is_kept_once() {
    let folder = tempfile::tempdir().expect("a directory");
    let mut ledger = SqliteLedger::open(&folder.path().join("a.ledger")).expect("is made");
    let (a, b) = (entry("Shells fell."), entry("Shells fell again."));
    assert_eq!(ledger.add(&[a.clone(), a.clone()]).expect("is added"), 1);
    assert_eq!(ledger.add(&[a.clone(), b]).expect("is added"), 1);
    assert_eq!(ledger.claims(&Question::default()).expect("reads").total, 4);
    assert_eq!(
        ledger.changes().expect("reads"),
        2,
        "one a batch with something new"
    );
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
    // Words of which no two are alike take their room even when they are packed.
    let words: String = (0..20_000u32)
        .map(|n| format!("{:x} ", n.wrapping_mul(2_654_435_761)))
        .collect();
    let (small, large) = (entry("Shells fell."), entry(&words));
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
            found: 5,
            known: 4,
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

/// A report of an attack in a town, with a claim of so many dead.
fn attack(publisher: &str, day: &str, place: &str, lon: f64, killed: u32) -> Entry {
    let text = format!("Gunmen killed {killed} people in {place}.");
    let document = Document::new(DocumentParts {
        publisher: Some(publisher.into()),
        published: Some(day.parse().expect("a day")),
        text: text.clone(),
        ..DocumentParts::default()
    });
    let at = |start: usize, end: usize| json!({"start": start, "end": end, "text": &text[start..end]});
    let claim = json!({
        "id": "c_0", "document": document.id, "evidence": at(0, text.len()), "trigger": at(7, 13),
        "event": {"type": "ASSAULT", "mode": "firearms", "contexts": [], "cameo": null, "acled": null, "ucdp": null},
        "condition": null, "hazard": null,
        "source_actors": [{"id": null, "name": "gunmen", "country": null, "sector": null, "kind": null, "mention": at(0, 6)}],
        "target_actors": [], "physical_targets": [], "weapons": [],
        "place": {"name": place, "geonameid": null, "lat": 10.0, "lon": lon, "admin1": "North", "country": "XXA",
            "precision": "town", "mention": at(0, 6)},
        "time": null,
        "harm": [{"kind": "killed", "low": killed, "best": killed, "high": killed, "approximate": false, "scope": "incident",
            "victims": {"who": null, "status": "unknown", "children": false, "women": false}, "span": at(14, 15),
            "parts": [], "part_of": null, "restates": null}],
        "count": null, "attribution": [], "status": "asserted", "analysis": false, "unresolved": [], "coder": "test"
    });
    let claim: Claim = serde_json::from_value(claim).expect("a claim");
    Entry {
        document,
        source: "a.txt".into(),
        coder: "test".into(),
        claims: vec![claim.with_content_id()],
    }
}

fn incident(entries: &[&Entry], killed: u32, disputed: bool) -> Incident {
    let claim = &entries[0].claims[0];
    let dispute = json!({"about": "toll", "harm": "killed", "claims": [], "told": "1 against 2"});
    let ids: Vec<Value> = entries.iter().map(|e| json!(e.claims[0].id)).collect();
    let documents: Vec<Value> = entries.iter().map(|e| json!(e.document.id)).collect();
    let value = json!({
        "id": format!("i_{killed}"), "documents": documents, "mentions": [], "claims": ids, "event_type": "ASSAULT",
        "start": entries[0].document.published, "end": entries[0].document.published, "place": claim.place,
        "tolls": [{"kind": "killed", "low": killed, "best": killed, "high": killed, "open": false, "basis": []}],
        "disputes": if disputed { vec![dispute] } else { vec![] }, "corroboration": entries.len(), "links": []
    });
    serde_json::from_value(value).expect("an incident")
}

/// A ledger of three reports and two incidents.
pub(super) fn small(folder: &tempfile::TempDir) -> (SqliteLedger, [Entry; 3]) {
    let entries = [
        attack("Harbour Wire", "2017-11-14", "Atown", 20.0, 3),
        attack("Hill Post", "2017-11-15", "Atown", 20.0, 5),
        attack("Hill Post", "2017-12-01", "Btown", -179.0, 9),
    ];
    let mut ledger = SqliteLedger::open(&folder.path().join("a.ledger")).expect("is made");
    ledger.add(&entries).expect("are added");
    let copies = vec![(
        entries[1].document.id.clone(),
        CopyOf {
            first: entries[0].document.id.clone(),
            resemblance: 0.75,
        },
    )];
    let incidents = [
        incident(&[&entries[0], &entries[1]], 5, true),
        incident(&[&entries[2]], 9, false),
    ];
    let settlement = Settlement::whole(ledger.changes().expect("reads"), copies, &incidents);
    assert!(ledger.unsettled().expect("reads"));
    assert!(ledger.settle(&settlement).expect("is written"));
    assert!(!ledger.unsettled().expect("reads"));
    (ledger, entries)
}

fn check(question: Question, incidents: &[&str], claims: u64, documents: u64) {
    let folder = tempfile::tempdir().expect("a directory");
    let (ledger, _) = small(&folder);
    let found = ledger.incidents(&question).expect("is answered");
    let ids: Vec<&str> = found.rows.iter().map(|i| i.id.as_str()).collect();
    assert_eq!(ids, incidents, "incidents of {question:?}");
    let counts = (
        ledger.claims(&question).expect("is answered").total,
        ledger.documents(&question).expect("is answered").total,
    );
    assert_eq!(
        counts,
        (claims, documents),
        "claims and documents of {question:?}"
    );
}

fn ask(set: impl FnOnce(&mut Question)) -> Question {
    let mut question = Question::default();
    set(&mut question);
    question
}

#[test]
fn questions_find_by_each_field() {
    check(Question::default(), &["i_5", "i_9"], 3, 3);
    check(ask(|q| q.from = "2017-11-15".parse().ok()), &["i_9"], 2, 2);
    check(ask(|q| q.to = "2017-11-14".parse().ok()), &["i_5"], 1, 1);
    check(ask(|q| q.country = Some("xxa".into())), &["i_5", "i_9"], 3, 3);
    check(ask(|q| q.country = Some("XXB".into())), &[], 0, 0);
    check(ask(|q| q.admin1 = Some("north".into())), &["i_5", "i_9"], 3, 3);
    check(ask(|q| q.actor = Some("Gun".into())), &["i_5", "i_9"], 3, 3);
    check(ask(|q| q.harm = Some(HarmKind::Killed)), &["i_5", "i_9"], 3, 3);
    check(ask(|q| q.harm = Some(HarmKind::Injured)), &[], 0, 0);
    check(ask(|q| q.status = Some(Status::Denied)), &[], 0, 0);
    check(ask(|q| q.claim = Some("c_1".into())), &[], 0, 0);
    check(
        ask(|q| q.publisher = Some("hill post".into())),
        &["i_5", "i_9"],
        2,
        2,
    );
    check(ask(|q| q.text = Some("btown".into())), &["i_9"], 1, 1);
    check(
        ask(|q| q.text = Some("\"people in atown\"".into())),
        &["i_5"],
        2,
        2,
    );
}

#[test]
fn boxes_may_cross_the_antimeridian() {
    let boxed = |west, east| {
        ask(|q| {
            q.bbox = Some(BoundingBox {
                west,
                south: 0.0,
                east,
                north: 20.0,
            });
        })
    };
    check(boxed(19.0, 21.0), &["i_5"], 2, 2);
    check(boxed(170.0, -170.0), &["i_9"], 1, 1);
    check(boxed(30.0, 40.0), &[], 0, 0);
}

#[test]
fn answers_are_sorted_and_paged() {
    check(
        ask(|q| (q.sort, q.limit) = (Sort::Killed, Some(1))),
        &["i_9"],
        3,
        3,
    );
    check(ask(|q| (q.sort, q.offset) = (Sort::Reports, 1)), &["i_9"], 3, 3);
    check(ask(|q| q.reverse = true), &["i_9", "i_5"], 3, 3);
    check(ask(|q| q.disputed = true), &["i_5"], 3, 3);
}

#[test]
fn a_search_without_words_is_refused() {
    let folder = tempfile::tempdir().expect("a directory");
    let (ledger, _) = small(&folder);
    let error = ledger
        .claims(&ask(|q| q.text = Some("\" - \"".into())))
        .expect_err("no word");
    assert!(matches!(error, LedgerError::Question { .. }), "{error}");
}

#[test]
fn an_older_settling_does_not_replace_a_newer_one() {
    let folder = tempfile::tempdir().expect("a directory");
    let (mut ledger, entries) = small(&folder);
    assert!(!ledger.settle(&Settlement::default()).expect("is refused"));
    assert_eq!(ledger.incidents(&Question::default()).expect("reads").total, 2);
    let copy = ledger
        .document(&entries[1].document.id)
        .expect("reads")
        .expect("is kept");
    assert_eq!(
        copy.copy_of.map(|c| c.first),
        Some(entries[0].document.id.clone())
    );
}

#[test]
fn a_part_is_settled_on_the_ground_of_the_last_settling_or_not_at_all() {
    let folder = tempfile::tempdir().expect("a directory");
    let (mut ledger, entries) = small(&folder);
    assert_eq!(
        ledger.unread().expect("reads"),
        [1, 2, 3],
        "nothing was kept of the three"
    );
    let ground = ledger.ground().expect("reads");
    assert_eq!(
        (ground.settlings, ground.documents, ground.last_component),
        (1, 3, 2)
    );
    let gists = [(1, b"one".to_vec()), (3, b"three".to_vec()), (2, Vec::new())];
    ledger.keep_gists(&gists).expect("are written");
    let third = incident(&[&entries[2]], 11, true);
    let part = |since| Settlement {
        changes: ledger_changes(),
        incidents: vec![(3, PackedIncident::of(&third))],
        part: Some(Part {
            since,
            gone: vec![2],
            kept: Vec::new(),
            firsts: vec![entries[1].document.id.clone()],
        }),
        components: vec![(1, 0, 1), (1, 1, 3), (3, 0, 3)],
        traces: vec![b"block".to_vec()],
        basis: Some(b"basis".to_vec()),
        read: vec![1, 3],
        ..Settlement::default()
    };
    assert!(!ledger.settle(&part(0)).expect("is refused"));
    assert_eq!(ledger.incidents(&Question::default()).expect("reads").total, 2);
    assert!(ledger.settle(&part(1)).expect("is written"));
    let found = ledger.incidents(&Question::default()).expect("reads");
    let ids: Vec<&str> = found.rows.iter().map(|i| i.id.as_str()).collect();
    assert_eq!(ids, ["i_5", "i_11"], "the incident of the other component stays");
    let ground = ledger.ground().expect("reads");
    assert_eq!(
        (ground.settlings, ground.basis.as_deref()),
        (2, Some(&b"basis"[..]))
    );
    assert_eq!(ledger.unread().expect("reads"), [2]);
    assert_eq!(ledger.members(&[3]).expect("reads"), [1, 3]);
    let kept = ledger.gists_after(0, 9).expect("reads");
    let kept: Vec<_> = kept.into_iter().map(|k| (k.document, k.components)).collect();
    assert_eq!(kept, [(1, vec![1, 3]), (3, vec![3])]);
    let mut blocks = Vec::new();
    ledger
        .traces(&mut |block| blocks.push(block.to_vec()))
        .expect("reads");
    assert_eq!(blocks, [b"block"]);
    let places: Vec<i64> = ledger
        .documents_at(&[3, 7, 1])
        .expect("reads")
        .iter()
        .map(|k| k.seq)
        .collect();
    assert_eq!(places, [3, 1]);
    assert_eq!(
        ledger
            .copies_of_all(&[entries[0].document.id.clone()])
            .expect("reads"),
        [1]
    );
    decide(&mut ledger, Verdict::Reject, &entries[2].claims[0].id);
    assert_eq!(
        ledger.unread().expect("reads"),
        [2, 3],
        "its report is to be read again"
    );
}

/// Changes of the ledger of [`small`].
fn ledger_changes() -> u64 {
    1
}

#[test]
fn a_sound_ledger_passes_and_a_spoilt_one_is_told() {
    let folder = tempfile::tempdir().expect("a directory");
    let (ledger, _) = small(&folder);
    assert_eq!(ledger.check().expect("reads"), Vec::<String>::new());
    ledger
        .connection
        .execute_batch(
            "UPDATE documents SET title = 'Or so they said.' WHERE seq = 1; \
             DELETE FROM claim_rows WHERE document = 2;",
        )
        .expect("is written");
    let problems = ledger.check().expect("reads").join("\n");
    assert!(
        problems.contains("its words are not those that were kept"),
        "{problems}"
    );
    assert!(
        problems.contains("its claims are not those that are listed"),
        "{problems}"
    );
    assert!(problems.contains("which is not there"), "{problems}");
}

#[test]
fn a_check_ends_when_it_has_found_enough() {
    let folder = tempfile::tempdir().expect("a directory");
    let mut ledger = SqliteLedger::open(&folder.path().join("a.ledger")).expect("is made");
    let many: Vec<Entry> = (0..150)
        .map(|n| entry(&format!("Shells fell {n} times.")))
        .collect();
    ledger.add(&many).expect("are added");
    let spoil = |where_: &str| {
        let sql = format!("UPDATE documents SET title = 'Or so they said.' WHERE {where_}");
        ledger.connection.execute(&sql, []).expect("is written");
        ledger.check().expect("reads")
    };
    let few = spoil("seq <= 99");
    assert_eq!(few.len(), 99);
    assert!(few.iter().all(|line| line.starts_with("document ")), "{few:?}");
    assert_eq!(spoil("true").len(), crate::ENOUGH);
}

#[test]
fn a_copy_is_a_ledger_and_never_overwrites() {
    let folder = tempfile::tempdir().expect("a directory");
    let (mut ledger, _) = small(&folder);
    let to = folder.path().join("b.ledger");
    ledger.backup(&to).expect("is written");
    assert!(ledger.backup(&to).is_err(), "there is one already");
    let copy = SqliteLedger::open_to_read(&to).expect("opens");
    let all = Question::default();
    assert_eq!(
        copy.incidents(&all).expect("reads"),
        ledger.incidents(&all).expect("reads")
    );
    assert_eq!(copy.check().expect("reads"), Vec::<String>::new());
    let (before, after) = ledger.compact().expect("is made smaller");
    // The tables of ANALYZE take a few pages.
    assert!(after <= before + 4 * 16_384, "{before} {after}");
    assert_eq!(ledger.check().expect("reads"), Vec::<String>::new());
}

#[test]
fn what_is_opened_to_read_is_not_written() {
    let folder = tempfile::tempdir().expect("a directory");
    let (ledger, entries) = small(&folder);
    let path = ledger.path.clone();
    drop(ledger);
    let mut ledger = SqliteLedger::open_to_read(&path).expect("opens");
    assert_eq!(ledger.stats().expect("counts").documents, 3);
    let error = ledger.add(&entries).expect_err("is read only");
    assert!(matches!(error, LedgerError::ReadOnly { .. }), "{error}");
    let nothing = SqliteLedger::open_to_read(&folder.path().join("no.ledger")).expect_err("is missing");
    assert!(matches!(nothing, LedgerError::Missing { .. }), "{nothing}");
    assert!(!folder.path().join("no.ledger").exists());
}

#[test]
fn a_damaged_ledger_is_told_and_left() {
    let folder = tempfile::tempdir().expect("a directory");
    let (mut ledger, _) = small(&folder);
    ledger.compact().expect("all is in one file");
    let path = ledger.path.clone();
    drop(ledger);
    let mut bytes = fs::read(&path).expect("reads");
    let half = bytes.len() / 2;
    for byte in &mut bytes[16_384..half] {
        *byte ^= 0x5a;
    }
    fs::write(&path, &bytes).expect("is written");
    let problems = SqliteLedger::open_to_read(&path).and_then(|ledger| ledger.check());
    assert!(!matches!(&problems, Ok(list) if list.is_empty()), "{problems:?}");
    assert_eq!(fs::read(&path).expect("reads"), bytes);
}

pub(super) fn decide(ledger: &mut SqliteLedger, verdict: Verdict, claim: &ClaimId) -> String {
    let decision = Decision {
        verdict,
        subject: claim.as_str().to_owned(),
        claims: vec![claim.clone()],
        reviewer: "Ada".into(),
        made: "2026-11-23T03:00:00Z".parse().expect("a time"),
        reason: "seen on the video".into(),
    };
    ledger.review(&decision).expect("is written")
}

#[test]
fn the_last_decision_on_a_claim_holds() {
    let folder = tempfile::tempdir().expect("a directory");
    let (mut ledger, entries) = small(&folder);
    let (one, two) = (&entries[0].claims[0].id, &entries[2].claims[0].id);
    decide(&mut ledger, Verdict::Reject, one);
    decide(&mut ledger, Verdict::Reject, two);
    decide(&mut ledger, Verdict::Accept, one);
    decide(&mut ledger, Verdict::Note, two);
    assert_eq!(ledger.rejected().expect("reads"), BTreeSet::from([two.clone()]));
    assert!(ledger.unsettled().expect("reads"), "incidents must be found anew");
    assert_eq!(ledger.reviews().expect("reads").len(), 4);
    assert_eq!(
        ledger.reviews().expect("reads")[3].decision.verdict,
        Verdict::Note
    );
}

#[test]
fn questions_follow_corrections() {
    let folder = tempfile::tempdir().expect("a directory");
    let (mut ledger, entries) = small(&folder);
    let claim = &entries[2].claims[0].id;
    let found = |ledger: &SqliteLedger, question: Question| {
        let rows = ledger.claims(&question).expect("is answered").rows;
        rows.iter().filter(|kept| kept.claim.id == *claim).count()
    };
    let december = || ask(|q| q.from = "2018-01-01".parse().ok());
    let denied = || ask(|q| q.status = Some(Status::Denied));
    let day = "2018-02-03".parse().expect("a day");
    assert_eq!((found(&ledger, december()), found(&ledger, denied())), (0, 0));
    decide(
        &mut ledger,
        Verdict::Correct(Correction::Date(Some((day, day)))),
        claim,
    );
    decide(
        &mut ledger,
        Verdict::Correct(Correction::Status(Status::Denied)),
        claim,
    );
    assert_eq!((found(&ledger, december()), found(&ledger, denied())), (1, 1));
    assert_eq!(found(&ledger, ask(|q| q.status = Some(Status::Asserted))), 0);
    decide(&mut ledger, Verdict::Undo(1), claim);
    assert_eq!((found(&ledger, december()), found(&ledger, denied())), (0, 1));
    ledger.recode(&entries[2..]).expect("is written");
    assert_eq!(
        found(&ledger, denied()),
        1,
        "they are found so after a recoding too"
    );
    assert_eq!(ledger.check().expect("reads"), Vec::<String>::new());
}

#[test]
fn the_trail_tells_what_was_changed_or_removed() {
    let folder = tempfile::tempdir().expect("a directory");
    let (mut ledger, entries) = small(&folder);
    let claim = &entries[0].claims[0].id;
    assert_eq!(ledger.verify().expect("reads"), Trail::default());
    let hashes: Vec<String> = (0..3)
        .map(|_| decide(&mut ledger, Verdict::Reject, claim))
        .collect();
    let trail = ledger.verify().expect("reads");
    assert_eq!(
        (trail.reviews, &trail.head, trail.problems.len()),
        (3, &hashes[2], 0)
    );
    for forbidden in ["UPDATE reviews SET reason = ''", "DELETE FROM reviews"] {
        let refused = ledger.connection.execute(forbidden, []).expect_err("is refused");
        assert!(refused.to_string().contains("reviews are never"), "{refused}");
    }
    let spoil = |sql: &str| {
        let open =
            "DROP TRIGGER IF EXISTS reviews_are_not_changed; DROP TRIGGER IF EXISTS reviews_are_not_removed;";
        ledger
            .connection
            .execute_batch(&format!("{open} {sql}"))
            .expect("is written");
        ledger.verify().expect("reads").problems
    };
    assert_eq!(
        spoil("UPDATE reviews SET reviewer = 'Bo' WHERE seq = 2"),
        ["review 2 was changed"]
    );
    let problems = spoil("DELETE FROM reviews WHERE seq = 2");
    assert!(problems[0].contains("2 is missing"), "{problems:?}");
    assert!(problems[1].contains("does not follow"), "{problems:?}");
}

#[test]
fn many_may_open_write_decide_and_close_at_the_same_time() {
    let folder = tempfile::tempdir().expect("a directory");
    let (ledger, entries) = small(&folder);
    drop(ledger);
    let path = folder.path().join("a.ledger");
    let claim = &entries[0].claims[0].id;
    // Each opens and closes for every step: whoever is the last to close empties the journal, while others open.
    std::thread::scope(|scope| {
        for writer in 0..4 {
            let path = &path;
            scope.spawn(move || {
                for step in 0..8 {
                    let mut ledger = SqliteLedger::open(path).expect("opens");
                    let text = format!("Shells fell on the mill {writer} times {step}.");
                    assert_eq!(ledger.add(&[entry(&text)]).expect("is added"), 1);
                    decide(&mut ledger, Verdict::Note, claim);
                    drop(ledger);
                    let reader = SqliteLedger::open_to_read(path).expect("opens");
                    assert_eq!(reader.incidents(&Question::default()).expect("reads").total, 2);
                }
            });
        }
    });
    let ledger = SqliteLedger::open(&path).expect("opens");
    assert_eq!(ledger.stats().expect("counts").documents, 3 + 32);
    assert_eq!(
        (
            ledger.reviews().expect("reads").len(),
            ledger.verify().expect("walks").problems.len()
        ),
        (32, 0)
    );
    assert_eq!(ledger.check().expect("reads"), Vec::<String>::new());
}
