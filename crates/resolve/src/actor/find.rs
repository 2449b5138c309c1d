//! Finding actor phrases in sentences.

use super::lexicon::{ActorLexicon, Class, Effect, Function, Sense, TextCase};
use super::read::{Context, Reader, Reading, breaks, effect, has};
use super::words::{Mark, Segment, Unit, segments, units};
use crate::place::{PlaceMention, PlaceUsage};
use dateline_syntax::{Analysis, SentenceRole, TokenIx};
use std::collections::BTreeMap;
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
}

/// Words with a capital that may follow a title or stand before 'said': 'Hassan', 'Abdulghany'.
const NAME_WORDS: usize = 5;

/// How much the name of a country counts for a power that acts in others' wars. Chosen, not measured: a report of a Russian
/// raid in Syria names both equally often.
const ABROAD: u32 = 2;
const HOME: u32 = 5;
const POWERS: [&str; 8] = ["DEU", "FRA", "GBR", "IRN", "RUS", "SAU", "TUR", "USA"];

/// Counts what countries the text and title name, and picks the one that stands out.
pub(super) fn context(
    lexicon: &ActorLexicon,
    analysis: &Analysis<'_>,
    title: Option<&str>,
    day: Option<jiff::civil::Date>,
    places: &[PlaceMention],
) -> Context {
    let mut weights: BTreeMap<&'static str, u32> = BTreeMap::new();
    let scan = |analysis: &Analysis<'_>, weights: &mut BTreeMap<&'static str, u32>| {
        for sentence in analysis.sentences() {
            if sentence.role == SentenceRole::Furniture {
                continue;
            }
            let units = units(lexicon, analysis, sentence.tokens.clone());
            let case = TextCase {
                all_caps: sentence.all_caps,
                day,
                countries: &[],
            };
            let segments = segments(lexicon, &units, case);
            for (at, segment) in segments.iter().enumerate() {
                let compound = segments
                    .get(at + 1)
                    .is_some_and(|next| next.joined && has(next, Function::Participle));
                if compound {
                    continue;
                }
                for sense in &segment.senses {
                    let (iso3, weight) = match sense {
                        Sense::Country(ix) | Sense::Metonym(ix) => (lexicon.countries[*ix as usize].iso3, 2),
                        Sense::Adjective(ix) | Sense::People(ix) => (lexicon.countries[*ix as usize].iso3, 1),
                        Sense::Name(ix) => match lexicon.entries[*ix as usize].country {
                            Some(iso3) => (iso3, 1),
                            None => continue,
                        },
                        _ => continue,
                    };
                    let factor = if POWERS.contains(&iso3) { ABROAD } else { HOME };
                    *weights.entry(iso3).or_default() += weight * factor;
                    break;
                }
            }
        }
    };
    scan(analysis, &mut weights);
    if let Some(title) = title {
        scan(&dateline_syntax::analyse(title), &mut weights);
    }
    for place in places {
        if place.usage == PlaceUsage::Literal
            && let Ok(place) = &place.place
            && let Some(country) = place.country.as_deref().and_then(|iso3| lexicon.country(iso3))
        {
            *weights.entry(country.iso3).or_default() += 3 * HOME;
        }
    }
    let mut ranked: Vec<(u32, &'static str)> =
        weights.iter().map(|(iso3, weight)| (*weight, *iso3)).collect();
    ranked.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
    let focus = match ranked.as_slice() {
        [] => None,
        [(_, only)] => Some(*only),
        // A quarter ahead of the next: less is two countries' news.
        [(first, iso3), (second, _), ..] => (first * 4 >= second * 5).then_some(*iso3),
    };
    Context {
        focus,
        countries: weights.into_keys().collect(),
        day,
    }
}

/// Finds the phrases of one sentence.
pub(super) struct Finder<'a, 't> {
    pub(super) reader: Reader<'a>,
    pub(super) analysis: &'a Analysis<'t>,
    pub(super) places: &'a [PlaceMention],
    pub(super) units: Vec<Unit>,
    pub(super) segments: Vec<Segment>,
    pub(super) all_caps: bool,
}

impl<'a, 't> Finder<'a, 't> {
    pub(super) fn new(
        reader: Reader<'a>,
        analysis: &'a Analysis<'t>,
        places: &'a [PlaceMention],
        tokens: Range<TokenIx>,
        all_caps: bool,
    ) -> Self {
        let units = units(reader.lexicon, analysis, tokens);
        let case = TextCase {
            all_caps,
            day: reader.context.day,
            countries: &reader.context.countries,
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

    fn draft(&self, range: Range<usize>, head: usize, reading: Reading, class: Option<Class>) -> Draft {
        let tokens = self.segments[range.start].tokens(&self.units).start
            ..self.segments[range.end - 1].tokens(&self.units).end;
        Draft {
            tokens,
            head: self.segments[head].tokens(&self.units).end - 1,
            reading,
            class,
            pronoun: false,
        }
    }

    /// A phrase that begins at a segment: where to go on, and what was found.
    fn phrase(&self, start: usize) -> Option<(usize, Option<Draft>)> {
        let segments = &self.segments;
        let mut end = start;
        while end < segments.len() && self.inside(start, end) {
            end += 1;
        }
        if end == start {
            return self.pronoun(start);
        }
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
        if self.reader.name(&segments[head]).is_none() {
            match class {
                Some(Class::Facility) => return Some((end, None)),
                Some(Class::Partitive) => return Some((last, None)),
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
        if class.is_none() && self.reader.name(&segments[head]).is_none() {
            return Some((end, self.state(start, last)));
        }
        let before = &segments[start..head];
        let (mut stop, mut complement) = (last, None);
        if self.takes_complement(class)
            && let Some((to, reading)) = self.complement(last)
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
        let reading = match self.reader.name(&segments[head]) {
            Some(name) => name,
            None => self.read_head(before, head, complement),
        };
        if reading == Reading::default() && class.is_none() {
            head = start;
        }
        Some((stop.max(end), Some(self.draft(start..stop, head, reading, class))))
    }

    pub(super) fn read_head(&self, before: &[Segment], head: usize, complement: Option<Reading>) -> Reading {
        let Some(noun) = self.reader.head(&self.segments[head]) else {
            return Reading::default();
        };
        let modifiers = self.reader.modifiers(before, |s| self.is_local(s));
        self.reader.compose(noun, &modifiers, complement)
    }

    /// Whether the segment at `at` can be in a phrase that began at `start`.
    fn inside(&self, start: usize, at: usize) -> bool {
        let segment = &self.segments[at];
        let next = self.segments.get(at + 1);
        match segment.mark {
            Mark::Possessive => at > start,
            Mark::Number => true,
            Mark::Comma | Mark::Stop => false,
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

    fn heads(&self, segment: &Segment) -> bool {
        segment.senses.iter().any(|sense| {
            matches!(
                sense,
                Sense::Name(_)
                    | Sense::Head(_)
                    | Sense::Country(_)
                    | Sense::People(_)
                    | Sense::Metonym(_)
                    | Sense::Title(_)
            )
        })
    }

    fn is_local(&self, segment: &Segment) -> bool {
        let token = self.units[segment.units.start].token;
        matches!(
            self.analysis.lower(token),
            "local" | "regional" | "provincial" | "municipal" | "tribal" | "former"
        )
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
    fn complement(&self, at: usize) -> Option<(usize, Reading)> {
        let segment = self.segments.get(at)?;
        let token = self.units.get(segment.units.start)?.token;
        if !matches!(
            self.analysis.lower(token),
            "of" | "for" | "from" | "in" | "with" | "at"
        ) {
            return None;
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

    /// An unknown person after a title or office: 'Lt. Col. Hassan Karim', 'ISIL leader Abu Omar'.
    fn titled(&self, start: usize, last: usize) -> Option<(usize, Option<Draft>)> {
        let title = &self.segments[last - 1];
        let run = self.name_run(last);
        if run.is_empty() || self.all_caps || self.organisation_end(&run).is_some() {
            return None;
        }
        let head = self.reader.head(title);
        let class = head.map(|h| h.class);
        let office = matches!(
            class,
            Some(Class::Member | Class::Commander | Class::Official | Class::Spokesman | Class::Voice)
        );
        let known_title = title.senses.iter().find_map(|s| match s {
            Sense::Title(ix) => Some(self.reader.lexicon.titles[*ix as usize]),
            _ => None,
        });
        if known_title.is_none() && !office {
            return None;
        }
        let before = &self.segments[start..last - 1];
        let mut reading = match (head, known_title) {
            (Some(_), None) => self.read_head(before, last - 1, None),
            (_, Some((kind, sector))) => {
                let m = self.reader.modifiers(before, |s| self.is_local(s));
                self.reader.titled(kind, sector, &m)
            }
            (None, None) => return None,
        };
        reading.id = None;
        reading.person = true;
        let end = run.end;
        let name = self.analysis.span(self.tokens(&run)).of(self.analysis.text());
        reading.name = Some(name.to_owned());
        Some((end, Some(self.draft(start..end, end - 1, reading, class))))
    }

    fn tokens(&self, range: &Range<usize>) -> Range<TokenIx> {
        self.segments[range.start].tokens(&self.units).start
            ..self.segments[range.end - 1].tokens(&self.units).end
    }

    /// Unknown capitalised words from `at` on.
    fn name_run(&self, at: usize) -> Range<usize> {
        let unknown = |s: &Segment| {
            s.mark == Mark::Word
                && s.senses
                    .iter()
                    .all(|sense| matches!(sense, Sense::Head(_) | Sense::Modifier(_) | Sense::Title(_)))
        };
        let mut end = at;
        while end < self.segments.len().min(at + NAME_WORDS) {
            let segment = &self.segments[end];
            let particle = segment.senses.is_empty()
                && segment.mark == Mark::Word
                && matches!(
                    self.analysis.lower(self.units[segment.units.start].token),
                    "bin" | "ibn" | "de" | "van" | "von" | "del" | "da"
                );
            if !(unknown(segment) && (segment.capital || particle && end > at)) {
                break;
            }
            end += 1;
        }
        at..end
    }

    /// The end of the organisation's name that a run of capitalised words is, with what its last word says.
    fn organisation_end(&self, run: &Range<usize>) -> Option<(usize, &'static str)> {
        (run.start + 1..run.end).rev().find_map(|ix| {
            let word = self.analysis.word(self.segments[ix].tokens(&self.units).end - 1);
            self.reader
                .lexicon
                .organisation_word(word)
                .map(|(key, _)| (ix + 1, key))
        })
    }

    /// An unknown organisation: 'Horn Liberation Front'.
    fn organisation(&self, start: usize) -> Option<(usize, Option<Draft>)> {
        if self.all_caps {
            return None;
        }
        let from = if has(&self.segments[start], Function::Determiner) {
            start + 1
        } else {
            start
        };
        let mut first = from;
        let mut country = None;
        // 'Syrian Farmers Union': the country is a part of the name that tells where it belongs.
        if let Some(iso3) = self.segments.get(first).and_then(|s| self.reader.country(s)) {
            country = Some(iso3);
            first += 1;
        }
        let run = self.name_run(first);
        let unknown = run.clone().any(|ix| self.segments[ix].senses.is_empty());
        let (end, key) = self
            .organisation_end(&(from..run.end))
            .filter(|_| unknown && !run.is_empty())?;
        // A known name or people's noun before it is a phrase of its own.
        if run
            .clone()
            .any(|ix| ix < end && self.reader.name(&self.segments[ix]).is_some())
        {
            return None;
        }
        let (kind, sector) = self.reader.lexicon.organisation_word(key)?.1;
        let name = self
            .analysis
            .span(self.tokens(&(from..end)))
            .of(self.analysis.text());
        let reading = Reading {
            name: Some(name.to_owned()),
            country: country.or(self.reader.context.focus),
            kind,
            sector,
            speaker_only: kind == Some(dateline_model::ActorKind::Media),
            ..Reading::default()
        };
        Some((end, Some(self.draft(start..end, end - 1, reading, None))))
    }

    /// An unknown person who speaks: 'Rana Khalil said', 'said Rana Khalil'.
    fn speaker(&self, start: usize) -> Option<(usize, Option<Draft>)> {
        let run = self.name_run(start);
        let unknown = run.clone().all(|ix| self.segments[ix].senses.is_empty());
        if self.all_caps || !(2..=4).contains(&run.len()) || !unknown || self.placed(&run) {
            return None;
        }
        let speech = |ix: Option<usize>| {
            ix.and_then(|ix| self.segments.get(ix))
                .is_some_and(|s| has(s, Function::Speech))
        };
        if !speech(Some(run.end)) && !speech(start.checked_sub(1)) {
            return None;
        }
        let tokens = self.tokens(&run);
        let mut reading = Reading {
            name: Some(self.analysis.span(tokens).of(self.analysis.text()).to_owned()),
            person: true,
            ..Reading::default()
        };
        // ', a commander of the group': apposition says who it is.
        if self.segments.get(run.end).is_some_and(|s| s.mark == Mark::Comma)
            && let Some((_, Some(of))) = self.phrase(run.end + 1)
        {
            reading.country = of.reading.country;
            reading.kind = of.reading.kind;
            reading.sector = of.reading.sector;
        }
        Some((run.end, Some(self.draft(run.clone(), run.end - 1, reading, None))))
    }

    fn placed(&self, run: &Range<usize>) -> bool {
        let tokens = self.tokens(run);
        self.places
            .iter()
            .any(|p| p.tokens.start < tokens.end && tokens.start < p.tokens.end)
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
            if let Some(name) = self.reader.name(&segments[head]) {
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
                .then(|| self.complement(stop))
                .flatten();
            return self.read_head(
                &segments[start..head],
                head,
                complement.map(|(_, reading)| reading),
            );
        }
    }

    /// A capitalised name that nothing explains.
    fn unknown(&self, range: Range<usize>) -> Reading {
        let Some(first) = range
            .clone()
            .find(|ix| self.segments[*ix].capital && !has(&self.segments[*ix], Function::Determiner))
        else {
            return Reading::default();
        };
        let run = first..range.end;
        let (kind, sector) = self
            .organisation_end(&run)
            .and_then(|(_, key)| self.reader.lexicon.organisation_word(key))
            .map_or((None, None), |(_, what)| what);
        Reading {
            name: Some(
                self.analysis
                    .span(self.tokens(&run))
                    .of(self.analysis.text())
                    .to_owned(),
            ),
            kind,
            sector,
            person: kind.is_none(),
            ..Reading::default()
        }
    }
}
