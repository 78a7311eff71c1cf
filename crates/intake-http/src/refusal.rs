//! Why a request is not answered with what it asked for, and the page that says so.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, ResponseError};
use askama::Template;
use intake::IntakeError;
use store::StoreError;

use crate::ways::{Way, ways};

/// Why a request is refused.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refusal {
    /// Nothing here, or nothing for whoever asks.
    #[error("not found")]
    NotFound,
    /// The request cannot be understood; says what people can do.
    #[error("bad request")]
    Unreadable(&'static str),
    /// Nobody is signed in.
    #[error("not signed in")]
    SignIn {
        /// The page to return to.
        next: String,
    },
    /// The role does not allow it.
    #[error("not allowed for this role")]
    ReadOnly,
    /// Another site's page sent it.
    #[error("cross-site request")]
    CrossSite,
    /// The form's token is not the session's.
    #[error("stale form")]
    StaleForm,
    /// Larger than allowed.
    #[error("request too large")]
    TooLarge {
        /// What is allowed, in bytes.
        max: u64,
    },
    /// The body comes too slowly or stopped coming.
    #[error("request too slow")]
    TooSlow,
    /// A file that is listed cannot be had from its original.
    #[error("a file cannot be taken out of its original")]
    NotTakenOut,
    /// The store cannot do its work.
    #[error("use the store")]
    Store(#[from] StoreError),
    /// Files that come in cannot be written.
    #[error("write an incoming file")]
    Upload(#[from] std::io::Error),
    /// Archiving failed.
    #[error("archive a submission")]
    Archive(#[from] IntakeError),
    /// A page could not be written.
    #[error("render a page")]
    Page(#[from] askama::Error),
    /// The workbook or a blank form could not be written.
    #[error("write the workbook or the form")]
    Workbook(#[from] reporting::ReportError),
    /// Work beside the request was cut off.
    #[error("a background task was cut off")]
    CutOff(#[from] actix_web::error::BlockingError),
}

/// A refusal in words.
pub(crate) struct Notice {
    /// 标题.
    pub title: &'static str,
    /// What happened and what to do.
    pub text: String,
}

#[derive(Template)]
#[template(path = "refusal.html")]
struct Page<'a> {
    notice: &'a Notice,
    /// What people can do next; never empty.
    ways: Vec<Way>,
    status: u16,
    request: &'a str,
}

impl Refusal {
    /// Whether it is our fault and belongs into the log as an error.
    pub(crate) fn is_ours(&self) -> bool {
        self.status_code().is_server_error()
    }

    /// What people read.
    pub(crate) fn notice(&self) -> Notice {
        let (title, text) = match self {
            Self::TooLarge { max } => {
                let text = format!(
                    "一次提交的全部文件合计不得超过 {}。本次内容未登记，请压缩图片、视频或分几次提交。",
                    crate::wording::size(*max)
                );
                return Notice {
                    title: "文件过大",
                    text,
                };
            }
            Self::Unreadable(what) => ("无法处理", *what),
            Self::SignIn { .. } => ("请先登录", "登录已失效，请重新登录后再操作。本次操作未生效。"),
            Self::ReadOnly => ("没有权限", "当前账号只能查看，不能办理。如需办理，请联系管理员。"),
            Self::CrossSite => (
                "请求被拒绝",
                "该请求来自其他网站，未予处理。请从本系统页面重新操作。",
            ),
            Self::StaleForm => (
                "页面已过期",
                "本页面已过期，操作未生效。请返回上一页，刷新后重试。",
            ),
            Self::TooSlow => (
                "上传中断",
                "网络过慢或已中断，本次内容未登记。请检查网络后重新提交。",
            ),
            Self::NotTakenOut => (
                "文件未能取出",
                "该文件未能从原件中取出。请返回来件页，下载原件后查看。",
            ),
            Self::NotFound => return Notice::of(StatusCode::NOT_FOUND),
            Self::Store(_)
            | Self::Upload(_)
            | Self::Archive(_)
            | Self::Page(_)
            | Self::Workbook(_)
            | Self::CutOff(_) => return Notice::of(self.status_code()),
        };
        Notice {
            title,
            text: text.to_owned(),
        }
    }
}

impl Notice {
    /// For answers that the framework gave by itself.
    pub(crate) fn of(status: StatusCode) -> Self {
        let (title, text) = match status.as_u16() {
            404 => ("页面不存在", "该页面不存在。请核对链接是否完整。"),
            405 => ("操作不支持", "该地址不支持这种操作。请从下面的链接重新进入。"),
            413 => (
                "内容过大",
                "提交的内容超过限制，未予登记。请压缩图片、视频或分几次提交。",
            ),
            414 => ("地址过长", "请核对链接。"),
            503 => (
                "暂时无法使用",
                "系统暂时无法读写数据。本次内容未登记，请稍后重新提交。",
            ),
            507 => (
                "存储空间不足",
                "系统存储空间不足，暂不能接收材料。本次内容未登记，请稍后重新提交或联系通知的发文单位。",
            ),
            400..=499 => ("无法处理", "提交的内容无法识别，未予登记。请返回上一页重试。"),
            _ => (
                "系统故障",
                "系统处理时发生错误，已记录。请稍后重试；如仍有问题，请将下面的请求编号告知管理员。",
            ),
        };
        Self {
            title,
            text: text.to_owned(),
        }
    }

    /// The page; plain text should even that fail.
    pub(crate) fn page(&self, status: StatusCode, path: &str, request: &str) -> String {
        let page = Page {
            notice: self,
            ways: ways(path, status),
            status: status.as_u16(),
            request,
        };
        page.render().unwrap_or_else(|_| self.text.clone())
    }
}

fn of_store(error: &StoreError) -> StatusCode {
    match error {
        StoreError::Full { .. } => StatusCode::INSUFFICIENT_STORAGE,
        StoreError::Unavailable { .. }
        | StoreError::SchemaTooOld
        | StoreError::SchemaTooNew
        | StoreError::LeaseLost { .. } => StatusCode::SERVICE_UNAVAILABLE,
        StoreError::Missing { .. } => StatusCode::NOT_FOUND,
        StoreError::Corrupt { .. } | StoreError::UnsupportedUrl { .. } => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

impl ResponseError for Refusal {
    fn status_code(&self) -> StatusCode {
        match self {
            Self::NotFound | Self::NotTakenOut => StatusCode::NOT_FOUND,
            Self::Unreadable(_) => StatusCode::BAD_REQUEST,
            Self::SignIn { .. } => StatusCode::SEE_OTHER,
            Self::ReadOnly | Self::CrossSite | Self::StaleForm => StatusCode::FORBIDDEN,
            Self::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::Store(error) | Self::Archive(IntakeError::Store(error)) => of_store(error),
            Self::Upload(error) if error.kind() == std::io::ErrorKind::StorageFull => {
                StatusCode::INSUFFICIENT_STORAGE
            }
            Self::Upload(_) | Self::Archive(_) | Self::Page(_) | Self::Workbook(_) | Self::CutOff(_) => {
                StatusCode::INTERNAL_SERVER_ERROR
            }
        }
    }

    /// Only the status: `frame` writes the page, since only it knows the request's number.
    fn error_response(&self) -> HttpResponse {
        HttpResponse::new(self.status_code())
    }
}
