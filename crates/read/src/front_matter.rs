//! The lines between two `---` at the head of a text: `publisher`, `published`, `title`, `url`, `id`.
//!
//! The form is the plain part of YAML that people write by hand: one `key: value` a line, the value bare or in quotes,
//! `#` at the start of a line for a comment. Keys that we do not know are left alone, whatever they hold.

use crate::day;
use jiff::civil::Date;

/// Lines of front matter after which its end is no longer looked for. Chosen: far more than
/// anyone writes by hand, and few enough that a report with a stray `---` is told of its first line.
const MAX_LINES: usize = 200;

/// What the front matter says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct FrontMatter {
    pub(crate) publisher: Option<String>,
    pub(crate) published: Option<Date>,
    pub(crate) title: Option<String>,
    pub(crate) url: Option<String>,
    pub(crate) id: Option<String>,
}

/// Why it does not parse.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Problem {
    /// Line, from 1.
    pub(crate) line: u64,
    pub(crate) what: String,
    pub(crate) remedy: &'static str,
}

/// Splits a text into its front matter and its body. A text whose first line is not `---` has none.
pub(crate) fn split(text: &str) -> Result<(FrontMatter, &str), Problem> {
    let mut rest = text;
    if take_line(&mut rest).map(str::trim_end) != Some("---") {
        return Ok((FrontMatter::default(), text));
    }
    let mut matter = FrontMatter::default();
    let mut seen: Vec<&str> = Vec::new();
    for number in 2..=MAX_LINES as u64 {
        let Some(line) = take_line(&mut rest) else { break };
        let line = line.trim_end();
        if line == "---" {
            return Ok((matter, rest.trim_start_matches(['\n', '\r'])));
        }
        let problem = |what: String, remedy| Problem {
            line: number,
            what,
            remedy,
        };
        // Blank lines and comments; and what hangs, indented or as a list, under a key that is not ours.
        if line.is_empty() || line.starts_with(['#', ' ', '\t']) || line.starts_with("- ") {
            continue;
        }
        let Some((key, value)) = line.split_once(':') else {
            return Err(problem(
                format!("`{}` is not of the form `key: value`", shorten(line)),
                "write `key: value`, or close the front matter with a line `---` above the text",
            ));
        };
        let key = key.trim();
        let Some(field) = FIELDS.iter().find(|f| key.eq_ignore_ascii_case(f)) else {
            continue;
        };
        if seen.contains(field) {
            return Err(problem(
                format!("`{field}` is given twice"),
                "keep one of the two lines",
            ));
        }
        seen.push(field);
        let value = unquote(value.trim()).map_err(|what| {
            problem(
                format!("`{field}` {what}"),
                "write the value on the same line, bare or in one pair of quotation marks",
            )
        })?;
        if value.is_empty() {
            continue;
        }
        match *field {
            "publisher" => matter.publisher = Some(value),
            "title" => matter.title = Some(value),
            "url" => matter.url = Some(value),
            "id" => matter.id = Some(value),
            _ => match day::parse(&value) {
                Some(date) => matter.published = Some(date),
                None => {
                    return Err(problem(
                        format!("`published` is not a day: `{}`", shorten(&value)),
                        day::REMEDY,
                    ));
                }
            },
        }
    }
    Err(Problem {
        line: 1,
        what: "it is opened by `---` and never closed".into(),
        remedy: "add a line `---` after the last key; if `---` is part of the report, put a blank line above it",
    })
}

const FIELDS: [&str; 5] = ["publisher", "published", "title", "url", "id"];

/// Cuts the first line off `rest`; `None` at its end.
fn take_line<'t>(rest: &mut &'t str) -> Option<&'t str> {
    if rest.is_empty() {
        return None;
    }
    let (line, after) = rest.split_once('\n').unwrap_or((rest, ""));
    *rest = after;
    Some(line)
}

/// The value without its quotation marks.
fn unquote(value: &str) -> Result<String, &'static str> {
    match value.as_bytes() {
        [b'>' | b'|', rest @ ..] if rest.iter().all(|b| b"+-0123456789".contains(b)) => {
            Err("is spread over several lines")
        }
        [b'[' | b'{', ..] => Err("is a list or a map, not a text"),
        [quote @ (b'"' | b'\''), ..] => {
            let quote = char::from(*quote);
            let inner = value[1..]
                .strip_suffix(quote)
                .ok_or("opens a quotation mark that is not closed")?;
            Ok(if quote == '"' {
                inner.replace("\\\"", "\"").replace("\\\\", "\\")
            } else {
                inner.replace("''", "'")
            })
        }
        _ => Ok(value.to_owned()),
    }
}

/// The first forty characters, for a message.
fn shorten(line: &str) -> String {
    match line.char_indices().nth(40) {
        Some((at, _)) => format!("{}…", &line[..at]),
        None => line.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(text: &str) -> (u64, String) {
        let problem = split(text).expect_err("does not parse");
        assert!(!problem.remedy.is_empty());
        (problem.line, problem.what)
    }

    #[test]
    fn keys_are_read_and_the_body_is_what_follows() {
        let (matter, body) = split(
            "---\r\n# a sample\npublisher: Harbour Wire\nPublished: 2017-11-14T08:00:00Z\ntitle: \"The \\\"safe\\\" road: closed\"\nurl: 'https://wire.example/1'\nid: 12\n---\n\nBody: here\n",
        )
        .expect("parses");
        assert_eq!(matter.publisher.as_deref(), Some("Harbour Wire"));
        assert_eq!(matter.published, Some(jiff::civil::date(2017, 11, 14)));
        assert_eq!(matter.title.as_deref(), Some("The \"safe\" road: closed"));
        assert_eq!(matter.url.as_deref(), Some("https://wire.example/1"));
        assert_eq!(matter.id.as_deref(), Some("12"));
        assert_eq!(body, "Body: here\n");
    }

    #[test]
    fn a_text_without_it_is_left_as_it_is() {
        for text in [
            "",
            "Shells fell.",
            "\n---\nnot: it\n---\n",
            "--- a dash",
            "----\n",
        ] {
            assert_eq!(split(text), Ok((FrontMatter::default(), text)));
        }
    }

    #[test]
    fn unknown_keys_may_hold_anything() {
        let (matter, body) =
            split("---\ntags:\n  - war\n  - roads\nauthors:\n- one\nweight: [1, 2]\ntitle: T\n---\nB")
                .expect("parses");
        assert_eq!((matter.title.as_deref(), body), (Some("T"), "B"));
    }

    #[test]
    fn an_empty_value_is_an_unknown_one() {
        let (matter, _) = split("---\npublished:\ntitle: \"\"\n---\nB").expect("parses");
        assert_eq!(matter, FrontMatter::default());
    }

    #[test]
    fn what_does_not_parse_names_its_line() {
        assert_eq!(
            problem("---\ntitle: a\npublished: yesterday\n---\nB"),
            (3, "`published` is not a day: `yesterday`".into())
        );
        assert_eq!(
            problem("---\ntitle a\n---\nB"),
            (2, "`title a` is not of the form `key: value`".into())
        );
        assert_eq!(
            problem("---\ntitle: a\ntitle: b\n---\n"),
            (3, "`title` is given twice".into())
        );
        assert_eq!(
            problem("---\ntitle: \"a\n---\n"),
            (2, "`title` opens a quotation mark that is not closed".into())
        );
        assert_eq!(
            problem("---\ntitle: >\n  a\n---\n"),
            (2, "`title` is spread over several lines".into())
        );
        assert_eq!(
            problem("---\ntitle: a\n"),
            (1, "it is opened by `---` and never closed".into())
        );
        assert_eq!(problem("---\ntitle: \"\n---\n").0, 2);
    }

    proptest::proptest! {
        #[test]
        fn no_text_panics(head in "(?s)-{0,3}\n?.{0,200}") {
            if let Ok((_, body)) = split(&head) {
                proptest::prop_assert!(head.ends_with(body));
            }
        }
    }
}
