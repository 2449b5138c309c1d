//! The attribution lexicon: words that cite a source, and words that say what sort of source it is.

use crate::event::{line_of, read_toml};
use crate::inflect::Irregular;
use crate::pattern::PatternSet;
use dateline_model::{Channel, Status};
use dateline_resolve::LexiconError;
use serde::Deserialize;
use std::collections::BTreeMap;

const CUES: (&str, &str) = (
    "lexicons/attribution/cues.toml",
    include_str!("../../../../lexicons/attribution/cues.toml"),
);
const SPEAKERS: (&str, &str) = (
    "lexicons/attribution/speakers.toml",
    include_str!("../../../../lexicons/attribution/speakers.toml"),
);

/// One family of citing words.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cue {
    /// Unique name.
    pub name: String,
    /// What the words do to the claim; `None` leaves it attributed.
    pub status: Option<Status>,
    /// Words of judgement, not of report.
    #[serde(default)]
    pub analysis: bool,
    /// Names nobody: 'reportedly'.
    #[serde(default)]
    pub speakerless: bool,
    /// See [`crate::pattern`].
    pub patterns: Vec<String>,
    /// Sentences with a source.
    #[cfg_attr(not(test), expect(dead_code, reason = "read by the tests that run it"))]
    pub cites: Vec<String>,
    /// Sentences without.
    #[cfg_attr(not(test), expect(dead_code, reason = "read by the tests that run it"))]
    pub silent: Vec<String>,
}

/// What a word in or near a speaker tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SpeakerClue {
    /// An analyst.
    Analyst,
    /// Speaks for a side that fights.
    Party,
    /// How the words came.
    Channel(Channel),
}

/// All attribution files, compiled.
#[derive(Debug)]
pub struct AttributionLexicon {
    /// Cue families in file order.
    pub cues: Vec<Cue>,
    /// Their patterns.
    pub patterns: PatternSet,
    /// Speaker words; the entry is an index into `clues`.
    pub clue_patterns: PatternSet,
    /// What a match of `clue_patterns` tells.
    pub clues: Vec<SpeakerClue>,
    /// Nouns that say nothing, sorted.
    mute: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CueFile {
    cue: Vec<Cue>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SpeakerFile {
    analyst: Vec<String>,
    mute: Vec<String>,
    party: Vec<String>,
    channel: Vec<ChannelWords>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ChannelWords {
    name: Channel,
    words: Vec<String>,
}

impl AttributionLexicon {
    /// The file of citing words, and its text.
    pub const FILE: (&'static str, &'static str) = CUES;

    /// The built-in lexicon.
    ///
    /// # Errors
    /// [`LexiconError`] naming file and line.
    pub fn embedded(morphology: &Irregular) -> Result<Self, LexiconError> {
        let (file, text) = CUES;
        let cues = read_toml::<CueFile>(file, text)?.cue;
        let mut patterns = PatternSet::default();
        for (index, cue) in cues.iter().enumerate() {
            let line = line_of(text, &format!("name = \"{}\"", cue.name));
            for pattern in &cue.patterns {
                let bad = |problem| LexiconError {
                    file: file.to_owned(),
                    line,
                    problem,
                };
                patterns.add(index, pattern, morphology, bad)?;
            }
        }
        let (file, text) = SPEAKERS;
        let speakers: SpeakerFile = read_toml(file, text)?;
        let mut mute = speakers.mute;
        mute.sort_unstable();
        let mut lists = BTreeMap::from([
            (0, (SpeakerClue::Analyst, speakers.analyst)),
            (1, (SpeakerClue::Party, speakers.party)),
        ]);
        for channel in speakers.channel {
            lists.insert(lists.len(), (SpeakerClue::Channel(channel.name), channel.words));
        }
        let mut clue_patterns = PatternSet::default();
        let mut clues = Vec::new();
        for (clue, words) in lists.into_values() {
            for word in &words {
                let bad = |problem| LexiconError {
                    file: file.to_owned(),
                    line: line_of(text, word),
                    problem,
                };
                clue_patterns.add(clues.len(), word, morphology, bad)?;
            }
            clues.push(clue);
        }
        Ok(Self {
            cues,
            patterns,
            clue_patterns,
            clues,
            mute,
        })
    }

    /// Whether a noun, in lower case, says nothing: 'attack', 'wedding'.
    #[must_use]
    pub fn is_mute(&self, noun: &str) -> bool {
        self.mute
            .binary_search_by(|known| known.as_str().cmp(noun))
            .is_ok()
    }
}
