import shutil

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from forum.boards.models import Board
from forum.posts.models import Post
from forum.site.models import SiteSettings
from forum.topics.models import Topic
from tests.importing.conftest import post, topic

pytestmark = pytest.mark.django_db


def test_the_command_says_what_came_in_and_what_was_odd(topic_files, capsys):
    path = topic_files(topic(5, [post(1), post(4, "Otter")]))
    call_command("import_discourse", str(path), board="Elsewhere")
    said = capsys.readouterr()
    assert "From forum.kettle.example" in said.out
    assert "1 topic, 2 posts, 2 members and 1 board" in said.out
    assert "1 × topics with gaps" in said.out
    assert said.err == "", "the bar is for a terminal only"
    assert Topic.objects.get().board.parent.name == "Elsewhere"
    assert not Topic.objects.get().board.parent.takes_topics


def test_a_folder_that_is_no_archive_is_refused_in_one_line(tmp_path):
    (tmp_path / "notes.json").write_text('{"id": 5}')
    with pytest.raises(CommandError, match=r"isn’t an archive that can be imported.*posts\.jsonl"):
        call_command("import_discourse", str(tmp_path))


def test_a_path_that_is_not_there_is_said_to_be_not_there(tmp_path):
    with pytest.raises(CommandError, match=r"There is no folder .*nowhere"):
        call_command("import_discourse", str(tmp_path / "nowhere"))


def test_an_empty_folder_is_said_to_be_empty(tmp_path):
    with pytest.raises(CommandError, match="is empty"):
        call_command("import_discourse", str(tmp_path))


def test_a_file_is_said_to_be_a_file(tmp_path):
    (tmp_path / "archive.zip").write_bytes(b"PK")
    with pytest.raises(CommandError, match=r"archive\.zip is a file"):
        call_command("import_discourse", str(tmp_path / "archive.zip"))


def test_of_several_archives_one_is_to_be_named(topic_files, tmp_path):
    topic_files(topic(5, [post(1)]))
    for name in ("first", "second"):
        shutil.copytree(tmp_path / "json", tmp_path / name / "json")
    shutil.rmtree(tmp_path / "json")
    shutil.rmtree(tmp_path / "raw")
    with pytest.raises(CommandError, match=r"several archives.*first.*second"):
        call_command("import_discourse", str(tmp_path))
    assert not Topic.objects.exists()


def test_posts_that_the_archive_names_but_does_not_hold_are_counted(topic_files, capsys):
    cut = topic(5, [post(1), post(2)], posts_count=32)
    cut["post_stream"]["stream"] = [501, 502, *range(9000, 9030)]
    counted = topic(6, [post(1, topic=6)], slug="counted", posts_count=3)
    whole = topic(7, [post(1, topic=7)], slug="whole", posts_count=1)
    whole["post_stream"]["stream"] = [701]
    path = topic_files(cut, counted, whole)
    call_command("import_discourse", str(path))
    said = capsys.readouterr().out
    assert "Not in the archive: 32 posts in 2 topics." in said
    assert "30 missing in topic 5 of the old forum" in said
    assert "2 missing in topic 6 of the old forum" in said
    assert "topic 7" not in said


def test_a_post_that_has_moved_to_another_topic_is_not_missing(topic_files, capsys):
    left = topic(5, [post(1)])
    left["post_stream"]["stream"] = [501, 601]
    call_command("import_discourse", str(topic_files(left, topic(6, [post(1, topic=6)], slug="other"))))
    assert "Not in the archive" not in capsys.readouterr().out


def test_numbers_without_a_post_are_counted_where_nothing_says_more(post_lines, capsys):
    call_command("import_discourse", str(post_lines(post(1), post(4), post(1, topic=6))))
    assert "2 numbers in 1 topics have no post" in capsys.readouterr().out


def test_a_second_run_says_how_much_it_skipped_and_nothing_else(topic_files, capsys):
    odd = [post(2, raw="", cooked=""), post(4, user_deleted=True), post(5, post_type=3, action_code="x")]
    cut = topic(5, odd, posts_count=9)
    path = topic_files(cut, without_raw=(5,))
    (path / "json" / "broken.6.json").write_text("{")
    call_command("import_discourse", str(path))
    first = capsys.readouterr().out
    for oddity in ("can’t be read", "begin with a later post", "small actions", "without their Markdown"):
        assert oddity in first
    call_command("import_discourse", str(path))
    second = capsys.readouterr().out.splitlines()
    assert second[1].startswith("Imported 0 topics, 0 posts, 0 members and 0 boards")
    assert second[2:] == ["2 posts were already here.", "Not in the archive: 6 posts in 1 topic."]


def test_a_grown_archive_is_reported_for_what_is_new(topic_files, capsys):
    odd = [post(1, user_deleted=True), post(2, post_type=3, action_code="x"), post(3)]
    path = topic_files(topic(5, odd))
    call_command("import_discourse", str(path))
    capsys.readouterr()
    new = [*odd, post(4, topic=5, hidden=True), post(5, post_type=3, action_code="x")]
    topic_files(topic(5, new))
    call_command("import_discourse", str(path))
    said = capsys.readouterr().out
    assert "1 × posts that were hidden" in said
    assert "1 × moderators’ small actions" in said
    assert "deleted there" not in said


def test_boards_are_named_by_option_or_file(topic_files, tmp_path, capsys):
    path = topic_files(
        *(
            topic(number, [post(1, topic=number)], category_id=number, slug=f"t-{number}")
            for number in range(3, 8)
        )
    )
    call_command("import_discourse", str(path))
    said = capsys.readouterr().out
    assert "5 boards are named after the numbers of their categories" in said
    assert "--category 5=Name or --categories FILE" in said
    Board.objects.filter(name="Category 7").update(name="Ours")
    (tmp_path / "names.csv").write_text('id,name\n3,Kettles\n4,"Tea, black"\n7,Theirs\n')
    call_command(
        "import_discourse", str(path), categories=tmp_path / "names.csv", category=["5=Cups & saucers"]
    )
    assert list(Board.objects.order_by("pk").values_list("name", flat=True)) == [
        "Kettles",
        "Tea, black",
        "Cups & saucers",
        "Category 6",
        "Ours",
    ]


@pytest.mark.parametrize(
    "content",
    [
        '{"3": "Kettles"}',
        '[{"id": 3, "name": "Kettles"}]',
        '{"category_list": {"categories": [{"id": 1, "name": "Up", "subcategory_list": [{"id": 3, "name": "Kettles"}]}]}}',
        "3,Kettles",
        "\ufeff3;Kettles\r\n",
        "3\tKettles",
        "# names\n3=Kettles",
    ],
)
def test_every_usual_way_to_write_down_names_is_read(topic_files, tmp_path, content):
    (tmp_path / "names").write_text(content)
    call_command("import_discourse", str(topic_files(topic(5, [post(1)]))), categories=tmp_path / "names")
    assert Board.objects.get().name == "Kettles"


@pytest.mark.parametrize("content", ["", "{}", "[]", "Kettles", '[{"id": "x"}]', "\x00\x01"])
def test_a_file_that_names_nothing_is_refused(topic_files, tmp_path, content):
    (tmp_path / "names").write_text(content)
    path = topic_files(topic(5, [post(1)]))
    with pytest.raises(CommandError, match="doesn’t name any categories"):
        call_command("import_discourse", str(path), categories=tmp_path / "names")
    with pytest.raises(CommandError, match="doesn’t name any categories"):
        call_command("import_discourse", str(path), categories=tmp_path / "nowhere")
    assert not Topic.objects.exists()


@pytest.mark.parametrize("option", ["5", "5=", "x=Name", "=Name", "5 Name"])
def test_a_name_for_no_category_is_refused(topic_files, option):
    path = topic_files(topic(5, [post(1)]))
    with pytest.raises(CommandError, match="look like 5=Name"):
        call_command("import_discourse", str(path), category=[option])


def test_a_parent_that_could_be_several_boards_is_asked_for_again(topic_files, board):
    Board.objects.create(name=board.name, slug="another")
    path = topic_files(topic(5, [post(1)]))
    with pytest.raises(CommandError, match="Several boards"):
        call_command("import_discourse", str(path), board=board.name)
    assert not Topic.objects.exists()


def test_a_limit_below_one_is_refused(topic_files):
    with pytest.raises(CommandError, match="1 or more"):
        call_command("import_discourse", str(topic_files(topic(5, [post(1)]))), limit=0)


@pytest.mark.parametrize("is_on", [True, False])
def test_posts_with_formulas_are_counted_unless_formulas_are_shown(topic_files, capsys, is_on):
    SiteSettings().change(reads_maths=is_on)
    cooked = '<p>So <span class="math">a_1*b_2</span>.</p>'
    typed = topic(5, [post(1, raw="So $a_1*b_2$.", cooked=cooked)])
    cooked_only = topic(6, [post(1, topic=6, slug="tea", cooked=cooked)], slug="tea")
    prose = topic(7, [post(1, topic=7, slug="cost", raw="$5")], slug="cost")
    call_command("import_discourse", str(topic_files(typed, cooked_only, prose, without_raw=(6,))))
    assert ("2 × posts with formulas, kept as they were typed" in capsys.readouterr().out) != is_on
    for stored in Post.objects.exclude(source="$5"):
        assert stored.source == "So $a_1*b_2$."
        assert ("<math" in stored.html) == is_on
        assert "a_1*b_2" in stored.html


def test_an_import_before_the_first_start_is_refused_in_one_line(topic_files, monkeypatch):
    monkeypatch.setattr(connection.introspection, "table_names", list)
    with pytest.raises(CommandError, match="has no database yet"):
        call_command("import_discourse", str(topic_files(topic(5, [post(1)]))))
