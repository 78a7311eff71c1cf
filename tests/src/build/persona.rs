//! Mail programs and the marks by which their letters are known.

use super::file_name::Spelling;
use super::mime::Transfer;

/// A mail program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Persona {
    /// QQ 邮箱 in the browser.
    Qq,
    /// 163 邮箱 in the browser.
    Netease,
    /// Foxmail on Windows.
    Foxmail,
    /// Outlook on Windows.
    Outlook,
    /// Mail on a Mac.
    Apple,
    /// A unit's own Coremail server.
    Coremail,
}

/// What the letters of a program have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Habits {
    /// Charset of texts and headers.
    pub charset: &'static str,
    /// Transfer encoding of texts.
    pub transfer: Transfer,
    /// Spelling of file names.
    pub spelling: Spelling,
    /// Whether an HTML twin comes with the text.
    pub html: Html,
    /// Boundary; `{}` becomes an identifier.
    pub boundary: &'static str,
    /// Local part of Message-ID; `{}` becomes an identifier.
    pub message_id: &'static str,
    /// Headers of its own; `{}` becomes an identifier.
    pub headers: &'static [(&'static str, &'static str)],
}

/// Which texts a letter has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Html {
    /// Plain text only.
    None,
    /// Plain text and its HTML twin.
    Twin,
    /// HTML only.
    Only,
}

impl Persona {
    /// The habits of the program.
    pub fn habits(self) -> Habits {
        match self {
            Self::Qq => QQ,
            Self::Netease => NETEASE,
            Self::Foxmail => FOXMAIL,
            Self::Outlook => OUTLOOK,
            Self::Apple => APPLE,
            Self::Coremail => COREMAIL,
        }
    }
}

const QQ: Habits = Habits {
    charset: "gb18030",
    transfer: Transfer::Base64,
    spelling: Spelling::Qq,
    html: Html::Twin,
    boundary: "----=_NextPart_{}_0A1B2C3D",
    message_id: "tencent_{}",
    headers: &[
        ("X-QQ-SSF", "00000000000000F000000000000000Z"),
        ("X-HAS-ATTACH", "no"),
        ("X-QQ-mid", "webmail{}"),
        ("X-Priority", "3"),
        ("X-Mailer", "QQMail 2.x"),
    ],
};

const NETEASE: Habits = Habits {
    charset: "GBK",
    transfer: Transfer::Base64,
    spelling: Spelling::Words,
    html: Html::Twin,
    boundary: "----=_Part_{}_1839.1666",
    message_id: "{}.JavaMail.nobody",
    headers: &[
        ("X-Originating-IP", "[198.51.100.24]"),
        ("X-Priority", "3"),
        (
            "X-Mailer",
            "Coremail Webmail Server Version XT5.0.13 build 20220113",
        ),
        ("X-CM-CTRLDATA", "{}"),
    ],
};

const FOXMAIL: Habits = Habits {
    charset: "GB2312",
    transfer: Transfer::Base64,
    spelling: Spelling::Words,
    html: Html::Twin,
    boundary: "----=_001_NextPart{}_=----",
    message_id: "{}_foxmail",
    headers: &[
        ("X-Priority", "3"),
        ("X-GUID", "{}"),
        ("X-Has-Attach", "yes"),
        ("X-Mailer", "Foxmail 7.2.25.179[cn]"),
    ],
};

const OUTLOOK: Habits = Habits {
    charset: "gb2312",
    transfer: Transfer::QuotedPrintable,
    spelling: Spelling::Words,
    html: Html::Twin,
    boundary: "----=_NextPart_000_{}",
    message_id: "000a01d8$e1{}",
    headers: &[
        ("X-Mailer", "Microsoft Outlook 16.0"),
        ("Content-Language", "zh-cn"),
        ("Thread-Index", "Adj{}=="),
    ],
};

const APPLE: Habits = Habits {
    charset: "utf-8",
    transfer: Transfer::QuotedPrintable,
    spelling: Spelling::Continued,
    html: Html::None,
    boundary: "Apple-Mail=_{}",
    message_id: "{}",
    headers: &[("X-Mailer", "Apple Mail (2.3696.120.41.1.1)")],
};

const COREMAIL: Habits = Habits {
    charset: "UTF-8",
    transfer: Transfer::Base64,
    spelling: Spelling::Extended,
    html: Html::None,
    boundary: "----=_Part_{}",
    message_id: "{}.coremail",
    headers: &[
        ("X-Mailer", "Coremail Webmail Server Version XT6.0.1"),
        ("X-CM-SenderInfo", "{}"),
    ],
};
