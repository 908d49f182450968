// Where a kept build of the page is open, says once the browser has found a newer one. It asks nothing of anybody.
{
  const container = navigator.serviceWorker;
  const follow = (of) => {
    if (!of) return;
    const tell = () => {
      if (of.waiting) document.getElementById('new-version').hidden = false;
    };
    of.addEventListener('updatefound', () => of.installing.addEventListener('statechange', tell));
    tell();
  };
  if (container && container.controller) container.getRegistration().then(follow).catch(() => {});
}
