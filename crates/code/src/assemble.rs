//! From the triggers, harm, states and voices of a document to its claims.

use crate::Coder;
use crate::attribution::{Citation, find_citations, find_quotations};
use crate::condition::{ConditionMention, Holding};
use crate::control::ground_of;
use crate::event::{ClassEntry, Family, SentenceClues, Trigger, Voice, find_triggers};
use crate::group::{Group, group_of_harm, group_triggers};
use crate::harm::HarmMention;
use crate::number::{Quantity, QuantityForm, quantity_at};
use crate::participant::{Participants, find_participants};
use crate::scene::{Scene, find_scene};
use crate::status::StatusMention;
use crate::words;
use dateline_model::taxonomy::{self, Context, EventType, Ground, HarmLevel, Mode, Parties};
use dateline_model::{
    AcledView, Actor, ActorKind, Attribution, Claim, ClaimId, Condition, ConditionKind, Count, Document,
    Event, Excerpt, Field, Harm, HarmKind, Hazard, Status, TimeBasis, TimeRef, Unresolved, Why,
};
use dateline_resolve::Entities;
use dateline_syntax::{Analysis, SentenceRole, TokenIx};
use std::ops::Range;

/// Tokens before a noun trigger within which its number stands: hedge, number and two modifiers.
const COUNT_REACH: usize = 6;

/// Everything read from a document before its claims are put together.
pub(crate) struct Reading<'a> {
    coder: &'a Coder,
    document: &'a Document,
    analysis: &'a Analysis<'a>,
    entities: &'a Entities,
    harms: &'a [HarmMention],
    citations: Vec<Citation>,
    clues: Vec<SentenceClues>,
}

/// The claims of a document, in reading order.
pub(crate) fn claims_of(
    coder: &Coder,
    document: &Document,
    analysis: &Analysis<'_>,
    entities: &Entities,
    harms: &[HarmMention],
) -> Vec<Claim> {
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
    let reading = Reading {
        coder,
        document,
        analysis,
        entities,
        harms,
        citations,
        clues,
    };
    if reading.is_metaphor() {
        return Vec::new();
    }
    let mut claims: Vec<(TokenIx, Claim)> = Vec::new();
    for (index, sentence) in analysis.sentences().iter().enumerate() {
        if sentence.role != SentenceRole::Furniture {
            reading.code_sentence(index, &mut claims);
        }
    }
    claims.sort_by_key(|(at, _)| *at);
    claims
        .into_iter()
        .map(|(_, claim)| claim.with_content_id())
        .collect()
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

    fn code_sentence(&self, index: usize, claims: &mut Vec<(TokenIx, Claim)>) {
        let sentence = &self.analysis.sentences()[index];
        let clues = &self.clues[index];
        let triggers = find_triggers(&self.coder.events, self.analysis, index, clues, self.entities);
        let groups = group_triggers(&self.coder.events, self.analysis, triggers);
        let modal = self.coder.statuses.find(self.analysis, sentence);
        let mut harm_of_group: Vec<Vec<usize>> = vec![Vec::new(); groups.len()];
        let mut alone: Vec<usize> = Vec::new();
        for (position, harm) in self.harms.iter().enumerate().filter(|(_, h)| h.sentence == index) {
            match group_of_harm(&self.coder.events, &groups, harm) {
                Some(group) => harm_of_group[group].push(position),
                None => alone.push(position),
            }
        }
        let conditions = self.coder.conditions.find(self.analysis, sentence);
        for (position, (group, harms)) in groups.iter().zip(&harm_of_group).enumerate() {
            let main = group.main();
            let family = &self.coder.events.families[main.family];
            if self.is_responsibility(group) && groups[position + 1..].iter().any(|g| self.is_attack(g)) {
                // 'X claimed responsibility for the attack' is told by the attack's claim.
                continue;
            }
            let mut event = self.event_claim(index, group, harms, &modal);
            let responsibility = groups[..position]
                .iter()
                .rev()
                .find(|g| self.is_responsibility(g));
            if let Some(words) = responsibility.filter(|_| self.is_attack(group)) {
                self.take_responsibility(&mut event, index, words);
            } else if self.only_refers(main, family, &event) {
                continue;
            }
            if family.takes_ground {
                claims.extend(
                    self.control_claim(index, group, &event)
                        .map(|c| (main.tokens.start, c)),
                );
            }
            claims.push((main.tokens.start, event));
        }
        for cause in self.by_cause(index, &alone) {
            let at = self.harms[cause[0]].tokens.start;
            claims.push((at, self.harm_claim(index, &cause, &modal)));
        }
        if groups.is_empty() && alone.is_empty() {
            claims.extend(self.hazard_claim(index));
        }
        for citation in self
            .citations
            .iter()
            .filter(|c| c.analysis && sentence.tokens.contains(&c.cue.start))
        {
            claims.push((citation.cue.start, self.analysis_claim(index, citation)));
        }
        for holding in self.coder.conditions.holdings(self.analysis, sentence) {
            claims.extend(
                self.holding_claim(index, &holding)
                    .map(|c| (holding.tokens.start, c)),
            );
        }
        for mention in &conditions {
            claims.push((mention.tokens.start, self.condition_claim(index, mention)));
        }
    }

    /// Words that claim or deny an act that stands elsewhere.
    fn is_responsibility(&self, group: &Group) -> bool {
        let family = &self.coder.events.families[group.main().family];
        family.responsibility && family.status.is_some()
    }

    fn is_attack(&self, group: &Group) -> bool {
        let family = &self.coder.events.families[group.main().family];
        family.kind == EventType::Assault && !family.responsibility
    }

    /// Gives an attack the status of the words that claim or deny it, and the one who says so as its doer and its voice.
    fn take_responsibility(&self, event: &mut Claim, index: usize, words: &Group) {
        let main = words.main();
        let sentence = &self.analysis.sentences()[index];
        let claimant = find_participants(self.analysis, sentence, main, self.entities, &[]).source;
        if let Some(&first) = claimant.first() {
            let mention = &self.entities.actors[first];
            let party = matches!(
                mention.actor.kind,
                Some(ActorKind::StateForce | ActorKind::NonStateArmed)
            );
            let span = mention.tokens.start.min(main.tokens.start)..mention.tokens.end.max(main.tokens.end);
            event.attribution = vec![Attribution {
                speaker: Some(mention.actor.name.clone()),
                actor: mention.actor.id.clone(),
                verb: self.excerpt(main.tokens.clone()).text().to_lowercase(),
                party,
                channel: None,
                span: self.excerpt(span),
                quotation: None,
            }];
            event.source_actors = self.actors(&claimant);
            event.target_actors.retain(|a| !event.source_actors.contains(a));
        }
        event.status = self.coder.events.families[main.family]
            .status
            .unwrap_or(event.status)
            .max(event.status);
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
            || claim.status != Status::Asserted;
        main.voice == Voice::Nominal && !family.strong && definite && !adds
    }

    /// Harm without a trigger, split so that killed and injured of one sentence stay together and arrests apart.
    fn by_cause(&self, _index: usize, alone: &[usize]) -> Vec<Vec<usize>> {
        let mut sets: Vec<Vec<usize>> = Vec::new();
        for &position in alone {
            let bodily = |p: usize| {
                matches!(
                    self.harms[p].kind,
                    HarmKind::Killed | HarmKind::Injured | HarmKind::Casualties
                )
            };
            let same = |set: &&mut Vec<usize>| {
                bodily(set[0]) && bodily(position) || self.harms[set[0]].kind == self.harms[position].kind
            };
            match sets.iter_mut().find(same) {
                Some(set) => set.push(position),
                None => sets.push(vec![position]),
            }
        }
        sets
    }

    fn event_claim(&self, index: usize, group: &Group, harms: &[usize], modal: &[StatusMention]) -> Claim {
        let main = group.main();
        let family = &self.coder.events.families[main.family];
        let sentence = &self.analysis.sentences()[index];
        let speakers: Vec<Range<TokenIx>> = self.citations.iter().filter_map(|c| c.speaker.clone()).collect();
        // The doer of one trigger is the doer of the group: take the first that names one, most specific first.
        let mut found = Participants::default();
        for trigger in &group.triggers {
            let near = find_participants(self.analysis, sentence, trigger, self.entities, &speakers);
            if found.source.is_empty() {
                found.source = near.source;
            }
            if found.target.is_empty() {
                found.target = near.target;
            }
        }
        found.target.retain(|t| !found.source.contains(t));
        let mut claim = self.blank(index, Some(main.tokens.clone()));
        claim.source_actors = self.actors(&found.source);
        claim.target_actors = self.actors(&found.target);
        if claim.source_actors.is_empty() {
            claim.source_actors = self.perpetrators(harms);
        }
        claim.harm = self.nest(harms);
        self.set_scene(&mut claim, index, &main.tokens);
        self.set_objects(&mut claim, index, main);
        claim.count = group.triggers.iter().find_map(|t| self.count_of(index, t));
        self.set_voice(&mut claim, main.head, modal, &main.tokens, family.status);
        // Modal words may govern a less specific trigger of the same event: 'threatened to strike … with missiles'.
        for trigger in &group.triggers[1..] {
            if let Some((status, _)) = self
                .coder
                .statuses
                .governing(self.analysis, modal, &trigger.tokens)
            {
                claim.status = claim.status.max(status);
            }
        }
        claim.event = Some(self.event(family, main, &claim, index));
        if self.clues[index].hazards.iter().any(|_| family.name == "killing") {
            self.set_hazard(&mut claim, index);
        }
        claim
    }

    /// The code of an event, with the views that follow from its parties.
    fn event(&self, family: &Family, trigger: &Trigger, claim: &Claim, index: usize) -> Event {
        let mut mode = family.mode;
        if mode.is_none()
            && family.kind == EventType::Assault
            && !family.responsibility
            && !family.takes_ground
        {
            mode = self.mode_of_weapons(index, claim);
        }
        let mut contexts = family.contexts.clone();
        contexts.sort();
        contexts.dedup();
        let mut parties = Parties::of(&claim.source_actors, &claim.target_actors, &claim.harm);
        parties.mutual = family.acled.as_deref() == Some("Armed clash");
        if family.takes_ground {
            parties.ground = self.ground_taken(claim);
        }
        let acled = match &family.acled {
            // Whose sense is finer than PLOVER's; shelling across a front is still told by its own words.
            Some(sub_type) => taxonomy::acled_sub_types()
                .iter()
                .find(|s| s.sub_event_type == sub_type)
                .map(|s| AcledView {
                    event_type: s.event_type.to_owned(),
                    sub_event_type: s.sub_event_type.to_owned(),
                }),
            None if family.responsibility => None,
            None => self
                .against_protest(index, family, mode, &parties)
                .or_else(|| taxonomy::acled_view(family.kind, mode, &contexts, &parties)),
        };
        let _ = trigger;
        Event {
            kind: family.kind,
            mode,
            cameo: taxonomy::cameo_of(family.kind, mode, &contexts).map(|c| c.code.to_owned()),
            ucdp: taxonomy::ucdp_view(family.kind, mode, &contexts, &parties),
            acled,
            contexts,
        }
    }

    /// Force against people who protest: excessive where people are hurt or shot at, else an intervention. Only where the sentence
    /// speaks of protesters and no armed group stands against the force.
    fn against_protest(
        &self,
        index: usize,
        family: &Family,
        mode: Option<Mode>,
        parties: &Parties,
    ) -> Option<AcledView> {
        let protest = self.clues[index].classes.iter().any(|(c, t)| {
            *c == ClassEntry::Protest
                && t.clone().any(|ix| {
                    self.analysis.lower(ix).contains("protest")
                        || self.analysis.lower(ix).contains("demonstrat")
                })
        });
        let by_state = matches!(parties.source, Some(ActorKind::StateForce | ActorKind::Political));
        let armed_target = matches!(
            parties.target,
            Some(ActorKind::StateForce | ActorKind::NonStateArmed)
        );
        let forceful = matches!(mode, Some(Mode::Firearms | Mode::Beat | Mode::CrowdControl))
            || family.name == "killing";
        if family.kind != EventType::Assault || !protest || !by_state || armed_target || !forceful {
            return None;
        }
        let hurt = parties.harm != HarmLevel::NotStated || mode == Some(Mode::Firearms);
        let wanted = if hurt {
            "Excessive force against protesters"
        } else {
            "Protest with intervention"
        };
        taxonomy::acled_sub_types()
            .iter()
            .find(|s| s.sub_event_type == wanted)
            .map(|s| AcledView {
                event_type: s.event_type.to_owned(),
                sub_event_type: s.sub_event_type.to_owned(),
            })
    }

    /// A state's own force takes ground for the government only in its own country.
    fn ground_taken(&self, claim: &Claim) -> Ground {
        let Some(taker) = claim.source_actors.first() else {
            return Ground::TakenByUnknown;
        };
        let here = claim.place.as_ref().and_then(|p| p.country.as_deref());
        match taker.kind {
            Some(ActorKind::StateForce | ActorKind::Political) => match (taker.country.as_deref(), here) {
                (Some(theirs), Some(here)) if theirs != here => Ground::TakenByOther,
                _ => Ground::TakenByGovernment,
            },
            Some(ActorKind::NonStateArmed | ActorKind::International) => Ground::TakenByOther,
            _ => Ground::TakenByUnknown,
        }
    }

    /// The mode that the weapons of the sentence give an attack whose own words give none.
    fn mode_of_weapons(&self, index: usize, claim: &Claim) -> Option<Mode> {
        let weapon = self.clues[index]
            .classes
            .iter()
            .find_map(|(class, _)| match class {
                ClassEntry::Weapon(mode) => Some(*mode),
                _ => None,
            })?;
        // A state that 'bombs' does so from the air or with guns; which, is not said.
        let _ = claim;
        Some(weapon)
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
        let beside = |tokens: &Range<TokenIx>| {
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
            .find(|a| beside(&a.tokens))
            .map(|a| a.actor.name.clone());
        let fighters = self.clues[index]
            .classes
            .iter()
            .find(|(c, t)| *c == ClassEntry::Armed && beside(t));
        let holder = named.or_else(|| fighters.map(|(_, t)| self.excerpt(t.clone()).text().to_owned()))?;
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
    fn hazard_claim(&self, index: usize) -> Option<(TokenIx, Claim)> {
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
        Some((found.tokens.start, claim))
    }

    /// Harm that no trigger of its sentence tells of.
    fn harm_claim(&self, index: usize, harms: &[usize], modal: &[StatusMention]) -> Claim {
        let first = &self.harms[harms[0]];
        let mut claim = self.blank(index, Some(first.trigger.clone()));
        claim.source_actors = self.perpetrators(harms);
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

    fn excerpt(&self, tokens: Range<TokenIx>) -> Excerpt {
        self.analysis.span(tokens).excerpt(self.analysis.text())
    }

    fn actors(&self, positions: &[usize]) -> Vec<Actor> {
        positions
            .iter()
            .map(|&p| self.entities.actors[p].actor.clone())
            .collect()
    }

    /// The actors that the harm's own words name as doers.
    fn perpetrators(&self, harms: &[usize]) -> Vec<Actor> {
        let tokens = harms.iter().find_map(|&p| self.harms[p].perpetrator.clone());
        let Some(tokens) = tokens else { return Vec::new() };
        self.entities
            .actors
            .iter()
            .filter(|a| a.tokens.start < tokens.end && tokens.start < a.tokens.end && !a.speaker_only)
            .take(1)
            .map(|a| a.actor.clone())
            .collect()
    }

    fn set_scene(&self, claim: &mut Claim, index: usize, trigger: &Range<TokenIx>) {
        let Scene {
            place,
            place_problem,
            time,
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

    /// Weapons of the sentence, and the things struck after the trigger.
    fn set_objects(&self, claim: &mut Claim, index: usize, main: &Trigger) {
        let violent = matches!(
            self.coder.events.families[main.family].kind,
            EventType::Assault | EventType::Coerce | EventType::Protest
        );
        if !violent {
            return;
        }
        for (class, tokens) in &self.clues[index].classes {
            match class {
                ClassEntry::Weapon(_) => claim.weapons.push(self.excerpt(tokens.clone())),
                ClassEntry::Facility if self.is_struck(index, main, tokens) => {
                    claim.physical_targets.push(self.excerpt(tokens.clone()));
                }
                _ => {}
            }
        }
    }

    /// Whether a thing stands where the sufferer of the trigger stands.
    fn is_struck(&self, index: usize, main: &Trigger, thing: &Range<TokenIx>) -> bool {
        let sentence = &self.analysis.sentences()[index];
        let (from, to) = if main.voice == Voice::Passive {
            (sentence.tokens.start, main.tokens.start)
        } else {
            (main.tokens.end, sentence.tokens.end.min(main.tokens.end + 9))
        };
        thing.start >= from && thing.end <= to
    }

    /// A number right before a noun trigger counts events: '23 attacks'.
    fn count_of(&self, index: usize, main: &Trigger) -> Option<Count> {
        if main.voice != Voice::Nominal {
            return None;
        }
        let first = self.analysis.sentences()[index]
            .tokens
            .start
            .max(main.tokens.start.saturating_sub(COUNT_REACH));
        let words: Vec<&str> = (first..main.tokens.end)
            .map(|ix| self.analysis.lower(ix))
            .collect();
        let noun = main.tokens.start - first;
        let counts = |q: &Quantity| {
            matches!(q.form, QuantityForm::Figure | QuantityForm::Vague) && q.words.end <= noun
        };
        let quantity = (0..noun).find_map(|at| quantity_at(&words, at).filter(counts))?;
        // At most two modifiers between number and noun, and nothing but words: '23 heavy air strikes'.
        let modifiers = &words[quantity.words.end..noun];
        let plain = modifiers
            .iter()
            .all(|w| w.chars().all(char::is_alphabetic) && !words::is_preposition(w) || *w == "of");
        (modifiers.len() <= 2 && plain).then(|| Count {
            bounds: quantity.bounds,
            span: self.excerpt(first + quantity.words.start..main.tokens.end),
        })
    }

    /// Who says it, and how it is held.
    fn set_voice(
        &self,
        claim: &mut Claim,
        at: TokenIx,
        modal: &[StatusMention],
        trigger: &Range<TokenIx>,
        inherent: Option<Status>,
    ) {
        let citing: Vec<&Citation> = self
            .citations
            .iter()
            .filter(|c| c.covers(at) && !(c.cue.contains(&at)))
            .collect();
        // The nearest voice wins; hearsay adds its doubt to a named voice.
        if let Some(nearest) = citing
            .iter()
            .filter(|c| c.speaker.is_some())
            .min_by_key(|c| c.cue.start.abs_diff(at))
        {
            claim.attribution.push(nearest.attribution.clone());
            claim.status = nearest.status;
            claim.analysis = nearest.analysis;
        }
        if let Some(rumour) = citing.iter().find(|c| c.speaker.is_none()) {
            if claim.attribution.is_empty() {
                claim.attribution.push(rumour.attribution.clone());
            }
            if claim.status < rumour.status {
                claim.status = rumour.status;
            }
        }
        if let Some(status) = inherent {
            claim.status = status;
        }
        if let Some((status, _)) = self.coder.statuses.governing(self.analysis, modal, trigger)
            && status > claim.status
        {
            claim.status = status;
        }
        if claim.status < Status::Background && self.is_history(claim) {
            claim.status = Status::Background;
        }
    }

    /// Whether the event is dated more than a year before the report.
    fn is_history(&self, claim: &Claim) -> bool {
        let (Some(published), Some(TimeRef { end: Some(end), .. })) = (self.document.published, &claim.time)
        else {
            return false;
        };
        published.since(*end).is_ok_and(|gap| gap.get_days() > 366)
    }

    /// A disaster word in the sentence makes harm without a doer that disaster's.
    fn set_hazard(&self, claim: &mut Claim, index: usize) {
        if !claim.source_actors.is_empty() {
            return;
        }
        if let Some((hazard, _)) = self.clues[index].hazards.first() {
            let family = &self.coder.events.hazards[*hazard];
            claim.hazard = Some(Hazard {
                kind: family.kind,
                name: family.name.clone(),
            });
            claim.event = None;
        }
    }

    /// Harm mentions as figures, parts inside their wholes.
    fn nest(&self, harms: &[usize]) -> Vec<Harm> {
        let is_here = |p: usize| harms.contains(&p);
        let top = harms
            .iter()
            .filter(|&&p| !self.harms[p].part_of.is_some_and(is_here));
        top.map(|&p| self.figure(p, harms, 0)).collect()
    }

    fn figure(&self, position: usize, harms: &[usize], depth: usize) -> Harm {
        let mention = &self.harms[position];
        let words_of = |other: usize| self.excerpt(self.harms[other].tokens.clone());
        // Parts of parts occur; deeper nesting does not, and a cycle must not hang.
        let parts = if depth < 3 {
            harms
                .iter()
                .filter(|&&p| p != position && self.harms[p].part_of == Some(position))
                .map(|&p| self.figure(p, harms, depth + 1))
                .collect()
        } else {
            Vec::new()
        };
        Harm {
            kind: mention.kind,
            bounds: mention.bounds,
            scope: mention.scope,
            victims: mention.victims.clone(),
            span: self.excerpt(mention.tokens.clone()),
            parts,
            part_of: mention
                .part_of
                .filter(|whole| !harms.contains(whole))
                .map(words_of),
            restates: mention.restates.map(words_of),
        }
    }
}
