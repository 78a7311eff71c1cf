//! 单位、职务、身份 — what stands beside a name, taken apart. The lists are data: extend them when a new office turns up.

mod particular;
mod parts;
mod traditional;

use domain::text::is_han;

use super::as_above;
use super::word_list::WordList;
pub(super) use particular::is_aside;
use parts::{joined_by_marks, parts};

/// Whether every part of the text must be understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Care {
    /// For lines that may be anything: each part is a known office, a status or an organisation.
    Strict,
    /// For places that hold nothing else (职务：, a column 职务): unknown parts are offices.
    Lenient,
}

/// Affiliation, offices and status tags.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Duty {
    pub(super) affiliation: Option<String>,
    pub(super) positions: Vec<String>,
    pub(super) tags: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// An office, also of a body inside the organisation: 办公室主任.
    Office,
    /// The head of an organisation or a professional title: what stands before it is the affiliation.
    Bare,
}

static OFFICES: WordList = WordList::new(
    "\
    理事长 会长 主席 秘书长 监事长 理事 监事 书记 委员 主任委员 主任 会员 会士 理事长助理 会长助理 \
    秘书长助理 干事 总干事 干事长 部长 处长 科长 司长 局长 厅长 组长 队长 班长 负责人 召集人 \
    联络员 组织员 编辑 主编 总编辑 总编 责任编辑 秘书 顾问 总监 主管 专员 董事 董事长 总经理 \
    经理 总裁 首席执行官 党组成员 成员 总工程师 总工 总设计师 总会计师 总经济师 科员 巡视员 \
    调研员 指导员 协理员 工作人员 助理 法定代表人 领队 纪检员 代理人 理事代表 会员代表 发言人",
);

static BARE: WordList = WordList::new(
    "\
    院长 所长 校长 馆长 站长 台长 社长 厂长 园长 系主任 院长助理 所长助理 校长助理 教授 研究员 \
    工程师 讲师 助教 医师 药师 护师 护士 护士长 技师 主任医师 主任药师 主任护师 主任技师 \
    主治医师 住院医师 医生 农艺师 畜牧师 兽医师 兽医 会计师 审计师 经济师 统计师 设计师 建筑师 \
    规划师 实验师 实验员 技术员 检验师 教师 教员 辅导员 编审 编辑师 馆员 研究馆员 翻译 译审 \
    律师 园艺师 工艺师 博士后 博士生 硕士生 研究生 博士研究生 硕士研究生 本科生 博士 硕士 \
    博士生导师 硕士生导师 博导 硕导 导师 研究实习员 科学家 首席科学家 首席专家 专家 学科带头人 \
    学术带头人 带头人 飞行员 航天员 船长 教练 教练员 裁判 政工师 培训师 评估师 咨询师 分析师 \
    测绘师 气象员 观测员 饲养员 学生 大学生 志愿者 科普志愿者 工人 技工 职员 访问学者 工程技术人员 科研人员 研究人员 \
    Fellow CEO CTO",
);

static MODIFIERS: WordList = WordList::new(
    "\
    副 正 常务 执行 名誉 荣誉 轮值 候任 前任 专职 兼职 驻会 代理 代 总 第一 首席 原 前 \
    青年 特邀 特聘 特任 特别 客座 讲席 讲座 终身 荣休 助理 高级 正高级 副高级 中级 初级 \
    教授级 研究员级 主任 主管 主治 住院 见习 实习 责任 执业 注册 一级 二级 三级 四级 资深 \
    党委 党组 党总支 党支部 支部 总支 纪委 纪检 组织 宣传 统战 青年工作 机关党委 理事会党委 \
    临时党委 功能型党委 办事机构 理事会 监事会 秘书处 科协 团委 工会 在站 在读 全职 联席 专任 \
    科研 法人 中共 创始 创会 分管 直属 机关 离退休 功能型",
);

/// Bodies inside an organisation whose name belongs to the office: 青年工作委员会主任委员.
static BODIES: WordList = WordList::new(
    "\
    委员会 专委会 分会 工委 办公室 秘书处 编辑部 编委会 党支部 党总支 党委 纪委 理事会 监事会 \
    部 处 科室 专业组 工作组 学组",
);

static ORGANISATIONS: WordList = WordList::new(
    "\
    学会 协会 研究会 促进会 联合会 基金会 商会 科协 联盟 大学 学院 研究院 研究所 科学院 工程院 \
    医院 公司 集团 中心 学校 中学 小学 实验室",
);

static ORGANISATION_ENDS: WordList = WordList::new(
    "\
    会 院 所 大学 学校 中学 小学 系 公司 厂 站 局 部 处 室 中心 集团 馆 社 台 队 基地 \
    园 科协 联盟 党委 党组 党总支 党支部 纪委 医科 科 场 署 厅 委 办 学部 课题组 团队 企业 \
    银行 矿 港 部队",
);

/// Words that end like a body and are none: 学习体会.
static NO_BODIES: WordList = WordList::new("体会 领会 机会 社会 误会 不会");

/// Status, not office: each is found anywhere in a part and may be followed only by [`TAG_TAILS`].
static TAGS: WordList = WordList::new(
    "\
    二十大代表 二十大参会代表 二十大党代表 党代表 党代会代表 全国代表大会代表 人大代表 政协委员 院士 \
    青托 青年人才托举工程 青年人才托举 青年托举 托举人才 青年科技工作者 最美科技工作者 科技工作者 \
    青年科技奖 科技奖 岁以下 岁及以下 杰出青年 杰青 优秀青年 优青 长江学者 万人计划 百人计划 \
    千人计划 领军人才 拔尖人才 劳动模范 劳模 先进工作者 中共党员 共产党员 党员 特殊津贴 民主党派",
);

/// Of [`TAG_FRONTS`] those with which the name of an organisation may end.
static NAME_ENDS: WordList = WordList::new("学会 科协 本会 省 市 中国 国家 全国");

static TAG_TAILS: WordList = WordList::new(
    "\
    代表 获得者 得主 人选 入选者 入选 人才 称号 称号获得者 工程 工程入选者 项目入选者 对象 专家 \
    享受者 提名 候选人 青年学者 者 托举对象 基金获得者 科学基金获得者 青年人才 青年 科技工作者",
);

static TAG_FRONTS: WordList = WordList::new(
    "\
    党的 中共 中国共产党 全国 国家 中国 中国科协 科协 中国科学院 中国工程院 两院 历届 首届 省 \
    市 国务院 享受 享受国务院 青年 优秀 本会 学会 参会 最美 国家级 国家杰出",
);

/// Labels that stand among the parts (单位：某某，职务：某某) and say nothing themselves.
static FIELD_WORDS: WordList = WordList::new("单位 工作单位 所在单位 职务 职称 身份 单位职务 职务职称 类别");

/// Words by which people speak of their own society: no affiliation worth keeping.
static OWN: WordList = WordList::new("学会 本会 我会 本学会 我学会 我单位 本单位 该会 任");

/// Takes a text apart; `None` when it does not consist of offices, status and organisations.
pub(super) fn duty(text: &str, care: Care) -> Option<Duty> {
    if care == Care::Strict && text.len() > 90 && text.chars().count() > 90 {
        return None;
    }
    let mut found = Duty::default();
    let text = joined_by_marks(text);
    for part in parts(&text) {
        if !take(&part, &mut found, care) {
            return traditional::simplified(&text).and_then(|text| duty(&text, care));
        }
    }
    let known = found.affiliation.is_some() || !found.positions.is_empty() || !found.tags.is_empty();
    known.then_some(found)
}

/// 女，汉族: nothing in it but what a person is by birth and schooling.
pub(super) fn is_by_birth(text: &str) -> bool {
    !text.is_empty() && parts(text).next().is_none()
}

/// True when the whole text is one office or several, nothing before them.
pub(super) fn is_office(text: &str) -> bool {
    offices(text).is_some_and(|(rest, _, _)| rest.is_empty())
}

/// True when the text ends with an office.
pub(super) fn ends_with_office(text: &str) -> bool {
    OFFICES.ends(text) || BARE.ends(text)
}

/// True when the text is shaped like the name of an organisation.
pub(super) fn is_organisation(text: &str) -> bool {
    let count = text.chars().count();
    (4..=40).contains(&count)
        && ORGANISATION_ENDS.ends(text)
        && !NO_BODIES.ends(text)
        && text.chars().all(|c| {
            is_han(c) || c.is_alphanumeric() || matches!(c, '（' | '）' | '(' | ')' | '·' | '-' | '“' | '”')
        })
        && !text.contains(['的', '了', '我', '是', '们'])
}

fn take(part: &str, found: &mut Duty, care: Care) -> bool {
    let mut part = part.trim_end_matches('。');
    if as_above::is_office(part) {
        push(&mut found.positions, part.to_owned());
        return true;
    }
    if let Some((before, tag)) = split_tag(part) {
        push(&mut found.tags, tag);
        part = before;
        if part.is_empty() {
            return true;
        }
    }
    if let Some((rest, offices, kind)) = offices(part) {
        let (affiliation, body) = match kind {
            Kind::Office => split_body(rest),
            Kind::Bare => (rest, ""),
        };
        if care == Care::Strict && !fits_before_office(affiliation) {
            return false;
        }
        for (index, office) in offices.into_iter().enumerate() {
            push(
                &mut found.positions,
                if index == 0 && !body.is_empty() {
                    format!("{body}{office}")
                } else {
                    office
                },
            );
        }
        affiliate(found, affiliation);
        return true;
    }
    if is_organisation(part) || OWN.has(part) {
        affiliate(found, part);
        return true;
    }
    if care == Care::Lenient {
        push(&mut found.positions, part.to_owned());
    }
    care == Care::Lenient
}

fn push(list: &mut Vec<String>, value: String) {
    if !list.contains(&value) {
        list.push(value);
    }
}

fn affiliate(found: &mut Duty, text: &str) {
    if text.is_empty() || OWN.has(text) {
        return;
    }
    match &mut found.affiliation {
        Some(known) if known.split('、').any(|one| one == text) => {}
        Some(known) => {
            known.push('、');
            known.push_str(text);
        }
        None => found.affiliation = Some(text.to_owned()),
    }
}

fn fits_before_office(text: &str) -> bool {
    let strange = |c: char| {
        !(is_han(c) || c.is_alphanumeric() || matches!(c, '·' | '-' | '“' | '”'))
            || matches!(
                c,
                '的' | '了' | '是' | '着' | '们' | '我' | '你' | '他' | '她' | '这' | '那' | '您' | '请'
            )
    };
    text.chars().count() <= 40 && !text.contains(strange)
}

/// All offices at the end of a text, in the order written, with what stands before them.
fn offices(text: &str) -> Option<(&str, Vec<String>, Kind)> {
    let (mut rest, office, mut kind) = strip_office(text)?;
    let mut list = vec![office];
    while let Some((before, office, earlier)) = strip_office(rest) {
        list.insert(0, office);
        (rest, kind) = (before, earlier);
    }
    Some((rest, list, kind))
}

/// The last office of a text, the longest that fits, with its modifiers (常务 + 副 + 理事长).
fn strip_office(text: &str) -> Option<(&str, String, Kind)> {
    let office = OFFICES.longest_end(text).map(|core| (core, Kind::Office));
    let bare = BARE.longest_end(text).map(|core| (core, Kind::Bare));
    let (core, kind) = office
        .into_iter()
        .chain(bare)
        .max_by_key(|(core, _)| core.len())?;
    let mut rest = text.strip_suffix(core)?;
    while let Some(modifier) = MODIFIERS.longest_end(rest) {
        let before = rest.strip_suffix(modifier)?;
        let joined = before.is_empty()
            || modifier.chars().count() > 1
            || "副正".contains(modifier)
            || ORGANISATION_ENDS.ends(before);
        if !joined {
            break;
        }
        rest = before;
    }
    let office = text.strip_prefix(rest)?;
    Some((rest, office.to_owned(), kind))
}

/// Splits 华夏光学学会办公室 into the organisation and the body inside it.
fn split_body(text: &str) -> (&str, &str) {
    let is_body = |part: &str| BODIES.ends(part);
    if !is_body(text) {
        return (text, "");
    }
    let splits = ORGANISATIONS
        .words()
        .filter_map(|word| text.rsplit_once(word))
        .map(|(_, after)| after);
    let shortest = splits
        .filter(|after| is_body(after))
        .min_by_key(|after| after.len());
    match shortest {
        Some(body) => (text.strip_suffix(body).unwrap_or(text), body),
        None if ORGANISATIONS.ends(text) => (text, ""),
        None => ("", text),
    }
}

/// A status at the end of a part, and what stands before it.
fn split_tag(part: &str) -> Option<(&str, String)> {
    if !TAGS.is_mentioned(part) {
        return None;
    }
    let fits = |tag: &&str| {
        part.split_once(*tag)
            .is_some_and(|(_, after)| after.is_empty() || TAG_TAILS.has(after))
    };
    let tag = TAGS.words().filter(fits).max_by_key(|tag| tag.len())?;
    let (mut before, _) = part.split_once(tag)?;
    if tag == "院士" && before.ends_with('院') {
        return Some(("", part.to_owned()));
    }
    while let Some(shorter) = strip_tag_front(before) {
        before = shorter;
    }
    Some((before, part.strip_prefix(before)?.to_owned()))
}

fn strip_tag_front(text: &str) -> Option<&str> {
    if let Some(front) = TAG_FRONTS.longest_end(text) {
        let before = text.strip_suffix(front)?;
        // 华夏光学学会 + 青年… : 学会 ends a name there and begins nothing.
        let ends_name = NAME_ENDS.has(front);
        return (!ends_name || before.is_empty()).then_some(before);
    }
    if let Some(before) = text
        .strip_suffix("岁以下")
        .or_else(|| text.strip_suffix("岁及以下"))
    {
        let before = before.trim_end_matches('周');
        return Some(
            before.trim_end_matches(|c: char| c.is_numeric() || "〇一二三四五六七八九十".contains(c)),
        );
    }
    if text.ends_with('届') || text.ends_with('批') {
        let (before, ordinal) = text.rsplit_once('第')?;
        return (ordinal.chars().count() <= 5).then_some(before);
    }
    let digits =
        text.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '０'..='９' | '年' | '度'));
    (digits.len() < text.len()).then_some(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strict(text: &str) -> (Option<String>, Vec<String>, Vec<String>) {
        let duty = duty(text, Care::Strict).unwrap_or_else(|| panic!("{text}"));
        (duty.affiliation, duty.positions, duty.tags)
    }

    fn of(
        affiliation: &str,
        positions: &[&str],
        tags: &[&str],
    ) -> (Option<String>, Vec<String>, Vec<String>) {
        let own = |list: &[&str]| list.iter().map(|x| (*x).to_owned()).collect();
        (
            (!affiliation.is_empty()).then(|| affiliation.to_owned()),
            own(positions),
            own(tags),
        )
    }

    #[test]
    fn the_longest_office_wins() {
        assert_eq!(strict("副理事长、秘书长"), of("", &["副理事长", "秘书长"], &[]));
        assert_eq!(
            strict("华夏光学学会常务副理事长，党委委员"),
            of("华夏光学学会", &["常务副理事长", "党委委员"], &[])
        );
        assert_eq!(
            strict("华夏光学学会常务理事"),
            of("华夏光学学会", &["常务理事"], &[])
        );
        assert_eq!(strict("理事长兼党委书记"), of("", &["理事长", "党委书记"], &[]));
        assert_eq!(
            strict("华夏光学学会理事长党委书记"),
            of("华夏光学学会", &["理事长", "党委书记"], &[])
        );
        assert_eq!(
            strict("华夏光学学会党委副书记/副秘书长"),
            of("华夏光学学会", &["党委副书记", "副秘书长"], &[])
        );
    }

    #[test]
    fn bodies_inside_a_society_belong_to_the_office() {
        assert_eq!(
            strict("华夏光学学会办公室主任"),
            of("华夏光学学会", &["办公室主任"], &[])
        );
        assert_eq!(
            strict("青年工作委员会主任委员"),
            of("", &["青年工作委员会主任委员"], &[])
        );
        assert_eq!(
            strict("东屏理工大学材料学院副院长"),
            of("东屏理工大学材料学院", &["副院长"], &[])
        );
        assert_eq!(
            strict("江滨医学中心心内科副主任医师"),
            of("江滨医学中心心内科", &["副主任医师"], &[])
        );
    }

    #[test]
    fn status_is_told_from_offices() {
        assert_eq!(
            strict("北岭仪器研究所助理研究员、第七届青托人才"),
            of("北岭仪器研究所", &["助理研究员"], &["第七届青托人才"])
        );
        assert_eq!(
            strict("主治医师、40岁以下青年科技工作者"),
            of("", &["主治医师"], &["40岁以下青年科技工作者"])
        );
        assert_eq!(
            strict("华夏光学学会理事、党的二十大代表、中国工程院院士"),
            of("华夏光学学会", &["理事"], &["党的二十大代表", "中国工程院院士"])
        );
        assert_eq!(
            strict("华夏光学学会青年科技工作者"),
            of("华夏光学学会", &[], &["青年科技工作者"])
        );
    }

    #[test]
    fn two_affiliations_are_both_kept() {
        assert_eq!(
            strict("华夏光学学会理事、东屏理工大学教授"),
            of("华夏光学学会、东屏理工大学", &["理事", "教授"], &[])
        );
        assert_eq!(
            strict("华夏光学学会 理事长"),
            of("华夏光学学会", &["理事长"], &[])
        );
        assert_eq!(strict("学会理事长"), of("", &["理事长"], &[]));
    }

    #[test]
    fn sentences_are_no_duties() {
        for text in [
            "我们要向理事学习的",
            "加强创新",
            "建议设立智能材料专项，支持青年人员长期开展观测",
        ] {
            assert_eq!(duty(text, Care::Strict), None, "{text}");
        }
        assert_eq!(duty("首席观察", Care::Lenient).unwrap().positions, ["首席观察"]);
    }
}
