//! Archives opened again: by our own library, and by unzip, Python and sha256sum.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

mod failing;
mod sample;
mod second_reader;

use domain::arrival::Door;
use domain::ids::ArrivalId;
use domain::selection::Selection;
use reporting::archive::{
    Archived, Enclosure, EnclosureKind, Filing, Media, NamePattern, Plan, Progress, Retention, Unreadable,
    Why,
};
use reporting::{ArchiveOptions, ReportError, Snapshot, archive};
use sample::{Sample, file, paths, sha256, text, usual, without};

fn made(sample: &Sample, options: &ArchiveOptions) -> (Vec<u8>, Archived) {
    try_made(sample, options).unwrap()
}

fn try_made(sample: &Sample, options: &ArchiveOptions) -> Result<(Vec<u8>, Archived), ReportError> {
    let mut out = Vec::new();
    let archived = archive(&sample.snapshot(), options, &sample.shelf, &mut out, &mut |_| {})?;
    Ok((out, archived))
}

fn listing() -> ArchiveOptions {
    ArchiveOptions {
        unreadable: Unreadable::Listed,
        ..ArchiveOptions::default()
    }
}

#[test]
fn everything_has_its_place_and_its_bytes() {
    let sample = usual();
    let (bytes, archived) = made(&sample, &ArchiveOptions::default());
    assert_eq!(
        paths(&bytes),
        [
            "通知/通知摘要.txt",
            "函件/000001-A-01-回执-来件1.eml",
            "原件/000001-A-01-华夏力学学会.eml",
            "原件/000002-B-02-华夏材料与工程学会.eml",
            "原件/000003-A-01-华夏力学学会.json",
            "原件/000003-A-01-华夏力学学会/_CON.txt",
            "原件/000004-A-01-华夏力学学会.eml",
            "附件/“关键少数”感悟/0001-华夏力学学会-张明远-立足岗位 勇攀高峰.docx",
            "附件/“关键少数”感悟/0001-华夏力学学会-张明远-立足岗位 勇攀高峰.jpg",
            "附件/青年感悟／随想/0002～0003-华夏材料与工程学会-李青等2人-感悟（终稿）.docx",
            "附件/青年感悟／随想/0004-华夏力学学会-赵小萌-立足岗位 勇攀高峰.docx",
            "附件/青年感悟／随想/0004-华夏力学学会-赵小萌-立足岗位 勇攀高峰.mp4",
            "附件（已被新稿替代）/“关键少数”感悟/0005-华夏力学学会-张明远-立足岗位 勇攀高峰.docx",
            "汇总工作簿.xlsx",
            "汇编.docx",
            "台账/来件登记.csv",
            "台账/函件登记.csv",
            "台账/台账数据.json",
            "归档文件目录.csv",
            "归档清单.json",
            "归档清单.txt",
        ]
    );
    assert_eq!(archived.files, 21);
    assert_eq!(archived.absent, []);
    for record in &sample.ledger.arrivals {
        let original = &sample.shelf.originals[&record.arrival.original];
        let plan = Plan::new(&sample.snapshot(), &ArchiveOptions::default(), &sample.shelf).unwrap();
        assert_eq!(
            file(&bytes, &plan.links().originals[&record.arrival.id]),
            *original
        );
    }
    let photo = file(
        &bytes,
        "附件/“关键少数”感悟/0001-华夏力学学会-张明远-立足岗位 勇攀高峰.jpg",
    );
    assert_eq!(photo, [0xFF; 5_000]);
    assert_eq!(
        serde_json::from_slice::<serde_json::Value>(&file(&bytes, "台账/台账数据.json")).unwrap(),
        reporting::export(&sample.ledger)
    );
}

#[test]
fn the_same_gives_the_same_bytes() {
    let options = ArchiveOptions::default();
    let (one, _) = made(&usual(), &options);
    let (two, _) = made(&usual(), &options);
    assert_eq!(one, two);
    let mut later = usual();
    later.ledger.taken_at += chrono::Duration::minutes(1);
    assert_ne!(made(&later, &options).0, one);
}

#[test]
fn the_workbook_is_given_links_that_lead_to_files() {
    let sample = usual();
    let options = ArchiveOptions::default();
    let plan = Plan::new(&sample.snapshot(), &options, &sample.shelf).unwrap();
    let all = paths(&made(&sample, &options).0);
    assert_eq!(plan.links().originals.len(), 4);
    // Two documents, a photo, a form of two pieces, a video, an older document and the file of nobody's piece.
    assert_eq!(plan.links().attachments.len(), 7);
    for path in plan
        .links()
        .originals
        .values()
        .chain(plan.links().attachments.values())
    {
        assert!(all.contains(path), "{path}");
    }
}

#[test]
fn the_pattern_names_attachments() {
    let options = ArchiveOptions {
        naming: NamePattern::parse("{学会编号}_{征集项}_{姓名}（{职务}）{附件类型}-{来件号}-{收到日期}")
            .unwrap(),
        ..ArchiveOptions::default()
    };
    let all = paths(&made(&usual(), &options).0);
    let photo = "附件/“关键少数”感悟/A-01_“关键少数”感悟_张明远（理事长）照片-1-20221020.jpg";
    assert!(all.contains(&photo.to_owned()), "{all:#?}");
}

#[test]
fn an_original_that_is_gone_or_damaged_is_an_error_that_names_it() {
    let mut sample = usual();
    let hash = sample.ledger.arrivals[1].arrival.original.clone();
    sample
        .shelf
        .originals
        .insert(hash.clone(), b"Subject: form\r\n\r\nforn".to_vec());
    let error = try_made(&sample, &ArchiveOptions::default())
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("original of arrival 2") && error.contains(&hash),
        "{error}"
    );
    assert!(
        error.contains("no longer what was recorded") && error.contains("zhengji verify"),
        "{error}"
    );
    sample.shelf.originals.remove(&hash);
    let error = try_made(&sample, &ArchiveOptions::default())
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("original of arrival 2") && error.contains("cannot be read"),
        "{error}"
    );
}

#[test]
fn what_is_missing_is_listed_when_that_is_wanted() {
    let mut sample = usual();
    let gone = sample.ledger.arrivals[0].arrival.original.clone();
    sample.shelf.originals.remove(&gone);
    let damaged = sample.ledger.arrivals[1].arrival.original.clone();
    sample
        .shelf
        .originals
        .insert(damaged.clone(), b"Subject: form\r\n\r\nforn".to_vec());
    sample.shelf.attachments.retain(|(arrival, _), _| *arrival != 4);
    let (bytes, archived) = made(&sample, &listing());
    let why: Vec<(&str, &str)> = archived
        .absent
        .iter()
        .map(|absent| (absent.why.as_str(), absent.kind.as_str()))
        .collect();
    assert_eq!(
        why,
        [
            ("unreadable", "original"),
            ("damaged", "original"),
            ("not_found", "attachment")
        ]
    );
    assert!(archived.absent.iter().all(|absent| absent.why.is_loss()));
    let list = text(&bytes, "归档清单.txt");
    assert!(
        list.contains("未收入3项") && list.contains(&gone) && list.contains(&damaged),
        "{list}"
    );
    let json: serde_json::Value = serde_json::from_slice(&file(&bytes, "归档清单.json")).unwrap();
    assert_eq!(json["absent"].as_array().unwrap().len(), 3);
    assert_eq!(json["absent"][0]["sha256"], gone.as_str());
    assert_eq!(json["absent"][2]["pieces"][0], "4-5");
    let register = text(&bytes, "台账/来件登记.csv");
    assert!(
        register
            .lines()
            .nth(1)
            .unwrap()
            .ends_with("（未能收入，见归档清单）"),
        "{register}"
    );
    let all = paths(&bytes);
    assert!(
        !all.iter()
            .any(|path| path.starts_with("原件/000001") || path.contains("已被新稿替代"))
    );
}

#[test]
fn media_are_left_out_when_that_is_wanted_and_listed() {
    let options = ArchiveOptions {
        media: Media::Omitted,
        ..ArchiveOptions::default()
    };
    let sample = usual();
    let (bytes, archived) = made(&sample, &options);
    let omitted: Vec<&str> = archived
        .absent
        .iter()
        .map(|absent| absent.name.as_str())
        .collect();
    assert_eq!(omitted, ["会场.JPG", "展示.mp4"]);
    assert!(
        archived
            .absent
            .iter()
            .all(|absent| absent.why == Why::Omitted && !absent.why.is_loss())
    );
    let (whole, _) = made(&sample, &ArchiveOptions::default());
    let (all, fewer) = (paths(&whole), paths(&bytes));
    let mut expected = without(
        &all,
        "附件/“关键少数”感悟/0001-华夏力学学会-张明远-立足岗位 勇攀高峰.jpg",
    );
    expected.remove("附件/青年感悟／随想/0004-华夏力学学会-赵小萌-立足岗位 勇攀高峰.mp4");
    assert_eq!(without(&fewer, "-"), expected);
    assert!(text(&bytes, "归档清单.txt").contains(&sha256(&[0xFF; 5_000])));
}

#[test]
fn the_photo_of_an_earlier_version_is_taken_from_where_it_came() {
    let mut sample = usual();
    let photo = [0xFE; 3_000];
    sample.arrival(5, "A-01", Door::Mail, b"Subject: photo\r\n\r\nphoto");
    let hash = sample.bring(5, &photo);
    let piece = &mut sample.ledger.submissions[0];
    piece.revision = 2;
    piece.attachments[0].sha256.clone_from(&hash);
    piece.attachments[0].bytes = 3_000;
    let (bytes, _) = made(&sample, &ArchiveOptions::default());
    let plan = Plan::new(&sample.snapshot(), &ArchiveOptions::default(), &sample.shelf).unwrap();
    let path = &plan.links().attachments[&(ArrivalId::new(1), hash)];
    assert_eq!(file(&bytes, path), photo);
}

#[test]
fn a_photo_that_came_later_is_taken_from_where_it_came() {
    let mut sample = usual();
    let photo = [0xFE; 3_000];
    sample.arrival(5, "A-01", Door::Mail, b"Subject: photo\r\n\r\nphoto");
    let hash = sample.bring(5, &photo);
    let piece = &mut sample.ledger.submissions[0];
    piece.completed_by = Some(ArrivalId::new(5));
    piece.attachments[0].sha256.clone_from(&hash);
    piece.attachments[0].bytes = 3_000;
    let (bytes, _) = made(&sample, &ArchiveOptions::default());
    let plan = Plan::new(&sample.snapshot(), &ArchiveOptions::default(), &sample.shelf).unwrap();
    for arrival in [1, 5] {
        let path = &plan.links().attachments[&(ArrivalId::new(arrival), hash.clone())];
        assert_eq!(file(&bytes, path), photo);
    }
}

fn filed(fonds: Option<&str>, received: Retention) -> (Vec<u8>, Vec<Vec<String>>) {
    let filing = Filing {
        fonds: fonds.map(str::to_owned),
        organ: Some("BGS".to_owned()),
        first_number: 7,
        received,
        ..Filing::default()
    };
    let enclosure = |kind, name: &str, bytes: &[u8]| Enclosure {
        kind,
        name: name.to_owned(),
        bytes: bytes.to_vec(),
    };
    let options = ArchiveOptions {
        filing,
        enclosures: vec![
            enclosure(EnclosureKind::Paper, "简报.docx", b"PK brief"),
            enclosure(EnclosureKind::Notice, "通知正文: 印发.pdf", b"%PDF"),
        ],
        ..ArchiveOptions::default()
    };
    let (bytes, _) = made(&usual(), &options);
    let catalogue = text(&bytes, "归档文件目录.csv");
    let rows = catalogue.lines().skip(1);
    let rows = rows.map(|row| row.split(',').map(str::to_owned).collect());
    (bytes, rows.collect())
}

#[test]
fn records_have_numbers_and_retention() {
    let (bytes, rows) = filed(Some("Z109"), Retention::TenYears);
    assert_eq!(file(&bytes, "其他材料/简报.docx"), b"PK brief");
    assert_eq!(file(&bytes, "通知/通知正文： 印发.pdf"), b"%PDF");
    let numbers: Vec<&str> = rows.iter().map(|row| row[1].as_str()).collect();
    assert_eq!(
        numbers,
        [
            "Z109-WS·2022-D30-BGS-0007",
            "Z109-WS·2022-D30-BGS-0008",
            "Z109-WS·2022-D30-BGS-0009",
            "Z109-WS·2022-D10-BGS-0007",
            "Z109-WS·2022-D10-BGS-0008",
            "Z109-WS·2022-D10-BGS-0009",
            "Z109-WS·2022-D10-BGS-0010",
        ]
    );
    let json: serde_json::Value = serde_json::from_slice(&file(&bytes, "归档清单.json")).unwrap();
    let files = json["files"].as_array().unwrap();
    let photo = files.iter().find(|file| file["sent_as"] == "会场.JPG").unwrap();
    assert_eq!(photo["reference"], "Z109-WS·2022-D10-BGS-0007");
    assert_eq!(photo["pieces"][0], "1-1");
}

#[test]
fn without_the_number_of_the_fonds_no_reference_is_made_up() {
    let (_, rows) = filed(None, Retention::ThirtyYears);
    let expected = [
        "4",
        "",
        "0010",
        "",
        "华夏力学学会",
        "报送学习情况",
        "20221020",
        "",
        "",
        "30年",
        "来件1",
        "4",
    ];
    assert_eq!(rows[3][..12], expected);
}

#[test]
fn a_selection_says_that_it_is_one() {
    let sample = usual();
    let selection = Selection {
        societies: [domain::ids::SocietyCode::parse("B-02").unwrap()].into(),
        ..Selection::default()
    };
    let snapshot = Snapshot::new(sample.ledger.clone(), selection);
    let mut out = Vec::new();
    let options = ArchiveOptions::default();
    archive(&snapshot, &options, &sample.shelf, &mut out, &mut |_| {}).unwrap();
    let list = text(&out, "归档清单.txt");
    assert!(list.contains("# 范围：学会：B-02 华夏材料与工程学会\n"), "{list}");
    assert!(list.contains(&format!("# 快照编号：{}\n", snapshot.id)));
    assert!(!paths(&out).iter().any(|path| path.contains("华夏力学学会")));
}

#[test]
fn what_was_not_chosen_is_neither_kept_nor_passed_over_in_silence() {
    let mut sample = usual();
    let chosen = sample.ledger.submissions[0].clone();
    sample.ledger.chosen.insert(chosen.id);
    let selection = Selection {
        chosen_only: true,
        ..Selection::default()
    };
    let snapshot = Snapshot::new(sample.ledger.clone(), selection);
    let mut out = Vec::new();
    archive(
        &snapshot,
        &ArchiveOptions::default(),
        &sample.shelf,
        &mut out,
        &mut |_| {},
    )
    .unwrap();
    let list = text(&out, "归档清单.txt");
    assert!(
        list.contains(
            "# 范围：仅限采用的材料。来件、回复和附件只含所选材料涉及的，其他来件和催报信函未收入\n"
        ),
        "{list}"
    );
    let json: serde_json::Value = serde_json::from_slice(&file(&out, "归档清单.json")).unwrap();
    let originals = json["files"].as_array().unwrap().iter();
    let arrivals: std::collections::BTreeSet<&str> =
        originals.filter_map(|file| file["arrival"].as_str()).collect();
    assert_eq!(arrivals, [chosen.id.arrival.to_string().as_str()].into());
}

#[test]
fn progress_reaches_its_end() {
    let sample = usual();
    let mut seen: Vec<Progress> = Vec::new();
    let mut out = Vec::new();
    let options = ArchiveOptions::default();
    archive(
        &sample.snapshot(),
        &options,
        &sample.shelf,
        &mut out,
        &mut |progress| seen.push(progress),
    )
    .unwrap();
    let last = *seen.last().unwrap();
    assert_eq!((last.files_done, last.files), (21, 21));
    assert!(last.bytes_done >= last.bytes && last.bytes > 300_000);
    assert!(seen.is_sorted_by_key(|progress| (progress.files_done, progress.bytes_done)));
}
