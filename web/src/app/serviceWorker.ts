/** Keeps the shell on the device, and survives a deployment while a page is open. */
const RELOADED = "reloaded-for-new-version";

export function registerServiceWorker(): void {
  // A chunk of an older version is gone after a deployment: load the new version, once.
  window.addEventListener("vite:preloadError", (event) => {
    if (sessionStorage.getItem(RELOADED) !== null) return;
    sessionStorage.setItem(RELOADED, "1");
    event.preventDefault();
    window.location.reload();
  });
  if (!import.meta.env.PROD || !("serviceWorker" in navigator)) return;
  window.addEventListener("load", () => {
    navigator.serviceWorker.register("/sw.js").catch(() => undefined);
  });
}
