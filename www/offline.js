// Keeps a build of the page by its service worker, tells what is kept, and deletes it: each by the person's click.

const element = (id) => document.getElementById(id);
const [kept, keepButton, newButton, deleteButton] = ['kept', 'keep', 'use-new', 'delete'].map(element);
const say = (text) => { kept.textContent = text; };
const megabytes = (bytes) => (bytes / 1e6).toFixed(1);

// The one address of a script that this page ever names.
const scripts = window.trustedTypes
  ? trustedTypes.createPolicy('service-worker', { createScriptURL: (address) => (address === 'service-worker.js' ? address : null) })
  : { createScriptURL: (address) => address };

const registration = () => navigator.serviceWorker.getRegistration('.');

const prefix = () => `watchback ${new URL('.', document.baseURI).href} `;

// The build that is kept whole, and its bytes.
const complete = async () => {
  for (const name of (await caches.keys()).filter((name) => name.startsWith(prefix()))) {
    const mark = await (await caches.open(name)).match(new URL('complete', document.baseURI).href);
    if (mark) return { build: name.slice(prefix().length), bytes: Number(await mark.text()) };
  }
  return null;
};

const show = async () => {
  const [of, found] = await Promise.all([registration(), complete()]);
  keepButton.disabled = Boolean(found);
  keepButton.hidden = Boolean(found);
  deleteButton.disabled = !of && !found;
  newButton.hidden = !(found && of && of.waiting);
  say(found
    ? `Kept: build ${found.build}, ${megabytes(found.bytes)} MB. Start an audit from here, with or without a network.`
    : 'Nothing is kept.');
};

// Has a worker keep its build, and tells how far that is.
const keepBy = (worker) => new Promise((resolve, reject) => {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = ({ data }) => {
    if (data.failed) reject(new Error(data.failed));
    else if (data.kept) resolve();
    else say(`Keeping file ${data.done} of ${data.of}, ${megabytes(data.bytes)} MB.`);
  };
  worker.postMessage('keep', [port2]);
});

const activated = (worker) => new Promise((resolve) => {
  const look = () => worker.state === 'activated' && resolve();
  worker.addEventListener('statechange', look);
  look();
});

const act = (button, work) => button.addEventListener('click', async () => {
  for (const each of [keepButton, newButton, deleteButton]) each.disabled = true;
  try {
    await work();
  } catch (error) {
    say(`It was not kept: ${error.message}.`);
    newButton.disabled = keepButton.disabled = deleteButton.disabled = false;
    return;
  }
  newButton.disabled = false;
  await show();
});

const start = async () => {
  act(keepButton, async () => {
    const of = await navigator.serviceWorker.register(scripts.createScriptURL('service-worker.js'));
    const worker = of.waiting || of.installing || of.active;
    await keepBy(worker);
    await activated(worker);
  });
  act(newButton, async () => {
    const { waiting } = await registration();
    await keepBy(waiting);
    await activated(waiting);
    location.reload();
  });
  act(deleteButton, async () => {
    const of = await registration();
    if (of) await of.unregister();
    for (const name of await caches.keys()) if (name.startsWith(prefix())) await caches.delete(name);
  });
  const of = await registration();
  if (of) of.addEventListener('updatefound', () => of.installing.addEventListener('statechange', show));
  await show();
};

if (navigator.serviceWorker && window.caches && window.top === window.self) {
  start().catch((error) => say(`This browser does not say what is kept: ${error.message}.`));
} else {
  kept.hidden = true;
  element('no-service-workers').hidden = false;
}
