//! Readings of whole sentences.

use super::*;
use dateline_model::DocumentParts;
use jiff::civil::date;
use proptest::prelude::*;

fn lexicon() -> ActorLexicon {
    ActorLexicon::embedded().expect("the built-in tables load")
}

fn found(text: &str) -> Vec<ActorMention> {
    let document = Document::new(DocumentParts {
        published: Some(date(2017, 11, 13)),
        text: text.to_owned(),
        ..DocumentParts::default()
    });
    lexicon().find(&dateline_syntax::analyse(text), &document, &[])
}

/// Mentions and what they are, as `words = id` with '-' for none.
#[track_caller]
fn check(text: &str, wanted: &[&str]) {
    let found: Vec<String> = found(text)
        .iter()
        .map(|m| {
            format!(
                "{} = {}",
                m.actor.mention.text(),
                m.actor.id.as_deref().unwrap_or("-")
            )
        })
        .collect();
    assert_eq!(found, wanted, "{text}");
}

#[test]
fn the_examples_of_the_lexicon_read_as_they_say() {
    let examples = include_str!("../../../../lexicons/actors/examples.tsv");
    let mut wrong = Vec::new();
    for row in table::rows("examples.tsv", examples, 6).expect("reads") {
        let [sentence, phrase, id, country, sector, kind] = row.fields[..] else {
            panic!("six columns")
        };
        let text = format!("In Syria:\n\nSyria. {sentence}");
        let hit = found(&text)
            .into_iter()
            .find(|m| m.actor.mention.text() == phrase);
        let read = hit.as_ref().map_or("silent".to_owned(), |m| {
            let kind = m.actor.kind.map(|k| {
                serde_json::to_value(k)
                    .expect("writes")
                    .as_str()
                    .unwrap_or("?")
                    .to_owned()
            });
            let dash = |s: Option<&str>| s.unwrap_or("-").to_owned();
            [
                dash(m.actor.id.as_deref()),
                dash(m.actor.country.as_deref()),
                dash(m.actor.sector.map(|s| s.as_str())),
                dash(kind.as_deref()),
            ]
            .join(" ")
        });
        let wanted = if id == "silent" {
            "silent".to_owned()
        } else {
            [id, country, sector, kind].join(" ")
        };
        if read != wanted {
            wrong.push(format!("{sentence}: {phrase}: read {read}, wanted {wanted}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_backer_is_not_the_actor() {
    check(
        "In Yemen, an Iranian-backed militia fired at a Saudi-led convoy.",
        &["an Iranian-backed militia = -", "a Saudi-led convoy = -"],
    );
    let mentions = found("Iran's army met Iran-backed fighters from abroad in Iran.");
    let fighters = mentions
        .iter()
        .find(|m| m.actor.mention.text().starts_with("Iran-backed"))
        .expect("found");
    assert_eq!(fighters.actor.country, None, "not the backer's own country");
}

#[test]
fn a_place_is_not_an_actor() {
    check("The road from Damascus to Homs in Syria is open.", &[]);
    check("Shells fell on Ukraine and Syria.", &[]);
}

#[test]
fn a_state_acts_in_its_name_and_capital() {
    check(
        "Turkey and Russia have agreed.",
        &["Turkey = tur.gov", "Russia = rus.gov"],
    );
    check(
        "It blamed Russia, and Kyiv said so.",
        &["Russia = rus.gov", "Kyiv = ukr.gov"],
    );
}

#[test]
fn upper_case_text_is_read_by_the_lexicon_alone() {
    check(
        "THE SALVADORAN ARMY SAID THAT FMLN GUERRILLAS IS ATTACKING TELL MARIA LOPEZ FRONT.",
        &["THE SALVADORAN ARMY = slv.gov.mil", "FMLN GUERRILLAS = slv.fmln"],
    );
}

#[test]
fn short_acronyms_need_capitals() {
    check("Is it so? It is, pa said, in mit.", &[]);
    check(
        "Residents of Raqqa in Syria fled IS.",
        &["Residents = -", "IS = intl.is"],
    );
}

#[test]
fn general_words_take_the_country_in_focus() {
    check(
        "Reports from Nigeria: the army freed 30 girls.",
        &["the army = nga.gov.mil.army", "30 girls = -"],
    );
    check("The army freed 30 girls.", &["The army = -", "30 girls = -"]);
}

#[test]
fn a_name_means_the_actor_of_its_time() {
    let read = |text: &str, year: i16| {
        let document = Document::new(DocumentParts {
            published: Some(date(year, 6, 1)),
            text: text.to_owned(),
            ..DocumentParts::default()
        });
        let mentions = lexicon().find(&dateline_syntax::analyse(text), &document, &[]);
        mentions[0].actor.id.clone()
    };
    assert_eq!(
        read("The US-led coalition struck.", 2008).as_deref(),
        Some("intl.mnfi")
    );
    assert_eq!(
        read("The US-led coalition struck.", 2017).as_deref(),
        Some("intl.oir")
    );
}

#[test]
fn general_words_mean_the_only_one_that_fits() {
    check(
        "In Nigeria, Boko Haram seized two girls. The group said so.",
        &["Boko Haram = nga.boko", "two girls = -", "The group = nga.boko"],
    );
    check(
        "In Syria, Jaysh al-Islam fought Ahrar al-Sham. The group said so.",
        &[
            "Jaysh al-Islam = syr.jaysh-islam",
            "Ahrar al-Sham = syr.ahrar",
            "The group = -",
        ],
    );
}

#[test]
fn a_surname_and_he_mean_the_person_named() {
    let mentions = found("Rami Abdulrahman said so in Syria. It was late, he added.");
    assert_eq!(mentions[1].actor.id.as_deref(), Some("syr.p.rami-abdulrahman"));
    let mentions = found("Gen. Tarik Odeh spoke. Mr Odeh said no more.");
    assert_eq!(mentions[1].actor.name, "Tarik Odeh");
}

#[test]
fn possession_follows_the_owner() {
    check(
        "In Lebanon, the Israeli military said its troops had left.",
        &["the Israeli military = isr.gov.mil", "its troops = isr.gov.mil"],
    );
}

#[test]
fn hyphens_and_spellings_do_not_matter() {
    for name in [
        "Jabhat al-Nusra",
        "Jabhat Al Nusra",
        "Jabhat an-Nusra",
        "the Nusra Front",
        "al Nusra",
    ] {
        check(
            &format!("In Syria it was {name}."),
            &[&format!("{name} = syr.nusra")],
        );
    }
}

#[test]
fn monitors_and_agencies_are_voices() {
    let mentions =
        found("SANA and Reuters reported it; Amnesty International and the Syrian army denied it.");
    let voices: Vec<bool> = mentions.iter().map(|m| m.speaker_only).collect();
    assert_eq!(voices, [true, true, true, false]);
}

#[test]
fn nouns_that_name_no_one_are_left() {
    check("The law came into force in Syria.", &[]);
    check("Prices of arms plunged under fire in a price war.", &[]);
}

#[test]
fn stateless_actors_have_an_organisation_code() {
    let code = |text: &str| organisation(&found(text)[0].actor);
    assert_eq!(code("NATO said so."), Some("IGO"));
    assert_eq!(code("Islamic State said so."), Some("IMG"));
    assert_eq!(code("Oxfam said so."), Some("NGO"));
    assert_eq!(code("Hezbollah said so."), None);
}

#[test]
fn every_parent_is_listed() {
    assert_eq!(lexicon().orphans(), []);
}

#[test]
fn a_given_stretch_is_read_whatever_it_is() {
    let text = "In Iraq, officials spoke of dozens of members of the Mahdi Army.";
    let analysis = dateline_syntax::analyse(text);
    let lexicon = lexicon();
    let document = Document::new(DocumentParts {
        text: text.to_owned(),
        ..DocumentParts::default()
    });
    let context = lexicon.context(&analysis, &document, &[]);
    let last = analysis.tokens().len() - 1;
    let first = (0..last)
        .find(|ix| analysis.lower(*ix) == "dozens")
        .expect("is there");
    let actor = lexicon.read(&analysis, first..last, &context);
    assert_eq!(actor.id.as_deref(), Some("irq.mahdi"));
    assert_eq!(context.focus(), Some("IRQ"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn mentions_lie_in_the_text_in_order(
        words in proptest::collection::vec(
            prop_oneof![
                Just("the"), Just("Syrian"), Just("-backed"), Just("rebels"), Just("of"), Just("al-"), Just("Hezbollah"),
                Just("Front"), Just("President"), Just("Karim"), Just("said"), Just("U.S."), Just("'s"), Just(","), Just("200"),
                Just("air strikes"), Just("he"), Just("(IS)"), Just(".\n\n"), Just("pro-"), Just("İé"), Just("dozens of"),
            ],
            0..40,
        ),
        noise in ".{0,20}",
    ) {
        let text = format!("{}{noise}", words.join(" "));
        let mentions = found(&text);
        prop_assert!(mentions.is_sorted_by(|a, b| a.tokens.end <= b.tokens.start));
        for mention in &mentions {
            prop_assert!(mention.tokens.contains(&mention.head));
            prop_assert!(mention.actor.mention.check(&text).is_ok());
        }
    }
}

#[test]
fn tags_in_a_row_are_not_one_name() {
    check(
        "Syria, FSA Hezbollah 2016 Syrian rebels",
        &[
            "FSA = syr.fsa",
            "Hezbollah = lbn.hezbollah",
            "Syrian rebels = syr.opp.armed",
        ],
    );
}

#[test]
fn an_ally_of_a_group_is_not_the_group() {
    let mentions = found("In Colombia, a faction called off an alliance with the FARC.");
    assert_eq!(mentions[1].actor.id, None);
}

/// What a phrase at the end of a report of 2017 means, by its publisher.
#[track_caller]
fn check_side(publisher: &str, text: &str, phrase: &str, wanted: Option<&str>) {
    let document = Document::new(DocumentParts {
        published: Some(date(2017, 11, 13)),
        publisher: Some(publisher.to_owned()),
        text: text.to_owned(),
        ..DocumentParts::default()
    });
    let mentions = lexicon().find(&dateline_syntax::analyse(text), &document, &[]);
    let hit = mentions.iter().find(|m| m.actor.mention.text() == phrase);
    let id = hit.and_then(|m| m.actor.id.as_deref());
    assert_eq!(id, wanted, "{publisher}: {text}: {mentions:#?}");
}

#[test]
fn a_side_s_words_for_its_enemies_are_read_in_its_own_media() {
    for (publisher, text, phrase, wanted) in [
        (
            "SANA",
            "In Syria, terrorists fired at Homs.",
            "terrorists",
            Some("syr.antigov"),
        ),
        (
            "SANA",
            "In Syria, armed terrorist groups fled.",
            "armed terrorist groups",
            Some("syr.antigov"),
        ),
        (
            "SANA",
            "In Syria, Daesh terrorists fled.",
            "Daesh terrorists",
            Some("intl.is"),
        ),
        (
            "SANA",
            "In Syria, the Zionist enemy fired at Homs.",
            "the Zionist enemy",
            Some("isr.gov"),
        ),
        (
            "Al-Manar",
            "The Israeli enemy fired at Tyre.",
            "The Israeli enemy",
            Some("isr.gov.mil"),
        ),
        (
            "Saba News Agency",
            "Zionist enemy jets flew by.",
            "Zionist enemy",
            None,
        ),
        (
            "TASS",
            "The Kiev regime shelled a farm.",
            "The Kiev regime",
            Some("ukr.gov"),
        ),
        (
            "Harbour Wire",
            "The Zionist enemy fired at Tyre.",
            "The Zionist enemy",
            None,
        ),
    ] {
        check_side(publisher, text, phrase, wanted);
    }
}

#[test]
fn a_side_s_words_are_read_where_it_speaks() {
    check_side(
        "Harbour Wire",
        "Hezbollah said its men fired at the Zionist enemy.",
        "the Zionist enemy",
        Some("isr.gov.mil"),
    );
    check_side(
        "Harbour Wire",
        "A shepherd fired at the Zionist enemy.",
        "the Zionist enemy",
        None,
    );
}

/// What one phrase of a report of November 2017 means: its id, or its country and sector where it has no id; `silent` where
/// it is no mention at all.
#[track_caller]
fn check_phrases(cases: &[(&str, &str, &str)]) {
    let mut wrong = Vec::new();
    for (text, phrase, wanted) in cases {
        let mentions = found(text);
        let hit = mentions.iter().rev().find(|m| m.actor.mention.text() == *phrase);
        let read = hit.map_or("silent".to_owned(), |m| {
            m.actor.id.clone().unwrap_or_else(|| {
                let sector = m.actor.sector.map_or("-", |s| s.as_str());
                format!("{} {sector}", m.actor.country.as_deref().unwrap_or("-"))
            })
        });
        if read != *wanted {
            let all: Vec<_> = mentions.iter().map(|m| m.actor.mention.text()).collect();
            wrong.push(format!(
                "{text}: {phrase}: read {read}, wanted {wanted}; mentions {all:?}"
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn whoever_backs_leads_or_hosts_is_not_the_actor() {
    check_phrases(&[
        (
            "In Iraq, Iran-backed militias fired rockets.",
            "Iran-backed militias",
            "IRQ PRM",
        ),
        (
            "In Libya, a Tripoli-based militia left.",
            "a Tripoli-based militia",
            "LBY PRM",
        ),
        (
            "In Yemen, the Saudi-led coalition struck Sanaa.",
            "the Saudi-led coalition",
            "intl.saudi-coalition",
        ),
        ("In Mali, a French-led force left.", "a French-led force", "- MIL"),
        (
            "In Syria, the US-backed Syrian Democratic Forces left.",
            "the US-backed Syrian Democratic Forces",
            "syr.sdf",
        ),
        (
            "In Syria, the London-based Syrian Observatory for Human Rights said so.",
            "the London-based Syrian Observatory for Human Rights",
            "mon.sohr",
        ),
        (
            "In Ukraine, pro-Russian fighters shelled a farm.",
            "pro-Russian fighters",
            "UKR REB",
        ),
        (
            "In Sudan, a Turkish-born teacher was killed.",
            "a Turkish-born teacher",
            "SDN EDU",
        ),
    ]);
}

#[test]
fn kurdish_forces_are_those_of_the_country() {
    check_phrases(&[
        (
            "In northern Syria, Kurdish forces took a village.",
            "Kurdish forces",
            "syr.ypg",
        ),
        (
            "In Iraq, Kurdish forces took a village near Kirkuk.",
            "Kurdish forces",
            "irq.peshmerga",
        ),
        (
            "In Turkey, Kurdish militants ambushed a convoy.",
            "Kurdish militants",
            "tur.pkk",
        ),
        (
            "Islamic State seized a village in Iraq.",
            "Islamic State",
            "intl.is",
        ),
        (
            "An Islamic state is what he wants, he said.",
            "Islamic state",
            "silent",
        ),
    ]);
}

#[test]
fn an_acronym_is_what_the_report_says_it_is() {
    check_phrases(&[
        (
            "In Nigeria, the Savanna Liberation Front (SLF) took two girls. On Monday SLF freed them.",
            "SLF",
            "NGA REB",
        ),
        (
            "In Nigeria, the Savanna Liberation Front (SLF) took two girls. On Monday SLF fighters freed them.",
            "SLF fighters",
            "NGA REB",
        ),
        (
            "In Nigeria, two girls (SLF) were taken. On Monday SLF fled.",
            "SLF",
            "silent",
        ),
        (
            "In Nigeria, the Plateau Liberation Army (PLA) took two girls. The PLA freed them.",
            "The PLA",
            "- REB",
        ),
    ]);
}

#[test]
fn general_mentions_take_the_country_of_the_report() {
    check_phrases(&[
        ("In Kenya, local officials said so.", "local officials", "KEN GOV"),
        (
            "In Kenya, police fired shots. Residents fled.",
            "police",
            "ken.gov.cop",
        ),
        (
            "In Kenya, police fired shots. Residents fled.",
            "Residents",
            "KEN CVL",
        ),
        ("Local officials said so.", "Local officials", "- GOV"),
        (
            "In Iraq, security force personnel left.",
            "security force personnel",
            "irq.gov.sec",
        ),
        (
            "In Peru, a navy helicopter crashed. The navy said so.",
            "The navy",
            "per.gov.mil.navy",
        ),
    ]);
}

#[test]
fn he_the_group_and_the_army_mean_whom_the_report_named() {
    check_phrases(&[
        (
            "In Somalia, al-Shabaab raided a town. The militants fled.",
            "The militants",
            "som.shabaab",
        ),
        (
            "In Yemen, Houthis and AQAP fought. The rebels fled.",
            "The rebels",
            "YEM REB",
        ),
        ("In Yemen, Hodeidah fell. The group fled.", "The group", "- -"),
        (
            "In Mali, the Malian army left Kidal. The army said so.",
            "The army",
            "mli.gov.mil",
        ),
        (
            "Nikol Pashinyan spoke in Armenia. It was over, he said.",
            "he",
            "arm.p.pashinyan",
        ),
        (
            "Nikol Pashinyan met Ilham Aliyev in Moscow. It was over, he said.",
            "he",
            "- -",
        ),
    ]);
}
