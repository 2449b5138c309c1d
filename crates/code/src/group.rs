//! Triggers of one sentence that tell of one event.
//!
//! 'A suicide bomber blew himself up in an attack on a market, killing twelve' has four triggers and tells of one event. Triggers of one
//! type join unless their modes differ or a word sets them apart ('meanwhile', 'separately').

use crate::event::{EventLexicon, Trigger};
use crate::harm::HarmMention;
use crate::status::clause_ends_between;
use crate::words;
use dateline_model::taxonomy::{EventType, Mode};
use dateline_model::{HarmKind, Status};
use dateline_syntax::{Analysis, Relation, TokenIx};
use std::ops::Range;

/// Triggers that tell of one event; the most specific is first.
#[derive(Clone, Debug)]
pub struct Group {
    /// Members, most specific first.
    pub triggers: Vec<Trigger>,
}

/// How much a mode says about what happened; the higher wins when two tell of one event.
fn specificity(mode: Option<Mode>) -> u8 {
    match mode {
        Some(Mode::Unconventional) => 9,
        Some(Mode::SuicideAttack) => 8,
        Some(Mode::Drone) => 7,
        Some(Mode::Aerial | Mode::Abduct | Mode::Sexual) => 6,
        Some(Mode::HeavyWeapons) => 5,
        Some(Mode::Explosives) => 4,
        Some(Mode::Firearms | Mode::Riot | Mode::Hunger | Mode::Torture) => 3,
        Some(Mode::Targeted | Mode::Primitive | Mode::Beat) => 2,
        Some(_) => 1,
        None => 0,
    }
}

/// Words that set what follows apart from what came before.
fn sets_apart(word: &str) -> bool {
    matches!(
        word,
        ";" | "meanwhile"
            | "separately"
            | "elsewhere"
            | "while"
            | "also"
            // 'struck camps in retaliation for the killing of pilgrims'
            | "avenge"
            | "avenged"
            | "avenging"
            | "reprisal"
            | "retaliation"
            | "revenge"
    )
}

impl Group {
    /// The trigger that gives the event its code.
    #[must_use]
    pub fn main(&self) -> &Trigger {
        &self.triggers[0]
    }

    fn holds(&self, tokens: &Range<TokenIx>) -> bool {
        self.triggers
            .iter()
            .any(|t| t.tokens.start < tokens.end && tokens.start < t.tokens.end)
    }

    /// First to last token of its triggers.
    #[must_use]
    pub fn tokens(&self) -> Range<TokenIx> {
        let start = self.triggers.iter().map(|t| t.tokens.start).min().unwrap_or(0);
        let end = self.triggers.iter().map(|t| t.tokens.end).max().unwrap_or(start);
        start..end
    }
}

/// Joins the triggers of one sentence into events, in text order of their first triggers.
///
/// `held` says what modal words make of a trigger: what happened and what is only planned are two events, unless the tree puts
/// one inside the other ('threatened to strike the port with missiles').
pub fn group_triggers(
    lexicon: &EventLexicon,
    analysis: &Analysis<'_>,
    triggers: Vec<Trigger>,
    held: impl Fn(&Trigger) -> Option<Status>,
) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for trigger in triggers {
        let status = held(&trigger);
        let apart = |group: &Group| {
            let main = group.main();
            let inside =
                analysis.is_under(trigger.head, main.head) || analysis.is_under(main.head, trigger.head);
            analysis.is_parsed() && !inside && held(main) != status
        };
        let joined = groups
            .iter_mut()
            .rev()
            .find(|g| joins(lexicon, analysis, g, &trigger) && !apart(g));
        match joined {
            Some(group) => {
                group.triggers.push(trigger);
                group.triggers.sort_by_key(|t| {
                    let family = &lexicon.families[t.family];
                    (
                        std::cmp::Reverse((specificity(family.mode), family.strong)),
                        t.tokens.start,
                    )
                });
            }
            None => groups.push(Group {
                triggers: vec![trigger],
            }),
        }
    }
    groups
}

/// 'The deadliest raid since 2015, when 147 students died, left 31 dead': the year for which an act is only recalled.
pub fn recalled<'a>(analysis: &'a Analysis<'_>, act: TokenIx) -> Option<&'a str> {
    let first = analysis.sentences()[analysis.sentence_of(act)].tokens.start;
    let when = (first..act).rev().find(|ix| analysis.lower(*ix) == "when")?;
    let year = (when.saturating_sub(2).max(first)..when).find(|ix| words::is_year(analysis.lower(*ix)))?;
    (!clause_ends_between(analysis, when + 1..act)).then(|| analysis.lower(year))
}

fn joins(lexicon: &EventLexicon, analysis: &Analysis<'_>, group: &Group, trigger: &Trigger) -> bool {
    let new = &lexicon.families[trigger.family];
    let main = &lexicon.families[group.main().family];
    if new.kind != main.kind
        || new.takes_ground != main.takes_ground
        || new.responsibility
        || main.responsibility
    {
        return false;
    }
    if recalled(analysis, trigger.head) != recalled(analysis, group.main().head) {
        return false;
    }
    let between = group.tokens().end..trigger.tokens.start;
    // 'The raids also wounded 90': the tree ties them, whatever stands between.
    let tied = analysis.head(group.main().head) == Some(trigger.head)
        || analysis.head(trigger.head) == Some(group.main().head)
            && analysis.relation(trigger.head).base() != Relation::Conj;
    let apart = |word: &str| sets_apart(word) && !(tied && word == "also");
    // 'The attack comes two weeks after 28 soldiers died in a raid'
    let time_after = |ix: TokenIx| {
        analysis.lower(ix) == "after"
            && ix > 0
            && matches!(
                analysis.lower(ix - 1),
                "day" | "days" | "hours" | "month" | "months" | "week" | "weeks" | "year" | "years"
            )
    };
    // 'shelled the hill in response to mortar fire'
    let answers = |ix: TokenIx| {
        analysis.lower(ix) == "response" && between.contains(&(ix + 1)) && analysis.lower(ix + 1) == "to"
    };
    let even_as = |ix: TokenIx| analysis.lower(ix) == "as" && ix > 0 && analysis.lower(ix - 1) == "even";
    if between
        .clone()
        .any(|ix| apart(analysis.lower(ix)) || even_as(ix) || time_after(ix) || answers(ix))
    {
        return false;
    }
    // 'Two men were stabbed and police fired in the air': another doer, by other means.
    // 'The jets hit a convoy, destroying twelve vehicles': what comes of it is no act of its own.
    let comes_of_it = analysis.relation(trigger.head) == Relation::Advcl
        && analysis.xpos(trigger.head) == "VBG"
        && analysis.head(trigger.head) == Some(group.main().head)
        && new.mode == Some(Mode::Destroy);
    if analysis.is_parsed() && comes_of_it {
        return true;
    }
    let means_differ = main.mode.is_some() && new.mode.is_some() && main.mode != new.mode;
    // 'was shot by officers after he stabbed three people'
    let later = analysis.relation(trigger.head).base() == Relation::Advcl
        && between.clone().any(|ix| analysis.lower(ix) == "after");
    let own_doer = analysis.is_parsed()
        && (later || analysis.relation(trigger.head).base() == Relation::Conj)
        && analysis.child(trigger.head, Relation::Nsubj).is_some();
    if means_differ && own_doer {
        return false;
    }
    match (main.mode, new.mode) {
        (Some(a), Some(b)) if a != b => {
            // 'A suicide bomber detonated a car bomb', 'gunmen shot and stabbed'; not 'air strikes and a car bomb'.
            let pair = (
                specificity(Some(a)).min(specificity(Some(b))),
                specificity(Some(a)).max(specificity(Some(b))),
            );
            matches!(pair, (1..=3, 2..=4) | (4, 8) | (2..=3, 8)) || new.kind == EventType::Protest
        }
        _ => new.kind == EventType::Assault || new.kind == EventType::Protest || new.mode == main.mode,
    }
}

/// The group that a harm belongs to: the one whose words state it, else the nearest of a fitting type, earlier ones first.
pub fn group_of_harm(
    lexicon: &EventLexicon,
    analysis: &Analysis<'_>,
    groups: &[Group],
    harm: &HarmMention,
) -> Option<usize> {
    if let Some(index) = groups.iter().position(|g| g.holds(&harm.trigger)) {
        return Some(index);
    }
    let fits = |g: &&(usize, &Group)| {
        let family = &lexicon.families[g.1.main().family];
        let kind = family.kind;
        match harm.kind {
            HarmKind::Killed | HarmKind::Injured | HarmKind::Casualties => {
                matches!(kind, EventType::Assault)
                    || kind == EventType::Protest && family.mode == Some(Mode::Riot)
            }
            HarmKind::Detained => kind == EventType::Coerce && family.mode == Some(Mode::Arrest),
            HarmKind::Abducted | HarmKind::Captured | HarmKind::Missing => {
                kind == EventType::Assault && family.mode == Some(Mode::Abduct)
            }
            HarmKind::SexualViolence => family.mode == Some(Mode::Sexual),
            HarmKind::Displaced => kind == EventType::Sanction,
            HarmKind::Surrendered => kind == EventType::Mobilize,
            _ => false,
        }
    };
    // 'drowned as they fled the fighting': by water, whatever else the sentence tells.
    if analysis.lower(harm.trigger.start) == "drowned" {
        return None;
    }
    let all: Vec<(usize, &Group)> = groups.iter().enumerate().collect();
    let before = all
        .iter()
        .filter(fits)
        .rfind(|(_, g)| g.tokens().start < harm.trigger.start);
    before.or_else(|| all.iter().find(fits)).map(|(index, _)| *index)
}
