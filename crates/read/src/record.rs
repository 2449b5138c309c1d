//! One record of JSON Lines.

use crate::{ReadError, day};
use jiff::civil::Date;
use serde_json::{Map, Value};
use std::path::Path;

/// The fields of a record that we read. Others are left alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Record {
    pub(crate) id: Option<String>,
    pub(crate) title: Option<String>,
    pub(crate) publisher: Option<String>,
    pub(crate) published: Option<Date>,
    pub(crate) url: Option<String>,
    pub(crate) text: String,
}

/// Reads the record on `line` of `path`.
pub(crate) fn parse(bytes: &[u8], path: &Path, line: u64) -> Result<Record, ReadError> {
    let text = std::str::from_utf8(bytes).map_err(|error| ReadError::NotUtf8 {
        path: path.to_owned(),
        line: Some(line),
        offset: error.valid_up_to() as u64,
        guess: None,
    })?;
    let json = |problem: String| ReadError::Json {
        path: path.to_owned(),
        line,
        problem,
    };
    let mut map = match serde_json::from_str(text) {
        Ok(Value::Object(map)) => map,
        Ok(other) => return Err(json(format!("this is {}, not an object", type_of(&other)))),
        Err(error) => return Err(json(describe(&error))),
    };
    let wrong = |(field, problem, remedy)| ReadError::Field {
        path: path.to_owned(),
        line,
        field,
        problem,
        remedy,
    };
    let Some(body) = string(&mut map, "text").map_err(wrong)? else {
        return Err(ReadError::NoText {
            path: path.to_owned(),
            line,
        });
    };
    let published = match string(&mut map, "published").map_err(wrong)? {
        Some(written) if !written.trim().is_empty() => Some(
            day::parse(&written)
                .ok_or_else(|| wrong(("published", format!("is not a day: {written:.40?}"), day::REMEDY)))?,
        ),
        _ => None,
    };
    let id = match id(&mut map, "id").map_err(wrong)? {
        None => id(&mut map, "doc").map_err(wrong)?,
        some => some,
    };
    Ok(Record {
        id,
        title: filled(string(&mut map, "title").map_err(wrong)?),
        publisher: filled(string(&mut map, "publisher").map_err(wrong)?),
        published,
        url: filled(string(&mut map, "url").map_err(wrong)?),
        text: body,
    })
}

type Wrong = (&'static str, String, &'static str);

/// The string under `field`; `None` where it is absent or null.
fn string(map: &mut Map<String, Value>, field: &'static str) -> Result<Option<String>, Wrong> {
    match map.get_mut(field).map(Value::take) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(other) => Err((
            field,
            format!("is {}, not a string", type_of(&other)),
            "write it as a string in quotation marks, or leave it out",
        )),
    }
}

/// The id under `field`: a string, or a whole number in its decimal form.
fn id(map: &mut Map<String, Value>, field: &'static str) -> Result<Option<String>, Wrong> {
    match map.get(field) {
        Some(Value::Number(number)) if number.is_i64() || number.is_u64() => Ok(Some(number.to_string())),
        _ => Ok(filled(string(map, field)?)),
    }
}

/// A value that says nothing is not known.
fn filled(value: Option<String>) -> Option<String> {
    value.filter(|v| !v.trim().is_empty())
}

fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

/// The parser's words with the column only: its line is always 1, which is not the line of the file.
fn describe(error: &serde_json::Error) -> String {
    let message = error.to_string();
    let what = message.split(" at line ").next().unwrap_or(&message);
    format!("{what} (column {})", error.column())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Result<Record, String> {
        parse(json.as_bytes(), Path::new("in.jsonl"), 3).map_err(|e| e.to_string())
    }

    #[test]
    fn all_fields_are_read() {
        let record = read(
            r#"{"id":"a-1","title":"T","text":"Body","publisher":"P","published":"2024-11-29T10:00:00Z","url":"u","label":[1]}"#,
        );
        let record = record.expect("is a record");
        assert_eq!(record.id.as_deref(), Some("a-1"));
        assert_eq!(record.title.as_deref(), Some("T"));
        assert_eq!(record.publisher.as_deref(), Some("P"));
        assert_eq!(record.published, Some(jiff::civil::date(2024, 11, 29)));
        assert_eq!(record.url.as_deref(), Some("u"));
        assert_eq!(record.text, "Body");
    }

    #[test]
    fn absent_null_and_blank_are_all_unknown() {
        for json in [
            r#"{"text":"B"}"#,
            r#"{"text":"B","id":null,"title":null,"published":null,"publisher":null,"url":null}"#,
            r#"{"text":"B","id":"","title":" ","published":"","publisher":"","url":""}"#,
        ] {
            let record = read(json).expect("is a record");
            assert_eq!(
                (
                    record.id,
                    record.title,
                    record.published,
                    record.publisher,
                    record.url
                ),
                (None, None, None, None, None)
            );
        }
    }

    #[test]
    fn ids_may_be_numbers_or_stand_under_doc() {
        assert_eq!(
            read(r#"{"text":"B","id":17}"#).expect("is one").id.as_deref(),
            Some("17")
        );
        assert_eq!(
            read(r#"{"text":"B","doc":"x7"}"#).expect("is one").id.as_deref(),
            Some("x7")
        );
        assert!(read(r#"{"text":"B","id":1.5}"#).is_err());
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        let wrong = |json| read(json).expect_err("is no record");
        assert_eq!(wrong("{}"), "in.jsonl:3: the record has no `text`");
        assert_eq!(
            wrong(r#"{"text":3}"#),
            "in.jsonl:3: `text` is a number, not a string"
        );
        assert_eq!(
            wrong("[1]"),
            "in.jsonl:3: not a JSON record: this is an array, not an object"
        );
        assert_eq!(
            wrong(r#"{"text":"B","published":"29.11.2024"}"#),
            "in.jsonl:3: `published` is not a day: \"29.11.2024\""
        );
        assert_eq!(
            wrong(r#"{"text":"B""#),
            "in.jsonl:3: not a JSON record: EOF while parsing an object (column 11)"
        );
        assert!(
            wrong(&format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000))).contains("recursion limit")
        );
        let bytes = parse(b"{\"text\":\"\xff\"}", Path::new("in.jsonl"), 3).expect_err("is no UTF-8");
        assert_eq!(
            bytes.to_string(),
            "in.jsonl:3: not valid UTF-8 at byte 9 of the line"
        );
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_panic(bytes: Vec<u8>) {
            let read = parse(&bytes, Path::new("-"), 1);
            proptest::prop_assert!(read.is_ok() || !read.expect_err("checked").help().is_empty());
        }
    }
}
