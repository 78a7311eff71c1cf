//! The rigs at full dose: `tests/rig NAME`.

use anyhow::{Context as _, bail};
use tests::office::On;
use tests::rigs;

/// A rig: its name, what it shows, and what runs it with the further arguments.
type Rig = (&'static str, &'static str, fn(&[String]) -> anyhow::Result<()>);

const RIGS: &[Rig] = &[(
    "kill",
    "kill -9 at random moments of taking in mail: [KILLS [SEED]], 50 and 1 by default, on both databases",
    kill,
)];

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

#[expect(clippy::print_stdout, reason = "what a rig prints is its evidence")]
fn kill(arguments: &[String]) -> anyhow::Result<()> {
    let number = |index: usize, default: u64| match arguments.get(index) {
        None => Ok(default),
        Some(text) => text.parse().with_context(|| format!("{text:?} is no number")),
    };
    let (kills, seed) = (u32::try_from(number(0, 50)?)?, number(1, 1)?);
    for on in [On::Sqlite, On::Postgres] {
        rigs::kill::control(on)?;
        let report = rigs::kill::kill(on, kills, seed)?;
        println!(
            "kill on {on:?}: seed {seed}, {} starts killed at work, {} offices brought to the end: \
             ledger as undisturbed, originals verified; control (one letter withheld) noticed",
            report.killed, report.offices
        );
    }
    Ok(())
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
