//! `dateline claims`.

use super::{
    AskArgs, Format,
    cells::{
        bounds, column, json_line, names, place_cells, review_cells, shown, span_of, voice, where_is, wide,
    },
};
use crate::{
    commands::rows::{csv_line, table},
    exit::Exit,
    page::code_words,
    problems::Failure,
    terminal::Terminal,
};
use dateline_answer::{ClaimRow, Reviewed};
use dateline_ledger::{KeptClaim, Ledger, Question, Storage as _};
use dateline_model::HarmKind;

/// Lists claims.
pub(crate) fn claims(args: &AskArgs, terminal: &Terminal) -> Result<Exit, Failure> {
    let ask = |ledger: &Ledger, question: &Question| ledger.claims(question);
    args.answer("claims", terminal, ask, |ledger, rows, format| match format {
        Format::Jsonl => {
            let decided = ledger.decided()?;
            Ok(rows.iter().map(|kept| json_line(&ClaimRow::new(kept.clone(), &decided))).collect())
        }
        Format::Csv => {
            let mut out = "id,document,publisher,published,status,type,mode,condition,start,end,place,admin1,country,precision,lat,lon,\
                           source,target,killed_low,killed_best,killed_high,injured_low,injured_best,injured_high,according_to,sentence,\
                           review,reviewed_by,reviewed_at,review_reasons\n"
                .to_owned();
            let reviewed = Reviewed::of(ledger)?;
            for kept in rows {
                let mut cells = claim_cells(kept);
                cells.extend(review_cells(&reviewed.concerning([&kept.claim.id])));
                out += &csv_line(cells.iter().map(String::as_str));
            }
            Ok(out)
        }
        Format::Table => {
            let columns = [
                column("day", false, 11),
                column("where", false, 20),
                column("what", false, 16),
                column("harm", false, 20),
                column("according to", false, 20),
                column("status", false, 10),
                column("sentence", false, 0),
            ];
            let cells: Vec<Vec<String>> = rows.iter().map(claim_row).collect();
            Ok(table(&columns, &cells, wide(terminal)))
        }
    })
}

fn claim_cells(kept: &KeptClaim) -> Vec<String> {
    let claim = &kept.claim;
    let mut cells = vec![
        claim.id.as_str().to_owned(),
        claim.document.as_str().to_owned(),
        shown(kept.publisher.as_ref()),
        shown(kept.published),
        code_words(&claim.status),
        shown(claim.event.as_ref().map(|e| e.kind)),
        shown(claim.event.as_ref().and_then(|e| e.mode)),
        claim
            .condition
            .as_ref()
            .map_or_else(String::new, |c| code_words(&c.kind)),
        shown(claim.time.as_ref().and_then(|t| t.start)),
        shown(claim.time.as_ref().and_then(|t| t.end)),
    ];
    cells.extend(place_cells(claim.place.as_ref()));
    cells.push(names(&claim.source_actors));
    cells.push(names(&claim.target_actors));
    for kind in [HarmKind::Killed, HarmKind::Injured] {
        let figure = claim.harm.iter().find(|h| h.kind == kind).map(|h| h.bounds);
        cells.push(shown(figure.and_then(|b| b.low)));
        cells.push(shown(figure.and_then(|b| b.best)));
        cells.push(shown(figure.and_then(|b| b.high)));
    }
    cells.push(voice(kept));
    cells.push(
        claim
            .evidence
            .text()
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" "),
    );
    cells
}

fn claim_row(kept: &KeptClaim) -> Vec<String> {
    let claim = &kept.claim;
    let what = match (&claim.event, &claim.condition, &claim.hazard) {
        (Some(event), ..) => event
            .mode
            .map_or_else(|| event.kind.as_str().to_lowercase(), |mode| mode.to_string()),
        (_, Some(condition), _) => code_words(&condition.kind),
        (.., Some(hazard)) => hazard.name.clone(),
        _ => String::new(),
    };
    let harm: Vec<String> = claim
        .harm
        .iter()
        .map(|h| format!("{} {}", bounds(&h.bounds), code_words(&h.kind)))
        .collect();
    let time = claim.time.as_ref();
    vec![
        match time.filter(|t| t.start.or(t.end).is_some()) {
            Some(time) => span_of(time.start, time.end),
            None => shown(kept.published),
        },
        where_is(claim.place.as_ref()),
        what,
        harm.join(", "),
        voice(kept),
        code_words(&claim.status),
        claim
            .evidence
            .text()
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" "),
    ]
}
