//! The codes of an event, with the views that follow from its parties.

use super::*;
use crate::roles::may_be_used;

impl Reading<'_> {
    /// The code of an event, with the views that follow from its parties.
    pub(super) fn event(&self, family: &Family, trigger: &Trigger, claim: &Claim, index: usize) -> Event {
        let mut mode = family.mode;
        let bombardment = mode == Some(Mode::Explosives) && self.is_bombardment(trigger, claim);
        if bombardment {
            mode = None;
        }
        if mode.is_none()
            && family.kind == EventType::Assault
            && !family.responsibility
            && !family.takes_ground
        {
            // The bombs of a bombardment are not planted ones.
            mode = self
                .mode_of_weapons(index)
                .filter(|mode| !bombardment || *mode != Mode::Explosives);
        }
        // 'fired 30 shells', 'rockets were fired': the guns that were fired say how.
        if mode == Some(Mode::Firearms)
            && let Some(fired) = self.mode_of_fired(index, trigger)
        {
            mode = Some(fired);
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
            Some(sub_type) => {
                let wrecked = sub_type == "Looting/property destruction";
                let at_protest = || self.against_protest(index, family, mode, &parties, false);
                wrecked
                    .then(at_protest)
                    .flatten()
                    .or_else(|| acled_type(sub_type))
            }
            None if family.responsibility => None,
            None => self
                .against_protest(index, family, mode, &parties, hurts_protesters(claim))
                .or_else(|| {
                    let grenades = family.kind == EventType::Assault
                        && mode == Some(Mode::Explosives)
                        && self.only_grenades(index);
                    grenades.then(|| acled_type("Grenade")).flatten()
                })
                .or_else(|| taxonomy::acled_view(family.kind, mode, &contexts, &parties)),
        };
        Event {
            kind: family.kind,
            mode,
            cameo: taxonomy::cameo_of(family.kind, mode, &contexts).map(|c| c.code.to_owned()),
            ucdp: taxonomy::ucdp_view(family.kind, mode, &contexts, &parties),
            acled,
            contexts,
        }
    }

    /// Whether a 'bombing' is one from the air or with guns rather than with a planted bomb: a state's forces did it, and no
    /// other word of the trigger tells of a device ('car bombing').
    fn is_bombardment(&self, trigger: &Trigger, claim: &Claim) -> bool {
        let word = match trigger.tokens.len() {
            1 => self.analysis.lower(trigger.tokens.start),
            _ => return false,
        };
        let before = trigger.tokens.start.checked_sub(1);
        let device = before.is_some_and(|ix| {
            matches!(
                self.analysis.lower(ix),
                "car" | "truck" | "roadside" | "bus" | "train" | "suicide" | "parcel" | "motorcycle"
            )
        });
        let campaign = matches!(
            self.analysis
                .tokens()
                .get(trigger.tokens.end)
                .map(|_| self.analysis.lower(trigger.tokens.end)),
            Some("campaign" | "campaigns" | "raid" | "raids")
        );
        let by_force = claim.source_actors.first().is_some_and(|doer| {
            matches!(doer.kind, Some(ActorKind::StateForce | ActorKind::International))
                || doer.kind == Some(ActorKind::Political) && doer.sector == Some(Sector::Gov)
        });
        matches!(word, "bombing" | "bombings") && !device && (by_force || campaign)
    }

    /// Force against people who protest: excessive where people are hurt or shot at, else an intervention. Only where the sentence
    /// speaks of protesters and no armed group stands against the force.
    pub(super) fn against_protest(
        &self,
        index: usize,
        family: &Family,
        mode: Option<Mode>,
        parties: &Parties,
        hurts_protesters: bool,
    ) -> Option<AcledView> {
        let protest = self.clues[index].classes.iter().any(|(c, t)| {
            *c == ClassEntry::Protest
                && t.clone().any(|ix| {
                    self.analysis.lower(ix).contains("protest")
                        || self.analysis.lower(ix).contains("demonstrat")
                })
        });
        let by_state = matches!(parties.source, Some(ActorKind::StateForce | ActorKind::Political));
        if !protest {
            return None;
        }
        // Whoever is arrested at a protest, it was stepped in on; whatever is wrecked at one, by no army or armed group, those who
        // protest wrecked.
        if family.kind == EventType::Coerce && mode == Some(Mode::Arrest) && by_state_or_nobody(parties) {
            return acled_type("Protest with intervention");
        }
        if family.kind == EventType::Assault && mode == Some(Mode::Destroy) && by_no_force(parties) {
            return acled_type("Violent demonstration");
        }
        // 'an anti-government protester' is no fighter.
        let armed_target = !hurts_protesters
            && matches!(
                parties.target,
                Some(ActorKind::StateForce | ActorKind::NonStateArmed)
            );
        let forceful = matches!(
            mode,
            None | Some(Mode::Firearms | Mode::Beat | Mode::CrowdControl)
        );
        // Tear gas is the police's, and shots at protesters are force against them, whoever is named.
        let nobodys = parties.source.is_none()
            && (mode == Some(Mode::CrowdControl) || mode == Some(Mode::Firearms) && hurts_protesters);
        let theirs = by_state || nobodys;
        if family.kind != EventType::Assault || !theirs || armed_target || !forceful {
            return None;
        }
        let hurt = parties.harm != HarmLevel::NotStated || mode == Some(Mode::Firearms);
        let wanted = if hurt {
            "Excessive force against protesters"
        } else {
            "Protest with intervention"
        };
        acled_type(wanted)
    }

    /// A state's own force takes ground for the government only in its own country.
    pub(super) fn ground_taken(&self, claim: &Claim) -> Ground {
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
    pub(super) fn mode_of_weapons(&self, index: usize) -> Option<Mode> {
        self.clues[index]
            .classes
            .iter()
            .find_map(|(class, tokens)| match class {
                ClassEntry::Weapon(mode) if may_be_used(self.analysis, tokens.end - 1) => Some(*mode),
                _ => None,
            })
    }

    /// The mode of what was fired, where that is more than a gun.
    fn mode_of_fired(&self, index: usize, trigger: &Trigger) -> Option<Mode> {
        if self.analysis.lemma(trigger.head) != "fire" {
            return None;
        }
        let things = roles_of(self.analysis, trigger.head).target;
        self.clues[index]
            .classes
            .iter()
            .find_map(|(class, tokens)| match class {
                ClassEntry::Weapon(mode @ (Mode::HeavyWeapons | Mode::Explosives)) => {
                    things.iter().any(|thing| tokens.contains(thing)).then_some(*mode)
                }
                _ => None,
            })
    }

    /// Whether the only bombs of a sentence are grenades.
    fn only_grenades(&self, index: usize) -> bool {
        let classes = self.clues[index].classes.iter();
        let mut bombs = classes
            .filter(|(class, _)| matches!(class, ClassEntry::Weapon(Mode::Explosives)))
            .map(|(_, tokens)| self.analysis.lower(tokens.end - 1));
        bombs.next().is_some_and(|word| word.starts_with("grenade"))
            && bombs.all(|word| word.starts_with("grenade"))
    }

    /// A disaster word in the sentence makes harm without a doer that disaster's.
    pub(super) fn set_hazard(&self, claim: &mut Claim, index: usize) {
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
}

/// The codebook's type of that name.
fn acled_type(name: &str) -> Option<AcledView> {
    let mut types = taxonomy::acled_sub_types().iter();
    types.find(|s| s.sub_event_type == name).map(|s| AcledView {
        event_type: s.event_type.to_owned(),
        sub_event_type: s.sub_event_type.to_owned(),
    })
}

/// Whether those who suffer are said to be protesters.
fn hurts_protesters(claim: &Claim) -> bool {
    let who = claim.harm.iter().filter_map(|h| h.victims.who.as_deref());
    let mut sufferers = who.chain(claim.target_actors.iter().map(|a| a.mention.text()));
    sufferers.any(|words| {
        let words = words.to_lowercase();
        words.contains("protest") || words.contains("demonstrat")
    })
}

/// Whether the state did it, or nobody is named.
fn by_state_or_nobody(parties: &Parties) -> bool {
    matches!(
        parties.source,
        None | Some(ActorKind::StateForce | ActorKind::Political)
    )
}

/// Whether neither a force of a state nor an armed group did it.
fn by_no_force(parties: &Parties) -> bool {
    !matches!(
        parties.source,
        Some(ActorKind::StateForce | ActorKind::NonStateArmed | ActorKind::International)
    )
}
