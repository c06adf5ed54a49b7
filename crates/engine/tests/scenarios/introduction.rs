//! Whom the profiles have created.
