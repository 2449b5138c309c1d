//! `dateline documents`.

use super::{
    AskArgs, Format,
    cells::{column, json_line, shown, title, wide},
};
use crate::{
    commands::rows::{csv_line, table},
    exit::Exit,
    problems::Failure,
    terminal::Terminal,
};
use dateline_answer::DocumentRow;
use dateline_ledger::{Ledger, Question, Storage as _};

/// Lists documents.
pub(crate) fn documents(args: &AskArgs, terminal: &Terminal) -> Result<Exit, Failure> {
    let ask = |ledger: &Ledger, question: &Question| ledger.documents(question);
    args.answer("documents", terminal, ask, |_, rows, format| match format {
        Format::Jsonl => Ok(rows
            .iter()
            .map(|kept| json_line(&DocumentRow::new(kept.clone())))
            .collect()),
        Format::Csv => {
            let mut out = "id,publisher,published,title,url,source,copy_of,resemblance,claims\n".to_owned();
            for kept in rows {
                let document = &kept.entry.document;
                let copy = kept.copy_of.as_ref();
                let cells = [
                    document.id.as_str().to_owned(),
                    document.publisher.clone().unwrap_or_default(),
                    shown(document.published),
                    document.title.clone().unwrap_or_default(),
                    document.url.clone().unwrap_or_default(),
                    kept.entry.source.clone(),
                    copy.map_or_else(String::new, |c| c.first.as_str().to_owned()),
                    copy.map_or_else(String::new, |c| format!("{:.2}", c.resemblance)),
                    kept.entry.claims.len().to_string(),
                ];
                out += &csv_line(cells.iter().map(String::as_str));
            }
            Ok(out)
        }
        Format::Table => {
            let columns = [
                column("published", false, 10),
                column("publisher", false, 20),
                column("claims", true, 6),
                column("document", false, 18),
                column("copy of", false, 18),
                column("title", false, 0),
            ];
            let cells: Vec<Vec<String>> = rows
                .iter()
                .map(|kept| {
                    let document = &kept.entry.document;
                    vec![
                        shown(document.published),
                        document.publisher.clone().unwrap_or_default(),
                        kept.entry.claims.len().to_string(),
                        document.id.as_str().to_owned(),
                        kept.copy_of
                            .as_ref()
                            .map_or_else(String::new, |c| c.first.as_str().to_owned()),
                        title(kept),
                    ]
                })
                .collect();
            Ok(table(&columns, &cells, wide(terminal)))
        }
    })
}
