use crate::{Limiter, Role, Users, UsersError};
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use std::{fs, path::PathBuf};

const PHRASE: &str = "a long enough phrase";

fn at(seconds: i64) -> Timestamp {
    Timestamp::UNIX_EPOCH + SignedDuration::from_secs(1_800_000_000 + seconds)
}

fn place() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a directory");
    let path = folder.path().join("war.ledger.users");
    (folder, path)
}

/// An admin named ada and a reviewer named ben.
fn two() -> (tempfile::TempDir, Users) {
    let (folder, path) = place();
    let mut users = Users::open(&path).expect("is made");
    users
        .add("ada", Role::Admin, PHRASE, "console", at(0))
        .expect("ada");
    users
        .add("ben", Role::Reviewer, PHRASE, "ada", at(0))
        .expect("ben");
    (folder, users)
}

#[test]
fn a_session_ends_when_idle_too_old_signed_out_or_without_its_user() {
    let (_folder, mut users) = two();
    let begin = |users: &mut Users| users.sign_in("ben", PHRASE, at(0)).expect("signs in").id;
    let id = begin(&mut users);
    let signed = users.session(&id, at(10)).expect("reads").expect("holds");
    assert_eq!((signed.name.as_str(), signed.role), ("ben", Role::Reviewer));
    assert!(users.session(&id, at(7_200)).expect("reads").is_none(), "idle");
    for hour in 1..12 {
        assert!(
            users.session(&id, at(hour * 3600)).expect("reads").is_some(),
            "{hour}"
        );
    }
    assert!(
        users.session(&id, at(12 * 3600)).expect("reads").is_none(),
        "too old"
    );
    let id = begin(&mut users);
    users.sign_out(&id).expect("signs out");
    assert!(users.session(&id, at(1)).expect("reads").is_none(), "signed out");
    let id = begin(&mut users);
    users
        .set_role("ben", Role::Reader, "ada", at(1))
        .expect("is lowered");
    assert!(users.session(&id, at(1)).expect("reads").is_none(), "lowered");
    let id = begin(&mut users);
    users.remove("ben", "ada", at(1)).expect("is removed");
    assert!(users.session(&id, at(1)).expect("reads").is_none(), "removed");
}

#[test]
fn wrong_names_and_passwords_are_refused_alike_and_not_kept() {
    let (folder, mut users) = two();
    for (name, password) in [
        ("ben", "some other phrase"),
        ("my secret phrase", PHRASE),
        ("", ""),
    ] {
        let refused = users.sign_in(name, password, at(0)).err();
        assert!(matches!(refused, Some(UsersError::SignIn)), "{name}");
    }
    let who: Vec<String> = users
        .audit()
        .expect("reads")
        .into_iter()
        .map(|row| row.who)
        .collect();
    assert_eq!(who, ["console", "ada", "ben", "", ""]);
    drop(users);
    let bytes = fs::read(folder.path().join("war.ledger.users")).expect("reads");
    let holds = |words: &str| bytes.windows(words.len()).any(|at| at == words.as_bytes());
    assert!(holds("$argon2id$v=19$m=19456,t=2,p=1$") && !holds(PHRASE) && !holds("my secret phrase"));
}

#[test]
fn a_token_may_no_more_than_its_owner_and_ends() {
    let (_folder, mut users) = two();
    let above = users.add_token("ben", "feeds", Role::Admin, at(100), at(0)).err();
    assert!(matches!(above, Some(UsersError::AboveOwner)));
    let made = users
        .add_token("ben", "feeds", Role::Reader, at(100), at(0))
        .expect("is made");
    assert!(made.secret.starts_with("dl_") && made.secret.len() == 67);
    let held = users.token(&made.secret, at(99)).expect("reads").expect("holds");
    assert_eq!((held.role, held.csrf), (Role::Reader, None));
    assert_eq!(
        users.tokens(Some("ben")).expect("reads")[0].used.as_deref(),
        Some("2027-01-15")
    );
    assert!(
        users.token(&made.secret, at(100)).expect("reads").is_none(),
        "expired"
    );
    users.revoke_token(made.id, "ada", at(1)).expect("is revoked");
    assert!(
        users.token(&made.secret, at(2)).expect("reads").is_none(),
        "revoked"
    );
    assert!(matches!(
        users.revoke_token(made.id, "ada", at(3)),
        Err(UsersError::NoToken)
    ));
}

#[test]
fn the_last_admin_stays() {
    let (_folder, mut users) = two();
    assert!(matches!(
        users.remove("ada", "ada", at(0)),
        Err(UsersError::LastAdmin)
    ));
    let lowered = users.set_role("ada", Role::Reader, "ada", at(0));
    assert!(matches!(lowered, Err(UsersError::LastAdmin)));
    users
        .set_role("ben", Role::Admin, "ada", at(0))
        .expect("is raised");
    users.remove("ada", "ben", at(0)).expect("is removed");
    assert_eq!(users.list().expect("reads").len(), 1);
}

#[test]
fn names_and_passwords_have_bounds() {
    let (_folder, mut users) = two();
    for name in ["", "a b", "a\n", "<b>", &"a".repeat(65)] {
        let refused = users.add(name, Role::Reader, PHRASE, "ada", at(0));
        assert!(matches!(refused, Err(UsersError::Name)), "{name}");
    }
    for password in ["elevenchars", &"a".repeat(1025)] {
        let refused = users.set_password("ben", password, "ada", at(0));
        assert!(matches!(refused, Err(UsersError::Password)), "{password}");
    }
    let taken = users.add("ben", Role::Reader, PHRASE, "ada", at(0));
    assert!(matches!(taken, Err(UsersError::Taken)));
}

#[test]
fn a_changed_trail_is_found() {
    let (_folder, users) = two();
    let whole = users.verify().expect("reads");
    assert_eq!((whole.rows, whole.problems.len()), (2, 0));
    users
        .connection
        .execute("UPDATE audit SET who = 'eve' WHERE seq = 1", [])
        .expect("changes");
    assert_eq!(users.verify().expect("reads").problems, ["row 1 was changed"]);
    users
        .connection
        .execute("DELETE FROM audit WHERE seq = 1", [])
        .expect("removes");
    assert_eq!(users.verify().expect("reads").problems.len(), 1);
}

#[test]
fn ten_writers_at_once_lose_nothing() {
    let (_folder, path) = place();
    std::thread::scope(|scope| {
        for writer in 0..10 {
            let path = &path;
            scope.spawn(move || {
                let mut users = Users::open(path).expect("opens");
                for n in 0..10 {
                    let subject = format!("{writer}.{n}");
                    users
                        .record(crate::Act::ReviewWritten, "ada", &subject, at(n))
                        .expect("is kept");
                }
            });
        }
    });
    let trail = Users::open(&path).expect("opens").verify().expect("reads");
    assert_eq!((trail.rows, trail.problems.len()), (100, 0));
}

#[test]
fn other_files_are_refused_and_left_as_they_are() {
    let (_folder, path) = place();
    let noise: Vec<u8> = b"no database at all; ".repeat(100);
    fs::write(&path, &noise).expect("writes");
    assert!(matches!(Users::open(&path), Err(UsersError::Damaged { .. })));
    assert_eq!(fs::read(&path).expect("reads"), noise);
    let other = path.with_extension("other");
    let connection = rusqlite::Connection::open(&other).expect("opens");
    connection.execute_batch("CREATE TABLE t (x)").expect("makes");
    drop(connection);
    assert!(matches!(Users::open(&other), Err(UsersError::Foreign(_))));
}

#[cfg(unix)]
#[test]
fn only_the_owner_reads_the_file() {
    use std::os::unix::fs::PermissionsExt as _;
    let (folder, _users) = two();
    for file in fs::read_dir(folder.path()).expect("reads") {
        let mode = file
            .expect("an entry")
            .metadata()
            .expect("reads")
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}

proptest! {
    #[test]
    fn no_more_tries_than_allowed_in_any_span(steps in prop::collection::vec(0_i64..20, 1..80)) {
        let (mut limiter, mut now, mut taken) = (Limiter::new(5, 10), 0, 0);
        for step in steps {
            now += step;
            match limiter.take("ada", at(now)) {
                Ok(()) => taken += 1,
                Err(wait) => {
                    prop_assert!((1..=10).contains(&wait));
                    now += i64::try_from(wait).expect("small");
                    prop_assert_eq!(limiter.take("ada", at(now)), Ok(()));
                    taken += 1;
                }
            }
            prop_assert!(taken <= 5 + now / 10);
        }
    }
}
