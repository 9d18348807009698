//! What another site may make a visitor's browser do here: nothing.
