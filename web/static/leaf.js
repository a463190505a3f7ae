// Leafs through printed pages with the arrow keys, and brings the mark into view.
(() => {
  addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || event.target.closest("input, textarea, select")) return;
    const way = { ArrowLeft: "leaf-back", ArrowRight: "leaf-on" }[event.key];
    document.getElementById(way)?.click();
  });
  document.querySelector(".leaf rect")?.scrollIntoView({ block: "center" });
})();
