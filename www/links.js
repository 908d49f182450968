// Where the host closes new tabs (the header `sandbox`, which a page cannot see, so `Server-Timing` tells of it), links
// open in the same tab. The browser asks before unsaved work is left.
{
  const [opening] = performance.getEntriesByType('navigation');
  if (opening && (opening.serverTiming || []).some(({ name }) => name === 'sandboxed')) {
    addEventListener('click', (event) => {
      const link = event.target instanceof Element && event.target.closest('a[target=_blank]');
      if (link) link.removeAttribute('target');
    }, true);
  }
}
