// Runs before the program: keeps files that come early, then loads the program and shows how far it is.
// `site` puts this into the page, with the program's name, size and digest.

const element = (id) => document.getElementById(id);

// The program takes what is kept here and sets `taken`; from then on it listens itself.
window.early = { files: [], taken: false, refused: false };
let percent = 0;

const tell = () => {
  const count = early.files.length;
  const kept = count === 0 ? '' : count === 1
    ? say(' {0} is kept and will be read as soon as the program is ready.', early.files[0].name)
    : say(' {0} files are kept and will be read as soon as the program is ready.', count);
  element('start-text').textContent = say('Loading the program: {0} %.{1}', percent, kept);
  element('start-progress').value = percent / 100;
};

const stop = (text) => {
  element('start-text').textContent = text;
  element('start-progress').classList.add('done');
};

const keep = (files) => {
  if (files && files.length > 0 && !early.refused) {
    early.files = [...files];
    tell();
  }
};

const earlyOnly = (act) => (event) => early.taken || act(event);
// A browser would open a dropped file, and so leave the page.
addEventListener('dragover', earlyOnly((event) => event.preventDefault()));
addEventListener('drop', earlyOnly((event) => {
  event.preventDefault();
  keep(event.dataTransfer && event.dataTransfer.files);
}));
element('file-input').addEventListener('change', earlyOnly((event) => keep(event.target.files)));
document.documentElement.dataset.files = 'ready';

// The smallest module with a vector instruction: a function that splats a zero.
const vectorModule = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 8, 1, 6, 0, 65, 0, 253, 15, 11,
]);

const show = (bytes) => {
  const reached = Math.min(99, Math.floor((100 * bytes) / PROGRAM_BYTES));
  if (reached > percent && !early.taken) {
    percent = reached;
    tell();
  }
};

// All that comes, in one piece.
const received = async (body) => {
  const reader = body.getReader();
  const chunks = [];
  let bytes = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return new Blob(chunks).arrayBuffer();
    chunks.push(value);
    bytes += value.length;
    show(bytes);
  }
};

const sha256 = async (bytes) =>
  btoa(String.fromCharCode(...new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))));

// The program as it was built and no other. It is compiled while it comes, and runs only once all of it has the digest.
// Where a page may compute no digest (an address without TLS), the browser checks it, and nothing is shown meanwhile.
const fetched = async () => {
  const computes = Boolean(window.crypto && crypto.subtle);
  const response = await fetch('./app_bg.wasm', computes ? {} : { integrity: 'sha256-PROGRAM_INTEGRITY' });
  if (!response.ok) throw new Error(`the program: ${response.status}`);
  const bytes = received(response.clone().body);
  const compiled = WebAssembly.compileStreaming(response).catch(async () => WebAssembly.compile(await bytes));
  compiled.catch(() => {});
  if (computes && (await sha256(await bytes)) !== 'PROGRAM_INTEGRITY') throw new Error('the program is not the one of this page');
  return compiled;
};

// The program where it lies in the page itself, by gzip and base64.
const unpacked = async (base64) => {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const body = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return WebAssembly.compile(await received(body));
};

const load = async () => {
  const why = await whyRefused();
  if (why) return refuse(why);
  const embedded = element('program-bytes');
  const module = await (embedded ? unpacked(embedded.textContent) : fetched());
  await wasm_bindgen({ module_or_path: module });
};

// Says why nothing is started, and takes no files.
const refuse = (id) => {
  early.refused = true;
  early.files = [];
  element('start').hidden = true;
  element(id).hidden = false;
  element('file-input').disabled = true;
  element('choose-files').classList.add('disabled');
};

if (typeof WebAssembly === 'object' && WebAssembly.validate(vectorModule)) {
  tell();
  load().catch((error) => {
    stop(say('The program could not be loaded. Reload the page; if it was saved to disk, open it from a web server instead.'));
    throw error;
  });
} else {
  refuse('browsers');
}
