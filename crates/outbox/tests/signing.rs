//! Signatures, verified by the DKIM library of Debian's Python.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may fail loudly"
)]

mod support;

use std::io::Write as _;
use std::process::{Command, Stdio};

use outbox::{DigestPlan, Dkim, DkimError, SmtpServer, Transport, send_digests, write_digest};
use support::office::Office;
use support::sink::Sink;

/// Prints whether the message on standard input verifies against the record given, and the name asked for.
const VERIFY: &str = "import sys, dkim\n\
    asked = []\n\
    def dns(name, timeout=5):\n\
    \x20   asked.append(name.decode())\n\
    \x20   return sys.argv[1].encode()\n\
    good = dkim.verify(sys.stdin.buffer.read(), dnsfunc=dns)\n\
    print(good, *asked)";

fn key(arguments: &[&str]) -> Vec<u8> {
    let made = Command::new("openssl")
        .args(arguments)
        .stderr(Stdio::null())
        .output()
        .unwrap();
    assert!(made.status.success());
    made.stdout
}

fn rsa() -> Vec<u8> {
    key(&["genpkey", "-algorithm", "rsa", "-pkeyopt", "rsa_keygen_bits:2048"])
}

fn ed25519() -> Vec<u8> {
    key(&["genpkey", "-algorithm", "ed25519"])
}

fn verified(message: &[u8], record: &str) -> String {
    // The library is a package of Debian, and so of Debian's own Python.
    let mut child = Command::new("/usr/bin/python3")
        .args(["-c", VERIFY, record])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(message).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "python3-dkim");
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

/// A letter as the server got it.
async fn signed(signer: &Dkim) -> String {
    let office = Office::with_letters(1).await;
    let sink = Sink::start(&[]).await;
    let server = SmtpServer {
        dkim: Some(signer.clone()),
        ..sink.server()
    };
    assert_eq!(office.deliver(Transport::Smtp(server)).await.unwrap().sent, 1);
    let letter = sink.letters().remove(0);
    // What is archived is what was sent.
    let sent = office.letters(domain::letter::LetterState::Sent).await;
    let kept = office
        .store
        .original(sent[0].sent_original.as_deref().unwrap())
        .await
        .unwrap();
    assert_eq!(letter, String::from_utf8(kept).unwrap());
    letter
}

#[tokio::test]
async fn a_signature_is_verified_by_others_and_breaks_with_the_letter() {
    for pem in [rsa(), ed25519()] {
        let signer = Dkim::new("Office.example", "zj1", &pem).unwrap();
        let letter = signed(&signer).await;
        let record = signer.record();
        let good = "True zj1._domainkey.office.example.";
        assert_eq!(verified(letter.as_bytes(), &record), good, "{letter}");
        assert_eq!(signer.record_name() + ".", good.split(' ').next_back().unwrap());
        // A relay folds anew and changes the case of names.
        let relayed = letter
            .replace("\r\nSubject: ", "\r\nsubject:   ")
            .replace("?=\r\n =?", "?=\r\n\t =?");
        assert_eq!(verified(relayed.as_bytes(), &record), good, "{relayed}");
        for (part, other) in [
            ("\r\nSubject: ", "\r\nSubject: x"),
            ("\r\nTo: ", "\r\nTo: a@b.example, "),
            (
                "\r\nMIME-Version",
                "\r\nFrom: boss@office.example\r\nMIME-Version",
            ),
            // The first bytes of the HTML.
            ("PCFET0NUWVBF", "PCFET0NUWVBG"),
        ] {
            let forged = letter.replacen(part, other, 1);
            assert_ne!(forged, letter);
            assert!(
                verified(forged.as_bytes(), &record).starts_with("False"),
                "{part}"
            );
        }
        assert!(
            letter
                .split("\r\n")
                .all(|line| line.len() <= 100 && line.is_ascii()),
            "{letter}"
        );
    }
}

#[tokio::test]
async fn a_digest_is_signed_like_a_letter_and_its_bytes_are_kept() {
    let office = Office::with_letters(1).await;
    let sink = Sink::start(&[]).await;
    let signer = Dkim::new("office.example", "zj1", &ed25519()).unwrap();
    let settings = support::settings(Transport::Smtp(SmtpServer {
        dkim: Some(signer.clone()),
        ..sink.server()
    }));
    let plan = DigestPlan {
        readers: vec!["clerk@office.example".into()],
        hour: 8,
    };
    // Monday, the day of the deadline.
    office.wait(4 * 24 * 60);
    let now = office.now();
    let written = write_digest(&office.store, &plan, &settings, "office.example", now);
    assert!(written.await.unwrap());
    let clock = move || now;
    let sent = send_digests(&office.store, &settings, &clock);
    assert_eq!(sent.await.unwrap(), 1);
    let digest = sink.letters().remove(0);
    assert!(
        verified(digest.as_bytes(), &signer.record()).starts_with("True"),
        "{digest}"
    );
    let records = office.store.digests().await.unwrap();
    let kept = office
        .store
        .original(records[0].sent_original.as_deref().unwrap());
    assert_eq!(digest.as_bytes(), kept.await.unwrap());
}

#[test]
fn a_wrong_key_is_explained() {
    let new = |pem: &[u8]| Dkim::new("office.example", "zj1", pem).err();
    assert_eq!(new(b"secret"), Some(DkimError::NoKey));
    let short = key(&["genpkey", "-algorithm", "rsa", "-pkeyopt", "rsa_keygen_bits:1024"]);
    assert_eq!(new(&short), Some(DkimError::Key));
    let ec = key(&[
        "genpkey",
        "-algorithm",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
    ]);
    assert_eq!(new(&ec), Some(DkimError::Key));
    // As older versions of OpenSSL wrote it.
    let traditional = key(&["genrsa", "-traditional", "2048"]);
    assert_eq!(new(&traditional), None);
    for name in ["", "bad name", "a..b", "x;d=other.example"] {
        assert_eq!(
            Dkim::new(name, "zj1", &traditional).err(),
            Some(DkimError::Name),
            "{name}"
        );
    }
    let signer = Dkim::new("office.example", "zj1", &traditional).unwrap();
    assert!(signer.is_of("a@office.example") && signer.is_of("a@Mail.Office.example"));
    assert!(!signer.is_of("a@notoffice.example") && !signer.is_of("a@example"));
}
