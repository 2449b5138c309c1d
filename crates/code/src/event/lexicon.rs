//! The trigger lexicon: families of words that evoke one kind of event.

use crate::inflect::Irregular;
use crate::pattern::PatternSet;
use dateline_model::taxonomy::{Context, EventType, Mode};
use dateline_model::{HazardKind, Status};
use dateline_resolve::LexiconError;
use dateline_syntax::WordTable;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// What a family that is not strong must find in its sentence before it fires; one is enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Need {
    /// Fighters or forces.
    Armed,
    /// People stated to be harmed.
    Harm,
    /// A weapon.
    Weapon,
    /// A word for people right after the trigger.
    People,
    /// A place, or a word for one, right after the trigger.
    Place,
    /// A state, an organisation or a political actor.
    Official,
    /// An actor of any kind.
    Name,
    /// People protesting.
    Protest,
    /// Mobs, riots, massacres: the peace broken.
    Disorder,
}

/// One sense: the words that evoke it and the code it gets.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Family {
    /// Unique name, in words.
    pub name: String,
    /// PLOVER type.
    #[serde(rename = "type")]
    pub kind: EventType,
    /// PLOVER mode.
    pub mode: Option<Mode>,
    /// PLOVER contexts.
    #[serde(default)]
    pub contexts: Vec<Context>,
    /// ACLED-like sub-event type where the sense is finer than PLOVER can say.
    pub acled: Option<String>,
    /// Fires without support.
    #[serde(default)]
    pub strong: bool,
    /// Support that one of which is needed when not strong.
    #[serde(default)]
    pub needs: BTreeSet<Need>,
    /// Words of the sentence that silence it.
    #[serde(default)]
    pub unless: WordTable<()>,
    /// Patterns of what only looks like it: a match whose head stands in one of them is none ('bomb disposal' is no bomb).
    #[serde(default)]
    pub except: Vec<String>,
    /// Names a sort of crime: an act only where somebody is said to do or suffer it.
    #[serde(default)]
    pub topic: bool,
    /// Who stands where a doer stands suffers it: 'villagers fled'.
    #[serde(default)]
    pub suffered: bool,
    /// Status that the words carry.
    pub status: Option<Status>,
    /// The words claim or lay blame for an act that stands elsewhere.
    #[serde(default)]
    pub responsibility: bool,
    /// Control of a place passes to the source actor.
    #[serde(default)]
    pub takes_ground: bool,
    /// Words of death and injury, whatever the cause: an act only where the report tells of violence.
    #[serde(default)]
    pub any_cause: bool,
    /// See [`crate::pattern`].
    pub patterns: Vec<String>,
    /// Sentences that must fire.
    pub fires: Vec<String>,
    /// Sentences that must not.
    pub silent: Vec<String>,
}

/// A disaster or accident and the words that name it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HazardFamily {
    /// Its name.
    pub name: String,
    /// EM-DAT's group.
    pub kind: HazardKind,
    /// Words that tell of the disaster even where nobody is said to be harmed.
    pub alone: Vec<String>,
    /// Words that make harm beside them this disaster's.
    pub words: Vec<String>,
}

/// Word classes that triggers lean on.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Classes {
    /// Fighters and forces.
    pub armed: Vec<String>,
    /// Things that are struck.
    pub facility: Vec<String>,
    /// People.
    pub people: Vec<String>,
    /// Places that can be held.
    pub place: Vec<String>,
    /// Signs of protest.
    pub protest: Vec<String>,
    /// Signs that the peace is broken.
    pub disorder: Vec<String>,
    /// Weapons by the mode their use gives.
    pub weapon: BTreeMap<Mode, Vec<String>>,
}

/// All trigger files, compiled.
#[derive(Debug)]
pub struct EventLexicon {
    /// Families in file order.
    pub families: Vec<Family>,
    /// Their patterns; the entry is the position in `families`.
    pub patterns: PatternSet,
    /// What only looks like them (`except`); the entry is the position in `families`.
    pub exceptions: PatternSet,
    /// Hazards in file order.
    pub hazards: Vec<HazardFamily>,
    /// All their words; the entry is the position in `hazards`.
    pub hazard_patterns: PatternSet,
    /// Their `alone` words.
    pub alone_patterns: PatternSet,
    /// Words of the classes: the entry is a [`ClassEntry`] index.
    pub class_patterns: PatternSet,
    /// What a match of `class_patterns` stands for.
    pub class_entries: Vec<ClassEntry>,
}

/// What a class word stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClassEntry {
    /// Fighters and forces.
    Armed,
    /// A thing that is struck.
    Facility,
    /// People.
    People,
    /// A place that can be held.
    Place,
    /// A sign of protest.
    Protest,
    /// A sign that the peace is broken.
    Disorder,
    /// A weapon and the mode that its use gives.
    Weapon(Mode),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FamilyFile {
    family: Vec<Family>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HazardFile {
    hazard: Vec<HazardFamily>,
}

const FAMILY_FILES: [(&str, &str); 5] = [
    (
        "lexicons/events/assault.toml",
        include_str!("../../../../lexicons/events/assault.toml"),
    ),
    (
        "lexicons/events/crime.toml",
        include_str!("../../../../lexicons/events/crime.toml"),
    ),
    (
        "lexicons/events/politics.toml",
        include_str!("../../../../lexicons/events/politics.toml"),
    ),
    (
        "lexicons/events/protest.toml",
        include_str!("../../../../lexicons/events/protest.toml"),
    ),
    (
        "lexicons/events/territory_and_force.toml",
        include_str!("../../../../lexicons/events/territory_and_force.toml"),
    ),
];
const HAZARDS: (&str, &str) = (
    "lexicons/events/hazards.toml",
    include_str!("../../../../lexicons/events/hazards.toml"),
);
const CLASSES: (&str, &str) = (
    "lexicons/events/classes.toml",
    include_str!("../../../../lexicons/events/classes.toml"),
);

/// Reads a TOML lexicon, naming file and line of a mistake.
pub(crate) fn read_toml<T: serde::de::DeserializeOwned>(file: &str, text: &str) -> Result<T, LexiconError> {
    toml::from_str(text).map_err(|error| LexiconError {
        file: file.to_owned(),
        line: error
            .span()
            .map_or(1, |span| text[..span.start].matches('\n').count() + 1),
        problem: error.message().to_owned(),
    })
}

/// Line of a file that first holds `needle`, from 1.
pub(crate) fn line_of(text: &str, needle: &str) -> usize {
    text.find(needle)
        .map_or(1, |at| text[..at].matches('\n').count() + 1)
}

impl EventLexicon {
    /// File and text of the built-in family of a name.
    pub(crate) fn file_of(name: &str) -> Option<(&'static str, &'static str)> {
        let key = format!("name = \"{name}\"");
        FAMILY_FILES.into_iter().find(|(_, text)| text.contains(&key))
    }

    /// File and text of the built-in hazards.
    pub(crate) const HAZARDS: (&'static str, &'static str) = HAZARDS;

    /// The built-in lexicon.
    ///
    /// # Errors
    /// [`LexiconError`] naming file and line.
    pub fn embedded(morphology: &Irregular) -> Result<Self, LexiconError> {
        Self::parse(&FAMILY_FILES, HAZARDS, CLASSES, morphology)
    }

    fn parse(
        files: &[(&str, &str)],
        hazards: (&str, &str),
        classes: (&str, &str),
        morphology: &Irregular,
    ) -> Result<Self, LexiconError> {
        let mut families: Vec<Family> = Vec::new();
        let (mut patterns, mut exceptions) = (PatternSet::default(), PatternSet::default());
        for (file, text) in files {
            for family in read_toml::<FamilyFile>(file, text)?.family {
                let line = line_of(text, &format!("name = \"{}\"", family.name));
                let bad = |problem| LexiconError {
                    file: (*file).to_owned(),
                    line,
                    problem,
                };
                if families.iter().any(|f| f.name == family.name) {
                    return Err(bad(format!(
                        "family `{}` is there twice: names are unique",
                        family.name
                    )));
                }
                if !family.strong && family.needs.is_empty() {
                    return Err(bad(format!(
                        "family `{}` is neither strong nor needs anything",
                        family.name
                    )));
                }
                if family.fires.is_empty() || family.silent.is_empty() {
                    return Err(bad(format!(
                        "family `{}` has no example that fires, or none silent",
                        family.name
                    )));
                }
                if let Some(words) = family.unless.sorted().iter().find(|words| words.contains(' ')) {
                    return Err(bad(format!(
                        "`unless` of family `{}` has `{words}`: it takes single words; `except` takes patterns",
                        family.name
                    )));
                }
                for pattern in &family.patterns {
                    patterns.add(families.len(), pattern, morphology, bad)?;
                }
                for pattern in &family.except {
                    exceptions.add(families.len(), pattern, morphology, bad)?;
                }
                families.push(family);
            }
        }
        let (file, text) = hazards;
        let hazards = read_toml::<HazardFile>(file, text)?.hazard;
        let (mut hazard_patterns, mut alone_patterns) = (PatternSet::default(), PatternSet::default());
        for (index, hazard) in hazards.iter().enumerate() {
            let line = line_of(text, &hazard.name);
            let bad = |problem| LexiconError {
                file: file.to_owned(),
                line,
                problem,
            };
            for words in &hazard.words {
                hazard_patterns.add(index, words, morphology, bad)?;
            }
            for words in &hazard.alone {
                hazard_patterns.add(index, words, morphology, bad)?;
                alone_patterns.add(index, words, morphology, bad)?;
            }
        }
        let (class_patterns, class_entries) = Self::compile_classes(classes, morphology)?;
        Ok(Self {
            families,
            patterns,
            exceptions,
            hazards,
            hazard_patterns,
            alone_patterns,
            class_patterns,
            class_entries,
        })
    }

    fn compile_classes(
        (file, text): (&str, &str),
        morphology: &Irregular,
    ) -> Result<(PatternSet, Vec<ClassEntry>), LexiconError> {
        let classes: Classes = read_toml(file, text)?;
        let mut set = PatternSet::default();
        let mut entries = Vec::new();
        let lists = [
            (ClassEntry::Armed, &classes.armed),
            (ClassEntry::Facility, &classes.facility),
            (ClassEntry::People, &classes.people),
            (ClassEntry::Place, &classes.place),
            (ClassEntry::Protest, &classes.protest),
            (ClassEntry::Disorder, &classes.disorder),
        ];
        let weapons = classes
            .weapon
            .iter()
            .map(|(mode, words)| (ClassEntry::Weapon(*mode), words));
        for (entry, words) in lists.into_iter().chain(weapons) {
            for word in words {
                let bad = |problem| LexiconError {
                    file: file.to_owned(),
                    line: line_of(text, word),
                    problem,
                };
                set.add(entries.len(), word, morphology, bad)?;
            }
            entries.push(entry);
        }
        Ok((set, entries))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_family(text: &str) -> Result<EventLexicon, LexiconError> {
        EventLexicon::parse(&[("t.toml", text)], HAZARDS, CLASSES, &Irregular::default())
    }

    #[test]
    fn the_embedded_lexicon_loads() {
        let morphology = Irregular::default();
        let lexicon = EventLexicon::embedded(&morphology).expect("well formed");
        assert!(lexicon.families.len() > 50);
    }

    #[test]
    fn mistakes_name_file_and_line() {
        let unknown = "[[family]]\nname = \"x\"\ntype = \"ATTACK\"\npatterns = []\nfires = []\nsilent = []\n";
        let error = read_family(unknown).expect_err("no such type");
        assert_eq!((error.file.as_str(), error.line), ("t.toml", 3), "{error}");
        let idle = "\n[[family]]\nname = \"x\"\ntype = \"ASSAULT\"\npatterns = [\"a\"]\nfires = [\"a\"]\nsilent = [\"b\"]\n";
        let error = read_family(idle).expect_err("needs nothing");
        assert_eq!(error.line, 3, "{error}");
        assert!(error.problem.contains("neither strong"), "{error}");
    }
}
