// The conversation: the turns that are shown, the questions that wait for their turn, one at a time under way.
import { ready, rows, send, stop as stopGradio } from "./gradio.js";
import { load, save } from "./store.js";

const MOST = 20; // turns, as on the server
const TRIES = 3; // of a question that the server does not take for now
const LONGEST_WAIT = 20; // seconds
const STOPPED = { stopped: true }; // before it was sent

export const turns = []; // {question, alone, doc}, the oldest first
export const waiting = []; // {id, question, alone, doc, at, quiet}; {id, do: "clear" or "undo"} goes before them
export const bus = new EventTarget(); // "change", "started", "answered", "replaced", "cleared", "failed", "later", "restored", "faded"
let running = null;
let held = false; // the server was not to be reached: what waits goes on when somebody wants it to
let before = []; // what `undo` brings back

function tell(name, detail) {
  if (name === "change") save([...turns.slice(0, running?.at), ...[running, ...waiting].filter((job) => job?.question)]);
  bus.dispatchEvent(new CustomEvent(name, { detail }));
}
const newId = () => Math.random().toString(36).slice(2, 12);
const passes = ({ status }) => !status || status === 429 || status >= 500; // it may go well another time
export const isRunning = () => running !== null;
export const isAsking = () => Boolean(running?.question);
export const isWaiting = (job) => waiting.includes(job);
export const earlier = (index) => turns.slice(0, index).map((turn) => turn.question).slice(-5);

// `at`: the turn whose place the question takes, with all that follow; none: it comes last.
export function ask(question, { alone = false, doc = "", at = null, quiet = false } = {}) {
  waiting.push({ id: newId(), question, alone, doc, at, quiet });
  goOn();
}

export function cancel(id) {
  const place = waiting.findIndex((job) => job.id === id);
  if (place >= 0) waiting.splice(place, 1);
  tell("change");
}

export function goOn() {
  held = false;
  tell("change");
  next();
}

async function next() {
  if (running || held || !waiting.length) return;
  const job = running = waiting.shift();
  await (job.do ? exchange(job) : answer(job));
  running = null;
  tell("change");
  if (held) return;
  if (rows("user").length < turns.length) return askAgain(turns.splice(0)); // the server has forgotten this page
  if (job.quiet && !waiting.some((other) => other.quiet)) tell("restored");
  next();
}

async function answer(job) {
  const { question, alone, doc } = job;
  job.at = Math.min(job.at ?? turns.length, turns.length);
  job.sent = job.stopping = false;
  const replaced = turns.length - job.at;
  if (replaced) before = [...turns];
  tell("change");
  tell("started", job);
  try {
    await tried(job);
    turns.splice(job.at, turns.length, { question, alone, doc });
    const oldest = turns.splice(0, turns.length - MOST);
    tell("answered", job);
    if (oldest.length) tell("faded");
    if (replaced > 1 && !job.quiet) tell("replaced");
  } catch (problem) {
    held = problem !== STOPPED && passes(problem);
    if (held) waiting.unshift(job); // no question is lost
    tell("failed", { job, problem });
  }
}

async function tried(job) {
  const { id, question, alone, doc, at } = job;
  const stopped = new Promise((_, reject) => { job.halt = () => reject(STOPPED); });
  stopped.catch(() => { /* told to whoever waits below */ });
  for (let tries = 1; ; tries += 1) {
    await Promise.race([ready(), stopped]);
    try {
      job.sent = true;
      return await send({ do: "ask", id, question, alone, doc, at }, () => document.getElementById(`t-${id}`));
    } catch (problem) {
      job.sent = false;
      const later = [429, 503].includes(problem.status) && problem.wait && problem.wait <= LONGEST_WAIT;
      if (!later || job.stopping || tries === TRIES) throw problem;
      tell("later", problem);
      await Promise.race([new Promise((resolve) => setTimeout(resolve, problem.wait * 1000)), stopped]);
    }
  }
}

// Ask the turns of an earlier page, or of a link, once more; they take the place of what is shown. What waits comes after.
export function askAgain(list) {
  const others = waiting.filter((job) => job.question && !job.quiet);
  const again = list.map(({ question, alone, doc }, at) => ({ id: newId(), question, alone: !!alone, doc: doc ?? "", at, quiet: true }));
  waiting.splice(0, waiting.length, ...again, ...others);
  goOn();
}

export const restore = () => askAgain(load());

// A question that has not gone out is taken back as it is; one of an earlier page is not given up for that.
export function stop() {
  const job = running;
  if (!job?.question || job.stopping || (job.quiet && !job.sent)) return;
  job.stopping = true;
  if (job.sent) stopGradio();
  else job.halt();
}

// Takes every turn away, what is under way and what waits as well; `undo` brings the turns back.
export function clear() {
  waiting.splice(0);
  stop();
  first("clear");
}

export const undo = () => first("undo");
export const canUndo = () => before.length > 0;

// Comes before every question that waits.
function first(deed) {
  waiting.unshift({ id: newId(), do: deed });
  goOn();
}

async function exchange({ id, do: deed }) {
  const wanted = deed === "undo" ? before : [];
  if (!(deed === "undo" ? wanted : turns).length) return;
  before = deed === "undo" ? [] : [...turns];
  turns.splice(0, turns.length, ...wanted);
  tell("change");
  try {
    await ready();
    await send({ do: deed, id }, () => rows("user").length === wanted.length);
    if (deed === "clear") tell("cleared");
  } catch (problem) {
    tell("failed", { job: null, problem });
  }
}
