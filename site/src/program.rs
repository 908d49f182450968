//! The wasm program: compiled, given its JavaScript, made smaller, checked.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, bail, ensure};
use wasm_bindgen_cli_support::Bindgen;

use crate::packages::Packages;
use crate::page;
use crate::remap;

/// The package, its binary, and the profile in Cargo.toml that the page is built by.
pub(crate) const PACKAGE: &str = "watchback-program";
const BINARY: &str = "app";
const PROFILE: &str = "app";
const TARGET: &str = "wasm32-unknown-unknown";

/// A program and the JavaScript that starts it and gives it the browser's functions, called its
/// glue.
pub(crate) struct Program {
    pub(crate) glue: String,
    pub(crate) wasm: Vec<u8>,
}

impl Program {
    /// Compiles the program and prepares it for browsers.
    ///
    /// # Errors
    /// If a tool fails, or if the glue would load another file.
    pub(crate) fn build(packages: &Packages) -> anyhow::Result<Self> {
        let root = packages.root();
        let mut cargo = Command::new("cargo");
        cargo.current_dir(root).args(["build", "--locked", "--package", PACKAGE, "--bin", BINARY]);
        cargo.args(["--profile", PROFILE, "--target", TARGET]).envs(compiler_for_wasm(root));
        cargo.env(remap::VARIABLE, remap::flags(packages)?);
        run(&mut cargo)?;
        let compiled =
            packages.target_folder().join(TARGET).join(PROFILE).join(BINARY).with_extension("wasm");

        let folder = packages.target_folder().join("site");
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        bind(&compiled, &folder)?;
        // A worker's code is the glue's text in a Blob. What it imports could not be loaded after
        // the lock.
        ensure!(
            !folder.join("snippets").exists(),
            "a crate brings JavaScript files, which a worker cannot load"
        );
        let glue = fs::read_to_string(folder.join("app.js"))?;
        if let Some(line) = page::first_import(&glue) {
            bail!("the program's JavaScript imports another file, which a worker cannot load: {line}");
        }
        let wasm = optimised(root, &folder.join("app_bg.wasm"))?;
        remap::check(&wasm, packages)?;
        Ok(Self { glue, wasm })
    }
}

/// Set-up names another compiler here where rustup could not add the target.
fn compiler_for_wasm(root: &Path) -> Vec<(String, String)> {
    let lines = fs::read_to_string(root.join(".tools/wasm-env")).unwrap_or_default();
    lines
        .lines()
        .filter_map(|line| line.split_once('='))
        .map(|(key, value)| (key.into(), value.into()))
        .collect()
}

fn bind(compiled: &Path, folder: &Path) -> anyhow::Result<()> {
    let mut bindgen = Bindgen::new();
    // A plain script: workers are made of its text too, and those of a page on disk take no module.
    bindgen.input_path(compiled).out_name("app").no_modules(true)?.typescript(false);
    // The page says where the program is. The default address is one without a hash.
    bindgen.omit_default_module_path(true);
    bindgen.remove_name_section(true).remove_producers_section(true);
    bindgen.generate(folder).context("wasm-bindgen")
}

/// Asks for a program as the compiler made it.
const WITHOUT: &str = "WATCHBACK_WITHOUT_WASM_OPT";

/// The program made smaller and a little faster. Without `wasm-opt` it would be another one, which
/// nobody could compare: so that is an error unless it is asked for.
fn optimised(root: &Path, wasm: &Path) -> anyhow::Result<Vec<u8>> {
    if std::env::var_os(WITHOUT).is_some_and(|value| value == "1") {
        println!(
            "site: NOTE: {WITHOUT}=1, so the program is larger, and its digest is not the published one"
        );
        return Ok(fs::read(wasm)?);
    }
    let tool: PathBuf = root.join(".tools/bin/wasm-opt");
    ensure!(
        tool.exists(),
        "there is no {}: `.ci/setup` brings it; {WITHOUT}=1 builds without it, a larger program with another digest",
        tool.display()
    );
    let smaller = wasm.with_extension("smaller.wasm");
    // No flag for features: the program names those that it uses, and browsers may refuse others.
    run(Command::new(tool).arg("-O3").arg(wasm).arg("-o").arg(&smaller))?;
    Ok(fs::read(smaller)?)
}

fn run(command: &mut Command) -> anyhow::Result<()> {
    let name = command.get_program().display().to_string();
    let status = command.status().with_context(|| format!("starting {name}"))?;
    ensure!(status.success(), "{name} failed: {status}");
    Ok(())
}
