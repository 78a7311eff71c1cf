//! Canonical names of elements and attributes, looked up once for as long as the namespaces stay as they are.

use std::cell::RefCell;
use std::collections::BTreeMap;

use quick_xml::events::BytesStart;
use quick_xml::name::{NamespaceResolver, QName, ResolveResult};

use super::{position, prefix};
use crate::compare::equal;
use crate::read::limits::Refusal;

/// Names remembered as they stand in the file. A part has some dozens.
const SLOTS: usize = 256;
/// Bytes of the longest name remembered; office programs use few longer ones.
const LONGEST: usize = 21;

/// Names that stand in most parts, sorted: their indices are the same in every part. The first is that of texts.
const COMMON: [&str; 133] = [
    "",
    "Id",
    "Target",
    "TargetMode",
    "Type",
    "cp:Properties",
    "cp:property",
    "dc:title",
    "mc:Ignorable",
    "name",
    "rel:Relationship",
    "rel:Relationships",
    "w:abstractNum",
    "w:abstractNumId",
    "w:ascii",
    "w:b",
    "w:bCs",
    "w:basedOn",
    "w:body",
    "w:bookmarkEnd",
    "w:bookmarkStart",
    "w:bottom",
    "w:br",
    "w:color",
    "w:cols",
    "w:cs",
    "w:customStyle",
    "w:default",
    "w:docDefaults",
    "w:docGrid",
    "w:document",
    "w:eastAsia",
    "w:fill",
    "w:firstLine",
    "w:firstLineChars",
    "w:fldChar",
    "w:fldCharType",
    "w:footer",
    "w:footerReference",
    "w:gridCol",
    "w:gridSpan",
    "w:h",
    "w:hAnsi",
    "w:header",
    "w:headerReference",
    "w:hint",
    "w:id",
    "w:ilvl",
    "w:ind",
    "w:ins",
    "w:insideH",
    "w:insideV",
    "w:instrText",
    "w:jc",
    "w:keepNext",
    "w:kern",
    "w:lang",
    "w:lastRenderedPageBreak",
    "w:latentStyles",
    "w:left",
    "w:line",
    "w:linePitch",
    "w:lineRule",
    "w:link",
    "w:lsdException",
    "w:lvl",
    "w:lvlJc",
    "w:lvlText",
    "w:multiLevelType",
    "w:name",
    "w:next",
    "w:num",
    "w:numFmt",
    "w:numId",
    "w:numPr",
    "w:numbering",
    "w:outlineLvl",
    "w:p",
    "w:pPr",
    "w:pPrDefault",
    "w:pStyle",
    "w:pgMar",
    "w:pgSz",
    "w:proofErr",
    "w:qFormat",
    "w:r",
    "w:rFonts",
    "w:rPr",
    "w:rPrDefault",
    "w:rStyle",
    "w:right",
    "w:sectPr",
    "w:semiHidden",
    "w:shd",
    "w:snapToGrid",
    "w:space",
    "w:spacing",
    "w:start",
    "w:style",
    "w:styleId",
    "w:styles",
    "w:sz",
    "w:szCs",
    "w:t",
    "w:tab",
    "w:tbl",
    "w:tblBorders",
    "w:tblCellMar",
    "w:tblGrid",
    "w:tblInd",
    "w:tblLayout",
    "w:tblLook",
    "w:tblPr",
    "w:tblStyle",
    "w:tblW",
    "w:tc",
    "w:tcBorders",
    "w:tcPr",
    "w:tcW",
    "w:themeColor",
    "w:top",
    "w:tr",
    "w:trHeight",
    "w:trPr",
    "w:type",
    "w:uiPriority",
    "w:unhideWhenUsed",
    "w:vAlign",
    "w:vMerge",
    "w:val",
    "w:w",
    "w:widowControl",
    "xml:space",
];

/// The name with an index, of which those beyond the common ones were met in the part.
pub(super) fn name(index: u32, met: &[String]) -> &str {
    let index = index as usize;
    let of_part = || met.get(index.checked_sub(COMMON.len())?).map(String::as_str);
    COMMON.get(index).copied().or_else(of_part).unwrap_or_default()
}

thread_local! {
    /// The names of the part before: the next one mostly declares the same namespaces.
    static BEFORE: RefCell<Option<Names>> = const { RefCell::new(None) };
}

/// The names of a part so far.
pub(super) struct Names {
    resolver: NamespaceResolver,
    /// Elements entered and not left.
    entered: usize,
    outermost: Outermost,
    /// Beside the common ones.
    indices: BTreeMap<String, u32>,
    /// A name while it is put together.
    scratch: String,
    slots: Vec<Slot>,
    /// Slots of other rounds were filled when other namespaces held.
    round: u32,
    /// The highest round so far.
    last: u32,
}

/// The element that last declared namespaces where none were declared.
struct Outermost {
    /// Its attributes.
    declared: String,
    /// The round of its names.
    round: u32,
    /// True when it has no other attributes.
    alone: bool,
    /// True while the resolver has its namespaces although it was left: the next part mostly declares the same.
    kept: bool,
}

/// The round of names where no namespaces are declared.
const NO_NAMESPACES: u32 = 1;

/// A name as it stands in the file, and which it is.
#[derive(Clone, Copy, Default)]
struct Slot {
    round: u32,
    of_attribute: bool,
    length: u8,
    raw: [u8; LONGEST],
    /// `None` for an attribute that no reader asks for.
    name: Option<u32>,
}

impl Slot {
    fn holds(&self, round: u32, name: &str, of_attribute: bool) -> bool {
        self.round == round
            && self.of_attribute == of_attribute
            && self
                .raw
                .get(..usize::from(self.length))
                .is_some_and(|raw| equal(raw, name.as_bytes()))
    }
}

impl Names {
    pub(super) fn new() -> Self {
        let before = BEFORE.with_borrow_mut(Option::take);
        before.unwrap_or_else(|| Self {
            resolver: NamespaceResolver::default(),
            entered: 0,
            outermost: Outermost {
                declared: String::new(),
                round: NO_NAMESPACES,
                alone: false,
                kept: false,
            },
            indices: BTreeMap::new(),
            scratch: String::new(),
            slots: vec![Slot::default(); SLOTS],
            round: NO_NAMESPACES,
            last: NO_NAMESPACES,
        })
    }

    /// The names beside the common ones, as [`name`] finds them.
    pub(super) fn into_met(mut self) -> Vec<String> {
        let indices = std::mem::take(&mut self.indices);
        self.keep_for_next(!indices.is_empty());
        let mut met: Vec<(u32, String)> = indices.into_iter().map(|(name, at)| (at, name)).collect();
        met.sort_unstable();
        met.into_iter().map(|(_, name)| name).collect()
    }

    /// `met`: whether there are names beside the common ones.
    fn keep_for_next(mut self, met: bool) {
        if self.entered > 0 || self.last > u32::MAX / 2 {
            return;
        }
        let is_met = |slot: &&mut Slot| slot.name.is_some_and(|name| name as usize >= COMMON.len());
        if met {
            for slot in self.slots.iter_mut().filter(is_met) {
                slot.round = 0;
            }
        }
        self.round = NO_NAMESPACES;
        BEFORE.set(Some(self));
    }

    /// Enters an outermost element that declares the same namespaces as the last one and has no other attributes; false,
    /// and nothing is entered, for any other.
    pub(super) fn enter_again(&mut self, declared: &str) -> bool {
        let outermost = &mut self.outermost;
        let again = outermost.kept && outermost.alone && outermost.declared == declared;
        if again {
            outermost.kept = false;
            self.round = outermost.round;
            self.entered = 1;
        }
        again
    }

    /// Takes the namespaces that an element declares, until [`Names::leave`]. `alone`: when it has no other attributes.
    pub(super) fn enter(&mut self, start: &BytesStart<'_>, alone: bool) -> Result<(), Refusal> {
        self.forget_left();
        let declared = start.attributes_raw();
        if self.entered == 0 && self.outermost.declared == declared {
            self.round = self.outermost.round;
        } else {
            self.forget();
        }
        if self.entered == 0 {
            declared.clone_into(&mut self.outermost.declared);
            (self.outermost.round, self.outermost.alone) = (self.round, alone);
        }
        self.entered += 1;
        self.resolver.push(start).map_err(|_| Refusal::Unreadable)
    }

    /// Forgets the namespaces of the element entered last.
    pub(super) fn leave(&mut self) {
        self.forget();
        self.entered = self.entered.saturating_sub(1);
        if self.entered == 0 {
            self.outermost.kept = true;
        } else {
            self.resolver.pop();
        }
    }

    /// Outside of an outermost element its namespaces mean nothing.
    fn forget_left(&mut self) {
        if std::mem::take(&mut self.outermost.kept) {
            self.resolver.pop();
        }
    }

    /// Changes with the namespaces, and is never 0.
    pub(super) fn round(&self) -> u32 {
        self.round
    }

    fn forget(&mut self) {
        // A part has far fewer elements than would let it begin again.
        self.last = self.last.wrapping_add(1);
        self.round = self.last;
    }

    pub(super) fn element(&mut self, raw: QName<'_>) -> u32 {
        let resolve = |names: &mut Self, raw: QName<'_>| {
            let (namespace, local) = names.resolver.resolve_element(raw);
            canonical(&mut names.scratch, &namespace, local.as_ref());
            Some(names.index())
        };
        self.remembered(raw, false, resolve).unwrap_or_default()
    }

    /// `None` for an attribute that no reader asks for: of a strange namespace, or a revision mark of Word.
    pub(super) fn attribute(&mut self, raw: QName<'_>) -> Option<u32> {
        self.remembered(raw, true, Self::new_attribute)
    }

    fn new_attribute(&mut self, raw: QName<'_>) -> Option<u32> {
        let (namespace, local) = self.resolver.resolve_attribute(raw);
        let known = match &namespace {
            ResolveResult::Bound(namespace) => prefix(namespace.as_ref()).is_some(),
            ResolveResult::Unbound => true,
            ResolveResult::Unknown(_) => false,
        };
        if !known || local.as_ref().starts_with("rsid") {
            return None;
        }
        canonical(&mut self.scratch, &namespace, local.as_ref());
        Some(self.index())
    }

    fn remembered(
        &mut self,
        name: QName<'_>,
        of_attribute: bool,
        find: impl FnOnce(&mut Self, QName<'_>) -> Option<u32>,
    ) -> Option<u32> {
        let place = place(name.as_ref(), of_attribute);
        if let Some(slot) = self.slots.get(place)
            && slot.holds(self.round, name.as_ref(), of_attribute)
        {
            return slot.name;
        }
        self.forget_left();
        let found = find(self, name);
        let text = name.as_ref();
        let mut raw = [0; LONGEST];
        if let (Some(start), Ok(length)) = (raw.get_mut(..text.len()), u8::try_from(text.len()))
            && let Some(slot) = self.slots.get_mut(place)
        {
            start.copy_from_slice(text.as_bytes());
            *slot = Slot {
                round: self.round,
                of_attribute,
                length,
                raw,
                name: found,
            };
        }
        found
    }

    /// The index of the name in the scratch.
    fn index(&mut self) -> u32 {
        if let Ok(index) = COMMON.binary_search(&self.scratch.as_str()) {
            return position(index);
        }
        if let Some(&index) = self.indices.get(self.scratch.as_str()) {
            return index;
        }
        let index = position(COMMON.len() + self.indices.len());
        self.indices.insert(self.scratch.clone(), index);
        index
    }
}

/// The slot of a name: its ends and its length tell most of them apart.
fn place(name: &str, of_attribute: bool) -> usize {
    let bytes = name.as_bytes();
    let byte = |at: usize| bytes.get(at).copied().map_or(0, usize::from);
    let length = bytes.len();
    let ends = byte(length.wrapping_sub(1)) * 230 + byte(length.wrapping_sub(2)) * 238 + byte(2) * 153;
    (ends + length * 242 + usize::from(of_attribute) * 121) % SLOTS
}

fn canonical(name: &mut String, namespace: &ResolveResult<'_>, local: &str) {
    name.clear();
    match namespace {
        ResolveResult::Bound(namespace) => name.push_str(prefix(namespace.as_ref()).unwrap_or("?")),
        ResolveResult::Unknown(_) => name.push('?'),
        ResolveResult::Unbound => {}
    }
    if *namespace != ResolveResult::Unbound {
        name.push(':');
    }
    name.push_str(local);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::limits::Limits;
    use crate::read::xml::Tree;

    #[test]
    fn names_of_one_part_are_not_those_of_the_next() {
        const WORD: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
        const SHEET: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
        let limits = Limits::default();
        let names = |part: &str| {
            let tree = Tree::parse(part.as_bytes(), &limits).unwrap();
            let (root, child) = (tree.root(), tree.root().children().next().unwrap());
            let attribute = ["w:val", "s:val", "?:val"].map(|name| child.attribute(name).is_some());
            (root.name().to_owned(), child.name().to_owned(), attribute)
        };
        let of = |uri: &str, own: &str| {
            let child = format!(r#"<x:{own} x:val="1"/>"#);
            names(&format!(r#"<x:p xmlns:x="{uri}">{child}</x:p>"#))
        };
        for _ in 0..2 {
            for (uri, prefix) in [(WORD, "w"), (SHEET, "s"), (WORD, "w"), ("urn:none", "?")] {
                for own in ["t", "own", "other", "own"] {
                    let want = [prefix == "w", prefix == "s", false];
                    let names = of(uri, own);
                    assert_eq!(names, (format!("{prefix}:p"), format!("{prefix}:{own}"), want));
                }
            }
            // Declared further inside, or nowhere.
            let inside = format!(r#"<x:p><x:own xmlns:x="{WORD}" x:val="1"/></x:p>"#);
            let want = ("?:p".to_owned(), "w:own".to_owned(), [true, false, false]);
            assert_eq!(names(&inside), want);
            assert_eq!(names("<x:p><x:own/></x:p>").1, "?:own");
            assert!(Tree::parse(format!(r#"<x:p xmlns:x="{SHEET}"><x:own>"#).as_bytes(), &limits).is_err());
        }
    }

    #[test]
    fn common_names_are_found_and_others_are_met() {
        assert!(COMMON.is_sorted());
        let mut names = Names::new();
        let index = |names: &mut Names, name: &str| names.element(QName(name));
        let met = [
            index(&mut names, "Id"),
            index(&mut names, "other"),
            index(&mut names, "Id"),
        ];
        let unknown = index(&mut names, "x:other");
        let known = names.into_met();
        assert_eq!(met.map(|index| name(index, &known)), ["Id", "other", "Id"]);
        assert_eq!(name(unknown, &known), "?:other");
        assert_eq!(name(0, &known), "");
    }
}
