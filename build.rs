//! Keeps of the crate `crs-definitions` the systems whose formulas are ours, and tells the engine a
//! digest of its own source.

use std::error::Error;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs};

use sha2::{Digest, Sha256};

#[path = "src/space/definition.rs"]
#[allow(dead_code, reason = "here a definition is only looked at")]
mod definition;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=src/space/definition.rs");
    let mut systems = String::from("&[\n");
    for code in 0..=u16::MAX {
        let Some(system) = crs_definitions::from_code(code) else { continue };
        if definition::Definition::parse(system.proj4).is_none() {
            continue;
        }
        // The name is the first text of the other form of definition.
        let name = system.wkt.split('"').nth(1).unwrap_or_default();
        writeln!(systems, "({code}, {name:?}, {:?}),", system.proj4)?;
    }
    systems.push(']');
    fs::write(Path::new(&env::var("OUT_DIR")?).join("systems.rs"), systems)?;
    println!("cargo::rustc-env=WATCHBACK_SOURCE={}", source_digest()?);
    Ok(())
}

/// What a result can depend on: the engine, the readers of tables, and the versions of crates. The
/// last two are not there where the crate is built from a registry.
const SOURCES: [&str; 4] = ["build.rs", "src", "tables/src", "Cargo.lock"];

/// SHA-256 over names and contents of the sources, the same natively and for wasm.
fn source_digest() -> Result<String, Box<dyn Error>> {
    let mut files = Vec::new();
    for source in SOURCES {
        println!("cargo::rerun-if-changed={source}");
        collect(Path::new(source), &mut files)?;
    }
    files.sort();
    let mut digest = Sha256::new();
    for file in files {
        let content = fs::read(&file)?;
        digest.update(file.to_string_lossy().replace('\\', "/"));
        digest.update((content.len() as u64).to_le_bytes());
        digest.update(content);
    }
    Ok(digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) -> Result<(), Box<dyn Error>> {
    if path.is_dir() {
        for entry in fs::read_dir(path)? {
            collect(&entry?.path(), files)?;
        }
    } else if path.exists() {
        files.push(path.to_owned());
    }
    Ok(())
}
