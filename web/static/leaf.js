// Leafs through printed pages with the arrow keys, and brings the mark into view.
(() => {
  addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || event.target.closest("input, textarea, select, .large")) return;
    const way = { ArrowLeft: "leaf-back", ArrowRight: "leaf-on" }[event.key];
    document.getElementById(way)?.click();
  });
  const marks = [...document.querySelectorAll(".leaf rect")].sort((a, b) => b.width.baseVal.value - a.width.baseVal.value);
  marks[0]?.scrollIntoView({ block: "center", inline: "center" }); // a full line; what is narrow may be a cell over many rows
})();
