//! Delivery to a mail server.
//!
//! lettre's connection is used and not its transport: the transport does not say at which command a letter failed,
//! keeps connections that the server has closed (lettre#743), and its time-out covers connecting only (lettre#1027).

use std::error::Error as _;
use std::future::Future;
use std::time::Duration;

use lettre::Address;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, Certificate, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt, Rset};
use lettre::transport::smtp::extension::ClientId;
use tokio::time::timeout;

use crate::error::{OutboxError, Stage, Trouble};
use crate::hold::Hold;
use crate::render::RenderedLetter;
use crate::retry::Lasting;
use crate::server::{SmtpServer, SmtpTls};

const QUIT_WITHIN: Duration = Duration::from_secs(5);

/// Why a letter was not taken.
#[derive(Debug)]
pub(crate) struct Refusal {
    pub(crate) trouble: Trouble,
    pub(crate) lasting: Lasting,
    /// Whether other letters may still get through in this round.
    pub(crate) line: Line,
}

/// The connection after a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Line {
    /// The server answers.
    Open,
    /// It does not, or will take no letter at all.
    Down,
}

/// How handing over a letter ended without it being taken.
#[derive(Debug)]
pub(crate) enum NotSent {
    /// The server, or the way to it, would not.
    Refused(Refusal),
    /// The letter became somebody else's while we were at it; nothing of it was sent.
    TooLate,
}

/// The connection to a mail server, opened when the first letter needs it.
pub(crate) struct Smtp<'a> {
    server: &'a SmtpServer,
    /// Where what cannot be delivered comes back to, if not to the sender of the letter.
    envelope: Option<Address>,
    connection: Option<AsyncSmtpConnection>,
}

impl<'a> Smtp<'a> {
    pub(crate) fn new(server: &'a SmtpServer) -> Result<Self, OutboxError> {
        Ok(Self {
            server,
            envelope: server.envelope()?,
            connection: None,
        })
    }

    /// Hands one letter over. Returns once the server has taken responsibility for it. `hold` is asked at the last
    /// moment before the letter itself leaves.
    pub(crate) async fn send(&mut self, letter: &RenderedLetter, hold: &Hold<'_>) -> Result<(), NotSent> {
        let mut connection = self.begin(letter).await.map_err(Refusal::down)?;
        match self.hand_over(&mut connection, letter, hold).await {
            Ok(()) => {
                self.connection = Some(connection);
                Ok(())
            }
            Err(not_sent) => {
                let open = match &not_sent {
                    NotSent::Refused(refusal) => refusal.line == Line::Open,
                    // After DATA the server expects a letter: only closing the connection ends that.
                    NotSent::TooLate => false,
                };
                let reset = connection.command(Rset);
                if open && matches!(timeout(self.server.patience, reset).await, Ok(Ok(_))) {
                    self.connection = Some(connection);
                }
                Err(not_sent)
            }
        }
    }

    /// Takes leave of the server.
    pub(crate) async fn quit(&mut self) {
        if let Some(mut connection) = self.connection.take() {
            // Nothing depends on the answer.
            let _ = timeout(QUIT_WITHIN, connection.abort()).await;
        }
    }

    /// A connection that has taken the sender of this letter. One that served a letter before may have been closed by
    /// the server meanwhile, or be allowed no further letter: then a new one is made, before anything was handed over.
    async fn begin(&mut self, letter: &RenderedLetter) -> Result<AsyncSmtpConnection, Trouble> {
        if let Some(mut used) = self.connection.take() {
            if self.name_sender(&mut used, letter).await.is_ok() {
                return Ok(used);
            }
            let _ = timeout(QUIT_WITHIN, used.abort()).await;
        }
        let mut fresh = connect(self.server).await?;
        self.name_sender(&mut fresh, letter).await?;
        Ok(fresh)
    }

    async fn name_sender(
        &self,
        connection: &mut AsyncSmtpConnection,
        letter: &RenderedLetter,
    ) -> Result<(), Trouble> {
        let sender = self.envelope.as_ref().unwrap_or(&letter.sender);
        let command = connection.command(Mail::new(Some(sender.clone()), Vec::new()));
        within(self.server.patience, Stage::Sender, async {
            command.await.map_err(|error| said(Stage::Sender, &error))
        })
        .await?;
        Ok(())
    }

    async fn hand_over(
        &self,
        connection: &mut AsyncSmtpConnection,
        letter: &RenderedLetter,
        hold: &Hold<'_>,
    ) -> Result<(), NotSent> {
        let refused = |stage| move |error: Error| Refusal::of_letter(stage, &error);
        let patience = self.server.patience;
        let recipient = Rcpt::new(letter.recipient.clone(), Vec::new());
        within(patience, Stage::Recipient, async {
            let answer = connection.command(recipient).await;
            answer.map_err(refused(Stage::Recipient))
        })
        .await?;
        within(patience, Stage::Announcement, async {
            let answer = connection.command(Data).await;
            answer.map_err(refused(Stage::Announcement))
        })
        .await?;
        if !hold.stands().await {
            return Err(NotSent::TooLate);
        }
        within(self.server.patience_for_letter, Stage::Content, async {
            // lettre ends the last line itself: what arrives is what is archived, to the byte.
            let bytes = letter.bytes.strip_suffix(b"\r\n").unwrap_or(&letter.bytes);
            let answer = connection.message(bytes).await;
            answer.map_err(refused(Stage::Content))
        })
        .await?;
        Ok(())
    }
}

impl Refusal {
    fn down(trouble: Trouble) -> Self {
        Self {
            trouble,
            lasting: Lasting::Passing,
            line: Line::Down,
        }
    }

    fn of_letter(stage: Stage, error: &Error) -> Self {
        let trouble = said(stage, error);
        let line = match trouble.code {
            None | Some(421) => Line::Down,
            Some(_) => Line::Open,
        };
        let lasting = match trouble.code {
            Some(500..) if !is_about_us(&trouble) => Lasting::Permanent,
            _ => Lasting::Passing,
        };
        Self {
            trouble,
            lasting,
            line,
        }
    }
}

/// Refusals that name the recipient and mean the sender (authentication wanted, relaying denied, policy, too many in a
/// short time, as QQ says with `550 Connection frequency limited`): a server that was configured wrongly or is in haste
/// must not make us give up every letter.
fn is_about_us(trouble: &Trouble) -> bool {
    let reason = trouble.reason.to_lowercase();
    matches!(trouble.code, Some(530 | 534 | 535 | 538))
        || ["5.7.", "relay", "frequency limit"]
            .iter()
            .any(|sign| reason.contains(sign))
}

async fn connect(server: &SmtpServer) -> Result<AsyncSmtpConnection, Trouble> {
    let failed = |error: Error| said(Stage::Connection, &error);
    let authority = match &server.ca_file {
        Some(path) => Some(tokio::fs::read(path).await.map_err(|error| {
            Trouble::new(
                Stage::Connection,
                None,
                &format!("the certificate file cannot be read: {error}"),
            )
        })?),
        None => None,
    };
    within(server.patience, Stage::Connection, async {
        let name = ClientId::default();
        let address = (server.host.as_str(), server.port);
        let parameters = || tls_parameters(&server.host, authority.as_deref()).map_err(failed);
        let first = match server.tls {
            SmtpTls::Implicit => Some(parameters()?),
            SmtpTls::StartTls | SmtpTls::None => None,
        };
        let mut connection =
            AsyncSmtpConnection::connect_tokio1(address, Some(server.patience), &name, first, None)
                .await
                .map_err(failed)?;
        if server.tls == SmtpTls::StartTls {
            connection.starttls(parameters()?, &name).await.map_err(failed)?;
        }
        if !server.user.is_empty() {
            let credentials = Credentials::new(server.user.clone(), server.password.reveal().to_owned());
            let signed_in = connection
                .auth(&[Mechanism::Plain, Mechanism::Login], &credentials)
                .await;
            signed_in.map_err(|error| said(Stage::SignIn, &error))?;
        }
        Ok(connection)
    })
    .await
}

fn tls_parameters(host: &str, authority: Option<&[u8]>) -> Result<TlsParameters, Error> {
    let builder = TlsParameters::builder(host.to_owned());
    match authority {
        Some(pem) => builder.add_root_certificate(Certificate::from_pem(pem)?).build(),
        None => builder.build(),
    }
}

async fn within<T, E: From<Trouble>>(
    limit: Duration,
    stage: Stage,
    work: impl Future<Output = Result<T, E>>,
) -> Result<T, E> {
    match timeout(limit, work).await {
        Ok(result) => result,
        Err(_) => Err(Trouble::new(
            stage,
            None,
            &format!("no answer within {} s", limit.as_secs_f32()),
        )
        .into()),
    }
}

impl From<Trouble> for Refusal {
    fn from(trouble: Trouble) -> Self {
        Self::down(trouble)
    }
}

impl From<Refusal> for NotSent {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

fn said(stage: Stage, error: &Error) -> Trouble {
    let code = error.status().map(u16::from);
    let reason = match (code, error.source()) {
        (Some(code), Some(reply)) => format!("{code} {reply}"),
        _ => error.to_string(),
    };
    Trouble::new(stage, code, &reason)
}
