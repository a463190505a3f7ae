// The page of one evaluation: filters its questions; lets the operator compare it with another run.
(() => {
  const filter = document.getElementById("filter");
  const rows = [...document.querySelectorAll(".questions tbody tr")];
  const choices = [...filter.querySelectorAll("select")];
  filter.addEventListener("submit", (event) => event.preventDefault());
  function apply() {
    for (const row of rows) row.hidden = choices.some(({ value, dataset }) => value && row.dataset[dataset.by] !== value);
    const tally = filter.querySelector("output");
    tally.textContent = tally.dataset.text.replace("{shown}", rows.filter((row) => !row.hidden).length);
  }
  filter.addEventListener("change", apply);
  addEventListener("pageshow", () => { if (choices.some((each) => each.value)) apply(); }); // Back brings choices along

  const compare = document.getElementById("compare");
  const { name, set } = compare.dataset;
  const splits = JSON.parse(compare.dataset.splits);
  const verdict = document.getElementById("verdict");
  const link = document.getElementById("comparison");
  operator.call(compare.dataset.state).then(({ runs }) => {
    const others = runs.filter((run) => run.state === "finished" && run.name !== name && run.set === set);
    const when = (run) => new Date(run.started).toLocaleString(document.documentElement.lang);
    document.getElementById("before").append(...others.map((run) =>
      new Option(`${when(run)} · ${splits[run.split]} · ${run.right} / ${run.judged}`, run.name)));
    compare.hidden = !others.length;
  }, () => { /* a reader who is not the operator compares nothing */ });
  let latest; // of several comparisons only that of the last is shown
  compare.addEventListener("submit", async (event) => {
    event.preventDefault();
    const mine = latest = Symbol();
    verdict.textContent = compare.dataset.busy;
    try {
      const found = await operator.call(compare.dataset.compare, { before: document.getElementById("before").value, now: name });
      if (latest !== mine) return;
      verdict.replaceChildren(...found.verdict.map((line) => Object.assign(document.createElement("p"), { textContent: line })));
      link.href = found.page;
      link.parentElement.hidden = false;
    } catch (error) {
      if (latest !== mine) return;
      verdict.textContent = error.status ? error.message : compare.dataset.lost;
    }
  });
})();
