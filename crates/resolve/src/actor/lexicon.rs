//! The loaded lexicon: actors, states, and the words that phrases are made of.

use super::table::{Period, Row};
use super::words::{Mark, Unit, folded_words};
use crate::LexiconError;
use dateline_model::{ActorKind, taxonomy::Sector};
use dateline_syntax::WordTable;
use jiff::civil::Date;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

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
    pub(super) words: WordTable<u32>,
    /// Of each word, by its number, the root's child; 0 where no phrase begins with it. The root has too many to search among.
    pub(super) first: Vec<u32>,
    /// Of each node its children by word, sorted; node 0 is the root, whose children are `first`.
    pub(super) children: Vec<Vec<(u32, u32)>>,
    /// What the phrase that ends at a node may be.
    pub(super) senses: Vec<Vec<Form>>,
    /// Of each node its senses, where all hold whatever the text, as those of function words do; empty for the others.
    pub(super) plain: Vec<Vec<Sense>>,
    pub(super) entries: Vec<Entry>,
    pub(super) epithets: Vec<Epithet>,
    /// Words that epithets begin with: most sentences have none.
    pub(super) epithet_words: BTreeSet<u32>,
    pub(super) by_id: BTreeMap<Box<str>, u32>,
    /// By code, as the table that they are read from.
    pub(super) countries: Vec<Country>,
    pub(super) heads: Vec<Head>,
    pub(super) titles: Vec<(Option<ActorKind>, Option<Sector>)>,
    pub(super) organisations: BTreeMap<&'static str, OrganisationKind>,
}

/// What the last word of an organisation's name says about it.
pub(super) type OrganisationKind = (Option<ActorKind>, Option<Sector>);

/// A named actor.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) id: Box<str>,
    pub(super) name: Box<str>,
    /// All its names as they are written in the table, with when they mean it.
    pub(super) names: Vec<(Box<str>, Period)>,
    pub(super) kind: Option<ActorKind>,
    pub(super) sector: Option<Sector>,
    pub(super) country: Option<&'static str>,
    pub(super) parent: Option<Box<str>>,
    pub(super) active: Period,
    pub(super) speaker: bool,
    pub(super) person: bool,
    /// A user's own entry, which goes before the built-in ones.
    pub(super) own: bool,
    /// Where it is written: file and line.
    pub(super) source: (Box<str>, usize),
}

/// What a side calls another actor.
#[derive(Debug)]
pub(super) struct Epithet {
    pub(super) side: &'static str,
    pub(super) actor: &'static str,
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
            pub(super) fn read(row: &Row<'_>, column: usize) -> Result<Self, LexiconError> {
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
        Militia = "militia", Plain = "plain", Police = "police", Political = "political", Religious = "religious", Security = "security",
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
    /// Only where the side that uses it speaks.
    Epithet(u32),
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
pub(super) struct Form {
    pub(super) sense: Sense,
    pub(super) period: Period,
    pub(super) case: Case,
    /// Read only where the entry's country is named in the document: 'MIT', 'Kurdish forces'.
    pub(super) local: bool,
}

impl Form {
    /// Whether [`ActorLexicon::fits`] holds of it in any text.
    pub(super) fn is_plain(&self) -> bool {
        let always = self.case == Case::Free && self.period == Period::default();
        always && !self.local && !matches!(self.sense, Sense::Epithet(_))
    }
}

/// What letters a form needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Case {
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

impl ActorLexicon {
    /// The number of a folded word, if any phrase has it.
    pub(super) fn word(&self, folded: &str) -> Option<u32> {
        self.words.get(folded).copied()
    }

    /// The node that a word leads to.
    pub(super) fn child(&self, node: u32, word: u32) -> Option<u32> {
        if node == 0 {
            return self.first.get(word as usize).copied().filter(|child| *child != 0);
        }
        let children = &self.children[node as usize];
        let at = children.binary_search_by_key(&word, |child| child.0).ok()?;
        Some(children[at].1)
    }

    /// The longest known phrase at the start of `units`: its length (at least 1) and what it may be.
    pub(super) fn longest(&self, units: &[Unit], case: TextCase<'_>) -> (usize, Cow<'_, [Sense]>) {
        let (mut node, mut best) = (0, (1, Cow::Borrowed(&[][..])));
        for (at, unit) in units.iter().enumerate() {
            let Some(next) = unit.word.and_then(|word| self.child(node, word)) else {
                break;
            };
            node = next;
            let plain = &self.plain[node as usize];
            if !plain.is_empty() {
                best = (at + 1, Cow::Borrowed(plain.as_slice()));
                continue;
            }
            let mut senses: Vec<Sense> = Vec::new();
            for form in &self.senses[node as usize] {
                if !senses.contains(&form.sense) && self.fits(form, &units[..=at], case) {
                    senses.push(form.sense);
                }
            }
            if !senses.is_empty() {
                best = (at + 1, Cow::Owned(senses));
            }
        }
        best
    }

    fn fits(&self, form: &Form, units: &[Unit], text: TextCase<'_>) -> bool {
        if !form.period.holds(text.day) {
            return false;
        }
        if let Sense::Epithet(ix) = form.sense
            && !text.sides.contains(self.epithets[ix as usize].side)
        {
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

    /// The entries that a text as a whole is a name of, in any letters and at any time.
    pub(super) fn named(&self, text: &str) -> Vec<&Entry> {
        let mut node = Some(0);
        folded_words(text, |word, _, _| {
            node = node.and_then(|at| {
                let word = self.words.get(word)?;
                self.child(at, *word)
            });
        });
        let forms = node.map_or(&[][..], |node| &self.senses[node as usize]);
        forms
            .iter()
            .filter_map(|form| match form.sense {
                Sense::Name(ix) => Some(self.current(ix)),
                _ => None,
            })
            .collect()
    }

    /// An id with all that it belongs to.
    pub(super) fn sides(&self, id: &str) -> BTreeSet<String> {
        let mut sides = BTreeSet::new();
        let mut next = Some(id);
        // A chain of a user's own may bite its tail.
        while let Some(id) = next.filter(|id| !sides.contains(*id)) {
            sides.insert(id.to_owned());
            let parent = self.entry(id).and_then(|e| e.parent.as_deref());
            let state = || id.rsplit_once('.').map(|(above, _)| above);
            next = parent.or_else(|| state().filter(|above| above.ends_with(".gov")));
        }
        sides
    }

    /// The entry of a name's sense: where a user's entry has taken the id over, that one.
    pub(super) fn current(&self, ix: u32) -> &Entry {
        let entry = &self.entries[ix as usize];
        self.entry(&entry.id).unwrap_or(entry)
    }

    pub(super) fn country(&self, iso3: &str) -> Option<&Country> {
        let at = self.countries.binary_search_by_key(&iso3, |c| c.iso3).ok()?;
        self.countries.get(at)
    }

    /// Whether an id is an entry's or a state's by pattern.
    pub(super) fn is_known(&self, id: &str) -> bool {
        let state = |(iso3, _): (&str, &str)| self.country(&iso3.to_uppercase()).is_some();
        self.entry(id).is_some() || id.split_once(".gov").is_some_and(state)
    }

    /// Ids that no entry has although an entry names them as its parent, for the tests of the tables.
    #[cfg(test)]
    pub(super) fn orphans(&self) -> Vec<(&str, &str)> {
        self.entries
            .iter()
            .filter_map(|e| Some((&*e.id, e.parent.as_deref()?)))
            .filter(|(_, parent)| !self.is_known(parent))
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
    /// Ids of the sides that the publisher, or who speaks, belongs to.
    pub(super) sides: &'c BTreeSet<String>,
}

/// Words that acronyms in capitals could be taken for are marked in the tables; see README.
pub(super) const MARKS: [char; 2] = ['!', '~'];

/// How strictly a form's letters are taken.
pub(super) fn case_of(form: &str) -> Case {
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
