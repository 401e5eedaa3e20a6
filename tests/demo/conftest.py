from datetime import date
from types import SimpleNamespace

import pytest

from forum import markup
from forum.demo import rendering
from forum.demo.content_files import read_community
from forum.demo.dates_and_ids import make_plan

TODAY = date(2026, 11, 23)


@pytest.fixture(scope="session")
def community():
    return read_community()


@pytest.fixture(scope="session")
def plan(community):
    return make_plan(community, TODAY, seed=1)


@pytest.fixture(scope="session", autouse=True)
def rendered_once():
    """Hundreds of posts are rendered by the first demo of the session; the later ones differ in a few quotes."""
    results = {}

    def render_many(jobs, options):
        jobs = list(jobs)
        fresh = [(source, source, members) for _key, source, members in jobs if source not in results]
        results.update(markup.render_many(fresh, options=options))
        return ((key, results[source]) for key, source, _members in jobs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rendering, "markup", SimpleNamespace(render_many=render_many, Refused=markup.Refused))
        yield
