// The chat on an office's own site: a button, and behind it a frame with the chat. For the office's page:
//   <script src="https://qa.example.org/web/widget.js" data-label="问白皮书" defer></script>
// The server shows itself only in frames of the origins that BAIPISHU_EMBED names.
(() => {
  const script = document.currentScript;
  const home = new URL("../", script.src);
  const language = script.dataset.lang || document.documentElement.lang; // the chat's, else that of the page around it
  const words = /^en/i.test(language) ? ["Ask the report", "Close"]
    : /^zh-(hant|tw|hk|mo)/i.test(language) ? ["問白皮書", "關閉"] : ["问白皮书", "关闭"];
  const label = script.dataset.label || words[0];

  const host = document.createElement("div");
  const root = host.attachShadow({ mode: "open" }); // styles of neither page reach the other
  const button = document.createElement("button");
  const frame = document.createElement("iframe");
  const looks = {
    button: { position: "fixed", right: "20px", bottom: "20px", zIndex: 2147483000, font: "600 16px/1.4 system-ui, sans-serif", padding: "12px 20px", minHeight: "44px", color: "#fff", background: "#0b5d66", border: "0", borderRadius: "24px", cursor: "pointer", boxShadow: "0 4px 16px rgb(0 0 0 / .25)" },
    frame: { position: "fixed", right: "20px", bottom: "80px", zIndex: 2147483000, width: "min(420px, calc(100vw - 24px))", height: "min(640px, calc(100vh - 104px))", border: "1px solid #868e96", borderRadius: "10px", background: "#f6f5f1", boxShadow: "0 8px 32px rgb(0 0 0 / .25)" },
  };
  Object.assign(button.style, looks.button);
  Object.assign(frame.style, looks.frame);
  Object.assign(button, { type: "button", textContent: label });
  Object.assign(frame, { title: label, hidden: true });
  button.setAttribute("aria-expanded", "false");

  function toggle(open) {
    if (open && !frame.src) {
      const address = new URL("?embed=1", home);
      if (script.dataset.lang) address.searchParams.set("lang", script.dataset.lang);
      frame.src = address.href; // nothing is loaded before somebody wants it
    }
    frame.hidden = !open;
    frame.style.display = open ? "block" : "none";
    button.textContent = open ? words[1] : label;
    button.setAttribute("aria-expanded", String(open));
    if (open) frame.focus();
  }

  button.addEventListener("click", () => toggle(frame.hidden));
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || frame.hidden) return;
    toggle(false);
    button.focus();
  });
  addEventListener("message", ({ source, origin, data }) => { // Escape in the frame
    if (source !== frame.contentWindow || origin !== home.origin || data !== "baipishu:close" || frame.hidden) return;
    toggle(false);
    button.focus();
  });
  root.append(frame, button);
  if (document.body) document.body.append(host);
  else addEventListener("DOMContentLoaded", () => document.body.append(host)); // put into the head without `defer`
})();
