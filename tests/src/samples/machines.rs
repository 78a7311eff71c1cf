//! Letters that programs wrote: kept, never answered.

use super::letter::{Sample, address, at, delivered, letter};
use super::societies::society;
use crate::build::mime::{Mail, Part, Transfer};
use crate::build::persona::Persona;

pub(super) fn automatic_reply() -> Sample {
    let society = society("D-01");
    let mut mail = letter(
        society,
        Persona::Outlook,
        "kjstdw",
        "自动回复: 关于征集有关材料的通知",
        at(18, 8, 0, 3),
    )
    .text("您好！您的来信已收到，我正在出差，10月21日返京后尽快回复。")
    .header("Auto-Submitted", "auto-replied")
    .header("X-Auto-Response-Suppress", "All");
    mail.return_path = Some(String::new());
    delivered("kjstdw", "automatic-reply", &mail)
}

/// A delivery report with our own letter inside.
pub(super) fn bounce() -> Sample {
    let status = "Reporting-MTA: dns; mx.histsci.example\n\nFinal-Recipient: rfc822; former@histsci.example\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 User not found\n";
    let inner = Part::new(
        &[
            ("From", "kjstdw@office.example"),
            ("To", "former@histsci.example"),
            (
                "Subject",
                "=?utf-8?B?5YWz5LqO5b6B6ZuG5pyJ5YWz5p2Q5paZ55qE6YCa55+l?=",
            ),
            ("Date", "Mon, 17 Oct 2022 15:20:00 +0800"),
            ("Message-ID", "<notice-2022-41@office.example>"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit"),
        ],
        "学会名称：\n填表人：\n联系方式：\n",
    );
    let report = Part::multipart(
        "report",
        &[
            Part::text(
                "抱歉，您的邮件被退回来了。\n收件人 former@histsci.example 不存在。",
                "plain",
                "gb2312",
                Transfer::Base64,
            ),
            Part::new(&[("Content-Type", "message/delivery-status")], status),
            Part::new(
                &[("Content-Type", "message/rfc822")],
                &String::from_utf8_lossy(&inner.bytes()),
            ),
        ],
        "----=_Report_0A1B2C",
        ";\n\treport-type=delivery-status",
    );
    let mut mail = Mail::new(
        Persona::Coremail,
        ("", "Postmaster@histsci.example"),
        &address("kjstdw"),
        "系统退信",
        at(17, 15, 20, 30),
    );
    mail.entity = Some(report);
    mail.return_path = Some(String::new());
    delivered("kjstdw", "bounce", &mail)
}

pub(super) fn mailing_list() -> Sample {
    let mail = Mail::new(
        Persona::Coremail,
        ("科技快报", "news@kuaibao.example"),
        &address("kjstdw"),
        "科技快报第228期：学会动态与建言献策专栏",
        at(20, 7, 0, 0),
    )
    .text("本期要目\n1. 学术会议预告\n2. 建言献策选登\n退订请点击链接。")
    .header("List-Id", "<news.kuaibao.example>")
    .header("List-Unsubscribe", "<https://kuaibao.example/off>")
    .header("Precedence", "bulk");
    delivered("kjstdw", "mailing-list", &mail)
}

/// Our own reminder, copied back to us by somebody's rule.
pub(super) fn own_reminder() -> Sample {
    let mail = Mail::new(
        Persona::Coremail,
        ("科技社团党委", "kjstdw@office.example"),
        &address("kjstdw"),
        "【报送提醒】关于报送学习党的二十大精神情况统计表",
        at(21, 9, 0, 0),
    )
    .text("各学会党组织：\n请填写学会名称、填表人、联系方式，并于10月24日前报送。")
    .header("Auto-Submitted", "auto-generated");
    delivered("kjstdw", "own-reminder-coming-back", &mail)
}

pub(super) fn read_receipt() -> Sample {
    let note = "Reporting-UA: mail.agrimach.example; Mail 7.2\nFinal-Recipient: rfc822;office@agrimach.example\nOriginal-Message-ID: <notice-2022-41@office.example>\nDisposition: manual-action/MDN-sent-manually; displayed\n";
    let report = Part::multipart(
        "report",
        &[
            Part::text("您发送的邮件已被阅读。", "plain", "GB2312", Transfer::Base64),
            Part::new(&[("Content-Type", "message/disposition-notification")], note),
        ],
        "----=_Read_0A1B2C",
        ";\n\treport-type=disposition-notification",
    );
    let mut mail = letter(
        society("C-02"),
        Persona::Foxmail,
        "kjstdw",
        "已读: 关于征集有关材料的通知",
        at(17, 16, 2, 0),
    );
    mail.entity = Some(report);
    delivered("kjstdw", "read-receipt", &mail)
}

pub(super) fn advertisement() -> Sample {
    let mail = Mail::new(Persona::Qq, ("会务小张", "sales88@huizhan.example"), &address("dwxcb"), "代办各类会务服务，欢迎咨询", at(22, 12, 0, 0))
        .text("尊敬的客户：您好！我公司承接会议会展、印刷包装业务，价格优惠。\n详情请访问 http://huizhan.example/hot");
    delivered("dwxcb", "advertisement", &mail)
}
