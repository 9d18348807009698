//! Gateways that take money themselves: [`dockline_engine::gateway`] says what they are asked.

pub mod simulator;
