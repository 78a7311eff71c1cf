//! Who is signed in.

use std::future::Future;
use std::pin::Pin;

use actix_web::cookie::time::Duration as CookieAge;
use actix_web::cookie::{Cookie, SameSite};
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};
use store::Role;
use subtle::ConstantTimeEq as _;

use crate::refusal::Refusal;
use crate::settings::{HttpSettings, SiteState};
use crate::token::token_hash;

/// How long a session lasts, in hours.
pub(crate) const HOURS: i64 = 12;

/// An open session of an office account.
#[derive(Debug, Clone)]
pub(crate) struct SignedIn {
    /// Name of the account.
    pub name: String,
    /// What it may do.
    pub role: Role,
    /// What forms of this session carry.
    pub csrf: String,
}

impl SignedIn {
    /// Whether the account may decide anything.
    pub(crate) fn may_rule(&self) -> bool {
        match self.role {
            Role::Admin | Role::Clerk => true,
            Role::Viewer => false,
        }
    }

    pub(crate) fn role_label(&self) -> &'static str {
        match self.role {
            Role::Admin => "管理员",
            Role::Clerk => "工作人员",
            Role::Viewer => "只读",
        }
    }

    /// Refuses a form that this session did not make.
    pub(crate) fn check_form(&self, csrf: &str) -> Result<(), Refusal> {
        if bool::from(self.csrf.as_bytes().ct_eq(csrf.as_bytes())) {
            Ok(())
        } else {
            Err(Refusal::StaleForm)
        }
    }

    /// Refuses what only clerks and administrators may do, and forms that this session did not make.
    pub(crate) fn check_ruling(&self, csrf: &str) -> Result<(), Refusal> {
        self.check_form(csrf)?;
        if self.may_rule() {
            Ok(())
        } else {
            Err(Refusal::ReadOnly)
        }
    }
}

impl FromRequest for SignedIn {
    type Error = Refusal;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Refusal>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let site = request.app_data::<web::Data<SiteState>>().cloned();
        let token = site.as_ref().and_then(|site| presented(request, &site.settings));
        let next = request.path().to_owned();
        Box::pin(async move {
            let (Some(site), Some(token)) = (site, token) else {
                return Err(Refusal::SignIn { next });
            };
            let session = site.store.session(&token_hash(&token), (site.now)()).await?;
            session
                .map(|session| Self {
                    name: session.staff,
                    role: session.role,
                    csrf: session.csrf,
                })
                .ok_or(Refusal::SignIn { next })
        })
    }
}

/// The secret that the browser presents, if any.
pub(crate) fn presented(request: &HttpRequest, settings: &HttpSettings) -> Option<String> {
    request
        .cookie(cookie_name(settings))
        .map(|cookie| cookie.value().to_owned())
}

/// The cookie of a new session.
pub(crate) fn cookie(settings: &HttpSettings, token: String) -> Cookie<'static> {
    Cookie::build(cookie_name(settings), token)
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(settings.secure_cookies())
        .max_age(CookieAge::hours(HOURS))
        .finish()
}

/// The cookie that takes a session's cookie away.
pub(crate) fn removal(settings: &HttpSettings) -> Cookie<'static> {
    let mut cookie = cookie(settings, String::new());
    cookie.make_removal();
    cookie
}

/// With `__Host-` no other host of the domain can set it; browsers allow the prefix over TLS only.
fn cookie_name(settings: &HttpSettings) -> &'static str {
    if settings.secure_cookies() {
        "__Host-zhengji"
    } else {
        "zhengji"
    }
}
