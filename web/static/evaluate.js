// The page "Evaluate": shows the run under way and those before it, starts, stops, uploads. The server keeps the state.
(() => {
  const page = document.getElementById("evaluate");
  const token = document.getElementById("token");
  const texts = JSON.parse(page.dataset.texts);
  const say = (name, values = {}) => texts[name].replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);
  const find = (query) => page.querySelector(query);
  let timer, knocked = false;
  let latest; // of several states asked for at once only that of the last is shown
  let lost = false; // the server could not be asked; what says so goes when it can again
  let busy = false; // a deed is under way; a second press is none
  let uploaded = null; // the set that is to be chosen once it is in the list
  let sure = null; // the run that the next press deletes
  const shown = {}; // what stands on the page, part by part: what has not changed is left as it is

  async function refresh() {
    clearTimeout(timer);
    const mine = latest = Symbol();
    try {
      const state = await operator.call(page.dataset.state);
      if (latest !== mine) return;
      token.hidden = true;
      page.hidden = false;
      if (lost) complain("");
      lost = false;
      show(state);
      timer = setTimeout(refresh, state.runs.some((run) => run.state === "running") ? 1000 : 15000);
    } catch (error) {
      if (latest !== mine) return;
      if (error.status === 401) return knock();
      lost = true;
      complain(error.status ? error.message : say("evaluate_lost"));
      timer = setTimeout(refresh, 5000);
    }
  }

  function knock() {
    page.hidden = true;
    token.hidden = false;
    token.querySelector("[role=alert]").hidden = !knocked;
    token.querySelector("input").focus();
  }

  token.addEventListener("submit", (event) => {
    event.preventDefault();
    knocked = true;
    operator.know(token.querySelector("input").value.trim());
    refresh();
  });

  function show(state) {
    part("sets", state.sets, showSets);
    part("running", state.runs.find((run) => run.state === "running"), showRunning);
    part("runs", state.runs.filter((run) => run.state !== "running"), showRuns);
    if (uploaded && [...find("#set").options].some((option) => option.value === uploaded)) {
      find("#set").value = uploaded;
      uploaded = null;
    }
  }

  function part(name, value, draw) {
    const written = JSON.stringify(value ?? null);
    if (written === shown[name]) return;
    shown[name] = written;
    draw(value);
  }

  function showSets(sets) {
    const choice = find("#set"), chosen = choice.value;
    for (const group of choice.querySelectorAll("optgroup")) {
      const own = sets.filter((set) => String(set.uploaded) === group.dataset.uploaded);
      group.replaceChildren(...own.map((set) =>
        new Option(set.report ? say("evaluate_about_other", { name: set.name }) : set.name, set.name)));
      group.hidden = !own.length;
    }
    if ([...choice.options].some((option) => option.value === chosen)) choice.value = chosen;
  }

  function showRunning(run) {
    const place = find("#running"), bar = place.querySelector("progress");
    place.hidden = !run;
    find("#start button").disabled = Boolean(run) || !("ready" in page.dataset);
    if (!run) return;
    place.dataset.run = run.name;
    place.querySelector("[data-name]").textContent = `${run.set} · ${say(`evaluate_split_${run.split}`)}`;
    if (run.total) {
      bar.max = run.total;
      bar.value = run.done;
    } else bar.removeAttribute("value");
    const rest = run.rest ? ` · ${say("evaluate_rest", { rest: spoken(run.rest) })}` : "";
    place.querySelector("[data-said]").textContent =
      run.total ? say("evaluate_progress", run) + rest : say("evaluate_preparing");
  }

  function spoken(seconds) {
    return seconds < 90 ? say("evaluate_seconds", { n: Math.max(1, Math.round(seconds)) })
      : say("evaluate_minutes", { n: Math.round(seconds / 60) });
  }

  function showRuns(runs) {
    find("#none").hidden = runs.length > 0;
    find("#runs").hidden = !runs.length;
    const held = document.activeElement?.closest?.("#runs [data-deed]");
    const here = held && `[data-run="${held.closest("tr").dataset.run}"] [data-deed="${held.dataset.deed}"]`;
    find("#runs tbody").replaceChildren(...runs.map(row));
    if (here) find(here)?.focus();
  }

  function row(run) {
    const line = document.createElement("tr");
    line.dataset.run = run.name;
    const outcome = {
      finished: () => run.judged ? `${run.right} / ${run.judged}` : "–",
      stopped: () => run.total ? say("evaluate_stopped", run) : say("evaluate_stopped_early"),
      failed: () => say("evaluate_failed"),
    }[run.state]();
    const cells = [new Date(run.started).toLocaleString(document.documentElement.lang), run.set, say(`evaluate_split_${run.split}`), outcome];
    const heads = [...find("#runs thead").querySelectorAll("th")].map((head) => head.textContent);
    line.append(...cells.map((text, place) => {
      const cell = Object.assign(document.createElement("td"), { textContent: text });
      cell.dataset.label = heads[place];  // beside the cell where the table is narrow
      return cell;
    }));
    if (run.said?.length) line.lastChild.append(Object.assign(document.createElement("p"), { className: "fault", textContent: run.said.join("\n") }));
    const deeds = document.createElement("td");
    deeds.className = "deeds";
    if (run.state === "finished") {
      deeds.append(Object.assign(document.createElement("a"), { className: "button", textContent: say("evaluate_view"),
        href: page.dataset.page.replace("/-", `/${run.name}`) }));
    } else deeds.append(button("go-on", "evaluate_go_on"));
    deeds.append(button("delete", run.name === sure ? "evaluate_delete_sure" : "evaluate_delete"));
    line.append(deeds);
    return line;
  }

  function button(deed, text) {
    const made = Object.assign(document.createElement("button"), { type: "button", textContent: say(text) });
    made.dataset.deed = deed;
    return made;
  }

  page.addEventListener("click", async (event) => {
    const pressed = event.target.closest("[data-deed]");
    if (!pressed) return;
    const { run } = pressed.closest("[data-run]").dataset;
    if (pressed.dataset.deed === "delete" && sure !== run) {  // the second press means it
      sure = run;
      pressed.textContent = say("evaluate_delete_sure");
      return;
    }
    await deed(() => operator.call(`${page.dataset.runs.split("?")[0]}/${run}/${pressed.dataset.deed}${query()}`, {}));
  });

  find("#start").addEventListener("submit", async (event) => {
    event.preventDefault();
    await deed(() => operator.call(page.dataset.runs, { set: find("#set").value, split: find("#split").value }));
  });

  find("#upload").addEventListener("submit", async (event) => {
    event.preventDefault();
    const [file] = find("#file").files;
    const told = find("#checked");
    if (!file) return void (told.textContent = say("evaluate_upload_no_file"));
    told.textContent = say("evaluate_upload_checking");
    try {
      const taken = await operator.call(page.dataset.sets, { name: file.name, content: await base64(file) });
      tell(told, say(taken.warnings.length ? "evaluate_upload_warned" : "evaluate_upload_taken", taken), taken.warnings);
      uploaded = taken.name;
      await refresh();
    } catch (error) {
      tell(told, error.status ? error.message : say("evaluate_lost"), error.problems ?? []);
    }
  });

  function tell(place, text, lines) {
    const list = document.createElement("ul");
    list.append(...lines.map((line) => Object.assign(document.createElement("li"), { textContent: line })));
    place.replaceChildren(Object.assign(document.createElement("p"), { textContent: text }), ...(lines.length ? [list] : []));
  }

  function base64(file) {
    return new Promise((done, failed) => {
      const reader = new FileReader();
      reader.onload = () => done(reader.result.slice(reader.result.indexOf(",") + 1));
      reader.onerror = () => failed(reader.error);
      reader.readAsDataURL(file);
    });
  }

  async function deed(work) {
    if (busy) return;
    busy = true;
    complain("");
    try {
      await work();
    } catch (error) {
      complain(error.status ? error.message : say("evaluate_lost"));
    }
    await refresh();
    busy = false;
  }

  function complain(text) {
    const place = find("#fault");
    place.textContent = text;
    place.hidden = !text;
  }

  const query = () => (page.dataset.runs.includes("?") ? `?${page.dataset.runs.split("?")[1]}` : "");
  refresh();
})();
