//! `dateline`: the command line.
fn main() {}
