//! `format=flowed` (RFC 3676): lines that the sender's program broke are put together again.

/// The text as it was written. A line that ends with a space goes on in the next one, unless they are quoted to different
/// depths; with `delsp` that space is not part of the text: a Chinese name may be broken there.
pub(crate) fn unbroken(text: &str, delsp: bool) -> String {
    let mut whole = String::with_capacity(text.len());
    // The depth of the line that goes on.
    let mut open = None;
    for line in text.split_inclusive('\n') {
        let (line, end) = line
            .strip_suffix('\n')
            .map_or((line, ""), |content| (content, "\n"));
        let content = line.trim_start_matches('>');
        let (marks, _) = line.split_at(line.len() - content.len());
        // One space keeps a line from being taken for something else.
        let content = content.strip_prefix(' ').unwrap_or(content);
        match open.take() {
            Some(depth) if depth == marks.len() && content != SIGNATURE => {}
            before => {
                if before.is_some() {
                    whole.push('\n');
                }
                whole.push_str(marks);
                if !marks.is_empty() {
                    whole.push(' ');
                }
            }
        }
        let goes_on = content.ends_with(' ') && content != SIGNATURE && !end.is_empty();
        if goes_on {
            open = Some(marks.len());
            whole.push_str(content.strip_suffix(' ').filter(|_| delsp).unwrap_or(content));
        } else {
            whole.push_str(content);
            whole.push_str(end);
        }
    }
    whole
}

/// The line above a signature, which ends with a space and is no part of anything.
const SIGNATURE: &str = "-- ";

#[cfg(test)]
mod tests {
    use super::unbroken;

    #[test]
    fn a_paragraph_is_put_together() {
        assert_eq!(
            unbroken("one \ntwo \nthree\nfour\n", false),
            "one two three\nfour\n"
        );
        assert_eq!(
            unbroken("姓名：孙修 \n文\n单位：某 \n大学", true),
            "姓名：孙修文\n单位：某大学"
        );
    }

    #[test]
    fn a_space_that_protects_a_line_is_taken_away() {
        assert_eq!(
            unbroken(" From here\n  indented\n >no quotation\n", false),
            "From here\n indented\n>no quotation\n"
        );
    }

    #[test]
    fn quotations_stay_apart_and_marked() {
        assert_eq!(
            unbroken(
                "> asked \n> whole\nanswer \n> asked again\n>> before \n> after\n",
                false
            ),
            "> asked whole\nanswer \n> asked again\n>> before \n> after\n"
        );
    }

    #[test]
    fn a_signature_and_the_end_of_the_text_are_no_lines_that_go_on() {
        assert_eq!(unbroken("text \n-- \nname\n", false), "text \n-- \nname\n");
        assert_eq!(unbroken("text \n", true), "text");
        assert_eq!(unbroken("text ", true), "text ");
    }
}
