//! Empty databases, and things to put into them. All people and societies are fictional.

use chrono::{DateTime, Duration, Utc};
use domain::arrival::{Door, ReceivedAt, ReceivedBy};
use domain::ids::{ArrivalId, ItemId, MailboxName, NoticeId, SocietyCode};
use domain::society::Society;
use sea_orm::{ConnectionTrait as _, Database, Statement};
use store::{NewSighting, News, SightingPlace, Store};
use tempfile::TempDir;

pub(crate) const NOTICE: &str = include_str!("../../src/notice_file/whole.toml");

/// A store in a database of its own.
pub(crate) struct Place {
    pub(crate) store: Store,
    pub(crate) url: String,
    pub(crate) folder: TempDir,
}

impl Place {
    /// Opens the same database and originals again, as another process would.
    pub(crate) async fn again(&self) -> Store {
        Store::open(&self.url, &originals(&self.folder)).await.unwrap()
    }

    /// Runs a statement behind the store's back.
    pub(crate) async fn spoil(&self, statement: &str) {
        let connection = Database::connect(&self.url).await.unwrap();
        connection.execute_unprepared(statement).await.unwrap();
        connection.close().await.unwrap();
    }

    /// Asks for one number behind the store's back.
    pub(crate) async fn number(&self, question: &str) -> i64 {
        let connection = Database::connect(&self.url).await.unwrap();
        let statement = Statement::from_string(connection.get_database_backend(), question);
        let row = connection.query_one_raw(statement).await.unwrap().unwrap();
        connection.close().await.unwrap();
        row.try_get_by_index(0).unwrap()
    }
}

pub(crate) async fn sqlite() -> Place {
    let folder = TempDir::new().unwrap();
    let url = format!("sqlite:{}", folder.path().join("a folder/zhengji.db").display());
    place(url, folder).await
}

/// `None` when no server is named.
pub(crate) async fn postgres() -> Option<Place> {
    #[expect(
        clippy::disallowed_methods,
        reason = "the harness names the server by environment"
    )]
    let server = std::env::var("ZHENGJI_TEST_POSTGRES").ok()?;
    let folder = TempDir::new().unwrap();
    let random = folder
        .path()
        .file_name()
        .unwrap()
        .to_string_lossy()
        .to_lowercase();
    let name = format!(
        "store_{}_{}",
        std::process::id(),
        random.replace(|c: char| !c.is_ascii_alphanumeric(), "")
    );
    let connection = Database::connect(&server).await.unwrap();
    let statement = format!("CREATE DATABASE {name} ENCODING 'UTF8' TEMPLATE template0");
    connection.execute_unprepared(&statement).await.unwrap();
    connection.close().await.unwrap();
    let (base, _) = server.rsplit_once('/').unwrap();
    Some(place(format!("{base}/{name}"), folder).await)
}

/// Removes the database of a test that went well; after a failure it stays to be looked at.
pub(crate) async fn remove(url: &str) {
    let (base, name) = url.rsplit_once('/').unwrap();
    let connection = Database::connect(format!("{base}/postgres")).await.unwrap();
    let statement = format!("DROP DATABASE {name} WITH (FORCE)");
    connection.execute_unprepared(&statement).await.unwrap();
    connection.close().await.unwrap();
}

async fn place(url: String, folder: TempDir) -> Place {
    let store = Store::open(&url, &originals(&folder)).await.unwrap();
    store.migrate().await.unwrap();
    Place { store, url, folder }
}

pub(crate) fn originals(folder: &TempDir) -> String {
    format!("file:{}", folder.path().join("originals").display())
}

/// So many minutes after noon on the 24th of October 2022, in UTC.
pub(crate) fn at(minutes: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_666_612_800, 123_456_000).unwrap() + Duration::minutes(minutes)
}

pub(crate) fn notice() -> NoticeId {
    NoticeId::parse("cast-2022-41").unwrap()
}

pub(crate) fn code(text: &str) -> SocietyCode {
    SocietyCode::parse(text).unwrap()
}

pub(crate) fn item(text: &str) -> ItemId {
    ItemId::parse(text).unwrap()
}

pub(crate) fn mailbox() -> MailboxName {
    MailboxName::parse("kjstdw").unwrap()
}

pub(crate) fn imap(uid: u32) -> SightingPlace {
    SightingPlace::Imap {
        mailbox: mailbox(),
        folder: "INBOX".to_owned(),
        uidvalidity: 4_000_000_000,
        uid,
    }
}

pub(crate) fn file(path: &str) -> SightingPlace {
    SightingPlace::File {
        mailbox: mailbox(),
        path: path.to_owned(),
    }
}

/// A sighting of a mail whose original is kept already.
pub(crate) async fn mail(store: &Store, place: SightingPlace, identity: &str) -> NewSighting {
    let bytes = format!("Subject: {identity}\r\n\r\n{place:?}");
    NewSighting {
        place,
        door: Door::Mail,
        original: store.put_original(bytes.as_bytes()).await.unwrap(),
        bytes: bytes.len() as u64,
        identity: identity.to_owned(),
        message_id: Some(format!("{identity}@huaxia.example")),
        sender: Some("zhang@huaxia.example".to_owned()),
        subject: "华夏天文学会报送材料".to_owned(),
        received: Some(ReceivedAt {
            at: at(0),
            by: ReceivedBy::ReceivedHeader,
        }),
        internal_date: Some(at(1)),
        listed_size: None,
        seen_at: at(2),
    }
}

/// Archives a mail of its own and gives its number.
pub(crate) async fn arrive(store: &Store, uid: u32) -> ArrivalId {
    let sighting = mail(store, imap(uid), &format!("mail-{uid}")).await;
    let archived = store.archive(sighting).await.unwrap();
    assert_eq!(archived.news, News::NewArrival);
    archived.arrival
}

pub(crate) fn society(number: &str, name: &str) -> Society {
    Society {
        code: code(number),
        name: name.to_owned(),
        category: "理科".to_owned(),
        aliases: vec!["天文会".to_owned()],
        former_names: Vec::new(),
        addresses: vec!["zhang@huaxia.example".to_owned()],
        contacts: vec!["张三".to_owned()],
        phones: vec!["010-0000".to_owned()],
        further: vec![("备注".to_owned(), "𠮷野家对面".to_owned())],
    }
}
