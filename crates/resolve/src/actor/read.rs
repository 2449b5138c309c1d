//! Reading a phrase: who 'Iran-backed fighters', 'a senior FSA commander' and 'the army' are.

use super::lexicon::{ActorLexicon, Class, Effect, Entry, Function, Head, Sense};
use super::words::{Mark, Segment};
use dateline_model::{ActorKind, taxonomy::Sector};
use jiff::civil::Date;
use std::collections::BTreeSet;

/// What a document says about who its general words mean.
///
/// Made by [`ActorLexicon::context`]; needed to read phrases like 'the army', which has a country only in its report.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Context {
    /// Country that the report is about.
    pub(super) focus: Option<&'static str>,
    /// Countries named, by code.
    pub(super) countries: Vec<&'static str>,
    /// Publication day.
    pub(super) day: Option<Date>,
    /// Ids of the sides that the publisher belongs to.
    pub(super) sides: BTreeSet<String>,
}

impl Context {
    /// ISO 3166-1 alpha-3 of the country that the report is about, if one stands out.
    #[must_use]
    pub fn focus(&self) -> Option<&str> {
        self.focus
    }
}

/// Who a phrase is about, as far as its words and context say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Reading {
    pub(super) id: Option<String>,
    pub(super) name: Option<String>,
    pub(super) country: Option<&'static str>,
    pub(super) sector: Option<Sector>,
    pub(super) kind: Option<ActorKind>,
    pub(super) speaker_only: bool,
    pub(super) person: bool,
}

impl Reading {
    /// People or bodies without a name.
    pub(super) fn unnamed(country: Option<&'static str>, kind: ActorKind, sector: Option<Sector>) -> Self {
        Self {
            country,
            kind: Some(kind),
            sector,
            ..Self::default()
        }
    }
}

/// What stands before the head.
#[derive(Clone, Debug, Default)]
pub(super) struct Modifiers {
    /// A named actor, nearest to the head.
    pub(super) affiliation: Option<Reading>,
    pub(super) country: Option<&'static str>,
    pub(super) effect: Option<Effect>,
    /// Someone stands behind them: 'Iran-backed', 'pro-Turkish'.
    pub(super) backed: bool,
    /// The country that does.
    pub(super) backer: Option<&'static str>,
    /// A state leads several: 'US-led'.
    pub(super) led: bool,
    pub(super) ethnic: bool,
    pub(super) local: bool,
}

/// Second parts of compounds that say who stands behind; '-based', '-born', '-held' don't.
const BACKING: [&str; 10] = [
    "affiliated",
    "aligned",
    "allied",
    "armed",
    "backed",
    "funded",
    "linked",
    "sponsored",
    "supported",
    "trained",
];

/// Words that make an official one of a place and not of the state.
const LOCAL: [&str; 6] = ["former", "local", "municipal", "provincial", "regional", "tribal"];

/// A test that candidates for a name may pass, and what it means that they do.
pub(super) type Test = (fn(&Entry, &Context) -> bool, &'static str);

/// What decides between actors of one name, in order: where one candidate passes a test, those that do not are out.
pub(super) const NARROWING: [Test; 4] = [
    (
        |e, context| e.active.holds(context.day),
        "active on the day of the report",
    ),
    (|e, _| e.own, "an entry of the user's own dictionary"),
    (
        |e, context| e.country.is_some() && e.country == context.focus,
        "of the country that the report is about",
    ),
    (
        |e, context| e.country.is_none_or(|iso3| context.countries.contains(&iso3)),
        "of no country, or of one that the report names",
    ),
];

/// Reads phrases of one document.
#[derive(Clone, Copy)]
pub(super) struct Reader<'l> {
    pub(super) lexicon: &'l ActorLexicon,
    pub(super) context: &'l Context,
}

impl<'l> Reader<'l> {
    /// The named actor that a segment means: the one active then, then the one of the country in focus. Names that stay
    /// ambiguous keep what their candidates share.
    pub(super) fn name(&self, segment: &Segment<'_>) -> Option<Reading> {
        let candidates = self.candidates(segment);
        let (first, rest) = candidates.split_first()?;
        let mut reading = self.of_entry(first);
        for other in rest {
            let other = self.of_entry(other);
            reading.name = None;
            reading.id = reading.id.filter(|id| Some(id) == other.id.as_ref());
            reading.country = reading.country.filter(|c| Some(*c) == other.country);
            reading.sector = reading.sector.filter(|s| Some(*s) == other.sector);
            reading.kind = reading.kind.filter(|k| Some(*k) == other.kind);
            reading.speaker_only &= other.speaker_only;
        }
        Some(reading)
    }

    /// The entries that a segment's name may mean, narrowed as far as date, country and the user's own choice tell.
    pub(super) fn candidates(&self, segment: &Segment<'_>) -> Vec<&'l Entry> {
        let mut candidates: Vec<&Entry> = segment
            .senses
            .iter()
            .filter_map(|sense| match sense {
                Sense::Name(ix) => Some(self.lexicon.current(*ix)),
                _ => None,
            })
            .collect();
        let mut met = BTreeSet::new();
        candidates.retain(|e| met.insert(&*e.id));
        self.narrow(candidates)
    }

    /// What is left of the actors of one name after the tests that decide between them.
    pub(super) fn narrow(&self, mut candidates: Vec<&'l Entry>) -> Vec<&'l Entry> {
        for (keep, _) in NARROWING {
            if candidates.len() > 1 && candidates.iter().any(|e| keep(e, self.context)) {
                candidates.retain(|e| keep(e, self.context));
            }
        }
        candidates
    }

    /// Whom the side that speaks means by its own word for an enemy or a friend.
    pub(super) fn epithet(&self, segment: &Segment<'_>) -> Option<Reading> {
        let Sense::Epithet(ix) = segment.senses.iter().find(|s| matches!(s, Sense::Epithet(_)))? else {
            return None;
        };
        self.of_id(self.lexicon.epithets[*ix as usize].actor)
    }

    /// The reading of an id: an entry's, or a state's by pattern.
    pub(super) fn of_id(&self, id: &str) -> Option<Reading> {
        if let Some(entry) = self.lexicon.entry(id) {
            return Some(self.of_entry(entry));
        }
        let (iso3, part) = id.split_once('.')?;
        let iso3 = self.lexicon.country(&iso3.to_uppercase())?.iso3;
        let part = part.strip_prefix("gov.").unwrap_or(part);
        let (kind, sector) = match part.split('.').next().unwrap_or(part) {
            "mil" => (ActorKind::StateForce, Sector::Mil),
            "cop" | "sec" => (ActorKind::StateForce, Sector::Cop),
            "spy" => (ActorKind::StateForce, Sector::Spy),
            _ => (ActorKind::Political, Sector::Gov),
        };
        Some(self.of_state(iso3, part, kind, Some(sector)))
    }

    pub(super) fn of_entry(&self, entry: &Entry) -> Reading {
        let retired =
            entry.person && entry.sector == Some(Sector::Gov) && entry.active.over(self.context.day);
        Reading {
            id: Some(entry.id.to_string()),
            name: Some(entry.name.to_string()),
            country: entry.country,
            sector: if retired { Some(Sector::Eli) } else { entry.sector },
            kind: entry.kind,
            speaker_only: entry.speaker,
            person: entry.person,
        }
    }

    /// A state's government or force, by the pattern of ids that all states share.
    pub(super) fn of_state(
        &self,
        iso3: &'static str,
        part: &str,
        kind: ActorKind,
        sector: Option<Sector>,
    ) -> Reading {
        let lower = iso3.to_lowercase();
        let mut id = match part {
            "gov" | "jud" | "leg" => format!("{lower}.{part}"),
            _ => format!("{lower}.gov.{part}"),
        };
        // 'irq.gov.mil.army' where the lexicon tells the army from the armed forces, else 'irq.gov.mil'.
        let branch = ["mil.air", "mil.navy"].contains(&part);
        while !branch && id.matches('.').count() > 2 && self.lexicon.entry(&id).is_none() {
            id.truncate(id.rfind('.').unwrap_or(id.len()));
        }
        if let Some(entry) = self.lexicon.entry(&id) {
            return self.of_entry(entry);
        }
        let name = self.lexicon.country(iso3).map(|country| {
            let adjective = country.adjective.unwrap_or(country.name);
            match part {
                "mil.air" => return format!("{adjective} Air Force"),
                "mil.navy" => return format!("{adjective} Navy"),
                _ => {}
            }
            match part.split('.').next().unwrap_or(part) {
                "gov" => format!("Government of {}{}", article(country.name), country.name),
                "mil" => format!("{adjective} Armed Forces"),
                "cop" => format!("{adjective} police"),
                "spy" => format!("{adjective} intelligence"),
                "sec" => format!("{adjective} security forces"),
                "jud" => format!("{adjective} courts"),
                _ => format!("{adjective} parliament"),
            }
        });
        Reading {
            id: Some(id),
            name,
            country: Some(iso3),
            sector,
            kind: Some(kind),
            ..Reading::default()
        }
    }

    pub(super) fn head(&self, segment: &Segment<'_>) -> Option<Head> {
        segment.senses.iter().find_map(|sense| match sense {
            Sense::Head(ix) => Some(self.lexicon.heads[*ix as usize]),
            _ => None,
        })
    }

    /// The country that a segment names in any of its forms.
    pub(super) fn country(&self, segment: &Segment<'_>) -> Option<&'static str> {
        segment.senses.iter().find_map(|sense| match sense {
            Sense::Country(ix) | Sense::Adjective(ix) | Sense::People(ix) | Sense::Metonym(ix) => {
                Some(self.lexicon.countries[*ix as usize].iso3)
            }
            _ => None,
        })
    }

    /// What the segments before a head say.
    pub(super) fn modifiers<'w>(
        &self,
        segments: &[Segment<'_>],
        word: impl Fn(&Segment<'_>) -> &'w str,
    ) -> Modifiers {
        let mut found = Modifiers::default();
        let mut at = segments.len();
        while at > 0 {
            at -= 1;
            let segment = &segments[at];
            if segment.joined && at > 0 {
                if has(segment, Function::Participle) {
                    // 'government-backed' fights for the government; 'Iran-backed' is not Iran.
                    let backer = &segments[at - 1];
                    match effect(backer) {
                        Some(Effect::Government | Effect::Military) => {
                            found.effect = found.effect.or(Some(Effect::Militia))
                        }
                        _ if word(segment) == "led" => found.led |= self.country(backer).is_some(),
                        _ if BACKING.contains(&word(segment)) => {
                            found.backer = found.backer.or(self.country(backer));
                            found.backed |= found.backer.is_some();
                        }
                        _ => {}
                    }
                    at -= 1;
                    continue;
                }
                if has(&segments[at - 1], Function::Side) {
                    found.backer = found.backer.or(self.country(segment));
                    found.backed |= found.backer.is_some();
                    at -= 1;
                    continue;
                }
            }
            if let Some(name) = self.name(segment) {
                if found.affiliation.is_none() && found.country.is_none() {
                    found.affiliation = Some(name);
                }
            } else if let Some(iso3) = self.country(segment) {
                found.country = found.country.or(Some(iso3));
            } else if let Some(effect) = effect(segment) {
                match effect {
                    Effect::Plain => found.local |= LOCAL.contains(&word(segment)),
                    Effect::Ethnic => found.ethnic = true,
                    _ => found.effect = found.effect.or(Some(effect)),
                }
            } else if let Some(head) = self.head(segment) {
                found.effect = found.effect.or(effect_of(head.class));
            }
        }
        found
    }
}

/// Whether a segment can be a function word of that sort.
pub(super) fn has(segment: &Segment<'_>, function: Function) -> bool {
    segment.senses.contains(&Sense::Function(function))
}

/// What a segment says as a modifier.
pub(super) fn effect(segment: &Segment<'_>) -> Option<Effect> {
    segment.senses.iter().find_map(|sense| match sense {
        Sense::Modifier(effect) => Some(*effect),
        _ => None,
    })
}

/// What a head noun says when it stands before another: 'army helicopters'.
fn effect_of(class: Class) -> Option<Effect> {
    use Class as C;
    match class {
        C::Force | C::Air => Some(Effect::Military),
        C::Police => Some(Effect::Police),
        C::Security => Some(Effect::Security),
        C::Spy => Some(Effect::Spy),
        C::Government | C::Official => Some(Effect::Government),
        C::Armed | C::Fighter | C::Unidentified => Some(Effect::Armed),
        C::Militia => Some(Effect::Militia),
        C::Criminal => Some(Effect::Criminal),
        C::Party | C::Opposition | C::Parliament => Some(Effect::Political),
        _ => None,
    }
}

/// 'the ' before names of states that take it.
fn article(name: &str) -> &'static str {
    let takes = [
        "United ",
        "Democratic Republic",
        "Central African",
        "Czech Republic",
        "Dominican Republic",
        "Republic of",
        "Philippines",
        "Netherlands",
        "Maldives",
        "Gambia",
        "Bahamas",
        "Marshall",
        "Solomon",
    ];
    if takes.iter().any(|start| name.starts_with(start)) {
        "the "
    } else {
        ""
    }
}

/// Whether the segment is a mark that a phrase does not cross.
pub(super) fn breaks(segment: &Segment<'_>) -> bool {
    matches!(segment.mark, Mark::Comma | Mark::Stop)
}
