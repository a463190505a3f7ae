// Takes an answer away as a file, which the HTTP API writes.
import { notice } from "./notice.js";
import { earlier } from "./turns.js";
import { say } from "./words.js";

export async function download(format, turn, index) {
  const { question, alone, doc } = turn;
  const lang = document.documentElement.dataset.language;
  const body = JSON.stringify({ question, history: earlier(index), doc: doc ? [doc] : [], alone, format, lang });
  const headers = { "Content-Type": "application/json" };
  try {
    const response = await fetch(new URL("api/v1/export", document.baseURI), { method: "POST", headers, body });
    if (!response.ok) throw new Error(response.status);
    const link = document.createElement("a");
    link.href = URL.createObjectURL(await response.blob());
    link.download = decodeURIComponent(/filename\*=UTF-8''([^;]+)/.exec(response.headers.get("content-disposition"))[1]);
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  } catch {
    notice(say("not_exported"), [], 8);
  }
}
