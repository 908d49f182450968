//! Keeps of the crate `crs-definitions` the systems whose formulas are ours.

use std::error::Error;
use std::fmt::Write;
use std::path::Path;
use std::{env, fs};

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
    Ok(())
}
