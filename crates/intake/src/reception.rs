//! What the office knows of its own side of the mail: which hosts take its letters in, from which addresses its own
//! letters go out.

use std::collections::{BTreeMap, BTreeSet};

use domain::arrival::Arrival;
use domain::ids::MailboxName;
use mail::ParsedMail;
use mail::authentication::{self, Results, Standing};

use crate::IntakeError;
use crate::claim::LinkProvider;

/// Endings under which every name belongs to somebody else.
const PUBLIC_ENDINGS: [&str; 8] = [
    "com.cn", "net.cn", "org.cn", "gov.cn", "edu.cn", "ac.cn", "mil.cn", "com.hk",
];

/// The hosts that write a mailbox's own `Received` lines. Empty: whichever wrote the topmost one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReceivingHosts(Vec<Pattern>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Pattern {
    /// This host.
    Host(String),
    /// Every host below this domain.
    Below(String),
}

impl ReceivingHosts {
    /// Reads host names such as `mx1.office.example`, and `*.office.example` for every host below a domain.
    pub fn parse<T: AsRef<str>>(patterns: &[T]) -> Result<Self, IntakeError> {
        let patterns = patterns.iter().map(|text| {
            let text = text.as_ref().trim().trim_end_matches('.').to_lowercase();
            let (name, pattern): (_, fn(String) -> Pattern) = match text.strip_prefix("*.") {
                Some(domain) => (domain.to_owned(), Pattern::Below),
                None => (text.clone(), Pattern::Host),
            };
            let fits = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '[' | ']' | ':');
            if name.is_empty() || name.starts_with('.') || !name.chars().all(fits) {
                return Err(IntakeError::HostPattern(text));
            }
            Ok(pattern(name))
        });
        patterns.collect::<Result<_, _>>().map(Self)
    }

    /// The topmost `Received` line that one of these hosts wrote.
    pub(crate) fn topmost<'m>(&self, received: &'m [mail::ReceivedLine]) -> Option<&'m mail::ReceivedLine> {
        if self.0.is_empty() {
            return received.first();
        }
        received
            .iter()
            .find(|line| line.by.as_deref().is_some_and(|by| self.holds(by)))
    }

    fn holds(&self, host: &str) -> bool {
        self.0.iter().any(|pattern| match pattern {
            Pattern::Host(own) => own == host,
            Pattern::Below(domain) => is_below(host, domain),
        })
    }

    /// Whether a host, or an authserv-id, belongs to the side that these hosts stand for.
    fn is_ours(&self, name: &str, learnt: Option<&str>) -> bool {
        if self.0.is_empty() {
            return learnt.is_some_and(|own| is_related(own, name));
        }
        self.0.iter().any(|pattern| match pattern {
            Pattern::Host(own) => is_related(own, name),
            Pattern::Below(domain) => domain == name || is_below(name, domain),
        })
    }

    /// What the receiving servers found out about a letter's `From`. Their own fields count alone; without one nothing
    /// is known, which is no failure.
    pub(crate) fn standing(&self, mail: &ParsedMail) -> Standing {
        // Filters of one server write a field each. Its word stands topmost: below it somebody may have put a field in
        // its name, which can speak against the letter and not for it.
        let mut trusted = self.own_words(mail).into_iter().map(|(_, standing)| standing);
        match trusted.next().unwrap_or(Standing::Unknown) {
            Standing::Unknown if trusted.any(|standing| standing == Standing::Failed) => Standing::Failed,
            topmost => topmost,
        }
    }

    /// Whether the receiving server certainly says that a letter comes from whom it says. Only a field above the first
    /// `Received` line of our own counts for it: what stands below may have come with the letter, in whichever name, and
    /// further lines in our name as well. Any field may speak against it.
    pub(crate) fn vouches(&self, mail: &ParsedMail) -> bool {
        let first_own_line = if self.0.is_empty() {
            (!mail.received.is_empty()).then_some(0)
        } else {
            let by_own = |line: &mail::ReceivedLine| line.by.as_deref().is_some_and(|by| self.holds(by));
            mail.received.iter().position(by_own)
        };
        let took_in = first_own_line.map(|first| self.behind_delivery(&mail.received, first));
        let words = self.own_words(mail);
        let above = |lines: usize| took_in.is_some_and(|line| lines <= line);
        words.iter().all(|(_, standing)| *standing != Standing::Failed)
            && words
                .iter()
                .any(|(lines, standing)| above(*lines) && *standing == Standing::Passed)
    }

    /// The line of the server that took a letter in, which stands below the first of our own when that one speaks of the
    /// delivery into the mailbox: LMTP is spoken inside only, and who hands a letter over by it has written a line before.
    fn behind_delivery(&self, received: &[mail::ReceivedLine], first: usize) -> usize {
        let by = |line: &mail::ReceivedLine| line.by.clone();
        let (delivery, before) = (received.get(first), received.get(first + 1));
        let is_ours = before.is_some_and(|before| {
            let same = delivery.is_some_and(|delivery| by(delivery) == by(before));
            same || before.by.as_deref().is_some_and(|by| self.holds(by))
        });
        if is_ours && delivery.is_some_and(mail::ReceivedLine::is_handed_on) {
            first + 1
        } else {
            first
        }
    }

    /// What the fields say that the receiving servers wrote or seem to have written, topmost first, each with the number
    /// of `Received` lines above it.
    fn own_words(&self, mail: &ParsedMail) -> Vec<(usize, Standing)> {
        let [author] = mail.from.as_slice() else {
            return Vec::new();
        };
        let Some((_, domain)) = author.address.rsplit_once('@') else {
            return Vec::new();
        };
        let learnt = mail.received.first().and_then(|line| line.by.as_deref());
        // A field above one of our own Received lines was added on our side, whatever it calls itself.
        let own_lines = mail
            .received
            .iter()
            .take_while(|line| line.by.as_deref().is_some_and(|by| self.is_ours(by, learnt)))
            .count();
        let own = |results: &Results| {
            results
                .server
                .as_deref()
                .is_some_and(|server| self.is_ours(server, learnt))
        };
        mail.authentication_results
            .iter()
            .map(|field| (field.received_above, authentication::parse(&field.text)))
            .filter(|(lines, results)| *lines < own_lines || own(results))
            .map(|(lines, results)| (lines, results.standing(domain)))
            .collect()
    }
}

/// The office's own side of the mail, as configured.
#[derive(Debug, Clone)]
pub struct Reception {
    /// The hosts of each mailbox; a mailbox without an entry trusts the topmost line.
    pub hosts: BTreeMap<MailboxName, ReceivingHosts>,
    /// Addresses, lower-case, from which our own letters go out, beside those of the mailboxes.
    pub own_addresses: BTreeSet<String>,
    /// Services whose links stand for files.
    pub link_providers: Vec<LinkProvider>,
    /// What gateways write where they took an attachment away, beside what is known.
    pub gateway_wordings: Vec<String>,
}

impl Default for Reception {
    fn default() -> Self {
        Self {
            hosts: BTreeMap::new(),
            own_addresses: BTreeSet::new(),
            link_providers: LinkProvider::known(),
            gateway_wordings: Vec::new(),
        }
    }
}

impl Reception {
    /// What the servers of the mailboxes in which an arrival was seen found out about its `From`.
    pub(crate) fn standing(&self, arrival: &Arrival, mail: &ParsedMail) -> Standing {
        let learnt = ReceivingHosts::default();
        let mut standings: Vec<Standing> = arrival
            .mailboxes
            .iter()
            .map(|mailbox| self.hosts.get(mailbox).unwrap_or(&learnt).standing(mail))
            .collect();
        if standings.is_empty() {
            standings.push(learnt.standing(mail));
        }
        [Standing::Failed, Standing::Passed]
            .into_iter()
            .find(|standing| standings.contains(standing))
            .unwrap_or(Standing::Unknown)
    }

    /// Whether a server of those mailboxes certainly says that the arrival comes from whom it says, and none speaks
    /// against it: so much is asked before somebody is written to of whom nothing is known.
    pub(crate) fn vouches(&self, arrival: &Arrival, mail: &ParsedMail) -> bool {
        let learnt = ReceivingHosts::default();
        let mut hosts = arrival.mailboxes.iter();
        let vouched = if arrival.mailboxes.is_empty() {
            learnt.vouches(mail)
        } else {
            hosts.any(|mailbox| self.hosts.get(mailbox).unwrap_or(&learnt).vouches(mail))
        };
        vouched && self.standing(arrival, mail) != Standing::Failed
    }
}

fn is_below(host: &str, domain: &str) -> bool {
    host.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.'))
}

/// Whether two names belong to one provider: equal, one below the other, or neighbours in a domain of somebody's own.
pub(crate) fn is_related(left: &str, right: &str) -> bool {
    let is_own = |domain: &str| domain.contains('.') && !PUBLIC_ENDINGS.contains(&domain);
    let parent = |host: &'_ str| host.split_once('.').map(|(_, parent)| parent.to_owned());
    left == right
        || (is_own(right) && is_below(left, right))
        || (is_own(left) && is_below(right, left))
        || parent(left).is_some_and(|domain| is_own(&domain) && Some(domain) == parent(right))
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: &str = "Received: from a.example by mx1.office.example; Thu, 20 Oct 2022 08:00:00 +0800\n";

    fn standing(patterns: &[&str], header: &str) -> Standing {
        let raw = format!("{header}From: a@huaxia.example\n\nx\n");
        ReceivingHosts::parse(patterns)
            .unwrap()
            .standing(&mail::parse(raw.as_bytes()))
    }

    #[test]
    fn only_the_receiving_servers_own_word_counts() {
        let fails = |server: &str| format!("Authentication-Results: {server}; dmarc=fail\n{OWN}");
        for server in ["mx1.office.example", "office.example", "mx2.office.example 1"] {
            assert_eq!(standing(&[], &fails(server)), Standing::Failed, "{server}");
        }
        let below = |server: &str| format!("{OWN}Authentication-Results: {server}; dmarc=fail\n");
        assert_eq!(standing(&[], &below("mx1.office.example")), Standing::Failed);
        assert_eq!(standing(&[], &below("mx.elsewhere.example")), Standing::Unknown);
        assert_eq!(standing(&[], OWN), Standing::Unknown);
        assert_eq!(standing(&[], ""), Standing::Unknown);
    }

    #[test]
    fn a_sender_cannot_vouch_for_himself_beside_the_servers_word() {
        let forged =
            "Authentication-Results: mx1.office.example; dmarc=pass; dkim=pass header.d=huaxia.example\n";
        let real = "Authentication-Results: mx1.office.example; spf=fail; dmarc=fail (p=none)\n";
        assert_eq!(standing(&[], &format!("{real}{OWN}{forged}")), Standing::Failed);
        assert_eq!(standing(&[], &format!("{OWN}{real}{forged}")), Standing::Failed);
        let says_little = "Authentication-Results: mx1.office.example; dkim=none\n";
        let fails = "Authentication-Results: mx1.office.example; spf=softfail\n";
        assert_eq!(
            standing(&[], &format!("{says_little}{fails}{OWN}{forged}")),
            Standing::Failed,
            "each filter of a server writes its own field"
        );
    }

    #[test]
    fn what_may_have_come_with_a_letter_never_vouches_for_it() {
        let vouches = |patterns: &[&str], header: &str| {
            let raw = format!("{header}From: a@huaxia.example\n\nx\n");
            let hosts = ReceivingHosts::parse(patterns).unwrap();
            hosts.vouches(&mail::parse(raw.as_bytes()))
        };
        let passes = "Authentication-Results: mx1.office.example; dmarc=pass\n";
        let fails = "Authentication-Results: mx1.office.example; dmarc=fail\n";
        for patterns in [&[][..], &["mx1.office.example"]] {
            assert!(vouches(patterns, &format!("{passes}{OWN}")));
            assert!(!vouches(patterns, OWN));
            assert!(
                !vouches(patterns, &format!("{OWN}{passes}")),
                "the server wrote none"
            );
            assert!(
                !vouches(patterns, &format!("{OWN}{passes}{OWN}")),
                "a Received line in our name can be forged, too"
            );
            assert!(
                !vouches(patterns, &format!("{passes}{OWN}{fails}")),
                "it may speak against"
            );
        }
        let inside =
            "Received: from mx1.office.example by store.inside.example; Thu, 20 Oct 2022 08:00:01 +0800\n";
        let delivered = |by: &str, with: &str| {
            format!(
                "Received: from mx1.office.example by {by} with {with} id x; Thu, 20 Oct 2022 08:00:01 +0800\n"
            )
        };
        let lmtp = delivered("mx1.office.example", "LMTP");
        for patterns in [&[][..], &["mx1.office.example"], &["*.office.example"]] {
            assert!(vouches(patterns, &format!("{lmtp}{passes}{OWN}")), "{patterns:?}");
            assert!(vouches(patterns, &format!("{passes}{lmtp}{OWN}")), "{patterns:?}");
            assert!(
                !vouches(patterns, &format!("{lmtp}{OWN}{passes}")),
                "it came with the letter"
            );
            assert!(!vouches(patterns, &format!("{lmtp}{OWN}{passes}{OWN}")));
            assert!(!vouches(patterns, &format!("{lmtp}{passes}{OWN}{fails}")));
            let smtp = delivered("mx1.office.example", "ESMTP");
            assert!(
                !vouches(patterns, &format!("{smtp}{passes}{OWN}")),
                "a stranger can hand that over"
            );
            let twice = format!("{lmtp}{lmtp}{passes}{OWN}");
            assert!(!vouches(patterns, &twice), "the second may be forged");
        }
        let store = delivered("store.office.example", "LMTP");
        assert!(vouches(&["*.office.example"], &format!("{store}{passes}{OWN}")));
        assert!(
            !vouches(&[], &format!("{store}{passes}{OWN}")),
            "another host, and none is configured"
        );
        let foreign = "Received: from a by mx.elsewhere.example; Thu, 20 Oct 2022 08:00:00 +0800\n";
        assert!(!vouches(&[], &format!("{lmtp}{passes}{foreign}{OWN}")));
        let handed_on = format!("{inside}{passes}{OWN}");
        assert!(!vouches(&[], &handed_on));
        assert!(vouches(&["mx1.office.example"], &handed_on));
    }

    #[test]
    fn a_field_without_a_server_counts_only_above_a_line_of_our_own() {
        let field = "Authentication-Results: spf=fail (sender IP is 192.0.2.1); dmarc=fail action=none\n";
        assert_eq!(standing(&[], &format!("{field}{OWN}")), Standing::Failed);
        assert_eq!(standing(&[], &format!("{OWN}{field}")), Standing::Unknown);
        let relayed = "Received: from b by mx.huaxia.example; Thu, 20 Oct 2022 07:59:00 +0800\n";
        assert_eq!(
            standing(&[], &format!("{OWN}{field}{relayed}")),
            Standing::Unknown
        );
    }

    #[test]
    fn other_fields_with_similar_names_are_not_read() {
        for field in [
            "ARC-Authentication-Results: i=1; mx1.office.example; dmarc=fail\n",
            "Received-SPF: fail (mx1.office.example: domain of a@huaxia.example) client-ip=192.0.2.1\n",
            "X-Authentication-Results: mx1.office.example; dmarc=fail\n",
        ] {
            assert_eq!(
                standing(&[], &format!("{field}{OWN}")),
                Standing::Unknown,
                "{field}"
            );
        }
    }

    #[test]
    fn configured_hosts_replace_the_learnt_one() {
        let inside =
            "Received: from mx1.office.example by store.inside.example; Thu, 20 Oct 2022 08:00:01 +0800\n";
        let field = "Authentication-Results: mx1.office.example; dmarc=fail\n";
        let header = format!("{inside}{OWN}{field}");
        assert_eq!(standing(&[], &header), Standing::Unknown);
        assert_eq!(standing(&["mx1.office.example"], &header), Standing::Failed);
        assert_eq!(
            standing(&["store.inside.example", "*.office.example"], &header),
            Standing::Failed
        );
        assert_eq!(standing(&["*.elsewhere.example"], &header), Standing::Unknown);
    }

    #[test]
    fn two_names_under_a_public_ending_are_not_related() {
        assert!(is_related("mx1.post.huaxia.com.cn", "post.huaxia.com.cn"));
        assert!(is_related("mx1.huaxia.com.cn", "mx2.huaxia.com.cn"));
        assert!(!is_related("huaxia.com.cn", "another.com.cn"));
        assert!(!is_related("mx1.office.example", "example"));
        assert!(!is_related("xoffice.example", "office.example"));
    }

    #[test]
    fn patterns_that_are_no_hosts_are_refused() {
        for text in ["", "*.", "mx 1", "*.*.example", ".office.example"] {
            assert!(ReceivingHosts::parse(&[text]).is_err(), "{text}");
        }
        assert!(ReceivingHosts::parse(&["MX1.office.example."]).is_ok());
    }

    #[test]
    fn the_topmost_line_of_a_receiving_host_is_found() {
        let raw = "Received: from b by store.inside.example; Thu, 20 Oct 2022 08:00:05 +0800\n\
                   Received: from a by mx1.office.example; Thu, 20 Oct 2022 08:00:00 +0800\n\nx\n";
        let mail = mail::parse(raw.as_bytes());
        let by = |patterns: &[&str]| {
            ReceivingHosts::parse(patterns)
                .unwrap()
                .topmost(&mail.received)
                .and_then(|line| line.by.clone())
        };
        assert_eq!(by(&[]).as_deref(), Some("store.inside.example"));
        assert_eq!(by(&["*.office.example"]).as_deref(), Some("mx1.office.example"));
        assert_eq!(by(&["mx9.office.example"]), None);
    }
}
