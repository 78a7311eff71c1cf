//! What may be a person's name.

mod words;

use std::sync::LazyLock;

use domain::text::{is_blank, is_han, is_middle_dot, tidy_name};

use super::form_label::is_common_han;
use super::lines::trim;
use super::position;
use super::word_list::{Characters, WordList};

/// How sure a text is a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Likelihood {
    /// Shaped like a name, but with no known surname.
    Shape,
    /// A known surname, a transcribed or a Latin name.
    Known,
}

const SURNAMES: &str = "\
赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳酆鲍史唐\
费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董\
梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫经房裘缪干解应宗丁宣贲邓郁单杭洪包诸左石崔吉\
钮龚程嵇邢滑裴陆荣翁荀羊於惠甄曲家封芮羿储靳汲邴糜松井段富巫乌焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫宁仇栾暴甘钭厉戎祖武符刘景\
詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍却璩桑桂濮牛寿通边扈燕冀郏\
浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧殳沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚\
那简饶空曾毋沙乜养鞠须丰巢关蒯相查后荆红游竺权逯盖益桓公仉督岳帅缑亢况郈有琴商牟佘佴伯赏墨哈谯笪年爱阳佟言福肖闫覃冼涂仝付代但\
揭桥邸税麦庹丛隋芦苑原门米闪海来种朴植矫腾晋展初智战宛撒仁揣佳兰尧普信次央旦扎\
苟迟邝楚鹿楼亓妥盘鄢谌粟栗綦郄呙禚缐忻茆衣雒骞蹇辜练泮郇占库宝候漆银鲜\
趙錢吳鄭馮陳衛蔣韓楊許呂張嚴華謝鄒雲蘇範魯韋馬鳳費賀湯羅畢鄔樂時齊蕭紀項賈婁顏鐘駱盧萬單龔鄧諸陸榮葉龍黃譚關劉歐聶鞏閻賴莊餘龐";

/// Surnames with which words begin as well: they tell a name only where nothing but one can stand.
const RARE_SURNAMES: &str = "都位由官区豆卿敬阿母修赫那诺玉宾呼尉冶斯檀奉闭";

static COMPOUND_SURNAMES: WordList = WordList::new(
    "\
    欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 \
    宗政 濮阳 公冶 太叔 申屠 公孙 慕容 仲孙 钟离 长孙 宇文 司徒 鲜于 司空 闾丘 子车 亓官 \
    司寇 巫马 公西 颛孙 壤驷 公良 漆雕 乐正 宰父 谷梁 拓跋 夹谷 轩辕 令狐 段干 百里 呼延 \
    东郭 南门 羊舌 微生 公户 公玉 梁丘 左丘 东门 西门 第五 纳兰 完颜 叶赫 爱新 那拉 富察 \
    钮祜 耶律 贺兰 达奚 哥舒",
);

/// Parts that no name has.
static NO_NAME_PARTS: WordList = WordList::new(
    "\
    学会 协会 研究 大学 学院 医院 公司 中心 单位 党委 党组 支部 党建 姓名 职务 职称 感悟 \
    体会 心得 建议 意见 材料 附件 统计 汇总 报告 总结 情况 工作 照片 设想 谋划 学习 代表 \
    少数 建言 献策 项目 题目 标题 作者 通知 精神 科技 领导 同志 老师 先生 女士 我会 本会 \
    如下 有关 关于 电话 邮箱 地址 填表 联系 无此 暂无 人员 部门 秘书 主任 理事 书记 委员 \
    会长 院长 所长 教授 院士 博士 专家 教师 团队 盖章 签字 公章 文档 模板 样表 表格 名单 \
    视频 扫描 高质量",
);

/// Ordinary words that are shaped like a name. Names may hold them (方向泽, 李海洋), so only the whole word counts.
static WORDS: WordList = WordList::new(
    "\
    方案 方法 方向 方面 方针 计划 成果 成效 成长 成立 成就 时间 时代 内容 目标 任务 发展 \
    未来 青年 关键 全国 中国 国家 国际 首先 其次 最后 同时 此外 一是 二是 三是 以下 上述 \
    经验 经济 经费 原因 原则 原文 背景 意义 路径 水平 水利 安全 安排 常务 高级 高校 高端 \
    高度 人才 全体 广大 组织 公众 公平 明确 强化 应当 应用 解决 管理 万众 文化 文件 文章 \
    平均 和平 海洋 信息 信念 从事 从而 计算 能源 农业 温度 满意 利用 有效 相关 智能 初心 \
    展望 战略 普及 来源 种类 代码 家国 充分 居民 修改 正式 正文 创新 创业 支持 支撑 支出 \
    单独 单篇 全部 全文 全面 全会 双碳 双创 万元 申报 申请 章程 黄金 马上 江山 石油 白皮 \
    边界 金融 钱款 温馨 安心 安静 贡献 查收 查阅 宣传 宣讲 党员 党课 党性 党章 包括 包含 \
    程序 程度 康复 于是 终于 由于 关于 范围 范例 路线 路演 常规 常态 向上 向前 田间 花絮 \
    别名 别人 明天 明年 冷静 冷门 师生 师德 车间 曲线 米粒 步骤 步伐 游戏 空间 空白 容易 \
    居家 强国 简介 简历 简报 权威 权限 红色 游学 景观 荣誉 荣获 解读 解析 广东 广西 江苏 \
    江西 黑龙 甘肃 云南 宁夏 青海 海南 台湾 贵州 山东 山西 河南 时间表 路线图 任务书 申请书 \
    党支部 关键词 新建 补充 更正 最终 问题 项目 能力 平台 机制 措施 \
    通讯员 通讯 年份 年度 年代 年龄 年级 宝贵 宝库 宝典 库存 练习 占比 银行 鲜明 鲜花 妥善 盘点 盘活 候选 漆器 楼宇 楚天 迟到",
);

/// What people set behind a name out of respect.
static HONORIFICS: WordList = WordList::new("教授 副教授 院士 博士 研究员 副研究员 老师 先生 女士");

/// Ends of words that an honorific goes on with: 文学博士, 农科院院士, 曾任教授.
const NO_HONOURED_LAST: &str = "学院任系级聘所届制士";

/// 李敏教授: the name, and what stands behind it out of respect.
pub(super) fn honoured(text: &str) -> Option<(&str, &'static str)> {
    let text = trim(text);
    let title = HONORIFICS.longest_end(text)?;
    let name = trim(text.strip_suffix(title)?);
    let trade = name.chars().count() == 2 && name.ends_with('业');
    let word = trade || name.ends_with(|c| NO_HONOURED_LAST.contains(c));
    let known = |(_, sure)| sure == Likelihood::Known;
    (!word && !position::is_office(text) && plausible(name).is_some_and(known)).then_some((name, title))
}

/// True for ends that no name has.
fn ends_no_name(character: char) -> bool {
    matches!(
        character,
        '表' | '稿' | '性' | '版' | '篇' | '类' | '件' | '页' | '档' | '的' | '了' | '们'
    )
}

/// True for characters that begin no name.
fn begins_no_name(character: char) -> bool {
    matches!(
        character,
        '的' | '了'
            | '是'
            | '在'
            | '我'
            | '你'
            | '他'
            | '她'
            | '它'
            | '们'
            | '这'
            | '那'
            | '您'
            | '请'
            | '以'
            | '为'
            | '把'
            | '被'
            | '让'
            | '对'
            | '将'
            | '与'
            | '及'
            | '或'
            | '就'
            | '也'
            | '都'
            | '不'
            | '没'
            | '无'
            | '各'
            | '某'
            | '每'
            | '本'
            | '该'
            | '其'
    )
}

/// A name as shown, and how sure it is; `None` for what cannot be one.
///
/// Two to four Chinese characters (longer only for compound surnames or with a middle dot), or two to four capitalised
/// Latin words. Spaces inside a Chinese name are typesetting.
pub(super) fn plausible(text: &str) -> Option<(String, Likelihood)> {
    if !may_be_name(text) {
        return None;
    }
    if let Some(comrade) = trim(text).strip_suffix("同志") {
        return plausible(comrade).filter(|(_, sure)| *sure == Likelihood::Known);
    }
    if let Some((name, _)) = honoured(text) {
        return plausible(name);
    }
    let text = text.trim_matches(|c: char| is_blank(c) || matches!(c, '"' | '“' | '”'));
    // Nothing but Chinese characters stays as it is: whatever is too short or too long is no name without a look.
    if text.chars().all(is_common_han) {
        return (6..=12)
            .contains(&text.len())
            .then(|| of_characters(text))
            .flatten();
    }
    let name = with_middle_dots(tidy_name(text));
    if name.chars().any(|c| c.is_ascii_alphabetic()) {
        return latin(&name).then_some((name, Likelihood::Known));
    }
    if name.contains(is_middle_dot) {
        return transcribed(&name).then_some((name, Likelihood::Known));
    }
    let count = name.chars().count();
    if !(2..=4).contains(&count) || !name.chars().all(is_name_character) {
        return None;
    }
    of_characters(&name)
}

/// Two to four Chinese characters as a name.
fn of_characters(name: &str) -> Option<(String, Likelihood)> {
    let count = name.chars().count();
    let word = WORDS.has(name);
    let of_peoples = words::is_of_peoples(name);
    if (word && !may_be_called(name))
        || NO_NAME_PARTS.is_mentioned(name)
        || (!of_peoples && name.starts_with(begins_no_name))
        || name.ends_with(ends_no_name)
        || position::ends_with_office(name)
    {
        return None;
    }
    let compound = count > 2 && COMPOUND_SURNAMES.begins(name);
    // Four characters with a simple surname are more often two words (文化建设) than a name.
    let simple = count < 4 && name.starts_with(is_surname);
    let known = !word && (simple || compound || of_peoples);
    Some((
        name.to_owned(),
        if known {
            Likelihood::Known
        } else {
            Likelihood::Shape
        },
    ))
}

/// Whether somebody may be called like an ordinary word: 方向, 文静. No name for sure wherever nothing else says so.
fn may_be_called(word: &str) -> bool {
    static CALLED: WordList = WordList::new(
        "方向 成长 成立 成就 时代 安全 安心 安静 和平 海洋 温馨 江山 黄金 明天 向前 向上 田间 花絮 冷静 师德 景观 \
         步伐 米粒 强国 宁夏",
    );
    CALLED.has(word)
}

/// Whether two or three Chinese characters, on a line where names of authors stand, are a name with a rare surname.
pub(super) fn is_rare(text: &str) -> bool {
    static OTHERS: WordList =
        WordList::new("区块链 母亲河 母亲节 官兵情 位置感 玉兰花 敬业 修身 由衷 那年 那些年");
    let name = tidy_name(text);
    let count = name.chars().count();
    (2..=3).contains(&count)
        && name.starts_with(|c| RARE_SURNAMES.contains(c))
        && name.chars().all(is_common_han)
        && !OTHERS.has(&name)
        && !WORDS.has(&name)
        && !NO_NAME_PARTS.is_mentioned(&name)
        && !name.ends_with(ends_no_name)
}

/// True for a surname of one character.
pub(super) fn is_surname(character: char) -> bool {
    static MOST: LazyLock<Characters> = LazyLock::new(|| Characters::of(SURNAMES));
    MOST.may_hold(character) && SURNAMES.contains(character)
}

/// 巴图.孟和: a full stop where a keyboard has no middle dot.
fn with_middle_dots(name: String) -> String {
    if !name.contains('.') {
        return name;
    }
    let parts: Vec<&str> = name.split('.').collect();
    let is_part = |part: &&str| part.chars().count() >= 2 && part.chars().all(is_han);
    if parts.len() >= 2 && parts.iter().all(is_part) {
        parts.join("·")
    } else {
        name
    }
}

/// False for most texts that are no name, without taking them apart: too many Chinese characters in a row, or marks that
/// stand in none.
fn may_be_name(text: &str) -> bool {
    let mut han = 0;
    for character in text.chars() {
        if is_common_han(character) {
            han += 1;
            continue;
        }
        if character.is_ascii_digit() {
            return false;
        }
        if is_middle_dot(character) || character == '.' {
            return true;
        }
        if matches!(
            character,
            '，' | '。'
                | '、'
                | '：'
                | '；'
                | '？'
                | '！'
                | '（'
                | '）'
                | '《'
                | '》'
                | ','
                | ';'
                | ':'
                | '('
                | ')'
        ) {
            return false;
        }
        han += usize::from(is_han(character));
    }
    let text = text.trim_end_matches(is_blank);
    han <= 4 || text.ends_with("同志") || (han <= 8 && HONORIFICS.ends(text))
}

/// What is written where nobody in particular is named.
static NOBODY: WordList = WordList::new(
    "集体 学会集体 集体意见 集体讨论 全体 全体会员 大家 匿名 不详 本会 我会 本学会 我学会 秘书处 办公室 课题组 编辑部 理事会",
);

/// A name in a place that can hold nothing else (behind 姓名：, in a column 姓名): any Chinese or Latin name.
pub(super) fn stated(text: &str) -> Option<String> {
    let name = with_middle_dots(tidy_name(text));
    let count = name.chars().count();
    let letters = name.chars().all(|c| {
        is_name_character(c)
            || is_middle_dot(c)
            || c.is_alphabetic()
            || matches!(c, ' ' | '.' | '-' | '\'' | '（' | '）' | '(' | ')')
    });
    let word = NOBODY.has(&name)
        || NO_NAME_PARTS.has(&name)
        || (WORDS.has(&name) && !may_be_called(&name))
        || matches!(name.as_str(), "无" | "暂无" | "合计");
    ((1..=40).contains(&count) && letters && !word).then_some(name)
}

/// True for whole names on lines of their own, one below the other; 张 above 三 is one name typed apart.
pub(super) fn are_several(text: &str) -> bool {
    let mut lines = text.lines().map(plausible);
    let several = text.contains('\n');
    several && lines.all(|name| name.is_some_and(|(_, sure)| sure == Likelihood::Known))
}

/// Chinese characters and the marks by which characters missing from fonts are described.
fn is_name_character(character: char) -> bool {
    is_han(character) || matches!(character, '\u{2FF0}'..='\u{2FFF}' | '\u{2E80}'..='\u{2FDF}')
}

fn transcribed(name: &str) -> bool {
    let parts: Vec<&str> = name.split(is_middle_dot).collect();
    // 张三·理事长: the office behind a dot is no part of the name.
    let office = parts.last().is_some_and(|last| position::is_office(last));
    (2..=5).contains(&parts.len())
        && !office
        && !words::are_of_a_title(name)
        && parts
            .iter()
            .all(|part| (1..=12).contains(&part.chars().count()) && part.chars().all(is_name_character))
}

fn latin(name: &str) -> bool {
    let words: Vec<&str> = name
        .split(|c| is_blank(c) || is_middle_dot(c))
        .filter(|w| !w.is_empty())
        .collect();
    let word = |word: &&str| {
        word.starts_with(char::is_uppercase)
            && word
                .chars()
                .all(|c| (c.is_alphabetic() && !is_han(c)) || matches!(c, '.' | '-' | '\'' | '’'))
    };
    (2..=4).contains(&words.len())
        && name.chars().count() <= 40
        && words.iter().all(word)
        && name.chars().any(char::is_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_every_kind_are_plausible() {
        for name in [
            "张三",
            "张　三",
            "欧阳修竹",
            "诸葛亮",
            "阿依努尔·图尔逊",
            "巴图.孟和",
            "巴特尔・苏合",
            "John Smith",
            "冯𬭎",
            "李\u{20bb7}衡",
        ] {
            assert!(
                plausible(name).is_some_and(|(_, sure)| sure == Likelihood::Known),
                "{name}"
            );
        }
        assert_eq!(
            plausible("𡈽井清"),
            Some(("𡈽井清".to_owned(), Likelihood::Shape))
        );
        assert_eq!(plausible("张　三").unwrap().0, "张三");
        for text in ["1.张三", "张3", "3·张三", "John Smith 2"] {
            assert_eq!(plausible(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_said_out_of_respect_is_no_part_of_a_name() {
        for name in [
            "张三教授",
            "张三 博士",
            "欧阳修竹院士",
            "张三副研究员",
            "张三女士",
        ] {
            assert!(
                plausible(name).is_some_and(|(_, sure)| sure == Likelihood::Known),
                "{name}"
            );
        }
        assert_eq!(plausible("张三 博士").unwrap().0, "张三");
        for word in [
            "文学博士",
            "曾任教授",
            "荣休教授",
            "应届博士",
            "林业研究员",
            "王教授",
            "高级研究员",
        ] {
            assert_eq!(plausible(word), None, "{word}");
        }
    }

    #[test]
    fn peoples_without_surnames_have_names() {
        for name in ["其其格", "那顺", "扎西", "古丽", "努尔兰", "格日勒图"] {
            let known = plausible(name).is_some_and(|(_, sure)| sure == Likelihood::Known);
            assert!(known, "{name}");
        }
        for place in ["呼和浩特", "乌兰察布"] {
            assert!(plausible(place).is_none_or(|(_, sure)| sure != Likelihood::Known));
        }
    }

    #[test]
    fn titles_with_a_dot_are_no_names() {
        for title in ["使命·担当·奋斗", "沁园春·喜迎盛会", "初心•使命"] {
            assert_eq!(plausible(title), None, "{title}");
        }
    }

    #[test]
    fn names_may_hold_ordinary_words() {
        for name in ["方向泽", "李海洋", "王和平", "张创新", "马成立"] {
            assert!(plausible(name).is_some(), "{name}");
        }
    }

    #[test]
    fn ordinary_words_are_no_names() {
        for word in [
            "方案",
            "高级工程师",
            "王理事长",
            "建议",
            "成果",
            "我们",
            "党建材料",
            "一",
            "张三李四王",
            "GB",
        ] {
            assert_eq!(plausible(word), None, "{word}");
        }
    }

    #[test]
    fn names_below_each_other_are_several() {
        assert!(are_several("张明远\n李思齐"));
        for one in ["张明远", "张\n三", "阿卜杜\n热合曼", "张明远\n理事长"] {
            assert!(!are_several(one), "{one}");
        }
    }

    #[test]
    fn a_name_field_takes_longer_names() {
        assert_eq!(stated("阿卜杜热合曼"), Some("阿卜杜热合曼".to_owned()));
        assert_eq!(stated("方向"), Some("方向".to_owned()));
        assert_eq!(plausible("方向"), Some(("方向".to_owned(), Likelihood::Shape)));
        assert_eq!(plausible("平均"), None);
        assert_eq!(stated("无"), None);
    }
}
