"""`lc.show` in a notebook that nbconvert wrote, opened from a folder with the network cut."""

import pytest
from nbconvert import HTMLExporter
from nbformat.v4 import new_code_cell, new_notebook, new_output

import leap_core as lc
from tests.browser.player import enter
from tests.demo_fixture import CLIPS

FETCHED = ("jquery_url", "mathjax_url", "require_js_url")  # by what nbconvert itself writes
# An output as VS Code and Colab have them: HTML that is put into a frame of another origin.
APART = """<iframe sandbox="allow-scripts" style="width: 100%; height: 90vh" srcdoc="<div></div><script>
onmessage = ({ data }) => { document.querySelector('div').innerHTML = data; };
</script>"></iframe>"""


@pytest.fixture
def shown(demo_root):
    """What a cell ended with."""
    runs = [demo_root / "runs" / name for name in ("mmil_mm_pyr", "leap_mm_pyr")]
    return lc.show(*runs, CLIPS[2], demo_root)


@pytest.fixture
def notebook(look, shown, tmp_path, request):
    """The notebook's page, light unless told, and in it the frame that a cell ended with."""
    theme = getattr(request, "param", "light")
    data = {"text/html": shown._repr_html_(), "text/plain": repr(shown)}
    output = new_output("execute_result", data, execution_count=1)
    cells = [new_code_cell("lc.show(*runs, clip)", execution_count=1, outputs=[output])]
    exporter = HTMLExporter(theme=theme, **dict.fromkeys(FETCHED, ""))
    text, _ = exporter.from_notebook_node(new_notebook(cells=cells))
    path = tmp_path / "notebook.html"
    path.write_text(text, encoding="utf-8")
    page = look(path.as_uri()).page
    page.goto(path.as_uri())
    frame = page.frame_locator("iframe")
    frame.locator(f'.lens[data-ready="{CLIPS[2]}"]').wait_for()
    return page, frame


def until_it_fits(page, frame):
    """Wait until the frame is as high as its content; that height, in pixels."""
    for _ in range(100):
        content = frame.locator(":root").evaluate("page => [page.offsetHeight, page.scrollHeight]")
        height = frame.owner.evaluate("frame => frame.clientHeight")
        if {height} == {*content}:
            return height
        page.wait_for_timeout(50)
    pytest.fail(f"the frame is {height} pixels high, its content {content}")


def until_it_plays(page, frame):
    """Press play, and wait for the video to go on."""
    frame.locator(".play").click()
    for _ in range(100):
        if frame.locator("video").evaluate("video => video.currentTime") > 0.3:
            return
        page.wait_for_timeout(50)
    pytest.fail("the video does not play")


def test_the_screen_works_with_the_network_cut(notebook):
    page, frame = notebook
    page.context.set_offline(True)
    try:
        assert frame.locator(".lane").count() > 5
        before = frame.locator(".scores").inner_text()
        box = frame.get_by_label("Threshold, as a number")
        enter(box, "0.9")
        frame.get_by_text("threshold 0.90").wait_for()
        assert frame.locator(".scores").inner_text() != before
        until_it_plays(page, frame)
    finally:
        page.context.set_offline(False)
    assert frame.locator(":root").evaluate("() => location.href") == "about:srcdoc"  # or Firefox reloads none
    assert page.url.endswith("notebook.html")


def test_the_frame_is_as_high_as_what_it_shows(notebook):
    page, frame = notebook
    height = until_it_fits(page, frame)
    frame.locator(".fold", has_text="Audio maps").click()
    frame.locator(".fold", has_text="Visual maps").click()
    page.wait_for_timeout(100)
    assert until_it_fits(page, frame) < height - 100
    page.set_viewport_size({"width": 700, "height": 600})
    until_it_fits(page, frame)
    heights = "picture => [picture.clientHeight, picture.querySelector('video').clientHeight]"
    picture, video = frame.locator(".picture").evaluate(heights)
    assert video == picture < 400  # drawn smaller, not cut


def test_neither_reads_the_other_and_no_link_to_it_is_offered(notebook):
    page, frame = notebook
    assert page.locator("iframe").evaluate("frame => frame.contentDocument") is None
    reads = "() => { try { return parent.document.title; } catch (error) { return error.name; } }"
    assert frame.locator(":root").evaluate(reads) == "SecurityError"
    assert frame.get_by_role("button", name="Copy link").count() == 0


@pytest.mark.parametrize("notebook", ["light", "dark"], indirect=True)
def test_the_frame_is_as_dark_as_the_notebook(notebook, request):
    page, frame = notebook
    page.emulate_media(color_scheme="null")  # which frames would follow too
    page.reload()
    wanted = request.node.callspec.params["notebook"]
    frame.locator(f'.lens[data-theme="{wanted}"]').wait_for()
    page.wait_for_timeout(200)
    assert frame.locator(".lens").get_attribute("data-theme") == wanted


def test_an_output_in_a_frame_of_another_origin_works_and_fits(look, shown, tmp_path):
    path = tmp_path / "host.html"
    path.write_text(APART, encoding="utf-8")
    page = look(path.as_uri()).page
    page.goto(path.as_uri())
    page.locator("iframe").evaluate(
        "(frame, html) => frame.contentWindow.postMessage(html, '*')", shown._repr_html_()
    )
    frame = page.frame_locator("iframe").frame_locator("iframe")
    frame.locator(f'.lens[data-ready="{CLIPS[2]}"]').wait_for()
    until_it_fits(page, frame)
    until_it_plays(page, frame)
