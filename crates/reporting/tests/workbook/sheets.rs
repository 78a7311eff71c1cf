//! The sheets that list what the ledger says about persons, files, letters and lateness.

use std::collections::BTreeMap;

use domain::deadline::Timeliness;
use domain::finding::{Finding, FindingCode};
use domain::ids::{ArrivalId, NoticeId, SocietyCode};
use domain::ledger::Ledger;
use domain::letter::{
    Enclosed, Letter, LetterEvent, LetterKey, LetterKind, LetterRecord, LetterState, Meanwhile, Mended,
};
use domain::return_form::Delegates;
use domain::selection::Selection;
use domain::submission::{Attachment, AttachmentKind, SubmissionStatus};
use reporting::{Links, Snapshot};

use crate::opened::Opened;
use crate::sample::{at, person};
use crate::{LATE, ON_TIME, five, open, row};

fn opened(ledger: Ledger, selection: Selection, links: &Links) -> Opened {
    Opened::new(&reporting::workbook(&Snapshot::new(ledger, selection), links).unwrap())
}

#[test]
fn persons_are_counted_once_and_their_mentions_each_time() {
    let mut sample = five();
    for (text, name) in [("甲", "张大同"), ("乙", "张 大同"), ("丙", "李四")] {
        sample.piece(1, "A-01", "advice", text).person = Some(person(name));
    }
    let mut other = person("李四");
    other.affiliation = Some("华夏农学院".to_owned());
    other.positions = vec!["秘书长".to_owned()];
    sample.piece(1, "A-01", "youth", "丁").person = Some(other);
    sample.piece(2, "B-01", "advice", "戊").person = Some(person("李四"));
    // Nobody is counted for what was sent back or taken away.
    for (name, status) in [
        ("孙退回", SubmissionStatus::SentBack),
        ("周撤回", SubmissionStatus::Withdrawn),
    ] {
        let piece = sample.piece(1, "A-01", "advice", name);
        piece.person = Some(person(name));
        piece.status = status;
    }
    let rows = open(sample).rows("人员名单");
    let of = |code: &str, name: &str| -> Vec<&Vec<String>> {
        let is = |row: &&Vec<String>| {
            row.get(1).is_some_and(|cell| cell == code) && row.get(4).is_some_and(|cell| cell == name)
        };
        rows.iter().filter(is).collect()
    };
    let twice = of("A-01", "张大同");
    assert_eq!(twice.len(), 1);
    assert_eq!(twice[0][8..11], ["3", "1", "2"], "人次, 代表名单, 建言献策");
    assert!(of("A-01", "孙退回").is_empty() && of("A-01", "周撤回").is_empty());
    let contradicting = of("A-01", "李四");
    assert_eq!(contradicting.len(), 2);
    for row in contradicting {
        assert_eq!(
            row.last().unwrap(),
            "本学会有同名人员，单位或职务不一致。\n其他学会有同名人员。"
        );
    }
    assert_eq!(of("B-01", "李四")[0].last().unwrap(), "其他学会有同名人员。");
    assert!(rows[2][0].starts_with("说明：共"), "{:?}", rows[2]);
}

#[test]
fn late_pieces_say_by_how_much_and_whom_to_call() {
    let rows = open(five()).rows("迟报名单");
    let late = row(&rows, "华夏桥梁学会");
    assert_eq!(late[4], "“关键少数”学习感悟");
    assert!(late.contains(&"8小时2分钟".to_owned()), "{late:?}");
    assert_eq!(late.last().unwrap(), "010-00000001\n13900000000");
    assert_eq!(rows.iter().filter(|row| row[0].parse::<u32>().is_ok()).count(), 1);
}

#[test]
fn nil_reports_are_listed_with_what_they_are_for() {
    let rows = open(five()).rows("零报告");
    let contents: Vec<&str> = rows
        .iter()
        .filter(|row| row.get(1).is_some_and(|code| code == "B-02"))
        .map(|row| row[4].as_str())
        .collect();
    assert_eq!(contents, ["代表名单", "“关键少数”学习感悟"]);
}

#[test]
fn files_lead_to_their_place_in_the_archive() {
    let mut sample = five();
    let file = |name: &str, digit: &str| Attachment {
        name: name.to_owned(),
        sha256: digit.repeat(64),
        bytes: 10,
        kind: AttachmentKind::Photo,
    };
    sample.piece(1, "A-01", "advice", "图文。").attachments = vec![file("a.jpg", "a"), file("b.jpg", "b")];
    let links = Links {
        originals: BTreeMap::from([(ArrivalId::new(1), "原件/00001.eml".to_owned())]),
        attachments: BTreeMap::from([(
            (ArrivalId::new(1), "a".repeat(64)),
            "附件/A-01 物理#1 100%.jpg".to_owned(),
        )]),
    };
    let opened = opened(sample.ledger(), Selection::default(), &links);
    let number = opened.tabs().iter().position(|tab| tab == "附件目录").unwrap() + 1;
    let relations = &opened.parts[&format!("xl/worksheets/_rels/sheet{number}.xml.rels")];
    let paths: Vec<&str> = relations
        .split("Target=\"")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap())
        .collect();
    assert!(paths.contains(&"附件/A-01%20物理%231%20100%25.jpg"), "{paths:?}");
    assert!(paths.contains(&"原件/00001.eml"), "{paths:?}");
    assert!(!relations.contains("file:"), "{relations}");
    let cells = opened.cells("附件目录");
    let named = cells.iter().find(|(_, cell)| cell.value == "a.jpg").unwrap().0;
    assert!(
        opened
            .xml("附件目录")
            .contains(&format!("<hyperlink ref=\"{named}\""))
    );
    let unknown = cells.iter().find(|(_, cell)| cell.value == "b.jpg").unwrap().0;
    assert!(
        !opened
            .xml("附件目录")
            .contains(&format!("<hyperlink ref=\"{unknown}\""))
    );
    assert!(opened.xml("来件登记").contains("<hyperlink ref=\"A5\""));
}

#[test]
fn a_file_follows_the_state_of_its_piece() {
    let mut sample = five();
    for (name, status) in [
        ("甲.jpg", SubmissionStatus::Accepted),
        ("乙.jpg", SubmissionStatus::SentBack),
        ("丙.jpg", SubmissionStatus::Withdrawn),
    ] {
        let piece = sample.piece(1, "A-01", "advice", name);
        piece.status = status;
        piece.attachments = vec![Attachment {
            name: name.to_owned(),
            sha256: "a".repeat(64),
            bytes: 10,
            kind: AttachmentKind::Photo,
        }];
    }
    let rows = open(sample).rows("附件目录");
    let version = |name: &str| {
        let row = rows
            .iter()
            .find(|row| row.iter().any(|cell| cell == name))
            .unwrap();
        row[11].clone()
    };
    let versions = ["甲.jpg", "乙.jpg", "丙.jpg"].map(version);
    assert_eq!(versions, ["现行", "已退回", "已撤回"]);
}

#[test]
fn letters_say_what_they_asked_for_and_what_became_of_them() {
    let mut ledger = five().ledger();
    let key = LetterKey::about(
        ArrivalId::new(3),
        LetterEvent::FirstVerdict,
        LetterKind::CorrectionRequest,
    );
    let missing = Finding::new(FindingCode::MissingMedia);
    let sentence = missing.sentence();
    ledger.letters = vec![LetterRecord {
        letter: Letter {
            key,
            notice: NoticeId::parse("huaxia-2022-41").unwrap(),
            society: SocietyCode::parse("A-02").unwrap(),
            recipient: "a-02@huaxia.example".to_owned(),
            in_reply_to: None,
            sent_by: None,
            reply_to: None,
            received_at: Some(at(ON_TIME)),
            original: "3".repeat(64),
            lines: Vec::new(),
            corrections: vec![missing],
            missing: Vec::new(),
            nil_items: Vec::new(),
            enclosed: Enclosed::default(),
        },
        state: LetterState::Failed,
        message_id: "letter-3@office.example".to_owned(),
        attempts: 4,
        refused: 4,
        created_at: at(ON_TIME),
        due_at: at(ON_TIME),
        sent_at: None,
        sent_original: None,
        subject: None,
        redirected_to: None,
        sent_with: None,
        returned: 0,
        last_error: Some("550 no such user".to_owned()),
        worded_at: None,
    }];
    let opened = opened(ledger, Selection::default(), &Links::default());
    let rows = opened.rows("通知邮件");
    assert_eq!(
        rows[2],
        [
            "说明：共1件，其中已发送0件、待发送0件、待审核0件、发送失败1件、已取消0件；打印范围至“最近失败原因”列，其后各列供电子查阅。"
        ]
    );
    let listed = row(&rows, "华夏化学学会");
    for wanted in [
        "退回补充",
        "a-02@huaxia.example",
        sentence.as_str(),
        "发送失败",
        "550 no such user",
    ] {
        assert!(listed.contains(&wanted.to_owned()), "{wanted}: {listed:?}");
    }
}

/// A receipt that says nothing, to the society of this number.
fn receipt(number: i64) -> Letter {
    Letter {
        key: LetterKey::about(
            ArrivalId::new(number),
            LetterEvent::FirstVerdict,
            LetterKind::Receipt,
        ),
        notice: NoticeId::parse("huaxia-2022-41").unwrap(),
        society: SocietyCode::parse(&format!("A-0{number}")).unwrap(),
        recipient: "a@huaxia.example".to_owned(),
        in_reply_to: None,
        sent_by: None,
        reply_to: None,
        received_at: Some(at(ON_TIME)),
        original: "3".repeat(64),
        lines: Vec::new(),
        corrections: Vec::new(),
        missing: Vec::new(),
        nil_items: Vec::new(),
        enclosed: Enclosed::default(),
    }
}

#[test]
fn a_letter_of_a_trial_or_in_doubt_is_not_called_sent() {
    let mut ledger = five().ledger();
    let letter = |number, state, redirected: Option<&str>| LetterRecord {
        letter: receipt(number),
        state,
        message_id: format!("letter-{number}@office.example"),
        attempts: 1,
        refused: 0,
        created_at: at(ON_TIME),
        due_at: at(ON_TIME),
        sent_at: None,
        sent_original: None,
        subject: Some("【回执】学习感悟".to_owned()),
        redirected_to: redirected.map(str::to_owned),
        sent_with: None,
        returned: 0,
        last_error: None,
        worded_at: None,
    };
    ledger.letters = vec![
        letter(1, LetterState::Sent, Some("clerk@office.example")),
        letter(4, LetterState::Sent, None),
        LetterRecord {
            sent_with: Some("letter-4@office.example".to_owned()),
            ..letter(5, LetterState::Sent, None)
        },
        letter(2, LetterState::Queued, None),
        letter(3, LetterState::InDoubt, None),
    ];
    let opened = opened(ledger, Selection::default(), &Links::default());
    let rows = opened.rows("通知邮件");
    assert_eq!(
        rows[2],
        [
            "说明：共5件，其中已发送3件（同一地址的回执合并，实际发出2封）、待发送1件、待审核0件、发送失败0件、\
             已取消0件、可能已发出1件；已发送的邮件中，试运行（未发给学会）1件；打印范围至“最近失败原因”列，其后各列供电子查阅。"
        ]
    );
    let text = format!("{rows:?}");
    for wanted in [
        "a@huaxia.example（试运行，实际发至clerk@office.example）",
        "已发送（试运行）",
        "待发送（可能已发出）",
        "\"可能已发出\"",
        "【回执】学习感悟",
    ] {
        assert!(text.contains(wanted), "{wanted}: {text}");
    }
}

/// A receipt that left.
fn sent(number: i64, corrections: Vec<Finding>, sent_with: Option<&str>) -> LetterRecord {
    LetterRecord {
        letter: Letter {
            corrections,
            ..receipt(number)
        },
        state: LetterState::Sent,
        message_id: format!("letter-{number}@office.example"),
        attempts: 1,
        refused: 0,
        created_at: at(ON_TIME),
        due_at: at(ON_TIME),
        sent_at: Some(at(ON_TIME)),
        sent_original: None,
        subject: Some(format!("【回执】第{number}封")),
        redirected_to: None,
        sent_with: sent_with.map(str::to_owned),
        returned: 0,
        last_error: None,
        worded_at: None,
    }
}

/// 来件1 asked for a photo that 来件2 brought; the receipts for 来件4 and 来件5 left as one.
#[test]
fn letters_say_what_they_asked_for_when_they_left_and_with_which_they_left() {
    let mut ledger = five().ledger();
    let lacks = |name: &str| Finding::at(FindingCode::MissingMedia, name);
    let internal = Finding::new(FindingCode::SocietyConflict);
    ledger.letters = vec![
        sent(1, vec![lacks("李文静"), lacks("赵敏"), internal], None),
        sent(4, Vec::new(), None),
        sent(5, Vec::new(), Some("letter-4@office.example")),
    ];
    let mended = Mended {
        arrival: ArrivalId::new(1),
        finding: lacks("李文静"),
    };
    let meanwhile = Meanwhile {
        mended: vec![mended],
        ..Meanwhile::default()
    };
    ledger
        .worded
        .insert("letter-1@office.example".to_owned(), meanwhile);
    let opened = opened(ledger, Selection::default(), &Links::default());
    let rows = opened.rows("通知邮件");
    let of = |subject: &str| rows.iter().find(|row| row.contains(&subject.to_owned())).unwrap();
    let asked = format!(
        "{}（发出前已补齐，未再要求）\n{}",
        lacks("李文静").sentence(),
        lacks("赵敏").sentence()
    );
    let first = of("【回执】第1封");
    assert!(
        first.contains(&asked),
        "and nothing that only the office should know: {first:?}"
    );
    let heads = format!("{rows:?}");
    assert!(heads.contains("与来件\\n合并发出"), "{heads}");
    let (own, within) = ("5".to_owned(), "4".to_owned());
    let gathered = of("【回执】第5封");
    assert!(
        gathered.contains(&own) && gathered.contains(&within),
        "{gathered:?}"
    );
    let lead = of("【回执】第4封");
    assert_eq!(lead.iter().filter(|cell| **cell == within).count(), 1, "{lead:?}");
}

/// What was wrong when it came is not wrong any more.
#[test]
fn the_register_names_nothing_that_has_come_since() {
    let mut sample = five();
    sample.piece(1, "A-01", "youth", "感悟。").status = SubmissionStatus::Accepted;
    let mut ledger = sample.ledger();
    let piece = ledger
        .submissions
        .iter()
        .find(|piece| piece.text == "感悟。")
        .unwrap();
    let item = ledger.notice.item(&piece.item).unwrap();
    let place = piece.place(item).to_owned();
    let lacks = |place: &str| Finding::at(FindingCode::MissingMedia, place);
    assert!(!piece.lacks_media(item), "it has its photo by now");
    let arrival = piece.id.arrival;
    let record = ledger
        .arrivals
        .iter_mut()
        .find(|record| record.arrival.id == arrival);
    record.unwrap().judgement.as_mut().unwrap().findings = vec![lacks(&place), lacks("赵敏")];
    let opened = opened(ledger, Selection::default(), &Links::default());
    let listed = format!("{:?}", opened.rows("来件登记"));
    assert!(listed.contains(&lacks("赵敏").sentence()), "{listed}");
    assert!(!listed.contains(&lacks(&place).sentence()), "{listed}");
}

#[test]
fn the_overview_counts_and_has_two_charts_of_its_own_figures() {
    let mut sample = five();
    sample.piece(1, "A-01", "advice", "采用。").timeliness = Timeliness::Undated;
    sample.form(3, "A-02", Delegates::NotAnswered);
    let mut ledger = sample.ledger();
    let advice = ledger
        .submissions
        .iter()
        .find(|piece| piece.text == "采用。")
        .unwrap()
        .id;
    ledger.chosen.insert(advice);
    let opened = opened(ledger, Selection::default(), &Links::default());
    let rows = opened.rows("概览");
    let below = |title: &str| {
        let (line, place) = rows
            .iter()
            .enumerate()
            .find_map(|(line, row)| Some((line, row.iter().position(|cell| cell == title)?)))
            .unwrap();
        rows[line + 1][place].clone()
    };
    let figures = [
        "名录学会",
        "来件",
        "现行材料",
        "合格材料",
        "迟报材料",
        "采用材料",
        "零报告",
        "代表人次",
    ];
    assert_eq!(figures.map(below), ["5", "4", "4", "3", "1", "1", "1", "2"]);
    let remark = "零报告按征集项计；另有1个学会的代表名单填“无”，代表名单不是征集项，不计入，见“零报告”表。";
    assert!(rows.iter().any(|row| row[0] == remark), "{rows:?}");
    let category = |name: &str| row(&rows, name)[1..].to_vec();
    assert_eq!(
        category("理科"),
        [
            "9",
            "1",
            "1",
            "0",
            "1",
            "7",
            "0.1111111111111111",
            "0.1111111111111111",
            "3"
        ]
    );
    assert_eq!(category("合计")[..2], ["13", "3"]);
    let days: Vec<&Vec<String>> = rows.iter().filter(|row| row[0].starts_with("2022-10-")).collect();
    assert_eq!(days.len(), 6, "days without arrivals too");
    assert_eq!(days[5][..3], ["2022-10-25", "1", "4"]);
    for (chart, values) in [("1", "概览!$J$"), ("2", "概览!$D$")] {
        let xml = &opened.parts[&format!("xl/charts/chart{chart}.xml")];
        assert!(xml.contains(values) && xml.contains("<c:numCache>"), "{xml}");
    }
}

#[test]
fn a_selection_is_said_on_every_sheet() {
    let selection = Selection {
        categories: ["理科".to_owned()].into(),
        chosen_only: true,
        until: Some(at(LATE)),
        ..Selection::default()
    };
    let opened = opened(five().ledger(), selection, &Links::default());
    let scope = "统计范围：学会类别为理科；仅含采用的材料；收到时间早于2022-10-25 08:01。各学会报送状态仍按全部材料认定。";
    for tab in opened.tabs() {
        assert!(opened.rows(&tab).iter().any(|row| row[0] == scope), "{tab}");
    }
}
