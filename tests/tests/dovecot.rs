//! The harness's Dovecot starts, takes a message and shows it to a client.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use chrono::DateTime;
use tests::dovecot::{Dovecot, PASSWORD};

/// Just enough IMAP: sends a command and returns everything up to its tagged answer.
fn ask(stream: &mut BufReader<TcpStream>, command: &str) -> anyhow::Result<String> {
    stream
        .get_mut()
        .write_all(format!("a {command}\r\n").as_bytes())?;
    let mut answer = String::new();
    while !answer.lines().any(|line| line.starts_with("a ")) {
        anyhow::ensure!(stream.read_line(&mut answer)? > 0, "closed after: {answer}");
    }
    Ok(answer)
}

fn client(server: &Dovecot) -> anyhow::Result<BufReader<TcpStream>> {
    let stream = TcpStream::connect(("127.0.0.1", server.plain()))?;
    stream.set_read_timeout(Some(Duration::from_secs(20)))?;
    let mut stream = BufReader::new(stream);
    stream.read_line(&mut String::new())?;
    ask(&mut stream, &format!("LOGIN kjstdw {PASSWORD}"))?;
    Ok(stream)
}

#[test]
fn a_delivered_letter_is_listed_and_keeps_its_date_when_the_mailbox_is_renumbered() {
    let server = Dovecot::start(&["kjstdw"]).unwrap();
    let date = DateTime::from_timestamp(1_666_598_400, 0).unwrap();
    let sample = tests::samples::letters().swap_remove(3);
    server
        .deliver("kjstdw", "", "1.sample", &sample.bytes, date)
        .unwrap();

    let mut stream = client(&server).unwrap();
    let examined = ask(&mut stream, "EXAMINE INBOX").unwrap();
    assert!(examined.contains("* 1 EXISTS"), "{examined}");
    let fetched = ask(&mut stream, "UID FETCH 1:* (UID INTERNALDATE)").unwrap();
    assert!(
        fetched.contains("UID 1 INTERNALDATE \"24-Oct-2022 08:00:00 +0000\""),
        "{fetched}"
    );
    ask(&mut stream, "LOGOUT").unwrap();

    server.renumber("kjstdw", 4_041).unwrap();
    let mut stream = client(&server).unwrap();
    let examined = ask(&mut stream, "EXAMINE INBOX").unwrap();
    assert!(
        examined.contains("[UIDVALIDITY 4041]") && examined.contains("* 1 EXISTS"),
        "{examined}"
    );
    assert_eq!(server.message_files("kjstdw").unwrap().len(), 1);
}
