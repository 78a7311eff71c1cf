//! A server on port 0 with its own store, and a client that sends exactly what a test says.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};

use chrono::{DateTime, Utc};
use domain::ids::{NoticeId, SocietyCode};
use domain::letter::LetterRecord;
use domain::society::Society;
use futures_util::FutureExt as _;
use intake::kept::KeptFiles;
use intake::reader::{ReaderPool, ReaderSettings};
use intake_http::{
    HttpSettings, LetterPreview, LineKind, MailboxLine, SiteState, bind, hash_password, new_link_token,
    token_hash,
};
use store::{Role, Store};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

pub(crate) const NOTICE: &str = include_str!("notice.toml");
pub(crate) const PASSWORD: &str = "华夏-正确-2022";

pub(crate) struct Site {
    pub(crate) store: Store,
    pub(crate) address: SocketAddr,
    pub(crate) token: String,
    pub(crate) folder: TempDir,
    pub(crate) judged: Arc<AtomicUsize>,
    pub(crate) wanted: Arc<AtomicUsize>,
    clock: Arc<AtomicI64>,
}

pub(crate) fn society(code: &str, name: &str) -> Society {
    Society {
        code: SocietyCode::parse(code).unwrap(),
        name: name.into(),
        category: "理科".into(),
        aliases: Vec::new(),
        former_names: Vec::new(),
        addresses: vec![format!("office@{}.example", code.to_lowercase())],
        contacts: vec!["某联系人".into()],
        phones: vec!["010-55500001".into()],
        further: Vec::new(),
    }
}

impl Site {
    /// A site with one notice (`late` as given), three societies, a clerk, a viewer and a link for the first society.
    pub(crate) async fn open(late: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = filled_store(folder.path(), late).await;
        let token = new_link_token();
        let judged = Arc::new(AtomicUsize::new(0));
        let wanted = Arc::new(AtomicUsize::new(0));
        let clock = Arc::new(AtomicI64::new(at("2022-10-20T02:00:00Z").timestamp()));
        let notice = NoticeId::parse("hx-2022-1").unwrap();
        let code = SocietyCode::parse("A-01").unwrap();
        let now = at("2022-10-18T00:00:00Z");
        store
            .put_link(&token_hash(&token), &notice, &code, now)
            .await
            .unwrap();
        let listen = "127.0.0.1:0".parse().unwrap();
        let mut settings = HttpSettings::new(listen, "http://zj.example", folder.path().join("uploads"));
        settings.max_request_bytes = 1024 * 1024;
        settings.max_files = 4;
        let (counted, rung, ticking) = (judged.clone(), wanted.clone(), clock.clone());
        let state = SiteState {
            store: store.clone(),
            kept: KeptFiles::new(store.clone(), no_readers()),
            settings,
            reception: Arc::default(),
            process: Arc::new(move || {
                counted.fetch_add(1, Ordering::SeqCst);
                async {}.boxed()
            }),
            now: Arc::new(move || DateTime::from_timestamp(ticking.load(Ordering::SeqCst), 0).unwrap()),
            mailbox_lines: Arc::new(lines),
            product_wanted: Arc::new(move || {
                rung.fetch_add(1, Ordering::SeqCst);
            }),
            keep_days: 90,
            letter_previews: Arc::new(|records| async move { records.iter().map(drawn).collect() }.boxed()),
            folder_name: |raw| raw.replace("&dcVr0mWHTvZZOQ-", "病毒文件夹"),
        };
        let (server, address) = bind(state).unwrap();
        tokio::spawn(server);
        Self {
            store,
            address,
            token,
            folder,
            judged,
            wanted,
            clock,
        }
    }

    pub(crate) fn set_clock(&self, text: &str) {
        self.clock.store(at(text).timestamp(), Ordering::SeqCst);
    }

    pub(crate) async fn get(&self, path: &str, headers: &str) -> Answer {
        self.send(
            &format!("GET {path} HTTP/1.1\r\nHost: zj.example\r\n{headers}Connection: close\r\n\r\n"),
            b"",
        )
        .await
    }

    pub(crate) async fn post(&self, path: &str, headers: &str, pairs: &[(&str, &str)]) -> Answer {
        let body: Vec<String> = pairs
            .iter()
            .map(|(name, value)| format!("{}={}", escape(name), escape(value)))
            .collect();
        let body = body.join("&");
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: zj.example\r\n{headers}Connection: close\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        self.send(&head, body.as_bytes()).await
    }

    /// Submits the form of a society's page; a part with a file name is a file.
    pub(crate) async fn submit(&self, parts: &[(&str, Option<&str>, &[u8])]) -> Answer {
        self.post_parts(&format!("/s/{}", self.token), "", parts).await
    }

    /// Posts as pages do that take files.
    pub(crate) async fn post_parts(
        &self,
        path: &str,
        headers: &str,
        parts: &[(&str, Option<&str>, &[u8])],
    ) -> Answer {
        let mut body = Vec::new();
        for (name, file, content) in parts {
            let file = file
                .map(|file| format!("; filename=\"{file}\""))
                .unwrap_or_default();
            body.extend_from_slice(
                format!("--xyz\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n").as_bytes(),
            );
            body.extend_from_slice(content);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(b"--xyz--\r\n");
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: zj.example\r\n{headers}Connection: close\r\n\
             Content-Type: multipart/form-data; boundary=xyz\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        self.send(&head, &body).await
    }

    /// Sends the bytes and reads until the server closes.
    pub(crate) async fn send(&self, head: &str, body: &[u8]) -> Answer {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        stream.write_all(head.as_bytes()).await.unwrap();
        // The server may have answered and closed before it read the body.
        let _ = stream.write_all(body).await;
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes).await;
        Answer::parse(&bytes)
    }

    /// Signs in and gives the `Cookie` line and the form token.
    pub(crate) async fn sign_in(&self, name: &str) -> (String, String) {
        let answer = self
            .post("/office/sign-in", "", &[("name", name), ("password", PASSWORD)])
            .await;
        assert_eq!(answer.status, 303, "{}", answer.text());
        let cookie = answer
            .header("set-cookie")
            .unwrap()
            .split(';')
            .next()
            .unwrap()
            .to_owned();
        let cookie = format!("Cookie: {cookie}\r\n");
        let page = self.get("/office", &cookie).await.text();
        let csrf = page
            .split("name=\"csrf\" value=\"")
            .nth(1)
            .unwrap()
            .split('"')
            .next()
            .unwrap()
            .to_owned();
        (cookie, csrf)
    }
}

/// Letters are not opened here; the acceptance tests do with the real program.
fn no_readers() -> Arc<ReaderPool> {
    Arc::new(ReaderPool::new(ReaderSettings {
        program: "/bin/false".into(),
        arguments: Vec::new(),
        processes: 1,
        time: std::time::Duration::from_secs(5),
        originals_per_child: 1,
    }))
}

/// Stands in for the outbox: a letter whose words say which one it is.
fn drawn(record: &LetterRecord) -> LetterPreview {
    let has_left = record.sent_original.is_some();
    LetterPreview {
        recipient: record.letter.recipient.clone(),
        subject: format!("【通知】{}", record.letter.society),
        body: format!(
            "{}：\n\n　　请<b>按时</b>报送。\nhttp://zj.example/s/Secret-1_a\n如有疑问",
            record.letter.society
        ),
        has_left,
        ..LetterPreview::default()
    }
}

/// One mailbox is in trouble, another is read by another process.
fn lines() -> Vec<MailboxLine> {
    vec![
        MailboxLine {
            kind: LineKind::Alarm,
            probe: "mailbox kjstdw: not connected for 12 min".into(),
            shown: "邮箱 kjstdw：连接失败".into(),
        },
        MailboxLine {
            kind: LineKind::Standby,
            probe: "mailbox dwzzb: standby".into(),
            shown: "邮箱 dwzzb：本进程待命".into(),
        },
    ]
}

async fn filled_store(folder: &Path, late: &str) -> Store {
    let database = format!("sqlite:{}", folder.join("zj.db").display());
    let originals = format!("file:{}", folder.join("originals").display());
    let store = Store::open(&database, &originals).await.unwrap();
    store.migrate().await.unwrap();
    let now = at("2022-10-18T00:00:00Z");
    store
        .import_notice(&NOTICE.replace("LATE", late), now)
        .await
        .unwrap();
    let societies = [
        society("A-01", "华夏<script>alert(1)</script>学会"),
        society("A-02", "华夏测量学会"),
        society("B-01", "华夏桥梁学会"),
    ];
    store.import_roster(&societies, now).await.unwrap();
    let hash = hash_password(PASSWORD).unwrap();
    store.put_staff("clerk", Role::Clerk, &hash, now).await.unwrap();
    store.put_staff("viewer", Role::Viewer, &hash, now).await.unwrap();
    store
}

pub(crate) fn at(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).unwrap().with_timezone(&Utc)
}

fn escape(text: &str) -> String {
    text.bytes()
        .map(|byte| {
            if byte.is_ascii_alphanumeric() {
                char::from(byte).to_string()
            } else {
                format!("%{byte:02X}")
            }
        })
        .collect()
}

pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    fn parse(bytes: &[u8]) -> Self {
        let end = bytes
            .windows(4)
            .position(|window| window == b"\r\n\r\n")
            .expect("an answer");
        let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Self {
            status,
            head,
            body: bytes[end + 4..].to_vec(),
        }
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (key, value) = line.split_once(": ")?;
            key.eq_ignore_ascii_case(name).then_some(value)
        })
    }
}
