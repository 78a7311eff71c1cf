//! The text of a letter as simple HTML, made from it and from nothing else: paragraphs and lines stay what they are,
//! everything is escaped, and an address becomes a link only if it is one of our own site.

use std::fmt::Write as _;

const HEAD: &str = "<!DOCTYPE html>\n<html lang=\"zh-CN\">\n<head><meta charset=\"utf-8\"></head>\n\
                    <body style=\"font-size:15px;line-height:1.7;color:#222\">\n";
const END: &str = "</body>\n</html>\n";
const PARAGRAPH: &str = "<p style=\"margin:0 0 1em\">";

/// A letter's text as HTML; `site` is the address of our site as people reach it.
pub(crate) fn html(text: &str, site: Option<&str>) -> String {
    let mut page = HEAD.to_owned();
    for paragraph in text.trim_end().split("\n\n") {
        let lines: Vec<String> = paragraph.lines().map(|line| inline(line, site)).collect();
        page += PARAGRAPH;
        page += &lines.join("<br>\n");
        page += "</p>\n";
    }
    page + END
}

/// A line, with links to our own site.
fn inline(line: &str, site: Option<&str>) -> String {
    let mut told = String::new();
    let mut rest = line;
    let root = site.map(|site| site.trim_end_matches('/')).unwrap_or_default();
    while let Some((before, link, after)) = next_link(rest, root) {
        escape(&mut told, before);
        let mut address = String::new();
        escape(&mut address, link);
        // A string takes what is written to it.
        let _ = write!(told, "<a href=\"{address}\">{address}</a>");
        rest = after;
    }
    escape(&mut told, rest);
    told
}

/// What stands before the next address of the site, the address, and what follows.
fn next_link<'a>(text: &'a str, root: &str) -> Option<(&'a str, &'a str, &'a str)> {
    if root.is_empty() {
        return None;
    }
    let mut from = 0;
    loop {
        let at = from + text.get(from..)?.find(root)?;
        let (before, here) = text.split_at_checked(at)?;
        let length = here.find(|c| !may_stand_in_address(c)).unwrap_or(here.len());
        let link = here
            .get(..length)?
            .trim_end_matches(['.', ',', ';', ':', '!', '?']);
        let tail = link.get(root.len()..).unwrap_or_default();
        // `https://our.site.example` must not be the beginning of `https://our.site.example.elsewhere.example`.
        if link.len() >= root.len() && (tail.is_empty() || tail.starts_with(['/', '?', '#'])) {
            return Some((before, link, here.get(link.len()..)?));
        }
        from = at + root.len();
    }
}

/// RFC 3986 without quotation marks and brackets.
fn may_stand_in_address(c: char) -> bool {
    c.is_ascii_alphanumeric() || "-._~:/?#@!$&*+,;=%".contains(c)
}

fn escape(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SITE: Option<&str> = Some("https://zhengji.office.example/");

    #[test]
    fn paragraphs_and_lines_stay() {
        let page = html("华夏学会：\n\n　　您好。\n一、登记情况\n1. 张三\n", SITE);
        let body = page.strip_prefix(HEAD).unwrap().strip_suffix(END).unwrap();
        assert_eq!(
            body,
            format!("{PARAGRAPH}华夏学会：</p>\n{PARAGRAPH}　　您好。<br>\n一、登记情况<br>\n1. 张三</p>\n")
        );
    }

    #[test]
    fn nobodys_text_becomes_a_tag() {
        let attack = "<script>alert('x')</script><img src=\"https://evil.example/x\">&amp;";
        let told = inline(attack, SITE);
        assert!(!told.contains(['<', '>', '"', '\'']), "{told}");
        assert!(told.ends_with("&amp;amp;"), "{told}");
    }

    #[test]
    fn only_an_address_of_our_own_site_becomes_a_link() {
        let link = |line| inline(line, SITE);
        assert_eq!(
            link("请打开 https://zhengji.office.example/s/AbC-1?x=1&y=2。"),
            "请打开 <a href=\"https://zhengji.office.example/s/AbC-1?x=1&amp;y=2\">\
             https://zhengji.office.example/s/AbC-1?x=1&amp;y=2</a>。"
        );
        assert!(link("见https://zhengji.office.example.").contains("example</a>."));
        assert_eq!(
            link("两次 https://zhengji.office.example/a https://zhengji.office.example/b")
                .matches("<a ")
                .count(),
            2
        );
        for other in [
            "https://zhengji.office.example.evil.example/x",
            "https://zhengji.office.example@evil.example/",
            "http://zhengji.office.example/",
            "https://elsewhere.example/?https:/zhengji.office.example",
        ] {
            assert!(!link(other).contains("<a "), "{other}");
        }
        assert!(!inline("https://zhengji.office.example/", None).contains("<a "));
        assert!(!inline("https://zhengji.office.example/", Some("/")).contains("<a "));
    }
}
