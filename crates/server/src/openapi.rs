//! The description of the API (OpenAPI 3.1), made from the types that are answered with.

mod writes;

use crate::{
    Problem,
    news::{ClaimNews, LedgerNews},
    routes::{
        feeds::FeedList,
        health::{Health, StatsRow},
        lists::{MOST, Page, ROWS},
        map::MapColumns,
        one::{DocumentPage, ExplainedIncident, ExplainedRow},
        people::{ActList, TokenList, UserList},
        session::SessionRow,
    },
};
use dateline_answer::{
    ActorRow, ClaimRow, ConditionRow, DocumentHead, FILTERS, FORMATS, IncidentRow, PublisherRow, ReviewRow,
    StoryRow,
};
use dateline_model::{
    ConditionKind, HarmKind, Status,
    taxonomy::{EventType, Mode},
};
use schemars::{JsonSchema, SchemaGenerator, generate::SchemaSettings};
use serde_json::{Map, Value, json};
use std::sync::LazyLock;
use writes::WRITES;

/// The description, as JSON.
pub(crate) static DOCUMENT: LazyLock<Value> = LazyLock::new(document);

/// What a path may be asked with.
enum Given {
    Nothing,
    /// The filters.
    Filters,
    /// The filters and the place in a list, and parameters of its own.
    List(&'static [&'static str]),
    /// Only the place in a list, and parameters of its own.
    Pages(&'static [&'static str]),
}

/// One thing that can be asked for.
struct Operation {
    path: &'static str,
    id: &'static str,
    about: &'static str,
    given: Given,
    /// Parts of the path, each with what it is.
    parts: &'static [(&'static str, &'static str)],
    content: &'static str,
    /// The schema of the answer; `None` for what is no JSON.
    schema: fn(&mut SchemaGenerator) -> Option<Value>,
    /// Answers besides 200 that one must reckon with.
    others: &'static [u16],
}

fn of<T: JsonSchema>(generator: &mut SchemaGenerator) -> Option<Value> {
    Some(generator.subschema_for::<T>().to_value())
}

const JSON: &str = "application/json";
const INCIDENT: (&str, &str) = ("id", "Id of an incident: i_ and 16 digits.");
const CLAIM: (&str, &str) = ("id", "Id of a claim: c_ and 16 digits.");
const DOCUMENT_ID: (&str, &str) = ("id", "Id of a document: d_ and 16 digits.");

macro_rules! operations {
    ($($path:literal $id:literal $given:expr, $parts:expr, $content:expr, $schema:expr, $others:expr, $about:literal;)+) => {
        &[$(Operation { path: $path, id: $id, about: $about, given: $given, parts: $parts, content: $content, schema: $schema,
            others: $others },)+]
    };
}

const OPERATIONS: &[Operation] = operations! {
    "/api/v1/incidents" "incidents" Given::List(&[]), &[], JSON, of::<Page<IncidentRow>>, &[400],
        "Incidents that fit, page by page.";
    "/api/v1/incidents.geojson" "incidentsGeojson" Given::Filters, &[], "application/geo+json", |_| None, &[400],
        "Incidents that fit, all of them, as a GeoJSON collection.";
    "/api/v1/incidents.csv" "incidentsCsv" Given::Filters, &[], "text/csv; charset=utf-8", |_| None, &[400],
        "Incidents that fit, all of them, as CSV.";
    "/api/v1/incidents/{id}" "incident" Given::Nothing, &[INCIDENT], JSON, of::<StoryRow>, &[404],
        "The story of an incident: its claims, its reports, how its tolls moved.";
    "/api/v1/incidents/{id}/explain" "explainIncident" Given::Nothing, &[INCIDENT], JSON, of::<ExplainedIncident>, &[404],
        "Why its reports are one incident, and near ones are not.";
    "/api/v1/map" "map" Given::Filters, &[], JSON, of::<MapColumns>, &[400],
        "All incidents that fit, as columns to draw a map from.";
    "/api/v1/export/{format}" "export" Given::Filters, &[("format", "The layout.")], "*/*", |_| None, &[400, 404],
        "A file of all incidents that fit, in one of the layouts of dateline export.";
    "/api/v1/claims" "claims" Given::List(&[]), &[], JSON, of::<Page<ClaimRow>>, &[400],
        "Claims that fit, page by page.";
    "/api/v1/claims/{id}" "claim" Given::Nothing, &[CLAIM], JSON, of::<ClaimRow>, &[404],
        "A claim.";
    "/api/v1/claims/{id}/explain" "explainClaim" Given::Nothing, &[CLAIM], JSON, of::<ExplainedRow>, &[404, 409, 501],
        "Why a claim is as it is: its text is read again. 409 where it is read otherwise now.";
    "/api/v1/documents" "documents" Given::List(&[]), &[], JSON, of::<Page<DocumentHead>>, &[400],
        "Documents that fit, page by page, without their texts.";
    "/api/v1/documents/{id}" "document" Given::Nothing, &[DOCUMENT_ID], JSON, of::<DocumentPage>, &[404],
        "A document with its text and claims.";
    "/api/v1/conditions" "conditions" Given::List(&["as_of", "condition", "holder"]), &[], JSON, of::<Page<ConditionRow>>, &[400],
        "States of affairs that fit, page by page: who is said to hold what.";
    "/api/v1/actors" "actors" Given::List(&["sort"]), &[], JSON, of::<Page<ActorRow>>, &[400],
        "Actors of the claims that fit, page by page.";
    "/api/v1/publishers" "publishers" Given::List(&[]), &[], JSON, of::<Page<PublisherRow>>, &[400],
        "Outlets of the documents that fit, page by page.";
    "/api/v1/reviews" "reviews" Given::Pages(&["target", "reverse"]), &[], JSON, of::<Page<ReviewRow>>, &[400],
        "The trail of what people decided, page by page; of one incident or claim with `target`.";
    "/api/v1/stats" "stats" Given::Nothing, &[], JSON, of::<StatsRow>, &[],
        "How much the ledger holds.";
    "/api/v1/session" "session" Given::Nothing, &[], JSON, of::<SessionRow>, &[],
        "Who asks, and what they may.";
    "/api/v1/tokens" "tokens" Given::Nothing, &[], JSON, of::<TokenList>, &[],
        "One's own tokens, without their secrets.";
    "/api/v1/users" "users" Given::Nothing, &[], JSON, of::<UserList>, &[],
        "The users. Needs the role admin.";
    "/api/v1/feeds" "feeds" Given::Nothing, &[], JSON, of::<FeedList>, &[501],
        "The feeds that dateline watch polls. Needs the role admin.";
    "/api/v1/audit" "audit" Given::Nothing, &[], JSON, of::<ActList>, &[],
        "What users did: a trail in which each row is chained to the one before it. Needs the role admin.";
    "/api/v1/events" "events" Given::Nothing, &[], "text/event-stream", |_| None, &[503],
        "News as it comes in: events `ledger` (LedgerNews) and `claims` (ClaimNews).";
    "/api/v1/openapi.json" "openapi" Given::Nothing, &[], JSON, |_| Some(json!({"type": "object"})), &[],
        "This description.";
    "/health" "health" Given::Nothing, &[], JSON, of::<Health>, &[],
        "Whether the server is there.";
    "/ready" "ready" Given::Nothing, &[], JSON, of::<Health>, &[503],
        "Whether the ledger can be read right now.";
    "/metrics" "metrics" Given::Nothing, &[], "text/plain; version=0.0.4; charset=utf-8", |_| None, &[],
        "Counters in the text format of Prometheus.";
};

fn document() -> Value {
    let settings = SchemaSettings::draft2020_12().for_serialize().with(|settings| {
        settings.definitions_path = "/components/schemas".into();
        settings.meta_schema = None;
    });
    let mut generator = settings.into_generator();
    let mut paths = Map::new();
    for operation in OPERATIONS {
        paths.insert(
            operation.path.to_owned(),
            json!({"get": described(operation, &mut generator)}),
        );
    }
    let problem = generator.subschema_for::<Problem>().to_value();
    // They stand in events, to which no path points.
    generator.subschema_for::<LedgerNews>();
    generator.subschema_for::<ClaimNews>();
    let mut schemas = Map::new();
    writes::describe(&mut paths, &mut generator, &mut schemas);
    schemas.extend(generator.take_definitions(true));
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Dateline",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "What a ledger of news reports holds: incidents, the claims that tell them, the reports that make the \
                claims. Answers carry an ETag; If-None-Match with it gives 304 while they are the same. Where there are users, send a \
                token (Authorization: Bearer dl_…), or sign in and keep the cookie.",
            "license": {"name": "MIT OR Apache-2.0"},
        },
        "paths": paths,
        "components": {
            "schemas": schemas,
            "responses": {"Problem": {
                "description": "Why the request was not answered as asked.",
                "content": {"application/problem+json": {"schema": problem}},
            }},
        },
    })
}

fn described(operation: &Operation, generator: &mut SchemaGenerator) -> Value {
    let mut content = Map::new();
    let schema = (operation.schema)(generator);
    let media = schema.map_or_else(|| json!({}), |schema| json!({"schema": schema}));
    content.insert(operation.content.to_owned(), media);
    let mut responses = Map::new();
    responses.insert(
        "200".to_owned(),
        json!({"description": operation.about, "content": content}),
    );
    if !matches!(
        operation.id,
        "health" | "ready" | "metrics" | "session" | "events" | "tokens" | "users" | "audit"
    ) {
        responses.insert(
            "304".to_owned(),
            json!({"description": "Who asks has it already."}),
        );
    }
    // A parameter where there is none, a name that is not the server's, no sign-in, a ledger that is being written.
    let general = [400, 401, 403, 421, 503];
    let mut others: Vec<u16> = operation.others.iter().chain(&general).copied().collect();
    others.sort_unstable();
    others.dedup();
    for status in others {
        responses.insert(
            status.to_string(),
            json!({"$ref": "#/components/responses/Problem"}),
        );
    }
    json!({
        "operationId": operation.id,
        "summary": operation.about,
        "parameters": parameters(operation),
        "responses": responses,
    })
}

fn parameters(operation: &Operation) -> Vec<Value> {
    let mut all: Vec<Value> = operation
        .parts
        .iter()
        .map(|(name, about)| {
            let schema = if *name == "format" {
                let names: Vec<&str> = FORMATS.iter().map(|(name, _)| *name).collect();
                json!({"type": "string", "enum": names})
            } else {
                json!({"type": "string", "minLength": 1})
            };
            json!({"name": name, "in": "path", "required": true, "description": about, "schema": schema})
        })
        .collect();
    let (filters, paged, own): (bool, bool, &[&str]) = match operation.given {
        Given::Nothing => (false, false, &[]),
        Given::Filters => (true, false, &[]),
        Given::List(own) => (true, true, own),
        Given::Pages(own) => (false, true, own),
    };
    let named = |name: &str, about: &str, example: Option<&str>, schema: Value| {
        let mut parameter = json!({"name": name, "in": "query", "description": about, "schema": schema});
        if let Some(example) = example {
            parameter["example"] = example.into();
        }
        parameter
    };
    for filter in FILTERS.iter().filter(|f| filters && !own.contains(&f.name)) {
        all.push(named(
            filter.name,
            filter.about,
            Some(filter.example),
            filter_schema(filter.name),
        ));
    }
    for name in own {
        let (about, schema) = own_parameter(name);
        all.push(named(name, about, None, schema));
    }
    if paged {
        let limit = json!({"type": "integer", "minimum": 1, "maximum": MOST, "default": ROWS});
        all.push(named("limit", "Rows of a page.", None, limit));
        let cursor = json!({"type": "string"});
        all.push(named(
            "cursor",
            "Where the page begins: what `next` of the page before says.",
            None,
            cursor,
        ));
    }
    all
}

/// Codes of the model in lower case.
fn codes<T>(all: &[T], word: impl Fn(&T) -> &'static str) -> Vec<String> {
    all.iter().map(|code| word(code).to_lowercase()).collect()
}

/// The codes that a type of the model is written with.
fn words<T: JsonSchema>() -> Value {
    let schema = SchemaSettings::draft2020_12()
        .into_generator()
        .into_root_schema_for::<T>()
        .to_value();
    let mut words = Vec::new();
    collect(&schema, &mut words);
    json!({"type": "string", "enum": words})
}

fn collect(schema: &Value, words: &mut Vec<Value>) {
    words.extend(schema.get("const").cloned());
    words.extend(
        schema
            .get("enum")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .cloned(),
    );
    for part in schema
        .get("oneOf")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
    {
        collect(part, words);
    }
}

fn filter_schema(name: &str) -> Value {
    match name {
        "from" | "to" => json!({"type": "string", "format": "date"}),
        "country" => json!({"type": "string", "pattern": "^[A-Za-z]{3}$"}),
        "bbox" => json!({"type": "string", "pattern": "^-?[0-9]+(\\.[0-9]+)?(,-?[0-9]+(\\.[0-9]+)?){3}$"}),
        "type" => {
            let mut all = codes(EventType::ALL, |t| t.as_str());
            all.extend(codes(Mode::ALL, |m| m.as_str()));
            json!({"type": "string", "enum": all})
        }
        "harm" => words::<HarmKind>(),
        "status" => words::<Status>(),
        "disputed" | "reverse" => json!({"type": "boolean"}),
        "sort" => json!({"type": "string", "enum": ["day", "killed", "reports", "publishers"]}),
        _ => json!({"type": "string", "minLength": 1}),
    }
}

fn own_parameter(name: &str) -> (&'static str, Value) {
    match name {
        "as_of" => (
            "Only the latest word of each voice about each place or thing, of reports up to this day.",
            json!({"type": "string", "format": "date"}),
        ),
        "condition" => ("Of this sort.", words::<ConditionKind>()),
        "holder" => (
            "Held by: part of the name.",
            json!({"type": "string", "minLength": 1}),
        ),
        "sort" => (
            "The order: most claims in that part first, else day or name.",
            json!({"type": "string", "enum": ["claims", "source", "target", "voice", "day", "name"]}),
        ),
        "target" => (
            "An incident or a claim.",
            json!({"type": "string", "minLength": 1}),
        ),
        _ => ("true: the other way round.", json!({"type": "boolean"})),
    }
}

/// The description as a page to read.
pub(crate) fn page() -> String {
    let mut body = String::new();
    for operation in OPERATIONS {
        let path = escaped(operation.path);
        body += &format!(
            "<section id=\"{}\"><h2><code>GET {path}</code></h2>\n<p>{}</p>\n",
            operation.id,
            escaped(operation.about)
        );
        let parameters = parameters(operation);
        if !parameters.is_empty() {
            body += "<table><thead><tr><th>parameter<th>what it is<th>values</tr></thead><tbody>\n";
            for parameter in &parameters {
                let word = |key: &str| escaped(parameter[key].as_str().unwrap_or_default());
                let example = parameter["example"].as_str().map_or_else(String::new, |e| {
                    format!("<br>such as <code>{}</code>", escaped(e))
                });
                body += &format!(
                    "<tr><td><code>{}</code><td>{}<td>{}{example}</tr>\n",
                    word("name"),
                    word("description"),
                    values(&parameter["schema"]),
                );
            }
            body += "</tbody></table>\n";
        }
        if let Some(answer) = answer_of(operation) {
            body += &format!("<p>Answers with <a href=\"#schema-{answer}\">{answer}</a>.</p>\n");
        } else {
            body += &format!(
                "<p>Answers with <code>{}</code>.</p>\n",
                escaped(operation.content)
            );
        }
        body += "</section>\n";
    }
    for write in WRITES {
        body += &write_section(write);
    }
    body += "<h1 id=\"schemas\">What is sent and answered</h1>\n";
    let schemas = DOCUMENT["components"]["schemas"].as_object();
    for (name, schema) in schemas.into_iter().flatten() {
        body += &schema_section(name, schema);
    }
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>Dateline: the API</title>\n<link rel=\"stylesheet\" href=\"/docs/docs.css\"></head>\n<body><main>\n<h1>The API of Dateline</h1>\n\
         <p>Everything that the web app shows can be asked for. The same as a document for programs: \
         <a href=\"/api/v1/openapi.json\">OpenAPI 3.1</a>. Refusals are <code>application/problem+json</code> and say what to give.</p>\n\
         {body}</main></body>\n</html>\n"
    )
}

fn write_section(write: &writes::Write) -> String {
    let (method, path) = (write.method.to_uppercase(), escaped(write.path));
    let mut out = format!(
        "<section id=\"{}\"><h2><code>{method} {path}</code></h2>\n<p>{}</p>\n",
        write.id,
        escaped(write.about)
    );
    let (sent, answered) = write.names(&DOCUMENT);
    for (words, name) in [("Takes", sent), ("Answers with", answered)] {
        if let Some(name) = name {
            out += &format!("<p>{words} <a href=\"#schema-{name}\">{name}</a>.</p>\n");
        }
    }
    out + "</section>\n"
}

fn values(schema: &Value) -> String {
    if let Some(all) = schema["enum"].as_array() {
        let words: Vec<String> = all
            .iter()
            .filter_map(Value::as_str)
            .map(|w| format!("<code>{}</code>", escaped(w)))
            .collect();
        return words.join(" ");
    }
    let kind = schema["format"].as_str().or_else(|| schema["type"].as_str());
    match (schema["minimum"].as_u64(), schema["maximum"].as_u64()) {
        (Some(low), Some(high)) => format!("{low} to {high}"),
        _ => escaped(kind.unwrap_or_default()),
    }
}

/// The name of the schema that an operation answers with.
fn answer_of(operation: &Operation) -> Option<String> {
    let schema =
        &DOCUMENT["paths"][operation.path]["get"]["responses"]["200"]["content"][operation.content]["schema"];
    referred(schema)
}

fn referred(schema: &Value) -> Option<String> {
    let reference = schema["$ref"].as_str()?;
    Some(escaped(reference.rsplit('/').next().unwrap_or(reference)))
}

fn schema_section(name: &str, schema: &Value) -> String {
    let mut out = format!("<section id=\"schema-{0}\"><h2>{0}</h2>\n", escaped(name));
    out += &format!(
        "<p>{}</p>\n",
        escaped(schema["description"].as_str().unwrap_or_default())
    );
    if let Some(fields) = schema["properties"].as_object() {
        out += "<table><thead><tr><th>field<th>type<th>what it is</tr></thead><tbody>\n";
        for (field, schema) in fields {
            let about = escaped(schema["description"].as_str().unwrap_or_default());
            out += &format!(
                "<tr><td><code>{}</code><td>{}<td>{about}</tr>\n",
                escaped(field),
                kind(schema)
            );
        }
        out += "</tbody></table>\n";
    } else {
        let mut words = Vec::new();
        collect(schema, &mut words);
        let words: Vec<String> = words
            .iter()
            .filter_map(Value::as_str)
            .map(|w| format!("<code>{}</code>", escaped(w)))
            .collect();
        out += &format!("<p>{}</p>\n", words.join(" "));
    }
    out + "</section>\n"
}

/// The type of a field in a few words, with links to those that have a name.
fn kind(schema: &Value) -> String {
    if let Some(name) = referred(schema) {
        return format!("<a href=\"#schema-{name}\">{name}</a>");
    }
    if let Some(parts) = schema["anyOf"].as_array().or_else(|| schema["oneOf"].as_array()) {
        let parts: Vec<String> = parts.iter().map(kind).collect();
        return parts.join(" or ");
    }
    let word = |word: &str| match word {
        "array" => format!("list of {}", kind(&schema["items"])),
        "string" => escaped(schema["format"].as_str().unwrap_or("string")),
        other => escaped(other),
    };
    match &schema["type"] {
        Value::String(one) => word(one),
        Value::Array(several) => several
            .iter()
            .filter_map(Value::as_str)
            .map(word)
            .collect::<Vec<_>>()
            .join(" or "),
        _ => "any".to_owned(),
    }
}

/// Words as they stand in a page.
fn escaped(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for letter in words.chars() {
        match letter {
            '&' => out += "&amp;",
            '<' => out += "&lt;",
            '>' => out += "&gt;",
            '"' => out += "&quot;",
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reference_leads_to_a_schema() {
        let text = DOCUMENT.to_string();
        let mut found = 0;
        for part in text.split("\"#/components/schemas/").skip(1) {
            let name = part.split('"').next().unwrap_or_default();
            assert!(DOCUMENT["components"]["schemas"].get(name).is_some(), "{name}");
            found += 1;
        }
        assert!(found > 50, "{found}");
        assert!(!text.contains("$defs"));
    }

    #[test]
    fn the_page_tells_of_every_path_and_keeps_markup_out() {
        let page = page();
        for operation in OPERATIONS {
            assert!(page.contains(&escaped(operation.path)), "{}", operation.path);
        }
        assert!(page.contains("POST /api/v1/reviews") && page.contains("#schema-NewReview"));
        assert!(!page.contains("<script") && !page.contains("style="));
        assert_eq!(escaped("<b>\"&\"</b>"), "&lt;b&gt;&quot;&amp;&quot;&lt;/b&gt;");
    }

    #[test]
    fn codes_stand_in_the_parameters() {
        let harm = filter_schema("harm");
        assert!(
            harm["enum"]
                .as_array()
                .is_some_and(|all| all.contains(&json!("killed"))),
            "{harm}"
        );
        let status = filter_schema("status");
        assert!(
            status["enum"]
                .as_array()
                .is_some_and(|all| all.contains(&json!("denied"))),
            "{status}"
        );
    }
}
