//! `dateline train`: a treebank in, a model file out.

use super::coder;
use crate::{
    args::{TrainActsArgs, TrainCommand, TrainLinksArgs, TrainSyntaxArgs},
    exit::Exit,
    problems::{Failure, say},
    terminal::{Terminal, safe_line},
};
use dateline_code::act::ActTraining;
use dateline_evaluate::{fit_acts, fit_links};
use dateline_syntax::{
    Model, NameOptions, Progress, Relation, TrainError, TrainOptions, Training, TrainingData,
    TreebankSentence, Upos, plain_text, read_treebank, train_names,
};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::{
    ffi::OsString,
    fs::{self, File},
    io::{self, Write as _},
    path::{Path, PathBuf},
    time::Duration,
};

/// Runs the command.
pub(crate) fn run(command: &TrainCommand, terminal: &Terminal) -> Result<Exit, Failure> {
    match command {
        TrainCommand::Syntax(args) => train_syntax(args, terminal),
        TrainCommand::Links(args) => train_links(args),
        TrainCommand::Acts(args) => train_acts(args),
    }
}

fn train_links(args: &TrainLinksArgs) -> Result<Exit, Failure> {
    writable(&args.output)?;
    let table = fit_links(&coder()?, &args.incidents)?;
    write_whole(&args.output, table.as_bytes())?;
    Ok(Exit::Done)
}

fn train_acts(args: &TrainActsArgs) -> Result<Exit, Failure> {
    writable(&args.output)?;
    let how = ActTraining {
        rounds: args.rounds,
        rate: args.rate,
        decay: args.decay,
    };
    let (model, pairs) = fit_acts(&coder()?, &args.files, how)?;
    write_whole(&args.output, &model.to_bytes())?;
    say(&format!(
        "{pairs} pairs, {} features with weights\n",
        model.features()
    ));
    Ok(Exit::Done)
}

fn train_syntax(args: &TrainSyntaxArgs, terminal: &Terminal) -> Result<Exit, Failure> {
    if !(args.rate > 0.0 && args.rate.is_finite()) {
        return Err(Failure::Usage {
            message: format!("a learning rate of {} makes no sense", args.rate),
            help: "give a small number above nought, such as 0.002, with --rate".into(),
        });
    }
    let inputs = Inputs::read(args)?;
    // A fault of the place is better found before the work than after it.
    writable(&args.output)?;
    let names: Vec<&str> = inputs.names.iter().map(|(_, text)| text.as_str()).collect();
    let dev_names: Vec<&str> = inputs.dev_names.iter().map(|(_, text)| text.as_str()).collect();
    let lists: Vec<(&str, &str)> = inputs
        .lists
        .iter()
        .map(|(kind, names)| (kind.as_str(), names.as_str()))
        .collect();
    let data = TrainingData {
        trees: &inputs.trees,
        dev: &inputs.dev,
        names: &names,
        dev_names: &dev_names,
        lists: &lists,
        text: &inputs.text,
    };
    let mut names_options = NameOptions::default();
    names_options.seed = args.seed;
    let mut tell = |pass: usize, loss: f32| say(&format!("names, pass {pass}: loss {loss:.4}\n"));
    let base = match &args.from {
        Some(path) => fs::read(path).map_err(|error| Failure::Input {
            message: format!("{}: {error}", path.display()),
            help: "check the name and the permissions".into(),
        })?,
        None => network(args, &inputs, data, terminal)?,
    };
    // Without annotated names there is nothing for a finder of names to learn.
    let model = if names.is_empty() {
        base
    } else {
        train_names(base, data, &names_options, &mut tell).map_err(|error| inputs.fault(error))?
    };
    if let Err(error) = Model::read(model.clone()) {
        return Err(Failure::Internal(format!(
            "the model made can not be read: {error}"
        )));
    }
    write_whole(&args.output, &model)?;
    say(&format!(
        "dateline: {} written, {:.1} MB\n",
        safe_line(&args.output.display().to_string()),
        model.len() as f64 / 1e6
    ));
    Ok(Exit::Done)
}

/// Trains the network, which gives tags and trees.
fn network(
    args: &TrainSyntaxArgs,
    inputs: &Inputs,
    data: TrainingData<'_>,
    terminal: &Terminal,
) -> Result<Vec<u8>, Failure> {
    let mut training = Training::new(data, options(args)).map_err(|error| inputs.fault(error))?;
    if let Some(path) = &args.state {
        resume(&mut training, path, &inputs.hash)?;
    }
    let shown = Shown::new(terminal);
    while let Some(progress) = training.step() {
        shown.pass(&progress);
        if let Some(path) = &args.state {
            let state = [&inputs.hash[..], &training.checkpoint()].concat();
            write_whole(path, &state)?;
        }
    }
    shown.bar.finish_and_clear();
    Ok(training.model())
}

/// The names in some columns of a lexicon, one a line, with their kind: from `KIND:COLUMNS:FILE`.
fn list(
    given: &str,
    read: &mut impl FnMut(&Path) -> Result<String, Failure>,
) -> Result<(String, String), Failure> {
    let wrong = || Failure::Usage {
        message: format!("`{given}` is no list of names"),
        help: "write the kind, the columns from 1, and the file: --list PER:2:persons.tsv".into(),
    };
    let mut parts = given.splitn(3, ':');
    let (Some(kind), Some(columns), Some(path)) = (parts.next(), parts.next(), parts.next()) else {
        return Err(wrong());
    };
    let columns: Vec<usize> = columns
        .split(',')
        .map(|c| c.parse::<usize>().ok().and_then(|c| c.checked_sub(1)))
        .collect::<Option<_>>()
        .ok_or_else(wrong)?;
    if !["PER", "ORG", "LOC", "NORP"].contains(&kind) {
        return Err(wrong());
    }
    let table = read(Path::new(path))?;
    let mut names = String::new();
    for line in table.lines().filter(|line| !line.starts_with('#')) {
        let cells: Vec<&str> = line.split('\t').collect();
        for cell in columns.iter().filter_map(|c| cells.get(*c)) {
            for name in cell.split('|').map(|name| name.trim_start_matches('~').trim()) {
                if name.len() > 1 {
                    names.push_str(name);
                    names.push('\n');
                }
            }
        }
    }
    Ok((kind.to_owned(), names))
}

fn options(args: &TrainSyntaxArgs) -> TrainOptions {
    let mut options = TrainOptions::default();
    options.seed = args.seed;
    options.threads = args.threads.into();
    options.epochs = args.epochs;
    options.text_epochs = args.text_epochs;
    options.batch_words = args.batch_words;
    options.rate = args.rate;
    options.width = args.width;
    options.layers = args.layers;
    options.pair_width = args.pair_width;
    options.least = args.least;
    options
}

/// All that is learnt from, and a hash of it.
struct Inputs {
    trees: Vec<TreebankSentence>,
    dev: Vec<TreebankSentence>,
    names: Vec<(PathBuf, String)>,
    dev_names: Vec<(PathBuf, String)>,
    lists: Vec<(String, String)>,
    text: String,
    hash: [u8; 32],
}

impl Inputs {
    fn read(args: &TrainSyntaxArgs) -> Result<Self, Failure> {
        let mut hasher = blake3::Hasher::new();
        let mut read = |path: &Path| {
            let text = read_text(path)?;
            hasher.update(&(text.len() as u64).to_le_bytes());
            hasher.update(text.as_bytes());
            Ok::<String, Failure>(text)
        };
        let mut trees = Vec::new();
        for path in &args.train {
            trees.extend(treebank(path, &read(path)?)?);
        }
        let dev = treebank(&args.dev, &read(&args.dev)?)?;
        let mut sets = |paths: &[PathBuf]| -> Result<Vec<(PathBuf, String)>, Failure> {
            paths.iter().map(|path| Ok((path.clone(), read(path)?))).collect()
        };
        let (names, dev_names) = (sets(&args.names)?, sets(&args.dev_names)?);
        let mut text = String::new();
        for path in &args.text {
            let own = read(path)?;
            if path.extension().is_some_and(|e| e == "jsonl" || e == "ndjson") {
                text += &plain_text(&own).map_err(|problem| {
                    faulty(path, &problem, "a record is an object with the string `text`")
                })?;
            } else {
                text += &own;
                text += "\n\n";
            }
        }
        let lists = args
            .list
            .iter()
            .map(|given| list(given, &mut read))
            .collect::<Result<_, _>>()?;
        Ok(Self {
            trees,
            dev,
            names,
            dev_names,
            lists,
            text,
            hash: *hasher.finalize().as_bytes(),
        })
    }

    /// A fault of the training, with the file that it lies in.
    fn fault(&self, error: TrainError) -> Failure {
        match error {
            TrainError::Names { set, problem } => {
                let mut files = self.names.iter().chain(&self.dev_names);
                let file = files
                    .nth(set - 1)
                    .map_or(Path::new("a set of names"), |(path, _)| path);
                faulty(
                    file,
                    &problem,
                    "a record has `text` and `entities`, each with `start` and `end` in characters of the text and `type`",
                )
            }
            TrainError::Options(message) => Failure::Usage {
                message,
                help: "see dateline train syntax --help".into(),
            },
            other => Failure::Input {
                message: other.to_string(),
                help: "name a treebank with sentences with --train".into(),
            },
        }
    }
}

/// `file:3: …` for a problem that begins with its line ('line 3: …').
fn faulty(file: &Path, problem: &str, help: &str) -> Failure {
    let place = file.display();
    let message = match problem.strip_prefix("line ") {
        Some(rest) => format!("{place}:{rest}"),
        None => format!("{place}: {problem}"),
    };
    Failure::Input {
        message,
        help: help.to_owned(),
    }
}

fn read_text(path: &Path) -> Result<String, Failure> {
    let bytes = fs::read(path).map_err(|error| Failure::Input {
        message: format!("{}: {error}", path.display()),
        help: "check the name and the permissions".into(),
    })?;
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let line = 1 + error.as_bytes()[..at].iter().filter(|b| **b == b'\n').count();
        faulty(
            path,
            &format!("line {line}: not valid UTF-8 at byte {at} of the file"),
            "convert the file to UTF-8 first, for example with iconv",
        )
    })
}

/// Words of the longest sentence that is learnt from: all pairs of its words are scored. Chosen: several times the longest
/// of any treebank.
const LONGEST: usize = 2_000;

/// Reads a treebank of which every word can be learnt from.
fn treebank(path: &Path, text: &str) -> Result<Vec<TreebankSentence>, Failure> {
    const LAYOUT: &str = "a treebank is CoNLL-U: ten columns divided by tabs, an empty line behind each sentence, one root a \
        sentence (https://universaldependencies.org/format.html)";
    let sentences = read_treebank(text).map_err(|error| faulty(path, &error.to_string(), LAYOUT))?;
    if let Some(long) = sentences.iter().find(|s| s.words.len() > LONGEST) {
        return Err(Failure::Input {
            message: format!(
                "{}: sentence `{}` has {} words, more than the {LONGEST} that can be learnt from",
                path.display(),
                long.id,
                long.words.len()
            ),
            help: "divide the sentence, or leave it out".into(),
        });
    }
    for (line, row) in (1..).zip(text.lines()) {
        let columns: Vec<&str> = row.split('\t').collect();
        let &[id, _, _, upos, _, _, _, relation, _, _] = columns.as_slice() else {
            continue;
        };
        if row.starts_with('#') || id.contains(['-', '.']) {
            continue;
        }
        let unknown = if Upos::named(upos).is_none() {
            format!("line {line}: `{upos}` is no universal part of speech")
        } else if Relation::named(relation).is_none() {
            format!("line {line}: `{relation}` is no relation of the English treebanks")
        } else {
            continue;
        };
        return Err(faulty(
            path,
            &unknown,
            "only tags and relations of Universal Dependencies for English can be learnt; correct the column",
        ));
    }
    Ok(sentences)
}

/// Goes on from a kept state, if there is one.
fn resume(training: &mut Training<'_>, path: &Path, hash: &[u8; 32]) -> Result<(), Failure> {
    let state = match fs::read(path) {
        Ok(state) => state,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return writable(path),
        Err(error) => {
            return Err(Failure::Input {
                message: format!("{}: {error}", path.display()),
                help: "check the permissions of the state file".into(),
            });
        }
    };
    let refused = |why: &str| {
        Failure::Input {
        message: format!("{}: {why}", path.display()),
        help: "name the same files and options as when the training was begun, or remove the state to begin anew".into(),
    }
    };
    let Some(kept) = state.strip_prefix(hash) else {
        return Err(refused(if state.len() < hash.len() {
            "the kept state cannot be gone on from: it is cut off"
        } else {
            "the kept state cannot be gone on from: it was kept with other data, or is none"
        }));
    };
    training
        .resume(kept)
        .map_err(|error| refused(&error.to_string()))?;
    say(&format!(
        "dateline: going on from {}\n",
        safe_line(&path.display().to_string())
    ));
    Ok(())
}

/// The name under which a file is written before it takes its own.
fn part(path: &Path) -> PathBuf {
    let mut name = path.file_name().map_or_else(OsString::new, OsString::from);
    name.push(".part");
    path.with_file_name(name)
}

fn failed(path: &Path) -> impl FnOnce(io::Error) -> Failure + '_ {
    move |source| Failure::Output {
        what: path.display().to_string(),
        source,
    }
}

/// Whether a file can be written there.
fn writable(path: &Path) -> Result<(), Failure> {
    let part = part(path);
    File::create(&part).map_err(failed(path))?;
    fs::remove_file(&part).map_err(failed(path))
}

/// Writes a file so that it is there whole or, after a crash, as it was before.
fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let part = part(path);
    let write = || {
        let mut file = File::create(&part)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&part, path)
    };
    write().map_err(failed(path))
}

/// Each pass as a line, and on a terminal a bar of all of them.
struct Shown {
    bar: ProgressBar,
}

impl Shown {
    fn new(terminal: &Terminal) -> Self {
        let target = if terminal.err {
            ProgressDrawTarget::stderr()
        } else {
            ProgressDrawTarget::hidden()
        };
        let bar = ProgressBar::with_draw_target(None, target);
        let style = "{spinner} {bar:30} pass {pos} of {len}, {elapsed} gone, about {eta} to go";
        if let Ok(style) = ProgressStyle::with_template(style) {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(200));
        Self { bar }
    }

    fn pass(&self, progress: &Progress) {
        let what = if progress.on_text { "text" } else { "trees" };
        let mut line = format!(
            "pass {} of {} ({what}): loss {:.3}",
            progress.done, progress.of, progress.loss
        );
        if let Some(s) = progress.dev.filter(|s| s.words > 0) {
            line += &format!(
                "; dev UPOS {:.2} XPOS {:.2} UAS {:.2} LAS {:.2} names {:.2}",
                s.upos, s.xpos, s.uas, s.las, s.names
            );
        }
        if self.bar.length().is_none() {
            self.bar.set_length(progress.of as u64);
            // Passes done before a break took none of this run's time.
            self.bar.set_position(progress.done as u64 - 1);
            self.bar.reset_eta();
        }
        self.bar.set_position(progress.done as u64);
        self.bar.suspend(|| say(&format!("{line}\n")));
    }
}
