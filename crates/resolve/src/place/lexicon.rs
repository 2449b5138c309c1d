//! The reviewed word lists beside the gazetteer: countries, the conflict supplement, short forms, words that are no places.

use super::atlas::{Atlas, Kind};
use super::fold::fold_name;
use super::vicinity::Spot;
use crate::LexiconError;
use dateline_syntax::WordTable;
use std::collections::BTreeMap;

/// A lexicon file and where its text lies.
#[derive(Clone, Copy, Debug)]
pub(super) struct Source<'a> {
    pub file: &'a str,
    pub text: &'a str,
}

macro_rules! embedded {
    ($name:ident, $file:literal) => {
        const $name: Source<'static> = Source {
            file: $file,
            text: include_str!(concat!("../../../../", $file)),
        };
    };
}
embedded!(COUNTRIES, "lexicons/places/countries.tsv");
embedded!(SUPPLEMENT, "lexicons/places/supplement.tsv");
embedded!(ABBREVIATIONS, "lexicons/places/abbreviations.tsv");
embedded!(NOT_PLACES, "lexicons/places/not_places.tsv");
embedded!(OUTLETS, "lexicons/publishers/outlets.tsv");
embedded!(HOMONYMS, "crates/resolve/data/homonyms.tsv");

/// How a country is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum CountryWord {
    Name,
    /// 'Syrian', 'Syrians'.
    Demonym,
}

/// Numbers of divisions by country and name.
pub(super) type Divisions = BTreeMap<(u8, &'static str), u16>;

/// What a listed name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Listed {
    /// A country by its number in the atlas.
    Country(u8, CountryWord),
    /// A row of the supplement.
    Supplement(usize),
}

/// What a row of the supplement is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    Province,
    Region,
    District,
    Town,
    Site,
}

/// A place of the supplement.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Extra {
    pub name: String,
    pub sort: Sort,
    pub country: u8,
    pub division: Option<u16>,
    pub point: Option<(f64, f64)>,
    pub geonameid: Option<u32>,
}

/// What else a word is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Homonym {
    pub word: bool,
    pub forename: bool,
    pub surname: bool,
    pub title: bool,
}

/// Letters from which on a domain's first label tells the outlet under other endings too: 'lfpress', not 'nation'.
const LONG_LABEL: usize = 7;

/// The lists, by the form that text is looked up in.
#[derive(Debug, Default)]
pub(super) struct Lexicon {
    /// Folded name → what it stands for.
    pub names: WordTable<Vec<Listed>>,
    pub extras: Vec<Extra>,
    /// Short form as written → number of the division.
    pub short_forms: WordTable<u16>,
    pub homonyms: WordTable<Homonym>,
    /// Folded name or domain of a publisher → its home.
    pub outlets: BTreeMap<String, Spot>,
    /// First label of a listed domain → its home.
    pub outlet_labels: BTreeMap<String, Spot>,
    /// Folded names of capitals → country.
    pub capitals: WordTable<u8>,
    /// Rows whose country or division the gazetteer lacks are left out, for it is not the one that they were written for.
    lenient: bool,
}

impl Lexicon {
    /// The built-in lists; `lenient` with a gazetteer that is not the built-in one.
    pub fn embedded(atlas: &Atlas, lenient: bool) -> Result<Self, LexiconError> {
        let mut lexicon = Self {
            lenient,
            ..Self::default()
        };
        let divisions = atlas.division_numbers();
        lexicon.add_countries(COUNTRIES, atlas)?;
        lexicon.add_supplement(SUPPLEMENT, atlas, &divisions)?;
        lexicon.add_short_forms(ABBREVIATIONS, atlas, &divisions)?;
        lexicon.add_outlets(OUTLETS, atlas, &divisions)?;
        lexicon.add_homonyms(HOMONYMS)?;
        lexicon.add_homonyms(NOT_PLACES)?;
        Ok(lexicon)
    }

    /// What the gazetteer has for a row, if it need not have it.
    fn known<T>(&self, found: Result<T, LexiconError>) -> Result<Option<T>, LexiconError> {
        match found {
            Err(_) if self.lenient => Ok(None),
            found => found.map(Some),
        }
    }

    fn name(&mut self, name: &str, listed: Listed) {
        self.folded(&fold_name(name), listed);
    }

    /// As [`Lexicon::name`], for a name that is folded already.
    fn folded(&mut self, key: &str, listed: Listed) {
        let list = self.names.or_insert_with(key, Vec::new);
        if !list.contains(&listed) {
            list.push(listed);
        }
    }

    pub fn add_countries(&mut self, source: Source<'_>, atlas: &Atlas) -> Result<(), LexiconError> {
        for row in rows(source, 7, 1)? {
            let Some(number) = self.known(row.country(0, atlas))? else {
                continue;
            };
            for name in row.list(2).chain(row.list(3)) {
                self.name(
                    name.strip_prefix("the ").unwrap_or(name),
                    Listed::Country(number, CountryWord::Name),
                );
            }
            for name in row.list(4).chain(row.list(5)) {
                self.name(name, Listed::Country(number, CountryWord::Demonym));
            }
            *self.capitals.or_insert_with(&fold_name(row.fields[6]), || number) = number;
        }
        Ok(())
    }

    pub fn add_supplement(
        &mut self,
        source: Source<'_>,
        atlas: &Atlas,
        divisions: &Divisions,
    ) -> Result<(), LexiconError> {
        let mut owners = Owners::default();
        for row in rows(source, 9, 2)? {
            let Some(country) = self.known(row.country(0, atlas))? else {
                continue;
            };
            let river = row.fields[3] == "river";
            let sort = match row.fields[3] {
                "province" => Sort::Province,
                // A river is known for its country only: no point on it is where something happened.
                "region" | "river" => Sort::Region,
                "district" => Sort::District,
                "town" => Sort::Town,
                "site" => Sort::Site,
                other => {
                    return Err(row.wrong(format!(
                        "no type `{other}`: write province, region, river, district, town or site"
                    )));
                }
            };
            let division = match row.fields[4] {
                "" => None,
                name => match self.known(row.division(country, name, divisions))? {
                    None if sort == Sort::Province => continue,
                    division => division,
                },
            };
            let extra = Extra {
                name: row.fields[1].to_owned(),
                sort,
                country,
                division,
                point: row.point(5)?,
                geonameid: row.optional(7, "a GeoNames id")?,
            };
            if extra.sort == Sort::Province && extra.division.is_none() {
                return Err(row.wrong("a province needs its division: the GeoNames ASCII name".to_owned()));
            }
            if river && (extra.point.is_some() || extra.division.is_some()) {
                return Err(
                    row.wrong("a river is no exact place: leave its division and point empty".to_owned())
                );
            }
            if extra.sort != Sort::Province && !river && extra.point.is_none() {
                return Err(row.wrong("no point: write latitude and longitude in degrees".to_owned()));
            }
            if row.fields[8].is_empty() {
                return Err(row.wrong("no source: say where the fact is from".to_owned()));
            }
            let position = self.extras.len();
            self.extras.push(extra);
            for name in row.list(1).chain(row.list(2)) {
                let key = owners.claim(&row, name)?;
                let name = name.strip_prefix(SHARED).unwrap_or(name);
                match name.strip_prefix("the ") {
                    Some(bare) => self.name(bare, Listed::Supplement(position)),
                    None => self.folded(&key, Listed::Supplement(position)),
                }
                // 'Tabqa' of 'al-Tabqa' and back.
                if let Some(bare) = key.strip_prefix("al ").filter(|bare| bare.len() > 3) {
                    self.name(bare, Listed::Supplement(position));
                }
            }
        }
        Ok(())
    }

    pub fn add_short_forms(
        &mut self,
        source: Source<'_>,
        atlas: &Atlas,
        divisions: &Divisions,
    ) -> Result<(), LexiconError> {
        for row in rows(source, 3, 2)? {
            let Some(country) = self.known(row.country(0, atlas))? else {
                continue;
            };
            let Some(division) = self.known(row.division(country, row.fields[1], divisions))? else {
                continue;
            };
            for form in row.list(2) {
                if self.short_forms.contains(form) {
                    return Err(row.wrong(format!("`{form}` is the short form of two divisions: keep one")));
                }
                self.short_forms.or_insert_with(form, || division);
            }
        }
        Ok(())
    }

    pub fn add_outlets(
        &mut self,
        source: Source<'_>,
        atlas: &Atlas,
        divisions: &Divisions,
    ) -> Result<(), LexiconError> {
        for row in rows(source, 4, 1)? {
            let Some(spot) = self.known(home(&row, atlas, divisions))? else {
                continue;
            };
            for name in row.list(0) {
                let key = if name.contains('.') {
                    name.to_owned()
                } else {
                    fold_name(name)
                };
                // 'lfpress.ca' is who 'lfpress.com' is.
                if let Some(label) = name
                    .split('.')
                    .next()
                    .filter(|label| label.len() >= LONG_LABEL && *label != name)
                {
                    self.outlet_labels.entry(label.to_owned()).or_insert(spot);
                }
                if self.outlets.insert(key, spot).is_some() {
                    return Err(row.wrong(format!("`{name}` is listed twice: keep one")));
                }
            }
        }
        Ok(())
    }

    pub fn add_homonyms(&mut self, source: Source<'_>) -> Result<(), LexiconError> {
        for row in rows(source, 2, 1)? {
            let homonym = self.homonyms.or_insert_with(row.fields[0], Homonym::default);
            for kind in row.fields[1].chars() {
                match kind {
                    'w' => homonym.word = true,
                    'f' => homonym.forename = true,
                    's' => homonym.surname = true,
                    't' => homonym.title = true,
                    other => return Err(row.wrong(format!("no kind `{other}`: write w, f, s or t"))),
                }
            }
        }
        Ok(())
    }

    /// What else a word is; nothing for most words.
    pub fn homonym(&self, folded: &str) -> Homonym {
        self.homonyms.get(folded).copied().unwrap_or_default()
    }
}

/// Stands before a name that a place in another country has too, in the rows of both.
const SHARED: char = '*';

/// The countries of the names of the supplement.
#[derive(Default)]
struct Owners(BTreeMap<String, (String, bool)>);

impl Owners {
    /// Notes that a row has a name, refused when a row of another country has it and not both say that they share it.
    /// Gives the name as it is looked up.
    fn claim(&mut self, row: &Row<'_>, written: &str) -> Result<String, LexiconError> {
        let name = written.strip_prefix(SHARED).unwrap_or(written);
        let key = fold_name(name);
        let shared = row.list(2).any(|other| {
            other
                .strip_prefix(SHARED)
                .is_some_and(|other| fold_name(other) == key)
        });
        match self.0.get(&key) {
            Some((country, both)) if country != row.fields[0] && !(shared && *both) => {
                Err(row.wrong(format!(
                    "`{name}` is the name of a place in {country} too: keep one, or write `*{name}` among the other spellings of both"
                )))
            }
            _ => {
                self.0.insert(key.clone(), (row.fields[0].to_owned(), shared));
                Ok(key)
            }
        }
    }
}

/// Where the publisher of a row is at home.
fn home(row: &Row<'_>, atlas: &Atlas, divisions: &Divisions) -> Result<Spot, LexiconError> {
    let country = row.country(1, atlas)?;
    let division = match row.fields[2] {
        "" => None,
        name => Some(row.division(country, name, divisions)?),
    };
    match row.fields[3] {
        "" => Ok(Spot::new(None, country, division, 0.0)),
        town => town_of(town, country, division, atlas).ok_or_else(|| {
            row.wrong(format!(
                "the gazetteer has no town `{town}` there: write its GeoNames name, or leave it empty"
            ))
        }),
    }
}

/// The largest town of a name in a country and division.
fn town_of(town: &str, country: u8, division: Option<u16>, atlas: &Atlas) -> Option<Spot> {
    let key = fold_name(town);
    let (_, readings) = atlas.longest(&key, &[key.len()])?;
    let records = readings.iter().filter_map(|reading| atlas.record(reading.record));
    let there = records.filter(|record| {
        record.kind == Kind::Settlement
            && record.country == country
            && (division.is_none() || record.division == division)
    });
    let largest = there.max_by(|a, b| a.population.total_cmp(&b.population))?;
    Some(Spot::new(largest.point, country, largest.division, 0.0))
}

/// One entry of a tab-separated lexicon.
struct Row<'a> {
    file: &'a str,
    line: usize,
    fields: Vec<&'a str>,
}

impl<'a> Row<'a> {
    fn wrong(&self, problem: String) -> LexiconError {
        LexiconError {
            file: self.file.to_owned(),
            line: self.line,
            problem,
        }
    }

    fn list(&self, field: usize) -> impl Iterator<Item = &'a str> + use<'a> {
        self.fields[field].split('|').filter(|name| !name.is_empty())
    }

    fn country(&self, field: usize, atlas: &Atlas) -> Result<u8, LexiconError> {
        let code = self.fields[field];
        atlas
            .country_number(code)
            .ok_or_else(|| self.wrong(format!("no country `{code}`: write an ISO 3166-1 alpha-2 code")))
    }

    fn division(&self, country: u8, name: &str, divisions: &Divisions) -> Result<u16, LexiconError> {
        divisions.get(&(country, name)).copied().ok_or_else(|| {
            self.wrong(format!(
                "the gazetteer has no first-order division `{name}` in this country: write the GeoNames ASCII name"
            ))
        })
    }

    fn optional<T: std::str::FromStr>(&self, field: usize, what: &str) -> Result<Option<T>, LexiconError> {
        match self.fields[field] {
            "" => Ok(None),
            text => text
                .parse()
                .map(Some)
                .map_err(|_| self.wrong(format!("`{text}` is not {what}"))),
        }
    }

    fn point(&self, field: usize) -> Result<Option<(f64, f64)>, LexiconError> {
        let latitude: Option<f64> = self.optional(field, "a latitude in degrees")?;
        let longitude: Option<f64> = self.optional(field + 1, "a longitude in degrees")?;
        match (latitude, longitude) {
            (Some(lat), Some(lon)) if lat.abs() <= 90.0 && lon.abs() <= 180.0 => Ok(Some((lat, lon))),
            (None, None) => Ok(None),
            _ => Err(self.wrong(
                "not a point on the globe: write latitude (-90 to 90) and longitude (-180 to 180)".to_owned(),
            )),
        }
    }
}

/// The fields of a line of which `about` are expected.
fn split_into(line: &str, about: usize) -> Vec<&str> {
    let mut fields = Vec::with_capacity(about);
    fields.extend(line.split('\t'));
    fields
}

/// The entries of a file: as many fields in each, sorted by the first `sorted_by` of them, none twice.
fn rows(source: Source<'_>, fields: usize, sorted_by: usize) -> Result<Vec<Row<'_>>, LexiconError> {
    let mut rows: Vec<Row<'_>> = Vec::new();
    for (at, line) in source.text.lines().enumerate() {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let row = Row {
            file: source.file,
            line: at + 1,
            fields: split_into(line, fields),
        };
        if row.fields.len() != fields {
            return Err(row.wrong(format!(
                "{} fields where {fields} belong, with tabs between",
                row.fields.len()
            )));
        }
        if row.fields[..sorted_by].iter().any(|field| field.is_empty()) {
            return Err(row.wrong("an empty field that must not be".to_owned()));
        }
        if let Some(last) = rows.last() {
            let (before, here) = (&last.fields[..sorted_by], &row.fields[..sorted_by]);
            if before > here {
                return Err(row.wrong(format!(
                    "`{}` is out of order: sort the entries by bytes",
                    here.join(" ")
                )));
            }
            // A name may stand twice in a country: the province and its city.
            if last.fields == row.fields || sorted_by == 1 && before == here {
                return Err(row.wrong(format!("`{}` is listed twice: join the entries", here.join(" "))));
            }
        }
        rows.push(row);
    }
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(rows: &[&str], expected: Result<usize, &str>) {
        let atlas =
            Atlas::new("places.bin", include_bytes!("../../data/places.bin")).expect("a packed gazetteer");
        let mut lexicon = Lexicon::default();
        let source = Source {
            file: "test.tsv",
            text: &rows.join("\n"),
        };
        let added = lexicon.add_supplement(source, &atlas, &atlas.division_numbers());
        match (added, expected) {
            (Ok(()), Ok(count)) => assert_eq!(lexicon.extras.len(), count),
            (Err(error), Err(problem)) => assert!(error.to_string().contains(problem), "{error}"),
            (added, _) => panic!("{added:?}"),
        }
    }

    #[test]
    fn a_name_of_two_countries_must_be_marked_in_both() {
        let here = "IQ\tTanuma\t\ttown\t\t30.5\t47.8\t\tatlas";
        let there = "SY\tTanuma\t\ttown\t\t35.5\t36.8\t\tatlas";
        let problem = "test.tsv:2: `Tanuma` is the name of a place in IQ too";
        check(&[here, there], Err(problem));
        let marked_here = "IQ\tTanuma\t*Tanuma\ttown\t\t30.5\t47.8\t\tatlas";
        check(&[marked_here, there], Err(problem));
        check(
            &[
                marked_here,
                "SY\tTanuma\tTannuma|*Tanuma\ttown\t\t35.5\t36.8\t\tatlas",
            ],
            Ok(2),
        );
        check(&[here, "IQ\tTanumah\tTanuma\ttown\t\t30.5\t47.8\t\tatlas"], Ok(2));
    }

    #[test]
    fn a_river_has_no_point() {
        check(&["SY\tQuwayq\tQueiq River\triver\t\t\t\t\tatlas"], Ok(1));
        check(
            &["SY\tQuwayq\t\triver\t\t36.2\t37.1\t\tatlas"],
            Err("a river is no exact place"),
        );
    }
}
