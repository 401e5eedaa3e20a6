"""What goes to SQLite directly is what Django would have asked, and is refused where Django refuses it."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.members_by_name import members_found_by_name
from accounts.models import User
from forum.boards.models import Board
from forum.bookmarks.models import Bookmark
from forum.database.direct_statements import BeginWrapper, _for_sqlite, execute, rows_of
from forum.database.model_objects import making
from forum.database.prepared_queries import PreparedObjects, PreparedValues, stand_ins
from forum.database.prepared_writes import PreparedInsert, PreparedUpdate
from forum.follows import following
from forum.jobs.models import Job
from forum.pages.posts.own_marks import marks_of
from forum.posts.models import Post
from forum.posts.post_text import render_text
from forum.posts.publishing import Submission, reply
from forum.posts.storing import new_post
from forum.search.models import ChangedPost, SearchDocument
from forum.topics.models import Topic

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]

NAME = "SELECT username FROM accounts_user WHERE id = %s"
RENAME = "UPDATE accounts_user SET username = %s WHERE id = %s"
on_sqlite_alone = pytest.mark.skipif(
    "connection.vendor != 'sqlite'", reason="What PostgreSQL is asked goes another way."
)
on_postgresql_alone = pytest.mark.skipif(
    "connection.vendor != 'postgresql'", reason="SQLite's driver keeps all statements."
)


class Recorder:
    def __init__(self):
        self.seen = []

    def __call__(self, execute, sql, params, many, context):
        self.seen.append(sql.split()[0])
        return execute(sql, params, many, context)


class BeginRecorder(Recorder, BeginWrapper):
    pass


def test_rows_are_those_that_a_cursor_gives_and_a_per_cent_sign_stays_one(ada):
    asked = "SELECT id, is_active, date_joined, '100 %%' FROM accounts_user WHERE id = %s"
    with connection.cursor() as cursor:
        cursor.execute(asked, [ada.pk])
        assert rows_of(asked, [ada.pk]) == list(cursor.fetchall())
    assert rows_of(asked, [ada.pk])[0][3] == "100 %"
    assert rows_of(asked, [0]) == []


def test_a_wrapper_that_wants_to_see_statements_sees_them_and_what_is_counted_is_counted(ada):
    seen = Recorder()
    with connection.execute_wrapper(seen), transaction.atomic():
        execute(RENAME, ["ada2", ada.pk])
        rows_of(NAME, [ada.pk])
    assert [word for word in seen.seen if word != "SAVEPOINT"][:2] == ["UPDATE", "SELECT"]
    with CaptureQueriesContext(
        connection,
    ) as counted:
        rows_of(NAME, [ada.pk])
    assert len(counted) == 1


@on_sqlite_alone
def test_a_wrapper_around_beginnings_sees_no_others_but_those_that_are_a_transaction_by_themselves(ada):
    seen = BeginRecorder()
    with connection.execute_wrapper(seen), transaction.atomic():
        rows_of(NAME, [ada.pk])
        execute(RENAME, ["ada2", ada.pk])
    assert not {"SELECT", "UPDATE"} & set(seen.seen)
    assert rows_of(NAME, [ada.pk]) == [("ada2",)]


@pytest.mark.django_db(transaction=True)
def test_what_is_written_outside_of_a_transaction_waits_for_the_lock_as_all_do(ada):
    seen = BeginRecorder()
    ada.username = "ada2"
    with connection.execute_wrapper(seen):
        PreparedUpdate(User, ["username"]).save(ada)
        PreparedInsert(Job).insert(Job(name="a.job"))
    assert seen.seen == ["UPDATE", "INSERT"]
    assert rows_of(NAME, [ada.pk]) == [("ada2",)]


def test_what_the_database_refuses_is_djangos_error_and_nothing_is_asked_in_a_transaction_that_failed(ada):
    changed = PreparedInsert(ChangedPost)
    with transaction.atomic():
        with pytest.raises(IntegrityError), transaction.atomic():
            execute("UPDATE accounts_user SET username = NULL WHERE id = %s", [ada.pk])
        transaction.set_rollback(True)
        with pytest.raises(TransactionManagementError):
            changed.insert(ChangedPost(post_id=1))
        with pytest.raises(TransactionManagementError):
            rows_of(NAME, [ada.pk])
    assert rows_of(NAME, [ada.pk]) == [("ada",)]
    assert not ChangedPost.objects.filter(post_id=1).exists()


def test_objects_of_prepared_queries_are_as_the_orm_makes_them(board, ada, topic):
    for model, pk in ((User, ada.pk), (Board, board.pk), (Topic, topic.pk), (Post, topic.posts.get().pk)):
        [number] = stand_ins(1)
        made = PreparedObjects(model.objects.filter(pk=number), [number]).first([pk])
        wanted = model.objects.get(pk=pk)
        assert made == wanted
        assert without_state(made) == without_state(wanted)
        assert (made._state.adding, made._state.db) == (False, "default")


def test_what_was_deferred_is_asked_when_it_is_wanted(topic):
    [number] = stand_ins(1)
    made = PreparedObjects(Topic.objects.only("id").filter(pk=number), [number]).first([topic.pk])
    assert "title" not in vars(made)
    assert made.title == topic.title


def test_a_model_that_makes_its_objects_itself_goes_on_to(monkeypatch, ada):
    asked = []

    def from_db(cls, *values):
        asked.append(cls)
        return super(User, cls).from_db(*values)

    monkeypatch.setattr(User, "from_db", classmethod(from_db))
    assert making(User)("default", ["id"], [ada.pk]).pk == ada.pk
    assert asked == [User]


def test_a_new_row_is_as_the_model_makes_it():
    moment = timezone.now()
    for model, given in (
        (Job, {"name": "a.job", "payload": {"post_id": 1}, "created_at": moment, "due_at": moment}),
        (ChangedPost, {"post_id": 1, "created_at": moment}),
        (Post, {"author_id": 1, "key": "k", "ip": None, "created_at": moment}),
        (SearchDocument, {"post_id": 1, "topic_id": 2, "created_at": moment}),
    ):
        made, wanted = PreparedInsert(model).new(**given), model(**given)
        assert without_state(made) == without_state(wanted)
        assert (made._state.adding, made._state.db) == (True, None)


def test_new_rows_share_no_payload_and_have_moments_of_their_own():
    one, other = PreparedInsert(Job).new(name="a"), PreparedInsert(Job).new(name="b")
    one.payload["post_id"] = 1
    assert other.payload == {}
    assert new_post(author_id=1).created_at <= new_post(author_id=1).created_at


def test_a_reply_is_stored_with_its_author_topic_and_what_it_answers(ada, topic):
    first = topic.posts.get()
    post = reply(topic, Submission(ada, render_text("An answer."), "key", ip="192.0.2.1", reply_to=first))
    stored = Post.objects.get(pk=post.pk)
    assert (stored.author, stored.reply_to, stored.ip) == (ada, first, "192.0.2.1")
    assert without_state(stored) == without_state(post)


def test_moments_are_read_and_written_as_the_orm_does(ada):
    [number] = stand_ins(1)
    joined = PreparedValues(User.objects.filter(pk=number).values_list("date_joined"), [number])
    assert joined.rows([ada.pk]) == [(User.objects.get(pk=ada.pk).date_joined,)]


def without_state(row):
    return {
        name: value
        for name, value in vars(row).items()
        if name in {f.attname for f in row._meta.concrete_fields}
    }


@on_sqlite_alone
def test_one_statement_asks_what_a_member_left_on_the_posts_of_any_page(ada, ben, eve, topic, say):
    said = [say(ben, topic) for _ in range(5)]
    Bookmark.objects.create(post=said[4], member=eve)
    following.follow(eve, ben)
    marks_of(eve, [post.pk for post in said[:3]], [ada.pk])
    known = _for_sqlite.cache_info().currsize
    asked = [post.pk for post in said[1:]]
    assert marks_of(eve, asked, [ada.pk, ben.pk]) == (
        ("bookmark", said[4].pk, ""),
        ("relation", ben.pk, "following"),
    )
    assert marks_of(ada, asked, [ada.pk, ben.pk]) == ()
    assert _for_sqlite.cache_info().currsize == known


@on_postgresql_alone
def test_postgresql_keeps_how_it_finds_the_rows_once_for_small_and_large_numbers(ada):
    query = PreparedValues(User.objects.filter(pk=stand_ins(1)[0]).values_list("username"), stand_ins(1))
    assert query.rows([ada.pk]) == [("ada",)]
    assert query.rows([70_000]) == query.rows([7_000_000_000]) == []
    assert kept_by_postgresql("username") == 1


@on_postgresql_alone
def test_postgresql_decides_once_how_it_finds_the_rows_of_what_is_kept(ada):
    for _time in range(3):
        assert rows_of(f"{NAME} AND date_joined IS NOT NULL", [ada.pk]) == [("ada",)]
    assert kept_by_postgresql("date_joined IS NOT NULL", "generic_plans = 3 AND custom_plans = 0") == 1


@on_postgresql_alone
def test_where_names_that_begin_so_are_found_postgresql_decides_each_time(ada):
    assert [member.username for member in members_found_by_name("ad", 5)] == ["ada"]
    assert kept_by_postgresql("LIKE") == 0


@on_postgresql_alone
def test_nothing_is_kept_where_connections_are_handed_out_by_transaction(ada, monkeypatch):
    connection.ensure_connection()
    monkeypatch.setattr(connection.connection, "prepare_threshold", None)
    asked = f"{NAME} AND is_active"
    assert rows_of(asked, [ada.pk]) == rows_of(asked, [ada.pk]) == [("ada",)]
    assert kept_by_postgresql("is_active") == 0


@on_postgresql_alone
def test_postgresql_compiles_no_query(ada):
    with connection.cursor() as cursor:
        cursor.execute("SHOW jit")
        assert cursor.fetchone() == ("off",)


def kept_by_postgresql(word, condition="true"):
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE %s AND {condition}",
            [f"%%accounts_user%{word}%"],
        )
        return cursor.fetchone()[0]
