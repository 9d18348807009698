//! The server of Dockline: configuration, commands, HTTP and adapters to the outside. The binary is
//! a thin `main` over it.

pub mod api;
mod attempts;
pub mod cli;
pub mod client;
pub mod config;
pub mod connections;
mod console;
mod cookies;
mod counted;
mod demo;
mod desk;
pub mod embed;
mod encoding;
mod error;
mod etag;
mod feeds;
mod health;
pub mod holdings;
pub mod http;
pub mod import;
mod kept;
mod live;
pub mod log;
mod names;
mod once;
mod open_files;
mod pages;
pub mod password;
mod rate;
mod readiness;
mod refusals;
pub mod serve;
mod site;
pub mod state;
pub mod streams;
pub mod work;
