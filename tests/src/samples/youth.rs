//! What comes to the mailbox of the young: texts that need a photo or a video.

use super::letter::{Sample, address, at, delivered, essay, letter, photo, picture_of};
use super::societies::society;
use super::texts::{YOUNG_ESSAYS, pick};
use crate::build::docx::Essay;
use crate::build::mime::{Disposition, File, Mail};
use crate::build::persona::Persona;
use crate::build::picture;

pub(super) fn photo_attached() -> Sample {
    let society = society("A-06");
    let document = essay(
        "在暗室里追光",
        "华夏光学学会青年科技工作者　姚澹",
        pick(YOUNG_ESSAYS, 0),
    );
    let mail = letter(
        society,
        Persona::Qq,
        "dwxcb",
        "华夏光学学会青年感悟-姚澹",
        at(19, 16, 8, 0),
    )
    .file(File::new("青年感悟-姚澹.docx", document.docx()))
    .file(photo("姚澹.jpg"));
    delivered("dwxcb", "photo-attached", &mail)
}

/// Two persons, two texts, two photos: the file names say whose is whose.
pub(super) fn two_persons() -> Sample {
    let society = society("B-02");
    let first = essay(
        "样机到产品的三年",
        "华夏智能材料学会第五届青托人才　柏舟",
        pick(YOUNG_ESSAYS, 1),
    );
    let second = essay(
        "把实验做实",
        "华夏智能材料学会青年科技工作者　詹晚",
        pick(YOUNG_ESSAYS, 0),
    );
    let mail = letter(
        society,
        Persona::Foxmail,
        "dwxcb",
        "华夏智能材料学会青年科技工作者感悟",
        at(20, 9, 9, 9),
    )
    .file(File::new("柏舟-青年感悟.docx", first.docx()))
    .file(File::new("詹晚-青年感悟.docx", second.docx()))
    .file(photo("詹晚工作照.jpg"))
    .file(photo("柏舟工作照.jpg"));
    delivered("dwxcb", "two-persons-two-photos", &mail)
}

/// The photo is pasted into the letter, and a small logo beside it is none.
pub(super) fn photo_in_the_body() -> Sample {
    let society = society("D-03");
    let document = essay(
        "让患者少跑一趟",
        "华夏康复医学会青年科技工作者　倪思",
        pick(YOUNG_ESSAYS, 3),
    );
    let mail = letter(
        society,
        Persona::Foxmail,
        "dwxcb",
        "青年感悟-倪思",
        at(20, 13, 50, 0),
    )
    .file(File::new("青年感悟-倪思.docx", document.docx()))
    .file(photo("image001.jpg").disposed(Disposition::InBody))
    .file(File::new("logo.png", picture::png(120, 40)).disposed(Disposition::InBody));
    delivered("dwxcb", "photo-pasted-into-the-body", &mail)
}

pub(super) fn photo_in_the_document() -> Sample {
    let society = society("A-02");
    let document = Essay {
        pictures: vec![picture_of("高原观测")],
        ..essay(
            "四十天的坚守",
            "华夏海洋学会青年科技工作者　岳书",
            pick(YOUNG_ESSAYS, 2),
        )
    };
    let mail = letter(
        society,
        Persona::Outlook,
        "dwxcb",
        "华夏海洋学会青年感悟",
        at(20, 17, 30, 0),
    );
    delivered(
        "dwxcb",
        "photo-in-the-document",
        &mail.file(File::new("青年感悟（岳书）.docx", document.docx())),
    )
}

pub(super) fn with_video() -> Sample {
    let society = society("C-02");
    let document = essay(
        "少漏一成粮",
        "华夏农业机械学会青年科技工作者　洪野",
        pick(YOUNG_ESSAYS, 4),
    );
    let mail = letter(
        society,
        Persona::Netease,
        "dwxcb",
        "青年科技工作者感悟（含视频）",
        at(21, 9, 44, 0),
    )
    .file(File::new("青年感悟-洪野.docx", document.docx()))
    .file(File::new("洪野.mp4", picture::mp4(41)));
    delivered("dwxcb", "with-video", &mail)
}

/// No photo yet; it comes the next day.
pub(super) fn without_photo() -> Sample {
    let society = society("E-02");
    let document = essay(
        "让人愿意继续想下去",
        "华夏青少年科技教育协会青年科技工作者　汤和",
        pick(YOUNG_ESSAYS, 5),
    );
    let mail = letter(society, Persona::Qq, "dwxcb", "青年感悟-汤和", at(21, 15, 0, 0));
    delivered(
        "dwxcb",
        "without-photo",
        &mail.file(File::new("青年感悟-汤和.docx", document.docx())),
    )
}

pub(super) fn photo_later() -> Sample {
    let society = society("E-02");
    let mail = letter(society, Persona::Qq, "dwxcb", "补充照片-汤和", at(22, 10, 30, 0))
        .text("老师您好，昨天的青年感悟漏了照片，现补上。")
        .file(photo("汤和.jpg"));
    delivered("dwxcb", "photo-later", &mail)
}

/// No photo, and none ever comes; sent by a person whom the roster does not know.
pub(super) fn stranger_without_photo() -> Sample {
    let document = essay(
        "从门诊出发",
        "华夏临床药理学会青年科技工作者　盛语",
        pick(YOUNG_ESSAYS, 3),
    );
    let mail = Mail::new(
        Persona::Apple,
        ("盛语", "shengyu@mail.example"),
        &address("dwxcb"),
        "华夏临床药理学会+青年感悟+盛语",
        at(23, 20, 1, 0),
    )
    .text("您好，附件是我的学习感悟，请查收。")
    .file(File::new("盛语.docx", document.docx()));
    delivered("dwxcb", "unknown-sender-without-photo", &mail)
}

/// The photo runs ahead of its text.
pub(super) fn photo_before_text() -> [Sample; 2] {
    let society = society("D-04");
    let first = letter(
        society,
        Persona::Netease,
        "dwxcb",
        "青年感悟照片-白芷若",
        at(22, 16, 0, 0),
    )
    .text("先发照片，文字材料稍后报送。")
    .file(File::new("白芷若.png", picture::png(800, 608)));
    let document = essay(
        "把指导送到床前",
        "华夏护理学会青年科技工作者　白芷若",
        pick(YOUNG_ESSAYS, 3),
    );
    let second = letter(
        society,
        Persona::Netease,
        "dwxcb",
        "青年感悟-白芷若",
        at(22, 17, 30, 0),
    )
    .file(File::new("青年感悟-白芷若.docx", document.docx()));
    [
        delivered("dwxcb", "photo-before-its-text", &first),
        delivered("dwxcb", "text-after-its-photo", &second),
    ]
}
