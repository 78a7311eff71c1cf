use domain::verdict::{Judgement, Verdict};

use super::*;

/// Judgements that stand for what is known beside the bare state; see [`Settlement::weight`].
const JUDGEMENTS: i64 = 8;
const CONFIGURATION: i64 = 5;

fn place(number: usize) -> Place {
    let society = SocietyCode::parse(&format!("A-{number:03}")).unwrap();
    (NoticeId::parse("n").unwrap(), society)
}

fn places(numbers: &[usize]) -> BTreeSet<Place> {
    numbers.iter().copied().map(place).collect()
}

fn mark(version: i64) -> SocietyMark {
    SocietyMark {
        version,
        ..SocietyMark::default()
    }
}

/// Books that know something beside the bare state.
fn books(version: i64) -> Books {
    let mut settled = Settlement::default();
    let judgement = |number| Judgement {
        arrival: ArrivalId::new(number),
        verdict: Verdict::Ignored,
        findings: Vec::new(),
    };
    settled.learn(Vec::new(), (0..JUDGEMENTS).map(judgement).collect());
    Books::continued(mark(version), settled)
}

/// What books weigh that know everything, and those that know the bare state only.
fn weights() -> (usize, usize) {
    let known = books(1);
    let mut bare = books(1);
    bare.settled.as_mut().unwrap().forget();
    (known.weight(), bare.weight())
}

fn kept(room: usize) -> Kept {
    Kept {
        room,
        ..Kept::default()
    }
}

fn knows_texts(books: &Books) -> bool {
    books.settled.as_ref().unwrap().judgements().next().is_some()
}

/// The sum is that of what is there, and no more than there is room for.
fn check(kept: &Kept) {
    let sum: usize = kept.books.values().map(|entry| entry.books.weight()).sum();
    assert_eq!(kept.weight, sum);
    assert!(kept.weight <= kept.room, "{} in {}", kept.weight, kept.room);
}

#[test]
fn books_are_given_out_once_and_only_as_they_were_put_in() {
    let mut kept = kept(KEPT);
    for (configuration, version, holds) in
        [(CONFIGURATION, 3, true), (CONFIGURATION, 4, false), (6, 3, false)]
    {
        kept.put(place(1), CONFIGURATION, books(3));
        kept.put(place(2), CONFIGURATION, books(3));
        let taken = kept.take(&place(1), configuration, mark(version));
        assert_eq!(taken.is_some_and(|books| knows_texts(&books)), holds);
        check(&kept);
        assert!(
            kept.take(&place(1), CONFIGURATION, mark(3)).is_none(),
            "they are out, or outdated"
        );
        assert_eq!(kept.books.len(), 1);
    }
}

#[test]
fn books_take_the_place_of_those_of_the_same_society() {
    let mut kept = kept(KEPT);
    kept.put(place(1), CONFIGURATION, books(3));
    kept.put(place(1), CONFIGURATION, books(4));
    check(&kept);
    assert!(kept.take(&place(1), CONFIGURATION, mark(4)).is_some());
    assert_eq!(kept.weight, 0);
}

#[test]
fn texts_are_forgotten_before_any_books_are() {
    let (known, bare) = weights();
    let mut kept = kept(3 * known);
    for number in 0..4 {
        kept.put(place(number), CONFIGURATION, books(1));
        check(&kept);
    }
    assert_eq!(kept.books.len(), 4, "a text makes room enough");
    kept.room = 2 * bare;
    kept.put(place(4), CONFIGURATION, books(1));
    check(&kept);
    assert_eq!(kept.books.len(), 2);
    assert!(kept.books.values().all(|entry| !knows_texts(&entry.books)));
    kept.room = bare - 1;
    kept.put(place(5), CONFIGURATION, books(1));
    assert_eq!((kept.books.len(), kept.weight), (0, 0), "not even one");
}

/// In turn, a few more societies write than can be known. Gives how many of the last round were there, and how many with
/// their texts.
fn known_of_the_last_round(societies: usize, room: usize) -> (usize, usize) {
    let mut kept = kept(room);
    let mut found = (0, 0);
    for _ in 0..20 {
        found = (0, 0);
        for number in 0..societies {
            if let Some(books) = kept.take(&place(number), CONFIGURATION, mark(1)) {
                found.0 += 1;
                found.1 += usize::from(knows_texts(&books));
            }
            kept.put(place(number), CONFIGURATION, books(1));
            check(&kept);
        }
    }
    found
}

#[test]
fn of_societies_that_write_in_turn_most_are_known_when_not_all_can_be() {
    let (known, bare) = weights();
    let (there, with_texts) = known_of_the_last_round(100, 90 * known);
    assert_eq!(there, 100, "texts make room enough");
    assert!(
        with_texts >= 50,
        "{with_texts}: forgetting the oldest leaves none"
    );
    let (there, _) = known_of_the_last_round(100, 90 * bare);
    assert!(there >= 50, "{there}: forgetting the oldest leaves none");
}

#[test]
fn what_was_read_to_settle_everything_anew_is_not_kept() {
    let mut opened = Books {
        whole: Some(Known::default()),
        ..books(1)
    };
    opened.mark.arrivals = 7;
    let mark = opened.mark;
    let mut kept = kept(KEPT);
    kept.put(place(1), CONFIGURATION, opened);
    let taken = kept.take(&place(1), CONFIGURATION, mark).unwrap();
    assert!(taken.whole.is_none() && taken.members.is_empty() && taken.settled.is_some());
}

/// The places of whoever gets them without waiting.
async fn at_once(shelf: &Arc<Shelf>, numbers: &[usize]) -> Option<Held> {
    tokio::select! {
        biased;
        held = shelf.hold(places(numbers)) => Some(held),
        () = std::future::ready(()) => None,
    }
}

#[tokio::test]
async fn all_of_several_societies_are_held_or_none() {
    let shelf = Arc::new(Shelf::default());
    let held = shelf.hold(places(&[1, 2])).await;
    assert!(at_once(&shelf, &[2, 3]).await.is_none());
    let other = at_once(&shelf, &[3]).await;
    assert!(
        other.is_some(),
        "what could not be held whole was not held in part"
    );
    drop(held);
    assert!(
        at_once(&shelf, &[2, 3]).await.is_none(),
        "the third is held still"
    );
    drop(other);
    assert!(at_once(&shelf, &[2, 3]).await.is_some());
    assert!(shelf.kept().held.is_empty());
}

#[tokio::test]
async fn whoever_waits_for_a_society_gets_it_when_it_is_given_back() {
    let shelf = Arc::new(Shelf::default());
    let held = shelf.hold(places(&[1])).await;
    held.put(place(1), CONFIGURATION, books(1));
    let waiting = async {
        let held = shelf.hold(places(&[1])).await;
        held.take(&place(1), CONFIGURATION, mark(1))
    };
    let giving_back = async {
        tokio::task::yield_now().await;
        drop(held);
    };
    let (taken, ()) = tokio::join!(waiting, giving_back);
    assert!(taken.is_some_and(|books| knows_texts(&books)));
}
