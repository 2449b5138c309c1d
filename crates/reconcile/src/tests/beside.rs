//! Events that a round-up tells of beside its headline event.

use super::{incident_of, with_background};
use crate::{
    Report,
    test_support::{day, harm, report, town},
};
use serde_json::{Value, json};

/// A claim, second in its report, of so many killed in a town that its own words name.
pub(super) fn in_passing(killed: u32) -> Value {
    let mut place = town('f');
    place["mention"] = json!({"start": 105, "end": 109, "text": "Town"});
    json!({"place": place, "harm": [harm("killed", killed)]})
}

/// A round-up: nine killed in one town, four in another that is told of in passing; `beside` replaces fields of the second.
fn round_up(id: u32, beside: Value) -> Report {
    let lead = json!({"place": town('d'), "time": day("2021-05-03"), "harm": [harm("killed", 9)]});
    let mut fields = in_passing(4);
    fields["time"] = day("2021-05-03");
    for (key, value) in beside.as_object().expect("an object") {
        fields[key] = value.clone();
    }
    report(id, "2021-05-03", "market gunmen lorry fruit stalls vendors")
        .claim(lead)
        .claim(fields)
        .done()
}

#[test]
fn what_a_round_up_tells_in_passing_is_an_incident_of_its_own() {
    let found = with_background(vec![round_up(1, json!({}))]);
    let of = |in_passing: bool| {
        let mut all = found.incidents.iter();
        all.find(|i| {
            i.reports().next() == Some(&round_up(1, json!({})).document)
                && i.mentions.is_empty() != in_passing
        })
        .expect("both events are incidents")
    };
    assert_eq!(of(false).tolls[0].best, Some(9));
    assert_eq!(of(true).tolls[0].best, Some(4));
    assert_eq!(of(true).documents, []);
    assert_eq!(of(true).place.as_ref().map(|p| p.name.as_str()), Some("Town f"));
}

#[test]
fn what_is_told_in_passing_joins_the_reports_about_it_by_an_anchor_alone() {
    let about = |n: u32| {
        let fields = json!({"place": town('f'), "time": day("2021-05-03"), "harm": [harm("killed", n)]});
        report(2, "2021-05-04", "harbour boats fire crew")
            .claim(fields)
            .done()
    };
    for (killed, one) in [(4, true), (7, false)] {
        let found = with_background(vec![round_up(1, json!({})), about(killed)]);
        let incident = incident_of(&found, &about(killed));
        assert_eq!(!incident.mentions.is_empty(), one, "{killed} killed");
    }
}

#[test]
fn old_uncounted_and_borrowed_places_are_told_of_no_incident_beside() {
    for beside in [
        json!({"time": day("2021-03-03")}),
        json!({"harm": []}),
        json!({"place": town('f')}),
        json!({"status": "background"}),
    ] {
        let found = with_background(vec![round_up(1, beside.clone())]);
        assert!(found.incidents.iter().all(|i| i.mentions.is_empty()), "{beside}");
    }
}
