"""The story of the workbench, told to a real browser.

usage: story.py AERIAL CHROMIUM FOLDER PICTURES

Each chapter is a function; what does not hold ends the program. FOLDER is a project with imagery of two dates, a dataset, a
model, predictions, a change and a sample.
"""
import csv
import glob
import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request

from playwright.sync_api import expect, sync_playwright

AERIAL, CHROMIUM, FOLDER, PICTURES = sys.argv[1:]
expect.set_options(timeout=15_000)


class Server:
    """One that can be killed and started again at the same address."""

    def __init__(self):
        self.port = 0
        self.start()

    def start(self):
        self.process = subprocess.Popen(
            [AERIAL, "serve", FOLDER, "--port", str(self.port), "--quiet"], stdout=subprocess.PIPE, text=True)
        self.address = self.process.stdout.readline().strip()
        assert self.address.startswith("http://127.0.0.1:"), f"it said {self.address!r}"
        self.port = int(self.address.rstrip("/").rsplit(":", 1)[1])

    def end(self, number):
        self.process.send_signal(number)
        return self.process.wait(timeout=20)


def tell(text):
    print(f"  {text}", file=sys.stderr)


def picture(page, name):
    page.screenshot(path=f"{PICTURES}/{name}.png")


def until(page, expression, seconds=20):
    """Waits for an expression to hold. Playwright's own way would need what the page's policy forbids."""
    end = time.monotonic() + seconds
    while not page.evaluate(expression):
        assert time.monotonic() < end, f"in vain for {seconds} s: {expression}"
        page.wait_for_timeout(100)


def opened(browser, server, width=1280, height=800):
    page = browser.new_page(viewport={"width": width, "height": height})
    page.faults = []
    page.on("pageerror", lambda error: page.faults.append(f"{error}"))
    page.on("console", lambda line: page.faults.append(line.text) if line.type == "error" else None)
    page.goto(server.address)
    page.wait_for_selector("body[data-ready=map]")
    until(page, "document.querySelectorAll('.leaflet-tile-loaded').length > 4")
    return page


def view(page, name):
    page.click(f"nav button[data-view={name}]")
    page.wait_for_selector(f"body[data-ready={name}]")


def marks():
    with open(f"{FOLDER}/change/marks.csv", newline="") as file:
        return {row["id"]: row["mark"] for row in csv.DictReader(file) if row["mark"]}


def predictions(page):
    """What the service says of the county's predictions; those of the evaluation lie deeper."""
    with urllib.request.urlopen(f"{page.url}api/project") as answer:
        items = [item for item in json.load(answer)["items"] if item["kind"] == "predictions"]
    table = min(items, key=lambda item: item["name"].count("/"))["id"]
    with urllib.request.urlopen(f"{page.url}api/predictions/{table}") as answer:
        return json.load(answer)


def the_map(page):
    counts = page.locator("#legend .count")
    expect(counts.first).not_to_be_empty()
    whole = sum(int(text.replace(",", "")) for text in counts.all_inner_texts())
    tiles = predictions(page)["tiles"]
    assert whole == tiles, f"{whole} of {tiles} tiles in view of the whole county"
    page.focus("#map")
    for _ in range(3):
        page.keyboard.press("+")
        page.wait_for_timeout(400)
    until(
        page, f"[...document.querySelectorAll('#legend .count')].reduce((a, b) => a + Number(b.textContent), 0) < {whole}")
    near = sum(int(text) for text in counts.all_inner_texts())
    tell(f"the legend counted {whole} tiles, and {near} from nearer")
    for _ in range(3):
        page.keyboard.press("-")
        page.wait_for_timeout(400)


def the_swipe(page):
    clip = "document.querySelector('.leaflet-second-pane').style.clip"
    before = page.evaluate(clip)
    page.locator("#swipe input").fill("20")
    after = page.evaluate(clip)
    assert before != after and "rect" in after, (before, after)
    page.locator("#swipe input").fill("50")
    tell("the second date follows the slider")


def a_tile(page):
    box = page.locator("#map").bounding_box()
    page.mouse.click(box["x"] + box["width"] * 0.5, box["y"] + box["height"] * 0.4)
    tile = page.locator("#tile")
    expect(tile).to_contain_text("confidence")
    expect(tile.locator("figure")).to_have_count(2)
    expect(tile.locator("meter")).to_have_count(6)
    until(page, "[...document.querySelectorAll('#tile img')].every((image) => image.naturalWidth > 100)")
    tell(f"a tile: {tile.locator('h2').inner_text()}, {tile.locator('.note').first.inner_text()}")
    picture(page, "map")


def the_evidence(page):
    expect(page.locator("#landcover li").first).to_contain_text("%")
    expect(page.locator("#evidence .why canvas")).to_be_visible()
    drawn = "document.querySelector('.why canvas').getContext('2d').getImageData(0, 0, 7, 7).data.some((byte) => byte > 0)"
    assert page.evaluate(drawn), "no cell speaks for the class"
    expect(page.locator("#evidence")).to_contain_text("imagery_before.tif")
    tiles = page.locator("#nearest li")
    expect(tiles).to_have_count(6, timeout=90_000)
    page.locator("#nearest").scroll_into_view_if_needed()
    until(page, "[...document.querySelectorAll('#nearest img')].every((image) => image.naturalWidth > 100)")
    page.locator("#evidence h3").nth(1).scroll_into_view_if_needed()
    picture(page, "evidence")
    tell(f"why: {page.locator('#landcover li').first.inner_text()}; nearest: {tiles.first.inner_text()}")


def a_filter(page):
    loaded = []
    page.on("request", lambda request: loaded.append(request.url) if "only=" in request.url else None)
    page.locator("#legend input").first.uncheck()
    page.wait_for_timeout(500)
    assert loaded, "no tile was asked for without the class"
    page.locator("#legend input").first.check()


def a_file_that_changes(page):
    """What is drawn is what lies in the folder: a table that changed is drawn anew, one that is gone is not drawn."""
    path, away = f"{FOLDER}/predictions.gpkg", f"{FOLDER}/predictions.away"
    drawn = "document.querySelectorAll('.leaflet-values-pane img').length"
    until(page, f"{drawn} > 0")
    loaded = []
    page.on("request", lambda request: loaded.append(request.url) if "/tiles/predictions-gpkg" in request.url else None)
    os.utime(path)

    def look_again():
        # A look at the folders counts for three seconds.
        page.wait_for_timeout(3500)
        view(page, "runs")
        view(page, "map")

    look_again()
    page.wait_for_timeout(500)
    assert loaded, "the older table is still drawn"
    os.rename(path, away)
    look_again()
    until(page, f"{drawn} === 0")
    os.rename(away, path)
    look_again()
    assert not page.faults, page.faults
    page.close()
    tell("a table that changed is drawn anew, and one that is gone is not drawn")


def one_word_a_key(page):
    """A key that is held down judges one candidate; `u` takes nothing back where nothing was said."""
    fourth = page.locator(".list button", has_text="4. ").first
    fourth.click()
    page.keyboard.press("u")
    expect(page.locator("#status")).to_contain_text("Nothing was said of")
    for _ in range(6):
        page.keyboard.down("a")
        page.wait_for_timeout(300)
    page.keyboard.up("a")
    expect(page.locator("#progress")).to_contain_text("4 of")
    fourth.click()
    page.keyboard.press("u")
    expect(page.locator("#progress")).to_contain_text("3 of")
    tell("a key that is held down says one word")


def three_candidates(page):
    view(page, "change")
    expect(page.locator("#progress")).to_contain_text("0 of")
    ids = page.locator("#panel .note").first
    expect(ids).to_be_visible()
    for count, key in enumerate("aar", 1):
        page.keyboard.press(key)
        expect(page.locator("#progress")).to_contain_text(f"{count} of")
    page.keyboard.press("ArrowLeft")
    said = marks()
    assert sorted(said.values()) == ["accept", "accept", "reject"], said
    picture(page, "change")
    tell(f"three candidates by keys: {said}")
    return said


def death_and_return(page, server, said):
    server.end(signal.SIGKILL)
    server.start()
    assert marks() == said
    page.reload()
    page.wait_for_selector("body[data-ready=map]")
    view(page, "change")
    expect(page.locator("#progress")).to_contain_text("3 of")
    tell("killed, started again: the marks are there")


def a_sample(page):
    view(page, "sample")
    expect(page.locator("#estimate")).to_contain_text("No estimate yet")
    names = page.locator("#panel .row").first.locator("button")
    expect(page.locator("#panel")).to_contain_text("shown once the tile has a label")
    # What a person would see is what the county is: here the map's own class, which the table names.
    with open(f"{FOLDER}/sample/sample.csv", newline="") as file:
        truth = {row["id"]: row["map"] for row in csv.DictReader(file)}
    keys = {name.split(" ")[0]: str(index + 1) for index, name in enumerate(names.all_inner_texts())}
    for count in range(1, len(truth) + 1):
        current = page.locator(".list button[aria-current=true]")
        tile = current.inner_text().split()[0]
        page.keyboard.press(keys[truth[tile]])
        expect(page.locator("#progress")).to_contain_text(f"{count} of")
        # The count may come from another window's news, before this one has gone on to the next tile.
        if count < len(truth):
            expect(current).not_to_contain_text(tile)
    expect(page.locator("#estimate")).to_contain_text("The map is right on 100.0")
    picture(page, "sample")
    estimate = subprocess.run(
        [AERIAL, "area", "estimate", "--sample", f"{FOLDER}/sample/sample.csv", "--strata", f"{FOLDER}/sample/strata.csv",
         "--runs", "none", "--quiet"], capture_output=True, text=True)
    assert estimate.returncode == 0, estimate.stderr
    tell(f"{len(truth)} tiles labelled by keys; 'area estimate' reads them")


def rows(name):
    with open(f"{FOLDER}/{name}", newline="") as file:
        return list(csv.DictReader(file))


def a_review(browser, server, page):
    view(page, "review")
    expect(page.locator("#progress")).to_contain_text("0 of 5 judged")
    until(page, "document.querySelector('#panel img.picture')?.naturalWidth > 100")
    for count, key in enumerate("akd3", 1):
        page.keyboard.press(key)
        expect(page.locator("#progress")).to_contain_text(f"{count} of 5")
    page.keyboard.press("u")
    page.keyboard.press("ArrowUp")
    picture(page, "review")
    said = [row["mark"] for row in rows("review/corrections.csv")]
    assert said[:3] == ["accept", "keep", "drop"], said
    server.end(signal.SIGKILL)
    server.start()
    assert [row["mark"] for row in rows("review/corrections.csv")] == said
    page.reload()
    page.wait_for_selector("body[data-ready=map]")
    page.faults.clear()
    view(page, "review")
    expect(page.locator("#progress")).to_contain_text(f"{len([word for word in said if word])} of 5")
    trained = subprocess.run(
        [AERIAL, "transfer", f"{FOLDER}/dataset", "--corrections", f"{FOLDER}/review/corrections.csv", "--out", f"{FOLDER}/corrected",
         "--runs", "none", "--json"], capture_output=True, text=True)
    assert trained.returncode == 0, trained.stderr
    assert "1 relabelled" in trained.stderr or "relabelled" in open(f"{FOLDER}/corrected/model.json").read(), trained.stderr
    tell(f"labels of a review judged by keys: {said}; killed, started again, and 'transfer --corrections' reads them")


def suggestions(browser, server, page):
    view(page, "review")
    page.locator("#panel select").first.select_option(index=1)
    expect(page.locator("#progress")).to_contain_text("0 of 5 labelled")
    other = opened(browser, server)
    view(other, "review")
    other.locator("#panel select").first.select_option(index=1)
    expect(other.locator("#progress")).to_contain_text("0 of 5 labelled")
    for count, key in enumerate("312", 1):
        page.keyboard.press(key)
        expect(page.locator("#progress")).to_contain_text(f"{count} of 5")
    expect(other.locator("#progress")).to_contain_text("3 of 5", timeout=6000)
    other.close()
    picture(page, "suggestions")
    labelled = [row for row in rows("suggestions/suggestions.csv") if row["class"]]
    with open(f"{FOLDER}/suggestions/labels.geojson") as file:
        polygons = json.load(file)["features"]
    assert len(labelled) == len(polygons) == 3, (labelled, polygons)
    return_and_find(page, server, "review", lambda: [row["class"] for row in rows("suggestions/suggestions.csv")])
    page.locator("#panel select").first.select_option(index=1)
    expect(page.locator("#progress")).to_contain_text("3 of 5")
    tell("suggested tiles labelled by keys, seen in another window; killed, started again: they are there")


def return_and_find(page, server, name, said):
    """What was said before a kill is said after it, in the file and on the page."""
    before = said()
    server.end(signal.SIGKILL)
    assert said() == before
    server.start()
    page.reload()
    page.wait_for_selector("body[data-ready=map]")
    # While the server was away the page asked in vain.
    page.faults.clear()
    view(page, name)
    assert said() == before


def outlines():
    with open(f"{FOLDER}/drawn-labels.geojson") as file:
        return {each["properties"]["id"]: each["geometry"]["coordinates"][0] for each in json.load(file)["features"]}


def corners_moved(page, server):
    """A drawn square's corners and edges are dragged and moved by keys."""
    page.locator("#polygons button", has_text="4 corners").first.click()
    handles = page.locator(".corner:not(.edge)")
    expect(handles).to_have_count(4)
    expect(page.locator(".corner.edge")).to_have_count(4)

    sent = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "PUT" and "/api/labels/" in request.url else None)

    def changed(act, corners):
        before = outlines()
        sent.clear()
        page.evaluate("document.getElementById('status').textContent = ''")
        act()
        expect(page.locator("#status")).to_contain_text("outline saved")
        expect(page.locator("#polygons")).to_contain_text(f"{corners} corners")
        end = time.monotonic() + 10
        while (after := outlines()) == before:
            assert time.monotonic() < end, "the outline stayed"
            page.wait_for_timeout(100)
        moved = [name for name in after if after[name] != before.get(name)]
        assert len(moved) == 1 and len(after[moved[0]]) == corners + 1, moved
        page.wait_for_timeout(300)
        assert len(sent) == 1, sent
        return before[moved[0]], after[moved[0]]

    def drag(handle, x, y):
        expect(handle).to_be_visible()
        box = handle.bounding_box()
        middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        page.mouse.move(*middle)
        page.mouse.down()
        # Leaflet's handles follow from the first move on, which is a few pixels of a hand's.
        page.mouse.move(middle[0] + 4, middle[1])
        page.mouse.move(middle[0] + x + 4, middle[1] + y)
        # The map follows with the next frame.
        page.wait_for_timeout(100)
        page.mouse.up()

    before, after = changed(lambda: drag(handles.nth(0), -30, -20), 4)
    assert after[0][0] < before[0][0] and after[0][1] > before[0][1] and after[1:4] == before[1:4], (before, after)
    before, after = changed(lambda: drag(page.locator(".corner.edge").nth(1), 40, 0), 5)
    assert [point for point in after if point not in before] == [after[2]], (before, after)
    picture(page, "corners")
    handles.nth(0).focus()
    before, after = changed(lambda: page.keyboard.press("Shift+ArrowRight"), 5)
    assert after[0][0] > before[0][0] and abs(after[0][1] - before[0][1]) < 1e-5, (before, after)
    focused = "document.activeElement.getAttribute('aria-label')"
    assert page.evaluate(focused).startswith("Corner 1 of 5"), page.evaluate(focused)
    handles.nth(2).focus()
    before, after = changed(lambda: page.keyboard.press("Delete"), 4)
    assert before[2] not in after, (before, after)
    # A corner across the opposite side: refused, said once, and the corner goes back.
    before, place = outlines(), handles.nth(0).bounding_box()
    right, low = handles.nth(1).bounding_box(), handles.nth(2).bounding_box()
    sent.clear()
    drag(handles.nth(0), right["x"] + 40 - place["x"], (right["y"] + low["y"]) / 2 + 8 - place["y"])
    expect(page.locator("#status")).to_contain_text("crosses itself")
    until(page, "document.querySelectorAll('.corner:not(.edge)').length == 4")
    page.wait_for_timeout(300)
    assert len(sent) == 1 and outlines() == before and handles.nth(0).bounding_box() == place, (sent, place)
    page.faults[:] = [each for each in page.faults if "400" not in each]
    return_and_find(page, server, "labels", outlines)
    expect(page.locator("#polygons li")).to_have_count(len(before))
    tell("corners and edges dragged and moved by keys; killed, started again: the polygons are there")


def polygons(page):
    view(page, "labels")
    page.fill("#class", "Forest")
    page.locator("h1").click()
    page.focus("#map")
    box = page.locator("#map").bounding_box()
    page.keyboard.press("n")
    for x, y in [(0.3, 0.3), (0.6, 0.3), (0.6, 0.6), (0.3, 0.6)]:
        page.mouse.click(box["x"] + box["width"] * x, box["y"] + box["height"] * y)
        page.wait_for_timeout(350)
    page.keyboard.press("Enter")
    expect(page.locator("#polygons li")).to_have_count(1)
    expect(page.locator("#polygons")).to_contain_text("4 corners")
    # Across itself: refused, and said.
    page.keyboard.press("n")
    for x, y in [(0.3, 0.3), (0.6, 0.6), (0.6, 0.3), (0.3, 0.6)]:
        page.mouse.click(box["x"] + box["width"] * x, box["y"] + box["height"] * y)
        page.wait_for_timeout(350)
    page.keyboard.press("Enter")
    expect(page.locator("#status")).to_contain_text("crosses itself")
    # Over the date line: refused; turned corner by corner it went around the Earth the other way.
    page.evaluate("import('/assets/map.js').then(({ map }) => map.setView([-17, 180], 9, { animate: false }))")
    page.keyboard.press("n")
    for x, y in [(0.3, 0.3), (0.6, 0.3), (0.6, 0.6)]:
        page.mouse.click(box["x"] + box["width"] * x, box["y"] + box["height"] * y)
        page.wait_for_timeout(350)
    page.keyboard.press("Enter")
    expect(page.locator("#status")).to_contain_text("date line")
    page.faults[:] = [each for each in page.faults if "400" not in each]
    west, south, east, north = predictions(page)["bounds"]
    middle = (west + east) / 2

    def side(left, right, name):
        ring = [[left, south], [right, south], [right, north], [left, north], [left, south]]
        return {"type": "Feature", "properties": {"no": 1, "class": name}, "geometry": {"type": "MultiPolygon", "coordinates": [[ring]]}}

    with open(f"{FOLDER}/mine.geojson", "w") as file:
        json.dump({"type": "FeatureCollection", "features": [side(west, middle, "Forest"), side(middle, east, "<b>Built</b>")]}, file)
    page.set_input_files("#import", f"{FOLDER}/mine.geojson")
    page.click("#take")
    expect(page.locator("#polygons li")).to_have_count(3)
    expect(page.locator("#polygons")).to_contain_text("<b>Built</b>")
    page.locator("#polygons button", has_text="4 corners").first.click()
    picture(page, "labels")
    page.locator("#polygons button", has_text="<b>Built</b>").click()
    page.fill("#class", "Developed")
    page.locator("h1").click()
    page.keyboard.press("c")
    expect(page.locator("#polygons")).to_contain_text("Developed")
    prepared = subprocess.run(
        [AERIAL, "prepare", "--imagery", f"{FOLDER}/county/imagery_before.tif", "--labels", f"{FOLDER}/drawn-labels.geojson", "--class-field",
         "class", "--split", "random", "--out", f"{FOLDER}/drawn", "--runs", "none", "--json", "--quiet"], capture_output=True, text=True)
    assert prepared.returncode == 0, prepared.stderr
    kept = json.loads(prepared.stdout)["kept"]
    assert kept > 20, prepared.stdout
    tell(f"polygons drawn and imported; 'prepare --labels' makes {kept} tiles of them")


def a_training(page):
    view(page, "jobs")
    page.select_option("#command", "finetune")
    page.fill("#field-dataset", "dataset")
    page.fill("#field-out", "tuned")
    page.locator("form summary").click()
    page.select_option("#field-retrain", "last-only")
    page.fill("#field-epochs", "3")
    page.click("form button[type=submit]")
    expect(page.locator("#jobs figure.metric[data-metric=trainingLoss]").first).to_be_visible(timeout=180_000)
    expect(page.locator("#jobs details").first).to_contain_text("finetune: done", timeout=240_000)
    expect(page.locator("#jobs figure.metric polyline").first).to_have_attribute("points", re.compile(r"\S+ \S+"))
    page.locator("#jobs figure.metric").first.scroll_into_view_if_needed()
    picture(page, "finetune")
    page.fill("#field-out", "tuned-too")
    page.fill("#field-epochs", "200")
    page.click("form button[type=submit]")
    expect(page.locator("#jobs details").first).to_contain_text("epoch", timeout=120_000)
    page.locator("#jobs button", has_text="Cancel").click()
    expect(page.locator("#jobs details").first).to_contain_text("finetune: cancelled", timeout=60_000)
    tell("a network was fine-tuned with its curve, and another training was cancelled")


def two_windows(browser, server, page):
    other = opened(browser, server)
    view(page, "change")
    view(other, "change")
    expect(other.locator("#progress")).to_contain_text("3 of")
    other.keyboard.press("a")
    expect(other.locator("#progress")).to_contain_text("4 of")
    expect(page.locator("#progress")).to_contain_text("4 of", timeout=6000)
    assert not other.faults, other.faults
    other.close()
    tell("a mark of one window is seen in the other")


def a_job(page):
    view(page, "jobs")
    page.select_option("#command", "transfer")
    page.fill("#field-dataset", "dataset")
    page.fill("#field-out", "model-again")
    page.click("form button[type=submit]")
    expect(page.locator("#jobs details").first).to_contain_text("transfer: done", timeout=180_000)
    picture(page, "jobs")
    view(page, "runs")
    expect(page.locator("#runs")).to_contain_text("transfer")
    for word in ["--out=it's new", "two words", "$HOME `x` \\ \"y\"", "''"]:
        shown = page.evaluate("(word) => import('/assets/dom.js').then(({ shellWord }) => shellWord(word))", word)
        taken = subprocess.run(["sh", "-c", f"printf %s {shown}"], capture_output=True, text=True).stdout
        assert taken == word, (word, shown, taken)
    tell("a transfer was started from its form and ended")


def reports(page):
    view(page, "runs")
    boxes = page.locator("#runs input[type=checkbox]")
    assert boxes.count() >= 2, "the story records two runs"
    names = [boxes.nth(index).get_attribute("data-run") for index in range(2)]
    expect(page.locator("#compare")).to_be_disabled()
    for index in range(2):
        boxes.nth(index).check()
    page.click("#compare")
    beside = page.frame_locator("#comparison iframe")
    for name in names:
        expect(beside.locator("body")).to_contain_text(name)
    page.select_option("#metric", "accuracy")
    assert page.locator(".metric circle").count() >= 1
    picture(page, "runs")
    view(page, "reports")
    page.select_option("#report", index=0)
    expect(page.frame_locator("iframe.report").locator("h1")).not_to_be_empty()
    picture(page, "reports")
    # A report has scripts of its own, and reaches nothing of the service.
    frame = page.frames[-1]
    assert frame.evaluate("fetch('/api/project').then(() => 'reached', () => 'refused')") == "refused"
    page.faults[:] = [fault for fault in page.faults if "/api/project" not in fault and "Content Security Policy" not in fault]
    tell(f"runs {' and '.join(names)} beside each other, and a report within the page")


def a_picture(page):
    view(page, "models")
    path = sorted(glob.glob(f"{FOLDER}/dataset/test/Forest/*.png"))[0]
    page.set_input_files("#picture", path)
    expect(page.locator("#prediction meter")).to_have_count(6)
    tell(f"a model says of a picture of Forest: {page.locator('#prediction h3').inner_text()}")


def a_phone(browser, server):
    page = opened(browser, server, 390, 844)
    for name in ["map", "change", "sample", "review", "labels", "models", "jobs", "runs", "reports"]:
        view(page, name)
        page.wait_for_timeout(600)
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= 390, f"{name} is {width} pixels wide"
        picture(page, f"phone-{name}")
    view(page, "change")
    accept = page.locator("#panel button.accept").bounding_box()
    assert accept and accept["height"] >= 30, accept
    assert not page.faults, page.faults
    page.close()
    tell("390 pixels are enough")


def main():
    server = Server()
    try:
        story(server)
    finally:
        server.process.kill()


def story(server):
    began = time.monotonic()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = opened(browser, server)
        the_map(page)
        the_swipe(page)
        a_tile(page)
        the_evidence(page)
        a_filter(page)
        said = three_candidates(page)
        one_word_a_key(page)
        assert not page.faults, page.faults
        death_and_return(page, server, said)
        page.faults.clear()
        a_sample(page)
        two_windows(browser, server, page)
        a_review(browser, server, page)
        suggestions(browser, server, page)
        polygons(page)
        corners_moved(page, server)
        a_picture(page)
        a_job(page)
        a_file_that_changes(opened(browser, server))
        reports(page)
        a_training(page)
        assert not page.faults, page.faults
        a_phone(browser, server)
        browser.close()
    status = server.end(signal.SIGTERM)
    assert status == 0, f"SIGTERM: {status}"
    tell(f"ended cleanly; {time.monotonic() - began:.0f} s")


main()
