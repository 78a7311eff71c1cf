//! Whose a letter is and how far it is trusted, which notice it answers when there are several, and which letters are
//! no returns.

mod support;

use domain::arrival::Arrival;
use domain::finding::FindingCode;
use domain::ids::{MailboxName, NoticeId, SocietyCode};
use domain::letter::{Answered, Asked};
use domain::notice::Notice;
use domain::ruling::{Decision, Ruling};
use intake::claim::{Claim, Evidence, Intent, Placed, Trust, claim};
use intake::reading::{Reading, read_mail};
use intake::reception::Reception;
use support::{arrival, at, directory, notice};

const OFFICE_OF_A01: &str = "office@a-01.example";
const OFFICE_OF_A03: &str = "office@a-03.example";
const STRANGER: &str = "u1@mail.example";
const ESSAY: &str = "姓名：张甲　职务：理事长\n感悟：\n学习报告使我深受鼓舞，我们将把成果用到最需要的地方。";

/// A letter and everything that stands around it.
struct Case {
    arrival: Arrival,
    reading: Reading,
    thread: Option<Answered>,
    notices: Vec<Notice>,
    rulings: Vec<Ruling>,
    own_addresses: Vec<&'static str>,
}

/// A letter with these header lines beside the usual ones.
fn case(from: &str, subject: &str, headers: &str, body: &str) -> Case {
    let raw = format!(
        "{headers}Received: from a by mx1.office.example; Thu, 20 Oct 2022 08:00:00 +0800\n\
         From: {from}\nSubject: {subject}\nMessage-ID: <1@a.example>\nMIME-Version: 1.0\n\
         Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{body}\n"
    );
    of_raw(&raw)
}

fn of_raw(raw: &str) -> Case {
    let reading = read_mail(raw.as_bytes());
    let mail = reading.mail.as_ref().expect("a letter");
    let mut arrival = arrival(1, 0);
    arrival.sender = mail.from.first().map(|from| from.address.clone());
    arrival.subject.clone_from(&mail.subject);
    Case {
        arrival,
        reading,
        thread: None,
        notices: vec![notice()],
        rulings: Vec::new(),
        own_addresses: Vec::new(),
    }
}

impl Case {
    fn claim(&self) -> Claim {
        let reception = Reception {
            own_addresses: self.own_addresses.iter().map(ToString::to_string).collect(),
            ..Reception::default()
        };
        claim(Evidence {
            arrival: &self.arrival,
            reading: &self.reading,
            rulings: &self.rulings,
            thread: self.thread.as_ref(),
            issued: &[],
            notices: &self.notices,
            directory: &directory(),
            reception: &reception,
        })
    }

    fn placed(&self) -> Placed {
        match self.claim() {
            Claim::Placed(placed) => *placed,
            other => panic!("not placed: {other:?}"),
        }
    }

    /// Society, when certain, and why a person must look.
    fn outcome(&self) -> (Option<String>, Vec<FindingCode>) {
        match self.claim() {
            Claim::Placed(placed) => (
                Some(placed.society.to_string()),
                placed.holds.iter().map(|finding| finding.code).collect(),
            ),
            Claim::Unplaced { findings, .. } => (None, findings.iter().map(|f| f.code).collect()),
            Claim::Ignored(finding) => (None, vec![finding.code]),
        }
    }

    fn suggestions(&self) -> Vec<String> {
        match self.claim() {
            Claim::Unplaced { suggestions, .. } => suggestions.iter().map(ToString::to_string).collect(),
            other => panic!("not held: {other:?}"),
        }
    }

    fn notice(&self) -> Option<String> {
        match self.claim() {
            Claim::Placed(placed) => Some(placed.notice.to_string()),
            Claim::Unplaced { notice, .. } => notice.map(|notice| notice.to_string()),
            Claim::Ignored(_) => None,
        }
    }

    fn answering(mut self, society: &str, notice: &str, asked: Asked) -> Self {
        self.thread = Some(Answered {
            society: SocietyCode::parse(society).expect("a code"),
            notice: NoticeId::parse(notice).expect("a notice"),
            asked,
        });
        self
    }

    fn among(mut self, notices: Vec<Notice>) -> Self {
        self.notices = notices;
        self
    }

    fn in_mailbox(mut self, name: &str) -> Self {
        self.arrival.mailboxes = vec![MailboxName::parse(name).expect("a mailbox name")];
        self
    }

    fn received(mut self, time: &str) -> Self {
        if let Some(received) = &mut self.arrival.received {
            received.at = at(time);
        }
        self
    }
}

fn certain(society: &str) -> (Option<String>, Vec<FindingCode>) {
    (Some(society.to_owned()), Vec::new())
}

fn held(code: FindingCode) -> (Option<String>, Vec<FindingCode>) {
    (None, vec![code])
}

/// A notice of its own with its own form, in the same mailboxes, from `issued` to `due`.
fn other_notice(id: &str, title: &str, form: &str, (issued, due): (&str, &str)) -> Notice {
    let mut other = notice();
    other.id = NoticeId::parse(id).expect("a notice");
    other.number = domain::notice::NoticeNumber::parse(&format!("华夏党发〔{id}〕7号"));
    other.title = title.into();
    other.issued_on = issued.parse().expect("a day");
    if let Some(template) = &mut other.form {
        template.title = form.into();
    }
    for item in &mut other.items {
        item.title = format!("{title}之{}", item.id);
        item.aliases.clear();
        item.deadline.due = domain::deadline::Due::Date(due.parse().expect("a day"));
    }
    other
}

fn survey() -> Notice {
    other_notice(
        "survey",
        "关于开展年度统计的通知",
        "学会年度统计表",
        ("2022-10-01", "2022-11-30"),
    )
}

fn form(title: &str, society: &str) -> String {
    format!(
        "{title}\n\n学会名称：{society}\n填表人：钱戊\n联系方式：010-55500001\n\n\
         一、学会理事、40岁以下青年科技工作者作为党的二十大参会代表的基本情况：\n无\n\n\
         二、学习贯彻党的二十大精神的感悟（未来设想）：\n1. 张甲，理事长\n学习报告使我深受鼓舞，我们将把成果用到最需要的地方。\n\n\
         三、建言献策：\n建议设立专项，支持青年人员长期开展观测。"
    )
}

const OWN_FORM: &str = "全国学会学习党的二十大精神情况统计表";

#[test]
fn a_reply_to_our_letter_is_of_the_society_that_was_written_to() {
    let reply = case(STRANGER, "“关键少数”感悟", "", ESSAY);
    assert_eq!(reply.outcome(), held(FindingCode::UnknownSociety));
    let reply = reply.answering("A-03", "test-41", Asked::Nothing);
    assert_eq!(reply.outcome(), certain("A-03"));
    let placed = reply.placed();
    assert_eq!(
        placed.trust,
        Trust::MayAdd,
        "whoever knows a Message-ID is not thereby registered"
    );
    assert_eq!(placed.intent, Intent::Adds, "a receipt asks for nothing");
    let mended = reply.answering("A-03", "test-41", Asked::Correction).placed();
    assert_eq!(mended.intent, Intent::Replaces);
}

#[test]
fn a_reply_that_another_society_sends_or_states_is_a_conflict() {
    let conflict = || held(FindingCode::SocietyConflict);
    let by_another = case(OFFICE_OF_A01, "感悟", "", ESSAY).answering("A-03", "test-41", Asked::Nothing);
    assert_eq!(by_another.outcome(), conflict());
    let own = case(OFFICE_OF_A03, "感悟", "", ESSAY).answering("A-03", "test-41", Asked::Nothing);
    assert_eq!(own.outcome(), certain("A-03"));
    assert_eq!(own.placed().trust, Trust::MayReplace);
    let body = form(OWN_FORM, "华夏光学学会");
    let states = case(STRANGER, "统计表", "", &body).answering("A-03", "test-41", Asked::Nothing);
    assert_eq!(states.outcome(), conflict());
    let names = case(STRANGER, "华夏光学学会“关键少数”感悟", "", ESSAY);
    assert_eq!(
        names.answering("A-03", "test-41", Asked::Nothing).outcome(),
        conflict()
    );
}

#[test]
fn what_somebody_else_sent_for_the_author_is_asked_about_unless_it_says_whose_it_is() {
    let by_another = "Sender: agent@post.example\n";
    let held_with = case(OFFICE_OF_A01, "“关键少数”感悟", by_another, ESSAY);
    assert_eq!(held_with.outcome(), held(FindingCode::SentByAnother));
    assert_eq!(held_with.suggestions(), ["A-01"]);
    let stated = case(
        OFFICE_OF_A01,
        "统计表",
        by_another,
        &form(OWN_FORM, "华夏光学学会"),
    );
    assert_eq!(stated.outcome(), certain("A-01"));
    assert_eq!(stated.placed().trust, Trust::MayAdd);
    let colleague = case(
        OFFICE_OF_A01,
        "“关键少数”感悟",
        "Sender: li@mail.a-01.example\n",
        ESSAY,
    );
    assert_eq!(colleague.placed().trust, Trust::MayReplace);
    let resent = case(
        OFFICE_OF_A01,
        "“关键少数”感悟",
        "Resent-From: agent@post.example\n",
        ESSAY,
    );
    assert_eq!(resent.outcome(), held(FindingCode::SentByAnother));
    let vouched = format!("{by_another}Authentication-Results: mx1.office.example; dmarc=pass\n");
    assert_eq!(
        case(OFFICE_OF_A01, "“关键少数”感悟", &vouched, ESSAY).outcome(),
        certain("A-01"),
        "the author's domain stands behind its sender"
    );
}

#[test]
fn a_letter_without_author_is_never_of_whom_answers_should_go_to() {
    let raw = format!(
        "Reply-To: {OFFICE_OF_A01}\nSubject: x\nContent-Type: text/plain; charset=utf-8\n\n{ESSAY}\n"
    );
    let letter = of_raw(&raw);
    assert_eq!(letter.outcome(), held(FindingCode::SentByAnother));
    assert_eq!(letter.suggestions(), ["A-01"]);
}

#[test]
fn several_authors_must_all_be_registered_to_replace() {
    let both = format!("{OFFICE_OF_A01}, {STRANGER}");
    let letter = case(&both, "“关键少数”感悟", "", ESSAY);
    assert_eq!(letter.outcome(), certain("A-01"));
    assert_eq!(letter.placed().trust, Trust::MayAdd);
}

fn forwarded(by: &str, author: &str, body: &str) -> Case {
    of_raw(&format!(
        "Received: from a by mx1.office.example; Thu, 20 Oct 2022 08:00:00 +0800\nFrom: {by}\nSubject: Fw: x\n\
         Message-ID: <1@a.example>\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n\
         --b\nContent-Type: text/plain; charset=utf-8\n\n请查收\n--b\nContent-Type: message/rfc822\n\n\
         From: {author}\nSubject: y\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n{body}\n--b--\n"
    ))
}

#[test]
fn who_wrote_what_another_one_forwards_is_a_suggestion_only() {
    let strange = forwarded(STRANGER, OFFICE_OF_A03, ESSAY);
    assert_eq!(strange.outcome(), held(FindingCode::SentByAnother));
    assert_eq!(strange.suggestions(), ["A-03"]);
    let stated = forwarded(STRANGER, OFFICE_OF_A03, &form(OWN_FORM, "华夏声学学会"));
    assert_eq!(stated.outcome(), certain("A-03"));
    let own = forwarded(OFFICE_OF_A01, "member@mail.example", ESSAY);
    assert_eq!(own.outcome(), certain("A-01"));
    let of_another = forwarded(OFFICE_OF_A01, OFFICE_OF_A03, ESSAY);
    assert_eq!(of_another.outcome(), held(FindingCode::SocietyConflict));
}

#[test]
fn our_own_letters_are_known_by_the_sender_of_the_configuration_and_never_lost_with_a_file() {
    let automatic = "Auto-Submitted: auto-replied\n";
    let mut own = case("noreply@post.example", "回执", automatic, "已登记");
    assert_eq!(own.outcome(), held(FindingCode::AutomaticReply));
    own.own_addresses = vec!["noreply@post.example"];
    assert_eq!(own.outcome(), held(FindingCode::OwnLetter));
    let marked = case(STRANGER, "回执", "X-Zhengji: receipt\n", "已登记");
    assert_eq!(marked.outcome(), held(FindingCode::OwnLetter));
    let with_file = of_raw(&format!(
        "X-Zhengji: receipt\nFrom: {OFFICE_OF_A01}\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n\
         --b\nContent-Type: text/plain\n\nx\n--b\nContent-Type: application/octet-stream; name=1.txt\n\
         Content-Disposition: attachment; filename=1.txt\n\n{ESSAY}\n--b--\n"
    ));
    assert_eq!(
        with_file.outcome().1,
        [FindingCode::MachineWithDocument, FindingCode::OwnLetter]
    );
}

#[test]
fn the_form_goes_before_the_subject_and_the_subject_before_the_mailbox() {
    let both = || vec![notice(), survey()];
    let cases = [
        ("统计表", form(OWN_FORM, "华夏光学学会"), "test-41"),
        ("统计表", form("学会年度统计表", "华夏光学学会"), "survey"),
        ("华夏党发〔survey〕7号材料", ESSAY.to_owned(), "survey"),
        ("关于征集学习情况的通知 材料", ESSAY.to_owned(), "test-41"),
        ("“关键少数”感悟", ESSAY.to_owned(), "test-41"),
    ];
    for (subject, body, expected) in cases {
        let letter = case(OFFICE_OF_A01, subject, "", &body).among(both());
        assert_eq!(letter.notice().as_deref(), Some(expected), "{subject}");
    }
    let bare = case(OFFICE_OF_A01, "材料", "", ESSAY).among(both());
    assert_eq!(bare.outcome(), held(FindingCode::AmbiguousNotice));
    assert_eq!(bare.suggestions(), ["A-01"]);
}

#[test]
fn signs_that_contradict_each_other_are_asked_about() {
    let both = || vec![notice(), survey()];
    let ambiguous = || held(FindingCode::AmbiguousNotice);
    let body = form(OWN_FORM, "华夏光学学会");
    let crossed = case(OFFICE_OF_A01, "关于开展年度统计的通知", "", &body).among(both());
    assert_eq!(crossed.outcome(), ambiguous());
    let answers = |subject: &str, body: &str| {
        let reply = case(OFFICE_OF_A01, subject, "", body).among(both());
        reply.answering("A-01", "survey", Asked::Nothing)
    };
    assert_eq!(answers("回复: 回执", &body).outcome(), ambiguous());
    assert_eq!(answers("回复: 回执", ESSAY).notice().as_deref(), Some("survey"));
    let ruled = Case {
        rulings: vec![Ruling {
            arrival: crossed.arrival.id,
            decision: Decision::AssignNotice(notice().id),
            clerk: "clerk".into(),
            decided_at: at("2022-10-21T08:00:00+08:00"),
        }],
        ..crossed
    };
    assert_eq!(ruled.notice().as_deref(), Some("test-41"));
}

#[test]
fn of_three_notices_in_a_mailbox_the_only_open_one_is_meant() {
    let closed = other_notice(
        "old",
        "关于往年总结的通知",
        "往年总结表",
        ("2022-01-01", "2022-03-31"),
    );
    let three = || vec![closed.clone(), notice(), survey()];
    let bare = |notices: Vec<Notice>| case(OFFICE_OF_A01, "材料", "", ESSAY).among(notices);
    assert_eq!(
        bare(vec![closed.clone(), notice()]).notice().as_deref(),
        Some("test-41")
    );
    assert_eq!(bare(three()).notice(), None, "two are open");
    let late = bare(three()).received("2022-11-10T08:00:00+08:00");
    assert_eq!(late.notice().as_deref(), Some("survey"));
    let after_all = bare(three()).received("2022-12-10T08:00:00+08:00");
    assert_eq!(after_all.notice(), None, "all are closed");
    let late_form = case(OFFICE_OF_A01, "x", "", &form("往年总结表", "华夏光学学会")).among(three());
    assert_eq!(
        late_form.notice().as_deref(),
        Some("old"),
        "a closed notice can be answered late"
    );
}

#[test]
fn a_form_goes_before_the_mailbox_that_serves_another_notice() {
    let mut elsewhere = survey();
    for route in &mut elsewhere.mailboxes {
        route.name = MailboxName::parse("survey").expect("a mailbox name");
    }
    let notices = || vec![notice(), elsewhere.clone()];
    let only = case(OFFICE_OF_A01, "材料", "", ESSAY).among(notices());
    assert_eq!(only.notice().as_deref(), Some("test-41"));
    let body = form("学会年度统计表", "华夏光学学会");
    let stray = case(OFFICE_OF_A01, "材料", "", &body).among(notices());
    assert_eq!(stray.notice().as_deref(), Some("survey"));
    let nowhere = case(OFFICE_OF_A01, "材料", "", ESSAY)
        .among(notices())
        .in_mailbox("else");
    assert_eq!(nowhere.outcome(), held(FindingCode::AmbiguousNotice));
}

#[test]
fn a_letter_that_brings_no_return_says_which_kind_it_is() {
    let cases = [
        (
            "请教",
            "请问学会分支机构需要单独报送吗？",
            FindingCode::QuestionOnly,
        ),
        (
            "回复：关于征集学习情况的通知",
            "收到，谢谢！",
            FindingCode::Unrelated,
        ),
        ("新年好", "老师好，祝您新年快乐。", FindingCode::Unrelated),
    ];
    for (subject, body, code) in cases {
        let letter = case(OFFICE_OF_A01, subject, "", body);
        assert_eq!(letter.outcome().1, [code], "{subject}");
    }
    let advertisement = "尊敬的客户：我公司承接会议会展业务，价格优惠，详情请访问 http://hot.example/x";
    assert_eq!(
        case(STRANGER, "会务服务", "", advertisement).outcome().1,
        [FindingCode::UnknownSociety, FindingCode::Advertisement]
    );
    let unclear = case(STRANGER, "会务服务", "", advertisement).among(vec![notice(), survey()]);
    assert_eq!(
        unclear.outcome().1,
        [FindingCode::AmbiguousNotice, FindingCode::Advertisement]
    );
}

#[test]
fn who_asks_or_requests_something_says_no_mere_thanks() {
    use FindingCode::{NoContent, QuestionOnly, Unrelated};
    for (subject, body, code) in [
        ("咨询", "您好，请问截止时间可以延长吗？", QuestionOnly),
        ("请教", "请问附件表格能否重发一份？谢谢！", QuestionOnly),
        (
            "申请",
            "我单位申请延期至本月底报送，恳请批准。谢谢！",
            QuestionOnly,
        ),
        ("申请", "我单位申请延期至本月底报送，恳请批准。", QuestionOnly),
        ("回复：延期通知", "收到延期通知，谢谢！", Unrelated),
        ("统计表", "统计表见附件，请问格式是否合格？", NoContent),
        ("材料", "申请材料另行寄送，恳请查收。", NoContent),
    ] {
        assert_eq!(
            case(OFFICE_OF_A01, subject, "", body).outcome().1,
            [code],
            "{body}"
        );
    }
}

#[test]
fn whatever_may_be_a_return_is_no_mere_letter() {
    let cases = [
        ("统计表", "收到，见附件。"),
        ("零报告", "我会无此项。"),
        (
            "材料",
            "请问这样可以吗？文件在 https://pan.elsewhere.example/s/1abc",
        ),
        (
            "Fw: 感悟",
            "请问可以吗？\n---- 转发的邮件 ----\n发件人：张甲\n正文",
        ),
        ("x", ""),
        ("x", "感悟另发。"),
    ];
    for (subject, body) in cases {
        let letter = case(OFFICE_OF_A01, subject, "", body);
        assert_eq!(letter.outcome().1, [FindingCode::NoContent], "{subject}");
    }
    let customer = case(OFFICE_OF_A01, "x", "", "我公司承接会议业务，价格优惠，材料另发。");
    assert_eq!(
        customer.outcome().1,
        [FindingCode::NoContent],
        "whoever is registered advertises nothing"
    );
    let file = of_raw(&format!(
        "From: {OFFICE_OF_A01}\nSubject: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n\
         --b\nContent-Type: text/plain; charset=utf-8\n\n请问能打开吗？\n--b\n\
         Content-Type: application/octet-stream; name=1.dat\n\
         Content-Disposition: attachment; filename=1.dat\n\nabc\n--b--\n"
    ));
    assert!(!file.outcome().1.contains(&FindingCode::QuestionOnly));
    let cut_off = of_raw(&format!(
        "From: {OFFICE_OF_A01}\nSubject: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n\
         --b\nContent-Type: text/plain; charset=utf-8\n\n请问能打开吗？\n"
    ));
    assert_eq!(
        cut_off.outcome().1,
        [FindingCode::IncompleteMessage],
        "its end is missing"
    );
}
