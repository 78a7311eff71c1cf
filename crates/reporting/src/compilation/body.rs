//! The chapters.

use domain::submission::{Attachment, Submission, SubmissionStatus};

use super::album::Photo;
use super::plan::{Block, Chapter};
use super::{Book, styles, together};
use crate::ReportError;
use crate::labels;
use crate::word::{Paragraph, Sink};

/// Numbers of what is counted through the whole document.
struct Counted {
    /// 图1, 图2 …
    figures: u32,
    /// 第1篇, 第2篇 …
    pieces: u32,
    /// What the headings directly before take, in twentieths of a point; 0 where none stands there.
    above: u32,
}

/// Room between pieces, and between a heading and the title below it: one line.
const GAP: u16 = styles::LINE_HEIGHT;

pub(super) fn chapters(book: &Book<'_>, out: &mut impl Sink) -> Result<(), ReportError> {
    let mut counted = Counted {
        figures: 0,
        pieces: 0,
        above: 0,
    };
    for (place, chapter) in book.plan.chapters.iter().enumerate() {
        counted.above = begin(chapter, place > 0, out)?;
        let mut blocks = chapter.blocks.iter().peekable();
        while let Some(block) = blocks.next() {
            let before_piece = matches!(blocks.peek(), Some(Block::Piece { .. }));
            put(book, block, before_piece, &mut counted, out)?;
        }
    }
    if book.plan.chapters.is_empty() {
        out.paragraph(Paragraph::of(&styles::BODY, "（本汇编收录范围内没有稿件。）"))?;
    }
    Ok(())
}

/// Returns what it takes.
fn begin(chapter: &Chapter<'_>, on_new_page: bool, out: &mut impl Sink) -> Result<u32, ReportError> {
    let title = crate::text::clean(chapter.title);
    let mut heading = Paragraph::balanced(&styles::CHAPTER, &title);
    if on_new_page {
        heading = heading.on_new_page();
    }
    let heading = heading.bookmarked(chapter.number, |heading| heading.text(&title));
    let count = format!("（共收录{}篇）", chapter.pieces);
    let count = Paragraph::of(&styles::COUNT, &count);
    let taken = heading.height() + count.height();
    out.paragraph(heading)?;
    out.paragraph(count)?;
    Ok(taken)
}

fn put(
    book: &Book<'_>,
    block: &Block<'_>,
    before_piece: bool,
    counted: &mut Counted,
    out: &mut impl Sink,
) -> Result<(), ReportError> {
    let (style, number, text) = match block {
        Block::Part { number, text } => (&styles::PART, *number, text),
        Block::Society { number, text } => (&styles::SOCIETY, *number, text),
        Block::Piece {
            number,
            piece,
            is_titled,
        } => {
            counted.pieces += 1;
            if *is_titled {
                title(book, *number, piece, counted, out)?;
            }
            body(book, piece, counted, out)?;
            counted.above = 0;
            return Ok(());
        }
        Block::Elsewhere { number, piece, theme } => return elsewhere(book, *number, piece, theme, out),
    };
    let mut heading = Paragraph::new(style);
    if book.options.each_on_new_page && counted.above == 0 {
        heading = heading.on_new_page();
    }
    if before_piece {
        heading = heading.with_room_after(GAP);
    }
    let text = book.wording.shown(text);
    let heading = heading.bookmarked(number, |heading| heading.text(&text));
    counted.above += heading.height();
    out.paragraph(heading)
}

/// Where a piece of this theme stands that is also of an earlier one.
fn elsewhere(
    book: &Book<'_>,
    number: u32,
    piece: &Submission,
    theme: &str,
    out: &mut impl Sink,
) -> Result<(), ReportError> {
    let title = book.wording.title(piece);
    let line = Paragraph::of(&styles::REMARK, "另见：")
        .linked(number, |line| line.text(&format!("《{title}》")))
        .text(&format!("，列入“{}”，第", book.wording.shown(theme)))
        .page_of(number, &book.page(number))
        .text("页。");
    out.paragraph(line)
}

/// 题目 and author.
fn title(
    book: &Book<'_>,
    number: u32,
    piece: &Submission,
    counted: &mut Counted,
    out: &mut impl Sink,
) -> Result<(), ReportError> {
    let title = book.wording.title(piece);
    let mut heading = Paragraph::balanced(&styles::TITLE, &title);
    if book.options.each_on_new_page && counted.above == 0 {
        heading = heading.on_new_page();
    }
    let author = book.author(piece);
    let below = match &author {
        Some(author) if book.wording.is_headed_by_name(piece) => Some(Paragraph::of(&styles::BYLINE, author)),
        Some(author) => {
            Some(Paragraph::new(&styles::AUTHOR).bookmarked(number + 1, |line| line.text(author)))
        }
        None if book.wording.is_anonymous() => Some(Paragraph::of(
            &styles::COUNT,
            &format!("（第{}篇）", counted.pieces),
        )),
        None => None,
    };
    if below.is_none() {
        heading = heading.with_room_after(GAP);
    }
    let heading = heading.bookmarked(number, |heading| heading.text(&title));
    std::iter::once(heading).chain(below).try_for_each(|line| {
        counted.above += line.height();
        out.paragraph(line)
    })
}

/// Text, photos and what is to be remarked.
fn body(
    book: &Book<'_>,
    piece: &Submission,
    counted: &mut Counted,
    out: &mut impl Sink,
) -> Result<(), ReportError> {
    let mut paragraphs = text(book, piece);
    if !book.wording.is_anonymous() {
        let text_ends = paragraphs.len();
        // Photos first: they belong to the text.
        let is_printed = |file: &&Attachment| matches!(book.album.get(file), Some(Photo::Printed(_)));
        let (printed, named): (Vec<_>, Vec<_>) = piece.attachments.iter().partition(is_printed);
        let mut room = Some(together::room(counted.above, &paragraphs));
        for file in printed.into_iter().chain(named) {
            paragraphs.extend(attachment(book, piece, file, room.take(), counted));
        }
        together::keep(counted.above, &mut paragraphs, text_ends);
        if piece.status == SubmissionStatus::Incomplete {
            let remark = "（该件所需照片或视频等材料待补充。）";
            paragraphs.push(Paragraph::of(&styles::REMARK, remark));
        }
    }
    let last = paragraphs.pop().map(|last| last.with_room_after(GAP));
    paragraphs
        .into_iter()
        .chain(last)
        .try_for_each(|paragraph| out.paragraph(paragraph))
}

/// Paragraph by paragraph. White space that somebody set before one stays, in place of the style's own indent.
fn text(book: &Book<'_>, piece: &Submission) -> Vec<Paragraph> {
    let text = book.wording.body(piece);
    let lines = text.split('\n').filter(|line| !line.trim().is_empty());
    lines
        .map(|line| {
            let is_indented = line.starts_with("　　") || line.starts_with("    ");
            Paragraph::of(
                if is_indented {
                    &styles::NORMAL
                } else {
                    &styles::BODY
                },
                line,
            )
        })
        .collect()
}

/// A photo with its caption, or the name of what cannot be printed. `room`: what is left below the text, for the photo
/// directly behind it.
fn attachment(
    book: &Book<'_>,
    piece: &Submission,
    file: &Attachment,
    room: Option<u32>,
    counted: &mut Counted,
) -> Vec<Paragraph> {
    let name = crate::text::clean(&file.name);
    let kind = labels::attachment(file.kind);
    let line = match book.album.get(file) {
        Some(Photo::Printed(picture)) => {
            counted.figures += 1;
            let who = piece.person.as_ref().map(|person| person.name.as_str());
            let who = who.or_else(|| Some(book.plan.society(piece)?.name.as_str()));
            let caption = format!("图{}　{}", counted.figures, who.unwrap_or("照片"));
            let caption = crate::text::clean(&caption);
            let mut picture = room.map_or_else(|| picture.clone(), |room| together::fitted(picture, room));
            // Which file it is, for whoever works on the compilation; in print a file name tells nobody anything.
            picture.described = format!("{caption}（{name}）");
            // One photo may stand in several pieces.
            picture.number = counted.figures;
            return vec![
                Paragraph::new(&styles::PICTURE).picture(&picture),
                Paragraph::of(&styles::CAPTION, &caption),
            ];
        }
        Some(Photo::Named(reason)) => format!("附件：{name}（{kind}，{reason}，未排入本汇编，请见归档文件）"),
        None => format!("附件：{name}（{kind}，请见归档文件）"),
    };
    vec![Paragraph::of(&styles::REMARK, &line)]
}
