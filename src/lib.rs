//! Watchback audits predictive policing and police enforcement on a city's own public records.
//!
//! It learns the Granger network of Rotaru et al. (Nature Human Behaviour 6, 2022), forecasts crime
//! a week ahead, and says beside every figure what chance alone would give. The engine in this
//! crate is the same code natively and in the browser and gives the same bits in both.
//!
//! # First steps
//!
//! [`session`] is the short way: files in, results out, on all cores of this machine.
//! ```no_run
//! use watchback::session::{Session, save};
//!
//! let mut session = Session::open(&["chicago_2014.csv", "chicago_2015.csv.gz"])?;
//! for finding in &session.inspection().findings() {
//!     println!("{}", finding.sentence);
//! }
//! let study = session.suggested_settings()?.check()?;
//! let analysis = session.run(&study)?;
//! for aggregate in &analysis.results.aggregates {
//!     println!("{aggregate:?}");
//! }
//! save(&analysis.results, "results")?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//! Its own page has an example that runs without any file, on a simulated city. The parts can be
//! used by themselves as well, a statistic for instance:
//! ```
//! // G of 14.07 with 7 degrees of freedom: p is .05.
//! let minus_log10_p = watchback::stats::chi_square_minus_log10_p(14.067_140_449_340_17, 7);
//! assert!((minus_log10_p - 1.301_029_995_663_981).abs() < 1e-9);
//! ```
//!
//! # The modules, in order
//!
//! Bytes become events, events become streams on tiles, streams become a network of transducers,
//! the network a forecast, the forecast scores. A module uses only those before it.
//!
//! | module | what it holds |
//! |---|---|
//! | [`stats`] | chi-square, t, quantiles, multiple testing, jackknife, least squares, Cholesky, eigenvectors |
//! | [`study`] | what is asked: presets of cities, and settings that are checked into a [`study::Study`] |
//! | [`chance`] | rotations, shifts, seeds, and figures against the same figures in surrogate rounds |
//! | [`space`] | tiles, projections, boundaries of areas and their tables |
//! | [`ingest`] | rows to events: layouts, dates, places, and the report on the files' quality |
//! | [`streams`] | events to Boolean streams, and which study suits a city |
//! | [`xpfsa`] | one source, one target, one delay: the machine, and gamma |
//! | [`network`] | all pairs and delays: scan, selection, links, and the verdict against chance |
//! | [`forecast`] | transducers combined into a probability a step, and simple methods to compare with |
//! | [`score`] | strict and tolerant scores, calibration, intervals, and their chance levels |
//! | [`released`] | the authors' released program, and the ladder from one half to their number |
//! | [`sweep`] | the same at other sizes of tiles and lengths of steps |
//! | [`audit`] | pushes of the model, arrests for each reported crime, surges |
//! | [`simulate`] | cities whose truth is planted, and their null twins |
//! | [`results`] | what a run gives: figures, digest, `results.json` |
//! | [`bundle`] | a run as one file that others can check: an RO-Crate |
//! | [`wording`] | verdicts and findings as sentences |
//! | [`report`] | a run as a page that can be read and printed without this program |
//! | [`run`] | a run as stages over an executor: threads, or a browser's workers |
//! | [`session`] | all of it in a few calls (native) |
//!
//! # Glossary
//!
//! - **Event**: one row of a crime file: when, where, which offence, whether an arrest was made.
//! - **Tile**: a cell of the grid that the city is cut into, about 1,000 ft wide.
//! - **Step**: the unit of time, one day in Chicago.
//! - **Variable**: a kind of event that is counted: violent crime, property crime, arrests.
//! - **Stream**: for one tile and one variable, whether each step held at least one event.
//! - **Source, target**: the stream that is read, and the stream that is forecast.
//! - **Delay**: the number of steps from the last step read in the source to the step forecast in
//!   the target.
//! - **Horizon**: how many steps ahead a forecast must be made; no delay may be shorter.
//! - **Context**: the last few symbols of the source (three of them: eight contexts).
//! - **Transducer**: a model that reads a source and gives the probability of the target's next
//!   symbol.
//! - **gamma**: the share of the target's uncertainty that a transducer removes; see
//!   `docs/method.md`.
//! - **Surrogate**: data made from the real data in which the dependence in question is destroyed.

// In their order: each uses only those before it (tests/module_order.rs). Blank lines keep rustfmt
// from sorting them. Hidden are those that only the page, the command line and tests use: they may
// change at any time.

mod decimal;

#[doc(hidden)]
pub mod encoding;

#[doc(hidden)]
pub mod letters;

#[doc(hidden)]
pub mod json;

#[doc(hidden)]
pub mod markup;

#[doc(hidden)]
pub mod percent;

pub mod stats;

pub mod study;

pub mod chance;

pub mod space;

pub mod ingest;

pub mod streams;

pub mod xpfsa;

pub mod network;

pub mod forecast;

pub mod score;

pub mod released;

pub mod sweep;

pub mod audit;

pub mod predictions;

pub mod simulate;

pub mod results;

pub mod bundle;

#[doc(hidden)]
pub mod scene;

pub mod wording;

#[doc(hidden)]
pub mod pictures;

pub mod report;

pub mod run;

#[cfg(not(target_arch = "wasm32"))]
pub mod session;

/// The examples of the README are compiled with the crate's own.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
