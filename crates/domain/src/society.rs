//! 学会 — a society as the roster lists it.

use crate::ids::SocietyCode;

/// 学会 — one respondent of the roster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Society {
    /// 编号.
    pub code: SocietyCode,
    /// 学会名称.
    pub name: String,
    /// 类别, for example 理科; empty when the roster has none.
    pub category: String,
    /// 别名.
    pub aliases: Vec<String>,
    /// 曾用名.
    pub former_names: Vec<String>,
    /// 邮箱, lower case. A sender is *registered* when it writes from one of these.
    pub addresses: Vec<String>,
    /// 联系人.
    pub contacts: Vec<String>,
    /// 电话.
    pub phones: Vec<String>,
    /// Further columns of the roster, title and value, kept as they came.
    pub further: Vec<(String, String)>,
}

impl Society {
    /// In place of the society of somebody of whom nothing is known yet.
    pub fn nobody() -> Self {
        Self {
            code: SocietyCode::nobodys(),
            name: String::new(),
            category: String::new(),
            aliases: Vec::new(),
            former_names: Vec::new(),
            addresses: Vec::new(),
            contacts: Vec::new(),
            phones: Vec::new(),
            further: Vec::new(),
        }
    }

    /// True when the address is registered for this society. Compared without regard to case.
    pub fn is_registered(&self, address: &str) -> bool {
        let address = address.trim().to_lowercase();
        self.addresses
            .iter()
            .any(|known| known.trim().to_lowercase() == address)
    }
}
