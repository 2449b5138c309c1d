//! Giving an analysed text its tags, trees, lemmas and names.

use crate::conllu::{TreebankSentence, TreebankWord};
use crate::features::{self, FORM, ROWS};
use crate::limits::LONGEST_SENTENCE;
use crate::model::{EntityLabel, Model};
use crate::network::Workspace;
use crate::syntax::{Entity, NO_HEAD, Syntax};
use crate::{Analysis, Relation, Upos};

/// A parser with buffers of its own, for many documents one after the other.
///
/// One thread uses one parser; the model is shared.
///
/// # Example: many documents
/// ```
/// use dateline_syntax::{Model, Parser, analyse};
/// let mut parser = Parser::new(Model::embedded()?);
/// for text in ["A shell hit the market.", "Nobody was hurt."] {
///     let mut read = analyse(text);
///     parser.parse(&mut read);
///     assert!(read.is_parsed());
/// }
/// # Ok::<(), dateline_syntax::ModelError>(())
/// ```
#[derive(Debug)]
pub struct Parser<'m> {
    model: &'m Model,
    work: Workspace,
}

impl<'m> Parser<'m> {
    /// A parser over a model.
    #[must_use]
    pub fn new(model: &'m Model) -> Self {
        Self {
            model,
            work: Workspace::default(),
        }
    }

    /// Gives every sentence of the text its tags, tree, lemmas and names.
    pub fn parse(&mut self, analysis: &mut Analysis<'_>) {
        self.parse_where(analysis, |_| true);
    }

    /// Parses only the sentences, given by their position, for which `wanted` is true. The tokens of the others stay as before
    /// parsing: roots of part of speech `X`, each its own lemma, without names.
    ///
    /// # Example
    /// ```
    /// use dateline_syntax::{Model, Parser, Upos, analyse};
    /// let mut read = analyse("Markets rose. Rebels fled.");
    /// Parser::new(Model::embedded()?).parse_where(&mut read, |sentence| sentence == 1);
    /// assert_eq!((read.upos(0), read.upos(3)), (Upos::X, Upos::Noun));
    /// # Ok::<(), dateline_syntax::ModelError>(())
    /// ```
    pub fn parse_where(&mut self, analysis: &mut Analysis<'_>, wanted: impl Fn(usize) -> bool) {
        let model = self.model;
        let mut syntax = Syntax::with_capacity(analysis.tokens.len());
        for at in 0..analysis.sentences.len() {
            let sentence = &analysis.sentences[at];
            if !wanted(at) {
                leave(analysis, sentence.tokens.clone(), &mut syntax);
                continue;
            }
            let case_known = analysis.cased && !sentence.all_caps;
            let mut tokens = sentence.tokens.clone();
            let bullet = begins_with_bullet(analysis, &tokens).then_some(tokens.start);
            if let Some(ix) = bullet {
                self.take_bullet(analysis, ix, &mut syntax);
                tokens.start += 1;
            }
            self.work.rows.clear();
            self.work.forms.clear();
            for ix in tokens.clone() {
                let hash = features::form_hash(analysis.lower(ix));
                self.work.forms.push(hash);
                self.work.rows.push(rows(
                    model,
                    hash,
                    analysis.lower(ix),
                    analysis.word(ix),
                    case_known,
                ));
            }
            self.work.run(model);
            self.take(analysis, tokens.clone(), &mut syntax);
            if let Some(ix) = bullet {
                let root = tokens.clone().find(|at| syntax.heads[*at] == NO_HEAD);
                syntax.heads[ix] = root.map_or(NO_HEAD, |root| root as u32);
            }
        }
        syntax.feat_names = model.morphology.feat_names();
        syntax.index_children();
        crate::agree::agree(analysis, &mut syntax.entities);
        analysis.syntax = Some(syntax);
    }

    /// Parses many texts, one after the other.
    ///
    /// # Example
    /// ```
    /// use dateline_syntax::{Model, Parser, analyse};
    /// let mut reports: Vec<_> = ["Rebels fled.", "Two died."].map(analyse).into();
    /// Parser::new(Model::embedded()?).parse_all(&mut reports);
    /// assert!(reports.iter().all(|read| read.is_parsed()));
    /// # Ok::<(), dateline_syntax::ModelError>(())
    /// ```
    pub fn parse_all<'a, 't: 'a>(&mut self, analyses: impl IntoIterator<Item = &'a mut Analysis<'t>>) {
        for analysis in analyses {
            self.parse(analysis);
        }
    }

    /// Writes the bullet of a list item into `syntax`: a mark below the root, which is not known yet.
    fn take_bullet(&self, analysis: &Analysis<'_>, ix: usize, syntax: &mut Syntax) {
        let (upos, xpos, lower) = (Upos::Punct, "NFP", analysis.lower(ix));
        syntax.upos.push(upos);
        syntax.xpos.push(xpos);
        syntax.heads.push(NO_HEAD);
        syntax.relations.push(Relation::Punct);
        let from = syntax.lemmas.len() as u32;
        syntax.lemmas.push_str(lower);
        syntax.lemma_ranges.push((from, syntax.lemmas.len() as u32));
        let feats = self.model.morphology.feats_index(lower, upos.as_str(), xpos);
        syntax.feats.push(feats);
    }

    /// Moves the answer for one sentence into `syntax`.
    fn take(&self, analysis: &Analysis<'_>, tokens: std::ops::Range<usize>, syntax: &mut Syntax) {
        let (model, work) = (self.model, &self.work);
        let mut open: Option<Entity> = None;
        for (at, ix) in tokens.clone().enumerate() {
            let upos = model.upos[work.upos[at] as usize];
            let xpos = model.xpos[work.xpos[at] as usize];
            syntax.upos.push(upos);
            syntax.xpos.push(xpos);
            syntax.heads.push(match work.heads[at] {
                0 => NO_HEAD,
                h => (tokens.start + h as usize - 1) as u32,
            });
            syntax
                .relations
                .push(model.relations[work.relations[at] as usize]);
            let from = syntax.lemmas.len() as u32;
            let (word, lower) = (analysis.word(ix), analysis.lower(ix));
            let known = |form: &str| model.form_row(features::form_hash(form)) > 0;
            model
                .morphology
                .lemma(word, lower, xpos, known, &mut syntax.lemmas);
            syntax.lemma_ranges.push((from, syntax.lemmas.len() as u32));
            syntax
                .feats
                .push(model.morphology.feats_index(lower, upos.as_str(), xpos));
            match (model.entities[work.entities[at] as usize], &mut open) {
                (EntityLabel::Later(_), Some(entity)) => entity.tokens.end = ix + 1,
                (EntityLabel::Outside, _) => syntax.entities.extend(open.take()),
                (EntityLabel::First(kind) | EntityLabel::Later(kind), _) => {
                    syntax.entities.extend(open.take());
                    open = Some(Entity {
                        tokens: ix..ix + 1,
                        kind,
                    });
                }
            }
        }
        syntax.entities.extend(open);
    }
}

/// Writes the tokens of a sentence that is not parsed into `syntax`.
fn leave(analysis: &Analysis<'_>, tokens: std::ops::Range<usize>, syntax: &mut Syntax) {
    for ix in tokens {
        syntax.upos.push(Upos::X);
        syntax.xpos.push("XX");
        syntax.heads.push(NO_HEAD);
        syntax.relations.push(Relation::Dep);
        let from = syntax.lemmas.len() as u32;
        syntax.lemmas.push_str(analysis.lower(ix));
        syntax.lemma_ranges.push((from, syntax.lemmas.len() as u32));
        // Beyond every list of features: none.
        syntax.feats.push(u16::MAX);
    }
}

/// Whether a sentence is an item of a list behind a mark that is none of its words. Treebanks have few of them, and a tree
/// that starts at the mark hides who did what.
fn begins_with_bullet(analysis: &Analysis<'_>, tokens: &std::ops::Range<usize>) -> bool {
    const BULLETS: &[&str] = &["•", "*", "·", "▪", "■", "●", "◦", "‣", "-", "–", "—", ">"];
    tokens.len() > 1 && BULLETS.contains(&analysis.lower(tokens.start)) && !analysis.glued(tokens.start + 1)
}

/// Gives every sentence of the text its tags, tree, lemmas and names.
///
/// For many documents a [`Parser`] saves making its buffers again.
///
/// # Example
/// ```
/// use dateline_syntax::{Model, Relation, analyse, parse};
/// let mut read = analyse("Two soldiers were killed by rebels in Kora.");
/// parse(Model::embedded()?, &mut read);
/// assert_eq!(read.relation(1), Relation::NsubjPass);
/// assert_eq!(read.head(1), Some(3));
/// # Ok::<(), dateline_syntax::ModelError>(())
/// ```
pub fn parse(model: &Model, analysis: &mut Analysis<'_>) {
    Parser::new(model).parse(analysis);
}

/// Treebank sentences with their tags, lemmas and trees replaced by the model's, the words kept as they are cut there: for
/// measuring without the tokenizer's share. A sentence over 512 words is parsed in pieces, whose roots hang from the first.
#[must_use]
pub fn parse_treebank(model: &Model, sentences: &[TreebankSentence]) -> Vec<TreebankSentence> {
    let mut work = Workspace::default();
    let mut out = sentences.to_vec();
    for sentence in &mut out {
        let capitals = |w: &&TreebankWord| w.form.chars().filter(|c| c.is_uppercase()).count() > 1;
        let cased = sentence.words.iter().any(|w| w.form.contains(char::is_lowercase))
            || sentence.words.iter().filter(capitals).count() < 3;
        let mut root = 0;
        for (piece, words) in sentence.words.chunks_mut(LONGEST_SENTENCE).enumerate() {
            let before = (piece * LONGEST_SENTENCE) as u32;
            parse_words(model, &mut work, words, cased);
            for (at, w) in (before + 1..).zip(words) {
                match w.head {
                    0 if piece == 0 => root = at,
                    0 => {
                        w.head = root;
                        Relation::Parataxis.as_str().clone_into(&mut w.relation);
                    }
                    _ => w.head += before,
                }
            }
        }
    }
    out
}

/// Gives the words of one sentence their tags, lemmas, heads and relations.
fn parse_words(model: &Model, work: &mut Workspace, words: &mut [TreebankWord], cased: bool) {
    let feats = model.morphology.feat_names();
    let lowers: Vec<String> = words.iter().map(|w| crate::segment::folded(&w.form)).collect();
    work.forms.clear();
    work.forms
        .extend(lowers.iter().map(|lower| features::form_hash(lower)));
    work.rows.clear();
    for ((w, lower), hash) in words.iter().zip(&lowers).zip(&work.forms) {
        work.rows.push(rows(model, *hash, lower, &w.form, cased));
    }
    work.run(model);
    for (at, (w, lower)) in words.iter_mut().zip(&lowers).enumerate() {
        let upos = model.upos[work.upos[at] as usize];
        let xpos = model.xpos[work.xpos[at] as usize];
        w.lemma.clear();
        let known = |form: &str| model.form_row(features::form_hash(form)) > 0;
        model.morphology.lemma(&w.form, lower, xpos, known, &mut w.lemma);
        w.upos = upos.as_str().to_owned();
        w.xpos = xpos.to_owned();
        w.feats = feats
            .get(model.morphology.feats_index(lower, w.upos.as_str(), xpos) as usize)
            .map_or("_", String::as_str)
            .to_owned();
        w.head = work.heads[at];
        w.relation = model.relations[work.relations[at] as usize].as_str().to_owned();
    }
}

/// The embedding rows of a token.
pub(crate) fn rows(model: &Model, hash: u64, lower: &str, word: &str, case_known: bool) -> [u32; ROWS] {
    let mut out = [0; ROWS];
    out[FORM] = model.form_row(hash);
    features::rows(lower, word, case_known, model.layout(), &mut out);
    out
}
