//! What lives in the browser. An island owns one interaction. What it shows is HTML that the server
//! made by the same components as the page, so the browser gets no templates, no grammar, no
//! calendar and no money, and a page and its updates cannot differ.

mod connection_status;
mod enhanced_form;
mod live_region;

pub use connection_status::ConnectionStatus;
pub use enhanced_form::EnhancedForm;
pub use live_region::LiveRegion;
