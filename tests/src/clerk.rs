//! A clerk of the office at the pages of arrivals.

use anyhow::Context as _;

use crate::site::{Site, add_account, between};
use crate::zhengji::Zhengji;

const PASSWORD: &str = "华夏-测试-口令-2022";

/// The clerk, signed in at a site of one's own.
pub struct Clerk {
    site: Site,
    cookie: String,
}

impl Clerk {
    /// Opens the account, starts the site and signs in.
    pub fn sign_in(zhengji: &Zhengji) -> anyhow::Result<Self> {
        add_account(zhengji, "clerk", "clerk", PASSWORD)?;
        let site = Site::start(zhengji)?;
        let cookie = site.sign_in("clerk", PASSWORD)?;
        Ok(Self { site, cookie })
    }

    /// The site.
    pub fn site(&self) -> &Site {
        &self.site
    }

    /// The page of an arrival.
    pub fn page(&self, arrival: u32) -> anyhow::Result<String> {
        let path = format!("/office/arrivals/{arrival}");
        Ok(self.site.get(&path, &[("Cookie", &self.cookie)])?.text())
    }

    /// Sends the form of a piece, named by arrival and ordinal, with these fields; the status of the answer.
    pub fn correct(&self, (arrival, ordinal): (u32, u32), fields: &[(&str, &str)]) -> anyhow::Result<u16> {
        let page = self.page(arrival)?;
        let path = format!("/office/arrivals/{arrival}/pieces/{ordinal}");
        let (_, form) = page
            .split_once(&format!("action=\"{path}\""))
            .context("no form of the piece")?;
        let csrf = between(form, "name=\"csrf\" value=\"", "\"").context("no csrf")?;
        let seen = between(form, "name=\"seen\" value=\"", "\"").context("no mark of what was seen")?;
        self.post(&path, &[&[("csrf", csrf), ("seen", seen)], fields].concat())
    }

    /// Decides about a whole arrival, by the name of the form (`assign`, `ignore` …); the status of the answer.
    pub fn decide(&self, arrival: u32, form: &str, fields: &[(&str, &str)]) -> anyhow::Result<u16> {
        let page = self.page(arrival)?;
        let csrf = between(&page, "name=\"csrf\" value=\"", "\"").context("no csrf")?;
        let path = format!("/office/arrivals/{arrival}/{form}");
        self.post(&path, &[&[("csrf", csrf)], fields].concat())
    }

    /// Takes back what was made of the piece of a ruling, counted from 1; the status of the answer.
    pub fn take_back(&self, arrival: u32, ruling: &str) -> anyhow::Result<u16> {
        let page = self.page(arrival)?;
        let csrf = between(&page, "name=\"csrf\" value=\"", "\"").context("no csrf")?;
        let path = format!("/office/arrivals/{arrival}/restore");
        self.post(&path, &[("csrf", csrf), ("ruling", ruling)])
    }

    /// Closes the site; how it ended.
    pub fn stop(self) -> anyhow::Result<Option<i32>> {
        self.site.stop()
    }

    fn post(&self, path: &str, fields: &[(&str, &str)]) -> anyhow::Result<u16> {
        let answer = self.site.post(path, &[("Cookie", &self.cookie)], fields)?;
        Ok(answer.status)
    }
}
