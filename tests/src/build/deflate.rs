//! A small compressor whose output depends on its input only; the libraries choose by processor.

use std::collections::BTreeMap;

/// Extra bits of the length codes from 257, and of the distance codes from 0 (RFC 1951, 3.2.5).
const LENGTH_EXTRA: [u32; 29] = [
    0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
];
const DISTANCE_EXTRA: [u32; 30] = [
    0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13,
];
const LONGEST: usize = 258;
const FARTHEST: usize = 32_768;

/// One deflate block with the fixed codes; repetitions of three bytes and more are replaced by the nearest one.
pub(crate) fn deflate(content: &[u8]) -> Vec<u8> {
    let mut stream = Stream::default();
    stream.number(0b011, 3); // last block, fixed codes
    let mut seen: BTreeMap<&[u8], usize> = BTreeMap::new();
    let mut at = 0;
    while let Some(byte) = content.get(at) {
        let found = content
            .get(at..at + 3)
            .and_then(|key| seen.get(key))
            .and_then(|from| repeated(content, *from, at));
        let taken = if let Some((distance, length)) = found {
            stream.repetition(distance, length);
            length
        } else {
            stream.symbol(u32::from(*byte));
            1
        };
        for position in at..at + taken {
            if let Some(key) = content.get(position..position + 3) {
                seen.insert(key, position);
            }
        }
        at += taken;
    }
    stream.symbol(256);
    stream.end()
}

/// Distance and length of what stands at `from` and again at `at`.
fn repeated(content: &[u8], from: usize, at: usize) -> Option<(usize, usize)> {
    let length = content
        .iter()
        .skip(from)
        .zip(content.iter().skip(at))
        .take(LONGEST)
        .take_while(|(a, b)| a == b)
        .count();
    (at - from <= FARTHEST && length >= 3).then_some((at - from, length))
}

#[derive(Default)]
struct Stream {
    bytes: Vec<u8>,
    pending: u32,
    count: u32,
}

impl Stream {
    /// A number, lowest bit first.
    fn number(&mut self, value: u32, width: u32) {
        self.pending |= value << self.count;
        self.count += width;
        while self.count >= 8 {
            self.bytes.push(self.pending.to_le_bytes()[0]);
            self.pending >>= 8;
            self.count -= 8;
        }
    }

    /// A Huffman code, highest bit first.
    fn code(&mut self, code: u32, width: u32) {
        self.number(code.reverse_bits() >> (32 - width), width);
    }

    /// A byte, the end or a length, by the fixed code (RFC 1951, 3.2.6).
    fn symbol(&mut self, symbol: u32) {
        match symbol {
            0..=143 => self.code(0x30 + symbol, 8),
            144..=255 => self.code(0x190 + symbol - 144, 9),
            256..=279 => self.code(symbol - 256, 7),
            _ => self.code(0xC0 + symbol - 280, 8),
        }
    }

    fn repetition(&mut self, distance: usize, length: usize) {
        if length == LONGEST {
            self.symbol(285);
        } else {
            let (code, rest, width) = bucket(&LENGTH_EXTRA, length - 3);
            self.symbol(257 + code);
            self.number(rest, width);
        }
        let (code, rest, width) = bucket(&DISTANCE_EXTRA, distance - 1);
        self.code(code, 5);
        self.number(rest, width);
    }

    fn end(mut self) -> Vec<u8> {
        self.number(0, 7);
        self.bytes
    }
}

/// The code whose range holds `value`, what is left of it, and in how many bits that is written.
fn bucket(extra: &[u32], value: usize) -> (u32, u32, u32) {
    let mut rest = u32::try_from(value).unwrap_or(u32::MAX);
    for (code, width) in (0..).zip(extra) {
        if rest < 1 << width {
            return (code, rest, *width);
        }
        rest -= 1 << width;
    }
    (0, 0, 0)
}
