//! The ACLED-like and UCDP-like views of a PLOVER event, from `data/taxonomy/views.tsv`.

use super::{
    Context, EventType, Ground, HarmLevel, Mode, Parties, TableError, pairs,
    table::{Row, Source, source},
};
use crate::{AcledView, ActorKind, UcdpView};
use std::sync::LazyLock;

const SUB_TYPES: Source = source!("acled_like.tsv");
const VIOLENCE: Source = source!("ucdp_like.tsv");
const RULES: Source = source!("views.tsv");

/// A sub-type of the ACLED-like view.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AcledSubType {
    /// From 1: of several that happen together, the lowest number is coded.
    pub rank: u8,
    /// 'Battles', 'Protests', …
    pub event_type: &'static str,
    /// 'Armed clash', 'Peaceful protest', …
    pub sub_event_type: &'static str,
    /// 'Political violence', 'Demonstrations', 'Strategic developments'; two are joined by '; '.
    pub disorder_type: &'static str,
    /// Whether a PLOVER event can be mapped to it: three are finer than PLOVER's modes.
    pub reached: bool,
}

/// A type of violence of the UCDP-like view.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ViolenceType {
    /// 1, 2 or 3.
    pub number: u8,
    /// 'state-based', 'non-state', 'one-sided'.
    pub name: &'static str,
    /// What it means.
    pub gloss: &'static str,
}

/// A row of `views.tsv`: conditions and what they lead to. An empty list of alternatives allows all.
struct Rule {
    kind: EventType,
    modes: Vec<Option<Mode>>,
    contexts: Vec<Context>,
    ground: Vec<Ground>,
    mutual: Option<bool>,
    source: Vec<Option<ActorKind>>,
    target: Vec<Option<ActorKind>>,
    harm: Vec<HarmLevel>,
    /// Position in the sub-types.
    acled: Option<usize>,
    ucdp: Ucdp,
}

/// How a rule finds the type of violence.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ucdp {
    Never,
    BySides,
    BySidesIfDeadly,
}

static ACLED: LazyLock<Vec<AcledSubType>> =
    LazyLock::new(|| parse_sub_types(SUB_TYPES).unwrap_or_else(|e| panic!("{e}")));
static UCDP: LazyLock<Vec<ViolenceType>> =
    LazyLock::new(|| parse_violence(VIOLENCE).unwrap_or_else(|e| panic!("{e}")));
static VIEWS: LazyLock<Vec<Rule>> =
    LazyLock::new(|| parse_rules(RULES, &ACLED).unwrap_or_else(|e| panic!("{e}")));

/// Reads the three files and reports the first fault.
pub(super) fn check() -> Result<(), TableError> {
    let sub_types = parse_sub_types(SUB_TYPES)?;
    parse_violence(VIOLENCE)?;
    parse_rules(RULES, &sub_types).map(drop)
}

fn parse_sub_types(source: Source) -> Result<Vec<AcledSubType>, TableError> {
    let rows = source.rows(&["rank", "event_type", "sub_event_type", "disorder_type", "reached"])?;
    let mut all = Vec::with_capacity(rows.len());
    for (row, rank) in rows.iter().zip(1u8..) {
        if row.required::<u8>("rank")? != rank {
            return Err(row.error(format!("this row has rank {rank}: the file is sorted by rank")));
        }
        all.push(AcledSubType {
            rank,
            event_type: row.cell("event_type"),
            sub_event_type: row.cell("sub_event_type"),
            disorder_type: row.cell("disorder_type"),
            reached: yes_or_no(row, "reached")?,
        });
    }
    Ok(all)
}

fn parse_violence(source: Source) -> Result<Vec<ViolenceType>, TableError> {
    let rows = source.rows(&["type_of_violence", "name", "gloss"])?;
    let entry = |row: &Row| {
        Ok(ViolenceType {
            number: row.required("type_of_violence")?,
            name: row.cell("name"),
            gloss: row.cell("gloss"),
        })
    };
    rows.iter().map(entry).collect()
}

fn yes_or_no(row: &Row, column: &str) -> Result<bool, TableError> {
    match row.cell(column) {
        "yes" => Ok(true),
        "no" => Ok(false),
        other => Err(row.error(format!("`{column}` is `{other}`, not yes or no"))),
    }
}

fn parse_rules(source: Source, sub_types: &[AcledSubType]) -> Result<Vec<Rule>, TableError> {
    let rows = source.rows(&[
        "type", "mode", "contexts", "ground", "mutual", "source", "target", "harm", "acled", "ucdp", "note",
    ])?;
    let mut rules: Vec<Rule> = Vec::with_capacity(rows.len());
    for row in &rows {
        let rule = parse_rule(row, sub_types)?;
        let shut = |mode: &Option<Mode>| rules.iter().any(|r| r.closes(rule.kind, *mode));
        if rule.modes.iter().all(shut) {
            return Err(row.error("no row can apply after the unconditional one of its type and modes"));
        }
        rules.push(rule);
    }
    for (kind, mode) in pairs() {
        if !rules.iter().any(|r| r.closes(kind, mode)) {
            let line = rows.last().map_or(1, Row::line);
            let mode = mode.map_or("-", Mode::as_str);
            return Err(source.error(line, format!("{kind} {mode} has no unconditional row")));
        }
    }
    Ok(rules)
}

fn parse_rule(row: &Row, sub_types: &[AcledSubType]) -> Result<Rule, TableError> {
    let kind: EventType = row.required("type")?;
    let acled = row.optional("acled").map(|name| {
        let found = sub_types.iter().position(|s| s.sub_event_type == name);
        found.ok_or_else(|| row.error(format!("`{name}` is not a sub-type of acled_like.tsv")))
    });
    Ok(Rule {
        kind,
        modes: parse_modes(row, kind)?,
        contexts: row.list("contexts", '+')?,
        ground: match row.cell("ground") {
            "*" => Vec::new(),
            "taken" => vec![
                Ground::TakenByUnknown,
                Ground::TakenByGovernment,
                Ground::TakenByOther,
            ],
            "government" => vec![Ground::TakenByGovernment],
            "other" => vec![Ground::TakenByOther],
            other => return Err(row.error(format!("`{other}` is not taken, government, other or *"))),
        },
        mutual: match row.cell("mutual") {
            "*" => None,
            _ => Some(yes_or_no(row, "mutual")?),
        },
        source: parse_side(row, "source")?,
        target: parse_side(row, "target")?,
        harm: match row.cell("harm") {
            "*" => Vec::new(),
            "none" => vec![HarmLevel::NotStated],
            "any" => vec![HarmLevel::Injuries, HarmLevel::Deaths],
            "deaths" => vec![HarmLevel::Deaths],
            other => return Err(row.error(format!("`{other}` is not none, any, deaths or *"))),
        },
        acled: acled.transpose()?,
        ucdp: match row.cell("ucdp") {
            "-" => Ucdp::Never,
            "sides" => Ucdp::BySides,
            "deadly" => Ucdp::BySidesIfDeadly,
            other => return Err(row.error(format!("`{other}` is not sides, deadly or -"))),
        },
    })
}

fn parse_modes(row: &Row, kind: EventType) -> Result<Vec<Option<Mode>>, TableError> {
    if row.cell("mode") == "*" {
        return Ok(std::iter::once(None)
            .chain(kind.modes().iter().copied().map(Some))
            .collect());
    }
    let mut modes = Vec::new();
    for part in row.cell("mode").split('|') {
        modes.push(match part {
            "-" => None,
            _ => Some(part.parse::<Mode>().map_err(|e| row.error(e.to_string()))?),
        });
    }
    match modes.iter().flatten().find(|m| !kind.allows(**m)) {
        Some(mode) => Err(row.error(format!("{mode} is not a mode of {kind}"))),
        None => Ok(modes),
    }
}

fn parse_side(row: &Row, column: &str) -> Result<Vec<Option<ActorKind>>, TableError> {
    use ActorKind::{Civilian, International, Media, NonStateArmed, Political, StateForce};
    let mut kinds = Vec::new();
    if row.cell(column) == "*" {
        return Ok(kinds);
    }
    for part in row.cell(column).split('|') {
        kinds.extend_from_slice(match part {
            "state" => &[Some(StateForce)],
            "nonstate" => &[Some(NonStateArmed)],
            "political" => &[Some(Political)],
            "civilian" => &[Some(Civilian)],
            "international" => &[Some(International)],
            "media" => &[Some(Media)],
            "unknown" => &[None],
            "armed" => &[
                Some(StateForce),
                Some(NonStateArmed),
                Some(Political),
                Some(International),
            ][..],
            "fighters" => &[Some(StateForce), Some(NonStateArmed), Some(International)],
            "unarmed" => &[Some(Civilian), Some(Media)],
            other => return Err(row.error(format!("column `{column}`: `{other}` is not a kind of party"))),
        });
    }
    Ok(kinds)
}

impl Rule {
    /// Whether it applies to every event of this type and mode.
    fn closes(&self, kind: EventType, mode: Option<Mode>) -> bool {
        self.kind == kind
            && self.modes.contains(&mode)
            && self.contexts.is_empty()
            && self.ground.is_empty()
            && self.mutual.is_none()
            && self.source.is_empty()
            && self.target.is_empty()
            && self.harm.is_empty()
    }

    fn applies(&self, kind: EventType, mode: Option<Mode>, contexts: &[Context], parties: &Parties) -> bool {
        self.kind == kind
            && self.modes.contains(&mode)
            && self.contexts.iter().all(|needed| contexts.contains(needed))
            && allows(&self.ground, &parties.ground)
            && self.mutual.is_none_or(|mutual| mutual == parties.mutual)
            && allows(&self.source, &parties.source)
            && allows(&self.target, &parties.target)
            && allows(&self.harm, &parties.harm)
    }
}

fn allows<T: PartialEq>(alternatives: &[T], value: &T) -> bool {
    alternatives.is_empty() || alternatives.contains(value)
}

fn rule(
    kind: EventType,
    mode: Option<Mode>,
    contexts: &[Context],
    parties: &Parties,
) -> Option<&'static Rule> {
    VIEWS
        .iter()
        .find(|rule| rule.applies(kind, mode, contexts, parties))
}

/// All sub-types of the ACLED-like view, highest rank first.
#[must_use]
pub fn acled_sub_types() -> &'static [AcledSubType] {
    &ACLED
}

/// The three types of violence of the UCDP-like view.
#[must_use]
pub fn violence_types() -> &'static [ViolenceType] {
    &UCDP
}

/// The ACLED-like sub-type of an event; `None` where the view has no place for it, where it hangs on something not known,
/// and where `mode` is not one of `kind`'s.
///
/// Of several sub-types that fit, the highest rank is taken: ground taken by fighting is a battle whatever the weapon.
///
/// # Example: an air strike, and a town taken with its help
/// ```
/// use dateline_model::taxonomy::{EventType, Ground, Mode, Parties, acled_view};
/// let sub_type = |parties| acled_view(EventType::Assault, Some(Mode::Aerial), &[], &parties).map(|v| v.sub_event_type);
/// assert_eq!(sub_type(Parties::default()).as_deref(), Some("Air/drone strike"));
/// let taken = Parties { ground: Ground::TakenByGovernment, ..Parties::default() };
/// assert_eq!(sub_type(taken).as_deref(), Some("Government regains territory"));
/// ```
#[must_use]
pub fn acled_view(
    kind: EventType,
    mode: Option<Mode>,
    contexts: &[Context],
    parties: &Parties,
) -> Option<AcledView> {
    let sub_type = &ACLED[rule(kind, mode, contexts, parties)?.acled?];
    Some(AcledView {
        event_type: sub_type.event_type.to_owned(),
        sub_event_type: sub_type.sub_event_type.to_owned(),
    })
}

/// The UCDP-like type of violence of an event: 1 with a government on one side and a government or an organised group on the
/// other, 2 between organised groups, 3 against civilians. `None` for what is not violence, where a side is not known, and
/// where `mode` is not one of `kind`'s.
///
/// # Example
/// ```
/// use dateline_model::{ActorKind, taxonomy::{EventType, Mode, Parties, ucdp_view}};
/// let by_army = |target| {
///     let parties = Parties { source: Some(ActorKind::StateForce), target, ..Parties::default() };
///     ucdp_view(EventType::Assault, Some(Mode::Aerial), &[], &parties).map(|v| v.type_of_violence)
/// };
/// assert_eq!(by_army(Some(ActorKind::NonStateArmed)), Some(1));
/// assert_eq!(by_army(Some(ActorKind::Civilian)), Some(3));
/// assert_eq!(by_army(None), None);
/// ```
#[must_use]
pub fn ucdp_view(
    kind: EventType,
    mode: Option<Mode>,
    contexts: &[Context],
    parties: &Parties,
) -> Option<UcdpView> {
    let deadly = parties.harm == HarmLevel::Deaths;
    let coded = match rule(kind, mode, contexts, parties)?.ucdp {
        Ucdp::Never => false,
        Ucdp::BySides => true,
        Ucdp::BySidesIfDeadly => deadly,
    };
    let type_of_violence = coded.then(|| by_sides(parties)).flatten()?;
    Some(UcdpView { type_of_violence })
}

/// Who stands against whom. Politicians as a source are their government; as a target of a one-sided act they may be civilians
/// or a party to the conflict, which is not known here. Coalitions and peacekeepers act for the governments that sent them.
fn by_sides(parties: &Parties) -> Option<u8> {
    use ActorKind::{Civilian, International, NonStateArmed, Political, StateForce};
    let source = parties.source?;
    let target = parties.target?;
    if target == Political && !parties.mutual {
        return None;
    }
    match (source, target) {
        (StateForce | Political | International | NonStateArmed, Civilian | ActorKind::Media) => Some(3),
        (NonStateArmed, NonStateArmed) => Some(2),
        (International, International) => None,
        (StateForce | Political | International | NonStateArmed, StateForce | Political | International)
        | (StateForce | Political | International, NonStateArmed) => Some(1),
        (Civilian | ActorKind::Media, _) => None,
    }
}

#[cfg(test)]
mod tests;
