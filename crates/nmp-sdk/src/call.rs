//! A call as a value.

use std::fmt;
use std::marker::PhantomData;

use nmp_types::Query;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::http::Response;
use crate::{ApiError, ApiPath, Unaddressable};

/// What is done to a resource (RFC 9110, section 9).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Reads it.
    Get,
    /// Makes one, or does what the path says.
    Post,
    /// Replaces it.
    Put,
    /// Deletes it.
    Delete,
}

impl Method {
    /// As it is sent.
    pub fn as_str(self) -> &'static str {
        match self {
            Method::Get => "GET",
            Method::Post => "POST",
            Method::Put => "PUT",
            Method::Delete => "DELETE",
        }
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One call of the API: what to send, and how to read the answer, which is a `T`.
#[derive(Debug)]
pub struct Call<T> {
    /// The method.
    pub method: Method,
    /// The path with its query, below the platform's address.
    pub path: ApiPath,
    /// The JSON to send; `None` for no body.
    pub body: Option<String>,
    answer: PhantomData<fn() -> T>,
}

/// What a driver takes: a call, or why it can't be made.
pub trait IntoCall<T> {
    /// The call.
    ///
    /// # Errors
    /// [`Unaddressable`] if no path can have a name in it.
    fn into_call(self) -> Result<Call<T>, Unaddressable>;
}

impl<T> IntoCall<T> for Call<T> {
    fn into_call(self) -> Result<Call<T>, Unaddressable> {
        Ok(self)
    }
}

impl<T> IntoCall<T> for Result<Call<T>, Unaddressable> {
    fn into_call(self) -> Result<Call<T>, Unaddressable> {
        self
    }
}

impl<T: DeserializeOwned> Call<T> {
    /// Reads a resource.
    pub fn get(path: ApiPath) -> Self {
        Self::of(Method::Get, path, None)
    }

    /// Deletes a resource.
    pub fn delete(path: ApiPath) -> Self {
        Self::of(Method::Delete, path, None)
    }

    /// Sends data.
    ///
    /// The body of every call of this crate is a type of `nmp_types`, and those always become JSON:
    /// they have string keys and no numbers that JSON lacks. If one did not, the call would have no
    /// body and the platform would refuse it.
    pub fn send(method: Method, path: ApiPath, body: &impl Serialize) -> Self {
        Self::of(method, path, serde_json::to_string(body).ok())
    }

    fn of(method: Method, path: ApiPath, body: Option<String>) -> Self {
        Self {
            method,
            path,
            body,
            answer: PhantomData,
        }
    }

    /// Says whether a write's answer comes when the change is live (CONTRACT,
    /// `wait_role_propagation`); nothing is said with `None`, which means that it does.
    #[must_use]
    pub fn waiting(mut self, waits: Option<bool>) -> Self {
        if let Some(waits) = waits {
            let query = Query::default().with("wait_role_propagation", &waits.to_string());
            self.path = self.path.asking(&query);
        }
        self
    }

    /// Reads the answer.
    ///
    /// # Errors
    /// [`ApiError::Refused`] if the status is not one of success, [`ApiError::NotThePlatform`] for a
    /// page, [`ApiError::Unreadable`] for what is not a `T`.
    pub fn read(&self, response: Response) -> Result<T, ApiError> {
        match response.status {
            200..=299 => ApiError::decode(&response),
            _ => Err(ApiError::from_response(response)),
        }
    }
}

#[cfg(test)]
mod tests {
    use nmp_types::{Deleted, Member, MemberList, Role};

    use super::*;
    use crate::{members, workspaces};

    fn answer(status: u16, body: &str) -> Response {
        Response {
            status,
            body: body.to_owned(),
            media_type: "application/json".to_owned(),
            ..Response::default()
        }
    }

    #[test]
    fn a_call_is_what_is_sent() {
        let call = members::set_roles("ml", "bob@example.com", vec![Role::Editor]).unwrap();
        assert_eq!(call.method, Method::Put);
        assert_eq!(
            call.path.as_str(),
            "/apis/entities/v2/workspaces/ml/members/bob@example.com"
        );
        assert_eq!(call.body.as_deref(), Some(r#"{"roles":["Editor"]}"#));
        let call = workspaces::delete("ml").unwrap();
        assert_eq!((call.method, call.body.as_deref()), (Method::Delete, None));
        assert!(members::remove("ml", "..").is_err());
    }

    #[test]
    fn an_answer_is_read_by_its_status() {
        let call = members::list("ml").unwrap();
        let list: MemberList = call.read(answer(200, r#"{"data": []}"#)).unwrap();
        assert_eq!(list.data, []);
        let refused = call.read(answer(403, r#"{"detail": "Forbidden"}"#));
        assert!(refused.unwrap_err().is_forbidden());
        let unreadable = call.read(answer(200, "7"));
        assert!(matches!(unreadable, Err(ApiError::Unreadable(_))));
        let removal: Call<Deleted> = members::remove("ml", "bob").unwrap();
        assert!(removal.read(answer(204, "")).is_err(), "no data");
        let added: Member = members::add("ml", "bob", vec![Role::Viewer])
            .unwrap()
            .read(answer(201, r#"{"principal": "bob", "roles": ["Viewer"]}"#))
            .unwrap();
        assert_eq!(added.roles, [Role::Viewer]);
    }
}
