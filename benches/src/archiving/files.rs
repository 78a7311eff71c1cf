//! The files that archives are made of.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{self, Read, Write as _};
use std::path::{Path, PathBuf};

use ::tests::build::charset::base64_lines;
use domain::ids::ArrivalId;
use reporting::{Sources, UploadedFile};
use sha2::{Digest as _, Sha256};

/// Size of a video, in bytes.
const VIDEO: usize = 64_000_000;
/// Size of what a letter brings, in bytes.
const LETTER: usize = 750_000;
/// Letters for each video.
const LETTERS: usize = 8;

/// What was written.
#[derive(Debug)]
pub(super) struct Files {
    pub(super) count: usize,
    pub(super) bytes: u64,
}

impl Files {
    /// Videos and letters until there are that many bytes.
    pub(super) fn write(folder: &Path, wanted: u64) -> io::Result<Self> {
        let mut state = 88_172_645_463_325_252_u64;
        let mut noise = |length: usize| -> Vec<u8> {
            let words = (0..length.div_ceil(8)).flat_map(|_| {
                // Xorshift64 (Marsaglia 2003): nothing packs it.
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                state.to_le_bytes()
            });
            words.take(length).collect()
        };
        let letter = [
            &b"Subject: =?utf-8?b?5oql6YCB?=\r\n\r\n"[..],
            &base64_lines(&noise(LETTER)),
        ]
        .concat();
        let video = noise(VIDEO);
        let mut files = Self { count: 0, bytes: 0 };
        let mut first: BTreeMap<&str, PathBuf> = BTreeMap::new();
        while files.bytes < wanted {
            let (ending, content) = if files.count % (LETTERS + 1) == LETTERS {
                ("mp4", &video)
            } else {
                ("eml", &letter)
            };
            files.count += 1;
            files.bytes += content.len() as u64;
            let path = folder.join(format!("{:06}.{ending}", files.count));
            if let Some(first) = first.get(ending) {
                fs::hard_link(first, path)?;
            } else {
                File::create(&path)?.write_all(content)?;
                first.insert(ending, path);
            }
        }
        Ok(files)
    }

    #[expect(clippy::cast_precision_loss, reason = "shown with three digits")]
    pub(super) fn megabytes(&self) -> f64 {
        self.bytes as f64 / 1e6
    }
}

/// A folder as the store of an office: letters are originals, videos uploads.
#[derive(Debug)]
pub(super) struct Shelf {
    /// Path, hash and size of every file.
    pub(super) files: Vec<(PathBuf, String, u64)>,
    /// One path for each hash.
    paths: BTreeMap<String, PathBuf>,
}

/// The original of an upload without anything typed.
pub(super) const MANIFEST: &[u8] = b"{}";

impl Shelf {
    /// Hashes every content once, however many names it has.
    pub(super) fn open(folder: &Path) -> io::Result<Self> {
        use std::os::unix::fs::MetadataExt as _;
        let mut known: BTreeMap<u64, String> = BTreeMap::new();
        let mut files = Vec::new();
        let mut paths = BTreeMap::new();
        let entries = fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path()));
        let mut entries: Vec<PathBuf> = entries.collect::<io::Result<_>>()?;
        entries.sort();
        for path in entries {
            let found = fs::metadata(&path)?;
            let sha256 = match known.get(&found.ino()) {
                Some(sha256) => sha256.clone(),
                None => hash(&path)?,
            };
            known.insert(found.ino(), sha256.clone());
            paths.entry(sha256.clone()).or_insert_with(|| path.clone());
            files.push((path, sha256, found.len()));
        }
        Ok(Self { files, paths })
    }

    pub(super) fn is_video(path: &Path) -> bool {
        path.extension().is_some_and(|extension| extension == "mp4")
    }
}

impl Sources for Shelf {
    fn original(&self, sha256: &str) -> io::Result<Box<dyn Read + '_>> {
        match self.paths.get(sha256) {
            Some(path) => Ok(Box::new(File::open(path)?)),
            None => Ok(Box::new(MANIFEST)),
        }
    }

    fn attachment(&self, _: ArrivalId, _: &str) -> io::Result<Option<Box<dyn Read + '_>>> {
        Ok(None)
    }

    fn uploaded(&self, arrival: ArrivalId) -> io::Result<Vec<UploadedFile>> {
        let place = usize::try_from(arrival.number()).unwrap_or_default();
        let file = self.files.get(place).filter(|(path, ..)| Self::is_video(path));
        let uploaded = file.map(|(_, sha256, bytes)| UploadedFile {
            name: "学会展示视频.mp4".to_owned(),
            sha256: sha256.clone(),
            bytes: *bytes,
        });
        Ok(uploaded.into_iter().collect())
    }
}

fn hash(path: &Path) -> io::Result<String> {
    let (mut file, mut hasher, mut chunk) = (File::open(path)?, Sha256::new(), vec![0; 1 << 20]);
    loop {
        match file.read(&mut chunk)? {
            0 => return Ok(hexadecimal(&hasher.finalize())),
            read => hasher.update(chunk.get(..read).unwrap_or_default()),
        }
    }
}

pub(super) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
