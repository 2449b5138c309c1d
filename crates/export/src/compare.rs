//! Another data set's events beside incidents: which are the same, which only one side has, and where the tolls differ.
//!
//! A pair can be one event where the days come within [`Tolerance::days`] of each other, the points within [`Tolerance::km`] (and
//! the reach of the place, where only an area is known), and the families agree. Of all pairs that can, the nearest are taken
//! first, each side once. Candidates are found by cells of the map and stretches of days, so the work grows with the events and
//! how dense they lie, not with the product of both sides.

use crate::{Foreign, table::toll_of};
use dateline_model::{HarmKind, Incident, PlacePrecision, taxonomy::EventType};
use jiff::civil::Date;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// What sort of event it is, as far as all the codebooks tell it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Family {
    /// Physical violence.
    Violence,
    /// Protest and riot.
    Unrest,
    /// Force short of violence: arrests, seizures, movements of forces, sanctions.
    Coercion,
    /// Words, agreements, help, and what is none of the others.
    Other,
}

impl Family {
    /// The family of a PLOVER type.
    #[must_use]
    pub fn of(kind: EventType) -> Self {
        match kind {
            EventType::Assault => Self::Violence,
            EventType::Protest => Self::Unrest,
            EventType::Coerce | EventType::Mobilize | EventType::Sanction | EventType::Retreat => {
                Self::Coercion
            }
            _ => Self::Other,
        }
    }

    pub(crate) fn of_acled(event_type: &str, sub_type: &str) -> Self {
        match (event_type, sub_type) {
            ("Riots", "Mob violence") => Self::Violence,
            ("Protests" | "Riots", _) => Self::Unrest,
            ("Strategic developments", "Agreement" | "Other") => Self::Other,
            ("Strategic developments", "Looting/property destruction") => Self::Violence,
            ("Strategic developments", _) => Self::Coercion,
            ("Battles" | "Explosions/Remote violence" | "Violence against civilians", _) => Self::Violence,
            _ => Self::Other,
        }
    }

    /// The word in output.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Violence => "violence",
            Self::Unrest => "unrest",
            Self::Coercion => "coercion",
            Self::Other => "other",
        }
    }
}

/// How far apart two records may lie and be one event.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tolerance {
    /// Days between the ranges of days. Chosen: 1, since reports of the evening give the next day.
    pub days: u32,
    /// Kilometres between the points. Chosen: 25, a town and the villages around it.
    pub km: f64,
}

impl Default for Tolerance {
    fn default() -> Self {
        Self { days: 1, km: 25.0 }
    }
}

/// Why a pair is held to be one event.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Match {
    /// Position of the incident.
    #[serde(skip)]
    pub ours: usize,
    /// Position of their event.
    #[serde(skip)]
    pub theirs: usize,
    /// Days between the ranges of days; 0 where they overlap.
    pub days: u32,
    /// Kilometres between the points, to a tenth.
    pub km: f64,
    /// Whether both are of a family; `false` where ours is not known.
    pub same_family: bool,
    /// Their deaths less ours; `None` where one side gives none.
    pub toll_difference: Option<i64>,
}

/// Both sides laid side by side.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Comparison {
    /// Pairs, in the order of our incidents.
    pub matched: Vec<Match>,
    /// Positions of incidents without a counterpart.
    pub only_ours: Vec<usize>,
    /// Positions of their events without one.
    pub only_theirs: Vec<usize>,
    /// Incidents that could not be matched, having no day or no point; they stand in `only_ours` too.
    pub ours_unplaced: usize,
    /// Events of theirs without a point; they stand in `only_theirs` too.
    pub theirs_unplaced: usize,
}

/// A record as far as matching goes.
struct Spot {
    at: usize,
    start: i64,
    end: i64,
    lat: f64,
    lon: f64,
    /// Kilometres by which the place may reach further than the tolerance.
    reach: f64,
    family: Option<Family>,
    best: Option<u32>,
}

/// An area's reach counts up to here: what is told of half a country is told of no place.
const MOST_REACH_KM: f64 = 50.0;

/// Kilometres of a degree of latitude.
const DEGREE_KM: f64 = 111.2;

/// Days of a stretch in the index.
const STRETCH: i64 = 8;

/// Records over more days than these are put to no day, and match none.
const LONGEST: i64 = 366;

/// Lays their events beside incidents. The same input gives the same pairs.
///
/// # Example
/// ```
/// use dateline_export::{Tolerance, compare};
/// let compared = compare(&[], &[], Tolerance::default());
/// assert!(compared.matched.is_empty());
/// ```
#[must_use]
pub fn compare(ours: &[Incident], theirs: &[Foreign], tolerance: Tolerance) -> Comparison {
    let km = if tolerance.km.is_finite() {
        tolerance.km.clamp(0.0, 500.0)
    } else {
        0.0
    };
    let tolerance = Tolerance {
        km,
        days: tolerance.days.min(366),
    };
    let our_spots: Vec<Spot> = ours.iter().enumerate().filter_map(spot_of_ours).collect();
    let their_spots: Vec<Spot> = theirs.iter().enumerate().filter_map(spot_of_theirs).collect();
    let grid = Grid::of(&their_spots, tolerance);
    let mut pairs = Vec::new();
    for spot in &our_spots {
        for near in grid.near(spot, tolerance) {
            pairs.extend(pair(spot, &their_spots[near], tolerance));
        }
    }
    // Nearest first; between equals those whose tolls agree, then the order of the files.
    pairs.sort_by(|(one, a), (other, b)| {
        one.total_cmp(other)
            .then(a.ours.cmp(&b.ours))
            .then(a.theirs.cmp(&b.theirs))
    });
    let (mut mine, mut other) = (BTreeSet::new(), BTreeSet::new());
    let mut matched = Vec::new();
    for (_, pair) in pairs {
        if !mine.contains(&pair.ours) && !other.contains(&pair.theirs) {
            mine.insert(pair.ours);
            other.insert(pair.theirs);
            matched.push(pair);
        }
    }
    matched.sort_by_key(|m| m.ours);
    Comparison {
        matched,
        only_ours: (0..ours.len()).filter(|at| !mine.contains(at)).collect(),
        only_theirs: (0..theirs.len()).filter(|at| !other.contains(at)).collect(),
        ours_unplaced: ours.len() - our_spots.len(),
        theirs_unplaced: theirs.len() - their_spots.len(),
    }
}

/// Days since 1970.
fn number(day: Date) -> i64 {
    jiff::civil::date(1970, 1, 1)
        .until(day)
        .map_or(0, |span| i64::from(span.get_days()))
}

fn spot_of_ours((at, incident): (usize, &Incident)) -> Option<Spot> {
    let start = number(incident.start?);
    let end = incident.end.map_or(start, number).max(start);
    let place = incident.place.as_ref()?;
    let (lat, lon) = crate::table::point_of(place)?;
    let exact = matches!(place.precision, PlacePrecision::Site | PlacePrecision::Town);
    let reach = if exact {
        0.0
    } else {
        place.precision_km.unwrap_or(0.0)
    };
    (end - start <= LONGEST).then_some(Spot {
        at,
        start,
        end,
        lat,
        lon,
        reach: reach.clamp(0.0, MOST_REACH_KM),
        family: incident.event_type.map(Family::of),
        best: toll_of(incident, HarmKind::Killed).and_then(|t| t.best),
    })
}

fn spot_of_theirs((at, foreign): (usize, &Foreign)) -> Option<Spot> {
    let (start, end) = (number(foreign.start), number(foreign.end));
    let (lat, lon) = foreign.lat.zip(foreign.lon)?;
    (end - start <= LONGEST).then_some(Spot {
        at,
        start,
        end,
        lat,
        lon,
        reach: 0.0,
        family: Some(foreign.family),
        best: foreign.best,
    })
}

/// The pair with how far it lies apart, where it can be one event.
fn pair(ours: &Spot, theirs: &Spot, tolerance: Tolerance) -> Option<(f64, Match)> {
    let gap = (theirs.start - ours.end).max(ours.start - theirs.end).max(0);
    let days = u32::try_from(gap).ok().filter(|days| *days <= tolerance.days)?;
    let same_family = match ours.family {
        None => false,
        Some(family) if Some(family) == theirs.family => true,
        Some(_) => return None,
    };
    let km = kilometres((ours.lat, ours.lon), (theirs.lat, theirs.lon));
    let most = tolerance.km + ours.reach;
    if km > most {
        return None;
    }
    let toll_difference = theirs
        .best
        .zip(ours.best)
        .map(|(b, a)| i64::from(b) - i64::from(a));
    // Each part from 0 to 1: the day, the way, and whether the tolls agree.
    let toll = match toll_difference {
        None => 0.5,
        Some(0) => 0.0,
        Some(difference) => {
            let most = theirs.best.max(ours.best).unwrap_or(1).max(1);
            (difference.unsigned_abs() as f64 / f64::from(most)).min(1.0)
        }
    };
    let apart = f64::from(days) / f64::from(tolerance.days.max(1)) + km / most.max(1.0) + toll;
    let found = Match {
        ours: ours.at,
        theirs: theirs.at,
        days,
        km: (km * 10.0).round() / 10.0,
        same_family,
        toll_difference,
    };
    Some((apart, found))
}

/// Great-circle way on a sphere of 6,371 km.
fn kilometres(one: (f64, f64), other: (f64, f64)) -> f64 {
    let (lat1, lat2) = (one.0.to_radians(), other.0.to_radians());
    let (dlat, dlon) = (lat2 - lat1, (other.1 - one.1).to_radians());
    let a = (dlat / 2.0).sin().powi(2) + lat1.cos() * lat2.cos() * (dlon / 2.0).sin().powi(2);
    2.0 * 6371.0 * a.clamp(0.0, 1.0).sqrt().asin()
}

/// Their events by stretch of days and cell of the map.
struct Grid {
    cells: BTreeMap<(i64, i64, i64), Vec<usize>>,
    /// Degrees of a cell's side.
    side: f64,
    /// Cells around the globe.
    around: i64,
}

impl Grid {
    fn of(spots: &[Spot], tolerance: Tolerance) -> Self {
        let side = (tolerance.km / DEGREE_KM).max(0.1);
        let around = (360.0 / side).ceil() as i64;
        let mut cells: BTreeMap<_, Vec<usize>> = BTreeMap::new();
        for (at, spot) in spots.iter().enumerate() {
            let (row, column) = (cell(spot.lat, side), cell(spot.lon, side));
            for stretch in spot.start.div_euclid(STRETCH)..=spot.end.div_euclid(STRETCH) {
                cells
                    .entry((stretch, row, column.rem_euclid(around)))
                    .or_default()
                    .push(at);
            }
        }
        Self { cells, side, around }
    }

    /// Those that may be near: a few more than are.
    fn near(&self, spot: &Spot, tolerance: Tolerance) -> BTreeSet<usize> {
        let degrees = (tolerance.km + spot.reach) / DEGREE_KM + 1e-6;
        let days = i64::from(tolerance.days);
        let stretches = (spot.start - days).div_euclid(STRETCH)..=(spot.end + days).div_euclid(STRETCH);
        let mut found = BTreeSet::new();
        for stretch in stretches {
            for row in cell(spot.lat - degrees, self.side)..=cell(spot.lat + degrees, self.side) {
                // Meridians lie nearer to each other away from the equator; at a pole all of them are near.
                let furthest = spot.lat.abs() + degrees;
                let wide = degrees / furthest.min(89.9).to_radians().cos();
                let (west, east) = (cell(spot.lon - wide, self.side), cell(spot.lon + wide, self.side));
                // One more, as the last cell of the globe may be narrower than the others.
                let columns = if furthest >= 89.9 || east - west + 2 >= self.around {
                    0..=self.around - 1
                } else {
                    west - 1..=east + 1
                };
                for column in columns {
                    let key = (stretch, row, column.rem_euclid(self.around));
                    found.extend(self.cells.get(&key).into_iter().flatten());
                }
            }
        }
        found
    }
}

fn cell(degrees: f64, side: f64) -> i64 {
    (degrees / side).floor() as i64
}

/// What a month and a first-order division add up to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Total {
    /// First day of the month; `None` for incidents without a day.
    pub month: Option<Date>,
    /// Three letters, or what they write.
    pub country: Option<String>,
    /// The division: of pairs as we write it.
    pub admin1: Option<String>,
    /// Pairs.
    pub both: u64,
    /// Incidents that only we have.
    pub only_ours: u64,
    /// Events that only they have.
    pub only_theirs: u64,
    /// Sum of our best figures of deaths; `None` where there is none.
    pub our_killed: Option<u64>,
    /// Sum of theirs.
    pub their_killed: Option<u64>,
}

/// Totals by month, country and first-order division, in this order. A pair counts where and when we have it.
#[must_use]
pub fn totals(ours: &[Incident], theirs: &[Foreign], compared: &Comparison) -> Vec<Total> {
    let mut sums = Sums::default();
    for pair in &compared.matched {
        let total = sums.of_ours(&ours[pair.ours]);
        total.both += 1;
        add(&mut total.our_killed, our_best(&ours[pair.ours]));
        add(&mut total.their_killed, theirs[pair.theirs].best);
    }
    for at in &compared.only_ours {
        let total = sums.of_ours(&ours[*at]);
        total.only_ours += 1;
        add(&mut total.our_killed, our_best(&ours[*at]));
    }
    for at in &compared.only_theirs {
        let foreign = &theirs[*at];
        let total = sums.at(
            Some(foreign.start),
            foreign.country.as_ref(),
            foreign.admin1.as_ref(),
        );
        total.only_theirs += 1;
        add(&mut total.their_killed, foreign.best);
    }
    sums.0.into_values().collect()
}

fn our_best(incident: &Incident) -> Option<u32> {
    toll_of(incident, HarmKind::Killed).and_then(|t| t.best)
}

fn add(sum: &mut Option<u64>, figure: Option<u32>) {
    if let Some(figure) = figure {
        *sum = Some(sum.unwrap_or(0) + u64::from(figure));
    }
}

#[derive(Default)]
struct Sums(BTreeMap<(Option<Date>, Option<String>, String), Total>);

impl Sums {
    fn of_ours(&mut self, incident: &Incident) -> &mut Total {
        let place = incident.place.as_ref();
        self.at(
            incident.start,
            place.and_then(|p| p.country.as_ref()),
            place.and_then(|p| p.admin1.as_ref()),
        )
    }

    fn at(&mut self, day: Option<Date>, country: Option<&String>, admin1: Option<&String>) -> &mut Total {
        let month = day.map(Date::first_of_month);
        let key = (month, country.cloned(), fold(admin1.map_or("", String::as_str)));
        self.0.entry(key).or_insert_with(|| Total {
            month,
            country: country.cloned(),
            admin1: admin1.cloned(),
            ..Total::default()
        })
    }
}

/// Whether two names are of one country or division: case and words like 'governorate' aside.
#[must_use]
pub fn same_division(one: &str, other: &str) -> bool {
    fold(one) == fold(other)
}

/// A division's name without what codebooks write after it: 'Aleppo governorate' is 'aleppo'.
fn fold(name: &str) -> String {
    const KINDS: [&str; 9] = [
        "governorate",
        "province",
        "oblast",
        "state",
        "region",
        "district",
        "department",
        "county",
        "muhafazat",
    ];
    let name = name.to_lowercase();
    let words = name.split_whitespace().filter(|word| !KINDS.contains(word));
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests;
