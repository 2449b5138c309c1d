//! `dateline parse`: reports in, sentences with tags, trees and names out.

use super::reports::{self, Frame, Made};
use crate::{
    args::{ParseArgs, ParseFormat},
    exit::Exit,
    problems::Failure,
    terminal::{Terminal, safe, safe_line},
};
use dateline_read::{Options, Read};
use dateline_syntax::{
    Analysis, Entity, Limits, Model, Parser, SentenceRole, analyse_with, write_conllu_document, write_tree,
};
use std::fmt::Write as _;

/// Runs the command.
pub(crate) fn run(args: &ParseArgs, terminal: &Terminal) -> Result<Exit, Failure> {
    let model = Model::embedded()
        .map_err(|error| Failure::Internal(format!("the built-in syntax model is refused: {error}")))?;
    let format = args.format.unwrap_or(if terminal.out {
        ParseFormat::Tree
    } else {
        ParseFormat::Conllu
    });
    let frame = match format {
        ParseFormat::Tree => Frame {
            between: "\n",
            ..Frame::default()
        },
        ParseFormat::Conllu => Frame::default(),
    };
    let work = |read: &Read| {
        let mut analysis = analyse_with(&read.document.text, &Limits::default());
        Parser::new(model).parse(&mut analysis);
        let written = match format {
            ParseFormat::Tree => trees(read, &analysis),
            ParseFormat::Conllu => conllu(read, &analysis),
        };
        Made {
            bytes: written.into_bytes(),
            count: analysis.sentences().len() as u64,
            notes: analysis.truncated().iter().map(ToString::to_string).collect(),
        }
    };
    reports::run(&args.read, Options::default(), frame, "sentence", work, terminal)
}

/// The report in CoNLL-U. Its id is its own, else where it was read.
fn conllu(read: &Read, analysis: &Analysis<'_>) -> String {
    let source = &read.source;
    let id = source.id.clone().unwrap_or_else(|| match source.line {
        Some(line) => format!("{}:{line}", source.path.display()),
        None => source.path.display().to_string(),
    });
    write_conllu_document(analysis, &id)
}

/// The report as trees to read: each sentence, what it is for, its tree and its names.
fn trees(read: &Read, analysis: &Analysis<'_>) -> String {
    let mut out = format!("{}\n", safe_line(&read.source.to_string()));
    for (at, sentence) in analysis.sentences().iter().enumerate() {
        let words = sentence.span.of(analysis.text());
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        let role = match sentence.role {
            SentenceRole::Dateline => " (dateline)",
            SentenceRole::Headline => " (heading)",
            SentenceRole::Furniture => " (not of the report)",
            _ => "",
        };
        writeln!(out, "\n{}. {}{role}", at + 1, safe(&words)).expect("a string takes any text");
        out += &safe(&write_tree(analysis, at));
        let names = names(analysis, |entity| sentence.tokens.contains(&entity.tokens.start));
        if !names.is_empty() {
            writeln!(out, "names: {}", safe(&names.join(", "))).expect("a string takes any text");
        }
    }
    out
}

fn names(analysis: &Analysis<'_>, wanted: impl Fn(&Entity) -> bool) -> Vec<String> {
    let found = analysis.entities().iter().filter(|entity| wanted(entity));
    found
        .map(|entity| {
            let words = analysis.span(entity.tokens.clone()).of(analysis.text());
            let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
            format!("{words} ({})", entity.kind)
        })
        .collect()
}
