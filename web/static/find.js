// Finds words in the text of a report as one writes them: blanks, width, case and script (氣候, 气候) do not count. Marks
// without touching the text (CSS highlights); where a browser has none, the one that is shown is selected.
(() => {
  const form = document.getElementById("find");
  const text = document.querySelector(".text");
  if (!form || !text) return;
  const [field, count] = [document.getElementById("find-text"), document.getElementById("find-count")];
  const [back, on] = [document.getElementById("find-previous"), document.getElementById("find-next")];
  const MOST = 2000; // hits that are marked
  const forms = new Map(); // Traditional characters, each with its Simplified one
  const given = [...form.dataset.forms];
  for (let i = 0; i < given.length; i += 2) forms.set(given[i], given[i + 1]);
  const fold = (string) =>
    [...string.normalize("NFKC").toLowerCase()].map((each) => forms.get(each) ?? each).join("");
  let blocks, hits = [], at = -1;
  let waiting = null; // the timer of a search that is due

  // Each paragraph, heading and cell as folded characters, each with the node and the place it came from.
  function read() {
    blocks = [...text.querySelectorAll("p:not(.terms), h2, h3, h4, h5, h6, td, th")].map((element) => {
      const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT, (node) =>
        node.parentElement.closest(".page-mark, .pin, .tag") ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT);
      const places = [];
      let folded = "";
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        [...node.data].reduce((offset, char) => {
          for (const each of fold(char).replace(/\s/g, "")) {
            folded += each;
            for (let unit = 0; unit < each.length; unit++) places.push([node, offset, offset + char.length]);
          }
          return offset + char.length;
        }, 0);
      }
      return { folded, places };
    });
  }

  function search() {
    clearTimeout(waiting);
    waiting = null;
    if (!blocks) read();
    const wanted = fold(field.value).replace(/\s/g, "");
    hits = [];
    for (const { folded, places } of wanted ? blocks : []) {
      for (let i = folded.indexOf(wanted); i >= 0 && hits.length < MOST; i = folded.indexOf(wanted, i + wanted.length)) {
        const range = document.createRange();
        range.setStart(places[i][0], places[i][1]);
        const last = places[i + wanted.length - 1];
        range.setEnd(last[0], last[2]);
        hits.push(range);
      }
    }
    at = -1;
    back.disabled = on.disabled = !hits.length;
    if (globalThis.CSS?.highlights) CSS.highlights.set("found", new Highlight(...hits));
    if (hits.length) go(nearest());
    else tell(wanted ? form.dataset.none : "");
  }

  // The first hit below the top of the window, so that one goes on from where one reads.
  function nearest() {
    const found = hits.findIndex((hit) => hit.getBoundingClientRect().top > 60);
    return found < 0 ? 0 : found;
  }

  function go(to) {
    at = (to + hits.length) % hits.length;
    const hit = hits[at];
    if (globalThis.CSS?.highlights) CSS.highlights.set("found-here", new Highlight(hit));
    else getSelection().setBaseAndExtent(hit.startContainer, hit.startOffset, hit.endContainer, hit.endOffset);
    const { top, bottom } = hit.getBoundingClientRect();
    if (top < 80 || bottom > innerHeight - 40) scrollBy({ top: top - innerHeight / 3, behavior: "instant" });
    tell(form.dataset.some.replace("{at}", at + 1).replace("{count}", hits.length + (hits.length === MOST ? "+" : "")));
  }

  function tell(said) { count.textContent = said; }

  function clear() {
    field.value = "";
    search();
    globalThis.CSS?.highlights?.delete("found-here");
  }

  // What was written since the last search is searched first.
  const step = (by) => { if (waiting || at < 0) search(); else go(at + by); };

  field.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(search, 150); });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    step(1);
  });
  back.addEventListener("click", () => step(-1));
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.shiftKey && at >= 0) { event.preventDefault(); step(-1); }
    if (event.key === "Escape" && field.value) { event.preventDefault(); event.stopPropagation(); clear(); }
  });
  form.hidden = false;
})();
