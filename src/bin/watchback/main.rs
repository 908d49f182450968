//! The command line. Empty on wasm.

#[cfg(not(target_arch = "wasm32"))]
mod areas;
#[cfg(not(target_arch = "wasm32"))]
mod audit;
#[cfg(not(target_arch = "wasm32"))]
mod audit_words;
#[cfg(not(target_arch = "wasm32"))]
mod bundle;
#[cfg(not(target_arch = "wasm32"))]
mod cities;
#[cfg(not(target_arch = "wasm32"))]
mod commands;
#[cfg(not(target_arch = "wasm32"))]
mod guess;
#[cfg(not(target_arch = "wasm32"))]
mod ladder;
#[cfg(not(target_arch = "wasm32"))]
mod output;
#[cfg(not(target_arch = "wasm32"))]
mod parquet_files;
#[cfg(not(target_arch = "wasm32"))]
mod predictions;
#[cfg(not(target_arch = "wasm32"))]
mod progress;
#[cfg(not(target_arch = "wasm32"))]
mod publish;
#[cfg(not(target_arch = "wasm32"))]
mod quality_words;
#[cfg(not(target_arch = "wasm32"))]
mod reading;
#[cfg(not(target_arch = "wasm32"))]
mod released;
#[cfg(not(target_arch = "wasm32"))]
mod robustness;
#[cfg(not(target_arch = "wasm32"))]
mod score_file;
#[cfg(not(target_arch = "wasm32"))]
mod signals;
#[cfg(not(target_arch = "wasm32"))]
mod suggest;
#[cfg(not(target_arch = "wasm32"))]
mod terminal;
#[cfg(not(target_arch = "wasm32"))]
mod transducer;
#[cfg(not(target_arch = "wasm32"))]
mod verify;
#[cfg(not(target_arch = "wasm32"))]
mod words;

#[cfg(target_arch = "wasm32")]
fn main() {}

#[cfg(not(target_arch = "wasm32"))]
fn main() -> std::process::ExitCode {
    use std::process::ExitCode;

    use clap::Parser;
    let cli = match commands::Cli::try_parse() {
        Ok(cli) => cli,
        Err(answer) => {
            // Help and version come this way too. Every error ends with 1; clap's own would be 2.
            let failed = answer.use_stderr();
            return if answer.print().is_ok() && !failed { ExitCode::SUCCESS } else { ExitCode::FAILURE };
        }
    };
    if let Err(error) = signals::watch() {
        terminal::tell!("take care: signals cannot be watched ({error}); one ends the command at once");
    }
    match cli.command.perform() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if is_cancelled(&*error) => signals::exit_code().map_or(ExitCode::FAILURE, ExitCode::from),
        // Who reads the output, `head` say, has seen enough.
        Err(error) if is_broken_pipe(&*error) => ExitCode::SUCCESS,
        Err(error) => match error.downcast_ref() {
            Some(verify::EndsWith(code)) => ExitCode::from(*code),
            None => {
                terminal::tell!("error: {error}");
                signals::exit_code().map_or(ExitCode::FAILURE, ExitCode::from)
            }
        },
    }
}

#[cfg(not(target_arch = "wasm32"))]
fn is_cancelled(error: &(dyn std::error::Error + 'static)) -> bool {
    error.downcast_ref() == Some(&watchback::run::RunError::Cancelled)
}

#[cfg(not(target_arch = "wasm32"))]
fn is_broken_pipe(error: &(dyn std::error::Error + 'static)) -> bool {
    error.downcast_ref::<std::io::Error>().is_some_and(|error| error.kind() == std::io::ErrorKind::BrokenPipe)
}
