// Keeps what is being written, a second after the last key: at the office, sealed, never in this browser.
const field = document.querySelector("[data-draft]");
const state = document.getElementById("draft-state");
let waiting = 0;

async function keep() {
  const body = new URLSearchParams({ csrf: field.form.elements.csrf.value, text: field.value });
  try {
    const answer = await fetch(field.dataset.draft, { method: "POST", body, keepalive: body.toString().length < 60000 });
    state.textContent = answer.ok ? "Draft kept." : "This draft is not kept: sign in again in another tab.";
  } catch {
    state.textContent = "This draft is not kept: the line is down. It stays here while this page is open.";
  }
}

field.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(keep, 1000);
});
