//! What the model sees of a pair: the claims' answer, the lexicon's words and the tree around both mentions.
//!
//! A feature is a string, known to the model by its hash alone. The names are short because each is built for each pair:
//! `w` word, `b` two words, `m` word between the mentions, `g` governing word, `p` path, `l` lexicon family, `c` claim.

use super::{Asked, root_of_claim, tokens_of};
use crate::Coder;
use dateline_syntax::{Analysis, Relation, TokenIx, Upos};
use std::collections::{BTreeMap, BTreeSet};

/// Governing words looked at above a mention.
const MAX_CLIMB: usize = 3;

/// Most words of a text that are looked at: longer texts are cut, the pair is asked of a sentence or two.
const MAX_WORDS: usize = 400;

/// Collects features; a feature that is told twice keeps its greater weight.
#[derive(Default)]
struct Sink(BTreeMap<u32, f32>);

impl Sink {
    fn add(&mut self, weight: f32, parts: &[&str]) {
        let held = self.0.entry(hash(parts)).or_insert(weight);
        *held = held.max(weight);
    }
}

/// FNV-1a of the parts, folded to the model's number of rows.
fn hash(parts: &[&str]) -> u32 {
    let bytes = parts.iter().flat_map(|p| p.bytes().chain(std::iter::once(0x1f)));
    let full = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    let folded = (full ^ (full >> 32)) & u64::from(super::model::BUCKETS - 1);
    u32::try_from(folded).unwrap_or(0)
}

/// Features of one pair, by hash, ascending.
pub(super) fn of(coder: &Coder, asked: &Asked<'_>) -> Vec<(u32, f32)> {
    let analysis = &asked.analysis;
    let role = |spans: &[dateline_model::Span]| -> Vec<TokenIx> {
        spans
            .first()
            .map_or_else(Vec::new, |&span| tokens_of(analysis, span))
    };
    let (source, target) = (role(asked.pair.source), role(asked.pair.target));
    let mut sink = Sink::default();
    tell_words(analysis, &source, &target, &mut sink);
    let mut near: BTreeSet<TokenIx> = BTreeSet::new();
    for (name, mention) in [("s", &source), ("t", &target)] {
        if let Some(head) = head_of(analysis, mention) {
            tell_governors(analysis, name, head, &mut near, &mut sink);
        }
    }
    if let (Some(from), Some(to)) = (head_of(analysis, &source), head_of(analysis, &target)) {
        tell_path(analysis, from, to, &mut near, &mut sink);
    }
    tell_lexicon(coder, analysis, &near, &mut sink);
    tell_claims(asked, &mut sink);
    sink.0.into_iter().collect()
}

/// The token of a phrase whose head lies outside it.
fn head_of(analysis: &Analysis<'_>, tokens: &[TokenIx]) -> Option<TokenIx> {
    let outside = |ix: &TokenIx| analysis.head(*ix).is_none_or(|head| !tokens.contains(&head));
    tokens
        .iter()
        .copied()
        .find(outside)
        .or_else(|| tokens.first().copied())
}

/// Words and word pairs, with the mentions put as `S` and `T`.
fn tell_words(analysis: &Analysis<'_>, source: &[TokenIx], target: &[TokenIx], sink: &mut Sink) {
    let word = |ix: TokenIx| match ix {
        _ if source.contains(&ix) => "S",
        _ if target.contains(&ix) => "T",
        // Who and how many is no matter of what is done.
        _ if analysis.upos(ix) == Upos::Propn => "N",
        _ if analysis.upos(ix) == Upos::Num => "#",
        _ => analysis.lemma(ix),
    };
    let mut words: Vec<&str> = (0..analysis.tokens().len().min(MAX_WORDS)).map(word).collect();
    words.dedup_by(|a, b| a == b && matches!(*a, "S" | "T" | "N"));
    for word in &words {
        if word.len() > 1 && word.chars().all(char::is_alphabetic) {
            sink.add(0.5, &["w", word]);
        }
    }
    for pair in words.windows(2) {
        sink.add(0.5, &["b", pair[0], pair[1]]);
    }
    let (Some(&s0), Some(&s1), Some(&t0), Some(&t1)) =
        (source.first(), source.last(), target.first(), target.last())
    else {
        return;
    };
    sink.add(1.0, &["order", if s0 < t0 { "st" } else { "ts" }]);
    for ix in s1.min(t1) + 1..s0.max(t0).min(MAX_WORDS) {
        sink.add(1.0, &["m", analysis.lemma(ix)]);
    }
}

/// The words that a mention hangs on, with what else hangs on them.
fn tell_governors(
    analysis: &Analysis<'_>,
    name: &str,
    head: TokenIx,
    near: &mut BTreeSet<TokenIx>,
    sink: &mut Sink,
) {
    sink.add(1.0, &["rel", name, analysis.relation(head).as_str()]);
    for case in analysis.children_by(head, Relation::Case) {
        sink.add(1.0, &["case", name, analysis.lemma(case)]);
    }
    let mut below = head;
    let mut climbed = 0;
    for above in analysis.ancestors(head) {
        let content = matches!(
            analysis.upos(above),
            Upos::Verb | Upos::Noun | Upos::Adj | Upos::Aux | Upos::Propn
        );
        if content {
            let (level, lemma) = (["0", "1", "2"][climbed], analysis.lemma(above));
            near.insert(above);
            sink.add(1.5, &["g", lemma]);
            sink.add(1.5, &["g", name, level, lemma]);
            sink.add(1.5, &["g", name, level, lemma, analysis.relation(below).as_str()]);
            if climbed < 2 {
                tell_children(analysis, name, level, above, near, sink);
            }
            climbed += 1;
            if climbed == MAX_CLIMB {
                break;
            }
        }
        below = above;
    }
    if climbed == 0 {
        near.insert(head);
    }
}

fn tell_children(
    analysis: &Analysis<'_>,
    name: &str,
    level: &str,
    above: TokenIx,
    near: &mut BTreeSet<TokenIx>,
    sink: &mut Sink,
) {
    use Relation as R;
    for child in analysis.children(above) {
        let lemma = analysis.lemma(child);
        match analysis.relation(child) {
            R::Aux | R::AuxPass | R::Advmod | R::CompoundPrt | R::Mark => {
                sink.add(1.0, &["k", name, level, lemma]);
            }
            R::Obj | R::Xcomp | R::Ccomp | R::Obl | R::Advcl | R::Nmod => {
                near.insert(child);
                sink.add(1.0, &["k", level, analysis.relation(child).as_str(), lemma]);
                sink.add(1.0, &["gk", analysis.lemma(above), lemma]);
            }
            _ => {}
        }
        if matches!(
            lemma,
            "not" | "no" | "never" | "without" | "refuse" | "fail" | "deny"
        ) {
            sink.add(1.0, &["neg", level]);
        }
    }
}

/// The words between the mentions in the tree.
fn tell_path(
    analysis: &Analysis<'_>,
    from: TokenIx,
    to: TokenIx,
    near: &mut BTreeSet<TokenIx>,
    sink: &mut Sink,
) {
    let up: Vec<TokenIx> = std::iter::once(from).chain(analysis.ancestors(from)).collect();
    let down: Vec<TokenIx> = std::iter::once(to).chain(analysis.ancestors(to)).collect();
    let Some(common) = up.iter().copied().find(|ix| down.contains(ix)) else {
        return;
    };
    let below =
        |path: &[TokenIx]| -> Vec<TokenIx> { path.iter().copied().take_while(|&ix| ix != common).collect() };
    let (up, down) = (below(&up), below(&down));
    let labels = |path: &[TokenIx]| {
        path.iter()
            .map(|&ix| analysis.relation(ix).as_str())
            .collect::<Vec<_>>()
            .join(">")
    };
    sink.add(1.0, &["p", &labels(&up), &labels(&down)]);
    sink.add(1.5, &["lca", analysis.lemma(common)]);
    for &ix in up.iter().skip(1).chain(down.iter().skip(1)).chain([&common]) {
        near.insert(ix);
        sink.add(1.5, &["pw", analysis.lemma(ix)]);
    }
}

/// The families of the lexicon whose words stand in the text, and whether they stand near the pair in the tree.
fn tell_lexicon(coder: &Coder, analysis: &Analysis<'_>, near: &BTreeSet<TokenIx>, sink: &mut Sink) {
    for found in coder
        .events
        .patterns
        .find(analysis, 0..analysis.tokens().len().min(MAX_WORDS))
    {
        let family = &coder.events.families[found.entry];
        let kind = family.kind.as_str();
        let place = if near.contains(&found.head) || found.tokens.clone().any(|ix| near.contains(&ix)) {
            "near"
        } else {
            "far"
        };
        sink.add(1.0, &["l", place, kind]);
        sink.add(1.0, &["l", place, &family.name]);
    }
}

/// The claims' own answers, by how they fit the pair.
fn tell_claims(asked: &Asked<'_>, sink: &mut Sink) {
    sink.add(2.0, &["c", asked.by_claims().unwrap_or("none")]);
    for claim in &asked.claims {
        let Some(root) = root_of_claim(claim) else {
            continue;
        };
        let fit = asked.fit(claim);
        let yes = |told: bool| if told { "1" } else { "0" };
        sink.add(
            1.0,
            &["c", root, yes(fit.source), yes(fit.target), yes(fit.between)],
        );
    }
}
