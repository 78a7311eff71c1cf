//! How many letters may begin to leave within a minute, in all and to one mail domain.
//!
//! Providers throttle by the minute and do not say where: Tencent's limits per minute, hour and day are secret; NetEase
//! answers `451 MI:SFQ` when a sender exceeds its number of fifteen minutes and `421 HL:IFC` to an address that sent
//! too many in a short time; Exchange Online takes 30 a minute.

use chrono::{DateTime, Duration, Utc};

/// The length of the window.
pub const WINDOW: Duration = Duration::minutes(1);

/// Letters within [`WINDOW`]; 0: no limit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Rates {
    /// In all.
    pub in_all: u32,
    /// To addresses of one mail domain.
    pub to_one_domain: u32,
}

/// A letter that began to leave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Began {
    /// When.
    pub at: DateTime<Utc>,
    /// To which domain, as [`domain_of`] tells it.
    pub domain: String,
}

/// Which limit is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reached {
    /// That of all letters.
    InAll(u32),
    /// That of the letters to the domain asked for.
    ToDomain(u32),
}

/// The domain of an address in lower case; empty when it has none.
pub fn domain_of(address: &str) -> String {
    let (_, domain) = address.trim().rsplit_once('@').unwrap_or_default();
    domain.to_lowercase()
}

impl Rates {
    /// Whether nothing is limited.
    pub const fn is_unlimited(self) -> bool {
        self.in_all == 0 && self.to_one_domain == 0
    }

    /// Until when a letter to `domain` waits, and for which limit; `None`: it may leave at `now`. What began in the
    /// future did so by a clock that was wrong and does not count.
    pub fn wait(self, began: &[Began], domain: &str, now: DateTime<Utc>) -> Option<(DateTime<Utc>, Reached)> {
        let recent = || began.iter().filter(|one| one.at > now - WINDOW && one.at <= now);
        let in_all = free_at(recent().map(|one| one.at), self.in_all);
        let to_domain = free_at(
            recent().filter(|one| one.domain == domain).map(|one| one.at),
            self.to_one_domain,
        );
        // The later of the two moments decides.
        let all = in_all.map(|until| (until, Reached::InAll(self.in_all)));
        let domain = to_domain.map(|until| (until, Reached::ToDomain(self.to_one_domain)));
        all.into_iter().chain(domain).max_by_key(|(until, _)| *until)
    }
}

/// When fewer than `limit` of these lie within the window; `None`: that is so now.
fn free_at(began: impl Iterator<Item = DateTime<Utc>>, limit: u32) -> Option<DateTime<Utc>> {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    if limit == 0 {
        return None;
    }
    let mut latest_first: Vec<DateTime<Utc>> = began.collect();
    latest_first.sort_unstable_by(|a, b| b.cmp(a));
    latest_first.get(limit - 1).map(|at| *at + WINDOW)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn second(number: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + Duration::seconds(number)
    }

    fn began(at: i64, domain: &str) -> Began {
        Began {
            at: second(at),
            domain: domain.to_owned(),
        }
    }

    #[test]
    fn a_domain_is_told_without_regard_to_case() {
        assert_eq!(domain_of(" Office@QQ.example "), "qq.example");
        assert_eq!(domain_of("\"a@b\"@c.example"), "c.example");
        assert_eq!(domain_of("nobody"), "");
    }

    #[test]
    fn who_asks_for_more_than_a_minute_allows_waits_for_the_oldest_to_pass() {
        let rates = Rates {
            in_all: 3,
            to_one_domain: 2,
        };
        let so_far = [began(0, "a"), began(10, "a")];
        let wait = |so_far: &[Began], domain, now| rates.wait(so_far, domain, second(now));
        assert_eq!(
            wait(&so_far, "a", 20),
            Some((second(60), Reached::ToDomain(2))),
            "two to this domain"
        );
        assert_eq!(wait(&so_far, "b", 20), None);
        assert_eq!(wait(&so_far, "a", 60), None, "the first is a minute ago");
        let more = [began(0, "a"), began(10, "b"), began(15, "b")];
        assert_eq!(wait(&more, "c", 20), Some((second(60), Reached::InAll(3))));
        assert_eq!(
            wait(&more, "b", 20),
            Some((second(70), Reached::ToDomain(2))),
            "the later of the two"
        );
        assert_eq!(Rates::default().wait(&more, "b", second(20)), None);
        assert_eq!(wait(&more, "b", -100), None, "a clock set back");
    }

    proptest! {
        #[test]
        fn no_minute_ever_holds_more_than_the_limits(
            in_all in 0_u32..6,
            to_one_domain in 0_u32..4,
            asked in prop::collection::vec((0_i64..30, 0_usize..3), 1..60),
        ) {
            let rates = Rates { in_all, to_one_domain };
            let (mut left, mut now): (Vec<Began>, _) = (Vec::new(), 0);
            for (pause, domain) in asked {
                now += pause;
                let domain = ["a", "b", "c"][domain];
                if let Some((until, _)) = rates.wait(&left, domain, second(now)) {
                    prop_assert!(until > second(now) && until <= second(now + 60));
                    now = (until - DateTime::UNIX_EPOCH).num_seconds();
                    prop_assert_eq!(rates.wait(&left, domain, second(now)), None, "when told to come again");
                }
                left.push(began(now, domain));
            }
            for one in &left {
                let minute: Vec<&Began> =
                    left.iter().filter(|other| other.at > one.at - WINDOW && other.at <= one.at).collect();
                let alike = minute.iter().filter(|other| other.domain == one.domain).count();
                prop_assert!(in_all == 0 || minute.len() <= in_all as usize);
                prop_assert!(to_one_domain == 0 || alike <= to_one_domain as usize);
            }
        }
    }
}
