// The words of the page, in its language, as the server has put them into it.
const words = JSON.parse(document.getElementById("chat-words").textContent);

export const say = (name, values = {}) => words[name].replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);
