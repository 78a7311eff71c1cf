//! Column titles as offices write them, and what they ask for.

use domain::notice::Notice;
use domain::text::match_key;

/// What one row of a filled-in template stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RowPer {
    /// 学会.
    Society,
    /// 人员.
    Person,
    /// 材料.
    Piece,
}

impl RowPer {
    /// In words for the office.
    pub(super) const fn words(self) -> &'static str {
        match self {
            Self::Society => "学会（每个学会一行）",
            Self::Person => "人员（每人一行）",
            Self::Piece => "材料（每篇一行）",
        }
    }
}

/// What a column asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    Number,
    Code,
    Society,
    Category,
    Contacts,
    Phones,
    Addresses,
    Name,
    Affiliation,
    Positions,
    Tags,
    Mentions,
    Delegate,
    Item,
    Title,
    Text,
    Characters,
    Photos,
    Videos,
    Attachments,
    Status,
    Late,
    Chosen,
    Revision,
    Arrival,
    Received,
    SourceFile,
    /// Pieces that count.
    Pieces,
    /// Delegates whom the society names.
    Delegates,
    FilledBy,
    FormContact,
    /// Whether anything came that counts.
    Submitted,
    /// When the society last sent something that counts.
    LastReceived,
    /// State of the item at this place of the notice's order.
    State(usize),
}

/// Field, the word by which it is told, whose rows can have it, and titles.
type Known = (Field, &'static str, &'static [RowPer], &'static [&'static str]);

const ALL: &[RowPer] = &[RowPer::Society, RowPer::Person, RowPer::Piece];
const PERSONAL: &[RowPer] = &[RowPer::Person, RowPer::Piece];
const PIECE: &[RowPer] = &[RowPer::Piece];
const PERSON: &[RowPer] = &[RowPer::Person];
const SOCIETY: &[RowPer] = &[RowPer::Society];

const KNOWN: &[Known] = &[
    (Field::Number, "序号", ALL, &["序号", "序", "顺序号", "No", "No."]),
    (
        Field::Code,
        "学会编号",
        ALL,
        &["编号", "学会编号", "学会代码", "代码", "单位编号"],
    ),
    (
        Field::Society,
        "学会名称",
        ALL,
        &[
            "学会",
            "学会名称",
            "全国学会",
            "全国学会名称",
            "所属学会",
            "报送学会",
            "推荐学会",
            "报送单位",
            "推荐单位",
            "填报单位",
            "单位名称",
            "学会（协会、研究会）名称",
            "学会(协会、研究会)",
        ],
    ),
    (
        Field::Category,
        "学会类别",
        ALL,
        &["类别", "学会类别", "学科", "学科类别", "学科领域", "所属学科"],
    ),
    (
        Field::Contacts,
        "学会联系人",
        ALL,
        &["联系人", "学会联系人", "联络员", "联系人姓名"],
    ),
    (
        Field::Phones,
        "学会电话",
        ALL,
        &[
            "电话",
            "联系电话",
            "学会电话",
            "手机",
            "手机号",
            "手机号码",
            "联系人电话",
            "办公电话",
            "电话号码",
        ],
    ),
    (
        Field::Addresses,
        "学会邮箱",
        ALL,
        &[
            "邮箱",
            "电子邮箱",
            "电子邮件",
            "邮件地址",
            "Email",
            "E-mail",
            "学会邮箱",
        ],
    ),
    (
        Field::Name,
        "姓名",
        PERSONAL,
        &[
            "姓名",
            "作者",
            "作者姓名",
            "撰写人",
            "署名",
            "人员姓名",
            "代表姓名",
            "建言人",
            "专家姓名",
        ],
    ),
    (
        Field::Affiliation,
        "人员单位",
        PERSONAL,
        &[
            "单位",
            "工作单位",
            "所在单位",
            "作者单位",
            "人员单位",
            "单位及部门",
        ],
    ),
    (
        Field::Positions,
        "职务",
        PERSONAL,
        &[
            "职务",
            "职务职称",
            "职务/职称",
            "职务、职称",
            "学会职务",
            "学会任职",
            "任职",
            "单位及职务",
        ],
    ),
    (
        Field::Tags,
        "身份",
        PERSONAL,
        &["身份", "人员身份", "身份类别", "人员类别"],
    ),
    (Field::Mentions, "人次", PERSON, &["人次", "署名次数"]),
    (Field::Delegate, "是否代表", PERSON, &["是否代表", "是否代表名单"]),
    (
        Field::Item,
        "征集项",
        PIECE,
        &[
            "征集项",
            "征集项目",
            "征集类别",
            "材料类别",
            "报送类别",
            "材料类型",
            "报送项目",
        ],
    ),
    (
        Field::Title,
        "题目",
        PIECE,
        &[
            "题目",
            "标题",
            "材料题目",
            "感悟题目",
            "建议题目",
            "文章题目",
            "篇名",
            "题名",
        ],
    ),
    (
        Field::Text,
        "正文",
        PIECE,
        &[
            "正文",
            "内容",
            "全文",
            "材料内容",
            "正文内容",
            "感悟",
            "感悟内容",
            "学习感悟",
            "学习体会",
            "心得体会",
            "建议",
            "建议内容",
            "建言内容",
            "建言献策内容",
            "具体内容",
        ],
    ),
    (Field::Characters, "字数", PIECE, &["字数", "正文字数"]),
    (
        Field::Photos,
        "照片数",
        PIECE,
        &["照片", "照片数", "照片数量", "照片张数", "图片数"],
    ),
    (Field::Videos, "视频数", PIECE, &["视频", "视频数", "视频数量"]),
    (
        Field::Attachments,
        "附件名称",
        PIECE,
        &["附件", "附件名称", "附件清单"],
    ),
    (
        Field::Status,
        "材料状态",
        PIECE,
        &["状态", "材料状态", "核验状态"],
    ),
    (Field::Late, "是否迟报", PIECE, &["是否迟报", "迟报"]),
    (
        Field::Chosen,
        "是否采用",
        PIECE,
        &["采用", "是否采用", "采用情况"],
    ),
    (Field::Revision, "版次", PIECE, &["版次", "版本"]),
    (Field::Arrival, "来件号", PIECE, &["来件号", "登记号", "收件号"]),
    (
        Field::Received,
        "收到时间",
        PIECE,
        &[
            "收到时间",
            "报送时间",
            "收件时间",
            "提交时间",
            "接收时间",
            "收到日期",
            "报送日期",
        ],
    ),
    (
        Field::SourceFile,
        "来源文件",
        PIECE,
        &["来源文件", "文件名", "原文件名"],
    ),
    (
        Field::Pieces,
        "现行材料篇数",
        SOCIETY,
        &["篇数", "报送篇数", "材料篇数", "报送数量", "材料数量", "合计篇数"],
    ),
    (
        Field::Delegates,
        "代表人数",
        SOCIETY,
        &["代表人数", "代表数", "代表数量"],
    ),
    (Field::FilledBy, "填表人", SOCIETY, &["填表人", "填报人"]),
    (
        Field::FormContact,
        "统计表联系方式",
        SOCIETY,
        &["联系方式", "填表人联系方式", "填表人电话"],
    ),
    (
        Field::Submitted,
        "是否已有报送",
        SOCIETY,
        &[
            "是否报送",
            "是否已报",
            "是否上报",
            "是否提交",
            "报送情况",
            "报送状态",
        ],
    ),
    (Field::LastReceived, "最近一次收到时间", SOCIETY, &[]),
];

/// What only a row of its own can have: with it, a row is a piece whatever else is asked for.
const OF_EACH_PIECE: &[Field] = &[
    Field::Title,
    Field::Text,
    Field::Characters,
    Field::Revision,
    Field::Arrival,
    Field::SourceFile,
];

/// Words that are told with any kind of row, but decide none.
const NEUTRAL: &[Field] = &[
    Field::Number,
    Field::Code,
    Field::Society,
    Field::Category,
    Field::Contacts,
    Field::Phones,
    Field::Addresses,
];

impl Field {
    /// What a title asks for: as written, or without what stands in brackets and without marks of duty.
    pub(super) fn of(title: &str, notice: &Notice) -> Option<Self> {
        let find = |key: &str| {
            let known = KNOWN
                .iter()
                .find(|(_, _, _, titles)| titles.iter().any(|title| match_key(title) == key));
            known.map(|(field, ..)| *field)
        };
        let item = |key: &str| {
            let mut items = notice.items.iter();
            items
                .position(|item| {
                    match_key(&item.title) == key || item.aliases.iter().any(|alias| match_key(alias) == key)
                })
                .map(Self::State)
        };
        let whole = match_key(title);
        let bare = bare(&whole);
        if bare.is_empty() {
            return None;
        }
        find(&whole)
            .or_else(|| item(&whole))
            .or_else(|| find(&bare))
            .or_else(|| item(&bare))
    }

    /// Whether a row of this kind has it.
    pub(super) fn is_of(self, per: RowPer) -> bool {
        match KNOWN.iter().find(|(field, ..)| *field == self) {
            Some((_, _, kinds, _)) => kinds.contains(&per),
            None => per == RowPer::Society,
        }
    }

    /// The kind of row that these fields ask for. Where neither a piece nor a person is asked for by name, what only a
    /// society has decides: 报送时间 or 备注 beside 篇数 are the society's.
    pub(super) fn decide(fields: &[Self]) -> RowPer {
        let has =
            |is: &dyn Fn(&Self) -> bool| fields.iter().any(|field| !NEUTRAL.contains(field) && is(field));
        let of_piece = |field: &Self| field.is_of(RowPer::Piece) && !field.is_of(RowPer::Person);
        if has(&|field| OF_EACH_PIECE.contains(field)) {
            RowPer::Piece
        } else if has(&|field| *field == Self::Name) {
            if has(&of_piece) {
                RowPer::Piece
            } else {
                RowPer::Person
            }
        } else if has(&|field| field.is_of(RowPer::Society)) {
            RowPer::Society
        } else if has(&of_piece) {
            RowPer::Piece
        } else if has(&|field| field.is_of(RowPer::Person)) {
            RowPer::Person
        } else {
            RowPer::Society
        }
    }

    /// What the field means in rows of this kind.
    pub(super) fn in_rows_of(self, per: RowPer) -> Self {
        match (self, per) {
            (Self::Received, RowPer::Society) => Self::LastReceived,
            _ => self,
        }
    }

    /// What is filled in, in a word.
    pub(super) fn word(self, notice: &Notice) -> String {
        match (self, KNOWN.iter().find(|(field, ..)| *field == self)) {
            (Self::State(index), _) => {
                let item = notice.items.get(index);
                item.map_or_else(String::new, |item| format!("{}报送状态", item.title))
            }
            (_, known) => known.map_or("", |(_, word, ..)| *word).to_owned(),
        }
    }
}

/// A title without what stands in brackets and without marks at its ends.
fn bare(key: &str) -> String {
    let mut depth = 0_u32;
    let mut bare = String::new();
    for character in key.chars() {
        match character {
            '(' | '[' | '【' | '〔' => depth += 1,
            ')' | ']' | '】' | '〕' => depth = depth.saturating_sub(1),
            other if depth == 0 => bare.push(other),
            _ => {}
        }
    }
    bare.trim_matches(|c| matches!(c, '*' | '※' | '★' | ':' | '：' | '、'))
        .to_owned()
}
