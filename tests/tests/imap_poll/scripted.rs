//! A server that speaks just enough IMAP, and misbehaves on request.

mod fetch;
mod set;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// A way to misbehave, as real servers have been seen to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Quirk {
    /// 163: EXAMINE before ID is an unsafe login.
    NeedsId,
    /// 163 with IMAP switched off for other clients.
    AlwaysUnsafe,
    /// The same, said with BYE.
    UnsafeBye,
    /// 163: `STATUS INBOX ()` whether asked for or not.
    EmptyStatus,
    /// Ends the connection within the literal of this UID.
    CutsMessage(u32),
    /// Ends the connection after the literal of this UID, before the tagged OK.
    CutsBeforeOk(u32),
    /// Ends the connection within every slice that begins at or beyond this offset.
    CutsSlicesFrom(usize),
    /// OK, without data, for this UID.
    HandsOutNothing(u32),
    /// An answer for this UID that no parser understands.
    Babbles(u32),
    /// Says nothing more within the literal of this UID.
    Stalls(u32),
    /// BAD to every listing.
    CannotList,
    /// BAD to every listing with more than UIDs.
    CannotDescribe,
    /// Ends the connection during EXAMINE.
    CutsExamine,
    /// INTERNALDATE NIL in listings.
    NoDates,
    /// Leaves this sequence number out of listings of several.
    Omits(u32),
    /// UIDVALIDITY beyond 32 bits.
    LargeUidvalidity,
    /// UIDVALIDITY 0 and UIDNEXT 0.
    ZeroUidvalidity,
    /// A UIDVALIDITY that is no number.
    WordyUidvalidity,
    /// Does not know ID.
    NoId,
    /// The listing answers end without a tagged line.
    CutsListing,
    /// Offers IDLE after LOGIN; while the client idles, message 99 arrives and is announced.
    Announces,
    /// Message 99 arrives when the first pass is over, before IDLE, and is never announced.
    ArrivesUnannounced,
    /// BYE to the first IDLE.
    IdleBye,
    /// The first IDLE is begun and never ended.
    IdleSilent,
    /// Flag changes and another message's body in between.
    Chatters,
    /// Says another size than there is.
    MisstatesSize(u32),
    /// Hands out the whole message instead of a slice.
    IgnoresPartial,
    /// NIL instead of a slice.
    NilSlices,
    /// Says another origin than was asked for.
    WrongOrigin,
    /// NO to a slice beyond the end.
    RefusesBeyondEnd,
    /// Announces a literal of 4 GiB for whatever is asked.
    AnnouncesTooMuch,
    /// The message is another one from the second slice on, once.
    ChangesBetweenSlices,
    /// How full it is, in percent.
    Quota(u8),
    /// Coremail: advertises SASL-IR and does not take it.
    RejectsInitialResponse,
}

/// Messages by UID, and how the server misbehaves.
#[derive(Debug, Default)]
pub(crate) struct Script {
    pub(crate) messages: BTreeMap<u32, Vec<u8>>,
    /// INTERNALDATE of those that have not the usual one.
    pub(crate) dates: BTreeMap<u32, String>,
    pub(crate) quirks: Vec<Quirk>,
    /// Every line received.
    pub(crate) heard: Vec<String>,
    /// Bytes sent.
    pub(crate) sent: u64,
    /// The access token that XOAUTH2 takes.
    pub(crate) token: String,
    idling: String,
    authenticating: String,
}

pub(crate) type Shared = Arc<Mutex<Script>>;

/// Starts a server; its port.
pub(crate) async fn start(messages: BTreeMap<u32, Vec<u8>>, quirks: &[Quirk]) -> (u16, Shared) {
    let script: Shared = Arc::new(Mutex::new(Script {
        messages,
        quirks: quirks.to_vec(),
        ..Script::default()
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

impl Answer {
    fn said(text: impl Into<Vec<u8>>) -> Self {
        Self {
            bytes: text.into(),
            end: false,
        }
    }

    fn last(text: impl Into<Vec<u8>>) -> Self {
        Self {
            bytes: text.into(),
            end: true,
        }
    }
}

async fn converse(stream: TcpStream, script: Shared) {
    let (reader, mut writer) = stream.into_split();
    let mut lines = BufReader::new(reader).lines();
    let mut identified = false;
    writer
        .write_all(b"* OK [CAPABILITY IMAP4rev1 SASL-IR ID] scripted\r\n")
        .await
        .unwrap();
    while let Ok(Some(line)) = lines.next_line().await {
        let answer = {
            let mut script = script.lock().unwrap();
            script.heard.push(line.clone());
            let answer = script.answer(&line, &mut identified);
            script.sent += answer.bytes.len() as u64;
            answer
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

    fn take(&mut self, quirk: Quirk) -> bool {
        let had = self.has(quirk);
        self.quirks.retain(|known| *known != quirk);
        had
    }

    fn answer(&mut self, line: &str, identified: &mut bool) -> Answer {
        if !self.authenticating.is_empty() {
            return self.authenticate(line);
        }
        let (tag, rest) = line.split_once(' ').unwrap_or(("", ""));
        let said = |text: &str| Answer::said(text.replace('~', tag));
        match rest.split(' ').next().unwrap_or_default() {
            "LOGIN" => said("~ OK LOGIN completed\r\n"),
            "AUTHENTICATE" if rest != "AUTHENTICATE XOAUTH2" => said("~ BAD Request not ending with\r\n"),
            "AUTHENTICATE" => {
                tag.clone_into(&mut self.authenticating);
                Answer::said("+ \r\n")
            }
            "CAPABILITY" => said(&format!(
                "* CAPABILITY IMAP4rev1{}\r\n~ OK done\r\n",
                self.capabilities()
            )),
            "IDLE" => self.idle(tag),
            // After IdleSilent nobody answers any more.
            "" if line == "DONE" && self.idling.is_empty() => Answer::said(""),
            "" if line == "DONE" => Answer::said(format!("{} OK IDLE completed\r\n", self.idling)),
            "ID" if self.has(Quirk::NoId) => said("~ NO Error in IMAP command received by server.\r\n"),
            "ID" => {
                *identified = true;
                said("* ID (\"name\" \"Coremail Imap\" \"vendor\" \"Mailtech\")\r\n~ OK ID completed\r\n")
            }
            "LIST" => said("* LIST (\\NoInferiors) \"/\" \"INBOX\"\r\n~ OK LIST completed\r\n"),
            "GETQUOTAROOT" => said(&self.quota()),
            "EXAMINE" => self.examine(tag, *identified),
            "UID" if rest.contains("BODY.PEEK[]") => self.message(tag, rest),
            "UID" if rest.contains("BODY.PEEK[HEADER]") => self.header(tag, rest),
            "FETCH" | "UID" => self.listing(tag, rest),
            "LOGOUT" => said("* BYE\r\n~ OK\r\n"),
            _ => said("~ BAD command not support\r\n"),
        }
    }

    fn capabilities(&self) -> String {
        let has_quota = self.quirks.iter().any(|quirk| matches!(quirk, Quirk::Quota(_)));
        let idles = [
            Quirk::Announces,
            Quirk::ArrivesUnannounced,
            Quirk::IdleBye,
            Quirk::IdleSilent,
        ];
        let has_idle = idles.iter().any(|quirk| self.has(*quirk));
        let words = [
            (true, " XLIST ID LITERAL+ UIDPLUS"),
            (has_quota, " QUOTA"),
            (has_idle, " IDLE"),
            (self.has(Quirk::RejectsInitialResponse), " SASL-IR AUTH=XOAUTH2"),
        ];
        words
            .iter()
            .filter_map(|(has, word)| has.then_some(*word))
            .collect()
    }

    fn authenticate(&mut self, line: &str) -> Answer {
        use base64::Engine as _;
        let tag = self.authenticating.clone();
        if line.is_empty() {
            self.authenticating.clear();
            return Answer::said(format!("{tag} NO AUTHENTICATE failed\r\n"));
        }
        let decoded = base64::engine::general_purpose::STANDARD.decode(line).unwrap();
        let expected = format!("user=kjstdw\u{1}auth=Bearer {}\u{1}\u{1}", self.token);
        if decoded == expected.as_bytes() {
            self.authenticating.clear();
            Answer::said(format!("{tag} OK authenticated\r\n"))
        } else {
            // {"status":"401"}
            Answer::said("+ eyJzdGF0dXMiOiI0MDEifQ==\r\n")
        }
    }

    fn idle(&mut self, tag: &str) -> Answer {
        tag.clone_into(&mut self.idling);
        if self.take(Quirk::IdleBye) {
            self.messages.insert(99, crate::letter(99, "a"));
            return Answer::last("+ idling\r\n* BYE too many connections\r\n");
        }
        if self.take(Quirk::IdleSilent) {
            self.messages.insert(99, crate::letter(99, "a"));
            self.idling.clear();
            return Answer::said("+ idling\r\n");
        }
        if self.has(Quirk::Announces) {
            self.messages.insert(99, crate::letter(99, "a"));
            return Answer::said("+ idling\r\n* OK Still here\r\n* 4 EXISTS\r\n");
        }
        Answer::said("+ idling\r\n")
    }

    fn quota(&self) -> String {
        let percent = self.quirks.iter().find_map(|quirk| match quirk {
            Quirk::Quota(percent) => Some(*percent),
            _ => None,
        });
        let percent = percent.unwrap_or_default();
        format!(
            "* QUOTAROOT INBOX \"User quota\"\r\n* QUOTA \"User quota\" (STORAGE {} 51200)\r\n~ OK done\r\n",
            512 * u32::from(percent)
        )
    }

    fn examine(&mut self, tag: &str, identified: bool) -> Answer {
        if self.has(Quirk::AlwaysUnsafe) || self.has(Quirk::NeedsId) && !identified {
            return Answer::said(format!(
                "{tag} NO EXAMINE Unsafe Login. Please contact kefu@188.com for help\r\n"
            ));
        }
        if self.has(Quirk::UnsafeBye) {
            return Answer::last("* BYE Unsafe Login. Please contact kefu@188.com for help\r\n");
        }
        if self.has(Quirk::CutsExamine) {
            return Answer::last("* FLAGS (\\Seen)\r\n");
        }
        let had_pass = self.heard.iter().any(|line| line.contains("BODY.PEEK[]"));
        if had_pass && self.take(Quirk::ArrivesUnannounced) {
            self.messages.insert(99, crate::letter(99, "a"));
        }
        let validity = if self.has(Quirk::LargeUidvalidity) {
            "[UIDVALIDITY 1666390893380] UIDs valid"
        } else if self.has(Quirk::ZeroUidvalidity) {
            "[UIDVALIDITY 0] UIDs valid\r\n* OK [UIDNEXT 0] next"
        } else if self.has(Quirk::WordyUidvalidity) {
            "[UIDVALIDITY unknown] UIDs valid"
        } else {
            "[UIDVALIDITY 1] UIDs valid"
        };
        let status = if self.has(Quirk::EmptyStatus) {
            "* STATUS \"INBOX\" ()\r\n"
        } else {
            ""
        };
        Answer::said(format!(
            "* {} EXISTS\r\n* 0 RECENT\r\n* OK {validity}\r\n{status}* FLAGS (\\Seen)\r\n\
             * OK [PERMANENTFLAGS (\\Seen \\Deleted)] Limited\r\n{tag} OK [READ-ONLY] EXAMINE completed\r\n",
            self.messages.len()
        ))
    }
}
