//! The rows as they are.
#![expect(unreachable_pub, reason = "the derives of sea-orm ask for pub")]

pub(crate) mod arrivals;
pub(crate) mod choices;
pub(crate) mod configuration;
pub(crate) mod digests;
pub(crate) mod earlier_names;
pub(crate) mod extensions;
pub(crate) mod fetch_failures;
pub(crate) mod folder_passes;
pub(crate) mod form_codes;
pub(crate) mod form_files;
pub(crate) mod letter_templates;
pub(crate) mod letters;
pub(crate) mod links;
pub(crate) mod logins;
pub(crate) mod mailboxes;
pub(crate) mod notices;
pub(crate) mod originals;
pub(crate) mod outbox;
pub(crate) mod readings;
pub(crate) mod report_files;
pub(crate) mod reports;
pub(crate) mod return_forms;
pub(crate) mod returns;
pub(crate) mod rulings;
pub(crate) mod sessions;
pub(crate) mod sightings;
pub(crate) mod societies;
pub(crate) mod society_versions;
pub(crate) mod staff;
pub(crate) mod submissions;
pub(crate) mod unwritten_letters;
pub(crate) mod verdicts;
pub(crate) mod waiting_media;
