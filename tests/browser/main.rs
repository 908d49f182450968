//! The built page in headless Chromium, driven as a person would; the simulated city in Firefox and
//! WebKit too. Run by `make test`, which builds the page and brings the browsers; where the page or
//! Chromium is missing these tests fail and say so.
#![cfg(not(target_arch = "wasm32"))]

mod accessibility;
mod app;
mod audit;
mod chrome;
#[path = "../support/data.rs"]
mod data;
mod elsewhere;
mod engine;
mod engines;
#[path = "../support/expected.rs"]
mod expected;
mod failures;
mod firefox;
mod first_screen;
mod harness;
mod hosting;
mod kept;
mod layouts;
mod listeners;
mod main_job;
mod many_rows;
mod maps;
mod marionette;
mod markup;
mod measure;
mod offline;
mod page;
mod processes;
mod publish;
mod saving;
mod sending;
mod sending_ways;
#[path = "../../site/src/server.rs"]
mod server;
mod single;
mod spanish;
mod steps;
mod webkit;

/// What a test gives: any error fails it with its message.
type TestResult<T = ()> = Result<T, Box<dyn std::error::Error + Send + Sync>>;
