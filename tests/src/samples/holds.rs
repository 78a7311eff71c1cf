//! Letters that need a person: nothing of them may be counted, nothing may be lost.

use super::forms::{file_named, stranger};
use super::letter::{Sample, at, by, delivered, delivered_at, filled, form_file, letter, own};
use super::societies::society;
use super::texts::{ESSAYS, pick};
use crate::build::archive::{Names, Secrecy, zip};
use crate::build::form::{Form, Style};
use crate::build::mime::File;
use crate::build::people::{Notation, Person};
use crate::build::persona::Persona;

pub(super) fn no_society() -> Sample {
    let mut form = Form::default();
    let [delegates, insights, _] = &mut form.rows;
    *delegates = vec!["无".to_owned()];
    *insights = vec!["1. 史南，副理事长".to_owned(), pick(ESSAYS, 10).to_owned()];
    "史南".clone_into(&mut form.filled_by);
    let mail = stranger("", "nan-1979@mail.example", "统计表", at(22, 9, 55, 0));
    delivered(
        "kjstdw",
        "unknown-sender-no-society",
        &mail.file(file_named("新建 DOCX 文档.docx", &form)),
    )
}

/// 华夏智能材料研究会 is not 华夏智能材料学会.
pub(super) fn near_name() -> Sample {
    let mut form = filled(
        society("B-02"),
        &[by(
            Person::new("常牧", "华夏智能材料研究会", "理事长"),
            pick(ESSAYS, 9),
        )],
        Notation::Numbered,
        4,
    );
    "华夏智能材料研究会".clone_into(&mut form.society);
    let mail = stranger("常牧", "changmu@smart.example", "统计表", at(22, 13, 21, 0));
    delivered(
        "kjstdw",
        "near-name",
        &mail.file(file_named("统计表.docx", &form)),
    )
}

/// Sent by one society's office, filled in for another.
pub(super) fn conflict() -> Sample {
    let (sender, named) = (society("B-02"), society("B-01"));
    let form = filled(
        named,
        &[own(named, "卫执", "常务理事", pick(ESSAYS, 13))],
        Notation::Numbered,
        1,
    );
    let mail = letter(
        sender,
        Persona::Foxmail,
        "kjstdw",
        "报送统计表",
        at(22, 14, 14, 14),
    );
    delivered(
        "kjstdw",
        "form-of-another-society",
        &mail.file(file_named("统计表.docx", &form)),
    )
}

pub(super) fn only_a_link() -> Sample {
    let society = society("A-04");
    let text = "各位老师：\n　　材料较大，已上传网盘，请及时下载。\n\n从QQ邮箱发来的超大附件\n\n华夏植物学会材料.zip (128.03M, 2022年11月20日 10:12 到期)\n进入下载页面：https://mail.qq.com/cgi-bin/ftnExs_download?k=0a1b2c3d4e5f&t=exs_ftn_download&code=9f8e7d6c\n\n华夏植物学会秘书处";
    let mail = letter(
        society,
        Persona::Qq,
        "kjstdw",
        "华夏植物学会报送材料",
        at(21, 10, 12, 0),
    )
    .text(text);
    delivered("kjstdw", "only-a-link-to-a-large-file", &mail)
}

pub(super) fn encrypted() -> Sample {
    let society = society("B-05");
    let form = filled(
        society,
        &[own(society, "戴宁", "理事", pick(ESSAYS, 0))],
        Notation::Numbered,
        0,
    );
    let archive = zip(
        &[("form.docx", &form.docx(Style::default()))],
        Names::Utf8,
        Secrecy::Encrypted,
    );
    let mail = letter(
        society,
        Persona::Netease,
        "kjstdw",
        "补充材料（密码另告）",
        at(22, 16, 16, 0),
    );
    delivered(
        "kjstdw",
        "encrypted-zip",
        &mail.file(File::new("补充材料.zip", archive)),
    )
}

/// The upload broke off: the first third of a Word file.
pub(super) fn broken_document() -> Sample {
    let society = society("A-04");
    let form = filled(
        society,
        &[own(society, "苏宁", "理事长", pick(ESSAYS, 3))],
        Notation::Numbered,
        0,
    );
    let whole = form.docx(Style::default());
    let part: Vec<u8> = whole.iter().copied().take(whole.len() / 3).collect();
    let mail = letter(
        society,
        Persona::Outlook,
        "kjstdw",
        "报送统计表",
        at(22, 17, 0, 0),
    );
    delivered(
        "kjstdw",
        "broken-document",
        &mail.file(File::new("华夏植物学会-统计表.docx", part)),
    )
}

pub(super) fn empty_form() -> Sample {
    let society = society("A-04");
    let mail = letter(
        society,
        Persona::Foxmail,
        "kjstdw",
        "报送统计表",
        at(23, 10, 0, 0),
    );
    delivered(
        "kjstdw",
        "empty-form-returned",
        &mail.file(File::new("附件：统计表.docx", Form::blank())),
    )
}

pub(super) fn forgotten_attachment() -> Sample {
    let society = society("E-01");
    let mail = letter(
        society,
        Persona::Qq,
        "kjstdw",
        "报送建言献策材料",
        at(23, 11, 11, 0),
    )
    .text("各位老师：\n　　您好！附件是我会报送的建言献策材料，请查收。\n\n华夏科学技术史研究会秘书处");
    delivered("kjstdw", "forgotten-attachment", &mail)
}

pub(super) fn question() -> Sample {
    let society = society("D-02");
    let mail = letter(society, Persona::Apple, "kjstdw", "咨询报送要求", at(20, 11, 0, 0))
        .text("老师您好！我们学会没有二十大代表，请问第一栏是空着还是填“无”？填表人必须是党委委员吗？盼复，谢谢。\n\n曹牧之");
    delivered("kjstdw", "question-only", &mail)
}

/// Dragged into the folder from somewhere else: no trace of a delivery.
pub(super) fn no_trusted_time() -> Sample {
    let society = society("A-03");
    let form = filled(
        society,
        &[own(society, "方齐", "党委书记", pick(ESSAYS, 11))],
        Notation::Numbered,
        0,
    );
    let mail = letter(
        society,
        Persona::Coremail,
        "kjstdw",
        "统计表（补充一位书记）",
        at(23, 15, 0, 0),
    )
    .file(form_file(society, &form, Style::default()));
    delivered_at("kjstdw", "no-received-header", &mail, None)
}

/// A stranger would replace what a registered address has sent.
pub(super) fn stranger_replaces() -> Sample {
    let society = society("B-04");
    let form = filled(
        society,
        &[own(society, "何松泉", "理事长", pick(ESSAYS, 7))],
        Notation::Numbered,
        6,
    );
    let mail = stranger(
        "何",
        "he-quan@mail.example",
        "更正：大坝工程学会统计表",
        at(23, 16, 30, 0),
    );
    delivered(
        "kjstdw",
        "stranger-would-replace",
        &mail.file(file_named("统计表（更正）.docx", &form)),
    )
}
