//! Builds the folder `dist`, the whole site of Watchback, and serves it on this machine.
//!
//! It does for this one page what a general bundler does, with the parts that the page needs: cargo
//! builds the program, `wasm-bindgen` writes its JavaScript, `wasm-opt` makes it smaller where it
//! is installed, and `index.html` gets the names, the scripts and their hashes. A bundler and the
//! command line of `wasm-bindgen`, built from source, took longer than everything else.

mod licences;
mod packages;
mod page;
mod program;
mod server;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context;
use clap::{Parser, Subcommand};

use packages::Packages;
use page::FileNames;
use program::Program;

/// Documents of `docs` that the page links to, published as text.
const DOCUMENTS: [&str; 2] = ["method", "validity"];
/// Tells a browser that a text is UTF-8, whatever the server says.
const BYTE_ORDER_MARK: char = '\u{feff}';

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
        Command::Serve { folder, port } => tokio::runtime::Runtime::new()?.block_on(serve(&folder, port)),
    }
}

fn build() -> anyhow::Result<()> {
    let packages = Packages::read()?;
    let program = Program::build(&packages)?;
    let names = FileNames::new(&program);
    let root = packages.root();
    let template = fs::read_to_string(root.join("index.html")).context("reading index.html")?;
    let page = page::complete(&template, &names, |path| fs::read_to_string(root.join(path)))?;

    let (staged, dist) = (root.join("dist.new"), root.join("dist"));
    remove(&staged)?;
    fs::create_dir(&staged).context("creating dist.new")?;
    for (name, content) in [
        ("index.html", page.as_bytes()),
        (&names.glue, program.glue.as_bytes()),
        (&names.wasm, &program.wasm),
        ("licences.txt", licences::text(&packages)?.as_bytes()),
    ] {
        fs::write(staged.join(name), content).with_context(|| format!("writing {name}"))?;
    }
    for document in DOCUMENTS {
        let text = fs::read_to_string(root.join(format!("docs/{document}.md")))?;
        fs::write(staged.join(format!("{document}.txt")), format!("{BYTE_ORDER_MARK}{text}"))?;
    }
    remove(&dist)?;
    fs::rename(&staged, &dist).context("naming dist.new dist")?;
    println!("site: dist has {}, {} and its licences", names.glue, names.wasm);
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
