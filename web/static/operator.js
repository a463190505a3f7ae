// Calls what is the operator's: with his token when he has given one, and no cookie. Kept in this tab alone.
const operator = (() => {
  const KEY = "baipishu.operator";
  const read = () => { try { return sessionStorage.getItem(KEY); } catch { return operator.token; } };

  async function call(address, value) {
    const headers = { Accept: "application/json" };
    const token = read();
    if (token) headers.Authorization = `Bearer ${token}`;
    if (value !== undefined) headers["Content-Type"] = "application/json";
    const response = await fetch(address, {
      method: value === undefined ? "GET" : "POST",
      headers, credentials: "omit", body: value === undefined ? undefined : JSON.stringify(value),
    });
    const found = await response.json().catch(() => ({}));
    if (!response.ok) throw Object.assign(new Error(String(found.detail?.why ?? found.detail ?? response.status)),
      { status: response.status, problems: found.detail?.problems ?? [] });
    return found;
  }

  function know(token) {
    operator.token = token;
    try { sessionStorage.setItem(KEY, token); } catch { /* private mode: until the page is left */ }
  }

  return { call, know, token: null };
})();
