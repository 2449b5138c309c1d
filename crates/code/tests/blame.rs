//! Whose act it is, where the act is no verb of its doer's: involvement, blame, plots.

use dateline_code::Coder;
use dateline_model::{Claim, Document, DocumentParts, Status, taxonomy::EventType};
use std::sync::LazyLock;

static CODER: LazyLock<Coder> = LazyLock::new(|| Coder::embedded().expect("the lexicons are well formed"));

/// Doers in the text's words and status of each act of violence.
fn acts(text: &str) -> Vec<(Vec<String>, Status)> {
    let document = Document::new(DocumentParts {
        text: text.to_owned(),
        ..DocumentParts::default()
    });
    let violent = |c: &Claim| c.event.as_ref().is_some_and(|e| e.kind == EventType::Assault);
    let found = CODER.code(&document).into_iter().filter(violent);
    found
        .map(|c| {
            let doers = c.source_actors.iter().map(|a| a.mention.text().to_owned());
            (doers.collect(), c.status)
        })
        .collect()
}

#[track_caller]
fn check(text: &str, doer: Option<&str>, status: Status) {
    let doers: Vec<String> = doer.map(str::to_owned).into_iter().collect();
    assert_eq!(acts(text), [(doers, status)], "{text}");
}

#[test]
fn who_has_part_in_an_act_does_it() {
    for (text, doer) in [
        (
            "Four soldiers were involved in the massacre of the villagers.",
            "Four soldiers",
        ),
        (
            "The militia participated in the attack on the village.",
            "The militia",
        ),
        (
            "The Taliban was behind the assassination of the senator.",
            "The Taliban",
        ),
        (
            "A right-wing militia is responsible for the massacre of nine villagers.",
            "A right-wing militia",
        ),
        (
            "The two men confessed to the murder of the banker.",
            "The two men",
        ),
    ] {
        check(text, Some(doer), Status::Asserted);
    }
}

#[test]
fn who_is_blamed_is_alleged_to_have_done_it() {
    for (text, doer) in [
        (
            "The militia was blamed for the bombing of the market.",
            "The militia",
        ),
        ("Rebels were accused of shelling the town of Saraqib.", "Rebels"),
        (
            "The minister accused the rebels of shelling the town of Saraqib.",
            "the rebels",
        ),
        ("The attack was attributed to the Taliban.", "the Taliban"),
        ("The bombing was blamed on the Taliban.", "the Taliban"),
        (
            "The bishop blamed the army for the killing of two nuns.",
            "the army",
        ),
        (
            "Four soldiers were implicated in the murder of the priest.",
            "Four soldiers",
        ),
        (
            "Two officers suspected of killing the mayor were arrested.",
            "Two officers",
        ),
    ] {
        check(text, Some(doer), Status::Alleged);
    }
}

#[test]
fn who_foils_a_plot_has_no_part_in_it() {
    check(
        "The police foiled a plot to kidnap the ambassador.",
        None,
        Status::Attempted,
    );
    check(
        "Police thwarted an attempt by rebels to kidnap the ambassador.",
        Some("rebels"),
        Status::Attempted,
    );
}

#[test]
fn members_and_guerrillas_are_their_group() {
    for (text, doer) in [
        (
            "Five members of the Taliban attacked a police post in Kunduz.",
            "Five members of the Taliban",
        ),
        (
            "Guerrillas of the Taliban attacked a police post in Kunduz.",
            "Guerrillas of the Taliban",
        ),
        (
            "Guerrillas of the Red Front attacked a police post.",
            "Guerrillas of the Red Front",
        ),
        (
            "A new attack on the pipeline, which caused a spill, was carried out this morning by gunmen.",
            "gunmen",
        ),
        (
            "The nuns were killed by some twenty men in masks.",
            "some twenty men",
        ),
    ] {
        check(text, Some(doer), Status::Asserted);
    }
    check(
        "Several union offices and the homes of bishops were attacked overnight.",
        None,
        Status::Asserted,
    );
}

#[test]
fn a_bomb_that_did_not_go_off_was_meant_to() {
    check(
        "A bomb planted at the bank did not explode.",
        None,
        Status::Attempted,
    );
    check("The device failed to go off.", None, Status::Attempted);
    assert!(acts("Police deactivated a bomb left at the bank.").is_empty());
}

#[test]
fn what_is_avenged_was_not_done_by_the_avenger() {
    assert_eq!(
        acts("Air force jets struck a camp in Derna in retaliation for the killing of 28 pilgrims."),
        [
            (vec!["Air force jets".to_owned()], Status::Asserted),
            (vec![], Status::Asserted)
        ]
    );
}

#[test]
fn what_somebody_is_accused_of_is_alleged() {
    check("Regime accused of bombing town of Daraya.", None, Status::Alleged);
    // The man accused says nothing.
    let found = acts("Police arrested 23 people over the lynching of a man accused of blasphemy.");
    assert_eq!(found[0].1, Status::Asserted);
}

#[test]
fn an_attack_without_casualties_took_place() {
    check(
        "No casualties were reported in the mortar attack on the airport.",
        None,
        Status::Asserted,
    );
}
