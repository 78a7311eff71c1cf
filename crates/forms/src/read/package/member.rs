//! The bytes of one member, counted while they are unpacked.

use std::cell::RefCell;
use std::io::Read;
use std::rc::Rc;

use flate2::{Crc, Decompress, FlushDecompress, Status};

use super::Bound;
use crate::read::limits::{Allowance, Refusal};
use crate::recent::Recent;

/// Members above this size are held to the ratio of the limits.
const RATIO_FLOOR: u64 = 1 << 20;
/// Bytes unpacked before they are counted.
const STEP: usize = 64 << 10;
/// Bytes of room beyond those claimed: nearer to the end than its longest copy the unpacker looks before every byte.
const SLACK: usize = 320;

/// What could be read, or why not all of it together with what could.
pub(super) type Unpacked = Result<Vec<u8>, (Refusal, Vec<u8>)>;

/// How much of a member is believed.
pub(super) struct Measure {
    claimed: u64,
    ratio_cap: u64,
    bound: Bound,
}

impl Measure {
    /// `claimed` and `compressed`: bytes as the directory has them.
    pub(super) fn new(claimed: u64, compressed: u64, ratio: u64, bound: Bound) -> Self {
        Self {
            claimed,
            ratio_cap: compressed.saturating_mul(ratio).max(RATIO_FLOOR),
            bound,
        }
    }

    /// Bytes to make room for before the next step: what is claimed, if that is little, and some to notice more.
    fn room(&self) -> usize {
        usize::try_from(self.claimed).map_or(STEP, |claimed| claimed.min(STEP)) + SLACK
    }

    /// True for more bytes than are claimed.
    fn is_exceeded(&self, total: usize) -> bool {
        total as u64 > self.claimed
    }

    /// Counts the next bytes.
    fn take(&self, total: usize, more: usize, allowance: &mut Allowance<'_>) -> Result<(), Refusal> {
        if self.bound == Bound::Ratio && total as u64 > self.ratio_cap {
            return Err(Refusal::Unsafe);
        }
        allowance.spend_bytes(more as u64)
    }
}

thread_local! {
    /// Tables and window of the unpacking, far larger than most members: used over and over.
    static INFLATE: RefCell<Decompress> = RefCell::new(Decompress::new(false));
    /// Members as they were unpacked, with their checksums.
    static RECENT: RefCell<Recent<(Rc<[u8]>, u32)>> = const { RefCell::new(Recent::new()) };
}

/// The bytes of a deflated member whose checksum is known.
pub(super) fn inflate(
    packed: &[u8],
    checksum: u32,
    measure: &Measure,
    allowance: &mut Allowance<'_>,
) -> Unpacked {
    let mark = match RECENT.with_borrow(|recent| recent.find(packed)) {
        Ok((bytes, sum)) if sum == checksum && !measure.is_exceeded(bytes.len()) => {
            let taken = measure.take(bytes.len(), bytes.len(), allowance);
            let refused = |refusal| (refusal, Vec::new());
            return taken.map(|()| bytes.to_vec()).map_err(refused);
        }
        Ok(_) => None,
        Err(mark) => Some(mark),
    };
    let bytes = unpack(packed, checksum, measure, allowance)?;
    if let Some(mark) = mark.filter(|_| bytes.len() <= STEP) {
        let unpacked = || (Rc::from(bytes.as_slice()), checksum);
        RECENT.with_borrow_mut(|recent| recent.keep(mark, packed, unpacked));
    }
    Ok(bytes)
}

fn unpack(packed: &[u8], checksum: u32, measure: &Measure, allowance: &mut Allowance<'_>) -> Unpacked {
    INFLATE.with_borrow_mut(|inflate| {
        inflate.reset(false);
        let (mut bytes, mut sum, mut rest) = (Vec::new(), Crc::new(), packed);
        loop {
            if bytes.len() == bytes.capacity() {
                bytes.reserve(measure.room());
            }
            let (before, read) = (bytes.len(), inflate.total_in());
            let status = inflate.decompress_vec(rest, &mut bytes, FlushDecompress::None);
            let taken = usize::try_from(inflate.total_in() - read).unwrap_or(usize::MAX);
            let new = bytes.get(before..).unwrap_or_default();
            sum.update(new);
            let more = new.len();
            if let Err(refusal) = measure.take(bytes.len(), more, allowance) {
                return Err((refusal, Vec::new()));
            }
            if measure.is_exceeded(bytes.len()) {
                return Err((Refusal::Unreadable, Vec::new()));
            }
            match status {
                Ok(Status::StreamEnd) if sum.sum() == checksum => return Ok(bytes),
                Ok(Status::Ok | Status::BufError) if taken > 0 || more > 0 => {}
                Ok(_) | Err(_) => return Err((Refusal::Unreadable, bytes)),
            }
            rest = rest.get(taken..).unwrap_or_default();
        }
    })
}

/// The bytes of a member that the zip reader unpacks.
pub(super) fn read(mut file: impl Read, measure: &Measure, allowance: &mut Allowance<'_>) -> Unpacked {
    let mut bytes = Vec::new();
    loop {
        let before = bytes.len();
        let step = measure.room() as u64;
        let read = file.by_ref().take(step).read_to_end(&mut bytes);
        let more = bytes.len().saturating_sub(before);
        if let Err(refusal) = measure.take(bytes.len(), more, allowance) {
            return Err((refusal, Vec::new()));
        }
        if measure.is_exceeded(bytes.len()) {
            return Err((Refusal::Unsafe, Vec::new()));
        }
        match read {
            Ok(0) => return Ok(bytes),
            Ok(_) => {}
            Err(_) => return Err((Refusal::Unreadable, bytes)),
        }
    }
}
