//! Starting workers from the page, with the network locked first.
//!
//! The order matters (toolchain notes): the glue's text is fetched while the first policy still allows it; then a
//! second policy forbids every request; only then are workers made, from a Blob, because those inherit the policy
//! of the page at that moment. A worker loaded from an address would not.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::{Array, Object, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, BlobPropertyBag, ErrorEvent, MessageChannel, MessageEvent, Response, Url, Worker, WorkerOptions,
    WorkerType,
};

use super::workers::{Attachment, Command, Init, Report, Role, on_message, post, received, said};

/// What the page may still do once it is loaded: run what it has, show what it made.
const LOCKED_POLICY: &str = "default-src 'none'; script-src 'wasm-unsafe-eval'; worker-src blob:; \
                             img-src data: blob:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";
/// Runs behind the glue's text in each worker: the first message brings the compiled program and the role.
const BOOTSTRAP: &str = "
self.onmessage = (event) => {
  self.onmessage = null;
  initSync({ module: event.data.module });
  self.onmessage(new MessageEvent('message', { data: event.data.init }));
};";

/// What is said where workers do not start.
pub(super) const NO_MODULE_WORKERS: &str =
    "This browser could not start the program's workers. Use Firefox 114, Chrome 80, Safari 15 or later.";

/// Why no worker could be started, in words for the page.
pub(super) type StartFailure = String;

/// What workers are made from: kept from the moment that the network is locked.
#[derive(Clone)]
pub(super) struct Blueprint {
    script_url: String,
    module: JsValue,
}

impl Blueprint {
    /// Fetches what workers need, then locks the network.
    ///
    /// # Errors
    /// A sentence for the person when the program's own files cannot be fetched.
    pub(super) async fn prepare() -> Result<Self, StartFailure> {
        let glue = fetch_glue().await.ok_or(
            "The page could not load its own program a second time for its workers. Reload the page; if it was \
             saved to disk, open it from a web server instead.",
        )?;
        lock_network()
            .ok_or("The page could not lock its network access, so it does not start. Reload the page.")?;
        let parts = Array::of1(&JsValue::from_str(&format!("{glue}\n{BOOTSTRAP}")));
        let options = BlobPropertyBag::new();
        options.set_type("text/javascript");
        let script_url = Blob::new_with_str_sequence_and_options(&parts, &options)
            .and_then(|blob| Url::create_object_url_with_blob(&blob))
            .map_err(|_| "This browser cannot make workers from memory; use a current one.")?;
        Ok(Self { script_url, module: wasm_bindgen::module() })
    }

    fn start(&self, role: Role) -> Result<Worker, StartFailure> {
        let failure = || NO_MODULE_WORKERS.to_owned();
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let worker = Worker::new_with_options(&self.script_url, &options).map_err(|_| failure())?;
        let init = Array::of1(&said(&Init { role }).ok_or_else(failure)?);
        let first = Object::new();
        for (key, value) in [("module", &self.module), ("init", init.as_ref())] {
            let _ = Reflect::set(&first, &JsValue::from_str(key), value);
        }
        worker.post_message(&first).map_err(|_| failure())?;
        Ok(worker)
    }
}

/// The glue's address stands in the page's head, with the hash that the build gave it.
async fn fetch_glue() -> Option<String> {
    let window = web_sys::window()?;
    let link = window.document()?.query_selector("link[rel=modulepreload]").ok()??;
    let response = JsFuture::from(window.fetch_with_str(&link.get_attribute("href")?)).await.ok()?;
    let response: Response = response.dyn_into().ok()?;
    if !response.ok() {
        return None;
    }
    JsFuture::from(response.text().ok()?).await.ok()?.as_string()
}

fn lock_network() -> Option<()> {
    let document = web_sys::window()?.document()?;
    let meta = document.create_element("meta").ok()?;
    meta.set_attribute("http-equiv", "Content-Security-Policy").ok()?;
    meta.set_attribute("content", LOCKED_POLICY).ok()?;
    document.query_selector("head").ok()??.append_child(&meta).ok()?;
    document.document_element()?.set_attribute("data-network", "locked").ok()
}

/// A hand's place: who stands there, and how often one failed there.
#[derive(Default)]
struct Place {
    worker: Option<Worker>,
    failures: usize,
}

/// A hand that failed so often is not replaced again.
const MAX_FAILURES: usize = 5;

/// The lead and its hands.
#[derive(Clone)]
pub(super) struct Crew {
    blueprint: Blueprint,
    lead: Worker,
    hands: Rc<RefCell<Vec<Place>>>,
    /// Whether the lead was ever heard: it can then run in this browser.
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

impl Crew {
    /// Starts a lead and `n_hands` hands. `on_report` hears the lead.
    ///
    /// # Errors
    /// A sentence for the person when this browser cannot start such workers.
    pub(super) fn start(
        blueprint: &Blueprint,
        n_hands: usize,
        on_report: impl Fn(Report, Vec<JsValue>) + 'static,
    ) -> Result<Self, StartFailure> {
        let lead = blueprint.start(Role::Lead { hands: n_hands })?;
        let hands = Rc::new(RefCell::new((0..n_hands).map(|_| Place::default()).collect()));
        let crew = Self {
            blueprint: blueprint.clone(),
            lead,
            hands,
            heard: Rc::default(),
            on_report: Rc::new(on_report),
        };
        crew.hear_lead();
        for hand in 0..n_hands {
            crew.start_hand(hand)?;
        }
        Ok(crew)
    }

    /// Asks something of the lead.
    pub(super) fn command(&self, command: &Command, attachments: Vec<Attachment>) {
        let _ = post(&self.lead, command, attachments);
    }

    /// Changes the number of hands.
    ///
    /// # Errors
    /// A sentence for the person when a worker cannot be started.
    pub(super) fn set_hands(&self, count: usize) -> Result<(), StartFailure> {
        self.command(&Command::Hands { count }, Vec::new());
        let n_hands = self.hands.borrow().len();
        for dismissed in self.hands.borrow_mut().drain(count.min(n_hands)..) {
            dismissed.end();
        }
        self.hands.borrow_mut().resize_with(count, Place::default);
        (n_hands..count).try_for_each(|hand| self.start_hand(hand))
    }

    fn hear_lead(&self) {
        let crew = self.clone();
        on_message(&self.lead, move |event: MessageEvent| {
            crew.heard.set(true);
            match received::<Report>(&event) {
                Some((Report::HandSilent { hand }, _)) => crew.replace_hand(hand),
                Some((report, attachments)) => (crew.on_report)(report, attachments),
                None => {}
            }
        });
        let crew = self.clone();
        on_error(&self.lead, move |reason| {
            let message = if crew.heard.get() {
                format!(
                    "The worker that holds the data failed ({reason}). Most likely it ran out of memory: close other \
                     tabs, reload this page and try again, with fewer workers or fewer files."
                )
            } else {
                NO_MODULE_WORKERS.to_owned()
            };
            (crew.on_report)(Report::Broken { message }, Vec::new());
        });
    }

    fn start_hand(&self, hand: usize) -> Result<(), StartFailure> {
        let worker = self.blueprint.start(Role::Hand)?;
        let channel =
            MessageChannel::new().map_err(|_| "This browser cannot connect workers; use a current one.")?;
        worker
            .post_message_with_transfer(&channel.port1(), &Array::of1(&channel.port1()))
            .map_err(|_| "A worker could not be connected. Reload the page.")?;
        self.command(&Command::Hand { hand }, vec![Attachment::Port(channel.port2())]);
        let (crew, failed) = (self.clone(), worker.clone());
        on_error(&worker, move |_| crew.hand_failed(hand, &failed));
        if let Some(place) = self.hands.borrow_mut().get_mut(hand) {
            place.worker = Some(worker);
        }
        Ok(())
    }

    fn hand_failed(&self, hand: usize, failed: &Worker) {
        let mut hands = self.hands.borrow_mut();
        // One that was replaced or dismissed already may fail late.
        let Some(place) = hands.get_mut(hand).filter(|place| place.worker.as_ref() == Some(failed)) else {
            return;
        };
        place.failures += 1;
        let failures = place.failures;
        drop(hands);
        self.command(&Command::HandFailed { hand }, Vec::new());
        if failures < MAX_FAILURES {
            self.replace_hand(hand);
        } else {
            self.command(&Command::HandGone { hand }, Vec::new());
        }
    }

    fn replace_hand(&self, hand: usize) {
        let mut hands = self.hands.borrow_mut();
        let Some(place) = hands.get_mut(hand) else { return };
        let old = place.worker.take();
        drop(hands);
        if let Some(old) = old {
            old.terminate();
        }
        if self.start_hand(hand).is_err() {
            self.command(&Command::HandGone { hand }, Vec::new());
        }
    }
}

fn on_error(worker: &Worker, mut hear: impl FnMut(String) + 'static) {
    let hear = Closure::<dyn FnMut(ErrorEvent)>::new(move |event: ErrorEvent| {
        let message = event.message();
        hear(if message.is_empty() || message == "undefined" {
            "no reason given".to_owned()
        } else {
            message
        });
    });
    worker.set_onerror(Some(hear.into_js_value().unchecked_ref()));
}
