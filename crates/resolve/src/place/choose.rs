//! Which entry of the gazetteer a name means, from what else the document names; or none.

use super::atlas::{Atlas, Kind, Reading};
use super::focus::{Focus, has_namesake_province};
use super::lexicon::{CountryWord, Extra, Lexicon, Listed, Sort};
use super::recognise::{Candidate, Container, Hint};
use super::vicinity::{Spot, Vicinity};
use super::{PlaceUsage, Provinces, kilometres};
use dateline_model::{PlaceMatch, PlacePrecision, Why};
use std::collections::BTreeSet;

/// Strength from which a name counts as a place. Chosen on annotated news: lower takes in surnames, higher loses small towns.
pub(super) const ENOUGH: i32 = 3;

/// People from which on a town is meant even where nothing else in the document points to its country.
pub(super) const FAMOUS: f64 = 100_000.0;

/// People below which a town known by another name too does not take the name of the division that it is in. Chosen.
const SMALL: f64 = 20_000.0;

/// Share of the document's country mentions from which a country counts as in focus.
const IN_FOCUS: f64 = 0.08;

/// What other places near and the publisher's home must lend for a place whose country is named nowhere. Chosen: as much as one
/// town of the neighbourhood does.
const AT_HOME: f64 = 1.5;

/// Support below this is a rounding error.
const NOTHING: f64 = 1e-6;

/// By how much the best reading must lead, in orders of magnitude of population.
const MARGIN: f64 = 0.6;

/// By how much the best reading may lead for another to be shown beside it. Chosen: a thousand times the people is no contest.
const NEAR_RIVAL: f64 = 3.0;

/// How many times the people of another a place must have to be meant by a name spelled otherwise. Chosen.
const FUZZY_LEAD: f64 = 10.0;

/// Orders of magnitude of population from which the only place of a name is taken without its country in the document.
const ONLY_ONE: f64 = 4.0;

/// What the naming of likely readings counts beside that of sure ones. Chosen on annotated news: 0.5 and 1.5 score alike.
const LIKELY: f64 = 1.0;

/// By how many orders of magnitude of population another reading must be ahead to outshine one.
const OUTSHONE: f64 = 1.5;

/// Kilometres within which two readings are as good as one.
const SAME_KM: f64 = 25.0;

/// A reading with all that is needed to weigh it and to show it.
#[derive(Clone, Debug)]
pub(super) struct Option_<'a> {
    pub name: &'a str,
    pub geonameid: Option<u32>,
    pub point: Option<(f64, f64)>,
    pub country: u8,
    pub division: Option<u16>,
    /// Number of its second-order division.
    pub district: Option<u32>,
    /// People; 0 for not known.
    pub population: f64,
    pub precision: PlacePrecision,
    pub match_kind: PlaceMatch,
    pub parts: Parts,
    /// Someone not told otherwise would think of it first.
    famous: bool,
    supplement: bool,
}

/// What a reading's score is made of, each part about in orders of magnitude of population.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Parts([f64; PARTS.len()]);

/// The parts, by what they are called where choices are explained.
const PARTS: [&str; 8] = [
    "how well known",
    "country in focus",
    "division in focus",
    "capital",
    "named container",
    "kind of place",
    "other places near",
    "home of the publisher",
];

/// Positions in [`PARTS`].
const KNOWN: usize = 0;
const COUNTRY: usize = 1;
const DIVISION: usize = 2;
const CAPITAL: usize = 3;
const CONTAINER: usize = 4;
const KIND: usize = 5;
const NEAR: usize = 6;
const HOME: usize = 7;

impl Parts {
    fn known(how_well: f64) -> Self {
        let mut parts = Self::default();
        parts.0[KNOWN] = how_well;
        parts
    }

    /// The score.
    pub fn sum(&self) -> f64 {
        self.0.iter().sum()
    }

    /// The parts that gave something, by name.
    pub fn named(&self) -> Vec<(&'static str, f64)> {
        let all = PARTS.into_iter().zip(self.0);
        all.filter(|(_, given)| *given != 0.0).collect()
    }
}

/// What a name means.
#[derive(Clone, Debug)]
pub(super) struct Choice<'a> {
    pub best: Option_<'a>,
    /// The next reading that is elsewhere, if one comes near, and by how much the best leads.
    pub rival: Option<(Option_<'a>, f64)>,
}

/// Everything that choosing needs.
pub(super) struct Chooser<'a> {
    pub atlas: &'a Atlas,
    pub lexicon: &'a Lexicon,
    pub provinces: &'a Provinces,
    pub focus: &'a Focus,
    pub vicinity: &'a Vicinity,
}

impl<'a> Chooser<'a> {
    /// What a candidate means. `None` when it is more likely no place at all.
    pub fn choose(&self, candidate: &Candidate) -> Option<Result<Choice<'a>, Why>> {
        if candidate.strength < ENOUGH {
            return None;
        }
        let options = self.ranked(candidate);
        let best = options.first()?;
        if !self.supported(candidate, best, &options) {
            // An unknown small place far away, or a surname: on weak signs it is not even a place.
            return (candidate.strength > ENOUGH && !candidate.doubtful).then_some(Err(Why::Ambiguous));
        }
        let rival = options[1..].iter().find(|other| !same_place(best, other));
        let rival = rival.map(|rival| (rival.clone(), best.parts.sum() - rival.parts.sum()));
        if rival.as_ref().is_some_and(|rival| rival.1 < MARGIN) {
            return Some(Err(Why::Ambiguous));
        }
        Some(Ok(Choice {
            best: best.clone(),
            rival: rival.filter(|rival| rival.1 <= NEAR_RIVAL),
        }))
    }

    /// The place whose name may be a name that no gazetteer has, in another romanisation: only in the country that the document
    /// speaks of most, and only where no other place there comes near.
    pub fn otherwise_spelled(&self, name: &str) -> Option<Option_<'a>> {
        let country = self.focus.main_country()?;
        let key = super::fold::fold_name(name);
        // What is in capitals is an acronym or shouted; what is known as it is was weighed, and left for a reason.
        let known = self.atlas.longest(&key, &[key.len()]).is_some() || self.lexicon.names.contains(&key);
        if known || !name.contains(char::is_lowercase) {
            return None;
        }
        let readings = self.atlas.find_fuzzy(&key, country);
        let mut options: Vec<Option_<'a>> = readings
            .iter()
            .filter_map(|reading| self.record(*reading))
            .collect();
        options.retain(|option| option.precision == PlacePrecision::Town);
        options.sort_by(|a, b| {
            b.population
                .total_cmp(&a.population)
                .then_with(|| a.geonameid.cmp(&b.geonameid))
        });
        let best = options.first()?.clone();
        let clear = options[1..]
            .iter()
            .all(|other| same_place(&best, other) || other.population * FUZZY_LEAD < best.population);
        clear.then_some(Option_ {
            match_kind: PlaceMatch::Fuzzy,
            ..best
        })
    }

    /// The best reading however weak: for names that are known to be places.
    pub fn likeliest(&self, candidate: &Candidate) -> Option<Option_<'a>> {
        self.ranked(candidate).into_iter().next()
    }

    /// All readings, the best first.
    pub fn ranked(&self, candidate: &Candidate) -> Vec<Option_<'a>> {
        let mut options = self.options(candidate);
        options.sort_by(|a, b| {
            b.parts
                .sum()
                .total_cmp(&a.parts.sum())
                .then_with(|| a.geonameid.cmp(&b.geonameid))
                .then_with(|| a.name.cmp(b.name))
        });
        options
    }

    fn supported(&self, candidate: &Candidate, best: &Option_<'_>, options: &[Option_<'a>]) -> bool {
        let only = options.iter().all(|other| same_place(best, other));
        !candidate.within.is_empty()
            || best.precision == PlacePrecision::Country
            || best.famous
            || self.focus.share(best.country, &candidate.key) >= IN_FOCUS
            || best.parts.0[NEAR] + best.parts.0[HOME] >= AT_HOME
            || only && !candidate.doubtful && best.supplement && candidate.strength > ENOUGH
            || only && !candidate.doubtful && best.parts.sum() >= ONLY_ONE && candidate.strength > ENOUGH + 1
    }

    fn options(&self, candidate: &Candidate) -> Vec<Option_<'a>> {
        let mut options: Vec<Option_<'a>> = Vec::new();
        if let (true, [Container::Division(division)]) =
            (candidate.key.is_empty(), candidate.within.as_slice())
        {
            return self.province(*division).into_iter().collect();
        }
        let country = candidate.country();
        for listed in &candidate.listed {
            options.extend(match listed {
                Listed::Country(number, word) => self.country(candidate, *number, *word),
                Listed::Supplement(extra) => self
                    .lexicon
                    .extras
                    .get(*extra)
                    .and_then(|extra| self.extra(extra)),
            });
        }
        for reading in &candidate.readings {
            let record = self.record(*reading);
            options.extend(record.filter(|option| match country {
                // The country's own record, and a demonym's homonyms, add nothing.
                Some((number, word)) => {
                    (option.precision != PlacePrecision::Country || option.country != number)
                        && word == CountryWord::Name
                }
                None => true,
            }));
        }
        if candidate.within.is_empty() && candidate.hint.is_none() {
            // What the conflict supplement lists is meant before its namesakes in the country, unless the text says which.
            let at_war: BTreeSet<u8> = options
                .iter()
                .filter(|o| o.supplement)
                .map(|o| o.country)
                .collect();
            options.retain(|o| {
                o.supplement || o.precision == PlacePrecision::Country || !at_war.contains(&o.country)
            });
        }
        if candidate.hint == Some(Hint::Province) {
            options.extend(self.province_of_namesake(&candidate.key, &options));
        }
        // A district that the gazetteer can put nowhere gives way to a large town of another country: 'Gaza' in Israel is a slip in it.
        let large: BTreeSet<u8> = options
            .iter()
            .filter(|o| o.precision == PlacePrecision::Town && o.population >= FAMOUS)
            .map(|o| o.country)
            .collect();
        options.retain(|o| {
            let nowhere = o.precision == PlacePrecision::District && o.point.is_none();
            !nowhere || large.is_empty() || large.contains(&o.country)
        });
        // 'Minnesota' is the state, not a village in it that someone spells so too.
        let divisions: Vec<Option<u16>> = options
            .iter()
            .filter(|o| o.precision == PlacePrecision::Province && o.match_kind == PlaceMatch::Exact)
            .map(|o| o.division)
            .collect();
        options.retain(|o| {
            let by_another_name =
                o.precision == PlacePrecision::Town && o.match_kind == PlaceMatch::Alternate;
            !(by_another_name && o.population < SMALL && divisions.contains(&o.division))
        });
        let crowd = options
            .iter()
            .filter(|option| option.precision == PlacePrecision::Town)
            .map(|option| option.parts.0[KNOWN])
            .fold(0.0, f64::max);
        let seats: Vec<Option<u16>> = options
            .iter()
            .filter(|option| option.precision == PlacePrecision::Town)
            .map(|option| option.division)
            .collect();
        for option in &mut options {
            self.weigh(candidate, option, crowd);
            // A province's seat of the same name is what is meant without 'province' beside it.
            if candidate.hint.is_none()
                && option.precision == PlacePrecision::Province
                && seats.contains(&option.division)
            {
                option.parts.0[KIND] -= 1.2;
            }
        }
        options
    }

    fn country(&self, candidate: &Candidate, number: u8, word: CountryWord) -> Option<Option_<'a>> {
        let doubtful = has_namesake_province(candidate, number, self.atlas);
        let country = self.atlas.countries.get(usize::from(number))?;
        Some(Option_ {
            name: &country.name,
            geonameid: Some(country.geonameid),
            point: country.point,
            country: number,
            division: None,
            district: None,
            population: 0.0,
            precision: PlacePrecision::Country,
            match_kind: match word {
                CountryWord::Name => PlaceMatch::Exact,
                CountryWord::Demonym => PlaceMatch::Alternate,
            },
            parts: Parts::known(match word {
                CountryWord::Name if doubtful => 7.5,
                CountryWord::Name => 8.5,
                CountryWord::Demonym => 9.0,
            }),
            famous: true,
            supplement: false,
        })
    }

    fn extra(&self, extra: &'a Extra) -> Option<Option_<'a>> {
        if extra.sort == Sort::Province {
            return Some(Option_ {
                match_kind: PlaceMatch::Supplement,
                ..self.province(extra.division?)?
            });
        }
        let precision = match extra.sort {
            Sort::Site => PlacePrecision::Site,
            Sort::Town => PlacePrecision::Town,
            Sort::District => PlacePrecision::District,
            Sort::Region | Sort::Province => {
                if extra.division.is_some() {
                    PlacePrecision::District
                } else {
                    PlacePrecision::Province
                }
            }
        };
        let record = extra
            .geonameid
            .and_then(|id| self.atlas.record(self.atlas.position(id)?));
        Some(Option_ {
            name: &extra.name,
            geonameid: extra.geonameid,
            point: extra.point,
            country: extra.country,
            division: extra.division,
            district: record
                .and_then(|record| record.district)
                .filter(|_| precision < PlacePrecision::Province),
            population: record.map_or(0.0, |record| record.population),
            precision,
            match_kind: PlaceMatch::Supplement,
            parts: Parts::known(if extra.sort == Sort::Region { 5.5 } else { 4.8 }),
            famous: false,
            supplement: true,
        })
    }

    fn province(&self, division: u16) -> Option<Option_<'a>> {
        let position = self.provinces.get(&division)?;
        self.record(Reading {
            record: *position,
            alternate: false,
        })
    }

    fn record(&self, reading: Reading) -> Option<Option_<'a>> {
        let record = self.atlas.record(reading.record)?;
        let (precision, prior) = match record.kind {
            Kind::Settlement => (PlacePrecision::Town, (record.population + 10.0).log10()),
            Kind::District => (PlacePrecision::District, 3.0),
            Kind::Spot => (PlacePrecision::Site, 1.0),
            Kind::Province => (PlacePrecision::Province, 5.3),
            Kind::Country => (PlacePrecision::Country, 7.0),
        };
        Some(Option_ {
            name: self.atlas.name(record.name),
            geonameid: Some(record.geonameid),
            point: record.point,
            country: record.country,
            division: record.division,
            district: record.district.filter(|_| precision < PlacePrecision::Province),
            population: record.population,
            precision,
            match_kind: if reading.alternate {
                PlaceMatch::Alternate
            } else {
                PlaceMatch::Exact
            },
            parts: Parts::known(prior - if reading.alternate { 0.7 } else { 0.0 }),
            famous: record.population >= FAMOUS && !reading.alternate || record.kind == Kind::Province,
            supplement: false,
        })
    }

    /// 'Kharkiv region': the division that holds the best known town of that name, where no division has it.
    fn province_of_namesake(&self, key: &str, options: &[Option_<'a>]) -> Option<Option_<'a>> {
        if options
            .iter()
            .any(|option| option.precision == PlacePrecision::Province)
        {
            return None;
        }
        let town = options
            .iter()
            .filter(|option| option.precision == PlacePrecision::Town)
            .max_by(|a, b| {
                (a.parts.0[KNOWN] + self.focus.share(a.country, key) * 4.0)
                    .total_cmp(&(b.parts.0[KNOWN] + self.focus.share(b.country, key) * 4.0))
            })?;
        // Divisions are named after their seats ('Kharkivs'ka Oblast''); others of the region are not it.
        let (name, _) = self.atlas.division(town.division?)?;
        let stem = key.get(..key.len().min(5))?;
        super::fold::fold_name(name)
            .starts_with(stem)
            .then(|| self.province(town.division?))?
    }

    fn weigh(&self, candidate: &Candidate, option: &mut Option_<'a>, crowd: f64) {
        let [country, division, all] = self
            .vicinity
            .naming(option.country, option.division, &candidate.key);
        let soft = LIKELY;
        let named = self.focus.shares(option.country, option.division, &candidate.key);
        let blend = |sure: f64, likely: f64, total: f64| {
            let total = total + soft * all;
            // What the name itself lends is taken out again: the rest of a sum can fall a hair below zero.
            if total > NOTHING {
                ((sure + soft * likely) / total).clamp(0.0, 1.0)
            } else {
                0.0
            }
        };
        let share = (blend(named.country, country, named.total) * 1.5).min(1.0);
        let home = blend(named.division, division, named.divisions);
        // A village does not take the name of a world city because its country is in focus: its division must be.
        let outshone = option.precision == PlacePrecision::Town && option.parts.0[KNOWN] + OUTSHONE < crowd;
        option.parts.0[COUNTRY] = if outshone { 3.0 * share } else { 4.0 * share };
        option.parts.0[DIVISION] = if outshone { 3.0 * home } else { 0.0 };
        if option.precision < PlacePrecision::Province {
            option.parts.0[DIVISION] += 3.0 * home;
        }
        if option.precision == PlacePrecision::Town
            && self.lexicon.capitals.get(&candidate.key) == Some(&option.country)
        {
            option.parts.0[CAPITAL] = 1.5;
        }
        let spot = Spot::new(
            option
                .point
                .filter(|_| option.precision < PlacePrecision::Province),
            option.country,
            option.division,
            0.0,
        );
        option.parts.0[NEAR] = self.vicinity.near(&spot, &candidate.key);
        option.parts.0[HOME] = self.vicinity.home(&spot);
        let held = candidate.within.iter().any(|container| match container {
            Container::Country(country) => {
                option.country == *country && option.precision != PlacePrecision::Country
            }
            Container::Division(division) => {
                option.division == Some(*division) && option.precision < PlacePrecision::Province
            }
        });
        if held {
            option.parts.0[CONTAINER] = 8.0;
        }
        option.parts.0[KIND] += match (candidate.hint, option.precision) {
            (Some(Hint::Province), PlacePrecision::Province) => 4.0,
            (Some(Hint::District), PlacePrecision::District) => 4.0,
            (Some(Hint::Town), PlacePrecision::Town) => 4.0,
            (Some(Hint::Province), PlacePrecision::Town) => -1.0,
            _ => 0.0,
        };
        if candidate.usage == PlaceUsage::Associative && option.precision == PlacePrecision::Site {
            option.parts.0[KIND] -= 1.0;
        }
    }
}

/// Whether two readings differ by no more than a desk would care: near each other, or a town and the division it is in.
fn same_place(a: &Option_<'_>, b: &Option_<'_>) -> bool {
    if a.country == b.country && a.division.is_some() && a.division == b.division {
        return a.precision != b.precision || kilometres(a.point, b.point).is_none_or(|km| km <= SAME_KM);
    }
    kilometres(a.point, b.point).is_some_and(|km| km <= SAME_KM)
}
