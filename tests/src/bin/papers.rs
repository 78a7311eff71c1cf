//! Writes the built documents of `tests/corpus/forms` anew: `cargo run -p tests --bin papers`.

use std::path::Path;

use anyhow::Context as _;

fn main() -> anyhow::Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/forms");
    for paper in tests::papers::papers() {
        let path = folder.join(&paper.path);
        let parent = path.parent().context("a document lies in a family")?;
        std::fs::create_dir_all(parent).with_context(|| format!("making {}", parent.display()))?;
        std::fs::write(&path, &paper.content).with_context(|| format!("writing {}", path.display()))?;
    }
    Ok(())
}
