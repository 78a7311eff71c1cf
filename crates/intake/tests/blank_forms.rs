//! Forms that we gave out and that came back: made by the writer, filled in, judged.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop at the first surprise"
)]

mod support;

use domain::finding::FindingCode;
use domain::form_code::{FormCode, IssuedForm};
use domain::ids::{NoticeId, SocietyCode};
use domain::notice::Notice;
use forms::document::{Block, Cell, Document, Paragraph};
use forms::read::{Content, Limits, ReadFile, read_file};
use intake::claim::{Claim, Evidence, Placed, Trust, claim};
use intake::reading::{ReadPart, Reading, read_mail};
use intake::reception::Reception;
use reporting::{BlankForm, blank_docx, blank_xlsx, own_file};
use support::{arrival, directory, notice};

const TEXT: &str =
    "张三（理事长）：近年来我们围绕海洋观测方向开展工作，积累了资料，下一步将加强青年人才培养。";

fn form_code(letter: char) -> FormCode {
    FormCode::parse(&format!("zjf_{}", letter.to_string().repeat(43))).unwrap()
}

/// What the store says of the codes of these files: `a` is A-01's form, `b` that of A-02, `c` anybody's, `d` one of
/// another notice.
fn issued(files: &[ReadFile]) -> Vec<IssuedForm> {
    let form = |letter, notice: &str, society: Option<&str>| IssuedForm {
        code: form_code(letter),
        notice: NoticeId::parse(notice).unwrap(),
        society: society.map(|code| SocietyCode::parse(code).unwrap()),
    };
    let came_back = |code: &FormCode| {
        files.iter().any(|file| match &file.content {
            Content::Document { document, .. } => document.form_code.as_deref() == Some(code.as_str()),
            other => panic!("no document: {other:?}"),
        })
    };
    let mut given_out = vec![
        form('a', "test-41", Some("A-01")),
        form('b', "test-41", Some("A-02")),
        form('c', "test-41", None),
        form('d', "test-42", Some("A-01")),
    ];
    given_out.retain(|form| came_back(&form.code));
    given_out
}

fn second_notice() -> Notice {
    Notice {
        id: NoticeId::parse("test-42").unwrap(),
        ..notice()
    }
}

#[derive(Clone, Copy)]
enum Kind {
    Docx,
    Xlsx,
}

fn blank(kind: Kind, society: Option<&str>, letter: char) -> Vec<u8> {
    let notice = notice();
    let blank = BlankForm {
        notice: &notice,
        form: notice.form.as_ref().unwrap(),
        society,
        code: &form_code(letter),
    };
    match kind {
        Kind::Docx => blank_docx(&blank).unwrap(),
        Kind::Xlsx => blank_xlsx(&blank).unwrap(),
    }
}

fn read(bytes: &[u8]) -> ReadFile {
    read_file("form", bytes, &Limits::default()).remove(0)
}

fn document(file: &mut ReadFile) -> &mut Document {
    match &mut file.content {
        Content::Document { document, .. } => document,
        other => panic!("no document: {other:?}"),
    }
}

fn paragraph(text: &str) -> Block {
    Block::Paragraph(Paragraph {
        text: text.to_owned(),
        ..Paragraph::default()
    })
}

/// Writes into the last cell beside this label.
fn fill(file: &mut ReadFile, label: &str, text: &str) {
    let rows = document(file).blocks.iter_mut().filter_map(|block| match block {
        Block::Table(table) => Some(&mut table.rows),
        Block::Paragraph(_) => None,
    });
    let row = rows
        .flatten()
        .find(|row| row.cells[0].lines().concat().contains(label))
        .unwrap();
    if row.cells.len() < 2 {
        let beside = Cell {
            column: 1,
            blocks: Vec::new(),
            ..row.cells[0].clone()
        };
        row.cells.push(beside);
    }
    row.cells.last_mut().unwrap().blocks.push(paragraph(text));
}

/// A letter from an address that nobody registered, with these files.
struct Letter {
    from: &'static str,
    files: Vec<ReadFile>,
    notices: Vec<Notice>,
}

impl Letter {
    fn of(file: ReadFile) -> Self {
        Self {
            from: "someone@mail.example",
            files: vec![file],
            notices: vec![notice()],
        }
    }

    fn claim(&self) -> Claim {
        let raw = format!(
            "Received: from a by mx1.office.example; Thu, 20 Oct 2022 08:00:00 +0800\n\
             From: {}\nSubject: x\nMessage-ID: <1@a.example>\n\
             Content-Type: text/plain; charset=utf-8\n\n请查收附件。\n",
            self.from
        );
        let mut reading: Reading = read_mail(raw.as_bytes());
        reading.parts = self
            .files
            .iter()
            .map(|file| ReadPart {
                file: file.clone(),
                shown_in_body: false,
                forwarded: false,
            })
            .collect();
        let mut arrival = arrival(1, 0);
        arrival.sender = Some(self.from.to_owned());
        claim(Evidence {
            arrival: &arrival,
            reading: &reading,
            rulings: &[],
            thread: None,
            issued: &issued(&self.files),
            notices: &self.notices,
            directory: &directory(),
            reception: &Reception::default(),
        })
    }

    fn placed(&self) -> Placed {
        match self.claim() {
            Claim::Placed(placed) => *placed,
            other => panic!("not placed: {other:?}"),
        }
    }

    fn reasons(&self) -> Vec<FindingCode> {
        match self.claim() {
            Claim::Unplaced { findings, .. } => findings.iter().map(|finding| finding.code).collect(),
            Claim::Placed(placed) => placed.holds.iter().map(|finding| finding.code).collect(),
            Claim::Ignored(finding) => vec![finding.code],
        }
    }
}

#[test]
fn a_form_of_ours_names_its_society_and_adds_only() {
    for kind in [Kind::Docx, Kind::Xlsx] {
        // Without a name in it: the code alone says whose it is.
        let mut file = read(&blank(kind, None, 'a'));
        assert_eq!(
            document(&mut file).form_code.as_deref(),
            Some(form_code('a').as_str())
        );
        fill(&mut file, "学习贯彻", TEXT);
        let placed = Letter::of(file).placed();
        assert_eq!(placed.society.as_str(), "A-01");
        assert_eq!((placed.pieces.len(), placed.trust), (1, Trust::MayAdd));
        assert!(
            placed
                .findings
                .iter()
                .all(|finding| finding.code != FindingCode::UnknownFormCode)
        );
    }
}

#[test]
fn the_name_in_a_form_of_ours_is_read_back() {
    for kind in [Kind::Docx, Kind::Xlsx] {
        let mut file = read(&blank(kind, Some("华夏光学学会"), 'c'));
        fill(&mut file, "学习贯彻", TEXT);
        assert_eq!(Letter::of(file).placed().society.as_str(), "A-01");
    }
}

#[test]
fn a_form_passed_on_to_another_society_is_a_conflict() {
    let mut file = read(&blank(Kind::Docx, Some("华夏声学学会"), 'a'));
    fill(&mut file, "学习贯彻", TEXT);
    assert_eq!(Letter::of(file.clone()).reasons(), [FindingCode::SocietyConflict]);
    // Nor does the other society's registered address make it certain.
    let mut letter = Letter::of(file);
    letter.from = "office@a-03.example";
    assert_eq!(letter.reasons(), [FindingCode::SocietyConflict]);
}

#[test]
fn forms_of_two_societies_in_one_letter_are_a_conflict() {
    let mut files: Vec<ReadFile> = ['a', 'b']
        .map(|letter| read(&blank(Kind::Docx, None, letter)))
        .into();
    for file in &mut files {
        fill(file, "学习贯彻", TEXT);
    }
    let mut letter = Letter::of(files.remove(0));
    letter.files.append(&mut files);
    assert_eq!(letter.reasons(), [FindingCode::SocietyConflict]);
}

#[test]
fn a_name_that_is_nearly_that_of_the_code_is_that_of_the_code_and_a_strange_one_is_not() {
    let society = |name: &str| {
        let mut file = read(&blank(Kind::Docx, Some(name), 'a'));
        fill(&mut file, "学习贯彻", TEXT);
        Letter::of(file).reasons()
    };
    assert_eq!(society("华夏光学学会学术部"), []);
    assert_eq!(society("大洋航运研究院"), [FindingCode::UnknownSociety]);
}

#[test]
fn a_code_that_we_never_gave_out_is_said_and_proves_nothing() {
    let mut file = read(&blank(Kind::Docx, Some("华夏声学学会"), 'z'));
    fill(&mut file, "学习贯彻", TEXT);
    let placed = Letter::of(file.clone()).placed();
    assert_eq!(placed.society.as_str(), "A-03");
    let codes: Vec<_> = placed.findings.iter().map(|finding| finding.code).collect();
    assert!(codes.contains(&FindingCode::UnknownFormCode), "{codes:?}");
}

#[test]
fn the_code_tells_notices_apart_whose_forms_have_one_title() {
    let of = |letter| {
        let mut file = read(&blank(Kind::Docx, None, letter));
        fill(&mut file, "学习贯彻", TEXT);
        let mut letter = Letter::of(file);
        letter.notices.push(second_notice());
        letter
    };
    assert_eq!(of('a').placed().notice.as_str(), "test-41");
    assert_eq!(of('d').placed().notice.as_str(), "test-42");
    // An old form filled in for a notice with a title of its own.
    let mut letter = of('d');
    letter.notices[1].form.as_mut().unwrap().title = "全国学会组织建设情况调查表".into();
    assert_eq!(letter.reasons(), [FindingCode::AmbiguousNotice]);
}

#[test]
fn a_blank_form_of_ours_that_comes_back_is_not_filled() {
    for kind in [Kind::Docx, Kind::Xlsx] {
        let letter = Letter::of(read(&blank(kind, Some("华夏光学学会"), 'a')));
        assert_eq!(letter.reasons(), [FindingCode::FormNotFilled]);
    }
}

#[test]
fn the_offices_own_file_keeps_all_but_the_name_and_the_code() {
    let template = include_bytes!("../../../config/samples/template.docx");
    let notice = notice();
    let blank = BlankForm {
        notice: &notice,
        form: notice.form.as_ref().unwrap(),
        society: Some("华夏光学学会"),
        code: &form_code('a'),
    };
    let once = own_file(template, &blank).unwrap();
    let mut made = read(&once);
    let mut before = read(template);
    let lines = |file: &mut ReadFile| forms::document::lines_of(&document(file).blocks);
    let expected: Vec<String> = lines(&mut before)
        .into_iter()
        .map(|line| line.replace("学会名称：", "学会名称：华夏光学学会"))
        .collect();
    assert_eq!(lines(&mut made), expected);
    assert_eq!(
        document(&mut made).form_code.as_deref(),
        Some(form_code('a').as_str())
    );
    // A file of ours as the office's own one gets a new code in place of the old one; the name stands already.
    let code = form_code('b');
    let anybodys = BlankForm {
        society: None,
        code: &code,
        ..blank
    };
    let mut again = read(&own_file(&once, &anybodys).unwrap());
    assert_eq!(document(&mut again).form_code.as_deref(), Some(code.as_str()));
    assert_eq!(own_file(&once, &blank), None);
    assert_eq!(own_file(b"no package", &blank), None);
}
