// The basket (摘录夹): excerpts kept in this browser alone, across searches and reloads. Any page may offer
//   <button data-keep="PASSAGE_ID" data-s="START-END">     puts an excerpt in; data-s is a stretch of the passage
//   <button data-quote="PASSAGE_ID" data-s="START-END">    copies the quotation and its reference
// What an excerpt is, the server tells (basket/excerpt); it is shown as text, never as markup.
(() => {
  const KEY = "baipishu.basket";
  const MOST = 200; // excerpts; the server exports no more at once
  const notice = document.getElementById("toast");
  const { root } = notice.dataset;
  let memory = []; // where the browser keeps nothing (private mode)
  const coming = new Set(); // excerpts that were asked for

  function load() {
    try {
      const kept = JSON.parse(localStorage.getItem(KEY) ?? "[]");
      return Array.isArray(kept) ? kept.filter((each) => typeof each?.passage_id === "string" && typeof each.quote === "string") : [];
    } catch {
      return memory;
    }
  }

  function save(kept) {
    memory = kept;
    try { localStorage.setItem(KEY, JSON.stringify(kept)); } catch { /* kept until the page is left */ }
    changed();
  }

  function changed() {
    count();
    tick();
    draw();
  }

  const same = (a, b) => a.passage_id === b.passage_id && (a.s || "") === (b.s || "");

  function say(text, undo) {
    notice.replaceChildren(document.createTextNode(text));
    if (undo) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = notice.dataset.undo;
      button.addEventListener("click", () => { undo(); notice.classList.remove("shown"); });
      notice.append(" ", button);
    }
    notice.classList.add("shown");
    clearTimeout(say.timer);
    say.timer = setTimeout(() => notice.classList.remove("shown"), undo ? 10000 : 2500);
  }

  async function told(id, s) {
    const query = new URLSearchParams(s ? { id, s } : { id });
    const response = await fetch(`${root}basket/excerpt?${query}`);
    if (!response.ok) throw new Error(response.status);
    return response.json();
  }

  async function copy(excerpt) {
    const address = new URL(root + excerpt.address, location.href).href;
    const quoted = notice.dataset.quoted.replace("#", () => excerpt.quote); // in the marks of the page
    const text = `${quoted}\n${excerpt.reference}\n${address}`;
    try {
      await navigator.clipboard.writeText(text);
    } catch { // no clipboard outside https and localhost
      const area = document.createElement("textarea");
      area.value = text;
      document.body.append(area);
      area.select();
      const done = document.execCommand("copy");
      area.remove();
      if (!done) throw new Error("no clipboard");
    }
    say(notice.dataset.copied);
  }

  async function keep(id, s) {
    const refused = (wanted) => {
      const kept = load();
      if (kept.some((each) => same(each, wanted))) return notice.dataset.there;
      return kept.length >= MOST ? notice.dataset.full : null;
    };
    const early = refused({ passage_id: id, s });
    if (early) return say(early);
    const wish = `${id} ${s}`;
    if (coming.has(wish)) return; // pressed twice
    coming.add(wish);
    const excerpt = await told(id, s).finally(() => coming.delete(wish));
    const late = refused(excerpt); // another tab was quicker
    if (late) return say(late);
    save([...load(), { ...excerpt, remark: "" }]);
    say(notice.dataset.kept, () => save(load().filter((each) => !same(each, excerpt))));
  }

  // Puts back what was taken away; what has come since, in this tab or another, stays.
  function bringBack(taken, at) {
    const kept = load();
    const missing = taken.filter((each) => !kept.some((other) => same(other, each)));
    save([...kept.slice(0, at), ...missing, ...kept.slice(at)].slice(0, MOST));
  }

  async function download(excerpts, format) {
    const body = { format, lang: document.documentElement.dataset.language, excerpts: excerpts.map(({ passage_id, s, remark }) => ({ passage_id, s: s || null, remark: remark || "" })) };
    const headers = { "Content-Type": "application/json" };
    const response = await fetch(`${root}api/v1/export/passages`, { method: "POST", headers, body: JSON.stringify(body) });
    if (!response.ok) {
      const problem = await response.json().catch(() => null);
      return say(problem?.detail ?? notice.dataset.failed);
    }
    const link = document.createElement("a");
    link.href = URL.createObjectURL(await response.blob());
    const name = /filename\*=UTF-8''([^;]+)/.exec(response.headers.get("Content-Disposition"))?.[1];
    link.download = name ? decodeURIComponent(name) : "baipishu";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  }

  function count() {
    const number = load().length;
    for (const link of document.querySelectorAll(".places a[href*='basket']")) {
      link.querySelector(".count")?.remove();
      if (!number) continue;
      const badge = document.createElement("span");
      badge.className = "count";
      badge.textContent = number;
      link.append(" ", badge);
    }
  }

  // A passage that is in the basket says so on its button.
  function tick() {
    const kept = load();
    for (const button of document.querySelectorAll("[data-keep]")) {
      const isIn = kept.some((each) => same(each, { passage_id: button.dataset.keep, s: button.dataset.s }));
      button.toggleAttribute("data-in", isIn);
      if (isIn) button.setAttribute("aria-description", notice.dataset.there);
      else button.removeAttribute("aria-description");
    }
  }

  // The page of the basket.
  const page = document.getElementById("basket");

  function draw() {
    if (!page) return;
    const kept = load();
    const list = page.querySelector(".kept");
    page.querySelector("[data-empty]").hidden = kept.length > 0;
    page.querySelector("[data-full-bar]").hidden = kept.length === 0;
    const status = page.querySelector("[data-count]");
    status.textContent = status.dataset.count.replace("#", kept.length);
    list.replaceChildren(...kept.map((excerpt, at) => item(excerpt, at, kept.length)));
  }

  function item(excerpt, at, length) {
    const made = page.querySelector("template").content.cloneNode(true).firstElementChild;
    const link = made.querySelector("h2 a");
    link.textContent = excerpt.title;
    if (/^reports\/[^:]*\?s=[\d-]+#cited$/.test(excerpt.address)) link.href = root + excerpt.address;
    made.querySelector(".where").textContent = excerpt.places?.[document.documentElement.dataset.language] ?? excerpt.place;
    const quote = made.querySelector("blockquote");
    quote.textContent = excerpt.quote;
    quote.lang = excerpt.language ?? "";
    made.querySelector(".reference").textContent = excerpt.reference;
    const remark = made.querySelector("textarea");
    remark.value = excerpt.remark ?? "";
    remark.addEventListener("input", () => {
      const kept = load().map((each) => (same(each, excerpt) ? { ...each, remark: remark.value } : each));
      memory = kept;
      try { localStorage.setItem(KEY, JSON.stringify(kept)); } catch { /* kept until the page is left */ }
    });
    made.querySelector("[data-move='-1']").disabled = at === 0;
    made.querySelector("[data-move='1']").disabled = at === length - 1;
    made.dataset.at = at;
    return made;
  }

  page?.addEventListener("click", (event) => {
    const button = event.target.closest?.("button");
    const at = Number(button?.closest("li")?.dataset.at ?? -1);
    const kept = load();
    if (!button) return;
    if (button.dataset.move) {
      const to = at + Number(button.dataset.move);
      [kept[at], kept[to]] = [kept[to], kept[at]];
      save(kept);
      const moved = page.querySelectorAll(".kept li")[to];
      (moved.querySelector(`[data-move="${button.dataset.move}"]:not([disabled])`) ?? moved.querySelector("[data-move]:not([disabled])"))?.focus();
    } else if ("remove" in button.dataset) {
      save(kept.filter((_, other) => other !== at));
      say(notice.dataset.removed, () => bringBack([kept[at]], at));
      (page.querySelectorAll(".kept [data-remove]")[Math.min(at, kept.length - 2)] ?? page.querySelector("[data-empty] a"))?.focus();
    } else if ("clear" in button.dataset) {
      save([]);
      say(notice.dataset.cleared, () => bringBack(kept, 0));
    } else if ("copyKept" in button.dataset) {
      copy(kept[at]).catch(() => say(notice.dataset.failed));
    } else if (button.dataset.export) {
      download(kept, button.dataset.export).catch(() => say(notice.dataset.failed));
    }
  });

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-keep], [data-quote], [data-found] [data-export]");
    if (!button) return;
    const { keep: kept, quote, s, export: format } = button.dataset;
    const failed = () => say(notice.dataset.failed);
    if (kept) keep(kept, s).catch(failed);
    else if (quote) told(quote, s).then(copy).catch(failed);
    else {
      const found = JSON.parse(button.closest("[data-found]").dataset.found);
      download(found.map(([passage_id, span]) => ({ passage_id, s: span })), format).catch(failed);
    }
  });

  addEventListener("storage", (event) => { if (event.key === KEY) changed(); });
  document.addEventListener("passage-shown", tick); // beside a list or an answer
  changed();
})();
