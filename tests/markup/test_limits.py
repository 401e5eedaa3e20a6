"""A text that takes too long, and a child that does not do its work, harm nobody else."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from forum.markup import Busy, render, renderer_process, renderer_queue, rendering
from forum.markup import child_processes as rendering_children
from forum.markup.child_processes import ROOT, Child, RendererPool
from forum.markup.results import REASONS, SLOW, UNSOUND
from tests.markup.measuring import NEEDS_A_CHILD


@pytest.fixture
def pool(monkeypatch):
    """RendererPool that do what the text says."""
    monkeypatch.setattr(rendering_children, "COMMAND", [sys.executable, "-m", "tests.markup.misbehaving"])
    pool = RendererPool(2)
    yield pool
    pool.end()


def ask(pool, *sources, seconds=5.0):
    return [
        answer if isinstance(answer, str) else answer[1]
        for answer, _cost in pool.answers([(s, {}) for s in sources], seconds)
    ]


def test_a_text_that_computes_for_ever_is_cut(pool):
    assert ask(pool, "before", "spin", "after") == ["before", SLOW, "after"]


def test_a_text_that_hangs_is_cut_by_the_clock(pool):
    started = time.monotonic()
    assert ask(pool, "before", "sleep", "after", seconds=0.5) == ["before", SLOW, "after"]
    assert time.monotonic() - started < 20


def test_a_text_that_takes_all_memory_is_given_up(pool):
    assert ask(pool, "before", "hoard", "after") == ["before", UNSOUND, "after"]


def test_a_text_over_which_a_child_dies_gets_one_more_and_is_then_given_up(pool):
    assert ask(pool, "before", "die", "leave", "after") == ["before", UNSOUND, UNSOUND, "after"]


def test_what_a_library_prints_is_not_taken_for_an_answer(pool):
    assert ask(pool, "print", "after") == ["print", "after"]


def test_a_child_that_cannot_start_leaves_the_text_plain(monkeypatch):
    monkeypatch.setattr(rendering_children, "COMMAND", ["/nonexistent/python"])
    assert RendererPool(1).answers([("text", {})], 5.0) == [(UNSOUND, 2 * rendering_children.LOST_COST)]


def test_a_child_killed_between_two_texts_is_replaced():
    render(NEEDS_A_CHILD)
    for child in [child for child in rendering.children.idle if child.is_alive]:
        os.kill(child.process.pid, signal.SIGKILL)
        # Two that are dying still would be two lost over one text.
        os.waitid(os.P_PID, child.process.pid, os.WEXITED | os.WNOWAIT)
    assert not render(NEEDS_A_CHILD).plain


def test_others_go_on_while_one_text_hangs(pool):
    answers = []
    with pool.one(), pool.one():
        pass  # Both have started.
    hanging = threading.Thread(target=lambda: answers.extend(ask(pool, "sleep", seconds=3.0)))
    hanging.start()
    assert ask(pool, *["quick"] * 5) == ["quick"] * 5
    assert answers == []
    hanging.join()
    assert answers == [SLOW]


def test_a_dear_text_that_loses_its_child_leaves_the_warm_one_to_the_others(pool):
    ask(pool, "warm")
    [warm] = pool.idle
    for _text in range(2):
        assert pool.answers([("spin", {})], 5.0, is_dear=True)[0][0] == SLOW
    assert pool.idle == [warm]
    assert warm.is_alive
    assert pool.answers([("cheap", {})], 5.0, is_dear=True)[0][0][1] == "cheap"
    assert len(pool.idle) == 2


def test_two_threads_get_their_own_answers():
    texts = [f"```python\nx = {number}\n```" for number in range(200)]
    wrong = []

    def work():
        for text in texts:
            number = text.split()[3]
            if render(text).text != f"x = {number}":
                wrong.append(text)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_when_every_child_is_busy_a_text_is_sent_back_rather_than_kept_plain(pool, monkeypatch):
    monkeypatch.setattr(renderer_queue, "WAIT_SECONDS", 0.1)
    with pool.one(), pool.one(), pytest.raises(Busy, match="busy"):
        ask(pool, "text")


def test_a_slow_text_is_shown_plain_with_the_reason(monkeypatch):
    monkeypatch.setattr(rendering.children, "answers", lambda *_asked: [(SLOW, 900)])
    rendered = render("```python\n<b>\n```")
    assert rendered.plain
    assert rendered.plain_reason == REASONS[SLOW]
    assert rendered.html == '<pre class="plain">```python\n&lt;b&gt;\n```</pre>'


def test_a_child_gets_no_secrets_and_no_open_files(pool, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "hush")
    monkeypatch.setenv("DATABASE_URL", "postgres://user:hush@db/forum")
    with socket.create_server(("127.0.0.1", 0)) as listening:
        os.set_inheritable(listening.fileno(), True)
        environment, files = ask(pool, "environment", "files")
    assert "SECRET_KEY" not in environment
    assert "DATABASE_URL" not in environment
    # Its three standard streams, the answers, and the folder being read.
    assert int(files) <= 5


def test_a_child_dies_with_its_parent_even_when_that_is_killed():
    script = (
        "import time; from forum.markup.child_processes import Child; child = Child();"
        "print(child.process.pid, flush=True); time.sleep(60)"
    )
    parent = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, cwd=ROOT)
    pid = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    parent.stdout.close()
    assert is_gone(pid)


def test_a_busy_child_dies_with_its_parent_too():
    script = (
        "from forum.markup import child_processes; from forum.markup.child_processes import Child; import sys;"
        "child_processes.COMMAND = [sys.executable, '-m', 'tests.markup.misbehaving']; child = Child();"
        "print(child.process.pid, flush=True); child.ask([('spin', {})], 60.0, [])"
    )
    parent = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, cwd=ROOT)
    pid = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    parent.stdout.close()
    assert is_gone(pid)


def is_gone(pid):
    for _ in range(100):
        stat = Path(f"/proc/{pid}/stat")
        if not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] == "Z":
            return True
        time.sleep(0.1)
    return False


def test_a_child_that_nobody_needs_leaves(monkeypatch):
    quick = "from forum.markup import renderer_process; renderer_process.IDLE_SECONDS = 0.1; renderer_process.main()"
    monkeypatch.setattr(rendering_children, "COMMAND", [sys.executable, "-c", quick])
    child = Child()
    assert child.process.wait(10) == 0
    child.close()
    assert renderer_process.IDLE_SECONDS >= 60


def test_a_child_ignores_the_interrupt_of_a_terminal():
    child = Child()
    child.process.send_signal(signal.SIGINT)
    answers = []
    child.ask([("still here", {})], 5.0, answers)
    child.end()
    assert answers[0][0][1] == "still here"


def test_a_forked_process_starts_children_of_its_own():
    render(NEEDS_A_CHILD)
    theirs = {child.process.pid for child in rendering.children.idle}
    pid = os.fork()
    if pid == 0:
        own = not render(NEEDS_A_CHILD).plain and theirs.isdisjoint(
            c.process.pid for c in rendering.children.idle
        )
        rendering.children.end()
        os._exit(0 if own else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
    assert not render(NEEDS_A_CHILD).plain
    assert theirs & {child.process.pid for child in rendering.children.idle}


def test_what_breaks_off_in_the_middle_does_not_spoil_the_next_text(monkeypatch):
    lists = "* a\n\n    * b\n\n> c"
    clean = render(lists)
    for part in ("read_blocks", "read_leaves"):
        with monkeypatch.context() as patch:
            patch.setattr(f"forum.markup.markdown_to_html.{part}", lambda *_given: 1 / 0)
            with pytest.raises(ValueError, match="unsound"):
                rendering.render_unlimited(lists, {})
        assert render(lists) == clean
