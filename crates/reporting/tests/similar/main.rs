//! Texts that are the same, nearly the same, or borrow, in a whole collection.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "functions that build collections for tests fail like tests"
)]

mod essays;
mod workbook;

use std::collections::{BTreeMap, BTreeSet};

use domain::submission::{Standing, SubmissionStatus};
use essays::{Collection, Numbers, changed, essay};
use reporting::similar::{Kind, Mark, Marked, PASSAGE, Pair};
use reporting::{Similarity, Snapshot, similar};

/// Numbers of the arrivals of all pairs.
fn pairs(found: &Similarity) -> Vec<(i64, i64)> {
    let pair = |pair: &Pair| {
        (
            pair.left.piece.arrival.number(),
            pair.right.piece.arrival.number(),
        )
    };
    found.pairs.iter().map(pair).collect()
}

/// The marked words of a piece.
fn marked(snapshot: &Snapshot, number: usize, marks: &[Mark], is: Marked) -> String {
    let text: Vec<char> = snapshot.ledger.submissions[number - 1].text.chars().collect();
    let marks = marks.iter().filter(|mark| mark.is == is);
    marks.flat_map(|mark| text[mark.range.clone()].iter()).collect()
}

#[test]
fn copies_are_a_group_whatever_their_marks_width_and_script() {
    let mut collection = Collection::new();
    let text = "深入学习贯彻大会精神，奋力谱写学会工作新篇章（2022年）。";
    collection.piece("A-01", "李明远", text);
    collection.piece("A-02", "周文清", &essay(1, 300));
    collection.piece(
        "B-01",
        "吴敏",
        "深入學習貫徹大會精神 奮力譜寫學會工作新篇章\n２０２２年",
    );
    collection.piece("B-01", "郑涛", text);
    let found = similar(&collection.snapshot(), &[]);
    assert_eq!((found.compared, found.groups.len(), found.pairs.len()), (4, 1, 0));
    let numbers: Vec<i64> = found.groups[0]
        .pieces
        .iter()
        .map(|id| id.arrival.number())
        .collect();
    assert_eq!(numbers, [1, 3, 4]);
    assert_eq!(found.groups[0].length, 26);
}

#[test]
fn a_text_with_a_word_changed_here_and_there_is_nearly_the_same() {
    let mut collection = Collection::new();
    let text = essay(2, 800);
    collection.piece("A-01", "李明远", &text);
    collection.piece("A-02", "周文清", &changed(&text, 17));
    collection.piece("B-01", "吴敏", &essay(3, 800));
    let found = similar(&collection.snapshot(), &[]);
    assert_eq!(pairs(&found), [(1, 2)]);
    let pair = &found.pairs[0];
    assert_eq!(pair.kind, Kind::NearlyTheSame);
    assert!(
        pair.left.share() > 0.9 && pair.left.share() < 1.0,
        "{}",
        pair.left.share()
    );
}

#[test]
fn a_passage_in_otherwise_different_essays_is_found_and_marked() {
    let mut collection = Collection::new();
    let shared = format!("我{}到", essay(4, 200).trim_end_matches(['，', '。', '；', '、']));
    let length = shared.chars().filter(|c| c.is_alphanumeric()).count();
    let put = |seed, before| format!("{}甲{shared}乙{}", essay(seed, before), essay(seed + 1, 1_500));
    collection.piece("A-01", "李明远", &put(10, 700));
    collection.piece(
        "B-01",
        "吴敏",
        &put(20, 90).replace('乙', "丙").replace('甲', "丁"),
    );
    let snapshot = collection.snapshot();
    let found = similar(&snapshot, &[]);
    assert_eq!(pairs(&found), [(1, 2)]);
    let pair = &found.pairs[0];
    assert_eq!((pair.kind, pair.longest), (Kind::Borrowed, length));
    for (side, number) in [(&pair.left, 1), (&pair.right, 2)] {
        let words = marked(&snapshot, number, &side.marks, Marked::Shared);
        assert!(words.contains(shared.trim_start_matches('，')), "{words}");
        assert_eq!((side.shared, side.quoted), (length, 0));
        assert!(side.length > 1_000, "{}", side.length);
    }
}

/// A naive second judge: every pair with a run of 40 characters must be found, and no other may be.
#[test]
fn what_comparing_everything_with_everything_finds_is_found() {
    let mut numbers = Numbers::new(5);
    let mut texts: Vec<String> = (0..150).map(|seed| essay(100 + seed, 300)).collect();
    for round in 0..60 {
        let (from, to) = (numbers.below(texts.len()), numbers.below(texts.len()));
        let source: Vec<char> = texts[from].chars().collect();
        let length = PASSAGE - 8 + round % 30;
        let start = numbers.below(source.len() - length);
        let passage: String = source[start..start + length].iter().collect();
        let target: Vec<char> = texts[to].chars().collect();
        let at = numbers.below(target.len());
        let (head, tail): (String, String) = (target[..at].iter().collect(), target[at..].iter().collect());
        texts[to] = format!("{head}{passage}{tail}");
    }
    let mut grams: BTreeMap<String, BTreeSet<i64>> = BTreeMap::new();
    let mut collection = Collection::new();
    for (number, text) in (1..).zip(&texts) {
        let letters: Vec<char> = text.chars().filter(|c| c.is_alphanumeric()).collect();
        for run in letters.windows(PASSAGE) {
            grams.entry(run.iter().collect()).or_default().insert(number);
        }
        collection.piece("A-01", "李明远", text);
    }
    let mut expected = BTreeSet::new();
    for numbers in grams.values() {
        for one in numbers {
            expected.extend(numbers.range(one + 1..).map(|other| (*one, *other)));
        }
    }
    let found = similar(&collection.snapshot(), &[]);
    assert!(expected.len() > 30, "{}", expected.len());
    let found_pairs: BTreeSet<(i64, i64)> = pairs(&found).into_iter().collect();
    assert_eq!(expected.difference(&found_pairs).count(), 0);
    for pair in &found.pairs {
        let numbers = (
            pair.left.piece.arrival.number(),
            pair.right.piece.arrival.number(),
        );
        // A passage with small changes may be one without any run of 40.
        assert!(
            expected.contains(&numbers) || pair.longest >= PASSAGE,
            "{numbers:?}"
        );
    }
}

#[test]
fn what_both_quote_from_a_reference_is_no_borrowing() {
    let report = essay(30, 3_000);
    let quote: String = report.chars().skip(1_000).take(150).collect();
    let mut collection = Collection::new();
    for (number, name) in [(31, "李明远"), (33, "吴敏")] {
        let text = format!("{}甲{quote}乙{}", essay(number, 300), essay(number + 1, 300));
        collection.piece("A-01", name, &text);
    }
    let short: String = report.chars().skip(500).take(30).collect();
    collection.piece("B-01", "郑涛", &format!("{}甲{short}乙", essay(39, 500)));
    let snapshot = collection.snapshot();
    let without = similar(&snapshot, &[]);
    assert_eq!((pairs(&without), without.quotations.len()), (vec![(1, 2)], 0));
    let found = similar(&snapshot, &["另一份文件，与各篇都没有相同的文字。", &report]);
    assert_eq!(
        (pairs(&found), found.quotations.len(), found.references),
        (Vec::new(), 2, 2)
    );
    let quotation = &found.quotations[0];
    let words = marked(&snapshot, 1, &quotation.marks, Marked::Quoted);
    assert!(
        words.contains(quote.trim_matches(|c: char| !c.is_alphanumeric())),
        "{words}"
    );
    assert!(quotation.quoted < quotation.length / 2);
}

#[test]
fn beside_a_quotation_what_is_borrowed_still_counts() {
    let report = essay(40, 1_000);
    let quote: String = report.chars().take(100).collect();
    let own = essay(41, 120);
    let mut collection = Collection::new();
    collection.piece("A-01", "李明远", &format!("{}甲{quote}乙{own}", essay(42, 400)));
    collection.piece("A-02", "吴敏", &format!("{quote}丙{own}丁{}", essay(43, 400)));
    let found = similar(&collection.snapshot(), &[&report]);
    assert_eq!(pairs(&found), [(1, 2)]);
    let own = own.chars().filter(|c| c.is_alphanumeric()).count();
    let side = &found.pairs[0].left;
    assert_eq!(side.shared, own);
    assert!(side.quoted >= 60, "{}", side.quoted);
    let count = |characters| f64::from(u32::try_from(characters).unwrap());
    assert!((side.share() - count(own) / count(side.length - side.quoted)).abs() < 1e-9);
}

#[test]
fn what_very_many_have_is_listed_once_with_all_of_them() {
    let boilerplate =
        "根据上级统一部署和学会党委工作安排现将本学会学习贯彻情况报告如下请予审阅并对不足之处给予批评指正";
    let mut collection = Collection::new();
    for seed in 0..80 {
        let text = format!(
            "{}{boilerplate}{}",
            essay(500 + seed, 200),
            essay(900 + seed, 200)
        );
        collection.piece(
            ["A-01", "A-02"][usize::try_from(seed % 2).unwrap()],
            "李明远",
            &text,
        );
    }
    let found = similar(&collection.snapshot(), &[]);
    assert!(found.pairs.is_empty(), "{}", found.pairs.len());
    assert_eq!(found.common.len(), 1);
    assert_eq!(found.common[0].pieces.len(), 80);
}

#[test]
fn crowds_of_look_alikes_are_said_and_each_of_them_is_in_a_pair() {
    let text = essay(50, 300);
    let mut collection = Collection::new();
    for number in 0..150 {
        let mut own = Numbers::new(number);
        let mut letters: Vec<char> = text.chars().collect();
        for _ in 0..4 {
            let at = own.below(letters.len());
            letters[at] = '某';
        }
        collection.piece("A-01", "李明远", &letters.iter().collect::<String>());
    }
    let found = similar(&collection.snapshot(), &[]);
    assert!(found.crowds > 0);
    let in_pairs: BTreeSet<i64> = pairs(&found)
        .into_iter()
        .flat_map(|(one, two)| [one, two])
        .collect();
    assert_eq!(in_pairs.len(), 150);
    assert!(found.pairs.len() < 150 * 149 / 2);
}

#[test]
fn only_what_counts_is_compared_and_the_rest_is_said() {
    let mut collection = Collection::new();
    let text = essay(60, 200);
    collection.piece("A-01", "李明远", &text);
    collection.piece("A-01", "李明远", &text).standing = Standing::Superseded;
    collection.piece("A-02", "吴敏", &text).status = SubmissionStatus::Withdrawn;
    collection.piece("A-02", "郑涛", "无意见");
    collection.piece("B-01", "周文清", "无意见");
    let found = similar(&collection.snapshot(), &[]);
    assert_eq!(
        (found.compared, found.groups.len(), found.too_short.len()),
        (1, 0, 2)
    );
    assert_eq!(similar(&Collection::new().snapshot(), &[]), Similarity::default());
}
