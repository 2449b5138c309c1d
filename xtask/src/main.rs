//! The project's own tasks: `cargo xtask TASK`.
//!
//! A task prints what it did; on failure it prints every fault with its file and remedy, and exits with 1 (2 for a wrong call).

mod codegen;
mod licences;
mod outlines;
mod rust_source;
mod tidy;
mod workspace;

use std::process::ExitCode;

/// A task of the table below.
struct Task {
    name: &'static str,
    /// What may follow the name.
    arguments: &'static str,
    about: &'static str,
    run: fn(&[String]) -> Result<String, Failure>,
}

/// Every task. To add one: a module with its function, and a line here.
const TASKS: &[Task] = &[
    Task {
        name: "codegen",
        arguments: "[--check]",
        about: "write schema/ from the types; with --check, fail when it is stale",
        run: codegen::run,
    },
    Task {
        name: "tidy",
        arguments: "",
        about: "check what the compiler cannot: lexicons, tests without assertions, DEPENDENCIES.md, long files, stray paths",
        run: tidy::run,
    },
    Task {
        name: "licences",
        arguments: "",
        about: "check that every dependency can be used under a licence of deny.toml",
        run: licences::run,
    },
    Task {
        name: "outlines",
        arguments: "",
        about: "make the outlines of countries on maps from an npm package; needs npm, tar and a network",
        run: outlines::run,
    },
];

/// Why a task failed.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    /// Called with arguments that it does not take.
    Usage(String),
    /// What it checks does not hold, or could not be checked: one line a fault.
    Faults(Vec<String>),
}

impl Failure {
    /// A single fault.
    pub(crate) fn fault(what: impl Into<String>) -> Self {
        Self::Faults(vec![what.into()])
    }
}

/// The flag `name` as the only argument allowed.
pub(crate) fn only_flag(arguments: &[String], name: &str) -> Result<bool, Failure> {
    match arguments {
        [] => Ok(false),
        [one] if one == name => Ok(true),
        [other, ..] => Err(Failure::Usage(format!("unknown argument `{other}`"))),
    }
}

/// No argument is allowed.
pub(crate) fn no_arguments(arguments: &[String]) -> Result<(), Failure> {
    match arguments {
        [] => Ok(()),
        [other, ..] => Err(Failure::Usage(format!("unknown argument `{other}`"))),
    }
}

fn usage() -> String {
    let mut text = String::from("usage: cargo xtask TASK\n\ntasks:\n");
    for task in TASKS {
        let call = format!("{} {}", task.name, task.arguments);
        text.push_str(&format!("  {call:<20} {}\n", task.about));
    }
    text
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let Some((name, rest)) = arguments.split_first() else {
        eprint!("{}", usage());
        return ExitCode::from(2);
    };
    if ["help", "--help", "-h"].contains(&name.as_str()) {
        print!("{}", usage());
        return ExitCode::SUCCESS;
    }
    let Some(task) = TASKS.iter().find(|t| t.name == name) else {
        eprintln!("xtask: there is no task `{name}`\n\n{}", usage());
        return ExitCode::from(2);
    };
    match (task.run)(rest) {
        Ok(summary) => {
            println!("{name}: {summary}");
            ExitCode::SUCCESS
        }
        Err(Failure::Usage(problem)) => {
            eprintln!("{name}: {problem}\nusage: cargo xtask {name} {}", task.arguments);
            ExitCode::from(2)
        }
        Err(Failure::Faults(faults)) => {
            for fault in &faults {
                eprintln!("{name}: {fault}");
            }
            eprintln!("{name}: failed, {} to mend", faults.len());
            ExitCode::FAILURE
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_task_is_in_the_usage_once() {
        let text = usage();
        for task in TASKS {
            assert_eq!(
                text.matches(&format!("\n  {} ", task.name)).count(),
                1,
                "{}",
                task.name
            );
        }
    }

    #[test]
    fn unknown_arguments_are_refused() {
        let wrong = ["--chek".to_owned()];
        let refused = Failure::Usage("unknown argument `--chek`".to_owned());
        assert_eq!(
            only_flag(&wrong, "--check"),
            Err(Failure::Usage("unknown argument `--chek`".into()))
        );
        assert_eq!(no_arguments(&wrong), Err(refused));
        assert_eq!(only_flag(&["--check".to_owned()], "--check"), Ok(true));
    }
}
