// Keeps what is asked before the scripts of the chat are there, which on a slow line takes seconds: they ask it then.
(() => {
  const form = () => document.getElementById("composer");
  const early = () => form() && !("ready" in form().dataset);

  function keep(event, question) {
    event.preventDefault();
    if (question) document.getElementById("question-box").value = question;
    form().dataset.early = "";
  }

  document.addEventListener("keydown", (event) => {
    if (event.target.id !== "question-box" || event.key !== "Enter" || !early()) return;
    if (!event.shiftKey && !event.isComposing && event.keyCode !== 229) keep(event); // 229: an input method
  });
  document.addEventListener("submit", (event) => {
    if (event.target === form() && early()) keep(event);
  });
  document.addEventListener("click", (event) => {
    const example = event.target.closest?.("#welcome button");
    if (example && early()) keep(event, example.value);
  });
})();
