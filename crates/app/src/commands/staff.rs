//! `staff`: office accounts.

use std::io::{BufRead as _, IsTerminal as _};

use anyhow::Context as _;
use store::{Role, Store};

use crate::cli::StaffCommand;
use crate::settings::{Settings, WrongUsage};
use crate::telemetry::say;
use crate::wiring::now;

/// Shortest password that is accepted, in characters.
const SHORTEST: usize = 10;

pub(super) async fn run(settings: &Settings, command: StaffCommand) -> anyhow::Result<()> {
    match command {
        StaffCommand::Add { name, role } => set(settings, &name, &role).await,
        StaffCommand::Disable { name } => disable(settings, &name).await,
    }
}

async fn disable(settings: &Settings, name: &str) -> anyhow::Result<()> {
    let store = super::store(settings).await?;
    if !store.disable_staff(name, now()).await? {
        return Err(WrongUsage(format!("there is no account {name}")).into());
    }
    say(&format!("已停用账号 {name}，其登录已全部退出。"));
    Ok(())
}

async fn set(settings: &Settings, name: &str, role: &str) -> anyhow::Result<()> {
    let role = Role::parse(role)
        .ok_or_else(|| WrongUsage(format!("--role {role:?}: must be admin, clerk or viewer")))?;
    let store = super::store(settings).await?;
    let given = given_password().context("read the password from standard input")?;
    if let Some(password) = given {
        if password.chars().count() < SHORTEST {
            return Err(WrongUsage(format!("the password must have at least {SHORTEST} characters")).into());
        }
        add(&store, name, role, &password).await?;
        say(&format!("已设置账号 {name}。"));
    } else {
        let password = add_with_new_password(&store, name, role).await?;
        say(&format!(
            "已设置账号 {name}，初始密码（只显示这一次）：{password}"
        ));
    }
    Ok(())
}

/// Makes an account with a password of its own and returns the password.
pub(super) async fn add_with_new_password(store: &Store, name: &str, role: Role) -> anyhow::Result<String> {
    let password: String = intake_http::new_link_token().chars().take(16).collect();
    add(store, name, role, &password).await?;
    Ok(password)
}

async fn add(store: &Store, name: &str, role: Role, password: &str) -> anyhow::Result<()> {
    let hash = intake_http::hash_password(password).context("hash the password")?;
    store.put_staff(name, role, &hash, now()).await?;
    Ok(())
}

/// The first line of standard input, when it is a pipe or a file and not empty.
fn given_password() -> std::io::Result<Option<String>> {
    let input = std::io::stdin();
    if input.is_terminal() {
        return Ok(None);
    }
    let mut line = String::new();
    input.lock().read_line(&mut line)?;
    let password = line.trim_end_matches(['\r', '\n']).to_owned();
    Ok((!password.is_empty()).then_some(password))
}
