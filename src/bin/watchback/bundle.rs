//! The bundle of a run, and what its publisher says of it.

use std::time::{SystemTime, UNIX_EPOCH};

use clap::Args;
use watchback::bundle::{Agent, BUNDLE_NAME, Beside, Published, columns_of, write};
use watchback::report::html;
use watchback::run::Analysis;

use crate::areas::named;
use crate::output::{OutFolder, Outcome};
use crate::reading::whole;

/// What a publisher says of a run; it stands in the bundle.
#[derive(Debug, Args)]
pub(crate) struct Publisher {
    /// Who publishes the run: a person or an organisation
    #[arg(long)]
    published_by: Option<String>,
    /// Where the publisher can be found: an address of the web, or an ORCID
    #[arg(long, requires = "published_by")]
    publisher_address: Option<String>,
    /// The bundle's licence: an address, as https://spdx.org/licenses/CC-BY-4.0, or a sentence
    #[arg(long)]
    licence: Option<String>,
    /// Where the crime files came from: an address or a sentence
    #[arg(long)]
    source: Option<String>,
}

impl Publisher {
    /// What is published now.
    pub(crate) fn now(&self) -> Published {
        let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let address = self.publisher_address.clone();
        Published {
            by: self.published_by.clone().map(|name| Agent { name, address }),
            licence: self.licence.clone(),
            source: self.source.clone(),
            ..Published::at(since_1970.as_secs())
        }
    }

    /// Writes the bundle beside results.json. `forecasts`: the file of every forecast there.
    pub(crate) fn write_bundle(
        &self,
        out: &OutFolder,
        analysis: &Analysis,
        forecasts: Option<&str>,
    ) -> Outcome {
        let Analysis { results, forecast, streams, .. } = analysis;
        let read = |name: &str| {
            let path = out.join(name);
            whole(&path).map_err(named(&path))
        };
        let published = self.now();
        let beside = Beside {
            report: Some(html(results, None, &published).into_bytes()),
            forecasts: forecasts.map(read).transpose()?,
            columns: columns_of(&results.study, forecast, streams),
            ..Beside::default()
        };
        out.write_bytes(BUNDLE_NAME, &write(results, &beside, &published)?)?;
        out.tell_written(BUNDLE_NAME);
        Ok(())
    }
}
