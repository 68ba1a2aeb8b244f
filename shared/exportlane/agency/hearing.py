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


def code_of(heard: Heard) -> str:
    """The type of a fact as a code: `licence.refused.v1` is licence_refused."""
    return heard.type.rpartition(".v")[0].replace(".", "_")
