//! The schemas of an OpenAPI document.

use schemars::generate::SchemaSettings;
use schemars::{Schema, SchemaGenerator};
use serde_json::{Map, Value, json};

/// The schemas that the document refers to, collected while it is built.
pub struct Schemas {
    answers: SchemaGenerator,
    bodies: SchemaGenerator,
}

/// Makes the schema of a type.
pub type MakeSchema = fn(&mut SchemaGenerator) -> Schema;

impl Default for Schemas {
    fn default() -> Self {
        let settings = SchemaSettings::draft2020_12().with(|settings| {
            settings.definitions_path = "/components/schemas".into();
            settings.meta_schema = None;
        });
        // Requests may not send all that answers may contain (roles, for one), so the schemas
        // differ: those of answers are named, those of request bodies are inlined.
        let bodies = settings
            .clone()
            .with(|settings| settings.inline_subschemas = true);
        Self {
            answers: settings.for_serialize().into_generator(),
            bodies: bodies.into_generator(),
        }
    }
}

impl Schemas {
    /// An answer with a JSON body.
    pub(super) fn answer(&mut self, description: &str, schema: MakeSchema) -> Value {
        let schema = schema(&mut self.answers);
        json!({
            "description": description,
            "content": { "application/json": { "schema": schema } },
        })
    }

    /// An answer with an error.
    pub fn refusal(&mut self, description: &str) -> Value {
        self.answer(
            description,
            SchemaGenerator::subschema_for::<nmp_types::ErrorBody>,
        )
    }

    /// The JSON body of a request.
    pub(super) fn body(&mut self, schema: MakeSchema) -> Value {
        let schema = schema(&mut self.bodies);
        json!({
            "required": true,
            "content": { "application/json": { "schema": schema } },
        })
    }

    /// The schema of a parameter.
    pub(super) fn parameter(&mut self, schema: MakeSchema) -> Schema {
        schema(&mut self.answers)
    }

    /// The named schemas that answers refer to.
    pub fn components(mut self) -> Map<String, Value> {
        self.answers.take_definitions(true)
    }
}
