//! Whether a sentence tells of anything that the police do: the label asks for every act ('recovered', 'patrolled', 'said',
//! 'were posted'), of which few are events that the coder claims, so the tree is asked what they are in it.

use super::is_police;
use dateline_code::Coder;
use dateline_model::Document;
use dateline_syntax::{Analysis, Relation, TokenIx, Upos};

/// Most steps from a word for police to the word that says what they do: 'companies of the state police and guards were sent'.
const MAX_STEPS: usize = 4;

/// Verbs whose object is set to work by them: 'sent the army', 'asked the police'.
const SETS_TO_WORK: [&str; 28] = [
    "advise",
    "airlift",
    "alert",
    "ask",
    "assign",
    "bring",
    "call",
    "commission",
    "deploy",
    "direct",
    "dispatch",
    "induct",
    "instruct",
    "mobilise",
    "mobilize",
    "move",
    "order",
    "place",
    "position",
    "post",
    "press",
    "put",
    "rush",
    "send",
    "station",
    "summon",
    "train",
    "withdraw",
];

/// Verbs whose object suffers: 'policemen were stoned' says nothing that they did.
const HARMS: [&str; 22] = [
    "accuse",
    "ambush",
    "attack",
    "beat",
    "blame",
    "burn",
    "criticise",
    "criticize",
    "gun",
    "hit",
    "hurt",
    "injure",
    "kill",
    "lynch",
    "murder",
    "pelt",
    "punish",
    "shoot",
    "stab",
    "stone",
    "target",
    "wound",
];

/// Nouns for a number of police, whose place in the sentence is theirs.
const BODIES: [&str; 24] = [
    "battalion",
    "batch",
    "column",
    "company",
    "contingent",
    "convoy",
    "force",
    "group",
    "head",
    "hundred",
    "number",
    "officer",
    "official",
    "party",
    "personnel",
    "platoon",
    "posse",
    "score",
    "source",
    "spokesman",
    "squad",
    "team",
    "thousand",
    "unit",
];

/// Nouns for what police do: 'police escort', 'deployment of the army'.
const DEEDS: [&str; 35] = [
    "action",
    "airlifting",
    "arrangement",
    "arrest",
    "bandobast",
    "charge",
    "cordon",
    "cover",
    "crackdown",
    "custody",
    "deployment",
    "enquiry",
    "escort",
    "fire",
    "firing",
    "help",
    "inquiry",
    "interrogation",
    "intervention",
    "investigation",
    "operation",
    "patrol",
    "patrolling",
    "picket",
    "presence",
    "probe",
    "protection",
    "questioning",
    "raid",
    "reinforcement",
    "remand",
    "search",
    "surveillance",
    "vigil",
    "watch",
];

/// Whether the police do, or are set to do, anything at all.
pub(super) fn acts(coder: &Coder, document: &Document) -> bool {
    let analysis = coder.analyse(&document.text);
    let found = coder.resolver().resolve(document, &analysis);
    let police = found.actors.iter().filter(|m| is_police(&m.actor));
    police
        .flat_map(|mention| mention.tokens.clone())
        .any(|ix| is_doer(&analysis, ix) || is_at_work(&analysis, ix))
}

fn is_doer(analysis: &Analysis<'_>, ix: TokenIx) -> bool {
    let verb = analysis
        .head(ix)
        .filter(|head| analysis.upos(*head) == Upos::Verb);
    matches!(analysis.relation(ix), Relation::Nsubj | Relation::OblAgent) && verb.is_some()
}

/// Whether the police are at work without being the subject of a verb of doing: sent, asked or posted; what an act is called after; whom a
/// report goes by ('according to the police').
fn is_at_work(analysis: &Analysis<'_>, police: TokenIx) -> bool {
    let mut ix = police;
    for _ in 0..MAX_STEPS {
        let Some(head) = analysis.head(ix) else {
            return false;
        };
        let lemma = analysis.lemma(head);
        match analysis.relation(ix) {
            Relation::Nsubj => return matches!(analysis.upos(head), Upos::Verb | Upos::Adj),
            Relation::OblAgent => return true,
            Relation::NsubjPass => return !HARMS.contains(&lemma) && is_told(analysis, head),
            Relation::Obj | Relation::Iobj => {
                return SETS_TO_WORK.contains(&lemma) && is_told(analysis, head);
            }
            Relation::Obl => return is_by(analysis, ix),
            Relation::Conj | Relation::NmodDesc | Relation::Appos | Relation::Flat => ix = head,
            Relation::Nmod | Relation::Compound | Relation::Amod | Relation::NmodPoss => {
                if DEEDS.contains(&lemma) || is_by(analysis, ix) {
                    return true;
                }
                if !BODIES.contains(&lemma) && analysis.upos(head) != Upos::Propn {
                    return false;
                }
                ix = head;
            }
            _ => return false,
        }
    }
    false
}

/// Whether a noun hangs on 'by' or 'according to'.
fn is_by(analysis: &Analysis<'_>, noun: TokenIx) -> bool {
    analysis
        .children_by(noun, Relation::Case)
        .any(|case| matches!(analysis.lower(case), "by" | "according"))
}

/// Whether a verb is told as done: not denied, not what ought to be.
fn is_told(analysis: &Analysis<'_>, verb: TokenIx) -> bool {
    !analysis.children(verb).any(|ix| {
        matches!(
            analysis.lower(ix),
            "not" | "n't" | "never" | "should" | "cannot" | "would"
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use dateline_model::DocumentParts;

    #[test]
    fn whatever_the_police_do_or_are_sent_to_do_is_an_action() {
        let coder = Coder::embedded().expect("loads");
        let check = |text: &str, expected: bool| {
            let document = Document::new(DocumentParts {
                text: text.to_owned(),
                ..Default::default()
            });
            assert_eq!(acts(&coder, &document), expected, "{text}");
        };
        check("The police recovered a stolen cart.", true);
        check("Neighbours called the police station.", false);
        check("Two hundred policemen were posted around the mill.", true);
        check("Three policemen were attacked near the mill.", false);
        check("The mayor sent the army to the ford.", true);
        check("Traders praised the army.", false);
        check("The pilgrims left under police escort.", true);
        check("According to the police, the road is open.", true);
    }
}
