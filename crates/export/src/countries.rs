//! Countries as the borrowed layouts write them.

use std::sync::LazyLock;

/// A row of `data/countries.tsv`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Country {
    /// ISO 3166-1 alpha-3.
    pub iso3: &'static str,
    /// ISO 3166-1 numeric; `None` for user-assigned codes without a number.
    pub number: Option<u32>,
    /// FIPS 10-4, as GDELT writes countries.
    pub fips: Option<&'static str>,
    /// English name.
    pub name: &'static str,
}

const TABLE: &str = include_str!("../data/countries.tsv");

static COUNTRIES: LazyLock<Vec<Country>> = LazyLock::new(|| {
    TABLE
        .lines()
        .filter(|line| !line.starts_with('#'))
        .skip(1)
        .filter_map(|line| {
            let mut cells = line.split('\t');
            let iso3 = cells.next()?;
            let number = cells.next()?.parse().ok().filter(|n| *n > 0);
            let fips = cells.next().filter(|code| *code != "-");
            let name = cells.next()?;
            Some(Country {
                iso3,
                number,
                fips,
                name,
            })
        })
        .collect()
});

fn all() -> impl Iterator<Item = Country> {
    COUNTRIES.iter().copied()
}

/// The country of three letters.
pub(crate) fn by_iso3(code: &str) -> Option<Country> {
    let at = COUNTRIES
        .binary_search_by(|country| country.iso3.cmp(code))
        .ok()?;
    COUNTRIES.get(at).copied()
}

/// The country of a FIPS code.
pub(crate) fn by_fips(code: &str) -> Option<Country> {
    all().find(|country| country.fips == Some(code))
}

/// The country that a foreign file names: by its three letters, or by its name as ACLED and UCDP write it ('Myanmar (Burma)',
/// 'Yemen (North Yemen)', 'Democratic Republic of Congo').
pub(crate) fn by_name(name: &str) -> Option<Country> {
    let name = name.trim();
    if name.len() == 3 && name.bytes().all(|b| b.is_ascii_uppercase()) {
        return by_iso3(name);
    }
    let plain = name
        .split_once(" (")
        .map_or(name, |(before, _)| before)
        .to_lowercase();
    let code = match plain.as_str() {
        "democratic republic of congo" | "dr congo" => Some("COD"),
        "congo" => Some("COG"),
        "bosnia-herzegovina" => Some("BIH"),
        "kingdom of eswatini" => Some("SWZ"),
        "macedonia, fyr" => Some("MKD"),
        "palestine" => Some("PSE"),
        "united states of america" => Some("USA"),
        "cote d'ivoire" => Some("CIV"),
        "turkey" => Some("TUR"),
        "czech republic" => Some("CZE"),
        _ => None,
    };
    match code {
        Some(code) => by_iso3(code),
        None => all().find(|country| country.name.to_lowercase() == plain),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_read_and_stands_in_order() {
        let rows: Vec<Country> = all().collect();
        assert_eq!(rows.len(), TABLE.lines().count() - 3);
        assert!(rows.is_sorted_by(|a, b| a.iso3 < b.iso3));
        assert_eq!(by_iso3("SYR").and_then(|c| c.number), Some(760));
    }

    #[test]
    fn names_of_other_codebooks_are_known() {
        let found = |name| by_name(name).map(|c| c.iso3);
        assert_eq!(found("Syria"), Some("SYR"));
        assert_eq!(found("Myanmar (Burma)"), Some("MMR"));
        assert_eq!(found("Yemen (North Yemen)"), Some("YEM"));
        assert_eq!(found("DR Congo (Zaire)"), Some("COD"));
        assert_eq!(found("Atlantis"), None);
        assert_eq!(by_fips("SY").map(|c| c.iso3), Some("SYR"));
    }
}
