//! Why a mailbox could not be read.

use std::io;
use std::path::PathBuf;

use intake::IntakeError;
use store::{Obstacle, StoreError};

use crate::PollReport;
use crate::guard::TooMuch;

/// Why a mailbox could not be read. Carries no text of the server: that may hold addresses, or half a message.
#[derive(Debug, thiserror::Error)]
pub enum ImapError {
    /// The server cannot be reached; try again later.
    #[error("connect to the IMAP server")]
    Connect(#[source] io::Error),
    /// No trustworthy TLS connection came about: certificate, name or protocol.
    #[error("set up TLS with the IMAP server")]
    Tls(#[source] io::Error),
    /// The file of trusted authorities cannot be used; mend the configuration.
    #[error("read the certificate authorities in {path}")]
    CaFile {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: rustls_pki_types::pem::Error,
    },
    /// `tls = none` with a server that is not on a loopback address; mend the configuration.
    #[error("tls = \"none\" is allowed to a loopback address only")]
    Unencrypted,
    /// The password file cannot be read; mend the file or the configuration.
    #[error("read the password in {path}")]
    PasswordFile {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// Password or authorization code refused. Trying again soon may lock the mailbox.
    #[error("the authorization code or password was refused")]
    Refused,
    /// NetEase's "Unsafe Login": the mailbox's settings forbid third-party clients. Not a wrong password.
    #[error("the server calls the login unsafe (163: IMAP must be enabled and an authorization code used)")]
    UnsafeLogin,
    /// The server understood and declined, or did not understand. The connection is still good.
    #[error("the server declined {command}: {how:?}")]
    Declined {
        /// What was asked.
        command: &'static str,
        /// NO or BAD.
        how: Declined,
    },
    /// The server's answer cannot be read; the connection is of no more use.
    #[error("the answer to {command} cannot be read")]
    Protocol {
        /// What was asked.
        command: &'static str,
    },
    /// The server announced more in one piece than is let in; nothing of it was read.
    #[error("the answer to {command} is too large to be taken in one piece")]
    TooMuch {
        /// What was asked.
        command: &'static str,
    },
    /// The connection ended before the answer was complete.
    #[error("the connection ended during {command}")]
    Lost {
        /// What was asked.
        command: &'static str,
    },
    /// No complete answer in time.
    #[error("no answer to {command} in time")]
    Timeout {
        /// What was asked.
        command: &'static str,
    },
    /// The folder was renumbered while it was read; the next pass reads it anew.
    #[error("the folder was renumbered during the pass")]
    Renumbered,
    /// Another process holds the lease of the mailbox.
    #[error("another process reads the mailbox")]
    ReadElsewhere,
    /// Archiving failed; the message counts as not seen.
    #[error("archive a message")]
    Store(#[from] IntakeError),
    /// Part of the pass was done.
    #[error("the pass is incomplete: {} message(s) archived, {} folder(s) failed", .report.archived, .report.failed_folders)]
    Incomplete {
        /// What was done.
        report: PollReport,
        /// The first failure.
        #[source]
        source: Box<ImapError>,
    },
}

/// How a server declines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Declined {
    /// NO: understood, not done.
    No,
    /// BAD: not understood.
    Bad,
}

/// What went wrong, as shown to people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FailureKind {
    /// See [`ImapError::Connect`] and [`ImapError::Lost`].
    Unreachable,
    /// See [`ImapError::Tls`] and [`ImapError::CaFile`].
    Tls,
    /// See [`ImapError::Unencrypted`].
    Unencrypted,
    /// See [`ImapError::PasswordFile`].
    PasswordFile,
    /// See [`ImapError::Refused`].
    Refused,
    /// See [`ImapError::UnsafeLogin`].
    UnsafeLogin,
    /// See [`ImapError::Declined`], [`ImapError::Protocol`], [`ImapError::TooMuch`] and [`ImapError::Renumbered`].
    Protocol,
    /// See [`ImapError::Timeout`].
    Timeout,
    /// See [`ImapError::Store`].
    Store,
    /// See [`ImapError::ReadElsewhere`]; nothing is wrong.
    ReadElsewhere,
}

impl FailureKind {
    pub(crate) const ALL: [Self; 10] = [
        Self::Unreachable,
        Self::Tls,
        Self::Unencrypted,
        Self::PasswordFile,
        Self::Refused,
        Self::UnsafeLogin,
        Self::Protocol,
        Self::Timeout,
        Self::Store,
        Self::ReadElsewhere,
    ];

    /// Reads what [`FailureKind::as_str`] gives, for example as another process has noted it.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

    /// Whether another process, on another machine, may have more luck. A refused login is not among these: it would
    /// only be refused twice as often.
    pub(crate) const fn may_be_ours(self) -> bool {
        match self {
            Self::Unreachable | Self::Tls | Self::Timeout | Self::Store => true,
            Self::Unencrypted
            | Self::PasswordFile
            | Self::Refused
            | Self::UnsafeLogin
            | Self::Protocol
            | Self::ReadElsewhere => false,
        }
    }

    /// For `/readyz` and logs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unreachable => "server not reachable",
            Self::Tls => "no trustworthy TLS connection",
            Self::Unencrypted => "unencrypted connection not allowed",
            Self::PasswordFile => "password file cannot be read",
            Self::Refused => "authorization code refused",
            Self::UnsafeLogin => "login called unsafe by the server",
            Self::Protocol => "server answers not as it should",
            Self::Timeout => "server does not answer in time",
            Self::Store => "message cannot be archived",
            Self::ReadElsewhere => "read by another process",
        }
    }

    /// For the office: what it is and what to do.
    pub const fn advice(self) -> &'static str {
        match self {
            Self::Unreachable => {
                "无法连接邮箱服务器，系统会自动重试；如持续出现，请检查网络和服务器地址、端口。"
            }
            Self::Tls => "无法与邮箱服务器建立可信的加密连接，请检查服务器证书、主机名和 CA 文件设置。",
            Self::Unencrypted => "未加密连接只允许用于本机，请将 tls 改为 implicit 或 starttls。",
            Self::PasswordFile => {
                "无法读取密码文件，请检查 password_file 所指文件是否存在、服务账户是否有权读取。"
            }
            Self::Refused => {
                "邮箱拒绝登录：请确认已开启 IMAP 服务，并使用授权码（客户端专用密码）而不是网页登录密码；修改邮箱密码后授权码会失效，需重新生成。"
            }
            Self::UnsafeLogin => {
                "邮箱提示“不安全登录”（Unsafe Login）：请在邮箱网页版设置中开启 IMAP 服务、允许第三方客户端，并使用授权码。密码不一定有误。"
            }
            Self::Protocol => "邮箱服务器的应答异常，系统会自动重试；如持续出现，请联系技术人员查看日志。",
            Self::Timeout => "邮箱服务器响应超时，系统会自动重试。",
            Self::ReadElsewhere => "该邮箱由另一进程读取。",
            Self::Store => "来件无法存档，请检查磁盘空间和数据库；未存档的来件会在恢复后重新读取，不会丢失。",
        }
    }
}

impl ImapError {
    /// What people are told.
    pub fn kind(&self) -> FailureKind {
        match self {
            Self::Connect(_) | Self::Lost { .. } => FailureKind::Unreachable,
            Self::Tls(_) | Self::CaFile { .. } => FailureKind::Tls,
            Self::Unencrypted => FailureKind::Unencrypted,
            Self::PasswordFile { .. } => FailureKind::PasswordFile,
            Self::Refused => FailureKind::Refused,
            Self::UnsafeLogin => FailureKind::UnsafeLogin,
            Self::Declined { .. } | Self::Protocol { .. } | Self::TooMuch { .. } | Self::Renumbered => {
                FailureKind::Protocol
            }
            Self::Timeout { .. } => FailureKind::Timeout,
            Self::ReadElsewhere | Self::Store(IntakeError::Store(StoreError::LeaseLost { .. })) => {
                FailureKind::ReadElsewhere
            }
            Self::Store(_) => FailureKind::Store,
            Self::Incomplete { source, .. } => source.kind(),
        }
    }

    /// How far the damage goes.
    pub(crate) fn reach(&self) -> Reach {
        match self {
            Self::Declined { .. } => Reach::Command,
            Self::Protocol { .. }
            | Self::TooMuch { .. }
            | Self::Lost { .. }
            | Self::Timeout { .. }
            | Self::Renumbered => Reach::Connection,
            Self::Connect(_)
            | Self::Tls(_)
            | Self::CaFile { .. }
            | Self::Unencrypted
            | Self::PasswordFile { .. }
            | Self::Refused
            | Self::UnsafeLogin
            | Self::ReadElsewhere
            | Self::Store(_)
            | Self::Incomplete { .. } => Reach::Pass,
        }
    }

    /// What kept a message from being fetched; `None` if it was not asked for.
    pub(crate) fn obstacle(&self) -> Option<Obstacle> {
        match self {
            Self::Declined { .. } => Some(Obstacle::Declined),
            Self::Protocol { .. } | Self::TooMuch { .. } => Some(Obstacle::Unreadable),
            Self::Lost { .. } | Self::Renumbered => Some(Obstacle::ConnectionEnded),
            Self::Timeout { .. } => Some(Obstacle::NoAnswer),
            Self::Connect(_)
            | Self::Tls(_)
            | Self::CaFile { .. }
            | Self::Unencrypted
            | Self::PasswordFile { .. }
            | Self::Refused
            | Self::UnsafeLogin
            | Self::ReadElsewhere
            | Self::Store(_)
            | Self::Incomplete { .. } => None,
        }
    }

    /// What async-imap calls an error. Its text is dropped, because it quotes what the server sent.
    pub(crate) fn from_wire(error: &async_imap::error::Error, command: &'static str) -> Self {
        use async_imap::error::Error;
        match error {
            Error::Io(error) => Self::from_io(error, command),
            Error::No(_) => Self::Declined {
                command,
                how: Declined::No,
            },
            Error::Bad(_) => Self::Declined {
                command,
                how: Declined::Bad,
            },
            Error::ConnectionLost => Self::Lost { command },
            _ => Self::Protocol { command },
        }
    }

    pub(crate) fn from_io(error: &io::Error, command: &'static str) -> Self {
        let inner = error.get_ref().and_then(|inner| inner.downcast_ref::<TooMuch>());
        if inner.is_some() {
            return Self::TooMuch { command };
        }
        match error.kind() {
            // async-imap's parser, and a literal beyond its limit.
            io::ErrorKind::Other | io::ErrorKind::InvalidData => Self::Protocol { command },
            _ => Self::Lost { command },
        }
    }
}

/// How far the damage of an error goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reach {
    /// The next command may well work.
    Command,
    /// The next connection may well work.
    Connection,
    /// Nothing more will work in this pass.
    Pass,
}

/// The store failed, and with it archiving.
pub(crate) fn archiving(error: StoreError) -> ImapError {
    ImapError::Store(IntakeError::Store(error))
}
