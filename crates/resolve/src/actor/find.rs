//! Finding actor phrases in sentences.

use super::lexicon::{Class, Effect, Function, Sense, TextCase};
use super::read::{Reader, Reading, breaks, effect, has};
use super::words::{Mark, Segment, Unit, segments};
use crate::place::PlaceMention;
use dateline_syntax::{Analysis, TokenIx};
use std::ops::Range;

/// A mention before coreference.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    pub(super) tokens: Range<TokenIx>,
    pub(super) head: TokenIx,
    pub(super) reading: Reading,
    /// Class of its head noun, where it has one.
    pub(super) class: Option<Class>,
    pub(super) pronoun: bool,
    /// The lexicon's name in it, where that has several words.
    pub(super) name: Option<Range<TokenIx>>,
}

/// Nouns without a plural ending that may stand without a determiner.
const NUMBERLESS: [&str; 14] = [
    "aircraft",
    "artillery",
    "children",
    "fishermen",
    "gunmen",
    "infantry",
    "media",
    "men",
    "militiamen",
    "people",
    "personnel",
    "police",
    "policemen",
    "women",
];

/// Finds the phrases of one sentence.
pub(super) struct Finder<'a, 't> {
    pub(super) reader: Reader<'a>,
    pub(super) analysis: &'a Analysis<'t>,
    pub(super) places: &'a [PlaceMention],
    pub(super) units: Vec<Unit>,
    pub(super) segments: Vec<Segment<'a>>,
    pub(super) all_caps: bool,
}

impl<'a, 't> Finder<'a, 't> {
    pub(super) fn new(
        reader: Reader<'a>,
        analysis: &'a Analysis<'t>,
        places: &'a [PlaceMention],
        units: Vec<Unit>,
        all_caps: bool,
    ) -> Self {
        let case = TextCase {
            all_caps,
            day: reader.context.day,
            countries: &reader.context.countries,
            sides: &reader.context.sides,
        };
        let segments = segments(reader.lexicon, &units, case);
        Self {
            reader,
            analysis,
            places,
            units,
            segments,
            all_caps,
        }
    }

    /// The phrases, in order.
    pub(super) fn drafts(&self) -> Vec<Draft> {
        let mut drafts: Vec<Draft> = Vec::new();
        let mut at = 0;
        while at < self.segments.len() {
            let (next, draft) = self
                .organisation(at)
                .or_else(|| self.phrase(at))
                .or_else(|| self.speaker(at))
                .unwrap_or((at + 1, None));
            drafts.extend(draft);
            at = next.max(at + 1);
        }
        drafts
    }

    pub(super) fn draft(
        &self,
        range: Range<usize>,
        head: usize,
        reading: Reading,
        class: Option<Class>,
    ) -> Draft {
        let tokens = self.segments[range.start].tokens(&self.units).start
            ..self.segments[range.end - 1].tokens(&self.units).end;
        let named = range.clone().rev().find(|ix| self.is_name(*ix));
        Draft {
            tokens,
            name: named
                .map(|ix| self.segments[ix].tokens(&self.units))
                .filter(|name| name.len() > 1),
            head: self.segments[head].tokens(&self.units).end - 1,
            reading,
            class,
            pronoun: false,
        }
    }

    /// A phrase that begins at a segment: where to go on, and what was found.
    pub(super) fn phrase(&self, start: usize) -> Option<(usize, Option<Draft>)> {
        let segments = &self.segments;
        let mut end = start;
        while end < segments.len() && self.inside(start, end) {
            end += 1;
        }
        if end == start {
            return self.pronoun(start);
        }
        let start = if self.is_year(start) && end > start + 1 {
            start + 1
        } else {
            start
        };
        // 'wounded 68 people': a number or determiner begins the phrase, what stands before it is a verb.
        let start = (start + 1..end)
            .rev()
            .find(|ix| {
                let before = self.word(&segments[*ix - 1]);
                // 'shot dead two tourists'
                self.is_count(*ix) && (before.ends_with("ed") || before == "dead")
            })
            .unwrap_or(start);
        // Back to the last segment that a phrase can be built on.
        let mut last = end;
        while last > start && !self.heads(&segments[last - 1]) {
            last -= 1;
        }
        if last == start {
            return Some((end, None));
        }
        let mut head = last - 1;
        let class = self.reader.head(&segments[head]).map(|h| h.class);
        let named = self.name_at(start, head);
        if named.is_none() {
            match class {
                Some(Class::Facility) => return Some((end, None)),
                Some(Class::Partitive) => return Some(self.part_of(start, last)),
                Some(Class::Attack) => return Some((end, self.attacker(start, head))),
                _ => {}
            }
            if let Some(found) = self.titled(start, last) {
                return Some(found);
            }
        } else if head > start
            && last < segments.len()
            && segments[last].joined
            && has(&segments[last], Function::Participle)
        {
            return Some((last + 1, None));
        }
        if class.is_none() && named.is_none() {
            return Some((end, self.state(start, last)));
        }
        if self.lacks_determiner(start, last) {
            return Some((end, None));
        }
        let before = &segments[start..head];
        let (mut stop, mut complement) = (last, None);
        if self.takes_complement(class)
            && let Some((to, reading)) = self.complement(last, class)
        {
            let whole = !matches!(
                class,
                Some(Class::People | Class::Sufferer | Class::Protester | Class::Official)
            );
            if whole {
                stop = to;
            }
            complement = Some(reading);
        }
        let reading = match named {
            Some(name) => name,
            None => self.read_head(before, head, complement),
        };
        if reading == Reading::default() && class.is_none() {
            head = start;
        }
        Some((stop.max(end), Some(self.draft(start..stop, head, reading, class))))
    }

    /// 'Five members of the Taliban': those of whom the phrase behind takes a part; where none stands behind, nobody.
    fn part_of(&self, start: usize, rest: usize) -> (usize, Option<Draft>) {
        let determined = self
            .segments
            .get(rest)
            .is_some_and(|s| has(s, Function::Determiner));
        let whole = || self.organisation(rest).or_else(|| self.phrase(rest));
        let Some((end, Some(mut draft))) = determined.then(whole).flatten() else {
            return (rest, None);
        };
        draft.tokens.start = self.segments[start].tokens(&self.units).start;
        (end, Some(draft))
    }

    /// Whom a phrase names at its head: by name, or by the word that the side that speaks has for them. 'Daesh terrorists'
    /// and 'terrorists of Daesh' say themselves who they are.
    fn name_at(&self, start: usize, head: usize) -> Option<Reading> {
        let segment = &self.segments[head];
        if let Some(name) = self.reader.name(segment) {
            return Some(name);
        }
        let epithet = self.reader.epithet(segment)?;
        let before = &self.segments[start..head];
        if self.reader.head(segment).is_some() {
            let of = self.segments.get(head + 1).is_some_and(|s| has(s, Function::Of));
            let said = |s: &Segment<'_>| self.reader.name(s).is_some() || self.reader.country(s).is_some();
            return (!of && !before.iter().any(said)).then_some(epithet);
        }
        let said = before.iter().rev().find_map(|s| self.reader.name(s));
        Some(said.unwrap_or(epithet))
    }

    pub(super) fn read_head(
        &self,
        before: &[Segment<'_>],
        head: usize,
        complement: Option<Reading>,
    ) -> Reading {
        let Some(noun) = self.reader.head(&self.segments[head]) else {
            return Reading::default();
        };
        let modifiers = self.reader.modifiers(before, |s| self.word(s));
        self.reader.compose(noun, &modifiers, complement)
    }

    /// Whether the segment at `at` can be in a phrase that began at `start`.
    fn inside(&self, start: usize, at: usize) -> bool {
        let segment = &self.segments[at];
        let next = self.segments.get(at + 1);
        match segment.mark {
            Mark::Possessive => at > start,
            Mark::Number => at == start || !self.is_name(at - 1),
            Mark::Comma | Mark::Stop => false,
            // Names in a row are a list of tags, not one name.
            Mark::Word if at > start && self.is_name(at) && self.is_name(at - 1) => false,
            Mark::Word => {
                // The first part of 'Aleppo-based' may be unknown; the second tells.
                let compound = next.is_some_and(|n| n.joined && has(n, Function::Participle));
                let second = segment.joined && has(segment, Function::Participle);
                let side = has(segment, Function::Side) && next.is_some_and(|n| n.joined);
                compound
                    || second
                    || side
                    || segment.senses.iter().any(|sense| match sense {
                        Sense::Function(Function::Determiner) => at == start,
                        Sense::Function(Function::Number) => true,
                        Sense::Function(_) => false,
                        _ => true,
                    }) && !(segment
                        .senses
                        .iter()
                        .any(|s| matches!(s, Sense::Function(Function::Auxiliary)))
                        && self.reader.name(segment).is_none())
            }
        }
    }

    fn is_name(&self, at: usize) -> bool {
        self.segments[at]
            .senses
            .iter()
            .any(|s| matches!(s, Sense::Name(_)))
    }

    /// A number that stands before a phrase as a date: 'in 2016 Syrian rebels'.
    fn is_year(&self, at: usize) -> bool {
        let segment = &self.segments[at];
        let year = self.analysis.word(self.units[segment.units.start].token);
        segment.mark == Mark::Number && year.len() == 4 && (year.starts_with("19") || year.starts_with("20"))
    }

    fn is_count(&self, at: usize) -> bool {
        let segment = &self.segments[at];
        segment.mark == Mark::Number
            || has(segment, Function::Number)
            || has(segment, Function::Determiner)
            || self
                .reader
                .head(segment)
                .is_some_and(|h| h.class == Class::Partitive)
    }

    /// A noun in the singular that stands alone within running text is no one: 'came into force', 'a legitimate military
    /// target'.
    fn lacks_determiner(&self, start: usize, last: usize) -> bool {
        let segment = &self.segments[start];
        let token = self.units[segment.units.end - 1].token;
        last == start + 1
            && start > 0
            && match self.reader.head(segment).map(|h| h.class) {
                Some(Class::Body | Class::Member | Class::Forces | Class::Commander) if self.all_caps => true,
                _ => !self.all_caps && !segment.capital,
            }
            && !NUMBERLESS.contains(&self.analysis.lower(token))
            && !self.analysis.lower(token).ends_with('s')
    }

    fn heads(&self, segment: &Segment<'_>) -> bool {
        segment.senses.iter().any(|sense| {
            matches!(
                sense,
                Sense::Name(_)
                    | Sense::Epithet(_)
                    | Sense::Head(_)
                    | Sense::Country(_)
                    | Sense::People(_)
                    | Sense::Metonym(_)
                    | Sense::Title(_)
            )
        })
    }

    /// The last word of a segment in lower case, of a compound its own part.
    pub(super) fn word(&self, segment: &Segment<'_>) -> &'a str {
        let lower = self.analysis.lower(self.units[segment.units.end - 1].token);
        lower.rsplit('-').next().unwrap_or(lower)
    }

    /// 'Russian air strikes', 'rebel shelling': the phrase before the word is who did it.
    fn attacker(&self, start: usize, attack: usize) -> Option<Draft> {
        let mut last = attack;
        while last > start
            && (self.segments[last - 1].mark == Mark::Possessive
                || effect(&self.segments[last - 1]) == Some(Effect::Plain))
        {
            last -= 1;
        }
        let by = last.checked_sub(1).filter(|by| *by >= start)?;
        let segment = &self.segments[by];
        if segment.joined && has(segment, Function::Participle) {
            return None;
        }
        let range = start..last;
        let class = self.reader.head(segment).map(|h| h.class);
        if let Some(name) = self.reader.name(segment) {
            return Some(self.draft(range, by, name, None));
        }
        if class.is_some_and(|class| !matches!(class, Class::Facility | Class::Partitive | Class::Attack)) {
            let reading = self.read_head(&self.segments[start..by], by, None);
            return Some(self.draft(range, by, reading, class));
        }
        if self.reader.country(segment).is_some() {
            let reading = self.read_head(&self.segments[start..attack], attack, None);
            return Some(self.draft(range, by, reading, None));
        }
        None
    }

    /// A bare country or capital, where it acts or is held to account as a state; a people.
    fn state(&self, start: usize, last: usize) -> Option<Draft> {
        let segment = &self.segments[last - 1];
        let iso3 = self.reader.country(segment)?;
        let (kind, sector) = (
            dateline_model::ActorKind::Political,
            dateline_model::taxonomy::Sector::Gov,
        );
        if segment.senses.iter().any(|s| matches!(s, Sense::People(_))) {
            let reading = Reading {
                country: Some(iso3),
                kind: Some(dateline_model::ActorKind::Civilian),
                sector: Some(dateline_model::taxonomy::Sector::Cvl),
                ..Reading::default()
            };
            return Some(self.draft(start..last, last - 1, reading, Some(Class::People)));
        }
        let before = start.checked_sub(1).map(|ix| &self.segments[ix]);
        let held = before.is_some_and(|s| has(s, Function::Object));
        let placed = before.is_some_and(|s| has(s, Function::Preposition) || has(s, Function::Of));
        (held || !placed && self.acts(last)).then(|| {
            let reading = self.reader.of_state(iso3, "gov", kind, Some(sector));
            self.draft(start..last, last - 1, reading, None)
        })
    }

    /// Whether a verb of speaking or acting as a state follows, over 'and Turkey' and 'has also'.
    fn acts(&self, mut at: usize) -> bool {
        let kind = |at: usize, wanted: &[Function]| {
            self.segments
                .get(at)
                .is_some_and(|s| wanted.iter().any(|f| has(s, *f)))
        };
        loop {
            let conjunct = self
                .segments
                .get(at)
                .is_some_and(|s| s.mark == Mark::Comma || has(s, Function::And));
            if conjunct
                && self
                    .segments
                    .get(at + 1)
                    .is_some_and(|s| self.reader.country(s).is_some())
            {
                at += 2;
            } else if kind(at, &[Function::Auxiliary]) {
                at += 1;
            } else {
                return kind(at, &[Function::Speech, Function::Act]);
            }
        }
    }

    fn takes_complement(&self, class: Option<Class>) -> bool {
        use Class as C;
        matches!(
            class,
            Some(
                C::Member
                    | C::Commander
                    | C::Spokesman
                    | C::Body
                    | C::Official
                    | C::Fighter
                    | C::Armed
                    | C::Militia
                    | C::People
                    | C::Protester
                    | C::Sufferer
                    | C::Voice
                    | C::Court
                    | C::Government
            )
        )
    }

    /// 'of Hezbollah', 'for the rebels', 'in Pakistan' after a head: its end and who or where it is.
    fn complement(&self, at: usize, class: Option<Class>) -> Option<(usize, Reading)> {
        let segment = self.segments.get(at)?;
        let token = self.units.get(segment.units.start)?.token;
        let preposition = self.analysis.lower(token);
        // 'an alliance with the FARC' is not the FARC.
        if !matches!(preposition, "of" | "for" | "from" | "in" | "with" | "at")
            || class == Some(Class::Body) && preposition == "with"
        {
            return None;
        }
        // 'guerrillas of the Red Front', where no list knows the front; rebels in the south are not the south's.
        let fights = matches!(class, Some(Class::Armed | Class::Militia));
        if fights && preposition != "of" {
            return None;
        }
        let unknown = || self.organisation(at + 1);
        if (class == Some(Class::Fighter) || fights)
            && let Some((end, Some(draft))) = unknown()
        {
            return Some((end, draft.reading));
        }
        let start = at + 1;
        let mut end = start;
        while end < self.segments.len() && self.inside(start, end) {
            end += 1;
        }
        let head = (start..end).rev().find(|ix| self.heads(&self.segments[*ix]))?;
        let segment = &self.segments[head];
        let reading = match self.reader.name(segment) {
            Some(name) => name,
            None if fights => return None,
            None => match self.reader.head(segment) {
                Some(h) if matches!(h.class, Class::Facility | Class::Attack | Class::Partitive) => {
                    return None;
                }
                Some(_) => self.read_head(&self.segments[start..head], head, None),
                None => Reading {
                    country: Some(self.reader.country(segment)?),
                    ..Reading::default()
                },
            },
        };
        Some((head + 1, reading))
    }

    pub(super) fn tokens(&self, range: &Range<usize>) -> Range<TokenIx> {
        self.segments[range.start].tokens(&self.units).start
            ..self.segments[range.end - 1].tokens(&self.units).end
    }

    /// 'he said'
    fn pronoun(&self, at: usize) -> Option<(usize, Option<Draft>)> {
        let speaks = self
            .segments
            .get(at + 1)
            .is_some_and(|s| has(s, Function::Speech))
            || at > 0 && has(&self.segments[at - 1], Function::Speech);
        (has(&self.segments[at], Function::Pronoun) && speaks && !breaks(&self.segments[at])).then(|| {
            let mut draft = self.draft(at..at + 1, at, Reading::default(), None);
            draft.pronoun = true;
            (at + 1, Some(draft))
        })
    }

    /// The reading of the whole stretch as one given mention.
    pub(super) fn whole(&self) -> Reading {
        let segments = &self.segments;
        let mut start = 0;
        loop {
            let stop = (start..segments.len())
                .find(|ix| {
                    *ix > start
                        && (breaks(&segments[*ix])
                            || self.reader.name(&segments[*ix]).is_none()
                                && (has(&segments[*ix], Function::Of)
                                    || has(&segments[*ix], Function::Preposition)))
                })
                .unwrap_or(segments.len());
            let Some(head) = (start..stop).rev().find(|ix| {
                self.heads(&segments[*ix]) || *ix + 1 == stop && self.reader.country(&segments[*ix]).is_some()
            }) else {
                return self.unknown(start..stop);
            };
            let class = self.reader.head(&segments[head]).map(|h| h.class);
            if class == Some(Class::Partitive) && head + 1 < segments.len() && start <= head {
                start = head + 1;
                continue;
            }
            if let Some(name) = self.name_at(start, head) {
                return name;
            }
            if let Some((_, Some(draft))) = self.organisation(start).filter(|(end, _)| *end > head) {
                return draft.reading;
            }
            if let Some((_, Some(draft))) = self.titled(start, head + 1) {
                return draft.reading;
            }
            if class.is_none() {
                let iso3 = self.reader.country(&segments[head]);
                return iso3.map_or_else(
                    || self.unknown(start..stop),
                    |iso3| {
                        let sector = Some(dateline_model::taxonomy::Sector::Gov);
                        self.reader
                            .of_state(iso3, "gov", dateline_model::ActorKind::Political, sector)
                    },
                );
            }
            let complement = self
                .takes_complement(class)
                .then(|| self.complement(stop, class))
                .flatten();
            return self.read_head(
                &segments[start..head],
                head,
                complement.map(|(_, reading)| reading),
            );
        }
    }
}
