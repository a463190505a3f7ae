// What the buttons under an answer do.
import { done, toClipboard } from "./clipboard.js";
import { edit } from "./composer.js";
import { download } from "./download.js";
import { rate } from "./feedback.js";
import { rows } from "./gradio.js";
import { ask, turns } from "./turns.js";
import { say } from "./words.js";

const SITE = "https://site.invalid/"; // stands in copied text for the page's own address
const indexOf = (element) => rows("bot").indexOf(element.closest(".bot-row"));
const base = () => new URL("./", document.baseURI).href;

export const recordOf = (element) => JSON.parse(element.closest(".answer").querySelector(".record").textContent);

const ACTS = {
  "as-is": (button) => ask(button.value, { doc: turns[indexOf(button)]?.doc, alone: true }),
  chip: (button) => ask(button.value, { doc: turns[indexOf(button)]?.doc }),
  alone: (button) => again(indexOf(button), true),
  retry: (button) => again(indexOf(button), turns[indexOf(button)]?.alone),
  edit: (button) => edit(indexOf(button)),
  copy: async (button) => {
    if (await toClipboard(recordOf(button).text.replaceAll(SITE, base()))) done(button, say("copied"));
  },
  export: async (button) => {
    close(button);
    const turn = turns[indexOf(button)];
    await download(button.value, turn, indexOf(button));
  },
  right: (button) => rate(button, recordOf(button), indexOf(button), "right"),
  reason: (button) => rate(button, recordOf(button), indexOf(button), "wrong", button.value),
};

// The last question is asked in its own place, an earlier one once more at the end.
function again(index, alone) {
  const { question, doc } = turns[index];
  ask(question, { alone, doc, at: index === turns.length - 1 ? index : null });
}

const close = (button) => button.closest("details")?.removeAttribute("open");

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("#chat .answer button");
  const act = Object.keys(ACTS).find((name) => button?.classList.contains(name));
  document.querySelectorAll("#chat details.menu[open]").forEach((menu) => {
    if (!menu.contains(event.target)) menu.removeAttribute("open");
  });
  if (act && turns[indexOf(button)]) ACTS[act](button);
});
document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && event.target.closest?.("#chat details.menu[open]");
  if (!menu) return;
  menu.removeAttribute("open");
  menu.querySelector("summary").focus();
  event.stopPropagation();
}, true);
