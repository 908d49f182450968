//! Starting workers from the page, with the network locked first.
//!
//! The order matters: what the address names is fetched while the first policy still allows it;
//! then a second policy forbids every request; only then are workers made, from a Blob, because
//! those inherit the policy of the page at that moment. A worker loaded from an address would not.
//! They are plain scripts: where the page is a file on disk, Chromium takes no module from memory.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::{Array, Object, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, ErrorEvent, File, MessageChannel, MessageEvent, Response, Url, Worker};

use super::first_screen::unfit_browser;
use super::lock;
use crate::protocol::{Attachment, Command, Init, Report, Role, decode, encode, on_message, post};
use watchback_translate::tr;

/// Runs behind the glue's text in each worker: the first message brings the compiled program and
/// the role.
const BOOTSTRAP: &str = "
self.onmessage = (event) => {
  self.onmessage = null;
  wasm_bindgen.initSync({ module: event.data.module });
  self.onmessage(new MessageEvent('message', { data: event.data.init }));
};";

/// The folder of saved results beside the page.
const RESULTS_FOLDER: &str = "results";
/// What they may be: a bundle, or results.json by gzip.
const RESULTS_FORMS: [&str; 2] = ["crate.zip", "json.gz"];

/// Why no worker could be started, in words for the page.
pub(super) type StartFailure = String;

/// What workers are made from: kept from the moment that the network is locked.
#[derive(Clone)]
pub(super) struct Blueprint {
    script_url: String,
    module: JsValue,
}

impl Blueprint {
    /// Fetches saved results of this name that lie beside the page; then locks the network. Of
    /// results that are not there, a sentence is given.
    ///
    /// # Errors
    /// A sentence for the person when the page does not hold what workers or the lock need.
    pub(super) async fn prepare(
        results: Option<String>,
    ) -> Result<(Self, Option<Result<File, String>>), StartFailure> {
        let results = match results {
            Some(name) => Some(fetch_results(&name).await.ok_or_else(|| {
                tr!("There are no results named {name:?} beside this page. Look at its address again.")
            })),
            None => None,
        };
        let glue = lock::glue().ok_or(tr!("The page does not hold its own program. Reload the page."))?;
        lock::lock_network().ok_or(tr!(
            "The page could not lock its network access, so it does not start. Reload the page."
        ))?;
        let parts = Array::of1(&JsValue::from_str(&format!("{glue}\n{BOOTSTRAP}")));
        let options = BlobPropertyBag::new();
        options.set_type("text/javascript");
        let script_url = Blob::new_with_str_sequence_and_options(&parts, &options)
            .and_then(|blob| Url::create_object_url_with_blob(&blob))
            .map_err(|_| tr!("This browser cannot make workers from memory; use a current one."))?;
        Ok((Self { script_url, module: wasm_bindgen::module() }, results))
    }

    fn start(&self, role: Role) -> Result<Worker, StartFailure> {
        let failure = || unfit_browser();
        let worker = Worker::new(&self.script_url).map_err(|_| failure())?;
        let init = Array::of1(&encode(&Init { role }).ok_or_else(failure)?);
        let first = Object::new();
        for (key, value) in [("module", &self.module), ("init", init.as_ref())] {
            let _ = Reflect::set(&first, &JsValue::from_str(key), value);
        }
        worker.post_message(&first).map_err(|_| failure())?;
        Ok(worker)
    }
}

/// Saved results that lie beside the page.
async fn fetch_results(name: &str) -> Option<File> {
    for form in RESULTS_FORMS {
        let file = format!("{name}.{form}");
        let Some(response) = fetch(&format!("{RESULTS_FOLDER}/{file}")).await else { continue };
        let blob: Blob = JsFuture::from(response.blob().ok()?).await.ok()?.dyn_into().ok()?;
        return File::new_with_blob_sequence(&Array::of1(&blob), &file).ok();
    }
    None
}

/// What is at an address; `None` where nothing is.
async fn fetch(address: &str) -> Option<Response> {
    let response = JsFuture::from(web_sys::window()?.fetch_with_str(address)).await.ok()?;
    response.dyn_into().ok().filter(Response::ok)
}

/// The program's SHA-256 stands in the page's head, where the build put it.
fn program_digest() -> Option<String> {
    let meta = web_sys::window()?.document()?.query_selector("meta[name=program]").ok()??;
    Some(meta.get_attribute("content")?.strip_prefix("sha256-")?.to_owned())
}

/// A worker's place: who works there, and how often one failed there.
#[derive(Default)]
struct Place {
    worker: Option<Worker>,
    failures: usize,
}

/// After so many failures no other worker takes the place.
const MAX_FAILURES: usize = 5;

/// The coordinator and its workers.
#[derive(Clone)]
pub(super) struct WorkerPool {
    blueprint: Blueprint,
    coordinator: Worker,
    workers: Rc<RefCell<Vec<Place>>>,
    /// Whether the coordinator ever answered: it can then run in this browser.
    heard: Rc<Cell<bool>>,
    on_report: Rc<dyn Fn(Report, Vec<JsValue>)>,
}

impl Place {
    fn end(self) {
        if let Some(worker) = self.worker {
            worker.terminate();
        }
    }
}

impl WorkerPool {
    /// Starts a coordinator and `n_workers` workers. `on_report` hears the coordinator.
    ///
    /// # Errors
    /// A sentence for the person when this browser cannot start such workers.
    pub(super) fn start(
        blueprint: &Blueprint,
        n_workers: usize,
        on_report: impl Fn(Report, Vec<JsValue>) + 'static,
    ) -> Result<Self, StartFailure> {
        let coordinator =
            blueprint.start(Role::Coordinator { workers: n_workers, build: program_digest() })?;
        let workers = Rc::new(RefCell::new((0..n_workers).map(|_| Place::default()).collect()));
        let pool = Self {
            blueprint: blueprint.clone(),
            coordinator,
            workers,
            heard: Rc::default(),
            on_report: Rc::new(on_report),
        };
        pool.hear_coordinator();
        for number in 0..n_workers {
            pool.start_worker(number)?;
        }
        Ok(pool)
    }

    /// What its workers are made from.
    pub(super) const fn blueprint(&self) -> &Blueprint {
        &self.blueprint
    }

    /// Ends the coordinator and all workers at once.
    pub(super) fn end(&self) {
        self.coordinator.terminate();
        self.workers.borrow_mut().drain(..).for_each(Place::end);
    }

    /// Asks something of the coordinator.
    pub(super) fn command(&self, command: &Command, attachments: Vec<Attachment>) {
        let _ = post(&self.coordinator, command, attachments);
    }

    /// Changes the number of workers.
    ///
    /// # Errors
    /// A sentence for the person when a worker cannot be started.
    pub(super) fn set_workers(&self, count: usize) -> Result<(), StartFailure> {
        self.command(&Command::SetWorkers { count }, Vec::new());
        let n_workers = self.workers.borrow().len();
        for dismissed in self.workers.borrow_mut().drain(count.min(n_workers)..) {
            dismissed.end();
        }
        self.workers.borrow_mut().resize_with(count, Place::default);
        (n_workers..count).try_for_each(|number| self.start_worker(number))
    }

    fn hear_coordinator(&self) {
        let pool = self.clone();
        on_message(&self.coordinator, move |event: MessageEvent| {
            pool.heard.set(true);
            match decode::<Report>(&event) {
                Some((Report::WorkerSilent { worker }, _)) => pool.replace_worker(worker),
                Some((report, attachments)) => (pool.on_report)(report, attachments),
                None => {}
            }
        });
        let pool = self.clone();
        on_error(&self.coordinator, move |reason| {
            let was_heard = pool.heard.get();
            let message = if was_heard {
                tr!(
                    "The worker that holds the data failed ({reason}). Most likely it ran out of memory: close other \
                     tabs, reload this page and try again, with fewer workers or fewer files."
                )
            } else {
                unfit_browser()
            };
            let reason = Some(reason).filter(|_| was_heard);
            (pool.on_report)(Report::Broken { message, reason }, Vec::new());
        });
    }

    fn start_worker(&self, number: usize) -> Result<(), StartFailure> {
        let worker = self.blueprint.start(Role::Worker)?;
        let channel = MessageChannel::new()
            .map_err(|_| tr!("This browser cannot connect workers; use a current one."))?;
        worker
            .post_message_with_transfer(&channel.port1(), &Array::of1(&channel.port1()))
            .map_err(|_| tr!("A worker could not be connected. Reload the page."))?;
        self.command(&Command::ConnectWorker { worker: number }, vec![Attachment::Port(channel.port2())]);
        let (pool, failed) = (self.clone(), worker.clone());
        on_error(&worker, move |_| pool.worker_failed(number, &failed));
        if let Some(place) = self.workers.borrow_mut().get_mut(number) {
            place.worker = Some(worker);
        }
        Ok(())
    }

    fn worker_failed(&self, number: usize, failed: &Worker) {
        let mut workers = self.workers.borrow_mut();
        // One that was replaced or dismissed already may fail late.
        let Some(place) = workers.get_mut(number).filter(|place| place.worker.as_ref() == Some(failed))
        else {
            return;
        };
        place.failures += 1;
        let failures = place.failures;
        drop(workers);
        self.command(&Command::WorkerFailed { worker: number }, Vec::new());
        if failures < MAX_FAILURES {
            self.replace_worker(number);
        } else {
            self.command(&Command::WorkerGone { worker: number }, Vec::new());
        }
    }

    fn replace_worker(&self, number: usize) {
        let mut workers = self.workers.borrow_mut();
        let Some(place) = workers.get_mut(number) else { return };
        let old = place.worker.take();
        drop(workers);
        if let Some(old) = old {
            old.terminate();
        }
        if self.start_worker(number).is_err() {
            self.command(&Command::WorkerGone { worker: number }, Vec::new());
        }
    }
}

fn on_error(worker: &Worker, mut hear: impl FnMut(String) + 'static) {
    let hear = Closure::<dyn FnMut(ErrorEvent)>::new(move |event: ErrorEvent| {
        let message = event.message();
        hear(if message.is_empty() || message == "undefined" {
            tr!("no reason given").to_owned()
        } else {
            message
        });
    });
    worker.set_onerror(Some(hear.into_js_value().unchecked_ref()));
}
