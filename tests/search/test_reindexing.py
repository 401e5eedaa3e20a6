"""What was there before the index, or was indexed otherwise, is indexed by the command and by the worker."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command
from django.core.management.base import CommandError

from forum.checks.invariants import check_invariants
from forum.checks.repairing import repair
from forum.jobs.models import Job
from forum.jobs.running import run_due, run_minutely
from forum.posts.models import Post
from forum.posts.post_text import render_text
from forum.posts.revising import revise
from forum.rerendering.rendering import Rerendering
from forum.search import job, reindexing
from forum.search.engines import engine
from forum.search.job import JOB
from forum.search.models import SearchDocument, SearchIndex
from forum.search.query import parse
from forum.site.models import SiteSettings

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


@pytest.fixture
def talk(topic, long_topic, ada, board, start):
    long_topic(12)
    start(ada, board, "Running", "He runs, they ran.")


def found(text):
    reader, language = AnonymousUser(), SiteSettings.current().search_language
    return engine().match(parse(text, {}, reader, language=language), reader, "date", slice(0, 50)).count


def forget(posts=None):
    """As it is after an upgrade from a version without a search."""
    posts = SearchDocument.objects.all() if posts is None else SearchDocument.objects.filter(pk__in=posts)
    engine().delete(list(posts.values_list("pk", flat=True)))
    posts.delete()


def run_all():
    while run_due():
        pass


def faults():
    return {fault.code: fault.examples for verdict in check_invariants() for fault in verdict.faults}


def test_a_forum_from_before_the_search_is_indexed_by_the_worker(talk, monkeypatch):
    monkeypatch.setattr(reindexing, "BATCH", 3)
    monkeypatch.setattr(job, "SLICE", 2)
    run_all()
    forget()
    assert found("run") == 0
    assert not reindexing.is_whole()
    run_minutely()
    run_all()
    assert found("run") == 1
    assert reindexing.is_whole()
    assert SearchDocument.objects.count() == Post.objects.count() == 14
    assert Job.objects.filter(name=JOB).count() == 3
    run_minutely()
    assert Job.objects.filter(name=JOB).count() == 3


def test_a_new_forum_needs_no_indexing(talk):
    run_minutely()
    assert reindexing.is_whole()
    assert not Job.objects.filter(name=JOB).exists()


def test_another_language_is_indexed_by_the_worker(talk):
    run_minutely()
    assert found("running") == 1
    SiteSettings.current().change(search_language="simple")
    assert not reindexing.is_whole()
    run_minutely()
    run_all()
    assert reindexing.is_whole()
    assert found("runs") == 1
    assert set(SearchDocument.objects.values_list("language", flat=True)) == {"simple"}


def test_a_slice_that_is_done_twice_is_followed_once(talk, monkeypatch):
    monkeypatch.setattr(reindexing, "BATCH", 3)
    monkeypatch.setattr(job, "SLICE", 1)
    forget()
    run_minutely()
    first = Job.objects.get(name=JOB)
    Job.objects.filter(pk=first.pk).update(state=Job.State.DONE)
    job.reindex_slice(**first.payload)
    SearchIndex.objects.update(renewed_to=0)  # as if it had been killed before it had noted how far it came
    job.reindex_slice(**first.payload)
    assert Job.objects.filter(name=JOB).count() == 2


def test_the_command_goes_on_where_it_was_stopped(talk, monkeypatch, capsys):
    monkeypatch.setattr(reindexing, "BATCH", 5)
    forget()
    posts = list(Post.objects.order_by("pk"))

    def stopped(some, language, index=reindexing.index_again):
        if posts[6] in some:
            raise KeyboardInterrupt
        index(some, language)

    with monkeypatch.context() as patch:
        patch.setattr(reindexing, "index_again", stopped)
        with pytest.raises(CommandError, match="Run it again to continue"):
            call_command("reindex")
    assert SearchDocument.objects.count() == 5
    call_command("reindex")
    assert "9 posts indexed." in capsys.readouterr().out
    assert found("run") == 1
    assert reindexing.is_whole()
    call_command("reindex")
    assert "14 posts indexed." in capsys.readouterr().out


def test_a_post_that_is_edited_meanwhile_is_found_by_its_last_words(talk, ada, monkeypatch):
    post = Post.objects.get(text="He runs, they ran.")

    def edited_meanwhile(posts, language, made=reindexing.documents_of):
        documents = made(posts, language)
        monkeypatch.undo()
        revise(ada, post, render_text("She swims."), base=1)
        return documents

    monkeypatch.setattr(reindexing, "documents_of", edited_meanwhile)
    call_command("reindex", verbosity=0)
    assert (found("swim"), found("they")) == (1, 0)


def test_the_check_names_what_the_index_lacks_and_repairs_it(talk):
    run_all()
    run_minutely()
    assert faults() == {}
    [first, second, third, *_, fourth] = Post.objects.order_by("pk").values_list("pk", flat=True)
    forget([first])
    engine().delete([second])
    SearchDocument.objects.filter(pk=third).update(is_first=True)
    Post.objects.filter(pk=fourth).update(text="Written past the writers.")
    assert faults() == {
        "search.document": (first,),
        "search.wrong_document": (third,),
        "search.words": (second,),
        "search.other_words": (fourth,),
    }
    assert list(repair()) == ["search index: 4 posts"]
    assert faults() == {}
    assert list(repair()) == []


def test_an_index_that_is_being_made_is_a_warning_and_no_fault(talk, capsys):
    run_all()
    forget()
    assert faults() == {}
    call_command("check_forum")
    assert "posts that are yet to be indexed for search: 14" in capsys.readouterr().out


def test_a_text_that_is_rendered_again_is_found_by_its_new_words(talk, monkeypatch):
    post = Post.objects.get(text="He runs, they ran.")
    Post.objects.filter(pk=post.pk).update(source="She *swims*.", markup_version=1)
    list(Rerendering(processors=1).run())
    assert (found("swim"), found("they")) == (1, 0)
