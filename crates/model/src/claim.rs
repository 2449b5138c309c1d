//! The claim: an event, or a state of affairs, as one document reports it.

use crate::{
    Actor, Attribution, ClaimId, Condition, DocumentId, Event, Excerpt, Harm, Place, SpanError, Status,
    TimeRef,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What one document says happened, or is the case, and on whose word.
///
/// A claim has an `event`, or a `condition`, or a `hazard`. One of analysis may have none, and so may harm whose cause the
/// text does not give ('the death toll rose to 66'). Fields that could not be
/// read are `None` or empty and, where the text holds words for them that could not be resolved, listed with the reason in
/// `unresolved`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Claim {
    /// Hash of document and content.
    pub id: ClaimId,
    /// The document it was read from.
    pub document: DocumentId,
    /// The sentence or clause that says it.
    pub evidence: Excerpt,
    /// The word that evokes the event or state.
    pub trigger: Option<Excerpt>,
    /// What happened.
    pub event: Option<Event>,
    /// What is the case.
    pub condition: Option<Condition>,
    /// A disaster or accident: harm outside the codebooks of political violence.
    pub hazard: Option<Hazard>,
    /// Who did it. For a two-sided act whose sides are not told apart, all parties.
    pub source_actors: Vec<Actor>,
    /// Who suffered it.
    pub target_actors: Vec<Actor>,
    /// Persons named as those it was done to: killed, hurt, taken or shot at, in its sentence or in a later one that says who the
    /// victims were. A description ('the driver') is no name, and stands with the harm.
    #[serde(default)]
    pub named_victims: Vec<NamedPerson>,
    /// Things struck, seized or wrecked, in the document's words: buildings, vehicles, power lines.
    pub physical_targets: Vec<Excerpt>,
    /// Weapons used or seized, in the document's words.
    pub weapons: Vec<Excerpt>,
    /// Where it happened.
    pub place: Option<Place>,
    /// When it happened.
    pub time: Option<TimeRef>,
    /// Harm to people. Figures of one claim stand side by side and are never added here.
    pub harm: Vec<Harm>,
    /// How often it happened ('23 air strikes'): never a number of people.
    pub count: Option<Count>,
    /// According to whom; empty in the document's own voice.
    pub attribution: Vec<Attribution>,
    /// How it is held.
    pub status: Status,
    /// Speculation or judgement by an analyst, named or not: kept, shown apart, never an incident.
    pub analysis: bool,
    /// What was there to read and could not be resolved, with the reason.
    pub unresolved: Vec<Unresolved>,
    /// Name and version of the coder, its lexicons and its models.
    pub coder: String,
}

/// What the id of a claim is the hash of: all of it but the id and the coder's version. The order of the fields is part of every
/// id that was ever given: leave it as it is, and put new fields last.
#[derive(Serialize)]
struct Content<'c> {
    unresolved: &'c [Unresolved],
    document: &'c DocumentId,
    evidence: &'c Excerpt,
    trigger: &'c Option<Excerpt>,
    event: &'c Option<Event>,
    condition: &'c Option<Condition>,
    hazard: &'c Option<Hazard>,
    source_actors: &'c [Actor],
    target_actors: &'c [Actor],
    named_victims: &'c [NamedPerson],
    physical_targets: &'c [Excerpt],
    weapons: &'c [Excerpt],
    place: &'c Option<Place>,
    time: &'c Option<TimeRef>,
    harm: &'c [Harm],
    count: &'c Option<Count>,
    attribution: &'c [Attribution],
    status: Status,
    analysis: bool,
}

/// A person whom the document names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct NamedPerson {
    /// The fullest form of the name that the document gives, without titles.
    pub name: String,
    /// The name where the claim is made, without titles: often the surname alone.
    pub mention: Excerpt,
}

/// How often an event happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Count {
    /// The number, with its bounds.
    #[serde(flatten)]
    pub bounds: crate::Bounds,
    /// The words: "23 attacks".
    pub span: Excerpt,
}

/// A disaster or an accident.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Hazard {
    /// EM-DAT's first division: natural or technological.
    pub kind: HazardKind,
    /// What it was, as a lexicon entry: `earthquake`, `crash`.
    pub name: String,
}

/// EM-DAT's two groups of disasters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum HazardKind {
    /// Earthquake, flood, storm, epidemic.
    Natural,
    /// Crash, fire, collapse, leak.
    Technological,
}

/// Something the text states for a field that could not be made a value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Unresolved {
    /// The field left empty.
    pub field: Field,
    /// Why.
    pub why: Why,
    /// The words that could not be resolved.
    pub mention: Option<Excerpt>,
}

/// A field of a claim that can be left unresolved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Field {
    /// [`Claim::source_actors`].
    SourceActors,
    /// [`Claim::target_actors`].
    TargetActors,
    /// [`Claim::place`].
    Place,
    /// [`Claim::time`].
    Time,
    /// [`Claim::attribution`].
    Attribution,
}

/// Why a field was left unresolved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Why {
    /// The words are relative and the document has no publication date.
    NoPublicationDate,
    /// No entry of the gazetteer or lexicon has this name.
    NoCandidate,
    /// Several readings are about as good.
    Ambiguous,
    /// A pronoun or description whose antecedent was not found.
    NoAntecedent,
}

/// What is wrong with a claim.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ClaimError {
    /// A span does not hold against the document.
    #[error("claim {claim}: {field}: {source}")]
    Span {
        /// The claim.
        claim: String,
        /// Which span.
        field: &'static str,
        /// What is wrong with it.
        source: SpanError,
    },
    /// Bounds are out of order.
    #[error("claim {claim}: a figure's bounds are out of order at {span:?}")]
    Bounds {
        /// The claim.
        claim: String,
        /// The words of the figure.
        span: String,
    },
    /// The claim says nothing.
    #[error("claim {claim} has no event, condition, hazard, harm or analysis")]
    Empty {
        /// The claim.
        claim: String,
    },
}

impl Claim {
    /// Gives the claim the id of its content: document, evidence, trigger, codes and the spans of its figures.
    ///
    /// The coder's version is not part of it, so that a re-coding that reads the same thing keeps the id.
    #[must_use]
    pub fn with_content_id(mut self) -> Self {
        let content = Content {
            unresolved: &self.unresolved,
            document: &self.document,
            evidence: &self.evidence,
            trigger: &self.trigger,
            event: &self.event,
            condition: &self.condition,
            hazard: &self.hazard,
            source_actors: &self.source_actors,
            target_actors: &self.target_actors,
            named_victims: &self.named_victims,
            physical_targets: &self.physical_targets,
            weapons: &self.weapons,
            place: &self.place,
            time: &self.time,
            harm: &self.harm,
            count: &self.count,
            attribution: &self.attribution,
            status: self.status,
            analysis: self.analysis,
        };
        // Room for most claims: growing takes as long as half of the writing.
        let mut bytes = Vec::with_capacity(4096);
        serde_json::to_writer(&mut bytes, &content).expect("a claim is plain data");
        self.id = ClaimId::of(&[&bytes]);
        self
    }

    /// Checks every span against the document's text, and every figure's bounds.
    ///
    /// # Errors
    /// The first [`ClaimError`] met, in field order.
    pub fn check(&self, text: &str) -> Result<(), ClaimError> {
        for (field, excerpt) in self.excerpts() {
            excerpt.check(text).map_err(|source| ClaimError::Span {
                claim: self.id.as_str().to_owned(),
                field,
                source,
            })?;
        }
        let mut figures: Vec<&Harm> = self.harm.iter().collect();
        while let Some(figure) = figures.pop() {
            if !figure.bounds.in_order() {
                return Err(ClaimError::Bounds {
                    claim: self.id.as_str().to_owned(),
                    span: figure.span.text().to_owned(),
                });
            }
            figures.extend(&figure.parts);
        }
        let says_something = self.event.is_some()
            || self.condition.is_some()
            || self.hazard.is_some()
            || self.analysis
            || !self.harm.is_empty();
        if !says_something {
            return Err(ClaimError::Empty {
                claim: self.id.as_str().to_owned(),
            });
        }
        Ok(())
    }

    /// Every span of the claim with the name of its field, in field order.
    #[must_use]
    pub fn excerpts(&self) -> Vec<(&'static str, &Excerpt)> {
        let mut all = vec![("evidence", &self.evidence)];
        all.extend(self.trigger.iter().map(|e| ("trigger", e)));
        all.extend(self.condition.iter().map(|c| ("condition", &c.span)));
        all.extend(self.source_actors.iter().map(|a| ("source_actors", &a.mention)));
        all.extend(self.target_actors.iter().map(|a| ("target_actors", &a.mention)));
        all.extend(self.named_victims.iter().map(|n| ("named_victims", &n.mention)));
        all.extend(self.physical_targets.iter().map(|e| ("physical_targets", e)));
        all.extend(self.weapons.iter().map(|e| ("weapons", e)));
        all.extend(self.place.iter().map(|p| ("place", &p.mention)));
        all.extend(self.time.iter().map(|t| ("time", &t.mention)));
        let mut figures: Vec<&Harm> = self.harm.iter().rev().collect();
        while let Some(figure) = figures.pop() {
            all.push(("harm", &figure.span));
            all.extend(figure.part_of.iter().map(|e| ("harm part_of", e)));
            all.extend(figure.restates.iter().map(|e| ("harm restates", e)));
            figures.extend(figure.parts.iter().rev());
        }
        all.extend(self.count.iter().map(|c| ("count", &c.span)));
        for a in &self.attribution {
            all.push(("attribution", &a.span));
            all.extend(a.quotation.iter().map(|q| ("quotation", q)));
        }
        all.extend(
            self.unresolved
                .iter()
                .filter_map(|u| u.mention.as_ref())
                .map(|m| ("unresolved", m)),
        );
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Ids were first given by making a JSON value of the claim and taking `id` and `coder` out of it, which moves the last field
    /// to the front each time.
    #[test]
    fn an_id_is_of_all_fields_but_itself_and_the_coder_in_the_order_of_old() {
        let excerpt = |text: &str| serde_json::json!({"start": 0, "end": text.len(), "text": text});
        let claim: Claim = serde_json::from_value(serde_json::json!({
            "id": "c_0", "document": "d_0", "evidence": excerpt("Two \"farmers\" died in Kora.\n"), "trigger": excerpt("died"),
            "event": null, "condition": null, "hazard": {"kind": "natural", "name": "flood"},
            "source_actors": [], "target_actors": [], "named_victims": [{"name": "A", "mention": excerpt("A")}],
            "physical_targets": [excerpt("bridge")], "weapons": [], "place": null, "time": null, "harm": [], "count": null,
            "attribution": [], "status": "asserted", "analysis": false,
            "unresolved": [{"field": "place", "why": "ambiguous", "mention": excerpt("Kora")}], "coder": "dateline 0"
        }))
        .expect("a claim");
        let mut content = serde_json::to_value(&claim).expect("plain data");
        let map = content.as_object_mut().expect("an object");
        map.swap_remove("id");
        map.swap_remove("coder");
        let wanted = ClaimId::of(&[content.to_string().as_bytes()]);
        assert_eq!(claim.with_content_id().id, wanted);
    }
}
