// One line above the box: what has just happened, and what can be done about it.
const place = () => document.getElementById("notice");

// `actions`: [words, function] each. The line goes when one is taken, or after `seconds`. Returns it.
export function notice(text, actions = [], seconds = 0) {
  const line = document.createElement("span");
  line.textContent = text;
  const buttons = actions.map(([words, act]) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = words;
    button.addEventListener("click", () => {
      quiet();
      act();
    });
    return button;
  });
  place().replaceChildren(line, ...buttons);
  if (seconds) setTimeout(() => { if (line.isConnected) quiet(); }, seconds * 1000);
  return line;
}

export const quiet = () => place().replaceChildren();
