// Gradio knows zh-CN, zh-TW and en. The server has chosen one of them; Gradio must read that choice, not zh-HK or zh.
(() => {
  const locale = document.documentElement.lang;
  Object.defineProperty(navigator, "language", { get: () => locale });
  Object.defineProperty(navigator, "languages", { get: () => [locale] });

  // Its questions then go out in the language of the page, which need not be that of the browser.
  const { language } = document.documentElement.dataset;
  const plain = window.fetch;
  window.fetch = (resource, options = {}) => {
    const address = new URL(resource instanceof Request ? resource.url : resource, document.baseURI);
    if (address.origin !== location.origin || resource instanceof Request) return plain(resource, options);
    const headers = new Headers(options.headers);
    headers.set("Accept-Language", language);
    return plain(resource, { ...options, headers });
  };
})();
