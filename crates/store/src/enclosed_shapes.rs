//! What goes with a letter, as JSON.

use domain::letter::{Enclosed, EnclosedFile};
use serde::{Deserialize, Serialize};

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct EnclosedShape {
    link: Option<String>,
    #[serde(default)]
    files: Vec<FileShape>,
}

#[derive(Debug, Serialize, Deserialize)]
struct FileShape {
    name: String,
    media_type: String,
    sha256: String,
}

impl EnclosedShape {
    pub(crate) fn of(enclosed: &Enclosed) -> Self {
        let files = enclosed.files.iter().map(|file| FileShape {
            name: file.name.clone(),
            media_type: file.media_type.clone(),
            sha256: file.sha256.clone(),
        });
        Self {
            link: enclosed.link.clone(),
            files: files.collect(),
        }
    }

    pub(crate) fn enclosed(self) -> Enclosed {
        let files = self.files.into_iter().map(|file| EnclosedFile {
            name: file.name,
            media_type: file.media_type,
            sha256: file.sha256,
        });
        Enclosed {
            link: self.link,
            files: files.collect(),
        }
    }
}
