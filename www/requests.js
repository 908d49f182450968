// Counts what the page has asked for since it was locked, and what the browser refused it.
// It sees no request of a worker, none by WebRTC, no address that is gone to, and none of the browser's own.
{
  const line = document.getElementById('requests-since-load');
  let lockedAt = Infinity;
  let requests = 0;
  let refused = 0;
  const tell = () => {
    line.textContent = refused === 0 ? `${requests}` : `${requests} (${refused} refused)`;
  };
  new MutationObserver(() => {
    if (lockedAt === Infinity && document.documentElement.dataset.network === 'locked') lockedAt = performance.now();
  }).observe(document.documentElement, { attributeFilter: ['data-network'] });
  // What is in the page's own memory is asked of nobody.
  const isAsked = (entry) => entry.startTime > lockedAt && !/^(?:blob|data|about):/.test(entry.name);
  new PerformanceObserver((list) => {
    requests += list.getEntries().filter(isAsked).length;
    tell();
  }).observe({ type: 'resource', buffered: true });
  addEventListener('securitypolicyviolation', () => {
    if (lockedAt === Infinity) return;
    refused += 1;
    tell();
  });
}
