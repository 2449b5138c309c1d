//! `dateline code`: reports in, claims out.

use super::{
    coder, coder_with,
    gazetteer::open,
    reports::{self, Frame, Made},
    with_actors,
};
use crate::{
    args::{CodeArgs, Format},
    exit::Exit,
    page::{Look, render_page},
    problems::Failure,
    terminal::Terminal,
};
use dateline_model::{Claim, Document};
use dateline_read::{Options, Read, Source};
use serde::Serialize;
use std::mem::ManuallyDrop;

/// Runs the command.
pub(crate) fn run(args: CodeArgs, terminal: &Terminal) -> Result<Exit, Failure> {
    let coder = match &args.gazetteer.gazetteer {
        Some(path) => coder_with(open(Some(path))?)?,
        None => coder()?,
    };
    // The process ends with the lexicons: taking them apart word by word would be much of what a short report takes.
    let coder = ManuallyDrop::new(with_actors(coder, &args.actors)?);
    let format = args.format.unwrap_or(if terminal.out {
        Format::Claims
    } else {
        Format::Jsonl
    });
    let look = Look {
        width: terminal.width,
        color: terminal.out_color,
    };
    let mut options = Options::default();
    options.published = args.published;
    options.publisher = args.publisher;
    let frame = match format {
        Format::Json => Frame {
            open: "[\n",
            between: ",\n",
            close: "\n]\n",
            empty: "[]\n",
        },
        Format::Claims => Frame {
            between: "\n",
            ..Frame::default()
        },
        Format::Jsonl => Frame::default(),
    };
    let work = |read: &Read| {
        let claims = coder.code(&read.document);
        Made {
            bytes: render(read, &claims, format, look),
            count: claims.len() as u64,
            notes: Vec::new(),
        }
    };
    reports::run(&args.read, options, frame, "claim", work, terminal)
}

/// A claim as a line of JSON: the claim, and where its report was read.
#[derive(Serialize)]
struct ClaimLine<'a> {
    #[serde(flatten)]
    claim: &'a Claim,
    source: &'a Source,
}

/// A report with its claims, as an element of the JSON array.
#[derive(Serialize)]
struct CodedDocument<'a> {
    source: &'a Source,
    document: &'a Document,
    claims: &'a [Claim],
}

fn render(read: &Read, claims: &[Claim], format: Format, look: Look) -> Vec<u8> {
    let source = &read.source;
    match format {
        Format::Claims => render_page(read, claims, look).into_bytes(),
        Format::Json => {
            let document = &read.document;
            serde_json::to_vec(&CodedDocument {
                source,
                document,
                claims,
            })
            .expect("documents and claims are plain data")
        }
        Format::Jsonl => {
            let mut bytes = Vec::new();
            for claim in claims {
                serde_json::to_writer(&mut bytes, &ClaimLine { claim, source })
                    .expect("claims are plain data");
                bytes.push(b'\n');
            }
            bytes
        }
    }
}
