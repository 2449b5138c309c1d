//! Stated subsets ('including', 'of whom', 'among the dead were') and running totals.

use super::clause::{Clause, WordIx};
use super::link::{Draft, Linker};
use super::phrase::PhraseForm;
use super::trigger::HarmHint;
use dateline_model::{Bounds, HarmKind};

const OPENERS: &[&[&str]] = &[
    &["including"],
    &["includes"],
    &["include"],
    &["included"],
    &["among", "them"],
    &["among", "whom"],
    &["amongst", "them"],
    &["mostly"],
    &["most", "of", "them"],
    &["many", "of", "them"],
    &["some", "of", "them"],
];

/// Adds the drafts that the sentence states as parts of another draft.
pub(crate) fn add_parts(linker: &mut Linker<'_, '_>) {
    let c = linker.clause;
    for at in 0..c.len() {
        if let Some(opener) = OPENERS.iter().find(|o| c.starts_with(at, o)) {
            let mut from = at + opener.len();
            while c.is(from, &[",", "is", "are", "was", "were", ":", "also"]) {
                from += 1;
            }
            let list = part_list(linker, from);
            mark_bare(linker, at, &list);
            let vague = c.is(at, &["mostly", "most", "many", "some"]);
            if vague && list.iter().any(|&p| linker.phrases[p].form == PhraseForm::Bare) {
                continue;
            }
            add_list(linker, at, &list);
        }
    }
    add_subsets(linker);
    among(linker);
}

/// 'including women and children', 'most of them children': no count, but the whole has them.
fn mark_bare(linker: &mut Linker<'_, '_>, at: WordIx, list: &[usize]) {
    let Some(whole) = whole_before(linker, at) else {
        return;
    };
    for &p in list {
        let (child, woman, bare) = {
            let part = &linker.phrases[p];
            (part.child, part.woman, part.form == PhraseForm::Bare)
        };
        if bare {
            let phrase = &mut linker.drafts[whole].phrase;
            phrase.child |= child;
            phrase.woman |= woman;
        }
    }
}

/// The phrases listed behind 'including', whatever verb follows: it belongs to the whole.
fn part_list(linker: &Linker<'_, '_>, from: WordIx) -> Vec<usize> {
    let c = linker.clause;
    let mut list = Vec::new();
    let mut at = from;
    while let Some(p) = linker.phrases.iter().position(|p| p.words.start == at) {
        list.push(p);
        let mut i = c.skip_brackets(linker.phrases[p].words.end);
        let comma = c.is(i, &[","]);
        if comma {
            i += 1;
        }
        let and = c.is(i, &["and", "&"]);
        if and {
            i += 1;
        } else if c.starts_with(i, &["as", "well", "as"]) {
            i += 3;
        } else if !comma {
            break;
        }
        let next = linker.phrases.iter().position(|p| p.words.start == i);
        // A mere comma lists only when an 'and' is still to come.
        let goes_on = and
            || next.is_some_and(|n| {
                let end = linker.phrases[n].words.end;
                (end..c.len().min(end + 3))
                    .any(|j| c.is(j, &["and"]) && linker.phrases.iter().any(|p| p.words.start == j + 1))
            });
        let other_clause = next.is_some_and(|n| {
            !and || trigger_follows(linker, linker.phrases[n].words.end) && !whole_follows(linker, at)
        });
        if next.is_none() || !goes_on || (and && other_clause) {
            break;
        }
        at = i;
    }
    list
}

/// Whether a harm word stands right behind the word.
fn trigger_follows(linker: &Linker<'_, '_>, at: WordIx) -> bool {
    linker
        .triggers
        .iter()
        .any(|t| t.group_start == at || t.words.start == at)
}

/// Whether the whole that the list at `at` is part of waits for its verb behind the list.
fn whole_follows(linker: &Linker<'_, '_>, at: WordIx) -> bool {
    linker
        .drafts
        .iter()
        .any(|d| d.phrase.words.end <= at && linker.triggers[d.trigger].words.start >= at)
}

/// The draft nearest before a word that can have parts.
fn whole_before(linker: &Linker<'_, '_>, at: WordIx) -> Option<usize> {
    (0..linker.drafts.len())
        .filter(|&d| {
            let draft = &linker.drafts[d];
            draft.phrase.words.end <= at
                && draft.part_of.is_none()
                && draft.phrase.bounds.low != Some(0)
                && (draft.phrase.bounds != Bounds::exactly(1) || draft.phrase.form == PhraseForm::Bare)
        })
        .max_by_key(|&d| {
            (
                linker.drafts[d].phrase.words.end,
                linker.drafts[d].phrase.counts(),
            )
        })
}

fn add_list(linker: &mut Linker<'_, '_>, at: WordIx, list: &[usize]) {
    let Some(whole) = whole_before(linker, at) else {
        return;
    };
    // 'killed 65, which left many, including': the list belongs to the phrase right before, harmed or not.
    let comma = at > 0 && linker.clause.is(at - 1, &[","]);
    let beside = linker
        .phrases
        .iter()
        .find(|p| p.words.end == at - usize::from(comma) && p.counts() && p.people | p.bare_number());
    if beside.is_some_and(|p| {
        p.form == PhraseForm::Counted && !linker.drafts.iter().any(|d| d.phrase.words == p.words)
    }) {
        return;
    }
    // Two harms of one phrase ('killed and wounded'): parts go with each.
    let same: Vec<usize> = (0..linker.drafts.len())
        .filter(|&d| linker.drafts[d].phrase.words == linker.drafts[whole].phrase.words)
        .collect();
    for whole in same {
        for &p in list {
            let phrase = linker.phrases[p].clone();
            if matches!(phrase.form, PhraseForm::Pronoun | PhraseForm::Zero)
                || phrase.form == PhraseForm::Named && !phrase.people
            {
                continue;
            }
            let part = Draft {
                part_of: Some(whole),
                phrase,
                restates: None,
                perpetrator: None,
                ..linker.drafts[whole].clone()
            };
            put(linker, part);
        }
    }
}

/// Adds a part, or marks the draft that is there already.
fn put(linker: &mut Linker<'_, '_>, part: Draft) {
    let known = linker
        .drafts
        .iter()
        .position(|d| d.phrase.words == part.phrase.words && d.kind == part.kind);
    match known {
        Some(d) if Some(d) != part.part_of => linker.drafts[d].part_of = part.part_of,
        Some(_) => {}
        None => linker.drafts.push(part),
    }
}

/// 'four of whom', 'three of them children': parts of the count before them.
fn add_subsets(linker: &mut Linker<'_, '_>) {
    let c = linker.clause;
    for p in 0..linker.phrases.len() {
        if !linker.phrases[p].of_them {
            continue;
        }
        let words = linker.phrases[p].words.clone();
        let Some(whole) = whole_before(linker, words.start) else {
            continue;
        };
        if let Some(d) = linker.drafts.iter().position(|d| d.phrase.words == words) {
            if d != whole {
                linker.drafts[d].part_of = Some(whole);
            }
            continue;
        }
        // 'two of them are critical' has its own harm word, linked already; 'four of whom are policemen' has none.
        let pronoun = c.is(words.end - 1, &["whom", "them"]);
        let described =
            (words.end..words.end + 5).find(|&i| c.person(i).is_some() || trigger_follows(linker, i));
        if let Some(i) = described
            && pronoun
            && c.person(i).is_some()
        {
            let noun = c.person(i);
            let mut part = Draft {
                part_of: Some(whole),
                phrase: linker.phrases[p].clone(),
                ..linker.drafts[whole].clone()
            };
            part.phrase.class = noun.map_or(part.phrase.class, |n| n.class);
            part.phrase.child = noun.is_some_and(|n| n.child);
            part.phrase.woman = noun.is_some_and(|n| n.woman);
            put(linker, part);
        }
    }
}

/// 'Two women were among the dead', 'A and B were among 31 people arrested', 'among the injured was a boy'.
fn among(linker: &mut Linker<'_, '_>) {
    let c = linker.clause;
    for at in 0..c.len() {
        if !c.is(at, &["among", "amongst"]) || c.is(at + 1, &["them", "whom"]) {
            continue;
        }
        let mut whole = (0..linker.drafts.len()).find(|&d| {
            let start = linker.drafts[d].phrase.words.start;
            start > at && start <= at + 2 && linker.drafts[d].phrase.counts()
        });
        let harmed = harmed_group(c, at + 1);
        let before = linker
            .phrases
            .iter()
            .position(|p| p.words.end == at && p.form == PhraseForm::Counted);
        let parts: Vec<usize> = if at > 0 && c.be(at - 1) {
            linker.subjects(at - 1)
        } else if let Some(p) = before {
            vec![p]
        } else {
            let verb = (at + 1..c.len().min(at + 8)).find(|&i| c.be(i));
            verb.map(|v| part_list(linker, v + 1)).unwrap_or_default()
        };
        let (kind, trigger, hint): (HarmKind, usize, Option<HarmHint>) = match (whole, harmed) {
            (None, Some(kind))
                if before.is_some()
                    && whole_before(linker, at)
                        .is_some_and(|d| linker.drafts[d].kind == kind || kind == HarmKind::Captured) =>
            {
                let d = whole_before(linker, at).unwrap_or_default();
                whole = Some(d);
                (
                    linker.drafts[d].kind,
                    linker.drafts[d].trigger,
                    linker.drafts[d].hint,
                )
            }
            (Some(d), _) => (
                linker.drafts[d].kind,
                linker.drafts[d].trigger,
                linker.drafts[d].hint,
            ),
            (None, Some(kind)) => (kind, linker.triggers.len().saturating_sub(1), None),
            (None, None) => continue,
        };
        if linker.triggers.is_empty() {
            continue;
        }
        for p in parts {
            let phrase = linker.phrases[p].clone();
            if matches!(
                phrase.form,
                PhraseForm::Pronoun | PhraseForm::Bare | PhraseForm::Zero
            ) {
                continue;
            }
            let part = Draft {
                phrase,
                kind,
                trigger,
                part_of: whole,
                restates: None,
                perpetrator: None,
                hint,
            };
            put(linker, part);
        }
    }
}

/// 'the dead', 'those injured', 'the victims': people harmed, spoken of without a number.
pub(crate) fn harmed_group(c: &Clause<'_>, at: WordIx) -> Option<HarmKind> {
    let noun = if c.is(at, &["the", "those", "other"]) {
        at + 1
    } else {
        return None;
    };
    let noun = noun + usize::from(c.is(noun, &["only"]));
    let noun = if c.is(noun, &["others"]) { noun + 1 } else { noun };
    Some(match c.text(noun) {
        "dead" | "deceased" | "killed" | "fatalities" | "slain" => HarmKind::Killed,
        "injured" | "wounded" => HarmKind::Injured,
        "arrested" | "detained" | "detainees" | "arrestees" => HarmKind::Detained,
        "abducted" | "kidnapped" | "hostages" | "hostage" | "captives" => HarmKind::Abducted,
        "missing" => HarmKind::Missing,
        "captured" => HarmKind::Captured,
        "casualties" => HarmKind::Casualties,
        _ => return None,
    })
}

/// Whether the figure at `at` is given as a sum: 'in all, 51 people', 'a total of 19', 'altogether 30'.
pub(crate) fn sums_up(c: &Clause<'_>, at: WordIx) -> bool {
    (at.saturating_sub(4)..at + 3).any(|i| {
        c.starts_with(i, &["in", "all"])
            || c.starts_with(i, &["in", "total"])
            || c.starts_with(i, &["total", "of"])
            || c.starts_with(i, &["total", "number"])
            || c.is(i, &["altogether", "overall"])
    })
}

/// Whether the sentence counts over a time: 'so far this year', 'since 2011', 'in the past two months'.
pub(crate) fn running_cue(c: &Clause<'_>) -> Option<WordIx> {
    (0..c.len()).find(|&i| {
        c.starts_with(i, &["so", "far"]) && !c.is(i.wrapping_sub(1), &["and"])
            // 'Earlier this month' is when it happened; 'this month' alone is how long was counted.
            || (c.starts_with(i, &["this", "year"]) || c.starts_with(i, &["this", "month"]))
                && !c.is(i.wrapping_sub(1), &["earlier", "early", "late", "later"])
                && !(i > 0 && c.lexicon.words.means.contains(c.text(i - 1)) || c.is(i.wrapping_sub(1), &ACTS))
            || c.starts_with(i, &["to", "date"])
            || c.starts_with(i, &["till", "date"])
            || c.is(i, &["since"])
                && !is_record(c, i)
                && !c.is(i + 1, &["then", "the"]) | c.is(i + 1, &["then"])
                && (c.day(i + 1)
                    || c.is(i + 1, &["then", "last", "early", "late", "mid", "it"])
                    || c.text(i + 1).len() == 4 && c.text(i + 1).parse::<u32>().is_ok())
            || (c.is(i, &["in", "over", "during", "within"])
                && c.is(i + 1, &["the"])
                && c.is(i + 2, &["past", "last", "previous", "preceding"])
                && (i + 3..i + 6).any(|j| {
                    c.is(
                        j,
                        &[
                            "weeks", "months", "years", "year", "month", "week", "decade", "decades",
                        ],
                    )
                }))
            || is_of_campaign(c, i)
            || since_it_began(c, i)
            || (c.is(i, &["in", "over", "within"])
                && crate::number::figure_at(&c.texts(), i + 1)
                    .is_some_and(|(n, end)| n > 1 && c.is(end, &["weeks", "months", "years"])))
    })
}

/// Most words from a superlative to its 'since'.
const RECORD_REACH: usize = 10;

/// 'the deadliest attack since 2015', 'the first raid since May': a comparison, no count over a time.
fn is_record(c: &Clause<'_>, since: WordIx) -> bool {
    (since.saturating_sub(RECORD_REACH)..since)
        .rev()
        .take_while(|&i| !c.punctuation(i))
        .any(|i| {
            c.is(i, &["deadliest", "first", "only", "worst"])
                || c.text(i).ends_with("iest")
                || c.is(
                    i,
                    &[
                        "biggest",
                        "gravest",
                        "highest",
                        "largest",
                        "latest",
                        "most",
                        "strongest",
                    ],
                )
        })
}

/// Acts that a month or year right behind them dates: 'air strikes this month that killed 32'.
const ACTS: [&str; 12] = [
    "ambush", "assault", "attack", "attacks", "bombing", "bombings", "clashes", "raid", "raids", "shooting",
    "strike", "strikes",
];

/// What goes on for weeks and more, as words for it.
const CAMPAIGNS: [&str; 22] = [
    "bloodshed",
    "campaign",
    "conflict",
    "coup",
    "crackdown",
    "crisis",
    "fighting",
    "hostilities",
    "insurgency",
    "intervention",
    "intifada",
    "invasion",
    "offensive",
    "operation",
    "rebellion",
    "revolt",
    "revolution",
    "siege",
    "unrest",
    "uprising",
    "violence",
    "war",
];

/// 'since the war began', 'since the start of the uprising', 'since fighting erupted', 'since the 2003 invasion'.
fn since_it_began(c: &Clause<'_>, i: WordIx) -> bool {
    let begins = [
        "began", "begun", "started", "erupted", "broke", "flared", "launched",
    ];
    let start = ["start", "beginning", "outbreak", "onset", "eruption", "launch"];
    if !c.is(i, &["since"]) {
        return false;
    }
    let words = (i + 1..i + 8).take_while(|&j| j < c.len() && !c.punctuation(j));
    let words: Vec<WordIx> = words.collect();
    let campaign = words.iter().copied().find(|&j| c.is(j, &CAMPAIGNS));
    let named = |j: WordIx| j <= i + 5 && c.is(i + 1, &["the", "its", "their", "this", "that"]);
    campaign.is_some_and(|j| named(j) || words.iter().any(|&k| k > j && c.is(k, &begins)))
        || c.is(i + 1, &["the", "its"]) && c.is(i + 2, &start) && c.is(i + 3, &["of"])
}

/// 'a war that has killed', 'the offensive in which 200 people have died', 'the conflict has killed': what goes on is counted as a whole.
fn is_of_campaign(c: &Clause<'_>, i: WordIx) -> bool {
    let perfect = |j| c.is(j, &["has", "have"]);
    let next = if c.is(i + 1, &[","]) { i + 2 } else { i + 1 };
    let adverb = |j: WordIx| j + usize::from(c.is(j, &["already", "so", "also"]));
    c.is(i, &CAMPAIGNS)
        && (perfect(i + 1)
            && c.is(
                adverb(i + 2),
                &[
                    "killed",
                    "claimed",
                    "cost",
                    "left",
                    "displaced",
                    "wounded",
                    "injured",
                    "uprooted",
                ],
            )
            || c.is(next, &["that", "which"]) && perfect(next + 1)
            || c.is(next, &["in", "during"])
                && c.is(next + 1, &["which"])
                && (next + 2..next + 9).any(perfect))
}

/// 'killed in three separate shootings': a sum over events, of which none cost so many.
pub(crate) fn is_of_several(c: &Clause<'_>) -> bool {
    let events = [
        "accidents",
        "attacks",
        "cases",
        "crashes",
        "incidents",
        "killings",
        "murders",
        "shootings",
        "stabbings",
    ];
    (0..c.len()).any(|i| {
        c.is(i, &["separate", "unrelated"])
            && (i + 1..i + 4)
                .take_while(|&j| !c.punctuation(j))
                .any(|j| c.is(j, &events))
    })
}
