//! Office accounts, their sessions, and the links of societies.

use domain::ids::{NoticeId, SocietyCode};

/// 角色 — what an account may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// 管理员.
    Admin,
    /// 工作人员.
    Clerk,
    /// 只读.
    Viewer,
}

/// 工作人员 — an office account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Staff {
    /// Name to sign in with.
    pub name: String,
    /// What it may do.
    pub role: Role,
    /// Hash of the password with its parameters, as the HTTP door made it.
    pub password_hash: String,
    /// Whether it may no longer sign in.
    pub disabled: bool,
}

/// An open session of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Name of the account.
    pub staff: String,
    /// What it may do now.
    pub role: Role,
    /// Token that forms must carry.
    pub csrf: String,
}

/// How an attempt to sign in ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LoginOutcome {
    /// Signed in.
    Good,
    /// Wrong name or password.
    Bad,
}

/// 填报链接 — the page of one society for one notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Which notice.
    pub notice: NoticeId,
    /// Which society.
    pub society: SocietyCode,
}

impl Role {
    /// The word on the command line and in the table.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::Clerk => "clerk",
            Self::Viewer => "viewer",
        }
    }

    /// Reads the word of [`Role::as_str`].
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Admin, Self::Clerk, Self::Viewer]
            .into_iter()
            .find(|role| role.as_str() == text)
    }
}
