//! What holds of all that people decided.

use crate::{Correction, Kept, Review, Verdict};
use dateline_model::{Claim, ClaimId};
use std::collections::{BTreeMap, BTreeSet};

/// What the decisions of a trail come to: undone ones left out, later ones before earlier ones.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Decided {
    /// Claims that are no part of an incident.
    pub rejected: BTreeSet<ClaimId>,
    /// Corrected fields, in the order of the decisions.
    pub corrections: BTreeMap<ClaimId, Vec<Correction>>,
    /// Claims that are of one incident.
    pub together: Vec<BTreeSet<ClaimId>>,
    /// Claims that are not of the incident of the others.
    pub apart: Vec<(BTreeSet<ClaimId>, BTreeSet<ClaimId>)>,
    /// Places in the trail of the decisions that hold of each claim, notes among them.
    pub reviews: BTreeMap<ClaimId, BTreeSet<i64>>,
}

impl Decided {
    /// What a trail comes to.
    ///
    /// # Example: what is undone does not hold
    /// ```
    /// use dateline_ledger::{Decided, Decision, Review, Verdict};
    /// use dateline_model::ClaimId;
    /// let claim = ClaimId::of(&[b"one"]);
    /// let review = |seq, verdict| Review { seq, hash: String::new(), decision: Decision {
    ///     verdict, subject: claim.as_str().into(), claims: vec![claim.clone()], reviewer: "Ada".into(),
    ///     made: jiff::Timestamp::UNIX_EPOCH, reason: "a drill".into(),
    /// }};
    /// let mut trail = vec![review(1, Verdict::Reject)];
    /// assert!(Decided::of(&trail).rejected.contains(&claim));
    /// trail.push(review(2, Verdict::Undo(1)));
    /// assert!(Decided::of(&trail).rejected.is_empty());
    /// ```
    #[must_use]
    pub fn of(trail: &[Review]) -> Self {
        let undone = undone(trail);
        let mut decided = Self::default();
        for review in trail.iter().filter(|r| !undone.contains(&r.seq)) {
            decided.take(review);
        }
        decided
    }

    fn take(&mut self, review: &Review) {
        let claims = &review.decision.claims;
        match &review.decision.verdict {
            Verdict::Note => {}
            Verdict::Undo(_) => return,
            Verdict::Carry => return self.carry(claims),
            Verdict::Reject => self.rejected.extend(claims.iter().cloned()),
            Verdict::Accept => self.rejected.retain(|c| !claims.contains(c)),
            Verdict::Correct(correction) => {
                for claim in claims {
                    let known = self.corrections.entry(claim.clone()).or_default();
                    known.push(correction.clone());
                }
            }
            Verdict::Merge => self.merge(claims.iter().cloned().collect()),
            Verdict::Split(off) => {
                let (one, two) = claims.split_at((*off).min(claims.len()));
                self.split(one.iter().cloned().collect(), two.iter().cloned().collect());
            }
        }
        for claim in claims {
            self.reviews.entry(claim.clone()).or_default().insert(review.seq);
        }
    }

    /// What is merged is no longer split.
    fn merge(&mut self, claims: BTreeSet<ClaimId>) {
        for (one, two) in &mut self.apart {
            if !one.is_disjoint(&claims) && !two.is_disjoint(&claims) {
                one.retain(|c| !claims.contains(c));
            }
        }
        self.apart.retain(|(one, _)| !one.is_empty());
        self.together.push(claims);
    }

    /// What is split is no longer merged.
    fn split(&mut self, one: BTreeSet<ClaimId>, two: BTreeSet<ClaimId>) {
        let mut parts = Vec::new();
        for merged in &mut self.together {
            if !merged.is_disjoint(&one) && !merged.is_disjoint(&two) {
                let off: BTreeSet<ClaimId> = merged.intersection(&one).cloned().collect();
                merged.retain(|c| !off.contains(c));
                parts.push(off);
            }
        }
        self.together.extend(parts);
        self.together.retain(|merged| merged.len() > 1);
        self.apart.push((one, two));
    }

    /// Moves what was decided of a claim to the one that is read in its place.
    fn carry(&mut self, claims: &[ClaimId]) {
        let moved: BTreeMap<&ClaimId, &ClaimId> =
            claims.chunks_exact(2).map(|two| (&two[0], &two[1])).collect();
        let to = |claim: &ClaimId| moved.get(claim).map_or(claim, |new| *new).clone();
        let set = |claims: &BTreeSet<ClaimId>| -> BTreeSet<ClaimId> { claims.iter().map(to).collect() };
        self.rejected = set(&self.rejected);
        self.together = self.together.iter().map(set).collect();
        self.apart = self.apart.iter().map(|(one, two)| (set(one), set(two))).collect();
        let mut corrections: BTreeMap<ClaimId, Vec<Correction>> = BTreeMap::new();
        for (claim, known) in std::mem::take(&mut self.corrections) {
            corrections.entry(to(&claim)).or_default().extend(known);
        }
        self.corrections = corrections;
        let mut reviews: BTreeMap<ClaimId, BTreeSet<i64>> = BTreeMap::new();
        for (claim, known) in std::mem::take(&mut self.reviews) {
            reviews.entry(to(&claim)).or_default().extend(known);
        }
        self.reviews = reviews;
    }

    /// Claims that are corrected otherwise by what came to be decided.
    pub(crate) fn corrected_otherwise(&self, now: &Self) -> BTreeSet<ClaimId> {
        let claims = self.corrections.keys().chain(now.corrections.keys());
        let moved = claims.filter(|claim| self.corrections.get(*claim) != now.corrections.get(*claim));
        moved.cloned().collect()
    }

    /// A document with its claims as people corrected them.
    pub(crate) fn corrected(&self, mut kept: Kept) -> Kept {
        kept.entry.claims.iter_mut().for_each(|claim| self.correct(claim));
        kept
    }

    /// Puts the corrected fields into a claim.
    pub fn correct(&self, claim: &mut Claim) {
        for correction in self.corrections.get(&claim.id).into_iter().flatten() {
            correction.apply(claim);
        }
    }

    /// Places in the trail of the decisions that hold of any of these claims, in order.
    #[must_use]
    pub fn concerning<'c>(&self, claims: impl IntoIterator<Item = &'c ClaimId>) -> BTreeSet<i64> {
        let all = claims.into_iter().filter_map(|claim| self.reviews.get(claim));
        all.flatten().copied().collect()
    }
}

/// Places in the trail of the decisions that are undone. The last word is that of the last undoing.
#[must_use]
pub fn undone(trail: &[Review]) -> BTreeSet<i64> {
    let mut undone = BTreeSet::new();
    for review in trail.iter().rev() {
        if let Verdict::Undo(seq) = review.decision.verdict
            && !undone.contains(&review.seq)
            && seq < review.seq
        {
            undone.insert(seq);
        }
    }
    undone
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Decision;
    use dateline_model::Status;

    fn id(name: &str) -> ClaimId {
        ClaimId::of(&[name.as_bytes()])
    }

    fn set(names: &str) -> BTreeSet<ClaimId> {
        names.split_whitespace().map(id).collect()
    }

    fn decided(steps: &[(Verdict, &str)]) -> Decided {
        let trail: Vec<Review> = (1..)
            .zip(steps)
            .map(|(seq, (verdict, claims))| Review {
                seq,
                hash: String::new(),
                decision: Decision {
                    verdict: verdict.clone(),
                    subject: String::new(),
                    claims: claims.split_whitespace().map(id).collect(),
                    reviewer: "Ada".into(),
                    made: jiff::Timestamp::UNIX_EPOCH,
                    reason: "seen".into(),
                },
            })
            .collect();
        Decided::of(&trail)
    }

    #[test]
    fn undoing_can_be_undone() {
        let once = [(Verdict::Reject, "a"), (Verdict::Undo(1), "a")];
        assert!(decided(&once).rejected.is_empty());
        let twice = [&once[..], &[(Verdict::Undo(2), "a")]].concat();
        assert_eq!(decided(&twice).rejected, set("a"));
    }

    #[test]
    fn of_merge_and_split_the_later_holds() {
        let split_last = decided(&[(Verdict::Merge, "a b c"), (Verdict::Split(1), "c a b")]);
        assert_eq!(
            (split_last.together, split_last.apart.len()),
            (vec![set("a b")], 1)
        );
        let merge_last = decided(&[(Verdict::Split(1), "c a b"), (Verdict::Merge, "a b c")]);
        assert_eq!(
            (merge_last.together, merge_last.apart.len()),
            (vec![set("a b c")], 0)
        );
    }

    #[test]
    fn decisions_follow_a_claim_that_is_read_anew() {
        let denied = || Verdict::Correct(Correction::Status(Status::Denied));
        let all = decided(&[
            (Verdict::Reject, "a"),
            (denied(), "b"),
            (Verdict::Merge, "a b"),
            (Verdict::Carry, "a x b y"),
        ]);
        assert_eq!((&all.rejected, &all.together), (&set("x"), &vec![set("x y")]));
        assert_eq!(all.corrections.keys().cloned().collect::<BTreeSet<_>>(), set("y"));
        assert_eq!(all.concerning(&[id("y")]), BTreeSet::from([2, 3]));
        assert!(all.concerning(&[id("b")]).is_empty());
    }
}
