//! Harm to people, with its bounds, its scope and its parts.

use crate::Excerpt;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How many. `None` is 'not stated', never zero; stated absence ('no one was hurt') is zero in all three.
///
/// `low <= best <= high` where they exist. 'At least 140' is low 140, best 140, no high; 'more than 250' is low 251;
/// 'dozens' is low 24 and no best. The figures for vague words are those of the project's casualty guidelines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Bounds {
    /// Lowest number the words allow.
    pub low: Option<u32>,
    /// The figure itself, where the words give one.
    pub best: Option<u32>,
    /// Highest number the words allow; `None` where they set no ceiling.
    pub high: Option<u32>,
    /// Whether the figure is hedged ('about', 'nearly') or vague ('dozens').
    pub approximate: bool,
}

impl Bounds {
    /// Exactly `n`.
    #[must_use]
    pub fn exactly(n: u32) -> Self {
        Self {
            low: Some(n),
            best: Some(n),
            high: Some(n),
            approximate: false,
        }
    }

    /// Whether the bounds are in order.
    #[must_use]
    pub fn in_order(&self) -> bool {
        let le = |a: Option<u32>, b: Option<u32>| a.zip(b).is_none_or(|(a, b)| a <= b);
        le(self.low, self.best) && le(self.best, self.high) && le(self.low, self.high)
    }
}

/// One stated quantity of harm to people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Harm {
    /// What was done to them.
    pub kind: HarmKind,
    /// How many.
    #[serde(flatten)]
    pub bounds: Bounds,
    /// Whether the figure is of this event or a running total.
    pub scope: Scope,
    /// Who they were.
    pub victims: Victims,
    /// The quantity phrase: hedge, number and noun ("at least 140 rebels").
    pub span: Excerpt,
    /// Stated subsets of this figure: 'including five children'. They never add to it.
    pub parts: Vec<Harm>,
    /// The figure that this one is a stated subset of, where that stands in another claim of the document.
    pub part_of: Option<Excerpt>,
    /// The figure of the same document that already counts these people; this one must not be added to it.
    pub restates: Option<Excerpt>,
}

/// Kinds of harm, as the project's casualty guidelines define them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum HarmKind {
    /// Died, of any cause.
    Killed,
    /// Hurt and alive.
    Injured,
    /// Kidnapped, taken hostage, held by an armed group.
    Abducted,
    /// Arrested, jailed, held by authorities.
    Detained,
    /// Missing.
    Missing,
    /// Fled, evacuated, made homeless.
    Displaced,
    /// Gave themselves up.
    Surrendered,
    /// Raped or otherwise sexually abused.
    SexualViolence,
    /// Taken prisoner in fighting.
    Captured,
    /// Killed and injured counted together.
    Casualties,
}

/// What a figure counts.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Scope {
    /// This event.
    #[default]
    Incident,
    /// Several events over a time: 'since 2011', 'so far this year'. Never enters an incident's toll.
    Running,
    /// Several events of one report in one figure: 'in three separate shootings'. Never enters an incident's toll.
    Several,
}

/// Who was harmed, as the words have it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Victims {
    /// The noun phrase without its number: "border guards and allied militiamen"; `None` for a bare number.
    pub who: Option<String>,
    /// Civilian or combatant, as far as the words say.
    pub status: VictimClass,
    /// Whether the group is, or is said to include, children.
    pub children: bool,
    /// Whether the group is, or is said to include, women.
    pub women: bool,
}

/// What sort of people were harmed.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum VictimClass {
    /// People who do not fight, politicians and officials among them.
    Civilians,
    /// Non-state fighters, or fighters of both sides counted together.
    Combatants,
    /// Army, police, state-allied militia, guards.
    SecurityForces,
    /// The words do not say: people, a man, others.
    #[default]
    Unknown,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_know_their_order() {
        assert!(Bounds::exactly(3).in_order());
        assert!(
            Bounds {
                low: Some(140),
                best: Some(140),
                high: None,
                approximate: false
            }
            .in_order()
        );
        assert!(
            !Bounds {
                low: Some(9),
                best: None,
                high: Some(5),
                approximate: false
            }
            .in_order()
        );
    }
}
