// Only in `make dev`: every build gives this file another name, so when it is gone there is something new to see.
console.debug("dockline: this is build BUILD");
setInterval(async () => {
  const answer = await fetch(import.meta.url, { method: "HEAD", cache: "no-store" }).catch(() => null);
  if (answer?.status === 404) location.reload();
}, 500);
