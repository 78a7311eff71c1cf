//! Zip files with bounds: archives and office packages.

mod member;
mod plain;

use std::borrow::Cow;
use std::io::Cursor;
use std::rc::Rc;

use memchr::memmem;
use zip::{CompressionMethod, ZipArchive};

use self::member::Measure;
use super::limits::{Allowance, Refusal};
use super::member_name;
use super::xml::Tree;
use crate::compare::equal;

/// Central directory entries the zip reader is allowed to load at all, before the real count is known.
const DIRECTORY_CAP: usize = 200_000;

/// Parts that are looked through one by one.
const FEW: usize = 16;

/// An opened zip file. Opening checks counts, claimed sizes and overlaps; reading counts bytes.
pub(super) struct Package<'b> {
    bytes: &'b [u8],
    zip: ZipArchive<Cursor<&'b [u8]>>,
    /// Lower-case names with their positions, sorted: office programs compare part names without case.
    parts: Vec<(String, usize)>,
}

/// One member as the directory describes it.
pub(super) struct Member {
    pub(super) index: usize,
    pub(super) name: String,
    pub(super) encrypted: bool,
    pub(super) folder: bool,
    pub(super) link: bool,
}

/// What bounds a member beside its bytes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Bound {
    /// Bytes and ratio.
    Ratio,
    /// Bytes only: blank bitmaps inside documents compress without end.
    Bytes,
}

impl<'b> Package<'b> {
    pub(super) fn open(bytes: &'b [u8], allowance: &Allowance<'_>) -> Result<Self, Refusal> {
        if memmem::find_iter(bytes, b"PK\x01\x02").count() > DIRECTORY_CAP {
            return Err(Refusal::Unsafe);
        }
        let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Refusal::Unreadable)?;
        // A directory that does not belong to the first byte is that of a member: the outer one was cut off.
        if bytes.starts_with(b"PK\x03\x04") && zip.offset() != 0 {
            return Err(Refusal::Unreadable);
        }
        if zip.len() > allowance.limits.entries || zip.has_duplicate_names() {
            return Err(Refusal::Unsafe);
        }
        if zip
            .decompressed_size()
            .is_some_and(|claimed| claimed > u128::from(allowance.bytes_left()))
        {
            return Err(Refusal::Unsafe);
        }
        if zip.has_overlapping_entries().map_err(|_| Refusal::Unreadable)? {
            return Err(Refusal::Unsafe);
        }
        let mut package = Self {
            bytes,
            zip,
            parts: Vec::new(),
        };
        let lower = |member: Member| {
            let lower = match key(&member.name) {
                Cow::Borrowed(_) => None,
                Cow::Owned(lower) => Some(lower),
            };
            (lower.unwrap_or(member.name), member.index)
        };
        let mut parts = Vec::with_capacity(package.zip.len());
        parts.extend(
            (0..package.zip.len())
                .filter_map(|index| package.member(index))
                .map(lower),
        );
        parts.sort_by(|one, other| one.0.cmp(&other.0));
        // Of equal names the last counts.
        parts.dedup_by(|later, earlier| {
            let same = later.0 == earlier.0;
            if same {
                earlier.1 = later.1;
            }
            same
        });
        package.parts = parts;
        Ok(package)
    }

    /// Bytes of the file.
    pub(super) const fn size(&self) -> usize {
        self.bytes.len()
    }

    /// All members in the order of the directory.
    pub(super) fn members(&self) -> Vec<Member> {
        (0..self.zip.len())
            .filter_map(|index| self.member(index))
            .collect()
    }

    fn member(&self, index: usize) -> Option<Member> {
        let entry = self.zip.by_index_data(index).ok()?;
        Some(Member {
            index,
            name: member_name::decode(entry.name_raw(), entry.flags().as_u16()),
            encrypted: entry.encrypted(),
            folder: entry.is_dir(),
            link: entry.is_symlink(),
        })
    }

    pub(super) fn has(&self, part: &str) -> bool {
        self.index(part).is_some()
    }

    /// Names of all parts in lower case.
    pub(super) fn part_names(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().map(|(name, _)| name.as_str())
    }

    /// True when no two readers can take the names of its members in different ways.
    pub(super) fn is_plainly_named(&self) -> bool {
        let is_plain = |name: &String| name.is_ascii() && !name.contains('\\');
        self.parts.len() == self.zip.len() && self.parts.iter().all(|(name, _)| is_plain(name))
    }

    /// Where a part stands in the directory.
    pub(super) fn index(&self, part: &str) -> Option<usize> {
        let part = key(part);
        if self.parts.len() <= FEW {
            let mut parts = self.parts.iter();
            let same = |(name, _): &&(String, usize)| equal(name.as_bytes(), part.as_bytes());
            return parts.find(same).map(|(_, index)| *index);
        }
        let found = self.parts.binary_search_by(|(name, _)| name.as_str().cmp(&part));
        self.parts.get(found.ok()?).map(|(_, index)| *index)
    }

    /// Bytes of a part; `None` when there is no such part.
    pub(super) fn part(
        &mut self,
        name: &str,
        bound: Bound,
        allowance: &mut Allowance<'_>,
    ) -> Option<Result<Vec<u8>, Refusal>> {
        let index = self.index(name)?;
        Some(self.read(index, bound, allowance).map_err(|(refusal, _)| refusal))
    }

    /// An XML part as a tree; `None` when there is no such part.
    pub(super) fn tree(
        &mut self,
        name: &str,
        allowance: &mut Allowance<'_>,
    ) -> Result<Option<Rc<Tree>>, Refusal> {
        let Some(bytes) = self.part(name, Bound::Ratio, allowance) else {
            return Ok(None);
        };
        let bytes = bytes?;
        if bytes.len() as u64 > allowance.limits.xml_bytes {
            return Err(Refusal::Unsafe);
        }
        Tree::of(&bytes, allowance.limits).map(Some)
    }

    /// Bytes of a member, or why not together with what could be read.
    pub(super) fn read(
        &mut self,
        index: usize,
        bound: Bound,
        allowance: &mut Allowance<'_>,
    ) -> Result<Vec<u8>, (Refusal, Vec<u8>)> {
        let unreadable = |_| (Refusal::Unreadable, Vec::new());
        let entry = self.zip.by_index_data(index).map_err(unreadable)?;
        if entry.encrypted() {
            return Err((Refusal::Encrypted, Vec::new()));
        }
        if entry.compression() == CompressionMethod::Stored && entry.size() != entry.compressed_size() {
            return Err((Refusal::Unsafe, Vec::new()));
        }
        let measure = Measure::new(
            entry.size(),
            entry.compressed_size(),
            allowance.limits.ratio,
            bound,
        );
        let (method, checksum) = (entry.compression(), entry.crc32());
        let packed = self.packed(index).ok_or((Refusal::Unreadable, Vec::new()))?;
        if method == CompressionMethod::Deflated {
            return member::inflate(packed, checksum, &measure, allowance);
        }
        let file = self.zip.by_index(index).map_err(unreadable)?;
        member::read(file, &measure, allowance)
    }

    /// The bytes of a member as they stand in the file, as many of them as there are.
    fn packed(&mut self, index: usize) -> Option<&'b [u8]> {
        let raw = self.zip.by_index_raw(index).ok()?;
        let start = usize::try_from(raw.data_start()?).ok()?;
        let length = usize::try_from(raw.compressed_size()).ok()?;
        let rest = self.bytes.get(start..)?;
        Some(rest.get(..length).unwrap_or(rest))
    }
}

/// The name of a part in lower case, as most names stand there.
fn key(name: &str) -> Cow<'_, str> {
    if name
        .bytes()
        .all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase())
    {
        Cow::Borrowed(name)
    } else {
        Cow::Owned(name.to_lowercase())
    }
}
