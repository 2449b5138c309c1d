//! Statements about a kind of act that tell of no act: 'Torture does not work', 'A kidnapping is a crime'.

use super::Reading;
use crate::event::{Trigger, Voice};
use dateline_model::Claim;
use dateline_syntax::{Relation, TokenIx};

impl Reading<'_> {
    /// Whether a noun of violence is only spoken about: the bare or indefinite subject of a present-tense verb, in a sentence
    /// that has no place, no time, nobody who does it and nobody who suffers it.
    pub(super) fn is_general(&self, index: usize, main: &Trigger, claim: &Claim) -> bool {
        let analysis = self.analysis;
        // The lexicon may know 'kidnapping' as a verb alone, and the tagger take it for one.
        let noun = main.voice == Voice::Nominal || matches!(analysis.xpos(main.head), "VBG" | "NN" | "NNS");
        if !noun || !analysis.is_parsed() {
            return false;
        }
        let tokens = &analysis.sentences()[index].tokens;
        let told = !claim.source_actors.is_empty()
            || !claim.target_actors.is_empty()
            || !claim.harm.is_empty()
            || claim.count.is_some()
            || self
                .entities
                .places
                .iter()
                .any(|p| tokens.contains(&p.tokens.start))
            || self
                .entities
                .times
                .iter()
                .any(|t| tokens.contains(&t.tokens.start));
        let head = main.head;
        let subject = matches!(
            analysis.relation(head),
            Relation::Nsubj | Relation::NsubjPass | Relation::Csubj
        );
        !told && subject && self.is_any(head) && analysis.head(head).is_some_and(|verb| self.is_present(verb))
    }

    /// Whether a noun stands bare or with an indefinite article: any of its kind.
    fn is_any(&self, noun: TokenIx) -> bool {
        self.analysis
            .children(noun)
            .all(|child| match self.analysis.relation(child) {
                Relation::Det => matches!(self.analysis.lower(child), "a" | "an" | "any" | "every"),
                Relation::NmodPoss | Relation::Nummod => false,
                _ => true,
            })
    }

    /// Whether a predicate is in the present tense, by itself or by its copula or auxiliary.
    fn is_present(&self, predicate: TokenIx) -> bool {
        let present = |ix: TokenIx| {
            self.analysis.feats(ix).contains("Tense=Pres")
                && !self.analysis.feats(ix).contains("VerbForm=Part")
                || matches!(
                    self.analysis.lower(ix),
                    "can" | "cannot" | "may" | "must" | "should" | "will"
                )
        };
        let helpers: Vec<TokenIx> = self
            .analysis
            .children(predicate)
            .filter(|&c| {
                matches!(
                    self.analysis.relation(c),
                    Relation::Aux | Relation::AuxPass | Relation::Cop
                )
            })
            .collect();
        // 'Violence has killed hundreds' tells of what happened, 'Fighting is raging' of what goes on.
        let going_on = self.analysis.xpos(predicate) == "VBG"
            || helpers.iter().any(|&h| self.analysis.lemma(h) == "have");
        !going_on && (helpers.iter().any(|&h| present(h)) || helpers.is_empty() && present(predicate))
    }
}
