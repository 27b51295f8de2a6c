// Keeps a conversation true and sends without loading the page anew, so that what is being written is never lost.
const form = document.getElementById("write");
const text = document.getElementById("text");
const [stale, gone, status, announcer] = ["stale", "gone", "status", "announcer"].map((id) => document.getElementById(id));
const part = () => document.getElementById("part");
const base = form.action.replace(/\/reply$/, "");
let fetching = false, again = false, leaving = false;

async function refresh() {
  if (fetching) return void (again = true);
  fetching = true;
  try {
    const answer = await fetch(base + "/part", { headers: { Accept: "text/html" } });
    if (answer.status === 401) return void (location = base);
    const html = await answer.text();
    if (answer.status === 410) return lost(html);
    if (!answer.ok) throw new Error("no answer");
    stale.hidden = true;
    const last = Number(part().dataset.last), atEnd = innerHeight + scrollY > document.body.offsetHeight - 600;
    const isOpen = document.getElementById("before")?.open;
    part().outerHTML = html;
    if (isOpen) document.getElementById("before").open = true;
    document.querySelectorAll("input[name=epoch]").forEach((input) => (input.value = part().dataset.epoch));
    document.getElementById("keep").hidden = !("mayKeep" in part().dataset);
    const fresh = [...part().querySelectorAll("li")].filter((item) => Number(item.dataset.seq) > last);
    fresh.filter((item) => item.dataset.sender !== "officer").forEach((item) => announce(item.innerText));
    if (fresh.length && atEnd) document.getElementById("latest").scrollIntoView({ block: "nearest" });
  } catch {
    stale.hidden = false;
  } finally {
    fetching = false;
    if (again) {
      again = false;
      refresh();
    }
  }
}

function announce(words) {
  const line = document.createElement("p");
  line.textContent = words;
  announcer.append(line);
  setTimeout(() => line.remove(), 5000);
}

function lost(why) {
  events.close();
  gone.textContent = why + (text.value.trim() ? " What you were writing was not sent; it is still below, to copy." : "");
  gone.hidden = false;
  form.querySelectorAll("button, select").forEach((control) => (control.disabled = true));
}

form.addEventListener("submit", async (event) => {
  const action = event.submitter?.getAttribute("formaction") ?? form.getAttribute("action");
  // The page that helps comes back with every word.
  leaving = action.endsWith("/help");
  if (!/\/(reply|refuse|ask-to-keep)$/.test(action)) return;
  event.preventDefault();
  if (action.endsWith("/reply") && !text.value.trim()) return void (status.textContent = "Write something first.");
  const body = new URLSearchParams(new FormData(form));
  status.textContent = "Sending …";
  for (let pause = 1; ; pause = Math.min(pause * 2, 15)) {
    try {
      // The same id every time: it is written once, however often it is sent.
      const answer = await fetch(action, { method: "POST", body });
      if (answer.ok) {
        if (action.endsWith("/reply")) {
          if (text.value === body.get("text")) {
            text.value = "";
            // What was said of the words goes with them (writing.js).
            text.dispatchEvent(new Event("input", { bubbles: true }));
          }
          form.elements.client_id.value = crypto.randomUUID?.() ?? String(Math.random()).slice(2);
        }
        status.textContent = "Sent.";
        text.focus();
        return refresh();
      }
      if (answer.status < 500) {
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        status.textContent = page.querySelector("main .alert")?.textContent.trim() ?? "It was not sent. Load the page again.";
        return refresh();
      }
    } catch {
      // The line is down: tried again below.
    }
    status.textContent = "Not sent yet. Trying again.";
    await new Promise((resolve) => setTimeout(resolve, pause * 1000));
  }
});

text.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit(form.querySelector("button[type=submit]"));
});

// Enter presses the button under the field, not the first of the form.
document.getElementById("from-file")?.addEventListener("keydown", (event) => {
  const button = event.target.closest(".field")?.nextElementSibling?.querySelector("button");
  if (event.key !== "Enter" || !event.target.matches("input[autocomplete]") || !button) return;
  event.preventDefault();
  form.requestSubmit(button);
});

const events = new EventSource(base + "/events");
events.addEventListener("changed", refresh);
events.onerror = () => (stale.hidden = false);
events.onopen = () => (stale.hidden = true);
// After sleep the stream may seem alive and be dead.
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && refresh());
window.addEventListener("online", refresh);
window.addEventListener("beforeunload", (event) => !leaving && text.value.trim() && gone.hidden && event.preventDefault());
setInterval(refresh, 20000);
document.getElementById("latest")?.scrollIntoView({ block: "nearest" });
