//! The lexicon's own sentences, and the constructions that no single family shows.

use super::*;
use dateline_syntax::analyse;

fn show(text: &str) -> Vec<(HarmMention, String)> {
    let lexicon = HarmLexicon::embedded().unwrap();
    let analysis = analyse(text);
    find(&lexicon, &analysis, &[])
        .into_iter()
        .map(|m| {
            let words = analysis.span(m.tokens.clone()).of(text).to_owned();
            (m, words)
        })
        .collect()
}

fn kind_name(kind: HarmKind) -> String {
    format!("{kind:?}").chars().fold(String::new(), |mut out, c| {
        if c.is_uppercase() && !out.is_empty() {
            out.push('_');
        }
        out.extend(c.to_lowercase());
        out
    })
}

/// What is wrong with the reading of a sentence, if anything: see `lexicons/harm/README.md` for the notation.
fn misread(text: &str, expected: &str) -> Option<String> {
    let got = show(text);
    let wanted: Vec<&str> = expected
        .split(';')
        .map(str::trim)
        .filter(|w| !w.is_empty())
        .collect();
    let listing = || {
        got.iter()
            .map(|(m, w)| {
                format!(
                    "{:?} {:?} {w:?} part_of {:?} restates {:?}",
                    m.kind, m.bounds, m.part_of, m.restates
                )
            })
            .collect::<Vec<_>>()
            .join("\n    ")
    };
    if got.len() != wanted.len() {
        return Some(format!("{text}\n  wanted {expected:?}, got\n    {}", listing()));
    }
    let analysis = analyse(text);
    for ((mention, words), want) in got.iter().zip(wanted) {
        let perpetrator = mention
            .perpetrator
            .clone()
            .map_or("-".to_owned(), |p| analysis.span(p).of(text).replace(' ', "_"));
        let opt = |n: Option<u32>| n.map_or("-".to_owned(), |n| n.to_string());
        let ix = |n: Option<usize>| n.map_or("-".to_owned(), |n| n.to_string());
        let mut parts = want.split_whitespace();
        let mut ok = parts.next() == Some(kind_name(mention.kind).as_str());
        let (mut low, mut high) = (None, None);
        for part in parts {
            match part.split_once('=') {
                None => {
                    low = Some(part);
                    high = Some(part);
                }
                Some(("low", v)) => low = Some(v),
                Some(("high", v)) => high = Some(v),
                Some(("part_of", v)) => ok &= ix(mention.part_of) == v,
                Some(("restates", v)) => ok &= ix(mention.restates) == v,
                Some(("by", v)) => ok &= perpetrator == v,
                Some(("text", v)) => ok &= words.replace(' ', "_") == v,
                Some(("class", v)) => {
                    let class = serde_name(mention.victims.status);
                    ok &= class == v;
                }
                Some(("scope", v)) => ok &= format!("{:?}", mention.scope).to_lowercase() == v,
                Some(("hint", v)) => {
                    ok &= mention
                        .hint
                        .map_or("-".into(), |h| format!("{h:?}").to_lowercase())
                        == v
                }
                Some(("children", v)) => ok &= mention.victims.children.to_string() == v,
                Some(("women", v)) => ok &= mention.victims.women.to_string() == v,
                Some((key, _)) => return Some(format!("{text}\n  unknown key {key}")),
            }
        }
        ok &= low.unwrap_or("-") == opt(mention.bounds.low);
        ok &= high.unwrap_or("-") == opt(mention.bounds.high) || low.is_none();
        if !ok {
            return Some(format!(
                "{text}\n  wanted {want:?} by {perpetrator}, got\n    {}",
                listing()
            ));
        }
    }
    None
}

fn serde_name(class: dateline_model::VictimClass) -> &'static str {
    use dateline_model::VictimClass;
    match class {
        VictimClass::Civilians => "civilians",
        VictimClass::Combatants => "combatants",
        VictimClass::SecurityForces => "security_forces",
        _ => "unknown",
    }
}

#[test]
fn every_lexicon_example_reads_as_written() {
    let lexicon = HarmLexicon::embedded().unwrap();
    let wrong: Vec<String> = lexicon
        .examples()
        .into_iter()
        .filter_map(|(family, sentence, expected)| {
            misread(sentence, expected).map(|w| format!("[{family}] {w}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{} misread:\n{}", wrong.len(), wrong.join("\n"));
}

fn check(text: &str, expected: &str) {
    if let Some(wrong) = misread(text, expected) {
        panic!("{wrong}");
    }
}

#[test]
fn parts_point_at_their_whole() {
    check(
        "A blast killed 28 people including 7 children.",
        "killed 28 children=true; killed 7 part_of=0",
    );
    check(
        "Over 60 fighters were killed, including at least 40 rebels and 21 soldiers and their drivers.",
        "killed low=61; killed low=40 part_of=0; killed 21 part_of=0",
    );
    check(
        "Twelve hikers, four of whom are nurses, were injured.",
        "injured 12; injured 4 part_of=0",
    );
    check(
        "Two cooks, one of whom later died, were wounded.",
        "injured 2; killed 1 part_of=0",
    );
    check(
        "Among the 30 dead were two pilots.",
        "killed 30; killed 2 part_of=0",
    );
}

#[test]
fn a_dash_begins_a_clause_and_two_set_off_an_aside() {
    check(
        "Flood of gas kills 14 - At least 17 miners were killed, among them two cooks.",
        "killed 14; killed low=17; killed 2 part_of=1",
    );
    check("Eight miners - most from one village - were killed.", "killed 8");
}

#[test]
fn a_sum_begins_at_its_number() {
    check("In all 13 people died in the flood.", "killed 13");
    check("All 13 people on board died.", "killed 13");
}

#[test]
fn who_says_it_is_not_counted_among_the_dead() {
    check(
        "According to the governor, Luis Prado, 16 farmers were killed.",
        "killed 16",
    );
    check(
        "According to Luis Prado, a spokesman, two farmers died.",
        "killed 2",
    );
    check(
        "The victims, aged between 17 and 45, were shot at close range.",
        "",
    );
    check(
        "According to police, two men, three women and a child were killed.",
        "killed 2; killed 3; killed 1",
    );
}

#[test]
fn poles_of_a_line_are_no_poles() {
    check("Rebels destroyed two pylons and seven power poles.", "");
    check("Gunmen killed seven Poles at the lodge.", "killed 7");
}

#[test]
fn a_later_breakdown_points_back() {
    check(
        "Nine people were injured in the blast. The injured include five guards and two cooks.",
        "injured 9; injured 5 part_of=0; injured 2 part_of=0",
    );
    check(
        "At least 30 villagers were killed. Ten of the victims died in a barn.",
        "killed low=30; killed 10 part_of=0",
    );
    check(
        "Guards arrested a clerk. In all, 51 people were arrested in the case.",
        "detained 1 part_of=1; detained 51",
    );
}

#[test]
fn the_same_count_again_restates() {
    check(
        "Twelve miners died underground. The blast killed 12 miners, a clerk said.",
        "killed 12; killed 12 restates=0",
    );
    check(
        "A guard was shot dead. Sergeant Adel Nasser was killed near the well.",
        "killed 1; killed 1 restates=0",
    );
}

#[test]
fn coordination_gives_each_its_own() {
    check(
        "Rebels killed five soldiers and wounded three others.",
        "killed 5 by=Rebels; injured 3 by=Rebels",
    );
    check("Five people were killed and 12 injured.", "killed 5; injured 12");
    check("A blast killed six, injuring nine.", "killed 6; injured 9");
    check(
        "Two nurses, a cook and a driver were abducted.",
        "abducted 2; abducted 1; abducted 1",
    );
    check("A priest was kidnapped and later killed.", "abducted 1; killed 1");
    check(
        "24 were arrested in Hama, 26 in Homs and 40 at the port.",
        "detained 24; detained 26; detained 40",
    );
}

#[test]
fn names_count_as_one_each_or_as_a_list() {
    check("Karim Daoud was shot dead.", "killed 1 text=Karim_Daoud");
    check("Karim Daoud, a teacher, was killed.", "killed 1 text=Karim_Daoud");
    check("Karim Daoud, Adel Nasser and Omar Said were killed.", "killed 3");
    check(
        "Constable Omar Said, 33, was wounded.",
        "injured 1 class=security_forces",
    );
    check(
        "The murder of Judge Omar Said shocked them.",
        "killed 1 class=civilians",
    );
}

#[test]
fn letters_of_one_case_read_alike() {
    for (text, expected) in [
        (
            "At least 140 rebels were killed, including two commanders.",
            "killed low=140; killed 2 part_of=0",
        ),
        (
            "Gunmen abducted a priest and two nurses.",
            "abducted 1; abducted 2",
        ),
        ("No one was hurt when the wall fell.", "injured 0"),
        ("The death toll rose to 66.", "killed 66"),
        ("Constable Omar Nasser was gunned down by two men.", "killed 1"),
        ("The assassination of Omar Nasser was denounced.", "killed 1"),
    ] {
        check(text, expected);
        check(&text.to_uppercase(), expected);
        check(&text.to_lowercase(), expected);
    }
}

#[test]
fn ages_money_and_measures_count_nobody() {
    check("A 28-year-old driver was killed 12 km from the town.", "killed 1");
    check(
        "Police arrested a man (34) with 20 rifles and 300 rounds.",
        "detained 1",
    );
    check("The 12 strikes killed nobody.", "killed 0");
    check("In 2011 villagers were killed.", "");
    check("Two houses and 14 cars were burnt.", "");
    check("Shares killed 3 percent of the gains.", "");
}

#[test]
fn plans_and_fears_carry_a_hint() {
    check("They threatened to kill the headmaster.", "killed 1 hint=planned");
    check("Nine miners are feared dead.", "killed 9 hint=feared");
    check("The raid could kill 300 people.", "killed 300 hint=hypothetical");
    check("They failed to kill the mayor.", "");
    check("The blast nearly killed two guards.", "");
}

#[test]
fn a_count_over_separate_events_is_of_several() {
    check(
        "Two cooks were killed in three separate shootings on Sunday.",
        "killed 2 scope=several",
    );
    check(
        "In a separate shooting two cooks were killed.",
        "killed 2 scope=incident",
    );
}

#[test]
fn a_fatal_double_shooting_does_not_say_how_many_died() {
    check("Police look into a fatal double shooting.", "injured 2");
    check("Police look into the fatal shooting of a cook.", "killed 1");
}

#[test]
fn a_count_over_time_is_running() {
    check(
        "Since 2011, 40,000 people have been killed.",
        "killed 40000 scope=running",
    );
    check(
        "So far this year 127 policemen have been killed.",
        "killed 127 scope=running",
    );
    check(
        "It is an insurgency that has killed 900 farmers.",
        "killed 900 scope=running",
    );
    check(
        "The offensive, in which 200 people have died, went on.",
        "killed 200 scope=running",
    );
    for text in [
        "Ten farmers, mostly women, killed in shelling.",
        "Ten farmers, most of them women, killed in shelling.",
    ] {
        check(text, "killed 10");
    }
    check("Girl, man found dead in a village home.", "killed 1; killed 1");
    check(
        "Man kills woman, her son, himself.",
        "killed 1; killed 1; killed 1",
    );
    check(
        "Officers found a boy and his father, 56, dead in the house.",
        "killed 1; killed 1",
    );
    check(
        "Ten farmers including three children killed in shelling.",
        "killed 10; killed 3 part_of=0",
    );
    check(
        "Six shepherds including one girl were among the 22 villagers killed in the raid.",
        "killed 6 part_of=1; killed 22",
    );
    check(
        "The toll now stands at 233, including 30 killed by police.",
        "killed 233; killed 30 part_of=0",
    );
    for text in [
        "Some 250,000 people have been killed since the war began.",
        "In all 250,000 people have died since the start of the uprising in spring.",
        "Since fighting erupted in the hills, 250,000 villagers have been killed.",
        "Some 250,000 people have been killed since the 2003 invasion.",
        "The country's conflict has already killed 250,000 people.",
    ] {
        check(text, "killed 250000 scope=running");
    }
    check(
        "Air strikes this month killed 32 farmers.",
        "killed 32 scope=incident",
    );
    check(
        "A raid earlier this month killed 30 farmers.",
        "killed 30 scope=incident",
    );
    check(
        "Nine people have died in hospital since the blast.",
        "killed 9 scope=incident",
    );
    check(
        "On Tuesday 11 farmers were killed in shelling.",
        "killed 11 scope=incident",
    );
    check(
        "A war in which the village lies, the mayor said: 12 people were killed.",
        "killed 12 scope=incident",
    );
    check(
        "Twelve policemen were killed on Monday.",
        "killed 12 scope=incident",
    );
}

#[test]
fn the_doer_is_named_where_the_words_name_one() {
    check(
        "Four guards were killed by masked gunmen in the valley.",
        "killed 4 by=masked_gunmen",
    );
    check("Four guards were killed by a bomb.", "killed 4 by=-");
    check(
        "Four guards were killed when militants opened fire.",
        "killed 4 by=militants",
    );
    check(
        "Militants attacked the post. Four guards were killed.",
        "killed 4 by=Militants",
    );
    check(
        "The coalition pushed on, killing 40 rebels.",
        "killed 40 by=The_coalition",
    );
}

#[test]
fn sport_and_prizes_stay_silent() {
    check("Rossi beat two players in the final of the tournament.", "");
    check("He shot twice and was beaten 3-1 in the league.", "");
    check("She picked up the best actor award.", "");
    check("The index was the first casualty of the crisis.", "");
}

#[test]
fn ages_are_no_counts() {
    check("A 21 year-old welder was shot near the mill.", "injured 1");
    check("The 5 year-old boy died at noon.", "killed 1");
    check("A 16-year-old was shot dead.", "killed 1 class=civilians");
    check("A 2 year old was killed.", "killed 1 class=civilians");
    check("A 30-year-old quarrel was killed.", "");
    check("Two children, ages 3 and 5, were found dead.", "killed 2");
    check("In Bab Amr, 12 were killed.", "killed 12");
    check("A baker kills sons, 9 and 11, before dawn.", "");
    check(
        "The blast killed two nurses, 10 guards and 12 cooks.",
        "killed 2; killed 10; killed 12",
    );
}

#[test]
fn a_harm_noun_that_describes_another_noun_counts_nobody() {
    check("Two men facing murder charges came to court.", "");
    check("He spoke of the 2015 murder rate.", "");
    check("He has several arrest warrants.", "");
}

#[test]
fn being_shot_is_the_way_of_a_death_told_elsewhere() {
    check(
        "Adel Nasser died on Monday. Nasser was shot near the mill.",
        "killed 1",
    );
    check("A welder died on Monday. He was shot near the mill.", "killed 1");
    check(
        "A welder died on Monday. Two cooks were shot near the mill.",
        "killed 1; injured 2",
    );
    check(
        "Adel Nasser died on Monday. Omar Karam was shot near the mill.",
        "killed 1; injured 1",
    );
}

proptest::proptest! {
    #[test]
    fn any_words_give_sound_mentions(words in proptest::collection::vec(proptest::sample::select(vec![
        "at", "least", "12", "two", "dozens", "of", "people", "soldiers", "a", "the", "policeman", "were", "was", "killed", "wounded", "and",
        ",", ".", "including", "who", "by", "gunmen", "children", "among", "them", "injured", "include", "no", "one", "Karim", "Daoud",
        "killing", "dead", "bodies", "toll", "rose", "to", "from", "58", "62", "of", "whom", "(", ")", "murder", "his", "arrested", "fled",
        "in", "all", "not", "any", "casualties", "lives", "claimed", "took", "hostage", "beaten", "death", "or", "'s", "-", "up",
    ]), 0..30)) {
        let text = words.join(" ");
        let got = show(&text);
        for (at, (mention, _)) in got.iter().enumerate() {
            proptest::prop_assert!(mention.bounds.in_order(), "{text}");
            proptest::prop_assert!(mention.part_of.is_none_or(|w| w < got.len() && w != at), "{text}");
            proptest::prop_assert!(mention.restates.is_none_or(|w| w < got.len() && w != at), "{text}");
        }
    }

    #[test]
    fn no_text_panics(text in ".{0,120}") {
        let got = show(&text);
        proptest::prop_assert!(got.iter().all(|(m, _)| !m.tokens.is_empty()));
    }
}
