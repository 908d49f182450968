//! The workspace and its crates, as cargo tells of them.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, ensure};
use serde::Deserialize;

/// What cargo tells of the workspace.
#[derive(Deserialize)]
pub(crate) struct Packages {
    packages: Vec<Package>,
    resolve: Graph,
    target_directory: PathBuf,
    workspace_root: PathBuf,
}

/// One crate.
#[derive(Deserialize)]
pub(crate) struct Package {
    id: String,
    pub(crate) name: String,
    pub(crate) version: String,
    pub(crate) license: Option<String>,
    pub(crate) manifest_path: PathBuf,
    /// Where it comes from; none for those of this workspace.
    pub(crate) source: Option<String>,
    targets: Vec<Target>,
}

#[derive(Deserialize)]
struct Target {
    kind: Vec<String>,
}

#[derive(Deserialize)]
struct Graph {
    nodes: Vec<Node>,
}

#[derive(Deserialize)]
struct Node {
    id: String,
    deps: Vec<Dependency>,
}

#[derive(Deserialize)]
struct Dependency {
    pkg: String,
    dep_kinds: Vec<DependencyKind>,
}

#[derive(Deserialize)]
struct DependencyKind {
    /// None for what is compiled into the package; `dev` or `build` otherwise.
    kind: Option<String>,
}

impl Package {
    /// How a bill of materials refers to it.
    pub(crate) fn reference(&self) -> String {
        format!("{}@{}", self.name, self.version)
    }

    #[cfg(test)]
    pub(crate) fn named(name: &str, version: &str, source: Option<&str>, license: Option<&str>) -> Self {
        Self {
            id: name.to_owned(),
            name: name.to_owned(),
            version: version.to_owned(),
            license: license.map(str::to_owned),
            manifest_path: PathBuf::new(),
            source: source.map(str::to_owned),
            targets: Vec::new(),
        }
    }
}

impl Packages {
    /// # Errors
    /// If cargo fails, or tells something in another form.
    pub(crate) fn read() -> anyhow::Result<Self> {
        let output = Command::new("cargo")
            .args(["metadata", "--format-version=1", "--locked", "--filter-platform=wasm32-unknown-unknown"])
            .stderr(std::process::Stdio::inherit())
            .output()
            .context("starting cargo")?;
        ensure!(output.status.success(), "cargo metadata failed: {}", output.status);
        serde_json::from_slice(&output.stdout).context("reading what cargo metadata says")
    }

    pub(crate) fn root(&self) -> &Path {
        &self.workspace_root
    }

    pub(crate) fn target_folder(&self) -> &Path {
        &self.target_directory
    }

    /// The folder that the crates of the registry lie in; none where there is no such crate.
    pub(crate) fn registry_folder(&self) -> Option<&Path> {
        let from_there = |package: &&Package| {
            package.source.as_ref().is_some_and(|source| source.starts_with("registry+"))
        };
        self.packages.iter().find(from_there)?.manifest_path.parent()?.parent()
    }

    /// What a crate needs to be compiled, as others refer to it.
    pub(crate) fn needs(&self, package: &Package) -> Vec<String> {
        let mut needed: Vec<String> = self
            .needed_ids(&package.id)
            .filter(|id| !self.is_macro(id))
            .filter_map(|id| self.packages.iter().find(|other| other.id == id))
            .map(Package::reference)
            .collect();
        needed.sort_unstable();
        needed
    }

    /// The same of a package of the workspace, by its name.
    pub(crate) fn needs_of(&self, name: &str) -> Vec<String> {
        self.packages
            .iter()
            .find(|package| package.name == name)
            .map(|package| self.needs(package))
            .unwrap_or_default()
    }

    fn needed_ids(&self, id: &str) -> impl Iterator<Item = &str> {
        let node = self.resolve.nodes.iter().find(|node| node.id == id);
        node.into_iter()
            .flat_map(|node| &node.deps)
            .filter(|dependency| dependency.dep_kinds.iter().any(|kind| kind.kind.is_none()))
            .map(|dependency| dependency.pkg.as_str())
    }

    /// The crates whose code is in a package of the workspace as it is compiled for wasm, in order
    /// of their names.
    pub(crate) fn compiled_into(&self, name: &str) -> Vec<&Package> {
        let mut found = BTreeSet::new();
        let mut open: Vec<&str> = self
            .packages
            .iter()
            .filter(|package| package.name == name)
            .map(|package| package.id.as_str())
            .collect();
        while let Some(id) = open.pop() {
            if self.is_macro(id) || !found.insert(id) {
                continue;
            }
            open.extend(self.needed_ids(id));
        }
        let mut packages: Vec<&Package> =
            self.packages.iter().filter(|package| found.contains(package.id.as_str())).collect();
        packages.sort_by(|a, b| (&a.name, &a.version).cmp(&(&b.name, &b.version)));
        packages
    }

    /// A macro runs in the compiler; only what it wrote is in the program.
    fn is_macro(&self, id: &str) -> bool {
        let package = self.packages.iter().find(|package| package.id == id);
        package.is_some_and(|package| {
            package.targets.iter().any(|target| target.kind.iter().any(|kind| kind == "proc-macro"))
        })
    }
}
