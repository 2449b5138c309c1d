//! What the finder of names sees of a word besides the network's state: hashed features of it, its neighbours and its place in
//! the tree; and the best sequence of labels.

use crate::features::{ROWS, SHAPE};
use crate::matrix::Matrix;
use crate::model::EntityLabel;
use std::ops::Range;

/// Hashed features of one word.
pub(crate) const NAME_FEATURES: usize = 24;
/// The features that tell a form, which training drops now and then so that the others are learnt too.
pub(crate) const FORM_FEATURES: Range<usize> = 0..7;
/// Words whose states are seen at once: the one before, the word, the one after.
pub(crate) const WINDOW: usize = 3;

/// The finder of names on top of the network.
#[derive(Clone, Debug, Default)]
pub(crate) struct NameHead {
    /// From the states of [`WINDOW`] words to the hidden units.
    pub(crate) first: Matrix,
    /// From the hidden units to the labels.
    pub(crate) out: Matrix,
    /// What a label adds after another: a row for each label before, the last row for the beginning.
    pub(crate) links: Vec<f32>,
    /// Rows of hashed features (a power of two).
    pub(crate) buckets: usize,
    /// Where they lie in the file: scale (f32), then a byte for each hidden unit.
    pub(crate) rows: Range<usize>,
}

/// What is known of a sentence when names are looked for.
pub(crate) struct Seen<'s> {
    pub(crate) rows: &'s [[u32; ROWS]],
    pub(crate) forms: &'s [u64],
    pub(crate) xpos: &'s [u8],
    pub(crate) heads: &'s [u32],
    pub(crate) relations: &'s [u8],
}

fn mix(kind: u64, a: u64, b: u64) -> u64 {
    let mut h = a ^ kind.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    h = (h ^ (h >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9) ^ b.rotate_left(17);
    h = (h ^ (h >> 32)).wrapping_mul(0x94d0_49bb_1331_11eb);
    h ^ (h >> 31)
}

/// The hashed features of word `t`, as rows below `buckets`.
pub(crate) fn features(seen: &Seen<'_>, t: usize, buckets: usize) -> [u32; NAME_FEATURES] {
    let at = |offset: isize| t.checked_add_signed(offset).filter(|i| *i < seen.rows.len());
    let form = |offset| at(offset).map_or(0, |i| seen.forms[i]);
    let shape = |offset| at(offset).map_or(0, |i| u64::from(seen.rows[i][SHAPE]) + 1);
    let tag = |offset| at(offset).map_or(0, |i| u64::from(seen.xpos[i]) + 1);
    // Slots 1 to 4 are prefixes of one to four characters, 5 to 8 suffixes.
    let affix = |offset, slot: usize| at(offset).map_or(0, |i| u64::from(seen.rows[i][slot]) + 1);
    let head = seen.heads[t].checked_sub(1).map(|h| h as usize);
    let relation = u64::from(seen.relations[t]);
    let head_form = head.map_or(1, |h| seen.forms[h]);
    let side = head.map_or(2, |h| u64::from(h > t));
    let all = [
        // Those that tell a form.
        mix(1, form(0), 0),
        mix(2, form(-1), 0),
        mix(3, form(1), 0),
        mix(4, form(-2), 0),
        mix(5, form(2), 0),
        mix(6, form(-1), form(0)),
        mix(7, form(0), form(1)),
        // The others.
        mix(8, affix(0, 3), shape(0)),
        mix(9, affix(0, 4), 0),
        mix(10, affix(0, 7), shape(0)),
        mix(11, affix(0, 8), 0),
        mix(12, affix(-1, 7), 0),
        mix(13, affix(1, 7), 0),
        mix(14, shape(-1) << 16 | shape(0), shape(1)),
        mix(15, shape(-2) << 16 | shape(-1), shape(0)),
        mix(16, shape(1) << 16 | shape(2), shape(0)),
        mix(17, tag(0), tag(1)),
        mix(18, tag(-1), tag(0)),
        mix(19, tag(-2) << 16 | tag(-1), tag(0)),
        mix(20, relation, side),
        mix(21, relation, head_form),
        mix(22, form(-1), shape(0)),
        mix(23, form(1), shape(0)),
        mix(24, affix(0, 6), tag(0)),
    ];
    all.map(|h| (h & (buckets as u64 - 1)) as u32)
}

/// Whether a label can stand after another (`None`: at the beginning).
pub(crate) fn follows(label: EntityLabel, before: Option<EntityLabel>) -> bool {
    match label {
        EntityLabel::Outside | EntityLabel::First(_) => true,
        EntityLabel::Later(kind) => {
            matches!(before, Some(EntityLabel::First(k) | EntityLabel::Later(k)) if k == kind)
        }
    }
}
