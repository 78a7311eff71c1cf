//! What holds of a settlement whatever a society sent, and in whatever order it is processed.

mod support;

use domain::arrival::Arrival;
use domain::correction::Dismissal;
use domain::finding::{Finding, FindingCode};
use domain::grounds::{Grounds, PersonGround};
use domain::ids::SocietyCode;
use domain::return_form::Delegates;
use domain::submission::{Origin, SubmissionStatus};
use intake::claim::{About, ClaimedForm, FormOrigin, Intent, Placed, Said, Trust};
use intake::settle::{Member, Settlement, settle_next};
use proptest::prelude::*;
use support::settled::{Settled, laid_out, settled};
use support::{arrival, loose, notice, person, photo, piece, placed};

fn letters() -> impl Strategy<Value = Vec<(Arrival, Placed)>> {
    let item = prop::sample::select(vec!["key-few", "youth", "advice", "plan"]);
    let who = prop::option::of(prop::sample::select(vec!["张甲", "李乙"]));
    let title = prop::option::of(prop::sample::select(vec!["题一", "题 一", "题二"]));
    // Recognised as somebody, and perhaps corrected by a clerk.
    let named = prop::option::of(prop::sample::select(vec!["张甲", "李乙"]));
    let back = Dismissal::SentBack {
        remark: "请改".into(),
    };
    let dismissal = prop::option::weighted(0.2, prop::sample::select(vec![back, Dismissal::Withdrawn]));
    let office = prop::sample::select(vec!["理事", "理事长"]);
    let title = (title, office);
    let pieces = (item, who, "[甲乙丙]", any::<bool>(), title, named, dismissal);
    let pieces = prop::collection::vec(pieces, 0..3);
    let trust = (any::<bool>(), prop::bool::weighted(0.2));
    let letter = (pieces, 0_i64..6, trust, any::<bool>(), any::<bool>());
    prop::collection::vec(letter, 1..8).prop_map(|letters| {
        let numbered = (1..).zip(letters);
        numbered
            .map(
                |(id, (pieces, minute, (stranger, doubtful), replaces, with_photo))| {
                    let mut claim = placed(Vec::new());
                    claim
                        .holds
                        .extend(doubtful.then(|| Finding::new(FindingCode::SocietyConflict)));
                    for (item, who, text, photographed, (title, office), named, dismissal) in pieces {
                        let mut piece = piece(item, who, &text);
                        if let Some(person) = &mut piece.person {
                            person.positions = vec![office.to_owned()];
                        }
                        piece.dismissal = dismissal;
                        piece.title = title.map(str::to_owned);
                        let grounds = Grounds {
                            person: Some(PersonGround::Clerk),
                            ..Grounds::default()
                        };
                        piece.source.origin = Origin {
                            grounds,
                            fingerprint: format!("{}{text}", named.unwrap_or_default()),
                            corrected: named.is_some() && photographed,
                            named: named.map(str::to_owned),
                            ..Origin::default()
                        };
                        piece.attachments.extend(photographed.then(|| photo("张甲.jpg")));
                        if !claim.pieces.contains(&piece) {
                            claim.pieces.push(piece);
                        }
                    }
                    claim.loose_media.extend(with_photo.then(|| loose("李乙.jpg")));
                    claim.trust = if stranger {
                        Trust::MayAdd
                    } else {
                        Trust::MayReplace
                    };
                    claim.intent = if replaces { Intent::Replaces } else { Intent::Adds };
                    (arrival(id, minute), claim)
                },
            )
            .collect()
    })
}

/// The same with forms, and with words that correct a name, as a clerk perhaps has confirmed.
fn fuller() -> impl Strategy<Value = Vec<(Arrival, Placed)>> {
    let words = prop::option::of(prop::sample::select(vec!["张甲应为李乙", "姓名应为李乙"]));
    let list = Delegates::Persons(vec![person("张甲")]);
    let list = prop::sample::select(vec![list, Delegates::Nil, Delegates::NotAnswered]);
    let form = prop::option::of((list, "[甲乙]"));
    let said = prop::collection::vec((words, any::<bool>(), form), 8);
    (letters(), said).prop_map(|(mut letters, said)| {
        for ((_, claim), (words, confirmed, form)) in letters.iter_mut().zip(said) {
            claim.forms.extend(form.map(|(delegates, filled_by)| ClaimedForm {
                origin: FormOrigin::Document,
                filled_by: Some(filled_by),
                contact: None,
                delegates,
                nil_items: Vec::new(),
            }));
            claim.accepted_by_clerk = words.is_some() && confirmed;
            claim.said.extend(words.map(|words| Said {
                about: About::Name,
                words: words.to_owned(),
            }));
        }
        letters
    })
}

/// What one arrival after the other makes, each judged by a process that knows of the texts and judgements before only
/// what it asks for.
fn continued(letters: &[(Arrival, Placed)]) -> Settled {
    let society = SocietyCode::parse("A-01").expect("a code");
    let mut sorted: Vec<&(Arrival, Placed)> = letters.iter().collect();
    // Where those come that are held for reasons of their own must not matter.
    sorted.sort_by_key(|(arrival, placed)| (placed.holds.is_empty(), arrival.order()));
    let mut settlement = Settlement::default();
    let mut recorded = laid_out(&settlement);
    for (arrival, placed) in sorted {
        let member = Member {
            arrival,
            internal_dates: &[],
            placed,
        };
        assert!(settlement.precedes(arrival));
        settlement.forget();
        settlement = loop {
            match settle_next(&notice(), &society, &settlement, member) {
                Ok(next) => break next,
                Err(absent) => {
                    assert!(!absent.is_empty());
                    let versions = recorded.submissions.iter();
                    let versions = versions.filter(|one| absent.pieces.contains(&one.piece));
                    let judgements = recorded.judgements.iter();
                    let judgements = judgements.filter(|one| absent.judgements.contains(&one.arrival));
                    settlement.learn(versions.cloned().collect(), judgements.cloned().collect());
                }
            }
        };
        recorded.take_over(laid_out(&settlement));
    }
    recorded
}

proptest! {
    #[test]
    fn continuing_without_what_is_forgotten_gives_the_same(letters in fuller()) {
        let mut all = settled(&letters);
        all.sort();
        let mut continued = continued(&letters);
        continued.sort();
        prop_assert_eq!(all, continued);
    }

    #[test]
    fn the_order_of_processing_changes_nothing(letters in fuller(), seed in any::<u64>()) {
        let mut shuffled = letters.clone();
        let length = shuffled.len();
        for index in 0..length {
            let other = usize::try_from(seed.rotate_left(u32::try_from(index).unwrap()) % length as u64).unwrap();
            shuffled.swap(index, other);
        }
        prop_assert_eq!(settled(&letters), settled(&shuffled));
    }

    #[test]
    fn every_arrival_has_one_judgement_and_every_row_its_own_id(letters in fuller()) {
        let settlement = settled(&letters);
        prop_assert_eq!(settlement.judgements.len(), letters.len());
        let mut ids: Vec<_> = settlement.submissions.iter().map(|one| one.id).collect();
        ids.sort_unstable();
        ids.dedup();
        prop_assert_eq!(ids.len(), settlement.submissions.len());
    }

    #[test]
    fn what_a_clerk_sent_back_or_withdrew_does_not_count(letters in letters()) {
        let settlement = settled(&letters);
        for row in &settlement.submissions {
            let (_, claim) = letters.iter().find(|(arrival, _)| arrival.id == row.id.arrival).unwrap();
            let piece = &claim.pieces[row.id.ordinal as usize - 1];
            let expected = match piece.dismissal {
                Some(Dismissal::SentBack { .. }) => Some(SubmissionStatus::SentBack),
                Some(Dismissal::Withdrawn) => Some(SubmissionStatus::Withdrawn),
                None => None,
            };
            let is_dismissed = matches!(row.status, SubmissionStatus::SentBack | SubmissionStatus::Withdrawn);
            // What was dismissed and comes again stays so.
            let mut before = settlement.submissions.iter().filter(|one| {
                one.piece == row.piece && one.revision < row.revision && one.text == row.text
            });
            let comes_again = expected.is_none() && before.any(|one| one.status == row.status);
            prop_assert!(comes_again || expected == is_dismissed.then_some(row.status));
        }
    }

    #[test]
    fn what_a_stranger_sends_never_takes_the_place_of_another_text(letters in letters()) {
        let settlement = settled(&letters);
        for row in settlement.submissions.iter().filter(|one| one.revision > 1) {
            let (_, claim) = letters.iter().find(|(arrival, _)| arrival.id == row.id.arrival).unwrap();
            prop_assert_eq!(claim.trust, Trust::MayReplace);
        }
    }
}
