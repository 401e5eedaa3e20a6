from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.load.output import say
from tests.load.stage import Stage


def addresses(built: Stage) -> dict[str, str]:
    """The pages that are measured, by what they are called here."""
    page, long = built.page.get_absolute_url(), built.long.get_absolute_url()
    return {
        "home": "/",
        "latest": "/latest/",
        "board": built.board.get_absolute_url(),
        "topic": page,
        "long topic, first page": long,
        "long topic, middle page": f"{long}?page={built.long.last_number // 40}",
        "long topic, last page": f"{long}?page={built.long.last_number // 20}",
        "permalink": f"/p/{built.page.posts.first().pk}/",
        "followers": f"{built.followed.get_absolute_url()}followers/",
        "member": f"/u/{built.posters[0].username}/",
        "following": "/following/",
        "notifications": "/notifications/",
    }


def measure(built: Stage) -> None:
    say("\nQueries of a page                 visitor   member    staff")
    browsers = [_browser(member) for member in (None, built.member, built.posters[1])]
    for name, address in addresses(built).items():
        counts = [_queries(browser, address) for browser in browsers]
        say(f"  {name:<28}" + "".join(f"{count:>9}" for count in counts))


def _browser(member=None) -> Client:
    client = Client(headers={"host": "127.0.0.1"})
    if member:
        client.force_login(member, backend="accounts.backends.MemberBackend")
    return client


def _queries(browser: Client, address: str) -> int:
    browser.get(address)
    with CaptureQueriesContext(connection) as seen:
        answer = browser.get(address)
    assert answer.status_code in (200, 302), f"{address}: {answer.status_code}"
    return len(seen)
