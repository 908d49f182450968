// The language of the first screen before the program is there: what index.html and the scripts say,
// in Spanish where the address or the browser asks for it. `site` writes, for FIRST_TEXTS, the texts of
// src/wording/spanish.po by their English.

const asked = /(?:^#|&)lang=([\w-]+)/.exec(location.hash)?.[1] ?? navigator.language ?? '';
const texts = /^es(?:[-_]|$)/i.test(asked) ? FIRST_TEXTS : {};

// A text with what stands for {0}, {1}.
window.say = (english, ...values) =>
  (texts[english] ?? english).replace(/\{(\d)\}/g, (_, at) => values[at]);

if (Object.keys(texts).length > 0) {
  document.documentElement.lang = 'es';
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const words = node.data.trim().replace(/\s+/g, ' ');
    if (texts[words]) node.data = node.data.replace(node.data.trim(), texts[words]);
  }
  for (const element of document.querySelectorAll('[aria-label]')) {
    element.setAttribute('aria-label', say(element.getAttribute('aria-label')));
  }
}
