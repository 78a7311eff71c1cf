//! The words of a letter. Official tone: facts, what to do, no blame; nothing of other societies, no essay text.

mod gathered;
mod reminder;

use chrono::{DateTime, Utc};
use domain::deadline::Timeliness;
use domain::finding::{Finding, FindingCode, Severity};
use domain::letter::{Letter, LetterEvent, LetterKind, LetterLine};
use domain::notice::{CollectionItem, Notice};
use domain::society::Society;
use domain::submission::SubmissionStatus;

use crate::deadline_words;
use crate::settings::OutboxSettings;
use crate::text::{cut, in_book_marks, one_line};

/// Holds that a society can answer. Whatever else a person of the office must look at is not told to it.
const ANSWERED_BY_SOCIETY: &[FindingCode] = &[
    FindingCode::AwaitingText,
    FindingCode::FormNotFilled,
    FindingCode::NoContent,
    FindingCode::ExternalLink,
    FindingCode::AmbiguousItem,
];

/// Characters of a name, a title or a file name that are repeated to the sender.
const LONGEST_NAME: usize = 60;

const HAN_NUMBERS: [&str; 10] = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"];

/// What a letter is written from.
#[derive(Clone, Copy)]
pub(crate) struct Facts<'a> {
    pub(crate) letter: &'a Letter,
    /// The receipts of which the letter is made, when they are several.
    pub(crate) receipts: &'a [&'a Letter],
    pub(crate) notice: &'a Notice,
    pub(crate) society: &'a Society,
    pub(crate) settings: &'a OutboxSettings,
    pub(crate) now: DateTime<Utc>,
}

impl<'a> Facts<'a> {
    /// 【回执】 or, when the society should do something, 【请补充】; the notice in short; the society.
    pub(crate) fn subject(self) -> String {
        let mark = match self.letter.key.kind {
            LetterKind::Acknowledgement => {
                return format!("【收悉】{}", short_title(&self.notice.title));
            }
            LetterKind::Reminder => "【报送提醒】",
            LetterKind::Overdue => "【逾期提醒】",
            LetterKind::Receipt | LetterKind::CorrectionRequest if self.asks_for_something() => "【请补充】",
            LetterKind::Receipt | LetterKind::CorrectionRequest => "【回执】",
        };
        let society = cut(&self.society.name, LONGEST_NAME);
        let several = match self.receipts.len() {
            0 | 1 => String::new(),
            count => format!("，共{count}件来件"),
        };
        format!("{mark}{}（{society}{several}）", short_title(&self.notice.title))
    }

    /// The whole text, lines separated by `\n`.
    pub(crate) fn body(self) -> String {
        let mut paragraphs = Vec::new();
        if self.settings.redirect_to.is_some() {
            let meant = one_line(&self.letter.recipient);
            paragraphs.push(vec![format!("【试运行】本邮件未发给学会，原定收件人：{meant}")]);
        }
        paragraphs.extend(match self.letter.key.kind {
            LetterKind::Acknowledgement => self.acknowledgement(),
            LetterKind::Reminder | LetterKind::Overdue => self.reminder(),
            LetterKind::Receipt if self.receipts.len() > 1 => self.several(self.receipts),
            LetterKind::Receipt | LetterKind::CorrectionRequest => self.to_society(),
        });
        paragraphs.push(vec![
            one_line(&self.notice.issuer),
            deadline_words::day(self.now.with_timezone(&self.notice.zone).date_naive()),
        ]);
        paragraphs.push(vec!["————".to_owned(), "本邮件由系统自动发送。".to_owned()]);
        let paragraphs: Vec<String> = paragraphs.iter().map(|lines| lines.join("\n")).collect();
        paragraphs.join("\n\n") + "\n"
    }

    /// Salutation, what was registered, what should be mended, what to do.
    fn to_society(self) -> Vec<Vec<String>> {
        let mut paragraphs = vec![
            vec![format!("{}：", cut(&self.society.name, LONGEST_NAME))],
            vec![self.opening()],
            self.particulars(),
        ];
        let corrections = self.corrections();
        let mut part = HAN_NUMBERS.iter();
        let mut heading = |title: &str| format!("{}、{title}", part.next().unwrap_or(&""));
        if !self.letter.lines.is_empty() {
            let mut lines = vec![heading("登记情况"), self.summary()];
            lines.extend(self.registered());
            paragraphs.push(lines);
        }
        if !corrections.is_empty() {
            let mut lines = vec![heading("需要补充或更正")];
            lines.extend(corrections);
            paragraphs.push(lines);
        }
        paragraphs.push(self.what_to_do());
        paragraphs
    }

    /// To somebody of whom the roster knows nothing: that the mail came, and neither of whom nor what.
    fn acknowledgement(self) -> Vec<Vec<String>> {
        let text = "来件已收到。因发件邮箱未在名录中登记，登记情况已发送至报送单位在名录中登记的邮箱，\
                    请与该单位联系核对。";
        vec![
            vec!["您好：".to_owned()],
            vec![format!("　　{text}")],
            self.particulars(),
            vec![format!("如有疑问，请与{}联系。", one_line(&self.notice.issuer))],
        ]
    }

    fn opening(self) -> String {
        let nothing_registered = self.letter.lines.is_empty();
        let event = self.letter.key.answers().map(|(_, event)| event);
        let text = match (self.letter.key.kind, event) {
            (LetterKind::CorrectionRequest, _) if nothing_registered => {
                "贵单位来件已收到并存档，其中的材料暂不能登记，请按下列意见补充或更正。"
            }
            (LetterKind::CorrectionRequest, _) => "贵单位报送的材料已收到，请按下列意见补充或更正。",
            (LetterKind::Acknowledgement | LetterKind::Reminder | LetterKind::Overdue, _) => "来件已收到。",
            (LetterKind::Receipt, _) if nothing_registered && self.asks_for_something() => {
                "贵单位来件已收到。经核对，没有需要新增登记的材料，另有下列事项请补充或更正。"
            }
            // The letter does not say whether it answers a copy or a nil report.
            (LetterKind::Receipt, _) if nothing_registered => {
                "贵单位来件已收到。经核对，没有需要新增登记的材料：来件与已登记的材料一致，或为零报告。\
                 已登记的内容不变，无需重复发送。"
            }
            (LetterKind::Receipt, Some(LetterEvent::FirstVerdict) | None) => {
                "贵单位报送的材料已收到并登记，登记情况如下，请核对。"
            }
            (LetterKind::Receipt, Some(LetterEvent::Ruling)) => {
                "贵单位报送的材料经工作人员核对，已予登记，登记情况如下，请核对。"
            }
            (LetterKind::Receipt, Some(LetterEvent::Completion)) => {
                "贵单位补充的材料已收到，并与此前报送的材料合并登记，登记情况如下，请核对。"
            }
        };
        format!("　　{text}")
    }

    /// Which notice, when received, and how both sides can tell that they speak of the same mail.
    fn particulars(self) -> Vec<String> {
        let mut lines = self.subject_matter();
        lines.extend(self.received());
        if let Some((arrival, _)) = self.letter.key.answers() {
            lines.push(format!("来件号：{arrival}"));
        }
        lines.push(self.check_code());
        lines
    }

    /// Which notice.
    fn subject_matter(self) -> Vec<String> {
        let mut lines = vec![format!("通知：{}", in_book_marks(&one_line(&self.notice.title)))];
        if let Some(number) = &self.notice.number {
            lines.push(format!("文号：{}", one_line(number.as_str())));
        }
        lines
    }

    fn received(self) -> Option<String> {
        let at = self.letter.received_at?;
        Some(format!(
            "收到时间：{}",
            deadline_words::moment(at, self.notice.zone)
        ))
    }

    fn check_code(self) -> String {
        let check: String = self.letter.original.chars().take(16).collect();
        format!("校验码：{check}")
    }

    fn summary(self) -> String {
        let lines = &self.letter.lines;
        let late = lines
            .iter()
            .filter(|line| line.timeliness == Timeliness::Late)
            .count();
        let incomplete = lines
            .iter()
            .filter(|line| line.status == SubmissionStatus::Incomplete)
            .count();
        let verb = match self.letter.key.answers() {
            Some((_, LetterEvent::Completion)) => "本次合并登记",
            Some((_, LetterEvent::FirstVerdict | LetterEvent::Ruling)) | None => "本次来件登记",
        };
        let lacking = match incomplete {
            0 => String::new(),
            count => format!("，其中待补充{count}件"),
        };
        let delay = match late {
            0 => String::new(),
            all if all == lines.len() => "收到时间晚于截止时间，按迟报登记。".to_owned(),
            count => format!("其中{count}件收到时间晚于截止时间，按迟报登记。"),
        };
        format!("{verb}{}件{lacking}。{delay}", lines.len())
    }

    /// The registered pieces under their items, in the notice's order.
    fn registered(self) -> Vec<String> {
        let mut text = Vec::new();
        let known = self
            .notice
            .items
            .iter()
            .map(|item| (&item.id, item.title.as_str()));
        let unknown = self.letter.lines.iter().map(|line| &line.item);
        let unknown = unknown
            .filter(|id| self.notice.item(id).is_none())
            .map(|id| (id, id.as_str()));
        let mut seen = Vec::new();
        for (id, title) in known.chain(unknown) {
            let lines: Vec<&LetterLine> = self.letter.lines.iter().filter(|line| line.item == *id).collect();
            if lines.is_empty() || seen.contains(&id) {
                continue;
            }
            seen.push(id);
            let number = HAN_NUMBERS
                .get(seen.len() - 1)
                .map_or_else(|| seen.len().to_string(), |n| (*n).to_owned());
            text.push(String::new());
            text.push(format!("（{number}）{}", one_line(title)));
            for (place, line) in lines.iter().enumerate() {
                text.extend(piece(place + 1, line));
            }
        }
        text
    }

    /// The numbered list of what should be mended.
    fn corrections(self) -> Vec<String> {
        let mut sentences: Vec<String> = Vec::new();
        for finding in self
            .letter
            .corrections
            .iter()
            .filter(|finding| is_for_society(finding))
        {
            let sentence = sentence(finding);
            if !sentences.contains(&sentence) {
                sentences.push(sentence);
            }
        }
        if sentences.is_empty() && self.letter.key.kind == LetterKind::CorrectionRequest {
            sentences.push("来件中没有能够登记的材料，请核对后重新发送。".to_owned());
        }
        let numbered = sentences.iter().enumerate();
        numbered
            .map(|(place, text)| format!("{}．{text}", place + 1))
            .collect()
    }

    fn asks_for_something(self) -> bool {
        let incomplete = |line: &LetterLine| line.status == SubmissionStatus::Incomplete;
        !self.corrections().is_empty() || self.letter.lines.iter().any(incomplete)
    }

    /// The deadline, how to answer, whom to ask.
    fn what_to_do(self) -> Vec<String> {
        let items = self.items();
        let replies = !self.notice.mailboxes.is_empty();
        let registered = !self.letter.lines.is_empty();
        let mut lines = Vec::new();
        if self.asks_for_something() || registered {
            lines.extend(deadline_words::lines(&items));
        }
        if self.asks_for_something() {
            let passed = deadline_words::any_passed(&items, self.notice, self.now);
            let when = if passed {
                "请尽快"
            } else {
                "请在截止时间前"
            };
            let way = if replies {
                "直接回复本邮件补发，回复时附上补充的材料即可"
            } else {
                "按原报送方式补发"
            };
            let rest = if registered {
                "；已登记的材料不必重复发送。"
            } else {
                "。"
            };
            lines.push(format!("{when}{way}{rest}"));
        } else if replies && registered {
            lines.push("登记情况如与实际不符，请直接回复本邮件说明。".to_owned());
        }
        if let Some(site) = self.settings.site() {
            lines.push(format!("报送网页：{}", one_line(site)));
        }
        lines.push(format!("如有疑问，请与{}联系。", one_line(&self.notice.issuer)));
        lines
    }

    /// The items that the letter speaks of; all of the notice when it names none.
    fn items(self) -> Vec<&'a CollectionItem> {
        let lines = &self.letter.lines;
        let spoken_of =
            |item: &&CollectionItem| lines.is_empty() || lines.iter().any(|line| line.item == item.id);
        self.notice.items.iter().filter(spoken_of).collect()
    }
}

/// One registered piece: whose, what, and below it how much and where it stands.
fn piece(number: usize, line: &LetterLine) -> [String; 2] {
    let person = line
        .person
        .as_deref()
        .map_or_else(|| "单位报送".to_owned(), |name| cut(name, LONGEST_NAME));
    let title = line
        .title
        .as_deref()
        .map(|title| in_book_marks(&cut(title, LONGEST_NAME)))
        .unwrap_or_default();
    let attachments = match line.attachments {
        0 => "无附件".to_owned(),
        count => format!("附件{count}个"),
    };
    let status = match line.status {
        SubmissionStatus::Accepted => "已登记",
        SubmissionStatus::Incomplete => "待补充",
        SubmissionStatus::SentBack => "已退回",
        SubmissionStatus::Withdrawn => "已撤回",
    };
    let late = match line.timeliness {
        Timeliness::Late => "，迟报",
        Timeliness::OnTime | Timeliness::Undated => "",
    };
    [
        format!("{number}．{person}{title}"),
        format!("　　字数{}，{attachments}，{status}{late}", line.characters),
    ]
}

fn is_for_society(finding: &Finding) -> bool {
    finding.code.severity() == Severity::Correction || ANSWERED_BY_SOCIETY.contains(&finding.code)
}

fn sentence(finding: &Finding) -> String {
    Finding {
        code: finding.code,
        place: finding.place.as_deref().map(|place| cut(place, LONGEST_NAME)),
    }
    .sentence()
}

/// The title without 关于 and 的通知, for a subject.
fn short_title(title: &str) -> String {
    let title = one_line(title);
    let bare = title.trim_matches(['《', '》']);
    let bare = bare.strip_prefix("关于").unwrap_or(bare);
    let bare = bare.strip_suffix("的通知").unwrap_or(bare);
    cut(bare, 30)
}
