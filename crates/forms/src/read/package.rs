//! Zip files with bounds: archives and office packages.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use zip::{CompressionMethod, ZipArchive};

use super::limits::{Allowance, Refusal};
use super::member_name;
use super::xml::Tree;

/// Members above this size are held to the ratio of the limits.
const RATIO_FLOOR: u64 = 1 << 20;
/// Central directory entries the zip reader is allowed to load at all, before the real count is known.
const DIRECTORY_CAP: usize = 200_000;

/// An opened zip file. Opening checks counts, claimed sizes and overlaps; reading counts bytes.
pub(super) struct Package<'b> {
    zip: ZipArchive<Cursor<&'b [u8]>>,
    /// Position by lower-case name: office programs compare part names without case.
    parts: BTreeMap<String, usize>,
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
        if count(bytes, b"PK\x01\x02") > DIRECTORY_CAP {
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
            zip,
            parts: BTreeMap::new(),
        };
        package.parts = package
            .members()
            .into_iter()
            .map(|member| (member.name.to_lowercase(), member.index))
            .collect();
        Ok(package)
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
        self.parts.contains_key(&part.to_lowercase())
    }

    /// Names of all parts in lower case.
    pub(super) fn part_names(&self) -> impl Iterator<Item = &str> {
        self.parts.keys().map(String::as_str)
    }

    /// Bytes of a part; `None` when there is no such part.
    pub(super) fn part(
        &mut self,
        name: &str,
        bound: Bound,
        allowance: &mut Allowance<'_>,
    ) -> Option<Result<Vec<u8>, Refusal>> {
        let index = *self.parts.get(&name.to_lowercase())?;
        Some(self.read(index, bound, allowance).map_err(|(refusal, _)| refusal))
    }

    /// An XML part as a tree; `None` when there is no such part.
    pub(super) fn tree(
        &mut self,
        name: &str,
        allowance: &mut Allowance<'_>,
    ) -> Result<Option<Tree>, Refusal> {
        let Some(bytes) = self.part(name, Bound::Ratio, allowance) else {
            return Ok(None);
        };
        let bytes = bytes?;
        if bytes.len() as u64 > allowance.limits.xml_bytes {
            return Err(Refusal::Unsafe);
        }
        Tree::parse(&bytes, allowance.limits).map(Some)
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
        let mut file = self.zip.by_index(index).map_err(unreadable)?;
        let (claimed, compressed) = (file.size(), file.compressed_size());
        let ratio_cap = compressed.saturating_mul(allowance.limits.ratio).max(RATIO_FLOOR);
        let mut bytes = Vec::new();
        let mut chunk = vec![0; 64 << 10];
        loop {
            let read = match file.read(&mut chunk) {
                Ok(0) => break,
                Ok(read) => read,
                Err(_) => return Err((Refusal::Unreadable, bytes)),
            };
            bytes.extend_from_slice(chunk.get(..read).unwrap_or_default());
            let total = bytes.len() as u64;
            let too_dense = bound == Bound::Ratio && total > ratio_cap;
            if total > claimed || too_dense || allowance.spend_bytes(read as u64).is_err() {
                return Err((Refusal::Unsafe, Vec::new()));
            }
        }
        Ok(bytes)
    }
}

fn count(bytes: &[u8], signature: &[u8]) -> usize {
    bytes
        .windows(signature.len())
        .filter(|window| *window == signature)
        .count()
}
