// Helps in every box where an officer writes: hints, how many text messages, what can be put in at the cursor, the constant
// answer on F8, and a draft that is kept. Without this script the same buttons do the same through the page.
(() => {
  "use strict";
  const PAUSE = 700;
  for (const box of document.querySelectorAll("textarea[data-writing]")) help(box);

  function help(box) {
    const form = box.form;
    const within = (name) => form.querySelector(`[data-${name}]`);
    const [hints, parts, kept, found, at] = ["hints", "parts", "kept", "found", "cursor-field"].map(within);
    let told = hints ? hints.innerHTML : "";
    let asked = 0, hintLater, keepLater;
    const place = () => form.elements.medium?.value || box.dataset.place;

    if (box.dataset.cursor) {
      const upto = [...box.value].slice(0, Number(box.dataset.cursor)).join("").length;
      box.focus();
      box.setSelectionRange(upto, upto);
    }

    async function send(path, fields) {
      const body = new FormData();
      for (const [name, value] of Object.entries({ csrf: form.elements.csrf.value, place: place(), ...fields })) body.set(name, value);
      return fetch(path, { method: "POST", body, cache: "no-store", redirect: "error" });
    }

    async function look() {
      const mine = ++asked;
      try {
        const answer = await send("/writing/hints", { text: box.value });
        if (!answer.ok || mine !== asked) return;
        const news = await answer.json();
        if (hints && news.hints !== told) hints.innerHTML = told = news.hints;
        if (parts) parts.textContent = news.parts;
      } catch { /* A hint that does not come is no harm: the page is checked again when it is sent. */ }
    }

    async function keep() {
      const path = form.dataset.keep;
      if (!path || !kept) return;
      try {
        const answer = await fetch(path, { method: "POST", body: new FormData(form), redirect: "error" });
        kept.textContent = answer.ok ? "Draft kept." : "This draft is not kept: sign in again in another tab.";
      } catch {
        kept.textContent = "This draft is not kept: the line is down. It stays here while this page is open.";
      }
    }

    function changed() {
      clearTimeout(hintLater);
      hintLater = setTimeout(look, PAUSE);
    }

    function remember() {
      if (at) at.value = [...box.value.slice(0, box.selectionStart)].length;
    }

    function putIn(words) {
      box.focus();
      const before = box.value.slice(0, box.selectionStart), after = box.value.slice(box.selectionEnd);
      const lead = before && !before.endsWith("\n\n") ? (before.endsWith("\n") ? "\n" : "\n\n") : "";
      const tail = after && !after.startsWith("\n") ? "\n\n" : "";
      /* As if typed, so that it can be undone. */
      if (!document.execCommand("insertText", false, lead + words + tail)) {
        box.setRangeText(lead + words + tail, box.selectionStart, box.selectionEnd, "end");
        box.dispatchEvent(new Event("input", { bubbles: true }));
      }
    }

    form.addEventListener("input", (event) => {
      if (event.target === box) changed();
      clearTimeout(keepLater);
      keepLater = setTimeout(keep, 1000);
    });
    form.addEventListener("change", (event) => {
      if (event.target.name !== "medium") return;
      if (parts) parts.hidden = place() !== "text";
      changed();
    });
    for (const name of ["keyup", "click", "select", "blur"]) box.addEventListener(name, remember);

    form.addEventListener("click", async (event) => {
      const button = event.target.closest("button");
      if (!button || button.form !== form) return;
      if (button.matches("[data-insert]")) {
        event.preventDefault();
        putIn(button.parentElement.querySelector("[data-words]").textContent);
      } else if (button.matches("[data-refusal]")) {
        event.preventDefault();
        putIn(button.dataset.refusal);
      } else if (button.matches("[name=act][value=find]") && found) {
        event.preventDefault();
        try {
          const answer = await send("/writing/find", { looked_for: form.elements.looked_for.value });
          if (answer.ok) found.innerHTML = await answer.text();
          else found.textContent = "That could not be looked for. Sign in again in another tab.";
        } catch {
          found.textContent = "That could not be looked for: the line is down.";
        }
      }
    });
    form.elements.looked_for?.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      form.querySelector("[data-find]").click();
    });
    box.addEventListener("keydown", (event) => {
      const button = within("refusal");
      if (event.key !== "F8" || event.ctrlKey || event.altKey || event.metaKey || !button) return;
      event.preventDefault();
      putIn(button.dataset.refusal);
    });
  }
})();
