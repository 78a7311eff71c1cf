//! The line to one mailbox: a connection that is made when needed and kept while it is good.

use crate::connection::{Connection, OpenFolder};
use crate::{ImapError, MailboxSettings, folder, login};

/// The line to one mailbox.
#[derive(Debug)]
pub(crate) struct Line<'a> {
    pub(crate) settings: &'a MailboxSettings,
    connection: Option<Connection>,
}

impl<'a> Line<'a> {
    pub(crate) fn new(settings: &'a MailboxSettings) -> Self {
        Self {
            settings,
            connection: None,
        }
    }

    /// A logged-in connection.
    pub(crate) async fn ready(&mut self) -> Result<&mut Connection, ImapError> {
        match self.connection {
            Some(ref mut connection) => Ok(connection),
            ref mut none => Ok(none.insert(login::open(self.settings).await?)),
        }
    }

    /// Goes on with a connection that was made elsewhere.
    pub(crate) fn adopt(&mut self, connection: Connection) -> &mut Connection {
        self.connection.insert(connection)
    }

    /// The connection, if there is one.
    pub(crate) fn connected(&mut self) -> Option<&mut Connection> {
        self.connection.as_mut()
    }

    /// Opens a folder anew, so that its count is today's.
    pub(crate) async fn open(&mut self, name: &str) -> Result<OpenFolder, ImapError> {
        let timeouts = self.settings.timeouts;
        folder::examine(self.ready().await?, &timeouts, name).await
    }

    /// A connection with this folder open, in this numbering.
    pub(crate) async fn within(&mut self, wanted: &OpenFolder) -> Result<&mut Connection, ImapError> {
        let timeouts = self.settings.timeouts;
        let connection = self.ready().await?;
        if connection
            .open
            .as_ref()
            .is_none_or(|open| open.name != wanted.name)
        {
            let open = folder::examine(connection, &timeouts, &wanted.name).await?;
            if open.uidvalidity != wanted.uidvalidity {
                return Err(ImapError::Renumbered);
            }
        }
        Ok(connection)
    }

    /// Drops a connection that is of no more use.
    pub(crate) fn hang_up(&mut self) {
        self.connection = None;
    }

    /// Ends the connection politely.
    pub(crate) async fn close(&mut self) {
        if let Some(connection) = self.connection.take() {
            connection.logout().await;
        }
    }
}
