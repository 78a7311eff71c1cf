//! A server that speaks just enough IMAP, and misbehaves on request.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// A way to misbehave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Quirk {
    /// 163: EXAMINE before ID is an unsafe login; no UIDNEXT.
    NeedsId,
    /// 163 with IMAP switched off for other clients.
    AlwaysUnsafe,
    /// Ends the connection within the literal of this UID.
    CutsMessage(u32),
    /// Ends the connection after the literal of this UID, before the tagged OK.
    CutsBeforeOk(u32),
    /// OK, without data, for this UID.
    HandsOutNothing(u32),
    /// BAD to every listing.
    CannotList,
    /// Ends the connection during EXAMINE.
    CutsExamine,
    /// INTERNALDATE NIL in listings.
    NoDates,
    /// Leaves this sequence number out of listings of several.
    Omits(u32),
    /// UIDVALIDITY beyond 32 bits.
    LargeUidvalidity,
    /// Does not know ID.
    NoId,
    /// The listing answers end without a tagged line.
    CutsListing,
    /// Offers IDLE; while the client idles, message 99 arrives and is announced.
    Announces,
}

/// Messages by UID, and how the server misbehaves.
#[derive(Debug, Default)]
pub(crate) struct Script {
    pub(crate) messages: BTreeMap<u32, Vec<u8>>,
    pub(crate) quirks: Vec<Quirk>,
    /// Every line received.
    pub(crate) heard: Vec<String>,
    idling: String,
}

pub(crate) type Shared = Arc<Mutex<Script>>;

/// Starts a server; its port.
pub(crate) async fn start(messages: BTreeMap<u32, Vec<u8>>, quirks: &[Quirk]) -> (u16, Shared) {
    let script: Shared = Arc::new(Mutex::new(Script {
        messages,
        quirks: quirks.to_vec(),
        heard: Vec::new(),
        idling: String::new(),
    }));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let shared = script.clone();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(converse(stream, shared.clone()));
        }
    });
    (port, script)
}

/// What to send; `end`: then end the connection.
struct Answer {
    bytes: Vec<u8>,
    end: bool,
}

async fn converse(stream: TcpStream, script: Shared) {
    let (reader, mut writer) = stream.into_split();
    let mut lines = BufReader::new(reader).lines();
    let mut identified = false;
    writer.write_all(b"* OK scripted\r\n").await.unwrap();
    while let Ok(Some(line)) = lines.next_line().await {
        let answer = {
            let mut script = script.lock().unwrap();
            script.heard.push(line.clone());
            script.answer(&line, &mut identified)
        };
        if writer.write_all(&answer.bytes).await.is_err() || answer.end {
            return;
        }
    }
}

impl Script {
    fn has(&self, quirk: Quirk) -> bool {
        self.quirks.contains(&quirk)
    }

    fn answer(&mut self, line: &str, identified: &mut bool) -> Answer {
        let (tag, rest) = line.split_once(' ').unwrap_or((line, ""));
        let word = rest.split(' ').next().unwrap_or_default();
        let said = |text: &str| Answer {
            bytes: text.replace('~', tag).into_bytes(),
            end: false,
        };
        match word {
            "LOGIN" => said("~ OK LOGIN completed\r\n"),
            "CAPABILITY" if self.has(Quirk::Announces) => {
                said("* CAPABILITY IMAP4rev1 IDLE\r\n~ OK done\r\n")
            }
            "IDLE" => {
                self.messages.insert(99, crate::letter(99, "a"));
                tag.clone_into(&mut self.idling);
                said("+ idling\r\n* OK Still here\r\n* 4 EXISTS\r\n")
            }
            "" if line == "DONE" => said(&format!("{} OK IDLE completed\r\n", self.idling)),
            "CAPABILITY" => said("* CAPABILITY IMAP4rev1 XLIST ID LITERAL+ UIDPLUS\r\n~ OK done\r\n"),
            "ID" if self.has(Quirk::NoId) => said("~ NO Error in IMAP command received by server.\r\n"),
            "ID" => {
                *identified = true;
                said("* ID (\"name\" \"Coremail Imap\" \"vendor\" \"Mailtech\")\r\n~ OK ID completed\r\n")
            }
            "LIST" => said("* LIST (\\NoInferiors) \"/\" \"INBOX\"\r\n~ OK LIST completed\r\n"),
            "EXAMINE" => self.examine(tag, *identified),
            "UID" if rest.contains("BODY.PEEK[]") => self.message(tag, rest),
            "FETCH" | "UID" => self.listing(tag, rest),
            "LOGOUT" => said("* BYE\r\n~ OK\r\n"),
            _ => said("~ BAD command not support\r\n"),
        }
    }

    fn examine(&self, tag: &str, identified: bool) -> Answer {
        if self.has(Quirk::AlwaysUnsafe) || self.has(Quirk::NeedsId) && !identified {
            let no = format!("{tag} NO EXAMINE Unsafe Login. Please contact kefu@188.com for help\r\n");
            return Answer {
                bytes: no.into_bytes(),
                end: false,
            };
        }
        if self.has(Quirk::CutsExamine) {
            return Answer {
                bytes: b"* FLAGS (\\Seen)\r\n".to_vec(),
                end: true,
            };
        }
        let validity = if self.has(Quirk::LargeUidvalidity) {
            1_666_390_893_380_u64
        } else {
            1
        };
        let text = format!(
            "* {} EXISTS\r\n* 0 RECENT\r\n* OK [UIDVALIDITY {validity}] UIDs valid\r\n* FLAGS (\\Seen)\r\n\
             {tag} OK [READ-ONLY] EXAMINE completed\r\n",
            self.messages.len()
        );
        Answer {
            bytes: text.into_bytes(),
            end: false,
        }
    }

    fn listing(&self, tag: &str, rest: &str) -> Answer {
        if self.has(Quirk::CannotList) {
            return Answer {
                bytes: format!("{tag} BAD UID parameters!\r\n").into_bytes(),
                end: false,
            };
        }
        let set = rest.trim_start_matches("UID ").split(' ').nth(1).unwrap();
        let one: Option<usize> = set.parse().ok();
        let bounds = set
            .split_once(':')
            .map(|(first, last)| (first.parse().unwrap(), last.parse().ok()));
        let (first, last): (usize, Option<usize>) = bounds.unwrap_or((1, None));
        let with_date = rest.contains("INTERNALDATE");
        let mut text = String::new();
        for (index, uid) in self.messages.keys().enumerate() {
            let number = index + 1;
            let omitted = one.is_none() && self.has(Quirk::Omits(u32::try_from(number).unwrap()));
            let outside = number < first || last.is_some_and(|last| number > last);
            if outside || omitted || one.is_some_and(|one| one != number) {
                continue;
            }
            let date = match (with_date, self.has(Quirk::NoDates)) {
                (false, _) => "",
                (true, true) => " INTERNALDATE NIL",
                (true, false) => " INTERNALDATE \"24-Oct-2022 09:00:05 +0800\"",
            };
            text.extend([
                "* ",
                &number.to_string(),
                " FETCH (UID ",
                &uid.to_string(),
                date,
                ")\r\n",
            ]);
        }
        if self.has(Quirk::CutsListing) {
            return Answer {
                bytes: text.into_bytes(),
                end: true,
            };
        }
        text.extend([tag, " OK FETCH completed\r\n"]);
        Answer {
            bytes: text.into_bytes(),
            end: false,
        }
    }

    fn message(&self, tag: &str, rest: &str) -> Answer {
        let uid: u32 = rest.split(' ').nth(2).unwrap().parse().unwrap();
        let ok = format!("{tag} OK FETCH completed\r\n");
        let Some(raw) = self
            .messages
            .get(&uid)
            .filter(|_| !self.has(Quirk::HandsOutNothing(uid)))
        else {
            return Answer {
                bytes: ok.into_bytes(),
                end: false,
            };
        };
        let mut bytes = format!("* 1 FETCH (UID {uid} BODY[] {{{}}}\r\n", raw.len()).into_bytes();
        if self.has(Quirk::CutsMessage(uid)) {
            bytes.extend(raw.iter().take(raw.len() / 2));
            return Answer { bytes, end: true };
        }
        bytes.extend_from_slice(raw);
        bytes.extend_from_slice(b")\r\n");
        let end = self.has(Quirk::CutsBeforeOk(uid));
        if !end {
            bytes.extend_from_slice(ok.as_bytes());
        }
        Answer { bytes, end }
    }
}
