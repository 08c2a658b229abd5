"""The pages that commands write, in a real browser, from the disk: no server, no network.

usage: pages.py CHROMIUM FOLDER PICTURES

FOLDER has map.html (of `map --report`), change/report.html and evaluation/report.html.
"""
import sys

from playwright.sync_api import expect, sync_playwright

CHROMIUM, FOLDER, PICTURES = sys.argv[1:]
expect.set_options(timeout=10_000)


def tell(text):
    print(f"  {text}", file=sys.stderr)


def opened(browser, name, width=1280, height=900, **options):
    context = browser.new_context(viewport={"width": width, "height": height}, offline=True, **options)
    page = context.new_page()
    page.faults = []
    page.on("pageerror", lambda error: page.faults.append(f"{error}"))
    page.on("console", lambda line: page.faults.append(line.text) if line.type == "error" else None)
    page.on("request", lambda each: page.faults.append(each.url) if not each.url.startswith(("file:", "data:", "blob:")) else None)
    page.goto(f"file://{FOLDER}/{name}")
    page.wait_for_timeout(300)
    return page


def closed(page):
    assert not page.faults, page.faults
    page.context.close()


def seen(element):
    """Where an element stands once it has been brought into the window."""
    element.evaluate("element => element.scrollIntoView({ block: 'center' })")
    return element.bounding_box()


def scale(page):
    return page.evaluate("new DOMMatrix(getComputedStyle(document.querySelector('.plate')).transform).a")


def a_map(browser):
    page = opened(browser, "map.html")
    stage, readout = page.locator(".stage"), page.locator(".readout")
    box = seen(stage)
    page.mouse.move(box["x"] + 0.6 * box["width"], box["y"] + 0.5 * box["height"])
    expect(readout).to_contain_text("% probable")
    expect(readout).to_contain_text("r0")
    tell(f"under the mouse: {readout.inner_text()}")
    before = page.evaluate("scrollY")
    page.mouse.wheel(0, 300)
    page.wait_for_timeout(200)
    assert page.evaluate("scrollY") > before and scale(page) == 1, "the page scrolls over a map that nobody has chosen"
    box = seen(stage)
    page.mouse.click(box["x"] + 0.6 * box["width"], box["y"] + 0.5 * box["height"])
    page.mouse.wheel(0, -600)
    page.wait_for_timeout(200)
    near, bar = scale(page), page.locator(".scale span").inner_text()
    assert near > 2, near
    matrix = page.evaluate("getComputedStyle(document.querySelector('.plate')).transform")
    page.mouse.down()
    page.mouse.move(box["x"] + 0.6 * box["width"] + 70, box["y"] + 0.5 * box["height"] + 40, steps=4)
    page.mouse.up()
    assert page.evaluate("getComputedStyle(document.querySelector('.plate')).transform") != matrix, "it was not moved"
    page.screenshot(path=f"{PICTURES}/page-map-near.png")
    page.keyboard.press("0")
    assert scale(page) == 1
    expect(page.locator(".scale span")).not_to_have_text(bar)
    page.mouse.move(2, 2)
    page.keyboard.press("ArrowRight")
    first = readout.inner_text()
    page.keyboard.press("ArrowRight")
    expect(readout).not_to_have_text(first)
    opaque = "getComputedStyle(document.querySelector('.classes')).opacity"
    page.locator(".opacity").fill("10")
    assert page.evaluate(opaque) == "0.1", page.evaluate(opaque)
    page.locator(".opacity").fill("55")
    expect(page.locator(".north")).to_be_visible()
    expect(page.locator(".headline")).to_contain_text("Right on held-out tiles")
    page.screenshot(path=f"{PICTURES}/page-map.png", full_page=True)
    closed(page)
    tell("the map's page: pointed at, zoomed, moved, by mouse and keys")


def a_change(browser):
    page = opened(browser, "change/report.html")
    clip = "document.querySelectorAll('.ground')[1].style.clipPath"
    before = page.evaluate(clip)
    page.locator(".swipe").fill("20")
    assert page.evaluate(clip) != before, before
    page.locator(".choice button").nth(2).click()
    expect(page.locator(".layer .classes").nth(2)).to_be_visible()
    expect(page.locator(".layer .classes").first).to_be_hidden()
    box = seen(page.locator(".stage"))
    page.mouse.move(box["x"] + 0.5 * box["width"], box["y"] + 0.4 * box["height"])
    expect(page.locator(".readout")).to_contain_text("% likely to be newly")
    expect(page.locator(".readout")).to_contain_text("Before: ")
    page.screenshot(path=f"{PICTURES}/page-change.png")
    closed(page)
    tell("the page of a change: swiped, its maps chosen")


def a_phone(browser):
    for name in ["map.html", "change/report.html", "evaluation/report.html"]:
        page = opened(browser, name, 390, 844, has_touch=True, is_mobile=True)
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= 390, f"{name} is {width} pixels wide"
        wide = page.locator(".scrolls.wide").first
        expect(wide.locator(".more")).to_be_visible()
        wide.locator(".scroll").evaluate("box => { box.scrollLeft = 1e6; }")
        expect(wide).not_to_have_class("scrolls wide after")
        if page.locator(".stage").count():
            box = seen(page.locator(".stage"))
            page.touchscreen.tap(box["x"] + 0.5 * box["width"], box["y"] + 0.6 * box["height"])
            expect(page.locator(".readout")).to_contain_text("r0")
            pinch(page, box)
            assert scale(page) > 1.5, scale(page)
        page.screenshot(path=f"{PICTURES}/page-phone-{name.split('/')[0].split('.')[0]}.png", full_page=True)
        closed(page)
    tell("390 pixels: tapped, pinched, tables say that they go on")


def pinch(page, box):
    """Two fingers from the middle apart, as the browser's own protocol has them."""
    session = page.context.new_cdp_session(page)
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    def touch(kind, apart):
        points = [] if apart is None else [{"x": x - apart, "y": y, "id": 1}, {"x": x + apart, "y": y, "id": 2}]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", 20)
    for apart in range(25, 90, 8):
        touch("touchMove", apart)
    touch("touchEnd", None)


def main():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        a_map(browser)
        a_change(browser)
        a_phone(browser)
        browser.close()


main()
