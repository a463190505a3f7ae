// The reader: a click on a sentence, or on the sign of a passage, opens its quotation and puts it into the address.
(() => {
  const reader = document.querySelector(".reader");
  if (!reader) return;
  const [panel, body] = [document.getElementById("quote"), document.getElementById("quote-body")];
  const [title, close] = [document.getElementById("quote-title"), document.getElementById("quote-close")];
  const small = matchMedia("(max-width: 899px)");
  let cameFrom = null;
  let leaving = false; // the way back is under way
  let sheet = Boolean(history.state?.sheet); // the quotation has a step of its own in the history
  let wanted = null; // the quotation that is on its way; any other comes too late and is not shown

  async function open(span, source) {
    cameFrom = source;
    const query = new URLSearchParams({ s: span });
    const lang = new URLSearchParams(location.search).get("lang");
    if (lang) query.set("lang", lang);
    wanted = span;
    let html = null;
    try {
      const response = await fetch(`${reader.dataset.quotes.split("?")[0]}?${query}`);
      if (!response.ok) throw new Error(response.status);
      html = await response.text();
    } catch { /* told below */ }
    if (wanted !== span) return;
    wanted = null;
    if (html === null) body.textContent = reader.dataset.failed;
    else body.innerHTML = html; // escaped by the server
    document.dispatchEvent(new Event("passage-shown"));
    mark(span);
    const address = new URL(location.href);
    address.searchParams.set("s", span);
    address.hash = "cited";
    if (panel.hidden && small.matches) {
      history.pushState({ sheet: true }, "", address); // Back closes the sheet
      sheet = true;
    } else history.replaceState(history.state, "", address);
    show();
    title.focus({ preventScroll: true });
  }

  // Marks whole sentences; the server's own mark, which may be shorter, goes.
  function mark(span) {
    const [start, end] = span.split("-").map(Number);
    document.querySelectorAll("mark").forEach((old) => old.replaceWith(...old.childNodes));
    document.querySelectorAll(".s.cited").forEach((old) => { old.classList.remove("cited"); if (old.id === "cited") old.removeAttribute("id"); });
    const within = [...document.querySelectorAll(".text .s")].filter((each) => {
      const [a, b] = each.dataset.s.split("-").map(Number);
      return start <= a && b <= end;
    });
    within.forEach((each) => each.classList.add("cited"));
    if (within[0] && !within[0].id) within[0].id = "cited";
  }

  function show() {
    panel.hidden = false;
    reader.classList.add("citing");
  }

  function hide() {
    if (leaving) return; // a second press must not go back once more, out of the page
    leaving = Boolean(history.state?.sheet);
    if (leaving) history.back(); // the event below folds it
    else fold();
  }

  function fold() {
    wanted = null;
    panel.hidden = true;
    reader.classList.remove("citing");
    const part = (cameFrom ?? document.getElementById("cited"))?.closest(".part, tr") ?? null;
    const pin = cameFrom?.matches(".pin") ? cameFrom : part && document.querySelector(`.pin[href="#${part.id}"]`);
    (pin ?? document.getElementById("main")).focus({ preventScroll: true });
  }

  document.querySelector(".text").addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    const pin = event.target.closest(".pin");
    const sentence = event.target.closest(".s");
    if (pin) event.preventDefault();
    else if (event.target.closest("a")) return; // to a printed page
    else if (!sentence || !getSelection().isCollapsed) return; // somebody is selecting text
    open((pin ?? sentence).dataset.s, pin ?? sentence);
  });
  close.hidden = false;
  close.addEventListener("click", hide);
  addEventListener("popstate", () => {
    leaving = false;
    if (sheet && !panel.hidden && !history.state?.sheet) fold();
    sheet = Boolean(history.state?.sheet);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !panel.hidden && !event.defaultPrevented) hide();
  });

  // The outline: folded on a phone, and in step with what is read.
  const outline = document.querySelector(".outline > details");
  if (small.matches) outline.open = false;
  outline.addEventListener("click", (event) => {
    if (event.target.closest("a") && small.matches) outline.open = false;
  });
  const links = new Map([...outline.querySelectorAll("a")].map((link) => [decodeURIComponent(link.hash.slice(1)), link]));
  const heads = [...document.querySelectorAll(".text [id]")].filter((each) => links.has(each.id));
  let waiting = false;
  function follow() {
    waiting = false;
    const above = heads.filter((head) => head.getBoundingClientRect().top < 140 && head.id.startsWith("section"));
    const here = links.get(above.at(-1)?.id);
    for (const link of links.values()) {
      if (link === here) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
    if (here && !small.matches) keepInView(here);
  }
  function keepInView(link) {
    const box = document.querySelector(".outline");
    const [top, height] = [link.offsetTop, box.clientHeight];
    if (top < box.scrollTop || top > box.scrollTop + height - 40) box.scrollTop = top - height / 2;
  }
  addEventListener("scroll", () => { if (!waiting) { waiting = true; requestAnimationFrame(follow); } }, { passive: true });
  follow();

  const print = document.getElementById("print");
  print.hidden = false;
  print.addEventListener("click", () => window.print());
  if (new URLSearchParams(location.search).has("s") && !location.hash) document.getElementById("cited")?.scrollIntoView({ block: "start" });
})();
