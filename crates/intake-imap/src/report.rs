//! The figures of one pass.

/// What one pass found and did. `on_server` is the sum of the four that follow it, if the pass was complete.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PollReport {
    /// Folders read completely.
    pub folders: u32,
    /// Folders that could not be read, or only in part.
    pub failed_folders: u32,
    /// Messages listed.
    pub on_server: u64,
    /// Needed no second look.
    pub already_known: u64,
    /// Fetched and archived, also as a further copy of a known arrival.
    pub archived: u64,
    /// Older than the first day that counts; noted and not fetched.
    pub before_start: u64,
    /// Listed but not handed out; noted and tried again at the next pass.
    pub not_retrievable: u64,
    /// Listed under a number by which another message is known; fetched again.
    pub renumbered: u64,
    /// How full the mailbox is, in percent, where the server tells.
    pub quota_percent: Option<u8>,
    /// Counted by the server but not listed, even when asked for one by one.
    pub unlisted: u64,
}
