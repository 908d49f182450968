// In the single file only: the licences, which lie in it by gzip and base64, saved as a text.
document.getElementById('save-licences').addEventListener('click', async () => {
  const base64 = document.getElementById('licences-bytes').textContent;
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const body = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  const link = document.createElement('a');
  link.href = URL.createObjectURL(await new Response(body).blob());
  link.download = 'licences.txt';
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
});

// Documents lie beside the page of a host, and not beside this file.
addEventListener('click', (event) => {
  const link = event.target instanceof Element && event.target.closest('a[href^="docs/"]');
  if (!link) return;
  event.preventDefault();
  link.title = 'This document is on the site that the file came from.';
  link.removeAttribute('href');
}, true);
