// Sends what somebody says of an answer; the server keeps it without personal data, or does not offer it at all.
import { notice } from "./notice.js";
import { earlier, turns } from "./turns.js";
import { say } from "./words.js";

export async function rate(button, record, index, rating, reason = null) {
  const others = button.closest(".tools").querySelectorAll(".right, .wrong button");
  others.forEach((each) => { each.disabled = true; }); // once is enough
  const { question, status, lang, cited, index: build } = record;
  const history = turns[index].alone ? [] : earlier(index);
  const body = JSON.stringify({ rating, reason, question, history, lang, status, cited, index: build });
  const headers = { "Content-Type": "application/json" };
  const response = await fetch(new URL("api/v1/feedback", document.baseURI), { method: "POST", headers, body }).catch(() => null);
  button.closest("details")?.removeAttribute("open");
  if (!response?.ok) {
    others.forEach((each) => { each.disabled = false; });
    return notice(say("not_rated"), [], 8);
  }
  button.closest(".tools").querySelectorAll(".right, .wrong, .told").forEach((each) => each.remove());
  notice(history.length ? say("rated", { count: history.length }) : say("rated_alone"), [], 12);
}
