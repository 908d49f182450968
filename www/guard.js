// Runs before all else: what may become markup or a worker, and where the page refuses to take files.
{
  // What could load or run something: elements, attributes, addresses. The program's own markup is tables, texts and
  // paths.
  const elements = 'script|style|link|meta|base|iframe|frame|frameset|object|embed|applet|portal|fencedframe|img|image|picture|'
    + 'source|video|audio|track|use|foreignobject|feimage|animate|animatemotion|animatetransform|set|discard';
  const attributes = 'on[a-z]+|style|src|srcset|srcdoc|background|formaction|ping';
  const loads = new RegExp([
    `</?(?:${elements})\\b`,
    `<[a-z](?:"[^"]*"|'[^']*'|[^"'>])*?[\\s"'/](?:${attributes})\\s*=`,
    `=\\s*["']?\\s*javascript:`,
  ].join('|'), 'i');

  // The only policy that the page's Content-Security-Policy allows, and the only one that is made.
  if (window.trustedTypes) {
    trustedTypes.createPolicy('default', {
      createHTML: (markup) => {
        if (loads.test(markup)) throw new TypeError('This page refuses markup that could load or run something.');
        return markup;
      },
      // Workers are made from memory, and scripts from nothing.
      createScriptURL: (address) => (String(address).startsWith('blob:') ? address : null),
    });
  }

  // A page around this one could lay something over it, or take what is dropped beside it.
  const isFramed = window.top !== window.self;

  // What calls by WebRTC is taken from the page: no policy forbids it. An empty frame would give it back.
  const calls = ['RTCPeerConnection', 'webkitRTCPeerConnection', 'RTCIceTransport', 'RTCDtlsTransport'];
  for (const name of calls) delete window[name];

  // The page is left for a click of the person, and for no script: no policy forbids it one. Older browsers have no such
  // event, and there a script could.
  const stays = ({ destination, hashChange, navigationType }) => hashChange || destination.sameDocument
    || navigationType === 'reload' || navigationType === 'traverse' || destination.url.startsWith('blob:');
  if (window.navigation) {
    navigation.addEventListener('navigate', (event) => {
      if (event.cancelable && !event.userInitiated && !stays(event)) event.preventDefault();
    });
  }

  // The id of the sentence that says why the page does not start here; nothing if it may.
  window.whyRefused = async () => {
    if (isFramed) return 'in-a-frame';
    const controller = navigator.serviceWorker && navigator.serviceWorker.controller;
    return controller && !(await isOwn(controller.scriptURL)) ? 'foreign-worker' : null;
  };

  // A service worker is known by its address and by the digest of its text. One that lies about its text
  // could as well have served another page: against that no page can do anything.
  const isOwn = async (address) => {
    const known = document.querySelector('meta[name=service-worker-sha256]');
    if (!known || address !== new URL('service-worker.js', document.baseURI).href) return false;
    const response = await fetch(address, { cache: 'no-store' });
    const digest = await crypto.subtle.digest('SHA-256', await response.arrayBuffer());
    return btoa(String.fromCharCode(...new Uint8Array(digest))) === known.content;
  };
}
