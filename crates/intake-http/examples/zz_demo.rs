//! scratch
#![allow(
    clippy::all,
    clippy::pedantic,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    clippy::print_stdout
)]
use chrono::Utc;
use domain::ids::*;
use futures_util::FutureExt;
use intake::process::*;
use intake::reader::*;
use intake_http::*;
use std::sync::Arc;
use store::*;
#[tokio::main]
async fn main() {
    let args: Vec<String> = std::env::args().collect();
    if args.get(1).map(String::as_str) == Some("reader") {
        intake::reader::serve(std::io::stdin(), std::io::stdout(), 2 << 30, 60).unwrap();
        return;
    }
    let data = std::path::PathBuf::from("/tmp/demo/data");
    let fresh = !data.exists();
    let store = Store::open("sqlite:/tmp/demo/data/zj.db", "file:/tmp/demo/data/originals")
        .await
        .unwrap();
    store.migrate().await.unwrap();
    let now = Utc::now();
    let judge = Judge::new(
        store.clone(),
        Arc::new(ReaderPool::new(ReaderSettings {
            program: std::env::current_exe().unwrap(),
            arguments: vec!["reader".into()],
            processes: 2,
            time: std::time::Duration::from_secs(30),
            originals_per_child: 100,
        })),
        JudgeSettings {
            letter_mode: LetterMode::Approve,
            letter_domain: "zj.example".into(),
            workers: 1,
            max_attempts: 3,
            lease: chrono::Duration::minutes(5),
        },
    );
    let clock: intake::process::Clock = Arc::new(Utc::now);
    if fresh {
        let toml = std::fs::read_to_string("/work/main/config/notices/cast-2022-41.toml").unwrap();
        store.import_notice(&toml, now).await.unwrap();
        let many = |t: &str| {
            t.split('；')
                .filter(|s| !s.is_empty())
                .map(str::to_owned)
                .collect::<Vec<_>>()
        };
        let soc: Vec<_> = std::fs::read_to_string("/tmp/demo/roster.tsv")
            .unwrap()
            .lines()
            .map(|l| {
                let c: Vec<&str> = l.split('\t').collect();
                domain::society::Society {
                    code: SocietyCode::parse(c[0]).unwrap(),
                    name: c[1].into(),
                    category: c[2].into(),
                    aliases: many(c[3]),
                    former_names: many(c[4]),
                    addresses: many(c[5]),
                    contacts: many(c[6]),
                    phones: many(c[7]),
                    further: vec![],
                }
            })
            .collect();
        store.import_roster(&soc, now).await.unwrap();
        let hash = hash_password("demo").unwrap();
        store.put_staff("demo", Role::Clerk, &hash, now).await.unwrap();
        for mb in ["dwxcb", "dwzzb", "kjstdw"] {
            let mut files: Vec<_> = walk(std::path::Path::new("/work/main/config/samples/mail").join(mb));
            files.sort();
            for f in files {
                let raw = std::fs::read(&f).unwrap();
                intake::archive::mail(
                    &store,
                    intake::archive::SightedMail {
                        place: SightingPlace::File {
                            mailbox: MailboxName::parse(mb).unwrap(),
                            path: f.display().to_string(),
                        },
                        raw: &raw,
                        internal_date: None,
                        received_host: None,
                        seen_at: now,
                    },
                )
                .await
                .unwrap();
            }
        }
        println!("judged {:?}", judge.process_pending(&clock).await);
        let n = NoticeId::parse("cast-2022-41").unwrap();
        store
            .put_link(
                &token_hash("demo-token-demo-token-demo-token-0123"),
                &n,
                &soc[0].code,
                now,
            )
            .await
            .unwrap();
    }
    let j = judge.clone();
    let mut settings = HttpSettings::new(
        "127.0.0.1:8099".parse().unwrap(),
        "http://127.0.0.1:8099",
        "/tmp/demo/data/up",
    );
    settings.max_files = 50;
    let state = SiteState {
        store,
        settings,
        process: Arc::new(move || {
            let (j, c) = (j.clone(), clock.clone());
            async move {
                println!("{:?}", j.process_pending(&c).await);
            }
            .boxed()
        }),
        now: Arc::new(Utc::now),
        mailbox_lines: Arc::new(|| vec!["kjstdw：无法登录邮箱服务器，已停止采集 2 小时".into()]),
    };
    intake_http::serve(state).await.unwrap();
}
fn walk(p: std::path::PathBuf) -> Vec<std::path::PathBuf> {
    let mut v = vec![];
    for e in std::fs::read_dir(p).unwrap().flatten() {
        if e.path().is_dir() {
            v.extend(walk(e.path()))
        } else {
            v.push(e.path())
        }
    }
    v
}
