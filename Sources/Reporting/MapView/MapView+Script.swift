extension MapView {
    /// Of all views of a page, once, after them. A page is XML too, so what XML would take for its own stands in a CDATA section.
    static let script = Markup(
        stringLiteral: """
            <script>//<![CDATA[
            for (const view of document.querySelectorAll("figure.view")) look(view);

            function look(view) {
              const stage = view.querySelector(".stage"), plate = view.querySelector(".plate");
              const readout = view.querySelector(".readout"), hint = readout.textContent;
              const [columns, rows, side, meters] = ["columns", "rows", "side", "meters"].map((name) => +view.dataset[name]);
              const layers = [...view.querySelectorAll(".layer")], grounds = [...view.querySelectorAll(".ground")];
              const seam = view.querySelector(".seam"), swipe = view.querySelector(".swipe");
              const cell = view.querySelector(".cell"), pointers = new Map();
              let scale = 1, x = 0, y = 0, at = null, moved = false, apart = 0;

              // Where the map lies in the stage before it is moved.
              function fit() {
                const width = stage.clientWidth, height = stage.clientHeight;
                const base = Math.min(width / columns, height / rows);
                return { width, height, base, left: (width - columns * base) / 2, top: (height - rows * base) / 2 };
              }
              function draw() {
                const { width, height, base, left, top } = fit();
                x = Math.min(0, Math.max(width - width * scale, x));
                y = Math.min(0, Math.max(height - height * scale, y));
                plate.style.transform = `translate(${x}px,${y}px) scale(${scale})`;
                stage.classList.toggle("near", scale > 1);
                drawScale(base * scale / (meters * side), width * 0.3);
                if (swipe && seam) {
                  const place = width * swipe.value / 100;
                  seam.style.left = `${place}px`;
                  grounds[1].style.clipPath = `inset(0 0 0 ${Math.min(100, Math.max(0, (place - x) / scale / width * 100))}%)`;
                }
                cell.style.display = at ? "block" : "none";
                if (!at) return;
                cell.style.left = `${x + (left + at.column * base) * scale}px`;
                cell.style.top = `${y + (top + at.row * base) * scale}px`;
                cell.style.width = cell.style.height = `${base * scale}px`;
              }
              function drawScale(pixelsPerMeter, limit) {
                const longest = limit / pixelsPerMeter, power = 10 ** Math.floor(Math.log10(longest));
                const length = ([5, 2].find((factor) => factor * power <= longest) || 1) * power;
                const bar = view.querySelector(".scale");
                bar.classList.add("set");
                bar.querySelector("i").style.width = `${length * pixelsPerMeter}px`;
                bar.querySelector("span").textContent = length < 1000 ? `${length} m` : `${length / 1000} km`;
              }
              function zoom(factor, px, py) {
                const before = scale;
                // As near as a tile of a hundred pixels.
                scale = Math.min(Math.max(scale * factor, 1), Math.max(8, 96 / fit().base));
                x = px - (px - x) * scale / before;
                y = py - (py - y) * scale / before;
                draw();
              }
              function place(event) {
                const box = stage.getBoundingClientRect();
                return [event.clientX - box.left - stage.clientLeft, event.clientY - box.top - stage.clientTop];
              }
              function cellAt(px, py) {
                const { base, left, top } = fit();
                const column = Math.floor(((px - x) / scale - left) / base), row = Math.floor(((py - y) / scale - top) / base);
                return column >= 0 && row >= 0 && column < columns && row < rows ? { column, row } : null;
              }

              // What each cell of a layer says, as its picture of values holds it.
              function values(layer) {
                layer.said ||= (async () => {
                  const image = new Image();
                  image.src = layer.dataset.values;
                  await image.decode();
                  const canvas = Object.assign(document.createElement("canvas"), { width: columns, height: rows });
                  const context = canvas.getContext("2d", { willReadFrequently: true });
                  context.drawImage(image, 0, 0);
                  return context.getImageData(0, 0, columns, rows).data;
                })();
                return layer.said;
              }
              async function tell(found) {
                at = found;
                draw();
                if (!found) { readout.textContent = hint; return; }
                const all = await Promise.all(layers.map(values));
                if (at !== found) return;
                const said = all.map((data, number) => sentence(layers[number], data, (found.row * columns + found.column) * 4));
                const name = `r${String(found.row * side).padStart(4, "0")}_c${String(found.column * side).padStart(4, "0")}`;
                const where = side > 1 ? `${side} x ${side} tiles from ${name}` : name;
                const foreign = all.some((data) => data[(found.row * columns + found.column) * 4 + 2] > 0);
                readout.textContent = [...said.filter(Boolean), foreign ? "unlike what the model learned from" : "", where]
                  .filter(Boolean).join(" · ");
              }
              function sentence(layer, data, position) {
                const names = JSON.parse(layer.dataset.classes);
                const name = data[position] ? names[data[position] - 1] : layers.length > 1 ? "" : "no class";
                if (!name) return "";
                const share = data[position + 1] ? `, ${data[position + 1] - 1} ${layer.dataset.share}` : "";
                return `${layers.length > 1 ? layer.dataset.name + ": " : ""}${name}${share}`;
              }

              stage.addEventListener("pointerdown", (event) => {
                if (event.target.closest("button")) return;
                pointers.set(event.pointerId, place(event));
                moved = false;
                apart = spread();
              });
              function spread() {
                const [a, b] = [...pointers.values()];
                return b ? Math.hypot(a[0] - b[0], a[1] - b[1]) : 0;
              }
              stage.addEventListener("pointermove", (event) => {
                const now = place(event), before = pointers.get(event.pointerId);
                if (!before) { if (event.pointerType === "mouse" && !event.target.closest("button")) tell(cellAt(...now)); return; }
                if (!moved && Math.hypot(now[0] - before[0], now[1] - before[1]) < 4) return;
                if (!moved) stage.setPointerCapture(event.pointerId);
                moved = true;
                pointers.set(event.pointerId, now);
                if (pointers.size > 1) {
                  const [a, b] = [...pointers.values()], next = spread();
                  if (apart > 0 && next > 0) zoom(next / apart, (a[0] + b[0]) / 2, (a[1] + b[1]) / 2);
                  apart = next;
                } else {
                  x += now[0] - before[0];
                  y += now[1] - before[1];
                  draw();
                }
              });
              function lift(event) {
                const known = pointers.delete(event.pointerId);
                apart = spread();
                if (known && !moved && event.type === "pointerup") tell(cellAt(...place(event)));
              }
              stage.addEventListener("pointerup", lift);
              stage.addEventListener("pointercancel", lift);
              stage.addEventListener("pointerleave", (event) => { if (event.pointerType === "mouse" && !pointers.size) tell(null); });
              stage.addEventListener("dblclick", (event) => { if (!event.target.closest("button")) zoom(2, ...place(event)); });
              stage.addEventListener("wheel", (event) => {
                if (!stage.matches(":focus-within") && !event.ctrlKey && !event.metaKey) return;
                event.preventDefault();
                zoom(Math.exp(-event.deltaY * (event.deltaMode ? 20 : 1) / 400), ...place(event));
              }, { passive: false });
              stage.addEventListener("keydown", (event) => {
                const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
                const middle = [stage.clientWidth / 2, stage.clientHeight / 2];
                if (event.ctrlKey || event.metaKey || event.altKey) return;
                if (step && event.shiftKey) { x -= step[0] * 80; y -= step[1] * 80; draw(); }
                else if (step) go(step);
                else if (event.key === "+" || event.key === "=") zoom(1.5, ...middle);
                else if (event.key === "-") zoom(1 / 1.5, ...middle);
                else if (event.key === "0") all();
                else return;
                event.preventDefault();
              });
              function all() { scale = 1; x = 0; y = 0; draw(); }
              // To the next tile, which the map follows.
              function go(step) {
                const from = at || cellAt(stage.clientWidth / 2, stage.clientHeight / 2) || { column: 0, row: 0 };
                const next = at ? {
                  column: Math.min(columns - 1, Math.max(0, from.column + step[0])),
                  row: Math.min(rows - 1, Math.max(0, from.row + step[1])) } : from;
                const { width, height, base, left, top } = fit(), size = base * scale;
                const px = x + (left + next.column * base) * scale, py = y + (top + next.row * base) * scale;
                x += Math.max(0, -px) - Math.max(0, px + size - width);
                y += Math.max(0, -py) - Math.max(0, py + size - height);
                tell(next);
              }
              for (const button of view.querySelectorAll("[data-zoom]")) button.addEventListener("click", () => {
                if (+button.dataset.zoom) zoom(+button.dataset.zoom, stage.clientWidth / 2, stage.clientHeight / 2); else all();
              });
              for (const button of view.querySelectorAll("[data-layer]")) button.addEventListener("click", () => {
                const chosen = +button.dataset.layer;
                layers.forEach((layer, number) => { layer.hidden = number !== chosen; });
                view.querySelectorAll(".key").forEach((key, number) => { key.hidden = number !== chosen; });
                for (const other of view.querySelectorAll("[data-layer]")) other.setAttribute("aria-pressed", other === button);
              });
              const opacity = view.querySelector(".opacity");
              if (opacity) opacity.addEventListener("input", () => {
                for (const image of view.querySelectorAll(".classes,.hatch")) image.style.opacity = opacity.value / 100;
              });
              if (swipe) swipe.addEventListener("input", draw);
              new ResizeObserver(draw).observe(stage);
              draw();
            }
            //]]></script>
            """)
}
