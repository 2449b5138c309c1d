//! `dateline users`: who may sign in to a served ledger.

use super::write_out;
use crate::{
    exit::Exit,
    problems::{Failure, counted, say},
    terminal::safe_line,
};
use clap::{Args, Subcommand, ValueEnum};
use dateline_users::{Role, Users};
use jiff::{Timestamp, ToSpan as _};
use std::{
    io::{self, BufRead as _, IsTerminal as _, Read as _},
    path::PathBuf,
};

/// Who does what is done here, in the trail.
const BY: &str = "console";

/// Bytes of a password that are read; more than one can have.
const MOST: u64 = 4_096;

/// Arguments of `dateline users`.
#[derive(Debug, Args)]
#[command(after_help = HELP, arg_required_else_help = true)]
pub(crate) struct UsersArgs {
    #[command(subcommand)]
    command: Act,
}

/// The file of users.
#[derive(Debug, Args)]
struct UsersFile {
    /// The file of users. Only you can read it.
    #[arg(long, value_name = "FILE", env = "DATELINE_USERS")]
    users: PathBuf,
}

/// What a user is trusted with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum RoleName {
    /// Reads.
    Reader,
    /// Decides on claims and incidents, and adds reports.
    Reviewer,
    /// Makes and removes users.
    Admin,
}

impl From<RoleName> for Role {
    fn from(name: RoleName) -> Self {
        match name {
            RoleName::Reader => Self::Reader,
            RoleName::Reviewer => Self::Reviewer,
            RoleName::Admin => Self::Admin,
        }
    }
}

#[derive(Debug, Subcommand)]
enum Act {
    /// Add a user; makes the file where there is none. The password is asked for, or read from standard input.
    #[command(after_help = "Example:\n  dateline users add ada --role admin --users war.users")]
    Add {
        /// 1 to 64 letters, digits and . _ - @
        #[arg(value_name = "NAME")]
        name: String,
        /// What they are trusted with.
        #[arg(long, value_name = "ROLE")]
        role: RoleName,
        #[command(flatten)]
        file: UsersFile,
    },
    /// List the users with their roles.
    #[command(after_help = "Example:\n  dateline users list --users war.users")]
    List {
        #[command(flatten)]
        file: UsersFile,
    },
    /// Give a user another role. A lower one ends their sessions and tokens.
    #[command(after_help = "Example:\n  dateline users role ada reviewer --users war.users")]
    Role {
        /// The user.
        #[arg(value_name = "NAME")]
        name: String,
        /// What they are trusted with from now on.
        #[arg(value_name = "ROLE")]
        role: RoleName,
        #[command(flatten)]
        file: UsersFile,
    },
    /// Give a user another password, and end their sessions. It is asked for, or read from standard input.
    #[command(after_help = "Example:\n  dateline users password ada --users war.users")]
    Password {
        /// The user.
        #[arg(value_name = "NAME")]
        name: String,
        #[command(flatten)]
        file: UsersFile,
    },
    /// Remove a user, with their sessions and tokens. What they decided stays.
    #[command(after_help = "Example:\n  dateline users remove ada --users war.users")]
    Remove {
        /// The user.
        #[arg(value_name = "NAME")]
        name: String,
        #[command(flatten)]
        file: UsersFile,
    },
    /// Make a token for a program, in the name of a user. It is written out this once.
    #[command(
        after_help = "Example:\n  dateline users token ada --for 'nightly import' --role reviewer --days 30 --users war.users"
    )]
    Token {
        /// The user.
        #[arg(value_name = "NAME")]
        name: String,
        /// What it is for.
        #[arg(long = "for", value_name = "WORDS")]
        purpose: String,
        /// What it may: not more than the user.
        #[arg(long, value_name = "ROLE", default_value = "reader")]
        role: RoleName,
        /// Days until it ends.
        #[arg(long, value_name = "N", default_value_t = 90, value_parser = clap::value_parser!(i64).range(1..=366))]
        days: i64,
        #[command(flatten)]
        file: UsersFile,
    },
    /// List the tokens: number, user, role, when it ends, the day of last use, what it is for.
    #[command(after_help = "Example:\n  dateline users tokens --users war.users")]
    Tokens {
        #[command(flatten)]
        file: UsersFile,
    },
    /// End a token.
    #[command(after_help = "Example:\n  dateline users revoke 3 --users war.users")]
    Revoke {
        /// Its number in the list of dateline users tokens.
        #[arg(value_name = "NUMBER")]
        id: i64,
        #[command(flatten)]
        file: UsersFile,
    },
    /// Show what users did, and whether the trail of it was changed. Exit code 1 when it was.
    #[command(after_help = "Example:\n  dateline users audit --users war.users")]
    Audit {
        #[command(flatten)]
        file: UsersFile,
    },
}

const HELP: &str = "\
Examples:
  dateline users add ada --role admin --users war.users
  dateline serve --ledger war.ledger --users war.users

The file stands apart from the ledger, so that a ledger can be handed on without anyone's credentials. Passwords are kept as argon2id
hashes, sessions and tokens as hashes alone. reader: reads. reviewer: decides and adds reports, too. admin: makes users, too.";

/// Runs the command.
pub(crate) fn run(args: &UsersArgs) -> Result<Exit, Failure> {
    let now = Timestamp::now();
    match &args.command {
        Act::Add { name, role, file } => {
            let password = password(name)?;
            let mut users = Users::open(&file.users)?;
            users.add(name, (*role).into(), &password, BY, now)?;
            say(&format!(
                "dateline: {} is a user of {}\n",
                safe_line(name),
                file.users.display()
            ));
        }
        Act::List { file } => {
            let lines = file.open()?.list()?;
            let lines = lines
                .iter()
                .map(|user| format!("{}\t{}\n", user.name, user.role.word()));
            write_out(&lines.collect::<String>())?;
        }
        Act::Role { name, role, file } => file.open()?.set_role(name, (*role).into(), BY, now)?,
        Act::Password { name, file } => {
            let mut users = file.open()?;
            let password = password(name)?;
            users.set_password(name, &password, BY, now)?;
        }
        Act::Remove { name, file } => file.open()?.remove(name, BY, now)?,
        Act::Token {
            name,
            purpose,
            role,
            days,
            file,
        } => {
            let ends = now
                .checked_add((24 * days).hours())
                .map_err(|e| Failure::Internal(e.to_string()))?;
            let made = file.open()?.add_token(name, purpose, (*role).into(), ends, now)?;
            write_out(&format!("{}\n", made.secret))?;
            say(&format!(
                "dateline: token {} ends on {ends}; it is not shown again\n",
                made.id
            ));
        }
        Act::Tokens { file } => write_out(&tokens(&file.open()?)?)?,
        Act::Revoke { id, file } => file.open()?.revoke_token(*id, BY, now)?,
        Act::Audit { file } => return audit(&file.open()?),
    }
    Ok(Exit::Done)
}

impl UsersFile {
    /// The users of a file that is there.
    fn open(&self) -> Result<Users, Failure> {
        if !self.users.is_file() {
            return Err(Failure::Usage {
                message: format!("{}: there is no such file of users", self.users.display()),
                help: "check the name; dateline users add NAME --role admin --users FILE makes it".into(),
            });
        }
        Ok(Users::open(&self.users)?)
    }
}

/// A password, typed twice without being shown, or the first line of standard input.
fn password(name: &str) -> Result<String, Failure> {
    let unread = |source: io::Error| Failure::Input {
        message: format!("the password can not be read: {source}"),
        help: "type it in a terminal, or give it as the first line of standard input".into(),
    };
    if !io::stdin().is_terminal() {
        let mut line = String::new();
        io::stdin()
            .lock()
            .take(MOST)
            .read_line(&mut line)
            .map_err(unread)?;
        return Ok(line.trim_end_matches(['\r', '\n']).to_owned());
    }
    let name = safe_line(name);
    let typed = rpassword::prompt_password(format!("Password of {name} (12 characters at least): "))
        .map_err(unread)?;
    let again = rpassword::prompt_password("The same again: ").map_err(unread)?;
    if typed != again {
        return Err(Failure::Usage {
            message: "the two are not the same".into(),
            help: "run again and type the same twice".into(),
        });
    }
    Ok(typed)
}

fn when(seconds: i64) -> String {
    Timestamp::from_second(seconds).map_or_else(|_| seconds.to_string(), |t| t.to_string())
}

fn tokens(users: &Users) -> Result<String, Failure> {
    let line = |token: &dateline_users::Token| {
        let used = token.used.as_deref().unwrap_or("never");
        let (id, role, ends) = (token.id, token.role.word(), when(token.expires));
        format!(
            "{id}\t{}\t{role}\t{ends}\t{used}\t{}\n",
            token.owner,
            safe_line(&token.name)
        )
    };
    Ok(users.tokens(None)?.iter().map(line).collect())
}

fn audit(users: &Users) -> Result<Exit, Failure> {
    let lines = users.audit()?;
    let lines = lines.iter().map(|row| {
        let who = if row.who.is_empty() { "-" } else { &row.who };
        let line = format!(
            "{}\t{}\t{who}\t{}\t{}",
            row.seq,
            when(row.made),
            row.act,
            row.subject
        );
        safe_line(&line.replace('\t', "  ")).into_owned() + "\n"
    });
    write_out(&lines.collect::<String>())?;
    let trail = users.verify()?;
    for problem in &trail.problems {
        say(&format!("  × {}\n", safe_line(problem)));
    }
    if trail.problems.is_empty() {
        say(&format!(
            "dateline: {}, unbroken; the trail ends in {}\n",
            counted(trail.rows, "row"),
            trail.head
        ));
        return Ok(Exit::Done);
    }
    Ok(Exit::SetAside)
}
