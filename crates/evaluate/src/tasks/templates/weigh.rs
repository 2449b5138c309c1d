//! How likely an incident read from claims is one that the task counts: a weighted sum of what its claims say.
//!
//! The task leaves out fighting between armed sides, talk of violence in general, old events and hearsay, by the judgement of its coders.
//! No one mark tells; many weak ones do. Each mark below is a yes or no read from claims; its weight stands in `weights.tsv`, which
//! `README.md` beside it explains.

use super::incident::{Ground, Incident, Kind, is_armed, is_in_town, is_threat};
use dateline_model::taxonomy::{EventType, Mode};
use dateline_model::{Actor, ActorKind, Claim, Harm, Scope, Status, VictimClass};
use std::sync::LazyLock;

/// An incident among all claims of its report.
pub(super) struct Told<'a, 'c> {
    pub incident: &'a Incident<'c>,
    pub report: &'a [Claim],
    /// How many incidents the report tells before this one.
    pub rank: usize,
}

/// A mark that an incident has or has not.
type Mark = (&'static str, fn(&Told<'_, '_>) -> bool);

/// The marks, by name.
const MARKS: [Mark; 47] = [
    ("armed clash", |t| t.any(is_clash)),
    ("arson", |t| t.incident.kind == Kind::Arson),
    ("attack", |t| t.incident.kind == Kind::Attack),
    ("attributed", |t| t.any(|c| c.status == Status::Attributed)),
    ("between fighters", |t| t.incident.ground == Ground::Clash),
    ("claimed", |t| t.any(|c| c.status == Status::Claimed)),
    ("counted", |t| t.any(|c| c.count.is_some())),
    ("denied", |t| t.any(|c| c.status == Status::Denied)),
    ("destruction", |t| t.mode(Mode::Destroy)),
    ("doer an armed group", |t| {
        t.doer(|a| a.kind == Some(ActorKind::NonStateArmed))
    }),
    ("doer known by name", |t| t.doer(|a| a.id.is_some())),
    ("doer of politics", |t| {
        t.doer(|a| a.kind == Some(ActorKind::Political))
    }),
    ("doer of the state", |t| {
        t.doer(|a| a.kind == Some(ActorKind::StateForce))
    }),
    ("firearms", |t| t.mode(Mode::Firearms)),
    ("first of its report", |t| t.rank == 0),
    ("fourth of its report or later", |t| t.rank >= 3),
    ("harm", |t| t.harm(|_| true)),
    ("harm of no stated number", |t| {
        t.harm(|h| h.bounds.best.is_none())
    }),
    ("harm to civilians", |t| t.harm_to(VictimClass::Civilians)),
    ("harm to fighters", |t| t.harm_to(VictimClass::Combatants)),
    ("harm to forces", |t| t.harm_to(VictimClass::SecurityForces)),
    ("harm to hundreds", |t| {
        t.harm(|h| h.bounds.low.is_some_and(|n| n >= 100))
    }),
    ("harm to one", |t| t.harm(|h| h.bounds.best == Some(1))),
    ("harm to people unknown", |t| t.harm_to(VictimClass::Unknown)),
    ("heavy weapons", |t| t.mode(Mode::HeavyWeapons)),
    ("hurts only fighters", |t| t.incident.ground == Ground::Fighters),
    ("in a town", |t| t.any(is_in_town)),
    ("in general", |t| t.incident.ground == Ground::General),
    ("means stated", |t| t.incident.specific),
    ("no ground against it", |t| t.incident.ground == Ground::None),
    ("no time", |t| !t.any(|c| c.time.is_some())),
    ("nowhere", |t| !t.any(|c| c.place.is_some())),
    ("on someone's word", |t| t.all(|c| !c.attribution.is_empty())),
    ("quoted", |t| {
        t.all(|c| c.attribution.iter().any(|a| a.quotation.is_some()))
    }),
    ("report little of violence", |t| {
        t.assaults() * 4 < t.events().count()
    }),
    ("report mostly of violence", |t| {
        t.assaults() * 4 > t.events().count() * 3
    }),
    ("report of few events", |t| t.events().count() <= 3),
    ("report of talks", |t| t.talks() * 3 > t.events().count()),
    ("report opens with violence", |t| {
        t.events().next() == Some(EventType::Assault)
    }),
    ("running total", |t| t.harm(|h| h.scope == Scope::Running)),
    ("sufferer armed", |t| {
        t.any(|c| c.target_actors.iter().any(is_armed))
    }),
    ("sufferer of politics", |t| {
        t.any(|c| {
            c.target_actors
                .iter()
                .any(|a| a.kind == Some(ActorKind::Political))
        })
    }),
    ("targeted", |t| t.mode(Mode::Targeted)),
    ("things struck", |t| t.any(|c| !c.physical_targets.is_empty())),
    ("threatened", |t| t.all(is_threat)),
    ("victims named", |t| t.any(|c| !c.named_victims.is_empty())),
    ("weapons", |t| t.any(|c| !c.weapons.is_empty())),
];

/// The name of the constant term in the table.
const CONSTANT: &str = "(constant)";

/// Weight of every mark, in the order of [`MARKS`], and the constant.
struct Weights {
    marks: [f64; MARKS.len()],
    constant: f64,
}

static WEIGHTS: LazyLock<Weights> = LazyLock::new(|| {
    let of = |name: &str| {
        let row = rows().find(|(known, _)| *known == name);
        row.map_or(0.0, |(_, weight)| weight)
    };
    Weights {
        marks: MARKS.map(|(name, _)| of(name)),
        constant: of(CONSTANT),
    }
});

/// Names and weights of the table; a test holds that each mark has its row.
fn rows() -> impl Iterator<Item = (&'static str, f64)> {
    include_str!("weights.tsv")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| {
            let (name, weight) = line.split_once('\t')?;
            Some((name, weight.parse().ok()?))
        })
}

impl Told<'_, '_> {
    /// The share of incidents with these marks that the task counts.
    pub(super) fn likelihood(&self) -> f64 {
        let marks = MARKS.iter().zip(WEIGHTS.marks);
        let sum: f64 = marks
            .filter(|((_, holds), _)| holds(self))
            .map(|(_, weight)| weight)
            .sum();
        logistic(WEIGHTS.constant + sum)
    }

    fn any(&self, holds: impl Fn(&Claim) -> bool) -> bool {
        self.incident.claims.iter().any(|c| holds(c))
    }

    fn all(&self, holds: impl Fn(&Claim) -> bool) -> bool {
        self.incident.claims.iter().all(|c| holds(c))
    }

    fn harm(&self, holds: impl Fn(&Harm) -> bool) -> bool {
        self.any(|c| {
            c.harm
                .iter()
                .flat_map(|h| std::iter::once(h).chain(&h.parts))
                .any(&holds)
        })
    }

    fn harm_to(&self, class: VictimClass) -> bool {
        self.harm(|h| h.victims.status == class)
    }

    fn doer(&self, holds: impl Fn(&Actor) -> bool) -> bool {
        self.any(|c| c.source_actors.iter().any(&holds))
    }

    fn mode(&self, mode: Mode) -> bool {
        self.any(|c| c.event.as_ref().is_some_and(|e| e.mode == Some(mode)))
    }

    fn events(&self) -> impl Iterator<Item = EventType> {
        self.report.iter().filter_map(|c| Some(c.event.as_ref()?.kind))
    }

    fn assaults(&self) -> usize {
        self.events().filter(|kind| *kind == EventType::Assault).count()
    }

    fn talks(&self) -> usize {
        let talk = |kind: &EventType| {
            matches!(
                kind,
                EventType::Agree | EventType::Consult | EventType::Support | EventType::Cooperate
            )
        };
        self.events().filter(talk).count()
    }
}

fn is_clash(claim: &Claim) -> bool {
    let view = claim.event.as_ref().and_then(|e| e.acled.as_ref());
    view.is_some_and(|view| view.sub_event_type == "Armed clash")
}

fn logistic(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tasks::templates::{dateline_day, incident, score};
    use dateline_code::Coder;
    use dateline_model::{Document, DocumentParts};
    use serde_json::Value;

    #[test]
    fn every_mark_has_its_weight_and_the_table_is_sorted() {
        let table: Vec<&str> = rows().map(|(name, _)| name).collect();
        let mut marks: Vec<&str> = MARKS.iter().map(|(name, _)| *name).collect();
        marks.insert(0, CONSTANT);
        assert_eq!(table, marks);
        assert!(table.is_sorted());
    }

    /// Strength of the pull of each weight towards zero.
    const RIDGE: f64 = 10.0;
    const STEPS: usize = 400;

    /// Fits the table anew from hand-coded templates of the same kind: see `README.md`.
    #[test]
    #[ignore = "writes weights.tsv; run it when the marks or the coder change"]
    fn refit() {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../../../shared/gold/templates/train.jsonl");
        let gold = std::fs::read_to_string(&path).expect("the training half is there");
        let coder = Coder::embedded().expect("the lexicons are well formed");
        let mut samples: Vec<(Vec<usize>, f64)> = Vec::new();
        for line in gold.lines() {
            let record: Value = serde_json::from_str(line).expect("JSON Lines");
            let text = record["text"].as_str().expect("a text").to_owned();
            let published = dateline_day(&text);
            let claims = coder.code(&Document::new(DocumentParts {
                published,
                text,
                ..DocumentParts::default()
            }));
            let incidents = incident::incidents(&claims, published);
            let written = incident::written(&incidents, &claims, published);
            let counted = score::aligned(&record, &written).expect("gold is well formed");
            for (rank, incident) in incidents.iter().enumerate() {
                let told = Told {
                    incident,
                    report: &claims,
                    rank,
                };
                let marks = (0..MARKS.len()).filter(|&m| MARKS[m].1(&told)).collect();
                samples.push((marks, f64::from(u8::from(counted[rank]))));
            }
        }
        let (constant, weights) = fit(&samples);
        let mut table =
            String::from("# mark <TAB> weight. Fitted: README.md beside this file says from what and how.\n");
        table.push_str(&format!("{CONSTANT}\t{constant:.2}\n"));
        for ((name, _), weight) in MARKS.iter().zip(&weights) {
            table.push_str(&format!("{name}\t{weight:.2}\n"));
        }
        assert!(weights.iter().all(|w| w.is_finite()));
        let out = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/tasks/templates/weights.tsv");
        std::fs::write(out, table).expect("the table can be written");
    }

    /// Logistic regression with a ridge, by gradient descent with momentum from zero: the same samples give the same weights.
    fn fit(samples: &[(Vec<usize>, f64)]) -> (f64, Vec<f64>) {
        let n = samples.len() as f64;
        let (mut weights, mut speed) = (vec![0.0; MARKS.len()], vec![0.0; MARKS.len()]);
        let (mut constant, mut constant_speed) = (0.0, 0.0);
        for _ in 0..STEPS {
            let mut slope: Vec<f64> = weights.iter().map(|w| RIDGE * w / n).collect();
            let mut constant_slope = 0.0;
            for (marks, truth) in samples {
                let sum: f64 = marks.iter().map(|&m| weights[m]).sum();
                let miss = (logistic(constant + sum) - truth) / n;
                constant_slope += miss;
                marks.iter().for_each(|&m| slope[m] += miss);
            }
            constant_speed = 0.9 * constant_speed - 0.2 * constant_slope;
            constant += constant_speed;
            for ((weight, speed), slope) in weights.iter_mut().zip(&mut speed).zip(&slope) {
                *speed = 0.9 * *speed - 0.2 * slope;
                *weight += *speed;
            }
        }
        (constant, weights)
    }
}
