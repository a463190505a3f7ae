// A conversation as a link: the questions stand after #, which no browser sends to a server.
import { notice } from "./notice.js";
import { toClipboard } from "./clipboard.js";
import { keepLink, keptLink } from "./store.js";
import { askAgain, canUndo, bus, turns, undo } from "./turns.js";
import { say } from "./words.js";

const MOST = 20, LONGEST = 500; // questions of a link, characters of each

export function link(list) {
  const query = new URLSearchParams();
  list.forEach((turn) => query.append("q", turn.question));
  const alone = list.flatMap((turn, index) => (turn.alone ? [index + 1] : []));
  if (alone.length) query.set("alone", alone.join("."));
  const docs = [...new Set(list.map((turn) => turn.doc ?? ""))];
  if (docs.length === 1 && docs[0]) query.set("doc", docs[0]);
  return `${new URL("./", document.baseURI).href}#${query}`;
}

export function read(hash) {
  const query = new URLSearchParams(hash.replace(/^#/, ""));
  const alone = (query.get("alone") ?? "").split(".").map(Number);
  const questions = query.getAll("q").map((each) => each.trim()).filter((each) => each && [...each].length <= LONGEST);
  const doc = (query.get("doc") ?? "").slice(0, 200);
  return questions.slice(0, MOST).map((question, index) => ({ question, alone: alone.includes(index + 1), doc }));
}

// Offer to ask what a link carries; nothing is asked before it is confirmed. Until then this tab keeps the link, over a
// reload and over other pages; where it may keep nothing, the link stays in the address.
export function offer() {
  if (read(location.hash).length && keepLink(location.hash)) leaveAddress();
  const carried = read(keptLink() || location.hash);
  if (!carried.length) return;
  const questions = carried.slice(0, 3).map((turn) => say("quoted", turn)).join(" ") + (carried.length > 3 ? " ……" : "");
  notice(say("carried", { count: carried.length, questions }), [
    [say("carried_ask"), () => {
      settle();
      const others = turns.length > 0;
      askAgain(carried);
      if (others) bus.addEventListener("restored", () => canUndo() && notice(say("replaced"), [[say("undo"), undo]], 20), { once: true });
    }],
    [say("carried_leave"), settle],
  ]);
}

function settle() {
  keepLink("");
  if (read(location.hash).length) leaveAddress();
}

const leaveAddress = () => history.replaceState(history.state, "", location.pathname + location.search);

document.getElementById("share").addEventListener("click", async () => {
  if (!turns.length) return notice(say("nothing_yet"), [], 5);
  if (await toClipboard(link(turns))) notice(say("shared"), [], 8);
});
window.addEventListener("hashchange", () => read(location.hash).length && offer());
