// Why a tile has its class: what the model sees in its parts, what it learned from, what land cover says.
import { get } from "./api.js";
import { el, number, percent, replace } from "./dom.js";

/** How strongly each cell speaks for a class, over the picture that the model sees. */
function why(picture, found) {
  const canvas = el("canvas", { width: found.side, height: found.side, "aria-hidden": "true" });
  const best = found.probabilities.indexOf(Math.max(...found.probabilities));
  const note = el("p", { class: "note" });
  const choice = el("select", { id: "why-class", "aria-label": "Class", onchange: () => draw() },
    found.classes.map((each, index) => el("option", { value: index, selected: index === best }, each.name)));
  function draw() {
    const index = Number(choice.value), context = canvas.getContext("2d");
    context.clearRect(0, 0, found.side, found.side);
    found.cells.forEach((cell, position) => {
      context.fillStyle = `rgba(255, 60, 0, ${(0.75 * cell[index]).toFixed(3)})`;
      context.fillRect(position % found.side, Math.floor(position / found.side), 1, 1);
    });
    const cells = found.cells.filter((cell) => cell[index] === Math.max(...cell)).length;
    note.textContent = `${found.classes[index].name} is the likeliest class in ${cells} of ${found.cells.length} cells; red where it is likely. `
      + `${found.model} on ${found.imagery}`;
  }
  draw();
  return [el("h3", {}, "Why"), el("div", { class: "why" }, el("img", { src: picture, alt: "The tile as the model sees it" }), canvas), choice, note];
}

function landCover({ labels }) {
  if (!labels.length) return [];
  return [el("h3", {}, "Land cover"), el("ul", { class: "plain", id: "landcover" }, labels.map((each) => el("li", {},
    each.class ? `${each.class}, ${percent(each.share)}` : `code ${each.code}, ${percent(each.codeShare)}`,
    el("span", { class: "note" }, ` ${each.raster.split("/").pop()}${each.class ? `, mostly code ${each.code}` : ""}`))))];
}

function nearest(found) {
  const head = el("h3", {}, "Training tiles that look like it");
  if (found.state === "none") return [head, el("p", { class: "note", id: "nearest" }, found.reason)];
  if (found.state === "computing") {
    return [head, el("p", { class: "note", id: "nearest" }, `The model looks at its training tiles, once: ${number(found.done)} of ${number(found.total)}`)];
  }
  return [head, el("ul", { class: "tiles", id: "nearest" }, found.tiles.map((each) => el("li", {},
    el("img", { src: each.picture, alt: `${each.class}: ${each.name}`, loading: "lazy" }), each.class, el("small", {}, ` ${number(each.similarity, 2)}`)))),
  el("p", { class: "note" }, `The nearest of ${number(found.among)} by the cosine of their features.`)];
}

let current = 0;

/** Fills a place in the panel with what speaks for a tile; what comes late for a tile that is looked at no more is dropped. */
export function showEvidence(place, table, [west, south, east, north]) {
  const turn = ++current;
  const query = `lon=${(west + east) / 2}&lat=${(south + north) / 2}`, base = `/api/predictions/${table}`;
  const parts = ["landcover", "why", "nearest"].map(() => el("div", {}));
  replace(place, parts);
  const fill = async (part, address, draw) => {
    try {
      const found = await get(`${base}/${address}?${query}`);
      if (turn !== current || !place.isConnected) return null;
      replace(parts[part], draw(found));
      return found;
    } catch (error) {
      if (turn === current) replace(parts[part], el("p", { class: "note" }, error.message));
      return null;
    }
  };
  fill(0, "landcover", landCover);
  (async () => {
    const found = await fill(1, "why", (each) => each.side ? why(`${base}/tile.png?${query}`, each)
      : [el("h3", {}, "Why"), el("p", { class: "note" }, "The model's network does not tell the parts of a tile apart.")]);
    if (!found) return;
    while (turn === current && place.isConnected && (await fill(2, "nearest", nearest))?.state === "computing") {
      await new Promise((resume) => setTimeout(resume, 1000));
    }
  })();
}
