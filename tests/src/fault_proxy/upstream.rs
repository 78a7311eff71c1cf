//! From the client to the server: whole lines. What the server is not to hear is answered here.

use std::io::{BufRead as _, BufReader};
use std::net::TcpStream;
use std::sync::atomic::Ordering;

use super::conversation::{Asked, Conversation, Ended};
use super::{Fault, lock};

/// Passes on until one side ends.
pub(super) fn pass_on(conversation: &Conversation, client: TcpStream) -> Result<(), Ended> {
    let mut client = BufReader::new(client);
    let mut line = Vec::new();
    loop {
        line.clear();
        if client.read_until(b'\n', &mut line).map_err(|_| Ended)? == 0 {
            return Err(Ended);
        }
        let text = String::from_utf8_lossy(&line).into_owned();
        let (tag, asked) = understood(&text);
        note(conversation, &asked);
        if let Some(answer) = answered_here(conversation, &asked, &text) {
            conversation.shared.note_fault();
            conversation.tell_client(format!("{tag} {answer}\r\n").as_bytes())?;
        } else {
            *lock(&conversation.asked) = asked;
            conversation.tell_server(&line)?;
        }
    }
}

/// Tag and command of a line.
fn understood(line: &str) -> (String, Asked) {
    let mut words = line.split_whitespace();
    let tag = words.next().unwrap_or_default().to_owned();
    let mut command = words.next().unwrap_or_default().to_ascii_uppercase();
    let mut message = None;
    if command == "UID" {
        let second = words.next().unwrap_or_default().to_ascii_uppercase();
        command = format!("UID {second}");
        message = words
            .next()
            .and_then(|uid| uid.parse().ok())
            .filter(|_| line.contains("BODY.PEEK["));
    }
    (tag, Asked { command, message })
}

fn note(conversation: &Conversation, asked: &Asked) {
    let shared = &conversation.shared;
    *lock(&shared.commands).entry(asked.command.clone()).or_default() += 1;
    if asked.command == "LIST" {
        let bytes = shared.bytes.load(Ordering::SeqCst);
        lock(&shared.listed_at).push(bytes);
    }
}

/// What is answered instead of the server, without the tag.
fn answered_here(conversation: &Conversation, asked: &Asked, line: &str) -> Option<String> {
    let command = asked.command.as_str();
    match conversation.shared.fault() {
        Fault::IdRequired => {
            if command == "ID" {
                conversation.identified.store(true, Ordering::SeqCst);
            }
            let opens = matches!(command, "SELECT" | "EXAMINE");
            (opens && !conversation.identified.load(Ordering::SeqCst))
                .then(|| format!("NO {command} Unsafe Login. Please contact kefu@188.com for help"))
        }
        Fault::NoIdle => (command == "IDLE").then(|| "BAD command not support".to_owned()),
        Fault::BadToSets => {
            let set = line.split_whitespace().find(|word| is_set(word));
            (command.ends_with("FETCH") && set.is_some()).then(|| "BAD UID parameters!".to_owned())
        }
        Fault::OkWithoutData(uid) => (asked.message == Some(uid)).then(|| "OK FETCH completed".to_owned()),
        Fault::None
        | Fault::Cuts(_)
        | Fault::ByeInIdle
        | Fault::Silence
        | Fault::NoUidNext
        | Fault::Slow(_)
        | Fault::HugeLiteral(_) => None,
    }
}

/// `1:*`, `3:7` or `3,7`.
fn is_set(word: &str) -> bool {
    word.contains([':', ','])
        && word
            .chars()
            .all(|character| character.is_ascii_digit() || matches!(character, ':' | ',' | '*'))
}
