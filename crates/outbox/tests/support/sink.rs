//! A mail server that answers as it is told.

use std::collections::{BTreeMap, VecDeque};
use std::path::Path;
use std::sync::{Arc, Mutex};

use outbox::{Password, SmtpServer, SmtpTls, Transport};
use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use tokio::io::{AsyncBufReadExt as _, AsyncRead, AsyncWrite, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;

/// What becomes of one letter, or of one connection.
#[derive(Debug, Clone, Copy)]
pub enum Answer {
    Take,
    /// Reply to RCPT.
    Recipient(&'static str),
    /// Reply to DATA.
    Announcement(&'static str),
    /// Reply to the letter.
    Content(&'static str),
    /// Takes the letter and hangs up without a word.
    TakeAndHangUp,
    /// Takes the letter, says so and hangs up, as after a long idle time.
    TakeAndClose,
    /// Takes the letter, and says so after so many seconds.
    TakeAfter(u64),
    /// Hears the letter, takes it not and says nothing for ever.
    Stall,
    /// Says 421 to RCPT and hangs up.
    Closing,
    /// Hangs up at MAIL, as after a long idle time.
    HangUp,
    /// Reply to MAIL.
    Sender(&'static str),
}

/// As servers are: mostly they take what comes.
pub const MOODS: [Answer; 12] = [
    Answer::Take,
    Answer::Take,
    Answer::Take,
    Answer::Take,
    Answer::Recipient("451 4.7.1 greylisted"),
    Answer::Recipient("550 5.1.1 user unknown"),
    Answer::Content("452 4.3.1 try later"),
    Answer::Content("554 5.6.0 content refused"),
    Answer::TakeAndHangUp,
    Answer::TakeAndHangUp,
    Answer::HangUp,
    Answer::Closing,
];

/// How the server protects its connections.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protection {
    None,
    Implicit,
    StartTls,
}

#[derive(Debug, Default)]
struct State {
    script: VecDeque<Answer>,
    by_recipient: BTreeMap<String, VecDeque<Answer>>,
    senders: Vec<String>,
    letters: Vec<String>,
    recipients: Vec<String>,
    connections: u32,
}

#[derive(Clone)]
pub struct Sink {
    port: u16,
    protection: Protection,
    state: Arc<Mutex<State>>,
}

impl Sink {
    /// Answers in this order, then takes everything.
    pub async fn start(script: &[Answer]) -> Self {
        Self::protected(Protection::None, script).await
    }

    pub async fn protected(protection: Protection, script: &[Answer]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let state = State {
            script: script.iter().copied().collect(),
            ..State::default()
        };
        let sink = Self {
            port: listener.local_addr().unwrap().port(),
            protection,
            state: Arc::new(Mutex::new(state)),
        };
        let server = sink.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let server = server.clone();
                tokio::spawn(async move { server.serve(stream).await });
            }
        });
        sink
    }

    /// Answers for this recipient in this order, whatever comes for others.
    pub fn answer_for(&self, recipient: &str, script: &[Answer]) {
        let script = script.iter().copied().collect();
        let mut state = self.state.lock().unwrap();
        state.by_recipient.insert(recipient.to_owned(), script);
    }

    pub fn transport(&self) -> Transport {
        self.transport_with("127.0.0.1", SmtpTls::None, "")
    }

    pub fn transport_with(&self, host: &str, tls: SmtpTls, user: &str) -> Transport {
        Transport::Smtp(self.server_with(host, tls, user))
    }

    pub fn server(&self) -> SmtpServer {
        self.server_with("127.0.0.1", SmtpTls::None, "")
    }

    fn server_with(&self, host: &str, tls: SmtpTls, user: &str) -> SmtpServer {
        let authority = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/test-authority.pem");
        SmtpServer {
            user: user.into(),
            password: Password::new("geheim"),
            ca_file: (tls != SmtpTls::None).then_some(authority),
            ..SmtpServer::new(host, self.port, tls)
        }
    }

    pub fn letters(&self) -> Vec<String> {
        self.state.lock().unwrap().letters.clone()
    }

    /// What was said with MAIL.
    pub fn senders(&self) -> Vec<String> {
        self.state.lock().unwrap().senders.clone()
    }

    pub fn recipients(&self) -> Vec<String> {
        self.state.lock().unwrap().recipients.clone()
    }

    pub fn connections(&self) -> u32 {
        self.state.lock().unwrap().connections
    }

    async fn serve(&self, stream: TcpStream) -> Option<()> {
        self.state.lock().unwrap().connections += 1;
        if self.protection == Protection::Implicit {
            let stream = acceptor().accept(stream).await.ok()?;
            self.converse(stream, Some("220 sink"), "250 sink").await;
            return None;
        }
        let offer = match self.protection {
            Protection::StartTls => "250-sink\r\n250 STARTTLS",
            Protection::None | Protection::Implicit => "250-sink\r\n250 AUTH PLAIN LOGIN",
        };
        let stream = self.converse(stream, Some("220 sink"), offer).await?;
        let stream = acceptor().accept(stream).await.ok()?;
        self.converse(stream, None, "250 sink").await;
        None
    }

    /// Returns the stream when the client asked for TLS.
    async fn converse<S>(&self, stream: S, greeting: Option<&str>, offer: &'static str) -> Option<S>
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        let mut stream = BufReader::new(stream);
        if let Some(greeting) = greeting {
            say(&mut stream, greeting).await?;
        }
        let mut answer = Answer::Take;
        loop {
            let mut line = String::new();
            if stream.read_line(&mut line).await.ok()? == 0 {
                return None;
            }
            let reply = match line.split(' ').next().unwrap().trim_end() {
                "EHLO" => offer,
                "STARTTLS" => {
                    say(&mut stream, "220 go on").await?;
                    return Some(stream.into_inner());
                }
                "AUTH" => "535 5.7.8 authentication failed for clerk@office.example",
                "MAIL" => {
                    self.state.lock().unwrap().senders.push(line.trim().to_owned());
                    answer = self.next_answer();
                    match answer {
                        Answer::HangUp => return None,
                        Answer::Sender(reply) => reply,
                        _ => "250 ok",
                    }
                }
                "RCPT" => {
                    answer = self.answer_to(line.trim()).unwrap_or(answer);
                    match answer {
                        Answer::Recipient(reply) => reply,
                        Answer::Closing => {
                            say(&mut stream, "421 4.3.2 closing").await?;
                            return None;
                        }
                        _ => "250 ok",
                    }
                }
                "DATA" if matches!(answer, Answer::Announcement(_)) => match answer {
                    Answer::Announcement(reply) => reply,
                    _ => "354 go on",
                },
                "DATA" => {
                    say(&mut stream, "354 go on").await?;
                    self.take(&mut stream, answer).await?
                }
                _ => "250 ok",
            };
            say(&mut stream, reply).await?;
        }
    }

    async fn take<S>(&self, stream: &mut BufReader<S>, answer: Answer) -> Option<&'static str>
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        let letter = read_letter(stream).await?;
        if let Answer::Content(reply) = answer {
            return Some(reply);
        }
        if matches!(answer, Answer::Stall) {
            // Until the client has had enough.
            let mut line = String::new();
            stream.read_line(&mut line).await.ok()?;
            return None;
        }
        self.state.lock().unwrap().letters.push(letter);
        if let Answer::TakeAfter(seconds) = answer {
            tokio::time::sleep(std::time::Duration::from_secs(seconds)).await;
        }
        if matches!(answer, Answer::TakeAndClose) {
            say(stream, "250 taken").await?;
        }
        let silent = matches!(answer, Answer::TakeAndHangUp | Answer::TakeAndClose);
        (!silent).then_some("250 taken")
    }

    fn answer_to(&self, command: &str) -> Option<Answer> {
        let mut state = self.state.lock().unwrap();
        state.recipients.push(command.to_owned());
        let recipient = command.strip_prefix("RCPT TO:<")?.strip_suffix('>')?;
        state.by_recipient.get_mut(recipient)?.pop_front()
    }

    fn next_answer(&self) -> Answer {
        let next = self.state.lock().unwrap().script.pop_front();
        next.unwrap_or(Answer::Take)
    }
}

fn acceptor() -> TlsAcceptor {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let certificate = CertificateDer::from_pem_file(fixtures.join("test-server.pem")).unwrap();
    let key = PrivateKeyDer::from_pem_file(fixtures.join("test-server.key")).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .unwrap();
    TlsAcceptor::from(Arc::new(config))
}

async fn say<S: AsyncRead + AsyncWrite + Unpin>(stream: &mut BufReader<S>, reply: &str) -> Option<()> {
    let reply = format!("{reply}\r\n");
    stream.get_mut().write_all(reply.as_bytes()).await.ok()?;
    stream.get_mut().flush().await.ok()
}

async fn read_letter<S: AsyncRead + Unpin>(stream: &mut BufReader<S>) -> Option<String> {
    let mut letter = String::new();
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await.ok()? == 0 {
            return None;
        }
        if line == ".\r\n" {
            return Some(letter);
        }
        letter += &line;
    }
}
