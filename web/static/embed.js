// In a frame of an office's page Escape leads back to the button there, once nothing is open here that it would close.
addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !event.defaultPrevented && parent !== window) parent.postMessage("baipishu:close", "*"); // tells nothing of what is asked
});
