//! The labels between braces.

use super::{Figured, Label, Role, Tells};
use dateline_model::{
    ConditionKind, HarmKind, Status,
    taxonomy::{EventType, Mode},
};
use serde::de::{DeserializeOwned, IntoDeserializer, value::StrDeserializer};

/// Names of harm that labels may have besides those of [`HarmKind`].
const KILLED_OR_INJURED: &str = "killed_or_injured";

/// Reads the labels of one phrase.
pub(super) fn parse(written: &str) -> Result<Vec<Label>, String> {
    let mut labels: Vec<Label> = Vec::new();
    for word in written.split_whitespace() {
        let (name, event) = numbered(word)?;
        if let Some(status) = name.strip_prefix("status=") {
            set_status(&mut labels, status)?;
        } else if name == "part" || name == "total" {
            set_scope(&mut labels, name)?;
        } else {
            let role = role(name)?;
            labels.push(Label { event, role });
        }
    }
    if labels.is_empty() {
        return Err(
            "empty labels; write a role, a type or a figure between the braces, or no braces".to_owned(),
        );
    }
    Ok(labels)
}

/// `source:2` as `source` and 2.
fn numbered(word: &str) -> Result<(&str, u8), String> {
    let Some((name, number)) = word.rsplit_once(':') else {
        return Ok((word, 1));
    };
    let number = number.parse::<u8>().ok().filter(|n| *n > 1);
    let number =
        number.ok_or_else(|| format!("`{word}`: the number of a further event is :2, :3 and so on"))?;
    Ok((name, number))
}

fn set_status(labels: &mut [Label], written: &str) -> Result<(), String> {
    let value = named::<Status>(written).ok_or_else(|| {
        format!(
            "`{written}` is not a status; the statuses are those of a claim: asserted, attributed, denied …"
        )
    })?;
    match labels.last_mut().map(|l| &mut l.role) {
        Some(Role::Trigger { status, .. }) => {
            *status = Some(value);
            Ok(())
        }
        _ => Err(format!(
            "`status={written}` must stand right after the `TYPE` of a trigger"
        )),
    }
}

fn set_scope(labels: &mut [Label], word: &str) -> Result<(), String> {
    match labels.last_mut().map(|l| &mut l.role) {
        Some(Role::Harm(figure)) if word == "part" => figure.part = true,
        Some(Role::Harm(figure)) => figure.total = true,
        _ => {
            return Err(format!(
                "`{word}` must stand right after a figure such as `killed=4`"
            ));
        }
    }
    Ok(())
}

fn role(name: &str) -> Result<Role, String> {
    Ok(match name {
        "source" => Role::Source,
        "target" => Role::Target,
        "place" => Role::Place,
        "voice" => Role::Voice,
        "subject" => Role::Subject,
        "holder" => Role::Holder,
        _ => match name.split_once('=') {
            Some(("police", codes)) => Role::Police(codes.split(',').map(str::to_owned).collect()),
            Some((kind @ ("control" | "facility"), state)) => condition(kind, Some(state))?,
            Some((harm, figure)) => Role::Harm(harm_of(harm, figure)?),
            None if matches!(name, "alliance" | "ceasefire" | "leadership" | "siege") => {
                condition(name, None)?
            }
            None => trigger(name)?,
        },
    })
}

/// States by kind; `None` where a kind has no states of its own.
const STATES: [(&str, &[&str]); 2] = [
    ("control", &["contested", "held", "lost", "taken"]),
    (
        "facility",
        &["closed", "cut", "damaged", "destroyed", "full", "reopened"],
    ),
];

fn condition(kind: &str, state: Option<&str>) -> Result<Role, String> {
    let states = STATES
        .iter()
        .find(|(k, _)| *k == kind)
        .map_or(&[][..], |(_, s)| s);
    if state.is_some_and(|s| !states.contains(&s)) {
        return Err(format!(
            "`{kind}` has no such state; write one of {}",
            states.join(", ")
        ));
    }
    // Who leads what is a relation between parties, as an alliance is.
    let kind = if kind == "leadership" { "alliance" } else { kind };
    let kind = named::<ConditionKind>(kind).ok_or_else(|| format!("`{kind}` is no kind of state"))?;
    Ok(Role::Trigger {
        tells: Tells::Condition(kind),
        status: None,
    })
}

fn trigger(name: &str) -> Result<Role, String> {
    let (kind, mode) = name.split_once('/').map_or((name, None), |(k, m)| (k, Some(m)));
    if !kind.chars().all(|c| c.is_ascii_uppercase()) {
        return Err(format!(
            "`{name}` is no label; the labels are TYPE/mode, status=, source, target, place, voice and figures (killed=4)"
        ));
    }
    let event = kind.parse::<EventType>();
    let event = event.map_err(|e| format!("{e}; write one of PLOVER's, such as ASSAULT"))?;
    let mode = mode.map(str::parse::<Mode>).transpose();
    let mode = mode.map_err(|e| format!("{e}; write one of {}", modes(event)))?;
    if mode.is_some_and(|m| !event.allows(m)) {
        return Err(format!(
            "`{name}`: {event} has no such mode; write one of {}",
            modes(event)
        ));
    }
    Ok(Role::Trigger {
        tells: Tells::Event(event, mode),
        status: None,
    })
}

fn modes(event: EventType) -> String {
    let names: Vec<&str> = event.modes().iter().map(|m| m.as_str()).collect();
    names.join(", ")
}

fn harm_of(kind: &str, figure: &str) -> Result<Figured, String> {
    let known = if kind == KILLED_OR_INJURED {
        Some(HarmKind::Casualties)
    } else {
        named::<HarmKind>(kind)
    };
    let kind = known.ok_or_else(|| {
        format!("`{kind}` is no kind of harm; write killed, injured, abducted, detained, captured, missing, displaced, surrendered, sexual_violence or {KILLED_OR_INJURED}")
    })?;
    let bounds = bounds(figure).filter(|(low, high)| high.is_none_or(|h| *low <= h));
    let (low, high) = bounds.ok_or_else(|| {
        format!("`{figure}` is no figure; write N, N+ (at least), N- (at most) or N..M with the lower first")
    })?;
    Ok(Figured {
        kind,
        low,
        high,
        part: false,
        total: false,
    })
}

/// Lowest and highest.
fn bounds(figure: &str) -> Option<(u32, Option<u32>)> {
    if let Some((low, high)) = figure.split_once("..") {
        return Some((low.parse().ok()?, Some(high.parse().ok()?)));
    }
    if let Some(low) = figure.strip_suffix('+') {
        return Some((low.parse().ok()?, None));
    }
    if let Some(high) = figure.strip_suffix('-') {
        return Some((0, Some(high.parse().ok()?)));
    }
    let n = figure.parse().ok()?;
    Some((n, Some(n)))
}

/// A value by the name it has in data.
fn named<T: DeserializeOwned>(name: &str) -> Option<T> {
    let name: StrDeserializer<'_, serde::de::value::Error> = name.into_deserializer();
    T::deserialize(name).ok()
}
