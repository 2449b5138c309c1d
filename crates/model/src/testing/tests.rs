//! A claim with every field filled keeps to the schema; broken ones do not.

use super::*;
use crate::taxonomy::{Context, EventType, Mode, Parties, Sector, acled_view, cameo_of, ucdp_view};
use crate::{
    Actor, ActorKind, Attribution, Bounds, Channel, Claim, ClaimId, Condition, ConditionKind, Count,
    Document, DocumentParts, Event, Excerpt, Field, Harm, HarmKind, Hazard, HazardKind, Place, PlaceMatch,
    PlacePrecision, Scope, Span, Status, TimeBasis, TimePrecision, TimeRef, Unresolved, VictimClass, Victims,
    Why,
};
use jiff::civil::date;
use serde_json::json;

const TEXT: &str = "Two army jets hit Atarib’s market on Monday, killing at least 61 people, including five children, \
    the Observatory said in a statement: “It was a massacre”. The clinic there is closed.";

fn excerpt(words: &str) -> Excerpt {
    let start = TEXT
        .find(words)
        .unwrap_or_else(|| panic!("`{words}` is not in the text"));
    Span::new(TEXT, start, start + words.len())
        .expect("found there")
        .excerpt(TEXT)
}

fn actor(words: &str, kind: ActorKind) -> Actor {
    Actor {
        id: Some("syr.example".into()),
        name: "Syrian army".into(),
        country: Some("SYR".into()),
        sector: Some(Sector::Mil),
        kind: Some(kind),
        mention: excerpt(words),
    }
}

fn harm() -> Harm {
    let part = Harm {
        kind: HarmKind::Killed,
        bounds: Bounds::exactly(5),
        scope: Scope::Incident,
        victims: Victims {
            who: Some("children".into()),
            status: VictimClass::Civilians,
            children: true,
            women: false,
        },
        span: excerpt("five children"),
        parts: Vec::new(),
        part_of: None,
        restates: None,
    };
    Harm {
        kind: HarmKind::Killed,
        bounds: Bounds {
            low: Some(61),
            best: Some(61),
            high: None,
            approximate: false,
        },
        scope: Scope::Incident,
        victims: Victims {
            who: Some("people".into()),
            ..Victims::default()
        },
        span: excerpt("at least 61 people"),
        parts: vec![part],
        part_of: None,
        restates: None,
    }
}

fn event() -> Event {
    let (kind, mode, contexts) = (EventType::Assault, Some(Mode::Aerial), vec![Context::Military]);
    let parties = Parties {
        source: Some(ActorKind::StateForce),
        target: Some(ActorKind::Civilian),
        ..Parties::default()
    };
    Event {
        kind,
        mode,
        cameo: cameo_of(kind, mode, &contexts).map(|c| c.code.to_owned()),
        acled: acled_view(kind, mode, &contexts, &parties),
        ucdp: ucdp_view(kind, mode, &contexts, &parties),
        contexts,
    }
}

/// A claim with every field filled: more than any one sentence says, as the schema allows.
fn full_claim() -> Claim {
    let document = Document::new(DocumentParts {
        text: TEXT.into(),
        ..DocumentParts::default()
    });
    Claim {
        id: ClaimId::of(&[b"full"]),
        document: document.id,
        evidence: excerpt("Two army jets hit Atarib’s market on Monday"),
        trigger: Some(excerpt("hit")),
        event: Some(event()),
        condition: Some(Condition {
            kind: ConditionKind::Facility,
            subject: "clinic".into(),
            state: "closed".into(),
            extent: Some("all of it".into()),
            holder: Some("rebels".into()),
            span: excerpt("The clinic there is closed"),
        }),
        hazard: Some(Hazard {
            kind: HazardKind::Technological,
            name: "collapse".into(),
        }),
        source_actors: vec![actor("army", ActorKind::StateForce)],
        target_actors: vec![actor("people", ActorKind::Civilian)],
        named_victims: Vec::new(),
        physical_targets: vec![excerpt("Atarib’s market")],
        weapons: vec![excerpt("jets")],
        place: Some(Place {
            name: "Atarib".into(),
            geonameid: Some(173_811),
            lat: Some(36.14),
            lon: Some(36.82),
            admin1: Some("Aleppo".into()),
            admin2: None,
            country: Some("SYR".into()),
            precision: PlacePrecision::Town,
            precision_km: Some(3.0),
            match_kind: Some(PlaceMatch::Exact),
            relative: None,
            runner_up: None,
            mention: excerpt("Atarib"),
        }),
        time: Some(TimeRef {
            start: Some(date(2017, 11, 13)),
            end: Some(date(2017, 11, 13)),
            precision: TimePrecision::Day,
            timex: "2017-11-13".into(),
            basis: TimeBasis::Published,
            mention: excerpt("on Monday"),
        }),
        harm: vec![harm()],
        count: Some(Count {
            bounds: Bounds::exactly(2),
            span: excerpt("Two army jets"),
        }),
        attribution: vec![Attribution {
            speaker: Some("Observatory".into()),
            actor: Some("sohr".into()),
            verb: "said".into(),
            party: false,
            channel: Some(Channel::Statement),
            span: excerpt("the Observatory said"),
            quotation: Some(excerpt("It was a massacre")),
        }],
        status: Status::Attributed,
        analysis: false,
        unresolved: vec![Unresolved {
            field: Field::Place,
            why: Why::Ambiguous,
            mention: Some(excerpt("there")),
        }],
        coder: "dateline test".into(),
    }
}

#[test]
fn a_claim_with_every_field_keeps_to_the_schema_and_reads_back() {
    let claim = full_claim();
    assert_eq!(claim.check(TEXT), Ok(()));
    let written = serde_json::to_value(&claim).expect("plain data");
    assert_valid_claim(&written);
    assert!(
        !written.to_string().contains("null,\"unresolved"),
        "no field is left empty"
    );
    let read: Claim = serde_json::from_value(written).expect("what was written reads back");
    assert_eq!(read, claim);
}

#[test]
fn a_claim_that_knows_little_keeps_to_the_schema() {
    let claim = Claim {
        trigger: None,
        event: None,
        condition: None,
        hazard: None,
        source_actors: Vec::new(),
        target_actors: Vec::new(),
        named_victims: Vec::new(),
        physical_targets: Vec::new(),
        weapons: Vec::new(),
        place: None,
        time: None,
        harm: Vec::new(),
        count: None,
        attribution: Vec::new(),
        unresolved: Vec::new(),
        analysis: true,
        ..full_claim()
    };
    let written = serde_json::to_value(&claim).expect("plain data");
    assert_valid_claim(&written);
    assert_eq!(serde_json::from_value::<Claim>(written).ok(), Some(claim));
}

fn check_broken(path: &str, value: Value) {
    let mut written = serde_json::to_value(full_claim()).expect("plain data");
    let field = written
        .pointer_mut(path)
        .unwrap_or_else(|| panic!("no field {path}"));
    *field = value;
    let faults = claim_faults(&written);
    assert!(
        faults.iter().any(|f| f.starts_with(path)),
        "{path} went unnoticed: {faults:?}"
    );
}

#[test]
fn a_broken_field_is_named() {
    check_broken("/id", json!(7));
    check_broken("/status", json!("rumoured"));
    check_broken("/event/type", json!("BRAWL"));
    check_broken("/event/mode", json!("catapult"));
    check_broken("/event/contexts/0", json!(null));
    check_broken("/harm/0/low", json!(-1));
    check_broken("/harm/0/parts/0/victims/status", json!("mixed"));
    check_broken("/evidence/start", json!("0"));
    check_broken("/time/precision", json!("fortnight"));
    check_broken("/time/start", json!("13 November"));
    check_broken("/source_actors/0/sector", json!("XXX"));
}

#[test]
fn a_missing_field_is_named() {
    for field in ["evidence", "harm", "place", "status", "unresolved", "coder"] {
        let mut written = serde_json::to_value(full_claim()).expect("plain data");
        written.as_object_mut().expect("an object").shift_remove(field);
        let faults = claim_faults(&written);
        assert!(faults.iter().any(|f| f.contains(field)), "{field}: {faults:?}");
    }
}

#[test]
fn documents_keep_to_their_schema() {
    let document = Document::new(DocumentParts {
        title: Some("Market hit".into()),
        publisher: Some("Example Times".into()),
        published: Some(date(2017, 11, 14)),
        url: Some("https://example.org/1".into()),
        text: TEXT.into(),
    });
    assert_valid_document(&serde_json::to_value(&document).expect("plain data"));
    assert_valid_document(
        &serde_json::to_value(Document::new(DocumentParts::default())).expect("plain data"),
    );
    assert!(!document_faults(&json!({ "text": "x" })).is_empty());
}

#[test]
fn schemas_are_the_same_each_time() {
    let texts = || schemas().map(|s| serde_json::to_string(&s.schema).expect("plain data"));
    assert_eq!(texts(), texts());
}
