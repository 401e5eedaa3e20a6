"""Posts of real forums look as they did when they are rendered again."""

import pytest

from forum.importing.discourse.finding_archives import archive_in
from forum.importing.import_run import ImportRun
from forum.posts.models import Post
from forum.rerendering.rendering import Rerendering
from tests.importing.test_real_archives import SLICE, path  # noqa: F401

pytestmark = pytest.mark.django_db


def stored():
    return {row["id"]: row for row in Post.objects.values("id", "html", "text", "is_plain", "markup_version")}


def test_an_imported_forum_comes_out_of_rendering_again_as_it_went_in(path):  # noqa: F811
    run = ImportRun(archive_in(path), limit=SLICE)
    run.begin()
    run.run(lambda count: None)
    before = stored()
    Post.objects.update(markup_version=1)
    work = Rerendering()
    list(work.run())
    assert work.report.counts == {"same": len(before)}
    assert stored() == before
