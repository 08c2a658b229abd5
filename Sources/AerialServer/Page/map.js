// The map: its layers, the swipe between two dates, squares of tiles.
import { latLngBounds, map as makeMap, rectangle, layerGroup, control, tileLayer, polygon, polyline, circleMarker, marker, divIcon } from "/leaflet/leaflet.esm.min.js";

const stage = document.getElementById("stage");
const swipe = document.getElementById("swipe");
const slider = swipe.querySelector("input");

export const map = makeMap("map", { zoomSnap: 0.5, maxZoom: 22, minZoom: 2, zoomControl: true }).setView([20, 0], 2);
map.attributionControl.setPrefix(false);
control.scale({ imperial: false }).addTo(map);
// Imagery of the first date, of the second over it, then values of tiles, then squares.
["first", "second", "values"].forEach((name, index) => {
  map.createPane(name).style.zIndex = String(200 + index * 10);
});
const squares = layerGroup().addTo(map);
const chosen = layerGroup().addTo(map);
const polygons = layerGroup().addTo(map);
const sketch = layerGroup().addTo(map);
const handles = layerGroup().addTo(map);
const divider = stage.appendChild(document.createElement("div"));
divider.className = "divider";

/** What the layers are, in the order in which they lie: {layer, pane, shown, opacity, query}. */
const drawn = new Map();

/** Shows a layer, changes how it is shown, or takes it away. */
export function draw(layer, { shown, opacity = 1, pane = "values", query = "" }) {
  const key = layer.id;
  const old = drawn.get(key);
  if (old && (!shown || old.pane !== pane || old.query !== query || old.stamp !== layer.stamp)) {
    old.tiles.remove();
    drawn.delete(key);
  }
  if (!shown) return updateSwipe();
  if (drawn.has(key)) {
    drawn.get(key).tiles.setOpacity(opacity);
  } else {
    const tiles = tileLayer(`${layer.tiles}?stamp=${layer.stamp}${query}`, {
      pane, opacity, bounds: bounds(layer.bounds), minZoom: layer.firstZoom ?? 0, maxZoom: 22, keepBuffer: 1,
    }).addTo(map);
    drawn.set(key, { tiles, pane, query, stamp: layer.stamp });
  }
  updateSwipe();
}

/** Takes away what is none of these layers: its file is gone, or cannot be read any more. */
export function drawOnly(layers) {
  const ids = new Set(layers.map((layer) => layer.id));
  for (const [key, { tiles }] of drawn) if (!ids.has(key)) { tiles.remove(); drawn.delete(key); }
  updateSwipe();
}

export const bounds = ([west, south, east, north]) => latLngBounds([south, west], [north, east]);

/** Rings of one polygon in the world between 180 degrees west and east; all by the same turn, so that what reaches over the date line still does. */
export function turned(rings) {
  const xs = rings.flat().map(([x]) => x);
  const turn = 360 * Math.round((Math.min(...xs) + Math.max(...xs)) / 720);
  return rings.map((ring) => ring.map(([x, y]) => [x - turn, y]));
}

/** The view as the service takes it. */
export function box() {
  const view = map.getBounds();
  return [view.getWest(), view.getSouth(), view.getEast(), view.getNorth()].map((x) => x.toFixed(7)).join(",");
}

export function fit(all) {
  if (!all.length) return;
  const whole = bounds(all[0]);
  for (const each of all.slice(1)) whole.extend(bounds(each));
  map.fitBounds(whole, { animate: false });
}

// MARK: Squares

/** Draws squares: [{bounds, color, onclick}]. */
export function showSquares(list) {
  squares.clearLayers();
  for (const each of list) {
    const square = rectangle(bounds(each.bounds), { color: each.color, weight: 2, fillOpacity: 0.08 });
    if (each.onclick) square.on("click", (event) => { each.onclick(); event.originalEvent.stopPropagation(); });
    squares.addLayer(square);
  }
}

/** Draws polygons: [{rings, color, name, onclick}], points as longitude and latitude. */
export function showPolygons(list) {
  polygons.clearLayers();
  for (const each of list) {
    const shape = polygon(each.rings.map((ring) => ring.map(([x, y]) => [y, x])), { color: each.color, weight: 2, fillOpacity: 0.25 });
    shape.bindTooltip(document.createTextNode(each.name).textContent.replace(/[&<>]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[sign]));
    shape.on("click", (event) => { if (!drawing) { each.onclick(); event.originalEvent.stopPropagation(); } });
    polygons.addLayer(shape);
  }
}

// MARK: Drawing

let drawing = null;

/**
 * Lets the person set the corners of a polygon, by clicks or by keys in the middle of the map. Gives {add, back, close, cancel}; `done` gets
 * the closed ring, or null where it was given up.
 */
export function drawPolygon(changed, done) {
  cancelDrawing();
  const points = [];
  const line = polyline([], { color: "#ffdd33", weight: 3, dashArray: "6 4", interactive: false });
  sketch.addLayer(line);
  const show = () => {
    sketch.clearLayers();
    sketch.addLayer(line);
    line.setLatLngs(points.length > 2 ? [...points, points[0]] : points);
    for (const point of points) sketch.addLayer(circleMarker(point, { radius: 5, color: "#000", weight: 1, fillColor: "#ffdd33", fillOpacity: 1, interactive: false }));
    changed(points.length);
  };
  const click = (event) => drawing.add(event.latlng);
  const end = (ring) => {
    map.off("click", click);
    map.doubleClickZoom.enable();
    map.getContainer().classList.remove("drawing");
    sketch.clearLayers();
    drawing = null;
    done(ring);
  };
  drawing = {
    add: (place = map.getCenter()) => {
      const last = points[points.length - 1];
      // A double click sets one corner, not two.
      if (last && map.latLngToContainerPoint(last).distanceTo(map.latLngToContainerPoint(place)) < 3) return;
      points.push(place);
      show();
    },
    back: () => { points.pop(); show(); },
    close: () => { if (points.length > 2) end(turned([[...points, points[0]].map(({ lat, lng }) => [lng, lat])])[0]); },
    cancel: () => end(null),
  };
  map.doubleClickZoom.disable();
  map.getContainer().classList.add("drawing");
  map.on("click", click);
  show();
  return drawing;
}

export function cancelDrawing() { drawing?.cancel(); }

// MARK: Corners

const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
let isDragged = false;

/** A corner is under the pointer: what lies on the map must stay. */
export const isMovingCorner = () => isDragged;

export function hideCorners() { handles.clearLayers(); }

/**
 * Puts a handle on each corner of closed rings and a smaller one in the middle of each edge, which becomes a corner when it is moved. They
 * are dragged, or moved by arrows while they have the focus (Shift: farther); Delete takes a corner away. `done` gets the new rings and
 * which handle it was, to be given back as `focus`.
 */
export function showCorners(rings, done, focus = null) {
  hideCorners();
  const open = rings.map((ring) => ring.slice(0, -1));
  const outline = polygon([], { color: "#ffdd33", weight: 3, dashArray: "6 4", fill: false, interactive: false });
  handles.addLayer(outline);
  const closed = () => open.map((ring) => [...ring, ring[0]]);
  const latLng = ([x, y]) => [y, x];
  const end = (which) => { isDragged = false; done(closed(), which); };
  const put = (ring, index, { lat, lng }) => {
    open[ring][index] = [lng, lat];
    outline.setLatLngs(open.map((each) => each.map(latLng)));
  };

  function handle(ring, index, place, isCorner) {
    const count = open[ring].length;
    const icon = divIcon({ className: isCorner ? "corner" : "corner edge", iconSize: isCorner ? [14, 14] : [10, 10] });
    const name = isCorner ? `Corner ${index + 1} of ${count}` : `Middle of the edge after corner ${index + 1}`;
    const each = marker(place, { icon, draggable: true, autoPan: true, alt: name, title: name, zIndexOffset: isCorner ? 1000 : 0 });
    let [position, isNew, isMoved] = [index, !isCorner, false];
    const move = (latlng) => {
      if (isNew) { position = index + 1; open[ring].splice(position, 0, null); isNew = false; }
      isMoved = true;
      put(ring, position, latlng);
    };
    each.on("dragstart", () => { isDragged = true; });
    each.on("drag", () => move(each.getLatLng()));
    // The handle goes with the new outline, and is left by the focus then: its move is done.
    each.on("dragend", () => { isMoved = false; end(null); });
    handles.addLayer(each);
    const element = each.getElement();
    element.setAttribute("aria-label", `${name}. Arrow keys move it${isCorner ? ", Delete takes it away" : ", which makes a corner of it"}.`);
    element.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const step = steps[event.key];
      const isGone = isCorner && (event.key === "Delete" || event.key === "Backspace");
      if (!step && !isGone) return;
      event.preventDefault();
      event.stopPropagation();
      if (step) {
        const far = event.shiftKey ? 20 : 3;
        const point = map.latLngToContainerPoint(each.getLatLng()).add([step[0] * far, step[1] * far]);
        each.setLatLng(map.containerPointToLatLng(point));
        move(each.getLatLng());
        isDragged = true;
      } else if (count > 3) {
        open[ring].splice(index, 1);
        end({ ring, corner: Math.min(index, open[ring].length - 1) });
      }
    });
    const settle = () => { if (isMoved) { isMoved = false; end({ ring, corner: position }); } };
    element.addEventListener("keyup", (event) => { if (steps[event.key]) settle(); });
    element.addEventListener("blur", () => { if (!each.dragging?._draggable?._moving) settle(); });
    if (isCorner && focus?.ring === ring && focus.corner === index) element.focus({ preventScroll: true });
  }

  open.forEach((ring, number) => ring.forEach(([x, y], index) => {
    const [nextX, nextY] = ring[(index + 1) % ring.length];
    handle(number, index, [y, x], true);
    handle(number, index, [(y + nextY) / 2, (x + nextX) / 2], false);
  }));
}

/** Frames the tile that is looked at. */
export function choose(tile) {
  chosen.clearLayers();
  if (tile) chosen.addLayer(rectangle(bounds(tile), { color: "#ffdd33", weight: 4, fill: false, interactive: false }));
}

/** Brings a tile into the middle, near enough to see it. */
export function goTo(tile) {
  const place = bounds(tile);
  map.setView(place.getCenter(), Math.max(map.getZoom(), Math.min(16, map.getBoundsZoom(place) - 2)), { animate: false });
}

/** Values of tiles lie over the imagery, or do not: who judges a place looks at the place alone. */
export function showValues(isShown) {
  map.getPane("values").style.display = isShown ? "" : "none";
}

// MARK: Swipe

const isSwiped = () => [...drawn.values()].some((each) => each.pane === "second")
  && [...drawn.values()].some((each) => each.pane === "first");

function updateSwipe() {
  const active = isSwiped();
  swipe.hidden = !active;
  divider.hidden = !active;
  const pane = map.getPane("second");
  if (!active) { pane.style.clip = ""; return; }
  const size = map.getSize();
  const from = map.containerPointToLayerPoint([0, 0]);
  const to = map.containerPointToLayerPoint([size.x, size.y]);
  const x = size.x * slider.value / 100;
  // The second date lies right of the line.
  pane.style.clip = `rect(${from.y}px, ${to.x}px, ${to.y}px, ${from.x + x}px)`;
  divider.style.left = `${x}px`;
}

slider.addEventListener("input", updateSwipe);
map.on("move zoom resize viewreset zoomend", updateSwipe);
new ResizeObserver(() => map.invalidateSize({ animate: false })).observe(stage);
updateSwipe();
