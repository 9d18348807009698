//! What talks to the outside, each behind a port of the engine.

pub mod gateway;
