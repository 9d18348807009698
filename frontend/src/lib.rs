//! The wasm entry of the islands.

use wasm_bindgen::prelude::wasm_bindgen;

// The islands are found by their exports only: this crate must really use the one they stand in.
extern crate dockline_app as _;

/// Prepares the page for its islands; `boot.js` then starts each of them.
#[wasm_bindgen]
pub fn hydrate() {
    leptos::mount::hydrate_islands();
}

/// Opens the page's stream, after all islands have started.
#[wasm_bindgen]
pub fn start_live() {
    dockline_app::live::start();
}
