//! What stands before the chapters: cover, note, table of contents.

use std::io::{Seek, Write};

use domain::ledger::ArrivalRecord;
use domain::submission::{AttachmentKind, Standing, Submission, SubmissionStatus};
use domain::verdict::{HeldAs, Judgement};

use super::album::{self, Photo};
use super::plan::{self, Block};
use super::{Book, scope, section, styles};
use crate::ReportError;
use crate::word::{Document, Entry, Foot, Numbers, Paragraph, Sink as _, Start, Table};

/// Levels 1 to 5 of the outline; the fifth, the author's line, without a page of its own.
const INSTRUCTION: &str = "TOC \\o \"1-5\" \\n 5-5 \\h \\z \\u";

/// What was hidden, and what nobody but a reader can find.
const ANONYMOUS: &str = "本册为匿名本：不署作者和报送单位，稿件中系统已登记的姓名、单位、学会名称和联系方式已隐去，照片和附件未排入，\
    稿件次序与报送单位无关。稿件中未登记的人名、单位名称等无法自动识别，印发前请人工通读。";

pub(super) fn cover<W: Write + Seek>(book: &Book<'_>, document: &mut Document<W>) -> Result<(), ReportError> {
    let notice = &book.snapshot.ledger.notice;
    let line = |text: &str| Paragraph::of(&styles::COVER_LINE, &crate::text::clean(text));
    for _ in 0..4 {
        document.paragraph(line(""))?;
    }
    if let Some(title) = &book.options.title {
        let title = book.wording.shown(title);
        document.paragraph(Paragraph::balanced(&styles::COVER_TITLE, &title).text(&title))?;
    } else {
        let name = format!("《{}》", crate::text::clean(&notice.title));
        document.paragraph(Paragraph::balanced(&styles::COVER_NOTICE, &name).text(&name))?;
        document.paragraph(Paragraph::of(&styles::COVER_TITLE, "报送材料汇编"))?;
    }
    if let [item] = notice.items.as_slice() {
        document.paragraph(line(&format!("（{}）", item.title)))?;
    }
    let marks: Vec<&str> = [
        (book.snapshot.selection.chosen_only, "选编"),
        (book.wording.is_anonymous(), "匿名"),
    ]
    .into_iter()
    .filter_map(|(holds, mark)| holds.then_some(mark))
    .collect();
    if !marks.is_empty() {
        document.paragraph(line(&format!("（{}）", marks.join("·"))))?;
    }
    for _ in 0..5 {
        document.paragraph(line(""))?;
    }
    document.paragraph(line(&notice.issuer))?;
    document.paragraph(line(&scope::day(book)))?;
    document.section_ends(
        &section(Start::NextPage, Foot::Empty),
        Paragraph::new(&styles::END),
    )
}

/// 编者说明.
pub(super) fn note<W: Write + Seek>(book: &Book<'_>, document: &mut Document<W>) -> Result<(), ReportError> {
    document.paragraph(Paragraph::of(&styles::FRONT, "编者说明"))?;
    document.paragraph(origin(book))?;
    document.paragraph(Paragraph::of(&styles::BODY, &extent(book)))?;
    document.paragraph(Paragraph::new(&styles::GAP))?;
    document.table(&figures(book))?;
    document.paragraph(Paragraph::new(&styles::GAP))?;
    let arranged = order(book).unwrap_or_default() + &wording(book);
    for paragraph in [rest(book), photos(book), Some(arranged)].into_iter().flatten() {
        document.paragraph(Paragraph::of(&styles::BODY, &paragraph))?;
    }
    Ok(())
}

fn origin(book: &Book<'_>) -> Paragraph {
    let ledger = &book.snapshot.ledger;
    let number = ledger.notice.number.as_ref();
    let number = number.map_or_else(String::new, |number| format!("（{number}）"));
    let conditions = scope::conditions(book);
    let scope = if conditions.is_empty() {
        String::new()
    } else {
        format!("收录范围：{}。", conditions.join("；"))
    };
    let text = format!(
        "本汇编根据《{}》{number}征集的稿件编成，统计截至{}。{scope}",
        ledger.notice.title,
        scope::moment(book, ledger.taken_at)
    );
    Paragraph::of(&styles::BODY, &crate::text::clean(&text))
}

fn extent(book: &Book<'_>) -> String {
    let (pieces, characters) = book
        .plan
        .pieces()
        .fold((0_u64, 0_u64), |(pieces, characters), piece| {
            (pieces + 1, characters + u64::from(piece.characters))
        });
    format!(
        "共收录{}个学会的稿件{pieces}篇，{characters}字。各征集项报送和收录情况如下：",
        plan::societies(&book.plan)
    )
}

/// One row per item.
fn figures(book: &Book<'_>) -> Table {
    let ledger = &book.snapshot.ledger;
    let mut table = Table::new(vec![2_364, 1_080, 1_080, 1_080, 1_080, 1_080, 1_080]);
    let head = [
        "征集项",
        "应报学会",
        "已报学会",
        "其中按时",
        "其中迟报",
        "收录篇数",
        "收录字数",
    ];
    table.row(
        head.iter()
            .map(|text| Paragraph::of(&styles::HEAD_CELL, text))
            .collect(),
    );
    for (place, item) in ledger.notice.items.iter().enumerate() {
        let totals = ledger.totals(place);
        let mine = || book.plan.pieces().filter(|piece| piece.item == item.id);
        let characters: u64 = mine().map(|piece| u64::from(piece.characters)).sum();
        let societies = [totals.expected, totals.submitted, totals.on_time, totals.late];
        let numbers = societies.iter().map(u32::to_string);
        let numbers = numbers.chain([mine().count().to_string(), characters.to_string()]);
        let mut cells = vec![Paragraph::of(&styles::CELL, &crate::text::clean(&item.title))];
        cells.extend(numbers.map(|number| Paragraph::of(&styles::NUMBER_CELL, &number)));
        table.row(cells);
    }
    table
}

/// What came and is not in the compilation, or not complete.
fn rest(book: &Book<'_>) -> Option<String> {
    let ledger = &book.snapshot.ledger;
    let count = |holds: &dyn Fn(&&Submission) -> bool| {
        ledger
            .submissions
            .iter()
            .filter(|piece| piece.standing == Standing::Current)
            .filter(holds)
            .count()
    };
    let with = |status| count(&|piece| piece.status == status);
    let held = |record: &&ArrivalRecord| {
        let judgement = record.judgement.as_ref();
        judgement.is_none() || judgement.and_then(Judgement::held_as) == Some(HeldAs::PossibleReturn)
    };
    let sentences: Vec<String> = [
        (
            with(SubmissionStatus::Incomplete),
            "篇待补照片、视频等材料，文字已收录，文末注明",
        ),
        (with(SubmissionStatus::SentBack), "篇已退回，未收录"),
        (with(SubmissionStatus::Withdrawn), "篇已撤回，未收录"),
        (
            ledger.arrivals.iter().filter(held).count(),
            "件来件待人工核对，未收录",
        ),
    ]
    .into_iter()
    .filter(|(number, _)| *number > 0)
    .map(|(number, words)| format!("{number}{words}"))
    .collect();
    (!sentences.is_empty()).then(|| format!("另有：{}。", sentences.join("；")))
}

fn photos(book: &Book<'_>) -> Option<String> {
    if book.wording.is_anonymous() {
        return Some(ANONYMOUS.to_owned());
    }
    let files = || book.plan.pieces().flat_map(|piece| &piece.attachments);
    let printed = files()
        .filter(|file| matches!(book.album.get(file), Some(Photo::Printed(_))))
        .count();
    let photos = files().filter(|file| file.kind == AttachmentKind::Photo).count();
    let named = files().count() - printed;
    let unread = match book.album.unread() {
        0 => String::new(),
        count => format!(
            "其中{count}张照片的{}，请联系管理员核查原件后重新制作。",
            album::UNREAD
        ),
    };
    (files().count() > 0).then(|| {
        format!(
            "稿件附照片{photos}张、其他文件{}个，排入照片{printed}张，未排入的{named}个文件在文末列名，原件见归档文件。{unread}",
            files().count() - photos
        )
    })
}

fn order(book: &Book<'_>) -> Option<String> {
    if book.plan.chapters.is_empty() {
        return None;
    }
    let by_theme = book.options.themes.values().any(|themes| !themes.is_empty());
    let themes = if by_theme {
        "按专题编排的，以题目或正文含有专题词为准，一篇涉及几个专题的排在最前一个，其余注明“另见”，不涉及的列入“其他”。"
    } else {
        ""
    };
    let order = if book.wording.is_anonymous() {
        "正文按征集项分章，章内按学科编排。"
    } else {
        "正文按征集项分章，章内依次按学科、学会名录、职务、姓名拼音排列。"
    };
    Some(format!("{order}{themes}"))
}

fn wording(book: &Book<'_>) -> String {
    let damaged = book
        .plan
        .pieces()
        .filter(|piece| crate::text::clean(&piece.text).contains('\u{FFFD}'))
        .count();
    let marks = if damaged > 0 {
        format!("{damaged}篇中有无法印出的控制字符，以“\u{FFFD}”标出。")
    } else {
        String::new()
    };
    let except = if book.wording.is_anonymous() {
        "除隐去的内容外，"
    } else {
        ""
    };
    format!("{except}稿件文字照原文排印，未作增删。{marks}")
}

/// 目录.
pub(super) fn contents<W: Write + Seek>(
    book: &Book<'_>,
    document: &mut Document<W>,
) -> Result<(), ReportError> {
    let heading = Paragraph::of(&styles::FRONT, "目　录").on_new_page();
    let entries = book.plan.chapters.iter().flat_map(|chapter| {
        let head = Entry {
            style: &styles::CONTENTS_1,
            text: crate::text::clean(chapter.title).into_owned(),
            bookmark: chapter.number,
            page: Some(book.page(chapter.number)),
        };
        let lines = chapter.blocks.iter().flat_map(|block| lines(book, block));
        std::iter::once(head).chain(lines)
    });
    document.contents(heading, INSTRUCTION, entries)?;
    let end = Paragraph::new(&styles::END);
    document.paragraph(end.clone())?;
    document.section_ends(&section(Start::OddPage, Foot::Numbered(Numbers::Roman)), end)
}

/// The lines of a block.
fn lines(book: &Book<'_>, block: &Block<'_>) -> Vec<Entry> {
    let line = |style, text, bookmark| Entry {
        style,
        text,
        bookmark,
        page: Some(book.page(bookmark)),
    };
    match block {
        Block::Part { number, text } => vec![line(&styles::CONTENTS_2, book.wording.shown(text), *number)],
        Block::Society { number, text } => vec![line(&styles::CONTENTS_3, book.wording.shown(text), *number)],
        Block::Piece { is_titled: false, .. } | Block::Elsewhere { .. } => Vec::new(),
        Block::Piece { number, piece, .. } => {
            let mut lines = vec![line(&styles::CONTENTS_4, book.wording.title(piece), *number)];
            let author = book
                .author(piece)
                .filter(|_| !book.wording.is_headed_by_name(piece));
            lines.extend(author.map(|text| Entry {
                page: None,
                ..line(&styles::CONTENTS_5, text, number + 1)
            }));
            lines
        }
    }
}
