//! What one party does to another: one PLOVER root for a pair of mentions.
//!
//! The coder proper asks 'which events does this report tell?'. Here the parties are given and the question is what stands
//! between them, as in the annotation of Hu et al. (ACL 2024) after the PLOVER codebook. The claims of the text answer first;
//! a small linear model then weighs that answer against the words and the tree around both mentions. It was trained on
//! sentences written for this project (`training/events`), and without it the claims alone answer.

mod features;
mod model;
mod train;

pub use model::{ActModel, ActModelError};
pub use train::{ActExample, ActTraining, train_acts};

use crate::Coder;
use dateline_model::{
    Actor, Claim, Document, Span, Status,
    taxonomy::{EventType, Mode},
};
use dateline_syntax::{Analysis, TokenIx};

/// The merged roots of PLOVER, in alphabetical order: YIELD is CONCEDE and RETREAT.
pub const ROOTS: [&str; 15] = [
    "ACCUSE",
    "AGREE",
    "AID",
    "ASSAULT",
    "COERCE",
    "CONSULT",
    "COOPERATE",
    "MOBILIZE",
    "PROTEST",
    "REJECT",
    "REQUEST",
    "SANCTION",
    "SUPPORT",
    "THREATEN",
    "YIELD",
];

/// Two parties, by all places where the text mentions them.
#[derive(Clone, Copy, Debug)]
pub struct Pair<'a> {
    /// Who does it.
    pub source: &'a [Span],
    /// To whom it is done.
    pub target: &'a [Span],
}

/// What one party does to another.
#[derive(Clone, Debug, PartialEq)]
pub struct Act {
    /// One of [`ROOTS`].
    pub root: &'static str,
    /// How sure the model is, 0 to 1; `None` where the claims alone answered.
    pub probability: Option<f32>,
}

/// The root of a claim: its type, and another where the act is threatened, promised, refused or brought to an end.
///
/// `None` for a claim without an event.
#[must_use]
pub fn root_of_claim(claim: &Claim) -> Option<&'static str> {
    let event = claim.event.as_ref()?;
    Some(root_of(event.kind, event.mode, claim.status))
}

/// The root of a type of event with its mode and status; see [`root_of_claim`].
///
/// ```
/// use dateline_code::act::root_of;
/// use dateline_model::{Status, taxonomy::EventType};
/// assert_eq!(root_of(EventType::Aid, None, Status::Planned), "AGREE");
/// ```
#[must_use]
pub fn root_of(kind: EventType, mode: Option<Mode>, status: Status) -> &'static str {
    use EventType as T;
    let hostile = matches!(
        kind,
        T::Assault | T::Coerce | T::Sanction | T::Mobilize | T::Protest
    );
    let friendly = matches!(
        kind,
        T::Aid | T::Cooperate | T::Concede | T::Consult | T::Retreat | T::Support
    );
    match (status, mode) {
        (Status::Threatened, _) if hostile => "THREATEN",
        (Status::Threatened | Status::Planned, _) if friendly => "AGREE",
        (Status::Ordered, _) if hostile || friendly => "REQUEST",
        (Status::Denied, _) if friendly => "REJECT",
        (_, Some(Mode::Discontinue)) if kind == T::Aid => "SANCTION",
        _ => match kind {
            T::Agree => "AGREE",
            T::Consult => "CONSULT",
            T::Support => "SUPPORT",
            T::Cooperate => "COOPERATE",
            T::Aid => "AID",
            T::Concede | T::Retreat => "YIELD",
            T::Accuse => "ACCUSE",
            T::Request => "REQUEST",
            T::Reject => "REJECT",
            T::Threaten => "THREATEN",
            T::Protest => "PROTEST",
            T::Mobilize => "MOBILIZE",
            T::Sanction => "SANCTION",
            T::Coerce => "COERCE",
            T::Assault => "ASSAULT",
        },
    }
}

impl Coder {
    /// What the source does to the target; `None` where neither the text's claims nor the model tell.
    #[must_use]
    pub fn act_between(&self, document: &Document, pair: Pair<'_>) -> Option<Act> {
        let asked = Asked::read(self, document, pair);
        let Some(model) = ActModel::embedded() else {
            return asked.by_claims().map(|root| Act {
                root,
                probability: None,
            });
        };
        let (root, probability) = model.best(&asked.features(self));
        Some(Act {
            root,
            probability: Some(probability),
        })
    }
}

/// A text with its pair, read.
pub(crate) struct Asked<'a> {
    analysis: Analysis<'a>,
    claims: Vec<Claim>,
    pair: Pair<'a>,
}

impl<'a> Asked<'a> {
    pub(crate) fn read(coder: &Coder, document: &'a Document, pair: Pair<'a>) -> Self {
        let analysis = coder.analyse(&document.text);
        let claims = coder.code_parsed(document, &analysis);
        Self {
            analysis,
            claims,
            pair,
        }
    }

    pub(crate) fn features(&self, coder: &Coder) -> Vec<(u32, f32)> {
        features::of(coder, self)
    }

    /// The root of the claim that fits the pair best; of equal claims the one that is read first.
    fn by_claims(&self) -> Option<&'static str> {
        let mut best: Option<(i64, &'static str)> = None;
        for claim in &self.claims {
            let Some(root) = root_of_claim(claim) else {
                continue;
            };
            let fit = self.fit(claim).weight;
            if best.is_none_or(|(highest, _)| fit > highest) {
                best = Some((fit, root));
            }
        }
        best.map(|(_, root)| root)
    }

    /// How well a claim is about the pair: roles first, then whether its trigger stands between the mentions, then how near.
    fn fit(&self, claim: &Claim) -> Fit {
        let source = overlaps(self.pair.source, &claim.source_actors);
        let target = overlaps(self.pair.target, &claim.target_actors);
        let trigger = claim.trigger.as_ref().unwrap_or(&claim.evidence);
        let between = match (self.pair.source.first(), self.pair.target.first()) {
            (Some(s), Some(t)) => {
                s.end().min(t.end()) <= trigger.start() && trigger.end() <= s.start().max(t.start())
            }
            _ => false,
        };
        let near = self
            .pair
            .source
            .iter()
            .map(|s| s.end().abs_diff(trigger.start()))
            .min();
        let near = near.map_or(0, |d| i64::try_from(d).unwrap_or(BETWEEN).min(BETWEEN - 1));
        let weight =
            ROLE * (i64::from(source) + i64::from(target)) + if between { BETWEEN } else { 0 } - near;
        Fit {
            source,
            target,
            between,
            weight,
        }
    }
}

/// How a claim fits a pair.
struct Fit {
    source: bool,
    target: bool,
    between: bool,
    weight: i64,
}

/// Weight of a role that the claim fills with the pair's own mention. Chosen: above all that distance can take away.
const ROLE: i64 = 10_000;

/// Weight of a trigger that stands between the two mentions.
const BETWEEN: i64 = 5_000;

fn overlaps(marked: &[Span], actors: &[Actor]) -> bool {
    actors.iter().any(|actor| {
        let mention = &actor.mention;
        marked
            .iter()
            .any(|m| m.start() < mention.end() && mention.start() < m.end())
    })
}

/// Tokens of a span.
fn tokens_of(analysis: &Analysis<'_>, span: Span) -> Vec<TokenIx> {
    let inside = |t: &dateline_syntax::Token| t.span.start() < span.end() && t.span.end() > span.start();
    (0..analysis.tokens().len())
        .filter(|&ix| inside(&analysis.tokens()[ix]))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn acts_not_done_take_another_root() {
        let asserted = Status::Asserted;
        assert_eq!(root_of(EventType::Assault, None, asserted), "ASSAULT");
        assert_eq!(root_of(EventType::Assault, None, Status::Threatened), "THREATEN");
        assert_eq!(root_of(EventType::Aid, None, Status::Planned), "AGREE");
        assert_eq!(root_of(EventType::Aid, None, Status::Denied), "REJECT");
        assert_eq!(root_of(EventType::Retreat, None, asserted), "YIELD");
    }
}
