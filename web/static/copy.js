// Copies what a button carries; where the clipboard is closed (no https) the text is shown, ready to be copied.
(() => {
  document.addEventListener("click", async (event) => {
    const button = event.target.closest?.("[data-copy-text]");
    if (!button) return;
    const text = button.dataset.copyText;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      return show(button, text);
    }
    button.dataset.label ??= button.textContent; // a second press finds "copied" there
    button.textContent = button.dataset.done;
    setTimeout(() => { button.textContent = button.dataset.label; }, 1500);
  });

  function show(button, text) {
    let field = button.parentElement.querySelector("textarea.copied");
    if (!field) {
      field = document.createElement("textarea");
      field.className = "copied";
      field.readOnly = true;
      field.rows = 4;
      button.parentElement.append(field);
    }
    field.setAttribute("aria-label", button.textContent);
    field.value = text;
    field.focus();
    field.select();
  }
})();
