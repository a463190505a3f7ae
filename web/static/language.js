// Remembers the language that was chosen in the switch, in this browser alone. Runs before the page is painted.
(() => {
  const KEY = "baipishu.language";
  const here = new URL(location.href);
  const read = () => { try { return localStorage.getItem(KEY); } catch { return null; } };
  const remembered = read();
  if (remembered && !here.searchParams.has("lang") && remembered !== document.documentElement.dataset.language) {
    here.searchParams.set("lang", remembered);
    location.replace(here);
  }
  document.addEventListener("click", (event) => {
    const choice = event.target.closest?.("[data-choose]");
    if (!choice) return;
    try { localStorage.setItem(KEY, choice.dataset.choose); } catch { /* private mode: the address carries it */ }
    choice.href = new URL(choice.getAttribute("href"), location.href.split("#")[0]).href + location.hash;
  });
})();
