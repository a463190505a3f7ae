// Keeps the questions of the conversation in this browser, so that a reload brings them back. Nothing is sent anywhere.
const KEY = "baipishu.conversation";
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
    if (turns.length) localStorage.setItem(KEY, JSON.stringify(turns));
    else localStorage.removeItem(KEY);
  } catch { /* private mode or full: the conversation lasts as long as the page */ }
}
