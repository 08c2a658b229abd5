// What is known of one tile: its picture at both dates, its classes, its probabilities.
import { el, number, percent } from "./dom.js";

/** The layers that the two dates are looked at in; set by the page. */
export const dates = { first: null, second: null };

/** A box twice as wide as a tile, the tile in its middle. */
function around([west, south, east, north]) {
  const [x, y] = [(east - west) / 2, (north - south) / 2];
  return [west - x, south - y, east + x, north + y].map((each) => each.toFixed(8)).join(",");
}

function shot(layer, bounds, side) {
  const source = `/api/layers/${layer.id}/picture.png?width=384&box=${around(bounds)}&stamp=${layer.stamp}`;
  const image = el("img", { src: source, alt: `${side}: ${layer.name}, the tile in its frame`, loading: "lazy" });
  return el("figure", {}, el("div", { class: "shot" }, image),
    el("figcaption", {}, layer.captured ? `${layer.label} · ${layer.captured}` : layer.label));
}

/** The tile with its surroundings at both dates. */
export function pictures(bounds) {
  const shots = [];
  if (dates.first) shots.push(shot(dates.first, bounds, "first date"));
  if (dates.second) shots.push(shot(dates.second, bounds, "second date"));
  if (!shots.length) return el("p", { class: "note" }, "No imagery of this place lies in the folders.");
  return el("div", { class: "pair" }, shots);
}

/** Probabilities as bars, the largest first. */
export function bars(probabilities) {
  const rows = [...probabilities].sort((a, b) => b.probability - a.probability);
  return el("table", { class: "bars" }, el("tbody", {}, rows.map((each, index) =>
    el("tr", { class: index ? null : "first" }, el("td", {}, each.class),
      el("td", {}, el("meter", { min: 0, max: 1, value: each.probability, "aria-hidden": "true" })),
      el("td", {}, percent(each.probability))))));
}

/** Everything that a table of predictions says of a tile. */
export function report(tile, name) {
  const parts = [el("h2", { id: "tile-title" }, tile.class ?? `Not scored: ${tile.status}`),
    el("p", { class: "note" }, [tile.id, tile.class ? `confidence ${percent(tile.confidence)}` : tile.reason,
      name ? `by ${name}` : null, tile.foreign > 0.95 ? "unlike anything that the model learned: a guess" : null].filter(Boolean).join(" · "))];
  if (tile.bounds) parts.push(pictures(tile.bounds));
  if (tile.probabilities.length) parts.push(bars(tile.probabilities));
  if (tile.bounds) {
    const [west, south, east, north] = tile.bounds;
    parts.push(el("p", { class: "note" }, `${number((south + north) / 2, 5)}, ${number((west + east) / 2, 5)}`));
  }
  return parts;
}
