//! 统计表 — the return form in the shapes in which it comes back.

use super::docx::{self, Merge, Place, Runs, paragraph};
use super::xlsx::{Cell, Sheet};

/// 表名.
pub const TITLE: &str = "全国学会学习党的二十大精神情况统计表";
/// Labels of the three lines at the head.
pub const HEADERS: [&str; 3] = ["学会名称", "填表人", "联系方式"];
/// Labels of the three rows.
pub const LABELS: [&str; 3] = [
    "学会理事、40岁以下青年科技工作者作为党的二十大参会代表的基本情况",
    "学习贯彻党的二十大精神的感悟（未来设想）",
    "建言献策",
];
/// The rows' labels with the spaces, breaks and half-width signs that come and go while people edit.
const NOISY_LABELS: [&str; 3] = [
    "学会理事、40 岁以下 青年科技工作者作为\n党的二十大参会代表 的基本情况",
    "学习贯彻党的二十大精神 的感悟\n(未来设想)",
    "建 言 献 策：",
];
const PROMPTS: [&[&str]; 3] = [
    &[
        "（如有学会理事作为二十大代表参会，请填写此内容）",
        "填写示例：",
        "1. 张三，中国xx学会理事长、党委书记",
    ],
    &["（在填写感悟时请注明姓名、职务及感悟内容，字数不限，可另附页）"],
    &["（可另附页）"],
];

/// What a society filled in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Form {
    /// 学会名称.
    pub society: String,
    /// 填表人.
    pub filled_by: String,
    /// 联系方式.
    pub contact: String,
    /// Lines of the three rows.
    pub rows: [Vec<String>; 3],
}

/// Where the three lines at the head stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Header {
    /// Above the table.
    Above,
    /// Each in a row of the table, label and value together.
    InTable,
    /// Each in a row of the table, label and value in two cells.
    Pairs,
}

/// How the rows are laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// Label, value.
    TwoColumns,
    /// The label over two columns and two rows, the value in two cells one below the other.
    Merged,
    /// Number, label, value.
    Numbered,
}

/// Whether the form's own prompts are still in the cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Prompts {
    /// Deleted.
    Removed,
    /// Left above what was written.
    Kept,
}

/// How the labels look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Labels {
    /// As printed.
    Clean,
    /// With inner spaces and line breaks.
    Noisy,
}

/// The look of a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// Head.
    pub header: Header,
    /// Rows.
    pub layout: Layout,
    /// Prompts.
    pub prompts: Prompts,
    /// Labels.
    pub labels: Labels,
    /// Runs of the text.
    pub runs: Runs,
}

impl Default for Style {
    fn default() -> Self {
        Self {
            header: Header::Above,
            layout: Layout::TwoColumns,
            prompts: Prompts::Removed,
            labels: Labels::Clean,
            runs: Runs::Whole,
        }
    }
}

impl Form {
    /// The blank form that goes out with the notice.
    pub fn blank() -> Vec<u8> {
        Self::default().docx(Style {
            prompts: Prompts::Kept,
            ..Style::default()
        })
    }

    /// The Word file.
    pub fn docx(&self, style: Style) -> Vec<u8> {
        docx::package(&self.body(style), &[])
    }

    /// The paragraphs and the table, for a document that has more than the form.
    pub fn body(&self, style: Style) -> String {
        let line = |text: &str| paragraph(text, style.runs, Place::Left);
        let mut xml =
            paragraph("附件", Runs::Whole, Place::Left) + &paragraph(TITLE, Runs::Whole, Place::Heading);
        let columns: &[u16] = match style.layout {
            Layout::TwoColumns => &[3000, 6000],
            Layout::Merged => &[1500, 1500, 6000],
            Layout::Numbered => &[1000, 2600, 5400],
        };
        let width = u8::try_from(columns.len()).unwrap_or(1);
        let mut rows = Vec::new();
        for (label, value) in self.head() {
            match style.header {
                Header::Above => xml.push_str(&line(&format!("{label}：{value}"))),
                Header::InTable => {
                    rows.push(vec![
                        docx::Cell::new(line(&format!("{label}：{value}"))).span(width),
                    ]);
                }
                Header::Pairs => rows.push(vec![
                    docx::Cell::new(line(label)).span(width - 1),
                    docx::Cell::new(line(value)),
                ]),
            }
        }
        for (number, (label, lines)) in self.answers(style).into_iter().enumerate() {
            let cells: Vec<String> = lines.iter().map(|text| line(text)).collect();
            rows.extend(answer_rows(style.layout, number + 1, &line(label), &cells));
        }
        xml.push_str(&docx::table(&rows, columns));
        xml + "<w:p/>"
    }

    /// The form as a sheet, label and value side by side; with [`Layout::Merged`] each over two rows.
    pub fn xlsx(&self, style: Style) -> Vec<u8> {
        let mut sheet = Sheet {
            name: "统计表".to_owned(),
            ..Sheet::default()
        };
        sheet.rows.push(vec![Cell::from(TITLE)]);
        sheet.merged.push("A1:B1".to_owned());
        let head = self.head().map(|(label, value)| (label, value.to_owned()));
        let answers = self
            .answers(style)
            .map(|(label, lines)| (label, lines.join("\n")));
        for (label, value) in head.into_iter().chain(answers) {
            sheet
                .rows
                .push(vec![Cell::from(label), Cell::from(value.as_str())]);
            if style.layout == Layout::Merged {
                let row = sheet.rows.len();
                sheet.rows.push(Vec::new());
                sheet.merged.push(format!("A{row}:A{}", row + 1));
                sheet.merged.push(format!("B{row}:B{}", row + 1));
            }
        }
        sheet.workbook()
    }

    /// The form as text in the body of a letter.
    pub fn plain(&self) -> String {
        let mut lines = vec![TITLE.to_owned(), String::new()];
        lines.extend(self.head().map(|(label, value)| format!("{label}：{value}")));
        for (mark, (label, answer)) in ["一、", "二、", "三、"].iter().zip(LABELS.iter().zip(&self.rows))
        {
            lines.push(String::new());
            lines.push(format!("{mark}{label}："));
            lines.extend(answer.iter().cloned());
        }
        lines.join("\n")
    }

    fn head(&self) -> [(&'static str, &str); 3] {
        let [society, filled_by, contact] = HEADERS;
        [
            (society, &self.society),
            (filled_by, &self.filled_by),
            (contact, &self.contact),
        ]
    }

    fn answers(&self, style: Style) -> [(&'static str, Vec<String>); 3] {
        let labels = match style.labels {
            Labels::Clean => LABELS,
            Labels::Noisy => NOISY_LABELS,
        };
        let [first, second, third] = labels;
        let [delegates, insights, advice] = &self.rows;
        let [p1, p2, p3] = PROMPTS.map(|prompts| match style.prompts {
            Prompts::Removed => Vec::new(),
            Prompts::Kept => prompts.iter().map(|line| (*line).to_owned()).collect(),
        });
        [
            (first, [p1, delegates.clone()].concat()),
            (second, [p2, insights.clone()].concat()),
            (third, [p3, advice.clone()].concat()),
        ]
    }
}

fn answer_rows(layout: Layout, number: usize, label: &str, lines: &[String]) -> Vec<Vec<docx::Cell>> {
    let label = docx::Cell::new(label.to_owned());
    match layout {
        Layout::TwoColumns => vec![vec![label, docx::Cell::new(lines.concat())]],
        Layout::Numbered => {
            let mark = paragraph(&number.to_string(), Runs::Whole, Place::Left);
            vec![vec![
                docx::Cell::new(mark),
                label,
                docx::Cell::new(lines.concat()),
            ]]
        }
        Layout::Merged => {
            let (upper, lower) = lines.split_at(lines.len().div_ceil(2));
            vec![
                vec![
                    label.span(2).merge(Merge::Restart),
                    docx::Cell::new(upper.concat()),
                ],
                vec![
                    docx::Cell::new(String::new()).span(2).merge(Merge::Continue),
                    docx::Cell::new(lower.concat()),
                ],
            ]
        }
    }
}
