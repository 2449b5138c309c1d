//! What is known about the parties to an event, as far as the views ask.

use crate::{Actor, ActorKind, Harm, HarmKind, Scope};

/// What a claim says about the parties and the outcome, for [`super::acled_view`] and [`super::ucdp_view`].
///
/// The default is 'nothing known'. An unknown is never guessed: a view that hangs on it is `None`.
///
/// # Example: the army and a militia exchange fire
/// ```
/// use dateline_model::{ActorKind, taxonomy::Parties};
/// let parties = Parties {
///     source: Some(ActorKind::StateForce),
///     target: Some(ActorKind::NonStateArmed),
///     mutual: true,
///     ..Parties::default()
/// };
/// assert_eq!(parties.target, Some(ActorKind::NonStateArmed));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Parties {
    /// Who did it. A government that acts through its forces may be given as `Political` or `StateForce`.
    pub source: Option<ActorKind>,
    /// Who suffered it; for a two-sided act, the other side.
    pub target: Option<ActorKind>,
    /// Whether ground changed hands, and who took it.
    pub ground: Ground,
    /// Whether the act is told as two-sided: clashes, an exchange of fire, fighting between.
    pub mutual: bool,
    /// The worst harm to people that is stated.
    pub harm: HarmLevel,
}

/// Whether ground changed hands, and who took it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ground {
    /// Nothing is said of ground taken.
    #[default]
    NotStated,
    /// It was taken, by whom is not known.
    TakenByUnknown,
    /// The country's government or its forces took it.
    TakenByGovernment,
    /// A non-state or foreign force took it.
    TakenByOther,
}

/// The worst harm to people that a claim states.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HarmLevel {
    /// Neither deaths nor injuries are stated.
    #[default]
    NotStated,
    /// Injuries, or casualties not told apart.
    Injuries,
    /// Deaths.
    Deaths,
}

impl Parties {
    /// What the parts of a claim say: the kind of each side and the worst harm. Ground and two-sidedness are left open.
    ///
    /// A side of several kinds is that of the strongest (state force, international, non-state, political); a side that mixes
    /// armed actors with civilians or media is unknown. Actors without a kind are passed over. A running total is not harm of
    /// this event, and a stated absence ('no one was killed') is none.
    ///
    /// # Example
    /// ```
    /// use dateline_model::taxonomy::{HarmLevel, Parties};
    /// let parties = Parties::of(&[], &[], &[]);
    /// assert_eq!((parties.source, parties.harm), (None, HarmLevel::NotStated));
    /// ```
    #[must_use]
    pub fn of(source: &[Actor], target: &[Actor], harm: &[Harm]) -> Self {
        Self {
            source: side(source),
            target: side(target),
            harm: harm.iter().map(level).max().unwrap_or_default(),
            ..Self::default()
        }
    }
}

/// The kind that stands for a side; `None` where none is known or armed and unarmed stand together.
fn side(actors: &[Actor]) -> Option<ActorKind> {
    let kinds = || actors.iter().filter_map(|a| a.kind);
    let unarmed = |kind| matches!(kind, ActorKind::Civilian | ActorKind::Media);
    if kinds().any(unarmed) && !kinds().all(unarmed) {
        return None;
    }
    kinds().min_by_key(|kind| match kind {
        ActorKind::StateForce => 0,
        ActorKind::International => 1,
        ActorKind::NonStateArmed => 2,
        ActorKind::Political => 3,
        ActorKind::Civilian => 4,
        ActorKind::Media => 5,
    })
}

fn level(harm: &Harm) -> HarmLevel {
    let bounds = harm.bounds;
    let none = bounds.high == Some(0) || bounds.best == Some(0);
    if none || harm.scope != Scope::Incident {
        return HarmLevel::NotStated;
    }
    match harm.kind {
        HarmKind::Killed => HarmLevel::Deaths,
        HarmKind::Injured | HarmKind::Casualties => HarmLevel::Injuries,
        _ => HarmLevel::NotStated,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Bounds, Span, Victims};

    fn actor(kind: Option<ActorKind>) -> Actor {
        Actor {
            id: None,
            name: "x".into(),
            country: None,
            sector: None,
            kind,
            mention: Span::new("x", 0, 1).expect("in range").excerpt("x"),
        }
    }

    fn check_side(kinds: &[Option<ActorKind>], expected: Option<ActorKind>) {
        let actors: Vec<Actor> = kinds.iter().copied().map(actor).collect();
        assert_eq!(Parties::of(&actors, &[], &[]).source, expected, "{kinds:?}");
    }

    #[test]
    fn a_side_is_its_strongest_kind() {
        use ActorKind::{Civilian, Media, NonStateArmed, StateForce};
        check_side(&[], None);
        check_side(&[None], None);
        check_side(&[Some(NonStateArmed), None, Some(StateForce)], Some(StateForce));
        check_side(&[Some(Media), Some(Civilian)], Some(Civilian));
        check_side(&[Some(StateForce), Some(Civilian)], None);
    }

    fn check_harm(kind: HarmKind, n: u32, scope: Scope, expected: HarmLevel) {
        let harm = Harm {
            kind,
            bounds: Bounds::exactly(n),
            scope,
            victims: Victims::default(),
            span: Span::new("x", 0, 1).expect("in range").excerpt("x"),
            parts: Vec::new(),
            part_of: None,
            restates: None,
        };
        assert_eq!(
            Parties::of(&[], &[], &[harm]).harm,
            expected,
            "{kind:?} {n} {scope:?}"
        );
    }

    #[test]
    fn harm_counts_when_it_is_of_this_event() {
        check_harm(HarmKind::Killed, 3, Scope::Incident, HarmLevel::Deaths);
        check_harm(HarmKind::Casualties, 3, Scope::Incident, HarmLevel::Injuries);
        check_harm(HarmKind::Killed, 0, Scope::Incident, HarmLevel::NotStated);
        check_harm(HarmKind::Killed, 9000, Scope::Running, HarmLevel::NotStated);
        check_harm(HarmKind::Displaced, 40, Scope::Incident, HarmLevel::NotStated);
    }
}
