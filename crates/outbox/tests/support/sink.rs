//! A mail server that answers as it is told.
