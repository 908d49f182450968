// `site` puts this into the page, with the names of the program's files and, for PROGRAM_BYTES, its size.
import init from './app.js';
init({ module_or_path: './app_bg.wasm' });
