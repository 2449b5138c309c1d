//! Figures of a claim: harm with its parts, and how often an event happened.

use super::*;

impl Reading<'_> {
    /// Harm mentions as figures, parts inside their wholes.
    pub(super) fn nest(&self, harms: &[usize]) -> Vec<Harm> {
        let is_here = |p: usize| harms.contains(&p);
        let top = harms
            .iter()
            .filter(|&&p| !self.harms[p].part_of.is_some_and(is_here));
        top.map(|&p| self.figure(p, harms, 0)).collect()
    }

    pub(super) fn figure(&self, position: usize, harms: &[usize], depth: usize) -> Harm {
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

    /// A number right before a noun trigger counts events: '23 attacks'.
    pub(super) fn count_of(&self, index: usize, main: &Trigger) -> Option<Count> {
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

    /// Harm without a trigger, split so that killed and injured of one sentence stay together and arrests apart.
    pub(super) fn by_cause(&self, _index: usize, alone: &[usize]) -> Vec<Vec<usize>> {
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

    /// The actors that the harm's own words name as doers.
    pub(super) fn perpetrators(&self, harms: &[usize]) -> Vec<Actor> {
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

    /// Who is counted among the harmed did not do it, unless it is the attacker's own death: they join the sufferers.
    pub(super) fn tell_victims_from_doers(&self, claim: &mut Claim) {
        let harmed = |actor: &Actor| {
            let mut figures: Vec<&Harm> = claim.harm.iter().collect();
            let mut found = false;
            while let Some(figure) = figures.pop() {
                let own_death = figure.bounds.low == Some(1) && actor.kind == Some(ActorKind::NonStateArmed);
                found |= !own_death
                    && figure.span.start() < actor.mention.end()
                    && actor.mention.start() < figure.span.end();
                figures.extend(&figure.parts);
            }
            found
        };
        let (victims, doers): (Vec<Actor>, Vec<Actor>) =
            claim.source_actors.iter().cloned().partition(harmed);
        claim.source_actors = doers;
        let new: Vec<Actor> = victims
            .into_iter()
            .filter(|v| !claim.target_actors.contains(v))
            .collect();
        claim.target_actors.extend(new);
    }
}
