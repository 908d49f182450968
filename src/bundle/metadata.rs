//! `ro-crate-metadata.json`: what the bundle is, of which files it was made, by which program and
//! by whom. [RO-Crate] 1.3 by the profile of [Process Run Crate].
//!
//! [RO-Crate]: https://www.researchobject.org/ro-crate/specification/1.3/
//! [Process Run Crate]: https://w3id.org/ro/wfrun/process/0.5

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::names::Entry;
use crate::results::{Input, Program, Receipt, Results};
use crate::study::CivilDay;

/// Its name.
pub(super) const NAME: &str = "ro-crate-metadata.json";

/// The profile is of 1.1; what it asks holds in the later one too.
const SPECIFICATIONS: [&str; 2] = ["https://w3id.org/ro/crate/1.3", "https://w3id.org/ro/crate/1.1"];
const CONTEXT: &str = "https://w3id.org/ro/crate/1.3/context";
const PROFILE: &str = "https://w3id.org/ro/wfrun/process/0.5";
/// What is known of the licence where the publisher says nothing.
const NO_LICENCE: &str = "The figures may be quoted with this bundle's digest. The records that they are made of \
                          have their publisher's terms.";

/// Who publishes a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agent {
    /// A person's or an organisation's name.
    pub name: String,
    /// Where they can be found: an address of the web or an ORCID.
    pub address: Option<String>,
}

/// What a publisher says of a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Published {
    /// When the run ended: `2026-12-01T09:30:00Z`.
    pub when: String,
    /// By whom.
    pub by: Option<Agent>,
    /// The licence of the bundle: an address, as `https://spdx.org/licenses/CC-BY-4.0`, or a text.
    pub licence: Option<String>,
    /// Where the files came from: a text or an address for all of them.
    pub source: Option<String>,
}

impl Published {
    /// By nobody who is named, so many seconds after the beginning of 1970, universal time.
    ///
    /// # Examples
    /// ```
    /// use watchback::bundle::Published;
    /// assert_eq!(Published::at(1_796_117_400).when, "2026-12-01T09:30:00Z");
    /// ```
    #[must_use]
    pub fn at(seconds_since_1970: u64) -> Self {
        let (days, second) = (seconds_since_1970 / DAY_SECONDS, seconds_since_1970 % DAY_SECONDS);
        let day = CivilDay::from_days_since_1970(i32::try_from(days).unwrap_or(i32::MAX));
        let when = format!("{day}T{:02}:{:02}:{:02}Z", second / 3600, second / 60 % 60, second % 60);
        Self { when, by: None, licence: None, source: None }
    }
}

const DAY_SECONDS: u64 = 86_400;

/// The crate's metadata.
pub(super) fn json(
    results: &Results,
    entries: &[Entry],
    published: &Published,
) -> Result<Vec<u8>, serde_json::Error> {
    let settings = results.study.settings();
    let city = &settings.city;
    let receipt = results.receipt.as_ref();
    let inputs = inputs(receipt);
    let program = receipt.map(|receipt| receipt.program.clone()).unwrap_or_else(|| Program::this(None));
    let program_id = format!("#program-{}", program.build.as_ref().unwrap_or(&program.source));
    let reference = |id: &str| json!({"@id": id});
    let files: Vec<Value> = entries.iter().map(|entry| reference(&entry.path)).collect();
    let licence = published.licence.as_deref();
    let (licence_id, licence_entity) = match licence {
        Some(address) if address.starts_with("https://") => {
            (address, json!({"@id": address, "@type": "CreativeWork", "name": address}))
        }
        text => (
            "#licence",
            json!({
                "@id": "#licence", "@type": "CreativeWork", "name": "Terms of use", "description": text.unwrap_or(NO_LICENCE),
            }),
        ),
    };
    let mut action = json!({
        "@id": "#run",
        "@type": "CreateAction",
        "name": format!("Run of Watchback on {city}"),
        "instrument": reference(&program_id),
        "object": inputs.iter().map(|(id, _)| reference(id)).collect::<Vec<_>>(),
        "result": files,
        "endTime": published.when,
    });
    let mut graph = vec![
        json!({
            "@id": NAME,
            "@type": "CreativeWork",
            "about": reference("./"),
            "conformsTo": SPECIFICATIONS.map(reference),
        }),
        json!({
            "@id": "./",
            "@type": "Dataset",
            "name": format!("Watchback run on {city}"),
            "description": format!(
                "An audit of predictive policing on the records of {city}, learned on {} and tested on {}. Digest {}.",
                results.study.training(), results.study.test(), results.digest
            ),
            "datePublished": published.when,
            "license": reference(licence_id),
            "identifier": format!("sha256:{}", results.digest),
            "conformsTo": [reference(PROFILE)],
            "hasPart": files,
            "mentions": [reference("#run")],
        }),
        json!({"@id": PROFILE, "@type": ["CreativeWork", "Profile"], "name": "Process Run Crate", "version": "0.5"}),
        licence_entity,
        program_entity(&program_id, &program),
    ];
    if let Some(agent) = &published.by {
        let id = agent.address.clone().unwrap_or_else(|| "#publisher".to_owned());
        if let (Some(action), Some(root)) =
            (action.as_object_mut(), graph.get_mut(1).and_then(Value::as_object_mut))
        {
            action.insert("agent".to_owned(), reference(&id));
            root.insert("publisher".to_owned(), reference(&id));
        }
        graph.push(json!({"@id": id, "@type": "Organization", "name": agent.name}));
    }
    graph.push(action);
    graph.extend(entries.iter().map(|entry| {
        json!({
            "@id": entry.path,
            "@type": "File",
            "name": entry.path,
            "description": entry.what,
            "encodingFormat": entry.media_type,
            "contentSize": entry.bytes.to_string(),
            "sha256": entry.sha256,
        })
    }));
    graph.extend(inputs.into_iter().map(|(id, input)| input_entity(&id, &input, published)));
    crate::json::pretty(&json!({"@context": CONTEXT, "@graph": graph}))
}

/// The inputs with what the crate calls them: they are not in it.
fn inputs(receipt: Option<&Receipt>) -> Vec<(String, Input)> {
    let Some(receipt) = receipt else { return Vec::new() };
    let areas =
        receipt.areas.iter().flat_map(|areas| [Some(&areas.boundaries), areas.table.as_ref()]).flatten();
    let named = |input: &Input| (format!("#input-{}", input.sha256), input.clone());
    receipt.inputs.iter().chain(areas).map(named).collect()
}

fn input_entity(id: &str, input: &Input, published: &Published) -> Value {
    let mut entity = json!({
        "@id": id,
        "@type": "CreativeWork",
        "name": input.name,
        "description": "A file that the run was made of. It is not in this crate: bring your own copy to verify.",
        "contentSize": input.bytes.to_string(),
        "sha256": input.sha256,
    });
    if let (Some(source), Some(fields)) = (&published.source, entity.as_object_mut()) {
        fields.insert("isBasedOn".to_owned(), json!(source));
    }
    entity
}

fn program_entity(id: &str, program: &Program) -> Value {
    json!({
        "@id": id,
        "@type": "SoftwareApplication",
        "name": "Watchback",
        "version": program.version,
        "softwareVersion": program.version,
        "description": format!("Source SHA-256 {}, for {}.", program.source, program.processor),
        // It is known by its content, wherever it is hosted.
        "url": format!("hash://sha256/{}", program.build.as_ref().unwrap_or(&program.source)),
        "sha256": program.build,
    })
}
