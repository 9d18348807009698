//! QR codes for paper and packing tables, drawn as one path.

use leptos::prelude::*;
use qrcode::{Color, QrCode};
use std::fmt::Write as _;

/// Modules of light around a code (ISO/IEC 18004 §5.3.8).
const QUIET_ZONE: usize = 4;

/// A code that a scanner reads as this text. `label` tells people what it holds. Nothing where the
/// text is too long for a code.
pub fn qr(text: &str, label: String) -> AnyView {
    let Ok(code) = QrCode::new(text) else {
        return ().into_any();
    };
    let size = code.width() + 2 * QUIET_ZONE;
    view! {
        <svg class="qr" viewBox=format!("0 0 {size} {size}") role="img" aria-label=label shape-rendering="crispEdges">
            <path d=dark_modules(&code)></path>
        </svg>
    }
    .into_any()
}

/// Each run of dark modules in a row as one rectangle.
fn dark_modules(code: &QrCode) -> String {
    let width = code.width();
    let colors = code.to_colors();
    let mut path = String::new();
    for (y, row) in colors.chunks(width).enumerate() {
        let mut x = 0;
        for run in row.chunk_by(|a, b| a == b) {
            if run[0] == Color::Dark {
                let _ = write!(
                    path,
                    "M{} {}h{}v1h-{}z",
                    x + QUIET_ZONE,
                    y + QUIET_ZONE,
                    run.len(),
                    run.len()
                );
            }
            x += run.len();
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_path_darkens_what_the_code_darkens() {
        let code = QrCode::new("TENT-GREEN").unwrap();
        let dark = code
            .to_colors()
            .iter()
            .filter(|color| **color == Color::Dark)
            .count();
        let drawn: usize = dark_modules(&code)
            .split('h')
            .skip(1)
            .filter_map(|rest| rest.split('v').next()?.parse::<usize>().ok())
            .sum();
        assert_eq!(drawn, dark);
    }
}
