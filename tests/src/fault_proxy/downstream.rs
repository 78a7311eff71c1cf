//! From the server to the client: lines, and the literals that they announce.

use std::io::{BufRead as _, BufReader, Read as _};
use std::net::TcpStream;
use std::sync::atomic::Ordering;
use std::time::Duration;

use super::conversation::{Conversation, Ended};
use super::{Fault, lock};
use crate::imap_client::announced;

/// The largest piece that is passed on at once.
const PIECE: usize = 64 * 1024;

/// Pieces in which a slow line hands out a second's worth.
const PER_SECOND: u32 = 10;

/// Passes on until one side ends.
pub(super) fn pass_on(conversation: &Conversation, server: TcpStream) -> Result<(), Ended> {
    let mut server = BufReader::new(server);
    let mut line = Vec::new();
    loop {
        line.clear();
        if server.read_until(b'\n', &mut line).map_err(|_| Ended)? == 0 {
            return Err(Ended);
        }
        let literal = announced(&line).unwrap_or(0);
        let huge = tell_line(conversation, &line, literal)?;
        pass_literal(conversation, &mut server, literal)?;
        if huge {
            // Of what was announced no more comes, and the connection stays.
            conversation.silent.store(true, Ordering::SeqCst);
        }
    }
}

/// Passes on a line as it is or changed; whether it announces more than there is.
fn tell_line(conversation: &Conversation, line: &[u8], literal: usize) -> Result<bool, Ended> {
    let shared = &conversation.shared;
    let asked = lock(&conversation.asked).clone();
    match shared.fault() {
        Fault::Silence => {
            shared.note_fault();
            conversation.silent.store(true, Ordering::SeqCst);
        }
        Fault::ByeInIdle if asked.command == "IDLE" && line.starts_with(b"+") => {
            shared.note_fault();
            tell(conversation, line)?;
            tell(conversation, b"* BYE Disconnected for inactivity.\r\n")?;
            return Err(Ended);
        }
        Fault::HugeLiteral(uid) if asked.message == Some(uid) && literal > 0 => {
            shared.note_fault();
            let text = String::from_utf8_lossy(line);
            let announced = text.replace(&format!("{{{literal}}}"), "{4294967295}");
            tell(conversation, announced.as_bytes())?;
            return Ok(true);
        }
        Fault::NoUidNext if line.starts_with(b"* OK [UIDNEXT ") => {
            shared.note_fault();
            return Ok(false);
        }
        Fault::NoUidNext if line.starts_with(b"* STATUS ") => {
            shared.note_fault();
            let text = String::from_utf8_lossy(line);
            let (before, _) = text.split_once('(').unwrap_or((&text, ""));
            tell(conversation, format!("{before}()\r\n").as_bytes())?;
            return Ok(false);
        }
        Fault::NoIdle => {
            let text = String::from_utf8_lossy(line);
            if text.contains("CAPABILITY") && text.contains(" IDLE") {
                shared.note_fault();
                tell(conversation, text.replace(" IDLE", "").as_bytes())?;
                return Ok(false);
            }
        }
        Fault::None
        | Fault::Cuts(_)
        | Fault::ByeInIdle
        | Fault::IdRequired
        | Fault::NoUidNext
        | Fault::BadToSets
        | Fault::OkWithoutData(_)
        | Fault::Slow(_)
        | Fault::HugeLiteral(_) => {}
    }
    tell(conversation, line)?;
    Ok(false)
}

fn pass_literal(
    conversation: &Conversation,
    server: &mut BufReader<TcpStream>,
    length: usize,
) -> Result<(), Ended> {
    let mut left = length;
    let mut piece = vec![0; PIECE.min(length)];
    while left > 0 {
        let wanted = left.min(PIECE);
        let part = piece.get_mut(..wanted).ok_or(Ended)?;
        let count = server.read(part).map_err(|_| Ended)?;
        if count == 0 {
            return Err(Ended);
        }
        tell(conversation, part.get(..count).unwrap_or_default())?;
        left -= count;
    }
    Ok(())
}

/// Sends to the client, as slowly as the line is.
fn tell(conversation: &Conversation, bytes: &[u8]) -> Result<(), Ended> {
    let Fault::Slow(rate) = conversation.shared.fault() else {
        return conversation.tell_client(bytes);
    };
    let portion = usize::try_from(rate / PER_SECOND).unwrap_or(1).max(1);
    for part in bytes.chunks(portion) {
        conversation.shared.note_fault();
        // The last part counts for what it is.
        let share = u32::try_from(part.len()).unwrap_or(1);
        let time = Duration::from_secs(1) * share / rate.max(1);
        conversation.shared.linger(time);
        conversation.tell_client(part)?;
    }
    Ok(())
}
