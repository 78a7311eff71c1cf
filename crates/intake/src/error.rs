/// What can go wrong in our own machinery. What is wrong with a letter is a finding, not an error.
#[derive(Debug, thiserror::Error)]
pub enum IntakeError {
    /// The store cannot do its work; nothing was acknowledged.
    #[error("use the store")]
    Store(#[from] store::StoreError),
    /// The child process that opens documents cannot be started.
    #[error("start the reader process")]
    Reader(#[source] std::io::Error),
    /// A stored reading does not parse; it is derived and can be deleted.
    #[error("parse the stored reading of original {original}")]
    Reading {
        /// SHA-256 of the original.
        original: String,
        /// Why.
        #[source]
        source: serde_json::Error,
    },
    /// The program is ending, or has a mistake; nothing was acknowledged.
    #[error("the work was broken off, since the program is ending")]
    Ending,
    /// A receiving host of the configuration is no host name and no `*.domain`.
    #[error("{0:?} is neither a host name nor a pattern such as *.office.example")]
    HostPattern(String),
    /// Understanding what an arrival says took too long.
    #[error("understanding arrival {0} took too long")]
    Slow(domain::ids::ArrivalId),
    /// Other workers kept changing the society's facts; trying again later will do.
    #[error("the facts changed too often while judging arrival {0}")]
    Contended(domain::ids::ArrivalId),
}
