//! What changes something: who signs in, what is decided, which reports come in, who the users are.

use super::of;
use crate::routes::{
    feeds::{FeedRow, NewFeedBody},
    people::{MadeToken, NewTokenBody, NewUser, UserRow},
    session::{SessionRow, SignIn},
    write::{NewDocument, NewReview, TakenDocument},
};
use dateline_answer::ReviewRow;
use schemars::{SchemaGenerator, generate::SchemaSettings};
use serde_json::{Map, Value, json};

/// The schema of what is sent or answered; `None` where there is nothing.
type Schema = fn(&mut SchemaGenerator) -> Option<Value>;

/// One thing that can be changed.
pub(super) struct Write {
    pub(super) method: &'static str,
    pub(super) path: &'static str,
    pub(super) id: &'static str,
    pub(super) about: &'static str,
    /// The part of the path, with what it is.
    part: Option<(&'static str, &'static str)>,
    body: Schema,
    answer: Schema,
    /// The statuses of success.
    done: &'static [u16],
    /// Refusals that one must reckon with, besides those of every write.
    others: &'static [u16],
}

macro_rules! writes {
    ($($method:literal $path:literal $id:literal $part:expr, $body:expr, $answer:expr, $done:expr, $others:expr, $about:literal;)+) => {
        &[$(Write { method: $method, path: $path, id: $id, about: $about, part: $part, body: $body, answer: $answer, done: $done,
            others: $others },)+]
    };
}

pub(super) const WRITES: &[Write] = writes! {
    "post" "/api/v1/session" "signIn" None, of::<SignIn>, of::<SessionRow>, &[200], &[],
        "Sign in: the answer sets a cookie, and names the token that writing requests must carry as X-CSRF-Token.";
    "delete" "/api/v1/session" "signOut" None, |_| None, of::<SessionRow>, &[200], &[],
        "Sign out.";
    "post" "/api/v1/reviews" "review" None, of::<NewReview>, of::<ReviewRow>, &[201], &[],
        "Decide on a claim or an incident, as dateline review does it. Needs the role reviewer.";
    "post" "/api/v1/documents" "addDocument" None, of::<NewDocument>, of::<TakenDocument>, &[200, 201], &[501],
        "Add a report: it is read, kept and settled. 200 where it was there already. Needs the role reviewer.";
    "post" "/api/v1/users" "addUser" None, of::<NewUser>, of::<UserRow>, &[201], &[],
        "Add a user. Needs the role admin.";
    "delete" "/api/v1/users/{name}" "removeUser" Some(("name", "The user's name.")), |_| None, |_| None, &[204], &[404, 409],
        "Remove a user, with their sessions and tokens. Needs the role admin.";
    "post" "/api/v1/tokens" "addToken" None, of::<NewTokenBody>, of::<MadeToken>, &[201], &[],
        "Make a token for oneself. Its secret is told this once.";
    "delete" "/api/v1/tokens/{id}" "revokeToken" Some(("id", "The token's number.")), |_| None, |_| None, &[204], &[404],
        "End one of one's own tokens.";
    "post" "/api/v1/feeds" "addFeed" None, of::<NewFeedBody>, of::<FeedRow>, &[201], &[501],
        "Add a feed to the file that dateline watch polls: a watch that runs takes it up within a minute. Needs the role admin.";
    "delete" "/api/v1/feeds/{id}" "removeFeed" Some(("id", "The feed's name, of its row.")), |_| None, |_| None, &[204], &[404, 409, 501],
        "Take a feed out of that file. Needs the role admin.";
};

/// Statuses that every write can be refused with: parameters, sign-in, role, body, name of the server, tries, a busy ledger.
const GENERAL: [u16; 9] = [400, 401, 403, 413, 415, 421, 422, 429, 503];

/// Puts the writes beside what the paths answer; what they are sent gets schemas of its own.
pub(super) fn describe(
    paths: &mut Map<String, Value>,
    generator: &mut SchemaGenerator,
    schemas: &mut Map<String, Value>,
) {
    let settings = SchemaSettings::draft2020_12().for_deserialize().with(|settings| {
        settings.definitions_path = "/components/schemas".into();
        settings.meta_schema = None;
    });
    let mut sent = settings.into_generator();
    for write in WRITES {
        let operation = write.described(&mut sent, generator);
        paths.entry(write.path).or_insert_with(|| json!({}))[write.method] = operation;
    }
    schemas.extend(sent.take_definitions(true));
}

impl Write {
    fn described(&self, sent: &mut SchemaGenerator, told: &mut SchemaGenerator) -> Value {
        let mut responses = Map::new();
        for status in self.done {
            let mut response = json!({"description": self.about});
            if let Some(schema) = (self.answer)(told) {
                response["content"] = json!({"application/json": {"schema": schema}});
            }
            responses.insert(status.to_string(), response);
        }
        for status in self.others.iter().chain(&GENERAL) {
            let problem = json!({"$ref": "#/components/responses/Problem"});
            responses.insert(status.to_string(), problem);
        }
        let part = |(name, about): &(&str, &str)| {
            let schema = json!({"type": "string", "minLength": 1});
            json!({"name": name, "in": "path", "required": true, "description": about, "schema": schema})
        };
        let parameters: Vec<Value> = self.part.iter().map(part).collect();
        let mut operation = json!({
            "operationId": self.id,
            "summary": self.about,
            "parameters": parameters,
            "responses": responses,
        });
        if let Some(schema) = (self.body)(sent) {
            let content = json!({"application/json": {"schema": schema}});
            operation["requestBody"] = json!({"required": true, "content": content});
        }
        operation
    }

    /// What is sent and answered, as names of schemas.
    pub(super) fn names(&self, document: &Value) -> (Option<String>, Option<String>) {
        let operation = &document["paths"][self.path][self.method];
        let schema = |content: &Value| super::referred(&content["application/json"]["schema"]);
        let status = self.done.first().map(u16::to_string).unwrap_or_default();
        (
            schema(&operation["requestBody"]["content"]),
            schema(&operation["responses"][status]["content"]),
        )
    }
}
