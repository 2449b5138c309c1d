//! The trained model's file: what is in it, how it is read, and when it is refused.
//!
//! All numbers are little-endian. The head is 40 bytes: the letters `DATELSYN`, the version of the layout (u32), the length of
//! the body (u64), its checksum (u64), the version of the features (u32), and eight bytes kept free. The body holds, each
//! with its length before it, the sizes, the names of the classes, the index of known forms, the embedding rows (a scale and
//! one byte a weight), the matrices (16 bits a weight) and last the finder of names (its matrices, links and rows). Index and rows are used where they lie; the rest is unpacked.

use crate::features::{AFFIX_BUCKETS, Layout, ROWS, SHAPES};
use crate::matrix::Matrix;
use crate::morphology::Morphology;
use crate::names::{NameHead, WINDOW};
use crate::tags::{EntityKind, Relation, Upos};
use std::borrow::Cow;
use std::ops::Range;

/// Version of the layout written and read.
pub(crate) const LAYOUT_VERSION: u32 = 2;
/// Version of [`crate::features`]; a model trained on other features would read noise.
pub(crate) const FEATURES_VERSION: u32 = (1 << 16) | (ROWS as u32) << 8 | SHAPES as u32;
pub(crate) const MAGIC: &[u8; 8] = b"DATELSYN";
pub(crate) const HEAD: usize = 40;

/// Why a model file was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ModelError {
    /// The file does not begin as a model file does.
    #[error("this is no syntax model: it does not begin with the letters DATELSYN")]
    Foreign,
    /// The file is shorter or longer than it says.
    #[error(
        "the syntax model is damaged: {found} bytes follow its head, which promises {promised}; copy or build it again"
    )]
    Length {
        /// Bytes that the head promises.
        promised: u64,
        /// Bytes found.
        found: u64,
    },
    /// The checksum does not fit.
    #[error("the syntax model is damaged: its checksum does not fit its contents; copy or build it again")]
    Checksum,
    /// Another version.
    #[error(
        "the syntax model has version {found} and this program reads version {wanted}: train it again with `dateline train syntax`"
    )]
    Version {
        /// The model's.
        found: u32,
        /// The program's.
        wanted: u32,
    },
    /// The contents make no sense although the checksum fits.
    #[error("the syntax model is wrong: {0}; train it again with `dateline train syntax`")]
    Content(String),
}

/// A trained tagger, parser and finder of names.
///
/// # Example: a file that is no model is refused
/// ```
/// use dateline_syntax::{Model, ModelError};
/// assert_eq!(Model::read(b"PK\x03\x04".to_vec()).err(), Some(ModelError::Foreign));
/// ```
#[derive(Debug)]
pub struct Model {
    pub(crate) bytes: Cow<'static, [u8]>,
    pub(crate) sizes: ModelSizes,
    pub(crate) upos: Vec<Upos>,
    pub(crate) xpos: Vec<&'static str>,
    pub(crate) relations: Vec<Relation>,
    pub(crate) entities: Vec<EntityLabel>,
    /// Slots of the form index: fingerprint (u32) and row (u32); an empty slot has row 0.
    index: Range<usize>,
    /// Embedding rows: scale (f32), then one byte for each weight.
    rows: Range<usize>,
    pub(crate) layers: Vec<Layer>,
    pub(crate) tags: Matrix,
    /// Added to the state of the upper layers for each universal tag: a row of `width` for each.
    pub(crate) upos_back: Vec<f32>,
    pub(crate) names: Matrix,
    /// Dependent's and head's part of relations, head vectors and queries of arcs, in this order.
    pub(crate) pairs: Matrix,
    pub(crate) arc_pair: Matrix,
    pub(crate) arc_root: Vec<f32>,
    pub(crate) arc_distance: Matrix,
    pub(crate) relation_root: Vec<f32>,
    pub(crate) relation_out: Matrix,
    pub(crate) morphology: Morphology,
    /// The finder of names, when it was learnt.
    pub(crate) head: Option<NameHead>,
    /// Where it begins in the file.
    pub(crate) head_at: usize,
}

/// What a word is in a name: outside, or first or later word of a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum EntityLabel {
    Outside,
    First(EntityKind),
    Later(EntityKind),
}

/// Sizes of the network.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct ModelSizes {
    pub(crate) width: usize,
    pub(crate) layers: usize,
    pub(crate) tag_layers: usize,
    pub(crate) arc: usize,
    pub(crate) relation: usize,
    pub(crate) forms: usize,
}

/// One recurrent layer.
#[derive(Clone, Debug)]
pub(crate) struct Layer {
    pub(crate) input: Matrix,
    /// Forget and reset weights of the state, forwards then backwards.
    pub(crate) state: Vec<f32>,
}

static EMBEDDED: &[u8] = include_bytes!("../../../models/syntax/english.bin");

impl Model {
    /// The model that is part of the program. It is read once, at the first call.
    ///
    /// # Errors
    /// [`ModelError`] when the program was built with a file that is no model of this version; the tests of this crate do
    /// not pass then.
    ///
    /// # Example
    /// ```
    /// let model = dateline_syntax::Model::embedded()?;
    /// let mut read = dateline_syntax::analyse("Rebels killed two soldiers.");
    /// dateline_syntax::parse(model, &mut read);
    /// assert_eq!(read.head(0), Some(1));
    /// assert_eq!(read.lemma(1), "kill");
    /// # Ok::<(), dateline_syntax::ModelError>(())
    /// ```
    pub fn embedded() -> Result<&'static Self, ModelError> {
        static MODEL: std::sync::LazyLock<Result<Model, ModelError>> =
            std::sync::LazyLock::new(|| Model::from_bytes(Cow::Borrowed(EMBEDDED)));
        MODEL.as_ref().map_err(Clone::clone)
    }

    /// Reads a model file's contents.
    ///
    /// # Errors
    /// [`ModelError`], which says whether the file is foreign, damaged or of another version.
    pub fn read(bytes: Vec<u8>) -> Result<Self, ModelError> {
        Self::from_bytes(Cow::Owned(bytes))
    }

    fn from_bytes(bytes: Cow<'static, [u8]>) -> Result<Self, ModelError> {
        check_head(&bytes)?;
        let mut r = Reader {
            bytes: &bytes,
            at: HEAD,
        };
        let sizes = ModelSizes {
            width: r.count(512)?,
            layers: r.count(16)?,
            tag_layers: r.count(16)?,
            arc: r.count(512)?,
            relation: r.count(512)?,
            forms: r.count(1 << 24)?,
        };
        let w = sizes.width;
        let fits = |n: usize| n > 0 && n.is_multiple_of(16);
        if !(fits(w)
            && fits(sizes.arc)
            && fits(sizes.relation)
            && (1..=sizes.layers).contains(&sizes.tag_layers))
        {
            return Err(ModelError::Content("its sizes do not fit together".to_owned()));
        }
        let upos = r
            .names()?
            .iter()
            .map(|n| Upos::named(n).ok_or_else(|| unknown("part of speech", n)))
            .collect::<Result<_, _>>()?;
        let xpos = r
            .names()?
            .iter()
            .map(|n| crate::tags::xpos_named(n).ok_or_else(|| unknown("tag", n)))
            .collect::<Result<_, _>>()?;
        let relations = r
            .names()?
            .iter()
            .map(|n| Relation::named(n).ok_or_else(|| unknown("relation", n)))
            .collect::<Result<Vec<_>, _>>()?;
        let entities = r
            .names()?
            .iter()
            .map(|n| entity_label(n))
            .collect::<Result<Vec<_>, _>>()?;
        let index = r.block(8)?;
        if !(index.len() / 8).is_power_of_two() {
            return Err(ModelError::Content(
                "its index of forms has an odd size".to_owned(),
            ));
        }
        let rows = r.block(w + 4)?;
        if rows.len() != (Layout { forms: sizes.forms }).rows() * (w + 4) {
            return Err(ModelError::Content(
                "its table of forms has another size than it says".to_owned(),
            ));
        }
        let mut layers = Vec::with_capacity(sizes.layers);
        for _ in 0..sizes.layers {
            layers.push(Layer {
                input: r.matrix(w, 3 * w)?,
                state: r.floats(2 * w)?,
            });
        }
        let upos: Vec<Upos> = upos;
        let xpos: Vec<&'static str> = xpos;
        let model = Self {
            layers,
            tags: r.matrix(w, upos.len() + xpos.len())?,
            upos_back: r.floats(upos.len() * w)?,
            names: r.matrix(w, entities.len())?,
            pairs: r.matrix(w, 2 * sizes.relation + 2 * sizes.arc)?,
            arc_pair: r.matrix(sizes.arc, sizes.arc)?,
            arc_root: r.floats(sizes.arc)?,
            arc_distance: r.matrix(sizes.arc, crate::network::DISTANCES)?,
            relation_root: r.floats(sizes.relation)?,
            relation_out: r.matrix(sizes.relation, relations.len())?,
            morphology: {
                let block = r.block(1)?;
                Morphology::read(&bytes[block]).map_err(ModelError::Content)?
            },
            head_at: r.at,
            head: r.head(w, entities.len())?,
            sizes,
            upos,
            xpos,
            relations,
            entities,
            index,
            rows,
            bytes: Cow::Borrowed(&[]),
        };
        Ok(Self { bytes, ..model })
    }

    /// The row of a form by its hash; 0 when it is not known.
    pub(crate) fn form_row(&self, hash: u64) -> u32 {
        let slots = &self.bytes[self.index.clone()];
        let mask = slots.len() / 8 - 1;
        let fingerprint = (hash >> 32) as u32;
        let mut slot = hash as usize & mask;
        // A full index would be walked round once and no further.
        for _ in 0..=mask {
            let (found, row) = slot_at(slots, slot);
            if row == 0 || found == fingerprint {
                return if (row as usize) < self.sizes.forms { row } else { 0 };
            }
            slot = (slot + 1) & mask;
        }
        0
    }

    /// Scale and weights of an embedding row.
    pub(crate) fn row(&self, row: u32) -> (f32, &[u8]) {
        let size = self.sizes.width + 4;
        let all = &self.bytes[self.rows.clone()];
        let record = &all[row as usize * size..(row as usize + 1) * size];
        (
            f32::from_le_bytes([record[0], record[1], record[2], record[3]]),
            &record[4..],
        )
    }

    /// Scale and weights of a row of the finder of names.
    pub(crate) fn name_row(&self, head: &NameHead, row: u32) -> (f32, &[u8]) {
        let size = head.out.from + 4;
        let all = &self.bytes[head.rows.clone()];
        let record = &all[row as usize * size..(row as usize + 1) * size];
        (
            f32::from_le_bytes([record[0], record[1], record[2], record[3]]),
            &record[4..],
        )
    }

    /// The root relation among the relations.
    pub(crate) fn root_relation(&self) -> Option<u8> {
        self.relations
            .iter()
            .position(|r| *r == Relation::Root)
            .map(|at| at as u8)
    }

    pub(crate) fn layout(&self) -> Layout {
        Layout {
            forms: self.sizes.forms,
        }
    }
}

pub(crate) fn slot_at(slots: &[u8], slot: usize) -> (u32, u32) {
    let s = &slots[slot * 8..slot * 8 + 8];
    (
        u32::from_le_bytes([s[0], s[1], s[2], s[3]]),
        u32::from_le_bytes([s[4], s[5], s[6], s[7]]),
    )
}

fn unknown(what: &str, name: &str) -> ModelError {
    ModelError::Content(format!("it knows a {what} '{name}' that this program does not"))
}

fn entity_label(name: &str) -> Result<EntityLabel, ModelError> {
    let kind = |n: &str| EntityKind::named(n).ok_or_else(|| unknown("kind of name", n));
    match name.split_once('-') {
        None if name == "O" => Ok(EntityLabel::Outside),
        Some(("B", n)) => Ok(EntityLabel::First(kind(n)?)),
        Some(("I", n)) => Ok(EntityLabel::Later(kind(n)?)),
        _ => Err(unknown("label of names", name)),
    }
}

fn check_head(bytes: &[u8]) -> Result<(), ModelError> {
    if bytes.len() < HEAD || &bytes[..8] != MAGIC {
        return Err(ModelError::Foreign);
    }
    let number = |at: usize| u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]]);
    let long = |at: usize| u64::from(number(at)) | u64::from(number(at + 4)) << 32;
    for (found, wanted) in [(number(8), LAYOUT_VERSION), (number(28), FEATURES_VERSION)] {
        if found != wanted {
            return Err(ModelError::Version { found, wanted });
        }
    }
    let (promised, found) = (long(12), (bytes.len() - HEAD) as u64);
    if promised != found {
        return Err(ModelError::Length { promised, found });
    }
    if checksum(&bytes[HEAD..]) != long(20) {
        return Err(ModelError::Checksum);
    }
    Ok(())
}

/// A checksum against accidents: four interleaved multiply-and-rotate sums over eight-byte words.
pub(crate) fn checksum(bytes: &[u8]) -> u64 {
    const PRIMES: [u64; 4] = [
        0x9e37_79b1_85eb_ca87,
        0xc2b2_ae3d_27d4_eb4f,
        0x1656_67b1_9e37_79f9,
        0x27d4_eb2f_1656_67c5,
    ];
    let mut sums = PRIMES;
    let (blocks, rest) = bytes.as_chunks::<32>();
    for block in blocks {
        for (i, word) in block.as_chunks::<8>().0.iter().enumerate() {
            sums[i] = (sums[i] ^ u64::from_le_bytes(*word))
                .wrapping_mul(PRIMES[i])
                .rotate_left(29);
        }
    }
    let mut sum = bytes.len() as u64;
    for b in rest {
        sum = (sum ^ u64::from(*b)).wrapping_mul(PRIMES[0]).rotate_left(11);
    }
    for (s, p) in sums.into_iter().zip(PRIMES) {
        sum = (sum ^ s).wrapping_mul(p).rotate_left(31);
    }
    sum ^ (sum >> 33)
}

struct Reader<'b> {
    bytes: &'b [u8],
    at: usize,
}

impl<'b> Reader<'b> {
    fn take(&mut self, n: usize) -> Result<&'b [u8], ModelError> {
        let end = self.at.checked_add(n).filter(|end| *end <= self.bytes.len());
        let Some(end) = end else {
            return Err(ModelError::Content("it ends in the middle of a part".to_owned()));
        };
        let part = &self.bytes[self.at..end];
        self.at = end;
        Ok(part)
    }

    fn count(&mut self, most: usize) -> Result<usize, ModelError> {
        let b = self.take(4)?;
        let n = u32::from_le_bytes([b[0], b[1], b[2], b[3]]) as usize;
        if n > most {
            return Err(ModelError::Content(format!(
                "a size of {n} where {most} is the most"
            )));
        }
        Ok(n)
    }

    fn names(&mut self) -> Result<Vec<String>, ModelError> {
        let n = self.count(1000)?;
        (0..n)
            .map(|_| {
                let len = self.count(64)?;
                let bytes = self.take(len)?;
                String::from_utf8(bytes.to_vec())
                    .map_err(|_| ModelError::Content("a name is not UTF-8".to_owned()))
            })
            .collect()
    }

    /// Where a block of records lies.
    fn block(&mut self, record: usize) -> Result<Range<usize>, ModelError> {
        let n = self.count(1 << 24)?;
        let start = self.at;
        self.take(n.saturating_mul(record))?;
        Ok(start..self.at)
    }

    fn floats(&mut self, n: usize) -> Result<Vec<f32>, ModelError> {
        let bytes = self.take(n * 4)?;
        let values: Vec<f32> = bytes
            .as_chunks::<4>()
            .0
            .iter()
            .map(|b| f32::from_le_bytes(*b))
            .collect();
        if values.iter().all(|v| v.is_finite()) {
            Ok(values)
        } else {
            Err(ModelError::Content("a weight is not a number".to_owned()))
        }
    }

    /// The finder of names: its hidden units (none when it was not learnt), maps, links and rows.
    fn head(&mut self, width: usize, labels: usize) -> Result<Option<NameHead>, ModelError> {
        let hidden = self.count(256)?;
        if hidden == 0 {
            return Ok(None);
        }
        if !hidden.is_multiple_of(16) {
            return Err(ModelError::Content(
                "its finder of names has an odd size".to_owned(),
            ));
        }
        let first = self.matrix(WINDOW * width, hidden)?;
        let out = self.matrix(hidden, labels)?;
        let links = self.floats((labels + 1) * labels)?;
        let rows = self.block(hidden + 4)?;
        let buckets = rows.len() / (hidden + 4);
        if !buckets.is_power_of_two() {
            return Err(ModelError::Content(
                "its finder of names has an odd table".to_owned(),
            ));
        }
        Ok(Some(NameHead {
            first,
            out,
            links,
            buckets,
            rows,
        }))
    }

    /// A matrix, its outputs filled up to a multiple of four.
    fn matrix(&mut self, from: usize, outputs: usize) -> Result<Matrix, ModelError> {
        let to = outputs.next_multiple_of(4);
        let bytes = self.take(outputs * from * 2)?;
        let mut weights: Vec<i16> = bytes
            .as_chunks::<2>()
            .0
            .iter()
            .map(|b| i16::from_le_bytes(*b))
            .collect();
        weights.resize(to * from, 0);
        let mut scale = self.floats(outputs)?;
        let mut bias = self.floats(outputs)?;
        scale.resize(to, 0.0);
        bias.resize(to, 0.0);
        Ok(Matrix {
            from,
            to,
            weights,
            scale,
            bias,
        })
    }
}

const _: () = assert!(AFFIX_BUCKETS.is_power_of_two());
