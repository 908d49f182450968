//! How messages travel. A message is an array: the encoded message, then its attachments.

use js_sys::{Array, Reflect, Uint8Array};
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::prelude::*;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent, MessagePort, Worker};

use watchback::encoding;

/// What is handed over with a message.
#[derive(Debug)]
pub enum Attachment {
    /// Copied (a `File`, a compiled module).
    Copy(JsValue),
    /// Moved: a port.
    Port(MessagePort),
    /// Moved: bytes.
    Bytes(Vec<u8>),
}

/// Something that messages can be posted to.
pub trait Post {
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

/// Posts a message with its attachments.
///
/// # Errors
/// The browser's own, when something cannot be cloned or transferred.
pub fn post(to: &impl Post, message: &impl Serialize, attachments: Vec<Attachment>) -> Result<(), JsValue> {
    let (parts, transfer) = (Array::new(), Array::new());
    parts.push(&encode(message).ok_or(JsValue::NULL)?);
    for attachment in attachments {
        match attachment {
            Attachment::Copy(value) => {
                parts.push(&value);
            }
            Attachment::Port(port) => {
                parts.push(&port);
                transfer.push(&port);
            }
            Attachment::Bytes(bytes) => {
                let array = Uint8Array::from(bytes.as_slice());
                parts.push(&array);
                transfer.push(&array.buffer());
            }
        }
    }
    to.post(&parts, &transfer)
}

/// A message as the first part of what is posted, in the encoding of the data.
pub fn encode(message: &impl Serialize) -> Option<JsValue> {
    Some(Uint8Array::from(encoding::encode(message).ok()?.as_slice()).into())
}

/// A message and its attachments; `None` when it is not understood.
pub fn decode<T: DeserializeOwned>(event: &MessageEvent) -> Option<(T, Vec<JsValue>)> {
    let parts: Array = event.data().dyn_into().ok()?;
    let message = encoding::decode(&attachment_bytes(Some(&parts.get(0)))?).ok()?;
    Some((message, parts.iter().skip(1).collect()))
}

/// The bytes of an attachment.
pub fn attachment_bytes(attachment: Option<&JsValue>) -> Option<Vec<u8>> {
    Some(attachment?.dyn_ref::<Uint8Array>()?.to_vec())
}

/// Hears messages for as long as `target` lives.
pub fn on_message(target: &impl AsRef<JsValue>, hear: impl FnMut(MessageEvent) + 'static) {
    let hear = Closure::<dyn FnMut(MessageEvent)>::new(hear).into_js_value();
    // Worker, port and worker scope all have this property; setting it also starts a port.
    let _ = Reflect::set(target.as_ref(), &JsValue::from_str("onmessage"), &hear);
}

/// Bytes of memory that this instance of the program holds.
pub fn memory_bytes() -> u64 {
    let memory: Result<js_sys::WebAssembly::Memory, _> = wasm_bindgen::memory().dyn_into();
    memory.map_or(0, |memory| {
        let length = Reflect::get(&memory.buffer(), &JsValue::from_str("byteLength"));
        length.ok().and_then(|length| length.as_f64()).unwrap_or(0.0) as u64
    })
}
