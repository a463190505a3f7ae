// Copies a text; where the browser has no clipboard (outside https and localhost) it is shown, ready to copy.
export async function toClipboard(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    window.prompt("", text);
    return false;
  }
}

// Say on a button, for a moment, that it has done its work.
export function done(button, words) {
  button.dataset.label ??= button.textContent; // a second press finds the words there
  button.textContent = words;
  setTimeout(() => { button.textContent = button.dataset.label; }, 1500);
}
