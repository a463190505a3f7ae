// The words of the page, in its language, as the server has put them into it.
const words = JSON.parse(document.getElementById("chat-words").textContent);

// {count} is a value, {count:question|questions} the word that goes with a number.
export const say = (name, values = {}) => words[name].replace(/\{(\w+)(?::([^|}]*)\|([^}]*))?\}/g, (whole, key, one, more) => {
  if (!(key in values)) return whole;
  return one === undefined ? values[key] : values[key] === 1 ? one : more;
});
