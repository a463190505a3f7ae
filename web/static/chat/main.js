// Puts the chat together: brings back what this browser has kept, offers what a link carries, keeps the newest in view.
import "./names.js";
import "./composer.js";
import "./tools.js";
import { notice } from "./notice.js";
import { offer } from "./share.js";
import { keepPlace, load, place } from "./store.js";
import { rows, when } from "./gradio.js";
import { ask, bus, clear, isRunning, restore, turns, undo, waiting } from "./turns.js";
import { say } from "./words.js";

const welcome = document.getElementById("welcome");
const calm = matchMedia("(prefers-reduced-motion: reduce)");

bus.addEventListener("change", () => {
  const empty = !turns.length && !isRunning() && !waiting.length;
  document.querySelector(".ask").classList.toggle("empty", empty);
  document.getElementById("clear").disabled = document.getElementById("share").disabled = empty;
});

welcome.addEventListener("click", (event) => {
  const example = event.target.closest("button");
  if (example) ask(example.value, { doc: document.getElementById("report")?.value });
});

const toNewest = () => rows("user").at(-1)?.scrollIntoView({ block: "start", behavior: calm.matches ? "auto" : "smooth" });

bus.addEventListener("started", ({ detail: job }) => {
  if (job.quiet) return;
  when(() => document.getElementById(`w-${job.id}`) ?? document.getElementById(`t-${job.id}`)).then(toNewest);
});
bus.addEventListener("answered", ({ detail: job }) => {
  if (job.stopping) toNewest(); // on the way there the box took the focus, which ends the way
});

document.getElementById("clear").addEventListener("click", () => {
  clear();
  document.getElementById("question-box").focus();
});
bus.addEventListener("cleared", () => notice(say("cleared"), [[say("undo"), undo]], 20));

bus.addEventListener("faded", () => notice(say("faded"), [], 12), { once: true });

// Where one was in the conversation when the page was left, to go on there.
const left = place();
let moved = false; // somebody has gone elsewhere, or asks, before all answers are there
for (const deed of ["wheel", "touchmove", "keydown"]) addEventListener(deed, () => { moved = true; }, { once: true, passive: true });
addEventListener("pagehide", () => keepPlace(scrollY));

if (load().length) {
  const told = notice(say("restoring"));
  bus.addEventListener("restored", () => {
    if (!moved) scrollTo({ top: left, behavior: "instant" });
    if (told.isConnected) notice(say("restored"), [], 4);
  }, { once: true });
  restore();
}
offer();

// Questions are taken from here on, though Gradio may still load; early.js has kept one that came before.
const composer = document.getElementById("composer");
composer.dataset.ready = "";
if ("early" in composer.dataset) composer.requestSubmit();
