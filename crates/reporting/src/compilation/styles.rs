//! How a compilation looks: GB/T 9704-2012 for the text, and what a book needs besides.

use crate::word::{Align, Face, Font, Layout, Line, Style};

/// The height of a line; 22 of them fill a page.
pub(super) const LINE_HEIGHT: u16 = 579;
const LINE: Line = Line::Exact(LINE_HEIGHT);
/// 156 mm × 225 mm.
const WIDTH: u16 = 8_844;
pub(super) const HEIGHT: u32 = 12_756;

/// 2号, 1号, 小初, 4号, 小四 in half points.
const SIZE_2: u16 = 44;
const SIZE_1: u16 = 52;
const SIZE_0: u16 = 72;
const SIZE_4: u16 = 28;
const SIZE_SMALL_4: u16 = 24;

const fn style(id: &'static str, name: &'static str, face: Face, layout: Layout) -> Style {
    Style {
        id,
        name,
        face,
        layout,
    }
}

const fn heading(level: u8, align: Align, first_line: u16) -> Layout {
    Layout {
        align,
        first_line,
        outline: Some(level),
        keep_next: true,
        ..Layout::lines(LINE)
    }
}

const fn contents(left: u16, height: u16, keep_next: bool) -> Layout {
    Layout {
        align: Align::Left,
        left,
        keep_next,
        dots_to: Some(WIDTH),
        ..Layout::lines(Line::Exact(height))
    }
}

const fn centred(line: Line) -> Layout {
    Layout {
        align: Align::Centre,
        ..Layout::lines(line)
    }
}

pub(super) static NORMAL: Style = style(
    "Normal",
    "Normal",
    Face::official(Font::FangSong),
    Layout::lines(LINE),
);
/// 正文.
pub(super) static BODY: Style = style(
    "Zhengwen",
    "正文首行缩进",
    NORMAL.face,
    Layout {
        first_line: 200,
        ..Layout::lines(LINE)
    },
);
/// 题目 of chapters and of what stands before them.
pub(super) static CHAPTER: Style = style(
    "Heading1",
    "heading 1",
    Face::new(Font::Title, SIZE_1),
    Layout {
        around: (0, 579),
        ..heading(0, Align::Centre, 0)
    },
);
/// 一、.
pub(super) static PART: Style = style(
    "Heading2",
    "heading 2",
    Face::official(Font::Hei),
    heading(1, Align::Both, 200),
);
/// （一）.
pub(super) static SOCIETY: Style = style(
    "Heading3",
    "heading 3",
    Face::official(Font::Kai),
    heading(2, Align::Both, 200),
);
/// 题目 of a piece.
pub(super) static TITLE: Style = style(
    "Heading4",
    "heading 4",
    Face::new(Font::Title, SIZE_2),
    heading(3, Align::Centre, 0),
);
/// 单位　职务　姓名.
pub(super) static AUTHOR: Style = style(
    "Heading5",
    "heading 5",
    Face::official(Font::Kai),
    Layout {
        around: (0, 579),
        ..heading(4, Align::Centre, 0)
    },
);
/// 单位　职务, under a name that is the heading.
pub(super) static BYLINE: Style = style(
    "Shuming",
    "署名",
    Face::official(Font::Kai),
    Layout {
        keep_next: true,
        around: (0, 579),
        ..centred(LINE)
    },
);
/// A heading that is not in the table of contents.
pub(super) static FRONT: Style = style(
    "Qianyan",
    "前文标题",
    Face::new(Font::Title, SIZE_2),
    Layout {
        keep_next: true,
        around: (0, 579),
        ..centred(LINE)
    },
);
/// What is said beside the text: how many pieces, what could not be printed.
pub(super) static REMARK: Style = style(
    "Beizhu",
    "备注",
    Face::official(Font::Kai),
    Layout {
        first_line: 200,
        ..Layout::lines(LINE)
    },
);
pub(super) static COUNT: Style = style(
    "Pianshu",
    "篇数",
    Face::official(Font::Kai),
    Layout {
        keep_next: true,
        around: (0, 579),
        ..centred(LINE)
    },
);
pub(super) static PICTURE: Style = style(
    "Zhaopian",
    "照片",
    Face::new(Font::FangSong, 2),
    Layout {
        keep_next: true,
        ..centred(Line::Content)
    },
);
pub(super) static CAPTION: Style = style(
    "Caption",
    "caption",
    Face::new(Font::Kai, SIZE_SMALL_4),
    centred(LINE),
);
pub(super) static CELL: Style = style(
    "Biaozi",
    "表内文字",
    Face::new(Font::FangSong, SIZE_SMALL_4),
    Layout {
        ..centred(Line::Exact(400))
    },
);
pub(super) static NUMBER_CELL: Style = style(
    "Shuzi",
    "表内数字",
    Face::new(Font::Song, SIZE_SMALL_4),
    CELL.layout,
);
/// Room between a table and what stands around it.
pub(super) static GAP: Style = style(
    "Jianju",
    "间距",
    Face::new(Font::FangSong, 2),
    Layout::lines(Line::Exact(200)),
);
pub(super) static HEAD_CELL: Style = style(
    "Biaotou",
    "表头文字",
    Face::new(Font::Hei, SIZE_SMALL_4),
    CELL.layout,
);
pub(super) static COVER_NOTICE: Style = style(
    "Fengmian1",
    "封面通知名",
    Face::new(Font::Title, SIZE_2),
    Layout {
        ..centred(Line::Exact(740))
    },
);
pub(super) static COVER_TITLE: Style = style(
    "Fengmian2",
    "封面书名",
    Face::new(Font::Title, SIZE_0),
    Layout {
        around: (900, 700),
        ..centred(Line::Exact(1_100))
    },
);
pub(super) static COVER_LINE: Style =
    style("Fengmian3", "封面文字", Face::official(Font::Kai), centred(LINE));
/// An almost invisible paragraph that ends a section.
pub(super) static END: Style = style(
    "Jiewei",
    "节尾",
    Face::new(Font::FangSong, 2),
    Layout {
        ..Layout::lines(Line::Exact(20))
    },
);
pub(super) static CONTENTS_1: Style =
    style("TOC1", "toc 1", Face::official(Font::Hei), contents(0, 579, true));
pub(super) static CONTENTS_2: Style = style(
    "TOC2",
    "toc 2",
    Face::new(Font::Hei, SIZE_4),
    contents(100, 520, true),
);
pub(super) static CONTENTS_3: Style = style(
    "TOC3",
    "toc 3",
    Face::new(Font::Kai, SIZE_4),
    contents(200, 520, true),
);
pub(super) static CONTENTS_4: Style = style(
    "TOC4",
    "toc 4",
    Face::new(Font::FangSong, SIZE_4),
    contents(300, 500, true),
);
pub(super) static CONTENTS_5: Style = style(
    "TOC5",
    "toc 5",
    Face::new(Font::Kai, SIZE_SMALL_4),
    contents(400, 420, false),
);

/// All of them; the first is what the document grid counts in.
pub(super) static ALL: &[&Style] = &[
    &NORMAL,
    &BODY,
    &CHAPTER,
    &PART,
    &SOCIETY,
    &TITLE,
    &AUTHOR,
    &BYLINE,
    &FRONT,
    &REMARK,
    &COUNT,
    &PICTURE,
    &CAPTION,
    &CELL,
    &HEAD_CELL,
    &NUMBER_CELL,
    &GAP,
    &COVER_NOTICE,
    &COVER_TITLE,
    &COVER_LINE,
    &END,
    &CONTENTS_1,
    &CONTENTS_2,
    &CONTENTS_3,
    &CONTENTS_4,
    &CONTENTS_5,
];
