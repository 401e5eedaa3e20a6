"""The filter that moderators teach by what they decide anyway: what it learns, holds, says, forgets."""

import uuid

import pytest

from forum.filters import bayes
from forum.filters.models import FilterState, LearnedText, WordCount
from forum.jobs.running import run_due
from forum.moderation.models import LogEntry, RejectedPost, SavedText
from forum.posts.models import PendingPost
from forum.posts.pending_edits import PendingEdit
from forum.reports.models import ReportReason

SPAM = "Cheap slimming pills and casino credit, order today at pills.example"
GOOD = "My lathe makes a noise when the gearbox is warm, which oil do you use in winter?"

pytestmark = pytest.mark.usefixtures("spam_protection")


def teach(count):
    for n in range(count):
        bayes.learn(f"post:{1000 + n}", verdict=True, words=bayes.words_of(f"{SPAM} offer{n % 7}"))
        bayes.learn(f"post:{5000 + n}", verdict=False, words=bayes.words_of(f"{GOOD} question{n % 7}"))


def opinion(text, author):
    return bayes.opinions([bayes.Text(text, "", author)])[0]


def jobs():
    while run_due():
        pass


def test_it_tells_what_it_was_taught_apart_and_says_why(ben, db):
    teach(20)
    spam, good = opinion("Order slimming pills today", ben), opinion("The gearbox of my lathe is warm", ben)
    assert spam.percent > 90 > 10 > good.percent
    assert {"slimming", "pills", "today", "order"} >= set(spam.words) > set()


def test_it_says_nothing_before_it_has_learned_of_both_kinds(ben, db):
    assert opinion(SPAM, ben) is None
    bayes.learn("post:1", verdict=True, words=bayes.words_of(SPAM))
    assert opinion(SPAM, ben) is None


@pytest.mark.parametrize(("count", "is_held"), [(bayes.ENOUGH - 1, False), (bayes.ENOUGH, True)])
def test_it_holds_nothing_before_200_verdicts_of_each_kind(count, is_held, as_, ben, topic, spam_protection):
    spam_protection(checks_forms=False)
    teach(3)
    FilterState.objects.update(learned_spam=count, learned_good=count)
    WordCount.objects.filter(spam__gt=0).update(spam=count)
    WordCount.objects.filter(good__gt=0).update(good=count)
    browser = as_(ben)
    for body in ("Cheap slimming pills, casino credit, order today", GOOD):
        sent = {"body": body, "key": uuid.uuid4().hex, "board": topic.board_id}
        browser.post(f"{topic.get_absolute_url()}reply/", sent)
    assert [pending.reasons[0]["name"] for pending in PendingPost.objects.all()] == ["learned"] * is_held
    assert topic.posts.filter(author=ben).count() == 2 - is_held


def test_moderators_teach_it_and_undoing_takes_it_back(as_, ben, mod, topic, board):
    type(board).objects.update(approves_replies=True)
    browser, moderator = as_(ben), as_(mod)
    for body in (SPAM, GOOD):
        sent = {"body": body, "key": uuid.uuid4().hex, "board": topic.board_id}
        PendingPost.objects.create(author=ben, topic=topic, source=body, key=sent["key"])
    spam, good = PendingPost.objects.order_by("pk")
    moderator.post(f"/moderate/to-do/posts/{spam.pk}/reject/", {"ready": "spam", "reason": "Spam"})
    moderator.post(f"/moderate/to-do/posts/{good.pk}/approve/")
    jobs()
    state = FilterState.objects.get()
    assert (state.learned_spam, state.learned_good) == (1, 1)
    assert "Like spam" in bayes.hint(opinion(SPAM, ben))
    moderator.post("/moderate/undo/", {"undo": LogEntry.objects.get(act="reject").pk})
    jobs()
    assert FilterState.objects.get().learned_spam == 0
    assert not WordCount.objects.filter(spam__gt=0).exists()
    assert browser is not moderator


def test_what_is_removed_as_spam_is_learned_and_for_another_reason_is_not(as_, ben, mod, topic, say):
    spam, rude = say(ben, topic, SPAM), say(ben, topic, GOOD)
    moderator = as_(mod)
    moderator.post(f"/p/{spam.pk}/remove/", {"ready": "spam"})
    # The ready reason says it, not the words beside it.
    moderator.post(f"/p/{rude.pk}/remove/", {"ready": "rude", "reason": "Not spam, but rude"})
    jobs()
    assert LearnedText.objects.get().text == f"post:{spam.pk}"
    moderator.post(f"/p/{spam.pk}/restore/")
    jobs()
    assert not LearnedText.objects.exists()
    # To undo that is to remove it as before.
    moderator.post("/moderate/undo/", {"undo": LogEntry.objects.filter(act="restore").latest("pk").pk})
    jobs()
    assert LearnedText.objects.get().text == f"post:{spam.pk}"


def test_a_reason_that_the_owner_saved_counts_as_spam_if_it_says_so(as_, ben, mod, root, topic):
    as_(root).post(
        "/admin/moderation/savedtext/add/",
        {"use": "reason", "words": "No advertising here", "is_spam": "on", "position": "1"},
    )
    as_(root).post(
        "/admin/moderation/savedtext/add/",
        {"use": "reason", "words": "Spam is no topic here", "position": "2"},
    )
    texts = [PendingPost.objects.create(author=ben, topic=topic, source=SPAM, key=key) for key in "ab"]
    for pending, saved in zip(texts, SavedText.objects.order_by("position"), strict=True):
        as_(mod).post(f"/moderate/to-do/posts/{pending.pk}/reject/", {"ready": f"saved-{saved.pk}"})
    jobs()
    assert FilterState.objects.get().learned_spam == 1
    assert RejectedPost.objects.count() == 2


def test_of_a_topic_removed_as_spam_its_author_s_posts_are_learned_and_answers_are_not(
    as_, ben, eve, mod, board, start, say
):
    spam = start(ben, board, "Pills", SPAM)
    say(eve, spam, GOOD)
    kept = start(eve, board, "Oil", GOOD)
    moderator, first = as_(mod), spam.posts.get(author=ben)
    moderator.post(f"{spam.get_absolute_url()}remove/", {"ready": "spam"})
    moderator.post(f"{kept.get_absolute_url()}remove/", {"reason": "Off topic"})
    jobs()
    assert [(row.text, row.is_spam) for row in LearnedText.objects.all()] == [(f"post:{first.pk}", True)]
    moderator.post(f"{spam.get_absolute_url()}restore/")
    jobs()
    assert not LearnedText.objects.exists()


def test_edits_that_wait_teach_it_and_are_told_about_and_so_are_reported_posts(
    as_, ada, ben, mod, board, start
):
    reason = ReportReason.objects.create(words="Not for here")
    post = start(ada, board, "Oil", GOOD).posts.get()
    pending = PendingEdit.objects.create(post=post, author=ada, base=1, source=SPAM)
    report = as_(ben).post(f"/p/{post.pk}/report/", {"reason": reason.words})
    assert report.status_code in (302, 303)
    teach(20)
    moderator = as_(mod)
    page = moderator.get("/moderate/").text
    assert page.count("Like spam, by what moderators decided before: 100") == 1
    assert page.count("Like spam, by what moderators decided before") == 2
    moderator.post(f"/moderate/to-do/edits/{pending.pk}/reject/", {"ready": "spam", "reason": "Spam"})
    jobs()
    assert FilterState.objects.get().learned_spam == 21
    moderator.post("/moderate/undo/", {"undo": LogEntry.objects.get(act="reject-edit").pk})
    jobs()
    assert FilterState.objects.get().learned_spam == 20


def test_a_verdict_is_learned_once(db):
    for _time in range(3):
        bayes.learn("post:1", verdict=True, words=bayes.words_of(SPAM))
    assert FilterState.objects.get().learned_spam == 1
    assert set(WordCount.objects.values_list("spam", flat=True)) == {1}


def test_no_word_can_be_read_from_what_it_keeps_and_a_new_start_changes_all_numbers(db):
    bayes.learn("post:1", verdict=True, words=["slimming"])
    before = WordCount.objects.get().word
    assert "slimming" not in str(list(LearnedText.objects.values()) + list(WordCount.objects.values()))
    bayes.forget_all()
    assert not WordCount.objects.exists()
    bayes.learn("post:1", verdict=True, words=["slimming"])
    assert WordCount.objects.get().word != before
