//! The JSON Schema of the public contract, generated from the types.

use crate::{Claim, Document, Incident, SCHEMA_VERSION};
use schemars::{JsonSchema, generate::SchemaSettings};
use serde_json::Value;

/// A schema and the name of its file under `schema/`.
#[derive(Clone, Debug, PartialEq)]
pub struct NamedSchema {
    /// `claim.v1.schema.json`.
    pub file_name: String,
    /// The schema, JSON Schema draft 2020-12, of what these types write.
    pub schema: Value,
}

/// The schemas of [`Claim`], [`Document`] and [`Incident`], as kept under `schema/`.
///
/// A field that is `null` is still written, so every field is required; fields not named may be added by later versions.
///
/// # Example
/// ```
/// let schemas = dateline_model::schemas();
/// assert_eq!(schemas[0].file_name, "claim.v1.schema.json");
/// assert_eq!(schemas[0].schema["$id"], "urn:dateline:schema:claim:v1");
/// ```
#[must_use]
pub fn schemas() -> [NamedSchema; 3] {
    [
        named::<Claim>("claim"),
        named::<Document>("document"),
        named::<Incident>("incident"),
    ]
}

fn named<T: JsonSchema>(name: &str) -> NamedSchema {
    let generated = SchemaSettings::draft2020_12()
        .for_serialize()
        .into_generator()
        .into_root_schema_for::<T>();
    let mut schema = serde_json::Map::new();
    let id = format!("urn:dateline:schema:{name}:v{SCHEMA_VERSION}");
    schema.insert("$schema".to_owned(), Value::Null);
    schema.insert("$id".to_owned(), Value::String(id));
    schema.insert("title".to_owned(), Value::Null);
    schema.insert("description".to_owned(), Value::Null);
    if let Value::Object(generated) = plain_words(generated.to_value()) {
        schema.extend(generated);
    }
    let schema = Value::Object(schema);
    NamedSchema {
        file_name: format!("{name}.v{SCHEMA_VERSION}.schema.json"),
        schema,
    }
}

/// Turns rustdoc's words in the descriptions into JSON's: the schema's readers have no rustdoc.
fn plain_words(value: Value) -> Value {
    match value {
        Value::Object(map) => map
            .into_iter()
            .map(|(key, value)| match (key.as_str(), value) {
                ("description", Value::String(text)) => (
                    key,
                    Value::String(
                        text.replace("[`", "`")
                            .replace("`]", "`")
                            .replace("`None`", "`null`"),
                    ),
                ),
                (_, value) => (key, plain_words(value)),
            })
            .collect(),
        Value::Array(items) => items.into_iter().map(plain_words).collect(),
        other => other,
    }
}
