//! Persons: their names, what they hold, and how they are reached.

use super::Paper;
use super::word::{file, heading, line, lines};
use super::writing::{FILLER, SOCIETY, TITLE, advice, essay, form, rows, two_persons};

pub(super) fn papers() -> Vec<Paper> {
    [names(), offices(), contacts()].concat()
}

/// The same person as a delegate and as the author of an essay, and another behind.
fn named(path: &str, name: &str) -> Paper {
    form(
        path,
        &format!("1. {name}，{SOCIETY}副理事长"),
        &format!(
            "1. {name}，{SOCIETY}副理事长\n{}\n2. 冯向晚，{SOCIETY}秘书长\n{}",
            essay(4),
            essay(6)
        ),
        advice(0),
    )
}

fn names() -> Vec<Paper> {
    vec![
        named("names/middle-dot.docx", "阿依努尔·图尔逊"),
        named("names/middle-dot-as-a-bullet.docx", "买买提•艾力"),
        named("names/middle-dot-of-katakana.docx", "巴雅尔・孟和"),
        named("names/typed-apart-by-a-wide-space.docx", "孙　亮"),
        named("names/typed-apart-by-many-spaces.docx", "孙    亮"),
        named("names/compound-surname.docx", "欧阳知远"),
        named("names/compound-surname-of-three.docx", "司马澄"),
        named("names/beyond-the-basic-plane.docx", "𠮷川和"),
        named("names/rare-character.docx", "赵㛃"),
        named("names/described-character.docx", "李⿰火韦"),
        named("names/private-use-character.docx", "王\u{e001}"),
        named("names/latin.docx", "Emily Carter"),
        named("names/minority-without-a-dot.docx", "次仁卓玛"),
        named("names/rare-surname.docx", "昝书晴"),
        named("names/with-comrade.docx", "周知行同志"),
    ]
}

fn office(path: &str, duty: &str) -> Paper {
    form(
        path,
        &format!("1. 周知行，{duty}"),
        &format!("1. 周知行，{duty}\n{}\n2. 冯向晚，秘书长\n{}", essay(7), essay(9)),
        advice(0),
    )
}

#[expect(clippy::too_many_lines, reason = "a list of documents, one below the other")]
fn offices() -> Vec<Paper> {
    vec![
        office("positions/vice-president.docx", "华夏光学学会副理事长"),
        office(
            "positions/several.docx",
            "华夏光学学会理事长、党委书记、分会主任委员",
        ),
        office(
            "positions/affiliation-apart.docx",
            "江滨光电研究所研究员，华夏光学学会常务理事",
        ),
        office(
            "positions/two-units-with-a-semicolon.docx",
            "江滨光电研究所所长；华夏光学学会副理事长",
        ),
        office("positions/and-also.docx", "华夏光学学会常务副理事长兼秘书长"),
        office("positions/former.docx", "华夏光学学会原理事长"),
        office(
            "positions/delegate-as-a-tag.docx",
            "华夏光学学会理事、党的二十大代表",
        ),
        office(
            "positions/academician-as-a-tag.docx",
            "华夏科学院院士、华夏光学学会名誉理事长",
        ),
        office(
            "positions/talent-programme-as-a-tag.docx",
            "江滨理工大学副教授、第七届青托人才",
        ),
        office("positions/no-separator.docx", "华夏光学学会理事长党委书记"),
        office("positions/slashes.docx", "华夏光学学会理事/副秘书长"),
        office("positions/party-group.docx", "华夏光学学会党委副书记、纪检委员"),
        office("positions/branch.docx", "华夏光学学会激光专业委员会副主任委员"),
        office(
            "positions/committee-chair-and-professor.docx",
            "东屏大学教授、博士生导师，华夏光学学会监事长",
        ),
        form(
            "positions/in-brackets-with-tags.docx",
            "周知行（华夏光学学会理事长，党的二十大代表）、冯向晚（华夏光学学会理事，40岁以下青年科技工作者）",
            &two_persons(),
            advice(0),
        ),
        form(
            "positions/delegate-in-fields.docx",
            "姓名：周知行\n单位：江滨光电研究所\n职务：研究员、华夏光学学会理事\n身份：党的二十大代表",
            &two_persons(),
            advice(0),
        ),
        form(
            "positions/delegate-in-a-sentence.docx",
            "我会理事周知行同志作为党的二十大代表参加了大会。",
            &two_persons(),
            advice(0),
        ),
        form(
            "positions/delegates-with-particulars.docx",
            "1. 周知行，男，1968年3月出生，中共党员，华夏光学学会理事长，党的二十大代表\n2. 冯向晚，女，1985年7月出生，华夏光学学会秘书长",
            &two_persons(),
            advice(0),
        ),
    ]
}

fn contacts() -> Vec<Paper> {
    let written = |path: &str, contact: &str| {
        let head = heading(TITLE)
            + &lines(&format!("学会名称：{SOCIETY}\n填表人：{FILLER}"))
            + &line(&format!("联系方式：{contact}"));
        Paper::new(path, file(&(head + &rows("无", &two_persons(), advice(1)))))
    };
    vec![
        written("contact-line/mobile-with-dashes.docx", "199-0000-1234"),
        written("contact-line/landline-with-extension.docx", "010-55501234转806"),
        written(
            "contact-line/landline-mobile-and-mail.docx",
            "电话：010-55501234，手机：19900001234，邮箱：lwj@hx.example",
        ),
        written("contact-line/weixin.docx", "19900001234（微信同号）"),
        written(
            "contact-line/several-persons.docx",
            "李文静 19900001234；何叙 19900005678",
        ),
        written(
            "contact-line/over-two-lines.docx",
            "010-55501234\n邮箱：lwj@hx.example",
        ),
        written("contact-line/left-blank.docx", ""),
    ]
}
