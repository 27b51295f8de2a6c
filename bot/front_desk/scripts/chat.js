// Makes the chat page livelier. Without it every form on the page works by itself; with it nothing is loaded anew.
// What was said comes from the service as HTML, the same that the page has. Nothing is stored in the browser.

const WARN_BEFORE = 5 * 60e3; // of being forgotten
const LEFT_AFTER = 5 * 60e3; // out of sight: someone else may hold the device (see webchat/showing.py)
const DEAD_AFTER = 45e3; // without a sign from the stream, which gives one every 15 s
const MOST_CHARACTERS = 2000;
const PAUSES = [1, 2, 4, 8, 15, 30]; // seconds before trying again

const part = id => document.getElementById(id);
const talk = part("talk"), said = part("said"), write = part("write"), text = part("text"), picks = part("picks");
const choices = part("choices"), status = part("status"), fault = part("text-error"), words = part("words").dataset;
const main = part("main"), announcer = part("announcer"), newMessage = part("new-message"), warning = part("warning");
const inFrame = "framed" in talk.dataset ? "?frame=1" : "";
const idleFor = talk.dataset.idleMinutes * 60e3;

let { csrf, state } = talk.dataset;
let started = "started" in talk.dataset;
let page = new URLSearchParams(location.search).get("page")?.slice(0, 100) ?? "";
let last = Math.max(0, ...Array.from(said.children, item => Number(item.dataset.seq)));
let newest = last; // the newest message we know of, shown or not
let touchedAt = Date.now();
let cover = null; // over a page that nobody looked at for a while

const make = (tag, attributes, ...children) => {
  const made = document.createElement(tag);
  for (const name in attributes) made.setAttribute(name, attributes[name]);
  made.append(...children);
  return made;
};
const parse = html => new DOMParser().parseFromString(html, "text/html");
// What a wireless network's sign-in page answers in our place is none of ours.
const isPart = html => parse(html).getElementById("part") !== null;
const hasTouch = () => matchMedia("(pointer: coarse)").matches;
const wait = seconds => new Promise(resolve => setTimeout(resolve, seconds * 1000));

// ---- Sending: one at a time and in order, again with the same id until it is known what became of it

const outbox = [];
let isSending = false, inFlight = null, hurry = () => {};

function send(fields, shownAs) {
  const item = make("li", { class: "said said-parent said-pending" },
    make("p", { class: "who" }, words.you),
    make("div", { class: "bubble" }, make("p", { class: "words as-typed", dir: "auto" }, shownAs)),
    make("p", { class: "small sent" }, words.sending));
  said.append(item);
  item.scrollIntoView({ block: "nearest" });
  outbox.push({ fields, item, id: crypto.randomUUID?.() ?? String(Math.random()).slice(2), shownAs });
  dismissWarning();
  post();
}

async function post() {
  if (isSending) return;
  isSending = true;
  while (outbox.length) {
    const message = outbox[0], sentAt = Date.now();
    const answer = await attempt(message);
    if (outbox[0] !== message) continue; // the chat was ended meanwhile
    outbox.shift();
    message.item.remove();
    if (answer.ok) {
      const isFirst = !started;
      touchedAt = sentAt;
      say("");
      add(answer.html, true);
      const begun = csrf;
      if (isFirst && started && !await isKept() && csrf === begun) doWithoutCookie();
    } else if (answer.status === 401) forget(words.forgotten, message.shownAs);
    else {
      giveBack(message.shownAs);
      say(answer.status === 409 ? words.stale : answer.status === 422 ? words.empty : words.failed);
    }
  }
  isSending = false;
  if (newest > last) catchUp();
  listen();
}

// What is on its way is not waited for: its answer might bring the cookie of a chat that was just ended.
function drop() {
  outbox.splice(0).forEach(message => message.item.remove());
  inFlight?.abort();
  hurry();
}

async function attempt(message) {
  let failures = 0, errors = 0;
  for (;;) {
    let response, html;
    inFlight = new AbortController();
    const tooLate = setTimeout(() => inFlight.abort(), 45e3);
    try {
      response = await fetch("/chat/messages" + inFrame, {
        method: "POST",
        body: new URLSearchParams({ ...message.fields, csrf, page, client_id: message.id, after: last }),
        signal: inFlight.signal,
      });
      html = await response.text();
    } catch {
      response = null;
    }
    clearTimeout(tooLate);
    if (!outbox.includes(message)) return {};
    if (response?.ok && isPart(html)) return { ok: true, html };
    if (response?.ok) response = null;
    if (response && response.status < 500 && response.status !== 429) return { status: response.status };
    if (response && response.status !== 429 && response.status !== 503 && ++errors > 2) return { status: response.status };
    const isBusy = response?.status === 429 || response?.status === 503;
    waiting(message, isBusy);
    const pause = isBusy ? Number(response.headers.get("Retry-After")) || 20 : PAUSES[Math.min(failures++, 5)];
    await Promise.race([wait(pause), new Promise(resolve => { hurry = resolve; })]);
    if (!outbox.includes(message)) return {};
  }
}

async function isKept() {
  try {
    return (await fetch("/chat/messages" + (inFrame || "?") + "&after=" + last)).status !== 401;
  } catch {
    return true; // Nothing is known of it yet.
  }
}

function doWithoutCookie() {
  // The next message begins a conversation of its own, whose first message is a greeting nobody needs again.
  [csrf, started, last, newest, page] = ["", false, 1, 1, ""];
  part("no-cookie").hidden = false;
  part("tools").hidden = true;
  choices.replaceChildren();
  say(part("no-cookie").querySelector("h2").textContent);
}

function waiting(message, isBusy) {
  say(isBusy ? words.busy : navigator.onLine ? words.again : words.offline);
  const line = message.item.querySelector(".sent"), button = line.querySelector("button")
    ?? make("button", { type: "button", class: "button-plain" }, words.try);
  button.onclick = () => hurry();
  if (!button.isConnected || isBusy) line.replaceChildren(words.notSent + " ", ...(isBusy ? [] : [button]));
  message.item.scrollIntoView({ block: "nearest" });
}

function giveBack(unsent) {
  if (text.value.trim() !== unsent) text.value = [unsent, text.value].filter(Boolean).join("\n");
  count();
}

addEventListener("online", () => {
  if (status.textContent === words.offline) say("");
  hurry();
});
addEventListener("offline", () => { if (started) say(words.offline); });

// ---- What was said

function add(html, isOurs) {
  const found = parse(html).getElementById("part");
  if (found.dataset.csrf) begin(found.dataset);
  const items = [...found.querySelectorAll("ol > li")].filter(item => Number(item.dataset.seq) > last);
  // What the service has forgotten, because it is sealed and sent or too long ago, leaves the page too.
  said.querySelectorAll("li[data-seq]").forEach(item => { if (Number(item.dataset.seq) < Number(found.dataset.first)) item.remove(); });
  if (items.length) {
    const wasAtEnd = isOurs || said.getBoundingClientRect().bottom < innerHeight + 80;
    said.querySelectorAll(".new").forEach(badge => badge.remove());
    said.querySelectorAll(".said-newest").forEach(item => item.classList.remove("said-newest"));
    part("latest")?.removeAttribute("id");
    said.querySelector(".said-pending") ? said.querySelector(".said-pending").before(...items) : said.append(...items);
    last = Number(items.at(-1).dataset.seq);
    // Also what the parent said in another tab keeps the chat alive.
    if (items.some(item => item.classList.contains("said-parent"))) touchedAt = Date.now();
    choices.replaceChildren(...found.querySelectorAll(".choices"));
    part("before")?.remove();
    const heard = items.filter(item => !item.classList.contains("said-parent"));
    heard.forEach(announce);
    if (choices.children.length) tell(choices.innerText.split("\n").filter(Boolean).join(", "));
    if (heard.length) reveal(heard[0], wasAtEnd);
  }
  newest = Math.max(newest, last);
  show(found.dataset.state);
}

function begin(fields) {
  // Of a new conversation the page may show the greeting already, and nothing else.
  if (!started) last = newest = Math.min(last, 1);
  csrf = fields.csrf;
  page = fields.page;
  started = true;
  part("tools").hidden = false;
  document.querySelectorAll("input[name=csrf]").forEach(input => { input.value = csrf; });
  // The back button then finds an address at which the service shows nothing.
  history.replaceState(null, "", "/chat?page=" + page + (inFrame && "&frame=1"));
}

function announce(item) {
  const speaker = item.querySelector(".who .visually-hidden").textContent;
  tell(speaker + " " + item.querySelector(".bubble").innerText);
}

// A live region hears best of one piece of text that comes and goes by itself.
function tell(sentence) {
  const line = make("p", {}, sentence);
  announcer.append(line);
  setTimeout(() => line.remove(), 2000);
}

function say(sentence) {
  const line = cover?.querySelector("[role=status]") ?? status;
  if (line.textContent !== sentence) line.textContent = sentence;
}

function reveal(item, wasAtEnd) {
  newMessage.hidden = wasAtEnd;
  if (!wasAtEnd) return;
  item.scrollIntoView({ block: item.offsetHeight > innerHeight / 2 ? "start" : "nearest" });
  if (hasTouch() && document.activeElement === document.body) item.focus({ preventScroll: true });
}

newMessage.onclick = () => {
  newMessage.hidden = true;
  const item = part("latest") ?? said.lastElementChild;
  item.scrollIntoView({ block: "start" });
  item.focus({ preventScroll: true });
};
addEventListener("scroll", () => {
  if (said.getBoundingClientRect().bottom < innerHeight + 80) newMessage.hidden = true;
}, { passive: true });

function show(now) {
  state = now;
  document.querySelectorAll("[data-when]").forEach(note => { note.hidden = !note.dataset.when.split(" ").includes(state); });
}

function forget(why, unsent = "") {
  const drafts = [unsent, ...outbox.map(message => message.shownAs)].filter(Boolean);
  drop();
  hush();
  uncover();
  said.replaceChildren();
  choices.replaceChildren();
  announcer.replaceChildren();
  dismissWarning();
  newMessage.hidden = part("tools").hidden = true;
  [csrf, started, last, newest, page] = ["", false, 0, 0, ""];
  history.replaceState(null, "", "/chat" + inFrame);
  if (drafts.length) giveBack(drafts.join("\n"));
  show("bot");
  say(why);
}

// ---- Hearing of what others say: a stream, and asking now and then where there is none

let stream = null, heardAt = 0, askedAt = 0;

function listen() {
  if (stream || !started || cover || document.hidden || !("EventSource" in window)) return;
  stream = new EventSource("/api/conversations/current/events?after=" + last);
  heardAt = Date.now();
  const on = (name, what) => stream.addEventListener(name, event => {
    heardAt = Date.now();
    what(JSON.parse(event.data));
  });
  on("state", data => show(data.state));
  on("message", data => {
    newest = Math.max(newest, data.seq);
    if (newest > last && !isSending) catchUp();
  });
  on("reset", () => { if (!isSending) catchUp(); });
}

function hush() {
  stream?.close();
  stream = null;
}

let isCatchingUp = false;
async function catchUp() {
  if (isCatchingUp || !started || cover) return;
  isCatchingUp = true;
  askedAt = Date.now();
  let isMore = false;
  try {
    const response = await fetch("/chat/messages" + (inFrame || "?") + "&after=" + last);
    const html = await response.text();
    // Under a cover it would be read aloud to whoever holds the device now.
    if (!isSending && !cover) {
      if (response.ok && isPart(html)) add(html, false);
      else if (response.status === 401) forget(words.forgotten);
      isMore = response.ok && isPart(html) && newest > last;
    }
  } catch {
    // The next tick asks again.
  }
  isCatchingUp = false;
  if (isMore) catchUp();
}

// ---- Time: the warning, the end, and a page that nobody looked at for a while

let hiddenAt = document.hidden ? Date.now() : 0;

function tick() {
  if (!started) return;
  const now = Date.now(), isOfBot = state === "bot";
  const left = idleFor - (now - touchedAt);
  if (isOfBot && left <= 0) return forget(words.forgotten);
  if (isOfBot && left <= WARN_BEFORE && !warning.firstChild) warn(Math.max(1, Math.round(left / 60e3)));
  if (document.hidden || cover) return;
  if (newest > last && !isSending && now - askedAt > 4e3) catchUp();
  if (stream?.readyState === 2 || now - heardAt > DEAD_AFTER) {
    hush();
    if (now - askedAt > (isOfBot ? 30e3 : 5e3)) {
      catchUp();
      listen();
    }
  }
}
setInterval(tick, 5000);

function warn(minutes) {
  const button = make("button", { type: "button", class: "button" }, words.stay);
  button.onclick = async () => {
    const pressedAt = Date.now();
    if (await stay()) {
      touchedAt = pressedAt;
      say(words.stays);
      dismissWarning();
      text.focus();
    }
  };
  warning.append(make("div", { class: "note" }, make("p", {}, words.soon.replace("NUMBER", minutes)), button));
}

function dismissWarning() {
  warning.replaceChildren();
}

async function stay() {
  try {
    const response = await fetch("/chat/stay" + inFrame, { method: "POST", body: new URLSearchParams({ csrf }) });
    if (response.status === 401) forget(words.forgotten);
    else if (!response.ok) say(words.failed);
    return response.ok;
  } catch {
    say(words.offline);
    return false;
  }
}

document.addEventListener("visibilitychange", () => {
  if (document.hidden) {
    hiddenAt = Date.now();
    hush();
    return;
  }
  if (started && Date.now() - hiddenAt > LEFT_AFTER) hide();
  tick();
  if (started && !cover) {
    catchUp();
    listen();
  }
});

function hide() {
  if (cover) return;
  const carryOn = make("button", { type: "button", class: "button" }, words.carryOn);
  const clear = make("button", { type: "button", class: "button-plain" }, part("end").innerText.trim());
  cover = make("div", { class: "note return" }, make("p", {}, words.hidden),
    make("div", { class: "chat-tools" }, carryOn, clear), make("p", { role: "status" }));
  document.documentElement.classList.add("is-covered");
  main.append(cover);
  carryOn.onclick = async () => {
    if (await stay() || !navigator.onLine) {
      uncover();
      dismissWarning();
      (hasTouch() ? part("title") : text).focus();
      touchedAt = Date.now();
      catchUp();
      listen();
    }
  };
  clear.onclick = end;
  carryOn.focus();
}

function uncover() {
  cover?.remove();
  cover = null;
  document.documentElement.classList.remove("is-covered");
}

// ---- Ending

async function end() {
  const request = fetch("/api/conversations/current", { method: "DELETE", keepalive: true });
  drop();
  text.value = "";
  forget("");
  (hasTouch() ? part("title") : text).focus();
  try {
    const response = await request;
    say(response.ok || response.status === 401 ? words.ended : words.endedHere);
  } catch {
    say(words.endedHere);
  }
}

part("end").addEventListener("submit", event => {
  event.preventDefault();
  end();
});

const wipe = () => {
  hush();
  drop();
  said.replaceChildren();
  text.value = "";
};
addEventListener("leaving", wipe);
// Only of a page that the browser means to keep.
addEventListener("pagehide", event => { if (event.persisted) wipe(); });

// ---- Writing

write.addEventListener("submit", event => {
  event.preventDefault();
  const typed = text.value.trim();
  if (!typed) {
    text.focus();
    return say(words.empty);
  }
  if (count() > MOST_CHARACTERS) {
    text.focus();
    return say(fault.textContent);
  }
  part("problem")?.remove();
  say("");
  text.value = "";
  count();
  if (!hasTouch()) text.focus();
  send({ text: typed }, typed);
});

picks.addEventListener("submit", event => {
  event.preventDefault();
  const label = event.submitter.value;
  choices.replaceChildren();
  if (!hasTouch()) text.focus();
  send({ choice: label }, label);
});

text.addEventListener("keydown", event => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || hasTouch()) return;
  event.preventDefault();
  write.requestSubmit();
});

let isCounting = false;
function count() {
  const length = [...text.value.trim()].length, left = MOST_CHARACTERS - length;
  fault.textContent = left < 0 ? words.tooLong.replace("NUMBER", -left) : "";
  if (left < 0) text.setAttribute("aria-invalid", "true");
  else text.removeAttribute("aria-invalid");
  if (left >= 0 && left <= 200) {
    if (left % 50 === 0) say(words.left.replace("NUMBER", left));
    isCounting = true;
  } else if (isCounting) {
    say("");
    isCounting = false;
  }
  return length;
}
text.addEventListener("input", count);

// The officer may see that somebody types; nobody else does.
let typedAt = 0;
text.addEventListener("input", () => {
  if (state !== "officer" || Date.now() - typedAt < 4e3) return;
  typedAt = Date.now();
  fetch("/chat/typing" + inFrame, { method: "POST", body: new URLSearchParams({ csrf }) }).catch(() => {});
});

// ---- A leaflet, opened where it is named

talk.addEventListener("click", async event => {
  const link = event.target.closest("a[data-leaflet]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if (link.dataset.isOpening) return;
  link.dataset.isOpening = "yes";
  say(words.opening);
  let body = null;
  try {
    body = parse(await (await fetch(link.href)).text()).querySelector(".leaflet-body");
  } catch {
    // Said below.
  }
  delete link.dataset.isOpening;
  if (!body) return say(words.notOpened);
  say("");
  open(link, body);
});

function open(link, body) {
  body.querySelectorAll("[id]").forEach(element => element.removeAttribute("id"));
  body.querySelectorAll("h3, h2").forEach(heading => {
    heading.replaceWith(make(heading.tagName === "H2" ? "h3" : "h4", {}, ...heading.childNodes));
  });
  const title = link.closest(".source-card").querySelector(".source-title").lastChild.textContent.trim();
  const closers = [0, 1].map(() => make("button", { type: "button", class: "button-plain" }, words.close));
  const opened = make("div", { class: "opened", role: "region", tabindex: "-1", "aria-label": title }, closers[0], body, closers[1]);
  closers.forEach(button => {
    button.onclick = () => {
      opened.remove();
      link.hidden = false;
      link.focus();
    };
  });
  link.hidden = true;
  link.after(opened);
  opened.focus({ preventScroll: true });
  opened.scrollIntoView({ block: "start" });
}

document.documentElement.classList.add("is-live");
listen();
