//! Fields of claims as a reviewer writes them: `killed=12`, `place=Atarib, SYR`.

use crate::DecideError;
use dateline_ledger::{CorrectedActor, CorrectedPlace, Correction, KeptClaim};
use dateline_model::{Bounds, HarmKind, PlacePrecision, Status};
use dateline_resolve::{
    actor::ActorLexicon,
    place::{Gazetteer, GazetteerEntry},
};
use jiff::civil::Date;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// The fields that can be corrected, for help and errors.
const FIELDS: &str = "killed, injured, abducted, detained, missing, displaced, surrendered, sexual_violence, captured, \
                      casualties, place, date, status, source_actor, target_actor";

/// Places that are named where a name means several.
const SOME: usize = 8;

fn code<T: DeserializeOwned>(word: &str) -> Option<T> {
    serde_json::from_value(Value::String(word.to_lowercase().replace([' ', '-'], "_"))).ok()
}

/// A correction of a claim, checked against what can be.
pub(crate) fn read(words: &str, kept: &KeptClaim) -> Result<Correction, DecideError> {
    let Some((field, value)) = words.split_once('=') else {
        return Err(DecideError::refused(
            format!("`{words}` names no value"),
            "write FIELD=VALUE, like killed=12; FIELD=none where the report does not tell it",
        ));
    };
    let (field, value) = (field.trim(), value.trim());
    if value.is_empty() {
        return Err(DecideError::refused(
            format!("`{words}` has an empty value"),
            "write none where the report does not tell it: place=none",
        ));
    }
    let none = value.eq_ignore_ascii_case("none");
    let correction = match field {
        "place" if none => Correction::Place(None),
        "place" => Correction::Place(Some(place(value)?)),
        "date" if none => Correction::Date(None),
        "date" => Correction::Date(Some(days(value, kept.published)?)),
        "status" => Correction::Status(code::<Status>(value).ok_or_else(|| {
            DecideError::refused(
                format!("`{}` is no status", value),
                "give asserted, attributed, alleged, claimed, denied, attempted, threatened, planned, ordered, feared, \
                 hypothetical or background",
            )
        })?),
        "source_actor" => Correction::SourceActor((!none).then(|| actor(value, kept)).transpose()?),
        "target_actor" => Correction::TargetActor((!none).then(|| actor(value, kept)).transpose()?),
        other => match code::<HarmKind>(other) {
            Some(kind) => Correction::Harm {
                kind,
                bounds: (!none).then(|| figure(value)).transpose()?,
            },
            None => {
                let known = format!("fields are {FIELDS}");
                return Err(DecideError::refused(format!("`{}` is no field that can be corrected", other), &known));
            }
        },
    };
    Ok(correction)
}

/// `12`, `12-15`, `12+`.
fn figure(value: &str) -> Result<Bounds, DecideError> {
    let odd = || {
        DecideError::refused(
            format!("`{}` is no number of people", value),
            "write 12, 12-15 for a range (the lower first), 12+ for at least 12, or none",
        )
    };
    let number = |text: &str| text.trim().parse::<u32>().map_err(|_| odd());
    if let Some(least) = value.strip_suffix('+') {
        let least = number(least)?;
        return Ok(Bounds {
            low: Some(least),
            best: Some(least),
            high: None,
            approximate: false,
        });
    }
    let Some((low, high)) = value.split_once('-') else {
        return number(value).map(Bounds::exactly);
    };
    let (low, high) = (number(low)?, number(high)?);
    if low > high {
        return Err(odd());
    }
    Ok(Bounds {
        low: Some(low),
        best: (low == high).then_some(low),
        high: Some(high),
        approximate: false,
    })
}

/// A day, or first and last day; none of them after the report's own.
fn days(value: &str, published: Option<Date>) -> Result<(Date, Date), DecideError> {
    let (start, end) = value.split_once('/').unwrap_or((value, value));
    let day = |text: &str| {
        text.trim().parse::<Date>().map_err(|_| {
            DecideError::refused(
                format!("`{}` is no day", text),
                "write 2017-11-13, or 2017-11-12/2017-11-13 for first and last day",
            )
        })
    };
    let (start, end) = (day(start)?, day(end)?);
    if end < start {
        return Err(DecideError::refused(
            format!("{start} to {end} ends before it starts"),
            "give the first day first: 2017-11-12/2017-11-13",
        ));
    }
    if let Some(published) = published.filter(|day| start > *day) {
        return Err(DecideError::refused(
            format!("{start} is after the report of {published} that tells it"),
            "a report tells of what was: give a day up to its own; for what is yet to come correct the status",
        ));
    }
    Ok((start, end))
}

/// A place of the gazetteer by name, name and country, or id; one that means several is refused.
fn place(value: &str) -> Result<CorrectedPlace, DecideError> {
    let gazetteer = Gazetteer::embedded()
        .map_err(|error| DecideError::Internal(format!("the built-in gazetteer is malformed: {error}")))?;
    let (name, country) = match value.rsplit_once(',') {
        Some((name, code)) => (name.trim(), Some(code.trim())),
        None => (value, None),
    };
    let mut found = gazetteer.look_up(name, country).map_err(|error| {
        DecideError::refused(
            error.to_string(),
            "write NAME, or NAME, CODE with the country's ISO 3166-1 code: place=Atarib, SYR",
        )
    })?;
    found.sort_by_key(|entry| entry.geonameid);
    found.dedup_by_key(|entry| entry.geonameid);
    match found.as_slice() {
        [] => Err(DecideError::refused(
            format!("the gazetteer has no place `{}`", value),
            "dateline gazetteer find NAME shows what it has; give a GeoNames id, or place=none",
        )),
        [one] => Ok(corrected(one)),
        several => {
            let told: Vec<String> = several.iter().take(SOME).map(entry_line).collect();
            Err(DecideError::refused(
                format!("`{}` means {} places: {}", value, several.len(), told.join("; ")),
                "give the id of the one that is meant: place=170063",
            ))
        }
    }
}

fn entry_line(entry: &GazetteerEntry) -> String {
    let around = [&entry.admin1, &entry.country_iso3].into_iter().flatten();
    let around: Vec<&str> = around.map(String::as_str).collect();
    format!(
        "{} {} ({}, {})",
        entry.geonameid,
        entry.name,
        entry.kind,
        around.join(", ")
    )
}

fn corrected(entry: &GazetteerEntry) -> CorrectedPlace {
    CorrectedPlace {
        name: entry.name.clone(),
        geonameid: Some(entry.geonameid),
        lat: entry.lat,
        lon: entry.lon,
        admin1: entry.admin1.clone(),
        admin2: entry.admin2.clone(),
        country: entry.country_iso3.clone(),
        precision: match entry.kind {
            "country" => PlacePrecision::Country,
            "province" => PlacePrecision::Province,
            "district" => PlacePrecision::District,
            "settlement" => PlacePrecision::Town,
            _ => PlacePrecision::Site,
        },
    }
}

/// An actor of the lexicon by id or name; else a group that no list names.
fn actor(value: &str, kept: &KeptClaim) -> Result<CorrectedActor, DecideError> {
    let lexicon = ActorLexicon::embedded()
        .map_err(|_| DecideError::Internal("the built-in actors are malformed".to_owned()))?;
    let country = kept.claim.place.as_ref().and_then(|p| p.country.as_deref());
    let found = lexicon.lookup(value, kept.published, country);
    let listed = lexicon
        .actor(value)
        .or_else(|| found.into_iter().find(|c| c.chosen).map(|c| c.actor));
    if let Some(entry) = listed {
        return Ok(CorrectedActor {
            id: Some(entry.id.to_owned()),
            name: entry.name.to_owned(),
            country: entry.country.map(str::to_owned),
            sector: entry.sector,
            kind: entry.kind,
        });
    }
    let like_id = value.contains('.') && !value.contains(' ') && value == value.to_lowercase();
    if like_id || !value.chars().any(char::is_alphabetic) {
        return Err(DecideError::refused(
            format!("no actor has the id `{}`", value),
            "dateline actors find NAME shows ids; a group that is in no list is given by its name",
        ));
    }
    Ok(CorrectedActor {
        id: None,
        name: value.to_owned(),
        country: None,
        sector: None,
        kind: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_have_bounds() {
        let check = |words: &str, low, high| {
            let read = figure(words).ok().map(|b| (b.low, b.high));
            assert_eq!(read, Some((low, high)), "{words}");
        };
        check("12", Some(12), Some(12));
        check("0", Some(0), Some(0));
        check("12-15", Some(12), Some(15));
        check("12+", Some(12), None);
        for odd in ["-3", "15-12", "a dozen", "12.5", "+", "99999999999"] {
            assert!(figure(odd).is_err(), "{odd}");
        }
    }

    #[test]
    fn days_are_not_after_the_report() {
        let published = "2017-11-14".parse().ok();
        assert!(days("2017-11-13", published).is_ok());
        assert!(days("2017-11-12/2017-11-13", published).is_ok());
        for odd in ["2017-11-15", "2017-02-30", "2017-11-13/2017-11-12", "Monday"] {
            assert!(days(odd, published).is_err(), "{odd}");
        }
    }
}
