//! The ledger as it is drawn in one pass, against what the words mean: every state counted out over all that came.

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, NaiveDate, Utc};
use proptest::prelude::*;

use super::*;
use crate::arrival::{Arrival, Door};
use crate::finding::{Finding, FindingCode};
use crate::ids::{ArrivalId, NoticeId};
use crate::notice::{Bounds, ExpectedOf, LatePolicy, Per, ReminderPolicy};
use crate::return_form::Delegates;
use crate::submission::{Source, SourcePart, SubmissionStatus};

const STATUSES: [SubmissionStatus; 4] = [
    SubmissionStatus::Accepted,
    SubmissionStatus::Incomplete,
    SubmissionStatus::SentBack,
    SubmissionStatus::Withdrawn,
];
const TIMES: [Timeliness; 3] = [Timeliness::OnTime, Timeliness::Late, Timeliness::Undated];

/// Three societies of two categories are on the roster, a fourth has left it.
const SOCIETIES: [(&str, &str); 4] = [("A-01", "理科"), ("A-02", "理科"), ("B-01", "工科"), ("C-01", "")];

/// Society, item, status, time, whether a later version replaced it.
type Piece = (usize, usize, usize, usize, bool);
/// Society, the items for which it reports nothing, whether a later form replaced it.
type Form = (usize, Vec<usize>, bool);

fn code(place: usize) -> SocietyCode {
    SocietyCode::parse(SOCIETIES[place].0).unwrap()
}

/// One item wants one piece of everybody, one wants two, one is expected of one category only; a fourth left the notice.
fn items() -> Vec<CollectionItem> {
    let item = |id: &str| CollectionItem::new(item_id(id), id, Per::Person);
    vec![
        item("one"),
        CollectionItem {
            entries: Bounds {
                min: Some(2),
                max: None,
            },
            ..item("two")
        },
        CollectionItem {
            expected_of: ExpectedOf::Categories(vec!["工科".to_owned()]),
            ..item("some")
        },
    ]
}

fn item_id(id: &str) -> ItemId {
    ItemId::parse(id).unwrap()
}

fn item_at(place: usize) -> ItemId {
    item_id(["one", "two", "some", "gone"][place])
}

fn standing(is_superseded: bool) -> Standing {
    if is_superseded {
        Standing::Superseded
    } else {
        Standing::Current
    }
}

fn pieces(drawn: &[Piece]) -> Vec<Submission> {
    let piece = |(number, (society, item, status, time, is_superseded)): (i64, &Piece)| Submission {
        id: SubmissionId {
            arrival: ArrivalId::new(number),
            ordinal: 1,
        },
        notice: NoticeId::parse("n").unwrap(),
        society: code(*society),
        item: item_at(*item),
        piece: 1,
        revision: 1,
        standing: standing(*is_superseded),
        status: STATUSES[*status],
        timeliness: TIMES[*time],
        person: None,
        title: None,
        text: "已学".to_owned(),
        characters: 2,
        source: Source::new(None, SourcePart::Body),
        attachments: Vec::new(),
        completed_by: None,
    };
    (1..).zip(drawn).map(piece).collect()
}

fn forms(drawn: &[Form]) -> Vec<ReturnForm> {
    let form = |(number, (society, nil, is_superseded)): (i64, &Form)| ReturnForm {
        notice: NoticeId::parse("n").unwrap(),
        society: code(*society),
        arrival: ArrivalId::new(number),
        ordinal: 1,
        standing: standing(*is_superseded),
        filled_by: None,
        contact: None,
        delegates: Delegates::NotAnswered,
        delegates_from: None,
        nil_items: nil.iter().map(|item| item_at(*item)).collect(),
    };
    (1..).zip(drawn).map(form).collect()
}

fn ledger(pieces: Vec<Submission>, forms: Vec<ReturnForm>, arrivals: Vec<ArrivalRecord>) -> Ledger {
    let notice = Notice {
        id: NoticeId::parse("n").unwrap(),
        number: None,
        title: "通知".to_owned(),
        issuer: "华夏科协".to_owned(),
        issued_on: NaiveDate::default(),
        zone: chrono_tz::Asia::Shanghai,
        late: LatePolicy::Flag,
        grace: Duration::zero(),
        mailboxes: Vec::new(),
        items: items(),
        form: None,
        reminders: ReminderPolicy::default(),
        extensions: BTreeMap::new(),
    };
    let society = |(code, category): &(&str, &str)| Society {
        code: SocietyCode::parse(code).unwrap(),
        name: format!("华夏{code}学会"),
        category: (*category).to_owned(),
        aliases: Vec::new(),
        former_names: Vec::new(),
        addresses: Vec::new(),
        contacts: Vec::new(),
        phones: Vec::new(),
        further: Vec::new(),
    };
    let roster = SOCIETIES[..3].iter().map(society).collect();
    let now = DateTime::<Utc>::UNIX_EPOCH;
    Ledger::draw(notice, &Directory::new(roster), pieces, forms, arrivals, now)
}

/// What a state means, word for word: each looks through everything that came.
fn meaning(ledger: &Ledger, item: &CollectionItem, society: &Society) -> ItemState {
    let of = |piece: &&Submission| piece.society == society.code && piece.item == item.id;
    let mine: Vec<&Submission> = ledger.submissions.iter().filter(of).collect();
    let count = |status: SubmissionStatus| {
        let current = mine
            .iter()
            .filter(|piece| piece.standing == Standing::Current && piece.status == status);
        u32::try_from(current.count()).unwrap()
    };
    let (accepted, incomplete) = (
        count(SubmissionStatus::Accepted),
        count(SubmissionStatus::Incomplete),
    );
    let is_nil = |form: &ReturnForm| {
        form.society == society.code
            && form.standing == Standing::Current
            && form.nil_items.contains(&item.id)
    };
    if accepted > 0 && accepted >= item.entries.min.unwrap_or(1) {
        let times = mine
            .iter()
            .filter(|piece| piece.status == SubmissionStatus::Accepted);
        return ItemState::Submitted {
            pieces: accepted,
            timeliness: times.map(|piece| piece.timeliness).min().unwrap(),
        };
    }
    if accepted + incomplete > 0 {
        return ItemState::Incomplete {
            pieces: accepted + incomplete,
        };
    }
    if ledger.return_forms.iter().any(is_nil) {
        return ItemState::Nil;
    }
    if count(SubmissionStatus::SentBack) > 0 {
        return ItemState::SentBack;
    }
    if item.expected_of.includes(&society.category) {
        ItemState::Outstanding
    } else {
        ItemState::NotExpected
    }
}

fn held(
    number: i64,
    certain: Option<usize>,
    suggestions: &[usize],
    code_found: FindingCode,
) -> ArrivalRecord {
    ArrivalRecord {
        arrival: Arrival {
            id: ArrivalId::new(number),
            door: Door::Mail,
            original: String::new(),
            bytes: 0,
            received: None,
            first_seen_at: DateTime::<Utc>::UNIX_EPOCH,
            message_id: None,
            sender: None,
            subject: String::new(),
            mailboxes: Vec::new(),
            files: Vec::new(),
        },
        judgement: Some(Judgement {
            arrival: ArrivalId::new(number),
            verdict: Verdict::Held {
                notice: None,
                society: certain.map(code),
                suggestions: suggestions.iter().map(|place| code(*place)).collect(),
            },
            findings: vec![Finding::new(code_found)],
        }),
    }
}

proptest! {
    #[test]
    fn every_state_is_what_it_means(
        drawn in prop::collection::vec((0..4_usize, 0..4_usize, 0..4_usize, 0..3_usize, any::<bool>()), 0..40),
        said in prop::collection::vec((0..4_usize, prop::collection::vec(0..4_usize, 0..3), any::<bool>()), 0..6),
    ) {
        let ledger = ledger(pieces(&drawn), forms(&said), Vec::new());
        for row in &ledger.rows {
            for (item, state) in ledger.notice.items.iter().zip(&row.states) {
                prop_assert_eq!(*state, meaning(&ledger, item, &row.society), "{} {}", row.society.code, item.id);
            }
        }
        for item in &ledger.notice.items {
            let found: Vec<_> = ledger.current(&item.id).map(|(society, piece)| (&society.code, piece.id)).collect();
            let of = |row: &LedgerRow| ledger.submissions.iter()
                .filter(|piece| piece.society == row.society.code && piece.item == item.id)
                .filter(|piece| piece.standing == Standing::Current)
                .map(|piece| piece.id).collect::<Vec<_>>();
            let wanted: Vec<_> = ledger.rows.iter()
                .flat_map(|row| of(row).into_iter().map(move |id| (&row.society.code, id))).collect();
            prop_assert_eq!(found, wanted);
        }
    }
}

#[test]
fn a_held_arrival_is_once_the_possible_answer_of_each_society_that_it_may_be_of() {
    let arrivals = vec![
        held(1, Some(0), &[0, 1], FindingCode::AmbiguousSociety),
        held(2, None, &[1], FindingCode::AmbiguousSociety),
        // A question answers nothing.
        held(3, Some(2), &[], FindingCode::QuestionOnly),
    ];
    let ledger = ledger(Vec::new(), Vec::new(), arrivals);
    let all = ledger.all_possible_answers();
    let of = |place: usize| -> Vec<i64> {
        let one: Vec<i64> = ledger
            .possible_answers(&code(place))
            .map(|found| found.id.number())
            .collect();
        let same = all
            .get(&code(place))
            .into_iter()
            .flatten()
            .map(|found| found.id.number());
        assert_eq!(one, same.collect::<Vec<_>>());
        one
    };
    assert_eq!((of(0), of(1), of(2)), (vec![1], vec![1, 2], vec![]));
}
