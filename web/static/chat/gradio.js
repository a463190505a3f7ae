// Speaks to Gradio: a wish goes out through its hidden field, its answer is seen by what then stands in the chat.
const PATIENCE = 90_000; // milliseconds; the server gives a question up after 20 seconds, others may be before it
const JOIN = "/gradio_api/queue/join";
const field = () => document.querySelector("#wire textarea");
const whole = () => document.querySelector("gradio-app");
let fail = null; // of the wish that is under way

export const rows = (who) => [...document.querySelectorAll(`#chat .${who}-row`)];

export function when(test) {
  return new Promise((resolve) => {
    if (test()) return resolve();
    const observer = new MutationObserver(() => {
      if (!test()) return;
      observer.disconnect();
      resolve();
    });
    observer.observe(whole(), { childList: true, subtree: true });
  });
}

export const ready = () => when(field);

// Send a wish and wait until `done` holds. Rejects with {status, detail, wait} when the server does not take it.
export async function send(wish, done) {
  await ready();
  let clock;
  const refused = new Promise((_, reject) => {
    fail = reject;
    clock = setTimeout(() => reject({ status: 0 }), PATIENCE);
  });
  try {
    write(JSON.stringify(wish));
    await Promise.race([when(done), refused]);
  } finally {
    clearTimeout(clock);
    fail = null;
  }
}

export const stop = () => document.getElementById("stop").click();

function write(text) {
  const box = field();
  Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value").set.call(box, text);
  box.dispatchEvent(new Event("input", { bubbles: true }));
  box.dispatchEvent(new KeyboardEvent("keypress", { key: "Enter", bubbles: true, cancelable: true }));
}

// Gradio does not tell the page that the server refused a question; what it fetches does.
const plain = window.fetch;
window.fetch = async (resource, options) => {
  const watched = fail && String(resource?.url ?? resource).includes(JOIN);
  try {
    const response = await plain(resource, options);
    if (watched && !response.ok) refuse(response.clone());
    return response;
  } catch (error) {
    if (watched) fail?.({ status: 0 });
    throw error;
  }
};

async function refuse(response) {
  const body = await response.json().catch(() => ({}));
  fail?.({ status: response.status, detail: body.detail, wait: Number(response.headers.get("retry-after")) || 0 });
}
