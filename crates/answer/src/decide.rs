//! What people decide about claims and incidents: checked against the ledger, then kept at the end of its trail.

use crate::correction;
use dateline_ledger::{Decision, KeptClaim, LedgerError, Question, Storage, Verdict};
use dateline_model::{ClaimId, IncidentId};
use jiff::Timestamp;
use std::collections::BTreeSet;

/// Incidents that are named where a beginning fits several.
const SOME: u32 = 6;

/// Bytes of a name or reason at most. Chosen: a long paragraph.
const LONGEST: usize = 4_096;

/// Why something can not be decided.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DecideError {
    /// What was wished makes no sense for this ledger.
    #[error("{message}")]
    Refused {
        /// What is wrong.
        message: String,
        /// What to do.
        help: String,
    },
    /// The ledger can not be read or written.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// Dateline is at fault.
    #[error("internal error: {0}")]
    Internal(String),
}

impl DecideError {
    pub(crate) fn refused(message: String, help: &str) -> Self {
        Self::Refused {
            message,
            help: help.to_owned(),
        }
    }
}

/// What someone wishes to decide, with ids as they wrote them: of incidents the beginning is enough.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Wish {
    /// Accept, reject or note an incident or a claim.
    Judge {
        /// [`Verdict::Accept`], [`Verdict::Reject`] or [`Verdict::Note`].
        verdict: Verdict,
        /// The incident or claim.
        subject: String,
    },
    /// Say what fields of a claim are.
    Correct {
        /// The claim.
        claim: String,
        /// `killed=12`, `place=Atarib, SYR`: see `dateline review correct --help`.
        fields: Vec<String>,
    },
    /// Say that incidents are one.
    Merge(Vec<String>),
    /// Say that claims are not of their incident.
    Split {
        /// The incident.
        incident: String,
        /// The claims that are not of it.
        claims: Vec<String>,
    },
    /// Say that the decision of this number no longer holds.
    Undo(i64),
}

/// A decision that can be kept.
#[derive(Clone, Debug, PartialEq)]
pub struct Planned {
    /// What is decided.
    pub verdict: Verdict,
    /// The incident or claim by its whole id; of a merge all incidents.
    pub subject: String,
    /// The claims that it covers.
    pub claims: Vec<ClaimId>,
}

/// Who decides, and why.
#[derive(Clone, Copy, Debug)]
pub struct Decider<'w> {
    /// Their name.
    pub reviewer: &'w str,
    /// Why.
    pub reason: &'w str,
    /// When.
    pub made: Timestamp,
}

/// The decisions that a wish comes to: one, but for corrections, of which there is one a field. All are checked before any is kept.
///
/// # Errors
/// [`DecideError`]: there is no such incident, claim or decision, the wish makes no sense for it, or the ledger can not be read.
pub fn plan(ledger: &impl Storage, wish: &Wish) -> Result<Vec<Planned>, DecideError> {
    let one = |verdict, subject: String, claims| {
        Ok(vec![Planned {
            verdict,
            subject,
            claims,
        }])
    };
    match wish {
        Wish::Judge { verdict, subject } => {
            let (subject, claims) = covered(ledger, subject)?;
            one(verdict.clone(), subject, claims)
        }
        Wish::Correct { claim, fields } => {
            let kept = claim_named(ledger, claim)?;
            let corrections = fields.iter().map(|words| correction::read(words, &kept));
            let corrections = corrections.collect::<Result<Vec<_>, DecideError>>()?;
            let id = &kept.claim.id;
            let planned = |correction| Planned {
                verdict: Verdict::Correct(correction),
                subject: id.as_str().to_owned(),
                claims: vec![id.clone()],
            };
            Ok(corrections.into_iter().map(planned).collect())
        }
        Wish::Merge(incidents) => {
            let (mut subjects, mut claims) = (Vec::new(), Vec::new());
            for name in incidents {
                let (subject, of) = incident_named(ledger, name)?;
                if !subjects.contains(&subject) {
                    subjects.push(subject);
                    claims.extend(of);
                }
            }
            if subjects.len() < 2 {
                return Err(DecideError::refused(
                    format!("{} is one incident already", subjects.join(" ")),
                    "name two incidents or more: dateline incidents lists them",
                ));
            }
            one(Verdict::Merge, subjects.join(" "), claims)
        }
        Wish::Split { incident, claims } => {
            let (subject, of) = incident_named(ledger, incident)?;
            let (off, rest) = parted(ledger, &subject, of, claims)?;
            let verdict = Verdict::Split(off.len());
            one(verdict, subject, off.into_iter().chain(rest).collect())
        }
        Wish::Undo(seq) => undone(ledger, *seq).map(|planned| vec![planned]),
    }
}

/// Keeps decisions at the end of the trail; gives each with its hash.
///
/// # Errors
/// [`DecideError`]: name or reason is empty or too long, or the ledger can not be written.
pub fn decide(
    ledger: &mut impl Storage,
    planned: Vec<Planned>,
    by: Decider<'_>,
) -> Result<Vec<(Decision, String)>, DecideError> {
    let said = |words: &str, what: &str| {
        let words = words.trim();
        if words.is_empty() {
            return Err(DecideError::refused(
                format!("the {what} is empty"),
                "a decision has a name and a reason",
            ));
        }
        if words.len() > LONGEST {
            return Err(DecideError::refused(
                format!("the {what} is longer than {LONGEST} bytes"),
                "say it in fewer words",
            ));
        }
        Ok(words.to_owned())
    };
    let (reviewer, reason) = (said(by.reviewer, "name")?, said(by.reason, "reason")?);
    let mut kept = Vec::new();
    for Planned {
        verdict,
        subject,
        claims,
    } in planned
    {
        let decision = Decision {
            verdict,
            subject,
            claims,
            reviewer: reviewer.clone(),
            made: by.made,
            reason: reason.clone(),
        };
        let hash = ledger.review(&decision)?;
        kept.push((decision, hash));
    }
    Ok(kept)
}

fn undone(ledger: &impl Storage, seq: i64) -> Result<Planned, DecideError> {
    let reviews = ledger.reviews()?;
    let Some(review) = reviews.iter().find(|r| r.seq == seq) else {
        return Err(DecideError::refused(
            format!("there is no decision {seq}"),
            "dateline review --ledger FILE lists them with their numbers",
        ));
    };
    if review.decision.verdict == Verdict::Carry {
        return Err(DecideError::refused(
            format!("{seq} is no one's decision: it says which claims were read anew"),
            "undo the decision itself; dateline review --ledger FILE lists them with their numbers",
        ));
    }
    let Decision { subject, claims, .. } = review.decision.clone();
    Ok(Planned {
        verdict: Verdict::Undo(seq),
        subject,
        claims,
    })
}

/// The claims that are split off, and the others of the incident.
fn parted(
    ledger: &impl Storage,
    subject: &str,
    of: Vec<ClaimId>,
    names: &[String],
) -> Result<(Vec<ClaimId>, Vec<ClaimId>), DecideError> {
    let mut wanted = BTreeSet::new();
    for name in names {
        let id = claim_named(ledger, name)?.claim.id;
        if !of.contains(&id) {
            return Err(DecideError::Refused {
                message: format!("{} is no claim of {subject}", id.as_str()),
                help: format!("dateline show {subject} --json lists its claims with their ids"),
            });
        }
        wanted.insert(id);
    }
    let (off, rest): (Vec<ClaimId>, Vec<ClaimId>) = of.into_iter().partition(|id| wanted.contains(id));
    if rest.is_empty() || off.is_empty() {
        return Err(DecideError::refused(
            if rest.is_empty() {
                format!("these are all claims of {subject}: nothing would be left")
            } else {
                format!("no claim of {subject} is named")
            },
            "name those that are of another incident, and only those",
        ));
    }
    Ok((off, rest))
}

/// The subject by its whole id, and the claims that a decision on it covers.
fn covered(ledger: &impl Storage, subject: &str) -> Result<(String, Vec<ClaimId>), DecideError> {
    if !subject.starts_with("c_") {
        return incident_named(ledger, subject);
    }
    let id = claim_named(ledger, subject)?.claim.id;
    Ok((id.as_str().to_owned(), vec![id]))
}

fn incident_named(ledger: &impl Storage, name: &str) -> Result<(String, Vec<ClaimId>), DecideError> {
    let id = named(ledger, name)?;
    let claims = ledger
        .incident(&id)?
        .map_or_else(Vec::new, |incident| incident.claims);
    Ok((id.as_str().to_owned(), claims))
}

/// The incident whose id begins so.
///
/// # Errors
/// [`DecideError`]: there is none, there are several, or the ledger can not be read.
pub fn named(ledger: &impl Storage, name: &str) -> Result<IncidentId, DecideError> {
    let mut found = ledger.incidents_named(name, SOME)?;
    match found.len() {
        1 => Ok(found.remove(0)),
        0 => Err(DecideError::refused(
            format!("no incident has the id `{name}`"),
            "dateline incidents lists them; an incident that gains a report gets a new id",
        )),
        _ => {
            let ids: Vec<&str> = found.iter().map(IncidentId::as_str).collect();
            Err(DecideError::refused(
                format!("`{name}` begins the ids of several incidents: {}", ids.join(", ")),
                "give more of the id",
            ))
        }
    }
}

fn claim_named(ledger: &impl Storage, id: &str) -> Result<KeptClaim, DecideError> {
    let question = Question {
        claim: Some(id.to_owned()),
        ..Question::default()
    };
    let found = ledger.claims(&question)?.rows.into_iter().next();
    found.ok_or_else(|| {
        DecideError::refused(
            format!("no claim has the id `{id}`"),
            "dateline claims --format jsonl lists them with their ids",
        )
    })
}
