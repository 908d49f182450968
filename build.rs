//! Keeps of the crate `crs-definitions` the systems whose formulas are ours, makes tables of the
//! translations, and tells the engine a digest of its own source.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs};

use sha2::{Digest, Sha256};

#[path = "src/space/definition.rs"]
#[allow(dead_code, reason = "here a definition is only looked at")]
mod definition;

/// Texts in Spanish, as translators' tools read and write them.
const SPANISH: &str = "src/wording/spanish.po";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    let folder = env::var("OUT_DIR")?;
    fs::write(Path::new(&folder).join("systems.rs"), systems()?)?;
    fs::write(Path::new(&folder).join("spanish.rs"), table(SPANISH)?)?;
    println!("cargo::rustc-env=WATCHBACK_SOURCE={}", source_digest()?);
    Ok(())
}

/// A language's texts, sorted by the English, which its context stands before.
fn table(path: &str) -> Result<String, Box<dyn Error>> {
    println!("cargo::rerun-if-changed={path}");
    let catalog = polib::po_file::parse(Path::new(path))?;
    let mut texts = BTreeMap::new();
    for message in catalog.messages().filter(|message| message.is_translated() && !message.is_fuzzy()) {
        let before = message.msgctxt().map_or_else(String::new, |context| format!("{context}\u{4}"));
        texts.insert(before + message.msgid(), message.msgstr()?.to_owned());
    }
    Ok(format!("&{:?}", texts.into_iter().collect::<Vec<_>>()))
}

fn systems() -> Result<String, Box<dyn Error>> {
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
    Ok(systems)
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
    } else if path.exists() && path.extension().is_none_or(|extension| extension != "po") {
        // No result depends on a translation.
        files.push(path.to_owned());
    }
    Ok(())
}
