//! Writing analyses for people and for other programs.

use crate::conllu::{TreebankSentence, TreebankWord};
use crate::{Analysis, Relation, TokenIx, TokenShape};
use std::fmt::Write as _;

/// The text in CoNLL-U. Clitics are words of a multi-word token, as in the treebanks; the column MISC tells missing spaces
/// and names (`Entity=PER:2`, with the number of words).
///
/// # Example
/// ```
/// use dateline_syntax::{Model, analyse, parse, write_conllu};
/// let mut read = analyse("Rebels fled.");
/// parse(Model::embedded()?, &mut read);
/// let conllu = write_conllu(&read);
/// assert!(conllu.contains("1\tRebels\trebel\tNOUN\tNNS\tNumber=Plur\t2\tnsubj\t_\t_\n"), "{conllu}");
/// # Ok::<(), dateline_syntax::ModelError>(())
/// ```
#[must_use]
pub fn write_conllu(analysis: &Analysis<'_>) -> String {
    sentences(analysis, "")
}

/// The text in CoNLL-U as [`write_conllu`] writes it, as a document of its own: it begins with `# newdoc id = id`, and the
/// sentences are numbered under that id. White space and control characters of the id become `_`.
///
/// # Example
/// ```
/// use dateline_syntax::{Model, analyse, parse, write_conllu_document};
/// let mut read = analyse("Rebels fled.");
/// parse(Model::embedded()?, &mut read);
/// let conllu = write_conllu_document(&read, "wire 7");
/// assert!(conllu.starts_with("# newdoc id = wire_7\n# newpar\n# sent_id = wire_7-1\n# text = Rebels fled.\n"), "{conllu}");
/// # Ok::<(), dateline_syntax::ModelError>(())
/// ```
#[must_use]
pub fn write_conllu_document(analysis: &Analysis<'_>, id: &str) -> String {
    let plain = |c: char| {
        if c.is_whitespace() || c.is_control() {
            '_'
        } else {
            c
        }
    };
    let id: String = id.chars().map(plain).collect();
    if analysis.sentences().is_empty() {
        return String::new();
    }
    format!("# newdoc id = {id}\n{}", sentences(analysis, &format!("{id}-")))
}

/// The sentences, numbered from 1 behind `prefix`.
fn sentences(analysis: &Analysis<'_>, prefix: &str) -> String {
    let mut out = String::with_capacity(analysis.text().len() * 8);
    let mut paragraph = None;
    for (at, sentence) in analysis.sentences().iter().enumerate() {
        if paragraph != Some(sentence.paragraph) {
            paragraph = Some(sentence.paragraph);
            out.push_str("# newpar\n");
        }
        let text: String = sentence
            .span
            .of(analysis.text())
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        // Writing to a string cannot fail.
        writeln!(out, "# sent_id = {prefix}{}\n# text = {text}", at + 1).ok();
        for ix in sentence.tokens.clone() {
            write_range(analysis, &sentence.tokens, ix, &mut out);
            write_token(analysis, sentence.tokens.start, ix, &mut out);
        }
        out.push('\n');
    }
    out
}

/// Whether a token is the later part of a word that is written as one.
fn is_clitic(analysis: &Analysis<'_>, ix: TokenIx) -> bool {
    let listed = matches!(
        analysis.lower(ix),
        "'s" | "n't" | "'m" | "'re" | "'ve" | "'ll" | "'d" | "nt" | "s" | "not" | "na" | "ta" | "re" | "ve"
    );
    listed
        && analysis.glued(ix)
        && !matches!(
            analysis.tokens()[ix - 1].shape,
            TokenShape::Punctuation | TokenShape::Symbol
        )
}

/// The line of a multi-word token, if one begins at `ix`.
fn write_range(analysis: &Analysis<'_>, tokens: &std::ops::Range<TokenIx>, ix: TokenIx, out: &mut String) {
    let later = (ix + 1..tokens.end)
        .take_while(|at| is_clitic(analysis, *at))
        .count();
    if later == 0 || (ix > tokens.start && is_clitic(analysis, ix)) {
        return;
    }
    let form = analysis.span(ix..ix + later + 1).of(analysis.text());
    let end = ix + later + 1;
    let misc = if end < analysis.tokens().len() && analysis.glued(end) {
        "SpaceAfter=No"
    } else {
        "_"
    };
    let first = ix - tokens.start + 1;
    writeln!(
        out,
        "{first}-{}\t{form}\t_\t_\t_\t_\t_\t_\t_\t{misc}",
        first + later
    )
    .ok();
}

fn write_token(analysis: &Analysis<'_>, first: TokenIx, ix: TokenIx, out: &mut String) {
    let head = analysis.head(ix).map_or(0, |h| h - first + 1);
    let relation = if head == 0 {
        Relation::Root
    } else {
        analysis.relation(ix)
    };
    let mut misc = String::new();
    if let Some(entity) = analysis.entity_at(ix).filter(|e| e.tokens.start == ix) {
        write!(misc, "Entity={}:{}", entity.kind, entity.tokens.len()).ok();
    }
    if ix + 1 < analysis.tokens().len()
        && analysis.glued(ix + 1)
        && !is_clitic(analysis, ix + 1)
        && !is_clitic(analysis, ix)
    {
        misc.push_str(if misc.is_empty() {
            "SpaceAfter=No"
        } else {
            "|SpaceAfter=No"
        });
    }
    if misc.is_empty() {
        misc.push('_');
    }
    writeln!(
        out,
        "{}\t{}\t{}\t{}\t{}\t{}\t{head}\t{relation}\t_\t{misc}",
        ix - first + 1,
        analysis.word(ix),
        analysis.lemma(ix),
        analysis.upos(ix),
        analysis.xpos(ix),
        analysis.feats(ix),
    )
    .ok();
}

/// One sentence as an indented tree: a word a line under its head, with relation, tag and lemma.
///
/// # Example
/// ```
/// use dateline_syntax::{Model, analyse, parse, write_tree};
/// let mut read = analyse("Rebels fled.");
/// parse(Model::embedded()?, &mut read);
/// assert_eq!(write_tree(&read, 0), "fled  root VERB flee\n├─ Rebels  nsubj NOUN rebel\n└─ .  punct PUNCT .\n");
/// # Ok::<(), dateline_syntax::ModelError>(())
/// ```
///
/// # Panics
/// When there is no such sentence.
#[must_use]
pub fn write_tree(analysis: &Analysis<'_>, sentence: usize) -> String {
    let mut out = String::new();
    let line = |ix: TokenIx, out: &mut String| {
        let relation = if analysis.head(ix).is_none() {
            Relation::Root
        } else {
            analysis.relation(ix)
        };
        writeln!(
            out,
            "{}  {relation} {} {}",
            analysis.word(ix),
            analysis.upos(ix),
            analysis.lemma(ix)
        )
        .ok();
    };
    let Some(root) = analysis.root(sentence) else {
        return out;
    };
    line(root, &mut out);
    // What is still to be written: a token, and whether each line above it goes on.
    let mut open: Vec<(TokenIx, Vec<bool>)> = Vec::new();
    let push = |ix: TokenIx, above: &[bool], open: &mut Vec<(TokenIx, Vec<bool>)>| {
        for (i, child) in analysis.children(ix).rev().enumerate() {
            let mut rails = above.to_vec();
            rails.push(i > 0);
            open.push((child, rails));
        }
    };
    push(root, &[], &mut open);
    while let Some((ix, rails)) = open.pop() {
        let (last, above) = rails.split_last().map_or((false, &[][..]), |(l, a)| (*l, a));
        for goes_on in above {
            out.push_str(if *goes_on { "│  " } else { "   " });
        }
        out.push_str(if last { "├─ " } else { "└─ " });
        line(ix, &mut out);
        push(ix, &rails, &mut open);
    }
    out
}

/// Treebank sentences in CoNLL-U.
#[must_use]
pub fn write_treebank(sentences: &[TreebankSentence]) -> String {
    let mut out = String::new();
    for sentence in sentences {
        if !sentence.id.is_empty() {
            writeln!(out, "# sent_id = {}", sentence.id).ok();
        }
        for (
            at,
            TreebankWord {
                form,
                lemma,
                upos,
                xpos,
                feats,
                head,
                relation,
                space_after,
            },
        ) in sentence.words.iter().enumerate()
        {
            let misc = if *space_after { "_" } else { "SpaceAfter=No" };
            writeln!(
                out,
                "{}\t{form}\t{lemma}\t{upos}\t{xpos}\t{feats}\t{head}\t{relation}\t_\t{misc}",
                at + 1
            )
            .ok();
        }
        out.push('\n');
    }
    out
}
