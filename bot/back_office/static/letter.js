// Prints a letter, copies words. Nothing is kept in this browser.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  document.querySelector("[data-no-script]").hidden = true;
  button.addEventListener("click", () => window.print());
}
const state = document.querySelector("[data-copy-state]");
for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const field = document.getElementById(button.dataset.copy);
    try {
      await navigator.clipboard.writeText(field.value);
      state.textContent = "Copied. Paste it into your own mail program or telephone.";
    } catch {
      field.focus();
      field.select();
      state.textContent = "The words are marked: copy them with your keyboard.";
    }
  });
}
