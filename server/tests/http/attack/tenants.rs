//! Every address with another shop's key, cookie and names.
