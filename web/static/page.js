// Opens passages in the evidence panel. Every link to a passage is a real permalink; this only saves the page load.
(() => {
  const PASSAGE = "a[href*='passage=']";
  const panel = () => document.getElementById("evidence");
  const body = () => document.getElementById("evidence-body");

  async function open(address, moveFocus) {
    const query = new URLSearchParams(address.search);
    query.set("language", document.documentElement.dataset.language);
    try {
      const response = await fetch(new URL(`panel?${query}`, document.baseURI));
      if (!response.ok) throw new Error(response.status);
      body().innerHTML = await response.text(); // escaped by the server; /panel serves nothing else
    } catch {
      body().textContent = panel().dataset.failed;
    }
    show(moveFocus);
  }

  function show(moveFocus) {
    const mark = body().querySelector("mark");
    const beside = matchMedia("(min-width: 900px)").matches;
    const behavior = matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";
    panel().scrollTop = 0;
    if (beside) mark?.scrollIntoView({ block: "nearest", behavior });
    else panel().scrollIntoView({ block: "start", behavior });
    if (moveFocus) document.getElementById("evidence-title").focus({ preventScroll: true });
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.(PASSAGE);
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    event.stopPropagation();
    document.querySelectorAll("a[aria-current]").forEach((other) => other.removeAttribute("aria-current"));
    link.setAttribute("aria-current", "true");
    open(new URL(link.href), true);
  }, true);

  document.addEventListener("click", async (event) => {
    const button = event.target.closest?.("[data-copy]");
    if (!button) return;
    const address = new URL(button.dataset.copy, document.baseURI).href;
    try {
      await navigator.clipboard.writeText(address);
    } catch { // no clipboard outside https and localhost: show the address, ready to copy
      window.prompt("", address);
      return;
    }
    const label = button.textContent;
    button.textContent = button.dataset.done;
    setTimeout(() => { button.textContent = label; }, 1500);
  });
})();
