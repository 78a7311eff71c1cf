//! Delivery to a mail server.
//!
//! lettre's connection is used and not its transport: the transport does not say at which command a letter failed,
//! keeps connections that the server has closed (lettre#743), and its time-out covers connecting only (lettre#1027).

use std::error::Error as _;
use std::future::Future;
use std::time::Duration;

use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, Certificate, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt, Rset};
use lettre::transport::smtp::extension::ClientId;
use tokio::time::timeout;

use crate::error::{Stage, Trouble};
use crate::render::RenderedLetter;
use crate::retry::Lasting;
use crate::settings::{SmtpTls, Transport};

const CONNECT_WITHIN: Duration = Duration::from_mins(1);
const SEND_WITHIN: Duration = Duration::from_mins(1);
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

/// A mail server and, while letters are sent, the connection to it.
pub(crate) struct Smtp<'a> {
    transport: &'a Transport,
    connection: Option<AsyncSmtpConnection>,
}

impl<'a> Smtp<'a> {
    pub(crate) fn new(transport: &'a Transport) -> Self {
        Self {
            transport,
            connection: None,
        }
    }

    /// Hands one letter over. Returns once the server has taken responsibility for it.
    pub(crate) async fn send(&mut self, letter: &RenderedLetter) -> Result<(), Refusal> {
        let mut connection = self.begin(letter).await.map_err(Refusal::down)?;
        match within(SEND_WITHIN, Stage::Content, hand_over(&mut connection, letter)).await {
            Ok(()) => {
                self.connection = Some(connection);
                Ok(())
            }
            Err(refusal) => {
                let usable = refusal.line == Line::Open
                    && matches!(timeout(QUIT_WITHIN, connection.command(Rset)).await, Ok(Ok(_)));
                if usable {
                    self.connection = Some(connection);
                }
                Err(refusal)
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
            if name_sender(&mut used, letter).await.is_ok() {
                return Ok(used);
            }
            let _ = timeout(QUIT_WITHIN, used.abort()).await;
        }
        let mut fresh = connect(self.transport).await?;
        name_sender(&mut fresh, letter).await?;
        Ok(fresh)
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

/// Refusals that name the recipient and mean the sender (authentication wanted, relaying denied, policy): a server
/// that was configured wrongly must not make us give up every letter.
fn is_about_us(trouble: &Trouble) -> bool {
    let reason = trouble.reason.to_lowercase();
    matches!(trouble.code, Some(530 | 534 | 535 | 538)) || reason.contains("5.7.") || reason.contains("relay")
}

async fn hand_over(connection: &mut AsyncSmtpConnection, letter: &RenderedLetter) -> Result<(), Refusal> {
    let refused = |stage| move |error: Error| Refusal::of_letter(stage, &error);
    let recipient = Rcpt::new(letter.recipient.clone(), Vec::new());
    connection
        .command(recipient)
        .await
        .map_err(refused(Stage::Recipient))?;
    connection.command(Data).await.map_err(refused(Stage::Content))?;
    connection
        .message(&letter.bytes)
        .await
        .map_err(refused(Stage::Content))?;
    Ok(())
}

async fn name_sender(connection: &mut AsyncSmtpConnection, letter: &RenderedLetter) -> Result<(), Trouble> {
    let command = connection.command(Mail::new(Some(letter.sender.clone()), Vec::new()));
    within(SEND_WITHIN, Stage::Sender, async {
        command.await.map_err(|error| said(Stage::Sender, &error))
    })
    .await?;
    Ok(())
}

async fn connect(transport: &Transport) -> Result<AsyncSmtpConnection, Trouble> {
    let Transport::Smtp {
        host,
        port,
        tls,
        user,
        password,
        ca_file,
    } = transport
    else {
        return Err(Trouble::new(
            Stage::Connection,
            None,
            "no mail server is configured",
        ));
    };
    let failed = |error: Error| said(Stage::Connection, &error);
    let authority = match ca_file {
        Some(path) => Some(tokio::fs::read(path).await.map_err(|error| {
            Trouble::new(
                Stage::Connection,
                None,
                &format!("the certificate file cannot be read: {error}"),
            )
        })?),
        None => None,
    };
    within(CONNECT_WITHIN, Stage::Connection, async {
        let name = ClientId::default();
        let address = (host.as_str(), *port);
        let parameters = || tls_parameters(host, authority.as_deref()).map_err(failed);
        let first = match tls {
            SmtpTls::Implicit => Some(parameters()?),
            SmtpTls::StartTls | SmtpTls::None => None,
        };
        let mut connection =
            AsyncSmtpConnection::connect_tokio1(address, Some(CONNECT_WITHIN), &name, first, None)
                .await
                .map_err(failed)?;
        if *tls == SmtpTls::StartTls {
            connection.starttls(parameters()?, &name).await.map_err(failed)?;
        }
        if !user.is_empty() {
            let credentials = Credentials::new(user.clone(), password.reveal().to_owned());
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
        Err(_) => Err(Trouble::new(stage, None, &format!("no answer within {} s", limit.as_secs())).into()),
    }
}

impl From<Trouble> for Refusal {
    fn from(trouble: Trouble) -> Self {
        Self::down(trouble)
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
