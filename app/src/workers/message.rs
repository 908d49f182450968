//! What page, lead and hands say to each other. A message is an array: what is said, then what is handed over.

use js_sys::{Array, Reflect, Uint8Array};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use wasm_bindgen::prelude::*;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent, MessagePort, Worker};

use watchback::audit::Grouping;
use watchback::encoding::{packed, unpacked};
use watchback::ingest::{GuessOptions, ImportPlan};
use watchback::run::Stage;
use watchback::simulate::SimulationSettings;
use watchback::space::{AreaChoice, TileId};
use watchback::study::{OffenceClass, StudySettings};
use watchback::sweep::Cell;

/// The first message to a worker.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct Init {
    /// What the worker is to be.
    pub(crate) role: Role,
}

/// What a worker is.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) enum Role {
    /// Holds the events and runs the stages, with so many hands.
    Lead {
        /// Number of hands.
        hands: usize,
    },
    /// Does items of work.
    Hand,
}

/// What the page asks of the lead.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum Command {
    /// Here is the port of a hand (attached).
    Hand {
        /// Its number.
        hand: usize,
    },
    /// A hand is gone; another comes.
    HandFailed {
        /// Its number.
        hand: usize,
    },
    /// A hand is gone and none comes in its place.
    HandGone {
        /// Its number.
        hand: usize,
    },
    /// From now on there are so many hands; those with higher numbers are gone.
    Hands {
        /// Their number.
        count: usize,
    },
    /// Read the attached files, by a layout and with classes of offences where they are given, and report on them.
    Inspect(Option<Box<ImportPlan>>, Option<Classes>),
    /// Suggest a study for what was inspected, with these classes of offences, and report on the files again.
    Suggest(Classes),
    /// Tell how the attached file is laid out, by what a person says of it.
    Guess(Box<GuessOptions>),
    /// Make this city and report on it.
    Simulate(SimulationSettings),
    /// Run the study on what was inspected; what acting on its forecast would mean is told by quintiles of the areas' value, where there is one.
    Run(Box<StudySettings>, Option<AreaValue>),
    /// Run these cells of the study's resolution sweep, one after another.
    Sweep(Box<StudySettings>, Vec<Cell>),
    /// Run these studies, one a test year, one after another.
    Years(Vec<StudySettings>),
    /// Read the attached files of areas (boundaries, a table, or both), or join anew what was read before.
    Areas(Box<StudySettings>, AreaChoice),
    /// Invent areas of the simulated city.
    InventAreas(Box<StudySettings>),
    /// Audit enforcement over the areas that were read.
    Audit(Box<StudySettings>, Box<AuditAsked>),
    /// Send no more work.
    Cancel,
}

/// What an audit is asked beside its study.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct AuditAsked {
    /// What areas are compared by.
    pub(crate) index: AreaValue,
    /// The columns that it is made of.
    pub(crate) components: Vec<String>,
    /// Which areas are compared, by the value as it is then.
    pub(crate) grouping: Grouping,
    /// Seeds that the primary question is repeated for.
    pub(crate) seeds: usize,
    /// Tiles that crime is pushed in by themselves too.
    pub(crate) chosen: Vec<TileId>,
}

/// Offences with their classes.
pub(crate) type Classes = Vec<(String, OffenceClass)>;

/// What is compared between areas: a column of their table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct AreaValue {
    /// The column's name.
    pub(crate) column: String,
    /// Whether its high values mean that people are well off: it is then turned round.
    pub(crate) well_off: bool,
}

impl AreaValue {
    /// What the value is called where high means hardship.
    pub(crate) fn hardship_name(&self) -> String {
        let name = self.column.trim();
        if self.well_off { format!("less {name}") } else { name.to_owned() }
    }
}

/// What the lead tells the page.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum Report {
    /// The lead stands and hears.
    Ready,
    /// How far a stage is: items, or bytes when reading.
    Progress {
        /// The stage.
        stage: Stage,
        /// Done so far.
        done: u64,
        /// All there is.
        total: u64,
    },
    /// A file's layout was looked at; a `Guess` is attached.
    Guessed,
    /// The files were read; an `InspectionView` is attached.
    Inspected,
    /// The run is done; a `RunView`, results.json and scores.csv are attached.
    Finished,
    /// A cell of the sweep is done; a `CellResult` is attached.
    Swept,
    /// A test year is done; a `YearResult` is attached.
    YearDone,
    /// All cells or years that were asked for are done.
    AllDone,
    /// Areas were read; an `AreasView` is attached.
    AreasRead,
    /// The audit is done; an `AuditReport` and audit.json are attached.
    Audited,
    /// What was asked could not be done.
    Failed {
        /// What is wrong and what to do.
        message: String,
    },
    /// The lead itself is gone; the page must be loaded again.
    Broken {
        /// What is wrong and what to do.
        message: String,
    },
    /// What was asked was cancelled.
    Cancelled,
    /// A hand has not answered for a while: stop it and start another.
    HandSilent {
        /// Its number.
        hand: usize,
    },
    /// How many bytes of memory the workers hold.
    Memory {
        /// The lead's.
        lead: u64,
        /// The hands' together.
        hands: u64,
    },
}

/// What the lead asks of a hand.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) enum Order {
    /// Know the attached data.
    Share,
    /// Do the attached item.
    Item {
        /// Its number.
        item: usize,
    },
    /// Read the attached file.
    Read {
        /// The item's number.
        item: usize,
        /// The layout to read it by; told from the file where there is none.
        plan: Option<Box<ImportPlan>>,
    },
}

/// What a hand tells the lead.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) enum Answer {
    /// It still works: bytes read of a file so far. Rows read since the last are attached, where there are enough for a message.
    Reading {
        /// The item's number.
        item: usize,
        /// Bytes.
        bytes: u64,
    },
    /// The item is done; its output is attached.
    Done {
        /// The item's number.
        item: usize,
        /// Bytes of memory that the hand holds.
        memory: u64,
    },
    /// The hand could not understand the message.
    Confused,
}

/// The attachments of [`Report::Finished`], in order.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Artefact {
    /// What the page shows.
    View = 0,
    /// results.json.
    Json = 1,
    /// scores.csv.
    Csv = 2,
}

/// What is handed over with a message.
#[derive(Debug)]
pub(crate) enum Attachment {
    /// Copied (a `File`, a compiled module).
    Copy(JsValue),
    /// Moved: a port.
    Port(MessagePort),
    /// Moved: bytes.
    Bytes(Vec<u8>),
}

/// Something that messages can be posted to.
pub(crate) trait Post {
    /// Posts with transfer.
    fn post(&self, message: &JsValue, transfer: &Array) -> Result<(), JsValue>;
}

impl Post for Worker {
    fn post(&self, message: &JsValue, transfer: &Array) -> Result<(), JsValue> {
        self.post_message_with_transfer(message, transfer)
    }
}

impl Post for MessagePort {
    fn post(&self, message: &JsValue, transfer: &Array) -> Result<(), JsValue> {
        self.post_message_with_transferable(message, transfer)
    }
}

impl Post for DedicatedWorkerGlobalScope {
    fn post(&self, message: &JsValue, transfer: &Array) -> Result<(), JsValue> {
        self.post_message_with_transfer(message, transfer)
    }
}

/// Says `what` and hands over the attachments.
pub(crate) fn post(
    to: &impl Post,
    what: &impl Serialize,
    attachments: Vec<Attachment>,
) -> Result<(), JsValue> {
    let (message, transfer) = (Array::new(), Array::new());
    message.push(&said(what).ok_or(JsValue::NULL)?);
    for attachment in attachments {
        match attachment {
            Attachment::Copy(value) => {
                message.push(&value);
            }
            Attachment::Port(port) => {
                message.push(&port);
                transfer.push(&port);
            }
            Attachment::Bytes(bytes) => {
                let array = Uint8Array::from(bytes.as_slice());
                message.push(&array);
                transfer.push(&array.buffer());
            }
        }
    }
    to.post(&message, &transfer)
}

/// What is said, as the first part of a message: in the encoding that data goes in too, so that the page holds one.
pub(crate) fn said(what: &impl Serialize) -> Option<JsValue> {
    Some(Uint8Array::from(packed(what).ok()?.as_slice()).into())
}

/// What a message says, and what came with it; `None` when it is not understood.
pub(crate) fn received<T: DeserializeOwned>(event: &MessageEvent) -> Option<(T, Vec<JsValue>)> {
    let message: Array = event.data().dyn_into().ok()?;
    let what = unpacked(&bytes_of(Some(&message.get(0)))?);
    Some((what, message.iter().skip(1).collect()))
}

/// The bytes of an attachment.
pub(crate) fn bytes_of(attachment: Option<&JsValue>) -> Option<Vec<u8>> {
    Some(attachment?.dyn_ref::<Uint8Array>()?.to_vec())
}

/// Hears messages for as long as `target` lives.
pub(crate) fn on_message(target: &impl AsRef<JsValue>, hear: impl FnMut(MessageEvent) + 'static) {
    let hear = Closure::<dyn FnMut(MessageEvent)>::new(hear).into_js_value();
    // Worker, port and worker scope all have this property; setting it also starts a port.
    let _ = Reflect::set(target.as_ref(), &JsValue::from_str("onmessage"), &hear);
}

/// Bytes of memory that this instance of the program holds.
pub(crate) fn memory_bytes() -> u64 {
    let memory: Result<js_sys::WebAssembly::Memory, _> = wasm_bindgen::memory().dyn_into();
    memory.map_or(0, |memory| {
        let length = Reflect::get(&memory.buffer(), &JsValue::from_str("byteLength"));
        length.ok().and_then(|length| length.as_f64()).unwrap_or(0.0) as u64
    })
}
