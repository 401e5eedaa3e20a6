"""Every line of the shared hostile corpora, judged by the checker that comes with them."""

import importlib.util
import multiprocessing
import re
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

from forum.markup import Options, Rendered
from tests.markup.judging import SCHEMES, faults
from tests.markup.measuring import timed
from tests.plumbing.presence import absent
from tests.plumbing.thoroughness import whole_or

FOLDER = Path(__file__).parents[3] / "shared" / "data" / "hostile"
# One element without another: there is nothing for a judge to find, only for it to spend minutes on.
SHOWN_PLAIN = re.compile(r'<pre class="plain">[^<]*</pre>')
STRICT = {
    "ids": "all",
    "id_prefix": "",
    "allow_task_checkbox": False,
    "allowed_schemes": set(SCHEMES),
    "require_rel": {"ugc", "nofollow", "noopener"},
}

# What is read, and one in how many lines of a corpus is tried so.
READINGS = {
    "as it comes": (Options(), whole_or(1, 10)),
    "with nothing on": (Options(smileys=False), whole_or(4, 30)),
    "with everything on": (Options(bbcode=True, maths=True), whole_or(2, 20)),
}
FORMULA = re.compile(r"<math\b.*?</math>", re.DOTALL)
PROCESSES = 2


def checker():
    name = "hostile_check_html"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, FOLDER / "check_html.py")
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    return sys.modules[name]


def verdict(path, start, step, options):
    """How many lines were judged, and what is wrong with them, of every `step`-th of a corpus: (id, complaint)."""
    complaints, judged = [], 0
    check = checker()
    for number, line in enumerate(check.load(path)):
        if number % step != start:
            continue
        judged += 1
        result, seconds = timed(line["input"], options)
        if seconds > 1:
            complaints.append((line["id"], f"took {seconds:.2f} s"))
        if isinstance(result, Rendered) and not SHOWN_PLAIN.fullmatch(result.html):
            # The checker knows no formulas: those are for our own judge.
            formulas = "".join(f"<p>{formula}</p>" for formula in FORMULA.findall(result.html))
            complaints += [(line["id"], fault) for fault in (faults(formulas) if formulas else [])]
            html = FORMULA.sub("", result.html)
            complaints += [(line["id"], fault) for fault in check.violations(html, **STRICT)]
            if "\x02" in result.html or "\x03" in result.html:
                complaints.append((line["id"], "a bookmark of the parser's was left"))
    return judged, complaints


def corpora():
    return sorted(path for path in FOLDER.glob("*.jsonl") if path.name != "uploads.jsonl")


@pytest.fixture(scope="module")
def processes():
    with ProcessPoolExecutor(PROCESSES, multiprocessing.get_context("spawn")) as pool:
        yield pool


def test_the_corpora_are_here():
    if not corpora():
        absent(f"The hostile corpora are not beside this checkout, in {FOLDER}")


@pytest.mark.parametrize("reading", READINGS)
@pytest.mark.parametrize("path", corpora(), ids=lambda path: path.stem)
def test_no_line_of_the_corpus_does_harm(path, reading, processes):
    options, step = READINGS[reading]
    starts = [place * step for place in range(PROCESSES)]
    parts = list(
        processes.map(
            verdict, [path] * PROCESSES, starts, [PROCESSES * step] * PROCESSES, [options] * PROCESSES
        )
    )
    lines = sum(1 for _ in checker().load(path))
    assert sum(judged for judged, _ in parts) == len(range(0, lines, step)) > 7
    assert [complaint for _, complaints in parts for complaint in complaints] == []
