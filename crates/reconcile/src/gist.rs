//! What a report is compared by, without its claims and words: small enough to be kept beside it.

use crate::{
    Report,
    bits::{BitsIn, BitsOut},
    block::rank,
    bytes::{Bytes, put, put_words},
    common,
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

    /// The gist as bytes, some half a kilobyte.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        self.bytes_after(None)
    }

    /// The gist as bytes, without what it has in common with the one before it: the parts of a report are of one wording.
    fn bytes_after(&self, before: Option<&Self>) -> Vec<u8> {
        let mut out = Vec::with_capacity(640);
        let number = id_number(&self.document);
        let same_document = before.is_some_and(|b| b.document == self.document);
        let same_sketch = before.is_some_and(|b| b.sketch == self.sketch);
        let flags = [
            (SAME_DOCUMENT, same_document),
            (SAME_SKETCH, same_sketch),
            (PLAIN_ID, number.is_some()),
            (HALF, self.half_of.is_some()),
            (DAY_STATED, self.day_stated),
            (PLACE, self.place.is_some()),
        ];
        out.push(flags.iter().filter(|f| f.1).fold(0, |all, f| all | f.0));
        match number {
            _ if same_document => {}
            Some(number) => out.extend_from_slice(&number.to_be_bytes()),
            None => put_words(&mut out, self.document.as_str()),
        }
        put(&mut out, u64::from(self.part));
        if let Some(whole) = &self.half_of {
            put_words(&mut out, whole.as_str());
        }
        put_day(&mut out, self.published);
        put_day(&mut out, self.days.map(|d| d.0));
        put_day(&mut out, self.days.map(|d| d.1));
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
        let mut bits = BitsOut::default();
        self.terms.put(&mut bits);
        if !same_sketch {
            bits.put_sorted(&self.sketch);
        }
        out.extend(bits.done());
        out
    }

    /// The gist that was made to bytes; `None` where the bytes are none.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        Self::read(bytes, None)
    }

    /// The gists of one report as bytes; none are no bytes.
    #[must_use]
    pub fn all_to_bytes(gists: &[Self]) -> Vec<u8> {
        let mut out = Vec::new();
        let mut before = None;
        for gist in gists {
            let bytes = gist.bytes_after(before);
            put(&mut out, bytes.len() as u64);
            out.extend(bytes);
            before = Some(gist);
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
        let mut gists: Vec<Self> = Vec::new();
        while !bytes.0.is_empty() {
            let count = bytes.count()?;
            gists.push(Self::read(bytes.take(count)?, gists.last())?);
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

    fn read(bytes: &[u8], before: Option<&Self>) -> Option<Self> {
        let mut bytes = Bytes(bytes);
        let flags = bytes.byte()?;
        let is = |flag: u8| flags & flag != 0;
        let document = if is(SAME_DOCUMENT) {
            before?.document.clone()
        } else if is(PLAIN_ID) {
            let number = u64::from_be_bytes(bytes.take(8)?.try_into().ok()?);
            id(format!("d_{number:016x}"))?
        } else {
            id(bytes.words()?)?
        };
        let part = bytes.number()?.try_into().ok()?;
        let half_of = if is(HALF) { Some(id(bytes.words()?)?) } else { None };
        let published = day(&mut bytes)?;
        let days = day(&mut bytes)?.zip(day(&mut bytes)?);
        let place = if is(PLACE) {
            Some(Spot::read(&mut bytes)?)
        } else {
            None
        };
        let victims = (0..bytes.count()?).map(|_| Name::of_joined(&bytes.words()?));
        let victims = victims.collect::<Option<_>>()?;
        let (killed, injured) = (some(&mut bytes)?, some(&mut bytes)?);
        let count = bytes.count()?;
        let claims = (0..count).map(|_| Some(u64::from_le_bytes(bytes.take(8)?.try_into().ok()?)));
        let claims = claims.collect::<Option<_>>()?;
        let mut bits = BitsIn::new(bytes.0);
        let terms = Terms::read(&mut bits)?;
        let sketch = if is(SAME_SKETCH) {
            before?.sketch.clone()
        } else {
            bits.sorted()?
        };
        bits.rest()?.is_empty().then_some(Self {
            document,
            part,
            half_of,
            published,
            terms,
            sketch,
            days,
            day_stated: is(DAY_STATED),
            place,
            victims,
            killed,
            injured,
            claims,
        })
    }
}

// What the first byte of a gist says of it.
const SAME_DOCUMENT: u8 = 1;
const SAME_SKETCH: u8 = 2;
const PLAIN_ID: u8 = 4;
const HALF: u8 = 8;
const DAY_STATED: u8 = 16;
const PLACE: u8 = 32;

/// The digits of an id as we make them: `d_` and sixteen of them.
fn id_number(id: &DocumentId) -> Option<u64> {
    let digits = id.as_str().strip_prefix("d_").filter(|d| d.len() == 16)?;
    let number = u64::from_str_radix(digits, 16).ok()?;
    (format!("{number:016x}") == digits).then_some(number)
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

    fn put(&self, out: &mut BitsOut) {
        out.put_sorted(&self.names);
        let (mut common, mut rare) = (Vec::new(), Vec::new());
        for &(key, count, lead) in &self.words {
            match common::number(key) {
                Some(number) => common.push((u32::from(number), count, lead)),
                None => rare.push((key, count, lead)),
            }
        }
        common.sort_unstable();
        for words in [common, rare] {
            let numbers: Vec<u32> = words.iter().map(|w| w.0).collect();
            let width = out.begin(&numbers);
            let mut before = 0;
            for (number, count, lead) in words {
                out.put_gap(number - before, width);
                put_counts(out, count, lead);
                before = number;
            }
        }
        out.put_sorted(&self.ages);
    }

    fn read(bits: &mut BitsIn<'_>) -> Option<Self> {
        let names = bits.sorted()?;
        let mut words = Vec::new();
        for common in [true, false] {
            let (count, width) = bits.begin()?;
            let mut at = 0;
            for _ in 0..count {
                at = bits.next(at, width)?;
                let key = if common { common::term(at)? } else { at };
                let (count, lead) = counts(bits)?;
                words.push((key, count, lead));
            }
        }
        words.sort_unstable();
        let ages = bits.sorted()?;
        Some(Self { names, words, ages })
    }
}

/// How often a word stands in the whole, and in headline and lead. Of a hundred words of news, forty stand once and there, thirty-six
/// once and not there, eighteen twice.
fn put_counts(out: &mut BitsOut, count: u32, lead: u32) {
    match (count, lead) {
        (1, 1) => out.put(0b0, 1),
        (1, 0) => out.put(0b01, 2),
        (2, 0) => out.put(0b0011, 4),
        (2, 1) => out.put(0b1011, 4),
        (2, 2) => out.put(0b0111, 4),
        _ => {
            out.put(0b1111, 4);
            out.put_small(count);
            out.put_small(lead);
        }
    }
}

fn counts(bits: &mut BitsIn<'_>) -> Option<(u32, u32)> {
    if bits.take(1)? == 0 {
        return Some((1, 1));
    }
    if bits.take(1)? == 0 {
        return Some((1, 0));
    }
    Some(match bits.take(2)? {
        0b00 => (2, 0),
        0b10 => (2, 1),
        0b01 => (2, 2),
        _ => (bits.small()?, bits.small()?),
    })
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
        match self
            .at
            .map(|(lat, lon)| (lat, lon, decimal(lat).zip(decimal(lon))))
        {
            None => out.push(0),
            Some((_, _, Some((lat, lon)))) => {
                out.push(2);
                out.extend_from_slice(&lat.to_le_bytes());
                out.extend_from_slice(&lon.to_le_bytes());
            }
            Some((lat, lon, None)) => {
                out.push(1);
                out.extend_from_slice(&lat.to_le_bytes());
                out.extend_from_slice(&lon.to_le_bytes());
            }
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
            at: match bytes.byte()? {
                0 => None,
                1 => Some((bytes.fraction()?, bytes.fraction()?)),
                2 => {
                    let mut degrees =
                        || Some(f64::from(i32::from_le_bytes(bytes.take(4)?.try_into().ok()?)) / DECIMAL);
                    Some((degrees()?, degrees()?))
                }
                _ => return None,
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

/// Degrees of gazetteers have five decimal places at most.
const DECIMAL: f64 = 1e5;

/// A fraction as a whole number that gives it back exactly.
fn decimal(degrees: f64) -> Option<i32> {
    let whole = (degrees * DECIMAL).round() as i32;
    ((f64::from(whole) / DECIMAL).to_bits() == degrees.to_bits()).then_some(whole)
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
                words: vec![(3, 400, 2), (9, 14, 14), (11, 2, 1), (u32::MAX, 1, 15)],
                ..gist.terms.clone()
            },
            ..gist
        };
        assert_eq!(Gist::from_bytes(&half.to_bytes()), Some(half));
    }

    #[test]
    fn parts_of_one_report_share_their_bytes() {
        let gist = Gist {
            sketch: (1..=64).map(|n| n * 16_000_000).collect(),
            ..example()
        };
        let in_passing = Gist {
            part: 1,
            terms: Terms::default(),
            ..gist.clone()
        };
        let of_another = Gist {
            document: DocumentId::of(&[b"another"]),
            ..in_passing.clone()
        };
        let all = [gist, in_passing, of_another];
        let bytes = Gist::all_to_bytes(&all);
        assert!(bytes.len() < all.iter().map(|g| g.to_bytes().len()).sum::<usize>() - 400);
        assert_eq!(Gist::all_from_bytes(&bytes).as_deref(), Some(&all[..]));
        assert_eq!(Gist::all_from_bytes(&bytes[1..]), None);
    }

    #[test]
    fn places_are_kept_exactly() {
        for (lat, lon) in [
            (36.12345, -0.5),
            (0.1 + 0.2, 7.0),
            (-0.0, 179.99999),
            (f64::MAX, 1.0),
        ] {
            let mut gist = example();
            gist.place.as_mut().expect("it has one").at = Some((lat, lon));
            let back = Gist::from_bytes(&gist.to_bytes()).expect("is read");
            assert_eq!(back, gist);
        }
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
