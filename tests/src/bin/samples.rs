//! Writes `config/samples` anew: `cargo run -p tests --bin samples`.

use std::path::Path;

use anyhow::Context as _;

fn main() -> anyhow::Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../config/samples");
    let files = tests::samples::files();
    let mail = folder.join("mail");
    if mail.exists() {
        std::fs::remove_dir_all(&mail).with_context(|| format!("clearing {}", mail.display()))?;
    }
    for file in files {
        let path = folder.join(&file.path);
        let parent = path.parent().context("a sample lies in a folder")?;
        std::fs::create_dir_all(parent).with_context(|| format!("making {}", parent.display()))?;
        std::fs::write(&path, &file.content).with_context(|| format!("writing {}", path.display()))?;
    }
    Ok(())
}
