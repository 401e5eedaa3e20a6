"""Nothing in our admin changes or deletes many rows without an act, its reason and its log entry."""

import ast
import inspect
import sys

import pytest
from django.contrib import admin

from forum.admin.actions import ModerationAdmin

OURS = [model for model in admin.site._registry.values() if type(model).__module__.startswith("forum.")]
# Of what is said in topics, by whom.
MODERATED = ("Topic", "Post")


@pytest.mark.parametrize("model_admin", OURS, ids=lambda model: type(model).__name__)
def test_no_list_edits_or_deletes_rows_by_itself(model_admin, rf, root):
    request = rf.get("/")
    request.user = root
    assert not model_admin.list_editable
    assert "delete_selected" not in model_admin.get_actions(request)


@pytest.mark.parametrize("model_admin", OURS, ids=lambda model: type(model).__name__)
def test_no_function_of_an_action_changes_a_queryset(model_admin):
    tree = ast.parse(inspect.getsource(sys.modules[type(model_admin).__module__]))
    actions = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and "queryset" in {argument.arg for argument in node.args.args}
    ]
    for action in actions:
        calls = [node.func for node in ast.walk(action) if isinstance(node, ast.Call)]
        raw = [
            call.attr
            for call in calls
            if isinstance(call, ast.Attribute)
            and call.attr in ("update", "delete", "bulk_update")
            and isinstance(call.value, ast.Name)
            and call.value.id == "queryset"
        ]
        assert raw == [], f"{action.name} changes rows without an act"


@pytest.mark.parametrize("name", MODERATED)
def test_topics_and_posts_are_changed_by_acts_alone(name, rf, root):
    (model_admin,) = (one for model, one in admin.site._registry.items() if model.__name__ == name)
    request = rf.get("/")
    request.user = root
    assert isinstance(model_admin, ModerationAdmin)
    assert not model_admin.has_change_permission(request)
    assert not model_admin.has_delete_permission(request)
    assert {"move", "merge", "lock"} <= set(
        model_admin.get_actions(request)
    ) or "split" in model_admin.get_actions(request)
