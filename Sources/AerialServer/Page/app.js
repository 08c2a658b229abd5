// The page: what lies in the folders, which view is open, what is drawn.
import { attempt, get, tell } from "./api.js";
import { debounced, el, number, replace, swatch } from "./dom.js";
import { openJobs, openModels } from "./jobs.js";
import { box, choose, draw, drawOnly, fit, map, showValues } from "./map.js";
import { dates, report } from "./tile.js";
import { showEvidence } from "./evidence.js";
import { openLabels } from "./labels.js";
import { openReports, openRuns } from "./reports.js";
import { openChange, openSample, openWorklist } from "./work.js";

const panel = document.getElementById("panel");
const buttons = [...document.querySelectorAll("nav button")];
const state = { items: [], entries: [], view: "map", end: () => {}, hidden: new Set(), tile: null, looked: null };

// MARK: What there is

const order = ["imagery", "predictions", "map", "change", "dataset"];
const words = { imagery: "imagery", predictions: "predictions", map: "map", change: "change", dataset: "dataset" };

/** By the day it was taken, else by what its name says. */
function byDate(one, other) {
  if (one.captured && other.captured) return one.captured.localeCompare(other.captured);
  const rank = (entry) => /before|first|early|t1\b/i.test(entry.item.name) ? 0 : /after|second|late|t2\b/i.test(entry.item.name) ? 2 : 1;
  return rank(one) - rank(other) || one.item.name.localeCompare(other.item.name, "en", { numeric: true });
}

/** What lies deeper belongs to something: the predictions of an evaluation, the map of a change. */
const depth = (entry) => entry.item.name.split("/").length;

async function load() {
  const project = await get("/api/project");
  state.items = project.items;
  if (!project.whole) tell("There is more in the folders than is looked through: serve fewer of them.", true);
  document.title = `${project.folders.join(", ")} – Aerial`;
  const known = new Map(state.entries.map((entry) => [entry.item.id, entry]));
  const drawable = state.items.filter((item) => order.includes(item.kind));
  state.entries = await Promise.all(drawable.map(async (item) => {
    try {
      const { layers } = await get(`/api/items/${item.id}/layers`);
      const old = known.get(item.id);
      return { item, layers, part: old?.part ?? layers[0]?.part, shown: old?.shown ?? false, opacity: old?.opacity ?? 0.6,
        captured: layers[0]?.captured, pane: old?.pane };
    } catch (error) {
      return { item, layers: [], problem: error.message, shown: false };
    }
  }));
  state.entries.sort((one, other) => order.indexOf(one.item.kind) - order.indexOf(other.item.kind)
    || (one.item.kind === "imagery" ? byDate(one, other)
      : depth(one) - depth(other) || one.item.name.localeCompare(other.item.name)));
  for (const [view, kinds] of Object.entries({ change: ["change"], sample: ["sample"], review: ["review", "suggestions"], models: ["model"], reports: ["report"] })) {
    buttons.find((button) => button.dataset.view === view).hidden = !state.items.some((item) => kinds.includes(item.kind));
  }
}

/** Both dates of imagery and the first classes over them. */
function begin() {
  const scenes = state.entries.filter((entry) => entry.item.kind === "imagery" && entry.layers.length);
  const values = state.entries.find((entry) => entry.item.kind === "predictions" && entry.layers.length)
    ?? state.entries.find((entry) => entry.item.kind === "map" && entry.layers.length);
  if (scenes[0]) Object.assign(scenes[0], { shown: true, pane: "first", opacity: 1 });
  if (scenes[1]) Object.assign(scenes[1], { shown: true, pane: "second", opacity: 1 });
  for (const scene of scenes.slice(2)) scene.opacity = 1;
  if (values) values.shown = true;
  const shown = state.entries.filter((entry) => entry.shown);
  fit((shown.length ? shown : state.entries).flatMap((entry) => entry.layers.slice(0, 1).map((layer) => layer.bounds)));
}

/** What speaks for the tile that is looked at; kept while the panel is drawn anew. */
const evidence = el("div", { id: "evidence" });
const layerOf = (entry) => entry.layers.find((layer) => layer.part === entry.part) ?? entry.layers[0];
const legendEntry = () => state.entries.find((entry) => entry.shown && layerOf(entry)?.key.length);

function drawAll() {
  drawOnly(state.entries.flatMap((entry) => entry.layers));
  for (const entry of state.entries) {
    for (const layer of entry.layers) {
      const isClasses = layer.part === "classes";
      const only = isClasses && state.hidden.size && entry === legendEntry()
        ? `&only=${layer.key.map((each, index) => state.hidden.has(each.name) ? null : index + 1).filter(Boolean).join("-") || "0"}` : "";
      draw(layer, { shown: entry.shown && layer === layerOf(entry), opacity: entry.opacity,
        pane: entry.item.kind === "imagery" ? entry.pane ?? "first" : "values", query: only });
    }
  }
  const date = (pane) => {
    const entry = state.entries.find((each) => each.shown && each.pane === pane && each.layers.length);
    return entry ? { ...layerOf(entry), name: entry.item.name, label: entry.item.name.split("/").pop() } : null;
  };
  dates.first = date("first");
  dates.second = date("second");
}

// MARK: The map's panel

function layerRow(entry) {
  const change = (values) => { Object.assign(entry, values); drawAll(); showMapPanel(); };
  const isImagery = entry.item.kind === "imagery";
  const box = el("input", { type: "checkbox", checked: entry.shown, disabled: !entry.layers.length,
    onchange: (event) => change({ shown: event.target.checked, pane: isImagery ? entry.pane ?? "first" : undefined }) });
  const parts = isImagery
    ? el("select", { "aria-label": `Date of ${entry.item.name}`, onchange: (event) => change({ pane: event.target.value }) },
      [["first", "first date, left"], ["second", "second date, right"]].map(([value, name]) =>
        el("option", { value, selected: (entry.pane ?? "first") === value }, name)))
    : el("select", { "aria-label": `What of ${entry.item.name}`, onchange: (event) => { state.hidden.clear(); change({ part: event.target.value }); } },
      entry.layers.map((layer) => el("option", { value: layer.part, selected: layer.part === entry.part }, layer.title)));
  const opacity = el("input", { type: "range", min: 0, max: 1, step: 0.05, value: entry.opacity, "aria-label": `Opacity of ${entry.item.name}`,
    oninput: (event) => { entry.opacity = Number(event.target.value); drawAll(); } });
  const first = entry.layers[0];
  return el("div", { class: "layer", "data-item": entry.item.id },
    el("label", {}, box, el("span", {}, entry.item.name.split("/").slice(1).join("/") || entry.item.name, " ",
      el("span", { class: "kind" }, [words[entry.item.kind], entry.captured].filter(Boolean).join(", ")))),
    entry.shown ? el("div", { class: "more" }, parts, opacity) : null,
    entry.problem ? el("p", { class: "note bad" }, entry.problem) : null,
    entry.shown && isImagery && first.hasOverviews === false && first.firstZoom > 0
      ? el("p", { class: "note" }, "The file has no overviews: it is shown from near only. 'gdaladdo' makes them.") : null);
}

function legend() {
  const entry = legendEntry();
  if (!entry) return [];
  const layer = layerOf(entry);
  const hasCounts = entry.item.kind === "predictions" && layer.part === "classes";
  return [el("h3", {}, `${layer.title}${hasCounts ? ", tiles in view" : ""}`), el("ul", { class: "key", id: "legend" }, layer.key.map((each) => {
    const box = layer.part === "classes" ? el("input", { type: "checkbox", checked: !state.hidden.has(each.name), onchange: (event) => {
      if (event.target.checked) state.hidden.delete(each.name); else state.hidden.add(each.name);
      drawAll();
    } }) : null;
    return el("li", {}, el("label", {}, box, swatch(each.color), el("span", {}, each.name), el("span", { class: "count", "data-class": each.name })));
  }))];
}

let countsWanted = null;
const countInView = debounced(150, async () => {
  const entry = legendEntry();
  if (state.view !== "map" || !entry || entry.item.kind !== "predictions" || entry.part !== "classes") return;
  countsWanted?.abort();
  countsWanted = new AbortController();
  const found = await attempt(() => get(`/api/predictions/${entry.item.id}/counts?box=${box()}`, countsWanted.signal));
  for (const each of found?.counts ?? []) {
    const place = [...document.querySelectorAll("#legend .count")].find((one) => one.dataset.class === each.class);
    if (place) place.textContent = number(each.tiles);
  }
});

function showMapPanel() {
  if (state.view !== "map") return;
  const middle = () => { const { lat, lng } = map.getCenter(); lookAt(lng, lat); };
  replace(panel, state.tile ? el("div", { id: "tile" }, report(state.tile, state.tileOf), evidence) : el("p", { class: "note" },
    "Click a tile to see what is known of it."), el("button", { type: "button", id: "middle", onclick: middle }, "Tile in the middle"),
  legend(), el("h3", {}, "Layers"), state.entries.length ? state.entries.map(layerRow)
    : el("p", { class: "note" }, "The folders hold nothing that can be drawn. 'aerial score' and 'aerial map' make maps."));
  countInView();
}

const tileAt = ({ item, longitude, latitude }) => get(`/api/predictions/${item}/at?lon=${longitude}&lat=${latitude}`);

/** The table may have been made anew while another view was open. */
async function refreshTile() {
  if (!state.looked) return;
  try { state.tile = (await tileAt(state.looked)).tile; } catch { state.tile = state.looked = null; }
}

async function lookAt(longitude, latitude) {
  const shown = state.entries.filter((entry) => entry.item.kind === "predictions" && entry.layers.length);
  const entry = shown.find((each) => each.shown) ?? shown[0];
  if (!entry) return tell("No predictions lie in the folders: 'aerial score' makes them.");
  const looked = { item: entry.item.id, longitude, latitude };
  const found = await attempt(() => tileAt(looked));
  if (!found) return;
  state.looked = looked;
  state.tile = found.tile;
  state.tileOf = entry.item.name;
  choose(found.tile?.bounds);
  tell(found.tile ? `${found.tile.id}: ${found.tile.class ?? found.tile.status}` : "No tile lies there.");
  showMapPanel();
  panel.scrollTop = 0;
  if (found.tile?.bounds) showEvidence(evidence, entry.item.id, found.tile.bounds); else replace(evidence);
}

map.on("click", (event) => { if (state.view === "map") lookAt(event.latlng.lng, event.latlng.lat); });
map.on("moveend", countInView);

// MARK: Views

/** Which of several changes or samples is worked on. */
async function openWork(kinds, open) {
  const items = state.items.filter((item) => kinds.includes(item.kind));
  const inner = el("div", {});
  let end = () => {};
  const start = async (item) => { end(); end = (await attempt(() => open(inner, item))) ?? (() => {}); };
  const choice = el("select", { "aria-label": `Which ${kinds.join(" or ")}`, onchange: (event) => start(items[event.target.selectedIndex]) },
    items.map((item) => el("option", {}, item.name)));
  replace(panel, items.length > 1 ? choice : null, inner);
  await start(items[0]);
  return () => end();
}

const views = {
  map: async () => { showMapPanel(); return () => {}; },
  change: () => openWork(["change"], openChange),
  sample: () => openWork(["sample"], openSample),
  review: () => openWork(["review", "suggestions"], openWorklist),
  labels: () => openLabels(panel),
  jobs: () => openJobs(panel, state.items, () => attempt(load).then(drawAll)),
  runs: () => openRuns(panel),
  reports: () => openReports(panel, state.items),
  models: () => openModels(panel),
};

async function open(view) {
  state.end();
  state.end = () => {};
  Object.assign(state, { view });
  choose(view === "map" ? state.tile?.bounds : null);
  for (const button of buttons) button.setAttribute("aria-pressed", String(button.dataset.view === view));
  showValues(view === "map");
  document.body.classList.toggle("wide", ["jobs", "runs", "reports", "models"].includes(view));
  if (view === "map") {
    await attempt(load);
    await refreshTile();
    drawAll();
    if (state.view === "map") choose(state.tile?.bounds);
  }
  state.end = (await attempt(views[view])) ?? (() => {});
  document.body.dataset.ready = view;
}

for (const button of buttons) button.addEventListener("click", () => { tell(""); open(button.dataset.view); });

tell("Looking through the folders …");
if (await attempt(async () => { await load(); return true; })) {
  begin();
  drawAll();
  tell("");
  await open("map");
}
