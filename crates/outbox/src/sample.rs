//! Fictional letters of every kind, on which templates are tried and shown.

mod arrivals;
mod fictional;

use std::path::PathBuf;

use chrono::{DateTime, Duration, Utc};
use domain::ids::ArrivalId;
use domain::letter::{
    Enclosed, EnclosedFile, Letter, LetterCause, LetterEvent, LetterKey, LetterKind, in_order,
};
use domain::notice::{Contact, Notice};
use domain::reminder::{Gap, Lack, MissingItem};
use domain::society::Society;
use domain::workdays::WorkCalendar;

use crate::error::OutboxError;
use crate::settings::{OutboxSettings, Transport};
use crate::templates::{TemplateName, TemplateProblem, Templates, Text, unknown_names};
use crate::wording::Facts;

use fictional::{
    first_line_with, moment, sample_contact, sample_meanwhile, sample_notice, sample_society, with_slash,
};

/// A letter of a kind, with the receipts that leave within it.
struct Sample {
    letter: Letter,
    gathered: Vec<Letter>,
}

/// A letter of this kind to a fictional society, about this notice or a fictional one.
pub fn preview(
    name: TemplateName,
    templates: &Templates,
    (notice, contact): (Option<&Notice>, Option<&Contact>),
    settings: &OutboxSettings,
    now: DateTime<Utc>,
) -> Result<Text, OutboxError> {
    let (fictional, society) = (sample_notice()?, sample_society()?);
    let (fictional_contact, notice_is_fictional) = (sample_contact(), notice.is_none());
    let (notice, now) = match notice {
        Some(notice) => (notice, now),
        None if name == TemplateName::Overdue => (&fictional, moment(&fictional) + Duration::days(4)),
        None => (&fictional, moment(&fictional)),
    };
    let office = Desk {
        notice,
        society: &society,
        contact: contact.or(notice_is_fictional.then_some(&fictional_contact)),
        settings,
        now,
    };
    let samples = office.samples(name);
    let first = samples.first().ok_or(OutboxError::Unsendable {
        what: match name {
            TemplateName::Extension => "the notice has no fixed deadline, so nothing of it can be put off",
            _ => "the notice asks for nothing",
        },
    })?;
    Ok(office.write(name, first, templates)?)
}

/// Tries a template on letters of every sort that its kind has. Gives the first problem, if there is one.
pub fn check_template(name: TemplateName, source: &str) -> Result<(), OutboxError> {
    let (rich, society) = (sample_notice()?, sample_society()?);
    let contact = sample_contact();
    let bare = Notice {
        number: None,
        mailboxes: Vec::new(),
        form: None,
        ..rich.clone()
    };
    let templates = Templates::of([(name.as_str(), source)]);
    for (notice, public_url, contact) in [
        (
            &rich,
            Some("https://zhengji.huaxia.example/".to_owned()),
            Some(&contact),
        ),
        (&bare, None, None),
    ] {
        let settings = OutboxSettings {
            transport: Transport::Folder(PathBuf::new()),
            from: String::new(),
            redirect_to: None,
            public_url,
            calendar: WorkCalendar::default(),
        };
        let desk = Desk {
            notice,
            society: &society,
            contact,
            settings: &settings,
            now: moment(&rich),
        };
        for sample in desk.samples(name) {
            desk.knows_names(name, source, &sample)?;
            desk.write(name, &sample, &templates)?;
        }
    }
    Ok(())
}

/// At what a sample is written.
#[derive(Clone, Copy)]
struct Desk<'a> {
    notice: &'a Notice,
    society: &'a Society,
    contact: Option<&'a Contact>,
    settings: &'a OutboxSettings,
    now: DateTime<Utc>,
}

impl Desk<'_> {
    fn with_facts<T>(self, sample: &Sample, then: impl FnOnce(Facts<'_>) -> T) -> T {
        let receipts = in_order(std::iter::once(&sample.letter).chain(&sample.gathered));
        let letter = &Facts::in_one(&sample.letter, &receipts);
        then(Facts {
            letter,
            receipts: &receipts,
            meanwhile: &sample_meanwhile(letter, self.link()),
            notice: self.notice,
            society: self.society,
            contact: self.contact,
            settings: self.settings,
            now: self.now,
        })
    }

    fn write(
        self,
        name: TemplateName,
        sample: &Sample,
        templates: &Templates,
    ) -> Result<Text, TemplateProblem> {
        self.with_facts(sample, |facts| templates.write(name, facts.values()))
    }

    fn knows_names(self, name: TemplateName, source: &str, sample: &Sample) -> Result<(), TemplateProblem> {
        let unknown = self.with_facts(sample, |facts| unknown_names(name, source, &facts.values()))?;
        if unknown.is_empty() {
            return Ok(());
        }
        Err(TemplateProblem {
            template: name,
            line: first_line_with(source, &unknown),
            what: format!(
                "没有名为 {} 的内容，可用的名称见标准模板开头的说明",
                unknown.join("、")
            ),
        })
    }

    fn samples(self, name: TemplateName) -> Vec<Sample> {
        let alone = |letter| Sample {
            letter,
            gathered: Vec::new(),
        };
        match name {
            TemplateName::Receipt => self.receipts().into_iter().map(alone).collect(),
            TemplateName::Receipts => [3, usize::MAX]
                .into_iter()
                .filter_map(|count| self.receipts_in_one(count))
                .collect(),
            TemplateName::CorrectionRequest => self.correction_requests().into_iter().map(alone).collect(),
            TemplateName::Acknowledgement => self.acknowledgements().into_iter().map(alone).collect(),
            TemplateName::UnderReview => self.under_review().into_iter().map(alone).collect(),
            TemplateName::Reminder => self.rounds(LetterKind::Reminder).into_iter().map(alone).collect(),
            TemplateName::Overdue => self.rounds(LetterKind::Overdue).into_iter().map(alone).collect(),
            TemplateName::Extension => self.extensions().into_iter().map(alone).collect(),
            TemplateName::Invitation => self.invitations().into_iter().map(alone).collect(),
            TemplateName::Digest => Vec::new(),
        }
    }

    /// So many receipts as one letter, with numbers of their own.
    fn receipts_in_one(self, count: usize) -> Option<Sample> {
        let letters = self.receipts().into_iter().take(count);
        let mut letters = (17..).zip(letters).map(|(number, letter)| Letter {
            key: LetterKey::about(
                ArrivalId::new(number),
                letter
                    .key
                    .answers()
                    .map_or(LetterEvent::FirstVerdict, |(_, event)| event),
                LetterKind::Receipt,
            ),
            ..letter
        });
        Some(Sample {
            letter: letters.next()?,
            gathered: letters.collect(),
        })
    }

    /// One with everything that may lack, one with nothing but a part of one item.
    fn rounds(self, kind: LetterKind) -> Vec<Letter> {
        let overdue = kind == LetterKind::Overdue;
        let lacks = [
            (Lack::Nothing, Vec::new()),
            (Lack::Incomplete, vec![Gap::Media(Some("李文静".to_owned()))]),
            (Lack::SentBack, Vec::new()),
        ];
        let missing = self.notice.items.iter().zip(lacks).map(|(item, (lack, gaps))| {
            let ends = item.deadline.ends(self.notice.zone, self.now);
            MissingItem {
                item: item.id.clone(),
                lack,
                gaps,
                ends,
                extended: false,
                overdue: overdue && ends.is_some(),
                replaces: false,
            }
        });
        let missing: Vec<MissingItem> = missing.collect();
        let partly: Vec<MissingItem> = missing
            .iter()
            .map(|missing| MissingItem {
                lack: Lack::Incomplete,
                ..missing.clone()
            })
            .collect();
        let letter = |missing| Letter {
            key: LetterKey {
                cause: LetterCause::Round {
                    notice: self.notice.id.clone(),
                    society: self.society.code.clone(),
                    day: self.now.with_timezone(&self.notice.zone).date_naive(),
                    trial: false,
                },
                kind,
            },
            missing,
            ..self.about_nothing(kind)
        };
        let mut rich = letter(missing);
        rich.enclosed.link = self.link();
        vec![rich, letter(partly)]
    }

    /// The page of the society, if there is a site.
    fn link(self) -> Option<String> {
        let site = self.settings.site()?;
        Some(format!("{}s/示例", with_slash(site)))
    }

    /// One for all items alike, one with different days that take the place of others; none for a notice in which nothing
    /// has a fixed end.
    fn extensions(self) -> Vec<Letter> {
        let items = self.notice.items.iter();
        let missing: Vec<MissingItem> = items
            .filter_map(|item| {
                Some(MissingItem {
                    item: item.id.clone(),
                    lack: Lack::Nothing,
                    gaps: Vec::new(),
                    ends: Some(item.deadline.ends(self.notice.zone, self.now)? + Duration::days(7)),
                    extended: true,
                    overdue: false,
                    replaces: false,
                })
            })
            .collect();
        if missing.is_empty() {
            return Vec::new();
        }
        let mut differing = missing.clone();
        for (days, missing) in (0_i64..).zip(&mut differing) {
            missing.ends = missing.ends.map(|ends| ends + Duration::days(days));
            missing.replaces = true;
        }
        let letter = |missing| Letter {
            key: LetterKey {
                cause: LetterCause::Extension {
                    notice: self.notice.id.clone(),
                    society: self.society.code.clone(),
                    decision: 1,
                },
                kind: LetterKind::Extension,
            },
            missing,
            ..self.about_nothing(LetterKind::Extension)
        };
        vec![letter(missing), letter(differing)]
    }

    fn invitations(self) -> Vec<Letter> {
        let bare = Letter {
            key: LetterKey {
                cause: LetterCause::Invitation {
                    notice: self.notice.id.clone(),
                    society: self.society.code.clone(),
                    trial: false,
                },
                kind: LetterKind::Invitation,
            },
            ..self.about_nothing(LetterKind::Invitation)
        };
        let rich = Letter {
            nil_items: Vec::new(),
            enclosed: Enclosed {
                link: self.link(),
                files: self.form_file().into_iter().collect(),
            },
            ..bare.clone()
        };
        vec![rich, bare]
    }

    /// The blank form of the notice, as a name.
    fn form_file(self) -> Option<EnclosedFile> {
        let form = self.notice.form.as_ref()?;
        Some(EnclosedFile {
            name: format!("{}—{}.docx", self.society.name, form.title),
            media_type: String::new(),
            sha256: String::new(),
        })
    }

    /// A letter that answers no arrival.
    fn about_nothing(self, kind: LetterKind) -> Letter {
        Letter {
            in_reply_to: None,
            reply_to: None,
            received_at: None,
            original: String::new(),
            ..self.about_arrival(kind, LetterEvent::FirstVerdict)
        }
    }

    fn about_arrival(self, kind: LetterKind, event: LetterEvent) -> Letter {
        Letter {
            key: LetterKey::about(ArrivalId::new(17), event, kind),
            notice: self.notice.id.clone(),
            society: self.society.code.clone(),
            recipient: "office@huaxia.example".to_owned(),
            in_reply_to: None,
            sent_by: None,
            reply_to: None,
            received_at: Some(self.now - Duration::minutes(2)),
            original: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".to_owned(),
            lines: Vec::new(),
            corrections: Vec::new(),
            missing: Vec::new(),
            nil_items: Vec::new(),
            enclosed: Enclosed::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_standard_words_are_sound() {
        for name in TemplateName::ALL {
            check_template(name, name.standard()).unwrap();
        }
    }

    #[test]
    fn a_mistake_in_any_branch_is_found() {
        let source = TemplateName::Receipt.standard();
        for (right, wrong) in [
            ("piece.person or", "piece.persn or"),
            ("{{ notice.issuer }}联系", "{{ notice.isuer }}联系"),
            (
                "arrival.event == 'completion' else",
                "arrival.evnt == 'completion' else",
            ),
        ] {
            let line = source.lines().position(|line| line.contains(right)).unwrap() + 1;
            let error = check_template(TemplateName::Receipt, &source.replace(right, wrong)).unwrap_err();
            assert!(error.to_string().contains(&format!("第 {line} 行")), "{error}");
        }
    }
}
