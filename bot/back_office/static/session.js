/* Warns an officer two minutes before the sign-in ends, and keeps what is written on the page.

   The page is never left or loaded anew. When the sign-in is over its content is covered, so that nobody who passes the
   desk reads it, and stays in place until the same officer has signed in again in another tab. */
(() => {
  "use strict";
  const script = document.getElementById("session-script");
  if (!script || !window.fetch || !window.HTMLDialogElement) return;

  const WARN_SECONDS = 120;
  const officer = script.dataset.officer;
  let token = script.dataset.token;
  let endsAt, latestEnd, timer, counting, isOver = false;

  const dialog = document.createElement("dialog");
  dialog.setAttribute("aria-labelledby", "session-title");
  dialog.setAttribute("aria-describedby", "session-text");
  dialog.innerHTML = `
    <h2 id="session-title" tabindex="-1"></h2>
    <p id="session-text"></p>
    <p class="row" id="session-choices"></p>
    <div class="visually-hidden" id="session-heard" aria-live="polite"></div>`;
  document.body.append(dialog);
  const [title, text, choices, heard] = ["title", "text", "choices", "heard"].map((part) => dialog.querySelector(`#session-${part}`));

  function take(told) {
    const now = Date.now();
    endsAt = now + told.seconds_left * 1000;
    latestEnd = now + told.seconds_at_most * 1000;
    clearTimeout(timer);
    timer = setTimeout(ask, Math.max(1000, Math.min(endsAt - now - WARN_SECONDS * 1000, 2 ** 31 - 1)));
  }

  /* What the service says, or null when nobody is signed in; undefined when it cannot be reached. */
  async function call(method) {
    try {
      const answer = await fetch("/session", {
        method,
        headers: { Accept: "application/json", "X-Evenhand-Form": token },
        cache: "no-store",
        redirect: "error",
      });
      if (answer.status === 401 || answer.status === 403) return null;
      return answer.ok ? await answer.json() : undefined;
    } catch {
      return undefined;
    }
  }

  /* Another tab may have gone on working meanwhile. */
  async function ask() {
    const told = await call("GET");
    if (told === null || (told && told.officer !== officer)) return over();
    if (told) {
      take(told);
      if (isOver) back(told);
      if (told.seconds_left > WARN_SECONDS + 1) return dialog.open && close();
    }
    const left = endsAt - Date.now();
    if (left <= 0) return told === undefined ? over() : undefined;
    if (left <= (WARN_SECONDS + 1) * 1000) return warn();
    /* Not reached, and there is time: it is asked again when it matters. */
    take({ seconds_left: left / 1000, seconds_at_most: (latestEnd - Date.now()) / 1000 });
  }

  function warn() {
    const isLast = latestEnd - endsAt < 1000;
    title.textContent = "You will be signed out soon";
    choices.replaceChildren(isLast ? button("Close", close) : button("Stay signed in", stay));
    open();
    clearTimeout(timer);
    clearInterval(counting);
    let said = Infinity;
    const count = () => {
      const left = Math.max(0, Math.round((endsAt - Date.now()) / 1000));
      if (left === 0) {
        clearInterval(counting);
        return ask();
      }
      const when = left > 60 ? "in about two minutes" : left > 30 ? "in one minute" : `in ${left} seconds`;
      const why = isLast ? "You have been signed in for as long as is safe." : "Nothing was done here for a while.";
      const then = isLast ? "Save what you are writing, then sign in again." : "What you wrote stays on this page.";
      text.textContent = `${why} You will be signed out ${when}. ${then}`;
      const step = left > 60 ? 2 : left > 30 ? 1 : 0;
      if (step < said && said !== Infinity) heard.textContent = `You will be signed out ${when}.`;
      said = step;
    };
    count();
    counting = setInterval(count, 1000);
    /* A closed dialog about the last minutes still leads to the covered page. */
    timer = setTimeout(ask, Math.max(0, endsAt - Date.now()) + 500);
  }

  async function stay() {
    const told = await call("POST");
    if (told && told.officer === officer) {
      take(told);
      close();
    } else if (told === undefined) {
      heard.textContent = "";
      text.textContent = "The service cannot be reached. Check your connection and try again.";
    } else {
      over();
    }
  }

  function over() {
    isOver = true;
    clearInterval(counting);
    clearTimeout(timer);
    cover(true);
    title.textContent = "You have been signed out";
    text.textContent = "What you wrote is still on this page. Sign in again in a new tab, then come back here and carry on.";
    const link = document.createElement("a");
    link.className = "button";
    link.href = "/sign-in";
    link.target = "_blank";
    link.rel = "noopener";
    link.textContent = "Sign in (new tab)";
    choices.replaceChildren(link, button("I have signed in", again));
    open();
  }

  async function again() {
    const told = await call("GET");
    if (told && told.officer === officer) {
      take(told);
      back(told);
      close();
    } else if (told) {
      text.textContent = "Somebody else has signed in here. This page opens again only for whoever wrote on it.";
    } else {
      text.textContent = told === null ? "You are not signed in yet." : "The service cannot be reached. Try again.";
    }
  }

  /* The forms of this page carry the token of the sign-in that is over. */
  function back(told) {
    isOver = false;
    for (const field of document.querySelectorAll('input[name="csrf"]')) {
      if (field.value === token) field.value = told.token;
    }
    token = told.token;
    cover(false);
  }

  function cover(is) {
    document.body.classList.toggle("is-over", is);
  }

  function button(words, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "button";
    made.textContent = words;
    made.addEventListener("click", act);
    return made;
  }

  function open() {
    if (!dialog.open) dialog.showModal();
    title.focus();
  }

  function close() {
    clearInterval(counting);
    heard.textContent = "";
    if (dialog.open) dialog.close();
  }

  dialog.addEventListener("cancel", (event) => {
    if (isOver) event.preventDefault();
    else clearInterval(counting);
  });
  /* A computer that slept has run no timers. */
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) ask();
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) ask();
  });
  /* What is sent after the end would be lost on the way to the sign-in page. */
  document.addEventListener("submit", (event) => {
    if (Date.now() < endsAt || event.target.getAttribute("action") === "/sign-out") return;
    event.preventDefault();
    ask();
  }, true);

  take({ seconds_left: Number(script.dataset.left), seconds_at_most: Number(script.dataset.atMost) });
})();
