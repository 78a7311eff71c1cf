//! 下一步 — where a page that explains a refusal leads.

use actix_web::http::StatusCode;

/// A link of such a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Way {
    pub href: String,
    pub label: &'static str,
}

/// Where people can go from an address that was refused, the likeliest first. Only parts of the address that are plain
/// are taken over.
pub(crate) fn ways(path: &str, status: StatusCode) -> Vec<Way> {
    let way = |href: String, label| Way { href, label };
    let home = || way("/".to_owned(), "返回首页");
    let parts: Vec<&str> = path.split('/').skip(1).collect();
    let is_plain = |part: &str| {
        !part.is_empty()
            && part
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
    };
    let is_missing = status == StatusCode::NOT_FOUND;
    let mut ways = Vec::new();
    match parts.as_slice() {
        ["office", rest @ ..] => {
            let page = match rest {
                // The page itself is what is missing.
                [_, _] if is_missing => None,
                ["arrivals", id, ..] if is_plain(id) => Some((format!("/office/arrivals/{id}"), "返回来件")),
                ["notices", id, ..] if is_plain(id) => Some((format!("/office/notices/{id}"), "返回台账")),
                ["letters", ..] => Some(("/office/letters".to_owned(), "返回通知邮件")),
                ["links", id] if is_plain(id) => Some((format!("/office/links/{id}"), "返回填报链接")),
                _ => None,
            };
            if status == StatusCode::UNAUTHORIZED {
                let next = page.map_or_else(|| "/office".to_owned(), |(href, _)| href);
                return vec![way(format!("/office/sign-in?next={next}"), "登录")];
            }
            ways.extend(page.map(|(href, label)| way(href, label)));
            ways.push(way("/office".to_owned(), "返回概览"));
        }
        ["s", token, rest @ ..] => {
            if is_plain(token) && !(is_missing && rest.is_empty()) {
                ways.push(way(format!("/s/{token}"), "返回报送页面"));
            }
            ways.push(home());
        }
        _ => ways.push(home()),
    }
    ways
}

/// What is said of an address where nothing is.
pub(crate) fn missing(path: &str) -> &'static str {
    match path.split('/').nth(1) {
        Some("office") => "该页面不存在，或其内容已不在。请核对地址，或从概览重新进入。",
        Some("s") => {
            "该链接不正确、不完整或已停用。请核对是否完整复制了通知或邮件中的链接；仍无法打开的，\
             请与通知的发文单位联系索取新的链接，也可按通知要求用邮件报送。"
        }
        _ => "该页面不存在。请核对链接是否完整，或从首页重新进入；仍有问题的，请联系通知的发文单位。",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hrefs(path: &str, status: u16) -> Vec<String> {
        let status = StatusCode::from_u16(status).unwrap();
        ways(path, status).into_iter().map(|way| way.href).collect()
    }

    #[test]
    fn every_refusal_leads_on() {
        assert_eq!(hrefs("/nothing", 404), ["/"]);
        assert_eq!(hrefs("/office/arrivals/7", 404), ["/office"]);
        assert_eq!(
            hrefs("/office/arrivals/7/files/ab", 404),
            ["/office/arrivals/7", "/office"]
        );
        assert_eq!(
            hrefs("/office/arrivals/7/accept", 403),
            ["/office/arrivals/7", "/office"]
        );
        assert_eq!(
            hrefs("/office/arrivals/7/accept", 401),
            ["/office/sign-in?next=/office/arrivals/7"]
        );
        assert_eq!(hrefs("/office/sign-out", 401), ["/office/sign-in?next=/office"]);
        assert_eq!(hrefs("/s/abc", 404), ["/"]);
        assert_eq!(hrefs("/s/abc", 413), ["/s/abc", "/"]);
        assert_eq!(hrefs("/s/abc/receipts/9", 404), ["/s/abc", "/"]);
    }

    #[test]
    fn nothing_strange_is_taken_over_from_the_address() {
        assert_eq!(hrefs("/office/arrivals/%22onload=x/accept", 403), ["/office"]);
        assert_eq!(hrefs("/s/..%2f/receipts/1", 404), ["/"]);
    }
}
