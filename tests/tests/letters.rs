//! Letters that the office writes by itself, in its own words: invitations, extensions, templates of a notice.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::fs;
use std::path::{Path, PathBuf};

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Asia::Shanghai;
use tests::build::form::Style;
use tests::build::persona::Persona;
use tests::office::{MAILBOXES, NOTICE, Office, On};
use tests::samples::letter::{at, delivered, form, form_file, letter};
use tests::samples::societies::society;
use tests::zhengji::repository;

const OF_OPTICS: &str = "office@optics.example";
const SOCIETY: &str = "A-06";

/// An office whose letters leave by themselves into a folder, with a site that others can reach.
fn office() -> Office {
    let settings = [
        ("ZHENGJI__SMTP__FROM", "征集系统 <noreply@post.example>"),
        ("ZHENGJI__LETTERS__MODE", "auto"),
        ("ZHENGJI__HTTP__PUBLIC_URL", "https://zhengji.huaxia.example/"),
    ];
    Office::open(On::Sqlite, &settings).unwrap().unwrap()
}

#[expect(clippy::disallowed_methods, reason = "the program under test reads the clock")]
fn now() -> DateTime<Utc> {
    Utc::now()
}

fn today(later: i64) -> NaiveDate {
    now().with_timezone(&Shanghai).date_naive() + chrono::Duration::days(later)
}

/// The notice of the samples with another deadline and further lines.
fn import(office: &Office, due: NaiveDate, further: &str) -> tests::zhengji::Ended {
    let text = fs::read_to_string(repository().join("config/notices/cast-2022-41.toml")).unwrap();
    let text = text
        .replace("date = 2022-10-24", &format!("date = {due}"))
        .replace("截止时间：2022年10月24日", "截止时间：见通知");
    let path = office.zhengji.data().join("notice.toml");
    fs::write(&path, format!("{text}\n{further}")).unwrap();
    office
        .zhengji
        .run(&["notice", "import", path.to_str().unwrap()])
        .unwrap()
}

fn listed(office: &Office, kind: &str) -> Vec<String> {
    let told = office.zhengji.ok(&["letters", "list"]).unwrap();
    let lines = told.lines().filter(|line| {
        let key = line.split('\t').next().unwrap_or_default();
        key.ends_with(kind)
    });
    lines.map(str::to_owned).collect()
}

fn essay(office: &Office) {
    let letter = format!(
        "Received: from a.example by mx1.office.example; {}\nFrom: {OF_OPTICS}\nTo: kjstdw@office.example\n\
         Subject: 关键少数学习感悟\nMessage-ID: <answer@a.example>\nMIME-Version: 1.0\n\
         Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n\
         姓名：张甲　职务：理事长\n感悟：\n我们将把成果用到最需要的地方，让更多的人了解科学。\n",
        now().to_rfc2822()
    );
    let path = office.zhengji.data().join("answer.eml");
    fs::write(&path, letter).unwrap();
    office.ingest("kjstdw", &path).unwrap();
}

fn timeliness(office: &Office) -> String {
    let export = office.export().unwrap();
    let told = export.pointer("/submissions/0/timeliness");
    told.unwrap().as_str().unwrap().to_owned()
}

#[test]
fn a_nil_report_is_answered_as_one_and_its_twin_is_not() {
    let office = office();
    let text = fs::read_to_string(repository().join("config/notices/cast-2022-41.toml")).unwrap();
    let path = office.zhengji.data().join("notice.toml");
    fs::write(
        &path,
        text.replace("nil_report_allowed = false", "nil_report_allowed = true"),
    )
    .unwrap();
    office
        .zhengji
        .ok(&["notice", "import", path.to_str().unwrap()])
        .unwrap();
    let optics = society(SOCIETY);
    let mut nil = form(optics);
    nil.rows = [(); 3].map(|()| vec!["无".to_owned()]);
    let mut receipts = Vec::new();
    for (subject, minute) in [("报送统计表", 0), ("再次报送统计表", 1)] {
        let mail = letter(optics, Persona::Qq, "kjstdw", subject, at(20, 9, minute, 0));
        let mail = mail.file(form_file(optics, &nil, Style::default()));
        let path = office.zhengji.data().join("nil.eml");
        fs::write(&path, delivered("kjstdw", "nil", &mail).bytes).unwrap();
        office.ingest("kjstdw", &path).unwrap();
        let keys = listed(&office, "/receipt");
        let newest = keys.last().unwrap().split('\t').next().unwrap();
        receipts.push(office.zhengji.ok(&["letters", "show", newest]).unwrap());
        office.zhengji.ok(&["send"]).unwrap();
    }
    let [first, twin] = receipts.as_slice() else {
        panic!("two receipts")
    };
    assert!(
        first.contains("零报告已收到并登记") && first.contains("零报告：") && first.contains("建言献策"),
        "{first}"
    );
    assert!(
        twin.contains("没有需要新增登记的材料") && !twin.contains("零报告"),
        "{twin}"
    );
}

#[test]
fn who_gets_more_time_is_told_so_and_is_not_late_any_more() {
    let office = office();
    let run = |arguments: &[&str]| office.zhengji.ok(arguments).unwrap();
    import(&office, today(-2), "").success().unwrap();
    essay(&office);
    assert_eq!(timeliness(&office), "late");
    run(&["send"]);
    assert_eq!(listed(&office, "/receipt").len(), 1);
    let until = today(5).to_string();
    let done = run(&[
        "extend",
        NOTICE,
        SOCIETY,
        "--until",
        &until,
        "--reason",
        "年会筹备",
    ]);
    assert!(done.contains(&format!("已延期至 {until}")), "{done}");
    assert_eq!(timeliness(&office), "on_time");
    assert_eq!(listed(&office, "/receipt").len(), 1, "no second receipt");
    let told = listed(&office, "/extension");
    let shown = run(&["letters", "show", told[0].split('\t').next().unwrap()]);
    assert!(
        shown.contains("【延期通知】") && shown.contains("同意贵单位延期至") && !shown.contains("年会筹备"),
        "{shown}"
    );
    let decisions = run(&["extend", NOTICE]);
    assert!(
        decisions.contains("年会筹备") && decisions.contains(SOCIETY),
        "{decisions}"
    );
    run(&["extend", NOTICE, SOCIETY, "--revoke", "--reason", "有误"]);
    assert_eq!(timeliness(&office), "late");
    let sent = run(&["send"]);
    assert!(
        sent.contains("不再需要 1 封"),
        "what was taken back is not told: {sent}"
    );
}

#[test]
fn of_what_is_put_off_only_what_is_still_to_come_is_told() {
    let office = office();
    let run = |arguments: &[&str]| office.zhengji.ok(arguments).unwrap();
    import(&office, today(-2), "").success().unwrap();
    essay(&office);
    let until = today(5).to_string();
    run(&[
        "extend",
        NOTICE,
        SOCIETY,
        "--until",
        &until,
        "--reason",
        "年会筹备",
    ]);
    run(&["send"]);
    let letters = outbox(&office)
        .into_iter()
        .map(|path| mail::parse(&fs::read(path).unwrap()));
    let told = letters
        .into_iter()
        .find(|letter| letter.subject.contains("延期通知"))
        .unwrap();
    let text = told.text.unwrap().text;
    let (_, items) = text.split_once("一、延期的事项").unwrap();
    let (items, _) = items.split_once("二、报送方式").unwrap();
    assert!(!items.contains("关键少数"), "it has come: {text}");
    assert!(items.contains("青年科技工作者"), "{text}");
}

#[test]
fn what_would_change_nothing_is_refused() {
    let office = office();
    import(&office, today(2), "").success().unwrap();
    let until = today(5).to_string();
    for (arguments, part) in [
        (vec!["extend", NOTICE, SOCIETY], "--until"),
        (vec!["extend", NOTICE, SOCIETY, "--until", &until], "--reason"),
        (
            vec![
                "extend",
                NOTICE,
                SOCIETY,
                "--until",
                "2022-10-01",
                "--reason",
                "x",
                "--backdated",
            ],
            "nothing would change",
        ),
        (
            vec![
                "extend", NOTICE, SOCIETY, "--item", "x", "--revoke", "--reason", "x",
            ],
            "key-few",
        ),
    ] {
        let ended = office.zhengji.run(&arguments).unwrap();
        assert_eq!(ended.status, Some(2), "{arguments:?}");
        assert!(ended.stderr.contains(part), "{}", ended.stderr);
    }
}

#[test]
fn each_society_is_invited_once_with_its_form_and_its_link() {
    let office = office();
    let run = |arguments: &[&str]| office.zhengji.ok(arguments).unwrap();
    let preview = run(&["invite", NOTICE, SOCIETY, "--dry-run"]);
    assert!(
        preview.contains(&format!("收件人：{OF_OPTICS}")) && preview.contains("应发通知函 1 封"),
        "{preview}"
    );
    assert!(
        listed(&office, "/invitation").is_empty(),
        "a preview writes nothing"
    );
    assert!(run(&["invite", NOTICE, SOCIETY]).contains("写入通知函 1 封"));
    assert!(run(&["invite", NOTICE, SOCIETY]).contains("写入通知函 0 封，此前已写入 1 封"));
    run(&["send"]);
    let letters = outbox(&office);
    let mail = mail::parse(&fs::read(&letters[0]).unwrap());
    let text = mail.text.unwrap().text;
    assert!(text.contains("https://zhengji.huaxia.example/s/"), "{text}");
    assert_eq!(mail.files.len(), 1);
    run(&["verify"]);
}

#[test]
fn that_no_link_can_be_given_is_said() {
    let settings = [("ZHENGJI__HTTP__PUBLIC_URL", "http://127.0.0.1:8080/")];
    let office = Office::open(On::Sqlite, &settings).unwrap().unwrap();
    let preview = office
        .zhengji
        .ok(&["invite", NOTICE, SOCIETY, "--dry-run"])
        .unwrap();
    assert!(
        preview.contains("学会打不开") && preview.contains("http://127.0.0.1:8080/"),
        "{preview}"
    );
}

/// A notice that says neither where to send nor in which form, with an item that is over.
const BARE: &str = "[notice]\nid = \"bare\"\ntitle = \"关于报送学习情况的通知\"\nissuer = \"华夏科技社团党委\"\n\
    issued_on = 2022-10-17\n\n[[item]]\nid = \"report\"\ntitle = \"学习情况\"\nper = \"society\"\n\
    deadline = { date = 2022-10-24 }\n";

#[test]
fn the_office_is_told_what_a_notice_lacks_before_its_letters_leave() {
    let office = Office::open(On::Sqlite, &[("ZHENGJI__LETTERS__MODE", "auto")])
        .unwrap()
        .unwrap();
    let path = office.zhengji.data().join("bare.toml");
    fs::write(&path, BARE).unwrap();
    let run = |arguments: &[&str]| office.zhengji.run(arguments).unwrap().stdout;
    let lacks = "通知 bare 的下列事项没有收件邮箱";
    let imported = run(&["notice", "import", path.to_str().unwrap()]);
    assert!(imported.contains(lacks), "{imported}");
    let doctor = run(&["doctor"]);
    assert!(
        doctor.contains("[提示] 报送方式") && doctor.contains(lacks),
        "{doctor}"
    );
    let invited = run(&["invite", "bare", SOCIETY, "--dry-run"]);
    assert!(invited.contains(lacks), "{invited}");
    assert!(
        invited.contains("对其中 1 个学会，有事项的截止时间已过"),
        "{invited}"
    );
    assert!(
        invited.contains("请与华夏科技社团党委联系，确认报送方式。"),
        "{invited}"
    );
    let whole = run(&["invite", NOTICE, SOCIETY, "--dry-run"]);
    assert!(!whole.contains("没有收件邮箱"), "{whole}");
}

#[test]
fn who_is_given_less_time_than_before_is_told_which_word_counts() {
    let office = office();
    import(&office, today(1), "").success().unwrap();
    let run = |arguments: &[&str]| office.zhengji.ok(arguments).unwrap();
    for (later, number) in [(9, 1), (5, 2)] {
        let until = today(later).to_string();
        run(&["extend", NOTICE, SOCIETY, "--until", &until, "--reason", "换届"]);
        let key = format!("{NOTICE}/{SOCIETY}/{number}/extension");
        let shown = run(&["letters", "show", &key]);
        assert_eq!(shown.contains("以本次通知为准"), number == 2, "{shown}");
    }
}

#[test]
fn who_takes_back_days_that_are_over_is_told_to_tell_the_society() {
    let office = office();
    import(&office, today(-10), "").success().unwrap();
    let extend = |later: i64| {
        let until = today(later).to_string();
        let mut arguments = vec!["extend", NOTICE, SOCIETY, "--until", &until, "--reason", "换届"];
        arguments.extend((later < 0).then_some("--backdated"));
        office.zhengji.ok(&arguments).unwrap()
    };
    let over = extend(-5);
    assert!(
        over.contains("该日已过") && !over.contains("请直接告知学会"),
        "{over}"
    );
    extend(20);
    let cut_short = extend(-2);
    let granted = format!("此前已同意该学会延期至 {}", today(20));
    assert!(
        cut_short.contains(&granted) && cut_short.contains("请直接告知学会"),
        "{cut_short}"
    );
}

#[test]
fn what_an_extension_does_not_name_keeps_the_day_that_was_granted() {
    let office = office();
    import(&office, today(3), "").success().unwrap();
    let extend = |item: &str, later: i64, number: u32| {
        let until = today(later).to_string();
        let arguments = [
            "extend", NOTICE, SOCIETY, "--item", item, "--until", &until, "--reason", "换届",
        ];
        office.zhengji.ok(&arguments).unwrap();
        let key = format!("{NOTICE}/{SOCIETY}/{number}/extension");
        office.zhengji.ok(&["letters", "show", &key]).unwrap()
    };
    extend("plan", 20, 1);
    let second = extend("key-few", 10, 2);
    assert!(
        second.contains("上文未列的未报事项，报送时间不变。") && !second.contains("原定时间报送"),
        "{second}"
    );
}

fn outbox(office: &Office) -> Vec<PathBuf> {
    let entries = fs::read_dir(office.zhengji.data().join("outbox")).unwrap();
    entries.map(|entry| entry.unwrap().path()).collect()
}

#[test]
fn a_notice_brings_its_own_words_and_a_mistake_in_them_stops_the_import() {
    let office = office();
    let run = |arguments: &[&str]| office.zhengji.ok(arguments).unwrap();
    let folder = office.zhengji.data().join("words");
    fs::create_dir_all(&folder).unwrap();
    let file = folder.join("receipt.txt");
    let further = "[letters]\ntemplates = \"words\"\n";
    fs::write(
        &file,
        "主题：收到\n\n{{ society }}：\n% if asks\n{{ socity }}\n% endif\n",
    )
    .unwrap();
    let refused = import(&office, today(5), further);
    assert_eq!(refused.status, Some(1));
    assert!(
        refused.stdout.contains("receipt.txt 第 5 行") && refused.stdout.contains("socity"),
        "{}",
        refused.stdout
    );
    fs::write(
        &file,
        "主题：【收到】{{ society }}\n\n{{ society }}：\n\n　　来件{{ arrival.number }}已收到，谢谢。\n",
    )
    .unwrap();
    import(&office, today(5), further).success().unwrap();
    essay(&office);
    run(&["send"]);
    let letters = outbox(&office);
    let mail = mail::parse(&fs::read(&letters[0]).unwrap());
    assert!(mail.subject.starts_with("【收到】华夏"), "{}", mail.subject);
    assert!(mail.text.unwrap().text.contains("来件1已收到，谢谢。"));
    let preview = run(&["letters", "preview", "receipt", "--notice", NOTICE]);
    assert!(preview.contains("已收到，谢谢"), "{preview}");
    let standard = run(&["letters", "preview", "receipt"]);
    assert!(standard.contains("登记情况"), "{standard}");
    let source = run(&["letters", "preview", "reminder", "--source"]);
    assert!(source.contains("{{ standing }}"), "{source}");
}

/// All receipts have gone, among them one that says that mail which waited was completed.
#[test]
fn a_notice_that_is_imported_again_writes_no_letter_again() {
    let office = office();
    office.ingest_samples(MAILBOXES).unwrap();
    office.zhengji.ok(&["send"]).unwrap();
    let keys = || {
        let told = listed(&office, "");
        let keys = told.iter().filter_map(|line| line.split('\t').next());
        let mut keys: Vec<String> = keys.map(str::to_owned).collect();
        keys.sort();
        keys
    };
    let written = keys();
    let completed = written.iter().any(|key| key.ends_with("/completion/receipt"));
    assert!(completed, "{written:?}");
    let source = repository().join("config/notices/cast-2022-41.toml");
    let import = |path: &Path| {
        let import = [Path::new("notice"), Path::new("import"), path];
        let told = office.zhengji.ok(&import).unwrap();
        office.zhengji.ok(&["process"]).unwrap();
        told
    };
    let told = import(&source);
    assert!(told.contains("通知未变化") && !told.contains("已导入"), "{told}");
    assert_eq!(keys(), written);
    let path = office.zhengji.data().join("notice.toml");
    let text = fs::read_to_string(source).unwrap();
    fs::write(&path, format!("# 另存\n{text}")).unwrap();
    assert!(import(&path).contains("已导入"));
    assert_eq!(
        keys(),
        written,
        "everything is judged anew, and everybody was told"
    );
}

/// What each letter that left says, after its subject.
fn texts(office: &Office) -> Vec<String> {
    let letters = outbox(office)
        .into_iter()
        .map(|path| mail::parse(&fs::read(path).unwrap()));
    letters
        .map(|letter| format!("{}\n{}", letter.subject, letter.text.unwrap().text))
        .collect()
}

#[test]
fn receipts_for_the_samples_say_what_is_true_when_they_leave() {
    let office = office();
    office.ingest_samples(MAILBOXES).unwrap();
    office.zhengji.ok(&["send"]).unwrap();
    let texts = texts(&office);
    let to = |society: &str| {
        let text = texts
            .iter()
            .find(|text| text.contains(&format!("（{society}，共")));
        text.unwrap_or_else(|| panic!("{society}: {texts:?}"))
    };
    // A photo after its text, and one before it: nothing is missing.
    let after = to("华夏青少年科技教育协会");
    assert!(
        after.starts_with("【回执】") && after.contains("补充完整"),
        "{after}"
    );
    let before = to("华夏护理学会");
    assert!(
        before.starts_with("【回执】") && before.contains("共3件来件"),
        "{before}"
    );
    assert!(
        before.contains("合并登记\n") && !before.contains("人工核对"),
        "{before}"
    );
    let updated = to("华夏数理学会");
    assert!(
        updated.contains("已登记，内容有更新，以本次报送为准") && updated.contains("更新，以来件"),
        "{updated}"
    );
    let of_strangers = texts.iter().filter(|text| text.contains("来件邮箱："));
    for text in of_strangers.clone() {
        assert!(
            text.contains("（不是贵单位在名录中登记的邮箱）\n来件主题："),
            "{text}"
        );
    }
    assert!(of_strangers.count() > 0, "some wrote from elsewhere");
    let examples = texts.iter().filter(|text| text.contains("填写示例"));
    assert_eq!(
        examples.count(),
        0,
        "an example that was left in asks for nothing"
    );
}
