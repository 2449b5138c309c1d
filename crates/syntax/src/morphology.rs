//! Lemmas and features by tables that are learnt from the treebank.
//!
//! Irregular forms come from a reviewed list. Otherwise a lemma is the folded form (for proper nouns the form as it stands) with its ending changed. Which change, is looked up by
//! tag and ending, the longest known ending first; a whole form is the longest ending of all, so that 'went' is found before
//! '-ent'. Features are looked up by form and tags, and where the form is not listed, by tags alone.

use crate::features::hash;
use crate::lexicon;
use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

/// Longest ending that is looked up, in characters; the whole form comes before.
const LONGEST: usize = 6;

/// A change of ending: how many bytes go, and what comes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Change {
    cut: u8,
    add: String,
}

/// The learnt tables.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Morphology {
    changes: Vec<Change>,
    feats: Arc<[String]>,
    /// Change by hashed ending and tag, sorted.
    endings: Vec<(u64, u16)>,
    /// Features by hashed form and tags, sorted.
    forms: Vec<(u64, u16)>,
}

fn find(table: &[(u64, u16)], key: u64) -> Option<u16> {
    table
        .binary_search_by_key(&key, |(k, _)| *k)
        .ok()
        .map(|at| table[at].1)
}

fn key(kind: u64, parts: [&str; 3]) -> u64 {
    hash(parts.iter().flat_map(|p| p.bytes().chain([0])), kind)
}

const IRREGULAR: &str = include_str!("../../../lexicons/syntax/irregular.tsv");

/// Form and tag, then lemma; in the order of the file, which is sorted.
static IRREGULARS: LazyLock<Vec<([&'static str; 2], &'static str)>> = LazyLock::new(|| {
    let rows = lexicon::rows("irregular.tsv", IRREGULAR, 3).map(|rows| {
        rows.iter()
            .map(|r| ([r.fields[0], r.fields[1]], r.fields[2]))
            .collect()
    });
    lexicon::embedded("irregular.tsv", rows)
});

/// The lemma of an irregular form.
fn irregular(lower: &str, xpos: &str) -> Option<&'static str> {
    let at = IRREGULARS
        .binary_search_by(|(key, _)| key.cmp(&[lower, xpos]))
        .ok()?;
    Some(IRREGULARS[at].1)
}

/// Whether the lemma keeps the case of the form.
fn keeps_case(xpos: &str) -> bool {
    xpos.starts_with("NNP")
}

/// Endings of `form` from the whole of it (marked) down to nothing.
fn endings(form: &str) -> impl Iterator<Item = (bool, &str)> {
    let starts: Vec<usize> = form
        .char_indices()
        .rev()
        .map(|(at, _)| at)
        .take(LONGEST)
        .collect();
    std::iter::once((true, form))
        .chain(starts.into_iter().rev().map(|at| (false, &form[at..])))
        .chain(std::iter::once((false, "")))
}

fn ending_key(whole: bool, ending: &str, xpos: &str) -> u64 {
    key(if whole { 41 } else { 42 }, [ending, xpos, ""])
}

impl Morphology {
    /// Writes the lemma of a word to `out`. `word` is the word as it stands, `lower` its folded form; `known` tells forms that
    /// are words, so that of two endings the one that leads to a word is taken ('bombed': 'bomb', not 'bom').
    pub(crate) fn lemma(
        &self,
        word: &str,
        lower: &str,
        xpos: &str,
        known: impl Fn(&str) -> bool,
        out: &mut String,
    ) {
        if let Some(lemma) = irregular(lower, xpos) {
            out.push_str(lemma);
            return;
        }
        let base = if keeps_case(xpos) { word } else { lower };
        let inflected = matches!(xpos, "VBD" | "VBG" | "VBN" | "VBZ" | "NNS" | "JJR" | "JJS");
        let from = out.len();
        let mut first: Option<String> = None;
        for (whole, ending) in endings(lower) {
            let Some(change) = find(&self.endings, ending_key(whole, ending, xpos))
                .and_then(|c| self.changes.get(c as usize))
            else {
                continue;
            };
            let stem = base
                .len()
                .checked_sub(change.cut as usize)
                .filter(|n| *n + change.add.len() > 0)
                .and_then(|n| base.get(..n));
            let Some(stem) = stem else { continue };
            out.truncate(from);
            out.push_str(stem);
            out.push_str(&change.add);
            if whole || !inflected || known(&out[from..]) {
                return;
            }
            first.get_or_insert_with(|| out[from..].to_owned());
        }
        out.truncate(from);
        out.push_str(first.as_deref().unwrap_or(base));
    }

    /// The features of a word as a position in [`Morphology::feat_names`].
    pub(crate) fn feats_index(&self, lower: &str, upos: &str, xpos: &str) -> u16 {
        let at = find(&self.forms, key(43, [lower, upos, xpos]))
            .or_else(|| find(&self.forms, key(44, ["", upos, xpos])));
        at.unwrap_or(u16::MAX)
    }

    /// All sets of features, as the treebank writes them.
    pub(crate) fn feat_names(&self) -> Arc<[String]> {
        Arc::clone(&self.feats)
    }

    /// Learns the tables from words: form, folded form, lemma, universal tag, tag, features.
    pub(crate) fn learn<'a>(words: impl Iterator<Item = [&'a str; 6]>) -> Self {
        // How often each change is seen for each form and tag, and each set of features.
        let mut seen: BTreeMap<(&str, &str), BTreeMap<Change, u32>> = BTreeMap::new();
        let mut features: BTreeMap<(&str, &str, &str), BTreeMap<&str, u32>> = BTreeMap::new();
        for [form, lower, lemma, upos, xpos, feats] in words {
            let base = if keeps_case(xpos) { form } else { lower };
            let same = base
                .char_indices()
                .zip(lemma.chars())
                .find(|((_, a), b)| a != b)
                .map_or(base.len().min(lemma.len()), |((at, _), _)| at);
            let cut = base.len() - same;
            // A lemma that shares nothing with a long form is a slip or a number: leave the form.
            if cut <= 8 && (same > 0 || cut <= 4) && lemma.is_char_boundary(same) && lemma.len() - same <= 8 {
                let change = Change {
                    cut: cut as u8,
                    add: lemma[same..].to_owned(),
                };
                *seen.entry((lower, xpos)).or_default().entry(change).or_default() += 1;
            }
            *features
                .entry((lower, upos, xpos))
                .or_default()
                .entry(feats)
                .or_default() += 1;
        }
        let mut learnt = Self::default();
        learnt.learn_endings(&seen);
        learnt.learn_features(&features);
        learnt
    }

    fn learn_endings(&mut self, seen: &BTreeMap<(&str, &str), BTreeMap<Change, u32>>) {
        let best =
            |counts: &BTreeMap<Change, u32>| counts.iter().max_by_key(|(_, n)| **n).map(|(c, _)| c.clone());
        // Each form counts once, so that rare regular words outweigh the frequent irregular ones.
        let mut by_ending: BTreeMap<(&str, &str), BTreeMap<Change, u32>> = BTreeMap::new();
        for ((lower, xpos), counts) in seen {
            if let Some(change) = best(counts) {
                for (_, ending) in endings(lower).filter(|(whole, _)| !whole) {
                    *by_ending
                        .entry((ending, xpos))
                        .or_default()
                        .entry(change.clone())
                        .or_default() += 1;
                }
            }
        }
        let mut ordered: Vec<_> = by_ending.iter().collect();
        ordered.sort_by_key(|((ending, xpos), _)| (ending.len(), *ending, *xpos));
        // Shorter endings first: a longer one is only kept where it says something else and is seen more than once.
        let mut chosen: BTreeMap<(String, String), Change> = BTreeMap::new();
        let known = |chosen: &BTreeMap<(String, String), Change>, lower: &str, xpos: &str, own: bool| {
            endings(lower)
                .filter(|(whole, ending)| !whole && (own || *ending != lower))
                .find_map(|(_, ending)| chosen.get(&(ending.to_owned(), xpos.to_owned())).cloned())
        };
        for ((ending, xpos), counts) in ordered {
            let forms: u32 = counts.values().sum();
            let Some(change) = best(counts) else { continue };
            let shorter = known(&chosen, ending, xpos, false);
            if (forms >= 2 || ending.is_empty()) && shorter.as_ref() != Some(&change) {
                chosen.insert(((*ending).to_owned(), (*xpos).to_owned()), change);
            }
        }
        let mut table = BTreeMap::new();
        for ((ending, xpos), change) in &chosen {
            let at = self.change(change);
            table.insert(ending_key(false, ending, xpos), at);
        }
        for ((lower, xpos), counts) in seen {
            if let Some(change) = best(counts)
                && known(&chosen, lower, xpos, true).as_ref() != Some(&change)
            {
                let at = self.change(&change);
                table.insert(ending_key(true, lower, xpos), at);
            }
        }
        self.endings = table.into_iter().collect();
    }

    fn learn_features(&mut self, features: &BTreeMap<(&str, &str, &str), BTreeMap<&str, u32>>) {
        let mut by_tags: BTreeMap<(&str, &str), BTreeMap<&str, u32>> = BTreeMap::new();
        for ((_, upos, xpos), counts) in features {
            for (feats, n) in counts {
                *by_tags.entry((upos, xpos)).or_default().entry(feats).or_default() += n;
            }
        }
        let best = |counts: &BTreeMap<&str, u32>| {
            counts
                .iter()
                .max_by_key(|(_, n)| **n)
                .map_or("_", |(f, _)| *f)
                .to_owned()
        };
        let names: std::collections::BTreeSet<&str> =
            features.values().flat_map(|c| c.keys().copied()).collect();
        self.feats = names.iter().map(|n| (*n).to_owned()).collect();
        let mut table = BTreeMap::new();
        let mut usual = BTreeMap::new();
        for ((upos, xpos), counts) in &by_tags {
            let feats = best(counts);
            table.insert(key(44, ["", upos, xpos]), self.feats_at(&feats));
            usual.insert((*upos, *xpos), feats);
        }
        for ((lower, upos, xpos), counts) in features {
            let feats = best(counts);
            if usual.get(&(*upos, *xpos)) != Some(&feats) {
                let at = self.feats_at(&feats);
                table.insert(key(43, [lower, upos, xpos]), at);
            }
        }
        self.forms = table.into_iter().collect();
    }

    fn change(&mut self, change: &Change) -> u16 {
        let at = self.changes.iter().position(|c| c == change).unwrap_or_else(|| {
            self.changes.push(change.clone());
            self.changes.len() - 1
        });
        at as u16
    }

    fn feats_at(&self, feats: &str) -> u16 {
        self.feats
            .binary_search_by(|f| f.as_str().cmp(feats))
            .map_or(u16::MAX, |at| at as u16)
    }

    /// The tables as bytes: lines of text for the strings, then the two tables.
    pub(crate) fn write(&self) -> Vec<u8> {
        let mut out = Vec::new();
        let count = |n: usize, out: &mut Vec<u8>| out.extend_from_slice(&(n as u32).to_le_bytes());
        let text: String = self
            .changes
            .iter()
            .map(|c| format!("{}\t{}\n", c.cut, c.add))
            .chain(self.feats.iter().map(|f| format!("{f}\n")))
            .collect();
        for n in [
            self.changes.len(),
            self.feats.len(),
            text.len(),
            self.endings.len(),
            self.forms.len(),
        ] {
            count(n, &mut out);
        }
        out.extend_from_slice(text.as_bytes());
        for (key, at) in self.endings.iter().chain(&self.forms) {
            out.extend_from_slice(&key.to_le_bytes());
            out.extend_from_slice(&at.to_le_bytes());
        }
        out
    }

    /// Reads what [`Morphology::write`] wrote.
    pub(crate) fn read(bytes: &[u8]) -> Result<Self, String> {
        let wrong = || "its tables of lemmas are cut off".to_owned();
        let (counts, rest) = bytes.split_at_checked(20).ok_or_else(wrong)?;
        let count = |i: usize| {
            u32::from_le_bytes([
                counts[4 * i],
                counts[4 * i + 1],
                counts[4 * i + 2],
                counts[4 * i + 3],
            ]) as usize
        };
        let (text, tables) = rest.split_at_checked(count(2)).ok_or_else(wrong)?;
        let text = std::str::from_utf8(text).map_err(|e| e.to_string())?;
        let lines: Vec<&str> = text.lines().collect();
        let (records, _) = tables.as_chunks::<10>();
        if lines.len() != count(0) + count(1) || records.len() != count(3) + count(4) {
            return Err(wrong());
        }
        let change = |line: &&str| {
            let (cut, add) = line.split_once('\t')?;
            Some(Change {
                cut: cut.parse().ok()?,
                add: add.to_owned(),
            })
        };
        let changes = lines[..count(0)]
            .iter()
            .map(change)
            .collect::<Option<Vec<_>>>()
            .ok_or_else(wrong)?;
        let record = |r: &[u8; 10]| {
            (
                u64::from_le_bytes([r[0], r[1], r[2], r[3], r[4], r[5], r[6], r[7]]),
                u16::from_le_bytes([r[8], r[9]]),
            )
        };
        Ok(Self {
            changes,
            feats: lines[count(0)..].iter().map(|l| (*l).to_owned()).collect(),
            endings: records[..count(3)].iter().map(record).collect(),
            forms: records[count(3)..].iter().map(record).collect(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn learnt() -> Morphology {
        let words = [
            ["killed", "killed", "kill", "VERB", "VBD", "Tense=Past"],
            ["walked", "walked", "walk", "VERB", "VBD", "Tense=Past"],
            ["saved", "saved", "save", "VERB", "VBD", "Tense=Past"],
            ["carved", "carved", "carve", "VERB", "VBD", "Tense=Past"],
            ["went", "went", "go", "VERB", "VBD", "Tense=Past"],
            ["towns", "towns", "town", "NOUN", "NNS", "Number=Plur"],
            ["men", "men", "man", "NOUN", "NNS", "Number=Plur"],
            ["raids", "raids", "raid", "NOUN", "NNS", "Number=Plur"],
            ["Kora", "kora", "Kora", "PROPN", "NNP", "Number=Sing"],
            ["we", "we", "we", "PRON", "PRP", "Person=1"],
            ["they", "they", "they", "PRON", "PRP", "Person=3"],
            ["they", "they", "they", "PRON", "PRP", "Person=3"],
        ];
        Morphology::learn(words.into_iter())
    }

    #[track_caller]
    fn check_lemma(word: &str, xpos: &str, expected: &str) {
        let mut out = String::new();
        learnt().lemma(
            word,
            &word.to_lowercase(),
            xpos,
            |w| matches!(w, "shell" | "move" | "gun"),
            &mut out,
        );
        assert_eq!(out, expected);
    }

    #[test]
    fn endings_change_by_rule_and_by_exception() {
        check_lemma("Shelled", "VBD", "shell");
        check_lemma("moved", "VBD", "move");
        check_lemma("went", "VBD", "go");
        check_lemma("guns", "NNS", "gun");
        check_lemma("MEN", "NNS", "man");
        check_lemma("Dele", "NNP", "Dele");
        check_lemma("unseen", "JJ", "unseen");
        check_lemma("fled", "VBD", "flee");
    }

    #[test]
    fn irregular_forms_are_sorted_and_single() {
        let rows = lexicon::rows("irregular.tsv", IRREGULAR, 3).expect("well formed");
        assert!(rows.len() > 300);
        for pair in rows.windows(2) {
            assert!(
                pair[0].fields[..2] < pair[1].fields[..2],
                "line {} is out of order",
                pair[1].line
            );
        }
    }

    #[test]
    fn features_follow_the_form_or_the_tags() {
        let m = learnt();
        let feats = |lower: &str, upos: &str, xpos: &str| {
            m.feats
                .get(m.feats_index(lower, upos, xpos) as usize)
                .map(String::as_str)
        };
        assert_eq!(feats("we", "PRON", "PRP"), Some("Person=1"));
        assert_eq!(feats("she", "PRON", "PRP"), Some("Person=3"));
        assert_eq!(feats("x", "X", "FW"), None);
    }

    #[test]
    fn tables_survive_writing_and_damage_is_refused() {
        let m = learnt();
        let bytes = m.write();
        assert_eq!(Morphology::read(&bytes), Ok(m));
        assert!(Morphology::read(&bytes[..bytes.len() - 10]).is_err());
        assert!(Morphology::read(&[]).is_err());
    }
}
