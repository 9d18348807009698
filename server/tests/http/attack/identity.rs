//! Keys, sessions, passwords, and what strangers learn about people.
