//! The native scorer of incident templates: the figures of `score_events.py templates`.

use super::entities::{Entity, as_is, dedupe, entity_hits, head_match, normalised, subset_match};
use crate::{
    EvaluateError, Figure, Records, Scored, assign,
    figures::{precision_recall_f1, ratio},
};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// The five roles, and the slots of the gold templates that hold them.
const ROLES: [(&str, &str); 5] = [
    ("PerpInd", "perp_individual"),
    ("PerpOrg", "perp_organization"),
    ("Target", "physical_target"),
    ("Victim", "human_target_name"),
    ("Weapon", "instrument"),
];

/// One string or several.
#[derive(Deserialize, Clone)]
#[serde(untagged)]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

impl OneOrMany {
    fn strings(&self) -> &[String] {
        match self {
            Self::One(s) => std::slice::from_ref(s),
            Self::Many(v) => v,
        }
    }
}

#[derive(Deserialize)]
struct GoldDocument {
    templates: Vec<GoldTemplate>,
    roles_doc_level: BTreeMap<String, Vec<OneOrMany>>,
}

#[derive(Deserialize)]
struct GoldTemplate {
    optional: bool,
    incident_type: Option<OneOrMany>,
    stage: Option<OneOrMany>,
    #[serde(default)]
    date: Vec<Interval>,
    #[serde(default)]
    location: Vec<Vec<Level>>,
    #[serde(default)]
    human_target_effect: Vec<Effect>,
    perp_individual: Vec<GoldEntity>,
    perp_organization: Vec<GoldEntity>,
    physical_target: Vec<GoldEntity>,
    human_target_name: Vec<GoldEntity>,
    instrument: Vec<GoldEntity>,
}

#[derive(Deserialize)]
struct GoldEntity {
    mentions: Vec<Mention>,
}

#[derive(Deserialize)]
struct Mention {
    text: String,
}

#[derive(Deserialize)]
struct Interval {
    start: Option<String>,
    end: Option<String>,
}

#[derive(Deserialize)]
struct Level {
    name: String,
}

#[derive(Deserialize)]
struct Effect {
    alternatives: Vec<EffectAlternative>,
}

#[derive(Deserialize)]
struct EffectAlternative {
    value: String,
    of: Vec<String>,
}

#[derive(Default, Deserialize)]
struct PredictedDocument {
    templates: Option<Vec<PredictedTemplate>>,
    roles: Option<BTreeMap<String, Option<Vec<OneOrMany>>>>,
}

#[derive(Deserialize)]
struct PredictedTemplate {
    incident_type: Option<OneOrMany>,
    stage: Option<OneOrMany>,
    date: Option<String>,
    country: Option<String>,
    effects: Option<Vec<(String, String)>>,
    #[serde(rename = "PerpInd")]
    perp_ind: Option<Vec<OneOrMany>>,
    #[serde(rename = "PerpOrg")]
    perp_org: Option<Vec<OneOrMany>>,
    #[serde(rename = "Target")]
    target: Option<Vec<OneOrMany>>,
    #[serde(rename = "Victim")]
    victim: Option<Vec<OneOrMany>>,
    #[serde(rename = "Weapon")]
    weapon: Option<Vec<OneOrMany>>,
}

impl PredictedTemplate {
    fn role(&self, role: usize) -> &[OneOrMany] {
        [
            &self.perp_ind,
            &self.perp_org,
            &self.target,
            &self.victim,
            &self.weapon,
        ][role]
            .as_deref()
            .unwrap_or_default()
    }
}

impl GoldTemplate {
    fn role(&self, role: usize) -> &[GoldEntity] {
        [
            &self.perp_individual,
            &self.perp_organization,
            &self.physical_target,
            &self.human_target_name,
            &self.instrument,
        ][role]
    }
}

fn entities(values: &[OneOrMany]) -> Vec<Entity> {
    as_is(values.iter().map(|e| e.strings().iter().map(String::as_str)))
}

/// Codes in upper case, a single one or a list.
fn codes(value: Option<&OneOrMany>) -> BTreeSet<String> {
    value
        .map(|v| v.strings().iter().map(|s| s.to_uppercase()).collect())
        .unwrap_or_default()
}

/// The stage where it says that nothing was accomplished.
fn not_accomplished(value: Option<&OneOrMany>) -> BTreeSet<String> {
    let codes = codes(value);
    if codes.contains("ACCOMPLISHED") {
        BTreeSet::new()
    } else {
        codes
    }
}

/// A template as it is compared: incident types and the entities of the roles.
struct Filled {
    types: BTreeSet<String>,
    roles: [Vec<Entity>; 5],
}

impl Filled {
    fn of_gold(template: &GoldTemplate) -> Self {
        let role = |r: usize| {
            as_is(
                template
                    .role(r)
                    .iter()
                    .map(|e| e.mentions.iter().map(|m| m.text.as_str())),
            )
        };
        Self {
            types: codes(template.incident_type.as_ref()),
            roles: std::array::from_fn(role),
        }
    }

    fn of_prediction(template: &PredictedTemplate) -> Self {
        Self {
            types: codes(template.incident_type.as_ref()),
            roles: std::array::from_fn(|r| entities(template.role(r))),
        }
    }

    fn size(&self) -> f64 {
        one(!self.types.is_empty()) + self.roles.iter().map(Vec::len).sum::<usize>() as f64
    }

    fn hits(&self, gold: &Self) -> f64 {
        let roles = self.roles.iter().zip(&gold.roles);
        one(!self.types.is_disjoint(&gold.types))
            + roles.map(|(p, g)| entity_hits(p, g, subset_match)).sum::<usize>() as f64
    }
}

fn one(yes: bool) -> f64 {
    f64::from(u8::from(yes))
}

/// Hits, predicted, gold.
type Triple = [f64; 3];

/// Where each triple stands in a row.
const STRICT: usize = 0;
const HEAD: usize = 5;
const TEMPLATE_ALL: usize = 10;
const TEMPLATE_MUC: usize = 11;
const DOCUMENT: usize = 12;
/// Type, stage, date, country: right, given, gold.
const AUXILIARY: usize = 13;
const NOT_ACCOMPLISHED: usize = 17;
const EFFECT: usize = 18;
const TEMPLATES: usize = 19;
const TRIPLES: usize = 20;

/// The counts of one document.
struct Row([Triple; TRIPLES]);

impl Row {
    fn add(&mut self, at: usize, triple: Triple) {
        for (total, value) in self.0[at].iter_mut().zip(triple) {
            *total += value;
        }
    }
}

fn count(gold: &GoldDocument, predicted: &PredictedDocument) -> Row {
    let mut row = Row([[0.0; 3]; TRIPLES]);
    let templates = predicted.templates.as_deref().unwrap_or_default();
    let (any_predicted, any_gold) = (!templates.is_empty(), !gold.templates.is_empty());
    row.add(
        DOCUMENT,
        [one(any_predicted && any_gold), one(any_predicted), one(any_gold)],
    );
    row.add(
        TEMPLATES,
        [0.0, templates.len() as f64, gold.templates.len() as f64],
    );
    count_document_roles(gold, predicted, templates, &mut row);
    count_templates(gold, templates, &mut row);
    row
}

fn count_document_roles(
    gold: &GoldDocument,
    predicted: &PredictedDocument,
    templates: &[PredictedTemplate],
    row: &mut Row,
) {
    let given = predicted.roles.as_ref().filter(|roles| !roles.is_empty());
    for (r, (role, _)) in ROLES.iter().enumerate() {
        let mentioned: Vec<OneOrMany> = match given {
            Some(roles) => roles.get(*role).cloned().flatten().unwrap_or_default(),
            None => templates.iter().flat_map(|t| t.role(r)).cloned().collect(),
        };
        let p = dedupe(entities(&mentioned));
        let g = gold
            .roles_doc_level
            .get(*role)
            .map(|e| entities(e))
            .unwrap_or_default();
        let sizes = [p.len() as f64, g.len() as f64];
        row.add(
            STRICT + r,
            [entity_hits(&p, &g, subset_match) as f64, sizes[0], sizes[1]],
        );
        row.add(
            HEAD + r,
            [entity_hits(&p, &g, head_match) as f64, sizes[0], sizes[1]],
        );
    }
}

fn count_templates(gold: &GoldDocument, templates: &[PredictedTemplate], row: &mut Row) {
    let g: Vec<Filled> = gold.templates.iter().map(Filled::of_gold).collect();
    let p: Vec<Filled> = templates.iter().map(Filled::of_prediction).collect();
    let weights: Vec<Vec<f64>> = p.iter().map(|a| g.iter().map(|b| a.hits(b)).collect()).collect();
    let pairs: Vec<(usize, usize)> = assign(&weights)
        .into_iter()
        .filter(|&(a, b)| weights[a][b] > 0.0)
        .collect();

    let hits: f64 = pairs.iter().map(|&(a, b)| weights[a][b]).sum();
    let used: BTreeSet<usize> = pairs.iter().map(|&(_, b)| b).collect();
    let size = |all: &[Filled]| all.iter().map(Filled::size).sum::<f64>();
    let dropped: f64 = (0..g.len())
        .filter(|b| gold.templates[*b].optional && !used.contains(b))
        .map(|b| g[b].size())
        .sum();
    row.add(TEMPLATE_ALL, [hits, size(&p), size(&g)]);
    row.add(TEMPLATE_MUC, [hits, size(&p), size(&g) - dropped]);

    let open = |stage: Option<&OneOrMany>| !not_accomplished(stage).is_empty();
    row.add(
        NOT_ACCOMPLISHED,
        [
            0.0,
            templates.iter().filter(|t| open(t.stage.as_ref())).count() as f64,
            gold.templates.iter().filter(|t| open(t.stage.as_ref())).count() as f64,
        ],
    );
    for &(a, b) in &pairs {
        let (template, truth) = (&templates[a], &gold.templates[b]);
        let both = !p[a].types.is_disjoint(&g[b].types);
        row.add(AUXILIARY, [one(both), one(!p[a].types.is_empty()), 1.0]);
        count_pair(template, truth, row);
    }
}

/// Which of the predicted templates of a document have a gold template that they share fills with.
#[cfg(test)]
pub(super) fn aligned(
    gold: &serde_json::Value,
    templates: &[serde_json::Value],
) -> serde_json::Result<Vec<bool>> {
    let gold: GoldDocument = serde_json::from_value(gold.clone())?;
    let g: Vec<Filled> = gold.templates.iter().map(Filled::of_gold).collect();
    let mut weights: Vec<Vec<f64>> = Vec::new();
    for template in templates {
        let p = Filled::of_prediction(&serde_json::from_value(template.clone())?);
        weights.push(g.iter().map(|b| p.hits(b)).collect());
    }
    let mut found = vec![false; templates.len()];
    for (a, b) in assign(&weights) {
        found[a] = weights[a][b] > 0.0;
    }
    Ok(found)
}

/// Stage, date, country and effects of an aligned pair.
fn count_pair(template: &PredictedTemplate, truth: &GoldTemplate, row: &mut Row) {
    let agree = |a: &BTreeSet<String>, b: &BTreeSet<String>| one(!a.is_disjoint(b));
    let open = [&template.stage, &truth.stage].map(|s| not_accomplished(s.as_ref()));
    row.add(NOT_ACCOMPLISHED, [agree(&open[0], &open[1]), 0.0, 0.0]);

    let stages = [&template.stage, &truth.stage].map(|s| codes(s.as_ref()));
    if !stages[1].is_empty() {
        row.add(
            AUXILIARY + 1,
            [agree(&stages[0], &stages[1]), one(!stages[0].is_empty()), 1.0],
        );
    }
    if !truth.date.is_empty() {
        let given = template.date.as_deref().filter(|d| !d.is_empty());
        let right = given.is_some_and(|day| truth.date.iter().any(|interval| interval.holds(day)));
        row.add(AUXILIARY + 2, [one(right), one(given.is_some()), 1.0]);
    }
    if !truth.location.is_empty() {
        let given = template.country.as_deref().filter(|c| !c.is_empty());
        let countries: BTreeSet<String> = truth
            .location
            .iter()
            .filter_map(|l| l.first())
            .map(|l| l.name.to_uppercase())
            .collect();
        let right = given.is_some_and(|c| countries.contains(&c.to_uppercase()));
        row.add(AUXILIARY + 3, [one(right), one(given.is_some()), 1.0]);
    }
    count_effects(template, truth, row);
}

impl Interval {
    fn holds(&self, day: &str) -> bool {
        let whole = |s: &Option<String>| {
            s.as_deref()
                .filter(|s| !s.is_empty() && !s.contains("XXXX"))
                .map(str::to_owned)
        };
        match (whole(&self.start), whole(&self.end)) {
            (Some(start), Some(end)) => start.as_str() <= day && day <= end.as_str(),
            _ => [&self.start, &self.end]
                .iter()
                .any(|end| end.as_deref() == Some(day)),
        }
    }
}

fn count_effects(template: &PredictedTemplate, truth: &GoldTemplate, row: &mut Row) {
    let gold: Vec<(&str, Vec<String>)> = truth
        .human_target_effect
        .iter()
        .filter_map(|effect| effect.alternatives.first())
        .filter(|first| !first.of.is_empty())
        .map(|first| {
            (
                first.value.as_str(),
                first.of.iter().map(|m| normalised(m)).collect(),
            )
        })
        .collect();
    let predicted: Vec<(String, String)> = template
        .effects
        .iter()
        .flatten()
        .map(|(effect, victim)| (effect.to_uppercase(), normalised(victim)))
        .collect();
    let last = |s: &str| s.split_whitespace().next_back().map(str::to_owned);
    let same = |(effect, victim): &(String, String), (value, victims): &(&str, Vec<String>)| {
        effect == value && victims.iter().any(|v| v == victim || last(v) == last(victim))
    };
    let weights: Vec<Vec<f64>> = predicted
        .iter()
        .map(|p| gold.iter().map(|g| one(same(p, g))).collect())
        .collect();
    let hits: f64 = assign(&weights).into_iter().map(|(a, b)| weights[a][b]).sum();
    row.add(EFFECT, [hits, predicted.len() as f64, gold.len() as f64]);
}

fn figures(sum: &[f64]) -> Vec<Figure> {
    let at = |i: usize| -> Triple { std::array::from_fn(|k| sum.get(3 * i + k).copied().unwrap_or(0.0)) };
    let total = |from: usize| {
        (from..from + ROLES.len())
            .map(at)
            .fold([0.0; 3], |a, b| std::array::from_fn(|k| a[k] + b[k]))
    };
    let mut figures = Vec::new();
    let mut prf = |name: &str, [hits, predicted, gold]: Triple| {
        let [p, r, f1] = precision_recall_f1(hits, predicted, gold);
        figures.push(Figure::share(&format!("{name}_P"), p, predicted));
        figures.push(Figure::share(&format!("{name}_R"), r, gold));
        figures.push(Figure::share(&format!("{name}_F1"), f1, gold));
    };
    prf("REE", total(STRICT));
    prf("REEh", total(HEAD));
    prf("TMPLall", at(TEMPLATE_ALL));
    prf("TMPLmuc", at(TEMPLATE_MUC));
    prf("DOC", at(DOCUMENT));
    let f1 = |name: &str, t: Triple| Figure::share(name, precision_recall_f1(t[0], t[1], t[2])[2], t[2]);
    for (r, (role, _)) in ROLES.iter().enumerate() {
        figures.push(f1(&format!("REE_{role}"), at(STRICT + r)));
    }
    for (i, name) in ["type", "stage", "date", "country"].iter().enumerate() {
        let [right, given, gold] = at(AUXILIARY + i);
        figures.push(Figure::share(
            &format!("{name}_acc_given"),
            ratio(right, given),
            given,
        ));
        figures.push(Figure::share(&format!("{name}_recall"), ratio(right, gold), gold));
    }
    figures.push(f1("nonaccomplished_F1", at(NOT_ACCOMPLISHED)));
    figures.push(f1("effect_F1", at(EFFECT)));
    let [_, predicted, gold] = at(TEMPLATES);
    figures.push(Figure::count("n_pred_templates", predicted, predicted));
    figures.push(Figure::count("n_gold_templates", gold, gold));
    figures
}

/// Scores templates.
pub(super) fn score(gold: &Records, predictions: &Records) -> Result<Scored, EvaluateError> {
    let mut rows = Vec::with_capacity(gold.len());
    for record in gold.iter() {
        let g: GoldDocument = gold.typed(record)?;
        let p: PredictedDocument = match predictions.get(&record.id) {
            Some(p) => predictions.typed(p)?,
            None => PredictedDocument::default(),
        };
        rows.push(count(&g, &p).0.concat());
    }
    Ok(Scored {
        rows,
        figures: Box::new(figures),
        notes: Vec::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_support::{records, value_of};
    use serde_json::{Value, json};

    fn gold_template(kind: &str, perpetrator: &[&str], victim: &str, optional: bool) -> Value {
        let mentions: Vec<Value> = perpetrator.iter().map(|m| json!({"text": m})).collect();
        json!({"optional": optional, "incident_type": [kind], "stage": ["ACCOMPLISHED"],
            "date": [{"start": "1990-01-01", "end": "1990-01-03"}], "location": [[{"name": "CHILE"}]],
            "human_target_effect": [{"alternatives": [{"value": "DEATH", "of": [victim]}]}],
            "perp_individual": [{"mentions": mentions}], "perp_organization": [], "physical_target": [],
            "human_target_name": [{"mentions": [{"text": victim}]}], "instrument": []})
    }

    fn gold() -> Records {
        let roles = json!({"PerpInd": [["two men", "the gunmen"]], "PerpOrg": [], "Target": [], "Victim": [["ana soto"]], "Weapon": []});
        let one = json!({"id": "1", "roles_doc_level": roles, "templates": [
            gold_template("ATTACK", &["TWO MEN", "THE GUNMEN"], "ANA SOTO", false),
            gold_template("BOMBING", &["A CELL"], "LUIS DIAZ", true)]});
        let none = json!({"id": "2", "roles_doc_level": {}, "templates": []});
        records(&format!("{one}\n{none}"))
    }

    #[test]
    fn hand_checked_pair() {
        let predicted = json!({"id": "1", "templates": [{"incident_type": "attack", "PerpInd": ["gunmen"], "Victim": [["Soto"]],
            "date": "1990-01-02", "country": "Chile", "stage": "ATTEMPTED", "effects": [["death", "Mrs. Soto"]]}]});
        let scored = score(&gold(), &records(&predicted.to_string())).expect("well formed");
        for (name, value) in [
            ("REE_P", 0.5),
            ("REE_F1", 0.5),
            ("REEh_F1", 1.0),
            ("REE_PerpInd", 1.0),
            ("REE_Victim", 0.0),
            // Type and perpetrator of three predicted fills; gold holds six, three of them optional.
            ("TMPLall_P", 2.0 / 3.0),
            ("TMPLall_R", 2.0 / 6.0),
            ("TMPLmuc_R", 2.0 / 3.0),
            ("DOC_F1", 1.0),
            ("date_acc_given", 1.0),
            ("country_recall", 1.0),
            ("stage_acc_given", 0.0),
            ("nonaccomplished_F1", 0.0),
            ("effect_F1", 1.0),
            ("n_gold_templates", 2.0),
        ] {
            assert!(
                (value_of(&scored, name) - value).abs() < 1e-12,
                "{name}: {}",
                value_of(&scored, name)
            );
        }
    }

    #[test]
    fn an_open_interval_holds_only_its_ends() {
        let interval = |start: Option<&str>, end: Option<&str>| Interval {
            start: start.map(str::to_owned),
            end: end.map(str::to_owned),
        };
        assert!(interval(Some("1990-01-01"), Some("1990-01-09")).holds("1990-01-04"));
        assert!(!interval(None, Some("1990-01-09")).holds("1990-01-04"));
        assert!(interval(None, Some("1990-01-09")).holds("1990-01-09"));
        assert!(!interval(Some("XXXX-01-01"), Some("XXXX-01-09")).holds("1990-01-04"));
    }
}
