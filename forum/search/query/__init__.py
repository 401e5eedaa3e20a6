"""What somebody searches for: a line of words and operators, and the fields of a form, understood."""

from forum.search.query.filters import OPERATORS
from forum.search.query.models import Query, Term
from forum.search.query.parsing import parse

__all__ = ["OPERATORS", "Query", "Term", "parse"]
