"""Log lines: an event name and fields, as JSON for machines or as one readable line for a person at a terminal.

    log = EventLog("exportlane.licensing")
    log.info("message.parked", case_id=case, cause="signature")

Every line carries the trace and span that are current and, when given, the case (``case.id``).
"""

from __future__ import annotations

import logging
import sys
import traceback
from datetime import UTC, datetime
from typing import Any, TextIO

import orjson
from opentelemetry import trace

from exportlane.runtime.propagation import CASE_ID

_FIELDS = "fields"
_RESET, _DIM, _RED, _YELLOW = "\x1b[0m", "\x1b[2m", "\x1b[31m", "\x1b[33m"


class EventLog:
    """Writes events with fields. Underlying is an ordinary logger, so handlers and levels work as everywhere."""

    __slots__ = ("_bound", "_logger")

    def __init__(self, name: str, /, **bound: Any) -> None:
        self._logger = logging.getLogger(name)
        self._bound = bound

    def bind(self, **fields: Any) -> EventLog:
        """The same log with fields that stand on every line."""
        return EventLog(self._logger.name, **(self._bound | fields))

    def debug(self, event: str, /, **fields: Any) -> None:
        self._write(logging.DEBUG, event, fields)

    def info(self, event: str, /, **fields: Any) -> None:
        self._write(logging.INFO, event, fields)

    def warning(self, event: str, /, **fields: Any) -> None:
        self._write(logging.WARNING, event, fields)

    def error(self, event: str, /, **fields: Any) -> None:
        self._write(logging.ERROR, event, fields)

    def exception(self, event: str, error: BaseException | None = None, /, **fields: Any) -> None:
        """An error with its trace: the one that is being handled, or `error` outside of a handler."""
        self._write(logging.ERROR, event, fields, error if error is not None else sys.exception())

    def _write(
        self, level: int, event: str, fields: dict[str, Any], error: BaseException | None = None
    ) -> None:
        if not self._logger.isEnabledFor(level):
            return
        exc_info = None if error is None else (type(error), error, error.__traceback__)
        self._logger.log(level, event, exc_info=exc_info, extra={_FIELDS: self._bound | fields})


def fields_of(record: logging.LogRecord) -> dict[str, Any]:
    """The fields of a record with the current trace, span and case under their conventional names."""
    fields = dict(getattr(record, _FIELDS, None) or {})
    if "case_id" in fields:
        fields[CASE_ID] = fields.pop("case_id")
    context = trace.get_current_span().get_span_context()
    if context.is_valid:
        fields.setdefault("trace_id", f"{context.trace_id:032x}")
        fields.setdefault("span_id", f"{context.span_id:016x}")
    return fields


class JsonLines(logging.Formatter):
    """One JSON object a line: time, level, event, logger, fields, and the error's trace when there is one."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
            "logger": record.name,
        }
        # Members of the line itself cannot be overwritten by a field of the same name.
        line = fields_of(record) | line
        if record.exc_info and record.exc_info[1] is not None:
            line["error"] = repr(record.exc_info[1])
            line["error_trace"] = "".join(traceback.format_exception(record.exc_info[1]))
        return orjson.dumps(line, default=str, option=orjson.OPT_NON_STR_KEYS).decode()


class ReadableLines(logging.Formatter):
    """``09:30:12 warning licensing message.parked case.id=… cause=signature`` for a person at a terminal."""

    def format(self, record: logging.LogRecord) -> str:
        fields = {
            name: value for name, value in fields_of(record).items() if name not in {"trace_id", "span_id"}
        }
        colour = (
            _RED if record.levelno >= logging.ERROR else _YELLOW if record.levelno >= logging.WARNING else ""
        )
        moment = datetime.fromtimestamp(record.created).astimezone().strftime("%H:%M:%S")
        name = record.name.removeprefix("exportlane.")
        pairs = " ".join(f"{field}={_shown(value)}" for field, value in fields.items())
        line = f"{_DIM}{moment}{_RESET} {colour}{record.levelname.lower():<7}{_RESET if colour else ''} "
        line += f"{name} {record.getMessage()} {_DIM}{pairs}{_RESET}"
        if record.exc_info and record.exc_info[1] is not None:
            line += "\n" + "".join(traceback.format_exception(record.exc_info[1])).rstrip()
        return line


def _shown(value: Any) -> str:
    # A field may hold what a caller sent: a line break or an escape sequence must not forge lines on the terminal.
    text = str(value)
    return text if text.isprintable() and " " not in text else ascii(text)


class _OurHandler(logging.StreamHandler[TextIO]):
    """Marks the handler that `configure_logging` put there, so that a second call replaces it."""


def configure_logging(
    *, level: str = "INFO", stream: TextIO | None = None, human: bool | None = None
) -> None:
    """Say where log lines of this process go; called once by the command that starts services, never on import.

    `human` None means: readable when the stream is a terminal, JSON otherwise. Libraries speak from WARNING upwards.
    """
    target = stream if stream is not None else sys.stderr
    handler = _OurHandler(target)
    readable = target.isatty() if human is None else human
    handler.setFormatter(ReadableLines() if readable else JsonLines())
    root = logging.getLogger()
    for old in [each for each in root.handlers if isinstance(each, _OurHandler)]:
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    logging.getLogger("exportlane").setLevel(level.upper())
