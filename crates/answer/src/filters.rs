//! Questions by the names of their parts.

use dateline_ledger::{Question, Sort};
use dateline_model::{
    HarmKind, Status,
    taxonomy::{EventType, Mode},
};
use serde::de::DeserializeOwned;
use serde_json::Value;

/// A filter as people name it: on the command line, in an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Filter {
    /// Its name: `country`.
    pub name: &'static str,
    /// What fits, and what to give, in one sentence.
    pub about: &'static str,
    /// A value that can be given.
    pub example: &'static str,
}

macro_rules! filters {
    ($($name:literal $example:literal $about:literal;)+) => {
        &[$(Filter { name: $name, about: $about, example: $example },)+]
    };
}

/// Every filter, in the order of the command line's help.
pub const FILTERS: &[Filter] = filters! {
    "from" "2017-11-01" "Not over before this day, as YYYY-MM-DD. Of documents: published from this day on.";
    "to" "2017-11-30" "Not begun after this day, as YYYY-MM-DD. Of documents: published up to this day.";
    "country" "SYR" "In this country: ISO 3166-1, three letters.";
    "admin1" "Aleppo" "In this first-order division, by its name.";
    "bbox" "35.5,35.0,42.4,37.4" "In this box of degrees: west,south,east,north.";
    "type" "assault" "Of this PLOVER type or mode.";
    "actor" "army" "With this actor on either side: part of the name, or the id.";
    "harm" "killed" "With this kind of harm.";
    "status" "denied" "With a claim of this status.";
    "publisher" "Daily Example" "Told by this outlet.";
    "text" "market strike" "With all these words in headline or text; in double quotes, words in a row.";
    "disputed" "true" "true: only incidents whose claims can not all hold.";
    "sort" "killed" "The order: day (earliest first), killed, reports or publishers (most first; of incidents only).";
    "reverse" "true" "true: the other way round.";
};

/// Why a question can not be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FilterError {
    /// There is no filter of that name.
    #[error("`{name}` is no parameter here: give {known}")]
    Unknown {
        /// The name.
        name: String,
        /// Those that there are.
        known: String,
    },
    /// The filter is given twice.
    #[error("`{name}` is given twice: give it once")]
    Twice {
        /// The name.
        name: String,
    },
    /// The value is none for this filter.
    #[error("`{value}` does not serve as `{name}`: {help}")]
    Value {
        /// The filter.
        name: String,
        /// The value.
        value: String,
        /// What to give.
        help: String,
    },
}

/// A PLOVER type or a mode.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    /// A type.
    Type(EventType),
    /// A mode.
    Mode(Mode),
}

/// A type or mode by its code, without regard to case.
///
/// # Errors
/// The codes that there are.
pub fn kind(text: &str) -> Result<Kind, String> {
    text.to_uppercase()
        .parse()
        .map(Kind::Type)
        .or_else(|_| text.to_lowercase().parse().map(Kind::Mode))
        .map_err(|_| {
            let types: Vec<_> = EventType::ALL.iter().map(|t| t.as_str().to_lowercase()).collect();
            let modes: Vec<_> = Mode::ALL.iter().map(|m| m.as_str()).collect();
            format!("types are {}; modes are {}", types.join(", "), modes.join(", "))
        })
}

/// A code of the model, as it is written in data; blanks and hyphens may stand for `_`.
///
/// # Errors
/// The codes that there are, as serde tells them.
pub fn code<T: DeserializeOwned>(text: &str) -> Result<T, String> {
    serde_json::from_value(Value::String(text.to_lowercase().replace([' ', '-'], "_")))
        .map_err(|e| e.to_string())
}

/// The question that filters by name and value ask.
///
/// # Errors
/// [`FilterError`]: a name that is no filter's or stands twice, or a value that does not serve.
pub fn question<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Question, FilterError> {
    let mut question = Question::default();
    let mut given = Vec::new();
    for (name, value) in pairs {
        if given.contains(&name) {
            return Err(FilterError::Twice {
                name: name.to_owned(),
            });
        }
        given.push(name);
        if !set(&mut question, name, value)? {
            let known: Vec<&str> = FILTERS.iter().map(|f| f.name).collect();
            return Err(FilterError::Unknown {
                name: name.to_owned(),
                known: known.join(", "),
            });
        }
    }
    Ok(question)
}

/// Sets the part of a question that a filter names; `false` where there is no such filter. An empty value is one that was not given.
///
/// # Errors
/// [`FilterError::Value`]: the value does not serve.
pub fn set(question: &mut Question, name: &str, value: &str) -> Result<bool, FilterError> {
    if value.is_empty() && FILTERS.iter().any(|f| f.name == name) {
        return Ok(true);
    }
    let odd = |help: String| FilterError::Value {
        name: name.to_owned(),
        value: value.to_owned(),
        help,
    };
    let day = || {
        let day = value
            .parse()
            .map_err(|_| odd("give a day as 2017-11-30".to_owned()))?;
        Ok(Some(day))
    };
    let flag = || match value {
        "true" | "1" => Ok(true),
        "false" | "0" => Ok(false),
        _ => Err(odd("give true or false".to_owned())),
    };
    match name {
        "from" => question.from = day()?,
        "to" => question.to = day()?,
        "country" => {
            if value.len() != 3 || !value.bytes().all(|b| b.is_ascii_alphabetic()) {
                return Err(odd("give the three letters of ISO 3166-1: SYR".to_owned()));
            }
            question.country = Some(value.to_owned());
        }
        "admin1" => question.admin1 = Some(value.to_owned()),
        "bbox" => question.bbox = Some(value.parse().map_err(odd)?),
        "type" => match kind(value).map_err(odd)? {
            Kind::Type(kind) => question.event_type = Some(kind),
            Kind::Mode(mode) => question.mode = Some(mode),
        },
        "actor" => question.actor = Some(value.to_owned()),
        "harm" => question.harm = Some(code::<HarmKind>(value).map_err(odd)?),
        "status" => question.status = Some(code::<Status>(value).map_err(odd)?),
        "publisher" => question.publisher = Some(value.to_owned()),
        "text" => question.text = Some(value.to_owned()),
        "disputed" => question.disputed = flag()?,
        "sort" => {
            question.sort = match value {
                "day" => Sort::Day,
                "killed" => Sort::Killed,
                "reports" => Sort::Reports,
                "publishers" => Sort::Publishers,
                _ => return Err(odd("give day, killed, reports or publishers".to_owned())),
            }
        }
        "reverse" => question.reverse = flag()?,
        _ => return Ok(false),
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_and_modes_are_told_by_name() {
        assert_eq!(kind("assault"), Ok(Kind::Type(EventType::Assault)));
        assert_eq!(kind("Aerial"), Ok(Kind::Mode(Mode::Aerial)));
        assert!(kind("war").is_err_and(|e| e.contains("assault") && e.contains("aerial")));
        assert_eq!(code::<HarmKind>("sexual-violence"), Ok(HarmKind::SexualViolence));
    }

    #[test]
    fn every_filter_takes_its_example() {
        for filter in FILTERS {
            let asked = question([(filter.name, filter.example)]).expect(filter.name);
            assert_ne!(asked, Question::default(), "{}", filter.name);
        }
    }

    #[test]
    fn what_is_not_given_does_not_filter() {
        let none = FILTERS.iter().map(|f| (f.name, ""));
        assert_eq!(question(none), Ok(Question::default()));
    }

    #[test]
    fn an_odd_value_is_told_with_what_to_give() {
        let check = |name: &str, value: &str, expected: &str| {
            let odd = question([(name, value)]).expect_err("does not serve").to_string();
            assert!(odd.contains(name) && odd.contains(expected), "{odd}");
        };
        check("from", "yesterday", "2017-11-30");
        check("country", "Syria", "three letters");
        check("bbox", "1,2", "west,south,east,north");
        check("disputed", "maybe", "true or false");
        check("type", "war", "assault");
        check("colour", "red", "country");
        let twice = question([("to", "2017-11-01"), ("to", "2017-11-02")]);
        assert_eq!(twice, Err(FilterError::Twice { name: "to".into() }));
    }
}
