"""What we use of allauth beside its public face: an update that takes it away fails here, and says what."""

import importlib.util
import inspect
import re
import sys

import pytest
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal import ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings

from forum.pages.accounts import allauth_internals, sign_in_limits
from forum.pages.accounts.adapter import Adapter, SecondFactors

PRIVATE = re.compile(r"^\s*(?:from|import) allauth\.\S*\binternal\b", re.MULTILINE)
OUR_OWN = {"respond_taken", "_remember_former", "attempt", "count_new_account"}


def stock(module: str):
    """A module of allauth as it comes, without what we put in the place of its functions."""
    spec = importlib.util.find_spec(module)
    fresh = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(fresh)
    return fresh


def test_one_module_alone_opens_allauths_private_doors():
    folders = [settings.BASE_DIR / "forum", settings.BASE_DIR / "accounts"]
    sources = [path for folder in folders for path in folder.rglob("*.py")]
    users = [path for path in sources if PRIVATE.search(path.read_text())]
    assert [path.name for path in users] == ["allauth_internals.py"]


@pytest.mark.parametrize("name", ["consume", "clear"])
def test_allauth_counts_tries_as_our_own_functions_do(name):
    theirs, ours = getattr(stock("allauth.core.internal.ratelimit"), name), getattr(sign_in_limits, name)
    assert getattr(ratelimit, name) is ours, f"allauth does not ask our `{name}`"
    assert list(inspect.signature(theirs).parameters) == list(inspect.signature(ours).parameters), (
        f"allauth calls `{name}` with other arguments now"
    )


def test_what_allauth_gives_back_for_a_try_can_be_rolled_back():
    assert inspect.signature(stock("allauth.core.internal.ratelimit").RateLimitUsage.rollback)


def test_the_ways_in_are_called_as_we_call_them():
    assert list(inspect.signature(allauth_internals.clear_login).parameters) == ["request"]
    assert list(inspect.signature(allauth_internals.get_entrance_context_data).parameters) == ["request"]


@pytest.mark.parametrize(
    ("ours", "theirs"), [(Adapter, DefaultAccountAdapter), (SecondFactors, DefaultMFAAdapter)]
)
def test_every_answer_of_our_adapters_is_one_that_allauth_asks_for(ours, theirs):
    answers = {name for name, value in vars(ours).items() if inspect.isfunction(value)} - OUR_OWN
    assert answers, "there is nothing to compare"
    assert {name for name in answers if not hasattr(theirs, name)} == set(), "allauth asks for this no more"


def test_a_module_that_allauth_has_moved_is_named_in_the_error(monkeypatch):
    monkeypatch.setitem(sys.modules, "allauth.account.internal.stagekit", None)
    with pytest.raises(ImportError, match=r"django-allauth [\d.]+ has moved a private module: mend \S+"):
        stock("forum.pages.accounts.allauth_internals")
