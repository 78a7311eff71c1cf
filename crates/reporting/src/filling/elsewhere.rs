//! What names or hangs on cells of the filled-in sheet outside its rows, moved with them: formulas of other sheets,
//! charts, names, rules, comments and pictures.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::parse::{attributes, find};
use super::reference::{Moves, Shift, cell, copied};
use crate::blank::xml::escaped;

/// Elements that hold a formula, in sheets, charts and the workbook.
const FORMULAS: [&str; 5] = ["f", "formula", "formula1", "formula2", "definedName"];

/// A formula that several cells share, where it stands.
struct Shared {
    number: String,
    cell: (usize, u16),
    formula: String,
}

/// Formulas of a part, moved; `None` when the part cannot be read. Cells of the filled-in sheet itself are not meant.
pub(super) fn formulas_moved(xml: &str, how: Moves<'_>) -> Option<String> {
    let mut reader = Reader::from_str(xml);
    let config = reader.config_mut();
    // What stands behind the rows of a sheet begins with an end.
    config.allow_unmatched_ends = true;
    let (mut changed, mut done) = (String::with_capacity(xml.len()), 0);
    let mut place = None;
    let mut shared: Vec<Shared> = Vec::new();
    loop {
        let begin = usize::try_from(reader.buffer_position()).ok()?;
        let event = reader.read_event().ok()?;
        let tag = match &event {
            Event::Eof => break,
            Event::Start(tag) | Event::Empty(tag) => tag,
            _ => continue,
        };
        let name = tag.local_name().as_ref().to_owned();
        if name == "c" {
            let attributes = attributes(tag)?;
            place = find(&attributes, "r").and_then(cell);
        }
        if !FORMULAS.contains(&name.as_str()) {
            continue;
        }
        let inner = usize::try_from(reader.buffer_position()).ok()?;
        let is_empty = matches!(event, Event::Empty(_));
        let content = if is_empty {
            ""
        } else {
            reader.read_to_end(tag.name()).ok()?;
            let whole = xml.get(inner..usize::try_from(reader.buffer_position()).ok()?)?;
            whole.get(..whole.rfind("</")?)?
        };
        let formula = quick_xml::escape::unescape(content).ok()?.into_owned();
        let own = shared_with(tag, place, &formula, how, &mut shared)?;
        let is_own = own.is_some();
        let start = match own {
            Some(_) => format!("<{}>", tag.name().as_ref()),
            None => xml.get(begin..inner)?.to_owned(),
        };
        let moved = own.unwrap_or_else(|| {
            // Outside cells, only charts have this element.
            if place.is_none() && name == "f" {
                how.drawn(&formula)
            } else {
                how.text(&formula)
            }
        });
        let moved = (is_own || moved != formula)
            .then(|| format!("{start}{}</{}>", escaped(&moved), tag.name().as_ref()));
        if let Some(moved) = moved {
            changed.push_str(xml.get(done..begin)?);
            changed.push_str(&moved);
            done = usize::try_from(reader.buffer_position()).ok()?;
        }
    }
    changed.push_str(xml.get(done..)?);
    Some(changed)
}

/// The formula of a cell that shares it with others, where it no longer reads alike in all of them: written out.
#[expect(
    clippy::option_option,
    reason = "the outer one says that the part cannot be read"
)]
fn shared_with(
    tag: &BytesStart<'_>,
    place: Option<(usize, u16)>,
    formula: &str,
    how: Moves<'_>,
    shared: &mut Vec<Shared>,
) -> Option<Option<String>> {
    let attributes = attributes(tag)?;
    let (Some("shared"), Some(number), Some(place)) =
        (find(&attributes, "t"), find(&attributes, "si"), place)
    else {
        return Some(None);
    };
    if !formula.is_empty() {
        let names_it = formula.contains('!') && formula.contains(&how.sheet.replace('\'', "''"));
        if !names_it {
            return Some(None);
        }
        shared.push(Shared {
            number: number.to_owned(),
            cell: place,
            formula: formula.to_owned(),
        });
        return Some(Some(how.text(formula)));
    }
    let Some(first) = shared.iter().find(|first| first.number == number) else {
        return Some(None);
    };
    let down = isize::try_from(place.0).ok()? - isize::try_from(first.cell.0).ok()?;
    let right = isize::try_from(place.1).ok()? - isize::try_from(first.cell.1).ok()?;
    Some(Some(how.text(&copied(&first.formula, down, right)?)))
}

/// Links inside the workbook, moved.
pub(super) fn links_moved(xml: &str, how: Moves<'_>) -> String {
    attributes_changed(xml, " location=\"", |target| {
        let target = quick_xml::escape::unescape(target).ok()?;
        Some(escaped(&how.text(&target)))
    })
}

/// Cells on which comments hang, moved.
pub(super) fn comments_moved(xml: &str, shift: Shift) -> String {
    attributes_changed(xml, " ref=\"", |range| Some(shift.ranges(range)))
}

/// What tables that sum up the sheet are made from, moved.
pub(super) fn pivots_moved(xml: &str, how: Moves<'_>) -> String {
    let Some((before, rest)) = xml.split_once("worksheetSource ") else {
        return xml.to_owned();
    };
    let (tag, after) = rest.split_once('>').unwrap_or((rest, ""));
    if !tag.contains(&format!("sheet=\"{}\"", escaped(how.sheet))) {
        return xml.to_owned();
    }
    let tag = attributes_changed(&format!(" {tag}"), " ref=\"", |range| {
        Some(how.shift.ranges(range))
    });
    format!("{before}worksheetSource{tag}>{after}")
}

fn attributes_changed(xml: &str, begin: &str, change: impl Fn(&str) -> Option<String>) -> String {
    let mut pieces = xml.split(begin);
    let mut changed = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        changed.push_str(begin);
        let value = piece.split_once('"');
        match value.and_then(|(value, rest)| Some((change(value)?, rest))) {
            Some((value, rest)) => changed.extend([value.as_str(), "\"", rest]),
            None => changed.push_str(piece),
        }
    }
    changed
}

/// Boxes of comments, moved with the cells on which they hang.
pub(super) fn boxes_moved(vml: &str, shift: Shift) -> String {
    // What says where a box hangs ends a piece.
    let boxes = vml.split_inclusive("ClientData>");
    boxes.map(|one| box_moved(one, shift)).collect()
}

fn box_moved(vml: &str, shift: Shift) -> String {
    let prefix = vml
        .rsplit_once("</")
        .and_then(|(_, end)| end.strip_suffix("ClientData>"))
        .unwrap_or_default();
    let tags = |name: &str| (format!("<{prefix}{name}>"), format!("</{prefix}{name}>"));
    let (begin, end) = tags("Row");
    let row = between(vml, &begin, &end).and_then(|row| row.trim().parse().ok());
    let Some(row): Option<usize> = row else {
        return vml.to_owned();
    };
    let by = shift.cell_row(row + 1).saturating_sub(row + 1);
    let vml = changed_between(vml, &begin, &end, |_| Some((row + by).to_string()));
    let (begin, end) = tags("Anchor");
    changed_between(&vml, &begin, &end, |anchor| {
        // Column and row of either corner, each with its distance.
        let numbers = anchor.split(',').enumerate().map(|(place, number)| {
            let number: usize = number.trim().parse().ok()?;
            Some(
                (if matches!(place, 2 | 6) {
                    number + by
                } else {
                    number
                })
                .to_string(),
            )
        });
        Some(numbers.collect::<Option<Vec<_>>>()?.join(", "))
    })
}

/// Pictures and charts that stand below the list, moved.
pub(super) fn pictures_moved(drawing: &str, shift: Shift) -> String {
    let prefix = if drawing.contains("<xdr:from>") {
        "xdr:"
    } else {
        ""
    };
    let [from, begin, end] = [
        format!("<{prefix}from>"),
        format!("<{prefix}row>"),
        format!("</{prefix}row>"),
    ];
    let mut pieces = drawing.split(&from);
    let mut changed = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        changed.push_str(&from);
        let row = between(piece, &begin, &end).and_then(|row| row.parse().ok());
        let by = row.map_or(0, |row: usize| shift.cell_row(row + 1).saturating_sub(row + 1));
        // The second corner, where there is one, stands in the same piece.
        let mut rows = piece.split(&begin);
        changed.push_str(rows.next().unwrap_or_default());
        for rest in rows {
            let moved = rest.split_once('<').and_then(|(row, rest)| {
                let row = row.parse::<usize>().ok()? + by;
                Some(format!("{begin}{row}<{rest}"))
            });
            changed.push_str(&moved.unwrap_or_else(|| format!("{begin}{rest}")));
        }
    }
    changed
}

fn between<'t>(text: &'t str, begin: &str, end: &str) -> Option<&'t str> {
    let (_, rest) = text.split_once(begin)?;
    rest.split_once(end).map(|(found, _)| found)
}

fn changed_between(text: &str, begin: &str, end: &str, change: impl Fn(&str) -> Option<String>) -> String {
    let parts = text
        .split_once(begin)
        .and_then(|(before, rest)| rest.split_once(end).map(|(found, after)| (before, found, after)));
    match parts.and_then(|(before, found, after)| Some((before, change(found)?, after))) {
        Some((before, changed, after)) => format!("{before}{begin}{changed}{end}{after}"),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHIFT: Shift = Shift {
        from: 6,
        by: 10,
        only: 0,
        below: 7,
    };

    const MOVES: Moves<'_> = Moves {
        shift: SHIFT,
        sheet: "汇总",
        is_own: false,
    };

    #[test]
    fn formulas_of_other_sheets_and_charts_move() {
        let moved = |xml: &str| formulas_moved(xml, MOVES).unwrap();
        assert_eq!(
            moved("<c r=\"B1\"><f>汇总!F7&amp;\"F7\"</f><v>1</v></c><c r=\"B2\"><f>F7</f></c>"),
            "<c r=\"B1\"><f>汇总!F17&amp;&quot;F7&quot;</f><v>1</v></c><c r=\"B2\"><f>F7</f></c>"
        );
        assert_eq!(
            moved("<c:f>'汇总'!$F$4:$F$6</c:f><xm:f>汇总!A7</xm:f>"),
            "<c:f>'汇总'!$F$4:$F$16</c:f><xm:f>汇总!A17</xm:f>"
        );
        assert_eq!(
            moved("</sheetData><cfRule><formula>汇总!F7</formula></cfRule></worksheet>"),
            "</sheetData><cfRule><formula>汇总!F17</formula></cfRule></worksheet>"
        );
    }

    #[test]
    fn a_shared_formula_is_written_out_where_its_cells_move_apart() {
        let xml = "<c r=\"B1\"><f t=\"shared\" ref=\"B1:B3\" si=\"0\">汇总!F5</f></c>\
            <c r=\"B2\"><f t=\"shared\" si=\"0\"/></c><c r=\"C3\"><f t=\"shared\" si=\"0\"></f></c>\
            <c r=\"D1\"><f t=\"shared\" ref=\"D1:D2\" si=\"1\">A5</f></c><c r=\"D2\"><f t=\"shared\" si=\"1\"/></c>";
        assert_eq!(
            formulas_moved(xml, MOVES).unwrap(),
            "<c r=\"B1\"><f>汇总!F5</f></c><c r=\"B2\"><f>汇总!F16</f></c><c r=\"C3\"><f>汇总!G17</f></c>\
            <c r=\"D1\"><f t=\"shared\" ref=\"D1:D2\" si=\"1\">A5</f></c><c r=\"D2\"><f t=\"shared\" si=\"1\"/></c>"
        );
    }

    #[test]
    fn what_hangs_on_cells_moves_with_them() {
        assert_eq!(
            comments_moved("<comment ref=\"A8\"/><comment ref=\"A3\"/>", SHIFT),
            "<comment ref=\"A18\"/><comment ref=\"A3\"/>"
        );
        let shape = |prefix: &str, anchor: &str, row: u8| {
            format!(
                "<v:shape><{prefix}ClientData ObjectType=\"Note\"><{prefix}Anchor>{anchor}</{prefix}Anchor>\
                 <{prefix}Row>{row}</{prefix}Row></{prefix}ClientData></v:shape>"
            )
        };
        for prefix in ["x:", "ns2:"] {
            let above = shape(prefix, "1, 15, 0, 2, 3, 31, 4, 1", 1);
            let vml = shape(prefix, "1, 15, 7, 2, 3, 31, 11, 1", 7) + &above;
            assert_eq!(
                boxes_moved(&vml, SHIFT),
                shape(prefix, "1, 15, 17, 2, 3, 31, 21, 1", 17) + &above
            );
        }
        let anchor = |prefix: &str, from: u8, to: u8| {
            format!(
                "<{prefix}from><{prefix}row>{from}</{prefix}row></{prefix}from><{prefix}to><{prefix}row>{to}</{prefix}row></{prefix}to>"
            )
        };
        for prefix in ["", "xdr:"] {
            let drawing = anchor(prefix, 1, 8) + &anchor(prefix, 7, 9);
            assert_eq!(
                pictures_moved(&drawing, SHIFT),
                anchor(prefix, 1, 8) + &anchor(prefix, 17, 19)
            );
        }
        assert_eq!(
            links_moved("<hyperlink ref=\"A1\" location=\"汇总!A8\"/>", MOVES),
            "<hyperlink ref=\"A1\" location=\"汇总!A18\"/>"
        );
        assert_eq!(
            pivots_moved("<a><worksheetSource ref=\"A3:I6\" sheet=\"汇总\"/></a>", MOVES),
            "<a><worksheetSource ref=\"A3:I16\" sheet=\"汇总\"/></a>"
        );
    }
}
