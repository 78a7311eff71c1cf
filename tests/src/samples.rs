//! The sample roster, form and mailboxes that `zhengji demo` and the acceptance tests take in.
//!
//! Everything in them is invented; the letters show what ordinary days and bad days look like.

pub mod letter;
pub mod societies;
pub mod texts;

mod documents;
mod forms;
mod holds;
mod machines;
mod youth;

use letter::Sample;

/// A file of the samples folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SampleFile {
    /// Path below the samples folder.
    pub path: String,
    /// Content.
    pub content: Vec<u8>,
}

/// Every letter, mailbox after mailbox, in the order in which each hands them out.
pub fn letters() -> Vec<Sample> {
    let [here, there] = forms::to_two_mailboxes();
    [key_few_and_advice(here), plan(there), youth()].concat()
}

/// Everyday letters and awkward ones, for 关键少数 and 建言献策.
fn key_few_and_advice(to_two_mailboxes: Sample) -> Vec<Sample> {
    vec![
        machines::bounce(),
        machines::read_receipt(),
        machines::automatic_reply(),
        forms::plain_from_qq(),
        forms::header_in_table_from_163(),
        documents::essays_attached(),
        machines::mailing_list(),
        forms::merged_cells_from_foxmail(),
        documents::summary_sheet(),
        holds::question(),
        forms::split_runs_from_outlook(),
        forms::workbook_from_163(),
        forms::numbered_rows_from_apple(),
        forms::raw_gbk_headers(),
        documents::zip_with_gbk_names(),
        forms::rare_names(),
        machines::own_reminder(),
        forms::delegates_listed(),
        holds::only_a_link(),
        forms::numbered_suggestions(),
        forms::form_in_the_body(),
        forms::form_in_the_body_as_html(),
        forms::reply_with_quoted_notice(),
        documents::correction(),
        documents::sent_again(),
        forms::unknown_sender_known_society(),
        holds::no_society(),
        forms::former_name(),
        forms::only_nil(),
        holds::near_name(),
        holds::conflict(),
        to_two_mailboxes,
        holds::encrypted(),
        holds::broken_document(),
        holds::empty_form(),
        holds::forgotten_attachment(),
        holds::no_trusted_time(),
        holds::stranger_replaces(),
        documents::last_second(),
        documents::late(),
    ]
}

fn plan(to_two_mailboxes: Sample) -> Vec<Sample> {
    vec![
        documents::plan_document(),
        documents::plan_in_the_form(),
        documents::plan_in_the_body(),
        documents::plan_beside_encrypted_archive(),
        to_two_mailboxes,
        documents::plan_final_version(),
    ]
}

fn youth() -> Vec<Sample> {
    let [photo, text] = youth::photo_before_text();
    vec![
        youth::photo_attached(),
        youth::two_persons(),
        youth::photo_in_the_body(),
        youth::photo_in_the_document(),
        youth::with_video(),
        youth::without_photo(),
        youth::photo_later(),
        machines::advertisement(),
        photo,
        text,
        youth::stranger_without_photo(),
    ]
}

/// Every file of the samples folder.
pub fn files() -> Vec<SampleFile> {
    let mut files = vec![
        SampleFile {
            path: "roster.xlsx".to_owned(),
            content: societies::roster(),
        },
        SampleFile {
            path: "template.docx".to_owned(),
            content: crate::build::form::Form::blank(),
        },
    ];
    let mut numbers = std::collections::BTreeMap::new();
    for sample in letters() {
        let number = numbers.entry(sample.mailbox).or_insert(0);
        *number += 1;
        let path = format!("mail/{}/{:02}-{}.eml", sample.mailbox, number, sample.oddity);
        files.push(SampleFile {
            path,
            content: sample.bytes,
        });
    }
    files
}
