// Keeps the queue true: listens for its version, fetches the list when it changed, says so when the line is lost.
// Focus stays where it was, because officers who use a keyboard or a screen reader stand in the middle of it.
const stale = document.getElementById("stale");
const version = () => document.getElementById("queue").dataset.version;
const waiting = () => [...document.querySelectorAll("#queue li[data-id]")];
let fetching = false;

// ---- Sound, notices, keys: each only if this officer switched it on, and kept in this browser alone.
const telling = document.getElementById("telling");
const news = document.getElementById("news");
const says = document.getElementById("telling-state");
const wants = (what) => localStorage.getItem("tell-" + what) === "on";
telling.hidden = false;
telling.querySelectorAll("input").forEach((box) => {
  box.checked = wants(box.name);
  box.addEventListener("change", async () => {
    if (box.name === "notice" && box.checked && (await Notification.requestPermission()) !== "granted") {
      box.checked = false;
      says.textContent = "This browser does not allow notices. Allow them in its settings first.";
    }
    localStorage.setItem("tell-" + box.name, box.checked ? "on" : "off");
    if (box.name === "sound" && box.checked) sound(1);
  });
});

function tell(fresh) {
  if (!fresh.length) return;
  const isUrgent = fresh.some((item) => "first" in item.dataset);
  news.textContent = fresh.length > 1 ? `${fresh.length} new things wait.` : "Something new waits.";
  if (wants("sound")) sound(isUrgent ? 3 : 1);
  // What a passer-by may read: not what it is, and not of whom.
  if (wants("notice") && document.hidden) new Notification("Something new waits", { tag: "queue", requireInteraction: isUrgent });
}

function sound(times) {
  const audio = new AudioContext();
  for (let n = 0; n < times; n++) {
    const tone = audio.createOscillator(), volume = audio.createGain(), at = audio.currentTime + n * 0.35;
    tone.frequency.value = 660;
    volume.gain.setValueAtTime(0.2, at);
    volume.gain.exponentialRampToValueAtTime(0.001, at + 0.3);
    tone.connect(volume).connect(audio.destination);
    tone.start(at);
    tone.stop(at + 0.3);
  }
}

document.addEventListener("keydown", (event) => {
  const isElsewhere = event.target.closest("input, textarea, select, dialog") || event.ctrlKey || event.metaKey || event.altKey;
  if (!wants("keys") || isElsewhere) return;
  const items = waiting(), at = items.findIndex((item) => item.contains(document.activeElement));
  const go = (to) => items[to]?.querySelector("a, button")?.focus();
  const keys = { j: () => go(at + 1), k: () => go(Math.max(at - 1, 0)), t: () => items[at]?.querySelector("a, button")?.click(), u: refresh };
  keys[event.key.toLowerCase()]?.();
});

async function refresh() {
  if (fetching) return;
  fetching = true;
  try {
    const answer = await fetch("/queue/part", { headers: { Accept: "text/html" } });
    if (answer.status === 401) return location.reload();
    if (!answer.ok) throw new Error("no answer");
    const focused = document.activeElement && document.activeElement.getAttribute("formaction");
    const known = new Set(waiting().map((item) => item.dataset.id));
    document.getElementById("queue").outerHTML = await answer.text();
    tell(waiting().filter((item) => !known.has(item.dataset.id)));
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

// An alert that nobody has taken goes on sounding.
setInterval(() => wants("sound") && document.querySelector("#queue[data-sounds]") && sound(3), 10_000);
