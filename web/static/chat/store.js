// Keeps the questions of the conversation in this browser, so that a reload brings them back, and what is being typed in
// this tab. Nothing is sent anywhere.
const KEY = "baipishu.conversation";
const DRAFT = "baipishu.draft";
const MOST = 20; // turns; the server holds as many

const isTurn = (turn) => turn && typeof turn.question === "string";

export function load() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(kept) ? kept.filter(isTurn).slice(-MOST) : [];
  } catch {
    return []; // private mode, or written by something else
  }
}

export function save(turns) {
  try {
    const kept = turns.map(({ question, alone, doc }) => ({ question, alone, doc }));
    if (kept.length) localStorage.setItem(KEY, JSON.stringify(kept.slice(-MOST)));
    else localStorage.removeItem(KEY);
  } catch { /* private mode or full: the conversation lasts as long as the page */ }
}

export function keepDraft(text) {
  try {
    sessionStorage.setItem(DRAFT, text);
  } catch { /* the same */ }
}

export function draft() {
  try {
    return sessionStorage.getItem(DRAFT) ?? "";
  } catch {
    return "";
  }
}
