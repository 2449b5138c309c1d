//! The native scorer of resolved actors: the figures of `score_actors.py`.

use crate::{EvaluateError, Figure, Records, Scored, figures::ratio, precision_recall_f1};
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;

#[derive(Deserialize)]
struct GoldRecord {
    gold: Gold,
}

#[derive(Deserialize)]
struct Gold {
    canonical: Option<String>,
    #[serde(default)]
    aliases: Vec<String>,
    affiliation_any: Vec<String>,
    sectors_any: Vec<String>,
    kind_any: Vec<String>,
}

#[derive(Default, Deserialize)]
struct Prediction {
    canonical: Option<String>,
    #[serde(default)]
    country: Value,
    #[serde(default)]
    org: Value,
    #[serde(default)]
    sectors: Value,
    kind: Option<String>,
}

/// The texts of a value that is a text or a list of texts; empty ones are none.
fn texts(value: &Value) -> Vec<&str> {
    match value {
        Value::Array(items) => items
            .iter()
            .filter_map(Value::as_str)
            .filter(|s| !s.is_empty())
            .collect(),
        Value::String(one) if !one.is_empty() => vec![one],
        _ => Vec::new(),
    }
}

/// A letter without its accents, as canonical decomposition leaves it, for the letters of European names.
fn bare(c: char) -> char {
    match c {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ā' | 'ă' | 'ą' => 'a',
        'ç' | 'ć' | 'č' => 'c',
        'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ė' | 'ę' | 'ě' => 'e',
        'ğ' => 'g',
        'ì' | 'í' | 'î' | 'ï' | 'ī' => 'i',
        'ñ' | 'ń' | 'ň' => 'n',
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ō' | 'ő' => 'o',
        'ś' | 'š' | 'ş' | 'ș' => 's',
        'ù' | 'ú' | 'û' | 'ü' | 'ū' | 'ů' => 'u',
        'ý' | 'ÿ' => 'y',
        'ź' | 'ż' | 'ž' => 'z',
        other => other,
    }
}

/// Spelling that two names are compared in.
fn fold(name: &str) -> String {
    let mut out = String::new();
    for c in name.chars().flat_map(char::to_lowercase).map(bare) {
        match c {
            'a'..='z' | '0'..='9' => out.push(c),
            // The dot above, all that lower case leaves of a Turkish capital.
            '\u{300}'..='\u{36f}' => {}
            _ if out.ends_with(' ') => {}
            _ => out.push(' '),
        }
    }
    let out = out.trim();
    let rest = ["the ", "a ", "an "]
        .iter()
        .find_map(|word| out.strip_prefix(word));
    rest.unwrap_or(out).to_owned()
}

/// Columns of a row before those that count names.
const HITS: [&str; 4] = ["affiliation", "sector", "kind", "all"];
const CODES: usize = 4;
const GOOD_CODES: usize = 5;
const ANSWERED: usize = 6;
const ANSWERED_OK: usize = 7;
const NAMED: usize = 8;
const NAME_OK: usize = 9;
const N: usize = 10;
const FIXED: usize = 11;

/// Where the counts of gold names, predicted names and pairs of both stand in a row.
#[derive(Default)]
struct Columns {
    gold: BTreeMap<String, usize>,
    predicted: BTreeMap<String, usize>,
    both: BTreeMap<(String, String), usize>,
    width: usize,
}

impl Columns {
    fn add(&mut self, gold: &str, predicted: &str) -> [usize; 3] {
        let mut next = |known: Option<usize>| {
            known.unwrap_or_else(|| {
                self.width += 1;
                FIXED + self.width - 1
            })
        };
        let at = [
            next(self.gold.get(gold).copied()),
            next(self.predicted.get(predicted).copied()),
            next(self.both.get(&(gold.to_owned(), predicted.to_owned())).copied()),
        ];
        self.gold.insert(gold.to_owned(), at[0]);
        self.predicted.insert(predicted.to_owned(), at[1]);
        self.both.insert((gold.to_owned(), predicted.to_owned()), at[2]);
        at
    }
}

/// Scores resolved mentions.
pub(super) fn score(gold: &Records, predictions: &Records) -> Result<Scored, EvaluateError> {
    let mut columns = Columns::default();
    let mut sparse: Vec<([f64; FIXED], Option<[usize; 3]>)> = Vec::with_capacity(gold.len());
    for record in gold.iter() {
        let g = gold.typed::<GoldRecord>(record)?.gold;
        let p = match predictions.get(&record.id) {
            Some(p) => predictions.typed(p)?,
            None => Prediction::default(),
        };
        let row = judge(&g, &p);
        let named = g
            .canonical
            .as_deref()
            .filter(|name| !name.is_empty())
            .map(|name| {
                let guess = fold(p.canonical.as_deref().unwrap_or_default());
                // Nothing links to nothing: each empty answer is a name of its own.
                let guess = if guess.is_empty() {
                    format!("\0{}", record.id)
                } else {
                    guess
                };
                columns.add(name, &guess)
            });
        sparse.push((row, named));
    }
    let width = FIXED + columns.width;
    let rows = sparse
        .into_iter()
        .map(|(fixed, named)| {
            let mut row = vec![0.0; width];
            row[..FIXED].copy_from_slice(&fixed);
            for at in named.into_iter().flatten() {
                row[at] += 1.0;
            }
            row
        })
        .collect();
    let of = |ixs: Vec<usize>| {
        move |sum: &[f64]| {
            ixs.iter()
                .map(|ix| sum.get(*ix).copied().unwrap_or(0.0))
                .map(|n| n * (n - 1.0) / 2.0)
                .sum::<f64>()
        }
    };
    let golds = of(columns.gold.into_values().collect());
    let predicted = of(columns.predicted.into_values().collect());
    let both = of(columns.both.into_values().collect());
    Ok(Scored {
        rows,
        figures: Box::new(move |sum| {
            let at = |ix: usize| sum.get(ix).copied().unwrap_or(0.0);
            let share = |name: &str, part: usize, whole: usize| {
                Figure::share(name, ratio(at(part), at(whole)), at(whole))
            };
            let mut figures: Vec<Figure> = (0..HITS.len()).map(|ix| share(HITS[ix], ix, N)).collect();
            figures.push(share("sector_p", GOOD_CODES, CODES));
            figures.push(share("name", NAME_OK, NAMED));
            let [p, r, f] = precision_recall_f1(both(sum), predicted(sum), golds(sum));
            figures.push(Figure::share("link", f, at(NAMED)));
            figures.push(Figure::share("link_P", p, at(NAMED)).as_detail());
            figures.push(Figure::share("link_R", r, at(NAMED)).as_detail());
            figures.push(share("answered", ANSWERED, N));
            figures.push(share("acc_answered", ANSWERED_OK, ANSWERED));
            figures
        }),
        notes: Vec::new(),
    })
}

fn judge(g: &Gold, p: &Prediction) -> [f64; FIXED] {
    let country = texts(&p.country);
    let place = if country.is_empty() {
        texts(&p.org)
    } else {
        country
    };
    let accepts = |list: &[String], code: &str| list.iter().any(|c| c == code);
    let sectors = texts(&p.sectors);
    let affiliation = if g.affiliation_any.is_empty() {
        place.is_empty()
    } else {
        place.iter().any(|code| accepts(&g.affiliation_any, code))
    };
    let sector = accepts(&g.sectors_any, sectors.first().copied().unwrap_or_default());
    let kind = p.kind.as_deref().is_some_and(|kind| accepts(&g.kind_any, kind));
    let all = affiliation && sector && kind;
    let canonical = p.canonical.as_deref().unwrap_or_default();
    let answered = !canonical.is_empty()
        || !place.is_empty()
        || !sectors.is_empty()
        || p.kind
            .as_deref()
            .is_some_and(|kind| !matches!(kind, "" | "unknown"));
    let gold_name = g.canonical.as_deref().filter(|name| !name.is_empty());
    let guess = fold(canonical);
    let name_ok = gold_name.is_some_and(|name| {
        !guess.is_empty() && (fold(name) == guess || g.aliases.iter().any(|alias| fold(alias) == guess))
    });
    let good = sectors
        .iter()
        .filter(|code| accepts(&g.sectors_any, code))
        .count();
    let one = |yes: bool| f64::from(u8::from(yes));
    [
        one(affiliation),
        one(sector),
        one(kind),
        one(all),
        sectors.len() as f64,
        good as f64,
        one(answered),
        one(answered && all),
        one(gold_name.is_some()),
        one(name_ok),
        1.0,
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_support::{records, value_of};

    const GOLD: &str = r#"{"id":"a","gold":{"canonical":"Front of the Hills","aliases":["The Hillmen"],"affiliation_any":["SYR"],"sectors_any":["REB"],"kind_any":["non_state_armed"]}}
{"id":"b","gold":{"canonical":"Front of the Hills","aliases":[],"affiliation_any":["SYR","IMG"],"sectors_any":["REB","PRM"],"kind_any":["non_state_armed"]}}
{"id":"c","gold":{"canonical":null,"aliases":[],"affiliation_any":[],"sectors_any":[""],"kind_any":["unknown"]}}"#;

    #[test]
    fn hand_checked() {
        let predicted = r#"{"id":"a","canonical":"Hillmén","country":"SYR","sectors":["REB"],"kind":"non_state_armed"}
{"id":"b","canonical":"the hillmen","country":null,"org":"IMG","sectors":["CVL","REB"],"kind":"non_state_armed"}"#;
        let scored = score(&records(GOLD), &records(predicted)).expect("well formed");
        for (name, value) in [
            ("affiliation", 1.0),
            ("sector", 2.0 / 3.0),
            ("kind", 2.0 / 3.0),
            ("all", 1.0 / 3.0),
            ("sector_p", 2.0 / 3.0),
            ("name", 0.5),
            ("link", 1.0),
            ("answered", 2.0 / 3.0),
            ("acc_answered", 0.5),
        ] {
            let read = value_of(&scored, name);
            assert!((read - value).abs() < 1e-9, "{name}: {read}");
        }
    }

    #[test]
    fn no_answers_link_to_nothing() {
        let scored = score(&records(GOLD), &records("")).expect("well formed");
        assert_eq!(value_of(&scored, "link"), 0.0);
        assert_eq!(value_of(&scored, "answered"), 0.0);
    }

    #[test]
    fn names_are_compared_without_case_accents_and_article() {
        assert_eq!(fold("The  Séléka—Front"), "seleka front");
        assert_eq!(fold("İdlib an-Nusra"), "idlib an nusra");
    }
}
