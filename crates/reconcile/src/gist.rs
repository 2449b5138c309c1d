//! What a report is compared by, without its claims and words: small enough to be kept beside it.

use crate::{
    Report,
    block::rank,
    bytes::{Bytes, put, put_sorted, put_words},
    names::Name,
    rarity::{Rarity, hash, key},
    telling::{Telling, distance_km},
    vector::Words,
};
use dateline_model::{ClaimId, DocumentId, Place, PlacePrecision, TermKind};
use jiff::civil::Date;
use serde::{
    Deserialize as _,
    de::{IntoDeserializer as _, value::Error},
};

/// What a report is compared by: terms, wording, day, place, victims and figures of its headline event. It is of the report alone,
/// whatever others there are, so that a ledger can keep it.
///
/// # Example: bytes and back
/// ```
/// use dateline_model::{DocumentId, Profile};
/// use dateline_reconcile::{Gist, Report};
/// let weather = Report {
///     document: DocumentId::of(&[b"weather"]),
///     publisher: None,
///     published: None,
///     claims: Vec::new(),
///     profile: Profile::default(),
/// };
/// assert!(Gist::all(&weather).is_empty(), "it tells of no event");
/// assert!(Gist::from_bytes(b"no gist").is_none());
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Gist {
    pub(crate) document: DocumentId,
    /// 0 for the report's headline event, from 1 for those it tells of beside it.
    pub(crate) part: u16,
    /// The report that this is one of two halves of.
    pub(crate) half_of: Option<DocumentId>,
    pub(crate) published: Option<Date>,
    pub(crate) terms: Terms,
    /// Smallest hashes of the report's wording, sorted.
    pub(crate) sketch: Vec<u32>,
    pub(crate) days: Option<(Date, Date)>,
    pub(crate) day_stated: bool,
    pub(crate) place: Option<Spot>,
    pub(crate) victims: Vec<Name>,
    pub(crate) killed: Option<u32>,
    pub(crate) injured: Option<u32>,
    /// Numbers of the claims that tell the event.
    pub(crate) claims: Vec<u64>,
}

/// Terms as numbers, each list sorted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Terms {
    pub names: Vec<u32>,
    /// Words and numbers: how often in the whole, and how often in headline and lead.
    pub words: Vec<(u32, u32, u32)>,
    pub ages: Vec<u32>,
}

/// A place as it is compared.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Spot {
    geonameid: Option<u32>,
    name: String,
    admin1: Option<String>,
    country: Option<String>,
    /// Latitude and longitude.
    at: Option<(f64, f64)>,
    pub level: Level,
}

/// How much ground a place is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Level {
    /// A town or a site.
    Point,
    /// Less than a country.
    Area,
    Country,
}

/// A claim by a number: the digits of its id, or a hash of an id that is none of ours.
pub(crate) fn claim_number(id: &ClaimId) -> u64 {
    let digits = id.as_str().strip_prefix("c_").filter(|d| d.len() == 16);
    let number = digits.and_then(|d| u64::from_str_radix(d, 16).ok());
    number.unwrap_or_else(|| hash(5, id.as_str().as_bytes()))
}

impl Gist {
    /// The gists of a report, of its headline event first; none where it tells of no event.
    #[must_use]
    pub fn all(report: &Report) -> Vec<Self> {
        let tellings = Telling::all(report);
        tellings.iter().map(|t| Self::of_telling(t, report)).collect()
    }

    pub(crate) fn of_telling(telling: &Telling<'_>, report: &Report) -> Self {
        let mut sketch: Vec<u32> = report.profile.sketch.iter().map(|h| (h >> 32) as u32).collect();
        sketch.dedup();
        Self {
            document: report.document.clone(),
            part: telling.part,
            half_of: None,
            published: report.published,
            // The words of a round-up are of many events.
            terms: if telling.in_passing() {
                Terms::default()
            } else {
                Terms::of(report)
            },
            sketch,
            days: telling.days,
            day_stated: telling.day_stated,
            place: telling.place.as_ref().map(Spot::of),
            victims: telling.victims.clone(),
            killed: telling.killed,
            injured: telling.injured,
            claims: telling.claims.iter().map(|c| claim_number(&c.id)).collect(),
        }
    }

    /// The report, or the half of one, that it is of.
    #[must_use]
    pub fn document(&self) -> &DocumentId {
        &self.document
    }

    /// A number that no other gist of a ledger has.
    #[must_use]
    pub fn number(&self) -> u64 {
        rank(self.published, &self.document, self.part).1
    }

    /// The gist as bytes, about a kilobyte.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(1024);
        put_words(&mut out, self.document.as_str());
        put(&mut out, u64::from(self.part));
        put_words(&mut out, self.half_of.as_ref().map_or("", |of| of.as_str()));
        put_day(&mut out, self.published);
        self.terms.put(&mut out);
        put_sorted(&mut out, &self.sketch);
        put_day(&mut out, self.days.map(|d| d.0));
        put_day(&mut out, self.days.map(|d| d.1));
        out.push(u8::from(self.day_stated));
        out.push(u8::from(self.place.is_some()));
        if let Some(place) = &self.place {
            place.put(&mut out);
        }
        put(&mut out, self.victims.len() as u64);
        self.victims
            .iter()
            .for_each(|name| put_words(&mut out, &name.joined()));
        put_some(&mut out, self.killed);
        put_some(&mut out, self.injured);
        put(&mut out, self.claims.len() as u64);
        for claim in &self.claims {
            out.extend_from_slice(&claim.to_le_bytes());
        }
        out
    }

    /// The gist that was made to bytes; `None` where the bytes are none.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let mut bytes = Bytes(bytes);
        let gist = Self::read(&mut bytes)?;
        bytes.0.is_empty().then_some(gist)
    }

    /// The gists of one report as bytes; none are no bytes.
    #[must_use]
    pub fn all_to_bytes(gists: &[Self]) -> Vec<u8> {
        let mut out = Vec::new();
        for gist in gists {
            let bytes = gist.to_bytes();
            put(&mut out, bytes.len() as u64);
            out.extend(bytes);
        }
        out
    }

    /// The gists that were made to bytes; `None` where the bytes are none.
    ///
    /// # Example
    /// ```
    /// use dateline_reconcile::Gist;
    /// assert_eq!(Gist::all_from_bytes(&Gist::all_to_bytes(&[])), Some(Vec::new()));
    /// assert_eq!(Gist::all_from_bytes(&[9]), None);
    /// ```
    #[must_use]
    pub fn all_from_bytes(bytes: &[u8]) -> Option<Vec<Self>> {
        let mut bytes = Bytes(bytes);
        let mut gists = Vec::new();
        while !bytes.0.is_empty() {
            let count = bytes.count()?;
            gists.push(Self::from_bytes(bytes.take(count)?)?);
        }
        Some(gists)
    }

    /// The report that it, or the half that it is of, is of.
    #[must_use]
    pub fn whole(&self) -> &DocumentId {
        self.half_of.as_ref().unwrap_or(&self.document)
    }

    /// Day of publication of its report.
    #[must_use]
    pub fn published(&self) -> Option<Date> {
        self.published
    }

    fn read(bytes: &mut Bytes<'_>) -> Option<Self> {
        let document = id(bytes.words()?)?;
        let part = bytes.number()?.try_into().ok()?;
        let half_of = bytes.words()?;
        let half_of = if half_of.is_empty() {
            None
        } else {
            Some(id(half_of)?)
        };
        let published = day(bytes)?;
        let terms = Terms::read(bytes)?;
        let sketch = bytes.sorted()?;
        let days = day(bytes)?.zip(day(bytes)?);
        let day_stated = bytes.byte()? == 1;
        let place = if bytes.byte()? == 1 {
            Some(Spot::read(bytes)?)
        } else {
            None
        };
        let victims = (0..bytes.count()?).map(|_| Name::of_joined(&bytes.words()?));
        Some(Self {
            document,
            part,
            half_of,
            published,
            terms,
            sketch,
            days,
            day_stated,
            place,
            victims: victims.collect::<Option<_>>()?,
            killed: some(bytes)?,
            injured: some(bytes)?,
            claims: {
                let count = bytes.count()?;
                let numbers = (0..count).map(|_| Some(u64::from_le_bytes(bytes.take(8)?.try_into().ok()?)));
                numbers.collect::<Option<_>>()?
            },
        })
    }
}

fn id(words: String) -> Option<DocumentId> {
    let words: serde::de::value::StringDeserializer<Error> = words.into_deserializer();
    DocumentId::deserialize(words).ok()
}

/// A day by a number that is larger for a later day, and 0 for none.
pub(crate) fn day_number(day: Option<Date>) -> i64 {
    day.map_or(0, |d| {
        // Years begin at -9999.
        (i64::from(d.year()) + 10_000) * 512 + i64::from(d.month()) * 32 + i64::from(d.day())
    })
}

fn put_day(out: &mut Vec<u8>, day: Option<Date>) {
    put(out, day_number(day).cast_unsigned());
}

fn day(bytes: &mut Bytes<'_>) -> Option<Option<Date>> {
    let number = i64::try_from(bytes.number()?).ok()?;
    if number == 0 {
        return Some(None);
    }
    let year = i16::try_from(number / 512 - 10_000).ok()?;
    let (month, day) = ((number / 32 % 16) as i8, (number % 32) as i8);
    Date::new(year, month, day).ok().map(Some)
}

fn put_some(out: &mut Vec<u8>, number: Option<u32>) {
    put(out, number.map_or(0, |n| u64::from(n) + 1));
}

fn some(bytes: &mut Bytes<'_>) -> Option<Option<u32>> {
    match bytes.number()? {
        0 => Some(None),
        n => Some(Some((n - 1).try_into().ok()?)),
    }
}

impl Terms {
    fn of(report: &Report) -> Self {
        let mut terms = Self::default();
        for term in &report.profile.terms {
            match term.kind {
                TermKind::Name => terms.names.push(key(term)),
                TermKind::Age => terms.ages.extend(term.form.parse::<u32>()),
                TermKind::Word | TermKind::Number => terms.words.push((key(term), term.count, term.lead)),
                _ => {}
            }
        }
        terms.names.sort_unstable();
        terms.words.sort_unstable();
        terms.ages.sort_unstable();
        terms
    }

    /// All terms whose rarity counts.
    pub(crate) fn keys(&self) -> impl Iterator<Item = u32> {
        let words = self.words.iter().map(|w| w.0);
        self.names.iter().copied().chain(words)
    }

    fn put(&self, out: &mut Vec<u8>) {
        put_sorted(out, &self.names);
        let keys: Vec<u32> = self.words.iter().map(|w| w.0).collect();
        put_sorted(out, &keys);
        for &(_, count, lead) in &self.words {
            // Most counts are small: both in one byte.
            if count < 15 && lead < 15 {
                out.push((count << 4 | lead) as u8);
            } else {
                out.push(0xff);
                put(out, u64::from(count));
                put(out, u64::from(lead));
            }
        }
        put_sorted(out, &self.ages);
    }

    fn read(bytes: &mut Bytes<'_>) -> Option<Self> {
        let names = bytes.sorted()?;
        let keys = bytes.sorted()?;
        let counted = keys.into_iter().map(|key| match bytes.byte()? {
            0xff => Some((key, bytes.small()?, bytes.small()?)),
            both => Some((key, u32::from(both >> 4), u32::from(both & 15))),
        });
        let words = counted.collect::<Option<_>>()?;
        let ages = bytes.sorted()?;
        Some(Self { names, words, ages })
    }
}

impl Spot {
    fn of(place: &Place) -> Self {
        Self {
            geonameid: place.geonameid,
            name: place.name.clone(),
            admin1: place.admin1.clone(),
            country: place.country.clone(),
            at: place.lat.zip(place.lon),
            level: match place.precision {
                PlacePrecision::Country => Level::Country,
                other if other <= PlacePrecision::Town => Level::Point,
                _ => Level::Area,
            },
        }
    }

    /// What makes two places one, as a key.
    pub(crate) fn key(&self) -> String {
        match self.geonameid {
            Some(id) => id.to_string(),
            None => format!(
                "{}/{}/{}",
                self.country.as_deref().unwrap_or(""),
                self.admin1.as_deref().unwrap_or(""),
                self.name
            ),
        }
    }

    /// Whether two mentions are one place.
    pub(crate) fn same(&self, other: &Self) -> bool {
        match (self.geonameid, other.geonameid) {
            (Some(a), Some(b)) => a == b,
            (None, None) => {
                (&self.country, &self.admin1, &self.name) == (&other.country, &other.admin1, &other.name)
            }
            _ => false,
        }
    }

    /// Kilometres between both.
    pub(crate) fn distance_km(&self, other: &Self) -> Option<f64> {
        Some(distance_km(self.at?, other.at?))
    }

    pub(crate) fn same_country(&self, other: &Self) -> bool {
        self.country == other.country
    }

    /// Whether both lie in one first-order division; `None` where that is not known.
    pub(crate) fn same_admin1(&self, other: &Self) -> Option<bool> {
        self.admin1
            .as_ref()
            .zip(other.admin1.as_ref())
            .map(|(a, b)| a == b)
    }

    fn put(&self, out: &mut Vec<u8>) {
        put_some(out, self.geonameid);
        put_words(out, &self.name);
        for part in [&self.admin1, &self.country] {
            out.push(u8::from(part.is_some()));
            put_words(out, part.as_deref().unwrap_or(""));
        }
        out.push(u8::from(self.at.is_some()));
        if let Some((lat, lon)) = self.at {
            out.extend_from_slice(&lat.to_le_bytes());
            out.extend_from_slice(&lon.to_le_bytes());
        }
        out.push(self.level as u8);
    }

    fn read(bytes: &mut Bytes<'_>) -> Option<Self> {
        fn part(bytes: &mut Bytes<'_>) -> Option<Option<String>> {
            let known = bytes.byte()? == 1;
            let words = bytes.words()?;
            Some(known.then_some(words))
        }
        Some(Self {
            geonameid: some(bytes)?,
            name: bytes.words()?,
            admin1: part(bytes)?,
            country: part(bytes)?,
            at: if bytes.byte()? == 1 {
                Some((bytes.fraction()?, bytes.fraction()?))
            } else {
                None
            },
            level: match bytes.byte()? {
                0 => Level::Point,
                1 => Level::Area,
                2 => Level::Country,
                _ => return None,
            },
        })
    }
}

/// A gist made ready to be compared under a rarity.
#[derive(Clone, Debug)]
pub(crate) struct Mark {
    pub document: DocumentId,
    pub part: u16,
    pub half_of: Option<DocumentId>,
    pub published: Option<Date>,
    pub words: Words,
    pub sketch: Vec<u32>,
    pub days: Option<(Date, Date)>,
    pub day_stated: bool,
    pub place: Option<Spot>,
    pub victims: Vec<Name>,
    pub killed: Option<u32>,
    pub injured: Option<u32>,
    pub claims: Vec<u64>,
}

impl Mark {
    pub(crate) fn of(gist: Gist, rarity: &Rarity) -> Self {
        Self {
            words: Words::of(&gist.terms, rarity),
            document: gist.document,
            part: gist.part,
            half_of: gist.half_of,
            published: gist.published,
            sketch: gist.sketch,
            days: gist.days,
            day_stated: gist.day_stated,
            place: gist.place,
            victims: gist.victims,
            killed: gist.killed,
            injured: gist.injured,
            claims: gist.claims,
        }
    }

    /// Whether the report only tells of it beside its own headline event.
    pub(crate) fn in_passing(&self) -> bool {
        self.part > 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_support::{day, harm, report, town, victim};
    use proptest::prelude::*;
    use serde_json::json;

    fn example() -> Gist {
        let claim = json!({"place": town('q'), "time": day("2021-05-03"), "harm": [harm("killed", 12)],
            "named_victims": [victim("Ada J. Marl")]});
        let report = report(7, "2021-05-04", "market stalls fruit smoke")
            .claim(claim)
            .done();
        Gist::all(&report).remove(0)
    }

    #[test]
    fn bytes_and_back() {
        let gist = example();
        assert_eq!((gist.killed, gist.victims.len()), (Some(12), 1));
        assert_eq!(Gist::from_bytes(&gist.to_bytes()), Some(gist.clone()));
        let half = Gist {
            half_of: Some(DocumentId::of(&[b"whole"])),
            published: None,
            place: None,
            terms: Terms {
                words: vec![(3, 400, 2), (9, 14, 14), (u32::MAX, 1, 15)],
                ..gist.terms.clone()
            },
            ..gist
        };
        assert_eq!(Gist::from_bytes(&half.to_bytes()), Some(half));
    }

    proptest! {
        #[test]
        fn damaged_bytes_are_no_gist_or_another(at in 0_usize..200, value: u8, cut in 0_usize..200) {
            let mut bytes = example().to_bytes();
            let len = bytes.len();
            bytes[at % len] = value;
            bytes.truncate(len - cut % len);
            if let Some(gist) = Gist::from_bytes(&bytes) {
                prop_assert_eq!(Gist::from_bytes(&gist.to_bytes()), Some(gist));
            }
        }
    }
}
