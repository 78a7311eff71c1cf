//! 依据 — by which signs a piece was placed: named evidence, so that nobody has to believe a number.

/// On what the placing of one piece rests.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Grounds {
    /// Whose it is.
    pub society: Option<SocietyGround>,
    /// For which item.
    pub item: Option<ItemGround>,
    /// By which person; `None` for a piece of the society and where no sign stands near the text.
    pub person: Option<PersonGround>,
}

macro_rules! grounds {
    ($(#[$outer:meta])* $name:ident { $($variant:ident $word:literal $sentence:literal,)* }) => {
        $(#[$outer])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $name {
            $(#[doc = $sentence] $variant,)*
        }

        impl $name {
            /// The word in exports.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }

            /// What people read.
            pub const fn sentence(self) -> &'static str {
                match self { $(Self::$variant => $sentence,)* }
            }

            /// Reads the word of `as_str`.
            pub fn parse(text: &str) -> Option<Self> {
                [$(Self::$variant),*].into_iter().find(|value| value.as_str() == text)
            }
        }
    };
}

grounds! {
    /// By which sign a society was recognised, the strongest that names it.
    SocietyGround {
        Clerk "clerk" "学会由工作人员确认",
        Link "link" "经学会专用填报页面报送",
        Code "form_code" "报送的统计表是发给该学会的表样（含表样编码）",
        Form "form" "统计表学会名称与名录一致",
        Thread "thread" "回复本系统发给该学会的邮件",
        Sender "sender" "发件邮箱已在名录登记",
        Subject "subject" "邮件主题写明学会名称",
        FileName "file_name" "文件名写明学会名称",
        Affiliation "affiliation" "署名单位或题目写明学会名称",
        Letter "letter" "来信正文或发件人名称写明学会名称",
    }
}

grounds! {
    /// By which sign an item was recognised.
    ItemGround {
        Clerk "clerk" "征集项由工作人员确认",
        Page "page" "填报页面已选定征集项",
        Row "row" "统计表该栏只对应此征集项",
        Label "label" "材料内标注了征集项",
        FileName "file_name" "文件名写明征集项",
        Subject "subject" "邮件主题写明征集项",
        Title "title" "题目写明征集项",
        Mailbox "mailbox" "收件邮箱或所在栏目只对应此征集项",
        Owner "owner" "个人或学会署名只符合此征集项",
        Kind "kind" "主题、文件名或题目所称材料类别只符合此征集项",
        Role "role" "署名人职务或身份只符合此征集项",
    }
}

grounds! {
    /// By which sign a person was recognised.
    PersonGround {
        Clerk "clerk" "署名由工作人员更正",
        Page "page" "填报页面填写了姓名",
        Heading "heading" "正文之前写明姓名",
        Signature "signature" "正文之后署名",
        Row "row" "同一行写明姓名",
        FileName "file_name" "文件名写明姓名",
    }
}

impl Grounds {
    /// All signs in words, society first.
    pub fn sentences(self) -> Vec<&'static str> {
        [
            self.society.map(SocietyGround::sentence),
            self.item.map(ItemGround::sentence),
            self.person.map(PersonGround::sentence),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}
