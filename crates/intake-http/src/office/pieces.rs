//! 登记的材料 — each piece with its origin, and the form by which a clerk corrects it.

use actix_web::{HttpResponse, web};
use domain::correction::{Change, Correction, Dismissal, PieceMark, Values};
use domain::ids::{ArrivalId, ItemId};
use domain::notice::Notice;
use domain::person::Person;
use domain::ruling::Decision;
use domain::submission::{Standing, Submission};
use intake::reading::{ReadPart, Reading};
use serde::Deserialize;

use super::arrival::{Known, known};
use super::choices::{self, ChoiceView};
use super::rulings::decide;
use crate::frame::HeadArrived;
use crate::refusal::Refusal;
use crate::session::SignedIn;
use crate::settings::SiteState;
use crate::shown;
use crate::wording::{self, Mark};

/// A line of these characters alone says where a text is to be split.
const CUT: &str = "====";

/// 退回意见, in characters.
const LONGEST_REMARK: usize = 500;

/// Largest form with a corrected text, in bytes: a text of 50,000 characters, percent-encoded.
pub(super) const LARGEST_FORM: usize = 512 * 1024;

pub(super) struct PieceView {
    /// Number of the piece.
    pub id: String,
    /// The notice on whose list of chosen pieces it may stand.
    pub notice: String,
    pub choice: ChoiceOf,
    pub item: String,
    pub person: String,
    pub title: String,
    pub characters: u32,
    pub attachments: String,
    pub status: Mark,
    pub timeliness: &'static str,
    pub revision: u32,
    pub current: bool,
    /// The arrival that brought the text, when this one only completed it.
    pub from: Option<i64>,
    /// File and place in words.
    pub origin: String,
    /// What came with another arrival than the text, in words; empty when all came together.
    pub completed: String,
    pub evidence: String,
    pub corrected: bool,
    pub text: String,
    pub edit: Option<EditView>,
}

/// Whether a piece is chosen for products.
#[derive(PartialEq, Eq)]
pub(super) enum ChoiceOf {
    /// It is.
    Chosen,
    /// It may be.
    Open,
    /// It cannot be: replaced, sent back or withdrawn.
    Closed,
}

/// What the form of a piece is filled with.
pub(super) struct EditView {
    pub ordinal: u32,
    pub seen: String,
    pub name: String,
    pub affiliation: String,
    pub positions: String,
    pub items: Vec<ChoiceView>,
    pub photos: Vec<ChoiceView>,
    /// True for a piece that may be split or joined.
    pub is_whole: bool,
    pub next: Option<String>,
    /// True for a piece that counts, so that it may be sent back or withdrawn.
    pub counts: bool,
}

/// All pieces of an arrival, each with its form when the arrival brought it.
pub(super) fn views(known: &Known) -> Vec<PieceView> {
    let submissions = known.submissions.iter();
    submissions.map(|submission| view(submission, known)).collect()
}

fn view(submission: &Submission, known: &Known) -> PieceView {
    let item = item_title(submission, &known.notices);
    let attachments = submission
        .attachments
        .iter()
        .map(|attachment| shown::name(&attachment.name));
    let source = &submission.source;
    let current = submission.standing == Standing::Current;
    PieceView {
        id: submission.id.to_string(),
        notice: submission.notice.to_string(),
        choice: if known.chosen.contains(&submission.id) {
            ChoiceOf::Chosen
        } else if submission.counts() {
            ChoiceOf::Open
        } else {
            ChoiceOf::Closed
        },
        item,
        person: owner(submission),
        title: submission.title.clone().unwrap_or_default(),
        characters: submission.characters,
        attachments: attachments.collect::<Vec<_>>().join("；"),
        status: wording::status(submission.status),
        timeliness: wording::timeliness(submission.timeliness),
        revision: submission.revision,
        current,
        from: (submission.id.arrival != known.stored.arrival.id).then(|| submission.id.arrival.number()),
        origin: wording::origin(source),
        completed: completed(submission, known),
        evidence: source.origin.grounds.sentences().join("；"),
        corrected: source.origin.corrected,
        text: submission.text.clone(),
        edit: edit(submission, known),
    }
}

/// The photos and videos that came apart from their text, as either arrival's page says it.
fn completed(submission: &Submission, known: &Known) -> String {
    let id = known.stored.arrival.id;
    let Some(by) = submission.completed_by.filter(|by| *by != submission.id.arrival) else {
        return String::new();
    };
    let own = known
        .reading
        .as_ref()
        .map(Reading::sent_files)
        .unwrap_or_default();
    let is_own = |sha256: &str| own.iter().any(|file| file.sha256 == sha256);
    let apart = submission
        .attachments
        .iter()
        .filter(|attachment| is_own(&attachment.sha256) == (by == id));
    let names: Vec<String> = apart.map(|attachment| shown::name(&attachment.name)).collect();
    let who = if by == id {
        "本件".to_owned()
    } else {
        format!("来件 {by} ")
    };
    match names.as_slice() {
        [] => format!("附件由{who}补齐"),
        names => format!("附件由{who}补齐：{}", names.join("；")),
    }
}

fn item_title(submission: &Submission, notices: &[Notice]) -> String {
    let item = notices
        .iter()
        .find(|notice| notice.id == submission.notice)
        .and_then(|notice| notice.item(&submission.item));
    item.map_or_else(|| submission.item.to_string(), |item| item.title.clone())
}

fn owner(submission: &Submission) -> String {
    let person = submission.person.as_ref();
    person.map_or_else(|| "（学会）".to_owned(), |person| person.name.clone())
}

/// `None` for what another arrival brought, and for what was judged before origins were kept.
fn edit(submission: &Submission, known: &Known) -> Option<EditView> {
    let origin = &submission.source.origin;
    if submission.id.arrival != known.stored.arrival.id || origin.sha256.is_empty() {
        return None;
    }
    let person = submission.person.clone().unwrap_or_default();
    let mut items = choices::items(known);
    for item in &mut items {
        item.chosen = item.value == submission.item.as_str();
    }
    let photos = known.reading.as_ref().map(photos).unwrap_or_default();
    let is_whole = origin.share == 0;
    let next = next(submission, known).filter(|_| is_whole);
    Some(EditView {
        ordinal: submission.id.ordinal,
        seen: seen(submission),
        name: person.name,
        affiliation: person.affiliation.unwrap_or_default(),
        positions: person.positions.join("、"),
        items,
        photos: photos
            .into_iter()
            .filter(|photo| submission.attachments.iter().all(|own| own.sha256 != photo.value))
            .collect(),
        is_whole,
        next: next.map(owner),
        counts: submission.counts(),
    })
}

/// The piece that follows in the same file.
fn next<'a>(submission: &Submission, known: &'a Known) -> Option<&'a Submission> {
    let behind = known.submissions.iter().filter(|other| {
        other.id.arrival == submission.id.arrival
            && other.id.ordinal > submission.id.ordinal
            && other.source.origin.sha256 == submission.source.origin.sha256
    });
    behind.min_by_key(|other| other.id.ordinal)
}

fn photos(reading: &Reading) -> Vec<ChoiceView> {
    let media = reading.parts.iter().filter(|part| part.is_media());
    let choice = |part: &ReadPart| ChoiceView {
        value: part.file.sha256.clone(),
        label: shown::name(&part.file.name),
        suggested: false,
        chosen: false,
    };
    media.map(choice).collect()
}

/// Tells whether the piece is still what the clerk was shown.
fn seen(submission: &Submission) -> String {
    let origin = &submission.source.origin;
    format!(
        "{}-{}-{}",
        origin.fingerprint, origin.share, submission.characters
    )
}

#[derive(Deserialize)]
pub(super) struct Edited {
    csrf: String,
    seen: String,
    change: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    affiliation: String,
    #[serde(default)]
    positions: String,
    #[serde(default)]
    title: String,
    #[serde(default)]
    text: String,
    #[serde(default)]
    item: String,
    #[serde(default)]
    photo: String,
    #[serde(default)]
    remark: String,
}

pub(super) async fn correct(
    site: web::Data<SiteState>,
    signed: SignedIn,
    path: web::Path<(i64, u32)>,
    now: HeadArrived,
    form: web::Form<Edited>,
) -> Result<HttpResponse, Refusal> {
    signed.check_ruling(&form.csrf)?;
    let (arrival, ordinal) = path.into_inner();
    let arrival = ArrivalId::new(arrival);
    let known = known(&site, arrival).await?;
    let own = |one: &&Submission| one.id.arrival == arrival && one.id.ordinal == ordinal;
    let piece = known
        .submissions
        .iter()
        .find(own)
        .filter(|piece| seen(piece) == form.seen)
        .ok_or(CHANGED)?;
    let mark = PieceMark::of(&piece.source);
    let decision = |mark: &PieceMark, change| {
        Decision::Correct(Box::new(Correction {
            mark: mark.clone(),
            change,
        }))
    };
    let decisions = match form.change.as_str() {
        "values" => {
            let changes = values(piece, &form, &known)?;
            changes
                .into_iter()
                .map(|change| decision(&mark, change))
                .collect()
        }
        "split" => vec![decision(&mark, Change::Split(cuts(&piece.text, &form.text)?))],
        "join" => {
            let next = next(piece, &known).ok_or(CHANGED)?;
            if !piece.status.counts() || !next.status.counts() {
                return Err(DISMISSED);
            }
            vec![decision(&mark, Change::Join(PieceMark::of(&next.source)))]
        }
        "drop" => vec![decision(&mark, Change::Drop)],
        "send_back" | "withdraw" => vec![decision(&mark, dismissal(piece, &form)?)],
        "photo" => {
            let known = known.reading.as_ref().map(photos).unwrap_or_default();
            let photo = known.into_iter().find(|photo| photo.value == form.photo);
            vec![decision(&mark, Change::Photo(photo.ok_or(NOTHING)?.value))]
        }
        _ => return Err(NOTHING),
    };
    if decisions.is_empty() {
        return Err(NOTHING);
    }
    decide(&site, &signed, arrival, decisions, now.0).await
}

#[derive(Deserialize)]
pub(super) struct TakenBack {
    csrf: String,
    /// Number of the ruling among those of the arrival, from 1.
    ruling: usize,
}

/// Takes back all corrections of the piece that a ruling is about.
pub(super) async fn restore(
    site: web::Data<SiteState>,
    signed: SignedIn,
    id: web::Path<i64>,
    now: HeadArrived,
    form: web::Form<TakenBack>,
) -> Result<HttpResponse, Refusal> {
    signed.check_ruling(&form.csrf)?;
    let arrival = ArrivalId::new(*id);
    let rulings = site.store.rulings(arrival).await?;
    let ruling = form.ruling.checked_sub(1).and_then(|at| rulings.get(at));
    let Some(Decision::Correct(correction)) = ruling.map(|ruling| &ruling.decision) else {
        return Err(CHANGED);
    };
    let decision = Decision::Correct(Box::new(Correction {
        mark: correction.mark.clone(),
        change: Change::Restore,
    }));
    decide(&site, &signed, arrival, vec![decision], now.0).await
}

const CHANGED: Refusal = Refusal::Unreadable("材料已发生变化，未作处理。请返回刷新后重试。");
const NOTHING: Refusal = Refusal::Unreadable("没有改动任何内容，未作处理。请返回修改后重试。");
const DISMISSED: Refusal = Refusal::Unreadable(
    "该材料（或要合并的材料）已退回、撤回或被新版本替换，未作处理。需要改变的，请先在“人工处理意见”中撤销原处理。",
);
const NO_REMARK: Refusal =
    Refusal::Unreadable("退回材料须写明退回意见，不超过 500 字，学会据此修改。未作处理，请返回填写后重试。");
const NO_CUT: Refusal =
    Refusal::Unreadable("未能拆分：请只在需要拆分处插入单独一行“====”，不要改动其他文字，每份材料不得为空。");

/// Only what counts is sent back or withdrawn.
fn dismissal(piece: &Submission, form: &Edited) -> Result<Change, Refusal> {
    if !piece.counts() {
        return Err(DISMISSED);
    }
    Ok(Change::Dismiss(if form.change == "withdraw" {
        Dismissal::Withdrawn
    } else {
        Dismissal::SentBack {
            remark: remark(&form.remark)?,
        }
    }))
}

/// 退回意见 in one line, as the society reads it.
fn remark(typed: &str) -> Result<String, Refusal> {
    let lines = typed.split(['\r', '\n', '\0']).map(str::trim);
    let lines: Vec<&str> = lines.filter(|line| !line.is_empty()).collect();
    let remark = lines.join(" ");
    let says_something = remark.chars().any(char::is_alphanumeric);
    if !says_something || remark.chars().count() > LONGEST_REMARK {
        return Err(NO_REMARK);
    }
    Ok(remark)
}

/// What the clerk changed of the values and the item.
fn values(piece: &Submission, form: &Edited, known: &Known) -> Result<Vec<Change>, Refusal> {
    let given = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let before = piece.person.clone();
    let person = given(&form.name).map(|name| Person {
        name,
        affiliation: given(&form.affiliation),
        positions: form
            .positions
            .split(['、', '，', ',', '；', ';'])
            .filter_map(given)
            .collect(),
        tags: before
            .as_ref()
            .map(|person| person.tags.clone())
            .unwrap_or_default(),
    });
    let text = plain(&form.text);
    if text.is_empty() {
        return Err(Refusal::Unreadable(
            "正文不能为空，未作处理。不是报送材料的，请选择“不作为材料”。",
        ));
    }
    let title = given(&form.title);
    let text = (text != plain(&piece.text)).then_some(text);
    let mut changes = Vec::new();
    if person != before || title != piece.title || text.is_some() {
        changes.push(Change::Values(Values { person, title, text }));
    }
    if form.item != piece.item.as_str() {
        let item = ItemId::parse(&form.item).ok();
        let item = item.filter(|item| known.notice().is_some_and(|notice| notice.item(item).is_some()));
        changes.push(Change::Item(item.ok_or(CHANGED)?));
    }
    Ok(changes)
}

/// As browsers send what they were shown.
fn plain(text: &str) -> String {
    text.replace("\r\n", "\n").trim().to_owned()
}

/// Where, in characters of `text`, the parts behind the first one begin; `marked` is the text with lines of [`CUT`].
fn cuts(text: &str, marked: &str) -> Result<Vec<u32>, Refusal> {
    let marked = plain(marked);
    let (mut kept, mut cuts) = (Vec::new(), Vec::new());
    let mut length = 0;
    for line in marked.split('\n') {
        let is_cut = line.trim().len() >= CUT.len() && line.trim().chars().all(|c| c == '=');
        if is_cut {
            cuts.push(u32::try_from(length).map_err(|_| NO_CUT)?);
        } else {
            length += line.chars().count() + 1;
            kept.push(line);
        }
    }
    let ascending = cuts
        .windows(2)
        .all(|pair| matches!(pair, [one, other] if one < other));
    let inside = cuts.iter().all(|at| *at > 0 && (*at as usize) < length);
    let same = kept.join("\n") == text.replace("\r\n", "\n");
    if cuts.is_empty() || !ascending || !inside || !same {
        return Err(NO_CUT);
    }
    Ok(cuts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_remark_is_one_line_and_is_demanded() {
        assert_eq!(
            remark(" 请补充事例。\r\n 并署名。 ").unwrap(),
            "请补充事例。 并署名。"
        );
        assert!(
            remark(" \r\n").is_err() && remark("\u{200b}。").is_err() && remark(&"长".repeat(501)).is_err()
        );
    }

    #[test]
    fn a_line_of_equals_signs_cuts_a_text_that_is_otherwise_unchanged() {
        let text = "第一段。\n第二段。\n第三段。";
        assert_eq!(
            cuts(text, "第一段。\r\n====\r\n第二段。\r\n第三段。").unwrap(),
            [5]
        );
        assert_eq!(
            cuts(text, "第一段。\n====\n第二段。\n =====\n第三段。\n").unwrap(),
            [5, 10]
        );
        for wrong in [
            text,
            "第一段。\n====\n第二。\n第三段。",
            "====\n第一段。\n第二段。\n第三段。",
            "第一段。\n第二段。\n第三段。\n====",
            "第一段。\n====\n====\n第二段。\n第三段。",
        ] {
            assert!(cuts(text, wrong).is_err(), "{wrong}");
        }
    }
}
