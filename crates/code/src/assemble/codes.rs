//! The codes of an event, with the views that follow from its parties.

use super::*;

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
                .mode_of_weapons(index, claim)
                .filter(|mode| !bombardment || *mode != Mode::Explosives);
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
    pub(super) fn mode_of_weapons(&self, index: usize, claim: &Claim) -> Option<Mode> {
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
