//! The rigs at full dose: `tests/rig NAME`.

use anyhow::bail;

/// A rig: its name, what it shows, and what runs it with the further arguments.
type Rig = (&'static str, &'static str, fn(&[String]) -> anyhow::Result<()>);

const RIGS: &[Rig] = &[];

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let Some((name, further)) = arguments.split_first() else {
        bail!("say which rig: tests/rig NAME\n{}", list());
    };
    match RIGS.iter().find(|(known, ..)| known == name) {
        Some((_, _, run)) => run(further),
        None => bail!("there is no rig “{name}”\n{}", list()),
    }
}

fn list() -> String {
    let lines: Vec<String> = RIGS
        .iter()
        .map(|(name, shows, _)| format!("  {name}  {shows}"))
        .collect();
    if lines.is_empty() {
        "no rig has been built in yet".to_owned()
    } else {
        format!("rigs:\n{}", lines.join("\n"))
    }
}
