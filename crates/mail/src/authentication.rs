//! What an `Authentication-Results` field (RFC 8601) says of a letter's `From`.
//!
//! Only what is written is read here; whether the writer can be believed is for the reader of the field to know.

/// One field, taken apart.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Results {
    /// The authserv-id, lower-case; `None` where it is left out, as Exchange Online does.
    pub server: Option<String>,
    /// The methods that were tried, in order.
    pub methods: Vec<Method>,
}

/// One method and what it gave.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Method {
    /// `spf`, `dkim`, `dmarc` …, lower-case, without version.
    pub name: String,
    /// `pass`, `fail`, `none` …, lower-case.
    pub result: String,
    /// What was looked at, for example (`header.from`, `huaxia.example`), lower-case.
    pub properties: Vec<(String, String)>,
}

/// What the results mean for the address in `From`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// The letter comes from whom it says.
    Passed,
    /// It claims a sender that its way does not bear out.
    Failed,
    /// Nothing was found out.
    Unknown,
}

/// Reads the value of a field. Comments are dropped; what does not fit the grammar is passed over.
pub fn parse(value: &str) -> Results {
    let mut results = Results::default();
    for (place, segment) in segments(value).iter().enumerate() {
        let mut words = segment.iter();
        let Some(first) = words.next() else { continue };
        let Some((name, result)) = first.split_once('=') else {
            if place == 0 {
                results.server = Some(first.clone());
            }
            continue;
        };
        let name = name.split('/').next().unwrap_or_default();
        results.methods.push(Method {
            name: name.to_owned(),
            result: result.to_owned(),
            properties: words
                .filter_map(|word| word.split_once('='))
                .map(|(key, value)| (key.to_owned(), value.to_owned()))
                .collect(),
        });
    }
    results
}

impl Results {
    /// What this means for a letter whose `From` has this domain.
    ///
    /// DMARC decides where it was tried, whatever policy the domain has; that another domain than this one passed says
    /// nothing. Without it a signature or an envelope of the
    /// domain itself speaks for the letter, and an SPF that fails speaks against it; a broken signature is none.
    pub fn standing(&self, from_domain: &str) -> Standing {
        let of = |name: &'static str| self.methods.iter().filter(move |method| method.name == name);
        for dmarc in of("dmarc") {
            match dmarc.result.as_str() {
                "pass" if dmarc.is_of(from_domain) => return Standing::Passed,
                "fail" => return Standing::Failed,
                _ => {}
            }
        }
        let signed = of("dkim").any(|dkim| {
            dkim.result == "pass" && dkim.about(&["header.d", "header.i"], from_domain) == About::From
        });
        if signed {
            return Standing::Passed;
        }
        let mut standing = Standing::Unknown;
        for spf in of("spf") {
            let about = spf.about(&["smtp.mailfrom", "envelope-from", "smtp.mail"], from_domain);
            match (spf.result.as_str(), about) {
                ("pass", About::From) => return Standing::Passed,
                ("fail" | "hardfail", _) | ("softfail", About::From | About::NotSaid) => {
                    standing = Standing::Failed;
                }
                _ => {}
            }
        }
        standing
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum About {
    From,
    Another,
    NotSaid,
}

impl Method {
    /// Whether it was this domain that DMARC looked at, where it says which.
    fn is_of(&self, from_domain: &str) -> bool {
        let mut said = self.properties.iter().filter(|(key, _)| key == "header.from");
        said.all(|(_, value)| {
            let domain = value
                .rsplit_once('@')
                .map_or(value.as_str(), |(_, domain)| domain);
            domain.trim_end_matches('.') == from_domain
        })
    }

    fn about(&self, properties: &[&str], from_domain: &str) -> About {
        let said = self
            .properties
            .iter()
            .find(|(key, value)| properties.contains(&key.as_str()) && !value.is_empty());
        match said {
            None => About::NotSaid,
            Some((_, value)) => {
                let domain = value
                    .rsplit_once('@')
                    .map_or(value.as_str(), |(_, domain)| domain);
                if within(domain, from_domain) || within(from_domain, domain) {
                    About::From
                } else {
                    About::Another
                }
            }
        }
    }
}

/// Whether a host is a domain or lies below it; never true for a top-level domain.
fn within(host: &str, domain: &str) -> bool {
    domain.contains('.')
        && host
            .strip_suffix(domain)
            .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

/// The words of each part between semicolons, lower-case, comments and quotation marks taken away. Spaces around `=`
/// are allowed and dropped.
fn segments(value: &str) -> Vec<Vec<String>> {
    let mut segments = vec![String::new()];
    let (mut comments, mut is_quoted) = (0u32, false);
    let mut characters = value.chars();
    while let Some(c) = characters.next() {
        let kept = match c {
            '\\' if is_quoted || comments > 0 => characters.next().filter(|_| is_quoted),
            '"' if comments == 0 => {
                is_quoted = !is_quoted;
                None
            }
            '(' if !is_quoted => {
                comments += 1;
                Some(' ')
            }
            ')' if !is_quoted => {
                comments = comments.saturating_sub(1);
                None
            }
            ';' if !is_quoted && comments == 0 => {
                segments.push(String::new());
                None
            }
            // A space within quotation marks parts no words.
            ' ' if is_quoted => Some('_'),
            other => Some(other).filter(|_| comments == 0),
        };
        if let Some(last) = segments.last_mut() {
            last.extend(kept.into_iter().flat_map(char::to_lowercase));
        }
    }
    segments.iter().map(|segment| words(segment)).collect()
}

fn words(segment: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for word in segment.split_whitespace() {
        match words.last_mut() {
            Some(last) if last.ends_with('=') || word.starts_with('=') => last.push_str(word),
            _ => words.push(word.to_owned()),
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOMAIN: &str = "huaxia-guangxue.example";

    fn standing(value: &str) -> Standing {
        parse(value).standing(DOMAIN)
    }

    #[test]
    fn the_server_is_named_before_the_methods_in_every_spelling() {
        for value in [
            "MX1.office.example; spf=pass",
            "mx1.office.example 1; spf=pass",
            "(checked by) mx1.office.example (amavis); spf=pass",
            "\"mx1.office.example\"; none",
        ] {
            assert_eq!(
                parse(value).server.as_deref(),
                Some("mx1.office.example"),
                "{value}"
            );
        }
        assert_eq!(parse("spf=pass (sender IP is 192.0.2.1)").server, None);
        assert_eq!(parse("").server, None);
    }

    #[test]
    fn dmarc_decides_whatever_its_comments_and_the_other_methods_say() {
        for (value, expected) in [
            (
                "mx; dmarc=fail (p=none dis=none) header.from=huaxia-guangxue.example",
                Standing::Failed,
            ),
            (
                "mx; spf=fail smtp.mailfrom=a@relay.example; dmarc=pass (p=REJECT)",
                Standing::Passed,
            ),
            (
                "mx; dkim=pass header.d=huaxia-guangxue.example; dmarc=fail action=quarantine",
                Standing::Failed,
            ),
            ("mx; dmarc = fail", Standing::Failed),
            (
                "mx; dmarc=pass header.from=huaxia-guangxue.example",
                Standing::Passed,
            ),
            (
                "mx; dmarc=pass header.from=\"a@huaxia-guangxue.example\"",
                Standing::Passed,
            ),
            ("mx; dmarc=pass header.from=another.example", Standing::Unknown),
            (
                "mx; dmarc=pass header.from=mail.huaxia-guangxue.example",
                Standing::Unknown,
            ),
            (
                "mx; spf=fail; dmarc=pass header.from=another.example",
                Standing::Failed,
            ),
            (
                "mx; dmarc=pass header.from=another.example; dkim=pass header.d=huaxia-guangxue.example",
                Standing::Passed,
            ),
            ("mx; dmarc/1=fail", Standing::Failed),
            ("mx; dmarc=none; spf=none; dkim=none", Standing::Unknown),
            ("mx; dmarc=temperror; dkim=permerror", Standing::Unknown),
            (
                "mx; spf=pass (dmarc=fail) smtp.mailfrom=huaxia-guangxue.example",
                Standing::Passed,
            ),
            ("mx; x-note=\"dmarc=fail; spf=fail\"", Standing::Unknown),
            (
                "spf=fail (sender IP is 192.0.2.1) smtp.mailfrom=b.example; office.example; dmarc=fail action=none",
                Standing::Failed,
            ),
        ] {
            assert_eq!(standing(value), expected, "{value}");
        }
    }

    #[test]
    fn without_dmarc_only_the_senders_own_domain_speaks_for_the_letter() {
        for (value, expected) in [
            (
                "mx; spf=pass smtp.mailfrom=post@huaxia-guangxue.example",
                Standing::Passed,
            ),
            (
                "mx; spf=pass smtp.mailfrom=bounce.huaxia-guangxue.example",
                Standing::Passed,
            ),
            ("mx; spf=pass smtp.mailfrom=another.example", Standing::Unknown),
            (
                "mx; spf=softfail (transitioning) smtp.mailfrom=a@huaxia-guangxue.example",
                Standing::Failed,
            ),
            ("mx; spf=softfail", Standing::Failed),
            ("mx; spf=softfail smtp.mailfrom=list.example", Standing::Unknown),
            ("mx; spf=fail smtp.mailfrom=list.example", Standing::Failed),
            ("mx; spf=neutral", Standing::Unknown),
            (
                "mx; spf=fail; dkim=pass header.i=@mail.huaxia-guangxue.example",
                Standing::Passed,
            ),
            ("mx; spf=fail; dkim=pass header.d=bulk.example", Standing::Failed),
            (
                "mx; dkim=fail (body hash did not verify) header.d=huaxia-guangxue.example",
                Standing::Unknown,
            ),
            ("mx; dkim=pass header.d=example", Standing::Unknown),
            ("mx; dkim=pass header.d=guangxue.example", Standing::Unknown),
        ] {
            assert_eq!(standing(value), expected, "{value}");
        }
    }
}
