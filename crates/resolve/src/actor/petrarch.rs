//! Dictionaries of the PETRARCH family (TABARI, PETRARCH, Phoenix) as tables of Dateline's own form.
//!
//! Read: one name a line with `_` between words, `+` before synonyms, and codes with date restrictions, on the line of the
//! name or below it: `[USAGOV >930120]`, `[SYRREB 110701-161231]`, `[USAELI <010120]`. `;` and `#` begin comments. A code is a
//! country or a sort of organisation and then roles, three letters each, as the CAMEO manual (version 1.1b3, chapter 3) has
//! them. Agent lists (`[~MIL]`) are not actors and are passed over: Dateline reads such nouns itself.

use super::lexicon::ActorLexicon;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// An imported dictionary.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Imported {
    /// The table, sorted by id, ready to be checked and used.
    pub table: String,
    /// Actors in it.
    pub actors: usize,
    /// Agent entries passed over.
    pub agents: usize,
    /// Lines that were left out or read in part: line from 1, and what was wrong.
    pub notes: Vec<(usize, String)>,
}

/// Years below this with two digits are of this century; the formats' sources end before it. Chosen.
const PIVOT: i32 = 50;

/// What a role code says: PLOVER sector and kind.
const ROLES: [(&str, &str, &str); 37] = [
    ("AGR", "AGR", "civilian"),
    ("BUS", "BUS", "civilian"),
    ("COP", "COP", "state_force"),
    ("CRM", "CRM", "non_state_armed"),
    ("CVL", "CVL", "civilian"),
    ("DEV", "SOC", "civilian"),
    ("EDU", "EDU", "civilian"),
    ("ELI", "ELI", "political"),
    ("ENV", "SOC", "civilian"),
    ("GOV", "GOV", "political"),
    ("HLH", "MED", "civilian"),
    ("HRI", "SOC", "civilian"),
    ("INS", "REB", "non_state_armed"),
    ("INT", "-", "international"),
    ("JRN", "JRN", "media"),
    ("JUD", "JUD", "political"),
    ("LAB", "LAB", "civilian"),
    ("LEG", "LEG", "political"),
    ("LLY", "PRM", "non_state_armed"),
    ("MED", "JRN", "media"),
    ("MIL", "MIL", "state_force"),
    ("MNC", "BUS", "civilian"),
    ("MOD", "PTY", "political"),
    ("NGM", "SOC", "civilian"),
    ("NGO", "SOC", "civilian"),
    ("OPP", "PTY", "political"),
    ("PRM", "PRM", "non_state_armed"),
    ("PTY", "PTY", "political"),
    ("RAD", "REB", "non_state_armed"),
    ("REB", "REB", "non_state_armed"),
    ("REF", "REF", "civilian"),
    ("REL", "REL", "civilian"),
    ("SEP", "REB", "non_state_armed"),
    ("SET", "CVL", "civilian"),
    ("SOC", "SOC", "civilian"),
    ("SPY", "SPY", "state_force"),
    ("UAF", "UAF", "non_state_armed"),
];

/// What stands in place of a country: sector and kind of its bodies.
const STATELESS: [(&str, &str, &str); 9] = [
    ("IGO", "-", "international"),
    ("IMG", "REB", "non_state_armed"),
    ("INT", "-", "international"),
    ("MNC", "BUS", "civilian"),
    ("NGM", "SOC", "civilian"),
    ("NGO", "SOC", "civilian"),
    ("NON", "-", "-"),
    ("UIS", "-", "-"),
    ("UNO", "-", "international"),
];

/// One name or more with its codes.
#[derive(Debug, Default)]
struct Block {
    names: Vec<String>,
    codes: Vec<(usize, String)>,
}

impl ActorLexicon {
    /// Reads a dictionary of the PETRARCH family as a table of own actors; see [`Dictionary`](super::Dictionary).
    ///
    /// Restrictions are rounded to whole months. A name with several codes becomes an actor for each of them.
    ///
    /// # Example
    /// ```
    /// # use dateline_resolve::actor::ActorLexicon;
    /// let lexicon = ActorLexicon::embedded()?;
    /// let text = "DUNE_GUARDS_ ; made up\n+GUARDS_OF_THE_DUNES_\n\t[SYRREB >120301]\n";
    /// let imported = lexicon.import_petrarch(text);
    /// assert!(imported.table.contains("Dune Guards@2012-03..|Guards of the Dunes@2012-03..\tnon_state_armed\tREB\tSYR"));
    /// # Ok::<(), dateline_resolve::LexiconError>(())
    /// ```
    #[must_use]
    pub fn import_petrarch(&self, text: &str) -> Imported {
        let mut imported = Imported::default();
        let mut rows: BTreeMap<String, String> = BTreeMap::new();
        let mut block = Block::default();
        for (at, raw) in text.trim_start_matches('\u{feff}').lines().enumerate() {
            let line = raw.split([';', '#']).next().unwrap_or_default().trim();
            if line.is_empty() || line.starts_with('<') {
                continue;
            }
            let (words, mut rest) = line.split_at(line.find('[').unwrap_or(line.len()));
            let words = words.trim();
            let synonym = words.starts_with('+');
            if !words.is_empty() {
                if !synonym {
                    self.close(&mut block, &mut rows, &mut imported);
                }
                match plain_name(words.trim_start_matches('+')) {
                    Some(name) => block.names.push(name),
                    None => imported
                        .notes
                        .push((at + 1, format!("`{words}` is no name: left out"))),
                }
            }
            while let Some(open) = rest.find('[') {
                let Some(close) = rest[open..].find(']') else {
                    imported
                        .notes
                        .push((at + 1, "a code has no closing `]`: add it".to_owned()));
                    break;
                };
                block
                    .codes
                    .push((at + 1, rest[open + 1..open + close].trim().to_owned()));
                rest = &rest[open + close + 1..];
            }
        }
        self.close(&mut block, &mut rows, &mut imported);
        imported.actors = rows.len();
        imported.table = String::from("# Imported from a dictionary of the PETRARCH family.\n");
        for row in rows.values() {
            imported.table.push_str(row);
            imported.table.push('\n');
        }
        imported
    }

    /// Turns a block into lines, one for each thing that its codes call it.
    fn close(&self, block: &mut Block, rows: &mut BTreeMap<String, String>, imported: &mut Imported) {
        let Block { names, codes } = std::mem::take(block);
        let Some(first) = names.first() else {
            return;
        };
        if codes.iter().all(|(_, code)| code.starts_with('~')) && !codes.is_empty() {
            imported.agents += 1;
            return;
        }
        let mut readings: BTreeMap<[String; 3], Vec<Restriction>> = BTreeMap::new();
        for (line, code) in &codes {
            match self.read_code(code, &mut |note| imported.notes.push((*line, note))) {
                Some((reading, restriction)) => readings.entry(reading).or_default().push(restriction),
                None => continue,
            }
        }
        let several = readings.len() > 1;
        for ([country, sector, kind], restrictions) in readings {
            let prefix = if country == "-" {
                "intl".to_owned()
            } else {
                country.to_lowercase()
            };
            let part = if several {
                format!("-{}", sector.to_lowercase().replace('-', "other"))
            } else {
                String::new()
            };
            let mut id = format!("{prefix}.own-{}{part}", slug(first));
            while rows.contains_key(&id) {
                id.push_str("-2");
            }
            let mut forms = Vec::new();
            let mut seen = BTreeSet::new();
            for name in &names {
                for restriction in &restrictions {
                    let form = format!("{name}{restriction}");
                    if seen.insert(form.clone()) {
                        forms.push(form);
                    }
                }
            }
            let mut row = String::new();
            write!(
                row,
                "{id}\t{}\t{kind}\t{sector}\t{country}\t-\t-\t-\t-",
                forms.join("|")
            )
            .expect("a string takes any text");
            rows.insert(id, row);
        }
    }

    /// Country, sector and kind of a code, and when it holds.
    fn read_code(&self, text: &str, note: &mut dyn FnMut(String)) -> Option<([String; 3], Restriction)> {
        let mut words = text.split_whitespace();
        let code = words.next().unwrap_or_default().to_uppercase();
        let dates: String = words.collect();
        let Some(restriction) = Restriction::read(&dates) else {
            note(format!(
                "`{dates}` is no restriction: write <YYMMDD, >YYMMDD or YYMMDD-YYMMDD; the code is left out"
            ));
            return None;
        };
        let parts: Vec<&str> = (0..code.len())
            .step_by(3)
            .filter_map(|at| code.get(at..(at + 3).min(code.len())))
            .collect();
        let head = parts.first().copied().unwrap_or_default();
        let mut reading = if let Some((_, sector, kind)) = STATELESS.iter().find(|(c, _, _)| *c == head) {
            ["-".to_owned(), (*sector).to_owned(), (*kind).to_owned()]
        } else if self.country(head).is_some() {
            [head.to_owned(), "GOV".to_owned(), "political".to_owned()]
        } else {
            note(format!(
                "`{code}` begins with no country's ISO 3166-1 alpha-3 code: the code is left out"
            ));
            return None;
        };
        let roles = parts.get(1..).unwrap_or_default();
        let known = roles
            .iter()
            .find_map(|role| ROLES.iter().find(|(code, _, _)| code == role));
        for role in roles {
            if !ROLES.iter().any(|(code, _, _)| code == role) {
                note(format!(
                    "`{role}` in `{code}` is no role that is known here: passed over"
                ));
            }
        }
        if let Some((_, sector, kind)) = known {
            reading[1] = (*sector).to_owned();
            reading[2] = (*kind).to_owned();
        } else if !roles.is_empty() && reading[0] != "-" {
            // A party's or people's code of its own says nothing about what the actor is.
            reading[1] = "-".to_owned();
            reading[2] = "-".to_owned();
        }
        Some((reading, restriction))
    }
}

/// When a code holds, as months.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Restriction {
    from: Option<String>,
    to: Option<String>,
}

impl Restriction {
    fn read(text: &str) -> Option<Self> {
        let mut found = Self::default();
        if text.is_empty() {
            return Some(found);
        }
        if let Some(day) = text.strip_prefix('>') {
            found.from = Some(month(day)?);
        } else if let Some(day) = text.strip_prefix('<') {
            found.to = Some(month(day)?);
        } else {
            let (from, to) = text.split_once('-')?;
            found.from = Some(month(from)?);
            found.to = Some(month(to)?);
            if found.from > found.to {
                return None;
            }
        }
        Some(found)
    }
}

impl std::fmt::Display for Restriction {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.from.is_none() && self.to.is_none() {
            return Ok(());
        }
        let side = |s: &Option<String>| s.clone().unwrap_or_default();
        write!(f, "@{}..{}", side(&self.from), side(&self.to))
    }
}

/// `YYMMDD` or `YYYYMMDD` as a month; a month or day of 00 is the first.
fn month(text: &str) -> Option<String> {
    if !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let (year, rest) = match text.len() {
        6 => {
            let year: i32 = text[..2].parse().ok()?;
            (if year < PIVOT { 2000 + year } else { 1900 + year }, &text[2..])
        }
        8 => (text[..4].parse().ok()?, &text[4..]),
        _ => return None,
    };
    let month: i32 = rest[..2].parse().ok()?;
    let day: i32 = rest[2..].parse().ok()?;
    ((1000..3000).contains(&year) && month <= 12 && day <= 31)
        .then(|| format!("{year:04}-{:02}", month.max(1)))
}

/// 'ABU_SAYYAF_' as 'Abu Sayyaf'. Capitals are lost in the format: names get theirs, words of up to three letters that are
/// no function words stay as acronyms when they stand alone.
fn plain_name(words: &str) -> Option<String> {
    let words: Vec<&str> = words
        .split(|c: char| c == '_' || c.is_whitespace())
        .filter(|w| !w.is_empty())
        .collect();
    if words.is_empty()
        || words
            .iter()
            .any(|w| w.contains(['{', '}', '|', '@', '=', '!', '&', '\t']))
    {
        return None;
    }
    let small = ["of", "the", "and", "for", "in", "de", "la", "del", "bin", "wa"];
    let alone = words.len() == 1;
    let cased: Vec<String> = words
        .iter()
        .enumerate()
        .map(|(at, word)| {
            let lower = word.to_lowercase();
            if at > 0 && small.contains(&lower.as_str()) {
                return lower;
            }
            if alone && word.chars().count() <= 4 && word.chars().all(|c| c.is_uppercase() || c.is_numeric())
            {
                return (*word).to_owned();
            }
            lower.split('-').map(capital).collect::<Vec<_>>().join("-")
        })
        .collect();
    let name = cased.join(" ");
    name.chars().any(char::is_alphanumeric).then_some(name)
}

fn capital(word: &str) -> String {
    let mut chars = word.chars();
    chars
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

fn slug(name: &str) -> String {
    let mut out = String::new();
    for c in name.chars().flat_map(char::to_lowercase) {
        if c.is_ascii_alphanumeric() {
            out.push(c);
        } else if !out.ends_with('-') && !out.is_empty() {
            out.push('-');
        }
    }
    out.truncate(40);
    let out = out.trim_matches('-');
    if out.is_empty() {
        "unnamed".to_owned()
    } else {
        out.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::actor::Dictionary;
    use proptest::prelude::*;

    fn import(text: &str) -> Imported {
        ActorLexicon::embedded().expect("loads").import_petrarch(text)
    }

    #[track_caller]
    fn check(text: &str, rows: &[&str], notes: &[&str]) {
        let imported = import(text);
        let read: Vec<&str> = imported.table.lines().filter(|l| !l.starts_with('#')).collect();
        assert_eq!(read, rows, "{text}");
        assert_eq!(imported.notes.len(), notes.len(), "{:?}", imported.notes);
        for ((_, note), words) in imported.notes.iter().zip(notes) {
            assert!(note.contains(words), "{note}");
        }
    }

    #[test]
    fn names_synonyms_and_comments() {
        check(
            "; a made-up list\nDUNE_GUARDS_ [SYRREB] ; theirs\n+THE_DUNE-MEN_\n+DGX\n",
            &["syr.own-dune-guards\tDune Guards|The Dune-Men|DGX\tnon_state_armed\tREB\tSYR\t-\t-\t-\t-"],
            &[],
        );
    }

    #[test]
    fn every_form_of_restriction() {
        check(
            "ORLA_VANCE_\n\t[USAGOV 930120-010119]\n\t[USAELI >010120]\n\t[USAOPP <930119]\n",
            &[
                "usa.own-orla-vance-eli\tOrla Vance@2001-01..\tpolitical\tELI\tUSA\t-\t-\t-\t-",
                "usa.own-orla-vance-gov\tOrla Vance@1993-01..2001-01\tpolitical\tGOV\tUSA\t-\t-\t-\t-",
                "usa.own-orla-vance-pty\tOrla Vance@..1993-01\tpolitical\tPTY\tUSA\t-\t-\t-\t-",
            ],
            &[],
        );
        check(
            "ORLA_VANCE_ [USA 19930120-20010119]\n",
            &["usa.own-orla-vance\tOrla Vance@1993-01..2001-01\tpolitical\tGOV\tUSA\t-\t-\t-\t-"],
            &[],
        );
    }

    #[test]
    fn unknown_codes_are_told_and_left_out() {
        check(
            "DUNE_GUARDS_ [XQZREB]\n",
            &[],
            &["`XQZREB` begins with no country"],
        );
        check(
            "DUNE_GUARDS_ [SYRREBMUS]\n",
            &["syr.own-dune-guards\tDune Guards\tnon_state_armed\tREB\tSYR\t-\t-\t-\t-"],
            &["`MUS` in `SYRREBMUS`"],
        );
        check("DUNE_GUARDS_ [SYRREB sometime]\n", &[], &["is no restriction"]);
        check(
            "DUNE_GUARDS_ [SYRREB 150101-120101]\n",
            &[],
            &["is no restriction"],
        );
        check("DUNE_GUARDS_ [SYRREB\n", &[], &["no closing"]);
    }

    #[test]
    fn bodies_of_no_state_have_no_country() {
        check(
            "HARBOUR_RELIEF_ [NGOHLH]\nLEAGUE_OF_PORTS_ [IGO]\n",
            &[
                "intl.own-harbour-relief\tHarbour Relief\tcivilian\tMED\t-\t-\t-\t-\t-",
                "intl.own-league-of-ports\tLeague of Ports\tinternational\t-\t-\t-\t-\t-\t-",
            ],
            &[],
        );
    }

    #[test]
    fn agents_are_counted_and_passed_over() {
        let imported = import("SOLDIER_ [~MIL]\nVILLAGER_ [~CVL]\n");
        assert_eq!((imported.agents, imported.actors), (2, 0));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn whatever_is_imported_passes_the_check(
            text in "([A-Z_é +\\[\\]<>~;#{}0-9\\-\\n\\t]|\\[SYRREB\\]|\\[USAGOV >930120\\]|\\n){0,60}"
        ) {
            let lexicon = ActorLexicon::embedded().expect("loads");
            let imported = lexicon.import_petrarch(&text);
            let own = Dictionary { file: "own.tsv".to_owned(), text: imported.table.clone() };
            let errors: Vec<_> = lexicon
                .check(&[own])
                .into_iter()
                .filter(|f| f.severity == crate::actor::Severity::Error)
                .collect();
            prop_assert!(errors.is_empty(), "{:?} {}", errors, imported.table);
        }
    }
}
