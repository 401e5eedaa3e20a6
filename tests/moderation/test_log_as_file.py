"""The log is searched by words, kept as a file, and read by everybody if the owner has it so; figures by month."""

import csv
import io
import itertools
from xml.etree import ElementTree

import pytest
from django.db import transaction

from forum.appeals.deciding import decide
from forum.appeals.models import Appeal
from forum.appeals.sending import send_appeal
from forum.moderation import member_acts, post_acts, topic_acts
from forum.moderation.models import LogEntry
from forum.pages.csv_files import cell
from forum.reports.closing import close
from forum.reports.models import Report
from forum.reports.reporting import report
from forum.site.models import SiteSettings

LOG, FILE, PUBLIC, FEED = "/moderate/log/", "/moderate/log/export/", "/log/", "/log/feed/"


@pytest.fixture
def public_log(db):
    SiteSettings.current().change(shows_public_log=True)


def rows_of(answer):
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def test_the_log_is_searched_by_words_of_the_reason_and_the_topic(as_, ada, mod, board, topic, start):
    topic_acts.lock(mod, topic, "A heated quarrel")
    topic_acts.lock(mod, start(ada, board, title="About boats"), "Off course")
    browser = as_(mod)
    for question, is_found in (
        ("words=quarrel", True),
        ("words=quarrel+heated", True),
        ("words=quarrel+course", False),
        ("about=question", True),
        (f"about=%23{topic.pk}", True),
        ("about=boats", False),
    ):
        assert ("heated quarrel" in browser.get(f"{LOG}?{question}").text) is is_found, question


def test_the_file_holds_what_the_page_shows_and_no_formula(as_, root, mod, ada, topic, staff_board, start):
    topic_acts.lock(mod, topic, '=HYPERLINK("http://evil.example")')
    topic_acts.lock(root, start(root, staff_board, title="Elsewhere"), "Secret")
    answer = as_(mod).get(FILE)
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="log.csv"'
    head, *rows = rows_of(answer)
    assert head[:3] == ["When", "By", "Act"]
    assert [row[1] for row in rows] == ["mod"]
    assert rows[0][7] == '\'=HYPERLINK("http://evil.example")'
    assert len(rows_of(as_(root).get(FILE))) == 3
    assert as_(ada).get(FILE).status_code == 403
    assert rows_of(as_(mod).get(f"{FILE}?words=nothing")) == [head]


@pytest.mark.parametrize("value", ["=1", "+1", "-1", "@a", " =1", "\t=1", "\r1", "＝1"])
def test_no_cell_is_computed(value):
    assert cell(value).startswith("'")


def test_other_cells_stay_as_they_are():
    assert [cell(value) for value in ("a=b", "", None, 3, -2)] == ["a=b", "", "", "3", "-2"]


def test_files_are_limited(as_, mod):
    answers = [as_(mod).get(FILE).status_code for _n in range(21)]
    assert answers[:20] == [200] * 20
    assert answers[20] == 429


def test_the_public_log_is_off_until_the_owner_switches_it_on(as_, mod, topic):
    topic_acts.lock(mod, topic, "Heated")
    assert as_().get(PUBLIC).status_code == 404
    assert PUBLIC not in as_().get("/").text
    SiteSettings.current().change(shows_public_log=True)
    answer = as_().get(PUBLIC)
    assert "Heated" in answer.text
    assert answer["X-Robots-Tag"] == "noindex"
    assert f'href="{PUBLIC}"' in as_().get("/").text


def test_names_are_in_the_public_log_only_if_the_owner_has_it_so(public_log, as_, root, eve, mod, topic):
    topic_acts.lock(mod, topic, "Heated")
    member_acts.suspend(root, eve, "What only they are told", until=member_acts.timezone.now())
    page = as_().get(PUBLIC).text
    assert "mod</" not in page
    assert "eve" not in page
    assert "A moderator" in page
    SiteSettings.current().change(names_in_public_log=True)
    page = as_().get(PUBLIC).text
    assert "eve" in page
    assert "What only they are told" not in page


def test_the_public_log_tells_nothing_of_hidden_boards_and_of_what_was_withheld(
    public_log, as_, root, ada, topic, staff_board, start, say, board
):
    hidden = start(root, staff_board, title="Hidden heron")
    topic_acts.lock(root, hidden, "Hidden reason")
    topic_acts.move(root, hidden, "Now open", board=board)
    post_acts.remove(root, say(ada, topic, "Her address"), "Doxing of Pat", is_withheld=True)
    post_acts.remove(root, say(ada, topic, "A rude word"), "Rude")
    for reader, address in itertools.product((None, ada, root), (PUBLIC, FEED)):
        page = as_(reader).get(address).text
        assert "Hidden reason" not in page
        assert "Doxing" not in page
        assert "Rude" in page
        assert "A rude word" not in page


def test_help_with_an_account_is_not_in_the_public_log(public_log, as_, root, eve):
    member_acts.end_sessions(root, eve)
    with transaction.atomic():
        member_acts.remove_picture.log(root, eve, "")
    assert "ended the sessions" not in as_().get(PUBLIC).text
    assert "picture" not in as_().get(PUBLIC).text


def test_the_public_log_is_a_feed_too_while_it_is_on(as_, mod, root, eve, topic):
    topic_acts.lock(mod, topic, "Heated & \x0bloud")
    member_acts.suspend(root, eve, "What only they are told", until=member_acts.timezone.now())
    assert as_().get(FEED).status_code == 404
    SiteSettings.current().change(shows_public_log=True)
    assert f'href="{FEED}"' in as_().get(PUBLIC).text
    answer = as_().get(FEED)
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    names = {"atom": "http://www.w3.org/2005/Atom"}
    entries = ElementTree.fromstring(answer.content).findall("atom:entry", names)
    said = [[entry.findtext(f"atom:{part}", "", names) for part in ("title", "summary")] for entry in entries]
    assert said == [
        ["A moderator suspended a member", ""],
        [f"A moderator locked {topic.title}", "Heated & loud"],
    ]
    assert as_().get(FEED, headers={"If-None-Match": answer["ETag"]}).status_code == 304
    SiteSettings.current().change(names_in_public_log=True)
    named = as_().get(FEED).text
    assert "mod locked" in named
    assert "suspended eve" in named
    assert "What only they are told" not in named


def test_figures_count_reports_acts_and_how_long_they_took(as_, root, mod, ben, topic):
    report(ben, topic, "It’s rude")
    close(mod, topic.reports.get().pk, Report.Outcome.DISMISSED)
    topic_acts.lock(mod, topic, "Heated")
    browser = as_(root)
    page = browser.get("/moderate/figures/").text
    assert "It’s rude" in page
    rows = {row[1]: row[3] for row in rows_of(browser.get("/moderate/figures/export/"))}
    assert rows["It’s rude"] == "1"
    assert rows["Lock"] == "1"
    assert rows["Done automatically"] == "0"
    assert rows["Median time from a report to its decision"] == "0.0"
    assert as_(mod).get("/moderate/figures/").status_code == 403


def test_figures_cost_the_same_for_many(as_, root, mod, topic, django_assert_max_num_queries):
    for _n in range(5):
        topic_acts.lock(mod, topic, "Heated")
        topic_acts.unlock(mod, topic)
    browser = as_(root)
    with django_assert_max_num_queries(22):
        browser.get("/moderate/figures/")


def test_figures_count_appeals_what_came_of_them_and_how_long_they_took(as_, root, mod, ada, topic):
    topic_acts.lock(mod, topic, "Heated")
    assert "Appeals" not in {row[0] for row in rows_of(as_(root).get("/moderate/figures/export/"))}
    appeal = send_appeal(ada, LogEntry.objects.get(), "It was not.")
    decide(root, appeal, Appeal.Outcome.REVERSED, "")
    rows = {row[1]: row[3] for row in rows_of(as_(root).get("/moderate/figures/export/"))}
    assert rows["Appeals sent"] == "1"
    assert rows["the act was taken back"] == "1"
    assert rows["Median time from an appeal to its decision"] == "0.0"
