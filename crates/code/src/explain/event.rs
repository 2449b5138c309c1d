//! Why an event has its type and mode, and what states a condition.

use super::{ExplainedField, LexiconEntry, Reason, Weighed, code, entry};
use crate::assemble::{Origin, OriginKind, Reading};
use crate::condition::ConditionLexicon;
use crate::event::{ClassEntry, EventLexicon, Trigger, needs_met, refusal};
use crate::harm::HarmLexicon;
use crate::pattern::PatternMatch;
use dateline_model::Claim;
use dateline_syntax::TokenIx;
use std::ops::Range;

/// The reasons for event, hazard and condition.
pub(super) fn reasons(reading: &Reading<'_>, claim: &Claim, origin: &Origin) -> Vec<Reason> {
    match &origin.kind {
        OriginKind::Event { group, .. } => group
            .triggers
            .iter()
            .enumerate()
            .map(|(at, trigger)| of_trigger(reading, claim, origin, trigger, at == 0))
            .collect(),
        OriginKind::Taken { group } => {
            let state = claim.condition.as_ref().map(|c| &c.span);
            let taken = |t: &&Trigger| Some(&reading.excerpt(t.tokens.clone())) == state;
            let trigger = group.triggers.iter().find(taken).unwrap_or(group.main());
            let mut reason = of_trigger(reading, claim, origin, trigger, true);
            reason.field = ExplainedField::Condition;
            reason.value = super::json(&claim.condition);
            reason.by = "words by which ground changes hands, with the ground and its taker".to_owned();
            Vec::from([reason])
        }
        OriginKind::Holding(holding) => {
            let by = "words of holding, with the ground and its holder";
            Vec::from([of_state(reading, claim, holding.family, &holding.tokens, by)])
        }
        OriginKind::Condition(mention) => {
            let by = "a subject and the words of its state";
            Vec::from([of_state(reading, claim, mention.family, &mention.state, by)])
        }
        OriginKind::Analysis(_) => {
            let by = "an analyst's judgement: it has no event of its own";
            Vec::from([Reason::new(ExplainedField::Event, &claim.event, by)])
        }
        OriginKind::Hazard(hazard) => Vec::from([of_hazard(reading, claim, origin, *hazard)]),
        OriginKind::Harm(harms) => Vec::from([of_harm(reading, claim, origin, harms)]),
    }
}

/// The entry of a trigger family.
pub(super) fn family_entry(
    reading: &Reading<'_>,
    family: usize,
    tokens: &Range<TokenIx>,
) -> Option<LexiconEntry> {
    let events = &reading.coder.events;
    let name = &events.families[family].name;
    let pattern = events.patterns.written(reading.analysis, family, tokens);
    Some(entry(EventLexicon::file_of(name)?, "name", name, pattern))
}

fn of_trigger(
    reading: &Reading<'_>,
    claim: &Claim,
    origin: &Origin,
    trigger: &Trigger,
    main: bool,
) -> Reason {
    let events = &reading.coder.events;
    let family = &events.families[trigger.family];
    let by = match (&claim.event, &claim.hazard) {
        _ if !main => "words that tell of the same event",
        (Some(_), _) => "the words that say most about what was done",
        (None, Some(_)) => "a word of disaster beside harm that nobody is said to have done",
        (None, None) => "words of death or injury in a report that tells of no violence",
    };
    let mut reason = if claim.hazard.is_some() {
        Reason::new(ExplainedField::Event, &claim.hazard, by)
    } else {
        Reason::new(ExplainedField::Event, &claim.event, by)
    };
    reason.words = Some(reading.excerpt(trigger.tokens.clone()));
    reason.lexicon = family_entry(reading, trigger.family, &trigger.tokens);
    reason.details.push(format!(
        "voice: {}",
        format!("{:?}", trigger.voice).to_lowercase()
    ));
    let found = matches(reading, origin.sentence);
    let own = |m: &&PatternMatch| m.entry == trigger.family && m.tokens == trigger.tokens;
    if family.strong {
        reason
            .details
            .push("strong: the words need no support".to_owned());
    } else if let Some(own) = found.iter().find(own) {
        let clues = &reading.clues[origin.sentence];
        let met =
            needs_met(family, own, clues, reading.entities).map(|need| format!("{need:?}").to_lowercase());
        reason
            .details
            .push(format!("supported by: {}", met.collect::<Vec<_>>().join(", ")));
    }
    if main && let Some(event) = &claim.event {
        mode(
            reading,
            origin,
            family.mode.is_none() && event.mode.is_some(),
            &mut reason,
        );
    }
    reason.candidates = senses(reading, origin, trigger, &found);
    reason
}

/// Where an event's mode comes from a weapon of its sentence: which.
fn mode(reading: &Reading<'_>, origin: &Origin, of_weapon: bool, reason: &mut Reason) {
    let classes = &reading.clues[origin.sentence].classes;
    let weapon = classes.iter().find_map(|(class, tokens)| match class {
        ClassEntry::Weapon(mode) => Some((code(mode), tokens.clone())),
        _ => None,
    });
    if let (true, Some((mode, tokens))) = (of_weapon, weapon) {
        let words = reading.excerpt(tokens);
        reason
            .details
            .push(format!("mode {mode}: by the weapon '{}'", words.text()));
    }
}

fn matches(reading: &Reading<'_>, sentence: usize) -> Vec<PatternMatch> {
    let tokens = reading.analysis.sentences()[sentence].tokens.clone();
    reading.coder.events.patterns.find(reading.analysis, tokens)
}

/// The senses that the words of a trigger have in the lexicon, and why the others were not taken.
fn senses(reading: &Reading<'_>, origin: &Origin, trigger: &Trigger, found: &[PatternMatch]) -> Vec<Weighed> {
    let events = &reading.coder.events;
    let clues = &reading.clues[origin.sentence];
    let here = found
        .iter()
        .filter(|m| m.tokens.start < trigger.tokens.end && trigger.tokens.start < m.tokens.end);
    let mut senses: Vec<Weighed> = here
        .map(|m| {
            let chosen = m.entry == trigger.family && m.tokens == trigger.tokens;
            let why = match refusal(events, reading.analysis, m, clues, reading.entities) {
                _ if chosen => "the longest that fires; of equals the strong one, then the first listed",
                Some(why) => why,
                None => "gives way to a longer or stronger reading",
            };
            let words = reading.excerpt(m.tokens.clone());
            Weighed {
                what: format!("{}: '{}'", events.families[m.entry].name, words.text()),
                chosen,
                score: None,
                why: Vec::from([why.to_owned()]),
            }
        })
        .collect();
    senses.sort_by_key(|sense| !sense.chosen);
    senses.dedup();
    if senses.len() < 2 { Vec::new() } else { senses }
}

fn of_state(
    reading: &Reading<'_>,
    claim: &Claim,
    family: usize,
    tokens: &Range<TokenIx>,
    by: &str,
) -> Reason {
    let conditions = &reading.coder.conditions;
    let mut reason = Reason::new(ExplainedField::Condition, &claim.condition, by);
    reason.words = Some(reading.excerpt(tokens.clone()));
    let pattern = conditions.written(reading.analysis, family, tokens);
    let name = &conditions.families[family].name;
    reason.lexicon = Some(entry(ConditionLexicon::FILE, "name", name, pattern));
    if let Some(condition) = &claim.condition {
        reason.details.push(format!("subject: {}", condition.subject));
        reason
            .details
            .extend(condition.holder.iter().map(|h| format!("holder: {h}")));
        reason
            .details
            .extend(condition.extent.iter().map(|e| format!("extent: {e}")));
    }
    reason
}

fn of_hazard(reading: &Reading<'_>, claim: &Claim, origin: &Origin, hazard: usize) -> Reason {
    let events = &reading.coder.events;
    let by = "words that tell of a disaster or accident";
    let mut reason = Reason::new(ExplainedField::Event, &claim.hazard, by);
    reason.words = Some(reading.excerpt(origin.tokens.clone()));
    let pattern = events
        .alone_patterns
        .written(reading.analysis, hazard, &origin.tokens);
    let name = &events.hazards[hazard].name;
    reason.lexicon = Some(entry(EventLexicon::HAZARDS, "name", name, pattern));
    reason
}

/// The event of harm that no trigger tells of.
fn of_harm(reading: &Reading<'_>, claim: &Claim, origin: &Origin, harms: &[usize]) -> Reason {
    let mut reason = match (&claim.event, &claim.hazard) {
        (_, Some(hazard)) => Reason::new(
            ExplainedField::Event,
            hazard,
            "a word of disaster beside harm that nobody is said to have done",
        ),
        (Some(event), None) => Reason::new(
            ExplainedField::Event,
            event,
            "no trigger in the sentence: what was done follows from the kind of harm",
        ),
        (None, None) => Reason::new(
            ExplainedField::Event,
            &claim.event,
            "no trigger in the sentence: the cause of the harm is not stated",
        ),
    };
    reason.words = Some(reading.excerpt(origin.tokens.clone()));
    let family = harms.first().and_then(|&at| reading.harms[at].family());
    reason.lexicon = family.and_then(|family| harm_entry(reading, family));
    if let Some((hazard, tokens)) = reading.clues[origin.sentence].hazards.first()
        && claim.hazard.is_some()
    {
        let name = &reading.coder.events.hazards[*hazard].name;
        let words = reading.excerpt(tokens.clone());
        reason.details.push(format!("{name}: '{}'", words.text()));
    }
    reason
}

/// The entry of a harm family.
pub(super) fn harm_entry(reading: &Reading<'_>, family: usize) -> Option<LexiconEntry> {
    let (id, _) = reading.coder.harm.family_of(family);
    let (file, text) = HarmLexicon::file_of(id)?;
    Some(entry((&format!("lexicons/{file}"), text), "id", id, None))
}
