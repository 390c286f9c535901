//! How data is printed.
