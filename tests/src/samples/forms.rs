//! Forms that come back filled in, in the shapes that programs and people give them.

use super::letter::{Sample, at, by, delivered, filled, form, form_file, letter, own};
use super::societies::{Society, society};
use super::texts::{self, ESSAYS, SUGGESTIONS, pick};
use crate::build::docx::Runs;
use crate::build::file_name::Spelling;
use crate::build::form::{Header, Labels, Layout, Prompts, Style};
use crate::build::mime::{Disposition, File, Headers, Mail, Transfer};
use crate::build::people::{Notation, Person};
use crate::build::persona::{Html, Persona};

const SUBJECT: &str = "报送学习党的二十大精神情况统计表";

/// 华夏光学学会's first return; it is corrected later.
pub(super) fn plain_from_qq() -> Sample {
    let society = society("A-06");
    let pieces = [
        own(society, "周知行", "理事长、党委书记", pick(ESSAYS, 13)),
        own(society, "冯向晚", "秘书长", pick(ESSAYS, 1)),
    ];
    let form = filled(society, &pieces, Notation::Numbered, 0);
    let mail = letter(society, Persona::Qq, "kjstdw", SUBJECT, at(19, 9, 12, 40));
    delivered(
        "kjstdw",
        "form-from-qq",
        &mail.file(form_file(society, &form, Style::default())),
    )
}

pub(super) fn header_in_table_from_163() -> Sample {
    let society = society("A-01");
    let pieces = [
        by(
            Person::new("蒋舒", "东屏理工大学", "教授、副理事长"),
            pick(ESSAYS, 0),
        ),
        own(society, "许明澈", "常务理事", pick(ESSAYS, 9)),
    ];
    let form = filled(society, &pieces, Notation::Fields, 4);
    let style = Style {
        header: Header::InTable,
        prompts: Prompts::Kept,
        ..Style::default()
    };
    let mail = letter(society, Persona::Netease, "kjstdw", SUBJECT, at(19, 10, 3, 5));
    delivered(
        "kjstdw",
        "header-lines-in-the-table",
        &mail.file(form_file(society, &form, style)),
    )
}

pub(super) fn merged_cells_from_foxmail() -> Sample {
    let society = society("B-04");
    let pieces = [
        own(society, "何松泉", "理事长", pick(ESSAYS, 4)),
        by(
            Person::new("吕宁", "澄湖观测站", "研究员、理事"),
            pick(ESSAYS, 11),
        ),
    ];
    let form = filled(society, &pieces, Notation::Parentheses, 6);
    let style = Style {
        layout: Layout::Merged,
        labels: Labels::Noisy,
        ..Style::default()
    };
    let mail = letter(society, Persona::Foxmail, "kjstdw", SUBJECT, at(20, 8, 41, 16));
    delivered(
        "kjstdw",
        "merged-cells",
        &mail.file(form_file(society, &form, style)),
    )
}

pub(super) fn split_runs_from_outlook() -> Sample {
    let society = society("B-05");
    let pieces = [
        own(society, "华允执", "理事长、党委书记", pick(ESSAYS, 7)),
        own(society, "谢听澜", "副理事长", pick(ESSAYS, 5)),
        own(society, "尤野", "理事", pick(ESSAYS, 10)),
    ];
    let form = filled(society, &pieces, Notation::Brackets, 1);
    let style = Style {
        runs: Runs::Split,
        header: Header::Pairs,
        labels: Labels::Noisy,
        ..Style::default()
    };
    let mail = letter(society, Persona::Outlook, "kjstdw", SUBJECT, at(20, 14, 22, 9));
    delivered(
        "kjstdw",
        "split-runs-and-spaced-labels",
        &mail.file(form_file(society, &form, style)),
    )
}

pub(super) fn workbook_from_163() -> Sample {
    let society = society("C-01");
    let pieces = [
        own(society, "秦嘉禾", "理事长", pick(ESSAYS, 3)),
        own(society, "朱桐", "监事长", pick(ESSAYS, 8)),
    ];
    let form = filled(society, &pieces, Notation::Signed, 2);
    let style = Style {
        layout: Layout::Merged,
        ..Style::default()
    };
    let file = File::new(&format!("统计表（{}）.xlsx", society.name), form.xlsx(style));
    let mail = letter(society, Persona::Netease, "kjstdw", SUBJECT, at(20, 15, 30, 0));
    delivered("kjstdw", "form-as-workbook", &mail.file(file))
}

pub(super) fn numbered_rows_from_apple() -> Sample {
    let society = society("D-03");
    let pieces = [own(society, "陶砚秋", "副理事长、秘书长", pick(ESSAYS, 2))];
    let form = filled(society, &pieces, Notation::Plain, 5);
    let style = Style {
        layout: Layout::Numbered,
        header: Header::Above,
        ..Style::default()
    };
    let file = form_file(society, &form, style).disposed(Disposition::Inline);
    let mail = letter(society, Persona::Apple, "kjstdw", SUBJECT, at(20, 16, 1, 33));
    delivered("kjstdw", "inline-document-with-continued-name", &mail.file(file))
}

/// Subject, display name and file name as bare GBK bytes, no encoded words anywhere.
pub(super) fn raw_gbk_headers() -> Sample {
    let society = society("C-02");
    let pieces = [own(society, "马承", "理事长", pick(ESSAYS, 12))];
    let form = filled(society, &pieces, Notation::Numbered, 3);
    let file = form_file(society, &form, Style::default()).spelled(Spelling::RawGb);
    let mut mail = letter(society, Persona::Coremail, "kjstdw", SUBJECT, at(20, 17, 20, 51)).file(file);
    mail.headers = Headers::RawGb;
    mail.charset = Some("GBK");
    mail.transfer = Some(Transfer::EightBit);
    delivered("kjstdw", "raw-gbk-headers", &mail)
}

/// Characters beyond GBK, and a name with a middle dot.
pub(super) fn rare_names() -> Sample {
    let society = society("E-01");
    let pieces = [
        own(society, "𠮷川和", "副理事长", pick(ESSAYS, 5)),
        own(society, "阿依努尔·图尔逊", "常务理事", pick(ESSAYS, 10)),
        own(society, "孙　𬱖", "理事", pick(ESSAYS, 6)),
    ];
    let form = filled(society, &pieces, Notation::Numbered, 7);
    let mail = letter(society, Persona::Qq, "kjstdw", SUBJECT, at(21, 9, 0, 12));
    let file = form_file(society, &form, Style::default()).spelled(Spelling::ExtendedGb);
    delivered("kjstdw", "rare-characters-gb18030", &mail.file(file))
}

pub(super) fn delegates_listed() -> Sample {
    let society = society("D-04");
    let mut form = filled(
        society,
        &[own(society, "金怀瑾", "理事长", pick(ESSAYS, 8))],
        Notation::Numbered,
        5,
    );
    let [delegates, ..] = &mut form.rows;
    *delegates = vec![
        "1. 金怀瑾，华夏护理学会理事长、党委副书记，党的二十大代表".to_owned(),
        "2. 柳清，江滨医学中心护师，40岁以下青年科技工作者、党的二十大代表".to_owned(),
    ];
    let mail = letter(society, Persona::Outlook, "kjstdw", SUBJECT, at(21, 10, 10, 10));
    delivered(
        "kjstdw",
        "delegates-listed",
        &mail.file(form_file(society, &form, Style::default())),
    )
}

/// The suggestions are numbered but name nobody: one piece, numbers kept.
pub(super) fn numbered_suggestions() -> Sample {
    let society = society("E-04");
    let mut form = filled(
        society,
        &[own(society, "施若谷", "理事长", pick(ESSAYS, 12))],
        Notation::Plain,
        0,
    );
    let [_, _, advice] = &mut form.rows;
    *advice = (1..=3)
        .map(|number| format!("{number}. {}", pick(SUGGESTIONS, number + 3)))
        .collect();
    let mail = letter(society, Persona::Foxmail, "kjstdw", SUBJECT, at(21, 11, 45, 2));
    delivered(
        "kjstdw",
        "numbered-suggestions",
        &mail.file(form_file(society, &form, Style::default())),
    )
}

pub(super) fn form_in_the_body() -> Sample {
    let society = society("A-03");
    let pieces = [own(society, "方星", "理事长", pick(ESSAYS, 11))];
    let form = filled(society, &pieces, Notation::Numbered, 0);
    let text = format!(
        "各位老师好，表格打不开，直接写在信里：\n\n{}\n\n{}秘书处",
        form.plain(),
        society.name
    );
    let mail = letter(society, Persona::Coremail, "kjstdw", SUBJECT, at(21, 14, 3, 0)).text(&text);
    delivered("kjstdw", "form-in-the-body", &mail)
}

pub(super) fn form_in_the_body_as_html() -> Sample {
    let society = society("C-03");
    let pieces = [own(society, "范泽", "党委书记", pick(ESSAYS, 3))];
    let form = filled(society, &pieces, Notation::Numbered, 2);
    let plain = form.plain();
    let rows: Vec<String> = plain
        .split("\n\n")
        .map(|block| format!("<p>{}</p>", block.replace('\n', "<br>").replace("·", "&middot;")))
        .collect();
    let rows = rows.concat();
    let mut mail = letter(society, Persona::Netease, "kjstdw", SUBJECT, at(21, 15, 26, 7));
    mail.page = Some(format!(
        "<html><body style=\"font-family:仿宋\"><p>您好！</p>{rows}</body></html>"
    ));
    mail.html = Html::Only;
    delivered("kjstdw", "form-in-the-body-html-only", &mail)
}

/// The quoted notice has every label of the form; nothing of it is an answer.
pub(super) fn reply_with_quoted_notice() -> Sample {
    let society = society("A-02");
    let pieces = [own(society, "陆行", "理事长、党委书记", pick(ESSAYS, 11))];
    let form = filled(society, &pieces, Notation::Parentheses, 0);
    let text = format!(
        "{}\n\n------------------ 原始邮件 ------------------\n发件人: \"科技社团党委\" <kjstdw@office.example>;\n发送时间: 2022年10月17日(星期一) 下午3:20\n收件人: \"{}\";\n主题: 关于征集有关材料的通知\n\n学会名称：\n填表人：\n联系方式：\n学习贯彻党的二十大精神的感悟（未来设想）：（在填写感悟时请注明姓名、职务及感悟内容，字数不限，可另附页）\n建言献策：（可另附页）",
        super::letter::polite(society),
        society.name
    );
    let mail = letter(
        society,
        Persona::Qq,
        "kjstdw",
        "回复：关于征集有关材料的通知",
        at(21, 16, 40, 44),
    )
    .text(&text)
    .header("In-Reply-To", "<notice-2022-41@office.example>")
    .header("References", "<notice-2022-41@office.example>");
    delivered(
        "kjstdw",
        "reply-with-quoted-notice",
        &mail.file(form_file(society, &form, Style::default())),
    )
}

/// A private address that nobody registered; the form names the society exactly.
pub(super) fn unknown_sender_known_society() -> Sample {
    let society = society("A-05");
    let form = filled(
        society,
        &[own(society, "葛行", "理事长", pick(ESSAYS, 3))],
        Notation::Numbered,
        3,
    );
    let mail = stranger("小葛", "ge1987@mail.example", "统计表", at(22, 9, 31, 25));
    delivered(
        "kjstdw",
        "unknown-sender-with-exact-society",
        &mail.file(file_named("统计表.docx", &form)),
    )
}

/// A stranger again, and the form has the society's former name.
pub(super) fn former_name() -> Sample {
    let society = society("C-04");
    let mut form = filled(
        society,
        &[own(society, "鲁和", "理事长", pick(ESSAYS, 3))],
        Notation::Numbered,
        0,
    );
    "华夏种子协会党委".clone_into(&mut form.society);
    let mail = stranger("鲁语桐", "luyutong@mail.example", "材料", at(22, 10, 2, 3));
    delivered(
        "kjstdw",
        "former-name-with-party-suffix",
        &mail.file(file_named("材料.docx", &form)),
    )
}

/// Only the first row is answered, with 无: a nil report of delegates and nothing else.
pub(super) fn only_nil() -> Sample {
    let society = society("E-02");
    let mail = letter(society, Persona::Foxmail, "kjstdw", SUBJECT, at(22, 11, 0, 0));
    delivered(
        "kjstdw",
        "only-nil-delegates",
        &mail.file(form_file(society, &form(society), Style::default())),
    )
}

/// One letter to two mailboxes: the form feeds items of both.
pub(super) fn to_two_mailboxes() -> [Sample; 2] {
    let society: &Society = society("B-06");
    let pieces = [own(society, "袁修", "理事长", pick(ESSAYS, 7))];
    let mut form = filled(society, &pieces, Notation::Numbered, 6);
    let [_, insights, _] = &mut form.rows;
    insights.insert(0, "【关键少数】".to_owned());
    insights.extend(["【未来设想】".to_owned(), pick(texts::PLANS, 2).to_owned()]);
    let mut mail = letter(society, Persona::Outlook, "kjstdw", SUBJECT, at(22, 15, 15, 15)).file(form_file(
        society,
        &form,
        Style::default(),
    ));
    mail.to.push(super::letter::address("dwzzb"));
    let later = Some(at(22, 15, 15, 58));
    [
        delivered("kjstdw", "one-letter-to-two-mailboxes", &mail),
        super::letter::delivered_at("dwzzb", "one-letter-to-two-mailboxes", &mail, later),
    ]
}

pub(super) fn stranger(
    display: &str,
    from: &str,
    subject: &str,
    sent: chrono::DateTime<chrono::FixedOffset>,
) -> Mail {
    Mail::new(
        Persona::Netease,
        (display, from),
        "kjstdw@office.example",
        subject,
        sent,
    )
    .text("请查收，谢谢。")
}

pub(super) fn file_named(name: &str, form: &crate::build::form::Form) -> File {
    File::new(name, form.docx(Style::default()))
}
