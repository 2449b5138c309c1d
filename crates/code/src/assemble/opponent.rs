//! The other side of a fight in which people were hurt: 'two rebels were killed in a clash with police'.

use super::*;
use dateline_resolve::actor::ActorMention;

/// Most tokens from the word for the fight to the side that it was fought with.
const REACH: usize = 4;

impl Reading<'_> {
    /// Makes the other side of a fight the doer of the harm that it did.
    pub(super) fn take_opponents(&self, claim: &mut Claim, group: &Group, harms: &[usize]) {
        let sides = self.actors(&self.opponents(group, harms));
        claim.target_actors.retain(|t| !sides.contains(t));
        claim.source_actors = sides;
    }

    /// The side that a fight is said to be fought with, where it is not itself the one that is hurt; positions in
    /// [`Entities::actors`](dateline_resolve::Entities::actors).
    pub(crate) fn opponents(&self, group: &Group, harms: &[usize]) -> Vec<usize> {
        let hurt: Vec<&Range<TokenIx>> = harms.iter().map(|&at| &self.harms[at].tokens).collect();
        if hurt.is_empty() {
            return Vec::new();
        }
        let is_fight = |t: &&Trigger| {
            self.coder.events.families[t.family].acled.as_deref() == Some("Armed clash")
                && t.voice == Voice::Nominal
        };
        let sides = group.triggers.iter().filter(is_fight).flat_map(|fight| {
            let end = fight.tokens.end;
            let mentions = self.entities.actors.iter().enumerate();
            mentions.filter(move |(_, m)| {
                let start = m.tokens.start;
                let force = matches!(
                    m.actor.kind,
                    Some(ActorKind::StateForce | ActorKind::NonStateArmed)
                );
                force
                    && start > end
                    && start - end <= REACH
                    && (end..start).any(|ix| self.analysis.lower(ix) == "with")
                    && !(end..start).any(|ix| self.analysis.upos(ix) == Upos::Verb)
            })
        });
        let apart = |(_, m): &(usize, &ActorMention)| {
            hurt.iter()
                .all(|h| h.end <= m.tokens.start || m.tokens.end <= h.start)
        };
        sides.filter(apart).map(|(at, _)| at).take(1).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use dateline_model::DocumentParts;

    fn check(text: &str, source: &[&str]) {
        let coder = Coder::embedded().expect("the built-in lexicons are well formed");
        let document = Document::new(DocumentParts {
            text: text.to_owned(),
            ..DocumentParts::default()
        });
        let claims = coder.code(&document);
        let claim = claims.first().expect("a claim");
        let doers: Vec<&str> = claim.source_actors.iter().map(|a| a.mention.text()).collect();
        assert_eq!(doers, source, "{text}");
        let both = claim
            .target_actors
            .iter()
            .any(|t| doers.contains(&t.mention.text()));
        assert!(!both, "{text}");
    }

    #[test]
    fn whom_a_fight_was_fought_with_did_the_harm() {
        check("A farmer was killed in a clash with police.", &["police"]);
        check("Two rebels died in a gun battle with soldiers.", &["soldiers"]);
    }

    #[test]
    fn without_harm_or_a_side_nobody_did_it() {
        check("There was a clash with police near the mill.", &[]);
        check("A farmer was killed in a clash with traders.", &[]);
    }
}
