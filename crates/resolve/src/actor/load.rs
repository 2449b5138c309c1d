//! Loading the tables under `lexicons/actors`, and a user's own.

use super::lexicon::{
    ActorLexicon, Case, Class, Country, Effect, Entry, Epithet, Form, Function, Head, MARKS, Sense, case_of,
};
use super::table::{Period, Row, rows};
use super::words::folded_words;
use crate::LexiconError;
use dateline_syntax::WordTable;
use std::collections::{BTreeMap, BTreeSet};

/// Columns of a table of actors.
pub(super) const ACTOR_COLUMNS: usize = 9;

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

macro_rules! tables {
    ($($name:ident: $file:literal,)+) => {
        $(const $name: (&str, &str) = (concat!("lexicons/actors/", $file), include_str!(concat!("../../../../lexicons/actors/", $file)));)+
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
    EPITHETS: "epithets.tsv",
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
            words: WordTable::default(),
            first: Vec::new(),
            children: vec![Vec::new()],
            senses: vec![Vec::new()],
            plain: vec![Vec::new()],
            entries: Vec::new(),
            epithets: Vec::new(),
            epithet_words: BTreeSet::new(),
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
        for table in [
            AFRICA,
            AMERICAS,
            AMERICAS_GROUPS,
            EUROPE_ASIA,
            INTERNATIONAL,
            MIDDLE_EAST,
            PERSONS,
        ] {
            lexicon.read_actors(table)?;
        }
        lexicon.read_epithets()?;
        Ok(lexicon)
    }

    fn read_epithets(&mut self) -> Result<(), LexiconError> {
        for row in rows(EPITHETS.0, EPITHETS.1, 5)? {
            let (side, actor) = (row.fields[0], row.fields[2]);
            if let Some(id) = [side, actor].into_iter().find(|id| !self.is_known(id)) {
                return Err(row.error(format!("`{id}` is no actor's id: add the actor first")));
            }
            let period = row.period(3, 4)?;
            let sense = Sense::Epithet(self.epithets.len() as u32);
            self.epithets.push(Epithet { side, actor });
            for form in row.list(1) {
                self.insert(form, sense, period, case_of(form));
                let mut words = Vec::new();
                folded_words(form, |word, _, _| words.extend(self.word(word)));
                self.epithet_words.extend(words.first());
            }
        }
        Ok(())
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
            // Countries are looked up by halving: their order is checked here.
            let follows = self.countries.last().is_none_or(|last| last.iso3 < row.fields[0]);
            if row.fields[0].len() != 3 || !follows {
                return Err(row.error(format!(
                    "`{}` is not a new ISO 3166-1 alpha-3 code: write three capitals, each code once, in order",
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

    fn read_actors(&mut self, table: (&str, &str)) -> Result<(), LexiconError> {
        let mut last = "";
        for row in rows(table.0, table.1, ACTOR_COLUMNS)? {
            let id = row.fields[0];
            if id <= last {
                return Err(row.error(format!(
                    "`{id}` stands after `{last}`: keep the file sorted by id, each id once"
                )));
            }
            last = id;
            let entry = self.parse_actor(&row)?;
            if self.by_id.contains_key(id) {
                return Err(row.error(format!(
                    "`{id}` is in another file too: give one of them another id"
                )));
            }
            self.add_actor(entry);
        }
        Ok(())
    }

    /// The actor that a line of a table describes.
    pub(super) fn parse_actor(&self, row: &Row<'_>) -> Result<Entry, LexiconError> {
        let id = row.fields[0];
        let lower = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "._-".contains(c);
        if !id.chars().all(lower) || !id.contains('.') {
            return Err(row.error(format!(
                "`{id}` is not an id: write small letters, digits and hyphens with a dot after the country, like \
                 `syr.new-group`"
            )));
        }
        let country = match row.optional(4) {
            None => None,
            Some(iso3) => Some(self.country(iso3).map(|c| c.iso3).ok_or_else(|| {
                row.error(format!(
                    "`{iso3}` is not in countries.tsv: write an ISO 3166-1 alpha-3 code"
                ))
            })?),
        };
        let names: Vec<(Box<str>, Period)> = row
            .list(1)
            .map(|name| row.dated_form(name).map(|(form, period)| (form.into(), period)))
            .collect::<Result<_, _>>()?;
        if let Some((form, _)) = names
            .iter()
            .find(|(form, _)| !form.chars().any(char::is_alphanumeric))
        {
            return Err(row.error(format!(
                "`{form}` is not a name: write at least one letter, with '|' between names"
            )));
        }
        let Some((first, _)) = names.first() else {
            return Err(row.error("there is no name: write the canonical name first".to_owned()));
        };
        for flag in row.list(8).flat_map(|f| f.split(',')) {
            if !matches!(flag, "person" | "speaker") {
                return Err(row.error(format!(
                    "`{flag}` is not a flag: write person, speaker, both with a comma, or '-'"
                )));
            }
        }
        let flag = |wanted: &str| row.fields[8].split(',').any(|f| f == wanted);
        Ok(Entry {
            id: id.into(),
            name: first.trim_start_matches(MARKS).into(),
            kind: row.kind(2)?,
            sector: row.sector(3)?,
            country,
            parent: row.optional(5).map(Into::into),
            active: row.period(6, 7)?,
            speaker: flag("speaker"),
            person: flag("person"),
            own: false,
            source: (row.file.into(), row.line),
            names,
        })
    }

    /// Takes an actor in. One with an id that is known already takes its place.
    pub(super) fn add_actor(&mut self, entry: Entry) {
        let ix = self.entries.len() as u32;
        for (form, period) in &entry.names {
            self.insert(form, Sense::Name(ix), *period, case_of(form));
        }
        self.by_id.insert(entry.id.clone(), ix);
        self.entries.push(entry);
    }

    fn insert(&mut self, form: &str, sense: Sense, period: Period, case: Case) {
        let mut node = 0;
        folded_words(form, |word, _, _| {
            let next = self.words.len() as u32;
            let word = *self.words.or_insert_with(word, || next);
            if word == next {
                self.first.push(0);
            }
            node = match self.child(node, word) {
                Some(child) => child,
                None => self.new_child(node, word),
            };
        });
        if node != 0 {
            let forms = &mut self.senses[node as usize];
            forms.push(Form {
                sense,
                period,
                case,
                local: form.starts_with('~'),
            });
            let plain = &mut self.plain[node as usize];
            plain.clear();
            if forms.iter().all(Form::is_plain) {
                for form in forms {
                    if !plain.contains(&form.sense) {
                        plain.push(form.sense);
                    }
                }
            }
        }
    }

    fn new_child(&mut self, node: u32, word: u32) -> u32 {
        let child = self.senses.len() as u32;
        self.children.push(Vec::new());
        self.senses.push(Vec::new());
        self.plain.push(Vec::new());
        if node == 0 {
            self.first[word as usize] = child;
        } else {
            let children = &mut self.children[node as usize];
            let at = children.partition_point(|other| other.0 < word);
            children.insert(at, (word, child));
        }
        child
    }
}
