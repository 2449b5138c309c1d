//! One request over HTTP, with limits on everything that the other side decides.

use crate::address::is_public;
use flate2::read::MultiGzDecoder;
use std::{
    io::{self, Read as _},
    net::IpAddr,
    sync::Arc,
    time::Duration,
};
use ureq::{
    Agent, Error,
    config::{AutoHeaderValue, Config},
    http::{HeaderMap, Uri, header},
    tls::{Certificate, RootCerts, TlsConfig},
    unversioned::{
        resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver},
        transport::{DefaultConnector, NextTimeout},
    },
};
use url::Url;

/// How we call ourselves to servers.
pub const USER_AGENT: &str = concat!("dateline-watch/", env!("CARGO_PKG_VERSION"));

/// Bytes of an answer that are read, both as sent and unpacked.
pub(crate) const MAX_BODY: u64 = 10_000_000;

/// From the first byte asked to the last one read.
const TIME: Duration = Duration::from_secs(30);

const NO_CERTIFICATES: &str = "this system has no certificates to tell servers by: install ca-certificates";

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub(crate) enum FetchError {
    #[error("{0} is not an address of the public internet")]
    Private(IpAddr),
    #[error("only http and https addresses are fetched")]
    Scheme,
    #[error("the answer is over {MAX_BODY} bytes")]
    TooLarge,
    #[error("the answer is packed in a way that was not asked for")]
    Packed,
    #[error("there was no whole answer in time")]
    Late,
    #[error("{0}")]
    Failed(String),
}

impl FetchError {
    /// Whether it may go better another time.
    pub(crate) fn may_pass(&self) -> bool {
        matches!(self, Self::Late | Self::Failed(_))
    }
}

/// What a server said to know an answer again by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Validators {
    pub(crate) etag: Option<String>,
    pub(crate) modified: Option<String>,
}

/// An answer. The body is there with status 200 alone.
#[derive(Debug, Default)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Vec<u8>,
    pub(crate) content_type: String,
    pub(crate) validators: Validators,
    pub(crate) location: Option<String>,
    pub(crate) retry_after: Option<String>,
}

/// Asks, one request a call: where an answer points elsewhere, that is said and not followed.
#[derive(Debug)]
pub(crate) struct Fetcher {
    agent: Agent,
    /// Whether the system has certificates to tell servers by.
    trusts: bool,
}

impl Fetcher {
    pub(crate) fn new(allow_private: bool) -> Self {
        Self::with_time(allow_private, TIME)
    }

    pub(crate) fn with_time(allow_private: bool, time: Duration) -> Self {
        // What of them can not be read is left out; without any, the first address of https says so.
        let found = rustls_native_certs::load_native_certs().certs;
        let roots: Vec<_> = found
            .iter()
            .map(|der| Certificate::from_der(der).to_owned())
            .collect();
        let trusts = !roots.is_empty();
        let tls = TlsConfig::builder()
            .root_certs(RootCerts::Specific(Arc::new(roots)))
            .build();
        let config = Config::builder()
            .tls_config(tls)
            // A proxy would resolve names itself, behind the check of addresses.
            .proxy(None)
            .max_redirects(0)
            .http_status_as_error(false)
            .user_agent(USER_AGENT)
            .accept_encoding(AutoHeaderValue::Provided("gzip".to_owned().into()))
            .timeout_global(Some(time))
            .build();
        let resolver = Guarded {
            inner: DefaultResolver::default(),
            allow_private,
        };
        Self {
            agent: Agent::with_parts(config, DefaultConnector::default(), resolver),
            trusts,
        }
    }

    /// Asks for an address.
    pub(crate) fn get(&self, url: &Url, known: &Validators, accept: &str) -> Result<Answer, FetchError> {
        if !matches!(url.scheme(), "http" | "https") {
            return Err(FetchError::Scheme);
        }
        if url.scheme() == "https" && !self.trusts {
            return Err(FetchError::Failed(NO_CERTIFICATES.into()));
        }
        let mut url = url.clone();
        url.set_fragment(None);
        // Names and passwords in links of others are not sent on.
        if url
            .set_username("")
            .and_then(|()| url.set_password(None))
            .is_err()
        {
            return Err(FetchError::Scheme);
        }
        let mut request = self.agent.get(url.as_str()).header(header::ACCEPT, accept);
        if let Some(etag) = &known.etag {
            request = request.header(header::IF_NONE_MATCH, etag);
        }
        if let Some(modified) = &known.modified {
            request = request.header(header::IF_MODIFIED_SINCE, modified);
        }
        let mut answer = request.call().map_err(told)?;
        let headers = answer.headers().clone();
        let of = |name| text_of(&headers, name);
        let mut given = Answer {
            status: answer.status().as_u16(),
            body: Vec::new(),
            content_type: of(header::CONTENT_TYPE).unwrap_or_default(),
            validators: Validators {
                etag: of(header::ETAG),
                modified: of(header::LAST_MODIFIED),
            },
            location: of(header::LOCATION),
            retry_after: of(header::RETRY_AFTER),
        };
        if given.status == 200 {
            let sent = at_most(answer.body_mut().as_reader())?;
            given.body = match of(header::CONTENT_ENCODING)
                .map(|e| e.to_ascii_lowercase())
                .as_deref()
            {
                None | Some("identity" | "") => sent,
                Some("gzip" | "x-gzip") => at_most(MultiGzDecoder::new(sent.as_slice()))?,
                Some(_) => return Err(FetchError::Packed),
            };
        }
        Ok(given)
    }
}

/// A header as text; none where it is not, or longer than such headers are.
fn text_of(headers: &HeaderMap, name: header::HeaderName) -> Option<String> {
    let value = headers.get(name)?.to_str().ok()?.trim();
    (!value.is_empty() && value.len() <= 2048).then(|| value.to_owned())
}

/// All that a reader gives, unless it is too much.
fn at_most(reader: impl io::Read) -> Result<Vec<u8>, FetchError> {
    let mut bytes = Vec::new();
    let read = reader.take(MAX_BODY + 1).read_to_end(&mut bytes);
    read.map_err(|error| told(Error::from(error)))?;
    if bytes.len() as u64 > MAX_BODY {
        return Err(FetchError::TooLarge);
    }
    Ok(bytes)
}

fn told(error: Error) -> FetchError {
    match error {
        Error::Timeout(_) => FetchError::Late,
        Error::Other(inner) => match inner.downcast_ref::<Refused>() {
            Some(Refused(address)) => FetchError::Private(*address),
            None => FetchError::Failed(inner.to_string()),
        },
        other => FetchError::Failed(other.to_string()),
    }
}

/// Resolves names and lets only public addresses through. What it gives is what is connected to, so a name that resolves anew to
/// something else gains nothing.
#[derive(Debug)]
struct Guarded {
    inner: DefaultResolver,
    allow_private: bool,
}

#[derive(Debug, thiserror::Error)]
#[error("{0} is not an address of the public internet")]
struct Refused(IpAddr);

impl Resolver for Guarded {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, Error> {
        let found = self.inner.resolve(uri, config, timeout)?;
        if self.allow_private {
            return Ok(found);
        }
        let mut public = self.empty();
        for address in found.iter().filter(|address| is_public(address.ip())) {
            public.push(*address);
        }
        match found.first() {
            Some(first) if public.is_empty() => Err(Error::Other(Box::new(Refused(first.ip())))),
            _ => Ok(public),
        }
    }
}
