"""Every test of which only a sample is run is among those that `make test-slow` runs whole."""

from django.conf import settings

TESTS = settings.BASE_DIR / "tests"
# Taken up by tests of their own folder, or marked slow, which `make test-slow` runs too.
ELSEWHERE = {
    "tests/follows/combinations.py",
    "tests/search/hostile_texts.py",
    "tests/serving/test_dying_workers.py",
}


def test_what_is_sampled_is_run_whole_by_make_test_slow():
    makefile = (settings.BASE_DIR / "Makefile").read_text()
    named = makefile.partition("sampled := ")[2].partition("\n\n")[0].replace("\\", "").split()
    sampled = {
        str(path.relative_to(settings.BASE_DIR))
        for path in TESTS.rglob("*.py")
        if "whole_or(" in path.read_text() and path.parent.name not in {"plumbing", "house"}
    }
    assert sampled >= ELSEWHERE
    assert sampled - ELSEWHERE <= set(named)
    assert all((settings.BASE_DIR / name).is_file() for name in named)
