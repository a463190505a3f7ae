// The conversation: the turns that are shown, the questions that wait for their turn, one at a time under way.
import { ready, rows, send, stop as stopGradio } from "./gradio.js";
import { load, save } from "./store.js";

const MOST = 20; // turns, as on the server
const TRIES = 3; // of a question that the server does not take for now
const LONGEST_WAIT = 20; // seconds

export const turns = []; // {question, alone, doc}, the oldest first
export const waiting = []; // {id, question, alone, doc, at, quiet}
export const bus = new EventTarget(); // "change", "started", "answered", "failed", "later", "restored"
let running = null;
let before = []; // what `undo` brings back

function tell(name, detail) {
  if (name === "change") save([...turns.slice(0, running?.at), ...[running, ...waiting].filter((job) => job?.question)]);
  bus.dispatchEvent(new CustomEvent(name, { detail }));
}
const newId = () => Math.random().toString(36).slice(2, 12);
export const isRunning = () => running !== null;
export const earlier = (index) => turns.slice(0, index).map((turn) => turn.question).slice(-5);

// `at`: the turn whose place the question takes, with all that follow; none: it comes last.
export function ask(question, { alone = false, doc = "", at = null, quiet = false } = {}) {
  waiting.push({ id: newId(), question, alone, doc, at, quiet });
  tell("change");
  next();
}

export function cancel(id) {
  const place = waiting.findIndex((job) => job.id === id);
  if (place >= 0) waiting.splice(place, 1);
  tell("change");
}

async function next() {
  if (running || !waiting.length) return;
  const job = running = waiting.shift();
  job.at = Math.min(job.at ?? turns.length, turns.length);
  if (job.at < turns.length) before = [...turns];
  tell("change");
  tell("started", job);
  try {
    await tried(job);
    turns.splice(job.at, turns.length, { question: job.question, alone: job.alone, doc: job.doc });
    turns.splice(0, turns.length - MOST);
    tell("answered", job);
  } catch (problem) {
    tell("failed", { job, problem });
  }
  running = null;
  tell("change");
  if (rows("user").length < turns.length) askAgain(turns.splice(0)); // the server has forgotten this page
  else if (job.quiet && !waiting.some((other) => other.quiet)) tell("restored");
  next();
}

async function tried(job) {
  const { id, question, alone, doc, at } = job;
  for (let tries = 1; ; tries += 1) {
    try {
      return await send({ do: "ask", id, question, alone, doc, at }, () => document.getElementById(`t-${id}`));
    } catch (problem) {
      const later = [429, 503].includes(problem.status) && problem.wait && problem.wait <= LONGEST_WAIT;
      if (!later || tries === TRIES) throw problem;
      tell("later", problem);
      await new Promise((resolve) => setTimeout(resolve, problem.wait * 1000));
    }
  }
}

// Ask the turns of an earlier page, or of a link, once more; they take the place of what is shown.
export function askAgain(list) {
  waiting.splice(0);
  list.forEach(({ question, alone, doc }, at) => waiting.push({ id: newId(), question, alone: !!alone, doc: doc ?? "", at, quiet: true }));
  tell("change");
  next();
}

export const restore = () => askAgain(load());

export function stop() {
  if (running) stopGradio();
}

// Takes every turn away; `undo` brings them back.
export async function clear() {
  waiting.splice(0);
  stop();
  while (running) await new Promise((resolve) => bus.addEventListener("change", resolve, { once: true }));
  if (!turns.length) return false;
  before = turns.splice(0);
  await exchange({ do: "clear", id: newId() }, () => !rows("user").length);
  return true;
}

export async function undo() {
  if (running || !before.length) return;
  const wanted = before;
  before = [];
  turns.splice(0, turns.length, ...wanted);
  await exchange({ do: "undo", id: newId() }, () => rows("user").length === wanted.length);
}

export const canUndo = () => before.length > 0;

async function exchange(wish, done) {
  running = wish;
  tell("change");
  try {
    await ready();
    await send(wish, done);
  } catch (problem) {
    tell("failed", { job: null, problem });
  }
  running = null;
  tell("change");
  next();
}
