//! How large places are: kilometres around an entry's point within which what is meant is likely to lie.
//!
//! The gazetteer has points. A town's size follows from its people, a division's and a country's from where their
//! settlements are; the latter is reckoned country by country, when first asked for: a report names few of them, and a
//! sweep over the distances of the whole world would be most of what reading a short one takes.

use super::atlas::Atlas;
use dateline_model::PlacePrecision;
use std::collections::BTreeMap;
use std::iter::repeat_with;
use std::sync::OnceLock;

/// People on a square kilometre of a town. Chosen: between the suburbs of rich countries and the cities of poor ones.
const DENSITY: f64 = 3000.0;

/// Kilometres that points of towns are off at least, by rounding and by what their makers took for the middle. Chosen.
const SLACK_KM: f64 = 2.0;

/// Kilometres around a named spot of a town.
const SITE_KM: f64 = 1.0;

/// Kilometres around the point of a district. Chosen, not measured: the gazetteer's points of districts are their seats.
const DISTRICT_KM: f64 = 25.0;

/// Share of an area's settlements that lie within its radius.
const MOST: f64 = 0.9;

/// The radius of a country, and those of its divisions.
#[derive(Debug)]
struct Radii {
    country: Option<f64>,
    divisions: BTreeMap<u16, f64>,
}

/// The sizes of a gazetteer's places.
#[derive(Debug)]
pub(super) struct Extents {
    /// By the number of the country.
    countries: Vec<OnceLock<Radii>>,
}

/// An area's point, and how many of its settlements lie how far from it, in steps of [`step`].
struct Spread {
    point: (f64, f64),
    steps: [u32; STEPS],
}

/// Steps of distance, each a quarter more than the one before: up to about 9,000 km.
const STEPS: usize = 42;

/// The step in which a distance falls.
fn step(km: f64) -> usize {
    ((km.max(1.0).ln() / 1.25_f64.ln()) as usize).min(STEPS - 1)
}

impl Spread {
    fn new(point: (f64, f64)) -> Self {
        Self {
            point,
            steps: [0; STEPS],
        }
    }

    fn count(&mut self, point: (f64, f64)) {
        if let Some(km) = super::kilometres(Some(self.point), Some(point)) {
            self.steps[step(km)] += 1;
        }
    }

    /// The upper end of the step within which most of the settlements lie.
    fn radius(&self) -> Option<f64> {
        let all: u32 = self.steps.iter().sum();
        let mut sum = 0;
        let at = self.steps.iter().position(|count| {
            sum += count;
            all > 0 && f64::from(sum) >= MOST * f64::from(all)
        })?;
        Some(rounded(1.25_f64.powi(at as i32 + 1)))
    }
}

/// Two digits: more are not known.
pub(super) fn rounded(km: f64) -> f64 {
    if km < 10.0 {
        (km * 10.0).round() / 10.0
    } else {
        let unit = 10_f64.powf(km.log10().floor() - 1.0);
        (km / unit).round() * unit
    }
}

impl Radii {
    fn of(country: u8, atlas: &Atlas) -> Self {
        let divisions = atlas.divisions_of(country);
        let mut whole = atlas
            .countries
            .get(usize::from(country))
            .and_then(|country| country.point)
            .map(Spread::new);
        let mut parts: BTreeMap<u16, Spread> = atlas
            .provinces()
            .into_iter()
            .filter(|(division, _)| divisions.get(usize::from(*division)) == Some(&true))
            .filter_map(|(division, position)| Some((division, Spread::new(atlas.record(position)?.point?))))
            .collect();
        for (division, point) in atlas.settlements_in(&divisions) {
            if let Some(spread) = parts.get_mut(&division) {
                spread.count(point);
            }
            if let Some(spread) = &mut whole {
                spread.count(point);
            }
        }
        Self {
            country: whole.and_then(|spread| spread.radius()),
            divisions: parts
                .iter()
                .filter_map(|(division, spread)| Some((*division, spread.radius()?)))
                .collect(),
        }
    }
}

impl Extents {
    pub fn new(atlas: &Atlas) -> Self {
        Self {
            countries: repeat_with(OnceLock::new).take(atlas.countries.len()).collect(),
        }
    }

    /// Kilometres around the point of an entry, if that can be said.
    pub fn radius(
        &self,
        atlas: &Atlas,
        precision: PlacePrecision,
        population: f64,
        division: Option<u16>,
        country: u8,
    ) -> Option<f64> {
        let radii = |country: u8| {
            let radii = self.countries.get(usize::from(country))?;
            Some(radii.get_or_init(|| Radii::of(country, atlas)))
        };
        match precision {
            PlacePrecision::Site => Some(SITE_KM),
            PlacePrecision::Town => {
                let built_up = (population / DENSITY / std::f64::consts::PI).sqrt();
                Some(rounded(built_up.max(SLACK_KM)))
            }
            PlacePrecision::District => Some(DISTRICT_KM),
            PlacePrecision::Province => {
                let (_, country) = atlas.division(division?)?;
                radii(country)?.divisions.get(&division?).copied()
            }
            PlacePrecision::Country => radii(country)?.country,
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn most_settlements_lie_within_the_radius() {
        let mut spread = Spread::new((0.0, 0.0));
        for tenth in 1..=10 {
            spread.count((0.0, f64::from(tenth) * 0.1));
        }
        let radius = spread.radius().expect("there are settlements");
        // Nine of ten lie within 100 km, the last at 111.
        assert!((100.0..135.0).contains(&radius), "{radius}");
        assert_eq!(Spread::new((0.0, 0.0)).radius(), None);
    }

    #[test]
    fn two_digits_are_kept() {
        for (km, kept) in [
            (2.04, 2.0),
            (7.26, 7.3),
            (14.6, 15.0),
            (137.2, 140.0),
            (2949.0, 2900.0),
        ] {
            assert!((rounded(km) - kept).abs() < 1e-9, "{km}");
        }
    }

    #[test]
    fn a_division_is_larger_than_a_town_and_smaller_than_its_country() {
        let gazetteer = super::super::Gazetteer::embedded().expect("the built-in files are well formed");
        let radius = |name: &str| {
            let text = format!("Shells hit {name}, Syria.");
            let document = dateline_model::Document::new(dateline_model::DocumentParts {
                text: text.clone(),
                ..Default::default()
            });
            let found = gazetteer.find(&dateline_syntax::analyse(&text), &document);
            let place = found.first().and_then(|one| one.place.clone().ok());
            place.and_then(|place| place.precision_km).expect("it has one")
        };
        let (town, division) = (radius("Atarib"), radius("Aleppo province"));
        assert!(
            town < 5.0 && 40.0 < division && division < 300.0,
            "{town} {division}"
        );
    }
}
