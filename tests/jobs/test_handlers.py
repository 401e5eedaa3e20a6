import pytest

from forum.jobs import handlers as registry
from forum.jobs.handlers import every_minute, every_round, on


def ring(**_payload): ...


def strike(**_payload): ...


def test_functions_are_called_in_the_order_in_which_they_were_registered(handlers):
    on("bell.rang", ring)
    on("bell.rang", strike)
    on("bell.cracked", strike, ring)
    assert handlers == {"bell.rang": [ring, strike], "bell.cracked": [strike, ring]}


def test_a_function_is_registered_once_for_a_job(handlers):
    on("bell.rang", ring)
    with pytest.raises(ValueError, match="ring"):
        on("bell.rang", ring)
    assert handlers == {"bell.rang": [ring]}


@pytest.mark.parametrize(
    ("register", "table"), [(every_minute, "EVERY_MINUTE"), (every_round, "EVERY_ROUND")]
)
def test_a_function_has_one_turn_in_a_round_or_a_minute(register, table, monkeypatch):
    monkeypatch.setattr(registry, table, [])
    register(ring)
    with pytest.raises(ValueError, match="ring"):
        register(ring)
    assert getattr(registry, table) == [ring]
