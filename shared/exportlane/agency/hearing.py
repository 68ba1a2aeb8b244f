"""What an agency takes out of a fact that it hears."""

from __future__ import annotations

from typing import TypeVar

from exportlane.contracts.decision import FactData, Heard

F = TypeVar("F", bound=FactData)


def data_of(heard: Heard, model: type[F]) -> F:
    """The data of a fact, which the runtime parsed by its type.

    Raises TypeError when the consumer's table names the wrong handler.
    """
    if not isinstance(heard.data, model):
        raise TypeError(f"{heard.type} carries {type(heard.data).__name__}, not {model.__name__}")
    return heard.data
