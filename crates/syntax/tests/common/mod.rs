//! What must hold of every text, whatever it is; shared by the tests and the fuzz targets.
#![allow(dead_code, reason = "each test program uses its own part")]

use dateline_syntax::{Analysis, Relation, read_treebank, write_conllu, write_tree};

/// Tokens and sentences tile the text, and the text can be put together from them.
pub fn check_tiling(read: &Analysis<'_>) {
    let text = read.text();
    let mut rebuilt = String::with_capacity(text.len());
    let mut end = 0;
    for token in read.tokens() {
        let gap = &text[end..token.span.start()];
        assert!(gap.chars().all(char::is_whitespace), "{gap:?} is between tokens");
        assert!(!token.span.is_empty());
        assert!(!token.span.of(text).contains(char::is_whitespace));
        rebuilt.push_str(gap);
        rebuilt.push_str(token.span.of(text));
        end = token.span.end();
    }
    let rest = &text[end..];
    let unread = read.truncated().map_or(0, |cut| cut.unread);
    if unread > 0 {
        assert_eq!(rest.len(), unread, "bytes not read are told");
    } else {
        assert!(rest.chars().all(char::is_whitespace), "{rest:?} is in no token");
    }
    rebuilt.push_str(rest);
    assert!(rebuilt == text, "the tokens do not rebuild the text");
    let mut next = 0;
    for (at, sentence) in read.sentences().iter().enumerate() {
        assert_eq!(sentence.tokens.start, next, "sentence {at}");
        assert!(sentence.tokens.end > next && sentence.tokens.len() <= 512);
        assert_eq!(sentence.span, read.span(sentence.tokens.clone()));
        assert_eq!(read.sentence_of(next), at);
        next = sentence.tokens.end;
    }
    assert_eq!(next, read.tokens().len());
    assert!(read.sentences().is_sorted_by_key(|s| s.paragraph));
}

/// Every sentence has one tree over all its tokens, names lie within sentences and apart, and what is written reads back.
pub fn check_trees(read: &Analysis<'_>) {
    for (at, sentence) in read.sentences().iter().enumerate() {
        let root = read.root(at).expect("there is a root");
        assert_eq!(
            read.subtree(root),
            sentence.tokens.clone().collect::<Vec<_>>(),
            "the tree of sentence {at} holds each token once"
        );
        for ix in sentence.tokens.clone() {
            assert_eq!(read.head(ix).is_none(), ix == root);
            assert_eq!(read.relation(ix) == Relation::Root, ix == root);
            assert!(!read.lemma(ix).is_empty() || read.lower(ix).is_empty());
            assert!(
                read.path(ix, root)
                    .is_some_and(|path| path.len() <= sentence.tokens.len())
            );
        }
    }
    let mut end = 0;
    for entity in read.entities() {
        assert!(entity.tokens.start >= end && !entity.tokens.is_empty());
        end = entity.tokens.end;
        assert_eq!(read.sentence_of(entity.tokens.start), read.sentence_of(end - 1));
    }
}

/// What is written in CoNLL-U reads back, word for word and head for head.
pub fn check_written(read: &Analysis<'_>) {
    let back = read_treebank(&write_conllu(read)).expect("what is written can be read");
    assert_eq!(back.len(), read.sentences().len());
    for (sentence, written) in read.sentences().iter().zip(&back) {
        assert_eq!(sentence.tokens.len(), written.words.len());
        for (ix, word) in sentence.tokens.clone().zip(&written.words) {
            assert_eq!(word.form, read.word(ix));
            let head = read.head(ix).map_or(0, |h| h - sentence.tokens.start + 1);
            assert_eq!(word.head as usize, head);
        }
    }
    if let Some(first) = read.sentences().first() {
        assert_eq!(write_tree(read, 0).lines().count(), first.tokens.len());
    }
}

/// A small generator (SplitMix64): the same texts on every machine.
pub struct Random(pub u64);

impl Random {
    /// The next number.
    pub fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `n`.
    pub fn below(&mut self, n: usize) -> usize {
        ((u128::from(self.draw()) * n as u128) >> 64) as usize
    }
}
