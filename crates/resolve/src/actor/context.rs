//! Which country a report is about.

use super::lexicon::{ActorLexicon, Function, Sense, TextCase};
use super::read::{Context, has};
use super::words::{Unit, segments};
use crate::place::{PlaceMention, PlaceUsage};
use dateline_model::Document;
use dateline_syntax::{Analysis, SentenceRole};
use std::collections::{BTreeMap, BTreeSet};

/// How much the name of a country counts for a power that acts in others' wars. Chosen, not measured: a report of a Russian
/// raid in Syria names both equally often.
const ABROAD: u32 = 2;
const HOME: u32 = 5;
const POWERS: [&str; 8] = ["DEU", "FRA", "GBR", "IRN", "RUS", "SAU", "TUR", "USA"];

/// Counts what countries the text and title name, and picks the one that stands out.
pub(super) fn find(
    lexicon: &ActorLexicon,
    analysis: &Analysis<'_>,
    document: &Document,
    places: &[PlaceMention],
    of_sentences: &[Vec<Unit>],
) -> Context {
    let (title, day) = (document.title.as_deref(), document.published);
    let none = BTreeSet::new();
    let mut weights: BTreeMap<&'static str, u32> = BTreeMap::new();
    let scan = |analysis: &Analysis<'_>, units: &[Vec<Unit>], weights: &mut BTreeMap<&'static str, u32>| {
        for (sentence, units) in analysis.sentences().iter().zip(units) {
            if sentence.role == SentenceRole::Furniture {
                continue;
            }
            let case = TextCase {
                all_caps: sentence.all_caps,
                day,
                countries: &[],
                sides: &none,
            };
            let segments = segments(lexicon, units, case);
            for (at, segment) in segments.iter().enumerate() {
                let compound = segments
                    .get(at + 1)
                    .is_some_and(|next| next.joined && has(next, Function::Participle));
                if compound {
                    continue;
                }
                for sense in segment.senses.iter() {
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
    scan(analysis, of_sentences, &mut weights);
    if let Some(title) = title {
        let title = dateline_syntax::analyse(title);
        scan(&title, &lexicon.units(&title), &mut weights);
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
        sides: document
            .publisher
            .as_deref()
            .into_iter()
            .flat_map(|publisher| lexicon.named(publisher))
            .flat_map(|entry| lexicon.sides(&entry.id))
            .collect(),
    }
}
