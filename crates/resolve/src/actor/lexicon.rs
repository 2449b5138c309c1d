//! The loaded lexicon: actors, states, and the words that phrases are made of.

use super::table::{Period, Row, rows};
use super::words::{Mark, Unit, folded_words};
use crate::LexiconError;
use dateline_model::{ActorKind, taxonomy::Sector};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// The actors that Dateline knows, and the words that phrases for the others are made of.
///
/// Built from the tables under `lexicons/actors`, whose README explains the columns.
///
/// # Example
/// ```
/// use dateline_model::{Document, DocumentParts};
/// use dateline_resolve::actor::ActorLexicon;
/// let text = "Iran-backed fighters shelled a Free Syrian Army position, residents said.";
/// let document = Document::new(DocumentParts { text: text.into(), ..Default::default() });
/// let analysis = dateline_syntax::analyse(text);
/// let found = ActorLexicon::embedded()?.find(&analysis, &document, &[]);
/// assert_eq!(found[0].actor.name, "Iran-backed fighters");
/// assert_eq!(found[0].actor.country.as_deref(), Some("SYR"), "whoever backs them, they fight here");
/// # Ok::<(), dateline_resolve::LexiconError>(())
/// ```
#[derive(Debug)]
pub struct ActorLexicon {
    words: BTreeMap<String, u32>,
    /// Child of a node by word; node 0 is the root.
    edges: BTreeMap<(u32, u32), u32>,
    /// What the phrase that ends at a node may be.
    senses: Vec<Vec<Form>>,
    pub(super) entries: Vec<Entry>,
    by_id: BTreeMap<&'static str, u32>,
    pub(super) countries: Vec<Country>,
    pub(super) heads: Vec<Head>,
    pub(super) titles: Vec<(Option<ActorKind>, Option<Sector>)>,
    organisations: BTreeMap<&'static str, OrganisationKind>,
}

/// What the last word of an organisation's name says about it.
pub(super) type OrganisationKind = (Option<ActorKind>, Option<Sector>);

/// A named actor.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) id: &'static str,
    pub(super) name: &'static str,
    pub(super) kind: Option<ActorKind>,
    pub(super) sector: Option<Sector>,
    pub(super) country: Option<&'static str>,
    pub(super) parent: Option<&'static str>,
    pub(super) active: Period,
    pub(super) speaker: bool,
    pub(super) person: bool,
}

/// A state.
#[derive(Debug)]
pub(super) struct Country {
    pub(super) iso3: &'static str,
    pub(super) name: &'static str,
    pub(super) adjective: Option<&'static str>,
}

/// A noun that an actor phrase is built on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Head {
    pub(super) class: Class,
    pub(super) kind: Option<ActorKind>,
    pub(super) sector: Option<Sector>,
    /// Last part of a state's id for it.
    pub(super) state: Option<&'static str>,
}

/// Declares a closed list of words that a table's column may hold.
macro_rules! column {
    ($(#[$doc:meta])* $name:ident { $($variant:ident = $word:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum $name { $($variant,)+ }
        impl $name {
            fn read(row: &Row, column: usize) -> Result<Self, LexiconError> {
                match row.fields[column] {
                    $($word => Ok(Self::$variant),)+
                    other => Err(row.error(format!(
                        "`{other}` is not a word for this column: write one of {}", [$($word),+].join(", ")
                    ))),
                }
            }
        }
    };
}

column! {
    /// How a head noun combines with what stands before it.
    Class {
        Air = "air", Armed = "armed", Attack = "attack", Body = "body", Coalition = "coalition",
        Commander = "commander", Court = "court", Criminal = "criminal", Facility = "facility", Fighter = "fighter",
        Force = "force", Forces = "forces", Government = "government", International = "international",
        Kin = "kin",
        Media = "media", Member = "member", Militia = "militia", Monitor = "monitor", Official = "official",
        Opposition = "opposition", Parliament = "parliament", Partitive = "partitive", Party = "party",
        Peace = "peace", People = "people", Police = "police", Protester = "protester", Security = "security",
        Spokesman = "spokesman", Spy = "spy", Sufferer = "sufferer", Unidentified = "unidentified", Voice = "voice",
    }
}

column! {
    /// What a modifier says.
    Effect {
        Armed = "armed", Criminal = "criminal", Ethnic = "ethnic", Government = "government", Military = "military",
        Militia = "militia", Plain = "plain", Police = "police", Political = "political", Religious = "religious",
        Spy = "spy",
    }
}

/// A function word or verb.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Function {
    Determiner,
    Number,
    Preposition,
    Of,
    And,
    Auxiliary,
    Pronoun,
    /// Verb whose subject speaks.
    Speech,
    /// Verb whose subject acts as a state.
    Act,
    /// Word before a state that is held to account.
    Object,
    /// Second part of 'Iran-backed'.
    Participle,
    /// First part of 'pro-Iranian'.
    Side,
}

/// What a phrase may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sense {
    Name(u32),
    Country(u32),
    Adjective(u32),
    People(u32),
    Metonym(u32),
    Head(u32),
    Modifier(Effect),
    Title(u32),
    Function(Function),
}

/// A sense of a phrase and when its words mean that.
#[derive(Clone, Copy, Debug)]
struct Form {
    sense: Sense,
    period: Period,
    case: Case,
    /// Read only where the entry's country is named in the document: 'MIT', 'Kurdish forces'.
    local: bool,
}

/// What letters a form needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Case {
    /// Any.
    Free,
    /// A capital on the first word and, within longer names, on another.
    Name,
    /// A capital on the first word: 'US-led coalition'.
    First,
    /// All capitals: an acronym of up to three letters.
    Acronym,
    /// As `Acronym`, and never in a text that is all capitals, where it is a word: 'IS'.
    Word,
}

const FUNCTIONS: [(Function, &str); 9] = [
    (
        Function::Determiner,
        "the a an this these those its their his her our my your any no each every",
    ),
    (
        Function::Number,
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen \
         eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand dozen",
    ),
    (
        Function::Preposition,
        "in from at on near with for to against under over among inside around between within outside \
        across into who which that whose where when while as after before than",
    ),
    (Function::Of, "of"),
    (Function::And, "and or but"),
    (
        Function::Auxiliary,
        "has have had will would is was are were also could can may might later then again earlier \
        recently reportedly repeatedly be been",
    ),
    (Function::Pronoun, "he she they"),
    (
        Function::Participle,
        "backed based led linked aligned held controlled supported sponsored affiliated born allied trained funded \
         armed run dominated occupied inspired brokered recognised recognized owned educated",
    ),
    (Function::Side, "pro anti non ex"),
];

/// Words that acronyms in capitals could be taken for are marked in the tables; see README.
const MARKS: [char; 2] = ['!', '~'];

macro_rules! tables {
    ($($name:ident: $file:literal,)+) => {
        $(const $name: (&str, &str) = ($file, include_str!(concat!("../../../../lexicons/actors/", $file)));)+
    };
}
tables! {
    AFRICA: "africa.tsv",
    AMERICAS: "americas.tsv",
    AMERICAS_GROUPS: "americas_groups.tsv",
    EUROPE_ASIA: "europe_asia.tsv",
    INTERNATIONAL: "international.tsv",
    MIDDLE_EAST: "middle_east.tsv",
    PERSONS: "persons.tsv",
    COUNTRIES: "countries.tsv",
    HEADS: "heads.tsv",
    MODIFIERS: "modifiers.tsv",
    ORGANISATIONS: "organisations.tsv",
    TITLES: "titles.tsv",
    VERBS: "verbs.tsv",
}

impl ActorLexicon {
    /// The built-in lexicon.
    ///
    /// # Errors
    /// [`LexiconError`] when a table is malformed.
    pub fn embedded() -> Result<Self, LexiconError> {
        let mut lexicon = Self {
            words: BTreeMap::new(),
            edges: BTreeMap::new(),
            senses: vec![Vec::new()],
            entries: Vec::new(),
            by_id: BTreeMap::new(),
            countries: Vec::new(),
            heads: Vec::new(),
            titles: Vec::new(),
            organisations: BTreeMap::new(),
        };
        for (function, words) in FUNCTIONS {
            for word in words.split(' ').filter(|w| !w.is_empty()) {
                lexicon.insert(word, Sense::Function(function), Period::default(), Case::Free);
            }
        }
        lexicon.read_verbs()?;
        lexicon.read_phrase_words()?;
        lexicon.read_countries()?;
        for table in [AFRICA, AMERICAS, AMERICAS_GROUPS, EUROPE_ASIA, INTERNATIONAL, MIDDLE_EAST, PERSONS] {
            lexicon.read_actors(table)?;
        }
        Ok(lexicon)
    }

    fn read_verbs(&mut self) -> Result<(), LexiconError> {
        for row in rows(VERBS.0, VERBS.1, 2)? {
            for usage in row.list(1) {
                let function = match usage {
                    "speech" => Function::Speech,
                    "act" => Function::Act,
                    "object" => Function::Object,
                    other => {
                        return Err(row.error(format!("`{other}` is not a use: write speech, act or object")));
                    }
                };
                self.insert(
                    row.fields[0],
                    Sense::Function(function),
                    Period::default(),
                    Case::Free,
                );
            }
        }
        Ok(())
    }

    fn read_phrase_words(&mut self) -> Result<(), LexiconError> {
        for row in rows(HEADS.0, HEADS.1, 5)? {
            let head = Head {
                class: Class::read(&row, 1)?,
                kind: row.kind(2)?,
                sector: row.sector(3)?,
                state: row.optional(4),
            };
            let sense = Sense::Head(self.heads.len() as u32);
            self.heads.push(head);
            for form in row.list(0) {
                self.insert(form, sense, Period::default(), Case::Free);
            }
        }
        for row in rows(MODIFIERS.0, MODIFIERS.1, 2)? {
            let sense = Sense::Modifier(Effect::read(&row, 1)?);
            self.insert(row.fields[0], sense, Period::default(), Case::Free);
        }
        for row in rows(TITLES.0, TITLES.1, 3)? {
            let sense = Sense::Title(self.titles.len() as u32);
            self.titles.push((row.kind(1)?, row.sector(2)?));
            self.insert(row.fields[0], sense, Period::default(), Case::Free);
        }
        for row in rows(ORGANISATIONS.0, ORGANISATIONS.1, 3)? {
            self.organisations
                .insert(row.fields[0], (row.kind(1)?, row.sector(2)?));
        }
        Ok(())
    }

    fn read_countries(&mut self) -> Result<(), LexiconError> {
        for row in rows(COUNTRIES.0, COUNTRIES.1, 5)? {
            if row.fields[0].len() != 3 || self.country(row.fields[0]).is_some() {
                return Err(row.error(format!(
                    "`{}` is not a new ISO 3166-1 alpha-3 code: write three capitals, each code once",
                    row.fields[0]
                )));
            }
            let ix = self.countries.len() as u32;
            self.countries.push(Country {
                iso3: row.fields[0],
                name: row.list(1).next().unwrap_or(row.fields[0]),
                adjective: row.list(2).next(),
            });
            for (column, sense) in [
                (1, Sense::Country(ix)),
                (2, Sense::Adjective(ix)),
                (3, Sense::People(ix)),
                (4, Sense::Metonym(ix)),
            ] {
                for form in row.list(column) {
                    let (form, period) = row.dated_form(form)?;
                    self.insert(form, sense, period, case_of(form));
                    if column == 2 && form.ends_with(['n', 'i']) {
                        self.insert(&format!("{form}s"), Sense::People(ix), period, Case::Name);
                    }
                }
            }
        }
        Ok(())
    }

    fn read_actors(&mut self, table: (&'static str, &'static str)) -> Result<(), LexiconError> {
        let mut last = "";
        for row in rows(table.0, table.1, 9)? {
            let id = row.fields[0];
            if id <= last {
                return Err(row.error(format!(
                    "`{id}` stands after `{last}`: keep the file sorted by id, each id once"
                )));
            }
            last = id;
            let country = row.optional(4);
            if country.is_some_and(|iso3| self.country(iso3).is_none()) {
                return Err(row.error(format!(
                    "`{}` is not in countries.tsv: write an ISO 3166-1 alpha-3 code",
                    row.fields[4]
                )));
            }
            let flag = |wanted: &str| row.fields[8].split(',').any(|f| f == wanted);
            let ix = self.entries.len() as u32;
            for name in row.list(1) {
                let (form, period) = row.dated_form(name)?;
                self.insert(form, Sense::Name(ix), period, case_of(form));
            }
            self.entries.push(Entry {
                id,
                name: row.list(1).next().unwrap_or(id).trim_start_matches(MARKS),
                kind: row.kind(2)?,
                sector: row.sector(3)?,
                country,
                parent: row.optional(5),
                active: row.period(6, 7)?,
                speaker: flag("speaker"),
                person: flag("person"),
            });
            if self.by_id.insert(id, ix).is_some() {
                return Err(row.error(format!(
                    "`{id}` is in another file too: give one of them another id"
                )));
            }
        }
        Ok(())
    }

    fn insert(&mut self, form: &str, sense: Sense, period: Period, case: Case) {
        let mut node = 0;
        folded_words(form, |word, _, _| {
            let next = self.words.len() as u32;
            let word = match self.words.get(word) {
                Some(known) => *known,
                None => *self.words.entry(word.to_owned()).or_insert(next),
            };
            let fresh = self.senses.len() as u32;
            node = *self.edges.entry((node, word)).or_insert(fresh);
            if node == fresh {
                self.senses.push(Vec::new());
            }
        });
        if node != 0 {
            self.senses[node as usize].push(Form {
                sense,
                period,
                case,
                local: form.starts_with('~'),
            });
        }
    }

    /// The number of a folded word, if any phrase has it.
    pub(super) fn word(&self, folded: &str) -> Option<u32> {
        self.words.get(folded).copied()
    }

    /// The longest known phrase at the start of `units`: its length (at least 1) and what it may be.
    pub(super) fn longest(&self, units: &[Unit], case: TextCase<'_>) -> (usize, Vec<Sense>) {
        let (mut node, mut best) = (0, (1, Vec::new()));
        for (at, unit) in units.iter().enumerate() {
            let Some(next) = unit.word.and_then(|word| self.edges.get(&(node, word))) else {
                break;
            };
            node = *next;
            let mut senses: Vec<Sense> = Vec::new();
            for form in &self.senses[node as usize] {
                if !senses.contains(&form.sense) && self.fits(form, &units[..=at], case) {
                    senses.push(form.sense);
                }
            }
            if !senses.is_empty() {
                best = (at + 1, senses);
            }
        }
        best
    }

    fn fits(&self, form: &Form, units: &[Unit], text: TextCase<'_>) -> bool {
        if !form.period.holds(text.day) {
            return false;
        }
        if form.local
            && let Sense::Name(ix) = form.sense
            && let Some(iso3) = self.entries[ix as usize].country
            && !text.countries.contains(&iso3)
        {
            return false;
        }
        let first = units[0];
        match form.case {
            Case::Free => true,
            // 'Juarez cartel', 'White helmets': the last word of a name may be in lower case.
            Case::Name => {
                let capital = |unit: &Unit| unit.capital || unit.mark == Mark::Number;
                text.all_caps
                    || capital(&first) && (units.len() <= 2 || units[1..units.len() - 1].iter().any(capital))
            }
            Case::First => text.all_caps || first.capital,
            Case::Acronym => text.all_caps || first.upper,
            Case::Word => !text.all_caps && first.upper,
        }
    }

    /// What an organisation's last word says: 'Front', 'Ministry'.
    pub(super) fn organisation_word(&self, word: &str) -> Option<(&'static str, OrganisationKind)> {
        self.organisations
            .get_key_value(word)
            .map(|(key, what)| (*key, *what))
    }

    pub(super) fn entry(&self, id: &str) -> Option<&Entry> {
        self.by_id.get(id).map(|ix| &self.entries[*ix as usize])
    }

    pub(super) fn country(&self, iso3: &str) -> Option<&Country> {
        self.countries.iter().find(|c| c.iso3 == iso3)
    }

    /// Ids that no entry has although an entry names them as its parent, for the tests of the tables.
    #[cfg(test)]
    pub(super) fn orphans(&self) -> Vec<(&'static str, &'static str)> {
        let state = |id: &str| {
            id.split_once(".gov")
                .is_some_and(|(iso3, _)| self.country(&iso3.to_uppercase()).is_some())
        };
        self.entries
            .iter()
            .filter_map(|e| e.parent.map(|parent| (e.id, parent)))
            .filter(|(_, parent)| self.entry(parent).is_none() && !state(parent))
            .collect()
    }
}

/// What decides how strictly capitals are read.
#[derive(Clone, Copy, Debug)]
pub(super) struct TextCase<'c> {
    /// The sentence is in capitals.
    pub(super) all_caps: bool,
    /// Publication day.
    pub(super) day: Option<Date>,
    /// Countries that the document names.
    pub(super) countries: &'c [&'static str],
}

/// How strictly a form's letters are taken.
fn case_of(form: &str) -> Case {
    let bare = form.trim_start_matches(MARKS);
    let acronym =
        bare.chars().any(char::is_alphabetic) && !bare.chars().any(|c| c.is_lowercase() || c == ' ');
    let short = bare.chars().filter(|c| c.is_alphanumeric()).count() <= 3;
    match form.chars().next() {
        Some('!') => Case::Word,
        _ if acronym && short => Case::Acronym,
        _ if bare.chars().any(char::is_uppercase) => {
            let middle: Vec<&str> = bare.split([' ', '-']).collect();
            let within = middle.get(1..middle.len().saturating_sub(1)).unwrap_or_default();
            if within.is_empty() || within.iter().any(|word| word.starts_with(char::is_uppercase)) {
                Case::Name
            } else {
                Case::First
            }
        }
        _ => Case::Free,
    }
}
