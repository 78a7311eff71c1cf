//! intake-imap
