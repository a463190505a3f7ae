// A button beside every example puts it on the clipboard; without scripting the text can still be marked and copied.
for (const button of document.querySelectorAll("[data-copies]")) {
  const text = button.firstChild, before = text.data;
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.parentElement.querySelector("code").textContent);
    text.data = button.dataset.done;
    setTimeout(() => { text.data = before; }, 2000);
  });
}
