//! The program `dockline`.

use std::process::ExitCode;

/// Many small allocations live for one request; this allocator hands them back fast. Without huge
/// pages: each of the many streams that are open and quiet has two buffers of 8 KiB, of which the
/// first page alone is ever touched.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    match dockline_server::cli::run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("dockline: {error}");
            ExitCode::FAILURE
        }
    }
}
