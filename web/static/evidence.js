// Opens passages in the evidence panel, beside the answers or, on a phone, as a sheet over them. Every link to a passage is a
// real permalink; this only saves the page load. Back, Escape and the button close it and lead to where one was.
(() => {
  const PASSAGE = "a[href*='passage=']";
  const NAMED = ["passage", "s", "script"]; // what of an address says which passage is open, and how
  const desk = () => document.querySelector(".desk");
  const panel = () => document.getElementById("evidence");
  const body = () => document.getElementById("evidence-body");
  const back = () => document.getElementById("evidence-back");
  const beside = matchMedia("(min-width: 900px)");
  let from = null; // the link that was opened, to which the focus returns
  let nth = history.state?.nth ?? -1; // its place among the links of the conversation, which a reload makes anew
  let wanted = null; // the passage that is on its way; any other comes too late and is not shown
  let leaving = false; // the way back is under way
  let hint = null; // what the panel says while nothing is open

  const isOpen = () => desk().classList.contains("reading");
  const links = () => [...document.querySelectorAll(`#chat ${PASSAGE}`)];

  function plainAddress() {
    const here = new URL(location.href);
    for (const name of NAMED) here.searchParams.delete(name);
    return here;
  }

  function addressOf(link) {
    const here = plainAddress(), wanted = new URL(link, document.baseURI).searchParams;
    for (const name of NAMED) if (wanted.has(name)) here.searchParams.set(name, wanted.get(name));
    return here.href;
  }

  async function load(link) {
    hint ??= isOpen() ? null : body().innerHTML;
    const query = new URLSearchParams(new URL(link, document.baseURI).search);
    query.set("language", document.documentElement.dataset.language);
    wanted = link;
    let html = null;
    try {
      const response = await fetch(new URL(`panel?${query}`, document.baseURI));
      if (!response.ok) throw new Error(response.status);
      html = await response.text();
    } catch { /* told below */ }
    if (wanted !== link) return;
    wanted = null;
    if (html === null) body().textContent = panel().dataset.failed;
    else body().innerHTML = html; // escaped by the server; /panel serves nothing else
    show();
  }

  // In a frame of another site only the chat is shown: the report opens in a window of its own, and there is no basket.
  function outward() {
    if (window === window.top) return;
    for (const link of panel().querySelectorAll("a:not([href*='passage='])")) link.target = "_blank";
    panel().querySelector("[data-keep]")?.remove();
  }

  function show() {
    outward();
    document.dispatchEvent(new Event("passage-shown"));
    desk().classList.add("reading");
    sheet();
    panel().scrollTop = 0;
    const mark = body().querySelector("mark");
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    mark?.scrollIntoView({ block: beside.matches ? "nearest" : "center", behavior: calm ? "auto" : "smooth" });
    document.getElementById("evidence-title").focus({ preventScroll: true });
  }

  // As a sheet the panel is a dialog, and what lies under it is out of reach.
  function sheet() {
    const over = isOpen() && !beside.matches;
    document.documentElement.classList.toggle("sheet-open", over);
    for (const other of document.querySelectorAll(".masthead, .lead, .ask, .colophon, .skip")) other.inert = over;
    panel().setAttribute("role", over ? "dialog" : "complementary");
    panel().toggleAttribute("aria-modal", over);
    if (over) panel().setAttribute("aria-modal", "true");
    back().hidden = !isOpen();
  }

  function shut() {
    wanted = null;
    desk().classList.remove("reading");
    document.querySelectorAll("a[aria-current='true']").forEach((link) => link.closest(".desk") && link.removeAttribute("aria-current"));
    if (hint !== null) body().innerHTML = hint;
    else body().textContent = "";
    sheet();
    (from?.isConnected ? from : links()[nth] ?? document.getElementById("question-box"))?.focus();
  }

  function close() {
    if (!isOpen() || leaving) return;
    if (history.state?.opened) {
      leaving = true; // a second press must not go back once more, out of the page
      history.back(); // the event below shuts it
    } else {
      history.replaceState(null, "", plainAddress());
      shut();
    }
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.(PASSAGE);
    if (!link?.closest(".desk") || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    event.stopPropagation();
    document.querySelectorAll(".desk a[aria-current]").forEach((other) => other.removeAttribute("aria-current"));
    if (!link.closest("#evidence")) {
      from = link;
      nth = links().indexOf(link);
      link.setAttribute("aria-current", "true");
    }
    const href = link.getAttribute("href");
    const state = { evidence: href, nth, opened: isOpen() || wanted ? !!history.state?.opened : true };
    history[isOpen() || wanted ? "replaceState" : "pushState"](state, "", addressOf(href));
    load(href);
  }, true);

  window.addEventListener("popstate", (event) => {
    leaving = false;
    if (event.state?.evidence) {
      [from, nth] = [null, event.state.nth ?? -1];
      load(event.state.evidence);
    } else if ((isOpen() || wanted) && !new URL(location.href).searchParams.has("passage")) shut();
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !isOpen() || event.defaultPrevented) return;
    event.preventDefault(); // one thing at a time: what is around this page hears of it no more
    close();
  });

  document.addEventListener("click", async (event) => {
    if (event.target.closest?.("#evidence-back")) return close();
    const button = event.target.closest?.("[data-copy]");
    if (!button) return;
    const address = new URL(button.dataset.copy, document.baseURI).href;
    try {
      await navigator.clipboard.writeText(address);
    } catch { // no clipboard outside https and localhost: show the address, ready to copy
      window.prompt("", address);
      return;
    }
    button.dataset.label ??= button.textContent; // a second press finds "copied" there
    button.textContent = button.dataset.done;
    setTimeout(() => { button.textContent = button.dataset.label; }, 1500);
  });

  beside.addEventListener("change", sheet);
  hint = document.getElementById("evidence-empty")?.innerHTML ?? null;
  sheet();
  outward();
  if (isOpen()) body().querySelector("mark")?.scrollIntoView({ block: "center" });
})();
