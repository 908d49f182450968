//! Where sources lie on this machine is not for the program to tell, nor may it change its bytes:
//! two builds in two folders are then the same.

use std::path::Path;

use anyhow::ensure;

use crate::packages::Packages;

/// The environment variable by which cargo adds flags to those of `.cargo/config.toml`.
pub(crate) const VARIABLE: &str = "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS";

/// The folders that are named otherwise in the program: the repository, and that of the crates.
fn folders(packages: &Packages) -> Vec<(&Path, &'static str)> {
    let crates = packages.registry_folder().map(|folder| (folder, "/crates"));
    [(packages.root(), "/watchback")].into_iter().chain(crates).collect()
}

/// The compiler's flags for that.
///
/// # Errors
/// If a folder has a blank in its path, at which cargo would cut the flags.
pub(crate) fn flags(packages: &Packages) -> anyhow::Result<String> {
    let mut flags = Vec::new();
    for (folder, name) in folders(packages) {
        let folder = folder.display().to_string();
        ensure!(
            !folder.contains(char::is_whitespace),
            "{folder} has a blank in its path, with which no program can be built that is the same \
             elsewhere: use a folder without"
        );
        flags.push(format!("--remap-path-prefix={folder}={name}"));
    }
    Ok(flags.join(" "))
}

/// # Errors
/// If the program names such a folder all the same.
pub(crate) fn check(wasm: &[u8], packages: &Packages) -> anyhow::Result<()> {
    for (folder, _) in folders(packages) {
        ensure!(!holds(wasm, folder), "the program names {}, a folder of this machine", folder.display());
    }
    Ok(())
}

fn holds(bytes: &[u8], folder: &Path) -> bool {
    let path = format!("{}/", folder.display());
    bytes.windows(path.len()).any(|part| part == path.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_found_in_a_program() {
        assert!(holds(b"\0asm /home/me/watchback/src/a.rs", Path::new("/home/me/watchback")));
        assert!(!holds(b"\0asm /watchback/src/a.rs", Path::new("/home/me/watchback")));
        assert!(!holds(b"\0asm /home/me/watchback-other", Path::new("/home/me/watchback")));
    }
}
