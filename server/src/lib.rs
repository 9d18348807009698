//! The server of Dockline: configuration, commands, HTTP and adapters to the outside. The binary is
//! a thin `main` over it.

pub mod api;
pub mod cli;
pub mod client;
pub mod config;
pub mod connections;
mod console;
mod demo;
mod desk;
pub mod embed;
mod feeds;
mod health;
pub mod holdings;
pub mod http;
pub mod import;
pub mod log;
mod mail_address;
mod open_files;
mod pages;
pub mod password;
mod rate;
mod refusals;
pub mod serve;
mod site;
pub mod state;
pub mod work;
