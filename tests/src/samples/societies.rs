//! The sample roster: 24 societies that do not exist, some with names that are easily mistaken for one another.

use crate::build::xlsx::{Cell, Sheet};

/// 学会, as a row of the roster. Several values of a field are separated by `；`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Society {
    /// 编号.
    pub code: &'static str,
    /// 学会名称.
    pub name: &'static str,
    /// 类别.
    pub category: &'static str,
    /// 别名.
    pub aliases: &'static str,
    /// 曾用名.
    pub former: &'static str,
    /// 邮箱.
    pub addresses: &'static str,
    /// 联系人.
    pub contact: &'static str,
    /// 电话.
    pub phone: &'static str,
}

impl Society {
    /// The first registered address.
    pub fn address(&self) -> &'static str {
        self.addresses.split('；').next().unwrap_or_default()
    }
}

/// The society with this code.
///
/// # Panics
///
/// For a code that is not in the roster.
pub fn society(code: &str) -> &'static Society {
    SOCIETIES
        .iter()
        .find(|society| society.code == code)
        .expect("a sample names a society of the sample roster")
}

macro_rules! roster {
    ($([$code:literal $name:literal $category:literal $aliases:literal $former:literal $addresses:literal $contact:literal $phone:literal])*) => {
        &[$(Society { code: $code, name: $name, category: $category, aliases: $aliases, former: $former,
            addresses: $addresses, contact: $contact, phone: $phone }),*]
    };
}

/// All societies, in the roster's order.
pub const SOCIETIES: &[Society] = roster![
    ["A-01" "华夏数理学会" "理科" "数理学会；HXSL" "" "office@shuli.example" "程砚秋" "010-55501001"]
    ["A-02" "华夏海洋学会" "理科" "" "" "office@ocean.example；dangwei@ocean.example" "陆听澜" "010-55501002"]
    ["A-03" "华夏海洋湖沼学会" "理科" "湖沼学会" "" "office@limnology.example" "方既白" "010-55501003"]
    ["A-04" "华夏植物学会" "理科" "" "" "office@botany.example" "苏怀瑾" "010-55501004"]
    ["A-05" "华夏植物生理学会" "理科" "植生学会" "华夏植物生理研究会" "office@plantphys.example" "葛知微" "010-55501005"]
    ["A-06" "华夏光学学会" "理科" "HXOS" "" "office@optics.example；hxoptics@mail.example" "姜云峤" "010-55501006"]
    ["B-01" "华夏光学工程学会" "工科" "HXOE" "" "office@opteng.example" "谢承泽" "010-55501011"]
    ["B-02" "华夏智能材料学会" "工科" "智材学会" "" "office@smartmat.example" "韩若谷" "010-55501012"]
    ["B-03" "华夏智能制造学会" "工科" "智造学会" "" "office@smartmfg.example" "戚南星" "010-55501013"]
    ["B-04" "华夏大坝工程学会" "工科" "" "华夏大坝协会" "office@dams.example" "魏允执" "010-55501014"]
    ["B-05" "华夏仪器仪表学会" "工科" "仪表学会；HXIS" "" "office@instrument.example" "潘修竹" "010-55501015"]
    ["B-06" "华夏航空器学会" "工科" "" "" "office@aircraft.example" "袁星野" "010-55501016"]
    ["C-01" "华夏农学会" "农科" "" "" "office@agronomy.example" "沈嘉禾" "010-55501021"]
    ["C-02" "华夏农业机械学会" "农科" "农机学会" "" "office@agrimach.example" "彭望舒" "010-55501022"]
    ["C-03" "华夏农业工程学会" "农科" "" "" "office@agrieng.example" "范思齐" "010-55501023"]
    ["C-04" "华夏种业研究会" "农科" "种业会" "华夏种子协会" "office@seed.example" "鲁语桐" "010-55501024"]
    ["D-01" "华夏药理学会" "医科" "" "" "office@pharma.example" "孔澹明" "010-55501031"]
    ["D-02" "华夏临床药理学会" "医科" "" "" "office@clinpharm.example" "曹牧之" "010-55501032"]
    ["D-03" "华夏康复医学会" "医科" "康复学会" "" "office@rehab.example" "严亦菲" "010-55501033"]
    ["D-04" "华夏护理学会" "医科" "" "" "office@nursing.example；hxnursing@mail.example" "金向晚" "010-55501034"]
    ["E-01" "华夏科学技术史研究会" "交叉学科" "科技史研究会" "" "office@histsci.example" "陶远舟" "010-55501041"]
    ["E-02" "华夏青少年科技教育协会" "交叉学科" "青科教协会" "华夏青少年科技辅导员协会" "office@youthsci.example" "邹书衡" "010-55501042"]
    ["E-03" "华夏科普促进会" "交叉学科" "" "" "office@popsci.example" "柳清和" "010-55501043"]
    ["E-04" "华夏优选法与统筹法研究会" "交叉学科" "双法研究会" "" "office@optimize.example" "施行止" "010-55501044"]
];

/// The roster file.
pub fn roster() -> Vec<u8> {
    roster_of(SOCIETIES)
}

/// A roster file of these societies.
pub fn roster_of(societies: &[Society]) -> Vec<u8> {
    let head = [
        "编号",
        "学会名称",
        "类别",
        "别名",
        "曾用名",
        "邮箱",
        "联系人",
        "电话",
    ];
    let mut sheet = Sheet {
        name: "学会名录".to_owned(),
        ..Sheet::default()
    };
    sheet.rows.push(head.map(Cell::from).to_vec());
    for row in societies {
        let values = [
            row.code,
            row.name,
            row.category,
            row.aliases,
            row.former,
            row.addresses,
            row.contact,
            row.phone,
        ];
        sheet.rows.push(values.map(Cell::from).to_vec());
    }
    sheet.workbook()
}
