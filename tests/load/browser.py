"""What a topic's page feels like in Chromium on a slow phone: `python -m tests.load.browser`.

A processor four times slower, 150 ms to the forum and back, 1.6 Mbit/s, nothing in the browser's cache. LCP is when the
largest part of the page is drawn, CLS how much of it moves, INP how long an act keeps the page from being drawn anew.
"""

import sys
from dataclasses import dataclass, field
from statistics import median

from django.apps import apps
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

# The ground first: it names the settings under which the others are imported.
from tests.load import ground  # noqa: F401
from tests.load.output import say
from tests.load.serving import served
from tests.load.stage import fill_with_demo, members_named, topic_of
from tests.load.visiting import signed_in
from tests.plumbing.browser import FLAGS, path_of_chromium

User, Topic = apps.get_model("accounts", "User"), apps.get_model("topics", "Topic")

ROUNDS = 5
SLOWER = 4
LATENCY, BYTES_PER_SECOND = 150, 1_600_000 // 8
GOALS = {"LCP": "1,200 ms", "CLS": "0.02", "INP": "100 ms", "KB": "40", "requests": "8"}
POST = (
    "A reply that was written **on a phone**, with [a link](https://example.org/) and a list:\n\n- one\n- two"
)
# Nothing of it runs while the page is measured but what the browser itself tells.
WATCH = """
window.seen = {lcp: 0, cls: 0, inp: 0};
const watch = (type, see, more) => new PerformanceObserver((list) => list.getEntries().forEach(see))
  .observe({type, buffered: true, ...more});
watch("largest-contentful-paint", (entry) => { seen.lcp = entry.startTime; });
watch("layout-shift", (entry) => { if (!entry.hadRecentInput) seen.cls += entry.value; });
watch("event", (entry) => { if (entry.interactionId) seen.inp = Math.max(seen.inp, entry.duration); }, {durationThreshold: 16});
"""


@dataclass
class Feel:
    lcp: list[float] = field(default_factory=list)
    cls: list[float] = field(default_factory=list)
    sizes: list[float] = field(default_factory=list)
    requests: list[int] = field(default_factory=list)
    acts: dict[str, list[float]] = field(default_factory=dict)

    def note(self, name: str, milliseconds: float) -> None:
        self.acts.setdefault(name, []).append(milliseconds)


class Loads:
    """Bytes and requests of a page, as they come over the line."""

    def __init__(self, page: Page) -> None:
        self.size = self.count = 0
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.send(
            "Network.emulateNetworkConditions",
            {
                "offline": False,
                "latency": LATENCY,
                "downloadThroughput": BYTES_PER_SECOND,
                "uploadThroughput": BYTES_PER_SECOND,
            },
        )
        session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        session.on("Network.loadingFinished", self.note)

    def note(self, event: dict[str, float]) -> None:
        self.size += event["encodedDataLength"]
        self.count += 1


def main() -> None:
    path = path_of_chromium() or sys.exit("There is no Chromium on the PATH.")
    board = fill_with_demo()
    [author, member] = members_named("reader", 2, is_staff=True)
    topic = topic_of(board, author, "Twenty posts", 20)
    with served(), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        for name, who in (("visitor", None), ("member", member)):
            feel = Feel()
            for number in range(ROUNDS + 1):
                # The first round warms the forum up, not the browser.
                measure(browser, topic, who, feel if number else Feel())
            show(name, feel)


def measure(browser: Browser, topic: Topic, member: User | None, feel: Feel) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 800})
    if member:
        sign_in(context, member)
    page = context.new_page()
    page.add_init_script(WATCH)
    loads = Loads(page)
    page.goto(f"{settings.FORUM_URL}{topic.get_absolute_url()}", wait_until="networkidle")
    # What was drawn is told a moment after it was.
    page.wait_for_function("() => window.seen.lcp > 0")  # the policy forbids an expression
    seen = page.evaluate("window.seen")
    feel.lcp.append(seen["lcp"])
    feel.cls.append(seen["cls"])
    feel.sizes.append(loads.size / 1000)
    feel.requests.append(loads.count)
    feel.note("menu", inp(page, lambda: page.locator(".top-more summary").click()))
    page.keyboard.press("Escape")
    if member:
        act_as_member(page, feel)
    context.close()


def act_as_member(page: Page, feel: Feel) -> None:
    menu = page.locator(".topic-foot .follow summary").first
    feel.note("follow", inp(page, menu.click))
    page.keyboard.press("Escape")
    box = page.locator("#id_body")
    box.click()
    page.wait_for_selector("#reply-form[data-composed]")
    box.fill(POST)
    feel.note("preview", inp(page, page.locator("[data-preview]").click, until=".preview-content .preview"))
    # What follows the press is another page: what is measured is how soon this one has taken it.
    page.evaluate(
        "document.querySelector('#reply-form').addEventListener('submit', (event) => event.preventDefault())"
    )
    feel.note("post", inp(page, page.get_by_role("button", name="Post reply").last.click))


def inp(page: Page, act, until: str = "") -> float:
    page.evaluate("window.seen.inp = 0")
    act()
    if until:
        page.wait_for_selector(until)
    page.wait_for_timeout(400)
    return page.evaluate("window.seen.inp")


def sign_in(context: BrowserContext, member: User) -> None:
    context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": signed_in(member), "url": settings.FORUM_URL}]
    )


def show(name: str, feel: Feel) -> None:
    goals = ", ".join(f"{what} {goal}" for what, goal in GOALS.items())
    say(f"\nA topic of 20 posts, {name}, median of {ROUNDS} (goals: {goals})")
    say(f"  LCP       {median(feel.lcp):8.0f} ms   from {min(feel.lcp):.0f} to {max(feel.lcp):.0f}")
    say(f"  CLS       {median(feel.cls):8.3f}")
    say(f"  loads     {median(feel.sizes):8.1f} KB in {median(feel.requests):.0f} requests")
    for act, times in feel.acts.items():
        say(f"  INP       {median(times):8.0f} ms   {act}, from {min(times):.0f} to {max(times):.0f}")


if __name__ == "__main__":
    main()
