//! Where a resource is: the address of every call is built here.

pub use nmp_types::path::Unaddressable;
use nmp_types::path::is_addressable;
use nmp_types::{Query, encode_segment};

/// The path of a call, with its query. What would be another resource once a browser has read it
/// can't be made: the names in it are neither empty nor dots alone
/// ([`nmp_types::path::is_dot_segment`]).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiPath(String);

impl ApiPath {
    /// A path that is written in this program.
    pub fn of(fixed: &'static str) -> Self {
        Self(fixed.to_owned())
    }

    /// With one more segment that is written in this program.
    #[must_use]
    pub fn then(mut self, fixed: &'static str) -> Self {
        self.0.push('/');
        self.0.push_str(fixed);
        self
    }

    /// With one more segment that is a name.
    ///
    /// # Errors
    /// [`Unaddressable`] if no path can have the name.
    pub fn named(mut self, name: &str) -> Result<Self, Unaddressable> {
        if !is_addressable(name) {
            return Err(Unaddressable(name.to_owned()));
        }
        self.0.push('/');
        self.0.push_str(&encode_segment(name));
        Ok(self)
    }

    /// With a query.
    #[must_use]
    pub fn asking(mut self, query: &Query) -> Self {
        self.0.push_str(&query.suffix());
        self
    }

    /// As it is sent.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use url::Url;

    use super::*;

    fn member(workspace: &str, principal: &str) -> Result<ApiPath, Unaddressable> {
        ApiPath::of("/apis/entities/v2/workspaces")
            .named(workspace)?
            .then("members")
            .named(principal)
    }

    #[test]
    fn principals_are_one_segment() {
        for (principal, segment) in [
            ("bob@example.com", "bob@example.com"),
            ("*", "*"),
            ("a/b", "a%2Fb"),
            ("a%2Fb", "a%252Fb"),
        ] {
            let expected = format!("/apis/entities/v2/workspaces/ml/members/{segment}");
            assert_eq!(member("ml", principal).unwrap().as_str(), expected);
        }
    }

    #[test]
    fn what_would_be_another_resource_is_no_path() {
        for dots in ["", ".", "..", "%2e", "%2E%2E", ".%2e", "%2e."] {
            let refused = Err(Unaddressable(dots.to_owned()));
            assert_eq!(member("ml-team", dots), refused, "{dots}");
            assert_eq!(member(dots, "bob"), refused, "{dots}");
        }
    }

    proptest! {
        /// Read as browsers read it, a path has the segments that it was made of.
        #[test]
        fn a_call_goes_to_what_it_was_made_for(
            workspace in prop_oneof![any::<String>(), "[.%2eE/\\\\?#]{0,6}"],
            principal in prop_oneof![any::<String>(), "[.%2eE/\\\\?#]{0,6}"],
        ) {
            if let Ok(path) = member(&workspace, &principal) {
                let url = Url::parse(&format!("https://nmp{}", path.as_str())).unwrap();
                prop_assert_eq!(url.path(), path.as_str());
                prop_assert_eq!((url.query(), url.fragment()), (None, None));
                let decoded = |segment| percent_encoding::percent_decode_str(segment).decode_utf8().unwrap();
                let read: Vec<_> = url.path_segments().unwrap().map(decoded).collect();
                prop_assert_eq!(read, ["apis", "entities", "v2", "workspaces", &workspace, "members", &principal]);
            }
        }
    }
}
