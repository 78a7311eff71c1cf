//! Lists with separators and plain texts, in the charsets of the country.

use super::Paper;
use super::writing::{LABELS, SOCIETY, TITLE, advice, essay};
use crate::build::charset::encode;

fn utf16(text: &str, order: fn(u16) -> [u8; 2]) -> Vec<u8> {
    std::iter::once(0xFEFF)
        .chain(text.encode_utf16())
        .flat_map(order)
        .collect()
}

pub(super) fn papers() -> Vec<Paper> {
    let [a, b] = [0, 3].map(essay);
    let list = |separator: &str| {
        let row = |cells: [&str; 4]| cells.join(separator);
        [
            row(["序号", "姓名", "职务", "感悟"]),
            row(["1", "周知行", "理事长、党委书记", a]),
            row(["2", "冯向晚", "秘书长", b]),
        ]
        .join("\r\n")
            + "\r\n"
    };
    let quoted = format!(
        "姓名,职务,感悟\r\n周知行,理事长,\"学习报告之后，我说了三句话。\n第一句是“坐得住”,第二句是“\"\"走出去\"\"”,第三句是“讲明白”。\"\r\n冯向晚,秘书长,{b}\r\n"
    );
    let form = format!(
        "{TITLE}\r\n\r\n学会名称：{SOCIETY}\r\n填表人：李文静\r\n联系方式：010-55501234\r\n\r\n一、{}：\r\n无\r\n\r\n二、{}：\r\n1. 周知行，{SOCIETY}理事长\r\n{a}\r\n2. 冯向晚，{SOCIETY}秘书长\r\n{b}\r\n\r\n三、{}：\r\n{}\r\n",
        LABELS[0],
        LABELS[1],
        LABELS[2],
        advice(1)
    );
    let essay = format!(
        "让一束光走得更远\r\n{SOCIETY}理事长　周知行\r\n\r\n　　{}\r\n",
        essay(1).replace('\n', "\r\n　　")
    );
    let traditional = "讓一束光走得更遠\r\n華夏光學學會理事長　周知行\r\n\r\n　　學習報告之後，我們備受鼓舞，也倍感責任。學會將開放共享檢測平臺，優先服務中小企業，讓好成果走出實驗室。\r\n";
    let big5 = encoding_rs::BIG5.encode(traditional).0.into_owned();
    vec![
        Paper::new(
            "lists-with-separators/comma-gb18030.csv",
            encode(&list(","), "gb18030"),
        ),
        Paper::new(
            "lists-with-separators/comma-utf8-mark.csv",
            format!("\u{feff}{}", list(",")).into_bytes(),
        ),
        Paper::new("lists-with-separators/semicolon.csv", list(";").into_bytes()),
        Paper::new("lists-with-separators/tab-gbk.txt", encode(&list("\t"), "gbk")),
        Paper::new(
            "lists-with-separators/tab-utf16.csv",
            utf16(&list("\t"), u16::to_le_bytes),
        ),
        Paper::new("lists-with-separators/quoted-line-break.csv", quoted.into_bytes()),
        Paper::new("plain-texts/form-gbk.txt", encode(&form, "gbk")),
        Paper::new(
            "plain-texts/form-utf8-mark.txt",
            format!("\u{feff}{form}").into_bytes(),
        ),
        Paper::new(
            "plain-texts/form-utf16-little.txt",
            utf16(&form, u16::to_le_bytes),
        ),
        Paper::new("plain-texts/form-utf16-big.txt", utf16(&form, u16::to_be_bytes)),
        Paper::new("plain-texts/essay-gbk.txt", encode(&essay, "gbk")),
        Paper::new("plain-texts/essay-big5.txt", big5),
    ]
}
