// The box to ask in: Enter asks, an empty box does nothing, a question that is too long is told so before it is sent.
import { notice, quiet } from "./notice.js";
import { draft, keepDraft, keepReport, report as keptReport } from "./store.js";
import { ask, bus, canUndo, cancel, goOn, isAsking, isWaiting, stop, turns, undo, waiting } from "./turns.js";
import { say } from "./words.js";

const LIMIT = 500; // characters, as on the server
const NEAR = 400; // from here on they are counted
const form = document.getElementById("composer");
const box = document.getElementById("question-box");
const count = document.getElementById("count");
const report = document.getElementById("report");
let editing = null; // index of the turn that the question in the box will replace

const length = () => [...box.value.trim()].length;

export function fill(text) {
  box.value = text;
  measure();
  box.focus();
}

// Put a question of the conversation into the box, to be asked anew in its place.
export function edit(index) {
  editing = index;
  fill(turns[index].question);
  box.setSelectionRange(box.value.length, box.value.length);
  const count = turns.length - index - 1; // turns that go
  notice(say(count ? "editing_earlier" : "editing", { number: index + 1, count }), [[say("cancel"), () => { editing = null; fill(""); }]]);
}

function measure() {
  keepDraft(box.value);
  const used = length();
  const over = used > LIMIT;
  count.hidden = used < NEAR;
  count.textContent = over ? say("over", { count: used - LIMIT, limit: LIMIT }) : say("left", { count: LIMIT - used });
  count.classList.toggle("over", over);
  box.setAttribute("aria-invalid", over);
  box.style.height = "auto";
  box.style.height = `${Math.min(box.scrollHeight, 160)}px`;
}

function submit() {
  const question = box.value.trim();
  if (!question || length() > LIMIT) return;
  ask(question, { doc: report?.value ?? "", at: editing });
  editing = null;
  box.value = "";
  measure();
  quiet();
}

bus.addEventListener("replaced", () => canUndo() && notice(say("replaced"), [[say("undo"), undo]], 20));

box.addEventListener("input", measure);
box.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return; // 229: an input method
  event.preventDefault();
  submit();
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  submit();
});
document.getElementById("halt").addEventListener("click", () => {
  stop();
  box.focus({ preventScroll: true });
});

// What waits for its turn is shown above the box, and can be taken back.
bus.addEventListener("change", () => {
  document.getElementById("halt").hidden = !isAsking();
  document.getElementById("waiting").replaceChildren(...waiting.filter((job) => job.question && !job.quiet).map((job) => {
    const item = document.createElement("li");
    const text = document.createElement("span");
    text.textContent = say("waits", { question: job.question });
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = say("cancel");
    button.addEventListener("click", () => cancel(job.id));
    item.append(text, button);
    return item;
  }));
});

// A question comes back into the box where nothing is written there and none waits behind it; else it waits to be tried again.
bus.addEventListener("failed", ({ detail: { job, problem } }) => {
  if (job && !job.quiet && !box.value && (problem.stopped || !waiting.some((other) => other !== job))) {
    cancel(job.id);
    fill(job.question);
  }
  if (problem.stopped) return;
  const again = () => {
    if (isWaiting(job)) return goOn();
    if (box.value === job.question) fill("");
    ask(job.question, job);
  };
  notice(say("not_sent", { why: problem.detail ?? say("unreachable") }), job ? [[say("try_again"), again]] : []);
});
bus.addEventListener("later", ({ detail }) => notice(say("asked_later", { seconds: detail.wait }), [], detail.wait));
box.value ||= draft();
if (report) {
  if ([...report.options].some((option) => option.value === keptReport())) report.value = keptReport();
  report.addEventListener("change", () => keepReport(report.value));
}
measure();
