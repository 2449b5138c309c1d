//! Training the tagger, parser and finder of names.
//!
//! First the network learns to guess words of plain text (if there is any), then tags, trees and names from annotated text.
//! The same data, options and seed give the same model, whatever the number of threads.

mod back;
mod checkpoint;
mod crf;
mod data;
mod entities;
mod evaluate;
mod export;
mod matrix;
mod names;
mod net;
mod optimise;
mod pretrain;
mod rng;
mod swap;
mod trainer;

use crate::conllu::TreebankSentence;
use data::{Classes, Example, Names, Vocabulary};
use net::Sizes;
use rng::Rng;
use trainer::Trainer;

/// How to train.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct TrainOptions {
    /// Seed of everything that is left to chance.
    pub seed: u64,
    /// Times the training data is gone through.
    pub epochs: usize,
    /// Words in one step.
    pub batch_words: usize,
    /// Highest learning rate; it rises to it in the first epoch and falls to a fiftieth by the last.
    pub rate: f32,
    /// Threads. The result does not depend on it.
    pub threads: usize,
    /// Width of embeddings and layers, a multiple of 16.
    pub width: usize,
    /// Recurrent layers, at least two.
    pub layers: usize,
    /// Width of head and dependent vectors.
    pub pair_width: usize,
    /// Times the plain text is gone through.
    pub text_epochs: usize,
    /// Least frequency of a form of the plain text to be known.
    pub least: u32,
}

impl Default for TrainOptions {
    fn default() -> Self {
        Self {
            seed: 1,
            epochs: 30,
            batch_words: 500,
            rate: 2e-3,
            threads: 2,
            width: 128,
            layers: 4,
            pair_width: 64,
            text_epochs: 8,
            least: 4,
        }
    }
}

impl TrainOptions {
    fn check(&self) -> Result<(), TrainError> {
        let fits = |n: usize| (16..=256).contains(&n) && n.is_multiple_of(16);
        let problem = if !fits(self.width) || !fits(self.pair_width) {
            "widths are multiples of 16 up to 256"
        } else if !(2..=12).contains(&self.layers) {
            "two to twelve layers are needed"
        } else if self.epochs == 0 || self.batch_words == 0 {
            "at least one pass and one word a step are needed"
        } else {
            return Ok(());
        };
        Err(TrainError::Options(problem.to_owned()))
    }
}

/// What to learn from.
#[derive(Clone, Copy, Debug, Default)]
pub struct TrainingData<'a> {
    /// Sentences with tags and trees.
    pub trees: &'a [TreebankSentence],
    /// Sentences that progress is measured on; they are not learnt from.
    pub dev: &'a [TreebankSentence],
    /// Texts with names, in JSON Lines: `text` and `entities` (`start`, `end` in code points, `type`). A text whose `id` is
    /// `uner-` and the `sent_id` of a tree names the words of that tree.
    pub names: &'a [&'a str],
    /// As `names`, for measuring.
    pub dev_names: &'a [&'a str],
    /// Lists of names to put in the place of others: a kind (`PER`, `ORG`, `LOC`, `NORP`) and names of it, one a line.
    pub lists: &'a [(&'a str, &'a str)],
    /// Plain text, documents divided by blank lines.
    pub text: &'a str,
}

/// How to train the finder of names on top of a finished network.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct NameOptions {
    /// Seed of everything that is left to chance.
    pub seed: u64,
    /// Times the annotated sentences are gone through.
    pub passes: usize,
    /// Highest learning rate; it falls to a fiftieth.
    pub rate: f32,
    /// Hidden units, a multiple of 16.
    pub hidden: usize,
    /// Rows of the table of hashed features, a power of two.
    pub buckets: usize,
    /// Share of names that are exchanged for others of their kind.
    pub swapped: f32,
    /// Share of sentences that lose their capitals.
    pub small: f32,
    /// Share of sentences whose state in the network is hidden.
    pub hidden_state: f32,
    /// Share of the parts of a state that are dropped.
    pub dropped_state: f32,
    /// Share of features of forms that are dropped.
    pub dropped: f32,
}

impl Default for NameOptions {
    fn default() -> Self {
        Self {
            seed: 1,
            passes: 6,
            rate: 2e-3,
            hidden: 64,
            buckets: 1 << 15,
            swapped: 0.5,
            small: 0.04,
            hidden_state: 0.3,
            dropped_state: 0.3,
            dropped: 0.3,
        }
    }
}

/// Learns the finder of names of a finished model anew, and gives the contents of the model file with it. Tags and trees stay
/// as they are. `tell` hears of each pass and its mean loss of a word.
///
/// Of `data`, the trees, names and lists are used.
///
/// # Errors
/// [`TrainError`] when the model cannot be read, a set of names is malformed, or an option is out of range.
pub fn train_names(
    model: Vec<u8>,
    data: TrainingData<'_>,
    options: &NameOptions,
    tell: &mut dyn FnMut(usize, f32),
) -> Result<Vec<u8>, TrainError> {
    if !(16..=256).contains(&options.hidden)
        || !options.hidden.is_multiple_of(16)
        || !options.buckets.is_power_of_two()
        || options.buckets > 1 << 20
    {
        return Err(TrainError::Options(
            "hidden units are a multiple of 16 up to 256, rows a power of two up to a million".to_owned(),
        ));
    }
    let base = model.clone();
    let model = crate::Model::read(model).map_err(|e| TrainError::Options(e.to_string()))?;
    let mut examples = data::examples(data.trees, &Classes::default());
    for (set, jsonl) in data.names.iter().enumerate() {
        let own = names(set, jsonl, data.trees, &mut examples)?;
        examples.extend(own);
    }
    examples.retain(|e| e.words.iter().any(|w| w.entity != net::NONE));
    let pool = swap::Pool::of(&examples, data.lists);
    Ok(names::learn(&base, &model, &examples, &pool, options, tell))
}

/// Why training could not begin or go on.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TrainError {
    /// There are no trees to learn from.
    #[error("there is no sentence to learn from: give a treebank in CoNLL-U")]
    NoTrees,
    /// A set of names is not as it should be.
    #[error("set {set} of names: {problem}")]
    Names {
        /// Which set, from 1.
        set: usize,
        /// What is wrong in it, with its line.
        problem: String,
    },
    /// An option is out of its range.
    #[error("{0}")]
    Options(String),
    /// A kept state does not belong to this training.
    #[error("the kept state cannot be gone on from: {0}")]
    Checkpoint(String),
}

/// Shares of words that were right, in per cent.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Scores {
    /// Words counted.
    pub words: usize,
    /// Universal part of speech.
    pub upos: f64,
    /// Treebank's own tag.
    pub xpos: f64,
    /// Head.
    pub uas: f64,
    /// Head and universal relation.
    pub las: f64,
    /// F1 of names, exact in extent and kind.
    pub names: f64,
}

/// One pass over data that was done.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Progress {
    /// Passes done, of `of`.
    pub done: usize,
    /// Passes in all.
    pub of: usize,
    /// Whether the pass was over plain text.
    pub on_text: bool,
    /// Mean loss: of a guess on plain text, otherwise of a word.
    pub loss: f32,
    /// Scores on the development sentences after it, unless it was over plain text.
    pub dev: Option<Scores>,
}

/// A training that goes on pass by pass.
///
/// # Example: a treebank of one sentence, learnt by heart
/// ```
/// use dateline_syntax::{Model, TrainOptions, Training, TrainingData, read_treebank};
/// let trees = read_treebank("1\tRebels\trebel\tNOUN\tNNS\t_\t2\tnsubj\t_\t_\n2\tfled\tflee\tVERB\tVBD\t_\t0\troot\t_\t_\n\n")?;
/// let data = TrainingData { trees: &trees, dev: &trees, ..TrainingData::default() };
/// let mut options = TrainOptions::default();
/// (options.epochs, options.width, options.layers, options.threads) = (40, 16, 2, 1);
/// let mut training = Training::new(data, options)?;
/// let mut last = None;
/// while let Some(progress) = training.step() {
///     last = progress.dev;
/// }
/// assert_eq!(last.map(|s| s.las), Some(100.0));
/// assert!(Model::read(training.model()).is_ok());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Training<'a> {
    data: TrainingData<'a>,
    options: TrainOptions,
    examples: Vec<Example>,
    dev: Vec<Example>,
    plain: Vec<(Example, bool)>,
    trainer: Trainer,
    guesser: Option<pretrain::Guesser>,
    done: usize,
}

impl std::fmt::Debug for Training<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Training")
            .field("options", &self.options)
            .field("done", &self.done)
            .finish_non_exhaustive()
    }
}

impl<'a> Training<'a> {
    /// Prepares a training.
    ///
    /// # Errors
    /// [`TrainError`] when there is nothing to learn from, a set of names is malformed, or an option out of range.
    pub fn new(data: TrainingData<'a>, options: TrainOptions) -> Result<Self, TrainError> {
        options.check()?;
        if data.trees.is_empty() {
            return Err(TrainError::NoTrees);
        }
        let mut classes = Classes::of_trees(data.trees);
        classes.entities = Names(entities::label_names());
        let mut examples = data::examples(data.trees, &classes);
        let mut dev = data::examples(data.dev, &classes);
        for (sets, trees, examples, first) in [
            (data.names, data.trees, &mut examples, 0),
            (data.dev_names, data.dev, &mut dev, data.names.len()),
        ] {
            let mut own = Vec::new();
            for (i, jsonl) in sets.iter().enumerate() {
                own.extend(names(first + i, jsonl, trees, examples)?);
            }
            examples.extend(own);
        }
        let mut plain = Vec::new();
        if options.text_epochs > 0 && !data.text.is_empty() {
            plain = pretrain::sentences(data.text);
            // The annotated words are text too.
            plain.extend(examples.iter().map(|e| (e.clone(), true)));
        }
        let mut forms: Vec<(&str, u32)> = Vec::new();
        for e in &examples {
            // A word of the annotated data is known when it stands there twice.
            forms.extend(
                e.words
                    .iter()
                    .map(|w| (w.lower.as_str(), options.least.div_ceil(2))),
            );
        }
        for (e, _) in &plain {
            forms.extend(e.words.iter().map(|w| (w.lower.as_str(), 1)));
        }
        let vocabulary = Vocabulary::of(forms.into_iter(), options.least);
        let sizes = Sizes {
            width: options.width,
            layers: options.layers,
            tag_layers: options.layers - 1,
            arc: options.pair_width,
            relation: options.pair_width,
            upos: classes.upos.len(),
            xpos: classes.xpos.len(),
            relations: classes.relations.len(),
            entities: classes.entities.len(),
        };
        let trainer = Trainer::new(sizes, classes, vocabulary, &options);
        let guesser = (!plain.is_empty()).then(|| {
            pretrain::Guesser::new(sizes.width, &trainer.vocabulary, &mut Rng::fork(options.seed, 1))
        });
        Ok(Self {
            data,
            options,
            examples,
            dev,
            plain,
            trainer,
            guesser,
            done: 0,
        })
    }

    /// Passes over plain text.
    fn text_passes(&self) -> usize {
        if self.plain.is_empty() {
            0
        } else {
            self.options.text_epochs
        }
    }

    /// Does the next pass; `None` when all are done.
    pub fn step(&mut self) -> Option<Progress> {
        let of = self.text_passes() + self.options.epochs;
        if self.done == of {
            return None;
        }
        let on_text = self.done < self.text_passes();
        let (loss, dev) = match (&mut self.guesser, on_text) {
            (Some(guesser), true) => {
                let loss = self
                    .trainer
                    .text_epoch(guesser, &self.plain, self.done, &self.options);
                if self.done + 1 == self.options.text_epochs {
                    self.trainer.settle();
                    self.guesser = None;
                }
                (loss, None)
            }
            _ => {
                let epoch = self.done - self.text_passes();
                let loss = self.trainer.epoch(&self.examples, epoch, &self.options);
                (loss.iter().sum(), Some(self.trainer.evaluate(&self.dev)))
            }
        };
        self.done += 1;
        Some(Progress {
            done: self.done,
            of,
            on_text,
            loss,
            dev,
        })
    }

    /// The model as it is now, as the contents of a model file.
    #[must_use]
    pub fn model(&self) -> Vec<u8> {
        export::model_file(&self.trainer, self.data.trees)
    }
}

/// Trains from beginning to end, telling of each pass, and gives the contents of a model file.
///
/// # Errors
/// As [`Training::new`].
pub fn train_syntax(
    data: TrainingData<'_>,
    options: TrainOptions,
    tell: &mut dyn FnMut(&Progress),
) -> Result<Vec<u8>, TrainError> {
    let mut training = Training::new(data, options)?;
    while let Some(progress) = training.step() {
        tell(&progress);
    }
    Ok(training.model())
}

/// The texts (`text`) of JSON Lines as [`TrainingData::text`] wants them: documents divided by blank lines. A text that repeats
/// the one before it is left out.
///
/// # Errors
/// The line and what is wrong in it, when a line is no JSON object with a text.
///
/// # Example
/// ```
/// let text = dateline_syntax::plain_text("{\"text\": \"Rebels fled.\\n\\nTwo died.\"}\n")?;
/// assert_eq!(text, "Rebels fled.\nTwo died.\n\n");
/// # Ok::<(), String>(())
/// ```
pub fn plain_text(jsonl: &str) -> Result<String, String> {
    let mut out = String::new();
    let mut last = String::new();
    for (at, line) in jsonl.lines().enumerate() {
        let row: serde_json::Value =
            serde_json::from_str(line).map_err(|e| format!("line {}: {e}", at + 1))?;
        let text = row["text"]
            .as_str()
            .ok_or_else(|| format!("line {}: no text", at + 1))?;
        if text != last {
            out.push_str(text.replace("\n\n", "\n").trim());
            out.push_str("\n\n");
            text.clone_into(&mut last);
        }
    }
    Ok(out)
}

/// Joins a set of names to the examples of `trees`; the texts that are none of them come back.
fn names(
    set: usize,
    jsonl: &str,
    trees: &[TreebankSentence],
    examples: &mut [Example],
) -> Result<Vec<Example>, TrainError> {
    let texts = entities::read(jsonl).map_err(|problem| TrainError::Names {
        set: set + 1,
        problem,
    })?;
    Ok(entities::join(&texts, trees, examples))
}
