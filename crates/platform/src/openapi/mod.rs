//! The parts of an OpenAPI 3.1 document: the meaning of an [`Operation`], and the [`Schemas`] of
//! bodies, from the wire types. `routes::document` puts them together.

mod operation;
mod schemas;

pub use operation::{Operation, Parameter};
pub use schemas::{MakeSchema, Schemas};
