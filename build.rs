//! Keeps of the crate `crs-definitions` the systems whose formulas are ours, and makes tables of
//! the translations.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write;
use std::path::Path;
use std::{env, fs};

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
