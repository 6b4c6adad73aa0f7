"""Explanation of what a device does, from what Podero reported and nothing else."""

from datetime import datetime
from itertools import chain
from typing import Any

from .facts import Activity, Explanation, Facts
from .rules import PROBLEMS, TABLES

__all__ = ["Activity", "Explanation", "Facts", "explain"]


def explain(facts: Facts[Any]) -> Explanation:
    """Return what a device does and why; no activity if too little is known."""
    values = facts.values
    first, more = TABLES[type(facts.device)]
    row = next((row for row in first if row[1].applies(facts)), None)
    if row is None:
        return Explanation(None)
    activity, main = row
    clauses = {main.key: main}
    if row not in PROBLEMS:
        for clause in more:
            if clause.applies(facts):
                clauses.setdefault(clause.key, clause)

    def moments(*needs: str) -> list[datetime]:
        known = (values[name] for name in needs)
        return [at for at in known if isinstance(at, datetime) and at > facts.now]

    return Explanation(
        activity,
        tuple(clauses),
        {
            name: value
            for name in chain(("device",), *(part.needs for part in clauses.values()))
            if (value := values[name]) is not None
        },
        min(moments(*main.needs), default=None),
        min(
            (at for clause in clauses.values() for at in moments(*clause.needs)),
            default=None,
        ),
    )
