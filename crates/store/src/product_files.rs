//! The files of products, in the folder `products` beside the originals' own.
//!
//! A product is named by its number and the fence of whoever made it, not by its hash (docs/adr/0018): it can be removed
//! at any time without asking who else has one with the same bytes, and two processes never write the same file.

use std::fs::{self, File};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use crate::connect::Store;
use crate::durable::{create_folder, sync_folder};
use crate::error::StoreError;
use crate::incoming::INCOMING;
use crate::originals::{Originals, blocking, hash};

/// A product that is being written. Dropped before it is kept, it leaves nothing behind.
#[derive(Debug)]
pub struct ProductDraft {
    file: File,
    path: PathBuf,
}

impl Write for ProductDraft {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Seek for ProductDraft {
    fn seek(&mut self, position: SeekFrom) -> io::Result<u64> {
        self.file.seek(position)
    }
}

impl Drop for ProductDraft {
    fn drop(&mut self) {
        // Renamed when it was kept, it is no longer there.
        let _ = fs::remove_file(&self.path);
    }
}

impl Store {
    /// Begins the file of a product.
    pub async fn product_draft(&self) -> Result<ProductDraft, StoreError> {
        let originals = self.originals().clone();
        blocking(move || {
            let path = originals.temporary(INCOMING)?;
            let file = File::create_new(&path)?;
            // Tells whoever tidies up that somebody still writes.
            file.try_lock()?;
            Ok(ProductDraft { file, path })
        })
        .await
    }

    /// Makes a draft the file of a product, durable when this returns; its SHA-256 and size.
    pub(crate) async fn keep_product(
        &self,
        draft: ProductDraft,
        id: i64,
        fence: i64,
    ) -> Result<(String, u64), StoreError> {
        let originals = self.originals().clone();
        blocking(move || {
            let target = originals.product(id, fence);
            let folder = target.parent().map(Path::to_path_buf).unwrap_or_default();
            create_folder(&folder)?;
            draft.file.sync_all()?;
            // Read again: writers of .zip files go back to what they wrote.
            let hashed = hash(&mut File::open(&draft.path)?)?;
            fs::rename(&draft.path, &target)?;
            sync_folder(&folder)?;
            Ok(hashed)
        })
        .await
    }

    /// The file of a product and its size, after its bytes were hashed again.
    pub(crate) async fn product_file(
        &self,
        id: i64,
        fence: i64,
        sha256: &str,
    ) -> Result<(PathBuf, u64), StoreError> {
        let path = self.originals().product(id, fence);
        let found = path.clone();
        let hashed = blocking(move || Ok(File::open(found).and_then(|mut file| hash(&mut file))));
        match hashed.await? {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Err(StoreError::missing("product", &id)),
            Err(error) => Err(error.into()),
            Ok((hash, bytes)) if hash == sha256 => Ok((path, bytes)),
            Ok(_) => Err(StoreError::corrupt("reports", &id, "its bytes have another hash")),
        }
    }

    /// Removes the file of a product, if there is one.
    pub(crate) async fn remove_product(&self, id: i64, fence: i64) -> Result<(), StoreError> {
        let path = self.originals().product(id, fence);
        blocking(move || match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        })
        .await
    }

    /// Number and fence of every file of a product.
    pub(crate) async fn product_files(&self) -> Result<Vec<(i64, i64)>, StoreError> {
        let folder = self.originals().products();
        blocking(move || {
            let entries = match fs::read_dir(&folder) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
                entries => entries?,
            };
            let mut found = Vec::new();
            for entry in entries {
                found.extend(numbers(&entry?.file_name().to_string_lossy()));
            }
            Ok(found)
        })
        .await
    }
}

impl Originals {
    fn products(&self) -> PathBuf {
        self.root().join("products")
    }

    fn product(&self, id: i64, fence: i64) -> PathBuf {
        self.products().join(format!("{id}-{fence}"))
    }
}

fn numbers(name: &str) -> Option<(i64, i64)> {
    let (id, fence) = name.split_once('-')?;
    Some((id.parse().ok()?, fence.parse().ok()?))
}
