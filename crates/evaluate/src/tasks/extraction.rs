//! The main text of web pages.

mod score;

use crate::{EvaluateError, GoldSet, Headline, InputRecord, Lines, Options, Record, Records, Scored, Task};
use dateline_code::Coder;
use serde_json::{Value, json};
use std::{
    fs::File,
    io::{self, BufRead, Read as _},
    path::{Path, PathBuf},
};

pub(super) struct Extraction;

/// Where a record's page lies, put beside its fields once the directory of the input is known.
const PAGE: &str = "page_path";

/// Most bytes of a page that are read, unpacked.
const MAX_PAGE: u64 = 32 << 20;

impl Task for Extraction {
    fn name(&self) -> &'static str {
        "extraction"
    }

    fn about(&self) -> &'static str {
        "the report in a web page, without menus, teasers and comments (pages lie beside the input, under `html_file`)"
    }

    fn sets(&self) -> &'static [GoldSet] {
        const {
            &[
                GoldSet::new("aeb_dev", "extraction/aeb_dev.jsonl"),
                GoldSet::new("dev", "extraction/dev.jsonl"),
            ]
        }
    }

    fn fields(&self) -> &'static [&'static str] {
        &["id", "text", "url", PAGE]
    }

    fn read_input<'r>(&self, file: &str, input: Box<dyn BufRead + 'r>) -> crate::RecordIter<'r> {
        let folder = folder_of(Path::new(file));
        Box::new(Lines::new(file, input).map(move |record| record.map(|r| with_page(r, &folder))))
    }

    fn read_gold(&self, path: &Path) -> Result<Records, EvaluateError> {
        let file = path.display().to_string();
        let input = File::open(path).map_err(EvaluateError::io(&file))?;
        let folder = folder_of(path);
        let records = Lines::new(&file, io::BufReader::new(input))
            .map(|record| record.map(|r| with_page(r, &folder)))
            .collect::<Result<Vec<_>, _>>()?;
        Records::from_records(&file, records)
    }

    fn predict(&self, _: &Coder, record: &InputRecord) -> Result<Vec<Value>, String> {
        let path = record
            .string(PAGE)
            .ok_or_else(|| format!("record `{}` has no `html_file`", record.id()))?;
        let bytes = unpacked(Path::new(path)).map_err(|problem| format!("{path}: {problem}"))?;
        let page = dateline_read::read_page(&bytes, None, record.string("url"));
        Ok(vec![json!({"id": record.id(), "text": page.text})])
    }

    fn score(&self, gold: &Records, predictions: &Records, _: &Options) -> Result<Scored, EvaluateError> {
        score::score(gold, predictions)
    }

    fn headlines(&self) -> &'static [Headline] {
        // Floors: Python trafilatura 2.3.1, default settings, run on the same pages.
        const {
            &[
                Headline {
                    figure: "f1",
                    set: "aeb_dev",
                    floor: Some(0.962),
                    goal: Some(0.965),
                },
                Headline {
                    figure: "en_f1",
                    set: "dev",
                    floor: Some(0.950),
                    goal: None,
                },
            ]
        }
    }
}

fn folder_of(file: &Path) -> PathBuf {
    file.parent().map(Path::to_owned).unwrap_or_default()
}

/// The record with the path of its page, and the empty text that every record must have.
fn with_page(mut record: Record, folder: &Path) -> Record {
    if let Value::Object(map) = &mut record.value {
        if let Some(file) = map.get("html_file").and_then(Value::as_str) {
            let path = folder.join(file).to_string_lossy().into_owned();
            map.insert(PAGE.to_owned(), path.into());
        }
        map.insert("text".to_owned(), "".into());
    }
    record
}

/// The bytes of a page, unpacked where it is gzip.
fn unpacked(path: &Path) -> io::Result<Vec<u8>> {
    dateline_read::unpack(File::open(path)?).and_then(|stream| {
        let mut bytes = Vec::new();
        stream.take(MAX_PAGE).read_to_end(&mut bytes)?;
        Ok(bytes)
    })
}
