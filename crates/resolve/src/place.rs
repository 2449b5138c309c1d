//! Toponyms: words that name a place, and the gazetteer entry they mean.
//!
//! [`Gazetteer::find`] works in two steps. *Recognition* looks names up, longest first, and weighs the signs around each:
//! a preposition of place, 'province' after it, a title before it. *Choice* weighs the entries of that name by what else the
//! document names (countries, divisions, a container after a comma) and by population; it abstains rather than link to a
//! far homonym on weak signs.

mod atlas;
pub mod build;
mod choose;
mod extent;
mod focus;
mod fold;
mod lexicon;
mod lookup;
mod mapped;
mod publisher;
mod recognise;
mod relative;
mod signs;
mod vicinity;

use crate::LexiconError;
use crate::pieces::Pieces;
use atlas::Atlas;
use choose::{Chooser, Option_};
use dateline_model::{Document, Place, RunnerUp, Span, Why};
use dateline_syntax::{Analysis, EntityKind, TokenIx};
use extent::Extents;
use focus::Focus;
use lexicon::Lexicon;
pub use lookup::{GazetteerEntry, GazetteerInfo, MatchKind, UnknownCountry};
use recognise::Candidate;
use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};
use vicinity::Vicinity;

/// A toponym in a document.
#[derive(Clone, Debug, PartialEq)]
pub struct PlaceMention {
    /// Its tokens. Where one token holds more than the name ('Iran-backed'), [`PlaceMention::span`] is exact.
    pub tokens: Range<TokenIx>,
    /// The name's bytes.
    pub span: Span,
    /// How the name is used.
    pub usage: PlaceUsage,
    /// The gazetteer entry, or why there is none.
    pub place: Result<Place, Why>,
    /// Where something told to be there happened, where the words around put it beside the place: '15 km west of Raqqa', 'on
    /// the outskirts of Homs'.
    pub beside: Option<Box<Place>>,
}

impl PlaceMention {
    /// Where something told to be there happened: [`PlaceMention::beside`] the place, or at it.
    ///
    /// # Errors
    /// Why it is not known.
    ///
    /// # Example
    /// ```
    /// use dateline_model::{Document, DocumentParts, PlaceMatch};
    /// use dateline_resolve::place::Gazetteer;
    /// let text = "A drone fell 15 km west of Kharkiv, Ukraine.";
    /// let document = Document::new(DocumentParts { text: text.into(), ..Default::default() });
    /// let analysis = dateline_syntax::analyse(&document.text);
    /// let found = Gazetteer::embedded()?.find(&analysis, &document);
    /// let at = found[0].place.as_ref().expect("Kharkiv is known");
    /// let event = found[0].event_place().expect("and so is what is beside it");
    /// assert!(event.lon < at.lon && event.match_kind == Some(PlaceMatch::Relative));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn event_place(&self) -> Result<&Place, Why> {
        match (&self.beside, &self.place) {
            (Some(beside), _) => Ok(beside),
            (None, Ok(place)) => Ok(place),
            (None, Err(why)) => Err(*why),
        }
    }
}

/// How a place name is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PlaceUsage {
    /// The place itself: an event may have happened there.
    Literal,
    /// The government or people of the place, or part of another name: 'Moscow said', 'University of Aleppo', 'Syrian'.
    Associative,
}

/// What was weighed for one name, for a person who asks why.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct PlaceTrace {
    /// The name's bytes.
    pub span: Span,
    /// How the name is used.
    pub usage: PlaceUsage,
    /// Signs for it being a place, less signs against.
    pub strength: i32,
    /// The strength from which a name counts as a place.
    pub needed: i32,
    /// All readings, the best first.
    pub readings: Vec<PlaceReading>,
    /// What came of it.
    pub verdict: Verdict,
}

/// One reading of a name.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct PlaceReading {
    /// The place.
    pub place: Place,
    /// The sum of `parts`, about in orders of magnitude of population.
    pub score: f64,
    /// What the score is made of: the sign's name and what it gave, signs that gave nothing left out.
    pub parts: Vec<(&'static str, f64)>,
}

/// What came of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Verdict {
    /// The first reading is meant.
    Resolved,
    /// A place, but which one is open.
    Open(Why),
    /// Too few signs of a place: a surname, a word, another name.
    WeakSigns,
    /// Nothing in the document speaks for the only places of that name.
    FarHomonym,
}

/// The packed gazetteer that is built in: GeoNames, CC BY 4.0; see `data/README.md` beside it.
static PACKED: &[u8] = include_bytes!("../data/places.bin");

/// First-order divisions by number, with the position of their record.
type Provinces = BTreeMap<u16, u32>;

/// The places of the world that Dateline knows.
#[derive(Debug)]
pub struct Gazetteer {
    atlas: Atlas,
    lexicon: Lexicon,
    provinces: Provinces,
    extents: Extents,
    /// Of a gazetteer that is not built in.
    digest: Option<[u8; 32]>,
}

/// Why a file does not serve as gazetteer.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// It can not be read.
    #[error("can not read {}: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// It is no gazetteer of this version, is cut short or damaged.
    #[error("{file}: {problem}")]
    Damaged {
        /// The file.
        file: String,
        /// What is wrong and what to do.
        problem: String,
    },
}

impl From<LexiconError> for OpenError {
    fn from(error: LexiconError) -> Self {
        Self::Damaged {
            file: error.file,
            problem: error.problem,
        }
    }
}

impl Gazetteer {
    /// The built-in gazetteer: the settlements that GeoNames gives 500 people or a seat of administration, divisions of two
    /// orders, countries with their adjectives, and the conflict supplement.
    ///
    /// # Errors
    /// [`LexiconError`] when a built-in file is malformed.
    pub fn embedded() -> Result<Self, LexiconError> {
        let atlas = Atlas::new("crates/resolve/data/places.bin", PACKED)?;
        Self::new(atlas, None)
    }

    /// A gazetteer that [`build`](build::build) made. Its file is checked whole, then mapped into memory until the process
    /// ends: open one a run. Nobody may write into the file meanwhile; to replace it by another under its name does no harm.
    ///
    /// Names of the lexicons whose country or division it lacks are left out.
    ///
    /// # Errors
    /// [`OpenError`] when the file can not be read, is no gazetteer of this version, is cut short or damaged.
    pub fn open(path: &Path) -> Result<Self, OpenError> {
        let mapped = mapped::map(path)?;
        let atlas = Atlas::new(&path.display().to_string(), mapped.bytes)?;
        Ok(Self::new(atlas, Some(mapped.digest))?)
    }

    fn new(atlas: Atlas, digest: Option<[u8; 32]>) -> Result<Self, LexiconError> {
        let lexicon = Lexicon::embedded(&atlas, digest.is_some())?;
        let provinces = atlas.provinces();
        Ok(Self {
            extents: Extents::new(&atlas),
            atlas,
            lexicon,
            provinces,
            digest,
        })
    }

    /// What it was built from, and how many different names it holds.
    ///
    /// # Example
    /// ```
    /// let (about, names) = dateline_resolve::place::Gazetteer::embedded()?.about();
    /// assert!(about.contains("GeoNames") && names > 100_000);
    /// # Ok::<(), dateline_resolve::LexiconError>(())
    /// ```
    #[must_use]
    pub fn about(&self) -> (String, usize) {
        (self.atlas.about(), self.atlas.size().0)
    }

    /// The first eight digits of the digest of a gazetteer that is not built in: what it is told from others by.
    #[must_use]
    pub fn digest(&self) -> Option<String> {
        let digest = self.digest?;
        Some(digest[..4].iter().map(|byte| format!("{byte:02x}")).collect())
    }

    /// Finds the toponyms of a text and resolves them.
    ///
    /// # Example
    /// ```
    /// use dateline_model::{Document, DocumentParts};
    /// use dateline_resolve::place::{Gazetteer, PlaceUsage};
    /// let text = "Syrian jets struck a market in Atarib, in western Aleppo province.";
    /// let document = Document::new(DocumentParts { text: text.into(), ..Default::default() });
    /// let analysis = dateline_syntax::analyse(&document.text);
    /// let found = Gazetteer::embedded()?.find(&analysis, &document);
    /// assert_eq!(found[0].usage, PlaceUsage::Associative);
    /// let atarib = found[1].place.as_ref().expect("a town of the supplement");
    /// assert_eq!(atarib.admin1.as_deref(), Some("Aleppo"));
    /// # Ok::<(), dateline_resolve::LexiconError>(())
    /// ```
    #[must_use]
    pub fn find(&self, analysis: &Analysis<'_>, document: &Document) -> Vec<PlaceMention> {
        self.find_in(&Pieces::new(analysis), document)
    }

    /// As [`Gazetteer::find`], in a text that is cut into pieces already.
    pub(crate) fn find_in(&self, pieces: &Pieces<'_>, document: &Document) -> Vec<PlaceMention> {
        let analysis = pieces.analysis;
        let found = self.candidates(pieces);
        let focus = self.focus(&found, document);
        let vicinity = self.vicinity(&found, document);
        let chooser = self.chooser(&focus, &vicinity);
        let mention = |candidate: &Candidate| {
            let choice = chooser.choose(candidate)?;
            let span = pieces.span(&candidate.pieces)?;
            Some(PlaceMention {
                tokens: pieces.tokens(candidate.pieces.clone()),
                span,
                usage: candidate.usage,
                place: choice.map(|choice| Place {
                    runner_up: choice.rival.map(|rival| self.rival(&rival)),
                    ..self.place(&choice.best, span, analysis.text())
                }),
                beside: None,
            })
        };
        let mut mentions: Vec<PlaceMention> = found.iter().filter_map(mention).collect();
        for mut mention in unlisted(&mentions, analysis) {
            let name = mention.span.of(analysis.text());
            let read = chooser.otherwise_spelled(name);
            if let Some(option) = &read {
                mention.place = Ok(self.place(option, mention.span, analysis.text()));
            }
            if read.is_some() || is_placed(&mention, analysis) {
                mentions.push(mention);
            }
        }
        mentions.sort_by_key(|mention| (mention.span.start(), mention.span.end()));
        relative::relate(&mut mentions, pieces);
        mentions
    }

    /// Resolves words of which the caller knows that they name places; one mention a span, in the order given.
    ///
    /// The most likely place is taken however weak the signs are. Where the gazetteer lacks the name, a known name inside it is
    /// taken ('Homs' of 'Homs bus station'); else the place is [`Why::NoCandidate`].
    ///
    /// # Example
    /// ```
    /// use dateline_model::{Document, DocumentParts, Span};
    /// use dateline_resolve::place::Gazetteer;
    /// let text = "Reading is a town in England.";
    /// let document = Document::new(DocumentParts { text: text.into(), ..Default::default() });
    /// let analysis = dateline_syntax::analyse(&document.text);
    /// let spans = [Span::new(text, 0, 7)?];
    /// let found = Gazetteer::embedded()?.resolve_spans(&analysis, &document, &spans);
    /// assert_eq!(found[0].place.as_ref().map(|place| place.country.as_deref()), Ok(Some("GBR")));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn resolve_spans(
        &self,
        analysis: &Analysis<'_>,
        document: &Document,
        spans: &[Span],
    ) -> Vec<PlaceMention> {
        let pieces = Pieces::new(analysis);
        let ranges: Vec<Range<usize>> = spans.iter().map(|span| pieces.within(*span)).collect();
        let mut found = recognise::vouched(&pieces, &self.atlas, &self.lexicon, &ranges);
        echo(&mut found);
        let focus = self.focus(&found, document);
        let vicinity = self.vicinity(&found, document);
        let chooser = self.chooser(&focus, &vicinity);
        let resolve = |(span, range): (&Span, &Range<usize>)| {
            let shared = |one: &Candidate| {
                let end = one.pieces.end.min(range.end);
                (
                    end.saturating_sub(one.pieces.start.max(range.start)),
                    one.strength,
                )
            };
            let named = found
                .iter()
                .filter(|one| shared(one).0 > 0)
                .max_by_key(|one| shared(one));
            let place = named.and_then(|one| chooser.likeliest(one));
            PlaceMention {
                tokens: if range.is_empty() {
                    0..0
                } else {
                    pieces.tokens(range.clone())
                },
                span: *span,
                usage: named.map_or(PlaceUsage::Literal, |one| one.usage),
                place: place
                    .map(|option| self.place(&option, *span, analysis.text()))
                    .ok_or(Why::NoCandidate),
                beside: None,
            }
        };
        spans.iter().zip(&ranges).map(resolve).collect()
    }

    /// For each name of a text that may be a place: what was weighed and what came of it, in text order.
    ///
    /// # Example
    /// ```
    /// use dateline_model::{Document, DocumentParts};
    /// use dateline_resolve::place::{Gazetteer, Verdict};
    /// let text = "Shells fell on Tripoli, Lebanon.";
    /// let document = Document::new(DocumentParts { text: text.into(), ..Default::default() });
    /// let analysis = dateline_syntax::analyse(&document.text);
    /// let trace = Gazetteer::embedded()?.explain(&analysis, &document);
    /// assert_eq!(trace[0].verdict, Verdict::Resolved);
    /// assert_eq!(trace[0].readings[0].place.country.as_deref(), Some("LBN"));
    /// assert!(trace[0].readings[0].parts.iter().any(|(part, _)| *part == "named container"));
    /// # Ok::<(), dateline_resolve::LexiconError>(())
    /// ```
    #[must_use]
    pub fn explain(&self, analysis: &Analysis<'_>, document: &Document) -> Vec<PlaceTrace> {
        let pieces = Pieces::new(analysis);
        let found = self.candidates(&pieces);
        let focus = self.focus(&found, document);
        let vicinity = self.vicinity(&found, document);
        let chooser = self.chooser(&focus, &vicinity);
        let trace = |candidate: &Candidate| {
            let span = pieces.span(&candidate.pieces)?;
            let verdict = match chooser.choose(candidate) {
                Some(Ok(_)) => Verdict::Resolved,
                Some(Err(why)) => Verdict::Open(why),
                None if candidate.strength < choose::ENOUGH => Verdict::WeakSigns,
                None => Verdict::FarHomonym,
            };
            let reading = |option: &Option_<'_>| PlaceReading {
                place: self.place(option, span, analysis.text()),
                score: option.parts.sum(),
                parts: option.parts.named(),
            };
            Some(PlaceTrace {
                span,
                usage: candidate.usage,
                strength: candidate.strength,
                needed: choose::ENOUGH,
                readings: chooser.ranked(candidate).iter().map(reading).collect(),
                verdict,
            })
        };
        found.iter().filter_map(trace).collect()
    }

    fn candidates(&self, pieces: &Pieces<'_>) -> Vec<Candidate> {
        let mut found = recognise::candidates(pieces, &self.atlas, &self.lexicon);
        for candidate in &mut found {
            candidate.strength += entity_sign(pieces, candidate);
        }
        echo(&mut found);
        found
    }

    fn vicinity(&self, found: &[Candidate], document: &Document) -> Vicinity {
        let publisher = document.publisher.as_deref();
        let home = publisher.and_then(|name| publisher::home(name, &self.atlas, &self.lexicon));
        Vicinity::new(found, home, &self.atlas, &self.lexicon)
    }

    fn chooser<'a>(&'a self, focus: &'a Focus, vicinity: &'a Vicinity) -> Chooser<'a> {
        Chooser {
            atlas: &self.atlas,
            lexicon: &self.lexicon,
            provinces: &self.provinces,
            focus,
            vicinity,
        }
    }

    fn focus(&self, found: &[Candidate], document: &Document) -> Focus {
        let mut focus = Focus::default();
        focus.add(found, &self.atlas, &self.lexicon);
        if let Some(title) = &document.title {
            let title = dateline_syntax::analyse(title);
            focus.add(&self.candidates_of_title(&title), &self.atlas, &self.lexicon);
        }
        focus
    }

    fn candidates_of_title(&self, title: &Analysis<'_>) -> Vec<Candidate> {
        recognise::candidates(&Pieces::new(title), &self.atlas, &self.lexicon)
    }

    fn place(&self, option: &Option_<'_>, span: Span, text: &str) -> Place {
        let district = option.district.and_then(|district| self.atlas.district(district));
        Place {
            name: option.name.to_owned(),
            geonameid: option.geonameid,
            lat: option.point.map(|point| point.0),
            lon: option.point.map(|point| point.1),
            admin1: self.division_name(option),
            admin2: district.filter(|name| !name.is_empty()).map(str::to_owned),
            country: self.country_code(option),
            precision: option.precision,
            precision_km: self.extents.radius(
                &self.atlas,
                option.precision,
                option.population,
                option.division,
                option.country,
            ),
            match_kind: Some(option.match_kind),
            relative: None,
            runner_up: None,
            mention: span.excerpt(text),
        }
    }

    fn division_name(&self, option: &Option_<'_>) -> Option<String> {
        let division = option.division.and_then(|division| self.atlas.division(division));
        division
            .map(|(name, _)| name.to_owned())
            .filter(|name| !name.is_empty())
    }

    fn country_code(&self, option: &Option_<'_>) -> Option<String> {
        let country = self.atlas.countries.get(usize::from(option.country));
        country.map(|country| country.iso3.clone())
    }

    fn rival(&self, (option, margin): &(Option_<'_>, f64)) -> RunnerUp {
        RunnerUp {
            name: option.name.to_owned(),
            geonameid: option.geonameid,
            admin1: self.division_name(option),
            country: self.country_code(option),
            margin: (margin * 100.0).round() / 100.0,
        }
    }
}

/// Great-circle distance.
fn kilometres(a: Option<(f64, f64)>, b: Option<(f64, f64)>) -> Option<f64> {
    let ((lat_a, lon_a), (lat_b, lon_b)) = (a?, b?);
    let (lat_a, lat_b) = (lat_a.to_radians(), lat_b.to_radians());
    let half = |degrees: f64| (degrees / 2.0).sin().powi(2);
    let chord = half(lat_b - lat_a) + lat_a.cos() * lat_b.cos() * half((lon_b - lon_a).to_radians());
    Some(2.0 * 6371.0 * chord.sqrt().min(1.0).asin())
}

/// Whether a preposition of place stands before.
fn is_placed(mention: &PlaceMention, analysis: &Analysis<'_>) -> bool {
    let before = mention.tokens.start.checked_sub(1);
    before.is_some_and(|before| signs::is_place_preposition(analysis.lower(before)))
}

/// What the parser takes for places and the gazetteer lacks as it is spelled.
fn unlisted(mentions: &[PlaceMention], analysis: &Analysis<'_>) -> Vec<PlaceMention> {
    analysis
        .entities()
        .iter()
        .filter(|entity| entity.kind == EntityKind::Location)
        .map(|entity| (entity.tokens.clone(), analysis.span(entity.tokens.clone())))
        .filter(|(_, span)| {
            let capital = span.of(analysis.text()).starts_with(char::is_uppercase);
            capital && !mentions.iter().any(|known| known.span.overlaps(*span))
        })
        .map(|(tokens, span)| PlaceMention {
            tokens,
            span,
            usage: PlaceUsage::Literal,
            place: Err(Why::NoCandidate),
            beside: None,
        })
        .collect()
}

/// What the parser's name spans say of a candidate; nothing where the text is not parsed.
fn entity_sign(pieces: &Pieces<'_>, candidate: &Candidate) -> i32 {
    let tokens = pieces.tokens(candidate.pieces.clone());
    let Some(entity) = pieces.analysis.entity_at(tokens.start) else {
        return 0;
    };
    if candidate.country().is_some() {
        return 0;
    }
    match entity.kind {
        EntityKind::Person => PERSON_SIGN,
        EntityKind::Location if entity.tokens == tokens => LOCATION_SIGN,
        _ => 0,
    }
}

/// Strength that a name loses for being, or being part of, a person's; as much as a title before it.
const PERSON_SIGN: i32 = -3;

/// Strength that a name gains for being a place to the parser as well.
const LOCATION_SIGN: i32 = 2;

/// A name that is clearly a place once is one each time: 'in Atarib … Atarib residents'.
fn echo(found: &mut [Candidate]) {
    let mut sure: BTreeMap<&str, i32> = BTreeMap::new();
    for candidate in found.iter() {
        let strength = sure.entry(candidate.key.as_str()).or_insert(i32::MIN);
        *strength = (*strength).max(candidate.strength);
    }
    let lifted: Vec<i32> = found
        .iter()
        .map(|candidate| match sure.get(candidate.key.as_str()) {
            Some(best) if *best >= 6 && candidate.strength < *best => 2,
            _ => 0,
        })
        .collect();
    for (candidate, lift) in found.iter_mut().zip(lifted) {
        candidate.strength += lift;
    }
}

#[cfg(test)]
mod tests;
