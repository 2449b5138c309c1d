//! Who is named as having suffered an act: the names of persons that the tree puts where its sufferer stands.
//!
//! 'Senator Luis Prado, mayor of Alta, was shot', 'three monks, including Tomas Vela', 'the murder of Ana Soto'. A name that only tells
//! whose driver, son or house it was is left alone.

use crate::harm::HarmLexicon;
use crate::roles::roles_of;
use dateline_model::NamedPerson;
use dateline_syntax::{Analysis, Entity, EntityKind, Relation, TokenIx, Upos};
use std::ops::Range;

/// Most nodes walked from one noun phrase; lists of victims seldom pass twenty names of a few words.
const MAX_NODES: usize = 120;

/// Where an act is told: its trigger's head, and whether it is a noun that can own its sufferer ('Vela's murder').
#[derive(Clone, Copy, Debug)]
pub(crate) struct Act {
    pub head: TokenIx,
    pub takes_owner: bool,
}

/// The persons named as sufferers of the acts and harm of one claim, in text order, each once.
pub(crate) fn named_victims(
    lexicon: &HarmLexicon,
    analysis: &Analysis<'_>,
    acts: &[Act],
    harmed: &[Range<TokenIx>],
) -> Vec<NamedPerson> {
    let mut heads: Vec<TokenIx> = acts.iter().flat_map(|act| sufferers(analysis, *act)).collect();
    heads.extend(harmed.iter().filter_map(|tokens| head_of(analysis, tokens)));
    let mut found: Vec<Range<TokenIx>> = heads.iter().flat_map(|h| names_under(analysis, *h)).collect();
    found.sort_by_key(|tokens| (tokens.start, tokens.end));
    found.dedup();
    let mut out: Vec<NamedPerson> = Vec::new();
    for tokens in found {
        let named = without_title(lexicon, analysis, tokens);
        let Some(tokens) = named.filter(|t| !is_credit(analysis, t) && !is_source(lexicon, analysis, t))
        else {
            continue;
        };
        let full = fullest(lexicon, analysis, &tokens);
        let name = words(analysis, full);
        if !out.iter().any(|known| known.name == name) {
            out.push(NamedPerson {
                name,
                mention: analysis.span(tokens).excerpt(analysis.text()),
            });
        }
    }
    out
}

/// Nouns for those who were harmed, whom a later sentence names.
fn is_victim(lemma: &str) -> bool {
    matches!(lemma, "dead" | "deceased" | "fatality" | "slain" | "victim")
}

/// Whether words may name the victims of an act told before: worth a parse.
pub(crate) fn may_identify(analysis: &Analysis<'_>, tokens: Range<TokenIx>) -> bool {
    let says = |any: &[&str]| tokens.clone().any(|ix| any.contains(&analysis.lower(ix)));
    says(&["identified", "named"]) && says(&["dead", "deceased", "fatalities", "slain", "victim", "victims"])
}

/// The persons that a sentence names as the victims of an act told before: 'the victims were identified as Luis Prado and Ana Soto',
/// 'police identified the dead man as Luis Prado'.
pub(crate) fn identified(
    lexicon: &HarmLexicon,
    analysis: &Analysis<'_>,
    sentence: Range<TokenIx>,
) -> Vec<NamedPerson> {
    let meant = |ix: TokenIx| {
        is_victim(analysis.lemma(ix))
            || analysis
                .children(ix)
                .any(|c| analysis.relation(c) == Relation::Amod && is_victim(analysis.lower(c)))
    };
    let mut out: Vec<NamedPerson> = Vec::new();
    for verb in sentence
        .filter(|ix| analysis.upos(*ix) == Upos::Verb && matches!(analysis.lemma(*ix), "identify" | "name"))
    {
        let victims: Vec<TokenIx> = analysis
            .children_by(verb, Relation::NsubjPass)
            .chain(analysis.children_by(verb, Relation::Obj))
            .filter(|ix| meant(*ix))
            .collect();
        // The tree may hang 'as Luis Prado' on the verb or on the victim.
        let below = victims
            .iter()
            .flat_map(|ix| analysis.children_by(*ix, Relation::Nmod));
        let heads = analysis.children(verb).chain(below).filter(|&c| {
            let names = matches!(
                analysis.relation(c),
                Relation::Obl | Relation::Xcomp | Relation::Obj | Relation::Nmod
            );
            let case = analysis.child(c, Relation::Case);
            names && !victims.is_empty() && !meant(c) && case.is_none_or(|case| analysis.lower(case) == "as")
        });
        for tokens in heads.flat_map(|head| names_under(analysis, head)) {
            let Some(tokens) = without_title(lexicon, analysis, tokens) else {
                continue;
            };
            let name = words(analysis, fullest(lexicon, analysis, &tokens));
            if !out.iter().any(|known| known.name == name) {
                let mention = analysis.span(tokens).excerpt(analysis.text());
                out.push(NamedPerson { name, mention });
            }
        }
    }
    out
}

/// Words of a source before its name: 'according to the former deputy governor, Soto'.
const SOURCE_REACH: usize = 8;

/// 'According to Soto, …', 'according to the governor, Soto, …': who says it.
fn is_source(lexicon: &HarmLexicon, analysis: &Analysis<'_>, name: &Range<TokenIx>) -> bool {
    let from = name.start.saturating_sub(SOURCE_REACH);
    let Some(at) = (from..name.start)
        .rev()
        .find(|&ix| analysis.lower(ix) == "according")
    else {
        return false;
    };
    let between = at..name.start;
    let commas = between.clone().filter(|ix| analysis.word(*ix) == ",").count();
    let verb = between
        .clone()
        .any(|ix| ix > at && analysis.upos(ix) == Upos::Verb);
    let one = |ix: TokenIx| {
        lexicon
            .person(analysis.lower(ix))
            .is_some_and(|noun| !noun.plural)
    };
    let apposed = analysis.word(name.start - 1) == "," && one(name.start - 2);
    !verb && (commas == 0 || commas == 1 && apposed)
}

/// '© Ana Soto (AFP)', 'Photo: Ana Soto': who took the picture.
fn is_credit(analysis: &Analysis<'_>, name: &Range<TokenIx>) -> bool {
    let before = |n: usize| name.start.checked_sub(n).map_or("", |ix| analysis.lower(ix));
    before(1) == "©" || matches!(before(2), "photo" | "picture" | "image" | "credit") && before(1) == ":"
}

fn words(analysis: &Analysis<'_>, tokens: Range<TokenIx>) -> String {
    let span = analysis.span(tokens);
    span.of(analysis.text())
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

/// Heads of the noun phrases that suffer an act.
fn sufferers(analysis: &Analysis<'_>, act: Act) -> Vec<TokenIx> {
    let verb = act.head;
    let mut heads = roles_of(analysis, verb).target;
    if analysis.upos(verb) == Upos::Verb {
        heads.extend(shared_subject(analysis, verb));
        // 'fired on X', 'an attempt against X'
        heads.extend(
            analysis
                .children_by(verb, Relation::Obl)
                .filter(|&c| against(analysis, c)),
        );
        heads = heads.into_iter().map(|h| antecedent(analysis, verb, h)).collect();
    } else if act.takes_owner {
        let owners = analysis.children(verb).filter(|&c| {
            let relation = analysis.relation(c);
            c < verb && (relation == Relation::NmodPoss || relation.base() == Relation::Compound)
        });
        heads.extend(owners);
    }
    heads
}

fn against(analysis: &Analysis<'_>, oblique: TokenIx) -> bool {
    let case = analysis.child(oblique, Relation::Case);
    case.is_some_and(|c| matches!(analysis.lower(c), "against" | "on" | "at" | "upon"))
}

/// 'X was seized and shot': the subject of the passive verb that a participle is joined to.
fn shared_subject(analysis: &Analysis<'_>, verb: TokenIx) -> Option<TokenIx> {
    let bare = analysis.xpos(verb) == "VBN"
        && analysis.child(verb, Relation::Obj).is_none()
        && analysis.child(verb, Relation::Nsubj).is_none();
    let above = analysis
        .head(verb)
        .filter(|_| bare && analysis.relation(verb) == Relation::Conj)?;
    analysis.children_by(above, Relation::NsubjPass).next()
}

/// 'X, who was shot': what a relative pronoun stands for.
fn antecedent(analysis: &Analysis<'_>, verb: TokenIx, head: TokenIx) -> TokenIx {
    let relative = matches!(analysis.lower(head), "who" | "whom" | "that" | "which");
    let clause = analysis.relation(verb).base() == Relation::Acl;
    analysis.head(verb).filter(|_| relative && clause).unwrap_or(head)
}

/// The token of a phrase whose head stands outside it.
fn head_of(analysis: &Analysis<'_>, tokens: &Range<TokenIx>) -> Option<TokenIx> {
    tokens
        .clone()
        .find(|&ix| analysis.head(ix).is_none_or(|head| !tokens.contains(&head)))
}

/// Names of persons that a noun phrase is, lists or puts in apposition.
fn names_under(analysis: &Analysis<'_>, head: TokenIx) -> Vec<Range<TokenIx>> {
    let mut open = vec![head];
    let mut seen = 0;
    let mut names = Vec::new();
    while let Some(node) = open.pop() {
        seen += 1;
        if seen > MAX_NODES {
            break;
        }
        if let Some(person) = person_at(analysis, node) {
            names.push(whole_name(analysis, &person.tokens));
        }
        open.extend(analysis.children(node).filter(|&c| goes_on(analysis, node, c)));
        open.extend(said_to_be(analysis, node));
    }
    names
}

fn person_at<'a>(analysis: &'a Analysis<'_>, ix: TokenIx) -> Option<&'a Entity> {
    analysis.entity_at(ix).filter(|e| e.kind == EntityKind::Person)
}

/// A name that the model cut in two: names of persons that touch are one.
fn whole_name(analysis: &Analysis<'_>, part: &Range<TokenIx>) -> Range<TokenIx> {
    let mut whole = part.clone();
    let sentence = &analysis.sentences()[analysis.sentence_of(part.start)].tokens;
    while let Some(before) = whole.start.checked_sub(1).filter(|ix| sentence.contains(ix)) {
        let Some(person) = person_at(analysis, before) else {
            break;
        };
        whole.start = person.tokens.start;
    }
    while sentence.contains(&whole.end) {
        let Some(person) = person_at(analysis, whole.end) else {
            break;
        };
        whole.end = person.tokens.end;
    }
    whole
}

/// Whether a dependent tells the same people, or some of them.
fn goes_on(analysis: &Analysis<'_>, node: TokenIx, child: TokenIx) -> bool {
    let noun = matches!(analysis.upos(child), Upos::Noun | Upos::Propn);
    match analysis.relation(child).base() {
        Relation::Appos | Relation::Conj | Relation::Flat | Relation::List => noun,
        // A title and its name, whichever of them the parser makes the head; 'Vela supporters' are others.
        Relation::Compound => noun && !is_plural(analysis, node),
        Relation::Nmod => {
            let case = analysis.child(child, Relation::Case).map(|c| analysis.lower(c));
            matches!(case, Some("including" | "like" | "as" | "among"))
        }
        _ => false,
    }
}

fn is_plural(analysis: &Analysis<'_>, ix: TokenIx) -> bool {
    matches!(analysis.xpos(ix), "NNS" | "NNPS")
}

/// 'a man identified as X', 'a student named X'.
fn said_to_be(analysis: &Analysis<'_>, node: TokenIx) -> Vec<TokenIx> {
    let clauses = analysis.children(node).filter(|&c| {
        let names = matches!(analysis.lemma(c), "identify" | "name" | "call" | "know");
        names && analysis.relation(c).base() == Relation::Acl
    });
    let under = |verb: TokenIx| {
        analysis.children(verb).filter(|&c| {
            matches!(
                analysis.relation(c).base(),
                Relation::Obl | Relation::Xcomp | Relation::Obj
            )
        })
    };
    clauses.flat_map(under).collect()
}

/// A name without the titles before it; `None` when nothing else is there.
fn without_title(
    lexicon: &HarmLexicon,
    analysis: &Analysis<'_>,
    tokens: Range<TokenIx>,
) -> Option<Range<TokenIx>> {
    let title = |ix: TokenIx| {
        let word = analysis.lower(ix).trim_end_matches('.');
        lexicon.person(word).is_some() || !word.chars().any(char::is_alphabetic)
    };
    let start = tokens.clone().find(|&ix| !title(ix))?;
    let own = |ix: TokenIx| {
        !matches!(analysis.lower(ix), "'s" | "'" | "’s" | "’")
            && analysis.word(ix).chars().any(char::is_alphabetic)
    };
    let last = (start..tokens.end).rev().find(|&ix| own(ix))?;
    Some(start..last + 1)
}

/// The first longer form of a name that the document gives: 'Luis Prado' for 'Prado'.
fn fullest(lexicon: &HarmLexicon, analysis: &Analysis<'_>, name: &Range<TokenIx>) -> Range<TokenIx> {
    let part = |long: &Range<TokenIx>| {
        long.len() > name.len()
            && (long.start..=long.end - name.len())
                .any(|at| (0..name.len()).all(|n| analysis.lower(at + n) == analysis.lower(name.start + n)))
    };
    let persons = analysis
        .entities()
        .iter()
        .filter(|e| e.kind == EntityKind::Person);
    persons
        .filter_map(|e| without_title(lexicon, analysis, e.tokens.clone()))
        .find(part)
        .unwrap_or_else(|| name.clone())
}

#[cfg(test)]
mod tests {
    use crate::Coder;
    use dateline_model::{Document, DocumentParts};
    use std::sync::LazyLock;

    static CODER: LazyLock<Coder> =
        LazyLock::new(|| Coder::embedded().expect("the lexicons are well formed"));

    #[track_caller]
    fn check(text: &str, names: &[&str]) {
        let document = Document::new(DocumentParts {
            text: text.to_owned(),
            ..DocumentParts::default()
        });
        let claims = CODER.code(&document);
        let found: Vec<&str> = claims
            .iter()
            .flat_map(|c| c.named_victims.iter().map(|n| n.name.as_str()))
            .collect();
        assert_eq!(found, names, "{text}");
        claims.iter().for_each(|c| c.check(text).expect("spans hold"));
    }

    #[test]
    fn those_killed_are_named() {
        check(
            "Gunmen killed Judge Luis Prado in Medellin on Monday.",
            &["Luis Prado"],
        );
        check(
            "GUNMEN KILLED JUDGE LUIS PRADO IN MEDELLIN ON MONDAY.",
            &["LUIS PRADO"],
        );
        check(
            "Senator Marta Quiroga was shot dead outside her home in Lima on Friday.",
            &["Marta Quiroga"],
        );
        check(
            "Rebels kidnapped two engineers, Paul Lindner and Rafael Soto, near Cali.",
            &["Paul Lindner", "Rafael Soto"],
        );
    }

    #[test]
    fn a_noun_owns_its_sufferer() {
        check("The murder of Ana Quiroga shocked Lima.", &["Ana Quiroga"]);
        check("Police are investigating Ana Quiroga's murder.", &["Ana Quiroga"]);
    }

    #[test]
    fn a_surname_gets_the_name_given_before() {
        check(
            "Rafael Soto led the union in Lima. On Monday gunmen killed Soto at his home.",
            &["Rafael Soto"],
        );
    }

    #[test]
    fn a_later_sentence_names_the_victims() {
        check(
            "Two clerks were shot dead in Lima on Monday. The victims were identified as Luis Prado, 34, and Ana Soto.",
            &["Luis Prado", "Ana Soto"],
        );
        check(
            "A clerk was shot dead in Lima on Monday. Police identified the dead man as Luis Prado.",
            &["Luis Prado"],
        );
        // More names than dead, and the name of somebody else.
        check(
            "A clerk was shot dead in Lima. The victims were identified as Luis Prado and Ana Soto.",
            &[],
        );
        check(
            "A clerk was shot dead in Lima. The suspect was identified as Luis Prado.",
            &[],
        );
    }

    #[test]
    fn who_says_it_is_no_victim() {
        check(
            "According to a spokesman, Luis Prado, a boy was killed in the raid.",
            &[],
        );
        check(
            "According to Luis Prado, a spokesman, two boys were killed in the raid.",
            &[],
        );
        check(
            "According to police, Luis Prado was killed in the raid.",
            &["Luis Prado"],
        );
    }

    #[test]
    fn doers_and_owners_are_no_victims() {
        check("Gunmen killed a bodyguard of Senator Marta Quiroga in Lima.", &[]);
        check("Colonel Marco Ruiz said that rebels killed three soldiers.", &[]);
        check("Marta Quiroga condemned the attack on the bridge.", &[]);
    }
}
