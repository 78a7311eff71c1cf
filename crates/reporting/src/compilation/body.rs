//! The chapters.

use std::io::{Seek, Write};

use domain::submission::{Attachment, Submission, SubmissionStatus};

use super::album::Photo;
use super::plan::{Block, Chapter};
use super::{Book, styles};
use crate::ReportError;
use crate::labels;
use crate::word::{Document, Paragraph};

/// Numbers of what is counted through the whole document.
struct Counted {
    /// 图1, 图2 …
    figures: u32,
    /// Pictures by drawing; one photo may stand in several pieces.
    drawings: u32,
    /// 第1篇, 第2篇 …
    pieces: u32,
}

pub(super) fn chapters<W: Write + Seek>(
    book: &Book<'_>,
    document: &mut Document<W>,
) -> Result<(), ReportError> {
    let mut counted = Counted {
        figures: 0,
        drawings: 0,
        pieces: 0,
    };
    for (place, chapter) in book.plan.chapters.iter().enumerate() {
        begin(chapter, place > 0, document)?;
        for block in &chapter.blocks {
            put(book, block, &mut counted, document)?;
        }
    }
    if book.plan.chapters.is_empty() {
        document.paragraph(Paragraph::of(&styles::BODY, "（本汇编收录范围内没有稿件。）"))?;
    }
    Ok(())
}

fn begin<W: Write + Seek>(
    chapter: &Chapter<'_>,
    on_new_page: bool,
    document: &mut Document<W>,
) -> Result<(), ReportError> {
    let mut heading = Paragraph::new(&styles::CHAPTER);
    if on_new_page {
        heading = heading.on_new_page();
    }
    document.paragraph(heading.bookmarked(chapter.number, |heading| {
        heading.text(&crate::text::clean(chapter.title))
    }))?;
    let count = format!("（共收录{}篇）", chapter.pieces);
    document.paragraph(Paragraph::of(&styles::COUNT, &count))
}

fn put<W: Write + Seek>(
    book: &Book<'_>,
    block: &Block<'_>,
    counted: &mut Counted,
    document: &mut Document<W>,
) -> Result<(), ReportError> {
    match block {
        Block::Part { number, text } => {
            let text = crate::text::clean(text);
            document
                .paragraph(Paragraph::new(&styles::PART).bookmarked(*number, |heading| heading.text(&text)))
        }
        Block::Society { number, text } => {
            let text = crate::text::clean(text);
            document.paragraph(
                Paragraph::new(&styles::SOCIETY).bookmarked(*number, |heading| heading.text(&text)),
            )
        }
        Block::Piece { number, piece } => self::piece(book, *number, piece, counted, document),
        Block::Elsewhere { number, piece, theme } => {
            let title = book.wording.title(piece);
            let line = Paragraph::of(&styles::REMARK, "另见：")
                .linked(*number, |line| line.text(&format!("《{title}》")));
            let line = line.text(&format!("，列入“{}”，第", crate::text::clean(*theme)));
            document.paragraph(line.page_of(*number, "　").text("页。"))
        }
    }
}

fn piece<W: Write + Seek>(
    book: &Book<'_>,
    number: u32,
    piece: &Submission,
    counted: &mut Counted,
    document: &mut Document<W>,
) -> Result<(), ReportError> {
    counted.pieces += 1;
    let title = book.wording.title(piece);
    let mut heading = Paragraph::new(&styles::TITLE);
    if book.options.each_on_new_page {
        heading = heading.on_new_page();
    }
    document.paragraph(heading.bookmarked(number, |heading| heading.text(&title)))?;
    if let Some(author) = book.author(piece) {
        let line = Paragraph::new(&styles::AUTHOR).bookmarked(number + 1, |line| line.text(&author));
        document.paragraph(line)?;
    } else {
        let line = format!("（第{}篇）", counted.pieces);
        document.paragraph(Paragraph::of(&styles::COUNT, &line))?;
    }
    text(book, piece, document)?;
    if book.wording.is_anonymous() {
        return Ok(());
    }
    for file in &piece.attachments {
        attachment(book, piece, file, counted, document)?;
    }
    if piece.status == SubmissionStatus::Incomplete {
        document.paragraph(Paragraph::of(
            &styles::REMARK,
            "（该件所需照片或视频等材料待补充。）",
        ))?;
    }
    Ok(())
}

/// Paragraph by paragraph. White space that somebody set before one stays, in place of the style's own indent.
fn text<W: Write + Seek>(
    book: &Book<'_>,
    piece: &Submission,
    document: &mut Document<W>,
) -> Result<(), ReportError> {
    let text = book.wording.shown(&piece.text);
    for line in text.split('\n').filter(|line| !line.trim().is_empty()) {
        let is_indented = line.starts_with("　　") || line.starts_with("    ");
        let style = if is_indented {
            &styles::NORMAL
        } else {
            &styles::BODY
        };
        document.paragraph(Paragraph::of(style, line))?;
    }
    Ok(())
}

/// A photo with its caption, or the name of what cannot be printed.
fn attachment<W: Write + Seek>(
    book: &Book<'_>,
    piece: &Submission,
    file: &Attachment,
    counted: &mut Counted,
    document: &mut Document<W>,
) -> Result<(), ReportError> {
    let name = crate::text::clean(&file.name);
    let kind = labels::attachment(file.kind);
    match book.album.get(file) {
        Some(Photo::Printed(picture)) => {
            counted.figures += 1;
            counted.drawings += 1;
            let who = piece.person.as_ref().map(|person| person.name.as_str());
            let who = who.or_else(|| Some(book.plan.society(piece)?.name.as_str()));
            let caption = format!("图{}　{}（{name}）", counted.figures, who.unwrap_or("照片"));
            let mut picture = picture.clone();
            picture.described.clone_from(&caption);
            picture.number = counted.drawings;
            document.paragraph(Paragraph::new(&styles::PICTURE).picture(&picture))?;
            document.paragraph(Paragraph::of(&styles::CAPTION, &crate::text::clean(&caption)))
        }
        Some(Photo::Named(reason)) => {
            let line = format!("附件：{name}（{kind}，{reason}，未排入本汇编，请见归档文件）");
            document.paragraph(Paragraph::of(&styles::REMARK, &line))
        }
        None => {
            let line = format!("附件：{name}（{kind}，请见归档文件）");
            document.paragraph(Paragraph::of(&styles::REMARK, &line))
        }
    }
}
