//! Every type and mode, with every combination of what may be known, and the crosswalk's rows.

use super::*;
use crate::taxonomy::cameo;
use std::collections::BTreeSet;

const CROSSWALK: Source = source!("crosswalk.tsv");

const KINDS: [Option<ActorKind>; 7] = [
    None,
    Some(ActorKind::StateForce),
    Some(ActorKind::NonStateArmed),
    Some(ActorKind::Political),
    Some(ActorKind::Civilian),
    Some(ActorKind::International),
    Some(ActorKind::Media),
];

/// Every combination of what may be known about the parties.
fn all_parties() -> Vec<Parties> {
    let mut all = Vec::new();
    for source in KINDS {
        for target in KINDS {
            for ground in [
                Ground::NotStated,
                Ground::TakenByUnknown,
                Ground::TakenByGovernment,
                Ground::TakenByOther,
            ] {
                for mutual in [false, true] {
                    for harm in [HarmLevel::NotStated, HarmLevel::Injuries, HarmLevel::Deaths] {
                        all.push(Parties {
                            source,
                            target,
                            ground,
                            mutual,
                            harm,
                        });
                    }
                }
            }
        }
    }
    all
}

#[test]
fn every_type_and_mode_maps_into_each_view_or_to_an_explicit_none() {
    for (kind, mode) in pairs() {
        for parties in all_parties() {
            for contexts in [&[][..], Context::ALL] {
                let rule = rule(kind, mode, contexts, &parties);
                assert!(rule.is_some(), "{kind} {mode:?} {parties:?} falls through");
                let violent = ucdp_view(kind, mode, contexts, &parties).is_some();
                assert!(
                    !violent || kind == EventType::Assault,
                    "{kind} {mode:?} is not violence"
                );
            }
        }
    }
}

#[test]
fn a_mode_of_another_type_has_no_view() {
    let parties = Parties::default();
    for &kind in EventType::ALL {
        for &mode in Mode::ALL.iter().filter(|m| !kind.allows(**m)) {
            assert_eq!(acled_view(kind, Some(mode), &[], &parties), None, "{kind}/{mode}");
            assert_eq!(ucdp_view(kind, Some(mode), &[], &parties), None, "{kind}/{mode}");
        }
    }
}

#[test]
fn words_and_meetings_are_not_violence() {
    for kind in EventType::ALL
        .iter()
        .filter(|k| k.quad().number() % 2 == 1 && **k != EventType::Concede)
    {
        for &mode in kind.modes() {
            let parties = Parties {
                harm: HarmLevel::Deaths,
                ..Parties::default()
            };
            assert_eq!(
                acled_view(*kind, Some(mode), Context::ALL, &parties),
                None,
                "{kind}/{mode}"
            );
        }
    }
}

#[test]
fn sub_types_are_reached_as_the_list_says() {
    let mut reached = BTreeSet::new();
    for (kind, mode) in pairs() {
        for parties in all_parties() {
            for contexts in [&[][..], Context::ALL] {
                reached.extend(acled_view(kind, mode, contexts, &parties).map(|v| v.sub_event_type));
            }
        }
    }
    for sub_type in acled_sub_types() {
        assert_eq!(
            reached.contains(sub_type.sub_event_type),
            sub_type.reached,
            "{sub_type:?}"
        );
    }
    assert_eq!(acled_sub_types().len(), 25);
}

#[test]
fn a_type_of_violence_needs_both_sides() {
    let named: Vec<u8> = violence_types().iter().map(|v| v.number).collect();
    assert_eq!(named, [1, 2, 3]);
    for (kind, mode) in pairs() {
        for parties in all_parties() {
            if let Some(view) = ucdp_view(kind, mode, &[], &parties) {
                assert!(named.contains(&view.type_of_violence));
                let against_civilians =
                    matches!(parties.target, Some(ActorKind::Civilian | ActorKind::Media));
                assert_eq!(
                    view.type_of_violence == 3,
                    against_civilians,
                    "{kind} {mode:?} {parties:?}"
                );
                assert!(parties.source.is_some(), "{kind} {mode:?} {parties:?}");
            }
        }
    }
}

#[test]
fn two_sided_acts_read_the_same_from_both_sides() {
    for (kind, mode) in pairs() {
        for parties in all_parties()
            .into_iter()
            .filter(|p| p.mutual && kind == EventType::Assault)
        {
            let turned = Parties {
                source: parties.target,
                target: parties.source,
                ..parties
            };
            let battle = |p: &Parties| {
                acled_view(kind, mode, &[], p)
                    .filter(|v| v.event_type == "Battles")
                    .map(|v| v.sub_event_type)
            };
            let clash_modes = !matches!(mode, Some(Mode::Destroy));
            assert!(
                !clash_modes || battle(&parties) == battle(&turned),
                "{mode:?} {parties:?}"
            );
        }
    }
}

/// The parties of a row of the crosswalk.
fn parties_of(row: &Row) -> Result<Parties, TableError> {
    let kind = |column| match row.cell(column) {
        "-" => Ok(None),
        _ => parse_side(row, column).map(|kinds| kinds[0]),
    };
    Ok(Parties {
        source: kind("source")?,
        target: kind("target")?,
        ground: match row.cell("ground") {
            "-" => Ground::NotStated,
            "government" => Ground::TakenByGovernment,
            "other" => Ground::TakenByOther,
            other => return Err(row.error(format!("ground `{other}`"))),
        },
        mutual: row.optional("mutual").is_some_and(|m| m == "yes"),
        harm: match row.cell("harm") {
            "-" => HarmLevel::NotStated,
            "injuries" => HarmLevel::Injuries,
            "deaths" => HarmLevel::Deaths,
            other => return Err(row.error(format!("harm `{other}`"))),
        },
    })
}

fn crosswalk_faults() -> Result<Vec<String>, TableError> {
    let rows = CROSSWALK.rows(&[
        "what", "type", "mode", "contexts", "source", "target", "ground", "mutual", "harm", "cameo", "acled",
        "ucdp",
    ])?;
    let mut faults = Vec::new();
    for row in &rows {
        let kind: EventType = row.required("type")?;
        let mode: Option<Mode> = row.parsed("mode")?;
        let contexts: Vec<Context> = row.list("contexts", '+')?;
        let parties = parties_of(row)?;
        let found = [
            cameo::cameo_of(kind, mode, &contexts).map(|c| c.code.to_owned()),
            acled_view(kind, mode, &contexts, &parties).map(|v| v.sub_event_type),
            ucdp_view(kind, mode, &contexts, &parties).map(|v| v.type_of_violence.to_string()),
        ];
        for (column, found) in ["cameo", "acled", "ucdp"].into_iter().zip(found) {
            let found = found.as_deref().unwrap_or("-");
            if found != row.cell(column) {
                let problem = format!(
                    "{}: {column} is {found}, not {}",
                    row.cell("what"),
                    row.cell(column)
                );
                faults.push(row.error(problem).to_string());
            }
        }
    }
    Ok(faults)
}

#[test]
fn the_crosswalk_holds() {
    assert_eq!(crosswalk_faults(), Ok(Vec::new()));
}

fn check_refused(body: &str, expected: &str) {
    let head = "type\tmode\tcontexts\tground\tmutual\tsource\ttarget\tharm\tacled\tucdp\tnote\n";
    let text: &'static str = format!("{head}{body}").leak();
    let found = parse_rules(Source { file: "v.tsv", text }, &ACLED);
    assert_eq!(
        found.map(drop).map_err(|e| e.to_string()),
        Err(expected.to_owned())
    );
}

#[test]
fn faults_in_the_rules_are_named() {
    check_refused(
        "AID\tvisit\t*\t*\t*\t*\t*\t*\t-\t-\t-\n",
        "v.tsv:2: visit is not a mode of AID",
    );
    check_refused(
        "AID\t*\t*\t*\t*\trebels\t*\t*\t-\t-\t-\n",
        "v.tsv:2: column `source`: `rebels` is not a kind of party",
    );
    check_refused(
        "AID\t*\t*\t*\t*\t*\t*\t*\tBrawl\t-\t-\n",
        "v.tsv:2: `Brawl` is not a sub-type of acled_like.tsv",
    );
    check_refused(
        "AID\t*\t*\t*\t*\t*\t*\t*\t-\t-\t-\nAID\t-\t*\t*\t*\t*\t*\t*\tOther\t-\t-\n",
        "v.tsv:3: no row can apply after the unconditional one of its type and modes",
    );
    check_refused(
        "AID\t*\t*\t*\t*\t*\t*\t*\t-\t-\t-\n",
        "v.tsv:2: AGREE - has no unconditional row",
    );
}
