"""A form's own copies of its fields, as `copy.deepcopy` makes them, in a third of the time."""

from copy import deepcopy
from typing import Any, TypeVar

from django.forms import Field, Widget

Thing = TypeVar("Thing")


class Fields(dict[str, Field]):
    """The fields of a class of forms, to be its `base_fields`."""

    def __deepcopy__(self, memo: dict[int, Any]) -> dict[str, Field]:
        return {name: copied(field) for name, field in self.items()}


def copied(field: Field) -> Field:
    # Fields and widgets with choices have more that must not be shared, and say so by a copying of their own.
    if type(field).__deepcopy__ is not Field.__deepcopy__:
        return deepcopy(field)
    made = shallow_copy(field)
    made.widget = copied_widget(field.widget)
    made.error_messages = dict(field.error_messages)
    made.validators = list(field.validators)
    return made


def copied_widget(widget: Widget) -> Widget:
    if type(widget).__deepcopy__ is not Widget.__deepcopy__:
        return deepcopy(widget)
    made = shallow_copy(widget)
    made.attrs = dict(widget.attrs)
    return made


def shallow_copy(thing: Thing) -> Thing:
    made = object.__new__(type(thing))
    vars(made).update(vars(thing))
    return made
