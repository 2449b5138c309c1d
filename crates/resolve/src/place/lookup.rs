//! Looking things up in the gazetteer by hand, as `dateline gazetteer find` does.

use super::Gazetteer;
use super::atlas::{Kind, Reading};
use super::fold::fold_name;
use std::collections::BTreeMap;

/// An entry of the gazetteer, with all that is known of it.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct GazetteerEntry {
    /// GeoNames id.
    pub geonameid: u32,
    /// Name that it is filed under.
    pub name: String,
    /// `country`, `province`, `district`, `settlement` or `spot`.
    pub kind: &'static str,
    /// Class and code of GeoNames: 'P.PPLA', or as much of it as is known.
    pub feature: String,
    /// First-order division.
    pub admin1: Option<String>,
    /// Second-order division.
    pub admin2: Option<String>,
    /// ISO 3166-1 alpha-2 of the country; `None` on the high seas.
    pub country: Option<String>,
    /// ISO 3166-1 alpha-3 of the country; `None` on the high seas.
    pub country_iso3: Option<String>,
    /// Degrees, WGS 84.
    pub lat: Option<f64>,
    /// Degrees, WGS 84.
    pub lon: Option<f64>,
    /// People, to about 5 %.
    pub population: Option<u64>,
    /// How it was found.
    pub match_kind: MatchKind,
}

/// How a name led to an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum MatchKind {
    /// By the name that it is filed under, case, accents and articles aside.
    Name,
    /// By another of its names.
    Alternate,
    /// By a name that may be another romanisation of one of its names.
    Fuzzy,
    /// By its id.
    Id,
}

impl MatchKind {
    /// A word for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Alternate => "alternate",
            Self::Fuzzy => "fuzzy",
            Self::Id => "id",
        }
    }
}

/// A country that the gazetteer does not have.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no country `{0}`: write an ISO 3166-1 code (SY or SYR)")]
pub struct UnknownCountry(pub String);

/// What a gazetteer holds.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct GazetteerInfo {
    /// Where its data is from, with the notice that goes with it.
    pub about: String,
    /// Entries by kind, in order.
    pub entries: BTreeMap<&'static str, u64>,
    /// Different names.
    pub names: u64,
    /// Countries.
    pub countries: u64,
    /// Bytes of its file.
    pub bytes: u64,
    /// First eight digits of its digest; `None` for the built-in one.
    pub digest: Option<String>,
}

fn word(kind: Kind) -> &'static str {
    match kind {
        Kind::Country => "country",
        Kind::Province => "province",
        Kind::District => "district",
        Kind::Settlement => "settlement",
        Kind::Spot => "spot",
    }
}

impl Gazetteer {
    /// The entries of a name, or of a GeoNames id; the most populous first. In a given country, where no entry has the
    /// name as it is, those that may have it in another romanisation.
    ///
    /// # Errors
    /// [`UnknownCountry`] when the country's code is none.
    ///
    /// # Example
    /// ```
    /// use dateline_resolve::place::{Gazetteer, MatchKind};
    /// let gazetteer = Gazetteer::embedded()?;
    /// let raqqa = &gazetteer.look_up("Raqqa", Some("SY"))?[0];
    /// assert_eq!((raqqa.admin1.as_deref(), raqqa.match_kind), (Some("Ar-Raqqah"), MatchKind::Alternate));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn look_up(&self, name: &str, country: Option<&str>) -> Result<Vec<GazetteerEntry>, UnknownCountry> {
        let country = match country {
            Some(code) => Some(self.country(code)?),
            None => None,
        };
        if let Ok(geonameid) = name.trim().parse() {
            let record = self.atlas.position(geonameid);
            let found = record.and_then(|record| self.entry(record, MatchKind::Id));
            return Ok(found.into_iter().collect());
        }
        let key = fold_name(name);
        let exact = self.atlas.longest(&key, &[key.len()]);
        let mut readings = exact.map_or_else(Vec::new, |exact| exact.1);
        readings.retain(|reading| {
            let home = self.atlas.record(reading.record).map(|record| record.country);
            country.is_none() || home == country
        });
        if let Some(country) = country.filter(|_| readings.is_empty()) {
            let fuzzy = self.atlas.find_fuzzy(&key, country);
            return Ok(fuzzy
                .iter()
                .filter_map(|reading| self.entry(reading.record, MatchKind::Fuzzy))
                .collect());
        }
        Ok(readings
            .iter()
            .filter_map(|Reading { record, alternate }| {
                let kind = if *alternate {
                    MatchKind::Alternate
                } else {
                    MatchKind::Name
                };
                self.entry(*record, kind)
            })
            .collect())
    }

    fn country(&self, code: &str) -> Result<u8, UnknownCountry> {
        let code = code.trim().to_ascii_uppercase();
        self.atlas
            .countries
            .iter()
            .position(|country| country.iso2 == code || country.iso3 == code)
            .map(|number| number as u8)
            .ok_or(UnknownCountry(code))
    }

    fn entry(&self, position: u32, match_kind: MatchKind) -> Option<GazetteerEntry> {
        let record = self.atlas.record(position)?;
        let division = record.division.and_then(|division| self.atlas.division(division));
        let district = record.district.and_then(|district| self.atlas.district(district));
        let country = self.atlas.countries.get(usize::from(record.country));
        let named = |name: &str| (!name.is_empty()).then(|| name.to_owned());
        Some(GazetteerEntry {
            geonameid: record.geonameid,
            name: self.atlas.name(record.name).to_owned(),
            kind: word(record.kind),
            feature: record.feature.to_owned(),
            admin1: division.and_then(|division| named(division.0)),
            admin2: district.and_then(named),
            country: country.map(|country| country.iso2.clone()),
            country_iso3: country.map(|country| country.iso3.clone()),
            lat: record.point.map(|point| point.0),
            lon: record.point.map(|point| point.1),
            population: (record.population > 0.0).then(|| rounded(record.population)),
            match_kind,
        })
    }

    /// What the gazetteer holds. Reads every entry.
    #[must_use]
    pub fn info(&self) -> GazetteerInfo {
        let mut entries = BTreeMap::new();
        for position in 0..self.atlas.len() as u32 {
            if let Some(record) = self.atlas.record(position) {
                *entries.entry(word(record.kind)).or_default() += 1;
            }
        }
        let (names, bytes) = self.atlas.size();
        GazetteerInfo {
            about: self.atlas.about(),
            entries,
            names: names as u64,
            countries: self.atlas.countries.len() as u64,
            bytes: bytes as u64,
            digest: self.digest(),
        }
    }
}

/// Two digits of a population: more are not known.
fn rounded(population: f64) -> u64 {
    let unit = 10_f64.powf((population.log10().floor() - 1.0).max(0.0));
    ((population / unit).round() * unit) as u64
}
