//! `dateline completions` and `dateline man`: what shells and `man` know of the commands, made from the arguments themselves.

use super::write_out;
use crate::{
    args::Cli,
    exit::Exit,
    problems::{Failure, say},
};
use clap::{Args, Command, CommandFactory as _};
use clap_complete::{Shell, generate};
use clap_mangen::Man;
use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// Arguments of `dateline completions`.
#[derive(Debug, Args)]
#[command(after_help = COMPLETIONS_HELP)]
pub(crate) struct CompletionsArgs {
    /// The shell.
    #[arg(value_enum, value_name = "SHELL")]
    shell: Shell,
}

const COMPLETIONS_HELP: &str = "\
Examples:
  dateline completions bash > ~/.local/share/bash-completion/completions/dateline
  dateline completions zsh > ~/.zfunc/_dateline
  dateline completions fish > ~/.config/fish/completions/dateline.fish";

/// Arguments of `dateline man`.
#[derive(Debug, Args)]
#[command(after_help = MAN_HELP)]
pub(crate) struct ManArgs {
    /// Where to write a page for each command [default: the page of dateline itself, on standard output].
    #[arg(short, long, value_name = "DIRECTORY")]
    output: Option<PathBuf>,
}

const MAN_HELP: &str = "\
Examples:
  dateline man > dateline.1                            read it with: man ./dateline.1
  dateline man --output ~/.local/share/man/man1        then: man dateline-ingest";

/// Writes the completions of a shell.
pub(crate) fn completions(args: &CompletionsArgs) -> Result<Exit, Failure> {
    let mut script = Vec::new();
    generate(args.shell, &mut Cli::command(), "dateline", &mut script);
    write_out(&script).map(|()| Exit::Done)
}

/// Writes man pages.
pub(crate) fn man(args: &ManArgs) -> Result<Exit, Failure> {
    let Some(folder) = &args.output else {
        return write_out(&page(Cli::command())).map(|()| Exit::Done);
    };
    fs::create_dir_all(folder).map_err(|e| failed_to_write(folder, e))?;
    let pages = pages();
    for (name, page) in &pages {
        let file = folder.join(name);
        fs::write(&file, page).map_err(|e| failed_to_write(&file, e))?;
    }
    say(&format!(
        "dateline: {} man pages in {}\n",
        pages.len(),
        shown(folder)
    ));
    Ok(Exit::Done)
}

fn failed_to_write(path: &Path, source: io::Error) -> Failure {
    Failure::Output {
        what: shown(path),
        source,
    }
}

fn shown(path: &Path) -> String {
    crate::terminal::safe_line(&path.display().to_string()).into_owned()
}

/// The page of every command by its file's name.
fn pages() -> Vec<(String, String)> {
    let mut root = Cli::command();
    root.build();
    let mut pages = Vec::new();
    let mut left = vec![("dateline".to_owned(), root)];
    while let Some((name, command)) = left.pop() {
        for sub in command.get_subcommands().filter(|c| c.get_name() != "help") {
            left.push((format!("{name}-{}", sub.get_name()), sub.clone()));
        }
        let named: &'static str = name.clone().leak();
        pages.push((format!("{name}.1"), page(command.name(named).display_name(named))));
    }
    pages.sort();
    pages
}

/// The page of one command. It carries no date, so that the same program gives the same bytes.
fn page(command: Command) -> String {
    let mut page = Vec::new();
    // A vector takes whatever is written to it.
    Man::new(command)
        .date("")
        .render(&mut page)
        .expect("writing to memory does not fail");
    String::from_utf8_lossy(&page).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::error::ErrorKind;

    /// All commands that do something themselves, by their words.
    fn leaves() -> Vec<(String, Command)> {
        let mut root = Cli::command();
        root.build();
        let (mut leaves, mut left) = (Vec::new(), vec![("dateline".to_owned(), root)]);
        while let Some((name, command)) = left.pop() {
            let below = command.get_subcommands().filter(|c| c.get_name() != "help");
            let below: Vec<_> = below
                .map(|sub| (format!("{name} {}", sub.get_name()), sub.clone()))
                .collect();
            if below.is_empty() {
                leaves.push((name, command));
            }
            left.extend(below);
        }
        leaves.sort_by(|a, b| a.0.cmp(&b.0));
        leaves
    }

    /// The lines of a help's examples, each with the command alone: without what is said of it, and what comes behind a pipe.
    fn examples(command: &Command) -> Vec<String> {
        let help = command.get_after_help().or(command.get_after_long_help());
        let help = help.map(ToString::to_string).unwrap_or_default();
        // A line that ends in a backslash goes on in the next.
        let parts: Vec<&str> = help.split(" \\\n").map(str::trim_start).collect();
        let whole = format!("  {}", parts.join(" "));
        whole
            .lines()
            .filter_map(|line| line.strip_prefix("  "))
            .filter(|line| line.starts_with("dateline "))
            .map(|line| line.split("  ").next().unwrap_or(line))
            .map(|line| line.split(['|', '>']).next().unwrap_or(line).trim().to_owned())
            .collect()
    }

    #[test]
    fn every_command_has_examples_in_its_help_and_they_are_arguments_it_takes() {
        let mut wrong = Vec::new();
        for (name, command) in leaves() {
            let examples = examples(&command);
            if !examples.iter().any(|e| e.starts_with(&name)) {
                wrong.push(format!("the help of `{name}` has no example of it"));
            }
            for example in examples {
                let words = shlex::split(&example).unwrap_or_default();
                let parsed = Cli::command().try_get_matches_from(&words);
                let shown = parsed.err().map(|e| e.kind());
                if shown.is_some_and(|kind| kind != ErrorKind::DisplayHelp) {
                    wrong.push(format!("{name}: `{example}` is not understood: {shown:?}"));
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn every_command_has_a_man_page() {
        let pages = pages();
        for (name, _) in leaves() {
            let file = format!("{}.1", name.replace(' ', "-"));
            let page = pages.iter().find(|p| p.0 == file);
            let (_, page) = page.unwrap_or_else(|| panic!("no page {file}"));
            assert!(page.contains("SYNOPSIS") && page.contains("Example"), "{file}");
        }
    }

    #[test]
    fn completions_know_every_command() {
        for shell in [
            Shell::Bash,
            Shell::Zsh,
            Shell::Fish,
            Shell::PowerShell,
            Shell::Elvish,
        ] {
            let mut script = Vec::new();
            generate(shell, &mut Cli::command(), "dateline", &mut script);
            let script = String::from_utf8(script).expect("scripts are UTF-8");
            for (name, _) in leaves() {
                let last = name.rsplit(' ').next().unwrap_or(&name);
                assert!(script.contains(last), "{shell}: {name}");
            }
        }
    }
}
