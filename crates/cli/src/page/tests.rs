//! Pages of claims built by hand, kept beside this file.

use super::*;
use dateline_model::{
    Actor, ActorKind, Bounds, ClaimId, Condition, ConditionKind, Document, DocumentParts, Event, Excerpt,
    Harm, HarmKind, PlacePrecision, Scope, Span, TimePrecision, VictimClass, Victims,
    taxonomy::{EventType, Mode},
};
use dateline_read::Source;
use jiff::civil::date;

const TEXT: &str = "Jets struck the market in Atarib on Monday, killing at least 61 people, five of them children, \
    the Harbour Monitor said. The army denied any role. By evening most of the town was held by rebels, and an analyst \
    said the truce might not last. Shelling hit the village on Friday.";

fn excerpt(words: &str) -> Excerpt {
    let start = TEXT.find(words).expect("the words are in the text");
    Span::new(TEXT, start, start + words.len())
        .expect("found there")
        .excerpt(TEXT)
}

fn report(title: Option<&str>) -> Read {
    Read {
        document: Document::new(DocumentParts {
            title: title.map(str::to_owned),
            publisher: Some("Harbour Wire".into()),
            published: Some(date(2017, 11, 14)),
            text: TEXT.into(),
            ..DocumentParts::default()
        }),
        source: Source {
            path: "reports/market.txt".into(),
            record: None,
            line: None,
            id: Some("hw-7".into()),
        },
        updated: None,
        notes: Vec::new(),
    }
}

fn claim(evidence: &str) -> Claim {
    Claim {
        id: ClaimId::of(&[evidence.as_bytes()]),
        document: report(None).document.id,
        evidence: excerpt(evidence),
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
        status: Status::Asserted,
        analysis: false,
        unresolved: Vec::new(),
        coder: "dateline test".into(),
    }
}

fn event(kind: EventType, mode: Option<Mode>) -> Event {
    Event {
        kind,
        mode,
        contexts: Vec::new(),
        cameo: None,
        acled: None,
        ucdp: None,
    }
}

fn killed(bounds: Bounds, who: &str, span: &str, parts: Vec<Harm>) -> Harm {
    Harm {
        kind: HarmKind::Killed,
        bounds,
        scope: Scope::Incident,
        victims: Victims {
            who: Some(who.into()),
            status: VictimClass::Unknown,
            children: false,
            women: false,
        },
        span: excerpt(span),
        parts,
        part_of: None,
        restates: None,
    }
}

/// A claim whose evidence is `text`, with a trigger and figures in it.
pub(super) fn claim_on(text: &str, trigger: &str, figures: &[&str]) -> Claim {
    let excerpt = |words: &str| {
        let start = text.find(words).expect("the words are in the text");
        Span::new(text, start, start + words.len())
            .expect("found there")
            .excerpt(text)
    };
    let harm = |words: &&str| Harm {
        span: excerpt(words),
        ..killed(Bounds::exactly(1), "people", "at least 61 people", Vec::new())
    };
    Claim {
        evidence: excerpt(text),
        trigger: Some(excerpt(trigger)),
        harm: figures.iter().map(harm).collect(),
        ..strike()
    }
}

fn strike() -> Claim {
    let sentence = "Jets struck the market in Atarib on Monday, killing at least 61 people, five of them children, \
        the Harbour Monitor said.";
    let at_least = Bounds {
        low: Some(61),
        best: Some(61),
        high: None,
        approximate: false,
    };
    let children = killed(
        Bounds::exactly(5),
        "children",
        "five of them children",
        Vec::new(),
    );
    Claim {
        trigger: Some(excerpt("struck")),
        event: Some(event(EventType::Assault, Some(Mode::Aerial))),
        source_actors: vec![Actor {
            id: None,
            name: "jets".into(),
            country: None,
            sector: None,
            kind: Some(ActorKind::StateForce),
            mention: excerpt("Jets"),
        }],
        named_victims: Vec::new(),
        physical_targets: vec![excerpt("the market")],
        place: Some(Place {
            name: "Al Atarib".into(),
            geonameid: None,
            lat: None,
            lon: None,
            admin1: Some("Aleppo".into()),
            admin2: None,
            country: Some("SYR".into()),
            precision: PlacePrecision::Town,
            precision_km: None,
            match_kind: None,
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
        harm: vec![killed(at_least, "people", "at least 61 people", vec![children])],
        attribution: vec![Attribution {
            speaker: Some("Harbour Monitor".into()),
            actor: None,
            verb: "said".into(),
            party: false,
            channel: None,
            span: excerpt("the Harbour Monitor said"),
            quotation: None,
        }],
        status: Status::Attributed,
        ..claim(sentence)
    }
}

fn held() -> Claim {
    Claim {
        trigger: Some(excerpt("held")),
        condition: Some(Condition {
            kind: ConditionKind::Control,
            subject: "the town".into(),
            state: "held".into(),
            extent: Some("most".into()),
            holder: Some("rebels".into()),
            span: excerpt("held by rebels"),
        }),
        ..claim("By evening most of the town was held by rebels")
    }
}

fn shelling() -> Claim {
    Claim {
        trigger: Some(excerpt("Shelling")),
        event: Some(event(EventType::Assault, None)),
        unresolved: vec![
            Unresolved {
                field: Field::Place,
                why: Why::NoAntecedent,
                mention: Some(excerpt("the village")),
            },
            Unresolved {
                field: Field::Time,
                why: Why::NoPublicationDate,
                mention: Some(excerpt("on Friday")),
            },
        ],
        ..claim("Shelling hit the village on Friday.")
    }
}

fn denial() -> Claim {
    Claim {
        trigger: Some(excerpt("denied")),
        event: Some(event(EventType::Assault, None)),
        status: Status::Denied,
        ..claim("The army denied any role.")
    }
}

fn judgement() -> Claim {
    Claim {
        status: Status::Hypothetical,
        analysis: true,
        ..claim("an analyst said the truce might not last")
    }
}

fn all() -> Vec<Claim> {
    vec![strike(), denial(), held(), judgement(), shelling()]
}

#[test]
fn a_page_shows_events_then_states_then_analysis() {
    let look = Look {
        width: 80,
        color: false,
    };
    insta::assert_snapshot!(render_page(&report(Some("Market hit at noon")), &all(), look));
}

#[test]
fn a_styled_page_marks_by_style() {
    let look = Look {
        width: 80,
        color: true,
    };
    let page = render_page(&report(Some("Market hit at noon")), &[strike()], look);
    insta::assert_snapshot!(page.replace('\u{1b}', "␛"));
}

#[test]
fn a_narrow_page_wraps() {
    let look = Look {
        width: 40,
        color: false,
    };
    let page = render_page(&report(None), &[strike()], look);
    for line in page.lines() {
        assert!(line.chars().count() <= 40, "{line}");
    }
    insta::assert_snapshot!(page);
}

#[test]
fn a_report_without_claims_says_so() {
    let look = Look {
        width: 40,
        color: false,
    };
    insta::assert_snapshot!(render_page(&report(None), &[], look));
}

#[test]
fn a_report_can_not_steer_the_terminal() {
    let mut read = report(Some("\u{1b}]0;owned\u{7}Title"));
    read.source.path = "a\u{1b}[2J.txt".into();
    let look = Look {
        width: 80,
        color: false,
    };
    let text = "Troops \u{1b}[8mkilled\u{1b}[0m two.";
    let mut hostile = strike();
    hostile.evidence = Span::new(text, 0, text.len()).expect("whole").excerpt(text);
    let page = render_page(&read, &[hostile], look);
    assert!(!page.contains(['\u{1b}', '\u{7}']), "{page:?}");
    assert!(page.contains("\\u{1b}]0;owned\\u{7}Title"), "{page}");
}

#[test]
fn parts_of_parts_are_worded_in_order() {
    let inner = killed(Bounds::exactly(2), "girls", "five of them children", Vec::new());
    let children = killed(
        Bounds::exactly(5),
        "children",
        "five of them children",
        vec![inner],
    );
    let women = killed(Bounds::exactly(3), "women", "five of them children", Vec::new());
    let mut whole = killed(
        Bounds::exactly(61),
        "people",
        "at least 61 people",
        vec![children, women],
    );
    whole.scope = Scope::Running;
    assert_eq!(
        words::harm(&whole),
        "61 people killed, among them 5 children (of them 2 girls) and 3 women (a running total)"
    );
}

#[test]
fn a_spot_beside_a_place_is_called_by_its_words() {
    let mut spot = strike().place.expect("the strike has a place");
    spot.precision_km = Some(15.0);
    spot.relative = Some(dateline_model::RelativePlace {
        relation: dateline_model::PlaceRelation::Outskirts,
        anchors: vec![dateline_model::PlaceAnchor {
            name: spot.name.clone(),
            geonameid: None,
            lat: None,
            lon: None,
        }],
        bearing: None,
        distance_km: None,
        words: excerpt("in Atarib"),
    });
    assert_eq!(place(&spot), "‘in Atarib’, Aleppo, SYR (to about 15 km)");
    spot.name = "Tell Qarmuda".to_owned();
    assert_eq!(
        place(&spot),
        "Tell Qarmuda ‘in Atarib’, Aleppo, SYR (to about 15 km)"
    );
}
