//! What reconciliation promises, on made-up reports.

mod beside;

use crate::{
    Rarity, Reconciler, Reconciliation, Report, reconcile,
    test_support::{day, figure, harm, report, said_by, town, victim},
};
use dateline_model::{DisputeKind, HarmKind, Incident, IncidentId, LinkReason, Standing, Toll};
use proptest::prelude::*;
use serde_json::json;
use std::collections::BTreeMap;

/// Reports of other things, so that words have a rarity.
fn background() -> Vec<Report> {
    (100..140)
        .map(|n| {
            let letter = char::from(b'a' + (n % 26) as u8);
            let words = format!("police said story{n} scene{n} night{n} road{n} people shooting");
            let claim = json!({"place": town(letter), "time": day(&format!("2021-{:02}-11", n % 12 + 1))});
            report(n, "2021-12-30", &words).claim(claim).done()
        })
        .collect()
}

fn with_background(reports: Vec<Report>) -> Reconciliation {
    let mut all = background();
    all.extend(reports);
    reconcile(&all)
}

/// The incident of a report.
fn incident_of<'i>(found: &'i Reconciliation, report: &Report) -> &'i Incident {
    let of = found
        .incidents
        .iter()
        .find(|i| i.documents.contains(&report.document));
    of.expect("every report with a claim has an incident")
}

fn joined(one: Report, two: Report) -> bool {
    let found = with_background(vec![one.clone(), two.clone()]);
    incident_of(&found, &one).id == incident_of(&found, &two).id
}

fn toll(reports: &[Report], kind: HarmKind) -> Toll {
    let found = with_background(reports.to_vec());
    let incident = incident_of(&found, &reports[0]);
    assert_eq!(
        incident.documents.len(),
        reports.len(),
        "one incident: {:?}",
        incident.documents
    );
    incident
        .tolls
        .iter()
        .find(|t| t.kind == kind)
        .expect("a toll")
        .clone()
}

const WORDS: &str = "police said market gunmen lorry bazaar stalls fruit vendors ambulance smoke panic";

/// Reports of one attack on a market, with the claims that are given.
fn market(id: u32, published: &str, claim: serde_json::Value) -> Report {
    let mut fields = json!({"place": town('q'), "time": day("2021-05-03")});
    for (key, value) in claim.as_object().expect("an object") {
        fields[key] = value.clone();
    }
    report(id, published, WORDS).claim(fields).done()
}

#[test]
fn the_same_words_day_and_place_are_one_incident() {
    let one = market(1, "2021-05-03", json!({}));
    let two = market(2, "2021-05-04", json!({}));
    let found = with_background(vec![one.clone(), two.clone()]);
    let incident = incident_of(&found, &one);
    assert_eq!(incident.documents, [one.document.clone(), two.document]);
    assert_eq!(incident.corroboration, 2);
    assert_eq!(
        incident.start.map(|d| d.to_string()).as_deref(),
        Some("2021-05-03")
    );
    assert_eq!(incident.place.as_ref().map(|p| p.name.as_str()), Some("Town q"));
    let reasons = &incident.links[0].reasons;
    for reason in [
        LinkReason::SamePlace,
        LinkReason::SameDay,
        LinkReason::SimilarWords,
    ] {
        assert!(reasons.contains(&reason), "{reason:?} in {reasons:?}");
    }
}

#[test]
fn the_same_town_and_day_alone_are_not_enough() {
    let at = json!({"place": town('q'), "time": day("2021-05-03")});
    let one = report(1, "2021-05-03", "pharmacy robber counter till")
        .claim(at.clone())
        .done();
    let two = report(2, "2021-05-03", "quarrel cousins wedding garden")
        .claim(at)
        .done();
    assert!(!joined(one, two));
}

#[test]
fn other_days_outweigh_the_same_words() {
    let one = market(1, "2021-05-03", json!({}));
    let two = market(2, "2021-05-20", json!({"time": day("2021-05-19")}));
    assert!(!joined(one, two));
}

#[test]
fn reports_without_a_day_need_an_anchor() {
    let words = "market stall gunmen crowd panic square fountain";
    let undated =
        |id: u32, published: &str, claim: serde_json::Value| report(id, published, words).claim(claim).done();
    let plain = || json!({"place": town('A'), "harm": [harm("killed", 2)]});
    let named = || {
        let victims = json!([victim("Ilie Varga")]);
        json!({"place": town('A'), "harm": [harm("killed", 2)], "named_victims": victims})
    };
    let dated = || json!({"place": town('A'), "harm": [harm("killed", 2)], "time": day("2015-03-02")});
    let placeless = || json!({"harm": [harm("killed", 2)]});
    for (why, one, two, expected) in [
        (
            "weeks apart",
            undated(1, "2015-03-02", plain()),
            undated(2, "2015-04-20", plain()),
            false,
        ),
        (
            "no day at all",
            undated(1, "2015-03-02", dated()),
            undated(2, "", placeless()),
            false,
        ),
        (
            "a name weeks apart",
            undated(1, "2015-03-02", named()),
            undated(2, "2015-04-20", named()),
            true,
        ),
        (
            "a name and no day",
            undated(1, "2015-03-02", named()),
            undated(2, "", named()),
            true,
        ),
        (
            "the same day",
            undated(1, "2015-03-02", plain()),
            undated(2, "2015-03-02", plain()),
            true,
        ),
    ] {
        assert_eq!(joined(one, two), expected, "{why}");
    }
}

#[test]
fn a_trial_goes_to_the_day_of_the_crime_by_the_victims_name() {
    let named = |extra: serde_json::Value| {
        let mut fields = json!({"named_victims": [victim("Otto Marl")], "harm": [harm("killed", 1)]});
        for (key, value) in extra.as_object().expect("an object") {
            fields[key] = value.clone();
        }
        fields
    };
    let one = market(1, "2021-05-03", named(json!({})));
    let trial = named(json!({"place": town('q'), "status": "background"}));
    let two = report(
        2,
        "2021-09-30",
        "court jury market gunmen lorry verdict stalls fruit vendors",
    )
    .claim(trial)
    .done();
    let found = with_background(vec![one.clone(), two.clone()]);
    let incident = incident_of(&found, &two);
    assert_eq!(incident.documents.len(), 2);
    assert_eq!(
        incident.start.map(|d| d.to_string()).as_deref(),
        Some("2021-05-03")
    );
    assert!(incident.links[0].reasons.contains(&LinkReason::SameVictim));
}

#[test]
fn other_victims_in_other_places_are_other_incidents() {
    let one = market(1, "2021-05-03", json!({"named_victims": [victim("Otto Marl")]}));
    let two = market(
        2,
        "2021-05-03",
        json!({"named_victims": [victim("Ada Vela")], "place": town('z')}),
    );
    assert!(!joined(one, two));
}

#[test]
fn a_voices_later_figure_replaces_its_earlier_one() {
    let said = |n: u32| json!({"harm": [harm("killed", n)], "attribution": said_by("The monitor", false)});
    let reports = [
        market(1, "2021-05-03", said(20)),
        market(2, "2021-05-04", said(27)),
    ];
    let toll = toll(&reports, HarmKind::Killed);
    assert_eq!((toll.low, toll.best, toll.high), (Some(27), Some(27), Some(27)));
    assert_eq!(toll.basis[0].standing, Standing::Replaced);
    assert_eq!(toll.basis[0].voice.as_deref(), Some("the monitor"));
}

#[test]
fn voices_that_exclude_each_other_are_a_dispute() {
    let said =
        |n: u32, who: &str, party| json!({"harm": [harm("killed", n)], "attribution": said_by(who, party)});
    let reports = [
        market(1, "2021-05-03", said(12, "The army", true)),
        market(2, "2021-05-04", said(30, "Residents", false)),
    ];
    let found = with_background(reports.to_vec());
    let incident = incident_of(&found, &reports[0]);
    assert_eq!(incident.disputes[0].about, DisputeKind::Toll);
    assert_eq!(incident.disputes[0].told, "12 (The army) against 30 (Residents)");
    let toll = &incident.tolls[0];
    assert_eq!((toll.low, toll.high), (Some(12), Some(30)));
    assert!(toll.basis[0].party, "a figure of a side in the fight is marked");
}

#[test]
fn a_named_person_or_the_children_among_the_dead_dispute_no_toll() {
    let adviser = json!({"harm": [harm("killed", 1)], "named_victims": [victim("Otto Marl")],
        "attribution": said_by("State media", false)});
    let mut children = harm("killed", 5);
    children["victims"]["children"] = json!(true);
    let children = json!({"harm": [children], "attribution": said_by("A relief agency", false)});
    let all = json!({"harm": [harm("killed", 24)], "attribution": said_by("The army", true)});
    for some in [adviser, children] {
        let reports = [
            market(1, "2021-05-03", some),
            market(2, "2021-05-03", all.clone()),
        ];
        let found = with_background(reports.to_vec());
        let incident = incident_of(&found, &reports[0]);
        assert_eq!(incident.disputes, []);
        let toll = &incident.tolls[0];
        assert_eq!((toll.low, toll.high), (Some(24), Some(24)));
        assert_eq!(toll.basis[0].standing, Standing::Part);
    }
}

#[test]
fn a_headlines_figure_is_of_the_voice_that_the_report_cites_for_it() {
    let headline = json!({"harm": [harm("killed", 61)]});
    let mut again = harm("killed", 61);
    again["restates"] = headline["harm"][0]["span"].clone();
    let report = report(1, "2021-05-03", "market gunmen lorry fruit stalls vendors")
        .claim(headline)
        .claim(json!({"harm": [again], "attribution": said_by("The monitor", false)}))
        .done();
    let toll = toll(std::slice::from_ref(&report), HarmKind::Killed);
    assert_eq!(toll.basis[0].voice.as_deref(), Some("the monitor"));
    assert_eq!(toll.basis[0].standing, Standing::Counts);
}

#[test]
fn a_figure_said_again_counts_where_the_first_is_of_another_place() {
    let headline = json!({"harm": [harm("killed", 175)], "place": town('A')});
    let mut again = harm("killed", 175);
    again["restates"] = headline["harm"][0]["span"].clone();
    // Said twice more, of the town that most of the report is about.
    again["span"]["start"] = json!(900);
    again["span"]["end"] = json!(900 + again["span"]["text"].as_str().map_or(0, str::len));
    let report = report(1, "2021-05-03", "market gunmen lorry fruit stalls vendors")
        .claim(headline)
        .claim(json!({"harm": [again.clone()], "place": town('Z')}))
        .claim(json!({"harm": [again], "place": town('Z')}))
        .done();
    let toll = toll(std::slice::from_ref(&report), HarmKind::Killed);
    assert!(
        toll.basis
            .iter()
            .any(|figure| figure.standing == Standing::Counts),
        "{:?}",
        toll.basis
    );
    assert_eq!(toll.best, Some(175));
}

#[test]
fn a_monitor_in_the_headline_is_the_one_that_the_report_names() {
    let headline = json!({"harm": [harm("killed", 53)], "attribution": said_by("monitor", false)});
    let mut again = harm("killed", 53);
    again["restates"] = headline["harm"][0]["span"].clone();
    let mut named = said_by("Observatory for Rights", false);
    named[0]["actor"] = json!("mon.obs");
    let report = report(1, "2021-05-03", "market gunmen lorry fruit stalls vendors")
        .claim(headline)
        .claim(json!({"harm": [again], "attribution": named}))
        .done();
    let toll = toll(std::slice::from_ref(&report), HarmKind::Killed);
    assert_eq!(toll.basis[0].voice.as_deref(), Some("mon.obs"));
}

#[test]
fn scores_in_a_headline_give_way_to_the_number_in_the_lead() {
    let mut scores = figure("killed", json!(40), json!(null), "incident");
    scores["best"] = json!(null);
    let report = report(1, "2021-05-03", "market gunmen lorry fruit stalls vendors")
        .claim(json!({"harm": [scores]}))
        .claim(json!({"harm": [figure("killed", json!(100), json!(null), "incident")]}))
        .done();
    let toll = toll(std::slice::from_ref(&report), HarmKind::Killed);
    assert_eq!((toll.best, toll.open), (Some(100), true));
}

#[test]
fn figures_that_agree_are_no_dispute() {
    let said = |n: u32, who: &str| json!({"harm": [harm("killed", n)], "attribution": said_by(who, false)});
    let reports = [
        market(1, "2021-05-03", said(12, "Police")),
        market(2, "2021-05-04", said(12, "Residents")),
    ];
    let found = with_background(reports.to_vec());
    assert!(incident_of(&found, &reports[0]).disputes.is_empty());
}

#[test]
fn running_totals_never_enter() {
    let running = figure("killed", json!(900), json!(900), "running");
    let reports = [market(
        1,
        "2021-05-03",
        json!({"harm": [harm("killed", 4), running]}),
    )];
    let toll = toll(&reports, HarmKind::Killed);
    assert_eq!((toll.low, toll.high), (Some(4), Some(4)));
    assert_eq!(toll.basis[1].standing, Standing::RunningTotal);
}

#[test]
fn at_least_leaves_the_toll_open() {
    let at_least = figure("killed", json!(40), json!(null), "incident");
    let reports = [market(1, "2021-05-03", json!({"harm": [at_least]}))];
    let toll = toll(&reports, HarmKind::Killed);
    assert_eq!((toll.low, toll.best, toll.open), (Some(40), Some(40), true));
}

#[test]
fn wire_copies_count_once() {
    let killed = |n: u32| json!({"harm": [harm("killed", n)]});
    let first = market(1, "2021-05-03", killed(9));
    let copy = report(2, "2021-05-03", WORDS)
        .sketch_of(1)
        .publisher("Other Outlet")
        .claim(json!({"place": town('q'), "time": day("2021-05-03"), "harm": [harm("killed", 9)]}))
        .done();
    let found = with_background(vec![first.clone(), copy.clone()]);
    let incident = incident_of(&found, &first);
    assert_eq!((incident.documents.len(), incident.corroboration), (2, 1));
    let standing: Vec<Standing> = incident.tolls[0].basis.iter().map(|f| f.standing).collect();
    assert_eq!(standing, [Standing::Counts, Standing::WireCopy]);
    assert!(incident.links[0].reasons.contains(&LinkReason::WireCopy));
}

#[test]
fn what_did_not_happen_makes_no_incident() {
    let threat = report(1, "2021-05-03", WORDS)
        .claim(json!({"status": "threatened"}))
        .done();
    assert!(reconcile(&[threat]).incidents.is_empty());
    assert!(
        reconcile(&[report(2, "2021-05-03", WORDS).done()])
            .incidents
            .is_empty()
    );
}

#[test]
fn every_incident_rests_on_a_claim() {
    let far = |place, day_of| json!({"place": town(place), "time": day(day_of)});
    let mut here = far('a', "2021-05-01");
    here["harm"] = json!([harm("killed", 9)]);
    // The place that weighs most and the day that weighs most are of different claims.
    let report = |id| {
        report(id, "2021-05-21", WORDS)
            .claim(here.clone())
            .claim(far('k', "2021-05-20"))
            .claim(far('t', "2021-05-20"))
            .done()
    };
    for incident in reconcile(&[report(1), report(2)]).incidents {
        assert!(!incident.claims.is_empty(), "{incident:?}");
    }
}

#[test]
fn incidents_keep_to_the_published_schema() {
    let one = market(1, "2021-05-03", json!({"harm": [harm("killed", 9)]}));
    let two = market(2, "2021-05-04", json!({"harm": [harm("killed", 11)]}));
    for incident in with_background(vec![one, two]).incidents {
        let json = serde_json::to_value(&incident).expect("plain data");
        assert_eq!(
            dateline_model::testing::incident_faults(&json),
            Vec::<String>::new()
        );
    }
}

#[test]
fn comparisons_grow_in_proportion_to_reports() {
    let comparisons = |n: u32| {
        let reports: Vec<Report> = (0..n)
            .map(|id| {
                let words = format!("police story{} scene{} common", id / 3, id / 5);
                let claim = json!({"place": town('q'), "time": day("2021-05-03")});
                report(id, "2021-05-03", &words).claim(claim).done()
            })
            .collect();
        reconcile(&reports).comparisons
    };
    let (small, large) = (comparisons(200), comparisons(800));
    assert!(
        large <= 5 * small,
        "{small} comparisons for 200 reports, {large} for 800"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn the_order_of_arrival_does_not_matter(keys in prop::collection::vec(any::<u32>(), 52)) {
        let mut reports = background();
        for n in 1..=12u32 {
            let words = format!("{WORDS} story{}", n % 3);
            let claim = json!({"place": town('q'), "time": day(&format!("2021-05-{:02}", 1 + n % 4)), "harm": [harm("killed", n % 5)]});
            reports.push(report(n, &format!("2021-05-{:02}", 4 + n % 3), &words).claim(claim).done());
        }
        let expected = reconcile(&reports);
        let mut shuffled: Vec<(u32, Report)> = keys.into_iter().zip(reports).collect();
        shuffled.sort_by_key(|(key, _)| *key);
        let mut shuffled: Vec<Report> = shuffled.into_iter().map(|(_, report)| report).collect();
        prop_assert_eq!(&reconcile(&shuffled), &expected);
        let again = shuffled[0].clone();
        shuffled.push(again);
        prop_assert_eq!(&reconcile(&shuffled), &expected, "a report given twice counts once");
    }
}

/// Reports of a few stories on one town's few days: crowded enough that they push each other out of reach.
pub(crate) fn crowd(stories: &[(u8, u8, u8)]) -> Vec<Report> {
    let telling = stories
        .iter()
        .zip(1_000u32..)
        .map(|(&(story, day_of, killed), n)| {
            let words = format!("{WORDS} story{} scene{} road{}", story % 4, story % 3, n % 29);
            let claim = json!({"place": town('q'), "time": day(&format!("2021-05-{:02}", 1 + day_of % 5)),
            "harm": [harm("killed", u32::from(killed % 4))]});
            let told = report(n, &format!("2021-05-{:02}", 4 + day_of % 6), &words).claim(claim);
            // Some tell of another town in passing.
            match story {
                0..=63 => told.claim(beside::in_passing(u32::from(killed % 4))).done(),
                _ => told.done(),
            }
        });
    background().into_iter().chain(telling).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn adding_reports_one_by_one_in_any_order_gives_what_a_full_run_gives(
        stories in prop::collection::vec(any::<(u8, u8, u8)>(), 1..140),
        keys in prop::collection::vec(any::<u32>(), 180),
        known in 0..60usize,
    ) {
        let reports = crowd(&stories);
        let rarity = Rarity::of(&reports);
        let expected = Reconciler::of(rarity.clone(), &reports).into_incidents();
        let mut order: Vec<(u32, &Report)> = keys.into_iter().cycle().zip(&reports).collect();
        order.sort_by_key(|(key, _)| *key);
        let order: Vec<Report> = order.into_iter().map(|(_, report)| report.clone()).collect();
        let known = known.min(order.len());
        let mut reconciler = Reconciler::of(rarity, &order[..known]);
        let mut ledger: BTreeMap<IncidentId, Incident> =
            reconciler.incidents().map(|i| (i.id.clone(), i.clone())).collect();
        for report in &order[known..] {
            let change = reconciler.add(report);
            for id in &change.gone {
                prop_assert!(ledger.remove(id).is_some(), "only what was there goes");
            }
            ledger.extend(change.new.into_iter().map(|i| (i.id.clone(), i)));
            prop_assert_eq!(reconciler.add(report), crate::Change::default(), "a report given twice changes nothing");
        }
        let halves = order.split_at(known);
        let counted = Rarity::of(halves.0).and(&Rarity::of(halves.1));
        prop_assert_eq!(&counted, reconciler.rarity(), "parts come to the whole");
        prop_assert_eq!(Rarity::from_bytes(&counted.to_bytes()), Some(counted));
        let by_id: BTreeMap<IncidentId, Incident> = expected.iter().map(|i| (i.id.clone(), i.clone())).collect();
        prop_assert_eq!(&reconciler.into_incidents(), &expected);
        prop_assert_eq!(ledger, by_id, "the changes add up to the incidents");
    }
}

#[test]
fn a_report_of_another_event_touches_nothing() {
    let reports = [
        market(1, "2021-05-03", json!({})),
        market(2, "2021-05-04", json!({})),
    ];
    let all: Vec<Report> = background().into_iter().chain(reports).collect();
    let mut reconciler = Reconciler::new(&all);
    let before = reconciler.incidents().count();
    let other = report(900, "2022-01-09", "quarrel cousins wedding garden")
        .claim(json!({"place": town('z')}))
        .done();
    let change = reconciler.add(&other);
    assert_eq!((change.gone.len(), change.new.len()), (0, 1));
    assert_eq!(reconciler.incidents().count(), before + 1);
}

/// Figures of one report's claims, and what the incident's toll of killed is.
fn killed(claims: Vec<serde_json::Value>) -> (Option<u32>, Option<u32>, Option<u32>) {
    let mut draft = report(1, "2021-05-03", WORDS);
    for claim in claims {
        let mut fields = json!({"place": town('q')});
        for (key, value) in claim.as_object().expect("an object") {
            fields[key] = value.clone();
        }
        draft = draft.claim(fields);
    }
    let toll = toll(&[draft.done()], HarmKind::Killed);
    (toll.low, toll.best, toll.high)
}

#[test]
fn a_count_over_a_month_is_no_toll_of_the_event() {
    let july = json!({"start": "2021-04-01", "end": "2021-04-30", "precision": "month", "timex": "2021-04", "basis": "explicit",
        "mention": {"start": 0, "end": 5, "text": "April"}});
    let month = json!({"harm": [harm("killed", 45)], "time": july});
    let event = json!({"harm": [harm("killed", 2)], "time": day("2021-05-03")});
    assert_eq!(killed(vec![event, month]), (Some(2), Some(2), Some(2)));
}

#[test]
fn a_figure_said_again_in_one_sentence_counts_once() {
    let named = |who: &str, n: u32, at: usize| {
        let mut figure = harm("killed", n);
        figure["victims"]["who"] = json!(who);
        figure["span"]["start"] = json!(at);
        figure["span"]["end"] = json!(at + figure["span"]["text"].as_str().map_or(0, str::len));
        figure
    };
    let twice = json!({"harm": [named("mill workers", 35, 0), named("workers", 35, 40)]});
    assert_eq!(killed(vec![twice]), (Some(35), Some(35), Some(35)));
    let others = json!({"harm": [named("nurses", 2, 0), named("guards", 2, 40)]});
    assert_eq!(killed(vec![others]), (Some(4), Some(4), Some(4)));
}

#[test]
fn dozens_beside_a_number_adds_nothing() {
    let mut dozens = figure("killed", json!(24), json!(null), "incident");
    dozens["best"] = json!(null);
    let both = json!({"harm": [dozens, harm("killed", 61)]});
    assert_eq!(killed(vec![both]), (Some(61), Some(61), Some(61)));
}

#[test]
fn the_headlines_figure_is_the_whole() {
    let headline = json!({"harm": [harm("killed", 10)]});
    let battle = json!({"harm": [harm("killed", 19)]});
    let (_, best, _) = killed(vec![headline, battle]);
    assert_eq!(best, Some(10));
}

#[test]
fn an_earlier_attack_that_a_report_recalls_does_not_date_it() {
    let news = json!({"place": town('q'), "harm": [harm("killed", 20)]});
    let mut draft = report(1, "2021-05-03", WORDS).claim(news);
    for _ in 0..8 {
        draft = draft.claim(json!({"status": "denied"}));
    }
    let recalled = json!({"place": town('q'), "harm": [harm("killed", 7)], "time": day("2021-03-20")});
    let report = draft.claim(recalled).done();
    let found = reconcile(std::slice::from_ref(&report));
    let start = incident_of(&found, &report).start;
    assert_eq!(start.map(|d| d.to_string()).as_deref(), Some("2021-05-02"));
}

#[test]
fn what_was_held_apart_keeps_its_reasons() {
    let one = market(1, "2021-05-03", json!({}));
    let two = market(2, "2021-05-03", json!({}));
    let later = market(3, "2021-05-20", json!({"time": day("2021-05-19")}));
    let mut all = background();
    all.extend([one.clone(), two, later.clone()]);
    let reconciler = Reconciler::new(&all);
    let evidence = reconciler
        .evidence(&one.document, &later.document)
        .expect("both are known");
    assert!(evidence.blocked);
    assert!(evidence.reasons.contains(&LinkReason::SimilarWords));
    assert!(evidence.reasons.contains(&LinkReason::OtherDay));
    let unknown = market(4, "2021-05-20", json!({}));
    assert_eq!(reconciler.evidence(&one.document, &unknown.document), None);
}

#[test]
fn apart_names_the_report_of_another_incident_that_came_nearest() {
    let stories: Vec<(u8, u8, u8)> = (0..60).map(|n| (n % 4, n % 5, n % 3)).collect();
    let found = reconcile(&crowd(&stories));
    let mut seen = 0;
    for incident in &found.incidents {
        for link in &incident.apart {
            let inside = |d| incident.documents.contains(d);
            assert_ne!(
                inside(&link.earlier),
                inside(&link.later),
                "one side is of the incident"
            );
            assert!(!link.reasons.is_empty());
            seen += 1;
        }
    }
    assert!(seen > 0);
}
