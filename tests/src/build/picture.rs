//! Small valid pictures and films made by code: they show nothing, but every decoder takes them.

use super::crc32;

/// Zigzag-independent facts: symbols of the two Huffman tables by code length (1 to 16).
const DC_COUNTS: [u8; 16] = [0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0];
const DC_SYMBOLS: [u8; 12] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];
const AC_COUNTS: [u8; 16] = [0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
const AC_SYMBOLS: [u8; 3] = [0x00, 0x01, 0x02];

/// A grey JPEG mosaic; `seed` decides what it looks like. A 1280 by 960 picture takes about 45 kB.
pub fn jpeg(width: u16, height: u16, seed: u64) -> Vec<u8> {
    let mut file = vec![0xFF, 0xD8];
    segment(&mut file, 0xE0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0");
    let mut quantities = vec![0];
    quantities.extend_from_slice(&[8]);
    quantities.extend_from_slice(&[16; 63]);
    segment(&mut file, 0xDB, &quantities);
    let [high, low] = height.to_be_bytes();
    let [left, right] = width.to_be_bytes();
    segment(&mut file, 0xC0, &[8, high, low, left, right, 1, 1, 0x11, 0]);
    for (class, counts, symbols) in [
        (0x00, DC_COUNTS, &DC_SYMBOLS[..]),
        (0x10, AC_COUNTS, &AC_SYMBOLS[..]),
    ] {
        let mut table = vec![class];
        table.extend_from_slice(&counts);
        table.extend_from_slice(symbols);
        segment(&mut file, 0xC4, &table);
    }
    segment(&mut file, 0xDA, &[1, 1, 0, 0, 63, 0]);
    scan(&mut file, width.div_ceil(8), height.div_ceil(8), seed);
    file.extend_from_slice(&[0xFF, 0xD9]);
    file
}

fn segment(file: &mut Vec<u8>, marker: u8, content: &[u8]) {
    file.extend_from_slice(&[0xFF, marker]);
    file.extend_from_slice(&u16::try_from(content.len() + 2).unwrap_or(u16::MAX).to_be_bytes());
    file.extend_from_slice(content);
}

/// Every block: its brightness, two coefficients of texture, end of block.
fn scan(file: &mut Vec<u8>, columns: u16, rows: u16, seed: u64) {
    let mut bits = Bits {
        file,
        pending: 0,
        count: 0,
    };
    let mut state = seed | 1;
    let mut before = 0;
    for row in 0..i32::from(rows) {
        for column in 0..i32::from(columns) {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            let noise = i32::from(state.to_be_bytes()[0]) / 8;
            let level = 60 - row * 100 / i32::from(rows) + column * 40 / i32::from(columns) - noise;
            bits.dc(level - before);
            before = level;
            bits.ac(1 + i32::from(state.to_be_bytes()[1] & 1));
            bits.ac(-1 - i32::from(state.to_be_bytes()[2] & 1));
            bits.put(0b00, 2);
        }
    }
    bits.flush();
}

struct Bits<'a> {
    file: &'a mut Vec<u8>,
    pending: u32,
    count: u32,
}

impl Bits<'_> {
    fn put(&mut self, value: u32, width: u32) {
        self.pending = (self.pending << width) | value;
        self.count += width;
        while self.count >= 8 {
            self.count -= 8;
            let byte = (self.pending >> self.count).to_le_bytes()[0];
            self.file.push(byte);
            if byte == 0xFF {
                self.file.push(0);
            }
            self.pending &= (1 << self.count) - 1;
        }
    }

    fn dc(&mut self, difference: i32) {
        let size = magnitude(difference);
        // Code lengths 2, 3 (five symbols), 4, 5, 6, … of the table above.
        let (code, width) = match size {
            0 => (0b00, 2),
            1..=5 => (0b001 + size, 3),
            _ => ((1 << (size - 2)) - 2, size - 2),
        };
        self.put(code, width);
        self.put(amplitude(difference, size), size);
    }

    /// One coefficient of one or two bits, right after the one before.
    fn ac(&mut self, value: i32) {
        let size = magnitude(value);
        self.put(size, 2); // codes 01 and 10 stand for the symbols 0x01 and 0x02
        self.put(amplitude(value, size), size);
    }

    fn flush(&mut self) {
        self.put(0x7F, 7);
    }
}

fn magnitude(value: i32) -> u32 {
    32 - value.unsigned_abs().leading_zeros()
}

fn amplitude(value: i32, size: u32) -> u32 {
    if value >= 0 {
        value.unsigned_abs()
    } else {
        ((1 << size) - 1) - value.unsigned_abs()
    }
}

/// A PNG of black and white tiles, stored without compression: an eighth of a byte for each point.
pub fn png(width: u32, height: u32) -> Vec<u8> {
    let mut points = Vec::new();
    for row in 0..height {
        points.push(0);
        for group in 0..width.div_ceil(8) {
            points.push(if (row / 16 + group / 2) % 3 == 0 {
                0x0F
            } else {
                0xFF
            });
        }
    }
    let mut header = Vec::new();
    header.extend_from_slice(&width.to_be_bytes());
    header.extend_from_slice(&height.to_be_bytes());
    header.extend_from_slice(&[1, 0, 0, 0, 0]);
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    chunk(&mut file, *b"IHDR", &header);
    chunk(&mut file, *b"IDAT", &stored(&points));
    chunk(&mut file, *b"IEND", &[]);
    file
}

fn chunk(file: &mut Vec<u8>, kind: [u8; 4], content: &[u8]) {
    file.extend_from_slice(&u32::try_from(content.len()).unwrap_or(u32::MAX).to_be_bytes());
    let mut checked = Vec::from(kind);
    checked.extend_from_slice(content);
    file.extend_from_slice(&checked);
    file.extend_from_slice(&crc32(&checked).to_be_bytes());
}

/// A zlib stream of stored blocks.
fn stored(content: &[u8]) -> Vec<u8> {
    let mut stream = vec![0x78, 0x01];
    let mut blocks = content.chunks(60_000).peekable();
    while let Some(block) = blocks.next() {
        let size = u16::try_from(block.len()).unwrap_or(u16::MAX);
        stream.push(u8::from(blocks.peek().is_none()));
        stream.extend_from_slice(&size.to_le_bytes());
        stream.extend_from_slice(&(!size).to_le_bytes());
        stream.extend_from_slice(block);
    }
    let (mut low, mut high) = (1_u32, 0_u32);
    for byte in content {
        low = (low + u32::from(*byte)) % 65_521;
        high = (high + low) % 65_521;
    }
    stream.extend_from_slice(&((high << 16) | low).to_be_bytes());
    stream
}

/// The boxes of an MP4 file around a few kilobytes that are no film: enough for whoever goes by the signature.
pub fn mp4(seed: u64) -> Vec<u8> {
    let mut file = b"\0\0\0\x18ftypisom\0\0\x02\0isommp41".to_vec();
    let content: Vec<u8> = (0..6_000_u64)
        .map(|at| (at.wrapping_mul(seed | 1)).to_be_bytes()[3])
        .collect();
    file.extend_from_slice(&u32::try_from(content.len() + 8).unwrap_or(u32::MAX).to_be_bytes());
    file.extend_from_slice(b"mdat");
    file.extend_from_slice(&content);
    file.extend_from_slice(b"\0\0\0\x08moov");
    file
}
