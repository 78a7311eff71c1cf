//! Offices in traditional characters: 理事長 is the office 理事长.

/// Traditional characters of offices and organisations, each before its simplified one.
const PAIRS: &str = "\
長长會会學学書书記记監监員员務务處处協协黨党師师專专業业國国華华總总編编輯辑責责組组幹干機机關关術术醫医農农電电\
發发實实驗验設设計计環环區区廠厂館馆園园團团隊队聯联職职級级領领導导顧顾問问執执榮荣譽誉輪轮駐驻經经濟济進进\
創创雜杂誌志識识種种類类數数傳传統统資资訊讯";

/// The text in simplified characters; `None` when it holds no traditional one.
pub(super) fn simplified(text: &str) -> Option<String> {
    // 理事長, 委員, 書記, 教師: without one of these it is no office in traditional characters.
    text.contains(['長', '員', '記', '師', '監', '會', '導', '問'])
        .then(|| text.chars().map(|c| of(c).unwrap_or(c)).collect())
}

fn of(character: char) -> Option<char> {
    let mut pairs = PAIRS.chars();
    while let (Some(traditional), Some(simplified)) = (pairs.next(), pairs.next()) {
        if traditional == character {
            return Some(simplified);
        }
    }
    None
}
