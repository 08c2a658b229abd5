// Elements are made of texts and nodes, never of markup: what a file says stays a text.

/** An element with properties (`class`, `data-*`, `on*` handlers, attributes) and children (nodes or texts). */
export function el(name, properties = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (key === "value" || key === "checked" || key === "disabled") element[key] = value;
    else element.setAttribute(key, value === true ? "" : String(value));
  }
  for (const child of children.flat()) {
    if (child === null || child === undefined) continue;
    element.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
  return element;
}

/** A square of a colour. The colour is set as a property: the page allows no style in markup. */
export function swatch(color) {
  const box = el("span", { class: "swatch", "aria-hidden": "true" });
  box.style.backgroundColor = color;
  return box;
}

export const percent = (share) => share === null || share === undefined ? "" : `${(share * 100).toFixed(share > 0.995 || share < 0.005 ? 1 : 0)} %`;

/** 1,234 or 12.3: few digits, all of them meant. */
export function number(value, decimals = 0) {
  return value === null || value === undefined
    ? "" : value.toLocaleString("en", { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
}

/** A word of a command line as a shell takes it. */
export const shellWord = (word) => /[^\w./:=-]/.test(word) ? `'${word.replaceAll("'", "'\\''")}'` : word;

/** Calls after a pause, and only for the last of several calls. */
export function debounced(pause, body) {
  let timer = 0;
  return (...values) => {
    clearTimeout(timer);
    timer = setTimeout(() => body(...values), pause);
  };
}

/** True while the person is writing: keys are then letters. */
export function isTyping(event) {
  const target = event.target;
  return event.ctrlKey || event.metaKey || event.altKey
    || target.matches?.("input:not([type=range]):not([type=checkbox]), textarea, select");
}

export function replace(element, ...children) {
  element.replaceChildren(...children.flat().filter((child) => child !== null && child !== undefined));
}
