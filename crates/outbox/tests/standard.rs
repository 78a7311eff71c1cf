//! Every kind of letter in the standard words, in full, as a society and the office read it.
#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

mod support;

use outbox::{TemplateName, Templates, Transport, preview};
use support::{now, settings};

#[test]
fn every_kind_reads_well() {
    let settings = settings(Transport::Folder("outbox".into()));
    for name in TemplateName::ALL {
        let text = preview(name, &Templates::default(), None, &settings, now()).unwrap();
        insta::assert_snapshot!(
            format!("standard_{name}"),
            format!("主题：{}\n\n{}", text.subject, text.body)
        );
    }
}
