//! Doer and sufferer of a trigger by the dependency tree: the tokens that head the two noun phrases.
//!
//! Subjects are taken over from the verb above where a verb has none of its own: 'Rebels entered the town, killing three'.

use crate::blame::{party_to, plot_of, plotter};
use crate::words;
use dateline_syntax::{Analysis, Relation, TokenIx, Upos};
use std::ops::Range;

/// Verbs climbed over in search of a subject; deeper chains do not occur in news.
const MAX_CLIMB: usize = 4;

/// Heads of the noun phrases that a trigger takes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Roles {
    /// Who does it.
    pub source: Vec<TokenIx>,
    /// Who suffers it.
    pub target: Vec<TokenIx>,
}

/// The roles around a verb or a noun; empty where the tree names none.
pub fn roles_of(analysis: &Analysis<'_>, head: TokenIx) -> Roles {
    if !analysis.is_parsed() {
        return Roles::default();
    }
    if analysis.upos(head) == Upos::Verb {
        roles_of_verb(analysis, head)
    } else {
        roles_of_noun(analysis, head)
    }
}

/// Whether a 'by' belongs to a participle that tells of people ('rebels supported by Iran'), not of the act in `trigger`.
pub fn tells_of_people(analysis: &Analysis<'_>, by: TokenIx, trigger: &Range<TokenIx>) -> bool {
    if !analysis.is_parsed() {
        return false;
    }
    let told = || {
        let participle = analysis.head(analysis.head(by)?)?;
        let described = analysis
            .head(participle)
            .filter(|_| analysis.relation(participle) == Relation::Acl)?;
        let act = trigger.contains(&participle) || trigger.contains(&described);
        Some(
            !act && matches!(
                analysis.lemma(participle),
                "arm" | "back" | "equip" | "finance" | "fund" | "sponsor" | "support" | "train"
            ),
        )
    };
    told().unwrap_or(false)
}

fn with_conjuncts(analysis: &Analysis<'_>, ix: TokenIx) -> Vec<TokenIx> {
    let mut all = vec![ix];
    all.extend(analysis.conjuncts(ix).filter(|c| *c != ix));
    all
}

fn roles_of_verb(analysis: &Analysis<'_>, verb: TokenIx) -> Roles {
    let by = |relation| analysis.children_by(verb, relation).next();
    let expand = |ix: Option<TokenIx>| ix.map_or_else(Vec::new, |ix| with_conjuncts(analysis, ix));
    let passive = is_passive(analysis, verb);
    // 'soldiers killed in the raid': the noun that a bare participle hangs on suffers it.
    let reduced = analysis.relation(verb) == Relation::Acl
        && by(Relation::Obj).is_none()
        && (analysis.xpos(verb) == "VBN" || analysis.xpos(verb) == "VBD" && by(Relation::Nsubj).is_none());
    if passive || reduced {
        let shared =
            || shares_passive(analysis, verb).and_then(|first| analysis.child(first, Relation::NsubjPass));
        // 'the hospital, which was hit by a shell'
        let meant = |subject: TokenIx| {
            let relative = matches!(analysis.lower(subject), "that" | "which" | "who" | "whom")
                && analysis.relation(verb).base() == Relation::Acl;
            analysis.head(verb).filter(|_| relative).unwrap_or(subject)
        };
        let target = by(Relation::NsubjPass)
            .map(meant)
            .or_else(|| analysis.head(verb).filter(|_| reduced))
            .or_else(shared);
        return Roles {
            source: expand(by(Relation::OblAgent)),
            target: expand(target),
        };
    }
    let subject = by(Relation::NsubjPass).or_else(|| subject_of(analysis, verb));
    Roles {
        source: expand(subject),
        target: expand(
            aimed_at(analysis, verb)
                .or_else(|| by(Relation::Obj))
                .or_else(|| shared_object(analysis, verb)),
        ),
    }
}

/// 'Soldiers beat and stripped two journalists': the object that a verb shares with the one joined right behind it.
fn shared_object(analysis: &Analysis<'_>, verb: TokenIx) -> Option<TokenIx> {
    let joined = analysis.children_by(verb, Relation::Conj).find(|next| {
        let between = verb + 1..*next;
        analysis.upos(*next) == Upos::Verb
            && *next > verb
            && between.len() <= 3
            && between.into_iter().all(|ix| {
                matches!(analysis.lower(ix), "and" | "or" | "," | "then") || analysis.upos(ix) == Upos::Adv
            })
    })?;
    analysis.child(joined, Relation::Obj)
}

/// 'Youths threw stones at the guards', 'fired on the crowd': not what flies suffers it, but whom it is meant for.
fn aimed_at(analysis: &Analysis<'_>, verb: TokenIx) -> Option<TokenIx> {
    let aims = matches!(
        analysis.lemma(verb),
        "fire" | "fling" | "hurl" | "launch" | "lob" | "open" | "shoot" | "throw" | "toss"
    );
    analysis
        .children_by(verb, Relation::Obl)
        .filter(|_| aims)
        .find(|noun| {
            let case = analysis.child(*noun, Relation::Case);
            case.is_some_and(|case| matches!(analysis.lower(case), "at" | "on" | "upon"))
                && matches!(analysis.upos(*noun), Upos::Noun | Upos::Propn | Upos::Pron)
                && !words::is_time_noun(analysis.lower(*noun))
        })
}

/// The passive verb that a participle without auxiliary or subject of its own continues: 'were killed or wounded'.
fn shares_passive(analysis: &Analysis<'_>, verb: TokenIx) -> Option<TokenIx> {
    let own = |relation| analysis.children_by(verb, relation).next().is_some();
    let first = analysis.head(verb)?;
    let bare = !own(Relation::Nsubj) && !own(Relation::Aux) && !own(Relation::Obj) && !own(Relation::AuxPass);
    let joined = analysis.relation(verb) == Relation::Conj && analysis.xpos(verb) == "VBN";
    (joined && bare && analysis.child(first, Relation::NsubjPass).is_some()).then_some(first)
}

/// Whether the tree makes a verb passive. 'Militants gained control': what is only read as a passive, with an object behind it
/// and no 'was', is none.
pub fn is_passive(analysis: &Analysis<'_>, verb: TokenIx) -> bool {
    let has = |relation| analysis.children_by(verb, relation).next().is_some();
    // 'IS fighters captured a hill': a name in capitals that the tree takes for a verb.
    let sentence = &analysis.sentences()[analysis.sentence_of(verb)];
    let name = |ix: TokenIx| analysis.word(ix) == "IS" && !sentence.all_caps;
    let auxiliary = analysis.children_by(verb, Relation::AuxPass).any(|ix| !name(ix));
    let told = auxiliary || has(Relation::OblAgent) || shares_passive(analysis, verb).is_some();
    told || has(Relation::NsubjPass)
        && analysis
            .child(verb, Relation::Obj)
            .is_none_or(|object| object < verb)
}

/// The subject of a verb, its own or taken over.
fn subject_of(analysis: &Analysis<'_>, verb: TokenIx) -> Option<TokenIx> {
    let mut at = verb;
    // 'accused rebels of shelling a town': not who accuses. 'foiled a plot to kidnap him': not who foils.
    if analysis.child(verb, Relation::Nsubj).is_none() {
        if let Some(doer) = party_to(analysis, verb) {
            return Some(doer);
        }
        if let Some(plot) = plot_of(analysis, verb) {
            return plotter(analysis, plot);
        }
    }
    for _ in 0..MAX_CLIMB {
        if let Some(noun) = behind_relative(analysis, at) {
            return Some(noun);
        }
        if let Some(subject) = analysis.child(at, Relation::Nsubj) {
            let relative = matches!(analysis.lower(subject), "who" | "which" | "that");
            let clause = analysis.relation(at).base() == Relation::Acl;
            return if relative && clause {
                analysis.head(at)
            } else {
                Some(subject)
            };
        }
        let above = analysis.head(at)?;
        match analysis.relation(at).base() {
            Relation::Conj | Relation::Xcomp | Relation::Advcl => at = above,
            Relation::Acl if is_spot(analysis, above) && analysis.xpos(at) == "VBG" => return None,
            Relation::Acl => return Some(above),
            _ => return None,
        }
    }
    None
}

/// 'The blast, which the ministry blamed on a leak, killed three', where the tree joins the last verb to that of the clause: the noun
/// that the clause tells of.
fn behind_relative(analysis: &Analysis<'_>, verb: TokenIx) -> Option<TokenIx> {
    let told = analysis.head(verb).filter(|_| {
        analysis.relation(verb) == Relation::Conj && analysis.child(verb, Relation::Nsubj).is_none()
    })?;
    let noun = analysis
        .head(told)
        .filter(|_| analysis.relation(told).base() == Relation::Acl)?;
    let pronoun = analysis
        .children_by(told, Relation::Obj)
        .any(|ix| matches!(analysis.lower(ix), "that" | "which"));
    let closed = verb > 0 && analysis.lower(verb - 1) == ",";
    (pronoun && closed && analysis.head(noun).is_none()).then_some(noun)
}

/// Whose an act is said to be: 'the attack was the work of rebels', 'a raid carried out by rebels', 'the raid was staged by rebels'.
fn owner(analysis: &Analysis<'_>, noun: TokenIx) -> Option<TokenIx> {
    let above = analysis.head(noun);
    match analysis.relation(noun).base() {
        Relation::Nsubj => {
            let work = above.filter(|w| matches!(analysis.lemma(*w), "work" | "deed" | "handiwork"))?;
            let of = |child: &TokenIx| {
                analysis.relation(*child).base() == Relation::Nmod
                    && analysis
                        .child(*child, Relation::Case)
                        .is_some_and(|case| matches!(analysis.lower(case), "of" | "by"))
            };
            analysis.children(work).find(of)
        }
        _ => None,
    }
    .or_else(|| {
        let done = |verb: &TokenIx| is_done(analysis.lemma(*verb));
        let participle = analysis.children_by(noun, Relation::Acl).find(done);
        let verb = participle
            .or_else(|| above.filter(|verb| analysis.relation(noun) == Relation::NsubjPass && done(verb)))?;
        analysis.child(verb, Relation::OblAgent)
    })
}

/// Verbs of which an act, or what it is done with ('tear gas was fired'), is the object.
pub(crate) fn is_done(lemma: &str) -> bool {
    matches!(
        lemma,
        "carry"
            | "commit"
            | "conduct"
            | "execute"
            | "fire"
            | "launch"
            | "lob"
            | "mount"
            | "perform"
            | "perpetrate"
            | "stage"
            | "undertake"
            | "use"
    )
}

/// Most steps from a weapon up to the verb that it hangs on: 'a haul of rifles, pistols and bombs was seized'.
const MAX_STEPS: usize = 5;

/// Whether a word names a weapon that can have been used: not one that was found or taken away, and no verb ('to mine ore').
pub fn may_be_used(analysis: &Analysis<'_>, weapon: TokenIx) -> bool {
    if !analysis.is_parsed() {
        return true;
    }
    let mut ix = weapon;
    for _ in 0..MAX_STEPS {
        if analysis.upos(ix) == Upos::Verb {
            return if ix == weapon {
                analysis.lemma(ix) != "mine"
            } else {
                !is_finding(analysis.lemma(ix))
            };
        }
        let Some(head) = analysis.head(ix) else {
            return true;
        };
        ix = head;
    }
    true
}

/// Verbs for coming upon weapons, not for using them.
fn is_finding(lemma: &str) -> bool {
    matches!(
        lemma,
        "capture"
            | "confiscate"
            | "defuse"
            | "discover"
            | "find"
            | "hand"
            | "impound"
            | "recover"
            | "retrieve"
            | "seize"
            | "surrender"
            | "uncover"
            | "unearth"
    )
}

/// 'A bomb went off near a barracks killing five': who or what stands behind a preposition of place does not kill.
fn is_spot(analysis: &Analysis<'_>, noun: TokenIx) -> bool {
    let case = analysis.child(noun, Relation::Case);
    case.is_some_and(|case| {
        matches!(
            analysis.lower(case),
            "at" | "behind" | "beside" | "in" | "inside" | "near" | "of" | "on" | "opposite" | "outside"
        )
    })
}

fn roles_of_noun(analysis: &Analysis<'_>, noun: TokenIx) -> Roles {
    let mut roles = Roles::default();
    // Whether a phrase of its own names the doer; a modifier ('car bombing') may be anything.
    let mut named = false;
    for child in analysis.children(noun) {
        match analysis.relation(child).base() {
            Relation::Nmod | Relation::Obl => {
                let case = analysis.child(child, Relation::Case).map(|c| analysis.lower(c));
                match case {
                    Some("by") => {
                        named = true;
                        roles.source.extend(with_conjuncts(analysis, child));
                    }
                    Some("on" | "against" | "of" | "upon") => {
                        roles.target.extend(with_conjuncts(analysis, child))
                    }
                    // "the army's shelling"
                    None | Some("'s" | "'") if child < noun => {
                        named |= !words::is_time_noun(analysis.lower(child));
                        roles.source.extend(with_conjuncts(analysis, child))
                    }
                    _ => {}
                }
            }
            Relation::Compound | Relation::Amod if child < noun => roles.source.push(child),
            _ => {}
        }
    }

    if !named && let Some(doer) = owner(analysis, noun).or_else(|| party_to(analysis, noun)) {
        named = true;
        roles.source.extend(with_conjuncts(analysis, doer));
    }
    let light = analysis.head(noun).filter(|v| {
        analysis.relation(noun) == Relation::Obj
            && matches!(
                analysis.lemma(*v),
                "launch"
                    | "carry"
                    | "conduct"
                    | "stage"
                    | "mount"
                    | "make"
                    | "begin"
                    | "commit"
                    | "wage"
                    | "resume"
                    | "burst"
                    | "declare"
                    | "extend"
                    | "fire"
                    | "impose"
                    | "lob"
                    | "shoot"
                    | "use"
            )
    });
    if let (false, Some(verb)) = (named, light) {
        let doer = subject_of(analysis, verb).map_or_else(Vec::new, |s| with_conjuncts(analysis, s));
        roles.source.extend(doer);
    }
    roles
}
