//! Where.

use crate::Excerpt;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A toponym resolved to a gazetteer entry.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Place {
    /// The gazetteer's name.
    pub name: String,
    /// GeoNames id; `None` for entries of the project's own supplement.
    pub geonameid: Option<u32>,
    /// Latitude in degrees, WGS 84; `None` where the gazetteer has no point for an area.
    pub lat: Option<f64>,
    /// Longitude in degrees, WGS 84.
    pub lon: Option<f64>,
    /// First-order division ('Aleppo'); `None` for countries and where not known.
    pub admin1: Option<String>,
    /// ISO 3166-1 alpha-3 of the country.
    pub country: Option<String>,
    /// How fine the place is.
    pub precision: PlacePrecision,
    /// The words.
    pub mention: Excerpt,
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
