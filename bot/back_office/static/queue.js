// Keeps the queue true: listens for its version, fetches the list when it changed, says so when the line is lost.
// Focus stays where it was, because officers who use a keyboard or a screen reader stand in the middle of it.
const stale = document.getElementById("stale");
const version = () => document.getElementById("queue").dataset.version;
let fetching = false;

async function refresh() {
  if (fetching) return;
  fetching = true;
  try {
    const answer = await fetch("/queue/part", { headers: { Accept: "text/html" } });
    if (answer.status === 401) return location.reload();
    if (!answer.ok) throw new Error("no answer");
    const focused = document.activeElement && document.activeElement.getAttribute("formaction");
    document.getElementById("queue").outerHTML = await answer.text();
    if (focused) document.querySelector(`[formaction="${CSS.escape(focused)}"]`)?.focus();
    stale.hidden = true;
  } catch {
    stale.hidden = false;
  } finally {
    fetching = false;
  }
}

const events = new EventSource("/queue/events");
events.addEventListener("queue", (event) => {
  stale.hidden = true;
  if (event.data !== version()) refresh();
});
events.onerror = () => (stale.hidden = false);
// After sleep the stream may seem alive and be dead.
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && refresh());
window.addEventListener("online", refresh);
