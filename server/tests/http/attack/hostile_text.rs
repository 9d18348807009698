//! Text that would be markup if it were not escaped, in every field, on every page.
