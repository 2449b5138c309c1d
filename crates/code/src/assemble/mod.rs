//! From the triggers, harm, states and voices of a document to its claims.

mod codes;
mod figures;
mod general;
mod objects;
mod opponent;
mod origin;
mod voice;

pub(crate) use origin::{Origin, OriginKind};

use crate::Coder;
use crate::attribution::{Citation, find_citations, find_quotations};
use crate::blame::{blamed, is_charge, plot_of};
use crate::condition::{ConditionMention, Holding};
use crate::control::ground_of;
use crate::event::{ClassEntry, Family, SentenceClues, Trigger, Voice, find_triggers};
use crate::group::{Group, group_of_harm, group_triggers, recalled};
use crate::harm::HarmMention;
use crate::number::{Quantity, QuantityForm, quantity_at};
use crate::participant::{Participants, find_participants};
use crate::roles::{is_done, roles_of, tells_of_people};
use crate::scene::{Scene, find_scene};
use crate::status::StatusMention;
use crate::words;
use dateline_model::taxonomy::{self, Context, EventType, Ground, HarmLevel, Mode, Parties, Sector};
use dateline_model::{
    AcledView, Actor, ActorKind, Attribution, Claim, ClaimId, Condition, ConditionKind, Count, Document,
    Event, Excerpt, Field, Harm, HarmKind, Hazard, Status, TimeBasis, TimeRef, Unresolved, Why,
};
use dateline_resolve::Entities;
use dateline_syntax::{Analysis, Relation, SentenceRole, TokenIx, Upos};
use origin::Made;
use std::collections::BTreeSet;
use std::ops::Range;

/// Tokens before a noun trigger within which its number stands: hedge, number and two modifiers.
const COUNT_REACH: usize = 6;

/// Tokens from words of revenge to the act that is avenged: 'in retaliation for last month's killing'.
const ANSWER_REACH: usize = 6;

/// Everything read from a document before its claims are put together.
pub(crate) struct Reading<'a> {
    pub coder: &'a Coder,
    pub document: &'a Document,
    pub analysis: &'a Analysis<'a>,
    pub entities: &'a Entities,
    pub harms: &'a [HarmMention],
    pub citations: Vec<Citation>,
    pub clues: Vec<SentenceClues>,
}

/// The claims of a document, in reading order.
pub(crate) fn claims_of(
    coder: &Coder,
    document: &Document,
    analysis: &Analysis<'_>,
    entities: &Entities,
    harms: &[HarmMention],
) -> Vec<Claim> {
    let reading = read(coder, document, analysis, entities, harms);
    made_of(&reading).into_iter().map(|(claim, _)| claim).collect()
}

/// What is read before claims are put together.
pub(crate) fn read<'a>(
    coder: &'a Coder,
    document: &'a Document,
    analysis: &'a Analysis<'a>,
    entities: &'a Entities,
    harms: &'a [HarmMention],
) -> Reading<'a> {
    let clues: Vec<SentenceClues> = analysis
        .sentences()
        .iter()
        .enumerate()
        .map(|(index, s)| {
            let harmed = harms.iter().any(|h| h.sentence == index);
            SentenceClues::read(&coder.events, analysis, s, entities, harmed)
        })
        .collect();
    let quotations = find_quotations(analysis);
    let citations = find_citations(&coder.attributions, analysis, entities, &quotations);
    Reading {
        coder,
        document,
        analysis,
        entities,
        harms,
        citations,
        clues,
    }
}

/// The claims of a document with what they were made from, in reading order.
pub(crate) fn made_of(reading: &Reading<'_>) -> Vec<(Claim, Origin)> {
    if reading.is_metaphor() {
        return Vec::new();
    }
    let mut claims: Vec<Made> = Vec::new();
    let mut deaths: BTreeSet<TokenIx> = BTreeSet::new();
    for (index, sentence) in reading.analysis.sentences().iter().enumerate() {
        if sentence.role != SentenceRole::Furniture {
            reading.code_sentence(index, &mut claims, &mut deaths);
        }
    }
    claims.sort_by_key(|(at, _, _)| *at);
    reading.name_victims(&mut claims);
    if !reading.is_violent(&claims, &deaths) {
        // 'She died last year' in a report without violence: harm, its cause not given.
        for (_, claim, _) in claims.iter_mut().filter(|(at, _, _)| deaths.contains(at)) {
            claim.event = None;
        }
        claims.retain(|(at, claim, _)| !deaths.contains(at) || !claim.harm.is_empty());
    }
    claims
        .into_iter()
        .map(|(_, claim, origin)| (claim.with_content_id(), origin))
        .collect()
}

/// Acts of words: who speaks is who does it.
pub(crate) fn is_speech_act(kind: EventType) -> bool {
    matches!(
        kind,
        EventType::Accuse
            | EventType::Concede
            | EventType::Reject
            | EventType::Request
            | EventType::Support
            | EventType::Threaten
    )
}

/// 'They' of 'rebels claimed they were behind the attack'.
fn is_pronoun(actor: &Actor) -> bool {
    matches!(actor.mention.text().to_lowercase().as_str(), "it" | "they" | "we")
}

impl Reading<'_> {
    /// Whether the report is about sport, markets or the like, so that its violence is metaphor.
    fn is_metaphor(&self) -> bool {
        let armed = self.entities.actors.iter().filter(|a| {
            matches!(
                a.actor.kind,
                Some(ActorKind::NonStateArmed | ActorKind::StateForce)
            )
        });
        let weapons = self
            .clues
            .iter()
            .flat_map(|c| &c.classes)
            .filter(|(c, _)| matches!(c, ClassEntry::Weapon(_)));
        let violence = armed.count() + weapons.count() + self.harms.len();
        self.coder.domains.silences(self.analysis, violence).is_some()
    }

    /// Whether anything in the report says that its dead died by violence: an armed actor, a weapon, an act that is no mere death.
    fn is_violent(&self, claims: &[Made], deaths: &BTreeSet<TokenIx>) -> bool {
        let armed = |kind| matches!(kind, Some(ActorKind::NonStateArmed | ActorKind::StateForce));
        let weapon = |c: &ClassEntry| matches!(c, ClassEntry::Weapon(_));
        let assault = |c: &Claim| c.event.as_ref().is_some_and(|e| e.kind == EventType::Assault);
        self.entities.actors.iter().any(|a| armed(a.actor.kind))
            || self.clues.iter().flat_map(|c| &c.classes).any(|(c, _)| weapon(c))
            || claims.iter().any(|(at, c, _)| assault(c) && !deaths.contains(at))
    }

    /// Whether only words of death and injury, which may have any cause, tell of the act.
    fn is_mere_death(&self, group: &Group, claim: &Claim) -> bool {
        let any_cause = |t: &Trigger| self.coder.events.families[t.family].any_cause;
        claim.source_actors.is_empty() && group.triggers.iter().all(any_cause)
    }

    fn code_sentence(&self, index: usize, claims: &mut Vec<Made>, deaths: &mut BTreeSet<TokenIx>) {
        let sentence = &self.analysis.sentences()[index];
        let clues = &self.clues[index];
        let triggers = find_triggers(&self.coder.events, self.analysis, index, clues, self.entities);
        let modal = self.coder.statuses.find(self.analysis, sentence);
        let held = |trigger: &Trigger| {
            let governing = self
                .coder
                .statuses
                .governing(self.analysis, &modal, &trigger.acts());
            // 'There were no casualties in the attack': the attack took place.
            let harm_only = self.coder.events.families[trigger.family].any_cause;
            governing
                .map(|(status, _)| status)
                .filter(|status| !harm_only || *status != Status::Denied)
        };
        let groups = group_triggers(&self.coder.events, self.analysis, triggers, held);
        let mut harm_of_group: Vec<Vec<usize>> = vec![Vec::new(); groups.len()];
        let mut alone: Vec<usize> = Vec::new();
        for (position, harm) in self.harms.iter().enumerate().filter(|(_, h)| h.sentence == index) {
            match group_of_harm(&self.coder.events, self.analysis, &groups, harm) {
                Some(group) => harm_of_group[group].push(position),
                None => alone.push(position),
            }
        }
        let conditions = self.coder.conditions.find(self.analysis, sentence);
        for (position, (group, harms)) in groups.iter().zip(&harm_of_group).enumerate() {
            let main = group.main();
            let family = &self.coder.events.families[main.family];
            if self.is_responsibility(group)
                && (self.attack_meant(&groups, position).is_some() || self.is_nobodys(group))
            {
                // 'X claimed responsibility for the attack' is told by the attack's claim; what nobody claimed, by none.
                continue;
            }
            let mut event = self.event_claim(index, group, harms, &modal);
            let responsibility = (0..groups.len())
                .filter(|&p| self.is_responsibility(&groups[p]) && !self.is_nobodys(&groups[p]))
                .find(|&p| self.attack_meant(&groups, p) == Some(position))
                .map(|p| &groups[p]);
            if let Some(words) = responsibility {
                self.take_responsibility(&mut event, index, words);
            } else if self.only_refers(main, family, &event)
                || self.is_general(index, main, &event)
                || self.denies_words(group)
            {
                continue;
            }
            let tokens = main.tokens.clone();
            let origin = |kind| Origin {
                sentence: index,
                tokens: tokens.clone(),
                at: main.head,
                kind,
            };
            if family.takes_ground {
                let taken = self.control_claim(index, group, &event);
                let kind = || OriginKind::Taken { group: group.clone() };
                claims.extend(taken.map(|c| (main.tokens.start, c, origin(kind()))));
            }
            if self.is_mere_death(group, &event) {
                deaths.insert(main.tokens.start);
            }
            let kind = OriginKind::Event {
                group: group.clone(),
                harms: harms.clone(),
                responsibility: responsibility.cloned(),
            };
            claims.push((main.tokens.start, event, origin(kind)));
        }
        for cause in self.by_cause(index, &alone) {
            let first = &self.harms[cause[0]];
            let claim = self.harm_claim(index, &cause, &modal);
            let origin = Origin {
                sentence: index,
                tokens: first.trigger.clone(),
                at: first.trigger.start,
                kind: OriginKind::Harm(cause),
            };
            claims.push((first.tokens.start, claim, origin));
        }
        if groups.is_empty() && alone.is_empty() {
            claims.extend(self.hazard_claim(index));
        }
        for (position, citation) in self.citations.iter().enumerate() {
            if citation.analysis && sentence.tokens.contains(&citation.cue.start) {
                let origin = Origin {
                    sentence: index,
                    tokens: citation.cue.clone(),
                    at: citation.cue.start,
                    kind: OriginKind::Analysis(position),
                };
                claims.push((citation.cue.start, self.analysis_claim(index, citation), origin));
            }
        }
        for holding in self.coder.conditions.holdings(self.analysis, sentence) {
            if let Some(claim) = self.holding_claim(index, &holding) {
                let origin = Origin {
                    sentence: index,
                    tokens: holding.tokens.clone(),
                    at: holding.tokens.start,
                    kind: OriginKind::Holding(holding),
                };
                claims.push((origin.tokens.start, claim, origin));
            }
        }
        for mention in conditions {
            let claim = self.condition_claim(index, &mention);
            let origin = Origin {
                sentence: index,
                tokens: mention.tokens.clone(),
                at: mention.state.start,
                kind: OriginKind::Condition(mention.clone()),
            };
            claims.push((mention.tokens.start, claim, origin));
        }
    }

    /// 'The timing of the attack …': a definite noun that adds nothing speaks of an event told elsewhere.
    fn only_refers(&self, main: &Trigger, family: &Family, claim: &Claim) -> bool {
        let definite = main.tokens.start.checked_sub(1).is_some_and(|before| {
            matches!(
                self.analysis.lower(before),
                "the" | "this" | "that" | "these" | "those" | "latest" | "such"
            )
        });
        let adds = !claim.source_actors.is_empty()
            || !claim.target_actors.is_empty()
            || !claim.harm.is_empty()
            || claim.count.is_some()
            || !matches!(claim.status, Status::Asserted | Status::Attributed);
        // 'the drug trafficking organization': a sort of crime that nobody is said to commit.
        main.voice == Voice::Nominal && !adds && (family.topic || !family.strong && definite)
    }

    fn event_claim(&self, index: usize, group: &Group, harms: &[usize], modal: &[StatusMention]) -> Claim {
        let main = group.main();
        let family = &self.coder.events.families[main.family];
        let sentence = &self.analysis.sentences()[index];
        let speaks = is_speech_act(family.kind);
        let speakers = self.speakers(speaks);
        // The doer of one trigger is the doer of the group: take the first that names one, most specific first.
        let mut found = Participants::default();
        let mut alleged = false;
        for trigger in &group.triggers {
            let mut near =
                find_participants(self.analysis, sentence, trigger, self.entities, &speakers, speaks);
            if self.coder.events.families[trigger.family].suffered {
                near.target = std::mem::take(&mut near.source);
            }
            if found.source.is_empty() {
                found.source = near.source;
                alleged = !found.source.is_empty() && blamed(self.analysis, trigger.head).is_some();
            }
            if found.target.is_empty() {
                found.target = near.target;
            }
        }
        found.target.retain(|t| !found.source.contains(t));
        let mut claim = self.blank(index, Some(main.tokens.clone()));
        claim.source_actors = self.actors(&found.source);
        found.target.retain(|&t| !self.is_thing(index, t));
        claim.target_actors = self.actors(&found.target);
        // 'Jets struck a camp in retaliation for the killing of pilgrims': whoever killed them is named with it or not at all.
        if self.is_answered(main) && roles_of(self.analysis, main.head).source.is_empty() {
            claim.source_actors.clear();
        } else if claim.source_actors.is_empty() && plot_of(self.analysis, main.head).is_none() {
            claim.source_actors = self.perpetrators(harms, Some(main));
        }
        let own_deed = group
            .triggers
            .iter()
            .find_map(|t| self.speaker_of_own_deed(t.head));
        if let Some(speaker) = own_deed
            && (claim.source_actors.is_empty()
                || claim.source_actors.iter().all(is_pronoun)
                || roles_of(self.analysis, main.head).source.is_empty())
        {
            claim.source_actors = vec![speaker.clone()];
        }
        claim.harm = self.nest(harms);
        self.tell_victims_from_doers(&mut claim);
        // 'The court upheld sentences over the killing of guards': courts do no violence.
        if family.kind == EventType::Assault {
            claim.source_actors.retain(|a| a.sector != Some(Sector::Jud));
        }
        if claim.source_actors.is_empty() {
            self.take_opponents(&mut claim, group, harms);
        }
        self.set_scene(&mut claim, index, &main.tokens);
        self.set_objects(&mut claim, index, group);
        claim.named_victims = self.named_victims(group, harms);
        claim.count = group.triggers.iter().find_map(|t| self.count_of(index, t));
        self.set_voice(&mut claim, main.head, modal, &main.acts(), family.status);
        // 'The bomb did not go off': it was meant to.
        if claim.status == Status::Denied && family.mode == Some(Mode::Explosives) && self.goes_off(main) {
            claim.status = Status::Attempted;
        }
        let year = recalled(self.analysis, main.head).and_then(|year| year.parse::<i16>().ok());
        if let Some((year, published)) = year.zip(self.document.published)
            && year < published.year()
        {
            claim.status = claim.status.max(Status::Background);
            // 'since 2015' is how long it has been, not when it was.
            claim.time = claim.time.filter(|time| time.end.is_some());
        }
        if alleged || is_charge(self.analysis, main.head) {
            claim.status = claim.status.max(Status::Alleged);
        }
        // Modal words may govern a less specific trigger of the same event: 'threatened to strike … with missiles'.
        let inside = |t: &&Trigger| !self.analysis.is_parsed() || self.analysis.is_under(main.head, t.head);
        for trigger in group.triggers[1..].iter().filter(inside) {
            let harm_only = self.coder.events.families[trigger.family].any_cause && !family.any_cause;
            if let Some((status, _)) = self
                .coder
                .statuses
                .governing(self.analysis, modal, &trigger.acts())
                .filter(|(status, _)| !harm_only || *status != Status::Denied)
            {
                claim.status = claim.status.max(status);
            }
        }
        if own_deed.is_some_and(|a| a.kind == Some(ActorKind::NonStateArmed))
            && family.kind == EventType::Assault
            && matches!(claim.status, Status::Attributed | Status::Alleged)
        {
            claim.status = Status::Claimed;
        }
        claim.event = Some(self.event(family, main, &claim, index));
        if self.clues[index].hazards.iter().any(|_| family.name == "killing") {
            self.set_hazard(&mut claim, index);
        }
        claim
    }

    /// Whether an act is what another answers: 'in retaliation for the killing', 'to avenge the murder'.
    fn is_answered(&self, act: &Trigger) -> bool {
        let first = self.analysis.sentences()[act.sentence].tokens.start;
        (first..act.tokens.start).rev().take(ANSWER_REACH).any(|ix| {
            matches!(
                self.analysis.lower(ix),
                "avenge" | "avenging" | "reprisal" | "retaliation" | "revenge"
            ) || self.analysis.lower(ix) == "response" && self.analysis.lower(ix + 1) == "to"
        })
    }

    /// Whether the words of an act are a bomb's own: 'the bomb exploded', 'the device went off'.
    fn goes_off(&self, act: &Trigger) -> bool {
        act.voice == Voice::Active && matches!(self.analysis.lemma(act.head), "detonate" | "explode" | "go")
    }

    /// Tokens of the cited sources: a voice is no party to what it reports, but does its acts of words.
    pub(crate) fn speakers(&self, speaks: bool) -> Vec<Range<TokenIx>> {
        let voices = self.citations.iter().filter_map(|c| c.speaker.clone());
        voices.filter(|_| !speaks).collect()
    }

    fn control_claim(&self, index: usize, group: &Group, event: &Claim) -> Option<Claim> {
        let sentence = &self.analysis.sentences()[index];
        let grounds = group.triggers.iter().filter_map(|t| {
            let ground = ground_of(
                self.analysis,
                sentence,
                &self.clues[index],
                self.entities,
                &t.tokens,
            )?;
            Some((t, ground))
        });
        // 'breached the city, capturing more than half of it': the trigger that says how much says most.
        let (trigger, ground) = grounds.min_by_key(|(t, g)| (g.extent.is_none(), t.tokens.start))?;
        let holder = event.source_actors.first()?;
        let mut claim = event.clone();
        let words = |tokens: Range<TokenIx>| self.analysis.span(tokens).of(self.analysis.text()).to_owned();
        claim.event = None;
        claim.harm = Vec::new();
        claim.count = None;
        claim.weapons = Vec::new();
        claim.physical_targets = Vec::new();
        claim.trigger = Some(self.excerpt(trigger.tokens.clone()));
        claim.condition = Some(Condition {
            kind: ConditionKind::Control,
            subject: words(ground.subject),
            state: "taken".to_owned(),
            extent: ground.extent.map(words),
            holder: Some(holder.name.clone()),
            span: self.excerpt(trigger.tokens.clone()),
        });
        Some(claim)
    }

    /// 'The rebels control most of the province': a claim only where both the ground and its holder are named.
    fn holding_claim(&self, index: usize, holding: &Holding) -> Option<Claim> {
        let sentence = &self.analysis.sentences()[index];
        let ground = ground_of(
            self.analysis,
            sentence,
            &self.clues[index],
            self.entities,
            &holding.tokens,
        )?;
        let (after, start) = (holding.tokens.end, holding.tokens.start);
        let compound = self.analysis.hyphenated(start);
        let beside = |tokens: &Range<TokenIx>| {
            if compound.start < start {
                // 'rebel-held': the holder is inside the word.
                return tokens.start < start && compound.start < tokens.end;
            }
            sentence.tokens.contains(&tokens.start)
                && if holding.by_follows {
                    (after..after + 4).contains(&tokens.start)
                } else {
                    (start.saturating_sub(4)..start + 1).contains(&tokens.end)
                }
        };
        // A known actor by its name, else fighters in the text's own words.
        let named = self
            .entities
            .actors
            .iter()
            .find(|a| beside(&a.tokens) && a.actor.kind != Some(ActorKind::Civilian))
            .map(|a| a.actor.name.clone());
        let fighters = self.clues[index]
            .classes
            .iter()
            .find(|(c, t)| *c == ClassEntry::Armed && beside(t));
        let first = self
            .analysis
            .entity_at(compound.start)
            .map_or(compound.start, |e| e.tokens.start);
        let inside = (compound.start + 1 < start).then(|| self.excerpt(first..start - 1));
        let holder = named
            .or_else(|| fighters.map(|(_, t)| self.excerpt(t.clone()).text().to_owned()))
            .or_else(|| inside.map(|words| words.text().to_owned()))?;
        let words = |tokens: Range<TokenIx>| self.analysis.span(tokens).of(self.analysis.text()).to_owned();
        let mut claim = self.blank(index, Some(holding.tokens.clone()));
        self.set_scene(&mut claim, index, &holding.tokens);
        self.set_voice(&mut claim, holding.tokens.start, &[], &holding.tokens, None);
        claim.condition = Some(Condition {
            kind: ConditionKind::Control,
            subject: words(ground.subject),
            state: holding.state.clone(),
            extent: ground.extent.map(words),
            holder: Some(holder),
            span: self.excerpt(holding.tokens.clone()),
        });
        Some(claim)
    }

    fn condition_claim(&self, index: usize, mention: &ConditionMention) -> Claim {
        let mut claim = self.blank(index, Some(mention.state.clone()));
        self.set_scene(&mut claim, index, &mention.tokens);
        self.set_voice(&mut claim, mention.state.start, &[], &mention.state, None);
        claim.condition = Some(mention.condition.clone());
        claim
    }

    /// Judgement by an analyst: kept for what it is, with no event of its own.
    fn analysis_claim(&self, index: usize, citation: &Citation) -> Claim {
        let mut claim = self.blank(index, Some(citation.cue.clone()));
        claim.attribution = vec![citation.attribution.clone()];
        claim.status = citation.status;
        claim.analysis = true;
        claim
    }

    /// A disaster or accident that nobody is said to be harmed by.
    fn hazard_claim(&self, index: usize) -> Option<Made> {
        let sentence = &self.analysis.sentences()[index];
        let found = self
            .coder
            .events
            .alone_patterns
            .find(self.analysis, sentence.tokens.clone())
            .into_iter()
            .next()?;
        let family = &self.coder.events.hazards[found.entry];
        let mut claim = self.blank(index, Some(found.tokens.clone()));
        claim.hazard = Some(Hazard {
            kind: family.kind,
            name: family.name.clone(),
        });
        self.set_scene(&mut claim, index, &found.tokens);
        let modal = self.coder.statuses.find(self.analysis, sentence);
        self.set_voice(&mut claim, found.head, &modal, &found.tokens, None);
        let origin = Origin {
            sentence: index,
            tokens: found.tokens.clone(),
            at: found.head,
            kind: OriginKind::Hazard(found.entry),
        };
        Some((found.tokens.start, claim, origin))
    }

    /// Harm that no trigger of its sentence tells of.
    fn harm_claim(&self, index: usize, harms: &[usize], modal: &[StatusMention]) -> Claim {
        let first = &self.harms[harms[0]];
        let mut claim = self.blank(index, Some(first.trigger.clone()));
        claim.source_actors = self.perpetrators(harms, None);
        claim.harm = self.nest(harms);
        self.set_scene(&mut claim, index, &first.trigger);
        self.set_voice(&mut claim, first.trigger.start, modal, &first.trigger, None);
        self.set_hazard(&mut claim, index);
        let code = match first.kind {
            _ if claim.hazard.is_some() => None,
            HarmKind::Detained => Some((EventType::Coerce, Some(Mode::Arrest))),
            HarmKind::Abducted | HarmKind::Captured => Some((EventType::Assault, Some(Mode::Abduct))),
            HarmKind::SexualViolence => Some((EventType::Assault, Some(Mode::Sexual))),
            HarmKind::Surrendered => Some((EventType::Retreat, Some(Mode::Withdraw))),
            HarmKind::Killed | HarmKind::Injured | HarmKind::Casualties
                if !claim.source_actors.is_empty() =>
            {
                Some((EventType::Assault, None))
            }
            _ => None,
        };
        claim.event = code.map(|(kind, mode)| {
            let parties = Parties::of(&claim.source_actors, &claim.target_actors, &claim.harm);
            let contexts: Vec<Context> = Vec::new();
            Event {
                kind,
                mode,
                cameo: taxonomy::cameo_of(kind, mode, &contexts).map(|c| c.code.to_owned()),
                acled: taxonomy::acled_view(kind, mode, &contexts, &parties),
                ucdp: taxonomy::ucdp_view(kind, mode, &contexts, &parties),
                contexts,
            }
        });
        claim
    }

    /// A claim of sentence `index` that says nothing yet.
    fn blank(&self, index: usize, trigger: Option<Range<TokenIx>>) -> Claim {
        let sentence = &self.analysis.sentences()[index];
        Claim {
            id: ClaimId::of(&[]),
            document: self.document.id.clone(),
            evidence: sentence.span.excerpt(self.analysis.text()),
            trigger: trigger.map(|tokens| self.excerpt(tokens)),
            event: None,
            condition: None,
            hazard: None,
            source_actors: Vec::new(),
            target_actors: Vec::new(),
            named_victims: Vec::new(),
            physical_targets: Vec::new(),
            weapons: Vec::new(),
            place: None,
            time: None,
            harm: Vec::new(),
            count: None,
            attribution: Vec::new(),
            status: Status::Asserted,
            analysis: false,
            unresolved: Vec::new(),
            coder: self.coder.version().to_owned(),
        }
    }

    pub(crate) fn excerpt(&self, tokens: Range<TokenIx>) -> Excerpt {
        self.analysis.span(tokens).excerpt(self.analysis.text())
    }

    pub(crate) fn actors(&self, positions: &[usize]) -> Vec<Actor> {
        positions
            .iter()
            .map(|&p| self.entities.actors[p].actor.clone())
            .collect()
    }

    fn set_scene(&self, claim: &mut Claim, index: usize, trigger: &Range<TokenIx>) {
        let Scene {
            place,
            place_problem,
            time,
            ..
        } = find_scene(self.analysis, index, trigger, self.entities);
        claim.place = place;
        if claim.place.is_none()
            && let Some((why, tokens)) = place_problem
        {
            claim.unresolved.push(Unresolved {
                field: Field::Place,
                why,
                mention: Some(self.excerpt(tokens)),
            });
        }
        if let Some(time) = &time
            && time.basis == TimeBasis::Unresolved
        {
            let why = if self.document.published.is_none() {
                Why::NoPublicationDate
            } else {
                Why::Ambiguous
            };
            claim.unresolved.push(Unresolved {
                field: Field::Time,
                why,
                mention: Some(time.mention.clone()),
            });
        }
        claim.time = time;
    }
}
