//! Refusals as `application/problem+json` (RFC 9457).

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use dateline_answer::{DecideError, FilterError};
use dateline_ledger::LedgerError;
use dateline_users::UsersError;
use dateline_watch::FeedFileError;
use schemars::JsonSchema;
use serde::Serialize;

/// Why a request was not answered as asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema, thiserror::Error)]
#[error("{title}: {detail}")]
pub struct Problem {
    /// Names the sort of problem: `urn:dateline:problem:bad-parameter`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The sort of problem in words.
    pub title: String,
    /// The status code of the answer.
    pub status: u16,
    /// What is wrong with this request, and what to do.
    pub detail: String,
    /// Seconds after which to ask again (`Retry-After`).
    #[serde(skip)]
    #[schemars(skip)]
    pub retry_after: Option<u64>,
}

impl Problem {
    /// A problem by its status, the words of its sort and what is wrong.
    #[must_use]
    pub fn new(status: StatusCode, title: &str, detail: impl Into<String>) -> Self {
        Self {
            kind: format!("urn:dateline:problem:{}", title.to_lowercase().replace(' ', "-")),
            title: title.to_owned(),
            status: status.as_u16(),
            detail: detail.into(),
            retry_after: None,
        }
    }

    /// The same, to be asked again after some seconds.
    #[must_use]
    pub(crate) fn after(mut self, seconds: u64) -> Self {
        self.retry_after = Some(seconds);
        self
    }

    pub(crate) fn parameter(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "Bad parameter", detail)
    }

    pub(crate) fn missing(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "Not found", detail)
    }

    pub(crate) fn internal(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "Internal error", detail)
    }
}

impl From<FilterError> for Problem {
    fn from(error: FilterError) -> Self {
        Self::parameter(error.to_string())
    }
}

impl From<LedgerError> for Problem {
    fn from(error: LedgerError) -> Self {
        let detail = format!("{error}; {}", error.help());
        match error {
            LedgerError::Question { .. } => Self::parameter(detail),
            LedgerError::Busy { .. } => Self::new(StatusCode::SERVICE_UNAVAILABLE, "Ledger is busy", detail),
            // Names of files are nobody's business but the operator's, who finds them in the log.
            _ => {
                crate::serve::log(&detail);
                Self::new(
                    StatusCode::INTERNAL_SERVER_ERROR,
                    "Ledger can not be read",
                    "the ledger can not be read; the terminal that runs dateline serve says why",
                )
            }
        }
    }
}

impl From<DecideError> for Problem {
    fn from(error: DecideError) -> Self {
        match error {
            DecideError::Refused { message, help } => Self::new(
                StatusCode::BAD_REQUEST,
                "Can not be decided",
                format!("{message}; {help}"),
            ),
            DecideError::Ledger(error) => error.into(),
            other => Self::internal(other.to_string()),
        }
    }
}

impl From<UsersError> for Problem {
    fn from(error: UsersError) -> Self {
        let detail = error.to_string();
        match error {
            UsersError::Name | UsersError::Password | UsersError::Taken | UsersError::AboveOwner => {
                Self::parameter(detail)
            }
            UsersError::NoUser | UsersError::NoToken => Self::missing(detail),
            UsersError::LastAdmin => Self::new(StatusCode::CONFLICT, "Last admin", detail),
            UsersError::SignIn => Self::new(StatusCode::UNAUTHORIZED, "Not signed in", detail),
            _ => {
                crate::serve::log(&detail);
                Self::internal("the users can not be read; the terminal that runs dateline serve says why")
            }
        }
    }
}

impl From<FeedFileError> for Problem {
    fn from(error: FeedFileError) -> Self {
        let detail = error.to_string();
        match error {
            FeedFileError::Refused(_) => Self::parameter(detail),
            FeedFileError::Missing => Self::missing(detail),
            FeedFileError::Last => Self::new(StatusCode::CONFLICT, "Last feed", detail),
            _ => {
                crate::serve::log(&detail);
                Self::internal(
                    "the feeds can not be read or written; the terminal that runs dateline serve says why",
                )
            }
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let body = serde_json::to_vec(&self).expect("problems are plain data");
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let kind = HeaderValue::from_static("application/problem+json");
        let mut response = (status, [(header::CONTENT_TYPE, kind)], body).into_response();
        response
            .headers_mut()
            .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(seconds) = self.retry_after {
            response
                .headers_mut()
                .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}
