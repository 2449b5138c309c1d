//! Which countries and divisions a document speaks of.

use super::atlas::{Atlas, Kind};
use super::choose::{ENOUGH, FAMOUS};
use super::lexicon::{CountryWord, Lexicon, Listed};
use super::recognise::{Candidate, Container};
use std::collections::BTreeMap;

/// How much of a document's naming must go to a country for its names to be looked for in other spellings: one plain mention.
const MAIN_COUNTRY: f64 = 1.0;

/// Parts of a document's naming.
pub(super) struct Shares {
    pub(super) country: f64,
    pub(super) total: f64,
    pub(super) division: f64,
    pub(super) divisions: f64,
}

/// How much of a document's naming goes to each country.
#[derive(Debug, Default)]
pub(super) struct Focus {
    weights: BTreeMap<u8, f64>,
    divisions: BTreeMap<u16, f64>,
    total: f64,
    /// What each town's name has added of its own account, which must not speak for its own reading.
    own: BTreeMap<String, Own>,
}

/// What one name has added, and to which country and division.
#[derive(Debug, Default, Clone, Copy)]
struct Own {
    home: Option<(u8, Option<u16>)>,
    weight: f64,
}

impl Own {
    /// What it has added to a country.
    fn to(self, country: u8) -> f64 {
        self.home
            .filter(|home| home.0 == country)
            .map_or(0.0, |_| self.weight)
    }

    /// What it has added to divisions.
    fn to_divisions(self) -> f64 {
        self.home.and_then(|home| home.1).map_or(0.0, |_| self.weight)
    }

    /// What it has added to a division.
    fn to_division(self, division: u16) -> f64 {
        let own = self.home.and_then(|home| home.1);
        own.filter(|own| *own == division).map_or(0.0, |_| self.weight)
    }
}

impl Focus {
    /// Counts the countries that candidates of a text name, and those of well-known towns and provinces.
    pub fn add(&mut self, found: &[Candidate], atlas: &Atlas, lexicon: &Lexicon) {
        for candidate in found.iter().filter(|candidate| candidate.strength >= ENOUGH) {
            if let Some((country, word)) = candidate.country() {
                // 'Georgia' and 'Jordan' tell less than 'Georgian'.
                let doubtful = has_namesake_province(candidate, country, atlas);
                self.count(
                    country,
                    if doubtful {
                        0.5
                    } else if word == CountryWord::Name {
                        2.0
                    } else {
                        1.5
                    },
                );
                continue;
            }
            for container in &candidate.within {
                match container {
                    Container::Country(country) => self.count(*country, 1.0),
                    Container::Division(division) => self.count_division(*division, atlas, 2.0),
                }
            }
            if let Some((country, division)) = sole_home(candidate, atlas, lexicon) {
                self.count(country, 1.0);
                let own = self.own.entry(candidate.key.clone()).or_default();
                own.home.get_or_insert((country, division));
                own.weight += 1.0;
                if let Some(division) = division {
                    *self.divisions.entry(division).or_default() += 1.0;
                }
            }
        }
    }

    fn count(&mut self, country: u8, weight: f64) {
        *self.weights.entry(country).or_default() += weight;
        self.total += weight;
    }

    fn count_division(&mut self, division: u16, atlas: &Atlas, weight: f64) {
        *self.divisions.entry(division).or_default() += weight;
        if let Some((_, country)) = atlas.division(division) {
            self.count(country, weight);
        }
    }

    /// The naming that goes to a country and a division, that of `name` itself left out.
    pub(super) fn shares(&self, country: u8, division: Option<u16>, name: &str) -> Shares {
        let own = self.own.get(name).copied().unwrap_or_default();
        Shares {
            country: self.weights.get(&country).copied().unwrap_or(0.0) - own.to(country),
            total: self.total - own.weight,
            division: division.map_or(0.0, |division| {
                self.divisions.get(&division).copied().unwrap_or(0.0) - own.to_division(division)
            }),
            divisions: self.divisions.values().sum::<f64>() - own.to_divisions(),
        }
    }

    /// The country that most of what the document names is of, and at least half.
    pub(super) fn main_country(&self) -> Option<u8> {
        let (country, weight) = self.weights.iter().max_by(|a, b| a.1.total_cmp(b.1))?;
        (weight * 2.0 >= self.total && *weight >= MAIN_COUNTRY).then_some(*country)
    }

    /// A country's share of all that the document names, the name in question left out.
    pub(super) fn share(&self, country: u8, name: &str) -> f64 {
        let shares = self.shares(country, None, name);
        if shares.total > 0.0 {
            shares.country / shares.total
        } else {
            0.0
        }
    }
}

/// Whether another country has a first-order division of the name: 'Georgia'.
pub(super) fn has_namesake_province(candidate: &Candidate, country: u8, atlas: &Atlas) -> bool {
    candidate
        .readings
        .iter()
        .filter_map(|reading| atlas.record(reading.record))
        .any(|record| record.kind == Kind::Province && record.country != country)
}

/// Weight, country and division of a reading.
type Home = (f64, u8, Option<u16>);

/// The country (and division) of a name that has one reading far ahead of all others.
fn sole_home(candidate: &Candidate, atlas: &Atlas, lexicon: &Lexicon) -> Option<(u8, Option<u16>)> {
    if candidate.readings.is_empty() {
        let homes: Vec<_> = candidate
            .listed
            .iter()
            .filter_map(|listed| match listed {
                Listed::Supplement(extra) => lexicon.extras.get(*extra),
                Listed::Country(..) => None,
            })
            .collect();
        let first = homes.first()?;
        return homes
            .iter()
            .all(|home| home.country == first.country)
            .then_some((first.country, first.division));
    }
    let homes: Vec<Home> = candidate
        .readings
        .iter()
        .filter_map(|reading| atlas.record(reading.record))
        .map(|record| {
            let weight = match record.kind {
                Kind::Country => 1e8,
                Kind::Province => 2e5,
                Kind::District => 1e3,
                Kind::Spot => 1e2,
                Kind::Settlement => record.population,
            };
            (weight, record.country, record.division)
        })
        .collect();
    let best = homes.iter().copied().max_by(|a, b| a.0.total_cmp(&b.0))?;
    let ahead_of = |rival: &dyn Fn(&Home) -> bool| {
        homes
            .iter()
            .filter(|home| rival(home))
            .all(|home| best.0 > home.0 * 10.0)
    };
    let alone = best.0 >= FAMOUS && ahead_of(&|home| home.1 != best.1);
    let division = best
        .2
        .filter(|_| ahead_of(&|home| home.1 == best.1 && home.2 != best.2));
    alone.then_some((best.1, division))
}
