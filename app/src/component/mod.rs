//! Parts of pages.

pub mod address_fields;
pub mod badge;
pub mod cart_line;
pub mod connection;
pub mod console_field;
pub mod date_history;
pub mod icon;
pub mod live;
pub mod notice;
pub mod order_form;
pub mod order_lines;
pub mod picture;
pub mod promise_card;
pub mod qr;
pub mod stage_list;
pub mod storefront;
pub mod variant_picker;
