//! 报送提醒 and 逾期提醒 in words: what is missing, until when, how to send it. No blame.

use domain::deadline::Due;
use domain::ids::ItemId;
use domain::notice::{CollectionItem, MediaKind, NilReport};
use domain::reminder::{Gap, Lack, MissingItem};

use super::{Facts, LONGEST_NAME};
use crate::deadline_words;
use crate::text::{cut, in_book_marks, one_line};

/// So many persons are named; of more, the first.
const NAMED: usize = 5;

impl Facts<'_> {
    /// The whole letter but for signature and foot.
    pub(super) fn reminder(self) -> Vec<Vec<String>> {
        let mut missing = vec![format!("一、{}的事项", self.standing())];
        let each = self.letter.missing.iter().enumerate();
        missing.extend(each.flat_map(|(place, missing)| self.entry(place + 1, missing)));
        vec![
            vec![format!("{}：", cut(&self.society.name, LONGEST_NAME))],
            vec![format!("　　{}", self.reason())],
            missing,
            self.ways(),
        ]
    }

    /// 尚未报送, 待补充, or both.
    fn standing(self) -> String {
        let words = [
            (Lack::Nothing, "尚未报送"),
            (Lack::SentBack, "待重新报送"),
            (Lack::Incomplete, "待补充"),
        ];
        let said = words.iter().filter(|(lack, _)| {
            let mut all = self.letter.missing.iter();
            all.any(|missing| missing.lack == *lack)
        });
        said.map(|(_, word)| *word).collect::<Vec<_>>().join("或")
    }

    fn reason(self) -> String {
        let title = in_book_marks(&one_line(&self.notice.title));
        let number = self.notice.number.as_ref();
        let number = number.map_or_else(String::new, |number| format!("（{}）", one_line(number.as_str())));
        let until = deadline_words::moment(self.now, self.notice.zone);
        let standing = self.standing();
        let missing = &self.letter.missing;
        let only_incomplete = missing.iter().all(|missing| missing.lack == Lack::Incomplete);
        let verb = if only_incomplete { "补充" } else { "报送" };
        let overdue = missing.iter().filter(|missing| missing.overdue).count();
        if overdue == 0 {
            return format!(
                "按照{title}{number}要求，截至{until}，贵单位下列事项{standing}，特此提醒，请按时{verb}。"
            );
        }
        let passed = if overdue == missing.len() {
            "规定的报送时间已过"
        } else {
            "规定的部分事项报送时间已过"
        };
        format!(
            "{title}{number}{passed}。截至{until}，贵单位下列事项{standing}，请尽快{verb}；确有困难的，请与{}联系。",
            one_line(&self.notice.issuer)
        )
    }

    /// The item with its deadline, and below it what became of what was sent.
    fn entry(self, number: usize, missing: &MissingItem) -> Vec<String> {
        let item = self.notice.item(&missing.item);
        let mut lines = vec![format!(
            "{number}．{}（{}）",
            self.title(&missing.item),
            self.when(item, missing)
        )];
        match missing.lack {
            Lack::Nothing => {}
            Lack::Incomplete => lines.push(match lacking(item, &missing.gaps) {
                lacking if lacking.is_empty() => "　　已收到部分材料，请补充其余材料。".to_owned(),
                lacking => format!("　　已收到部分材料，尚缺：{}。", lacking.join("；")),
            }),
            Lack::SentBack => lines.push("　　此前报送的材料已退回，请重新报送。".to_owned()),
        }
        lines
    }

    fn title(self, id: &ItemId) -> String {
        self.notice
            .item(id)
            .map_or_else(|| id.to_string(), |item| one_line(&item.title))
    }

    /// The notice's own words for the deadline, unless another end holds for this society.
    fn when(self, item: Option<&CollectionItem>, missing: &MissingItem) -> String {
        let last = missing.ends.map(|ends| {
            let last = ends - chrono::Duration::seconds(1);
            deadline_words::day(last.with_timezone(&self.notice.zone).date_naive())
        });
        let passed = if missing.overdue { "，已逾期" } else { "" };
        match (item.map(|item| &item.deadline), last) {
            (Some(deadline), None) => deadline_words::undated(deadline),
            (None, None) => "请及时报送".to_owned(),
            (_, Some(last)) if missing.extended => format!("截止时间：已延期至{last}{passed}"),
            (None, Some(last)) => format!("截止时间：{last}{passed}"),
            (Some(deadline), Some(last)) => {
                let said = deadline_words::phrase(deadline);
                let this_time = match deadline.due {
                    Due::Recurring { .. } => format!("，本期为{last}"),
                    Due::Date(_)
                    | Due::At(_)
                    | Due::Window { .. }
                    | Due::Prompt
                    | Due::BeforeEvent { .. }
                    | Due::AfterEvent { .. }
                    | Due::Rolling
                    | Due::Stages(_) => String::new(),
                };
                format!("截止时间：{said}{this_time}{passed}")
            }
        }
    }

    fn ways(self) -> Vec<String> {
        let mut lines = vec!["二、报送方式".to_owned()];
        for route in &self.notice.mailboxes {
            if let Some(titles) = self.titles(|item, _| route.items.contains(&item.id)) {
                lines.push(format!("{titles}：发送至 {}", one_line(&route.address)));
            }
        }
        if !self.notice.mailboxes.is_empty() {
            lines.push("也可直接回复本邮件，附上材料即可。".to_owned());
        }
        if let Some(site) = self.settings.site() {
            lines.push(format!("报送网页：{}", one_line(site)));
        }
        let nil =
            |item: &CollectionItem, lack| item.nil_report == NilReport::Allowed && lack == Lack::Nothing;
        if let Some(titles) = self.titles(nil) {
            let form = self.notice.form.as_ref();
            let form = form.map_or_else(
                || "统计表".to_owned(),
                |form| in_book_marks(&one_line(&form.title)),
            );
            lines.push(format!(
                "{titles}：没有相关内容的，请在{form}相应栏目填写“无”后报送。"
            ));
        }
        lines.push("在本提醒发出前已经报送的，无需重复报送。".to_owned());
        lines.push(format!("如有疑问，请与{}联系。", one_line(&self.notice.issuer)));
        lines
    }

    /// The missing items of which something holds, in the notice's order.
    fn titles(self, holds: impl Fn(&CollectionItem, Lack) -> bool) -> Option<String> {
        let known = self.letter.missing.iter();
        let known = known.filter_map(|missing| Some((self.notice.item(&missing.item)?, missing.lack)));
        let titles: Vec<String> = known
            .filter(|(item, lack)| holds(item, *lack))
            .map(|(item, _)| cut(&item.title, 40))
            .collect();
        (!titles.is_empty()).then(|| titles.join("、"))
    }
}

/// 李文静、王强的照片或视频; 材料1件（已报2件，应不少于3件）.
fn lacking(item: Option<&CollectionItem>, gaps: &[Gap]) -> Vec<String> {
    let kinds = item.map(|item| &item.requires.any_of);
    let kinds = kinds.filter(|kinds| !kinds.is_empty());
    let media = kinds.map_or_else(
        || "照片或视频".to_owned(),
        |kinds| {
            kinds
                .iter()
                .map(|kind| MediaKind::label(*kind))
                .collect::<Vec<_>>()
                .join("或")
        },
    );
    let texts = gaps.iter().filter_map(|gap| match gap {
        Gap::Text(person) => Some(person.as_deref()),
        Gap::Media(_) | Gap::Pieces { .. } => None,
    });
    let media_of = gaps.iter().filter_map(|gap| match gap {
        Gap::Media(person) => Some(person.as_deref()),
        Gap::Text(_) | Gap::Pieces { .. } => None,
    });
    let further = gaps.iter().filter_map(|gap| match gap {
        Gap::Pieces { have, need } => Some(format!(
            "材料{}件（已报{have}件，应不少于{need}件）",
            need.saturating_sub(*have)
        )),
        Gap::Text(_) | Gap::Media(_) => None,
    });
    let named: [(Vec<Option<&str>>, String); 2] =
        [(texts.collect(), "正文".to_owned()), (media_of.collect(), media)];
    let named = named
        .into_iter()
        .filter_map(|(persons, what)| of_whom(&persons, &what));
    named.chain(further).collect()
}

fn of_whom(persons: &[Option<&str>], what: &str) -> Option<String> {
    let names: Vec<String> = persons
        .iter()
        .flatten()
        .map(|name| cut(name, LONGEST_NAME))
        .collect();
    let first = names.iter().take(NAMED).cloned().collect::<Vec<_>>().join("、");
    match (persons.len(), names.len()) {
        (0, _) => None,
        (_, 0) => Some(what.to_owned()),
        (_, count) if count > NAMED => Some(format!("{first}等{count}人的{what}")),
        (_, _) => Some(format!("{first}的{what}")),
    }
}
