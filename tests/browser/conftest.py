import pytest


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def person(request, open_context):
    """Somebody at the live server, once with JavaScript and once without."""
    return open_context(java_script_enabled=request.param).new_page()
