//! Readings of whole sentences.
