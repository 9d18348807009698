//! The server of Dockline: configuration, commands, HTTP and adapters to the outside. The binary is a thin `main` over it.

pub mod api;
pub mod state;
