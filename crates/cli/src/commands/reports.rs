//! A run over reports: read in their order, worked on by all threads, written in the order of the input.
//!
//! A thread of its own reads ahead, a bounded way. What has come is worked on at once, so that a slow pipe gives each
//! report's result before the next is there; what comes fast is worked on in chunks. Memory stays flat and the bytes are
//! the same for any number of threads.

use crate::{
    args::ReadArgs,
    exit::Exit,
    problems::{Failure, Tally, counted, say},
    terminal::Terminal,
};
use dateline_read::{Input, Options, PassedOver, Read, ReadError, Reader, read};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use rayon::{ThreadPool, prelude::*};
use std::{
    io::{self, BufWriter, IsTerminal as _, Write},
    num::NonZeroUsize,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::mpsc::{Receiver, SyncSender, sync_channel},
    thread,
};

/// Reports in a chunk, and the bytes of their texts over which it is closed. Chosen: enough to keep many threads busy,
/// small beside the memory that the lexicons take.
const CHUNK_REPORTS: usize = 256;
const CHUNK_BYTES: usize = 8 << 20;

/// Reports that may wait to be worked on. Chosen: sixteen a thread on four cores; at the limit of 2 MiB a text they are
/// a third of the memory budget.
const WAITING: usize = 64;

/// Reports from which on a progress line is worth its place.
const HANDFUL: u64 = 8;

/// What one report gave: bytes to write, how many things are in them, and what to know about it.
pub(crate) struct Made {
    pub(crate) bytes: Vec<u8>,
    pub(crate) count: u64,
    pub(crate) notes: Vec<String>,
}

/// What is written around the reports.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Frame {
    /// Before the first.
    pub(crate) open: &'static str,
    /// Between two.
    pub(crate) between: &'static str,
    /// After the last.
    pub(crate) close: &'static str,
    /// In place of all, when there is no report.
    pub(crate) empty: &'static str,
}

/// Reads what the arguments name, does `work` on each report and writes what it gives. `noun` is one of the things made.
pub(crate) fn run(
    args: &ReadArgs,
    mut options: Options,
    frame: Frame,
    noun: &'static str,
    work: impl Fn(&Read) -> Made + Sync,
    terminal: &Terminal,
) -> Result<Exit, Failure> {
    let pool = threads(args.threads)?;
    if let Some(columns) = &args.columns {
        options.columns = columns.clone();
    }
    let mut feed = Feed::start(read(inputs(args)?, options), args.strict)?;
    let mut out = Output::new(BufWriter::new(io::stdout().lock()), frame);
    let mut tally = Tally::of(noun);
    let progress = Progress::new(terminal);
    let written = loop {
        let chunk = feed.next_chunk();
        if chunk.is_empty() {
            break out.finish();
        }
        let done: Vec<Outcome> = pool.install(|| {
            chunk
                .into_par_iter()
                .map(|result| work_on(result, &work))
                .collect()
        });
        if let Err(error) = write_chunk(done, &mut out, &mut tally, terminal, &progress) {
            break Err(error);
        }
        if args.strict && tally.set_aside > 0 {
            tally.stopped = true;
            break out.finish();
        }
    };
    progress.clear();
    match written {
        // A reader that has gone away (`| head`) has had what it wanted.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => return Ok(Exit::Done),
        Err(source) => {
            return Err(Failure::Output {
                what: "to standard output".into(),
                source,
            });
        }
        Ok(()) => {}
    }
    if feed.broke && !tally.stopped {
        return Err(Failure::Internal("reading broke off".into()));
    }
    let exit = tally.exit(&feed.passed_over);
    if terminal.err || exit != Exit::Done || tally.notes + feed.passed_over.total() > 0 {
        say(&format!("{}\n", tally.closing(&feed.passed_over)));
    }
    Ok(exit)
}

fn no_threads(error: &impl std::fmt::Display) -> Failure {
    Failure::Usage {
        message: format!("can not start the threads: {error}"),
        help: "give fewer with --threads".into(),
    }
}

/// The threads to work with.
pub(super) fn threads(number: Option<NonZeroUsize>) -> Result<ThreadPool, Failure> {
    rayon::ThreadPoolBuilder::new()
        .num_threads(number.map_or(0, usize::from))
        .build()
        .map_err(|error| no_threads(&error))
}

/// What to read: what was named, or standard input where something is piped in.
pub(super) fn inputs(args: &ReadArgs) -> Result<Vec<Input>, Failure> {
    if args.inputs.is_empty() {
        if io::stdin().is_terminal() {
            return Err(Failure::Usage {
                message: "there is nothing to read".into(),
                help: "name files or directories, or pipe a report in; --help has examples".into(),
            });
        }
        return Ok(vec![Input::Stdin]);
    }
    Ok(args.inputs.iter().map(Input::from).collect())
}

pub(super) type ReadResult = Result<Read, ReadError>;

/// What the reading thread hands over. The end comes last, with what was passed over.
enum Fed {
    Report(Box<ReadResult>),
    End(PassedOver),
}

/// The reports as they come in.
pub(super) struct Feed {
    fed: Receiver<Fed>,
    strict: bool,
    pub(super) passed_over: PassedOver,
    ended: bool,
    /// The reading thread went away without a word.
    pub(super) broke: bool,
}

impl Feed {
    pub(super) fn start(reader: Reader, strict: bool) -> Result<Self, Failure> {
        let (send, fed) = sync_channel(WAITING);
        // It is not waited for: where nobody listens any more it ends with its next report, or with the process.
        thread::Builder::new()
            .name("reader".into())
            .spawn(move || feed(reader, strict, &send))
            .map_err(|error| no_threads(&error))?;
        Ok(Self {
            fed,
            strict,
            passed_over: PassedOver::default(),
            ended: false,
            broke: false,
        })
    }

    /// The reports and errors that are there, in order; waits for the first. Empty at the end. In a strict run an error
    /// closes the chunk and the run: nothing behind it is read.
    pub(super) fn next_chunk(&mut self) -> Vec<ReadResult> {
        let mut chunk = Vec::new();
        let mut bytes = 0;
        let mut last = false;
        while !self.ended && chunk.len() < CHUNK_REPORTS && bytes < CHUNK_BYTES {
            let fed = if chunk.is_empty() || last {
                self.fed.recv().ok()
            } else {
                match self.fed.try_recv() {
                    Ok(fed) => Some(fed),
                    Err(_) => break,
                }
            };
            match fed {
                Some(Fed::Report(result)) => {
                    last = self.strict && result.is_err();
                    bytes += result
                        .as_ref()
                        .as_ref()
                        .map_or(0, |read| read.document.text.len());
                    chunk.push(*result);
                }
                Some(Fed::End(passed_over)) => (self.passed_over, self.ended) = (passed_over, true),
                None => (self.broke, self.ended) = (true, true),
            }
        }
        chunk
    }
}

/// Reads until there is no more, nobody listens, or a strict run meets an error.
fn feed(mut reader: Reader, strict: bool, send: &SyncSender<Fed>) {
    for result in reader.by_ref() {
        let stop = strict && result.is_err();
        if send.send(Fed::Report(Box::new(result))).is_err() {
            return;
        }
        if stop {
            break;
        }
    }
    // Nobody may listen any more; then nobody asks what was passed over.
    send.send(Fed::End(reader.passed_over().clone())).ok();
}

/// What became of one input.
enum Outcome {
    Done { read: Read, made: Made },
    Broke(Read),
    SetAside(ReadError),
}

/// Does the work on one report.
fn work_on(result: ReadResult, work: impl Fn(&Read) -> Made) -> Outcome {
    let mut read = match result {
        Ok(read) => read,
        Err(error) => return Outcome::SetAside(error),
    };
    // A panic would be a bug of ours, and must not cost the run of a million other reports.
    match catch_unwind(AssertUnwindSafe(|| work(&read))) {
        Ok(made) => {
            // Only its name is needed from here on.
            read.document.text = String::new();
            Outcome::Done { read, made }
        }
        Err(_) => Outcome::Broke(read),
    }
}

/// Writes what was made, and says what was not, in the order of the input.
fn write_chunk(
    done: Vec<Outcome>,
    out: &mut Output<impl Write>,
    tally: &mut Tally,
    terminal: &Terminal,
    progress: &Progress,
) -> io::Result<()> {
    for outcome in done {
        match outcome {
            Outcome::Done { read, made } => {
                tally.reports += 1;
                tally.made += made.count;
                if read.notes.len() + made.notes.len() > 0 {
                    out.flush()?;
                    progress.suspend(|| tally.notes(&read, &made.notes));
                }
                out.report(&made.bytes)?;
            }
            Outcome::Broke(read) => {
                tally.reports += 1;
                out.flush()?;
                progress.suspend(|| tally.broke(&read, terminal));
            }
            Outcome::SetAside(error) => {
                out.flush()?;
                progress.suspend(|| tally.set_aside(&error, terminal));
            }
        }
    }
    progress.update(tally);
    out.flush()
}

/// Puts what the reports gave into their frame.
struct Output<W: Write> {
    writer: W,
    frame: Frame,
    reports: u64,
}

impl<W: Write> Output<W> {
    fn new(writer: W, frame: Frame) -> Self {
        Self {
            writer,
            frame,
            reports: 0,
        }
    }

    fn report(&mut self, bytes: &[u8]) -> io::Result<()> {
        let before = if self.reports == 0 {
            self.frame.open
        } else {
            self.frame.between
        };
        self.reports += 1;
        self.writer.write_all(before.as_bytes())?;
        self.writer.write_all(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }

    fn finish(&mut self) -> io::Result<()> {
        let last = if self.reports == 0 {
            self.frame.empty
        } else {
            self.frame.close
        };
        self.writer.write_all(last.as_bytes())?;
        self.flush()
    }
}

/// A line that counts, on a terminal that shows nothing else, once there is more than a handful to count.
pub(super) struct Progress {
    bar: ProgressBar,
    wanted: bool,
}

impl Progress {
    pub(super) fn new(terminal: &Terminal) -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        if let Ok(style) = ProgressStyle::with_template("{spinner} {pos} reports, {msg}, {elapsed}") {
            bar.set_style(style);
        }
        Self {
            bar,
            wanted: terminal.err && !terminal.out,
        }
    }

    pub(super) fn update(&self, tally: &Tally) {
        if self.wanted && tally.reports > HANDFUL && self.bar.is_hidden() {
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
        self.bar.set_message(counted(tally.made, tally.noun));
        self.bar.set_position(tally.reports);
    }

    /// Does `work`, which writes to standard error, with the line out of the way.
    pub(super) fn suspend(&self, work: impl FnOnce()) {
        self.bar.suspend(work);
    }

    pub(super) fn clear(&self) {
        self.bar.finish_and_clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use dateline_model::{Document, DocumentParts};
    use dateline_read::Source;

    #[test]
    fn a_report_that_breaks_the_work_is_set_aside() {
        let source = Source {
            path: "a.txt".into(),
            record: None,
            line: None,
            id: None,
        };
        let read = Read {
            document: Document::new(DocumentParts::default()),
            source,
            updated: None,
            notes: Vec::new(),
        };
        let outcome = work_on(Ok(read), |_| panic!("on purpose"));
        assert!(matches!(outcome, Outcome::Broke(read) if read.source.path.as_os_str() == "a.txt"));
    }

    #[test]
    fn a_strict_run_reads_no_further_than_the_first_error() {
        let gone = || Input::from("no/such/file");
        let all = |strict| {
            let reader = read([gone(), gone(), gone()], Options::default());
            let mut feed = Feed::start(reader, strict).expect("a thread");
            let mut found = 0;
            loop {
                let chunk = feed.next_chunk();
                if chunk.is_empty() {
                    return (found, feed.broke);
                }
                found += chunk.len();
            }
        };
        assert_eq!(all(true), (1, false));
        assert_eq!(all(false), (3, false));
    }
}
