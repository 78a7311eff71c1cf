//! 报送提醒 and 逾期提醒 in words: what is missing, until when, how to send it. No blame.

use domain::notice::{CollectionItem, NilReport};
use domain::reminder::{Lack, MissingItem};

use super::{Facts, LONGEST_NAME};
use crate::deadline_words;
use crate::text::{cut, in_book_marks, one_line};

impl Facts<'_> {
    /// The whole letter but for signature and foot.
    pub(super) fn reminder(self) -> Vec<Vec<String>> {
        let mut missing = vec!["一、尚未报送的事项".to_owned()];
        let each = self.letter.missing.iter().enumerate();
        missing.extend(each.map(|(place, missing)| self.entry(place + 1, missing)));
        vec![
            vec![format!("{}：", cut(&self.society.name, LONGEST_NAME))],
            vec![format!("　　{}", self.reason())],
            missing,
            self.ways(),
        ]
    }

    fn reason(self) -> String {
        let title = in_book_marks(&one_line(&self.notice.title));
        let number = self.notice.number.as_ref();
        let number = number.map_or_else(String::new, |number| format!("（{}）", one_line(number.as_str())));
        let until = deadline_words::moment(self.now, self.notice.zone);
        let overdue = self.letter.missing.iter().any(|missing| missing.overdue);
        if overdue {
            format!(
                "{title}{number}规定的报送时间已过。截至{until}，贵单位尚有下列事项未收到，请抓紧报送；\
                 确有困难的，请与{}联系。",
                one_line(&self.notice.issuer)
            )
        } else {
            format!("按照{title}{number}要求，截至{until}，贵单位尚有下列事项未收到，特此提醒，请按时报送。")
        }
    }

    fn entry(self, number: usize, missing: &MissingItem) -> String {
        let item = self.notice.item(&missing.item);
        let title = item.map_or_else(|| missing.item.to_string(), |item| one_line(&item.title));
        let lack = match missing.lack {
            Lack::Nothing => "",
            Lack::Incomplete => "，已收到部分材料，待补充",
            Lack::SentBack => "，已退回，待重新报送",
        };
        format!("{number}．{title}（{}{lack}）", self.when(item, missing))
    }

    /// The notice's own words for the deadline, unless another end holds for this society.
    fn when(self, item: Option<&CollectionItem>, missing: &MissingItem) -> String {
        let Some(ends) = missing.ends else {
            return "请及时报送".to_owned();
        };
        let common = item.and_then(|item| item.deadline.ends(self.notice.zone, self.now));
        let said = if let Some(item) = item.filter(|_| common == Some(ends)) {
            deadline_words::phrase(&item.deadline)
        } else {
            let last = ends - chrono::Duration::seconds(1);
            let last = last.with_timezone(&self.notice.zone).date_naive();
            format!("已延期至{}", deadline_words::day(last))
        };
        let passed = if missing.overdue { "，已逾期" } else { "" };
        format!("截止时间：{said}{passed}")
    }

    fn ways(self) -> Vec<String> {
        let mut lines = vec!["二、报送方式".to_owned()];
        let asked = |id: &domain::ids::ItemId| self.letter.missing.iter().any(|missing| missing.item == *id);
        let routes = self
            .notice
            .mailboxes
            .iter()
            .filter(|route| route.items.iter().any(&asked));
        for route in routes {
            let titles = route.items.iter().filter(|id| asked(id));
            let titles: Vec<String> = titles
                .filter_map(|id| self.notice.item(id))
                .map(|item| cut(&item.title, 40))
                .collect();
            lines.push(format!(
                "{}：发送至 {}",
                titles.join("、"),
                one_line(&route.address)
            ));
        }
        if !self.notice.mailboxes.is_empty() {
            lines.push("也可直接回复本邮件，附上材料即可。".to_owned());
        }
        if let Some(site) = self.settings.site() {
            lines.push(format!("报送网页：{}", one_line(site)));
        }
        let nil = self
            .notice
            .items
            .iter()
            .any(|item| item.nil_report == NilReport::Allowed && asked(&item.id));
        if nil {
            lines.push("没有相关内容的，请在统计表相应栏目填写“无”后报送。".to_owned());
        }
        lines.push("在本提醒发出前已经报送的，无需重复报送。".to_owned());
        lines.push(format!("如有疑问，请与{}联系。", one_line(&self.notice.issuer)));
        lines
    }
}
