//! The files in `deploy/` for web servers in front, each in its own server.

mod front;
mod identity_headers;
mod studio_files;
