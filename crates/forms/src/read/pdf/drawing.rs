//! Straight lines and pictures on pages, from the SVG of `pdftocairo -svg`. Points, from the upper left corner.

use super::images::{Image, Images, without_pixels};
use crate::read::limits::{Allowance, Refusal};
use crate::read::xml::{Node, Tree};

/// A filled box thinner than this is a line, in points.
const THIN: f64 = 3.0;
/// How far a line may lean and still count as upright or level, in points.
const LEAN: f64 = 1.0;
/// Lines of one page that are looked at; more are a drawing and no table.
const LINES: usize = 20_000;

/// A level or upright line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Line {
    /// Its x when upright, its y when level.
    pub(super) at: f64,
    pub(super) from: f64,
    pub(super) to: f64,
}

/// What is drawn on a page.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Drawn {
    pub(super) level: Vec<Line>,
    pub(super) upright: Vec<Line>,
    pub(super) images: Vec<Image>,
}

/// x′ = a·x + c·y + e, y′ = b·x + d·y + f.
type Matrix = [f64; 6];

const IDENTITY: Matrix = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];

/// Pages in order. A page without anything drawn is there too.
pub(super) fn pages(svg: &[u8], allowance: &mut Allowance<'_>) -> Result<Vec<Drawn>, Refusal> {
    let svg = without_pixels(svg);
    if svg.len() as u64 > allowance.limits.xml_bytes {
        return Err(Refusal::Unsafe);
    }
    let tree = Tree::parse(&svg, allowance.limits)?;
    let root = tree.root();
    let mut images = Images::new(root);
    let set = root.child("svg:pageSet");
    let pages: Vec<Node<'_>> = set.map_or_else(
        || vec![root],
        |set| set.children().filter(|node| node.name() == "svg:page").collect(),
    );
    pages
        .into_iter()
        .map(|page| {
            let mut drawn = Drawn::default();
            let mut shown = Vec::new();
            collect(page, IDENTITY, &mut drawn, &mut shown);
            for (node, [xx, yx, xy, yy, ..]) in shown {
                let stretch = (xx * yy - yx * xy).abs();
                drawn.images.extend(images.take(node, stretch, allowance)?);
            }
            Ok(drawn)
        })
        .collect()
}

/// Lines go to `drawn`, what may show a picture to `shown`, with where it is shown.
fn collect<'t>(node: Node<'t>, matrix: Matrix, drawn: &mut Drawn, shown: &mut Vec<(Node<'t>, Matrix)>) {
    for child in node.children() {
        let matrix = child
            .attribute("transform")
            .and_then(parse_matrix)
            .map_or(matrix, |own| combined(matrix, own));
        match child.name() {
            // Shapes of letters, and what only cuts others.
            "svg:defs" | "svg:clipPath" | "svg:mask" | "svg:pattern" | "svg:symbol" => {}
            "svg:path" => path(child, matrix, drawn),
            "svg:use" | "svg:image" => shown.push((child, matrix)),
            _ => collect(child, matrix, drawn, shown),
        }
    }
}

fn parse_matrix(text: &str) -> Option<Matrix> {
    let inner = text.trim().strip_prefix("matrix(")?.strip_suffix(')')?;
    let numbers: Vec<f64> = inner
        .split([',', ' '])
        .filter(|part| !part.is_empty())
        .map(str::parse)
        .collect::<Result<_, _>>()
        .ok()?;
    numbers.try_into().ok()
}

/// Where a matrix takes a point.
fn moved(matrix: Matrix, (across, down): (f64, f64)) -> (f64, f64) {
    let [xx, yx, xy, yy, dx, dy] = matrix;
    (xx * across + xy * down + dx, yx * across + yy * down + dy)
}

/// First the inner matrix, then the outer one.
fn combined(outer: Matrix, inner: Matrix) -> Matrix {
    let [xx, yx, xy, yy, dx, dy] = inner;
    let [.., origin_x, origin_y] = outer;
    let turned = |point| {
        let (across, down) = moved(outer, point);
        (across - origin_x, down - origin_y)
    };
    let (first, second, origin) = (turned((xx, yx)), turned((xy, yy)), moved(outer, (dx, dy)));
    [first.0, first.1, second.0, second.1, origin.0, origin.1]
}

fn path(node: Node<'_>, matrix: Matrix, drawn: &mut Drawn) {
    let Some(shapes) = node.attribute("d").and_then(|data| shapes(data, matrix)) else {
        return;
    };
    let stroked = property(node, "stroke").is_some_and(|stroke| stroke != "none");
    for shape in shapes {
        if stroked {
            for pair in shape.windows(2) {
                if let [one, other] = pair {
                    drawn.add(*one, *other);
                }
            }
        } else {
            drawn.add_filled(&shape);
        }
    }
}

/// A presentation property: newer versions of cairo write it as an attribute, older ones as style.
fn property<'t>(node: Node<'t>, name: &str) -> Option<&'t str> {
    let style = node.attribute("style").unwrap_or_default();
    let styled = style.split(';').find_map(|entry| {
        let (key, value) = entry.split_once(':')?;
        (key.trim() == name).then(|| value.trim())
    });
    styled.or_else(|| node.attribute(name))
}

/// The corners of every straight-edged figure of a path; `None` when there are curves in it.
fn shapes(data: &str, matrix: Matrix) -> Option<Vec<Vec<(f64, f64)>>> {
    let mut shapes: Vec<Vec<(f64, f64)>> = Vec::new();
    let mut parts = data.split_ascii_whitespace();
    while let Some(command) = parts.next() {
        match command {
            "M" | "L" => {
                let point = moved(matrix, (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?));
                if command == "M" {
                    shapes.push(vec![point]);
                } else {
                    shapes.last_mut()?.push(point);
                }
            }
            "Z" => {
                let shape = shapes.last_mut()?;
                let first = *shape.first()?;
                shape.push(first);
            }
            _ => return None,
        }
    }
    Some(shapes)
}

impl Drawn {
    fn add(&mut self, (x, y): (f64, f64), (to_x, to_y): (f64, f64)) {
        if self.level.len() + self.upright.len() >= LINES {
            return;
        }
        let line = |at: f64, one: f64, other: f64| Line {
            at,
            from: one.min(other),
            to: one.max(other),
        };
        if (y - to_y).abs() <= LEAN && (x - to_x).abs() > LEAN {
            self.level.push(line(f64::midpoint(y, to_y), x, to_x));
        } else if (x - to_x).abs() <= LEAN && (y - to_y).abs() > LEAN {
            self.upright.push(line(f64::midpoint(x, to_x), y, to_y));
        }
    }

    /// Word and WPS draw the lines of tables as thin filled boxes.
    fn add_filled(&mut self, corners: &[(f64, f64)]) {
        let xs = corners.iter().map(|(x, _)| *x);
        let ys = corners.iter().map(|(_, y)| *y);
        let (left, right) = (
            xs.clone().fold(f64::INFINITY, f64::min),
            xs.fold(f64::NEG_INFINITY, f64::max),
        );
        let (top, bottom) = (
            ys.clone().fold(f64::INFINITY, f64::min),
            ys.fold(f64::NEG_INFINITY, f64::max),
        );
        let (middle_x, middle_y) = (f64::midpoint(left, right), f64::midpoint(top, bottom));
        if bottom - top <= THIN && right - left > THIN {
            self.add((left, middle_y), (right, middle_y));
        } else if right - left <= THIN && bottom - top > THIN {
            self.add((middle_x, top), (middle_x, bottom));
        }
    }
}
