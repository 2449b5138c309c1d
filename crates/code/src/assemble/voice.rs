//! Who says a claim, and how it is held.

use super::*;

/// Tokens before words of responsibility within which 'no one' or 'not' takes them back.
const NOBODY_REACH: usize = 8;

impl Reading<'_> {
    /// Who says it, and how it is held.
    pub(super) fn set_voice(
        &self,
        claim: &mut Claim,
        at: TokenIx,
        modal: &[StatusMention],
        trigger: &Range<TokenIx>,
        inherent: Option<Status>,
    ) {
        let (voice, hearsay) = self.voices_at(at);
        // The nearest voice wins; hearsay adds its doubt to a named voice.
        if let Some(nearest) = voice {
            claim.attribution.push(nearest.attribution.clone());
            claim.status = nearest.status;
            claim.analysis = nearest.analysis;
        }
        if let Some(rumour) = hearsay {
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

    /// The nearest named voice whose word covers a token, and hearsay that does.
    pub(crate) fn voices_at(&self, at: TokenIx) -> (Option<&Citation>, Option<&Citation>) {
        let citing = || {
            self.citations
                .iter()
                // 'put the death toll at nine': the words of death stand within those of saying.
                .filter(move |c| c.covers(at) && c.cue.start != at)
        };
        let named = citing().filter(|c| c.speaker.is_some());
        let nearest = named.min_by_key(|c| c.cue.start.abs_diff(at));
        (nearest, citing().find(|c| c.speaker.is_none()))
    }

    /// Whether the event is dated more than a year before the report.
    pub(crate) fn is_history(&self, claim: &Claim) -> bool {
        let (Some(published), Some(TimeRef { end: Some(end), .. })) = (self.document.published, &claim.time)
        else {
            return false;
        };
        published.since(*end).is_ok_and(|gap| gap.get_days() > 366)
    }

    /// Gives an attack the status of the words that claim or deny it, and the one who says so as its doer and its voice.
    pub(super) fn take_responsibility(&self, event: &mut Claim, index: usize, words: &Group) {
        let main = words.main();
        let sentence = &self.analysis.sentences()[index];
        let claimant = find_participants(self.analysis, sentence, main, self.entities, &[], true).source;
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

    /// 'The group said that it had bombed the barracks': who speaks of a deed as their own.
    pub(crate) fn speaker_of_own_deed(&self, verb: TokenIx) -> Option<&Actor> {
        let doers = roles_of(self.analysis, verb).source;
        let doer = doers
            .into_iter()
            .find(|&ix| matches!(self.analysis.lower(ix), "it" | "they" | "we"))?;
        let voice = self
            .citations
            .iter()
            .filter(|c| c.covers(verb) && c.speaker.as_ref().is_some_and(|s| s.end <= doer))
            .min_by_key(|c| c.cue.start.abs_diff(verb))?;
        let speaker = voice.speaker.clone()?;
        let known = self
            .entities
            .actors
            .iter()
            .rev()
            .find(|a| !a.speaker_only && a.tokens.start < speaker.end && speaker.start < a.tokens.end);
        known
            .map(|a| &a.actor)
            .filter(|a| matches!(a.kind, Some(ActorKind::NonStateArmed | ActorKind::StateForce)))
    }

    /// Words that claim or deny an act that stands elsewhere.
    pub(super) fn is_responsibility(&self, group: &Group) -> bool {
        let family = &self.coder.events.families[group.main().family];
        family.responsibility && family.status.is_some()
    }

    /// 'No one has claimed responsibility', 'there was no immediate claim of responsibility': words that nobody said.
    pub(super) fn is_nobodys(&self, group: &Group) -> bool {
        let main = group.main();
        let first = self.analysis.sentences()[main.sentence].tokens.start;
        let clause = (first..main.tokens.start)
            .rev()
            .take_while(|ix| {
                !matches!(
                    self.analysis.lower(*ix),
                    ";" | "but" | "although" | "though" | "that" | "while"
                )
            })
            .take(NOBODY_REACH);
        let none = |ix: TokenIx| {
            matches!(
                self.analysis.lower(ix),
                "no" | "nobody" | "none" | "neither" | "not" | "n't" | "n’t" | "yet" | "never"
            )
        };
        clause.into_iter().any(none)
    }

    /// Position of the attack that words of responsibility are about: the next one, or for 'claimed by' the one before.
    pub(super) fn attack_meant(&self, groups: &[Group], position: usize) -> Option<usize> {
        let words = groups[position].main();
        // 'Claimed the assault, which they say answers the raids of the army': what a clause about it tells of is another's.
        let same_clause = |at: TokenIx| {
            !(words.tokens.end..at).any(|ix| {
                matches!(
                    self.analysis.lower(ix),
                    "after"
                        | "avenge"
                        | "because"
                        | "response"
                        | "retaliation"
                        | "revenge"
                        | "since"
                        | "which"
                )
            })
        };
        let follows = (position + 1..groups.len())
            .find(|&p| self.is_attack(&groups[p]))
            .filter(|&p| same_clause(groups[p].main().tokens.start));
        let precedes = || (0..position).rev().find(|&p| self.is_attack(&groups[p]));
        if words.voice == Voice::Passive {
            precedes().or(follows)
        } else {
            follows
        }
    }

    /// 'They denied any wrongdoing', 'rejected the allegation': a denial that says of no act what it was. What is denied may stand
    /// in the sentence with a status of its own; words of responsibility and involvement are about an attack told before.
    pub(super) fn denies_words(&self, group: &Group) -> bool {
        let main = group.main();
        let family = &self.coder.events.families[main.family];
        let words = self.excerpt(main.tokens.clone()).text().to_lowercase();
        let deed = ["responsib", "involve", "ing "]
            .iter()
            .any(|deed| words.contains(deed))
            || words.ends_with("ing");
        let sentence = &self.analysis.sentences()[main.sentence];
        let part = (main.tokens.end..sentence.tokens.end).any(|ix| {
            matches!(
                self.analysis.lower(ix),
                "involved" | "involvement" | "behind" | "responsible" | "role"
            )
        });
        family.responsibility && family.status == Some(Status::Denied) && !deed && !part
    }

    pub(super) fn is_attack(&self, group: &Group) -> bool {
        let family = &self.coder.events.families[group.main().family];
        family.kind == EventType::Assault && !family.responsibility
    }
}
