//! The roster workbook: one society per row, columns by their titles, further columns kept.

use domain::ids::SocietyCode;
use domain::society::Society;
use domain::text::{match_key, squash};

/// Something wrong in a roster workbook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RosterProblem {
    /// Sheet and cell, for example `学会名录!B7`.
    pub place: String,
    /// What, in Chinese: the office mends it.
    pub what: String,
}

const CODE: &str = "编号";
const NAME: &str = "学会名称";
const CATEGORY: &str = "类别";
const ALIASES: &str = "别名";
const FORMER: &str = "曾用名";
const ADDRESSES: &str = "邮箱";
const CONTACTS: &str = "联系人";
const PHONES: &str = "电话";
const KNOWN: [&str; 8] = [CODE, NAME, CATEGORY, ALIASES, FORMER, ADDRESSES, CONTACTS, PHONES];

/// Reads a roster. Either every row is good, or nothing is returned but what is wrong.
pub(crate) fn parse(bytes: &[u8]) -> Result<Vec<Society>, Vec<RosterProblem>> {
    let fault = |what: &str| {
        vec![RosterProblem {
            place: "文件".into(),
            what: what.into(),
        }]
    };
    let sheets = forms::read::workbook_rows(bytes)
        .ok_or_else(|| fault("不是可以读取的 Excel 工作簿（.xlsx），请另存为 .xlsx 后重试"))?;
    let (sheet, rows, head) = sheets
        .iter()
        .find_map(head_row)
        .ok_or_else(|| fault("没有找到含有“学会名称”的表头行"))?;
    let titles: Vec<String> = rows
        .get(head)
        .into_iter()
        .flatten()
        .map(|title| squash(title))
        .collect();
    let mut problems = Vec::new();
    if !titles.iter().any(|title| title == CODE) {
        problems.push(RosterProblem {
            place: sheet.to_owned(),
            what: format!("表头缺少“{CODE}”列"),
        });
    }
    let mut societies: Vec<Society> = Vec::new();
    for (offset, row) in rows.iter().enumerate().skip(head + 1) {
        if row.iter().any(|cell| !cell.trim().is_empty()) {
            match read_row(sheet, &titles, offset + 1, row, &societies) {
                Ok(society) => societies.push(society),
                Err(problem) => problems.push(problem),
            }
        }
    }
    if societies.is_empty() && problems.is_empty() {
        problems.push(RosterProblem {
            place: sheet.to_owned(),
            what: "表头下面没有任何学会".into(),
        });
    }
    if problems.is_empty() {
        Ok(societies)
    } else {
        Err(problems)
    }
}

/// The sheet whose head names the societies' column, and the index of that row.
fn head_row((sheet, rows): &(String, Vec<Vec<String>>)) -> Option<(&str, &[Vec<String>], usize)> {
    let head = rows
        .iter()
        .position(|row| row.iter().any(|cell| match_key(cell) == match_key(NAME)))?;
    Some((sheet, rows, head))
}

fn read_row(
    sheet: &str,
    titles: &[String],
    number: usize,
    row: &[String],
    known: &[Society],
) -> Result<Society, RosterProblem> {
    let society = society(titles, row).map_err(|(title, what)| {
        let column = titles.iter().position(|known| known == title).unwrap_or(0);
        RosterProblem {
            place: format!("{sheet}!{}{number}", letter(column)),
            what,
        }
    })?;
    match known.iter().find(|known| known.code == society.code) {
        None => Ok(society),
        Some(other) => Err(RosterProblem {
            place: format!("{sheet} 第 {number} 行"),
            what: format!("编号 {} 与“{}”重复", other.code, other.name),
        }),
    }
}

fn society(titles: &[String], row: &[String]) -> Result<Society, (&'static str, String)> {
    let cell = |title: &str| {
        let column = titles.iter().position(|known| known == title);
        column
            .and_then(|column| row.get(column))
            .map(|text| text.trim())
            .unwrap_or_default()
    };
    let list = |title: &str| {
        let values = cell(title)
            .split(['；', ';', '\n'])
            .map(str::trim)
            .filter(|value| !value.is_empty());
        values.map(str::to_owned).collect::<Vec<_>>()
    };
    let code = SocietyCode::parse(cell(CODE))
        .map_err(|_| (CODE, "编号为空，或含有空格、超过 64 个字符".to_owned()))?;
    if cell(NAME).is_empty() {
        return Err((NAME, "学会名称为空".to_owned()));
    }
    let addresses: Vec<String> = list(ADDRESSES)
        .iter()
        .map(|address| address.to_lowercase())
        .collect();
    if let Some(bad) = addresses.iter().find(|address| !is_address(address)) {
        return Err((ADDRESSES, format!("“{bad}”不是邮箱地址；多个邮箱请用“；”分隔")));
    }
    let further = titles.iter().zip(row).filter(|(title, value)| {
        !title.is_empty() && !KNOWN.contains(&title.as_str()) && !value.trim().is_empty()
    });
    Ok(Society {
        code,
        name: cell(NAME).to_owned(),
        category: cell(CATEGORY).to_owned(),
        aliases: list(ALIASES),
        former_names: list(FORMER),
        addresses,
        contacts: list(CONTACTS),
        phones: list(PHONES),
        further: further
            .map(|(title, value)| (title.clone(), value.clone()))
            .collect(),
    })
}

fn is_address(text: &str) -> bool {
    text.split_once('@').is_some_and(|(local, domain)| {
        !local.is_empty()
            && !domain.is_empty()
            && !domain.contains('@')
            && !text.contains(char::is_whitespace)
    })
}

fn letter(column: usize) -> String {
    let index = u8::try_from(column % 26).unwrap_or(0);
    let last = char::from(b'A' + index);
    if column < 26 {
        last.to_string()
    } else {
        format!("{}{last}", letter(column / 26 - 1))
    }
}
