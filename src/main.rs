//! Mounts Studio, nothing else.

fn main() {}
