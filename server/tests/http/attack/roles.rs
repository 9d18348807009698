//! Every role against every page and form of the console.
