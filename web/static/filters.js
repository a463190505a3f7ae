// A filter that is chosen applies itself, on the pages where staff look for something. Without scripts the button does it.
for (const select of document.querySelectorAll(".finder select")) {
  select.addEventListener("change", () => select.form.requestSubmit());
}
