// Runs before the program: keeps files that come early, then loads the program and shows how far it is.
// `site` puts this into the page, with the names of the program's files and, for PROGRAM_BYTES, its size.

const element = (id) => document.getElementById(id);

// The program takes what is kept here and sets `taken`; from then on it listens itself.
window.early = { files: [], taken: false };
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
  if (files && files.length > 0) {
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

const showProgress = async (body) => {
  const reader = body.getReader();
  let bytes = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done || early.taken) return;
    bytes += value.length;
    const reached = Math.min(99, Math.floor((100 * bytes) / PROGRAM_BYTES));
    if (reached > percent) {
      percent = reached;
      tell();
    }
  }
};

const load = async () => {
  const [glue, response] = await Promise.all([import('./app.js'), fetch('./app_bg.wasm')]);
  if (!response.ok) throw new Error(`the program: ${response.status}`);
  showProgress(response.clone().body).catch(() => {});
  await glue.default({ module_or_path: response });
};

if (typeof WebAssembly === 'object' && WebAssembly.validate(vectorModule)) {
  tell();
  load().catch((error) => {
    stop(say('The program could not be loaded. Reload the page; if it was saved to disk, open it from a web server instead.'));
    throw error;
  });
} else {
  element('start').hidden = true;
  element('browsers').hidden = false;
  element('file-input').disabled = true;
  element('choose-files').classList.add('disabled');
}
