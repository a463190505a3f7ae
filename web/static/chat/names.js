// Mends what Gradio's chat tells screen readers: it repeats every message as raw HTML, and names things in English.
import { say } from "./words.js";

function mend() {
  document.querySelectorAll("#chat [data-testid='user'], #chat [data-testid='bot']").forEach((message) => {
    const name = say(message.dataset.testid === "user" ? "user_said" : "bot_said");
    if (message.getAttribute("aria-label") === name) return;
    message.setAttribute("role", "group");
    message.setAttribute("aria-label", name);
  });
  const log = document.querySelector("#chat [role='log']");
  if (log && log.getAttribute("aria-label") !== say("chat_label")) log.setAttribute("aria-label", say("chat_label"));
  document.querySelectorAll("#chat a[target]").forEach((link) => link.removeAttribute("target"));
  document.querySelectorAll("gradio-app main").forEach(plain);
  document.querySelectorAll("#wires").forEach((row) => { row.inert = true; });
}

// A page has one main part, and ours is around Gradio's.
function plain(inner) {
  const part = document.createElement("div");
  part.className = inner.className;
  part.append(...inner.childNodes);
  inner.replaceWith(part);
}

new MutationObserver(mend).observe(document.querySelector("gradio-app"), {
  childList: true, subtree: true, attributes: true, attributeFilter: ["aria-label"],
});
