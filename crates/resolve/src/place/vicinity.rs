//! Which places a document's names mean together: towns near each other speak for each other, and its publisher's home for both.
//!
//! Each name starts with all its readings, weighed by how well known they are. In a few rounds a reading gains where likely readings
//! of *other* names lie near it or in its division, so that 'Paris' beside 'Reno' and 'Clarksville' is the one in Texas. Follows
//! the idea of spatial minimality (Leidner 2007) with soft weights in place of one smallest box.

use super::atlas::{Atlas, Kind};
use super::lexicon::{Lexicon, Listed, Sort};
use super::publisher::Home;
use super::recognise::{Candidate, Container};
use std::collections::BTreeMap;

/// Names of a document that are weighed together; later ones have no say. Chosen: bounds the work for lists of places.
const MOST_NAMES: usize = 48;

/// Readings of a name that speak for others, the best known first.
const MOST_READINGS: usize = 16;

/// Kilometres at which a neighbour counts half.
const HALF_KM: f64 = 60.0;

/// Degrees of latitude from which on a neighbour counts nothing.
const REACH_DEGREES: f64 = 2.5;

/// What two places of one division lend each other wherever they lie in it.
const SAME_DIVISION: f64 = 0.35;

/// What a district and a place of its division lend each other: districts have no point here, and are named in local news.
const WITH_DISTRICT: f64 = 1.0;

/// What two places of one country lend each other.
const SAME_COUNTRY: f64 = 0.06;

/// Rounds of weighing. Chosen, not measured: two let a name that others settled speak in its turn.
const ROUNDS: usize = 2;

/// A place that may be meant.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spot {
    pub point: Option<(f64, f64)>,
    pub country: u8,
    pub division: Option<u16>,
    /// It is a second-order division without a point.
    district: bool,
    /// Orders of magnitude of population, as the chooser counts them.
    prior: f64,
    weight: f64,
    /// How many kilometres a degree of longitude has there, in degrees of latitude.
    shrink: f64,
}

impl Spot {
    pub fn new(point: Option<(f64, f64)>, country: u8, division: Option<u16>, prior: f64) -> Self {
        Self {
            point,
            country,
            division,
            district: false,
            prior,
            weight: 1.0,
            shrink: point.map_or(1.0, |point| point.0.to_radians().cos()),
        }
    }

    /// Makes it less likely, in orders of magnitude.
    pub fn doubt(&mut self, by: f64) {
        self.prior -= by;
    }

    /// From 0 to 1: how much a place at `self` speaks for one at `other`.
    fn lends(&self, other: &Self) -> f64 {
        let same_division = self.division.is_some() && self.division == other.division;
        let shared = if same_division && (self.district || other.district) {
            WITH_DISTRICT
        } else if same_division {
            SAME_DIVISION
        } else if self.country == other.country {
            SAME_COUNTRY
        } else {
            0.0
        };
        let (Some(a), Some(b)) = (self.point, other.point) else {
            return shared;
        };
        let north = (a.0 - b.0).abs();
        if north > REACH_DEGREES {
            return shared;
        }
        let east = (a.1 - b.1).abs() * self.shrink;
        let km = 111.2 * north.hypot(east);
        shared.max(1.0 / (1.0 + (km / HALF_KM).powi(2)))
    }
}

/// A name with its readings.
#[derive(Debug)]
struct Name {
    key: String,
    /// How much its readings speak for others: more often named, more.
    voice: f64,
    spots: Vec<Spot>,
}

/// The readings of a document's names, weighed together.
#[derive(Debug, Default)]
pub(super) struct Vicinity {
    names: Vec<Name>,
    /// Where the publisher may be at home.
    home: Vec<Spot>,
    /// How much of the naming goes to each country and division, in all.
    countries: BTreeMap<u8, f64>,
    divisions: BTreeMap<u16, f64>,
    total: f64,
}

impl Vicinity {
    pub fn new(found: &[Candidate], home: Option<Home>, atlas: &Atlas, lexicon: &Lexicon) -> Self {
        let mut positions: BTreeMap<&str, usize> = BTreeMap::new();
        let mut names: Vec<Name> = Vec::new();
        for candidate in found
            .iter()
            .filter(|one| one.strength >= super::choose::ENOUGH && one.country().is_none())
        {
            if let Some(at) = positions
                .get(candidate.key.as_str())
                .filter(|_| !candidate.key.is_empty())
            {
                names[*at].voice += 1.0;
                continue;
            }
            if names.len() == MOST_NAMES {
                break;
            }
            let spots = spots(candidate, atlas, lexicon);
            if !spots.is_empty() {
                positions.insert(&candidate.key, names.len());
                names.push(Name {
                    key: candidate.key.clone(),
                    voice: 1.0,
                    spots,
                });
            }
        }
        for name in &mut names {
            name.voice = name.voice.sqrt();
            settle(&mut name.spots, |_| 0.0);
        }
        let mut vicinity = Self {
            names,
            home: home.map_or_else(Vec::new, |home| home.spots),
            ..Self::default()
        };
        vicinity.weigh();
        vicinity.add_up();
        vicinity
    }

    fn weigh(&mut self) {
        settle(&mut self.home, |_| 0.0);
        for _ in 0..ROUNDS {
            let gains: Vec<Vec<f64>> = self
                .names
                .iter()
                .map(|name| {
                    let gain = |spot: &Spot| self.near(spot, &name.key) + self.home(spot);
                    name.spots.iter().map(gain).collect()
                })
                .collect();
            let home: Vec<f64> = self.home.iter().map(|spot| self.near(spot, "")).collect();
            for (name, gains) in self.names.iter_mut().zip(gains) {
                settle(&mut name.spots, |at| gains[at]);
            }
            settle(&mut self.home, |at| home[at]);
        }
    }

    fn add_up(&mut self) {
        let voices = self.names.iter().map(|name| (name.voice, &name.spots));
        let home = HOME_VOICE;
        for (voice, spots) in voices.chain([(home, &self.home)]) {
            for spot in spots {
                *self.countries.entry(spot.country).or_default() += voice * spot.weight;
                if let Some(division) = spot.division {
                    *self.divisions.entry(division).or_default() += voice * spot.weight;
                }
                self.total += voice * spot.weight;
            }
        }
    }

    /// The naming that goes to a country, to a division and in all, that of `key` itself left out.
    pub fn naming(&self, country: u8, division: Option<u16>, key: &str) -> [f64; 3] {
        let mut naming = [
            self.countries.get(&country).copied().unwrap_or(0.0),
            division.map_or(0.0, |division| {
                self.divisions.get(&division).copied().unwrap_or(0.0)
            }),
            self.total,
        ];
        for name in self
            .names
            .iter()
            .filter(|name| name.key == key && !key.is_empty())
        {
            for spot in &name.spots {
                let weight = name.voice * spot.weight;
                naming[0] -= if spot.country == country { weight } else { 0.0 };
                naming[1] -= if division.is_some() && spot.division == division {
                    weight
                } else {
                    0.0
                };
                naming[2] -= weight;
            }
        }
        naming
    }

    /// What the other names of the document lend a reading of `key`, in orders of magnitude of population.
    pub fn near(&self, spot: &Spot, key: &str) -> f64 {
        let lent: f64 = self
            .names
            .iter()
            .filter(|name| name.key != key || key.is_empty())
            .map(|name| {
                let lent: f64 = name
                    .spots
                    .iter()
                    .map(|other| other.weight * other.lends(spot))
                    .sum();
                name.voice * lent
            })
            .sum();
        NEAR_GAIN * (1.0 + lent).ln()
    }

    /// What the publisher's home lends a reading.
    pub fn home(&self, spot: &Spot) -> f64 {
        let lent: f64 = self.home.iter().map(|home| home.weight * home.lends(spot)).sum();
        HOME_GAIN * lent
    }
}

/// As how many names the publisher's home counts.
const HOME_VOICE: f64 = 2.0;

/// What near names weigh against population. Chosen on annotated news, local and of the world.
const NEAR_GAIN: f64 = 3.0;

/// What the publisher's home weighs. Chosen on annotated news, local and of the world.
const HOME_GAIN: f64 = 4.5;

/// Weighs the readings of a name against each other: a tenth of the people, a tenth of the weight, but for what each gained.
fn settle(spots: &mut [Spot], gain: impl Fn(usize) -> f64) {
    let best = (0..spots.len())
        .map(|at| spots[at].prior + gain(at))
        .fold(f64::MIN, f64::max);
    let mut sum = 0.0;
    for (at, spot) in spots.iter_mut().enumerate() {
        spot.weight = 10_f64.powf(1.0 * (spot.prior + gain(at) - best));
        sum += spot.weight;
    }
    for spot in spots {
        spot.weight /= sum;
    }
}

/// The readings of a name that can speak for others, the best known first.
fn spots(candidate: &Candidate, atlas: &Atlas, lexicon: &Lexicon) -> Vec<Spot> {
    let mut spots: Vec<Spot> = candidate
        .readings
        .iter()
        .filter_map(|reading| {
            let record = atlas.record(reading.record)?;
            let prior = match record.kind {
                Kind::Settlement => (record.population + 10.0).log10(),
                Kind::District | Kind::Spot => 3.5,
                Kind::Province => 5.3,
                Kind::Country => return None,
            };
            // A division's point is somewhere in its middle: it lends by being the same division.
            let point = record.point.filter(|_| record.kind != Kind::Province);
            let prior = prior - if reading.alternate { 0.7 } else { 0.0 };
            Some(Spot {
                district: point.is_none() && record.kind == Kind::District,
                ..Spot::new(point, record.country, record.division, prior)
            })
        })
        .collect();
    for listed in &candidate.listed {
        if let Listed::Supplement(extra) = listed
            && let Some(extra) = lexicon.extras.get(*extra)
        {
            let point = extra.point.filter(|_| extra.sort != Sort::Province);
            spots.push(Spot::new(point, extra.country, extra.division, 4.8));
        }
    }
    if candidate.key.is_empty() {
        for container in &candidate.within {
            if let Container::Division(division) = container
                && let Some((_, country)) = atlas.division(*division)
            {
                spots.push(Spot::new(None, country, Some(*division), 5.3));
            }
        }
    } else if !candidate.within.is_empty() {
        spots.retain(|spot| {
            candidate.within.iter().any(|container| match container {
                Container::Country(country) => spot.country == *country,
                Container::Division(division) => spot.division == Some(*division),
            })
        });
    }
    spots.sort_by(|a, b| b.prior.total_cmp(&a.prior));
    spots.truncate(MOST_READINGS);
    spots
}
