use chrono::{NaiveDate, Timelike as _};
use domain::deadline::Due;
use domain::notice::{AgeRule, Boundary, ExpectedOf, HeaderField, MediaKind, Per, RowContent};

use super::*;

const WHOLE: &str = include_str!("whole.toml");

fn problems(text: &str) -> Vec<String> {
    parse(text).unwrap_err().iter().map(ToString::to_string).collect()
}

fn with_deadline(deadline: &str) -> Result<Due, Vec<NoticeProblem>> {
    let text = WHOLE.replace(
        r#"{ date = 2022-10-24, phrase = "截止时间：2022年10月24日" }"#,
        deadline,
    );
    parse(&text).map(|notice| notice.items[0].deadline.due.clone())
}

#[test]
fn a_contact_is_read_and_checked() {
    assert_eq!(contact(WHOLE), None);
    let with = |further: &str| format!("{WHOLE}\n[contact]\n{further}\n");
    let whole = with("person = \"林老师\"\nphone = \"010-55500001转203\"");
    assert!(parse(&whole).is_ok());
    let read = contact(&whole).unwrap();
    assert_eq!(read.person, "林老师");
    assert_eq!(read.phone.as_deref(), Some("010-55500001转203"));
    assert_eq!(contact(&with("person = \"林老师\"")).unwrap().phone, None);
    for (wrong, key) in [
        ("phone = \"010-55500001\"", "contact.person"),
        ("person = \"\"", "contact.person"),
        ("person = \"林老师\"\nphone = \"见通知\"", "contact.phone"),
        ("person = \"林老师\"\nfax = \"010-55500001\"", "contact.fax"),
    ] {
        let told = problems(&with(wrong));
        assert!(told.len() == 1 && told[0].contains(key), "{wrong}: {told:?}");
    }
}

#[test]
fn a_whole_notice_is_read() {
    let notice = parse(WHOLE).unwrap();
    assert_eq!(notice.id.as_str(), "cast-2022-41");
    assert_eq!(notice.number.unwrap().as_str(), "华科协社团党发〔2022〕41号");
    assert_eq!(notice.zone, chrono_tz::Asia::Shanghai);
    let ids: Vec<&str> = notice.items.iter().map(|item| item.id.as_str()).collect();
    assert_eq!(ids, ["plan", "key-few", "youth", "advice"]);
    let routes: Vec<(&str, usize)> = notice
        .mailboxes
        .iter()
        .map(|route| (route.name.as_str(), route.items.len()))
        .collect();
    assert_eq!(routes, [("kjstdw", 3), ("jyxc", 1)]);
    let youth = &notice.items[2];
    assert_eq!(youth.per, Per::Person);
    assert_eq!(youth.requires.any_of, [MediaKind::Photo, MediaKind::Video]);
    assert_eq!(youth.characters.max, Some(1500));
    assert_eq!(
        youth.expected_of,
        ExpectedOf::Categories(vec!["理科".into(), "工科".into()])
    );
    let boundary = Boundary::Inclusive;
    let on = NaiveDate::from_ymd_opt(2022, 12, 31);
    assert_eq!(
        youth.age,
        Some(AgeRule::Max {
            max: 40,
            boundary,
            on
        })
    );
    let form = notice.form.unwrap();
    assert_eq!(form.headers[1].field, HeaderField::FilledBy);
    assert_eq!(form.rows[0].content, RowContent::Delegates);
    assert_eq!(form.rows[1].prompts, ["（示例：某某）"]);
    assert_eq!(notice.reminders.offsets, [-3, -1]);
    assert_eq!(notice.reminders.cap, 2);
    // What has stages or recurs has more rounds than offsets.
    let without = parse(&WHOLE.replace("cap = 2\n", "")).unwrap();
    assert_eq!(without.reminders.cap, u32::MAX);
}

#[test]
fn a_file_of_windows_with_a_mark_at_its_start_is_read() {
    let text = format!("\u{FEFF}{}", WHOLE.replace('\n', "\r\n"));
    assert_eq!(parse(&text), parse(WHOLE));
}

#[test]
fn every_kind_of_deadline_is_read() {
    let day = |month, day| NaiveDate::from_ymd_opt(2022, month, day).unwrap();
    let due = |text| with_deadline(text).unwrap();
    assert!(matches!(due("{ at = 2022-10-24T12:30:00 }"), Due::At(at) if at.hour() == 12));
    let window = Due::Window {
        from: day(10, 1),
        to: day(10, 24),
    };
    assert_eq!(due("{ from = 2022-10-01, to = 2022-10-24 }"), window);
    assert_eq!(due("{ prompt = true }"), Due::Prompt);
    assert_eq!(due("{ rolling = true }"), Due::Rolling);
    assert_eq!(due("{ recurring = 25 }"), Due::Recurring { day_of_month: 25 });
    assert_eq!(
        due("{ recurring = { day_of_month = 5 } }"),
        Due::Recurring { day_of_month: 5 }
    );
    let event = Due::BeforeEvent {
        event: "大会".into(),
        on: None,
    };
    assert_eq!(due(r#"{ before_event = "大会" }"#), event);
    let after = Due::AfterEvent {
        event: "大会".into(),
        on: Some(day(10, 16)),
        days: 5,
    };
    assert_eq!(
        due(r#"{ after_event = "大会", on = 2022-10-16, days = 5 }"#),
        after
    );
    let stages =
        due(r#"{ stages = [{ name = "电子版", date = 2022-10-24 }, { name = "纸质", date = 2022-11-01 }] }"#);
    assert!(matches!(stages, Due::Stages(stages) if stages.len() == 2));
}

#[test]
fn a_deadline_says_exactly_one_thing() {
    for (deadline, expected) in [
        ("{ phrase = \"尽快\" }", "must say exactly one of"),
        ("{ date = 2022-10-24, prompt = true }", "must say exactly one of"),
        ("{ date = 2022-10-24, on = 2022-10-25 }", "does not belong"),
        ("{ from = 2022-10-24, to = 2022-10-01 }", "is before from"),
        ("{ prompt = false }", "must be true or be left out"),
        ("{ date = 2022-10-24T10:00:00 }", "must be a date such as"),
        ("{ at = 2022-10-24T10:00:00+08:00 }", "without offset"),
        ("{ recurring = 32 }", "from 1 to 31"),
        ("{ date = 2022-10-24, until = 3 }", "is not known here"),
    ] {
        let found = with_deadline(deadline).unwrap_err();
        assert!(
            found.iter().any(|p| p.what.contains(expected)),
            "{deadline}: {found:?}"
        );
        assert!(found[0].key.starts_with("item[1].deadline"), "{found:?}");
        assert!(found[0].line.is_some());
    }
}

#[test]
fn several_problems_are_said_at_once_with_their_lines() {
    let text = WHOLE
        .replace("Asia/Shanghai", "Asia/Shanghigh")
        .replace("late = \"flag\"", "late = \"maybe\"\ncolour = \"red\"")
        .replace("items = [\"advice\"]", "items = [\"advise\"]")
        .replace("id = \"advice\"\ntitle", "id = \"youth\"\ntitle")
        .replace("max = 1500", "max = 15");
    assert_eq!(
        problems(&text),
        [
            "line 6: notice.timezone: is no time zone of the IANA list, such as \"Asia/Shanghai\"",
            "line 7: notice.late: must be \"flag\" or \"refuse\"",
            "line 8: notice.colour: is not known here; known are: grace_minutes, id, issued_on, issuer, late, number, \
             timezone, title",
            "line 20: mailbox[2].items[1]: is no item of this notice; its items are: plan, key-few, youth",
            "line 51: item[3].characters: has a min greater than its max",
            "line 54: item[4].id: stands in another [[item]] too; every item has an id of its own",
            "line 87: form.row[3].items[1]: is no item of this notice; its items are: plan, key-few, youth",
        ]
    );
}

#[test]
fn what_is_missing_is_named() {
    let found = problems("[notice]\nid = \"a b\"\n");
    for expected in [
        "line 1: notice.title: is missing",
        "line 1: notice.issuer: is missing",
        "line 1: notice.issued_on: is missing",
        "line 2: notice.id: must not contain white space or control characters",
        "item: is missing; a notice has at least one [[item]]",
    ] {
        assert!(
            found.iter().any(|line| line == expected),
            "{expected} not in {found:#?}"
        );
    }
    assert!(problems("").contains(&"notice: is missing".to_owned()));
}

#[test]
fn broken_toml_is_said_with_its_line() {
    let found = parse("[notice]\nid = \nother = [1,\n").unwrap_err();
    assert_eq!(found[0].line, Some(2));
    assert!(!found.is_empty());
}
