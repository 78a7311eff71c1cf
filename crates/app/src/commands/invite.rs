//! `invite`: each society gets the notice's items, its own link and its blank form.

use std::collections::BTreeSet;

use anyhow::Context as _;
use domain::letter::{Enclosed, EnclosedFile, Letter, LetterCause};
use domain::notice::{Contact, Notice};
use domain::society::Society;
use intake_http::{BlankFormat, blank_form, blank_name};
use outbox::{About, OutboxSettings, Templates};
use store::{LetterMode, Store};

use crate::cli::InviteArguments;
use crate::settings::Settings;
use crate::telemetry::say;
use crate::wiring::{letter_modes, now};

const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

pub(super) async fn run(settings: &Settings, arguments: &InviteArguments) -> anyhow::Result<()> {
    let store = super::store(settings).await?;
    let notice = super::blank_form::find(&store, &arguments.notice).await?;
    let directory = store.directory().await?;
    let societies = wanted(directory.societies(), &arguments.societies)?;
    let desk = Desk {
        outbox: super::letters::outbox_settings(settings)?,
        templates: super::letter_templates::of(&store, &notice.id).await?,
        contact: store.contacts().await?.remove(&notice.id),
        settings,
        store: &store,
        notice: &notice,
    };
    let mode = letter_modes(settings).invitation;
    if mode == LetterMode::Off && !arguments.dry_run {
        say("通知函已关闭（[letters.modes] invitation = \"off\"），未写入。");
        return Ok(());
    }
    desk.point_out(&societies);
    let invited = desk.invited().await?;
    let (mut written, mut before) = (0, 0);
    for society in societies {
        if !outbox::concerns(&notice, society) {
            say(&format!(
                "{} {}：通知没有要求该学会报送的事项，不发。",
                society.code, society.name
            ));
        } else if society.addresses.is_empty() {
            say(&format!(
                "{} {}：名录中没有邮箱，请补充后重新执行，或电话通知。",
                society.code, society.name
            ));
        } else if invited.contains(society.code.as_str()) {
            before += 1;
        } else if arguments.dry_run {
            desk.show(society)?;
            written += 1;
        } else {
            written += desk.write(society).await?;
        }
    }
    let already = match before {
        0 => String::new(),
        count => format!("，此前已写入 {count} 封"),
    };
    if arguments.dry_run {
        say(&format!(
            "应发通知函 {written} 封{already}（预览，未写入发件箱）。"
        ));
        return Ok(());
    }
    say(&format!("写入通知函 {written} 封{already}。"));
    super::waiting::tell(&store).await
}

/// These of the roster, or all.
fn wanted<'a>(roster: &'a [Society], codes: &[String]) -> anyhow::Result<Vec<&'a Society>> {
    if codes.is_empty() {
        return Ok(roster.iter().collect());
    }
    codes
        .iter()
        .map(|code| super::blank_form::named(roster, code))
        .collect()
}

/// At what invitations are written.
struct Desk<'a> {
    settings: &'a Settings,
    store: &'a Store,
    notice: &'a Notice,
    outbox: OutboxSettings,
    templates: Templates,
    contact: Option<Contact>,
}

impl Desk<'_> {
    /// What the office may want to mend before the letters leave.
    fn point_out(&self, societies: &[&Society]) {
        if let Some(line) = super::ways::missing(self.notice, self.outbox.site()) {
            say(&format!("提示：{line}"));
        }
        if self.outbox.site().is_none() {
            say(&format!(
                "提示：网站地址 {}（[http] public_url）是本机地址，学会打不开，信中不附填报链接；请改为学会能够打开的地址。",
                self.settings.http.public_url
            ));
        }
        let now = now();
        let late = societies
            .iter()
            .filter(|society| !outbox::passed(self.notice, society, now).is_empty())
            .count();
        if late > 0 {
            say(&format!(
                "提示：对其中 {late} 个学会，有事项的截止时间已过，信中注明已过并请其尽快报送。"
            ));
        }
    }

    fn trial(&self) -> bool {
        self.outbox.redirect_to.is_some()
    }

    /// Codes of the societies that have an invitation already, in a trial one of the trial. Who was taken out of the
    /// outbox by a person is not invited behind that person's back.
    async fn invited(&self) -> anyhow::Result<BTreeSet<String>> {
        let letters = self.store.letters(None).await?;
        let mine = letters.iter().filter(|record| match &record.letter.key.cause {
            LetterCause::Invitation { notice, trial, .. } => {
                *notice == self.notice.id && *trial == self.trial()
            }
            LetterCause::Arrival { .. } | LetterCause::Round { .. } | LetterCause::Extension { .. } => false,
        });
        Ok(mine.map(|record| record.letter.society.to_string()).collect())
    }

    fn show(&self, society: &Society) -> anyhow::Result<()> {
        let form = self.notice.form.as_ref();
        let files = form.map(|form| EnclosedFile {
            name: blank_name(form, Some(society), BlankFormat::Docx),
            media_type: DOCX.to_owned(),
            sha256: String::new(),
        });
        let site = self.outbox.site();
        let enclosed = Enclosed {
            link: site.map(|site| format!("{}/s/……", site.trim_end_matches('/'))),
            files: files.into_iter().collect(),
        };
        let Some(letter) = self.letter(society, enclosed) else {
            return Ok(());
        };
        let about = About {
            notice: self.notice,
            society,
            templates: &self.templates,
            contact: self.contact.as_ref(),
        };
        let text = outbox::words(&letter, about, &self.outbox, now())?;
        let names: Vec<&str> = letter
            .enclosed
            .files
            .iter()
            .map(|file| file.name.as_str())
            .collect();
        say(&format!(
            "收件人：{}\n主题：{}\n附件：{}\n\n{}\n{}",
            letter.recipient,
            text.subject,
            if names.is_empty() {
                "无".to_owned()
            } else {
                names.join("、")
            },
            text.body,
            "=".repeat(60)
        ));
        Ok(())
    }

    /// Keeps the form and the link, then the letter that tells of them: a form or a link of which no letter tells harms
    /// nobody.
    async fn write(&self, society: &Society) -> anyhow::Result<u64> {
        let (notice, store) = (self.notice, self.store);
        let link = match self.outbox.site() {
            Some(_) => Some(super::links::make(self.settings, store, &notice.id, &society.code).await?),
            None => None,
        };
        let mut files = Vec::new();
        if notice.form.is_some() {
            let file = blank_form(store, notice, Some(society), BlankFormat::Docx, now())
                .await
                .with_context(|| format!("make the blank form for {}", society.code))?;
            files.push(EnclosedFile {
                sha256: store.put_original(&file.bytes).await?,
                name: file.name,
                media_type: DOCX.to_owned(),
            });
        }
        let letter = self.letter(society, Enclosed { link, files });
        let letters: Vec<Letter> = letter.into_iter().collect();
        let domain = &self.settings.letters.domain;
        Ok(store
            .enqueue_letters(&letters, letter_modes(self.settings), domain, now())
            .await?)
    }

    fn letter(&self, society: &Society, enclosed: Enclosed) -> Option<Letter> {
        outbox::invitation(self.notice, society, self.trial(), enclosed)
    }
}
