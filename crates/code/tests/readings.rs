//! What the whole coder makes of sentences whose grammar decides: one check a construction, in the project's own words.

use dateline_code::Coder;
use dateline_model::{Claim, Document, DocumentParts, Status, taxonomy::EventType};
use std::sync::OnceLock;

fn claims(text: &str) -> Vec<Claim> {
    static CODER: OnceLock<Coder> = OnceLock::new();
    let coder = CODER.get_or_init(|| Coder::embedded().expect("the built-in lexicons are well formed"));
    coder.code(&Document::new(DocumentParts {
        text: text.to_owned(),
        ..Default::default()
    }))
}

/// The claims with an event, by the words of their trigger, with status.
fn events(text: &str) -> Vec<(String, Status)> {
    let told = claims(text).into_iter().filter(|c| c.event.is_some());
    told.map(|c| {
        (
            c.trigger.map(|t| t.text().to_owned()).unwrap_or_default(),
            c.status,
        )
    })
    .collect()
}

#[test]
fn an_offensive_with_an_aim_happened_and_its_aim_is_planned() {
    let found = events("Rebels launched an offensive on the army in a bid to capture the port of Latakia.");
    assert!(
        found.contains(&("offensive".to_owned(), Status::Asserted)),
        "{found:?}"
    );
    assert!(
        found.iter().any(|(_, status)| *status == Status::Planned),
        "{found:?}"
    );
}

#[test]
fn what_is_threatened_with_weapons_is_one_threat() {
    let found = events("The militia threatened to bomb the port of Latakia with rockets.");
    let bombing: Vec<_> = found
        .iter()
        .filter(|(words, _)| !words.starts_with("threat"))
        .collect();
    assert_eq!(bombing.len(), 1, "{found:?}");
    assert_eq!(bombing[0].1, Status::Threatened);
}

#[test]
fn an_attack_claimed_by_a_group_is_one_claim_on_its_word() {
    let found = claims(
        "The attack on the barracks, which killed six soldiers, was claimed by the Islamic State group.",
    );
    let events: Vec<&Claim> = found.iter().filter(|c| c.event.is_some()).collect();
    assert_eq!(events.len(), 1, "{events:?}");
    assert_eq!(events[0].status, Status::Claimed);
    assert_eq!(events[0].source_actors[0].name, "Islamic State");
    assert_eq!(events[0].attribution[0].speaker.as_deref(), Some("Islamic State"));
}

#[test]
fn a_count_is_of_events_and_never_of_people() {
    let count = |text: &str| claims(text).iter().find_map(|c| c.count.as_ref()?.bounds.low);
    assert_eq!(
        count("Warplanes carried out 14 air strikes on the town of Saraqib."),
        Some(14)
    );
    for people in [
        "At least 15 dead in air strikes on the town of Saraqib.",
        "Three suicide bombers attacked a barracks in Saraqib.",
        "Shelling left 20 people dead in Saraqib.",
    ] {
        assert_eq!(count(people), None, "{people}");
    }
}

#[test]
fn a_compound_names_its_own_holder() {
    let holder = |text: &str| {
        let control = claims(text).into_iter().filter_map(|c| c.condition);
        control.filter_map(|c| c.holder).collect::<Vec<String>>()
    };
    let found = holder("Government warplanes bombed the rebel-held town of Saraqib.");
    assert!(found.iter().all(|h| !h.contains("Government")), "{found:?}");
    assert_eq!(found.len(), 1, "{found:?}");
}

#[test]
fn who_says_it_did_something_is_the_doer_and_claims_it() {
    let found = claims(
        "The National Liberation Army said on Monday that it carried out the car bombing of a police academy in Bogota.",
    );
    let bombing = found.iter().find(|c| c.event.is_some()).expect("a bombing");
    assert_eq!(bombing.source_actors[0].name, "National Liberation Army");
    assert_eq!(bombing.status, Status::Claimed);
}

#[test]
fn who_blames_is_the_doer_of_the_blaming() {
    let found = claims("Prime Minister Benjamin Netanyahu accused Hezbollah of shelling the town of Metula.");
    let accusation = found
        .iter()
        .find(|c| c.trigger.as_ref().is_some_and(|t| t.text() == "accused"));
    let accusation = accusation.expect("an accusation");
    assert_eq!(accusation.source_actors[0].name, "Benjamin Netanyahu");
    assert_eq!(accusation.target_actors[0].name, "Hezbollah");
}

#[test]
fn a_noun_is_no_act_of_its_verb() {
    let told = |text: &str| -> Vec<String> { events(text).into_iter().map(|(words, _)| words).collect() };
    assert!(told("The ministry did not answer a request for comment.").is_empty());
    let aid = told("The mayor visited a camp for displaced families in Idlib.");
    assert!(aid.iter().all(|words| words != "displaced"), "{aid:?}");
}

#[test]
fn a_denial_of_involvement_is_kept_and_one_of_words_is_not() {
    let denials = |text: &str| {
        events(text)
            .into_iter()
            .filter(|(_, status)| *status == Status::Denied)
            .count()
    };
    assert_eq!(
        denials("Moscow denied that its aircraft were involved in the incident near Saraqib."),
        1
    );
    assert_eq!(denials("The faction denied the allegation."), 0);
}

#[test]
fn what_no_lexicon_knows_makes_no_claim() {
    assert!(claims("The mayor opened a library. Children read there after school.").is_empty());
}

#[test]
fn who_backs_the_victim_is_no_doer() {
    for text in [
        "The assassination of an officer backed by Iran shocked the city of Homs.",
        "Gunmen are blamed for the killing of a commander of the rebels (supported by Turkey).",
    ] {
        for claim in claims(text) {
            let doers: Vec<_> = claim.source_actors.iter().map(|a| &a.name).collect();
            assert!(
                !doers.iter().any(|name| name.contains("Government")),
                "{text}: {doers:?}"
            );
        }
    }
}

/// Where and when the first event of a report of 24 November 2021 happened.
fn scene(text: &str) -> (Option<dateline_model::Place>, Option<String>) {
    static CODER: OnceLock<Coder> = OnceLock::new();
    let coder = CODER.get_or_init(|| Coder::embedded().expect("the built-in lexicons are well formed"));
    let claims = coder.code(&Document::new(DocumentParts {
        text: text.to_owned(),
        published: Some("2021-11-24".parse().expect("a date")),
        ..Default::default()
    }));
    let event = claims.into_iter().find(|c| c.event.is_some()).expect("an event");
    (event.place, event.time.map(|time| time.timex))
}

#[test]
fn the_day_of_a_statement_is_not_the_day_of_the_event() {
    for (text, day) in [
        (
            "Gunmen killed two farmers in Mosul on Sunday, the police said on Tuesday.",
            Some("2021-11-21"),
        ),
        (
            "Gunmen killed two farmers in Mosul, the police said on Tuesday.",
            None,
        ),
        (
            "Gunmen killed two farmers in Mosul on Sunday.",
            Some("2021-11-21"),
        ),
    ] {
        assert_eq!(scene(text).1.as_deref(), day, "{text}");
    }
}

/// The day of the first act of violence, in a report of 24 November 2021.
fn day_of_violence(text: &str) -> Option<String> {
    static CODER: OnceLock<Coder> = OnceLock::new();
    let coder = CODER.get_or_init(|| Coder::embedded().expect("the built-in lexicons are well formed"));
    let claims = coder.code(&Document::new(DocumentParts {
        text: text.to_owned(),
        published: Some("2021-11-24".parse().expect("a date")),
        ..Default::default()
    }));
    let violent = |c: &Claim| match &c.event {
        Some(event) => event.kind == EventType::Assault,
        None => c.harm.iter().any(|h| h.kind == dateline_model::HarmKind::Killed),
    };
    let claim = claims
        .into_iter()
        .find(violent)
        .unwrap_or_else(|| panic!("no violence in: {text}"));
    claim.time.map(|time| time.timex)
}

#[test]
fn the_day_of_a_charge_is_not_the_day_of_the_crime() {
    for (text, day) in [
        ("Police charged the baker with murder on Monday.", None),
        (
            "A clerk was arrested on Monday over the murder of two farmers.",
            None,
        ),
        (
            "A clerk was arrested on Monday over the murder of two farmers on Sunday.",
            Some("2021-11-21"),
        ),
        (
            "Two farmers were killed on Sunday, and a clerk was arrested on Monday.",
            Some("2021-11-21"),
        ),
        ("Gunmen killed two farmers on Sunday.", Some("2021-11-21")),
    ] {
        assert_eq!(day_of_violence(text).as_deref(), day, "{text}");
    }
}

#[test]
fn an_event_beside_a_town_is_not_in_it() {
    let (place, _) = scene("Gunmen killed two farmers 30 km south of Mosul in Iraq on Sunday.");
    let place = place.expect("the words say where");
    let relative = place.relative.expect("it is told by a town");
    assert_eq!(
        (relative.bearing, relative.distance_km),
        (Some(180.0), Some(30.0))
    );
    assert_eq!((place.geonameid, place.country.as_deref()), (None, Some("IRQ")));
    assert!(place.lat < relative.anchors[0].lat && place.precision_km > Some(10.0));
}

#[test]
fn a_town_in_another_romanisation_is_found_in_the_country_of_the_report_and_marked() {
    let place = |text: &str| scene(text).0.map(|place| (place.country, place.match_kind));
    assert_eq!(
        place(
            "Shells killed two farmers in Talbisseh on Sunday. Syria blamed nobody, officials in Syria said."
        ),
        Some((Some("SYR".to_owned()), Some(dateline_model::PlaceMatch::Fuzzy)))
    );
    let elsewhere = place("Shells killed two farmers in Talbisseh on Sunday. Ukraine blamed nobody.");
    assert!(elsewhere.is_none_or(|(country, _)| country.as_deref() != Some("SYR")));
}

#[test]
fn what_nobody_has_claimed_is_claimed_by_nobody() {
    for text in [
        "No one has claimed responsibility for Sunday's blast, but Islamic State has bombed markets in Baghdad before.",
        "There was no immediate claim of responsibility for the blast in Damascus.",
        "Nobody has claimed the bombing, but the Taliban often attack the police in Kabul.",
    ] {
        for claim in claims(text) {
            assert_ne!(claim.status, Status::Claimed, "{text}: {claim:?}");
            assert!(claim.attribution.is_empty(), "{text}: {:?}", claim.attribution);
        }
    }
}

#[test]
fn a_statement_about_a_kind_of_act_tells_of_none() {
    for general in [
        "Torture does not work, the study concludes.",
        "Kidnapping is a crime in every legal code.",
        "A suicide attack needs a driver and a paymaster.",
        "Shelling can break the nerves of the bravest.",
    ] {
        assert_eq!(events(general), [], "{general}");
    }
    for told in [
        "Shelling killed four farmers in Donetsk.",
        "An ambush has cost the army dearly.",
        "The shelling is the heaviest so far.",
    ] {
        assert!(!events(told).is_empty(), "{told}");
    }
}

/// The words of the doers of all events, in order.
fn doers(text: &str) -> Vec<String> {
    let found = claims(text).into_iter().filter(|c| c.event.is_some());
    found
        .flat_map(|c| c.source_actors)
        .map(|actor| actor.mention.text().to_owned())
        .collect()
}

#[test]
fn an_act_is_whose_work_it_is_said_to_be() {
    assert_eq!(
        doers("The murder of the notary was the work of guerrillas, a colonel said."),
        ["guerrillas"]
    );
    assert_eq!(
        doers("A raid on the depot perpetrated by hooded gunmen left two guards dead."),
        ["hooded gunmen"]
    );
    assert!(doers("The murder of the notary shook the town.").is_empty());
}

#[test]
fn individuals_and_assassins_are_people_who_act() {
    assert_eq!(
        doers("Unidentified individuals threw two grenades at the tram depot."),
        ["Unidentified individuals"]
    );
    assert_eq!(
        doers("Hooded assassins shot a notary dead on Monday."),
        ["Hooded assassins"]
    );
}

#[test]
fn a_thing_struck_is_told_with_whose_it_is() {
    let struck = |text: &str| -> Vec<String> {
        let found = claims(text).into_iter().flat_map(|c| c.physical_targets);
        found.map(|thing| thing.text().to_owned()).collect()
    };
    assert_eq!(
        struck("Rebels bombed the offices of the fishing union."),
        ["offices of the fishing union"]
    );
    assert_eq!(
        struck("Rebels bombed the offices on Monday, a clerk said."),
        ["offices"]
    );
}

#[test]
fn a_country_in_the_name_of_a_group_is_no_scene() {
    let place = |text: &str| {
        let told = claims(text).into_iter().find(|c| c.event.is_some());
        told.and_then(|c| c.place).map(|place| place.name)
    };
    let group = "the Islamic State in Iraq and the Levant shot nine guards dead";
    assert_eq!(place(&format!("A monitor said {group} at a well.")), None);
    assert_eq!(
        place(&format!("A monitor said {group} at a well in Aleppo.")).as_deref(),
        Some("Aleppo")
    );
}

/// The codebook's types of all events, in order.
fn sub_events(text: &str) -> Vec<String> {
    let views = claims(text).into_iter().filter_map(|c| c.event?.acled);
    views.map(|view| view.sub_event_type).collect()
}

#[test]
fn what_is_done_to_protesters_is_told_from_what_they_do() {
    let has = |text: &str, wanted: &str| {
        let found = sub_events(text);
        assert!(found.iter().any(|name| name == wanted), "{text}: {found:?}");
    };
    has(
        "Gendarmes beat two anti-government demonstrators who protested over bread in Hama.",
        "Excessive force against protesters",
    );
    has(
        "Gunfire killed three protesters on the bridge in Hama.",
        "Excessive force against protesters",
    );
    has(
        "Nine clerks were arrested at a protest over unpaid wages.",
        "Protest with intervention",
    );
    has(
        "Gendarmes suppressed a march of herders in the capital.",
        "Protest with intervention",
    );
    has(
        "Protesters left the square, and the customs house was burned down.",
        "Violent demonstration",
    );
    let peaceful = sub_events("Clerks protested in the capital over unpaid wages.");
    assert_eq!(peaceful, ["Peaceful protest"]);
}

#[test]
fn what_was_fired_or_thrown_says_how() {
    assert_eq!(
        sub_events("The army fired 90 mortar shells at the rebels overnight."),
        ["Shelling/artillery/missile attack"]
    );
    assert_eq!(
        sub_events("A checkpoint in Hama was attacked with a grenade."),
        ["Grenade"]
    );
}

#[test]
fn a_feared_brigade_did_what_it_did() {
    let found = events("A feared brigade shelled the village on Monday.");
    assert_eq!(found[0].1, Status::Asserted, "{found:?}");
}

#[test]
fn who_stands_beside_the_blast_did_not_kill() {
    let found = doers("A bomb went off outside a barracks of the border guards killing six.");
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn who_is_harmed_or_flees_does_nothing_by_it() {
    let doers = |text: &str, kind: EventType| -> Vec<String> {
        let of_kind = claims(text)
            .into_iter()
            .filter(|c| c.event.as_ref().is_some_and(|e| e.kind == kind));
        of_kind
            .flat_map(|c| c.source_actors)
            .map(|actor| actor.name)
            .collect()
    };
    let text = "Some 300 people have been killed since the conflict began with protests in Daraa.";
    assert!(doers(text, EventType::Protest).is_empty());
    let text = "Nine civilians were killed in a rocket attack and sniper shooting in Aleppo.";
    assert!(doers(text, EventType::Assault).is_empty());
    let text = "Dozens of civilians fled their homes in Daraa on Monday.";
    assert!(doers(text, EventType::Sanction).is_empty());
    let text = "Air raids struck Douma, part of a region in which a truce agreed by Iran holds.";
    assert!(doers(text, EventType::Assault).is_empty());
}

#[test]
fn what_lies_in_ruins_is_no_act() {
    let told = |text: &str| -> Vec<String> { events(text).into_iter().map(|(words, _)| words).collect() };
    let found = told("Security forces carried bread past rows of damaged and destroyed buildings.");
    assert!(
        found.iter().all(|words| !words.contains("destroyed")),
        "{found:?}"
    );
    let found = told("Rebel fighters destroyed several houses in Daraa.");
    assert!(found.iter().any(|words| words.contains("destroyed")), "{found:?}");
}

#[test]
fn who_gives_a_toll_is_cited() {
    for text in [
        "The governor's office put the death toll at 16 after shelling by the army.",
        "The governor's office gave a toll of 16 dead after shelling by the army.",
    ] {
        let voices: Vec<String> = claims(text)
            .into_iter()
            .filter(|c| c.harm.iter().any(|h| h.bounds.best == Some(16)))
            .flat_map(|c| c.attribution)
            .filter_map(|voice| voice.speaker)
            .collect();
        assert_eq!(voices.len(), 1, "{text}");
        assert!(voices[0].contains("governor's office"), "{voices:?}");
    }
}

#[test]
fn a_doer_of_something_else_did_not_do_it() {
    let doers = |text: &str| -> Vec<String> {
        let assaults = claims(text)
            .into_iter()
            .filter(|c| c.event.as_ref().is_some_and(|e| e.kind == EventType::Assault));
        assaults
            .flat_map(|c| c.source_actors)
            .map(|actor| actor.name)
            .collect()
    };
    let text = "Explosions that killed nine people in Homs overshadowed a visit by President Bashar Assad.";
    assert!(!claims(text).is_empty());
    assert_eq!(doers(text), Vec::<String>::new());
    let text = "The town of Douma was hit in an air raid by the Syrian army.";
    assert_eq!(doers(text), ["Syrian Armed Forces"]);
}

#[test]
fn where_the_doer_stands_is_not_where_it_struck() {
    let places = |text: &str| -> Vec<String> {
        let found = claims(text).into_iter().filter(|c| c.event.is_some());
        found.filter_map(|c| c.place).map(|place| place.name).collect()
    };
    let found = places("Fighters stationed in Jobar shelled the port of Latakia.");
    assert!(
        !found.is_empty() && found.iter().all(|name| name == "Latakia"),
        "{found:?}"
    );
}

#[test]
fn a_group_named_is_is_no_verb() {
    let found = claims(
        "The Islamic State (IS) group made no comment. On Wednesday IS fighters captured eight villages near Aleppo.",
    );
    let taken = found.iter().find(|c| c.event.is_some()).expect("an event");
    assert!(taken.target_actors.is_empty(), "{:?}", taken.target_actors);
    assert_eq!(taken.source_actors[0].name, "Islamic State");
}

#[test]
fn names_and_credits_are_no_acts_and_no_victims() {
    let text = "\"It was loud,\" said neighbour Khadija Slaughter. Gunmen had shot a guard in Daraa.";
    assert!(events(text).iter().all(|(words, _)| words != "Slaughter"));
    let text = "A gunman drove a truck into a crowd, killing at least 84 people © Anne-Marie Dupont (AFP)";
    assert!(claims(text).iter().all(|c| c.named_victims.is_empty()));
    let text = "Police say the victims have life-threatening injuries after the shooting in Daraa.";
    assert!(
        events(text)
            .iter()
            .all(|(words, _)| !words.contains("threatening"))
    );
}

#[test]
fn what_an_attack_answers_is_not_claimed_with_it() {
    let found = claims(
        "The Taliban claimed responsibility for the assault, which it says was a response to air strikes that killed 30 civilians in Kunduz.",
    );
    let strikes = found.iter().find(|c| {
        c.trigger
            .as_ref()
            .is_some_and(|t| t.text().contains("air strikes"))
    });
    let strikes = strikes.expect("the strikes are told");
    assert!(
        strikes.source_actors.iter().all(|a| a.name != "Taliban"),
        "{:?}",
        strikes.source_actors
    );
}

#[test]
fn a_mother_holds_no_ground() {
    let text = "A baby held by his mother on a sidewalk in Richmond was shot in the leg on Friday.";
    assert!(claims(text).iter().all(|c| c.condition.is_none()));
}

#[test]
fn what_it_was_done_with_was_not_struck() {
    let struck = |text: &str| -> Vec<String> {
        let found = claims(text).into_iter().flat_map(|c| c.physical_targets);
        found.map(|thing| thing.text().to_owned()).collect()
    };
    for text in [
        "A suicide bomber rammed a truck into the consulate in Herat.",
        "A suicide bomber driving an explosives-laden car struck the consulate in Herat.",
    ] {
        let found = struck(text);
        assert!(
            found
                .iter()
                .all(|thing| !thing.contains("truck") && !thing.contains("car")),
            "{found:?}"
        );
    }
    assert_eq!(struck("Jets bombed a truck near Herat."), ["truck"]);
}

#[test]
fn killed_or_wounded_shares_its_sufferer() {
    let found = claims("Many civilians and soldiers were killed or wounded in Herat.");
    assert!(found.iter().all(|c| c.source_actors.is_empty()), "{found:?}");
}

#[test]
fn who_stops_the_attacker_did_not_do_the_attack() {
    let found =
        claims("Two tourists were injured in the assault in Nice. Police shot and killed the driver.");
    let hurt = found
        .iter()
        .find(|c| c.harm.iter().any(|h| h.bounds.best == Some(2)));
    assert!(hurt.expect("two were hurt").source_actors.is_empty());
}
