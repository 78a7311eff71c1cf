//! `export`: the wire shape `zhengji.export/1`.

use chrono::{DateTime, SecondsFormat, Utc};
use chrono_tz::Tz;
use domain::ledger::{ArrivalRecord, Ledger};
use domain::person::Person;
use domain::return_form::{Delegates, ReturnForm};
use domain::submission::{Attachment, Standing, Submission};
use domain::verdict::Outcome;
use serde_json::{Value, json};

/// The whole notice as JSON.
pub fn export(ledger: &Ledger) -> Value {
    let zone = ledger.notice.zone;
    json!({
        "schema": "zhengji.export/1",
        "notice": ledger.notice.id.as_str(),
        "arrivals": ledger.arrivals.iter().map(|record| arrival(record, zone)).collect::<Vec<_>>(),
        "return_forms": ledger.return_forms.iter().map(return_form).collect::<Vec<_>>(),
        "submissions": ledger.submissions.iter().map(submission).collect::<Vec<_>>(),
    })
}

fn arrival(record: &ArrivalRecord, zone: Tz) -> Value {
    let arrival = &record.arrival;
    let verdict = record.judgement.as_ref().map(|judgement| &judgement.verdict);
    let mut reasons: Vec<&str> = Vec::new();
    for finding in record.judgement.iter().flat_map(|judgement| &judgement.findings) {
        if !reasons.contains(&finding.code.as_str()) {
            reasons.push(finding.code.as_str());
        }
    }
    json!({
        "id": arrival.id.to_string(),
        "door": arrival.door.as_str(),
        "file": arrival.files.first(),
        "files": arrival.files,
        "mailboxes": arrival.mailboxes.iter().map(domain::ids::MailboxName::as_str).collect::<Vec<_>>(),
        "message_id": arrival.message_id,
        "received_at": arrival.received.map(|received| shown(received.at, zone)),
        "received_by": arrival.received.map(|received| received.by.as_str()),
        "first_seen_at": shown(arrival.first_seen_at, zone),
        "original": arrival.original,
        "verdict": verdict.map(domain::verdict::Verdict::as_str),
        "reasons": reasons,
        "society": verdict.and_then(|verdict| verdict.society()).map(domain::ids::SocietyCode::as_str),
        "outcomes": verdict.map(domain::verdict::Verdict::outcomes).unwrap_or_default().iter().map(outcome)
            .collect::<Vec<_>>(),
    })
}

fn outcome(outcome: &Outcome) -> Value {
    json!({
        "item": outcome.item.as_str(),
        "status": outcome.status.as_str(),
        "timeliness": outcome.timeliness.as_str(),
    })
}

fn return_form(form: &ReturnForm) -> Value {
    json!({
        "society": form.society.as_str(),
        "arrival": form.arrival.to_string(),
        "current": form.standing == Standing::Current,
        "filled_by": form.filled_by,
        "contact": form.contact,
        "delegates": form.delegates.persons().iter().map(|one| person(Some(one))).collect::<Vec<_>>(),
        "delegates_nil": form.delegates == Delegates::Nil,
        "delegates_from": form.delegates_from.map(|arrival| arrival.to_string()),
        "nil_items": form.nil_items.iter().map(domain::ids::ItemId::as_str).collect::<Vec<_>>(),
    })
}

fn submission(submission: &Submission) -> Value {
    json!({
        "id": submission.id.to_string(),
        "society": submission.society.as_str(),
        "item": submission.item.as_str(),
        "arrival": submission.id.arrival.to_string(),
        "revision": submission.revision,
        "current": submission.standing == Standing::Current,
        "status": submission.status.as_str(),
        "timeliness": submission.timeliness.as_str(),
        "person": person(submission.person.as_ref()),
        "title": submission.title,
        "text": submission.text,
        "characters": submission.characters,
        "source": {
            "attachment": submission.source.attachment,
            "part": submission.source.part.as_str(),
            "place": submission.source.origin.place.as_ref().map(ToString::to_string),
            "sha256": Some(&submission.source.origin.sha256).filter(|sha256| !sha256.is_empty()),
            "evidence": submission.source.origin.grounds.sentences(),
            "corrected": submission.source.origin.corrected,
        },
        "attachments": submission.attachments.iter().map(attachment).collect::<Vec<_>>(),
        "completed_by": submission.completed_by.map(|arrival| arrival.to_string()),
    })
}

fn person(person: Option<&Person>) -> Value {
    json!({
        "name": person.map(|person| &person.name),
        "affiliation": person.and_then(|person| person.affiliation.as_ref()),
        "positions": person.map(|person| person.positions.as_slice()).unwrap_or_default(),
        "tags": person.map(|person| person.tags.as_slice()).unwrap_or_default(),
    })
}

fn attachment(attachment: &Attachment) -> Value {
    json!({
        "name": attachment.name,
        "sha256": attachment.sha256,
        "bytes": attachment.bytes,
        "kind": attachment.kind.as_str(),
    })
}

fn shown(moment: DateTime<Utc>, zone: Tz) -> String {
    moment
        .with_timezone(&zone)
        .to_rfc3339_opts(SecondsFormat::Secs, false)
}
