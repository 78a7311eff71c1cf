//! The `zhengji` program: settings, telemetry, wiring and the command line. Everything else is in the crates below.

mod cli;
mod commands;
mod converters;
mod mail_files;
mod roster_file;
mod settings;
mod table;
mod telemetry;
mod wiring;
mod workdays;
mod workshop;

use std::process::ExitCode;

use clap::Parser as _;

fn main() -> ExitCode {
    let cli = cli::Cli::parse();
    telemetry::start();
    match commands::run(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            telemetry::complain(&error);
            if error.is::<settings::WrongUsage>() {
                ExitCode::from(2)
            } else {
                ExitCode::from(1)
            }
        }
    }
}
