//! Sentences with their whole reading: who did what to whom, how it is held, with what harm. One construction each.

use dateline_code::Coder;
use dateline_model::{Actor, Claim, Document, DocumentParts, Harm};
use std::sync::LazyLock;

static CODER: LazyLock<Coder> = LazyLock::new(|| Coder::embedded().expect("the lexicons are well formed"));

/// The words of actors.
fn words(actors: &[Actor]) -> String {
    let words: Vec<&str> = actors.iter().map(|a| a.mention.text()).collect();
    if words.is_empty() {
        "-".to_owned()
    } else {
        words.join(" & ")
    }
}

fn figure(harm: &Harm) -> String {
    let best = harm.bounds.best.map_or("?".to_owned(), |n| n.to_string());
    format!("{:?} {best}", harm.kind).to_lowercase()
}

/// 'assault asserted: soldiers > a boy (killed 1)', a line for each claim with an event.
fn read(text: &str) -> Vec<String> {
    let document = Document::new(DocumentParts {
        text: text.to_owned(),
        published: "2024-11-29".parse().ok(),
        ..DocumentParts::default()
    });
    let line = |claim: &Claim| {
        let event = claim.event.as_ref()?;
        let harm: Vec<String> = claim.harm.iter().map(figure).collect();
        let harm = if harm.is_empty() {
            String::new()
        } else {
            format!(" ({})", harm.join(", "))
        };
        let kind = format!("{:?} {:?}", event.kind, claim.status).to_lowercase();
        let (source, target) = (words(&claim.source_actors), words(&claim.target_actors));
        Some(format!("{kind}: {source} > {target}{harm}"))
    };
    CODER.code(&document).iter().filter_map(line).collect()
}

#[track_caller]
fn check(text: &str, expected: &[&str]) {
    assert_eq!(read(text), expected, "{text}");
}

#[test]
fn who_is_murdered_did_not_do_it() {
    check(
        "The bodies of the teachers murdered last Friday by masked men were buried today.",
        &["assault asserted: masked men > The bodies of the teachers"],
    );
    check(
        "Police are looking into Tuesday's killing of two nurses.",
        &["assault asserted: - > two nurses (killed 2)"],
    );
    check(
        "The army lost 14 soldiers when militants ambushed a patrol.",
        &["assault asserted: militants > a patrol (killed 14)"],
    );
}

#[test]
fn a_clause_that_tells_of_a_blast_does_not_name_its_doer() {
    check(
        "The blast, which the ministry blamed on a gas leak, killed three and wounded 12.",
        &["accuse asserted: the ministry > -"],
    );
}

#[test]
fn another_doer_is_another_act() {
    check(
        "The man was shot and wounded by officers after he stabbed three people.",
        &[
            "assault asserted: officers > - (injured 1)",
            "assault asserted: - > three people (injured 3)",
        ],
    );
    check(
        "Turkish artillery pounded the hill in response to mortar fire that wounded two of its soldiers.",
        &[
            "assault asserted: Turkish artillery > -",
            "assault asserted: - > two of its soldiers (injured 2)",
        ],
    );
}

#[test]
fn what_is_only_recalled_is_another_act() {
    check(
        "The deadliest attack since 2015, when 147 students died at a university, left 31 dead on Monday.",
        &[
            "assault asserted: - > - (killed 31)",
            "assault background: - > 147 students (killed 147)",
        ],
    );
}

#[test]
fn stones_hit_whom_they_are_thrown_at() {
    check(
        "Youths hurled stones at soldiers near the gate.",
        &["protest asserted: Youths > soldiers"],
    );
    check(
        "The minister denied that security forces had opened fire on the crowd.",
        &["assault denied: security forces > the crowd"],
    );
    check(
        "Soldiers beat and stripped two journalists.",
        &["assault asserted: Soldiers > two journalists"],
    );
}

#[test]
fn fear_and_revenge_are_no_doubt_of_what_they_follow() {
    check(
        "Boko Haram is feared to have abducted dozens of girls.",
        &["assault feared: Boko Haram > dozens of girls (abducted ?)"],
    );
    check(
        "The militia vowed to avenge the death of its commander, killed last week.",
        &[
            "threaten asserted: The militia > its commander",
            "assault asserted: - > its commander (killed 1)",
        ],
    );
    check(
        "The unions called for a strike over the arrest of their leader.",
        &[
            "protest asserted: The unions > -",
            "coerce asserted: - > their leader (detained 1)",
        ],
    );
}

#[test]
fn a_deal_is_not_a_deed() {
    check(
        "The rebels handed over the bodies of 12 soldiers under a deal brokered by the Red Cross.",
        &[],
    );
    check(
        "A boy was shot in the head by soldiers during a raid and died in hospital.",
        &["assault asserted: soldiers > A boy (killed 1)"],
    );
    check(
        "Iran executed four men.",
        &["assault asserted: Iran > four men (killed 4)"],
    );
}
