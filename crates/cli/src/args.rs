//! The arguments of each command, with their help.

use crate::{exit, terminal::Color};
use clap::{Args, Parser, Subcommand, ValueEnum};
use jiff::civil::Date;
use std::{num::NonZeroUsize, path::PathBuf};

/// Reads news reports and says who they claim did what to whom, where, when, with what harm, according to whom.
#[derive(Debug, Parser)]
#[command(name = "dateline", arg_required_else_help = true, after_help = TOP_EXAMPLES)]
pub(crate) struct Cli {
    /// Print the version of the coder, as every claim carries it.
    #[arg(short = 'V', long)]
    pub(crate) version: bool,
    /// When to use colour. NO_COLOR is respected.
    #[arg(long, global = true, value_enum, default_value_t, value_name = "WHEN")]
    pub(crate) color: Color,
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

const TOP_EXAMPLES: &str = "\
Examples:
  dateline code examples/reports              claims of the sample reports, as pages
  dateline code reports/ > claims.jsonl       claims of a directory, as JSON Lines
  dateline code --help                        more on coding";

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Read reports and write the claims they make.
    Code(CodeArgs),
}

/// Arguments of `dateline code`.
#[derive(Debug, Args)]
#[command(after_help = CODE_HELP.as_str())]
pub(crate) struct CodeArgs {
    /// Files, directories, or - for standard input (which is also read when nothing is named and it is no terminal).
    ///
    /// A file is one report: text, with or without front matter. A file named .jsonl or .ndjson, and input that begins
    /// with an object, is JSON Lines: one report a line. In directories, .txt, .text, .jsonl, .ndjson and files without
    /// an extension are read, in the order of their names.
    #[arg(value_name = "FILES|DIRS|-")]
    pub(crate) inputs: Vec<PathBuf>,
    /// Publication day of reports that give none (2024-11-29). Without one, relative dates stay open.
    #[arg(long, value_name = "DATE")]
    pub(crate) published: Option<Date>,
    /// Publisher of reports that name none.
    #[arg(long, value_name = "NAME")]
    pub(crate) publisher: Option<String>,
    /// How to write the result [default: claims on a terminal, jsonl in a pipe].
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub(crate) format: Option<Format>,
    /// Stop at the first input that can not be read.
    #[arg(long)]
    pub(crate) strict: bool,
    /// Threads to code with; the result is the same for any number [default: one a core].
    #[arg(long, value_name = "N")]
    pub(crate) threads: Option<NonZeroUsize>,
}

/// How claims are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// A page to read for each report.
    Claims,
    /// One array of {source, document, claims}.
    Json,
    /// One claim a line, with its source.
    Jsonl,
}

static CODE_HELP: std::sync::LazyLock<String> = std::sync::LazyLock::new(|| {
    format!(
        "\
Examples:
  dateline code report.txt --published 2017-11-14
  dateline code reports/ --publisher \"Harbour Wire\" > claims.jsonl
  dateline code feed.jsonl --format json | jq '.[].claims[].harm'
  cat report.txt | dateline code -

A text may begin with front matter:
  ---
  publisher: Harbour Wire
  published: 2017-11-14
  title: Market hit at noon
  url: https://wire.example/market
  ---
A record of JSON Lines has the string `text` and, where known, id, title, publisher, published, url.

{}",
        exit::HELP
    )
});
