"""The texts of the pages: find the messages of a section and keep its Chinese file in step: `python -m tools.texts`.

Without arguments every section is brought up to date; with `--check` nothing is written and each fault is a sentence.
A message that left the pages leaves the file; a new one waits there, untranslated, and the check says so.
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[1]
PORTAL = ROOT / "services/gateway/gateway/portal"
LOCALE = "zh_Hans_CN"
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2)}
JINJA = {"trimmed": "true", "newstyle_gettext": "true", "trim_blocks": "true", "lstrip_blocks": "true"}
_PLACE = re.compile(r"%\(\w+\)[sd]")


def main(arguments: list[str]) -> int:
    """Bring the named sections up to date, or check all; 1 when the check finds something."""
    check = "--check" in arguments
    wanted = [one for one in arguments if not one.startswith("-")] or sections()
    if not check:
        for section in wanted:
            _write(section)
    found = [fault for section in wanted for fault in faults(section)]
    print(
        "\n".join(found) or "texts: every message has its Chinese", file=sys.stderr if found else sys.stdout
    )
    return int(check and bool(found))


def sections() -> list[str]:
    """The sections that have pages."""
    return sorted(folder.name for folder in (PORTAL / "templates").iterdir() if folder.is_dir())


def messages(section: str) -> Catalog:
    """Every message in the templates and modules of a section."""
    found = Catalog(locale=LOCALE)
    for file in sorted((PORTAL / "templates" / section).rglob("*.html")):
        for _, message, _, context in extract_from_file("jinja2", str(file), KEYWORDS, options=JINJA):
            found.add(message, context=context)
    for file in _modules(section):
        for _, message, _, context in extract_from_file("python", str(file), KEYWORDS):
            found.add(message, context=context)
    return found


def _modules(section: str) -> Iterator[Path]:
    folder, single = PORTAL / section, PORTAL / f"{section}.py"
    yield from sorted(folder.rglob("*.py")) if folder.is_dir() else ()
    if single.is_file():
        yield single


def file_of(section: str) -> Path:
    """Where the Chinese of a section stands."""
    return PORTAL / "texts" / f"{section}.po"


def translated(section: str) -> Catalog:
    """The Chinese of a section as it stands; empty before there is any."""
    file = file_of(section)
    return read_po(io.BytesIO(file.read_bytes() if file.is_file() else b""), locale=LOCALE)


def faults(section: str) -> list[str]:
    """What is wrong with the texts of a section, one sentence each."""
    wanted, there = messages(section), translated(section)
    ids = {one.id for one in wanted if one.id}
    found = [
        f"{section}: «{_first(one.id)}» is in no page any more"
        for one in there
        if one.id and one.id not in ids
    ]
    for message in wanted:
        chinese = there.get(message.id) if message.id else None
        if not message.id:
            continue
        if chinese is None or not all(_strings(chinese.string)):
            found.append(f"{section}: «{_first(message.id)}» has no Chinese yet")
        elif (
            set(_PLACE.findall(_first(message.id)))
            - {"%(n)s"}
            - set(_PLACE.findall(_strings(chinese.string)[0]))
        ):
            found.append(f"{section}: the Chinese of «{_first(message.id)}» leaves out a value")
    return found


def _write(section: str) -> None:
    there = translated(section)
    there.update(messages(section), no_fuzzy_matching=True)
    there.obsolete.clear()
    with file_of(section).open("wb") as file:
        write_po(
            file, there, no_location=True, omit_header=True, sort_output=True, ignore_obsolete=True, width=110
        )


def _first(message: str | tuple[str, ...] | list[str]) -> str:
    return message if isinstance(message, str) else message[0]


def _strings(value: str | tuple[str, ...] | list[str] | None) -> list[str]:
    return [value or ""] if value is None or isinstance(value, str) else list(value)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
