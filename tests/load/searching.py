"""Whether searches find what is looked for; how long they take in a large forum is said by `large.py`."""

from tests.load.known_items import ARCHIVES, bring_in, folder, look_for
from tests.load.output import say

SEED = 11


def measure() -> None:
    say(
        "\nTopics of real forums, looked for by three words of their first post; found if among the first five"
    )
    for name, limit in ARCHIVES.items():
        path = folder() / name
        if not path.is_dir():
            say(f"  {name}: skipped, there is no {path}")
            continue
        findings = look_for(bring_in(path, limit), SEED)
        say(f"  {name:<24}{findings.asked:>6} asked   {findings.share:7.1%} found")
        for title, typed, place in findings.failures:
            say(f"      {typed!r}: {f'at place {place}' if place else 'not at all'}, {title}")
