//! Asking as a guest: what robots.txt allows, one request at a time to a host, redirects followed one by one.

use crate::{
    clock::Clock,
    fetch::{Answer, FetchError, Fetcher, USER_AGENT, Validators},
    state::{Robots, State, StateError},
};
use std::{collections::BTreeMap, time::Duration};
use texting_robots::Robot;
use url::Url;

/// How often an answer may point elsewhere.
const MAX_REDIRECTS: usize = 5;

/// How long a robots.txt is gone by: RFC 9309 says a day at most. One that could not be had is asked for again sooner.
const ROBOTS_KEPT: u64 = 86_400_000;
const ROBOTS_MISSED: u64 = 600_000;

/// Bytes of a robots.txt that are read; RFC 9309 asks for this much.
const MAX_ROBOTS: usize = 500 * 1024;

/// A longer wait between requests than this is not kept: a host that asks for more is asked so often. Chosen.
const MAX_CRAWL_DELAY: f32 = 600.0;

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refusal {
    #[error(transparent)]
    Fetch(#[from] FetchError),
    #[error("robots.txt disallows it")]
    Robots,
    #[error("robots.txt of the host can not be had")]
    NoRobots,
    #[error("it points elsewhere more than {MAX_REDIRECTS} times")]
    Redirects,
    #[error("it points to what is no address")]
    Astray,
    #[error("told to end")]
    Ended,
    #[error(transparent)]
    State(#[from] StateError),
}

impl Refusal {
    /// Whether it may go better another time.
    pub(crate) fn may_pass(&self) -> bool {
        match self {
            Self::Fetch(error) => error.may_pass(),
            Self::NoRobots | Self::Ended => true,
            Self::Robots | Self::Redirects | Self::Astray | Self::State(_) => false,
        }
    }
}

/// What a host allows.
struct Manners {
    robots: Rules,
    until: u64,
}

enum Rules {
    All,
    Nothing,
    Some(Box<Robot>),
}

/// Asks, with manners.
pub(crate) struct Polite {
    fetcher: Fetcher,
    delay: u64,
    /// By host: when it may be asked again.
    hosts: BTreeMap<String, u64>,
    /// By scheme, host and port.
    manners: BTreeMap<String, Manners>,
}

impl Polite {
    pub(crate) fn new(fetcher: Fetcher, delay: Duration) -> Self {
        Self {
            fetcher,
            delay: u64::try_from(delay.as_millis()).unwrap_or(u64::MAX),
            hosts: BTreeMap::new(),
            manners: BTreeMap::new(),
        }
    }

    /// When a host may be asked.
    pub(crate) fn ready(&self, host: &str) -> u64 {
        self.hosts.get(host).copied().unwrap_or(0)
    }

    /// A host is not asked before a time, as it wished.
    pub(crate) fn put_off(&mut self, host: &str, until: u64) {
        let ready = self.hosts.entry(host.to_owned()).or_default();
        *ready = until.max(*ready);
    }

    /// Asks for an address, and for what it points to; gives the last address with its answer.
    pub(crate) fn get(
        &mut self,
        url: &Url,
        known: &Validators,
        accept: &str,
        state: &State,
        clock: &impl Clock,
    ) -> Result<(Url, Answer), Refusal> {
        let mut url = url.clone();
        for _ in 0..=MAX_REDIRECTS {
            self.allowed(&url, state, clock)?;
            let answer = self.ask(&url, known, accept, clock)?;
            match onward(&url, &answer)? {
                Some(next) => url = next,
                None => return Ok((url, answer)),
            }
        }
        Err(Refusal::Redirects)
    }

    /// One request, when it is the host's turn.
    fn ask(
        &mut self,
        url: &Url,
        known: &Validators,
        accept: &str,
        clock: &impl Clock,
    ) -> Result<Answer, Refusal> {
        let host = host_of(url);
        let ready = self.ready(&host);
        if ready > clock.now() {
            clock.wait_until(ready);
        }
        if clock.ended() {
            return Err(Refusal::Ended);
        }
        let answer = self.fetcher.get(url, known, accept);
        let delay = self.delay.max(self.crawl_delay(url));
        self.put_off(&host, clock.now().saturating_add(delay));
        Ok(answer?)
    }

    /// What robots.txt asks for between two requests, in milliseconds.
    fn crawl_delay(&self, url: &Url) -> u64 {
        let delay = match self.manners.get(&origin(url)).map(|m| &m.robots) {
            Some(Rules::Some(robot)) => robot.delay.unwrap_or(0.0),
            _ => 0.0,
        };
        (delay.clamp(0.0, MAX_CRAWL_DELAY) * 1000.0) as u64
    }

    /// Asks robots.txt, once a day.
    fn allowed(&mut self, url: &Url, state: &State, clock: &impl Clock) -> Result<(), Refusal> {
        if !matches!(url.scheme(), "http" | "https") {
            return Err(FetchError::Scheme.into());
        }
        let origin = origin(url);
        let now = clock.now();
        if self.manners.get(&origin).is_none_or(|m| m.until <= now) {
            let (robots, until) = match state.robots(&origin, now)? {
                Some(kept) => kept,
                None => {
                    let robots = self.fetch_robots(&origin, clock)?;
                    let kept = if robots == Robots::Unknown {
                        ROBOTS_MISSED
                    } else {
                        ROBOTS_KEPT
                    };
                    let until = now.saturating_add(kept);
                    state.set_robots(&origin, &robots, until, now)?;
                    (robots, until)
                }
            };
            let robots = match robots {
                Robots::None => Rules::All,
                Robots::Unknown => Rules::Nothing,
                Robots::Says(text) => match Robot::new(name(), &text) {
                    Ok(robot) => Rules::Some(Box::new(robot)),
                    Err(_) => Rules::Nothing,
                },
            };
            self.manners.insert(origin.clone(), Manners { robots, until });
        }
        match self.manners.get(&origin).map(|m| &m.robots) {
            Some(Rules::All) => Ok(()),
            Some(Rules::Some(robot)) if robot.allowed(url.as_str()) => Ok(()),
            Some(Rules::Some(_)) => Err(Refusal::Robots),
            Some(Rules::Nothing) | None => Err(Refusal::NoRobots),
        }
    }

    /// RFC 9309, 2.3.1: refused is as none, a server in trouble is as all forbidden.
    fn fetch_robots(&mut self, origin: &str, clock: &impl Clock) -> Result<Robots, Refusal> {
        let Ok(mut url) = Url::parse(&format!("{origin}/robots.txt")) else {
            return Err(Refusal::Astray);
        };
        for _ in 0..=MAX_REDIRECTS {
            let answer = match self.ask(&url, &Validators::default(), "text/plain, */*;q=0.1", clock) {
                Ok(answer) => answer,
                Err(Refusal::Fetch(error)) if error.may_pass() => return Ok(Robots::Unknown),
                Err(Refusal::Fetch(FetchError::TooLarge | FetchError::Packed)) => return Ok(Robots::Unknown),
                Err(other) => return Err(other),
            };
            match onward(&url, &answer) {
                Ok(Some(next)) => url = next,
                Ok(None) => {
                    return Ok(match answer.status {
                        200 => {
                            let mut body = answer.body;
                            body.truncate(MAX_ROBOTS);
                            Robots::Says(body)
                        }
                        429 | 500.. => Robots::Unknown,
                        _ => Robots::None,
                    });
                }
                Err(_) => return Ok(Robots::None),
            }
        }
        Ok(Robots::None)
    }
}

/// Where an answer points, when it does.
fn onward(url: &Url, answer: &Answer) -> Result<Option<Url>, Refusal> {
    if !matches!(answer.status, 301 | 302 | 303 | 307 | 308) {
        return Ok(None);
    }
    let location = answer.location.as_deref().ok_or(Refusal::Astray)?;
    url.join(location).map(Some).map_err(|_| Refusal::Astray)
}

/// The name before the version, by which robots.txt calls us.
fn name() -> &'static str {
    USER_AGENT.split_once('/').map_or(USER_AGENT, |(name, _)| name)
}

pub(crate) fn host_of(url: &Url) -> String {
    url.host_str().unwrap_or_default().to_owned()
}

fn origin(url: &Url) -> String {
    url.origin().ascii_serialization()
}
