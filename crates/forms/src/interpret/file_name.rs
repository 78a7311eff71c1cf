//! Whom a file name names: `张三学习感悟.docx`, `感悟（张三）.docx`, `华夏光学学会+张三.docx`, `张三（理事长）学习感悟.docx`.

use domain::person::Person;
use domain::text::{is_blank, match_key};

use super::heads;
use super::labels;
use super::lines::{bracketed, trim};
use super::names::{self, Likelihood};
use super::position::{self, Care};
use super::word_list::WordList;

/// Words of file names that are about the piece or the file, longest first where one holds another.
static WORDS: WordList = WordList::new(
    "\
    推荐人选 主要事迹材料 事迹材料 主要事迹 先进事迹 事迹简介 事迹 交流材料 发言材料 \
    学习贯彻党的二十大精神 学习党的二十大精神 党的二十大精神 党的二十大 二十大精神 二十大 “关键少数” \
    关键少数 青年科技工作者 科技工作者 学习感悟 学习体会 学习心得 心得体会 感悟文章 感悟材料 感悟 \
    体会 心得 感想 感言 建言献策 建言 献策 建议 意见 未来设想 谋划 文字材料 文字稿 文稿 文本 材料 文章 \
    稿件 最终版 终稿 定稿 修改稿 修改版 修订版 更正 正式版 新版 初稿 附件 作者 姓名 学习 关于 \
    个人 同志 撰写 报送 提交 的 青年 word版 Word版 word Word 版 \
    人选 推荐",
);

/// True for a word that only looks like a name.
pub(super) fn is_word(name: &str) -> bool {
    NO_NAMES.has(name)
}

/// Names of files that go with others and hold nobody's text.
static ACCOMPANYING: WordList = WordList::new(
    "说明 文件说明 附件说明 解压说明 使用说明 压缩包说明 readme 目录 文件清单 附件清单 材料清单 必读 请先阅读",
);

/// 说明.txt, readme.txt: a note on the files beside it.
pub(super) fn is_accompanying(path: &str) -> bool {
    let file = path.rsplit(['/', '\\']).next().unwrap_or_default();
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let bare =
        stem.trim_matches(|c: char| is_blank(c) || c.is_ascii_digit() || matches!(c, '.' | '、' | '_' | '-'));
    ACCOMPANYING.has(&match_key(bare))
}

/// The person whom a file name names with a known surname, or else the folder in which it lies; `None` when they name
/// nobody or the name is unsure.
pub(super) fn person(path: &str) -> Option<Person> {
    let mut parts = path.rsplit(['/', '\\']);
    let file = parts.next()?;
    let stem = file.rsplit_once('.').map_or(file, |(stem, extension)| {
        if extension.chars().count() <= 5 {
            stem
        } else {
            file
        }
    });
    let found = named_in(stem);
    if !found.is_empty() {
        return only(stem, &found);
    }
    // 王小明/感悟.docx; an archive's own name is nobody's folder.
    let folder = parts.next().filter(|folder| !folder.contains('.'))?;
    only(folder, &named_in(folder))
}

fn only(stem: &str, found: &[Person]) -> Option<Person> {
    let [person] = found else { return None };
    Some(Person {
        positions: office_beside(stem, &person.name).unwrap_or_else(|| person.positions.clone()),
        ..person.clone()
    })
}

fn named_in(stem: &str) -> Vec<Person> {
    let mut found: Vec<Person> = Vec::new();
    // IMG_2022: a name has Chinese characters or capitals followed by small letters.
    let small = stem.chars().any(char::is_lowercase) && stem.chars().any(char::is_uppercase);
    if !small && stem.is_ascii() {
        return found;
    }
    for part in parts(stem) {
        let person = with_office(&part).or_else(|| bare(&part));
        if let Some(person) = person.filter(|person| found.iter().all(|known| known.name != person.name)) {
            found.push(person);
        }
    }
    found
}

fn parts(stem: &str) -> Vec<String> {
    let separator = |c: char| {
        is_blank(c)
            || matches!(
                c,
                '-' | '—'
                    | '–'
                    | '_'
                    | '+'
                    | '＋'
                    | '（'
                    | '）'
                    | '('
                    | ')'
                    | '【'
                    | '】'
                    | '['
                    | ']'
                    | '：'
                    | ':'
                    | '，'
                    | ','
                    | '、'
                    | '.'
                    | '《'
                    | '》'
                    | '&'
                    | '－'
            )
    };
    stem.split(separator)
        .map(|part| trim(part).to_owned())
        .filter(|part| !part.is_empty())
        .collect()
}

/// 理事长张三, 张三理事长.
fn with_office(part: &str) -> Option<Person> {
    heads::named(part).or_else(|| {
        let short = WORDS.taken_from(part);
        (short != part).then(|| heads::named(&short))?
    })
}

fn bare(part: &str) -> Option<Person> {
    if position::is_organisation(part) || position::is_office(part) {
        return None;
    }
    if tells_of_another(part) {
        return None;
    }
    let text = WORDS.taken_from(part.trim_matches(|c: char| c.is_ascii_digit() || matches!(c, '０'..='９')));
    // 华夏光学学会张三: the name stands behind the society.
    let tail = [
        "学会",
        "协会",
        "研究会",
        "促进会",
        "联合会",
        "基金会",
        "大学",
        "学院",
        "研究院",
        "研究所",
        "医院",
    ]
    .iter()
    .find_map(|end| {
        text.rsplit_once(end)
            .map(|(_, tail)| tail.to_owned())
            .filter(|tail| !tail.is_empty() && text.chars().count() > 5)
    });
    let (name, sure) = names::plausible(&tail.unwrap_or(text))?;
    (sure == Likelihood::Known && !NO_NAMES.has(&name)).then(|| heads::only_name(name))
}

/// 钱学森事迹学习体会, 学习钱学森事迹, 向钱学森同志学习: of whom a text tells is not its author.
fn tells_of_another(part: &str) -> bool {
    const HONOURING: [&str; 9] = [
        "学习", "学", "宣传", "弘扬", "致敬", "追忆", "缅怀", "纪念", "感悟",
    ];
    let honours = HONOURING.iter().any(|word| part.starts_with(word));
    let follows = part.starts_with('向') && (part.contains("学习") || part.contains("致敬"));
    part.contains("事迹") && (honours || labels::insight(part)) || follows
}

/// Words of titles that begin like a surname.
static NO_NAMES: WordList = WordList::new(
    "\
    方法论 金句 石墨烯 白皮书 向未来 马克思 施工 许愿 田野 文献 文物 文旅 文创 方言 成品 成稿 \
    常识 时评 时事 时报 盛会 丰碑 水稻 水质 水泥 水文 水务 水电 石化 高铁 高考 高温 高层 高新 \
    农田 农村 农机 农民 云计算 云平台 车联网 江河 江南 山水 山河 黄河 种子 种业 种植 初稿 初探 \
    初衷 党旗 党建 党代表 国情 国庆 强军 强基 全貌 全集 应急 应对 应变 解码 解密 解题 范文 范本 \
    经典 经历 金属 金牌 古代 古籍 充电 智库 智造 智慧 普法 信使 温控 易学 单元 单页 段落 支柱 \
    向党 任何 和谐 花卉 路径 左右 时代人 新时代 金融业",
);

/// The office in the bracket behind the name.
fn office_beside(stem: &str, name: &str) -> Option<Vec<String>> {
    let (_, after) = stem.split_once(name)?;
    let (inside, _) = bracketed(trim(after))?;
    let duty = position::duty(inside, Care::Strict)?;
    (!duty.positions.is_empty()).then_some(duty.positions)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(path: &str) -> Option<String> {
        person(path).map(|person| person.name)
    }

    #[test]
    fn names_are_found_in_file_names() {
        for path in [
            "张三学习感悟.docx",
            "张三学习体会.docx",
            "张三同志心得体会.docx",
            "推荐人选张三事迹材料.docx",
            "感悟（张三）.docx",
            "张三-感悟.docx",
            "华夏光学学会+张三.docx",
            "华夏光学学会张三感悟.docx",
            "华夏光学促进会张三感悟（终稿）.docx",
            "张三（理事长）学习感悟.docx",
            "附件：张三学习感悟.docx",
            "材料/感悟文章/张三-关键少数学习感悟.docx",
            "1.张三.docx",
            "华夏光学学会建言献策（张三）.docx",
            "华夏光学学会理事长张三.docx",
            "材料/张三/感悟.docx",
        ] {
            assert_eq!(name(path).as_deref(), Some("张三"), "{path}");
        }
        assert_eq!(
            name("阿依努尔·图尔逊感悟.docx").as_deref(),
            Some("阿依努尔·图尔逊")
        );
        assert_eq!(
            person("张三（理事长）学习感悟.docx").unwrap().positions,
            ["理事长"]
        );
    }

    #[test]
    fn other_file_names_name_nobody() {
        for path in [
            "华夏光学学会未来发展谋划.docx",
            "统计表.docx",
            "方案.docx",
            "学习体会.docx",
            "张三、李四感悟.docx",
            "IMG_2022.jpg",
            "华夏光学学会.docx",
            "高质量发展.docx",
            "张三.zip/感悟.docx",
            "张三/李四、王五感悟.docx",
            "张三、李四感悟/感悟.docx",
            "文稿一.docx",
            "文本.docx",
            "方法论.docx",
            "石墨烯.docx",
            "马克思.docx",
            "一起向未来.docx",
            "钱学森事迹学习体会.docx",
            "学习钱学森事迹.docx",
            "学习钱学森先进事迹.docx",
            "学习钱学森同志先进事迹材料.docx",
            "宣传钱学森主要事迹.docx",
            "向钱学森同志学习.docx",
        ] {
            assert_eq!(name(path), None, "{path}");
        }
    }
}
