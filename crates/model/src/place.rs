//! Where.

use crate::Excerpt;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A toponym resolved to a gazetteer entry, or a spot told by its way from one ('15 km west of Raqqa').
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Place {
    /// The gazetteer's name.
    pub name: String,
    /// GeoNames id of the entry whose point is given; `None` for entries of the project's own supplement, and where the point
    /// is none of an entry's, being reckoned from [`Place::relative`].
    pub geonameid: Option<u32>,
    /// Latitude in degrees, WGS 84; `None` where the gazetteer has no point for an area.
    pub lat: Option<f64>,
    /// Longitude in degrees, WGS 84.
    pub lon: Option<f64>,
    /// First-order division ('Aleppo'); `None` for countries and where not known. Of a spot told by its way from a place, that
    /// of the place.
    pub admin1: Option<String>,
    /// Second-order division; `None` for what is no finer, where not known, and for spots told by their way from a place.
    pub admin2: Option<String>,
    /// ISO 3166-1 alpha-3 of the country.
    pub country: Option<String>,
    /// How fine the place is.
    pub precision: PlacePrecision,
    /// Kilometres around the point within which what is meant is likely to lie, above 0. A town's from its population, an
    /// area's from the spread of its settlements; `None` where neither is known.
    pub precision_km: Option<f64>,
    /// How the words led to the entry; `None` in records of before it was kept.
    pub match_kind: Option<PlaceMatch>,
    /// How the spot lies to the places that it is told by, where it is beside them: never say then that it is in one of them.
    pub relative: Option<RelativePlace>,
    /// The next likely reading of the name, elsewhere; `None` where no other comes near.
    pub runner_up: Option<RunnerUp>,
    /// The words.
    pub mention: Excerpt,
}

/// How words led to a gazetteer entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum PlaceMatch {
    /// By the name that it is filed under, case, accents and articles aside.
    Exact,
    /// By another of its names, or by a word for its people.
    Alternate,
    /// By a name that the project's own supplement lists.
    Supplement,
    /// By what may be another romanisation of one of its names, in a country that the report speaks of.
    Fuzzy,
    /// By its way from other places.
    Relative,
}

/// How a spot lies to the places that it is told by.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RelativePlace {
    /// How.
    pub relation: PlaceRelation,
    /// The places that it is told by: two between which it lies, else one.
    pub anchors: Vec<PlaceAnchor>,
    /// Degrees from north over east, below 360, from the anchor to the spot, as the words give it: a multiple of 22.5.
    pub bearing: Option<f64>,
    /// Kilometres from the anchor as the words give them, also where the words say 'about'.
    pub distance_km: Option<f64>,
    /// The words: '15 km west of Raqqa'.
    pub words: Excerpt,
}

/// The ways to tell a spot by another place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum PlaceRelation {
    /// In a direction, at a distance, or both: '15 km west of', 'south of', '20 miles from'.
    Away,
    /// 'near', 'outside', 'around'.
    Near,
    /// 'on the outskirts of'.
    Outskirts,
    /// Between two places. The point is half way.
    Between,
    /// On a road from one place to another. The point is half way as the crow flies.
    Road,
}

/// A place that another is told by.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PlaceAnchor {
    /// The gazetteer's name.
    pub name: String,
    /// GeoNames id.
    pub geonameid: Option<u32>,
    /// Latitude in degrees, WGS 84.
    pub lat: Option<f64>,
    /// Longitude in degrees, WGS 84.
    pub lon: Option<f64>,
}

/// A reading of a name that was not taken.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RunnerUp {
    /// The gazetteer's name.
    pub name: String,
    /// GeoNames id.
    pub geonameid: Option<u32>,
    /// First-order division.
    pub admin1: Option<String>,
    /// ISO 3166-1 alpha-3 of the country.
    pub country: Option<String>,
    /// By how much the reading that was taken leads, about in orders of magnitude of population; at most 3.
    pub margin: f64,
}

/// How fine a place is known. PLOVER's resolutions 5 to 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum PlacePrecision {
    /// A named spot within a town: street, hospital, airport, city quarter.
    Site,
    /// A town, village or city.
    Town,
    /// A second-order division or district.
    District,
    /// A first-order division: province, governorate, state.
    Province,
    /// A country.
    Country,
}
