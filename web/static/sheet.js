// Opens a passage beside the list of a search, on a phone as a sheet above it. Every link is a real address; this saves
// the page load, and the browser's Back closes what was opened.
(() => {
  const aside = document.getElementById("passage");
  const body = document.getElementById("passage-body");
  const title = document.getElementById("passage-title");
  const finding = document.querySelector(".finding");
  const root = document.getElementById("toast").dataset.root;
  if (!aside) return;
  const narrow = matchMedia("(max-width: 899px)");
  let cameFrom = null; // the link that opened it takes the focus back
  let leaving = false; // the way back is under way
  let wanted = null; // the passage that is on its way; any other comes too late and is not shown

  const withOpen = (id, s) => {
    const url = new URL(location.href);
    url.searchParams.delete("open");
    url.searchParams.delete("s");
    if (id) url.searchParams.set("open", id);
    if (id && s) url.searchParams.set("s", s);
    return url;
  };

  function present(open) {
    aside.hidden = !open;
    finding.classList.toggle("reading", open);
    document.documentElement.classList.toggle("sheet-open", open && narrow.matches);
  }

  async function show(id, s) {
    const query = new URLSearchParams({ id, q: finding.dataset.query });
    if (s) query.set("s", s);
    query.set("lang", document.documentElement.dataset.language);
    const address = wanted = `${root}search/passage?${query}`;
    const html = await fetch(address).then((response) => (response.ok ? response.text() : null)).catch(() => null);
    if (wanted !== address) return;
    wanted = null;
    if (html === null) body.textContent = body.dataset.failed;
    else body.innerHTML = html; // escaped by the server
    document.dispatchEvent(new Event("passage-shown"));
    present(true);
    aside.scrollTop = 0;
    title.focus({ preventScroll: true });
    body.querySelector(".best")?.scrollIntoView({ block: "nearest" });
  }

  function hide() {
    wanted = null;
    present(false);
    cameFrom?.focus({ preventScroll: true });
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("[data-open]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    if (!aside.contains(link)) cameFrom = link;
    const state = { open: link.dataset.open, s: link.dataset.s || "" };
    const url = withOpen(state.open, state.s);
    if (aside.hidden && !history.state?.pushed) history.pushState({ ...state, pushed: true }, "", url);
    else history.replaceState({ ...state, pushed: history.state?.pushed }, "", url);
    show(state.open, state.s);
  });

  function close() {
    if (leaving) return; // a second press must not go back once more, out of the page
    leaving = Boolean(history.state?.pushed);
    if (leaving) return history.back(); // the event below hides it
    history.replaceState(null, "", withOpen());
    hide();
  }

  aside.querySelector(".close").addEventListener("click", (event) => {
    event.preventDefault();
    close();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !aside.hidden) close();
  });
  addEventListener("popstate", () => {
    leaving = false;
    const url = new URL(location.href);
    if (url.searchParams.has("open")) show(url.searchParams.get("open"), url.searchParams.get("s"));
    else hide();
  });
  if (!aside.hidden) present(true);
})();
