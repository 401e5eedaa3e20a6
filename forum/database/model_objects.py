"""Objects of models as Django makes them, without asking each field: pages read and make hundreds of them."""

from collections.abc import Callable, Collection, Sequence
from functools import cache, partial
from typing import Any, TypeVar

from django.db.models import Field, Model
from django.db.models.base import ModelState
from django.db.models.signals import post_init, pre_init

FROM_DB = Model.from_db.__func__  # type: ignore[attr-defined]
Row = TypeVar("Row", bound=Model)


class Making:
    """Stands for a model where Django asks its `from_db` for what is joined."""

    def __init__(self, model: type[Model]) -> None:
        self.from_db = making(model)


def make_quickly(populators: Collection[Any]) -> None:
    """Let these make their objects as `making` does, and those that are joined to them."""
    for populator in populators:
        populator.model_cls = Making(populator.model_cls)
        make_quickly(populator.related_populators)


def making(model: type[Row]) -> Callable[[str, Sequence[str], Sequence[Any]], Row]:
    """What `from_db` of the model does; quicker where nobody has a say in how its objects are made."""
    is_usual = getattr(model.from_db, "__func__", None) is FROM_DB
    return partial(_made, model) if is_usual and is_made_plainly(model) else model.from_db


def is_made_plainly(model: type[Model]) -> bool:
    """Whether nobody has a say in how its objects are made."""
    listeners = pre_init.has_listeners(model) or post_init.has_listeners(model)
    return model.__init__ is Model.__init__ and not listeners


def _made(model: type[Row], database: str, names: Sequence[str], values: Sequence[Any]) -> Row:
    made = model.__new__(model)
    made._state = state = ModelState()
    state.db, state.adding = database, False
    vars(made).update(zip(names, values, strict=True))
    return made


def copied(row: Row) -> Row:
    """Another object with the same values, as `copy` makes it."""
    made = row.__class__.__new__(row.__class__)
    vars(made).update(vars(row))
    made._state = state = ModelState()
    state.db, state.adding = row._state.db, row._state.adding
    state.fields_cache = dict(row._state.fields_cache)
    return made


def unsaved(model: type[Row], **values: Any) -> Row:
    """A new object that is in no table, as the model makes it of these values."""
    if not is_made_plainly(model):
        return model(**values)
    made = model.__new__(model)
    made._state = ModelState()
    same, asked = _defaults(model)
    vars(made).update(same)
    for field in asked:
        vars(made)[field.attname] = field.get_default()
    for name, value in values.items():
        setattr(made, name, value)
    return made


@cache
def _defaults(model: type[Model]) -> tuple[dict[str, Any], list["Field[Any, Any]"]]:
    """What its fields are if nothing is said, and those that are to be asked each time."""
    fields = model._meta.concrete_fields
    asked = [field for field in fields if callable(field.default)]
    return {field.attname: field.get_default() for field in fields if field not in asked}, asked
