//! A large message, slice by slice into a file, so that its size costs no memory.

use store::{IncomingOriginal, Store};

use crate::connection::Connection;
use crate::error::archiving;
use crate::guard::LARGEST_LITERAL;
use crate::listing::Listed;
use crate::message::{Piece, SLICE, is_stand_in};
use crate::{ImapError, Timeouts};

/// What is asked for on a line that breaks within a whole slice, in bytes.
const SMALL_SLICE: u32 = SLICE / 16;

/// What there is of a large message so far.
#[derive(Debug)]
pub(crate) struct Slices {
    uid: u32,
    incoming: IncomingOriginal,
    /// RFC822.SIZE: right with most servers, wrong with Exchange.
    size: Option<u32>,
    /// How much is asked for at once.
    slice: u32,
    /// Whether the server may be asked for RFC822.SIZE beside the bytes: not if that could not be listed.
    asks_size: bool,
    progressed: bool,
}

/// What a slice came to.
#[derive(Debug)]
pub(crate) enum Step {
    /// A slice is there, and more may follow.
    More,
    /// The message is complete.
    End,
    /// The server has not cut the message; here is all of it.
    Whole(Vec<u8>),
    /// It is not the message but what Exchange hands out in its place.
    StandIn,
    /// The server cannot cut messages.
    Unusable,
    /// It is no longer the message that it was.
    Changed,
}

/// A slice as the server gave it.
#[derive(Debug, Default)]
struct Given {
    size: Option<u32>,
    origin: Option<u32>,
    bytes: Option<Vec<u8>>,
}

impl Slices {
    pub(crate) async fn begin(store: &Store, uid: u32, listed: Listed) -> Result<Self, ImapError> {
        Ok(Self {
            uid,
            incoming: store.incoming().await.map_err(archiving)?,
            size: (listed.size > 0).then_some(listed.size),
            slice: SLICE,
            asks_size: listed.size > 0,
            progressed: false,
        })
    }

    /// The same message from its beginning, whatever size it has now.
    pub(crate) async fn anew(self, store: &Store) -> Result<Self, ImapError> {
        let incoming = store.incoming().await.map_err(archiving)?;
        Ok(Self {
            incoming,
            size: None,
            ..self
        })
    }

    /// How much has come already, in bytes.
    pub(crate) fn bytes(&self) -> u64 {
        self.incoming.bytes()
    }

    pub(crate) fn into_original(self) -> IncomingOriginal {
        self.incoming
    }

    /// RFC822.SIZE, or what has come already if that is more.
    pub(crate) fn size(&self) -> u64 {
        u64::from(self.size.unwrap_or(0)).max(self.incoming.bytes())
    }

    /// What to go on with after the connection broke: smaller slices if not a single one came through.
    pub(crate) fn kept(mut self) -> Option<Self> {
        if !self.progressed {
            self.slice = SMALL_SLICE;
        }
        self.progressed = false;
        Some(self).filter(|slices| slices.incoming.bytes() > 0 || slices.size() > u64::from(SLICE))
    }

    /// Fetches the next slice.
    pub(crate) async fn next(
        &mut self,
        connection: &mut Connection,
        timeouts: &Timeouts,
    ) -> Result<Step, ImapError> {
        let given = match self.ask(connection, timeouts).await {
            Ok(given) => given,
            Err(ImapError::Declined { .. }) => Given::default(),
            Err(error) => return Err(error),
        };
        if given.size.is_some() && self.size.is_some() && given.size != self.size {
            return Ok(Step::Changed);
        }
        self.size = given.size.or(self.size);
        match given.bytes {
            // Beyond the end some servers have nothing to say. That what came is all is believed only by the size.
            None if self.incoming.bytes() > 0 && self.size() == self.incoming.bytes() => Ok(Step::End),
            None => Ok(Step::Unusable),
            Some(bytes) if is_stand_in(&bytes) && self.incoming.bytes() == 0 => Ok(Step::StandIn),
            Some(bytes) => self.take(given.origin, bytes).await,
        }
    }

    async fn take(&mut self, origin: Option<u32>, bytes: Vec<u8>) -> Result<Step, ImapError> {
        let (before, length) = (self.incoming.bytes(), bytes.len() as u64);
        match origin {
            Some(origin) if u64::from(origin) == before && length <= u64::from(self.slice) => {}
            None if before == 0 && (length > u64::from(self.slice) || length == self.size()) => {
                return Ok(Step::Whole(bytes));
            }
            _ => return Ok(Step::Unusable),
        }
        if length == 0 {
            return Ok(self.end());
        }
        self.incoming.write(bytes).await.map_err(archiving)?;
        self.progressed = true;
        if length < u64::from(self.slice) && Some(before + length) == self.size.map(u64::from) {
            Ok(Step::End)
        } else {
            Ok(Step::More)
        }
    }

    /// The server says that there is no more. When that contradicts the size, the whole message is asked for, whose
    /// length is beyond doubt, unless it is too large for that.
    fn end(&self) -> Step {
        let bytes = self.incoming.bytes();
        let doubtful = self.size.is_none_or(|size| u64::from(size) != bytes);
        if bytes == 0 || doubtful && self.size() < LARGEST_LITERAL {
            Step::Unusable
        } else {
            Step::End
        }
    }

    async fn ask(&self, connection: &mut Connection, timeouts: &Timeouts) -> Result<Given, ImapError> {
        let (uid, offset) = (self.uid, self.incoming.bytes());
        let size = if self.asks_size { " RFC822.SIZE" } else { "" };
        let line = format!("UID FETCH {uid} (UID{size} BODY.PEEK[]<{offset}.{}>)", self.slice);
        let mut given = Given::default();
        connection
            .run(
                "FETCH",
                &line,
                timeouts.answer(self.size().min(LARGEST_LITERAL)),
                |response| {
                    if let Some(piece) = Piece::of(response, uid) {
                        given = Given {
                            size: piece.size,
                            origin: piece.origin,
                            bytes: piece.bytes.map(<[u8]>::to_vec),
                        };
                    }
                },
            )
            .await?;
        Ok(given)
    }
}
