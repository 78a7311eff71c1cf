//! A letter as its reader gets it: as it left, else as it would leave now. The command line and the office's page show
//! the same.

use std::sync::Arc;

use domain::letter::LetterRecord;
use intake_http::{LetterPreview, LetterPreviewer};
use outbox::{OutboxError, OutboxSettings, Planned, Text};
use store::{Store, StoreError};

use crate::wiring::now;

/// One letter.
pub(super) async fn one(
    store: &Store,
    settings: &OutboxSettings,
    record: &LetterRecord,
) -> Result<Planned, OutboxError> {
    if let Some(sha256) = &record.sent_original {
        return Ok(Planned {
            recipient: record.letter.recipient.clone(),
            redirected_to: record.redirected_to.clone(),
            text: Ok(sent(store, sha256).await?),
            remark: None,
        });
    }
    let mut planned = outbox::planned(store, settings, std::slice::from_ref(record), now()).await?;
    planned.pop().ok_or(OutboxError::Unsendable {
        what: "nothing was drawn of it",
    })
}

/// Subject and text of the bytes that were sent.
pub(super) async fn sent(store: &Store, sha256: &str) -> Result<Text, StoreError> {
    let mail = mail::parse(&store.original(sha256).await?);
    Ok(Text {
        subject: mail.subject,
        body: mail.text.map(|body| body.text).unwrap_or_default(),
    })
}

/// Draws letters for the office's page.
pub(super) fn previewer(store: Store, settings: OutboxSettings) -> LetterPreviewer {
    let settings = Arc::new(settings);
    Arc::new(move |records| {
        let (store, settings) = (store.clone(), Arc::clone(&settings));
        Box::pin(async move { previews(&store, &settings, &records).await })
    })
}

/// Those that have left from their bytes, all others in one go.
async fn previews(store: &Store, settings: &OutboxSettings, records: &[LetterRecord]) -> Vec<LetterPreview> {
    let has_left = |record: &LetterRecord| record.sent_original.is_some();
    let ahead: Vec<LetterRecord> = records
        .iter()
        .filter(|record| !has_left(record))
        .cloned()
        .collect();
    let mut ahead = match outbox::planned(store, settings, &ahead, now()).await {
        Ok(planned) => planned.into_iter(),
        Err(error) => {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "letters cannot be drawn"
            );
            Vec::new().into_iter()
        }
    };
    let mut previews = Vec::with_capacity(records.len());
    for record in records {
        let planned = if has_left(record) {
            one(store, settings, record).await.ok()
        } else {
            ahead.next()
        };
        previews.push(preview(record, planned));
    }
    previews
}

fn preview(record: &LetterRecord, planned: Option<Planned>) -> LetterPreview {
    let Some(planned) = planned else {
        return LetterPreview {
            recipient: record.letter.recipient.clone(),
            redirected_to: record.redirected_to.clone(),
            has_left: record.sent_original.is_some(),
            remark: Some("正文暂时无法显示，请稍后刷新；批准前请先看到正文。".to_owned()),
            ..LetterPreview::default()
        };
    };
    let (text, problem) = match planned.text {
        Ok(text) => (text, None),
        Err(error) => (Text::default(), Some(format!("不能写成邮件：{error}"))),
    };
    LetterPreview {
        recipient: planned.recipient,
        redirected_to: planned.redirected_to,
        subject: text.subject,
        body: text.body,
        has_left: record.sent_original.is_some(),
        remark: problem.or(planned.remark),
    }
}
