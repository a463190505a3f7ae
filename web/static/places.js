// Where the way around is wider than a phone it can be moved sideways: the name of what is open is brought into view.
(() => {
  const here = document.querySelector(".places [aria-current]");
  const row = here?.closest("ul");
  const over = row ? here.getBoundingClientRect().right - row.getBoundingClientRect().right : 0;
  if (over > 0) row.scrollLeft += over;
})();
