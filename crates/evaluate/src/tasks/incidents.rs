//! Which reports tell of one incident, and what it cost: many records in, one line an incident out.

mod score;

use crate::{
    EvaluateError, GoldSet, Headline, InputRecord, Lines, Options, RecordIter, Records, Scored, Task,
};
use dateline_code::{Coder, profile};
use dateline_model::{DocumentId, HarmKind, Incident, Toll};
use dateline_reconcile::{Report, reconcile};
use rayon::prelude::*;
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    fs::File,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
};

pub(super) struct Incidents;

/// The input fields: some gold sets name a record `doc`, others `id`.
const FIELDS: &[&str] = &["id", "doc", "title", "text", "publisher", "published", "url"];

impl Task for Incidents {
    fn name(&self) -> &'static str {
        "incidents"
    }

    fn about(&self) -> &'static str {
        "which reports tell of one incident; its day, place and toll"
    }

    fn sets(&self) -> &'static [GoldSet] {
        const {
            &[
                GoldSet::new("dev", "incidents/dev.incidents.jsonl"),
                GoldSet::new("conflict_dev", "incidents_conflict/dev.incidents.jsonl"),
                GoldSet::new("fakes_dev", "fakes/incidents.dev.jsonl"),
                GoldSet::new("newsclusters_dev", "newsclusters/dev.incidents.jsonl"),
            ]
        }
    }

    fn fields(&self) -> &'static [&'static str] {
        FIELDS
    }

    fn joined_by_id(&self) -> bool {
        false
    }

    fn together(&self) -> bool {
        true
    }

    /// `dev.incidents.jsonl` stands beside `dev.documents.jsonl`, `incidents.dev.jsonl` beside `dev.jsonl`.
    fn texts(&self, gold: &Path) -> PathBuf {
        let name = gold
            .file_name()
            .map(|n| n.to_string_lossy().into_owned())
            .unwrap_or_default();
        let texts = match name.strip_prefix("incidents.") {
            Some(rest) => rest.to_owned(),
            None => name.replace(".incidents.", ".documents."),
        };
        gold.with_file_name(texts)
    }

    fn read_gold(&self, path: &Path) -> Result<Records, EvaluateError> {
        let file = path.display().to_string();
        let input = BufReader::new(File::open(path).map_err(EvaluateError::io(&file))?);
        let records = Lines::new(&file, input)
            .unkeyed()
            .collect::<Result<Vec<_>, _>>()?;
        Records::from_records(&file, records)
    }

    fn read_input<'r>(&self, file: &str, input: Box<dyn BufRead + 'r>) -> RecordIter<'r> {
        Box::new(Lines::new(file, input))
    }

    fn predict(&self, coder: &Coder, record: &InputRecord) -> Result<Vec<Value>, String> {
        self.predict_together(coder, std::slice::from_ref(record))
    }

    fn predict_together(&self, coder: &Coder, records: &[InputRecord]) -> Result<Vec<Value>, String> {
        let reports = reports(coder, records);
        let mut ids: BTreeMap<&DocumentId, Vec<&str>> = BTreeMap::new();
        for (report, record) in reports.iter().zip(records) {
            ids.entry(&report.document).or_default().push(record.id());
        }
        let incidents = reconcile(&reports).incidents;
        let headline = incidents.iter().filter(|i| !i.documents.is_empty());
        Ok(headline.map(|i| line(i, &ids)).collect())
    }

    fn score(&self, gold: &Records, predictions: &Records, _: &Options) -> Result<Scored, EvaluateError> {
        score::score(gold, predictions)
    }

    /// Floors: TF-IDF with average link and a window of 14 days, its threshold chosen on the set itself.
    fn headlines(&self) -> &'static [Headline] {
        const fn aim(set: &'static str, figure: &'static str, floor: Option<f64>, goal: f64) -> Headline {
            Headline {
                figure,
                set,
                floor,
                goal: Some(goal),
            }
        }
        const {
            &[
                aim("dev", "conll", Some(0.875), 0.91),
                aim("dev", "pairs_F1", Some(0.74), 0.80),
                aim("dev", "confusable_kept", Some(0.86), 0.94),
                aim("dev", "killed_exact", Some(0.79), 0.88),
                aim("dev", "killed_exact_2plus", Some(0.37), 0.65),
                aim("dev", "date_within1", Some(0.77), 0.90),
                aim("dev", "killed_total_fit", Some(0.89), 0.96),
                aim("conflict_dev", "conll", Some(0.87), 0.80),
                aim("fakes_dev", "pairs_F1", Some(0.86), 0.85),
                aim("fakes_dev", "toll_best", None, 0.65),
                aim("fakes_dev", "toll_spread", None, 0.70),
                aim("fakes_dev", "toll_dispute", None, 0.60),
            ]
        }
    }
}

/// The reports of records: claims and profile of each, in the order of the records.
pub(crate) fn reports(coder: &Coder, records: &[InputRecord]) -> Vec<Report> {
    records
        .par_iter()
        .map(|record| {
            let document = record.document().headed();
            Report {
                claims: coder.code(&document),
                profile: profile(&document),
                publisher: document.publisher,
                published: document.published,
                document: document.id,
            }
        })
        .collect()
}

fn line(incident: &Incident, ids: &BTreeMap<&DocumentId, Vec<&str>>) -> Value {
    let docs: Vec<&str> = incident
        .documents
        .iter()
        .flat_map(|d| ids[d].iter().copied())
        .collect();
    let (killed, injured) = (
        figures(incident, HarmKind::Killed),
        figures(incident, HarmKind::Injured),
    );
    let place = incident
        .place
        .as_ref()
        .map(|p| json!({"name": p.name, "state": p.admin1, "lat": p.lat, "lon": p.lon}));
    json!({
        "incident": incident.id.as_str(),
        "docs": docs,
        "date": incident.end.map(|d| d.to_string()),
        "place": place,
        "killed": killed[1],
        "killed_low": killed[0],
        "killed_high": killed[2],
        "injured": injured[1],
        "injured_low": injured[0],
        "injured_high": injured[2],
        "disputed": !incident.disputes.is_empty(),
    })
}

/// Low, best and high of a kind of harm. The registries count nobody where no report gives a figure that is the event's own.
fn figures(incident: &Incident, kind: HarmKind) -> [Option<u32>; 3] {
    let of_it = |t: &&Toll| t.kind == kind && (t.low, t.best, t.high) != (None, None, None);
    match incident.tolls.iter().find(of_it) {
        None => [Some(0); 3],
        Some(Toll {
            low,
            best,
            high,
            open,
            ..
        }) => [*low, *best, high.filter(|_| !open)],
    }
}
