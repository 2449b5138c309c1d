//! Passwords as argon2id hashes.

use crate::UsersError;
use argon2::{
    Argon2,
    password_hash::{PasswordHasher as _, PasswordVerifier as _, phc::PasswordHash},
};

/// Characters of a password, at least (NIST SP 800-63B asks for 8; more is longer to guess).
pub const SHORTEST_PASSWORD: usize = 12;

/// Bytes of a password, at most: no more than that is ever hashed.
pub const LONGEST_PASSWORD: usize = 1024;

/// Argon2id with 19 MiB, two passes, one lane: the first choice of OWASP's password storage cheat sheet, and the library's own.
fn argon() -> Argon2<'static> {
    Argon2::default()
}

/// The hash of a new password as a PHC string with a salt of its own.
pub(crate) fn hash(password: &str) -> Result<String, UsersError> {
    if password.chars().count() < SHORTEST_PASSWORD || password.len() > LONGEST_PASSWORD {
        return Err(UsersError::Password);
    }
    let mut salt = [0; 16];
    getrandom::fill(&mut salt).map_err(UsersError::Random)?;
    let hash: PasswordHash = argon()
        .hash_password_with_salt(password.as_bytes(), &salt)
        .map_err(|_| UsersError::Password)?;
    Ok(hash.to_string())
}

/// Whether the password is the one of the hash. Without a hash it takes as long, so that the time tells no names.
pub(crate) fn fits(password: &str, hash: Option<&str>) -> bool {
    if password.len() > LONGEST_PASSWORD {
        return false;
    }
    if let Some(hash) = hash.and_then(|hash| PasswordHash::new(hash).ok()) {
        return argon().verify_password(password.as_bytes(), &hash).is_ok();
    }
    let mut out = [0; 32];
    let worked = argon().hash_password_into(password.as_bytes(), &[0; 16], &mut out);
    // The work is done for its time alone.
    std::hint::black_box((worked.is_ok(), out));
    false
}
