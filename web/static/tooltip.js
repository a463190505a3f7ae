// Shows the quotation behind [1] to whoever points at it or comes to it by keyboard. It stays while the pointer is on it.
(() => {
  const CITE = "#chat a.cite";
  const tip = document.createElement("div");
  Object.assign(tip, { id: "tip", className: "tip", hidden: true });
  tip.setAttribute("role", "tooltip");
  document.body.append(tip);
  let link = null, leaving = 0;
  let byKey = false; // who comes to [1] by keyboard; a page that is come back to focuses it as well, for nobody to read

  function show(cite) {
    clearTimeout(leaving);
    if (cite.title) { // the browser's own would come on top of ours
      cite.dataset.tip = cite.title;
      cite.removeAttribute("title");
    }
    if (link === cite || !cite.dataset.tip || cite.hasAttribute("aria-current")) return; // its passage is open
    hide();
    link = cite;
    const [place, ...quote] = cite.dataset.tip.split("\n");
    const where = document.createElement("p"), said = document.createElement("p");
    Object.assign(where, { className: "where", textContent: place });
    said.textContent = quote.join("\n");
    tip.replaceChildren(said, where);
    tip.hidden = false;
    cite.setAttribute("aria-describedby", "tip");
    stand(cite.getBoundingClientRect());
  }

  // Above the link where there is room, else below it; never over the edge of the window.
  function stand(at) {
    const { width, height } = tip.getBoundingClientRect();
    const left = Math.max(8, Math.min(at.left, innerWidth - width - 8));
    const top = at.top - height - 6 > 8 ? at.top - height - 6 : at.bottom + 6;
    Object.assign(tip.style, { left: `${left}px`, top: `${top}px` });
  }

  function hide() {
    link?.removeAttribute("aria-describedby");
    link = null;
    tip.hidden = true;
  }

  const soon = () => { clearTimeout(leaving); leaving = setTimeout(hide, 150); };
  document.addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch") return;
    const cite = event.target.closest?.(CITE);
    if (cite) show(cite);
    else if (event.target.closest?.("#tip")) clearTimeout(leaving);
    else if (link && document.activeElement !== link) soon();
  });
  document.addEventListener("focusin", (event) => {
    const cite = event.target.closest?.(CITE);
    if (cite && byKey) show(cite);
    else hide();
  });
  document.addEventListener("pointerdown", () => { byKey = false; }, true);
  document.addEventListener("keydown", (event) => {
    byKey = true;
    if (event.key !== "Escape" || tip.hidden) return;
    hide();
    event.preventDefault(); // Escape closes one thing at a time
  }, true);
  document.addEventListener("click", hide, true);
  addEventListener("scroll", () => link && stand(link.getBoundingClientRect()), { passive: true, capture: true });
})();
