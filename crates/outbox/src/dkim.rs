//! DKIM signatures (RFC 6376, and RFC 8463 for Ed25519), relaxed in head and body, so that a relay may fold lines anew.

use std::fmt;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use ring::digest::{SHA256, digest};
use ring::rand::SystemRandom;
use ring::rsa::KeyPair as RsaKeyPair;
use ring::signature::{Ed25519KeyPair, KeyPair as _, RSA_PKCS1_SHA256};
use rustls_pki_types::PrivateKeyDer;
use rustls_pki_types::pem::PemObject as _;

/// Fields that are signed, as far as a message has them. `From` stands twice, so that nobody can add a second one.
const SIGNED: [&str; 13] = [
    "from",
    "from",
    "reply-to",
    "to",
    "subject",
    "date",
    "message-id",
    "in-reply-to",
    "references",
    "mime-version",
    "content-type",
    "content-transfer-encoding",
    "auto-submitted",
];

/// A line of the head has at most so many characters.
const LINE: usize = 72;

/// Signs in the name of a domain.
#[derive(Clone)]
pub struct Dkim {
    domain: String,
    selector: String,
    key: Arc<Key>,
}

enum Key {
    Rsa(Box<RsaKeyPair>),
    Ed25519(Ed25519KeyPair),
}

/// Why a message cannot be signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DkimError {
    /// The domain or the selector is not one.
    #[error("the domain or the selector is no host name in ASCII")]
    Name,
    /// The file holds no private key.
    #[error("the key file holds no private key in PEM")]
    NoKey,
    /// The key is of another kind, damaged or too short.
    #[error("the key is neither Ed25519 nor RSA of 2048 to 4096 bits")]
    Key,
    /// The key did not sign.
    #[error("the key cannot sign")]
    Signing,
}

impl fmt::Debug for Dkim {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Dkim({} of {})", self.selector, self.domain)
    }
}

impl Dkim {
    /// `pem` holds a private key as OpenSSL writes it: PKCS #8, or PKCS #1 for RSA.
    pub fn new(domain: &str, selector: &str, pem: &[u8]) -> Result<Self, DkimError> {
        let (domain, selector) = (domain.trim().to_lowercase(), selector.trim().to_lowercase());
        if !is_name(&domain) || !is_name(&selector) {
            return Err(DkimError::Name);
        }
        let key = PrivateKeyDer::from_pem_slice(pem).map_err(|_| DkimError::NoKey)?;
        let key = match &key {
            PrivateKeyDer::Pkcs1(der) => RsaKeyPair::from_der(der.secret_pkcs1_der()).map(rsa),
            PrivateKeyDer::Pkcs8(der) => {
                let der = der.secret_pkcs8_der();
                // Keys of OpenSSL come without their public half.
                Ed25519KeyPair::from_pkcs8_maybe_unchecked(der)
                    .map(Key::Ed25519)
                    .or_else(|_| RsaKeyPair::from_pkcs8(der).map(rsa))
            }
            _ => return Err(DkimError::Key),
        };
        let signer = Self {
            domain,
            selector,
            key: Arc::new(key.map_err(|_| DkimError::Key)?),
        };
        // Whoever loads a key should learn now, and not from the first letter, that it does not sign.
        signer.key.sign(b"")?;
        Ok(signer)
    }

    /// The name in the DNS under which the public half must stand.
    pub fn record_name(&self) -> String {
        format!("{}._domainkey.{}", self.selector, self.domain)
    }

    /// What must stand there, as a TXT record.
    pub fn record(&self) -> String {
        match &*self.key {
            Key::Ed25519(key) => format!("v=DKIM1; k=ed25519; p={}", STANDARD.encode(key.public_key())),
            Key::Rsa(key) => format!(
                "v=DKIM1; k=rsa; p={}",
                STANDARD.encode(public_key_info(key.public().as_ref()))
            ),
        }
    }

    /// Whether letters from this address are signed in the name of its own domain or one above it, as DMARC asks for.
    pub fn is_of(&self, address: &str) -> bool {
        let host = domain::rates::domain_of(address);
        host.strip_suffix(&self.domain)
            .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    }

    /// The message with its signature before it. The same message, key and moment give the same bytes.
    pub(crate) fn sign(&self, message: &[u8], now: DateTime<Utc>) -> Result<Vec<u8>, DkimError> {
        let text = std::str::from_utf8(message).map_err(|_| DkimError::Signing)?;
        let (head, body) = text.split_once("\r\n\r\n").ok_or(DkimError::Signing)?;
        let fields = fields(head);
        let present: Vec<&str> = SIGNED
            .into_iter()
            .filter(|name| fields.iter().any(|(known, _)| known == name))
            .collect();
        let bodys = STANDARD.encode(digest(&SHA256, relaxed_body(body).as_bytes()));
        let unsigned = format!(
            "v=1; a={}-sha256; c=relaxed/relaxed; d={}; s={}; t={}; h={}; bh={bodys}; b=",
            self.key.name(),
            self.domain,
            self.selector,
            now.timestamp(),
            present.join(":"),
        );
        let mut present = present;
        // The second `from` is signed as one that is not there.
        present.dedup();
        let mut signed_fields: Vec<String> = Vec::new();
        for name in present {
            let value = fields.iter().rfind(|(known, _)| known == name);
            signed_fields.extend(value.map(|(_, value)| format!("{name}:{value}\r\n")));
        }
        let unsigned = folded(&unsigned);
        let input = format!(
            "{}dkim-signature:{}",
            signed_fields.concat(),
            relaxed_value(&unsigned)
        );
        let signature = STANDARD.encode(self.key.sign(input.as_bytes())?);
        let mut signed = format!("DKIM-Signature:{unsigned}");
        let mut rest = signature.as_str();
        while let Some((line, more)) = rest
            .split_at_checked(LINE.min(rest.len()))
            .filter(|(line, _)| !line.is_empty())
        {
            signed += "\r\n\t";
            signed += line;
            rest = more;
        }
        signed += "\r\n";
        Ok([signed.as_bytes(), message].concat())
    }
}

impl Key {
    const fn name(&self) -> &'static str {
        match self {
            Self::Rsa(_) => "rsa",
            Self::Ed25519(_) => "ed25519",
        }
    }

    fn sign(&self, input: &[u8]) -> Result<Vec<u8>, DkimError> {
        match self {
            // RFC 8463, section 3: what is signed is the hash.
            Self::Ed25519(key) => Ok(key.sign(digest(&SHA256, input).as_ref()).as_ref().to_vec()),
            Self::Rsa(key) => {
                let mut signature = vec![0; key.public().modulus_len()];
                key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), input, &mut signature)
                    .map_err(|_| DkimError::Signing)?;
                Ok(signature)
            }
        }
    }
}

fn rsa(key: RsaKeyPair) -> Key {
    Key::Rsa(Box::new(key))
}

fn is_name(text: &str) -> bool {
    let label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && label
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
    };
    text.len() <= 253 && text.split('.').all(label)
}

/// Names in lower case and values as "relaxed" has them (RFC 6376, section 3.4.2), in their order.
fn fields(head: &str) -> Vec<(String, String)> {
    let mut fields: Vec<(String, String)> = Vec::new();
    for line in head.split("\r\n") {
        match (
            line.starts_with([' ', '\t']),
            fields.last_mut(),
            line.split_once(':'),
        ) {
            (true, Some((_, value)), _) => {
                value.push_str(line);
            }
            (_, _, Some((name, value))) => {
                fields.push((name.trim().to_ascii_lowercase(), value.to_owned()));
            }
            _ => {}
        }
    }
    for (_, value) in &mut fields {
        *value = relaxed_value(value);
    }
    fields
}

fn relaxed_value(value: &str) -> String {
    let unfolded = value.replace("\r\n", "");
    let words = unfolded.split([' ', '\t']).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

/// RFC 6376, section 3.4.4: no space at the ends of lines, one between words, no empty lines at the end.
fn relaxed_body(body: &str) -> String {
    let mut told = String::with_capacity(body.len());
    for line in body.split("\r\n") {
        let mut space = false;
        let mut kept = String::with_capacity(line.len());
        for c in line.chars() {
            match c {
                ' ' | '\t' => space = true,
                c => {
                    if std::mem::take(&mut space) {
                        kept.push(' ');
                    }
                    kept.push(c);
                }
            }
        }
        told.push_str(&kept);
        told.push_str("\r\n");
    }
    let end = told.trim_end_matches("\r\n").len();
    told.truncate(end);
    if !told.is_empty() {
        told.push_str("\r\n");
    }
    told
}

/// One tag on a line, and a long list of fields on several.
fn folded(value: &str) -> String {
    let mut told = String::new();
    for tag in value.split("; ") {
        told += if told.is_empty() { " " } else { ";\r\n\t" };
        let mut length = 0;
        for (number, part) in tag.split(':').enumerate() {
            if number > 0 {
                told.push(':');
                length += 1;
            }
            if length > 0 && length + part.len() > LINE {
                told += "\r\n\t ";
                length = 0;
            }
            told += part;
            length += part.len();
        }
    }
    told
}

/// The public half of an RSA key (PKCS #1) as SubjectPublicKeyInfo, which is what a DKIM record holds.
fn public_key_info(pkcs1: &[u8]) -> Vec<u8> {
    // AlgorithmIdentifier { rsaEncryption, NULL } (RFC 3279, section 2.3.1).
    const RSA: [u8; 15] = [
        0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00,
    ];
    let bits = der(0x03, &[&[0][..], pkcs1].concat());
    der(0x30, &[&RSA[..], &bits].concat())
}

/// Tag, length and content (X.690, section 8.1).
fn der(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len().to_be_bytes();
    let length: Vec<u8> = length.into_iter().skip_while(|byte| *byte == 0).collect();
    let mut told = vec![tag];
    match length.as_slice() {
        [] => told.push(0),
        [short @ 0..=0x7f] => told.push(*short),
        long => {
            // At most eight bytes.
            told.push(0x80 | u8::try_from(long.len()).unwrap_or(0x7f));
            told.extend_from_slice(long);
        }
    }
    told.extend_from_slice(content);
    told
}
