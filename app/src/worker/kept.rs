//! The browser's own file system (OPFS), where finished stages are kept when a person asks for it.
//!
//! A piece of work has one file, whose name is the digest of all that the work depends on. Files
//! stand in one folder, which is there only while something is kept or is to be kept.

use std::io::{self, Read, Seek, SeekFrom, Write};

use gloo::timers::callback::Timeout;
use js_sys::{Array, Date, Function, Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{DomException, File, FileSystemReadWriteOptions, FileSystemSyncAccessHandle};

use crate::protocol::{KeepTrouble, Kept};
use watchback::run::{Journal, Store};

const FOLDER: &str = "watchback-unfinished";
/// An empty file: while it is there, stages are kept.
const SWITCH: &str = "switched-on";
/// What a tab that was killed had open stays locked for a moment.
const TRIES: usize = 20;
const BETWEEN_TRIES_MILLISECONDS: u32 = 150;

/// What is kept.
pub(super) async fn look() -> Result<Kept, KeepTrouble> {
    let mut kept = Kept::default();
    let Some(folder) = folder(false).await? else { return Ok(kept) };
    let entries = call(&folder, "values", &[])?;
    let mut oldest = f64::INFINITY;
    loop {
        let next = promised(&entries, "next", &[]).await?;
        if get(&next, "done")?.is_truthy() {
            break;
        }
        let entry = get(&next, "value")?;
        if get(&entry, "name")? == SWITCH {
            kept.is_on = true;
            continue;
        }
        let file = promised(&entry, "getFile", &[]).await?.dyn_into::<File>();
        let file = file.map_err(|_| KeepTrouble::Missing)?;
        kept.works += 1;
        kept.bytes += file.size() as u64;
        oldest = oldest.min(file.last_modified());
    }
    if kept.works > 0 {
        kept.oldest_seconds = ((Date::now() - oldest) / 1000.0).max(0.0);
    }
    Ok(kept)
}

/// Whether stages are kept.
pub(super) async fn is_on() -> bool {
    look().await.is_ok_and(|kept| kept.is_on)
}

/// From now on stages are kept, or not any more. What is kept stays.
pub(super) async fn switch(on: bool) -> Result<(), KeepTrouble> {
    if on {
        let folder = made_folder().await?;
        // Some browsers give private windows a folder in which nothing can be written.
        return open(&folder, SWITCH).await.map(drop);
    }
    match look().await? {
        Kept { works: 0, .. } => delete_everything().await,
        _ => remove(SWITCH).await,
    }
}

/// Deletes all that is kept, and keeps nothing from now on.
pub(super) async fn delete_everything() -> Result<(), KeepTrouble> {
    let (root, options) = (root().await?, Object::new());
    let _ = Reflect::set(&options, &"recursive".into(), &JsValue::TRUE);
    match promised(&root, "removeEntry", &[FOLDER.into(), options.into()]).await {
        Err(error) if !is_absent(&error) => Err(error),
        _ => Ok(()),
    }
}

/// Deletes one file.
pub(super) async fn remove(name: &str) -> Result<(), KeepTrouble> {
    let Some(folder) = folder(false).await? else { return Ok(()) };
    promised(&folder, "removeEntry", &[name.into()]).await.map(drop)
}

/// The journal of a piece of work, as an earlier tab left it or begun anew.
pub(super) async fn journal(name: &str) -> Result<Journal<Box<dyn Store>>, KeepTrouble> {
    let folder = made_folder().await?;
    let file = open(&folder, name).await?;
    let (mut journal, head) = match Journal::open(Box::new(file) as Box<dyn Store>) {
        Ok(opened) => opened,
        // What stands there is damaged from its first byte on.
        Err(_) => {
            remove(name).await?;
            let file = Box::new(open(&folder, name).await?) as Box<dyn Store>;
            Journal::open(file).map_err(|error| trouble_of(&error))?
        }
    };
    if head.as_deref() != Some(name.as_bytes()) {
        journal.begin(name.as_bytes());
    }
    Ok(journal)
}

/// Why a journal could keep nothing more.
pub(super) fn trouble_of(error: &io::Error) -> KeepTrouble {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::WriteZero => KeepTrouble::Full,
        _ => KeepTrouble::Other(error.to_string()),
    }
}

/// The folder of all that pages of this address keep. That it is refused is no defect.
async fn root() -> Result<JsValue, KeepTrouble> {
    let storage = get(&get(&js_sys::global(), "navigator")?, "storage")?;
    promised(&storage, "getDirectory", &[]).await.map_err(|error| match error {
        KeepTrouble::Other(_) => KeepTrouble::Refused,
        error => error,
    })
}

async fn folder(create: bool) -> Result<Option<JsValue>, KeepTrouble> {
    match promised(&root().await?, "getDirectoryHandle", &[FOLDER.into(), creating(create)]).await {
        Ok(folder) => Ok(Some(folder)),
        Err(error) if is_absent(&error) => Ok(None),
        Err(error) => Err(error),
    }
}

async fn made_folder() -> Result<JsValue, KeepTrouble> {
    folder(true).await?.ok_or(KeepTrouble::Refused)
}

/// Opens a file, which nobody else can meanwhile.
async fn open(folder: &JsValue, name: &str) -> Result<KeptFile, KeepTrouble> {
    let file = promised(folder, "getFileHandle", &[name.into(), creating(true)]).await?;
    let mut tries = 0;
    let handle = loop {
        tries += 1;
        match promised(&file, "createSyncAccessHandle", &[]).await {
            Err(KeepTrouble::Busy) if tries < TRIES => wait(BETWEEN_TRIES_MILLISECONDS).await,
            opened => break opened?,
        }
    };
    let handle = handle.dyn_into().map_err(|_| KeepTrouble::Missing)?;
    Ok(KeptFile { handle, position: 0 })
}

async fn wait(milliseconds: u32) {
    let promise = Promise::new(&mut |resolve, _| {
        Timeout::new(milliseconds, move || drop(resolve.call0(&JsValue::NULL))).forget();
    });
    let _ = JsFuture::from(promise).await;
}

fn creating(create: bool) -> JsValue {
    let options = Object::new();
    let _ = Reflect::set(&options, &"create".into(), &create.into());
    options.into()
}

fn get(of: &JsValue, name: &str) -> Result<JsValue, KeepTrouble> {
    Reflect::get(of, &name.into()).map_err(|_| KeepTrouble::Missing)
}

/// What a function of an object gives; [`KeepTrouble::Missing`] in browsers that lack it.
fn call(of: &JsValue, name: &str, given: &[JsValue]) -> Result<JsValue, KeepTrouble> {
    let function: Function = get(of, name)?.dyn_into().map_err(|_| KeepTrouble::Missing)?;
    let given: Array = given.iter().collect();
    Reflect::apply(&function, of, &given).map_err(|error| trouble(&error))
}

/// The same, of a function that promises.
async fn promised(of: &JsValue, name: &str, given: &[JsValue]) -> Result<JsValue, KeepTrouble> {
    let promise: Promise = call(of, name, given)?.dyn_into().map_err(|_| KeepTrouble::Missing)?;
    JsFuture::from(promise).await.map_err(|error| trouble(&error))
}

fn name_of(error: &JsValue) -> String {
    error.dyn_ref::<DomException>().map_or_else(|| "Error".to_owned(), DomException::name)
}

fn trouble(error: &JsValue) -> KeepTrouble {
    match name_of(error).as_str() {
        "SecurityError" | "NotAllowedError" => KeepTrouble::Refused,
        "QuotaExceededError" => KeepTrouble::Full,
        "NoModificationAllowedError" => KeepTrouble::Busy,
        name => KeepTrouble::Other(name.to_owned()),
    }
}

fn is_absent(error: &KeepTrouble) -> bool {
    *error == KeepTrouble::Other("NotFoundError".to_owned())
}

/// A file that is read and written at once. What was written is there when the tab is killed.
struct KeptFile {
    handle: FileSystemSyncAccessHandle,
    position: u64,
}

impl KeptFile {
    fn at_position(&self) -> FileSystemReadWriteOptions {
        let options = FileSystemReadWriteOptions::new();
        options.set_at(self.position as f64);
        options
    }

    fn passed(&mut self, bytes: Result<f64, JsValue>) -> io::Result<usize> {
        let bytes = bytes.map_err(|error| failure(&error))?;
        self.position += bytes as u64;
        Ok(bytes as usize)
    }
}

impl Read for KeptFile {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let read = self.handle.read_with_u8_array_and_options(out, &self.at_position());
        self.passed(read)
    }
}

impl Write for KeptFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.handle.write_with_u8_array_and_options(bytes, &self.at_position());
        self.passed(written)
    }

    /// Nothing waits to be written. To wait for the disk would only help where power is lost, and
    /// then a record that is not whole is found by its checksum.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Seek for KeptFile {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let (from, by) = match to {
            SeekFrom::Start(at) => (at, 0),
            SeekFrom::Current(by) => (self.position, by),
            SeekFrom::End(by) => (self.handle.get_size().map_err(|error| failure(&error))? as u64, by),
        };
        self.position = from.checked_add_signed(by).ok_or(io::ErrorKind::InvalidInput)?;
        Ok(self.position)
    }
}

impl Drop for KeptFile {
    fn drop(&mut self) {
        self.handle.close();
    }
}

fn failure(error: &JsValue) -> io::Error {
    match name_of(error).as_str() {
        "QuotaExceededError" => io::ErrorKind::StorageFull.into(),
        name => io::Error::other(name.to_owned()),
    }
}
