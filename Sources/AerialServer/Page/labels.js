// Polygons drawn or imported as labels.
import { attempt, get, poll, post, put, tell } from "./api.js";
import { el, number, replace } from "./dom.js";
import { cancelDrawing, drawPolygon, hideCorners, isMovingCorner, map, showCorners, showPolygons, turned } from "./map.js";
import { onKeys } from "./work.js";

/** A colour of a class's own, the same on every page. */
function color(name) {
  const sum = [...name].reduce((hash, letter) => (hash * 31 + letter.codePointAt(0)) % 360, 7);
  return `hsl(${sum} 75% 42%)`;
}

/** The polygons of a file of GeoJSON, each with the class that a field has: [{class, rings}]. */
function polygonsOf(collection, field) {
  const features = collection.type === "FeatureCollection" ? collection.features : [collection];
  return features.flatMap((feature) => {
    const name = feature.properties?.[field];
    const shape = feature.geometry;
    if (name === null || name === undefined || name === "" || !shape) return [];
    const all = shape.type === "Polygon" ? [shape.coordinates] : shape.type === "MultiPolygon" ? shape.coordinates : [];
    return all.map((rings) => ({ class: String(name), rings: rings.map((ring) => ring.map(([x, y]) => [x, y])) }));
  });
}

/** The fields of a file, the likeliest first. */
function fieldsOf(collection) {
  const names = [...new Set((collection.features ?? [collection]).slice(0, 100).flatMap((feature) => Object.keys(feature.properties ?? {})))];
  return names.sort((one, other) => Number(/^(class|label|klasse)$/i.test(other)) - Number(/^(class|label|klasse)$/i.test(one)));
}

const mostBytes = 200_000;
/** Of a polygon whose corners have handles; outlines of more come from programs. */
const mostHandles = 150;

/** Adds polygons in requests that the service takes. */
async function add(labels) {
  let batch = [], size = 0, answer = null, saved = 0;
  const send = async () => {
    try {
      if (batch.length) answer = await post("/api/labels", { labels: batch });
    } catch (error) {
      throw saved ? new Error(`${error.message} The first ${number(saved)} of ${number(labels.length)} polygons were saved.`) : error;
    }
    saved += batch.length;
    batch = [];
    size = 0;
  };
  for (const label of labels) {
    const length = JSON.stringify(label).length;
    if (size + length > mostBytes) await send();
    batch.push(label);
    size += length;
  }
  await send();
  return answer;
}

/** Gives what ends the view. */
export async function openLabels(panel) {
  let state = await get("/api/labels");
  let chosen = null;
  let tool = null;
  const tools = el("div", {});
  const list = el("ul", { class: "list", id: "polygons" });
  const name = el("input", { type: "text", id: "class", list: "classes", autocomplete: "off", value: state.classes[0] ?? "" });
  const classes = el("datalist", { id: "classes" });
  const field = el("select", { id: "field", "aria-label": "Field with the class", hidden: true });
  let imported = null;

  async function refresh() {
    state = await get("/api/labels");
    show();
  }
  function show(focus = null) {
    replace(classes, state.classes.map((each) => el("option", { value: each })));
    replace(list, state.features.map((feature) => {
      const { id } = feature.properties;
      return el("li", {}, el("button", { type: "button", "aria-current": String(id === chosen), onclick: () => choose(id) }, feature.properties.class,
        el("span", { class: "end" }, `${number(feature.geometry.coordinates[0].length - 1)} corners`)));
    }));
    showPolygons(state.features.map((feature) => ({ rings: feature.geometry.coordinates, name: feature.properties.class,
      color: feature.properties.id === chosen ? "#ffdd33" : color(feature.properties.class), onclick: () => choose(feature.properties.id, false) })));
    showHandles(focus);
    showTools();
  }
  function showHandles(focus) {
    const feature = tool ? null : state.features.find((each) => each.properties.id === chosen);
    const rings = feature?.geometry.coordinates ?? [];
    if (!rings.length || rings.flat().length > mostHandles) return hideCorners();
    showCorners(rings, (moved, handle) => move(feature, moved, handle), focus);
  }
  /** A new outline is on the server's disk before the page says so; one that is refused goes back. */
  async function move(feature, rings, focus) {
    const answer = await attempt(() => put(`/api/labels/${feature.properties.id}`, { rings: turned(rings) }));
    if (answer) {
      state = await get("/api/labels");
      const now = state.features.find((each) => each.properties.id === feature.properties.id);
      tell(`${(now ?? feature).properties.class}, outline saved`);
    }
    show(focus);
  }
  function choose(id, moves = true) {
    chosen = id;
    const feature = state.features.find((each) => each.properties.id === id);
    if (feature) name.value = feature.properties.class;
    if (feature && moves) {
      const points = feature.geometry.coordinates[0].map(([x, y]) => [y, x]);
      map.fitBounds(points, { maxZoom: 17, animate: false, paddingTopLeft: [30, 30], paddingBottomRight: [30, 90] });
    }
    show();
  }
  function showTools(count = 0) {
    const button = (text, key, onclick, disabled = false) => el("button", { type: "button", onclick, disabled }, `${text} `, el("kbd", {}, key));
    replace(tools, el("div", { class: "row" }, tool
      ? [button("Corner in the middle", "p", () => tool?.add()), button("Undo corner", "Backspace", () => tool?.back(), count === 0),
        button("Close", "Enter", () => tool?.close(), count < 3), button("Give up", "Esc", () => tool?.cancel())]
      : [button("Draw", "n", begin),
        button("Give this class", "c", () => change(name.value.trim()), !chosen), button("Remove", "Del", () => change(null), !chosen)]),
    el("p", { class: "note" }, tool ? "Click the corners on the map; Enter closes the polygon."
      : chosen ? "Drag a corner, or the middle of an edge; with the keyboard Tab goes to them and arrows move them." : ""));
  }
  function begin() {
    const label = name.value.trim();
    if (!label) return tell("Name a class first.", true);
    chosen = null;
    tell(`Drawing ${label}`);
    tool = drawPolygon((count) => { if (tool) showTools(count); }, async (ring) => {
      tool = null;
      showTools();
      if (!ring) return tell("Nothing was drawn.");
      const answer = await attempt(() => add([{ class: label, rings: [ring] }]));
      if (answer) { tell(`${label}, saved`); [chosen] = answer.ids; }
      await attempt(refresh);
    });
    hideCorners();
    showTools();
  }
  async function change(label) {
    if (!chosen || label === "") return;
    const answer = await attempt(() => put(`/api/labels/${chosen}`, { class: label }));
    if (!answer) return;
    tell(label === null ? "Removed" : `${label}, saved`);
    if (label === null) chosen = null;
    await attempt(refresh);
  }
  const file = el("input", { type: "file", id: "import", accept: ".geojson,.json,application/geo+json", onchange: () => attempt(async () => {
    if (!file.files[0]) return;
    try { imported = JSON.parse(await file.files[0].text()); } catch { throw new Error("The file is no GeoJSON. 'ogr2ogr labels.geojson FILE -t_srs EPSG:4326' makes one."); }
    const fields = fieldsOf(imported);
    if (!fields.length) throw new Error("No feature of the file has a field that could hold a class.");
    replace(field, fields.map((each) => el("option", { value: each }, each)));
    field.hidden = false;
    take.hidden = false;
  }) });
  const take = el("button", { type: "button", id: "take", hidden: true, onclick: () => attempt(async () => {
    const labels = polygonsOf(imported, field.value);
    if (!labels.length) throw new Error("No feature of the file is a polygon with a class in that field.");
    await add(labels);
    tell(`${number(labels.length)} polygons imported, saved`);
    field.hidden = true;
    take.hidden = true;
    file.value = "";
    await refresh();
  }) }, "Import");

  replace(panel, el("h2", {}, "Labels as polygons"), el("label", { for: "class" }, "Class "), name, classes, tools, list,
    el("h3", {}, "Import"), el("label", { for: "import" }, "GeoJSON in degrees "), file, field, take,
    el("p", { class: "note" }, `They are kept in ${state.file}: 'aerial prepare --labels ${state.file} --class-field class' reads it.`));
  show();
  const endKeys = onKeys((key) => {
    const action = tool ? { p: tool.add, Backspace: tool.back, Enter: tool.close, Escape: tool.cancel }[key]
      : { n: begin, c: () => change(name.value.trim()), Delete: () => change(null) }[key];
    if (!action || (key === "Enter" && document.activeElement?.matches("button, a"))) return false;
    action();
    return true;
  });
  const endPoll = poll(2, async () => {
    const found = await get("/api/labels");
    if (found.revision !== state.revision && !tool && !isMovingCorner()) { state = found; show(); }
  });
  return () => { endKeys(); endPoll(); cancelDrawing(); hideCorners(); showPolygons([]); };
}
