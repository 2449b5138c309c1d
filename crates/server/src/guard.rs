//! What holds for every request and every answer: who may ask, under which name, and what a browser may do with the answer.

use crate::{
    Problem, Right, Visitor,
    access::{Credentials, no_users},
    state::App,
};
use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header, request::Parts},
    middleware::Next,
    response::{IntoResponse, Response},
};
use std::{net::IpAddr, time::Instant};

/// What the pages of this server may load, and from where: nothing from elsewhere, no script and no style in the markup.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; worker-src 'self'; \
                      font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// Headers of every answer.
const HEADERS: [(&str, &str); 6] = [
    ("content-security-policy", POLICY),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
];

/// Refuses requests under a name that is not this server's, tells who the others are from, and puts the headers on.
pub(crate) async fn guard(State(app): State<App>, request: Request, next: Next) -> Response {
    let began = Instant::now();
    let mut response = match admitted(&app, request).await {
        Ok(request) => next.run(request).await,
        Err(problem) => problem.into_response(),
    };
    app.metrics.answered(response.status(), began.elapsed());
    for (name, value) in HEADERS {
        response
            .headers_mut()
            .insert(name, HeaderValue::from_static(value));
    }
    response
}

async fn admitted(app: &App, request: Request) -> Result<Request, Problem> {
    let (mut parts, body) = request.into_parts();
    named(&parts, &app.hosts)?;
    let visitor = app.visitor(Credentials::of(&parts.headers)).await?;
    if writes(&parts.method) {
        own_page(&parts, &app.hosts)?;
        from_here(&visitor, &parts)?;
    }
    if let Some(right) = wanted(&parts.method, parts.uri.path()) {
        if right != Right::Read && !app.gate.sign_in() {
            return Err(no_users());
        }
        allowed(&visitor, right)?;
        if let Some(name) = visitor.name.as_deref().filter(|_| writes(&parts.method)) {
            app.gate.try_write(name)?;
        }
    }
    parts.extensions.insert(visitor);
    Ok(Request::from_parts(parts, body))
}

/// What one must be allowed for a request; `None` where anyone may, as for what one needs to sign in.
fn wanted(method: &Method, path: &str) -> Option<Right> {
    let Some(path) = path.strip_prefix("/api/v1/") else {
        return (path == "/metrics" || path.starts_with("/api/")).then_some(Right::Read);
    };
    match path.split('/').next().unwrap_or_default() {
        "session" | "openapi.json" | "health" => None,
        "users" | "feeds" | "audit" => Some(Right::Manage),
        "tokens" => Some(Right::Own),
        _ if writes(method) => Some(Right::Write),
        _ => Some(Right::Read),
    }
}

/// Whether a method can change something. No other one is routed to what does.
fn writes(method: &Method) -> bool {
    matches!(
        *method,
        Method::POST | Method::PUT | Method::PATCH | Method::DELETE
    )
}

/// Refuses a visitor who may not.
fn allowed(visitor: &Visitor, right: Right) -> Result<(), Problem> {
    if visitor.may(right) {
        return Ok(());
    }
    Err(if visitor.role.is_none() {
        Problem::new(
            StatusCode::UNAUTHORIZED,
            "Not signed in",
            "sign in first, or send a token: Authorization: Bearer dl_…",
        )
    } else {
        Problem::new(
            StatusCode::FORBIDDEN,
            "Not allowed",
            "this needs another role than yours: ask an admin",
        )
    })
}

/// A writing request that a cookie vouches for must also carry what only this server's own pages know.
fn from_here(visitor: &Visitor, parts: &Parts) -> Result<(), Problem> {
    let Some(wanted) = visitor.csrf.as_deref().filter(|_| writes(&parts.method)) else {
        return Ok(());
    };
    let given = parts.headers.get("x-csrf-token").map(HeaderValue::as_bytes);
    // By hash, so that the time that it takes tells nothing.
    if given.is_some_and(|given| blake3::hash(given) == blake3::hash(wanted.as_bytes())) {
        return Ok(());
    }
    Err(Problem::new(
        StatusCode::FORBIDDEN,
        "No CSRF token",
        "send the header X-CSRF-Token with the token that GET /api/v1/session gives",
    ))
}

/// Refuses to change something for a page of elsewhere: browsers say which page asks.
fn own_page(parts: &Parts, hosts: &[String]) -> Result<(), Problem> {
    let Some(origin) = parts.headers.get(header::ORIGIN) else {
        return Ok(());
    };
    let page = origin
        .to_str()
        .ok()
        .and_then(|o| o.split_once("://"))
        .map(|(_, host)| host.to_lowercase());
    let asked = parts.headers.get(header::HOST).and_then(|h| h.to_str().ok());
    let own = page.is_some_and(|page| {
        let name = page.rsplit_once(':').map_or(page.as_str(), |(name, _)| name);
        asked.is_some_and(|asked| asked.eq_ignore_ascii_case(&page)) || hosts.iter().any(|host| host == name)
    });
    if own {
        return Ok(());
    }
    Err(Problem::new(
        StatusCode::FORBIDDEN,
        "Foreign page",
        "only pages of this server may change something: open it by its own name, or start it with --host NAME",
    ))
}

/// Refuses a request under a name that is not this server's: a page elsewhere could have its name point here (DNS rebinding).
fn named(parts: &Parts, hosts: &[String]) -> Result<(), Problem> {
    let asked = host_of(&parts.headers).or_else(|| parts.uri.host().map(str::to_owned));
    let refused = |words: String| Problem::new(StatusCode::MISDIRECTED_REQUEST, "Unknown host", words);
    let Some(asked) = asked else {
        return Err(refused("the request names no host".to_owned()));
    };
    let name = asked.trim_end_matches('.').to_lowercase();
    let number = name.trim_start_matches('[').trim_end_matches(']');
    let local = name == "localhost" || name.ends_with(".localhost") || number.parse::<IpAddr>().is_ok();
    if local || hosts.contains(&name) {
        return Ok(());
    }
    Err(refused(
        "this server does not go by that name: ask for it by its address, or start it with --host NAME"
            .to_owned(),
    ))
}

/// The host that is asked for, without its port.
fn host_of(headers: &HeaderMap) -> Option<String> {
    let mut all = headers.get_all(header::HOST).iter();
    let host = all.next()?.to_str().ok()?;
    if all.next().is_some() {
        return None;
    }
    let port = host
        .rfind(':')
        .filter(|at| host[at + 1..].bytes().all(|b| b.is_ascii_digit()));
    Some(match port {
        Some(at) if host.ends_with(']') || !host[..at].contains(':') || host[..at].ends_with(']') => {
            host[..at].to_owned()
        }
        _ => host.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(host: &str, admitted: bool) {
        let request = Request::builder()
            .uri("/")
            .header("host", host)
            .body(())
            .expect("a request");
        let (parts, ()) = request.into_parts();
        let hosts = ["war.example".to_owned()];
        assert_eq!(named(&parts, &hosts).is_ok(), admitted, "{host}");
    }

    #[test]
    fn only_names_of_this_server_are_answered() {
        for host in [
            "localhost",
            "localhost:8377",
            "127.0.0.1:8377",
            "[::1]:8377",
            "[::1]",
            "10.0.0.7",
            "war.example",
            "War.Example:80",
        ] {
            check(host, true);
        }
        for host in [
            "evil.example",
            "evil.example:8377",
            "127.0.0.1.evil.example",
            "localhost.evil.example",
            "",
        ] {
            check(host, false);
        }
    }

    #[test]
    fn pages_of_elsewhere_change_nothing() {
        let check = |origin: &str, own: bool| {
            let request = Request::builder()
                .method("POST")
                .uri("/")
                .header("host", "127.0.0.1:8377");
            let (parts, ()) = request
                .header("origin", origin)
                .body(())
                .expect("a request")
                .into_parts();
            assert_eq!(
                own_page(&parts, &["war.example".to_owned()]).is_ok(),
                own,
                "{origin}"
            );
        };
        check("http://127.0.0.1:8377", true);
        check("https://war.example", true);
        check("https://war.example:443", true);
        check("http://127.0.0.1:8378", false);
        check("https://evil.example", false);
        check("null", false);
    }

    #[test]
    fn each_path_asks_for_its_right() {
        let check =
            |method: Method, path: &str, right| assert_eq!(wanted(&method, path), right, "{method} {path}");
        check(Method::GET, "/", None);
        check(Method::GET, "/metrics", Some(Right::Read));
        check(Method::GET, "/api/v1/incidents/i_1", Some(Right::Read));
        check(Method::POST, "/api/v1/session", None);
        check(Method::POST, "/api/v1/reviews", Some(Right::Write));
        check(Method::GET, "/api/v1/users", Some(Right::Manage));
        check(Method::GET, "/api/v1/feeds", Some(Right::Manage));
        check(Method::DELETE, "/api/v1/users/ada", Some(Right::Manage));
        check(Method::GET, "/api/v1/tokens", Some(Right::Own));
        check(Method::DELETE, "/api/v1/anything", Some(Right::Write));
    }

    #[test]
    fn a_cookie_alone_does_not_write() {
        let visitor = Visitor {
            csrf: Some("right".to_owned()),
            ..Visitor::default()
        };
        let check = |method: &str, token: &str, expected: bool| {
            let request = Request::builder().method(method).header("x-csrf-token", token);
            let (parts, ()) = request.body(()).expect("a request").into_parts();
            assert_eq!(from_here(&visitor, &parts).is_ok(), expected, "{method} {token}");
        };
        check("POST", "right", true);
        check("POST", "wrong", false);
        check("DELETE", "", false);
        check("GET", "", true);
    }
}
