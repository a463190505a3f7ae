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
  const label = button.textContent;
  button.textContent = words;
  setTimeout(() => { button.textContent = label; }, 1500);
}
