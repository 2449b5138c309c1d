//! Incident templates of the fourth Message Understanding Conference: who attacked whom, where, when, to what effect.

mod entities;
mod fillers;
mod incident;
mod score;
mod weigh;

use crate::{EvaluateError, GoldSet, Headline, InputRecord, Options, Records, Scored, Task};
use dateline_code::Coder;
use dateline_model::{Document, DocumentParts};
use jiff::civil::{Date, date};
use serde_json::{Value, json};

pub(super) struct Templates;

impl Task for Templates {
    fn name(&self) -> &'static str {
        "templates"
    }

    fn about(&self) -> &'static str {
        "incident templates of MUC-4: type, perpetrators, targets, victims, weapon, stage, date, country, effects"
    }

    fn sets(&self) -> &'static [GoldSet] {
        const { &[GoldSet::new("dev", "templates/dev.jsonl")] }
    }

    fn predict(&self, coder: &Coder, record: &InputRecord) -> Result<Vec<Value>, String> {
        let published = record.published().or_else(|| dateline_day(record.text()));
        let document = Document::new(DocumentParts {
            published,
            text: record.text().to_owned(),
            ..DocumentParts::default()
        });
        let claims = coder.code(&document);
        let templates = incident::templates(&claims, published);
        Ok(vec![json!({"id": record.id(), "templates": templates})])
    }

    fn score(&self, gold: &Records, predictions: &Records, _: &Options) -> Result<Scored, EvaluateError> {
        score::score(gold, predictions)
    }

    fn headlines(&self) -> &'static [Headline] {
        const fn on_dev(figure: &'static str, floor: f64, goal: f64) -> Headline {
            Headline {
                figure,
                set: "dev",
                floor: Some(floor),
                goal: Some(goal),
            }
        }
        const { &[on_dev("TMPLall_F1", 0.29, 0.50), on_dev("DOC_F1", 0.81, 0.88)] }
    }
}

const MONTHS: [&str; 12] = [
    "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC",
];

/// Characters at the head of a text within which a dateline of the collection ends.
const DATELINE: usize = 120;

/// The day of the collection's dateline, 'CITY, 4 FEB 90 (AGENCY) -- …': its form, not its words, is read. The two digits
/// are a year of the twentieth century.
fn dateline_day(text: &str) -> Option<Date> {
    let end = text.char_indices().nth(DATELINE).map_or(text.len(), |(at, _)| at);
    let (head, _) = text[..end].split_once("--")?;
    let words: Vec<&str> = head.split_whitespace().collect();
    words.windows(3).find_map(|w| {
        let day: i8 = w[0].parse().ok()?;
        let month = MONTHS.iter().position(|m| m.eq_ignore_ascii_case(w[1]))?;
        let year: i16 = w[2].parse().ok().filter(|year| (0..100).contains(year))?;
        let first = date(1900 + year, i8::try_from(month + 1).ok()?, 1);
        (1..=first.days_in_month())
            .contains(&day)
            .then(|| date(first.year(), first.month(), day))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn datelines_give_their_day() {
        for (text, day) in [
            (
                "LA PAZ, 7 MAR 88 (AGENCY X) -- [TEXT] A BOMB",
                Some(date(1988, 3, 7)),
            ),
            ("QUITO (ECUADOR), 30 FEB 88 -- [TEXT] A BOMB", None),
            ("CLANDESTINE, NO DATE (RADIO X) -- [TEXT] ON 4 MAR 88", None),
            ("On 4 MAR 88 a bomb went off", None),
            ("", None),
        ] {
            assert_eq!(dateline_day(text), day, "{text}");
        }
    }
}
