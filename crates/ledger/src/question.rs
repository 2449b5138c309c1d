//! What is asked of a ledger.

use dateline_model::{
    ConditionKind, HarmKind, Status,
    taxonomy::{EventType, Mode},
};
use jiff::civil::Date;
use std::str::FromStr;

/// Which incidents, claims or documents are wanted. Each field that is set must fit; the default fits all.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Question {
    /// Not over before this day. A claim without a day has that of its document's publication; a document is asked for its
    /// publication.
    pub from: Option<Date>,
    /// Not begun after this day.
    pub to: Option<Date>,
    /// ISO 3166-1 alpha-3 of the country of the place.
    pub country: Option<String>,
    /// First-order division of the place, without regard to case.
    pub admin1: Option<String>,
    /// Where the place lies.
    pub bbox: Option<BoundingBox>,
    /// PLOVER type.
    pub event_type: Option<EventType>,
    /// PLOVER mode.
    pub mode: Option<Mode>,
    /// Part of an actor's name, or its id, without regard to case, on either side.
    pub actor: Option<String>,
    /// A kind of harm that is told of.
    pub harm: Option<HarmKind>,
    /// Status of a claim.
    pub status: Option<Status>,
    /// Outlet of a document, without regard to case.
    pub publisher: Option<String>,
    /// Words that all stand in a document's headline or text; "…" for words in a row.
    pub text: Option<String>,
    /// The claim of that id, with what holds it.
    pub claim: Option<String>,
    /// Only claims that hold a state of affairs, and what holds them.
    pub conditions: bool,
    /// The sort of that state.
    pub condition: Option<ConditionKind>,
    /// Only incidents with a dispute.
    pub disputed: bool,
    /// The order.
    pub sort: Sort,
    /// The other way round.
    pub reverse: bool,
    /// How many at most; `None` for all.
    pub limit: Option<u64>,
    /// How many to pass over first.
    pub offset: u64,
}

/// The order of answers. What is not known comes last; of equals, the earlier and then the smaller id comes first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// By day, earliest first. Of documents: by day of publication.
    #[default]
    Day,
    /// Most killed first. Of incidents only; others by day.
    Killed,
    /// Most reports first. Of incidents only; others by day.
    Reports,
    /// Most independent publishers first. Of incidents only; others by day.
    Publishers,
}

/// A box of longitudes and latitudes in degrees, WGS 84. It may cross the antimeridian: then `west` is greater than `east`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BoundingBox {
    /// Western longitude.
    pub west: f64,
    /// Southern latitude.
    pub south: f64,
    /// Eastern longitude.
    pub east: f64,
    /// Northern latitude.
    pub north: f64,
}

impl FromStr for BoundingBox {
    type Err = String;

    /// Reads `west,south,east,north`, as GeoJSON orders them.
    fn from_str(text: &str) -> Result<Self, String> {
        let parts: Option<Vec<f64>> = text.split(',').map(|part| part.trim().parse().ok()).collect();
        match parts.as_deref() {
            Some(&[west, south, east, north])
                if (-180.0..=180.0).contains(&west)
                    && (-180.0..=180.0).contains(&east)
                    && (-90.0..=90.0).contains(&south)
                    && (south..=90.0).contains(&north) =>
            {
                Ok(Self {
                    west,
                    south,
                    east,
                    north,
                })
            }
            _ => Err("give four degrees as west,south,east,north: 35.5,35.0,42.4,37.4".to_owned()),
        }
    }
}

/// Answers to a question, and how many there are without its limit.
#[derive(Clone, Debug, PartialEq)]
pub struct Page<T> {
    /// The answers within limit and offset.
    pub rows: Vec<T>,
    /// All that fit.
    pub total: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boxes_are_read_west_south_east_north() {
        let read = "35.5, 35,42.4,37.4".parse::<BoundingBox>();
        assert_eq!(
            read,
            Ok(BoundingBox {
                west: 35.5,
                south: 35.0,
                east: 42.4,
                north: 37.4
            })
        );
        for odd in [
            "",
            "1,2,3",
            "1,2,3,4,5",
            "0,10,1,5",
            "200,0,1,1",
            "a,b,c,d",
            "NaN,0,1,1",
        ] {
            assert!(odd.parse::<BoundingBox>().is_err(), "{odd}");
        }
    }
}
