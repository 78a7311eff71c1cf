//! From nothing to a logged-in connection, in the order in which Chinese providers want it.

use async_imap::error::Error;
use async_imap::imap_proto::{Capability, Response, ResponseCode, Status};
use async_imap::{Authenticator, Client};
use tokio::io::AsyncWriteExt as _;

use crate::connection::{Connection, bye, guarded, says_unsafe};
use crate::guard::{Guard, Heard};
use crate::tls::{self, Wire};
use crate::{Auth, ImapError, MailboxSettings, Tls};

/// Sent to every server after every LOGIN. Without it 163, 126 and yeah.net call the next command an unsafe login.
const IDENTITY: &str = concat!(
    r#"ID ("name" "zhengji" "version" ""#,
    env!("CARGO_PKG_VERSION"),
    r#"" "vendor" "zhengji")"#
);

/// What the server said first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Greeting {
    /// Its words.
    pub(crate) text: String,
    /// What it advertised with them, in capitals.
    pub(crate) capabilities: Vec<String>,
}

/// A connection that is as protected as it will be, not yet logged in.
#[derive(Debug)]
pub(crate) struct Stranger {
    client: Client<Guard>,
    heard: Heard,
    pub(crate) greeting: Greeting,
}

/// Connects, logs in, asks what the server can do and says who we are.
pub(crate) async fn open(settings: &MailboxSettings) -> Result<Connection, ImapError> {
    meet(settings).await?.log_in(settings).await
}

/// Connects and hears the greeting.
pub(crate) async fn meet(settings: &MailboxSettings) -> Result<Stranger, ImapError> {
    let wire: Box<dyn Wire> = Box::new(tls::connect(settings).await?);
    match settings.tls {
        Tls::None => greet(settings, wire).await,
        Tls::Implicit => greet(settings, tls::wrap(settings, wire).await?).await,
        Tls::StartTls => {
            let mut plain = greet(settings, wire).await?;
            guarded("STARTTLS", settings.timeouts.lines(), &plain.heard, async {
                let answer = plain.client.run_command_and_check_ok("STARTTLS", None).await;
                answer.map_err(|error| ImapError::from_wire(&error, "STARTTLS"))
            })
            .await?;
            // What came in plain text after the answer is dropped with the client's buffer, as it must be, and what
            // was advertised before TLS counts for nothing.
            let wire = plain.client.into_inner().into_wire();
            let guard = Guard::new(tls::wrap(settings, wire).await?);
            Ok(Stranger {
                heard: guard.heard(),
                client: Client::new(guard),
                greeting: Greeting {
                    capabilities: Vec::new(),
                    ..plain.greeting
                },
            })
        }
    }
}

async fn greet(settings: &MailboxSettings, wire: Box<dyn Wire>) -> Result<Stranger, ImapError> {
    const COMMAND: &str = "greeting";
    let guard = Guard::new(wire);
    let heard = guard.heard();
    let mut client = Client::new(guard);
    let greeting = guarded(COMMAND, settings.timeouts.lines(), &heard, async {
        let read = client.read_response().await;
        let greeting = read
            .map_err(|error| ImapError::from_io(&error, COMMAND))?
            .ok_or(ImapError::Lost { command: COMMAND })?;
        match greeting.parsed() {
            Response::Data {
                status: Status::Ok,
                outcome,
            } => Ok(Greeting {
                text: outcome.information.as_deref().unwrap_or_default().to_owned(),
                capabilities: match &outcome.code {
                    Some(ResponseCode::Capabilities(list)) => words(list),
                    _ => Vec::new(),
                },
            }),
            Response::Data {
                status: Status::Bye,
                outcome,
            } => Err(bye(COMMAND, outcome)),
            _ => Err(ImapError::Protocol { command: COMMAND }),
        }
    })
    .await?;
    Ok(Stranger {
        client,
        heard,
        greeting,
    })
}

impl Stranger {
    /// Asks what the server can do before LOGIN. Only told to people: the list after LOGIN is what counts.
    pub(crate) async fn capabilities(
        &mut self,
        settings: &MailboxSettings,
    ) -> Result<Vec<String>, ImapError> {
        const COMMAND: &str = "CAPABILITY";
        const TAG: &str = "zhengji0";
        if !self.greeting.capabilities.is_empty() {
            return Ok(self.greeting.capabilities.clone());
        }
        let client = &mut self.client;
        guarded(COMMAND, settings.timeouts.lines(), &self.heard, async {
            // async-imap has no way to ask before LOGIN.
            let asked = client
                .get_mut()
                .write_all(format!("{TAG} {COMMAND}\r\n").as_bytes())
                .await;
            asked.map_err(|error| ImapError::from_io(&error, COMMAND))?;
            let mut found = Vec::new();
            loop {
                let read = client.read_response().await;
                let data = read
                    .map_err(|error| ImapError::from_io(&error, COMMAND))?
                    .ok_or(ImapError::Lost { command: COMMAND })?;
                match data.parsed() {
                    Response::Capabilities(list) => found = words(list),
                    Response::Done { tag, .. } if tag.0 == TAG => return Ok(found),
                    _ => {}
                }
            }
        })
        .await
    }

    /// Logs in, asks what the server can do and says who we are.
    pub(crate) async fn log_in(self, settings: &MailboxSettings) -> Result<Connection, ImapError> {
        const COMMAND: &str = "LOGIN";
        let secret = settings.password.reveal().await?;
        let (client, heard) = (self.client, self.heard);
        let session = guarded(COMMAND, settings.timeouts.lines(), &heard, async {
            let login = match settings.auth {
                Auth::Login => client.login(&settings.user, &secret).await,
                Auth::XOAuth2 => {
                    client
                        .authenticate("XOAUTH2", Bearer::new(&settings.user, &secret))
                        .await
                }
            };
            login.map_err(|(error, _client)| refusal(&error))
        });
        let mut connection = Connection::new(session.await?);
        connection.capabilities = advertised(&mut connection, settings).await?;
        connection.idle = connection.can("IDLE");
        connection.server = introduce(&mut connection, settings).await?;
        Ok(connection)
    }
}

/// XOAUTH2 without an initial response, which Coremail advertises and does not take: the token answers the server's
/// first challenge, and an empty line the second, by which the server says what it does not like.
struct Bearer {
    token: Option<String>,
}

impl Bearer {
    fn new(user: &str, token: &str) -> Self {
        Self {
            token: Some(format!("user={user}\u{1}auth=Bearer {token}\u{1}\u{1}")),
        }
    }
}

impl Authenticator for Bearer {
    type Response = String;

    fn process(&mut self, _challenge: &[u8]) -> String {
        self.token.take().unwrap_or_default()
    }
}

/// Whether the server refused the password, or could not look at it just now. async-imap hands both over as text.
fn refusal(error: &Error) -> ImapError {
    const PASSING: [&str; 5] = [
        "[UNAVAILABLE]",
        "[INUSE]",
        "[LIMIT]",
        "[SERVERBUG]",
        "[OVERQUOTA]",
    ];
    match error {
        Error::No(text) | Error::Bad(text) => {
            let upper = text.to_ascii_uppercase();
            if says_unsafe(Some(text)) {
                ImapError::UnsafeLogin
            } else if PASSING.iter().any(|code| upper.contains(code)) {
                ImapError::from_wire(error, "LOGIN")
            } else {
                ImapError::Refused
            }
        }
        Error::Validate(_) => ImapError::Refused,
        _ => ImapError::from_wire(error, "LOGIN"),
    }
}

/// Asked after LOGIN: QQ's and Exmail's list before it has no IDLE.
async fn advertised(
    connection: &mut Connection,
    settings: &MailboxSettings,
) -> Result<Vec<String>, ImapError> {
    let mut found = Vec::new();
    let patience = settings.timeouts.lines();
    let answer = connection.run("CAPABILITY", "CAPABILITY", patience, |response| {
        if let Response::Capabilities(list) = response {
            found.extend(words(list));
        }
    });
    match answer.await {
        Ok(()) | Err(ImapError::Declined { .. }) => Ok(found),
        Err(error) => Err(error),
    }
}

/// Says who we are; what the server calls itself.
async fn introduce(
    connection: &mut Connection,
    settings: &MailboxSettings,
) -> Result<Option<String>, ImapError> {
    let mut server = None;
    let patience = settings.timeouts.lines();
    let answer = connection.run("ID", IDENTITY, patience, |response| {
        if let Response::Id(Some(fields)) = response {
            let words = ["vendor", "name", "version"]
                .iter()
                .filter_map(|key| fields.get(*key));
            server = Some(words.map(|word| word.trim()).collect::<Vec<_>>().join(" "));
        }
    });
    match answer.await {
        // Courier and others do not know ID.
        Ok(()) | Err(ImapError::Declined { .. }) => Ok(server),
        Err(error) => Err(error),
    }
}

fn words(list: &[Capability<'_>]) -> Vec<String> {
    let word = |capability: &Capability<'_>| match capability {
        Capability::Imap4rev1 => "IMAP4REV1".to_owned(),
        Capability::Auth(how) => format!("AUTH={}", how.to_ascii_uppercase()),
        Capability::Atom(word) => word.to_ascii_uppercase(),
    };
    list.iter().map(word).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_passing_trouble_of_the_server_is_not_a_refused_password() {
        let no = |text: &str| refusal(&Error::No(format!("code: None, info: Some({text:?})")));
        assert!(matches!(
            no("[AUTHENTICATIONFAILED] Authentication failed."),
            ImapError::Refused
        ));
        assert!(matches!(
            no("LOGIN Login error or password error"),
            ImapError::Refused
        ));
        assert!(matches!(
            no("[UNAVAILABLE] Temporary authentication failure."),
            ImapError::Declined { .. }
        ));
        assert!(matches!(
            no("LOGIN Unsafe Login. Please contact kefu@188.com"),
            ImapError::UnsafeLogin
        ));
    }

    #[test]
    fn the_token_is_said_once_and_a_refusal_is_answered_by_nothing() {
        let mut bearer = Bearer::new("kjstdw@office.example", "t0ken");
        assert_eq!(
            bearer.process(b""),
            "user=kjstdw@office.example\u{1}auth=Bearer t0ken\u{1}\u{1}"
        );
        assert_eq!(bearer.process(br#"{"status":"401"}"#), "");
    }
}
