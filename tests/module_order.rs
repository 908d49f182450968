//! The engine's modules stand in one order, lib.rs's, and each uses only modules before it. Within
//! a module no files use each other in a circle. Read from the sources.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::panic, reason = "the helpers of tests are tests too")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// A module's path below the crate: `["audit", "spatial"]`.
type Module = Vec<String>;

/// The engine's modules with their code, without comments and tests.
struct Sources(BTreeMap<Module, String>);

impl Sources {
    fn read() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let mut files = Vec::new();
        collect(&root, &mut files);
        let module = |file: &Path| {
            let below = file.strip_prefix(&root).unwrap().with_extension("");
            let parts = below.iter().map(|part| part.to_str().unwrap().to_owned());
            parts.filter(|part| part != "mod" && part != "lib").collect::<Module>()
        };
        let texts: BTreeMap<Module, String> =
            files.iter().map(|file| (module(file), fs::read_to_string(file).unwrap())).collect();
        let of_tests: Vec<Module> = texts
            .iter()
            .flat_map(|(module, text)| {
                let tests = text.split("#[cfg(test)]\n").skip(1).filter_map(|text| text.lines().next());
                let names = tests.filter_map(|line| line.split_once("mod ")?.1.strip_suffix(';'));
                names.map(|name| below(module, &[name.to_owned()])).collect::<Vec<_>>()
            })
            .collect();
        let is_test = |module: &Module| of_tests.iter().any(|of_test| module.starts_with(of_test));
        let sources = texts.into_iter().filter(|(module, _)| !is_test(module));
        Self(sources.map(|(module, text)| (module, code(&text))).collect())
    }

    /// The paths that a module names, from the crate's root: in `use` and in the code.
    fn paths(&self, module: &Module) -> BTreeSet<Vec<String>> {
        let (imports, rest) = imports(&self.0[module]);
        let mut paths: Vec<Vec<String>> = imports.into_iter().map(|import| import.path).collect();
        for start in ["crate::", "super::"] {
            for (at, _) in rest.match_indices(start) {
                let is_path = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
                let end = rest[at..].find(|c| !is_path(c)).map_or(rest.len(), |end| at + end);
                if rest[..at].chars().next_back().is_none_or(|c| !is_path(c)) {
                    paths.push(rest[at..end].split("::").map(str::to_owned).collect());
                }
            }
        }
        paths.into_iter().filter_map(|path| absolute(module, &path)).collect()
    }

    /// The module whose file holds what a path names, through `pub use`.
    fn home(&self, path: &[String]) -> Option<&Module> {
        let found = (0..=path.len()).rev().find_map(|n| self.0.get_key_value(&path[..n]))?;
        let (module, code) = found;
        let Some(name) = path.get(module.len()) else { return Some(module) };
        let exported = imports(code).0.into_iter().filter(|import| import.is_exported);
        let by_name = exported.map(|import| import.path).find(|path| path.last() == Some(name));
        match by_name.map(|path| absolute(module, &path).unwrap_or_else(|| below(module, &path))) {
            Some(exported) if exported != *path => self.home(&exported),
            _ => Some(module),
        }
    }
}

/// One path of a `use`.
struct Import {
    path: Vec<String>,
    is_exported: bool,
}

/// The imports of a file, and its other lines.
fn imports(code: &str) -> (Vec<Import>, String) {
    let (mut imports, mut rest) = (Vec::new(), String::new());
    let mut lines = code.lines();
    while let Some(line) = lines.next() {
        let Some((before, tree)) = line.split_once("use ").filter(|(before, _)| {
            before.is_empty() || before.starts_with("pub") && before.split_whitespace().count() == 1
        }) else {
            rest.push_str(line);
            rest.push('\n');
            continue;
        };
        let mut tree = tree.to_owned();
        while !tree.ends_with(';') {
            let Some(line) = lines.next() else { break };
            tree.push_str(line);
        }
        let mut paths = Vec::new();
        expand(&[], tree.trim_end_matches(';'), &mut paths);
        let is_exported = !before.is_empty();
        imports.extend(paths.into_iter().map(|path| Import { path, is_exported }));
    }
    (imports, rest)
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && !path.ends_with("bin") {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

/// Source text up to its tests, without comments and attributes.
fn code(text: &str) -> String {
    let before_tests = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
    let lines = before_tests.lines().map(|line| line.split("//").next().unwrap_or_default());
    let lines = lines.map(str::trim).filter(|line| !line.starts_with("#["));
    lines.collect::<Vec<_>>().join("\n")
}

/// The paths of a `use`'s tree: `a::{b, c::d}` names `a::b` and `a::c::d`.
fn expand(prefix: &[String], tree: &str, paths: &mut Vec<Vec<String>>) {
    let tree = tree.trim();
    let (path, group) = match tree.split_once('{') {
        Some((path, group)) => (path.trim_end_matches("::"), group.strip_suffix('}')),
        None => (tree.split(" as ").next().unwrap_or_default(), None),
    };
    let parts = path.split("::").map(str::trim).filter(|part| !part.is_empty());
    let whole: Vec<String> = prefix.iter().cloned().chain(parts.map(str::to_owned)).collect();
    let Some(group) = group else { return paths.push(whole) };
    let (mut depth, mut start) = (0, 0);
    for (at, character) in group.char_indices().chain([(group.len(), ',')]) {
        match character {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                if !group[start..at].trim().is_empty() {
                    expand(&whole, &group[start..at], paths);
                }
                start = at + 1;
            }
            _ => {}
        }
    }
}

/// A path from the crate's root; `None` for other crates' and for what lies below the module
/// itself.
fn absolute(module: &Module, path: &[String]) -> Option<Vec<String>> {
    let mut base = module.clone();
    let mut rest = path;
    match rest.first()?.as_str() {
        "crate" => return Some(rest[1..].to_vec()),
        "self" => rest = &rest[1..],
        "super" => {
            while rest.first().is_some_and(|part| part == "super") {
                base.pop();
                rest = &rest[1..];
            }
        }
        _ => return None,
    }
    Some(below(&base, rest))
}

fn below(module: &[String], path: &[String]) -> Vec<String> {
    module.iter().chain(path).cloned().collect()
}

#[test]
fn each_module_uses_only_those_before_it_in_lib_rs() {
    let sources = Sources::read();
    let lib = &sources.0[&Vec::new()];
    let declared = lib.lines().filter_map(|line| line.rsplit_once("mod ")?.1.strip_suffix(';'));
    let order: Vec<&str> = declared.collect();
    assert!(order.len() > 10 && order.contains(&"stats"), "{order:?}");
    let place = |name: &str| order.iter().position(|of| *of == name);
    let mut wrong = Vec::new();
    for module in sources.0.keys().filter(|module| !module.is_empty()) {
        for path in sources.paths(module) {
            let (Some(own), Some(used)) = (place(&module[0]), path.first().and_then(|name| place(name)))
            else {
                continue;
            };
            if used > own {
                wrong.push(format!("{} uses {}, which stands after it", module.join("::"), path.join("::")));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn no_files_use_each_other_in_a_circle() {
    let sources = Sources::read();
    let is_judged = |module: &Module| !module.is_empty();
    let uses = |module: &Module| -> BTreeSet<&Module> {
        let homes = sources.paths(module).into_iter().filter_map(|path| sources.home(&path));
        homes.filter(|home| *home != module && is_judged(home)).collect()
    };
    let mut left: BTreeMap<&Module, BTreeSet<&Module>> =
        sources.0.keys().filter(|module| is_judged(module)).map(|module| (module, uses(module))).collect();
    // Files that nothing left is used by, or that use nothing left, are in no circle.
    loop {
        let used: BTreeSet<&Module> = left.values().flatten().copied().collect();
        let free: Vec<&Module> = left
            .iter()
            .filter(|(module, uses)| uses.is_empty() || !used.contains(*module))
            .map(|(module, _)| *module)
            .collect();
        if free.is_empty() {
            break;
        }
        for module in free {
            left.remove(module);
            left.values_mut().for_each(|uses| {
                uses.remove(module);
            });
        }
    }
    let circles: Vec<String> = left
        .iter()
        .map(|(module, uses)| {
            let uses: Vec<String> = uses.iter().map(|used| used.join("::")).collect();
            format!("{} uses {}", module.join("::"), uses.join(", "))
        })
        .collect();
    assert!(circles.is_empty(), "files in circles: {circles:#?}");
}
