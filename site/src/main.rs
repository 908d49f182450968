//! Builds the folder `dist`, the whole site of Watchback, and serves it on this machine.
//!
//! It does for this one page what a general bundler does, with the parts that the page needs: cargo
//! builds the program, `wasm-bindgen` writes its JavaScript, `wasm-opt` makes it smaller where it
//! is installed, and `index.html` gets the names, the scripts and their hashes. A bundler and the
//! command line of `wasm-bindgen`, built from source, took longer than everything else.

mod bill;
mod documents;
mod licences;
mod offline;
mod packages;
mod page;
mod program;
mod remap;
mod results;
mod server;
mod single;
mod texts;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context;
use clap::{Parser, Subcommand};

use documents::Look;
use packages::Packages;
use page::Facts;
use program::Program;
use results::Results;

/// Builds the site of Watchback, and serves it.
#[derive(Parser)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Builds `dist`; a build that fails leaves the old one as it is
    Build,
    /// Writes the pages of the documents alone, without the program, to look at them
    Documents {
        /// The folder, which must not be there yet
        folder: PathBuf,
    },
    /// Prints the compiler's flags of the program, by which its tests share all that it is built of
    Flags,
    /// Serves a folder at http://localhost:PORT/ and prints every request
    Serve {
        /// The folder, with an index.html
        folder: PathBuf,
        /// The port; 0 takes a free one
        port: u16,
    },
}

fn main() -> anyhow::Result<()> {
    match Arguments::parse().command {
        Command::Build => build(),
        Command::Documents { folder } => write_documents(Packages::read()?.root(), &folder),
        Command::Flags => {
            println!("{}", remap::flags(&Packages::read()?)?);
            Ok(())
        }
        Command::Serve { folder, port } => tokio::runtime::Runtime::new()?.block_on(serve(&folder, port)),
    }
}

fn build() -> anyhow::Result<()> {
    let packages = Packages::read()?;
    let program = Program::build(&packages)?;
    let root = packages.root();
    let (staged, dist) = (root.join("dist.new"), root.join("dist"));
    remove(&staged)?;
    fs::create_dir(&staged).context("creating dist.new")?;
    let facts = Facts::new(&program);
    let licences = licences::text(&packages)?;
    let put = |name: &str, content: &[u8]| {
        fs::write(staged.join(name), content).with_context(|| format!("writing {name}"))
    };
    put(&facts.wasm_name, &program.wasm)?;
    put("licences.txt", licences.as_bytes())?;
    put(bill::NAME, bill::text(&packages, &facts, &program.wasm)?.as_bytes())?;
    for name in offline::PLAIN {
        put(name, &fs::read(root.join("www").join(name)).with_context(|| format!("reading {name}"))?)?;
    }
    put("_headers", &fs::read(root.join("docs/hosting/headers.txt")).context("reading the headers")?)?;
    write_documents(root, &staged.join(documents::FOLDER))?;

    // All that the pages name is there now, and they come last.
    let results = Results::read(&root.join(results::FOLDER))?;
    let read = |path: &str| fs::read_to_string(root.join(path));
    let translations = read("src/wording/spanish.po").context("reading translations")?;
    // The texts are put into the script before its hash is taken.
    let read = |path: &str| texts::with_texts(&read(path)?, &translations).map_err(std::io::Error::other);
    let template = results.linked_from(&read("index.html").context("reading index.html")?);
    let page = page::filled(&single::served(&template)?, &facts, read)?;
    let keeping = page::with_files(&read(offline::PAGE).context("reading offline.html")?, read)?;
    let worker = read("www/service-worker.js").context("reading the service worker")?;
    let pages = [("index.html", page.as_str()), (offline::PAGE, keeping.as_str())];
    let kept = offline::Build::new(&worker, &offline::files_of(&staged, results::FOLDER)?, &pages)?;
    put(offline::WORKER, kept.worker().as_bytes())?;
    for (name, page) in pages {
        put(name, page::sealed(&kept.named_in(page))?.as_bytes())?;
    }
    let single = page::filled(&single::template(&template)?, &facts, read)?;
    let single = single::with_data(&page::sealed(&kept.named_in(&single))?, &program.wasm, &licences)?;
    put(single::NAME, single.as_bytes())?;
    results.copy(&staged)?;

    remove(&dist)?;
    fs::rename(&staged, &dist).context("naming dist.new dist")?;
    println!("site: dist has {}, its licences, and {}", facts.wasm_name, single::NAME);
    Ok(())
}

/// Writes the pages of the repository's documents, and the files that they name, into a new folder.
fn write_documents(root: &Path, folder: &Path) -> anyhow::Result<()> {
    let text = |path: &str| fs::read_to_string(root.join(path)).with_context(|| format!("reading {path}"));
    let (style_sheet, page) = (text("www/style.css")?, text("index.html")?);
    let look = Look::new(&style_sheet, &page)?;
    let is_file = |path: &str| fs::metadata(root.join(path)).ok().map(|of| of.is_file());
    let published = documents::publish(&documents::read(root)?, look, is_file)?;
    fs::create_dir(folder).with_context(|| format!("creating {}", folder.display()))?;
    for (name, page) in &published.pages {
        fs::write(folder.join(name), page).with_context(|| format!("writing {name}"))?;
    }
    for name in &published.files {
        let to = folder.join(name);
        fs::create_dir_all(to.parent().unwrap_or(folder))?;
        fs::copy(root.join(documents::FOLDER).join(name), &to).with_context(|| format!("copying {name}"))?;
    }
    Ok(())
}

fn remove(folder: &Path) -> anyhow::Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| format!("removing {}", folder.display()))?;
    }
    Ok(())
}

/// Anyone can see in the requests that the page makes none once it has loaded.
async fn serve(folder: &Path, port: u16) -> anyhow::Result<()> {
    let server = server::StaticServer::start(folder, "", port)
        .await
        .with_context(|| format!("serving {} at port {port}", folder.display()))?;
    println!("Watchback is at {} (stop with Ctrl-C). Requests:", server.url());
    let mut printed = 0;
    loop {
        tokio::time::sleep(Duration::from_millis(200)).await;
        for request in server.requests().iter().skip(printed) {
            let seconds = request.since_start.as_secs_f64();
            println!("{seconds:9.1} s  {} {}  {}", request.method, request.path, request.status);
            printed += 1;
        }
    }
}
