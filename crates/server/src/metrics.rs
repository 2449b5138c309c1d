//! Counters of what was answered, as Prometheus reads them.

use axum::http::StatusCode;
use std::{
    fmt::Write as _,
    sync::atomic::{AtomicU64, Ordering::Relaxed},
    time::Duration,
};

/// Upper bounds of the classes of time, in microseconds.
const BOUNDS: [u64; 10] = [
    500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 500_000, 2_500_000,
];

/// What was answered since the server began.
#[derive(Debug, Default)]
pub(crate) struct Metrics {
    /// By the hundreds of the status.
    answers: [AtomicU64; 6],
    /// Those that were kept from before.
    kept: AtomicU64,
    times: [AtomicU64; BOUNDS.len() + 1],
    micros: AtomicU64,
}

impl Metrics {
    pub(crate) fn answered(&self, status: StatusCode, took: Duration) {
        let class = usize::from(status.as_u16() / 100).min(5);
        self.answers[class].fetch_add(1, Relaxed);
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        let at = BOUNDS
            .iter()
            .position(|bound| micros <= *bound)
            .unwrap_or(BOUNDS.len());
        self.times[at].fetch_add(1, Relaxed);
        self.micros.fetch_add(micros, Relaxed);
    }

    pub(crate) fn kept(&self) {
        self.kept.fetch_add(1, Relaxed);
    }

    /// All counters; `cached` are the answers kept now, and their bytes.
    pub(crate) fn text(&self, cached: (usize, usize)) -> String {
        let mut out = String::new();
        let head = |name: &str, kind: &str, help: &str| {
            format!("# HELP dateline_{name} {help}\n# TYPE dateline_{name} {kind}\n")
        };
        out += &head(
            "http_requests_total",
            "counter",
            "Requests answered, by the class of their status.",
        );
        for (class, count) in self.answers.iter().enumerate().skip(1) {
            let count = count.load(Relaxed);
            line(
                &mut out,
                &format!("http_requests_total{{status=\"{class}xx\"}}"),
                count as f64,
            );
        }
        out += &head(
            "http_request_duration_seconds",
            "histogram",
            "Time from a request to its answer's headers.",
        );
        let mut sum = 0;
        for (at, count) in self.times.iter().enumerate() {
            sum += count.load(Relaxed);
            let bound = BOUNDS
                .get(at)
                .map_or("+Inf".to_owned(), |b| (*b as f64 / 1e6).to_string());
            let name = format!("http_request_duration_seconds_bucket{{le=\"{bound}\"}}");
            line(&mut out, &name, sum as f64);
        }
        line(
            &mut out,
            "http_request_duration_seconds_sum",
            self.micros.load(Relaxed) as f64 / 1e6,
        );
        line(&mut out, "http_request_duration_seconds_count", sum as f64);
        out += &head(
            "cache_hits_total",
            "counter",
            "Requests answered with what was kept.",
        );
        line(&mut out, "cache_hits_total", self.kept.load(Relaxed) as f64);
        out += &head("cache_answers", "gauge", "Answers kept.");
        line(&mut out, "cache_answers", cached.0 as f64);
        out += &head("cache_bytes", "gauge", "Bytes of the answers kept.");
        line(&mut out, "cache_bytes", cached.1 as f64);
        out
    }
}

fn line(out: &mut String, name: &str, value: f64) {
    writeln!(out, "dateline_{name} {value}").expect("a string takes it");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_of_time_add_up() {
        let metrics = Metrics::default();
        metrics.answered(StatusCode::OK, Duration::from_micros(700));
        metrics.answered(StatusCode::NOT_FOUND, Duration::from_secs(9));
        let text = metrics.text((1, 2));
        for expected in [
            "http_requests_total{status=\"2xx\"} 1\n",
            "http_requests_total{status=\"4xx\"} 1\n",
            "bucket{le=\"0.0005\"} 0\n",
            "bucket{le=\"0.001\"} 1\n",
            "bucket{le=\"2.5\"} 1\n",
            "bucket{le=\"+Inf\"} 2\n",
            "seconds_count 2\n",
            "dateline_cache_bytes 2\n",
        ] {
            assert!(text.contains(expected), "{expected} in\n{text}");
        }
    }
}
