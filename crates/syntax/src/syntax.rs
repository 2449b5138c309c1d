//! What a parsed text knows of its words: tags, lemmas, heads, relations, names; and ways to walk the trees.

use crate::{Analysis, EntityKind, Relation, TokenIx, Upos};
use std::ops::Range;
use std::sync::Arc;

/// Marks the root of a sentence among heads.
pub(crate) const NO_HEAD: u32 = u32::MAX;

/// The syntax of all tokens of a text.
#[derive(Clone, Debug, Default)]
pub(crate) struct Syntax {
    pub(crate) upos: Vec<Upos>,
    pub(crate) xpos: Vec<&'static str>,
    pub(crate) heads: Vec<u32>,
    pub(crate) relations: Vec<Relation>,
    pub(crate) lemmas: String,
    pub(crate) lemma_ranges: Vec<(u32, u32)>,
    pub(crate) feats: Vec<u16>,
    pub(crate) feat_names: Arc<[String]>,
    pub(crate) entities: Vec<Entity>,
    /// Dependents of each token: `children[starts[ix]..starts[ix + 1]]`, in order.
    starts: Vec<u32>,
    children: Vec<u32>,
}

/// A named entity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entity {
    /// Its tokens, all in one sentence.
    pub tokens: Range<TokenIx>,
    /// What it names.
    pub kind: EntityKind,
}

impl Syntax {
    pub(crate) fn with_capacity(tokens: usize) -> Self {
        Self {
            upos: Vec::with_capacity(tokens),
            xpos: Vec::with_capacity(tokens),
            heads: Vec::with_capacity(tokens),
            relations: Vec::with_capacity(tokens),
            lemmas: String::with_capacity(tokens * 6),
            lemma_ranges: Vec::with_capacity(tokens),
            feats: Vec::with_capacity(tokens),
            ..Self::default()
        }
    }

    /// Lists the dependents of each token, by counting.
    pub(crate) fn index_children(&mut self) {
        let n = self.heads.len();
        self.starts = vec![0; n + 1];
        for head in &self.heads {
            if *head != NO_HEAD {
                self.starts[*head as usize + 1] += 1;
            }
        }
        for ix in 0..n {
            self.starts[ix + 1] += self.starts[ix];
        }
        let mut next = self.starts.clone();
        self.children = vec![0; self.starts[n] as usize];
        for (ix, head) in self.heads.iter().enumerate() {
            if *head != NO_HEAD {
                let at = &mut next[*head as usize];
                self.children[*at as usize] = ix as u32;
                *at += 1;
            }
        }
    }
}

/// The trees. Before [`parse`](crate::parse) every token is a root of its own, of part of speech `X` and relation `dep`, its
/// lemma is its folded form, and there are no entities.
impl Analysis<'_> {
    /// Whether the text has been parsed.
    #[must_use]
    pub fn is_parsed(&self) -> bool {
        self.syntax.is_some()
    }

    /// Universal part of speech of a token.
    #[must_use]
    pub fn upos(&self, ix: TokenIx) -> Upos {
        self.syntax.as_ref().map_or(Upos::X, |s| s.upos[ix])
    }

    /// The treebank's own tag of a token: `VBD`, `NNS`, …
    #[must_use]
    pub fn xpos(&self, ix: TokenIx) -> &'static str {
        self.syntax.as_ref().map_or("XX", |s| s.xpos[ix])
    }

    /// Features of a token as CoNLL-U writes them, `_` for none: `Number=Plur`, `Mood=Ind|Tense=Past|VerbForm=Fin`.
    #[must_use]
    pub fn feats(&self, ix: TokenIx) -> &str {
        self.syntax
            .as_ref()
            .and_then(|s| s.feat_names.get(s.feats[ix] as usize))
            .map_or("_", String::as_str)
    }

    /// Lemma of a token.
    #[must_use]
    pub fn lemma(&self, ix: TokenIx) -> &str {
        match &self.syntax {
            Some(s) => {
                let (start, end) = s.lemma_ranges[ix];
                &s.lemmas[start as usize..end as usize]
            }
            None => self.lower(ix),
        }
    }

    /// Head of a token; `None` for the root of a sentence.
    ///
    /// # Example
    /// ```
    /// use dateline_syntax::{Model, analyse, parse};
    /// let mut read = analyse("Rebels fled.");
    /// parse(Model::embedded()?, &mut read);
    /// assert_eq!(read.head(0), Some(1));
    /// assert_eq!(read.head(1), None);
    /// # Ok::<(), dateline_syntax::ModelError>(())
    /// ```
    #[must_use]
    pub fn head(&self, ix: TokenIx) -> Option<TokenIx> {
        let head = self.syntax.as_ref()?.heads[ix];
        (head != NO_HEAD).then_some(head as usize)
    }

    /// Relation of a token to its head, with its subtype.
    #[must_use]
    pub fn relation(&self, ix: TokenIx) -> Relation {
        self.syntax.as_ref().map_or(Relation::Dep, |s| s.relations[ix])
    }

    /// Root of a sentence, given by its position.
    ///
    /// # Panics
    /// When there is no such sentence.
    #[must_use]
    pub fn root(&self, sentence: usize) -> Option<TokenIx> {
        self.sentences[sentence]
            .tokens
            .clone()
            .find(|ix| self.head(*ix).is_none())
    }

    /// Dependents of a token, in the order of the text.
    ///
    /// # Example
    /// ```
    /// use dateline_syntax::{Model, analyse, parse};
    /// let mut read = analyse("Rebels killed two soldiers.");
    /// parse(Model::embedded()?, &mut read);
    /// let below: Vec<&str> = read.children(1).map(|ix| read.word(ix)).collect();
    /// assert_eq!(below, ["Rebels", "soldiers", "."]);
    /// # Ok::<(), dateline_syntax::ModelError>(())
    /// ```
    pub fn children(&self, ix: TokenIx) -> impl DoubleEndedIterator<Item = TokenIx> + '_ {
        let list = match &self.syntax {
            Some(s) => &s.children[s.starts[ix] as usize..s.starts[ix + 1] as usize],
            None => &[],
        };
        list.iter().map(|c| *c as usize)
    }

    /// Dependents of a token in one relation; `Nsubj` gives only `nsubj`, not `nsubj:pass`.
    pub fn children_by(
        &self,
        ix: TokenIx,
        relation: Relation,
    ) -> impl DoubleEndedIterator<Item = TokenIx> + '_ {
        self.children(ix).filter(move |c| self.relation(*c) == relation)
    }

    /// The first dependent of a token in one relation, subtypes included: `Nsubj` gives `nsubj:pass` too. A subtype asked for by itself
    /// is found by itself.
    ///
    /// # Example
    /// ```
    /// use dateline_syntax::{Model, Relation, analyse, parse};
    /// let mut read = analyse("Two soldiers were killed.");
    /// parse(Model::embedded()?, &mut read);
    /// let sufferers = read.child(3, Relation::Nsubj).map(|ix| read.word(ix));
    /// assert_eq!(sufferers, Some("soldiers"));
    /// assert_eq!(read.child(3, Relation::Obj), None);
    /// # Ok::<(), dateline_syntax::ModelError>(())
    /// ```
    #[must_use]
    pub fn child(&self, ix: TokenIx, relation: Relation) -> Option<TokenIx> {
        let fits = |found: Relation| found == relation || found.base() == relation;
        self.children(ix).find(|c| fits(self.relation(*c)))
    }

    /// A token and everything below it, in the order of the text.
    ///
    /// # Example
    /// ```
    /// use dateline_syntax::{Model, analyse, parse};
    /// let mut read = analyse("The rebels in the old town fled.");
    /// parse(Model::embedded()?, &mut read);
    /// assert_eq!(read.subtree(1), [0, 1, 2, 3, 4, 5]);
    /// # Ok::<(), dateline_syntax::ModelError>(())
    /// ```
    #[must_use]
    pub fn subtree(&self, ix: TokenIx) -> Vec<TokenIx> {
        self.subtree_without(ix, |_| false)
    }

    /// As [`Analysis::subtree`], leaving out the dependents (with all below them) for which `leave` is true.
    ///
    /// # Example
    /// ```
    /// use dateline_syntax::{Model, Relation, analyse, parse};
    /// let mut read = analyse("Rebels killed two soldiers who had fled the town.");
    /// parse(Model::embedded()?, &mut read);
    /// let without = read.subtree_without(3, |ix| read.relation(ix) == Relation::AclRelcl);
    /// assert_eq!(without, [2, 3]);
    /// # Ok::<(), dateline_syntax::ModelError>(())
    /// ```
    #[must_use]
    pub fn subtree_without(&self, ix: TokenIx, leave: impl Fn(TokenIx) -> bool) -> Vec<TokenIx> {
        let mut found = vec![ix];
        let mut at = 0;
        while at < found.len() {
            let parent = found[at];
            found.extend(self.children(parent).filter(|c| !leave(*c)));
            at += 1;
        }
        found.sort_unstable();
        found
    }

    /// The stretch from the first token of a subtree to its last. In the rare tree with crossing arcs it may hold tokens that
    /// are not of the subtree.
    #[must_use]
    pub fn extent(&self, ix: TokenIx) -> Range<TokenIx> {
        let (mut first, mut last) = (ix, ix);
        let mut open = vec![ix];
        while let Some(at) = open.pop() {
            first = first.min(at);
            last = last.max(at);
            open.extend(self.children(at));
        }
        first..last + 1
    }

    /// The heads above a token, nearest first, up to the root.
    ///
    /// # Example
    /// ```
    /// use dateline_syntax::{Model, analyse, parse};
    /// let mut read = analyse("Rebels killed two soldiers.");
    /// parse(Model::embedded()?, &mut read);
    /// let above: Vec<&str> = read.ancestors(2).map(|ix| read.word(ix)).collect();
    /// assert_eq!(above, ["soldiers", "killed"]);
    /// # Ok::<(), dateline_syntax::ModelError>(())
    /// ```
    pub fn ancestors(&self, ix: TokenIx) -> impl Iterator<Item = TokenIx> + '_ {
        std::iter::successors(self.head(ix), |at| self.head(*at))
    }

    /// Whether `below` is `above` or lies below it.
    #[must_use]
    pub fn is_under(&self, below: TokenIx, above: TokenIx) -> bool {
        below == above || self.ancestors(below).any(|a| a == above)
    }

    /// The way from one token to another through the tree, both ends included; `None` when they are in different sentences.
    ///
    /// # Example
    /// ```
    /// use dateline_syntax::{Model, analyse, parse};
    /// let mut read = analyse("Rebels killed two soldiers who had fled the town.");
    /// parse(Model::embedded()?, &mut read);
    /// let way: Vec<&str> = read.path(0, 8).into_iter().flatten().map(|ix| read.word(ix)).collect();
    /// assert_eq!(way, ["Rebels", "killed", "soldiers", "fled", "town"]);
    /// # Ok::<(), dateline_syntax::ModelError>(())
    /// ```
    #[must_use]
    pub fn path(&self, from: TokenIx, to: TokenIx) -> Option<Vec<TokenIx>> {
        let up: Vec<TokenIx> = std::iter::once(from).chain(self.ancestors(from)).collect();
        let mut down = Vec::new();
        for at in std::iter::once(to).chain(self.ancestors(to)) {
            if let Some(meeting) = up.iter().position(|u| *u == at) {
                let mut path = up[..=meeting].to_vec();
                path.extend(down.into_iter().rev());
                return Some(path);
            }
            down.push(at);
        }
        None
    }

    /// The other members of the coordination that begins at a token, in order.
    pub fn conjuncts(&self, ix: TokenIx) -> impl Iterator<Item = TokenIx> + '_ {
        self.children(ix).filter(|c| self.relation(*c) == Relation::Conj)
    }

    /// Named entities, in the order of the text.
    ///
    /// # Example
    /// ```
    /// use dateline_syntax::{Model, analyse, parse};
    /// let mut read = analyse("Shells fell on Damascus.");
    /// parse(Model::embedded()?, &mut read);
    /// let names: Vec<(&str, &str)> = read
    ///     .entities()
    ///     .iter()
    ///     .map(|name| (read.span(name.tokens.clone()).of(read.text()), name.kind.as_str()))
    ///     .collect();
    /// assert_eq!(names, [("Damascus", "LOC")]);
    /// # Ok::<(), dateline_syntax::ModelError>(())
    /// ```
    #[must_use]
    pub fn entities(&self) -> &[Entity] {
        self.syntax.as_ref().map_or(&[], |s| &s.entities)
    }

    /// The named entity that a token is part of.
    #[must_use]
    pub fn entity_at(&self, ix: TokenIx) -> Option<&Entity> {
        let entities = self.entities();
        let at = entities.partition_point(|e| e.tokens.end <= ix);
        entities.get(at).filter(|e| e.tokens.contains(&ix))
    }
}
