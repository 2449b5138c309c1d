//! All incidents that fit, as columns: what a map of a hundred thousand of them is drawn from.

use crate::{
    Problem,
    index::Head,
    reply::{Asked, Made, answer},
    state::App,
};
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use dateline_answer::question;
use dateline_model::{IncidentId, PlacePrecision, taxonomy::EventType};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;

/// Columns, as long as each other: the first of each is of the first incident.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub(crate) struct MapColumns {
    /// Incidents that fit.
    total: u64,
    /// Of them, those that no point is known of: they have no place in the columns.
    without_place: u64,
    /// The types that `type` points at.
    #[schemars(with = "Vec<EventType>")]
    types: Vec<String>,
    /// The names that `place` points at.
    places: Vec<String>,
    /// Ids.
    #[schemars(with = "Vec<IncidentId>")]
    id: Vec<String>,
    /// Longitudes in degrees, WGS 84.
    lon: Vec<f64>,
    /// Latitudes.
    lat: Vec<f64>,
    /// Kilometres around the point within which it is likely to lie; null where not known.
    km: Vec<Option<f64>>,
    /// How fine the place is.
    precision: Vec<PlacePrecision>,
    /// First days.
    start: Vec<Option<Date>>,
    /// Last days.
    end: Vec<Option<Date>>,
    /// Types, as places in `types`; null where only harm is told.
    r#type: Vec<Option<u32>>,
    /// Names, as places in `places`.
    place: Vec<u32>,
    /// ISO 3166-1 alpha-3 of the countries.
    country: Vec<Option<String>>,
    /// Lowest figures of killed still standing; null where none is told.
    killed_low: Vec<Option<u32>>,
    /// Figures of killed to carry where only one can be carried.
    killed_best: Vec<Option<u32>>,
    /// Highest figures of killed still standing.
    killed_high: Vec<Option<u32>>,
    /// Numbers of reports.
    reports: Vec<u32>,
    /// 1 where claims can not all hold.
    disputed: Vec<u8>,
}

/// Gives each of equal values the same number, in the order in which they first come.
struct Numbered<T> {
    known: BTreeMap<T, u32>,
    all: Vec<T>,
}

impl<T: Ord + Clone> Numbered<T> {
    fn new() -> Self {
        Self {
            known: BTreeMap::new(),
            all: Vec::new(),
        }
    }

    fn number(&mut self, value: &T) -> u32 {
        if let Some(number) = self.known.get(value) {
            return *number;
        }
        let number = u32::try_from(self.all.len()).unwrap_or(u32::MAX);
        self.known.insert(value.clone(), number);
        self.all.push(value.clone());
        number
    }
}

impl MapColumns {
    fn of<'h>(heads: impl ExactSizeIterator<Item = &'h Head>) -> Self {
        let mut columns = Self {
            total: heads.len() as u64,
            ..Self::default()
        };
        let (mut types, mut places) = (Numbered::new(), Numbered::new());
        for head in heads {
            let told = &head.told;
            let (Some((lat, lon)), Some(place), Some(precision)) = (head.point, &told.place, told.precision)
            else {
                columns.without_place += 1;
                continue;
            };
            columns.id.push(head.id.clone());
            columns.lon.push(lon);
            columns.lat.push(lat);
            columns.km.push(told.km);
            columns.precision.push(precision);
            columns.start.push(told.start);
            columns.end.push(told.end);
            columns
                .r#type
                .push(head.event_type.as_ref().map(|t| types.number(t)));
            columns.place.push(places.number(place));
            columns.country.push(head.country.clone());
            columns.killed_low.push(told.killed[0]);
            columns.killed_best.push(told.killed[1]);
            columns.killed_high.push(told.killed[2]);
            columns
                .reports
                .push(u32::try_from(head.reports).unwrap_or(u32::MAX));
            columns.disputed.push(u8::from(head.disputed));
        }
        columns.types = types.all;
        columns.places = places.all;
        columns
    }
}

pub(crate) async fn map(State(app): State<App>, asked: Asked) -> Response {
    let question = match question(asked.pairs()) {
        Ok(question) => question,
        Err(error) => return Problem::from(error).into_response(),
    };
    let shared = app.clone();
    answer(&app, asked, move |ledger| {
        let index = shared.index(ledger)?;
        let fitting = index.fitting(ledger, &question)?;
        let heads = fitting.iter().map(|at| &index.heads[*at as usize]);
        Ok(Made::json(&MapColumns::of(heads)))
    })
    .await
}
