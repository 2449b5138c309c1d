//! Why an actor is the doer or the sufferer, and why it is that actor.

use super::{ExplainedField, Reason, Weighed, path};
use crate::assemble::{Origin, OriginKind, Reading, is_speech_act};
use crate::event::Trigger;
use crate::group::Group;
use crate::participant::{candidates, top_of};
use dateline_model::{Actor, Claim};
use dateline_resolve::actor::{ActorMention, Basis};

/// A reason for each actor of a claim.
pub(super) fn reasons(reading: &Reading<'_>, claim: &Claim, origin: &Origin) -> Vec<Reason> {
    let sources = claim.source_actors.iter().map(|actor| (actor, true));
    let targets = claim.target_actors.iter().map(|actor| (actor, false));
    sources
        .chain(targets)
        .map(|(actor, doer)| of_actor(reading, origin, actor, doer))
        .collect()
}

fn of_actor(reading: &Reading<'_>, origin: &Origin, actor: &Actor, doer: bool) -> Reason {
    let role = if doer { "doer" } else { "sufferer" };
    let mut reason = Reason::new(ExplainedField::Actor, actor, "");
    reason.words = Some(actor.mention.clone());
    let position = reading.entities.actors.iter().position(|m| m.actor == *actor);
    let (by, trigger) = match position {
        Some(position) => role_of(reading, origin, position, doer),
        None => ("the speaker, who tells of a deed as their own".to_owned(), None),
    };
    reason.by = format!("{role}: {by}");
    if let Some(position) = position {
        let mention = &reading.entities.actors[position];
        if let Some(trigger) = trigger {
            reason.path = path(reading.analysis, trigger.head, top_of(reading.analysis, mention));
        }
        let (basis, weighed) = identity(reading, mention);
        reason.details.push(basis);
        reason.candidates = weighed;
    }
    reason
}

/// What made a mention doer or sufferer, and the trigger where the tree did.
fn role_of<'o>(
    reading: &Reading<'_>,
    origin: &'o Origin,
    position: usize,
    doer: bool,
) -> (String, Option<&'o Trigger>) {
    let (group, harms, responsibility) = match &origin.kind {
        OriginKind::Event {
            group,
            harms,
            responsibility,
        } => (Some(group), harms.as_slice(), responsibility.as_ref()),
        OriginKind::Taken { group } => (Some(group), [].as_slice(), None),
        OriginKind::Harm(harms) => (None, harms.as_slice(), None),
        _ => (None, [].as_slice(), None),
    };
    if let Some(words) = responsibility.filter(|_| doer)
        && let Some((how, trigger)) = around(reading, origin, words, position, true, true)
    {
        return (format!("who claims or denies it, by {how}"), trigger);
    }
    if let Some(group) = group {
        let kind = reading.coder.events.families[group.main().family].kind;
        let speaks = is_speech_act(kind);
        if let Some((how, trigger)) = around(reading, origin, group, position, doer, speaks) {
            return (how.to_owned(), trigger);
        }
        if !doer && let Some((how, trigger)) = around(reading, origin, group, position, true, speaks) {
            return (
                format!("{how} where a doer stands, but counted among the harmed"),
                trigger,
            );
        }
    }
    let actor = &reading.entities.actors[position].actor;
    let named = reading.perpetrators(harms, None).contains(actor);
    let opponent = doer && group.is_some_and(|g| reading.opponents(g, harms).contains(&position));
    let by = match named {
        _ if opponent => "the side that the fight was fought with",
        true if doer => "named as doer by the words of harm",
        true => "named by the words of harm, but counted among the harmed",
        false => "the speaker, who tells of a deed as their own",
    };
    (by.to_owned(), None)
}

/// How a mention takes part in the act of a group: by tree, or by position.
fn around<'o>(
    reading: &Reading<'_>,
    origin: &Origin,
    group: &'o Group,
    position: usize,
    doer: bool,
    speaks: bool,
) -> Option<(&'static str, Option<&'o Trigger>)> {
    let sentence = &reading.analysis.sentences()[origin.sentence];
    let speakers = reading.speakers(speaks);
    group.triggers.iter().find_map(|trigger| {
        let (tree, near) = candidates(
            reading.analysis,
            sentence,
            trigger,
            reading.entities,
            &speakers,
            speaks,
        );
        let (tree, near) = if doer {
            (tree.source, near.source)
        } else {
            (tree.target, near.target)
        };
        if tree.contains(&position) {
            Some(("tree", Some(trigger)))
        } else if tree.is_empty() && near.contains(&position) {
            Some(("position: the tree names no known actor", None))
        } else {
            None
        }
    })
}

/// What a mention's identity rests on, and whom its names may mean.
pub(super) fn identity(reading: &Reading<'_>, mention: &ActorMention) -> (String, Vec<Weighed>) {
    let lexicon = reading.coder.resolver.actors();
    let places = &reading.entities.places;
    let why = lexicon.explain(reading.analysis, reading.document, places, mention.tokens.clone());
    let mut basis = match why.basis {
        Basis::Named => "who: a name of the lexicon",
        Basis::Epithet => "who: the speaker's own word for another side",
        Basis::Composed => "who: what the words of the phrase say together",
        Basis::Earlier => "who: an earlier mention that this one means again",
        Basis::Open => "who: left open, no lexicon knows the words",
        _ => "who: read from the words",
    }
    .to_owned();
    if let Some(focus) = why.focus {
        basis += &format!("; the report is about {focus}");
    }
    let weighed = why.names.iter().flat_map(|(words, candidates)| {
        candidates.iter().map(move |c| {
            let mut reasons: Vec<String> = c.passed.iter().map(|test| format!("is {test}")).collect();
            reasons.extend(c.failed.iter().map(|test| format!("is not {test}")));
            reasons.push(format!("{}:{}", c.actor.file, c.actor.line));
            Weighed {
                what: format!("'{words}': {} ({})", c.actor.name, c.actor.id),
                chosen: c.chosen,
                score: None,
                why: reasons,
            }
        })
    });
    (basis, weighed.collect())
}
