// Keeps the questions of the conversation in this browser, so that a reload brings them back, and what is being typed.
// Each tab has its own; a new one begins with what was asked last in any. Nothing is sent anywhere.
const KEY = "baipishu.conversation";
const MOST = 20; // turns; the server holds as many

const isTurn = (turn) => turn && typeof turn.question === "string";

let left = null; // what this tab has last left for the next one

export function load() {
  for (const place of ["sessionStorage", "localStorage"]) {
    try {
      const kept = JSON.parse(window[place].getItem(KEY));
      if (Array.isArray(kept)) return kept.filter(isTurn).slice(-MOST);
    } catch { /* private mode, or written by something else */ }
  }
  return [];
}

export function save(turns) {
  const kept = JSON.stringify(turns.map(({ question, alone, doc }) => ({ question, alone, doc })).slice(-MOST));
  try {
    sessionStorage.setItem(KEY, kept);
    if (turns.length) localStorage.setItem(KEY, left = kept);
    else if (localStorage.getItem(KEY) === left) localStorage.removeItem(KEY); // else it is another tab's
  } catch { /* private mode or full: the conversation lasts as long as the page */ }
}

// Of this tab alone: what is being typed, which report is asked, how far down the page one was, and a link whose
// questions nobody has yet asked or declined.
export const draft = () => note("baipishu.draft") ?? "";
export const keepDraft = (text) => note("baipishu.draft", text);
export const report = () => note("baipishu.report") ?? "";
export const keepReport = (id) => note("baipishu.report", id);
export const keptLink = () => note("baipishu.link") ?? "";
export const keepLink = (hash) => note("baipishu.link", hash) === hash; // false: nothing can be kept
export const place = () => Number(note("baipishu.place")) || 0;
export const keepPlace = (pixels) => note("baipishu.place", pixels);

function note(name, value) {
  try {
    if (value === undefined) return sessionStorage.getItem(name);
    sessionStorage.setItem(name, value);
    return value;
  } catch { /* the same */ }
  return null;
}
