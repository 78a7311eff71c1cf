//! From nothing to a logged-in connection, in the order in which Chinese providers want it.

use async_imap::Client;
use async_imap::error::Error;
use async_imap::imap_proto::{Capability, Response, Status};

use crate::connection::{Connection, bye, guarded, says_unsafe};
use crate::tls::{self, Wire};
use crate::{ImapError, MailboxSettings, Tls};

/// Sent to every server after every LOGIN. Without it 163, 126 and yeah.net call the next command an unsafe login.
const IDENTITY: &str = concat!(
    r#"ID ("name" "zhengji" "version" ""#,
    env!("CARGO_PKG_VERSION"),
    r#"" "vendor" "zhengji")"#
);

/// Connects, logs in, asks what the server can do and says who we are.
pub(crate) async fn open(settings: &MailboxSettings) -> Result<Connection, ImapError> {
    let client = greeted(settings).await?;
    let session = log_in(settings, client).await?;
    let mut connection = Connection {
        session,
        idle: false,
        server: None,
        open: None,
    };
    connection.idle = has_idle(&mut connection, settings).await?;
    let limit = settings.timeouts.command;
    let mut server = None;
    let answer = connection.run("ID", IDENTITY, limit, |response| {
        if let Response::Id(Some(fields)) = response {
            let words = ["vendor", "name", "version"]
                .iter()
                .filter_map(|key| fields.get(*key));
            server = Some(words.map(|word| word.trim()).collect::<Vec<_>>().join(" "));
        }
    });
    match answer.await {
        // Courier and others do not know ID.
        Ok(()) | Err(ImapError::Declined { .. }) => {}
        Err(error) => return Err(error),
    }
    connection.server = server;
    Ok(connection)
}

/// A connection that is as protected as it will be, after the server's greeting.
async fn greeted(settings: &MailboxSettings) -> Result<Client<Box<dyn Wire>>, ImapError> {
    let wire: Box<dyn Wire> = Box::new(tls::connect(settings).await?);
    match settings.tls {
        Tls::None => greet(settings, Client::new(wire)).await,
        Tls::Implicit => greet(settings, Client::new(tls::wrap(settings, wire).await?)).await,
        Tls::StartTls => {
            let mut client = greet(settings, Client::new(wire)).await?;
            guarded("STARTTLS", settings.timeouts.command, async {
                let answer = client.run_command_and_check_ok("STARTTLS", None).await;
                answer.map_err(|error| ImapError::from_wire(&error, "STARTTLS"))
            })
            .await?;
            // What came in plain text after the answer is dropped with the client's buffer, as it must be.
            Ok(Client::new(tls::wrap(settings, client.into_inner()).await?))
        }
    }
}

async fn greet(
    settings: &MailboxSettings,
    mut client: Client<Box<dyn Wire>>,
) -> Result<Client<Box<dyn Wire>>, ImapError> {
    const COMMAND: &str = "greeting";
    guarded(COMMAND, settings.timeouts.command, async {
        let read = client.read_response().await;
        let greeting = read
            .map_err(|error| ImapError::from_io(&error, COMMAND))?
            .ok_or(ImapError::Lost { command: COMMAND })?;
        match greeting.parsed() {
            Response::Data {
                status: Status::Ok, ..
            } => Ok(()),
            Response::Data {
                status: Status::Bye,
                outcome,
            } => Err(bye(COMMAND, outcome)),
            _ => Err(ImapError::Protocol { command: COMMAND }),
        }
    })
    .await?;
    Ok(client)
}

async fn log_in(
    settings: &MailboxSettings,
    client: Client<Box<dyn Wire>>,
) -> Result<async_imap::Session<Box<dyn Wire>>, ImapError> {
    guarded("LOGIN", settings.timeouts.command, async {
        let login = client.login(&settings.user, settings.password.reveal()).await;
        login.map_err(|(error, _client)| refusal(&error))
    })
    .await
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
async fn has_idle(connection: &mut Connection, settings: &MailboxSettings) -> Result<bool, ImapError> {
    let mut idle = false;
    let answer = connection
        .run(
            "CAPABILITY",
            "CAPABILITY",
            settings.timeouts.command,
            |response| {
                if let Response::Capabilities(capabilities) = response {
                    idle |= capabilities.iter().any(
                        |word| matches!(word, Capability::Atom(word) if word.eq_ignore_ascii_case("IDLE")),
                    );
                }
            },
        )
        .await;
    match answer {
        Ok(()) => Ok(idle),
        Err(ImapError::Declined { .. }) => Ok(false),
        Err(error) => Err(error),
    }
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
}
