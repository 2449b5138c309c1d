//! What the filters show, as files for other tools.

use crate::{
    Problem,
    reply::{Asked, Made, Part, answer},
    state::App,
};
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use dateline_answer::{FORMATS, Reviewed, question, told_by};
use dateline_export::{Format, Options, write};
use dateline_ledger::Storage as _;

/// The type of a layout, and the end of its files' names.
fn shape(format: Format) -> (&'static str, &'static str) {
    match format {
        Format::JsonLines => ("application/x-ndjson", "jsonl"),
        Format::GeoJson => ("application/geo+json", "geojson"),
        Format::Parquet | Format::GeoParquet => ("application/vnd.apache.parquet", "parquet"),
        Format::Gdelt | Format::Polecat => ("text/tab-separated-values; charset=utf-8", "tsv"),
        _ => ("text/csv; charset=utf-8", "csv"),
    }
}

async fn file(app: App, asked: Asked, format: Format, name: Option<&'static str>) -> Response {
    let question = match question(asked.pairs()) {
        Ok(question) => question,
        Err(error) => return Problem::from(error).into_response(),
    };
    answer(&app, asked, move |ledger| {
        let incidents = ledger.incidents(&question)?.rows;
        let reviewed = Reviewed::of(ledger)?;
        let told = incidents
            .iter()
            .map(|incident| told_by(ledger, &reviewed, incident))
            .collect::<Result<Vec<_>, _>>()?;
        let entries = incidents
            .iter()
            .zip(&told)
            .map(|(incident, told)| told.entry(incident));
        let mut out = Vec::new();
        write(format, entries, &mut out, &Options::default())
            .map_err(|e| Problem::internal(format!("the file can not be made: {e}")))?;
        let (kind, end) = shape(format);
        let made = Made::bytes(kind, out);
        Ok(match name {
            Some(name) => made.named(format!("dateline-{name}.{end}")),
            None => made,
        })
    })
    .await
}

pub(crate) async fn csv(State(app): State<App>, asked: Asked) -> Response {
    file(app, asked, Format::Csv, None).await
}

pub(crate) async fn geojson(State(app): State<App>, asked: Asked) -> Response {
    file(app, asked, Format::GeoJson, None).await
}

pub(crate) async fn export(State(app): State<App>, Part(format): Part, asked: Asked) -> Response {
    let known = FORMATS.iter().find(|(name, _)| *name == format);
    match known {
        Some((name, layout)) => file(app, asked, *layout, Some(name)).await,
        None => {
            let names: Vec<&str> = FORMATS.iter().map(|(name, _)| *name).collect();
            Problem::missing(format!("there is no such layout: give {}", names.join(", "))).into_response()
        }
    }
}
