// "Exit this page": clears the chat and puts another site in its place, by the button or by Shift three times.
// Also speaks with widget.js on a site that shows the chat in a frame; the messages are listed in docs/widget.md.

const WITHIN = 5000, PRESSES = 3;
const link = document.getElementById("exit"), says = document.getElementById("exit-says");
const to = link.dataset.to, hosts = link.dataset.hosts.split(" ");
const framed = window.parent !== window;
let host = null, pressed = [], alone = false, closing = false;

export function leave() {
  // Blank first: everything else may take a moment.
  document.documentElement.style.display = "none";
  document.title = "Loading";
  dispatchEvent(new Event("leaving"));
  const csrf = document.querySelector("input[name=csrf]")?.value ?? "";
  navigator.sendBeacon("/chat/exit" + (framed ? "?frame=1" : ""), new URLSearchParams({ csrf }));
  if (!framed) location.replace(to);
  else if (host) parent.postMessage({ evenhand: "leave", to }, host);
  else open(to, "_top");
}

// Who the host is, is not known while the page still loads: Escape pressed then closes as soon as it is.
function close() {
  if (!closing || !host) return;
  closing = false;
  parent.postMessage({ evenhand: "close" }, host);
}

link.addEventListener("click", event => {
  event.preventDefault();
  leave();
});

// On release, so that Shift held for a capital letter never counts. An on-screen keyboard presses Shift by itself.
addEventListener("keydown", ({ key, ctrlKey, altKey, metaKey, isComposing }) => {
  alone = key === "Shift" && !ctrlKey && !altKey && !metaKey;
  if (!alone) pressed = [];
  closing = key === "Escape" && !isComposing;
  close();
}, true);

addEventListener("keyup", ({ key, timeStamp }) => {
  if (key !== "Shift" || !alone || matchMedia("(pointer: coarse)").matches) return;
  pressed = [...pressed.filter(at => timeStamp - at < WITHIN), timeStamp];
  const missing = PRESSES - pressed.length;
  if (missing <= 0) leave();
  else says.textContent = missing === 1 ? says.dataset.pressOne : says.dataset.press.replace("NUMBER", missing);
}, true);

addEventListener("message", ({ origin, source, data }) => {
  if (!framed || source !== parent || !hosts.includes(origin) || !data) return;
  if (data.evenhand === "open") {
    host = origin;
    parent.postMessage({ evenhand: "ready", to }, host);
    if (document.hasFocus() && document.activeElement === document.body) document.getElementById("title").focus();
    close();
  }
  if (data.evenhand === "leave") leave();
});

// The page that asks first is another one than was left: it begins at its top.
history.scrollRestoration = "manual";

// A page kept for the back button would show what was left.
addEventListener("pageshow", event => {
  if (event.persisted) location.replace(location.href.split("#")[0]);
});
