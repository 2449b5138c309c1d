//! `dateline incidents`.

use super::{
    AskArgs, Format,
    cells::{column, json_line, place_cells, review_cells, shown, span_of, where_is, wide},
};
use crate::{
    commands::rows::{csv_line, table},
    exit::Exit,
    page::bare_figure,
    problems::Failure,
    terminal::Terminal,
};
use dateline_answer::{IncidentRow, Reviewed, headline};
use dateline_ledger::{Decided, Ledger, LedgerError, Question, Storage as _};
use dateline_model::{HarmKind, Incident, Toll};

/// Lists incidents.
pub(crate) fn incidents(args: &AskArgs, terminal: &Terminal) -> Result<Exit, Failure> {
    let ask = |ledger: &Ledger, question: &Question| ledger.incidents(question);
    args.answer("incidents", terminal, ask, |ledger, rows, format| match format {
        Format::Jsonl => {
            let decided = ledger.decided()?;
            let mut out = String::new();
            for incident in rows {
                let headline = headline(ledger, incident)?;
                out += &json_line(&IncidentRow::new(incident.clone(), &decided, headline));
            }
            Ok(out)
        }
        Format::Csv => {
            let names = "id,type,start,end,place,admin1,country,precision,lat,lon,killed_low,killed_best,killed_high,killed_open,\
                         injured_low,injured_best,injured_high,injured_open,reports,publishers,disputed,reviews,headline,\
                         review,reviewed_by,reviewed_at,review_reasons\n";
            let mut out = names.to_owned();
            let decided = ledger.decided()?;
            let reviewed = Reviewed::of(ledger)?;
            for incident in rows {
                let headline = known_by(ledger, incident)?;
                let mut cells = incident_cells(incident, decided.concerning(&incident.claims).len(), headline);
                cells.extend(review_cells(&reviewed.concerning(&incident.claims)));
                out += &csv_line(cells.iter().map(String::as_str));
            }
            Ok(out)
        }
        Format::Table => {
            let columns = [
                column("day", false, 11),
                column("where", false, 24),
                column("killed", true, 16),
                column("injured", true, 14),
                column("said by", true, 7),
                column("", false, 2),
                column("incident", false, 8),
                column("headline", false, 0),
            ];
            let decided = ledger.decided()?;
            let mut cells = Vec::new();
            for incident in rows {
                cells.push(vec![
                    span_of(incident.start, incident.end),
                    where_is(incident.place.as_ref()),
                    toll(incident, HarmKind::Killed),
                    toll(incident, HarmKind::Injured),
                    format!("{}/{}", incident.corroboration, incident.reports().count()),
                    marks(&decided, incident),
                    incident.id.as_str().chars().take(8).collect(),
                    known_by(ledger, incident)?,
                ]);
            }
            let legend = "\nsaid by: independent publishers / reports; !: claims that can not all hold; *: a person decided on it; dateline show INCIDENT tells it\n";
            Ok(table(&columns, &cells, wide(terminal)) + legend)
        }
    })
}

/// What a table marks an incident with.
fn marks(decided: &Decided, incident: &Incident) -> String {
    let mut marks = String::new();
    if !incident.disputes.is_empty() {
        marks.push('!');
    }
    if !decided.concerning(&incident.claims).is_empty() {
        marks.push('*');
    }
    marks
}

/// What an incident is known by, as a table shows it.
fn known_by(ledger: &Ledger, incident: &Incident) -> Result<String, LedgerError> {
    let headline = headline(ledger, incident)?.unwrap_or_default();
    Ok(if incident.documents.is_empty() {
        format!("in passing: {headline}")
    } else {
        headline
    })
}

fn find(incident: &Incident, kind: HarmKind) -> Option<&Toll> {
    incident.tolls.iter().find(|t| t.kind == kind)
}

/// `61 (53-70)`, `20+`.
fn toll(incident: &Incident, kind: HarmKind) -> String {
    find(incident, kind).map_or_else(String::new, |t| bare_figure(t.low, t.best, t.high, t.open))
}

fn incident_cells(incident: &Incident, reviews: usize, headline: String) -> Vec<String> {
    let mut cells = vec![
        incident.id.as_str().to_owned(),
        shown(incident.event_type),
        shown(incident.start),
        shown(incident.end),
    ];
    cells.extend(place_cells(incident.place.as_ref()));
    for kind in [HarmKind::Killed, HarmKind::Injured] {
        let toll = find(incident, kind);
        cells.push(shown(toll.and_then(|t| t.low)));
        cells.push(shown(toll.and_then(|t| t.best)));
        cells.push(shown(toll.and_then(|t| t.high)));
        cells.push(shown(toll.map(|t| t.open)));
    }
    cells.push(incident.reports().count().to_string());
    cells.push(incident.corroboration.to_string());
    cells.push((!incident.disputes.is_empty()).to_string());
    cells.push(reviews.to_string());
    cells.push(headline);
    cells
}
