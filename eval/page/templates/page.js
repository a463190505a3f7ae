// Languages, filters and deep links. Nothing is fetched; without this script the page reads in Chinese, unfiltered.
(() => {
  "use strict";
  const root = document.documentElement;
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];

  const texts = new Map(); // question → its text as the search box compares it

  // Languages: an element shows the Chinese and carries the English in data-en, an attribute in data-en-<name>.
  const chinese = new Map();
  const swap = (node, name, english, read, write) => {
    if (!chinese.has(node)) chinese.set(node, {});
    const kept = chinese.get(node);
    kept[name] ??= read(node);
    const wanted = root.lang === "en" ? english : kept[name];
    if (read(node) !== wanted) write(node, wanted);
  };
  const speak = (lang) => {
    if (lang === root.lang) return mark();
    root.lang = lang;
    texts.clear();
    for (const node of all("[data-en]"))
      swap(node, "", node.dataset.en, (n) => n.textContent, (n, text) => { n.textContent = text; });
    for (const name of ["title", "aria-label", "placeholder"])
      for (const node of all(`[data-en-${name}]`))
        swap(node, name, node.getAttribute(`data-en-${name}`), (n) => n.getAttribute(name), (n, text) => n.setAttribute(name, text));
    mark();
  };
  const mark = () => all("[data-switch]").forEach((b) => b.setAttribute("aria-pressed", b.dataset.switch === root.lang));
  all(".switch").forEach((group) => { group.hidden = false; });
  all("[data-switch]").forEach((b) => b.addEventListener("click", () => speak(b.dataset.switch)));
  speak(/^zh\b/i.test(navigator.language) ? "zh-CN" : "en");

  // Filters: each select compares a data attribute, the search box the whole text of a question, words with AND.
  const form = document.querySelector("form.filters");
  const questions = all("details.question");
  const fold = (text) => text.normalize("NFKC").toLowerCase();
  const textOf = (question) => {
    if (!texts.has(question)) texts.set(question, fold(question.textContent));
    return texts.get(question);
  };
  const state = () => new URLSearchParams([...new FormData(form)].filter(([, value]) => value.trim()));
  const matches = (question, wanted, words) =>
    wanted.every(([name, value]) => question.dataset[name] === value) && words.every((word) => textOf(question).includes(word));
  const filter = () => {
    const wanted = [...state()].filter(([name]) => name !== "q");
    const words = fold(form.elements.q.value).split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const question of questions) {
      const fits = matches(question, wanted, words);
      if (question.hidden === fits) question.hidden = !fits;
      shown += fits;
    }
    form.querySelector("[data-shown]").textContent = shown;
    document.querySelector(".none").hidden = shown > 0;
    for (const list of all("section.list"))
      list.classList.toggle("empty", !list.querySelector("details.question:not([hidden])"));
  };
  const remember = () => {
    const query = state().toString();
    history.replaceState(null, "", query ? `#?${query}` : location.pathname + location.search);
  };
  const clear = () => all("input, select", form).forEach((field) => { field.value = ""; });
  const restore = (query) => {
    clear();
    for (const [name, value] of new URLSearchParams(query)) {
      const field = form.elements.namedItem(name);
      if (field) field.value = value;
      if (field && field.value !== value) field.value = "";
    }
    filter();
  };

  // Deep links: #q017 opens a question, whatever the filters; #?kind=fact&cause=trimmed sets them.
  const follow = () => {
    const name = location.hash.slice(1);
    if (form && name.startsWith("?")) {
      restore(name.slice(1));
      form.scrollIntoView();
      return;
    }
    let target = null;
    try { target = name && document.getElementById(decodeURIComponent(name)); } catch { return; }
    if (!target) return;
    if (target.hidden && form) { clear(); filter(); }
    for (let node = target; node; node = node.parentElement) if (node.tagName === "DETAILS") node.open = true;
    target.scrollIntoView();
    (target.querySelector(":scope > summary") || target).focus({ preventScroll: true });
  };
  if (form) {
    let timer = 0;
    const later = () => { clearTimeout(timer); timer = setTimeout(() => { filter(); remember(); }, 120); };
    form.hidden = false;
    form.addEventListener("input", (event) => (event.target.name === "q" ? later() : (filter(), remember())));
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", (event) => { event.preventDefault(); clear(); filter(); remember(); });
    all("[data-open]", form).forEach((b) => b.addEventListener("click", () =>
      questions.filter((q) => !q.hidden).forEach((q) => { q.open = Boolean(b.dataset.open); })));
  }
  addEventListener("hashchange", follow);
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.('a[href^="#"]');
    if (link && link.getAttribute("href") === location.hash) follow();
  });
  follow();
})();
