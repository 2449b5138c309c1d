//! Where the gold sets are, and seeded randomness to perturb them with.
#![allow(dead_code, reason = "each test program uses its own part")]

use std::path::{Path, PathBuf};

/// The directory of gold sets beside the project, if this machine has it; else says why the test stops here.
pub fn gold() -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let gold = root.join("../shared/gold");
    if gold.is_dir() {
        return Some(gold);
    }
    println!("skipped: no gold data");
    None
}

/// A small generator (a 64-bit linear congruential one, Knuth's constants): the same perturbations on every machine.
pub struct Random(pub u64);

impl Random {
    pub fn below(&mut self, n: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ((u128::from(self.0) * n as u128) >> 64) as usize
    }

    /// True in `percent` of cases.
    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    pub fn pick<'s, T>(&mut self, from: &'s [T]) -> &'s T {
        &from[self.below(from.len())]
    }
}
