//! Toponyms: words that name a place, and the gazetteer entry they mean.
//!
//! [`Gazetteer::find`] works in two steps. *Recognition* looks names up, longest first, and weighs the signs around each:
//! a preposition of place, 'province' after it, a title before it. *Choice* weighs the entries of that name by what else the
//! document names (countries, divisions, a container after a comma) and by population; it abstains rather than link to a
//! far homonym on weak signs.

mod atlas;
pub mod build;
mod choose;
mod fold;
mod lexicon;
mod lookup;
mod mapped;
mod recognise;
mod signs;

use crate::LexiconError;
use crate::pieces::Pieces;
use atlas::Atlas;
use choose::{Chooser, Focus, Option_};
use dateline_model::{Document, Place, Span, Why};
use dateline_syntax::{Analysis, TokenIx};
use lexicon::Lexicon;
pub use lookup::{GazetteerEntry, GazetteerInfo, MatchKind, UnknownCountry};
use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};

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
            atlas,
            lexicon,
            provinces,
            digest,
        })
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
        let pieces = Pieces::new(analysis);
        let mut found = recognise::candidates(&pieces, &self.atlas, &self.lexicon);
        echo(&mut found);
        let mut focus = Focus::default();
        focus.add(&found, &self.atlas, &self.lexicon);
        if let Some(title) = &document.title {
            let title = dateline_syntax::analyse(title);
            focus.add(
                &recognise::candidates(&Pieces::new(&title), &self.atlas, &self.lexicon),
                &self.atlas,
                &self.lexicon,
            );
        }
        let chooser = Chooser {
            atlas: &self.atlas,
            lexicon: &self.lexicon,
            provinces: &self.provinces,
            focus: &focus,
        };
        found
            .iter()
            .filter_map(|candidate| {
                let choice = chooser.choose(candidate)?;
                let range = candidate.pieces.clone();
                let last = pieces.all.get(range.end.checked_sub(1)?)?;
                let span = Span::new(analysis.text(), pieces.all.get(range.start)?.start, last.end).ok()?;
                Some(PlaceMention {
                    tokens: pieces.tokens(range),
                    span,
                    usage: candidate.usage,
                    place: choice.map(|option| self.place(&option, span, analysis.text())),
                })
            })
            .collect()
    }

    fn place(&self, option: &Option_, span: Span, text: &str) -> Place {
        let admin1 = option
            .division
            .and_then(|division| self.atlas.division(division))
            .map(|(name, _)| name.to_owned());
        Place {
            name: option.name.clone(),
            geonameid: option.geonameid,
            lat: option.point.map(|point| point.0),
            lon: option.point.map(|point| point.1),
            admin1: admin1.filter(|name| !name.is_empty()),
            country: self
                .atlas
                .countries
                .get(usize::from(option.country))
                .map(|country| country.iso3.clone()),
            precision: option.precision,
            mention: span.excerpt(text),
        }
    }
}

/// A name that is clearly a place once is one each time: 'in Atarib … Atarib residents'.
fn echo(found: &mut [recognise::Candidate]) {
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
