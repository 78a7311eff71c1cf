//! 问题 — everything that may be said about an arrival, with stable codes. The only catalogue.

use crate::quotation::in_quotation_marks;

/// 问题 — one thing found in an arrival.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// What.
    pub code: FindingCode,
    /// Where: a file name, a person, a row. Shown to people.
    pub place: Option<String>,
    /// What is added behind the sentence: of what was sent back, what a person of the office says, in that person's own
    /// words; else what exactly was found.
    pub remark: Option<String>,
}

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Worth saying, nothing to do.
    Note,
    /// The society should mend something; what is good counts.
    Correction,
    /// A person of the office must look; nothing counts until then.
    Hold,
    /// Written by a machine, or none of our business.
    Ignore,
}

macro_rules! catalogue {
    ($($name:ident $code:literal $severity:ident $sentence:literal;)*) => {
        /// Stable codes of findings; the strings never change their meaning.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum FindingCode {
            $(#[doc = $sentence] $name,)*
        }

        impl FindingCode {
            /// All codes.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The code in exports and in the interface.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }

            /// How much it matters unless a rule says otherwise.
            pub const fn severity(self) -> Severity {
                match self { $(Self::$name => Severity::$severity,)* }
            }

            /// What people read: what is the matter and what to do.
            pub const fn sentence(self) -> &'static str {
                match self { $(Self::$name => $sentence,)* }
            }
        }
    };
}

catalogue! {
    Late "late" Note "收到时间已超过截止时间，按迟报登记。";
    MissingMedia "missing_media" Correction "缺少照片或视频，请补充发送，文件名请写明姓名。";
    AwaitingText "awaiting_text" Hold "收到照片或视频，尚未收到对应的文字材料，请补充发送，收到后自动合并。";
    MissingContact "missing_contact" Correction "统计表未填写联系方式，请补填。";
    MissingFiller "missing_filler" Correction "统计表未填写填表人，请补填。";
    FormNotFilled "form_not_filled" Hold "统计表为空白表，请填写后重新发送。";
    PlaceholderText "placeholder_text" Note "统计表中保留了填写示例，示例内容未计入。";
    UnknownSociety "unknown_society" Hold "未能确定报送学会，请核对学会名称。";
    AmbiguousSociety "ambiguous_society" Hold "学会名称与名录不完全一致，未能确定是哪一个学会，请确认。";
    SentByAnother "sent_by_another" Hold "邮件由他人转发或代发，材料中未写明报送学会，请确认。";
    SocietyConflict "society_conflict" Hold "发件邮箱登记的学会、材料中的学会名称、表样编码对应的学会互不一致，请确认。";
    AmbiguousItem "ambiguous_item" Hold "未能确定材料对应的征集项，请确认。";
    AmbiguousNotice "ambiguous_notice" Hold "未能确定材料对应的通知，请确认。";
    NoContent "no_content" Hold "未收到可用材料：没有附件，或附件与正文中没有可以采用的内容，请补发。";
    ExternalLink "external_link" Hold "材料以超大附件或网盘链接形式发送，系统不会打开链接，请在链接到期前改为普通附件重新发送。";
    EncryptedFile "encrypted_file" Correction "文件设有密码，无法打开，请取消密码后重新发送。";
    UnreadableFile "unreadable_file" Correction "文件损坏或格式无法识别，请另存为 .docx 或 .xlsx 后重新发送。";
    ReplacedFile "replaced_file" Correction "文件名称为文档、照片或视频，内容却只有几个字或是安全系统的提示（原文件可能已被邮件系统拦截、删除），未予采用，请压缩为 zip 文件后重新发送原文件。";
    DamagedMedia "damaged_media" Correction "照片或视频文件不完整或已损坏，无法显示，未予采用，请重新发送。";
    CutMedia "cut_media" Note "照片或视频文件末尾不完整，可能显示不全，已照常登记；如有完整的文件，请重新发送。";
    DamagedArchive "damaged_archive" Correction "压缩包已损坏、设有密码或格式不受支持，无法打开，请将其中的文件作为普通附件发送，或压缩为不设密码的 zip 文件后重新发送。";
    SoundFile "sound_file" Correction "音频文件不能登记，请按征集要求改发文字材料（.docx）或视频（.mp4）。";
    SlidesFile "slides_file" Correction "系统不读取演示文稿（PPT），其中的内容未予采用，请将文字另存为 .docx、表格另存为 .xlsx 后发送，照片、视频作为附件发送。";
    ForeignFile "foreign_file" Correction "此类文件（程序或其他专用格式）不能作为材料登记，未予打开，请按征集要求发送文字材料（.docx 或 .xlsx）、照片或视频。";
    UnusedFile "unused_file" Note "文件中没有可以登记的材料，未予采用；如为报送材料，请将内容填入统计表，或另存为 .docx 后重新发送。";
    ConverterMissing "converter_missing" Correction "系统暂时无法读取此格式（旧版 Word 或 WPS 文档、RTF、PDF 等），请另存为 .docx 或 .xlsx 后重新发送。";
    ScannedDocument "scanned_document" Correction "文件为扫描件，系统无法读取其中的文字，请发送可编辑的电子版（.docx 或 .xlsx）。";
    UnreadableArchive "unreadable_archive" Correction "压缩包为 rar 格式或分卷压缩包，系统无法打开，请将材料压缩为一个 zip 文件后重新发送。";
    UnopenedLetter "unopened_letter" Correction "附件为打包、签名或加密的邮件文件（如 winmail.dat、.p7m、.msg、.eml），其中的材料未能取出，请将材料作为普通附件重新发送。";
    IncompleteMessage "incomplete_message" Correction "邮件不完整，传输中断或部分内容未能读取，请核对后重新发送。";
    UnsafeFile "unsafe_file" Correction "文件过大、层级过深或含有不能打开的内容，未予打开，请拆分或精简后重新发送。";
    TooManyPieces "too_many_pieces" Hold "来件中的材料篇数或照片过多，超出系统处理范围，未予登记，请分成几次发送。";
    NoTrustedTime "no_trusted_time" Hold "缺少可信的收信时间，请人工确认收到时间。";
    ClockDisagreement "clock_disagreement" Hold "两个收信时间分处截止时间前后，请人工确认。";
    PlaceChanged "place_changed" Hold "按现行名录或通知判断，来件的归属与登记时不一致，仍按登记时的归属计入，由工作人员核对。";
    UnverifiedReplacement "unverified_replacement" Hold "来自未登记邮箱的材料将替换已报送内容，请人工确认。";
    NamedOtherwise "named_otherwise" Note "文件名中的姓名与文中署名不一致，已按文中署名登记，请核对；如有误，请更正后重新发送。";
    JointReport "joint_report" Note "材料写明与此学会联合报送，只登记为报送学会的材料，未计入此学会；此学会如需计入，请由其单独报送。";
    AlsoQuestion "also_question" Note "来信中还有咨询，材料照常登记，咨询由工作人员另行答复。";
    AlsoWithdrawal "also_withdrawal" Note "来信中还要求撤回或删除已报送的材料，本次来件中的材料照常登记，撤回由工作人员核对后办理。";
    SameName "same_name" Note "同名人员的职务或单位不一致，分别登记。";
    SameText "same_text" Note "与本学会已登记的另一份材料内容相同，已分别登记；如为同一份材料或更正姓名，请来信说明，多余的一份将予撤回。";
    EarlierVersion "earlier_version" Note "转发的邮件中是此前报送过的版本，此后已有更新，未以其替换现行内容；如确需恢复此前的版本，请作为附件重新发送并注明“更正”。";
    DifferingCopy "differing_copy" Hold "与已登记的一封邮件编号（Message-ID）相同，其中的材料长短不同，可能是同一邮件在传送中被截断或添加了文字，请核对以哪一份为准。";
    RulingStale "ruling_stale" Hold "原先的人工处理意见已找不到对应位置，请重新处理。";
    AutomaticReply "automatic_reply" Ignore "自动回复。";
    Bounce "bounce" Ignore "退信通知，不予登记。";
    MailingList "mailing_list" Ignore "邮件列表或订阅邮件。";
    OwnLetter "own_letter" Ignore "本系统发出的邮件。";
    MachineWithDocument "machine_with_document" Hold "自动发送的邮件带有文档，请人工确认。";
    ReadReceipt "read_receipt" Ignore "已读回执，不予登记。";
    Calendar "calendar" Ignore "日程邀请。";
    Advertisement "advertisement" Hold "广告邮件，不含报送材料，请人工确认。";
    QuestionOnly "question_only" Hold "来信为咨询，不含报送材料，请人工答复。";
    WithdrawalRequest "withdrawal_request" Hold "来信要求撤回已报送的材料，请人工核对；确应撤回的，在该材料处办理撤回。";
    WithdrawalBeside "withdrawal_beside" Hold "来信标题要求撤回或更换已报送的材料，来件又附有材料；是以所附材料更换、另行报送，还是只作为撤回的说明，由工作人员核对，核对前登记不变。";
    CorrectionInWords "correction_in_words" Hold "来信以文字要求更正已报送的内容，未附更正后的材料，登记尚未改动，由工作人员核对办理。";
    Unrelated "unrelated" Hold "来信不含报送材料，与征集事项无关，请人工确认。";
    BeforeStart "before_start" Ignore "早于通知发布时间的邮件，不予处理。";
    Supersedes "supersedes" Note "内容有更新，以本次报送为准。";
    Restated "restated" Note "文字未变，登记的职务、单位、身份或题目已按来件更正，原登记留存备查。";
    NotRestated "not_restated" Note "文字未变，来件所写的职务、单位、身份或题目与登记的不一致，登记未作改动，由工作人员核对。";
    NameCorrection "name_correction" Hold "来信写明更正姓名，尚未改动，由工作人员核对；确认登记后，以更正后的姓名登记，原姓名下的登记不再计入。";
    NameCorrected "name_corrected" Note "姓名已按来信更正，原姓名下的登记不再计入，留存备查。";
    NameStated "name_stated" Note "来信写明更正姓名，来件中没有以更正后的姓名署名的材料，登记未作改动，由工作人员核对。";
    MediaReplaced "media_replaced" Note "照片或视频已按来件替换，原文件留存备查。";
    AnotherMedia "another_media" Note "此前已有照片或视频，来件未写明替换或不能据以替换，新旧均予保留，由工作人员核对以哪一个为准。";
    MediaKept "media_kept" Note "文字有更新，来件未附照片或视频，仍沿用此前来件的；如需更换或不再使用，请来信说明。";
    RemovalStated "removal_stated" Note "来信要求不再报送或删除，登记未作改动，仍予计入，是否撤回由工作人员核对。";
    LeftOut "left_out" Note "来件注明更正或以此为准，其中没有此前统计表所填的这一项，登记未作改动，仍予计入，是否撤回由工作人员核对。";
    DelegatesLeftOut "delegates_left_out" Note "此前的统计表填有代表名单，本次统计表此栏未填，来信写明不再推荐或取消，已按本次统计表登记，由工作人员核对；名单不变的，请来信说明。";
    DelegatesKept "delegates_kept" Note "新版统计表未填代表名单，仍按此前来件登记的名单；名单有变动的，请来信说明，没有代表的，请填写“无”。";
    NothingAnswered "nothing_answered" Note "统计表已收到，各栏填写为“无”或未填写，没有可以登记的材料。";
    FewerThanAnnounced "fewer_than_announced" Correction "来信写明的份数或人员多于实际读到的，请核对后补发；如已发全，请来信说明。";
    SenderNamedOtherwise "sender_named_otherwise" Note "发件人的显示名称是此学会，与登记所归的学会不同，材料照常登记，由工作人员核对归属。";
    SignedForAnother "signed_for_another" Note "文中署名的单位是名录中的另一家学会，材料登记在报送学会名下，由工作人员核对归属；如应归另一家学会，请由该学会报送。";
    SentByBranch "sent_by_branch" Note "未登记的邮箱以学会分支机构的名义来信，材料已登记在该学会名下，由工作人员核对。";
    NearDuplicateText "near_duplicate_text" Note "与已报送的其他材料文字高度相近。";
    TooFewCharacters "too_few_characters" Correction "字数少于要求，请补充。";
    TooManyCharacters "too_many_characters" Correction "字数超过要求，请压缩。";
    UnassignedMedia "unassigned_media" Correction "未能确定照片或视频属于哪一位，请在文件名中写明姓名后重新发送。";
    MissingPerson "missing_person" Correction "未能识别署名人员，请注明姓名、职务后重新发送。";
    SeveralAuthors "several_authors" Correction "材料署有两位以上作者，系统按一人一篇登记，未认定为其中任何一位，请注明以哪一位的名义登记，或由各位作者分别报送。";
    UnreadDelegates "unread_delegates" Correction "代表名单一栏未能识别出人员，请按“1. 姓名，单位职务”的格式逐行填写。";
    MissingText "missing_text" Correction "写明了姓名或说明另行报送，未找到对应的文字，请核对后补充报送。";
    UnreadText "unread_text" Correction "这段文字不在统计表的各栏或汇总表的感悟、建议等栏中，未能归入任何一项材料，未予登记，请核对；如需报送，请移入相应栏目后重新发送。";
    UnregisteredText "unregistered_text" Correction "这段文字未能确定是否为报送材料，未予登记，由工作人员核对；如为报送材料，请写明姓名、职务，作为 Word 文件（.docx）附件重新发送，如不是，无需处理。";
    EmptyFile "empty_file" Correction "文件没有内容，请核对后重新发送。";
    UnreadCharacters "unread_characters" Correction "文字中有无法识别的字符（以“�”标出），请对照原文核对后重新发送。";
    MissingAttachment "missing_attachment" Correction "表中写明见附件，未收到所称附件，请补充发送。";
    FormNotReplaced "form_not_replaced" Note "来自未登记邮箱的统计表，未替换已登记的统计表。";
    FormWouldReplace "form_would_replace" Note "来件来自未登记邮箱，其中有统计表；确认登记后将替换现行统计表，所填代表名单一并更新，请先核对。";
    FormReplaced "form_replaced" Note "来自未登记邮箱的统计表经工作人员确认，已替换此前登记的统计表，所填代表名单一并更新，原表留存备查；如非贵单位报送，请来信说明。";
    SeveralVersions "several_versions" Note "同一来件中有这篇材料的几个版本，只登记了其中注明为最终稿的一个或正式文档，请核对；如应登记其他版本，请单独重新发送。";
    UnclearVersion "unclear_version" Hold "同一来件中有同一人的几篇内容相近的材料，未能确定以哪一篇为准，请确认。";
    SentBack "sent_back" Correction "已退回，请按退回意见修改后重新报送。";
    StillSentBack "still_sent_back" Correction "文字与已退回的材料相同，不予登记，请按退回意见修改后重新报送。";
    StillWithdrawn "still_withdrawn" Correction "与已撤回的材料内容相同，未予登记；如需恢复报送，请来信说明。";
    RevisionAwaited "revision_awaited" Correction "照片或视频已收到；对应的文字材料此前已退回，尚待重新报送，请按退回意见修改后，连同照片、视频一并报送。";
    NilBesidePiece "nil_beside_piece" Correction "来信写明没有此项材料，来件中又有此项材料，已按材料登记，请核对。";
    QuotedContent "quoted_content" Hold "来信自己的文字为空，材料似写在引用的邮件之中或之下，未予采用，请人工核对。";
    DifferentTexts "different_texts" Correction "邮件正文的纯文本格式与网页格式内容不同，系统只采用了其中一种，请核对已登记的内容，如有出入，请将材料作为附件重新发送。";
    UnknownFormCode "unknown_form_code" Note "文件属性中的表样编码不是本系统发出的，未予采用。";
    AssignedByClerk "assigned_by_clerk" Note "由工作人员确认。";
    Noted "noted" Note "已由工作人员核对办理。";
    Unprocessable "unprocessable" Hold "系统多次处理失败，请人工处理。";
}

impl FindingCode {
    /// Whether this says that a person's letter brings no return and announces none.
    pub const fn is_correspondence(self) -> bool {
        matches!(
            self,
            Self::QuestionOnly
                | Self::WithdrawalRequest
                | Self::CorrectionInWords
                | Self::Unrelated
                | Self::Advertisement
        )
    }

    /// Whether this says that what came does not make a text count that was sent back or withdrawn before.
    pub const fn is_about_dismissed_text(self) -> bool {
        matches!(
            self,
            Self::StillSentBack | Self::StillWithdrawn | Self::RevisionAwaited
        )
    }

    /// Whether the remark of such a finding is that with which a person of the office sent something back.
    const fn is_sent_back(self) -> bool {
        matches!(self, Self::SentBack | Self::StillSentBack | Self::RevisionAwaited)
    }

    /// Whether the society hears of it in its receipt although nothing is asked of it: what was chosen or left out of
    /// what it sent, what was changed of what it sent before, and what the office has still to decide or answer.
    pub const fn is_told(self) -> bool {
        matches!(
            self,
            Self::Restated
                | Self::NotRestated
                | Self::NameCorrected
                | Self::NameStated
                | Self::MediaReplaced
                | Self::AnotherMedia
                | Self::MediaKept
                | Self::RemovalStated
                | Self::LeftOut
                | Self::DelegatesLeftOut
                | Self::DelegatesKept
                | Self::NothingAnswered
                | Self::EarlierVersion
                | Self::CutMedia
                | Self::UnusedFile
                | Self::NamedOtherwise
                | Self::SignedForAnother
                | Self::JointReport
                | Self::SameText
                | Self::SeveralVersions
                | Self::FormNotReplaced
                | Self::FormReplaced
                | Self::AlsoQuestion
                | Self::AlsoWithdrawal
        )
    }

    /// Whether this says that a file came of which nothing could be read.
    pub const fn is_unread_file(self) -> bool {
        matches!(
            self,
            Self::EncryptedFile
                | Self::UnreadableFile
                | Self::ReplacedFile
                | Self::EmptyFile
                | Self::DamagedMedia
                | Self::DamagedArchive
                | Self::SoundFile
                | Self::SlidesFile
                | Self::ForeignFile
                | Self::ConverterMissing
                | Self::ScannedDocument
                | Self::UnreadableArchive
                | Self::UnopenedLetter
                | Self::IncompleteMessage
                | Self::UnsafeFile
        )
    }

    /// Reads the code of [`FindingCode::as_str`].
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.as_str() == text)
    }
}

impl Finding {
    /// A finding about the arrival as a whole.
    pub const fn new(code: FindingCode) -> Self {
        Self {
            code,
            place: None,
            remark: None,
        }
    }

    /// A finding about one place, for example a file.
    pub fn at(code: FindingCode, place: impl Into<String>) -> Self {
        Self {
            code,
            place: Some(place.into()),
            remark: None,
        }
    }

    /// The same with what is added to it.
    #[must_use]
    pub fn with_remark(self, remark: impl Into<String>) -> Self {
        Self {
            remark: Some(remark.into()),
            ..self
        }
    }

    /// That a person has decided what findings of a code leave open.
    pub fn noted(code: FindingCode) -> Self {
        Self::at(FindingCode::Noted, code.as_str())
    }

    /// What a person has decided by [`Self::noted`].
    pub fn is_noted_as(&self) -> Option<FindingCode> {
        let place = self.place.as_deref();
        place
            .filter(|_| self.code == FindingCode::Noted)
            .and_then(FindingCode::parse)
    }

    /// What people read, with the place in front and the remark behind.
    pub fn sentence(&self) -> String {
        if let Some(code) = self.is_noted_as() {
            return format!("已由工作人员核对办理：{}", code.sentence());
        }
        let said = match &self.place {
            Some(place) => format!("{}：{}", in_quotation_marks(place), self.code.sentence()),
            None => self.code.sentence().to_owned(),
        };
        match &self.remark {
            Some(remark) if self.code.is_sent_back() => format!("{said}退回意见：{remark}"),
            Some(remark) => format!("{said}{remark}"),
            None => said,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_read_back() {
        for code in FindingCode::ALL {
            assert_eq!(FindingCode::parse(code.as_str()), Some(*code));
        }
    }

    #[test]
    fn an_example_that_was_left_in_asks_for_nothing() {
        assert_eq!(FindingCode::PlaceholderText.severity(), Severity::Note);
    }

    #[test]
    fn a_remark_stands_behind_the_sentence() {
        let finding = Finding::at(FindingCode::SentBack, "吴敏").with_remark("请补充具体事例。");
        assert_eq!(
            finding.sentence(),
            "“吴敏”：已退回，请按退回意见修改后重新报送。退回意见：请补充具体事例。"
        );
    }

    #[test]
    fn a_sentence_names_its_place() {
        let finding = Finding::at(FindingCode::EncryptedFile, "材料.zip");
        assert!(finding.sentence().starts_with("“材料.zip”：文件设有密码"));
    }
}
