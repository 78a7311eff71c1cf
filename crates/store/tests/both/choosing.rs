//! 采用: marks on pieces, taken back, and never inherited.

use std::collections::BTreeSet;
use std::sync::Arc;

use domain::ids::ArrivalId;
use domain::submission::{Standing, Submission, SubmissionId, SubmissionStatus};
use store::{ChoiceState, Chosen, Store};

use crate::fixtures::{NOTICE, Place, arrive, at, code, notice, society};
use crate::pieces::{record, society_record, submission};

crate::on_both! {
    a_mark_counts_until_it_is_taken_back
    only_current_pieces_that_count_can_be_marked_and_all_of_them_or_none
    a_later_version_does_not_inherit_the_mark
    a_mark_rests_on_the_words_that_were_seen
    two_clerks_at_once_make_one_mark
}

async fn office(place: &Place) -> ArrivalId {
    let store = &place.store;
    store.import_notice(NOTICE, at(0)).await.unwrap();
    store
        .import_roster(&[society("A-01", "华夏天文学会")], at(0))
        .await
        .unwrap();
    let arrival = arrive(store, 1).await;
    keep(store, arrival, 0, vec![submission(arrival, 1, "A-01")]).await;
    arrival
}

/// Records these pieces as all that the society has; `version` as it is before.
async fn keep(store: &Store, arrival: ArrivalId, version: i64, pieces: Vec<Submission>) {
    let revision = store.arrival(arrival).await.unwrap().unwrap().revision;
    let mut whole = society_record(version, "A-01", &[arrival]);
    let facts = store.society_facts(&notice(), &code("A-01")).await.unwrap();
    let known = facts.submissions.into_iter().map(|known| known.id);
    whole.gone_submissions = known
        .filter(|known| pieces.iter().all(|piece| piece.id != *known))
        .collect();
    whole.submissions = pieces.into_iter().map(Arc::new).collect();
    let kept = record((arrival, revision), Some("A-01"), vec![whole]);
    assert_eq!(store.record(kept).await.unwrap(), store::Recorded::Done);
}

fn only(arrival: ArrivalId) -> BTreeSet<SubmissionId> {
    [SubmissionId { arrival, ordinal: 1 }].into()
}

async fn chosen(store: &Store) -> BTreeSet<SubmissionId> {
    store.ledger(&notice(), at(20)).await.unwrap().chosen
}

async fn states(store: &Store) -> Vec<ChoiceState> {
    let choices = store.choices(&notice()).await.unwrap();
    choices.iter().map(|choice| choice.state).collect()
}

async fn a_mark_counts_until_it_is_taken_back(place: Place) {
    let (store, arrival) = (&place.store, office(&place).await);
    let piece = only(arrival);
    assert_eq!(chosen(store).await, BTreeSet::new());
    let first = store.choose(&notice(), &piece, "张", at(5)).await.unwrap();
    assert_eq!(first, Chosen::Done(1));
    let again = store.choose(&notice(), &piece, "李", at(6)).await.unwrap();
    assert_eq!(again, Chosen::Done(0), "marked already");
    assert_eq!(chosen(store).await, piece);
    let choice = store.choices(&notice()).await.unwrap().remove(0);
    assert_eq!((choice.clerk.as_str(), choice.chosen_at), ("张", at(5)));
    assert_eq!(choice.name.as_deref(), Some("阿依努尔·图尔逊"));
    assert_eq!(choice.state, ChoiceState::InForce);
    let back = store.take_back_choices(&notice(), &piece, "李", at(7)).await;
    assert_eq!(back.unwrap(), 1);
    assert_eq!(chosen(store).await, BTreeSet::new());
    assert_eq!(states(store).await, []);
    let kept = "SELECT COUNT(*) FROM choices WHERE taken_back_by = '李' AND taken_back_at IS NOT NULL";
    assert_eq!(place.number(kept).await, 1, "who took it back is kept");
}

async fn only_current_pieces_that_count_can_be_marked_and_all_of_them_or_none(place: Place) {
    let (store, arrival) = (&place.store, office(&place).await);
    let mut pieces = vec![submission(arrival, 1, "A-01")];
    for (ordinal, standing, status) in [
        (2, Standing::Superseded, SubmissionStatus::Accepted),
        (3, Standing::Current, SubmissionStatus::SentBack),
        (4, Standing::Current, SubmissionStatus::Incomplete),
    ] {
        let mut other = submission(arrival, ordinal, "A-01");
        (other.standing, other.status) = (standing, status);
        pieces.push(other);
    }
    keep(store, arrival, 1, pieces).await;
    let id = |ordinal| SubmissionId { arrival, ordinal };
    let all: BTreeSet<_> = (1..=5).map(id).collect();
    assert_eq!(
        store.choose(&notice(), &all, "张", at(5)).await.unwrap(),
        Chosen::NotCurrent(vec![id(2), id(3), id(5)])
    );
    assert_eq!(chosen(store).await, BTreeSet::new());
    let good: BTreeSet<_> = [id(1), id(4)].into();
    assert_eq!(
        store.choose(&notice(), &good, "张", at(5)).await.unwrap(),
        Chosen::Done(2)
    );
    assert_eq!(chosen(store).await, good);
}

async fn a_later_version_does_not_inherit_the_mark(place: Place) {
    let (store, arrival) = (&place.store, office(&place).await);
    store
        .choose(&notice(), &only(arrival), "张", at(5))
        .await
        .unwrap();
    let later = arrive(store, 2).await;
    let mut old = submission(arrival, 1, "A-01");
    old.standing = Standing::Superseded;
    let mut new = submission(later, 1, "A-01");
    (new.revision, new.text) = (2, "改过的。".to_owned());
    keep(store, later, 1, vec![old, new]).await;
    assert_eq!(chosen(store).await, BTreeSet::new());
    let successor = SubmissionId {
        arrival: later,
        ordinal: 1,
    };
    assert_eq!(states(store).await, [ChoiceState::Replaced(Some(successor))]);
    store.choose(&notice(), &only(later), "张", at(9)).await.unwrap();
    store
        .take_back_choices(&notice(), &only(arrival), "张", at(9))
        .await
        .unwrap();
    assert_eq!(chosen(store).await, only(later));
    assert_eq!(states(store).await, [ChoiceState::InForce]);
}

async fn a_mark_rests_on_the_words_that_were_seen(place: Place) {
    let (store, arrival) = (&place.store, office(&place).await);
    store
        .choose(&notice(), &only(arrival), "张", at(5))
        .await
        .unwrap();
    let mut other = submission(arrival, 1, "A-01");
    other.text = "更正后的正文。".to_owned();
    keep(store, arrival, 1, vec![other.clone()]).await;
    assert_eq!(states(store).await, [ChoiceState::Changed]);
    assert_eq!(chosen(store).await, BTreeSet::new());
    let anew = store
        .choose(&notice(), &only(arrival), "李", at(6))
        .await
        .unwrap();
    assert_eq!(anew, Chosen::Done(1));
    assert_eq!(
        states(store).await,
        [ChoiceState::InForce],
        "the old mark is gone"
    );
    other.status = SubmissionStatus::SentBack;
    keep(store, arrival, 2, vec![other]).await;
    assert_eq!(states(store).await, [ChoiceState::NoLongerCounts]);
    keep(store, arrival, 3, Vec::new()).await;
    assert_eq!(states(store).await, [ChoiceState::Gone]);
}

async fn two_clerks_at_once_make_one_mark(place: Place) {
    let arrival = office(&place).await;
    let stores = [place.store.clone(), place.again().await];
    let tasks = stores.map(|store| {
        tokio::spawn(async move {
            store
                .choose(&notice(), &only(arrival), "张", at(5))
                .await
                .unwrap()
        })
    });
    let mut made = 0;
    for task in tasks {
        if let Chosen::Done(number) = task.await.unwrap() {
            made += number;
        }
    }
    assert_eq!(made, 1);
    assert_eq!(states(&place.store).await, [ChoiceState::InForce]);
}
