//! `dateline code`: reports in, claims out.
//!
//! Reports are read a bounded chunk at a time, coded on all threads, and written in the order of the input: memory stays
//! flat and the bytes are the same for any number of threads.

use super::coder;
use crate::{
    args::{CodeArgs, Format},
    exit::Exit,
    page::{Look, render_page},
    problems::{Failure, Tally, counted, say},
    terminal::Terminal,
};
use dateline_model::{Claim, Document};
use dateline_read::{Input, Options, Read, ReadError, Source, read};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use rayon::prelude::*;
use serde::Serialize;
use std::{
    io::{self, BufWriter, IsTerminal as _, Write},
    panic::{AssertUnwindSafe, catch_unwind},
};

/// Reports in a chunk, and the bytes of their texts over which it is closed. Chosen: enough to keep many threads busy,
/// small beside the memory that the lexicons take.
const CHUNK_REPORTS: usize = 256;
const CHUNK_BYTES: usize = 8 << 20;

/// Reports from which on a progress line is worth its place.
const HANDFUL: u64 = 8;

/// Runs the command.
pub(crate) fn run(args: CodeArgs, terminal: &Terminal) -> Result<Exit, Failure> {
    let inputs = inputs(&args)?;
    let coder = coder()?;
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
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(args.threads.map_or(0, usize::from))
        .build()
        .map_err(|error| Failure::Usage {
            message: format!("can not start the threads: {error}"),
            help: "give fewer with --threads".into(),
        })?;

    let mut reader = read(inputs, options);
    let mut out = Output::new(BufWriter::new(io::stdout().lock()), format);
    let mut tally = Tally::default();
    let progress = Progress::new(terminal);
    let written = loop {
        let chunk = next_chunk(&mut reader, args.strict);
        if chunk.is_empty() {
            break out.finish();
        }
        let coded: Vec<Outcome> = pool.install(|| {
            chunk
                .into_par_iter()
                .map(|result| code_one(result, |document| coder.code(document), format, look))
                .collect()
        });
        if let Err(error) = write_chunk(coded, &mut out, &mut tally, terminal, &progress) {
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
    let passed_over = reader.passed_over();
    let exit = tally.exit(passed_over);
    if terminal.err || exit != Exit::Done || tally.notes + passed_over.total() > 0 {
        say(&format!("{}\n", tally.closing(passed_over)));
    }
    Ok(exit)
}

/// What to read: what was named, or standard input where something is piped in.
fn inputs(args: &CodeArgs) -> Result<Vec<Input>, Failure> {
    if args.inputs.is_empty() {
        if io::stdin().is_terminal() {
            return Err(Failure::Usage {
                message: "there is nothing to read".into(),
                help: "name files or directories, or pipe a report in: dateline code report.txt".into(),
            });
        }
        return Ok(vec![Input::Stdin]);
    }
    Ok(args.inputs.iter().map(Input::from).collect())
}

/// The next reports and errors, in order. In a strict run an error closes the chunk: nothing behind it is coded.
fn next_chunk(
    reader: &mut impl Iterator<Item = Result<Read, ReadError>>,
    strict: bool,
) -> Vec<Result<Read, ReadError>> {
    let mut chunk = Vec::new();
    let mut bytes = 0;
    while chunk.len() < CHUNK_REPORTS && bytes < CHUNK_BYTES {
        let Some(result) = reader.next() else { break };
        let stop = strict && result.is_err();
        bytes += result.as_ref().map_or(0, |read| read.document.text.len());
        chunk.push(result);
        if stop {
            break;
        }
    }
    chunk
}

/// What became of one input.
enum Outcome {
    Coded { read: Read, claims: u64, bytes: Vec<u8> },
    Broke(Read),
    SetAside(ReadError),
}

/// Codes one report and renders its claims.
fn code_one(
    result: Result<Read, ReadError>,
    code: impl Fn(&Document) -> Vec<Claim>,
    format: Format,
    look: Look,
) -> Outcome {
    let mut read = match result {
        Ok(read) => read,
        Err(error) => return Outcome::SetAside(error),
    };
    // A panic would be a bug of ours, and must not cost the run of a million other reports.
    let work = catch_unwind(AssertUnwindSafe(|| {
        let claims = code(&read.document);
        let bytes = render(&read, &claims, format, look);
        (claims.len() as u64, bytes)
    }));
    match work {
        Ok((claims, bytes)) => {
            // Only its name is needed from here on.
            read.document.text = String::new();
            Outcome::Coded { read, claims, bytes }
        }
        Err(_) => Outcome::Broke(read),
    }
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

/// Writes what was coded, and says what was not, in the order of the input.
fn write_chunk(
    coded: Vec<Outcome>,
    out: &mut Output<impl Write>,
    tally: &mut Tally,
    terminal: &Terminal,
    progress: &Progress,
) -> io::Result<()> {
    for outcome in coded {
        match outcome {
            Outcome::Coded { read, claims, bytes } => {
                tally.reports += 1;
                tally.claims += claims;
                if !read.notes.is_empty() {
                    out.flush()?;
                    progress.suspend(|| tally.notes(&read));
                }
                out.report(&bytes)?;
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

/// Puts rendered reports together in the form asked for.
struct Output<W: Write> {
    writer: W,
    format: Format,
    reports: u64,
}

impl<W: Write> Output<W> {
    fn new(writer: W, format: Format) -> Self {
        Self {
            writer,
            format,
            reports: 0,
        }
    }

    fn report(&mut self, bytes: &[u8]) -> io::Result<()> {
        let before: &[u8] = match (self.format, self.reports) {
            (Format::Json, 0) => b"[\n",
            (Format::Json, _) => b",\n",
            (Format::Claims, 1..) => b"\n",
            _ => b"",
        };
        self.reports += 1;
        self.writer.write_all(before)?;
        self.writer.write_all(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }

    fn finish(&mut self) -> io::Result<()> {
        if self.format == Format::Json {
            self.writer
                .write_all(if self.reports == 0 { b"[]\n" } else { b"\n]\n" })?;
        }
        self.flush()
    }
}

/// A line that counts, on a terminal that shows nothing else, once there is more than a handful to count.
struct Progress {
    bar: ProgressBar,
    wanted: bool,
}

impl Progress {
    fn new(terminal: &Terminal) -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        if let Ok(style) = ProgressStyle::with_template("{spinner} {pos} reports, {msg}, {elapsed}") {
            bar.set_style(style);
        }
        Self {
            bar,
            wanted: terminal.err && !terminal.out,
        }
    }

    fn update(&self, tally: &Tally) {
        if self.wanted && tally.reports > HANDFUL && self.bar.is_hidden() {
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
        self.bar.set_message(counted(tally.claims, "claim"));
        self.bar.set_position(tally.reports);
    }

    /// Does `work`, which writes to standard error, with the line out of the way.
    fn suspend(&self, work: impl FnOnce()) {
        self.bar.suspend(work);
    }

    fn clear(&self) {
        self.bar.finish_and_clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use dateline_model::DocumentParts;

    #[test]
    fn a_report_that_breaks_the_coder_is_set_aside() {
        let document = Document::new(DocumentParts::default());
        let source = Source {
            path: "a.txt".into(),
            record: None,
            line: None,
            id: None,
        };
        let read = Read {
            document,
            source,
            notes: Vec::new(),
        };
        let look = Look {
            width: 80,
            color: false,
        };
        let outcome = code_one(Ok(read), |_| panic!("on purpose"), Format::Jsonl, look);
        assert!(matches!(outcome, Outcome::Broke(read) if read.source.path.as_os_str() == "a.txt"));
    }

    #[test]
    fn a_strict_chunk_ends_with_the_first_error() {
        let missing = || Err(ReadError::Missing { path: "gone".into() });
        let mut results = vec![missing(), missing(), missing()].into_iter();
        assert_eq!(next_chunk(&mut results, true).len(), 1);
        assert_eq!(next_chunk(&mut results, false).len(), 2);
        assert!(next_chunk(&mut results, false).is_empty());
    }
}
