//! Names that the lexicon does not have: persons by title or speech, organisations by their last word.

use super::find::{Draft, Finder};
use super::lexicon::{Class, Function, Sense};
use super::read::{Reading, has};
use super::words::{Mark, Segment};
use std::ops::Range;

/// Words with a capital that may follow a title or stand before 'said': 'Hassan', 'Abdulghany'.
const NAME_WORDS: usize = 5;

impl Finder<'_, '_> {
    /// An unknown person after a title or office: 'Lt. Col. Hassan Karim', 'ISIL leader Abu Omar'.
    pub(super) fn titled(&self, start: usize, last: usize) -> Option<(usize, Option<Draft>)> {
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
                let m = self.reader.modifiers(before, |s| self.word(s));
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

    /// Unknown capitalised words from `at` on.
    pub(super) fn name_run(&self, at: usize) -> Range<usize> {
        let unknown = |s: &Segment<'_>| {
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
    pub(super) fn organisation_end(&self, run: &Range<usize>) -> Option<(usize, &'static str)> {
        (run.start + 1..run.end).rev().find_map(|ix| {
            let word = self.analysis.word(self.segments[ix].tokens(&self.units).end - 1);
            self.reader
                .lexicon
                .organisation_word(word)
                .map(|(key, _)| (ix + 1, key))
        })
    }

    /// An unknown organisation: 'Horn Liberation Front'.
    pub(super) fn organisation(&self, start: usize) -> Option<(usize, Option<Draft>)> {
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
        let (end, key) = self.organisation_end(&(from..run.end))?;
        // A word of the name is unknown; in a headline the verb behind it has a capital too: 'Kenyan Army Kills Nine'.
        if !(run.start..end.min(run.end)).any(|ix| self.segments[ix].senses.is_empty()) {
            return None;
        }
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
    pub(super) fn speaker(&self, start: usize) -> Option<(usize, Option<Draft>)> {
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

    /// A capitalised name that nothing explains.
    pub(super) fn unknown(&self, range: Range<usize>) -> Reading {
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
