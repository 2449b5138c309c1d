//! The domain of a report: in sport and market news the language of war is metaphor.

use crate::event::{line_of, read_toml};
use crate::inflect::Irregular;
use crate::pattern::PatternSet;
use dateline_resolve::LexiconError;
use dateline_syntax::{Analysis, SentenceRole};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

const FILE: &str = "lexicons/domains/domains.toml";
const TEXT: &str = include_str!("../../../lexicons/domains/domains.toml");

/// Different words of one domain that a report must hold before it can be silenced.
/// Chosen: two may stand in any report ('market', 'fans'); a report about the domain has many.
const MIN_WORDS: usize = 3;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DomainFile {
    domain: Vec<DomainWords>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DomainWords {
    name: String,
    words: Vec<String>,
}

/// Words of the domains in which violence is metaphor.
#[derive(Debug)]
pub struct Domains {
    names: Vec<String>,
    patterns: PatternSet,
}

impl Domains {
    /// The built-in lists.
    ///
    /// # Errors
    /// [`LexiconError`] naming file and line.
    pub fn embedded(morphology: &Irregular) -> Result<Self, LexiconError> {
        let mut patterns = PatternSet::default();
        let mut names = Vec::new();
        for domain in read_toml::<DomainFile>(FILE, TEXT)?.domain {
            for words in &domain.words {
                let bad = |problem| LexiconError {
                    file: FILE.to_owned(),
                    line: line_of(TEXT, &domain.name),
                    problem,
                };
                patterns.add(names.len(), words, morphology, bad)?;
            }
            names.push(domain.name);
        }
        Ok(Self { names, patterns })
    }

    /// The domain that silences the report: the one with most different words, if those are at least [`MIN_WORDS`] and
    /// outnumber the `violence` words that cannot be metaphor.
    pub fn silences(&self, analysis: &Analysis<'_>, violence: usize) -> Option<&str> {
        let mut seen: BTreeMap<usize, BTreeSet<String>> = BTreeMap::new();
        for sentence in analysis
            .sentences()
            .iter()
            .filter(|s| s.role != SentenceRole::Furniture)
        {
            for found in self.patterns.find(analysis, sentence.tokens.clone()) {
                let words: Vec<&str> = found.tokens.map(|ix| analysis.lower(ix)).collect();
                seen.entry(found.entry).or_default().insert(words.join(" "));
            }
        }
        let (domain, words) = seen
            .into_iter()
            .max_by_key(|(index, words)| (words.len(), std::cmp::Reverse(*index)))?;
        (words.len() >= MIN_WORDS && words.len() > violence).then(|| self.names[domain].as_str())
    }
}
