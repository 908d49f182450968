//! What the program is made of: `sbom.cdx.json`, a bill of materials in the form of CycloneDX 1.6.
//!
//! It has neither a time nor a random number, so the same source gives the same bytes.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, ensure};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::packages::{Package, Packages};
use crate::page::{self, Facts};

/// Its name in the site.
pub(crate) const NAME: &str = "sbom.cdx.json";

/// The bill of the program of these facts.
///
/// # Errors
/// If Cargo.lock cannot be read, or lacks a crate that is in the program.
pub(crate) fn text(packages: &Packages, facts: &Facts<'_>, wasm: &[u8]) -> anyhow::Result<String> {
    let lock = fs::read_to_string(packages.root().join("Cargo.lock")).context("reading Cargo.lock")?;
    let checksums = checksums(&lock);
    let all = packages.compiled_into(crate::program::PACKAGE);
    let components =
        all.iter().map(|package| component(package, &checksums)).collect::<anyhow::Result<Vec<Value>>>()?;
    let digest = page::hex(&Sha256::digest(wasm));
    let program = format!("watchback-page@{}", env!("CARGO_PKG_VERSION"));
    let mut dependencies =
        vec![json!({ "ref": program, "dependsOn": packages.needs_of(crate::program::PACKAGE) })];
    dependencies.extend(
        all.iter().map(|package| json!({ "ref": package.reference(), "dependsOn": packages.needs(package) })),
    );
    let bill = json!({
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": program,
                "name": "watchback-page",
                "version": env!("CARGO_PKG_VERSION"),
                "description": format!("The program of the page, {}", facts.wasm_name),
                "licenses": [{ "expression": "MIT OR Apache-2.0" }],
                "hashes": [{ "alg": "SHA-256", "content": digest }],
            },
            "tools": { "components": tools(packages.root(), &lock)? },
        },
        "components": components,
        "dependencies": dependencies,
    });
    Ok(format!("{}\n", serde_json::to_string_pretty(&bill)?))
}

fn component(package: &Package, checksums: &BTreeMap<(&str, &str), &str>) -> anyhow::Result<Value> {
    let (name, version) = (&package.name, &package.version);
    let mut component = json!({
        "type": "library",
        "bom-ref": package.reference(),
        "name": name,
        "version": version,
    });
    let licence = package.license.as_ref().map(|licence| licence.replace('/', " OR "));
    if let Some(licence) = licence {
        component["licenses"] = json!([{ "expression": licence }]);
    }
    if package.source.is_some() {
        let checksum = checksums
            .get(&(name.as_str(), version.as_str()))
            .with_context(|| format!("Cargo.lock has no checksum of {name} {version}"))?;
        component["purl"] = json!(format!("pkg:cargo/{name}@{version}"));
        component["hashes"] = json!([{ "alg": "SHA-256", "content": checksum }]);
    }
    Ok(component)
}

/// The checksums that Cargo.lock has, by name and version.
fn checksums(lock: &str) -> BTreeMap<(&str, &str), &str> {
    let field = |part: &'_ str, name: &str| -> Option<(usize, usize)> {
        let start = part.find(&format!("\n{name} = \""))? + name.len() + 5;
        Some((start, start + part.get(start..)?.find('"')?))
    };
    lock.split("[[package]]")
        .filter_map(|part| {
            let of = |name: &str| field(part, name).and_then(|(start, end)| part.get(start..end));
            Some(((of("name")?, of("version")?), of("checksum")?))
        })
        .collect()
}

/// What made the program of the sources.
fn tools(root: &Path, lock: &str) -> anyhow::Result<Vec<Value>> {
    let setup = fs::read_to_string(root.join(".ci/setup")).context("reading .ci/setup")?;
    let toolchain = fs::read_to_string(root.join("rust-toolchain.toml")).context("reading the toolchain")?;
    let after = |text: &str, before: &str, end: char| -> anyhow::Result<String> {
        let (_, rest) = text.split_once(before).with_context(|| format!("no {before}"))?;
        Ok(rest.split(end).next().unwrap_or_default().to_owned())
    };
    let named = [
        ("rustc", after(&toolchain, "channel = \"", '"')?),
        ("wasm-bindgen", after(lock, "name = \"wasm-bindgen-cli-support\"\nversion = \"", '"')?),
        ("binaryen", after(&setup, "wasm_opt_version=", '\n')?),
    ];
    for (name, version) in &named {
        ensure!(version.starts_with(|c: char| c.is_ascii_digit()), "{name} has the version {version:?}");
    }
    Ok(named
        .into_iter()
        .map(|(name, version)| json!({ "type": "application", "name": name, "version": version }))
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCK: &str = "version = 4\n\n[[package]]\nname = \"a\"\nversion = \"1.0.0\"\nsource = \"r\"\n\
                        checksum = \"12\"\n\n[[package]]\nname = \"ours\"\nversion = \"0.1.0\"\n";

    fn package(source: Option<&str>, license: Option<&str>) -> Package {
        Package::named("a", "1.0.0", source, license)
    }

    #[test]
    fn a_crate_has_its_licence_and_checksum() {
        let found =
            component(&package(Some("registry+x"), Some("MIT/Apache-2.0")), &checksums(LOCK)).unwrap();
        assert_eq!(found["purl"], "pkg:cargo/a@1.0.0");
        assert_eq!(found["licenses"][0]["expression"], "MIT OR Apache-2.0");
        assert_eq!(found["hashes"][0]["content"], "12");
    }

    #[test]
    fn a_crate_of_ours_has_no_checksum_and_one_that_is_not_locked_is_refused() {
        let ours = component(&package(None, None), &BTreeMap::new()).unwrap();
        assert!(ours.get("hashes").is_none() && ours.get("licenses").is_none(), "{ours}");
        assert!(component(&package(Some("registry+x"), None), &BTreeMap::new()).is_err());
    }
}
