//! Whose act it is said to be where the act is no verb of its doer's: involvement, blame, plots and attempts.
//!
//! 'Soldiers were implicated in the murder', 'the raid was blamed on rebels', 'police foiled a plot to kidnap the envoy'.

use dateline_syntax::{Analysis, Relation, TokenIx, Upos};

/// Who is said to have part in an act, by words of involvement or blame above it; `None` where no such words are.
pub fn party_to(analysis: &Analysis<'_>, deed: TokenIx) -> Option<TokenIx> {
    behind(analysis, deed)
        .or_else(|| involved(analysis, deed))
        .or_else(|| blamed(analysis, deed))
}

/// Who is blamed for an act: that it was they is no more than alleged, whether or not the act is.
pub fn blamed(analysis: &Analysis<'_>, deed: TokenIx) -> Option<TokenIx> {
    implicated(analysis, deed)
        .or_else(|| accused(analysis, deed))
        .or_else(|| laid_on(analysis, deed))
}

/// 'Soldiers were implicated in the murder'.
fn implicated(analysis: &Analysis<'_>, deed: TokenIx) -> Option<TokenIx> {
    let above = analysis.head(deed)?;
    let case = analysis.lower(analysis.child(deed, Relation::Case)?);
    let held = || held(analysis, above).or_else(|| subject(analysis, above));
    matches!((analysis.lemma(above), case), ("implicate" | "implicated", "in"))
        .then(held)
        .flatten()
        .filter(|doer| is_somebody(analysis, *doer))
}

/// 'The cartel was behind the murder'.
fn behind(analysis: &Analysis<'_>, deed: TokenIx) -> Option<TokenIx> {
    let case = analysis.child(deed, Relation::Case)?;
    if analysis.lower(case) != "behind" {
        return None;
    }
    let above = || analysis.head(deed).filter(|v| analysis.lemma(*v) == "be");
    analysis
        .child(deed, Relation::Nsubj)
        .or_else(|| subject(analysis, above()?))
        // 'those behind the attack'
        .or_else(|| {
            analysis
                .head(deed)
                .filter(|_| analysis.relation(deed).base() == Relation::Nmod)
        })
        .filter(|doer| is_somebody(analysis, *doer))
}

/// 'Soldiers took part in the raid', 'were involved in it', 'are responsible for it'.
fn involved(analysis: &Analysis<'_>, deed: TokenIx) -> Option<TokenIx> {
    let above = analysis.head(deed)?;
    let case = analysis.lower(analysis.child(deed, Relation::Case)?);
    let doer = match (analysis.lemma(above), case) {
        ("involve" | "involved" | "participate", "in") => subject(analysis, above),
        // Whatever the tree hangs 'in the raid' on.
        ("take", "in") => analysis
            .child(above, Relation::Obj)
            .filter(|part| analysis.lower(*part) == "part")
            .and_then(|_| subject(analysis, above)),
        ("part" | "role" | "hand", "in") => {
            let verb = analysis
                .head(above)
                .filter(|_| analysis.relation(above) == Relation::Obj)?;
            matches!(analysis.lemma(verb), "take" | "play" | "have")
                .then(|| subject(analysis, verb))
                .flatten()
        }
        ("confess", "to") => subject(analysis, above),
        ("responsible", "for") => analysis
            .child(above, Relation::Nsubj)
            .or_else(|| {
                analysis
                    .head(above)
                    .filter(|_| matches!(analysis.relation(above).base(), Relation::Amod | Relation::Acl))
            })
            // 'were held responsible', 'held them responsible'
            .or_else(|| held(analysis, analysis.head(above)?)),
        _ => None,
    };
    doer.filter(|doer| is_somebody(analysis, *doer))
}

/// 'Accused the rebels of shelling a town', 'rebels were blamed for it', 'officers suspected of it'.
fn accused(analysis: &Analysis<'_>, deed: TokenIx) -> Option<TokenIx> {
    let leads = |ix: TokenIx| matches!(analysis.lower(ix), "of" | "for" | "with" | "in");
    let case = analysis
        .child(deed, Relation::Case)
        .or_else(|| analysis.child(deed, Relation::Mark));
    case.filter(|ix| leads(*ix))?;
    let above = analysis.head(deed)?;
    let doer = if is_blame(analysis, above) {
        if analysis.relation(above) == Relation::Acl {
            analysis.head(above)
        } else {
            held(analysis, above)
        }
    } else {
        // The tree may hang 'of shelling' on the accused.
        analysis
            .head(above)
            .filter(|verb| is_blame(analysis, *verb))
            .filter(|_| matches!(analysis.relation(above), Relation::Obj | Relation::NsubjPass))
            .map(|_| above)
    };
    doer.filter(|doer| is_somebody(analysis, *doer))
}

/// 'The attack was attributed to the gangs', 'blamed on them'.
fn laid_on(analysis: &Analysis<'_>, deed: TokenIx) -> Option<TokenIx> {
    let lays = |verb: &TokenIx| matches!(analysis.lemma(*verb), "attribute" | "ascribe" | "blame" | "pin");
    let verb = analysis
        .head(deed)
        .filter(|_| matches!(analysis.relation(deed), Relation::NsubjPass | Relation::Obj))
        // 'the raid, which the army blamed on rebels'
        .or_else(|| analysis.children_by(deed, Relation::Acl).find(lays))?;
    let wanted = match analysis.lemma(verb) {
        "attribute" | "ascribe" => "to",
        "blame" | "pin" => "on",
        _ => return None,
    };
    let laid = |child: &TokenIx| {
        analysis
            .child(*child, Relation::Case)
            .is_some_and(|case| analysis.lower(case) == wanted)
    };
    analysis
        .children_by(verb, Relation::Obl)
        .find(laid)
        .filter(|doer| is_somebody(analysis, *doer))
}

/// Whether an act is what somebody is accused of: 'regime accused of bombing a town'. Whether it was done is then in question too.
pub fn is_charge(analysis: &Analysis<'_>, deed: TokenIx) -> bool {
    // Right behind the words, whatever the tree makes of a headline: 'accused of bombing town'.
    let beside = |n: usize| deed.checked_sub(n).map_or("", |ix| analysis.lower(ix));
    if beside(1) == "of" && matches!(beside(2), "accused" | "suspected") {
        return true;
    }
    let case = analysis
        .child(deed, Relation::Case)
        .or_else(|| analysis.child(deed, Relation::Mark));
    case.is_some_and(|ix| analysis.lower(ix) == "of")
        && analysis.head(deed).is_some_and(|verb| {
            matches!(
                analysis.lower(verb),
                "accused" | "accuses" | "accusing" | "suspected"
            )
        })
}

fn is_blame(analysis: &Analysis<'_>, verb: TokenIx) -> bool {
    analysis.upos(verb) == Upos::Verb
        && matches!(
            analysis.lemma(verb),
            "accuse" | "acquit" | "blame" | "charge" | "convict" | "indict" | "suspect"
        )
}

/// Subject of a verb as it stands, whatever its voice; of a participle on a noun, the noun.
fn subject(analysis: &Analysis<'_>, verb: TokenIx) -> Option<TokenIx> {
    let own = analysis.child(verb, Relation::Nsubj);
    let clause = analysis.relation(verb).base() == Relation::Acl;
    match own {
        Some(pronoun) if clause && matches!(analysis.lower(pronoun), "who" | "which" | "that") => {
            analysis.head(verb)
        }
        Some(own) => Some(own),
        None => analysis.head(verb).filter(|_| clause),
    }
}

/// Whom a verb of blame holds: its object, in the passive its subject.
fn held(analysis: &Analysis<'_>, verb: TokenIx) -> Option<TokenIx> {
    analysis
        .child(verb, Relation::NsubjPass)
        .or_else(|| analysis.child(verb, Relation::Obj))
        .filter(|_| analysis.upos(verb) == Upos::Verb)
}

fn is_somebody(analysis: &Analysis<'_>, ix: TokenIx) -> bool {
    matches!(analysis.upos(ix), Upos::Noun | Upos::Propn | Upos::Pron)
}

/// An act that a noun above it only plans or tries: 'a plot to kidnap the envoy', 'an attempt by rebels to kidnap him'.
pub fn plot_of(analysis: &Analysis<'_>, deed: TokenIx) -> Option<TokenIx> {
    analysis.head(deed).filter(|noun| {
        analysis.relation(deed).base() == Relation::Acl
            && matches!(
                analysis.lemma(*noun),
                "attempt" | "bid" | "conspiracy" | "effort" | "plan" | "plot" | "scheme" | "threat"
            )
    })
}

/// Whose plot it is: named with it, or who hatches it. Who foils a plot is not.
pub fn plotter(analysis: &Analysis<'_>, plot: TokenIx) -> Option<TokenIx> {
    let own = analysis.children_by(plot, Relation::Nmod).find(|child| {
        let case = analysis.child(*child, Relation::Case).map(|c| analysis.lower(c));
        case == Some("by") || *child < plot && matches!(case, Some("'s" | "’s" | "'"))
    });
    let hatcher = || {
        let verb = analysis
            .head(plot)
            .filter(|_| analysis.relation(plot) == Relation::Obj)?;
        matches!(
            analysis.lemma(verb),
            "have" | "hatch" | "join" | "launch" | "lead" | "make" | "mount" | "renew" | "stage"
        )
        .then(|| subject(analysis, verb))
        .flatten()
    };
    let modifier = || {
        let before = |child: &TokenIx| *child < plot && analysis.upos(*child) != Upos::Adj;
        analysis.children_by(plot, Relation::Compound).find(before)
    };
    own.or_else(hatcher).or_else(modifier)
}
