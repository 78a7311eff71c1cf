//! HTML as a person reads it, without what was quoted.

use scraper::node::Element;
use scraper::{ElementRef, Html, Node};

/// Elements within one another; the parser's time grows with the square of it.
const DEEPEST: usize = 2000;

/// The text of an HTML body: blocks are lines, entities are decoded, nothing invisible is in it.
pub(crate) fn text(html: &str) -> String {
    written(html, Writer::default()).0
}

/// Where an element leads.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Target {
    pub(crate) url: String,
    /// The words that stand in the element.
    pub(crate) label: String,
    /// What the element says of the time until which the file can be fetched.
    pub(crate) expires: Option<String>,
}

/// Begins and ends the number of a [`Target`] in a text; noncharacters, which no text holds.
pub(crate) const MARK: [char; 2] = ['\u{FDD0}', '\u{FDD1}'];

/// The same text, with the number of a target before the words of each element that leads somewhere.
pub(crate) fn text_and_targets(html: &str) -> (String, Vec<Target>) {
    let writer = Writer {
        marks_targets: true,
        ..Writer::default()
    };
    written(html, writer)
}

fn written(html: &str, mut writer: Writer) -> (String, Vec<Target>) {
    let document = if is_too_deep(html) || has_many_formats(html) {
        Html::parse_document(&without_tags(html))
    } else {
        Html::parse_document(html)
    };
    // No recursion: mail is nested as deeply as its sender likes.
    let mut node = document.tree.root();
    loop {
        writer.enter(node.value());
        if let Some(child) = node
            .first_child()
            .filter(|_| !ElementRef::wrap(node).is_some_and(is_skipped))
        {
            node = child;
            continue;
        }
        loop {
            writer.leave(node.value());
            if let Some(next) = node.next_sibling() {
                node = next;
                break;
            }
            let Some(parent) = node.parent() else {
                return writer.finish();
            };
            node = parent;
        }
    }
}

/// An upper bound: end tags may be left out, but then the elements are really nested or few.
fn is_too_deep(html: &str) -> bool {
    const VOID: [&str; 7] = ["br", "img", "hr", "meta", "input", "col", "link"];
    let mut depth = 0usize;
    html.split('<').skip(1).any(|tag| {
        let name: String = tag
            .chars()
            .take_while(char::is_ascii_alphanumeric)
            .take(8)
            .collect();
        if tag.starts_with('/') {
            depth = depth.saturating_sub(1);
        } else if !name.is_empty() && !VOID.contains(&name.to_ascii_lowercase().as_str()) {
            depth += 1;
        }
        depth > DEEPEST
    })
}

/// A parser opens every unended formatting element again in each block, so that many of them cost memory and time for
/// every block that follows. An upper bound: ends count only for their own kind.
fn has_many_formats(html: &str) -> bool {
    const FORMATS: [&str; 14] = [
        "a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u",
    ];
    const MOST: usize = 200;
    let mut open = [0usize; FORMATS.len()];
    html.split('<').skip(1).any(|tag| {
        let (ends, rest) = tag.strip_prefix('/').map_or((false, tag), |rest| (true, rest));
        let name: String = rest
            .chars()
            .take_while(char::is_ascii_alphanumeric)
            .take(8)
            .collect();
        let name = name.to_ascii_lowercase();
        if let Some((_, count)) = FORMATS.iter().zip(&mut open).find(|(format, _)| **format == name) {
            *count = if ends { count.saturating_sub(1) } else { *count + 1 };
        }
        open.iter().sum::<usize>() > MOST
    })
}

fn without_tags(html: &str) -> String {
    let texts = html
        .split('<')
        .map(|piece| piece.split_once('>').map_or("", |(_, text)| text));
    texts.collect::<Vec<_>>().join("<br>")
}

#[derive(Default)]
struct Writer {
    text: String,
    is_space_due: bool,
    preformatted: u32,
    marks_targets: bool,
    targets: Vec<Target>,
    /// Numbers of the targets whose elements are open, and where their words begin.
    open: Vec<(usize, usize)>,
}

impl Writer {
    fn enter(&mut self, node: &Node) {
        match node {
            Node::Text(text) if self.preformatted > 0 => {
                self.text.extend(text.chars().filter(|c| !MARK.contains(c)));
            }
            Node::Text(text) => self.words(text),
            Node::Element(element) => {
                self.preformatted += u32::from(element.name() == "pre");
                match element.name() {
                    "br" => self.new_line(),
                    "td" | "th" => self.is_space_due = true,
                    name if is_block(name) => self.block_edge(),
                    _ => {}
                }
                if self.marks_targets {
                    self.open_target(element);
                }
            }
            _ => {}
        }
    }

    fn leave(&mut self, node: &Node) {
        if let Node::Element(element) = node {
            if self.marks_targets && address(element).is_some() {
                self.close_target();
            }
            self.preformatted -= u32::from(element.name() == "pre");
            if is_block(element.name()) {
                self.block_edge();
            }
        }
    }

    fn open_target(&mut self, element: &Element) {
        let Some(url) = address(element) else { return };
        if self.is_space_due && !self.is_at_line_begin() {
            self.text.push(' ');
        }
        self.is_space_due = false;
        let [begin, end] = MARK;
        let number = self.targets.len();
        self.text.push(begin);
        self.text.push_str(&number.to_string());
        self.text.push(end);
        self.open.push((number, self.text.len()));
        self.targets.push(Target {
            url: url.to_owned(),
            label: String::new(),
            expires: element.attr("expiretime").map(str::to_owned),
        });
    }

    fn close_target(&mut self) {
        let Some((number, begin)) = self.open.pop() else {
            return;
        };
        let label = self.text.get(begin..).unwrap_or_default();
        if let Some(target) = self.targets.get_mut(number) {
            label.clone_into(&mut target.label);
        }
    }

    fn words(&mut self, text: &str) {
        for c in text.chars().filter(|c| !MARK.contains(c)) {
            if matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{c}') {
                self.is_space_due = true;
                continue;
            }
            if self.is_space_due && !self.is_at_line_begin() {
                self.text.push(' ');
            }
            self.is_space_due = false;
            self.text.push(if c == '\u{a0}' { ' ' } else { c });
        }
    }

    fn new_line(&mut self) {
        self.text.push('\n');
        self.is_space_due = false;
    }

    fn block_edge(&mut self) {
        if self.is_at_line_begin() {
            self.is_space_due = false;
        } else {
            self.new_line();
        }
    }

    fn is_at_line_begin(&self) -> bool {
        self.text.is_empty() || self.text.ends_with('\n')
    }

    fn finish(self) -> (String, Vec<Target>) {
        let lines: Vec<&str> = self.text.lines().map(str::trim_end).collect();
        (lines.join("\n").trim_matches('\n').to_owned(), self.targets)
    }
}

fn is_skipped(element: ElementRef<'_>) -> bool {
    matches!(
        element.value().name(),
        "style" | "script" | "head" | "title" | "template" | "noscript"
    ) || is_hidden(element)
        || is_quotation(element.value())
}

/// Where an element leads: a link, or what QQ Mail marks a file of its own service with.
fn address(element: &Element) -> Option<&str> {
    let url = element
        .attr("downloadlink")
        .or_else(|| element.attr("href"))?
        .trim();
    let scheme = url.split_once("://").map(|(scheme, _)| scheme)?;
    (scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https")).then_some(url)
}

/// Whether nobody sees what is in an element: words of hidden previews, and marks of programs that count readers.
fn is_hidden(element: ElementRef<'_>) -> bool {
    let style = style(element.value());
    let sets =
        |property: &str, values: &[&str]| declared(&style, property).any(|value| values.contains(&value));
    if sets("display", &["none"]) || sets("mso-hide", &["all"]) || element.value().attr("hidden").is_some() {
        return true;
    }
    // What is in it may be shown again: tables of newsletters have letters of no size around those that are read.
    let shown_within = |property: &str| {
        let mut within = element.descendants().skip(1);
        within.any(|node| {
            let style = node.value().as_element().map(self::style);
            style.is_some_and(|style| declared(&style, property).next().is_some())
        })
    };
    sets("visibility", &["hidden", "collapse"]) && !shown_within("visibility")
        || sets("font-size", &["0", "0px", "0pt", "0em", "0%"]) && !shown_within("font-size")
}

/// The style of an element, without blanks, in lower case.
fn style(element: &Element) -> String {
    let style = element.attr("style").unwrap_or_default();
    style.to_lowercase().split_whitespace().collect()
}

/// The values of a property.
fn declared<'s>(style: &'s str, property: &str) -> impl Iterator<Item = &'s str> {
    style.split(';').filter_map(move |declaration| {
        let value = declaration.strip_prefix(property)?.strip_prefix(':')?;
        Some(value.trim_end_matches("!important"))
    })
}

/// Elements in which mail programs put the letter that is answered. A bare `blockquote` is not one: some
/// indent their own text with it.
fn is_quotation(element: &Element) -> bool {
    let is_cited = element.name() == "blockquote" && element.attr("type") == Some("cite");
    let has_class = |name: &str| {
        element
            .attr("class")
            .is_some_and(|c| c.split_whitespace().any(|x| x == name))
    };
    is_cited
        || element.attr("id") == Some("isReplyContent")
        || has_class("gmail_quote")
        || has_class("yahoo_quoted")
        || has_class("protonmail_quote")
}

fn is_block(name: &str) -> bool {
    matches!(
        name,
        "p" | "div"
            | "tr"
            | "li"
            | "ul"
            | "ol"
            | "dl"
            | "dt"
            | "dd"
            | "table"
            | "blockquote"
            | "pre"
            | "hr"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "section"
            | "article"
            | "header"
            | "footer"
            | "center"
            | "address"
            | "form"
            | "body"
            | "caption"
            | "figure"
            | "figcaption"
            | "main"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formatting_elements_that_never_end_do_not_multiply() {
        let opened = "<b>".repeat(900);
        let html = format!("<p>{opened}x</p>{}", "<p>y</p>".repeat(20_000));
        assert!(has_many_formats(&html));
        assert!(text(&html).contains('y'));
        assert!(!has_many_formats(&"<p><b>x</b></p>".repeat(5_000)));
    }

    #[test]
    fn blocks_and_breaks_are_lines_and_entities_are_decoded() {
        let html = "<div>您好&nbsp;！</div><p>见附件<br>谢谢 &lt;办公室&gt;</p>\n<div><div>a\n b</div></div>";
        assert_eq!(text(html), "您好 ！\n见附件\n谢谢 <办公室>\na b");
    }

    #[test]
    fn styles_scripts_comments_and_hidden_parts_are_dropped() {
        let html =
            "<head><style>p{}</style></head><script>x()</script><!--c--><p style='display: none'>n</p>是";
        assert_eq!(text(html), "是");
    }

    #[test]
    fn what_nobody_sees_is_left_out_and_what_is_shown_within_stays() {
        for hidden in [
            "<p style='font-size:0'>n</p>是",
            "<p style='color:#fff; font-size: 0px !important'>n</p>是",
            "<span style='visibility:hidden'>n</span>是",
            "<div hidden>n</div>是",
            "<div style='mso-hide:all'>n</div>是",
        ] {
            assert_eq!(text(hidden), "是", "{hidden}");
        }
        for shown in [
            "<div style='font-size:0'><p style='font-size:14px'>是</p></div>",
            "<div style='visibility:hidden'><p style='visibility:visible'>是</p></div>",
            "<p style='font-size:0.9em'>是</p>",
            "<p style='max-font-size:0'>是</p>",
        ] {
            assert_eq!(text(shown), "是", "{shown}");
        }
    }

    #[test]
    fn cells_of_a_row_stand_apart() {
        assert_eq!(
            text("<table><tr><td>姓名</td><td>单位</td></tr><tr><td>甲</td></tr></table>"),
            "姓名 单位\n甲"
        );
    }

    #[test]
    fn the_letter_that_is_answered_is_dropped() {
        let html =
            "<p>收到</p><blockquote id='isReplyContent'>旧</blockquote><blockquote>自己的</blockquote>";
        assert_eq!(text(html), "收到\n自己的");
    }

    #[test]
    fn elements_may_be_nested_very_deeply() {
        assert_eq!(text(&format!("{}深", "<div>".repeat(50_000))), "深");
    }
}
