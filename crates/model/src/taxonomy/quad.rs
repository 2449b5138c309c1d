//! The four quad classes of event data.

use std::{fmt, str::FromStr};

/// Verbal or material, cooperation or conflict.
///
/// PLOVER, GDELT and Phoenix sort events into them differently: say whose scheme a figure is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum QuadClass {
    /// 1.
    VerbalCooperation = 1,
    /// 2.
    MaterialCooperation = 2,
    /// 3.
    VerbalConflict = 3,
    /// 4.
    MaterialConflict = 4,
}

impl QuadClass {
    /// The number used in data files, 1 to 4.
    #[must_use]
    pub const fn number(self) -> u8 {
        self as u8
    }

    /// Whether it is one of the two classes of conflict.
    #[must_use]
    pub const fn is_conflict(self) -> bool {
        matches!(self, Self::VerbalConflict | Self::MaterialConflict)
    }
}

impl fmt::Display for QuadClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::VerbalCooperation => "verbal cooperation",
            Self::MaterialCooperation => "material cooperation",
            Self::VerbalConflict => "verbal conflict",
            Self::MaterialConflict => "material conflict",
        })
    }
}

/// A number that is not a quad class.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a quad class is 1, 2, 3 or 4")]
pub struct NotAQuadClass;

impl FromStr for QuadClass {
    type Err = NotAQuadClass;
    fn from_str(number: &str) -> Result<Self, NotAQuadClass> {
        match number {
            "1" => Ok(Self::VerbalCooperation),
            "2" => Ok(Self::MaterialCooperation),
            "3" => Ok(Self::VerbalConflict),
            "4" => Ok(Self::MaterialConflict),
            _ => Err(NotAQuadClass),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_back() {
        for n in ["1", "2", "3", "4"] {
            assert_eq!(
                n.parse::<QuadClass>().map(|q| q.number().to_string()),
                Ok(n.to_owned())
            );
        }
        assert_eq!("0".parse::<QuadClass>(), Err(NotAQuadClass));
    }
}
