//! Parts of pages. Those that islands show are compiled for the browser as well; the others only for the server.

pub mod badge;
pub mod icon;
pub mod order_lines;
pub mod promise_card;
pub mod stage_list;

#[cfg(feature = "ssr")]
pub mod cart_line;
#[cfg(feature = "ssr")]
pub mod order_form;
#[cfg(feature = "ssr")]
pub mod picture;
#[cfg(feature = "ssr")]
pub mod variant_picker;
