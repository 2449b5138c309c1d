//! The lexicons of the harm reader: harm words with their frames, nouns for people, closed classes.

use dateline_model::{HarmKind, VictimClass};
use dateline_resolve::LexiconError;
use dateline_syntax::{WordKey, WordTable};
use serde::Deserialize;
use std::collections::BTreeMap;

/// How a harm word takes its victims.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Frame {
    /// Object of the active, subject of the passive.
    Transitive,
    /// Subject.
    Intransitive,
    /// Subject, when one of the object nouns follows.
    Phrase,
    /// Subject of 'be', or the phrase before it.
    State,
    /// 'the killing of X', 'X's murder'.
    Event,
    /// The number before it.
    Count,
    /// 'claimed 79 lives'.
    Lives,
    /// The figure behind it.
    Toll,
    /// 'the bodies of 14 sailors', '14 bodies'.
    Body,
    /// Object phrase that ends in the object noun: 'took 15 prisoners'.
    Prisoners,
}

impl Frame {
    /// Whom the frame takes, in words.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Transitive => "object of the active, subject of the passive",
            Self::Intransitive => "its subject",
            Self::Phrase => "its subject, with the noun that completes it",
            Self::State => "the subject of 'be', or the phrase before it",
            Self::Event => "a noun with its victims behind 'of', or before it as owners",
            Self::Count => "the number before it",
            Self::Lives => "the number of lives",
            Self::Toll => "the figure behind it",
            Self::Body => "the bodies counted",
            Self::Prisoners => "the number of prisoners",
        }
    }
}

/// Which form of its lemma a harm word stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum WordForm {
    /// 'kill', or a noun.
    Base,
    /// 'kills', or a plural noun.
    S,
    /// 'killed' as past tense only ('slew').
    Past,
    /// Past tense and participle alike ('killed').
    PastOrParticiple,
    /// Participle only ('slain').
    Participle,
    /// 'killing'.
    Ing,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Family {
    pub id: String,
    pub kind: HarmKind,
    pub frame: Frame,
    lemmas: Vec<String>,
    #[serde(default)]
    particles: Vec<String>,
    #[serde(default)]
    objects: Vec<String>,
    #[serde(default)]
    links: Vec<String>,
    #[serde(default)]
    pub people_only: bool,
    #[serde(default)]
    pub weak: bool,
    #[serde(default)]
    pub min: u32,
    /// Given up where the same people are killed in the same breath, and never counted together with the dead.
    #[serde(default)]
    pub lesser: bool,
    /// Who stands where a doer stands only tells of it or mourns: 'the army lost nine soldiers', 'medics pronounced two dead'.
    #[serde(default)]
    pub told: bool,
    /// Words of which one must stand among the six behind the harm word.
    #[serde(default)]
    pub near: Vec<String>,
    examples: Vec<(String, String)>,
    silent: Vec<String>,
}

impl Family {
    /// Whether the preposition can stand between the noun and its victim.
    pub fn links_by(&self, preposition: &str) -> bool {
        if self.links.is_empty() {
            preposition == "of"
        } else {
            self.links.iter().any(|l| l == preposition)
        }
    }

    /// Whether a possessive before the noun names the victim: 'his murder', but not 'his injuries'.
    pub fn owns(&self) -> bool {
        self.links.is_empty()
    }

    pub fn particles(&self) -> impl Iterator<Item = Vec<&str>> {
        self.particles.iter().map(|p| p.split(' ').collect())
    }

    pub fn objects(&self) -> impl Iterator<Item = Vec<&str>> {
        self.objects.iter().map(|p| p.split(' ').collect())
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FamilyFile {
    family: Vec<Family>,
}

/// One way a family can be written: its words, and the form the first word gives.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub family: usize,
    pub words: Vec<String>,
    pub form: WordForm,
}

/// What a noun for people tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PersonNoun {
    pub class: VictimClass,
    pub child: bool,
    pub woman: bool,
    /// A modifier or of-phrase decides on the class.
    pub generic: bool,
    /// Stands before a name.
    pub title: bool,
    /// This form counts several.
    pub plural: bool,
    /// This form can mean one.
    pub singular: bool,
}

/// The closed classes and cue words of `words.toml`, each a set.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WordLists {
    pub determiners: WordTable<()>,
    pub possessives: WordTable<()>,
    pub prepositions: WordTable<()>,
    pub be: WordTable<()>,
    pub have: WordTable<()>,
    pub modals: WordTable<()>,
    pub did: WordTable<()>,
    pub negations: WordTable<()>,
    pub relatives: WordTable<()>,
    pub openers: WordTable<()>,
    pub conjunctions: WordTable<()>,
    pub pronouns: WordTable<()>,
    pub adverbs: WordTable<()>,
    pub days: WordTable<()>,
    pub verbs: WordTable<()>,
    pub reporting: WordTable<()>,
    pub things: WordTable<()>,
    pub measures: WordTable<()>,
    pub sport: WordTable<()>,
    pub violence: WordTable<()>,
    pub attack: WordTable<()>,
    pub not_verbs: WordTable<()>,
    pub units: WordTable<()>,
    pub fighters: WordTable<()>,
    pub collectives: WordTable<()>,
    pub accidents: WordTable<()>,
    pub means: WordTable<()>,
    pub plan_words: WordTable<()>,
    pub failed_words: WordTable<()>,
    /// What the lists say about a word, a bit for each of [`class`]: made of them, so that a word is looked up once.
    #[serde(skip)]
    classes: WordTable<u16>,
}

/// What the lists say about a word, a bit for each: most questions about a word are about several lists at once.
pub(crate) mod class {
    pub const BE: u16 = 1;
    pub const AUXILIARY: u16 = 1 << 1;
    pub const PREPOSITION: u16 = 1 << 2;
    pub const CONJUNCTION: u16 = 1 << 3;
    pub const ADVERB: u16 = 1 << 4;
    pub const DAY: u16 = 1 << 5;
    pub const VERB: u16 = 1 << 6;
    pub const REPORTING: u16 = 1 << 7;
    pub const NOT_VERB: u16 = 1 << 8;
    /// Of a class that no noun phrase can have as its head.
    pub const CLOSED: u16 = 1 << 9;
    pub const SPORT: u16 = 1 << 10;
}

impl WordLists {
    /// What the lists say about a word.
    fn classes(&self, key: WordKey<'_>) -> u16 {
        self.classes.find(key).copied().unwrap_or(0)
    }

    fn class_table(&self) -> WordTable<u16> {
        use class::{
            ADVERB, AUXILIARY, BE, CLOSED, CONJUNCTION, DAY, NOT_VERB, PREPOSITION, REPORTING, SPORT, VERB,
        };
        let lists = [
            (&self.determiners, CLOSED),
            (&self.prepositions, CLOSED | PREPOSITION),
            (&self.be, CLOSED | AUXILIARY | BE),
            (&self.have, CLOSED | AUXILIARY),
            (&self.modals, CLOSED | AUXILIARY),
            (&self.did, CLOSED | AUXILIARY),
            (&self.pronouns, CLOSED),
            (&self.relatives, CLOSED),
            (&self.openers, CLOSED),
            (&self.conjunctions, CLOSED | CONJUNCTION),
            (&self.negations, CLOSED | ADVERB),
            (&self.adverbs, ADVERB),
            (&self.days, DAY),
            (&self.verbs, VERB),
            (&self.reporting, VERB | REPORTING),
            (&self.not_verbs, NOT_VERB),
            (&self.sport, SPORT),
        ];
        let mut table = WordTable::default();
        for (list, class) in lists {
            for word in list.sorted() {
                *table.or_insert_with(word, || 0) |= class;
            }
        }
        table
    }
}

/// The loaded lexicons of the harm reader: make one, share it between threads.
#[derive(Clone, Debug)]
pub struct HarmLexicon {
    pub(crate) families: Vec<Family>,
    /// By first word, longest entry first.
    entries: WordTable<Vec<Entry>>,
    people: WordTable<PersonNoun>,
    pub(crate) words: WordLists,
}

const FILES: &[(&str, &str)] = &[
    (
        "harm/casualties.toml",
        include_str!("../../../../lexicons/harm/casualties.toml"),
    ),
    (
        "harm/displaced.toml",
        include_str!("../../../../lexicons/harm/displaced.toml"),
    ),
    (
        "harm/held.toml",
        include_str!("../../../../lexicons/harm/held.toml"),
    ),
    (
        "harm/injured.toml",
        include_str!("../../../../lexicons/harm/injured.toml"),
    ),
    (
        "harm/killed.toml",
        include_str!("../../../../lexicons/harm/killed.toml"),
    ),
    (
        "harm/sexual_violence.toml",
        include_str!("../../../../lexicons/harm/sexual_violence.toml"),
    ),
];

impl HarmLexicon {
    /// Name and frame of a family.
    pub(crate) fn family_of(&self, family: usize) -> (&str, Frame) {
        (&self.families[family].id, self.families[family].frame)
    }

    /// File and text of the built-in family of a name.
    pub(crate) fn file_of(id: &str) -> Option<(&'static str, &'static str)> {
        let key = format!("id = \"{id}\"");
        FILES.iter().copied().find(|(_, text)| text.contains(&key))
    }

    /// The lexicon that is built in.
    ///
    /// # Errors
    /// [`LexiconError`] when a built-in file is malformed; the project's tests load them all.
    pub fn embedded() -> Result<Self, LexiconError> {
        let mut families = Vec::new();
        for (file, text) in FILES {
            let parsed: FamilyFile = toml::from_str(text).map_err(|e| toml_error(file, text, &e))?;
            for family in parsed.family {
                check_family(file, text, &family)?;
                families.push(family);
            }
        }
        let words_text = include_str!("../../../../lexicons/harm/words.toml");
        let mut words: WordLists =
            toml::from_str(words_text).map_err(|e| toml_error("harm/words.toml", words_text, &e))?;
        words.classes = words.class_table();
        let mut people = people_table(include_str!("../../../../lexicons/harm/people.tsv"))?;
        add_demonyms(
            &mut people,
            include_str!("../../../../lexicons/harm/demonyms.txt"),
        );
        let entries = entry_table(&families);
        Ok(Self {
            families,
            entries: entries.into_iter().collect(),
            people: people.into_iter().collect(),
            words,
        })
    }

    /// What the lists say about a word, a bit for each of [`class`], and what it tells about a person, if it is a noun for people.
    pub(crate) fn read(&self, word: &str) -> (u16, Option<PersonNoun>) {
        let key = WordKey::new(word);
        let noun = self.people.find(key).copied();
        (
            self.words.classes(key),
            noun.or_else(|| self.compound_person(word)),
        )
    }

    /// What a word tells about a person, if it is a noun for people.
    pub(crate) fn person(&self, word: &str) -> Option<PersonNoun> {
        let noun = self.people.get(word).copied();
        noun.or_else(|| self.compound_person(word))
    }

    fn compound_person(&self, word: &str) -> Option<PersonNoun> {
        // 'ex-soldier', 'tax-collector', 'schoolteacher-turned-fighter': the last part is the head.
        let (first, last) = word.rsplit_once('-')?;
        if matches!(first, "ex" | "former") {
            let noun = *self.people.get(last)?;
            return Some(PersonNoun {
                class: VictimClass::Civilians,
                ..noun
            });
        }
        self.people.get(last).copied().filter(|_| last.len() > 3)
    }

    /// The harm words that can start with `first`, longest first.
    pub(crate) fn entries(&self, first: &str) -> &[Entry] {
        self.entries.get(first).map_or(&[], Vec::as_slice)
    }

    /// Whether a word names something that is not a person.
    pub(crate) fn is_thing(&self, word: &str) -> bool {
        if self.words.things.contains(word) {
            return true;
        }
        let singular = word
            .strip_suffix("ies")
            .map(|stem| format!("{stem}y"))
            .filter(|w| self.words.things.contains(w));
        singular.is_some()
            || word
                .strip_suffix('s')
                .is_some_and(|w| self.words.things.contains(w))
            || word
                .strip_suffix("es")
                .is_some_and(|w| self.words.things.contains(w))
            || word.rsplit_once('-').is_some_and(|(_, last)| self.is_thing(last))
    }

    /// The lexicon's own test sentences: family, sentence, expected reading (empty for silence).
    #[must_use]
    pub fn examples(&self) -> Vec<(&str, &str, &str)> {
        self.families
            .iter()
            .flat_map(|f| {
                let fires = f
                    .examples
                    .iter()
                    .map(|(s, r)| (f.id.as_str(), s.as_str(), r.as_str()));
                fires.chain(f.silent.iter().map(|s| (f.id.as_str(), s.as_str(), "")))
            })
            .collect()
    }
}

fn line_of(text: &str, byte: usize) -> usize {
    text.get(..byte).map_or(1, |t| t.matches('\n').count() + 1)
}

fn toml_error(file: &str, text: &str, error: &toml::de::Error) -> LexiconError {
    LexiconError {
        file: file.to_owned(),
        line: error.span().map_or(1, |s| line_of(text, s.start)),
        problem: format!("{}; lexicons/harm/README.md lists the keys", error.message()),
    }
}

fn check_family(file: &str, text: &str, family: &Family) -> Result<(), LexiconError> {
    let problem = if family.lemmas.is_empty() {
        "has no lemmas: name at least one"
    } else if family.examples.is_empty() || family.silent.is_empty() {
        "needs a sentence in `examples` and one in `silent`"
    } else if matches!(family.frame, Frame::Phrase | Frame::Prisoners) && family.objects.is_empty() {
        "has a frame that needs `objects`"
    } else {
        return Ok(());
    };
    Err(LexiconError {
        file: file.to_owned(),
        line: text
            .find(&format!("id = \"{}\"", family.id))
            .map_or(1, |at| line_of(text, at)),
        problem: format!("family `{}` {problem}", family.id),
    })
}

fn entry_table(families: &[Family]) -> BTreeMap<String, Vec<Entry>> {
    let mut table: BTreeMap<String, Vec<Entry>> = BTreeMap::new();
    for (at, family) in families.iter().enumerate() {
        let verbal = matches!(
            family.frame,
            Frame::Transitive | Frame::Intransitive | Frame::Phrase | Frame::Lives | Frame::Prisoners
        );
        for lemma in &family.lemmas {
            let forms = match (verbal, family.frame) {
                (true, _) => verb_forms(lemma),
                (false, Frame::State) => vec![(lemma.clone(), WordForm::Base)],
                (false, _) => noun_forms(lemma),
            };
            for (written, form) in forms {
                let words: Vec<String> = written.split(' ').map(str::to_owned).collect();
                let list = table.entry(words[0].clone()).or_default();
                list.push(Entry {
                    family: at,
                    words,
                    form,
                });
            }
        }
    }
    for list in table.values_mut() {
        // Longest first; then nouns, whose frames ask for more; then families with a particle, which say more; then the file's order.
        list.sort_by_key(|e| {
            let particles = families[e.family].particles.is_empty();
            let noun = !matches!(
                families[e.family].frame,
                Frame::Event | Frame::Count | Frame::Body | Frame::Toll | Frame::Prisoners
            );
            (
                std::cmp::Reverse(e.words.len()),
                noun,
                particles,
                e.family,
                std::cmp::Reverse(e.form),
            )
        });
        list.dedup_by(|b, a| a.family == b.family && a.words == b.words);
    }
    table
}

/// All forms of 'base|past|participle|ing', where missing parts are regular; words behind the verb stay.
fn verb_forms(lemma: &str) -> Vec<(String, WordForm)> {
    let parts: Vec<&str> = lemma.split('|').collect();
    let (verb, rest) = parts[0].split_once(' ').map_or((parts[0], ""), |(v, r)| (v, r));
    let with_rest = |w: String| if rest.is_empty() { w } else { format!("{w} {rest}") };
    let past = parts
        .get(1)
        .map_or_else(|| with_rest(ed(verb)), |p| (*p).to_owned());
    let participle = parts.get(2).map_or_else(|| past.clone(), |p| (*p).to_owned());
    let doubled = parts
        .get(1)
        .is_some_and(|p| p.starts_with(&doubled_stem(verb)) && verb.len() > 2 && p.ends_with("ed"));
    let ing_form = parts.get(3).map_or_else(
        || {
            with_rest(if doubled || doubles(verb) {
                format!("{}ing", doubled_stem(verb))
            } else {
                ing(verb)
            })
        },
        |p| (*p).to_owned(),
    );
    let mut out = vec![
        (parts[0].to_owned(), WordForm::Base),
        (with_rest(s(verb)), WordForm::S),
        (ing_form, WordForm::Ing),
    ];
    if past == participle {
        out.push((past, WordForm::PastOrParticiple));
    } else {
        out.push((past, WordForm::Past));
        out.push((participle, WordForm::Participle));
    }
    out
}

fn noun_forms(lemma: &str) -> Vec<(String, WordForm)> {
    let plural = match lemma.split_once(" of ").or_else(|| lemma.split_once(" to ")) {
        Some((head, tail)) => {
            let link = if lemma.contains(" of ") { "of" } else { "to" };
            format!("{} {link} {tail}", s(head))
        }
        None => s(lemma),
    };
    vec![(lemma.to_owned(), WordForm::Base), (plural, WordForm::S)]
}

fn vowel(b: u8) -> bool {
    matches!(b, b'a' | b'e' | b'i' | b'o' | b'u')
}

/// Verbs of one syllable in consonant-vowel-consonant double their last letter: 'stab', 'nab', 'gun'.
fn doubles(verb: &str) -> bool {
    let b = verb.as_bytes();
    b.len() == 3 && !vowel(b[0]) && vowel(b[1]) && !vowel(b[2]) && !matches!(b[2], b'w' | b'x' | b'y')
        || matches!(verb, "stab" | "shoot-up" | "club" | "grab" | "snap")
}

fn doubled_stem(verb: &str) -> String {
    let last = verb.chars().last().map(String::from).unwrap_or_default();
    format!("{verb}{last}")
}

fn s(word: &str) -> String {
    let b = word.as_bytes();
    if word.ends_with('y') && b.len() > 1 && !vowel(b[b.len() - 2]) {
        format!("{}ies", &word[..word.len() - 1])
    } else if word.ends_with("man") && word.len() > 3 {
        format!("{}men", &word[..word.len() - 3])
    } else if ["s", "sh", "ch", "x", "z"].iter().any(|e| word.ends_with(e)) {
        format!("{word}es")
    } else {
        format!("{word}s")
    }
}

fn ed(verb: &str) -> String {
    let b = verb.as_bytes();
    if verb.ends_with('e') {
        format!("{verb}d")
    } else if verb.ends_with('y') && b.len() > 1 && !vowel(b[b.len() - 2]) {
        format!("{}ied", &verb[..verb.len() - 1])
    } else if doubles(verb) {
        format!("{}ed", doubled_stem(verb))
    } else {
        format!("{verb}ed")
    }
}

fn ing(verb: &str) -> String {
    match verb.strip_suffix('e') {
        Some(stem) if !stem.ends_with(['e', 'y', 'o']) => format!("{stem}ing"),
        _ => format!("{verb}ing"),
    }
}

fn people_table(text: &str) -> Result<BTreeMap<String, PersonNoun>, LexiconError> {
    let mut table = BTreeMap::new();
    for (at, line) in text.lines().enumerate() {
        if line.starts_with('#') || line.trim().is_empty() {
            continue;
        }
        let error = |problem: &str| LexiconError {
            file: "harm/people.tsv".into(),
            line: at + 1,
            problem: problem.to_owned(),
        };
        let columns: Vec<&str> = line.split('\t').collect();
        let [class, flags, nouns] = columns[..] else {
            return Err(error("needs three columns parted by tabs: class, flags, nouns"));
        };
        let class = match class {
            "civilians" => VictimClass::Civilians,
            "combatants" => VictimClass::Combatants,
            "security_forces" => VictimClass::SecurityForces,
            "unknown" => VictimClass::Unknown,
            _ => {
                return Err(error(
                    "class is civilians, combatants, security_forces or unknown",
                ));
            }
        };
        let flags: Vec<&str> = flags.split(',').filter(|f| *f != "-").collect();
        if flags
            .iter()
            .any(|f| !["child", "woman", "generic", "title", "plural", "group"].contains(f))
        {
            return Err(error(
                "flags are child, woman, generic, title, plural, group, or -",
            ));
        }
        let has = |flag| flags.contains(&flag);
        for noun in nouns.split(", ") {
            let (singular, plural) = noun.split_once('/').map_or_else(
                || (noun.to_owned(), s(noun)),
                |(a, b)| (a.to_owned(), b.to_owned()),
            );
            let person = PersonNoun {
                class,
                child: has("child"),
                woman: has("woman"),
                generic: has("generic"),
                title: has("title") || has("generic"),
                plural: false,
                singular: !has("plural") && !has("group"),
            };
            let many = PersonNoun {
                plural: true,
                singular: singular == plural && !has("plural"),
                title: false,
                ..person
            };
            if singular != plural {
                table.entry(singular).or_insert(person);
            }
            table.entry(plural).or_insert(many);
        }
    }
    Ok(table)
}

fn add_demonyms(table: &mut BTreeMap<String, PersonNoun>, text: &str) {
    let body: String = text
        .lines()
        .filter(|l| !l.starts_with('#'))
        .collect::<Vec<_>>()
        .join(" ");
    for name in body.split(',').map(str::trim).filter(|n| !n.is_empty()) {
        table.entry(name.to_lowercase()).or_insert(PersonNoun {
            class: VictimClass::Civilians,
            child: false,
            woman: false,
            generic: false,
            title: false,
            plural: true,
            singular: false,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_lexicon_loads() {
        let lexicon = HarmLexicon::embedded().unwrap();
        assert!(lexicon.person("soldiers").is_some_and(|p| p.plural));
        assert!(lexicon.person("policemen").is_some_and(|p| p.plural));
        assert!(lexicon.is_thing("vehicles") && lexicon.is_thing("factories"));
    }

    #[test]
    fn verbs_inflect() {
        let forms = |lemma| {
            let mut f: Vec<String> = verb_forms(lemma).into_iter().map(|(w, _)| w).collect();
            f.sort();
            f.join(" ")
        };
        assert_eq!(forms("kill"), "kill killed killing kills");
        assert_eq!(forms("slay|slew|slain"), "slain slay slaying slays slew");
        assert_eq!(forms("stab|stabbed"), "stab stabbed stabbing stabs");
        assert_eq!(forms("kidnap|kidnapped"), "kidnap kidnapped kidnapping kidnaps");
        assert_eq!(forms("take|took|taken"), "take taken takes taking took");
        assert_eq!(forms("gun down"), "gun down gunned down gunning down guns down");
        assert_eq!(forms("shoot|shot"), "shoot shooting shoots shot");
    }

    #[test]
    fn a_bad_line_is_named() {
        let error = people_table("# head\nwarriors\t-\tarcher\n").unwrap_err();
        assert_eq!((error.line, error.file.as_str()), (2, "harm/people.tsv"));
    }
}
