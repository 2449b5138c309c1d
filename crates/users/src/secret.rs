//! Random ids that nobody guesses, and what is kept of them.

use crate::UsersError;

/// 256 random bits in hexadecimal digits.
pub(crate) fn fresh() -> Result<String, UsersError> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(UsersError::Random)?;
    Ok(blake3::Hash::from_bytes(bytes).to_hex().to_string())
}

/// What is kept of a secret. A plain hash is enough: there is nothing to guess in 256 random bits.
pub(crate) fn kept(secret: &str) -> String {
    blake3::hash(secret.as_bytes()).to_hex().to_string()
}

/// What a browser must send beside the cookie of a session: follows from its id, and does not give it away.
pub(crate) fn csrf(session: &str) -> String {
    let key = blake3::derive_key("dateline 2026 CSRF token of a session", session.as_bytes());
    blake3::Hash::from_bytes(key).to_hex().to_string()
}
