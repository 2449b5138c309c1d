//! What every store of a ledger promises, asked of each: SQLite here, and PostgreSQL where `tests/postgres.sh` has started a server.

use dateline_ledger::{
    BoundingBox, CopyOf, Correction, Decision, Entry, LedgerError, PackedIncident, Part, Question,
    Settlement, Sort, SqliteLedger, Storage, Verdict,
};
use dateline_model::{Claim, ClaimId, Document, DocumentParts, HarmKind, Incident, Status};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// A report of an attack in a town, with a claim of so many dead.
fn attack(publisher: &str, day: &str, place: &str, lon: f64, killed: u32) -> Entry {
    let text = format!("Gunmen killed {killed} people in {place}.");
    let document = Document::new(DocumentParts {
        publisher: Some(publisher.into()),
        title: Some("It's \"quoted\"'); DROP TABLE documents;--".into()),
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

/// Three reports and two incidents.
fn fill<L: Storage>(ledger: &mut L) -> [Entry; 3] {
    let entries = [
        attack("Harbour Wire", "2017-11-14", "Atown", 20.0, 3),
        attack("Hill Post", "2017-11-15", "Atown", 20.0, 5),
        attack("Hill Post", "2017-12-01", "Btown", -179.0, 9),
    ];
    assert_eq!(ledger.add(&entries).expect("are added"), 3);
    assert_eq!(ledger.add(&entries).expect("nothing is new"), 0);
    let copy = CopyOf {
        first: entries[0].document.id.clone(),
        resemblance: 0.75,
    };
    let incidents = [
        incident(&[&entries[0], &entries[1]], 5, true),
        incident(&[&entries[2]], 9, false),
    ];
    let copies = vec![(entries[1].document.id.clone(), copy)];
    let settlement = Settlement::whole(ledger.changes().expect("reads"), copies, &incidents);
    assert!(ledger.unsettled().expect("reads"));
    assert!(ledger.settle(&settlement).expect("is written"));
    assert!(!ledger.unsettled().expect("reads"));
    assert!(
        !ledger
            .settle(&Settlement::default())
            .expect("an older one is refused")
    );
    entries
}

fn keeps_what_was_added<L: Storage>(mut ledger: L) {
    let entries = fill(&mut ledger);
    assert_eq!(ledger.changes().expect("reads"), 1);
    assert!(ledger.contains(&entries[1].document.id).expect("reads"));
    let kept = ledger
        .document(&entries[1].document.id)
        .expect("reads")
        .expect("is kept");
    assert_eq!((kept.seq, &kept.entry), (2, &entries[1]));
    assert_eq!(kept.copy_of.as_ref().map(|c| c.resemblance), Some(0.75));
    assert_eq!(ledger.documents_after(1, 1).expect("reads"), [kept]);
    let found: Vec<Entry> = ledger
        .documents_at(&[3, 9, 1])
        .expect("reads")
        .into_iter()
        .map(|k| k.entry)
        .collect();
    assert_eq!(found, [entries[2].clone(), entries[0].clone()]);
    assert_eq!(ledger.incidents_named("i_", 9).expect("reads").len(), 2);
    let stats = ledger.stats().expect("counts");
    assert_eq!(
        (stats.documents, stats.copies, stats.publishers, stats.claims),
        (3, 1, 2, 3)
    );
    assert_eq!((stats.incidents, stats.disputed, stats.unsettled), (2, 1, false));
    assert_eq!(stats.coders, [("test".to_owned(), 3)]);
    assert_eq!(ledger.check().expect("reads"), Vec::<String>::new());
}

fn ask(set: impl FnOnce(&mut Question)) -> Question {
    let mut question = Question::default();
    set(&mut question);
    question
}

fn answers_questions<L: Storage>(mut ledger: L) {
    fill(&mut ledger);
    let check = |question: Question, incidents: &[&str], claims: u64, documents: u64| {
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
    };
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
    check(ask(|q| q.text = Some("\"in people\"".into())), &[], 0, 0);
    check(
        ask(|q| q.text = Some("killed DROP".into())),
        &["i_5", "i_9"],
        3,
        3,
    );
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
    check(
        ask(|q| (q.sort, q.limit) = (Sort::Killed, Some(1))),
        &["i_9"],
        3,
        3,
    );
    check(ask(|q| (q.sort, q.offset) = (Sort::Reports, 1)), &["i_9"], 3, 3);
    check(ask(|q| q.reverse = true), &["i_9", "i_5"], 3, 3);
    check(ask(|q| q.disputed = true), &["i_5"], 3, 3);
    let wordless = ledger
        .claims(&ask(|q| q.text = Some("\" - \"".into())))
        .expect_err("no word");
    assert!(matches!(wordless, LedgerError::Question { .. }), "{wordless}");
}

fn decide<L: Storage>(ledger: &mut L, verdict: Verdict, claim: &ClaimId) -> String {
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

fn chains_decisions_and_follows_them<L: Storage>(mut ledger: L) {
    let entries = fill(&mut ledger);
    let (one, three) = (&entries[0].claims[0].id, &entries[2].claims[0].id);
    decide(&mut ledger, Verdict::Reject, one);
    let denied = Verdict::Correct(Correction::Status(Status::Denied));
    let head = decide(&mut ledger, denied, three);
    let trail = ledger.verify().expect("reads");
    assert_eq!((trail.reviews, &trail.head, trail.problems.len()), (2, &head, 0));
    assert_eq!(ledger.rejected().expect("reads"), BTreeSet::from([one.clone()]));
    assert!(ledger.unsettled().expect("reads"));
    let found = |ledger: &L| {
        ledger
            .claims(&ask(|q| q.status = Some(Status::Denied)))
            .expect("is answered")
    };
    assert_eq!(found(&ledger).rows[0].claim.status, Status::Denied);
    assert_eq!(
        ledger.coded_after(2, 1).expect("reads")[0].entry,
        entries[2],
        "as it was coded"
    );
    ledger.recode(&entries[2..]).expect("is written");
    assert_eq!(found(&ledger).total, 1, "after a recoding too");
    decide(&mut ledger, Verdict::Undo(2), three);
    assert_eq!(found(&ledger).total, 0);
    assert_eq!(ledger.reviews().expect("reads").len(), 3);
    assert_eq!(ledger.check().expect("reads"), Vec::<String>::new());
}

fn settles_parts_on_the_ground_of_the_last<L: Storage>(mut ledger: L) {
    let entries = fill(&mut ledger);
    assert_eq!(ledger.unread().expect("reads"), [1, 2, 3]);
    let ground = ledger.ground().expect("reads");
    assert_eq!(
        (ground.settlings, ground.documents, ground.last_component),
        (1, 3, 2)
    );
    let gists = [(1, b"one".to_vec()), (3, b"three".to_vec()), (2, Vec::new())];
    ledger.keep_gists(&gists).expect("are written");
    let part = |since| Settlement {
        changes: 1,
        incidents: vec![(
            3,
            PackedIncident::of(&incident(&[&entries[2]], 11, true)).made_of(u64::MAX - 7),
        )],
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
    assert!(ledger.settle(&part(1)).expect("is written"));
    let found = ledger.incidents(&Question::default()).expect("reads");
    let ids: Vec<&str> = found.rows.iter().map(|i| i.id.as_str()).collect();
    assert_eq!(ids, ["i_5", "i_11"]);
    let ground = ledger.ground().expect("reads");
    assert_eq!(
        (ground.settlings, ground.basis.as_deref()),
        (2, Some(&b"basis"[..]))
    );
    assert_eq!(ledger.unread().expect("reads"), [2]);
    assert_eq!(ledger.members(&[3]).expect("reads"), [1, 3]);
    let kept = ledger.gists_after(0, 9).expect("reads");
    let kept: Vec<_> = kept
        .into_iter()
        .map(|k| (k.document, k.gists, k.components))
        .collect();
    assert_eq!(
        kept,
        [(1, b"one".to_vec(), vec![1, 3]), (3, b"three".to_vec(), vec![3])]
    );
    let mut blocks = Vec::new();
    ledger
        .traces(&mut |block| blocks.push(block.to_vec()))
        .expect("reads");
    assert_eq!(blocks, [b"block"]);
    assert_eq!(
        ledger
            .copies_of_all(&[entries[0].document.id.clone()])
            .expect("reads"),
        [1]
    );
    // One that is made of the same stays, in another component.
    assert_eq!(ledger.made_of(&[1, 2, 3]).expect("reads"), [(u64::MAX - 7, true)]);
    let standing = Settlement {
        changes: 1,
        part: Some(Part {
            since: 2,
            gone: vec![3],
            kept: vec![(9, u64::MAX - 7)],
            firsts: Vec::new(),
        }),
        gists: vec![(2, b"two".to_vec()), (1, Vec::new())],
        ..Settlement::default()
    };
    assert!(ledger.settle(&standing).expect("is written"));
    assert_eq!(ledger.incidents(&Question::default()).expect("reads"), found);
    assert_eq!(ledger.made_of(&[3]).expect("reads"), []);
    assert_eq!(ledger.made_of(&[9]).expect("reads"), [(u64::MAX - 7, true)]);
    let kept = ledger.gists(&[1, 2]).expect("reads");
    assert_eq!(
        (kept[0].gists.as_slice(), kept[1].gists.as_slice()),
        (&b""[..], &b"two"[..])
    );
}

mod sqlite {
    use super::*;

    fn with(test: fn(SqliteLedger)) {
        let folder = tempfile::tempdir().expect("a directory");
        test(SqliteLedger::open(&folder.path().join("a.ledger")).expect("is made"));
        assert!(folder.path().join("a.ledger").exists());
    }

    #[test]
    fn keeps() {
        with(keeps_what_was_added);
    }

    #[test]
    fn answers() {
        with(answers_questions);
    }

    #[test]
    fn decides() {
        with(chains_decisions_and_follows_them);
    }

    #[test]
    fn settles() {
        with(settles_parts_on_the_ground_of_the_last);
    }
}

#[cfg(feature = "postgres")]
mod postgres {
    use super::*;
    use dateline_ledger::PostgresLedger;
    use std::thread;

    /// A ledger in a schema of its own; `None`, and said so, where there is no server.
    fn address(name: &str) -> Option<String> {
        let Ok(server) = std::env::var("DATELINE_TEST_POSTGRES") else {
            println!("skipped: {name}: crates/ledger/tests/postgres.sh starts a server and runs this");
            assert!(!name.is_empty());
            return None;
        };
        let mut client = ::postgres::Client::connect(&server, ::postgres::NoTls).expect("the server answers");
        client
            .batch_execute(&format!("CREATE SCHEMA {name}"))
            .expect("is made");
        Some(format!("{server}&options=-csearch_path%3D{name}"))
    }

    fn with(name: &str, test: fn(PostgresLedger)) {
        if let Some(address) = address(name) {
            test(PostgresLedger::open(&address).expect("is made"));
            let again = PostgresLedger::open_to_read(&address).expect("opens again");
            assert_eq!(again.stats().expect("counts").documents, 3);
        }
    }

    #[test]
    fn keeps() {
        with("keeps", keeps_what_was_added);
    }

    #[test]
    fn answers() {
        with("answers", answers_questions);
    }

    #[test]
    fn decides() {
        with("decides", chains_decisions_and_follows_them);
    }

    #[test]
    fn settles() {
        with("settles", settles_parts_on_the_ground_of_the_last);
    }

    #[test]
    fn tables_of_version_1_are_brought_to_the_present() {
        let Some(address) = address("first") else { return };
        let mut ledger = PostgresLedger::open(&address).expect("is made");
        fill(&mut ledger);
        let all = ledger.incidents(&Question::default()).expect("reads");
        let mut client =
            ::postgres::Client::connect(&address, ::postgres::NoTls).expect("the server answers");
        client
            .batch_execute("ALTER TABLE incidents DROP COLUMN made_of; UPDATE state SET dateline_version = 1")
            .expect("is as version 1 had it");
        let reader = PostgresLedger::open_to_read(&address).expect("is still read");
        assert_eq!(reader.incidents(&Question::default()).expect("reads"), all);
        let ledger = PostgresLedger::open(&address).expect("is brought over");
        assert_eq!(ledger.stats().expect("counts").schema, 2);
        assert_eq!(ledger.incidents(&Question::default()).expect("reads"), all);
        assert_eq!(ledger.made_of(&[0, 1, 2]).expect("reads"), []);
    }

    #[test]
    fn what_is_no_ledger_or_only_read_is_left_alone() {
        let Some(address) = address("alone") else { return };
        let missing = PostgresLedger::open_to_read(&address).expect_err("there is none");
        assert!(matches!(missing, LedgerError::Missing { .. }), "{missing}");
        let mut ledger = PostgresLedger::open(&address).expect("is made");
        fill(&mut ledger);
        let mut reader = PostgresLedger::open_to_read(&address).expect("opens");
        let refused = reader
            .add(&[attack("New", "2018-01-01", "Ctown", 1.0, 2)])
            .expect_err("is read only");
        assert!(matches!(refused, LedgerError::ReadOnly { .. }), "{refused}");
        let mut client =
            ::postgres::Client::connect(&address, ::postgres::NoTls).expect("the server answers");
        for forbidden in [
            "UPDATE reviews SET reason = ''",
            "DELETE FROM reviews",
            "TRUNCATE reviews",
        ] {
            let refused = client.execute(forbidden, &[]).expect_err("is refused");
            let message = refused
                .as_db_error()
                .expect("the database said so")
                .message()
                .to_owned();
            assert!(message.contains("never changed"), "{message}");
        }
        client
            .execute("ALTER TABLE state DROP COLUMN dateline_version", &[])
            .expect("is spoilt");
        let foreign = PostgresLedger::open(&address).expect_err("is no ledger");
        assert!(matches!(foreign, LedgerError::Foreign { .. }), "{foreign}");
    }

    #[test]
    fn writers_wait_for_each_other() {
        let Some(address) = address("writers") else { return };
        let write = |who: u32| {
            let mut ledger = PostgresLedger::open(&address).expect("opens");
            for n in 0..10 {
                let entries = [
                    attack("Both", "2018-01-01", "Ctown", 1.0, 100 + n),
                    attack(&format!("Writer {who}"), "2018-01-01", "Ctown", 1.0, n),
                ];
                ledger.add(&entries).expect("are added");
                decide(&mut ledger, Verdict::Note, &entries[0].claims[0].id);
            }
        };
        thread::scope(|scope| {
            for who in 0..4 {
                let write = &write;
                scope.spawn(move || write(who));
            }
        });
        let ledger = PostgresLedger::open_to_read(&address).expect("opens");
        assert_eq!(ledger.stats().expect("counts").documents, 50);
        let places: Vec<i64> = ledger
            .documents_after(0, 99)
            .expect("reads")
            .iter()
            .map(|k| k.seq)
            .collect();
        assert_eq!(places, (1..=50).collect::<Vec<i64>>());
        let trail = ledger.verify().expect("reads");
        assert_eq!((trail.reviews, trail.problems), (40, Vec::new()));
    }
}
