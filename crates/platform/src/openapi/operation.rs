//! The meaning of an operation, beside its route.

use nmp_types::principal::EVERYONE;
use nmp_types::workspace::{DEFAULT, SYSTEM};
use schemars::{JsonSchema, SchemaGenerator};
use serde_json::{Map, Value, json};

use super::schemas::{MakeSchema, Schemas};

/// A parameter of the query.
pub struct Parameter {
    name: &'static str,
    description: &'static str,
    schema: MakeSchema,
    form: Form,
}

/// The notation of a parameter's value.
enum Form {
    Plain,
    Json,
}

/// The meaning of an operation: the part of its description that the route doesn't have.
pub struct Operation {
    id: &'static str,
    summary: &'static str,
    parameters: Vec<Parameter>,
    body: Option<MakeSchema>,
    answers: Vec<Answer>,
    answers_text: Option<&'static str>,
    links: Vec<Link>,
}

/// An operation that an answer makes possible (OpenAPI 3.1, section 4.8.20).
struct Link {
    operation: &'static str,
    /// Parameters of that operation, and the sources of their values.
    parameters: &'static [(&'static str, &'static str)],
}

struct Answer {
    status: u16,
    description: &'static str,
    schema: MakeSchema,
}

impl Operation {
    /// An operation; generated clients name a function after `id`.
    pub fn new(id: &'static str, summary: &'static str) -> Self {
        Self {
            id,
            summary,
            parameters: Vec::new(),
            body: None,
            answers: Vec::new(),
            answers_text: None,
            links: Vec::new(),
        }
    }

    /// Adds a parameter of the query.
    pub fn parameter(mut self, parameter: Parameter) -> Self {
        self.parameters.push(parameter);
        self.refused(422, "A parameter or the body is not valid.")
    }

    /// The operation has a JSON body.
    pub fn body<T: JsonSchema>(mut self) -> Self {
        self.body = Some(SchemaGenerator::subschema_for::<T>);
        self.refused(408, "The body came too slowly.")
            .refused(413, "The body is too large.")
            .refused(415, "The body is not declared as JSON.")
            .refused(422, "A parameter or the body is not valid.")
    }

    /// Adds an answer with a JSON body.
    pub fn answer<T: JsonSchema>(self, status: u16, description: &'static str) -> Self {
        self.with_answer(status, description, SchemaGenerator::subschema_for::<T>)
    }

    /// The answer is text of a media type other than JSON.
    pub fn answers_text(mut self, media_type: &'static str) -> Self {
        self.answers_text = Some(media_type);
        self
    }

    /// Links a successful answer to the operation with this id; its parameters' values come from
    /// the request or the answer.
    pub fn then(
        mut self,
        operation: &'static str,
        parameters: &'static [(&'static str, &'static str)],
    ) -> Self {
        self.links.push(Link {
            operation,
            parameters,
        });
        self
    }

    /// Adds a refusal.
    pub fn refused(self, status: u16, description: &'static str) -> Self {
        let schema = SchemaGenerator::subschema_for::<nmp_types::ErrorBody>;
        self.with_answer(status, description, schema)
    }

    fn with_answer(mut self, status: u16, description: &'static str, schema: MakeSchema) -> Self {
        if self.answers.iter().all(|answer| answer.status != status) {
            self.answers.push(Answer {
                status,
                description,
                schema,
            });
        }
        self
    }

    /// The operation in the form of the document.
    pub fn to_json(&self, in_path: &[&str], schemas: &mut Schemas) -> Value {
        let mut parameters: Vec<Value> = in_path
            .iter()
            .map(|name| {
                let examples = match *name {
                    "workspace" => json!([DEFAULT, SYSTEM]),
                    "name" => json!(["a-name"]),
                    "jti" => json!(["ak_0123456789abcdef0123456789abcdef"]),
                    _ => json!([EVERYONE, "alice@example.com"]),
                };
                json!({
                    "name": name,
                    "in": "path",
                    "required": true,
                    "schema": { "type": "string", "minLength": 1, "examples": examples },
                })
            })
            .collect();
        parameters.extend(
            self.parameters
                .iter()
                .map(|parameter| parameter.to_json(schemas)),
        );
        let mut answers: Map<String, Value> = self
            .answers
            .iter()
            .map(|answer| {
                let mut described = schemas.answer(answer.description, answer.schema);
                if answer.status < 300 && !self.links.is_empty() {
                    described["links"] = self.links.iter().map(Link::to_json).collect();
                }
                (answer.status.to_string(), described)
            })
            .collect();
        if let Some(media_type) = self.answers_text {
            let answer = json!({
                "description": "Text.",
                "content": { media_type: { "schema": { "type": "string" } } },
            });
            answers.insert("200".to_owned(), answer);
        }
        if !in_path.is_empty() {
            let undecodable = schemas.refusal("The path or the filter is not valid.");
            answers.entry("400").or_insert(undecodable);
        }
        let mut operation = json!({
            "operationId": self.id,
            "summary": self.summary,
            "responses": answers,
        });
        if !parameters.is_empty() {
            operation["parameters"] = json!(parameters);
        }
        if let Some(schema) = self.body {
            operation["requestBody"] = schemas.body(schema);
        }
        operation
    }
}

impl Link {
    /// The link's name and the link.
    fn to_json(&self) -> (String, Value) {
        let parameters: Map<String, Value> = self
            .parameters
            .iter()
            .map(|(name, from)| ((*name).to_owned(), json!(from)))
            .collect();
        let link = json!({ "operationId": self.operation, "parameters": parameters });
        (self.operation.to_owned(), link)
    }
}

impl Parameter {
    /// A parameter whose value is plain text.
    pub fn plain(name: &'static str, description: &'static str, schema: MakeSchema) -> Self {
        Self {
            name,
            description,
            schema,
            form: Form::Plain,
        }
    }

    /// A parameter whose value is JSON.
    pub fn json(name: &'static str, description: &'static str, schema: MakeSchema) -> Self {
        Self {
            name,
            description,
            schema,
            form: Form::Json,
        }
    }

    fn to_json(&self, schemas: &mut Schemas) -> Value {
        let schema = schemas.parameter(self.schema);
        let mut parameter = json!({
            "name": self.name,
            "in": "query",
            "description": self.description,
        });
        match self.form {
            Form::Plain => parameter["schema"] = json!(schema),
            Form::Json => {
                parameter["content"] = json!({ "application/json": { "schema": schema } });
            }
        }
        parameter
    }
}
