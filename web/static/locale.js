// Gradio knows zh-CN, zh-TW and en. The server has chosen one of them; Gradio must read that choice, not zh-HK or zh.
(() => {
  const locale = document.documentElement.lang;
  Object.defineProperty(navigator, "language", { get: () => locale });
  Object.defineProperty(navigator, "languages", { get: () => [locale] });
})();
