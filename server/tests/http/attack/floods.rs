//! Oversized, slow and many: clients that send or read as no honest client does.
