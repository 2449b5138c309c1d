//! Running the binary in a fresh directory.

use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};
use tempfile::TempDir;

/// A directory of files to run on.
pub struct Folder(TempDir);

/// What a run gave.
#[derive(Debug, PartialEq, Eq)]
pub struct Outcome {
    pub exit: i32,
    pub out: String,
    pub err: String,
}

impl Folder {
    pub fn new(files: &[(&str, &[u8])]) -> Self {
        let folder = Self(tempfile::tempdir().expect("a temporary directory"));
        for (name, content) in files {
            folder.write(name, content);
        }
        folder
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    pub fn write(&self, name: &str, content: &[u8]) {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().expect("below the folder")).expect("can be made");
        fs::write(path, content).expect("can be written");
    }

    /// The command, ready to run here with an environment that does not depend on the tester's.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dateline"));
        command
            .args(args)
            .current_dir(self.path())
            .env_remove("DATELINE_GAZETTEER")
            .env_remove("DATELINE_LEDGER")
            .env_remove("NO_COLOR")
            .env_remove("COLUMNS")
            .stdin(Stdio::null());
        command
    }

    pub fn run(&self, args: &[&str]) -> Outcome {
        outcome(self.command(args).output().expect("the binary runs"))
    }

    pub fn run_with_input(&self, args: &[&str], input: &[u8]) -> Outcome {
        let mut command = self.command(args);
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().expect("the binary runs");
        let mut stdin = child.stdin.take().expect("is piped");
        stdin.write_all(input).expect("the binary reads its input");
        drop(stdin);
        outcome(child.wait_with_output().expect("the binary ends"))
    }
}

fn outcome(output: std::process::Output) -> Outcome {
    Outcome {
        exit: output.status.code().expect("ended by itself"),
        out: String::from_utf8(output.stdout).expect("output is UTF-8"),
        err: String::from_utf8(output.stderr).expect("messages are UTF-8"),
    }
}

/// The sample reports of the project: name and content, in the order of their names.
pub fn samples() -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/reports");
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)
        .expect("the sample reports are there")
        .map(|entry| entry.expect("can be listed").path())
        .filter(|path| path.extension().is_some_and(|e| e == "txt"))
        .collect();
    paths.sort();
    assert!(paths.len() >= 15, "only {} sample reports", paths.len());
    let name = |path: &PathBuf| path.file_name().expect("a file").to_string_lossy().into_owned();
    paths
        .iter()
        .map(|path| (name(path), fs::read(path).expect("can be read")))
        .collect()
}
