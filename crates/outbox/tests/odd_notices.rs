//! Notices that leave out what most of them have: no mailbox, no form, no fixed end, an end that has passed.
#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

mod support;

use chrono::{DateTime, NaiveDate, Utc};
use domain::deadline::{Deadline, Due, Extension, Stage};
use domain::letter::{Enclosed, EnclosedFile, Letter, LetterKind};
use domain::notice::{FormTemplate, MailboxRoute, Notice};
use outbox::{TemplateName, Templates, Transport, invitation, passed, preview, put_off, without_way};
use support::{MESSAGE_ID, at, correction_request, notice, now, reminder, render, settings, society};

/// In full, from an office without a site.
fn body(letter: &Letter, notice: &Notice, now: DateTime<Utc>) -> String {
    let mut settings = settings(Transport::Folder("outbox".into()));
    settings.public_url = None;
    render(letter, MESSAGE_ID, notice, &society(), &settings, now)
        .unwrap()
        .body
}

fn due(mut notice: Notice, due: &[Due]) -> Notice {
    for (item, due) in notice.items.iter_mut().zip(due) {
        item.deadline = Deadline {
            due: due.clone(),
            phrase: None,
        };
    }
    notice
}

fn undated() -> Notice {
    due(notice(), &[Due::Prompt, Due::Prompt, Due::Prompt])
}

fn invited(notice: &Notice, files: Vec<EnclosedFile>) -> Letter {
    let enclosed = Enclosed { link: None, files };
    invitation(notice, &society(), false, enclosed).unwrap()
}

fn granted(notice: &Notice, until: &str) -> Letter {
    let until = until.parse().unwrap();
    let items = put_off(notice, &society(), None, until, now());
    outbox::extension(notice, &society(), items).unwrap()
}

/// What stands under 报送方式, up to the next empty line.
fn way(body: &str) -> Vec<&str> {
    let lines = body.lines().skip_while(|line| *line != "二、报送方式");
    lines.skip(1).take_while(|line| !line.is_empty()).collect()
}

#[test]
fn without_any_way_to_send_a_letter_says_whom_to_ask() {
    let notice = Notice {
        mailboxes: Vec::new(),
        ..notice()
    };
    let letters = [
        invited(&notice, Vec::new()),
        granted(&notice, "2022-10-28"),
        reminder(LetterKind::Reminder),
        reminder(LetterKind::Overdue),
    ];
    for letter in letters {
        let body = body(&letter, &notice, now());
        assert_eq!(
            way(&body)[0],
            "请与华夏科技社团党委联系，确认报送方式。",
            "{body}"
        );
    }
    assert_eq!(without_way(&notice, None).len(), 3);
    assert!(without_way(&notice, Some("https://zhengji.office.example/")).is_empty());
}

#[test]
fn an_item_that_no_mailbox_serves_is_answered_by_reply() {
    let mut notice = notice();
    notice.mailboxes = vec![MailboxRoute {
        items: Vec::new(),
        ..notice.mailboxes[0].clone()
    }];
    for letter in [invited(&notice, Vec::new()), reminder(LetterKind::Reminder)] {
        let body = body(&letter, &notice, now());
        assert!(way(&body).contains(&"请直接回复本邮件，附上材料即可。"), "{body}");
    }
    assert_eq!(without_way(&notice, None).len(), 3);
}

#[test]
fn a_notice_without_a_form_names_none() {
    let mut notice = notice();
    for letter in [invited(&notice, Vec::new()), reminder(LetterKind::Reminder)] {
        let body = body(&letter, &notice, now());
        assert!(!body.contains("统计表"), "{body}");
        assert!(
            body.contains("没有相关内容的，也请来件说明，注明“无”。"),
            "{body}"
        );
    }
    notice.form = Some(form());
    let body = body(&reminder(LetterKind::Reminder), &notice, now());
    assert!(
        body.contains("没有相关内容的，请在《学习情况统计表》相应栏目填写“无”后报送。"),
        "{body}"
    );
}

fn form() -> FormTemplate {
    FormTemplate {
        title: "学习情况统计表".into(),
        headers: Vec::new(),
        rows: Vec::new(),
    }
}

#[test]
fn the_form_is_called_by_its_title() {
    let notice = Notice {
        form: Some(form()),
        ..notice()
    };
    let file = |name: &str| EnclosedFile {
        name: name.into(),
        media_type: String::new(),
        sha256: String::new(),
    };
    let files = vec![file("华夏植物保护学会—学习情况统计表.docx"), file("说明.pdf")];
    let body = body(&invited(&notice, files), &notice, now());
    assert!(
        body.contains("请填写随信所附的《学习情况统计表》、《说明》，"),
        "{body}"
    );
}

#[test]
fn nobody_is_asked_to_be_in_time_for_what_has_no_end() {
    let notice = undated();
    let body = |letter| body(&letter, &notice, now());
    let request = body(correction_request());
    assert!(
        request.contains("时间要求：及时报送。\n请及时直接回复本邮件补发"),
        "{request}"
    );
    assert!(!request.contains("截止"), "{request}");
    let invitation = body(invited(&notice, Vec::new()));
    assert!(invitation.contains("函告如下，请按要求报送。"), "{invitation}");
    let mixed = body(reminder(LetterKind::Reminder));
    assert!(mixed.contains("特此提醒，请及时报送。"), "{mixed}");
}

#[test]
fn an_extension_cannot_be_shown_for_what_has_no_end() {
    let settings = settings(Transport::Folder("outbox".into()));
    let shown = |notice: &Notice| {
        preview(
            TemplateName::Extension,
            &Templates::default(),
            (Some(notice), None),
            &settings,
            now(),
        )
    };
    let error = shown(&undated()).unwrap_err();
    assert!(error.to_string().contains("no fixed deadline"), "{error}");
    assert!(shown(&notice()).is_ok());
}

#[test]
fn an_invitation_after_the_end_says_that_it_has_passed() {
    let [first, later, last] =
        ["2022-10-24", "2022-11-24", "2022-10-24"].map(|day| Due::Date(day.parse::<NaiveDate>().unwrap()));
    let after = at("2022-10-25T09:00:00+08:00");
    let in_time = body(&invited(&notice(), Vec::new()), &notice(), now());
    assert!(in_time.contains("函告如下，请按时报送。"), "{in_time}");
    let all = body(&invited(&notice(), Vec::new()), &notice(), after);
    assert!(
        all.contains("规定的报送时间已过，请尽快报送；确有困难的，请与"),
        "{all}"
    );
    assert!(all.contains("截止时间：2022年10月24日，已过"), "{all}");
    let some = due(notice(), &[first, later, last]);
    let body = body(&invited(&some, Vec::new()), &some, after);
    assert!(body.contains("规定的部分报送时间已过，请尽快报送。"), "{body}");
    assert!(body.contains("截止时间：2022年11月24日）"), "{body}");
    assert_eq!(passed(&some, &society(), after).len(), 2);
    let monthly = due(
        notice(),
        &[5, 5, 5].map(|day_of_month| Due::Recurring { day_of_month }),
    );
    assert!(passed(&monthly, &society(), after).is_empty());
}

#[test]
fn an_extension_speaks_of_other_items_and_other_days_only_if_there_are() {
    const OTHERS: &str = "上文未列的未报事项";
    const REPLACES: &str = "此前如已通知其他延期时间，以本次通知为准。";
    let mut notice = notice();
    let all = body(&granted(&notice, "2022-10-28"), &notice, now());
    assert!(!all.contains(OTHERS) && !all.contains(REPLACES), "{all}");
    let mut one = granted(&notice, "2022-10-28");
    one.missing.truncate(1);
    assert!(body(&one, &notice, now()).contains(OTHERS));
    let until = NaiveDate::from_ymd_opt(2022, 11, 30).unwrap();
    let item = notice.items[0].id.clone();
    notice
        .extensions
        .insert((society().code, item), Extension { until });
    assert!(body(&granted(&notice, "2022-10-28"), &notice, now()).contains(REPLACES));
}

/// On the web by 22 November, on paper by the 25th.
fn staged() -> Notice {
    let stages = [("网报", 22), ("纸质", 25)].map(|(name, number)| Stage {
        name: name.to_owned(),
        date: NaiveDate::from_ymd_opt(2022, 11, number).unwrap(),
    });
    let stages = Due::Stages(stages.into());
    due(notice(), &[stages.clone(), stages.clone(), stages])
}

#[test]
fn of_stages_one_may_have_passed_while_another_is_open() {
    const BOTH: &str = "截止时间：网报2022年11月22日，纸质2022年11月25日";
    let notice = staged();
    let body = |now: &str| body(&invited(&notice, Vec::new()), &notice, at(now));
    let before = body("2022-11-22T23:00:00+08:00");
    assert!(before.contains("函告如下，请按时报送。"), "{before}");
    assert!(before.contains(&format!("{BOTH}）")), "{before}");
    let between = body("2022-11-23T09:00:00+08:00");
    assert!(
        between.contains("规定的部分报送时间已过，请尽快报送。"),
        "{between}"
    );
    assert!(between.contains(&format!("{BOTH}，其中网报已过）")), "{between}");
    let after = body("2022-11-26T09:00:00+08:00");
    assert!(after.contains("函告如下，规定的报送时间已过"), "{after}");
    assert!(after.contains(&format!("{BOTH}，已过）")), "{after}");
}

#[test]
fn who_is_late_for_a_stage_is_told_which() {
    let notice = staged();
    let mut letter = reminder(LetterKind::Overdue);
    letter.missing.truncate(1);
    letter.missing[0].ends = Some(at("2022-11-23T00:00:00+08:00"));
    let said = |now: &str| body(&letter, &notice, at(now));
    let between = said("2022-11-23T09:00:00+08:00");
    assert!(between.contains("规定的部分报送时间已过。"), "{between}");
    assert!(
        between.contains("纸质2022年11月25日，其中网报已逾期）"),
        "{between}"
    );
    let after = said("2022-11-26T09:00:00+08:00");
    assert!(after.contains("规定的报送时间已过。"), "{after}");
    assert!(after.contains("纸质2022年11月25日，已逾期）"), "{after}");
}

#[test]
fn an_extension_moves_the_stages_that_end_before_it() {
    let mut notice = staged();
    let letter = granted(&notice, "2022-11-24");
    let told = body(&letter, &notice, now());
    assert!(
        told.contains("（原定：网报2022年11月22日；延期至：2022年11月24日）"),
        "{told}"
    );
    let all = body(&granted(&notice, "2022-11-28"), &notice, now());
    assert!(
        all.contains("（原定：网报2022年11月22日，纸质2022年11月25日；延期至：2022年11月28日）"),
        "{all}"
    );
    let until = NaiveDate::from_ymd_opt(2022, 11, 24).unwrap();
    let item = notice.items[0].id.clone();
    notice
        .extensions
        .insert((society().code, item), Extension { until });
    let invited = body(
        &invited(&notice, Vec::new()),
        &notice,
        at("2022-11-23T09:00:00+08:00"),
    );
    assert!(
        invited.contains("截止时间：网报2022年11月24日（已延期），纸质2022年11月25日）"),
        "{invited}"
    );
}

#[test]
fn an_extension_that_moves_nothing_is_not_spoken_of() {
    let until = NaiveDate::from_ymd_opt(2022, 10, 20).unwrap();
    let monthly = Due::Recurring { day_of_month: 5 };
    for (due_at, wanted) in [
        (
            Due::Date(NaiveDate::from_ymd_opt(2022, 10, 24).unwrap()),
            "截止时间：2022年10月24日",
        ),
        (monthly, "截止时间：每月5日前（含当日）"),
        (Due::Prompt, "请及时报送"),
    ] {
        let mut notice = due(notice(), &[due_at]);
        let item = notice.items[0].id.clone();
        notice
            .extensions
            .insert((society().code, item), Extension { until });
        let body = body(
            &invited(&notice, Vec::new()),
            &notice,
            at("2022-11-01T09:00:00+08:00"),
        );
        assert!(body.contains(wanted), "{body}");
        assert!(!body.contains("已延期"), "{body}");
    }
}
