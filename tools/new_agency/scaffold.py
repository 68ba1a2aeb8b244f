"""Writing the folder of a new agency from the templates, and its image from that of the others."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from string import Template

from tools.new_agency.naming import Agency

TEMPLATES = Path(__file__).resolve().parent / "templates"
_PORT = re.compile(r"^\s+EXPORTLANE_PORT=([0-9]+)$", re.MULTILINE)
_FIRST_PORT = 8000


def scaffold(agency: Agency, root: Path) -> list[Path]:
    """Write everything and put it in the order that ruff wants. Returns the files, relative to `root`."""
    model = _model(root)
    words = {
        "name": agency.name,
        "package": agency.package,
        "title": agency.title,
        "prefix": agency.prefix,
        "port": str(next_port(root)),
    }
    written = [
        *_fill(TEMPLATES / "service", agency.folder(root), agency, words),
        *_fill(TEMPLATES / "tests", agency.tests_folder(root), agency, words),
        _image(model, agency, root, words["port"]),
    ]
    _tidy([path for path in written if path.suffix == ".py"], root)
    return sorted(path.relative_to(root) for path in written)


def next_port(root: Path) -> int:
    """The first port in real mode that no service's image has."""
    images = (path.read_text(encoding="utf-8") for path in (root / "services").glob("*/Dockerfile"))
    taken = {int(port) for image in images for port in _PORT.findall(image)}
    return max(taken, default=_FIRST_PORT - 1) + 1


def image_for(text: str, model: str, agency: str, port: str) -> str:
    """The Dockerfile of one service turned into that of another: only the name and the port differ."""
    named = re.sub(
        rf"(?<![\w-]){re.escape(model)}(?![\w-])|(?<=exportlane-){re.escape(model)}(?![\w-])", agency, text
    )
    old = _PORT.findall(text)
    return named.replace(old[0], port) if old else named


def _model(root: Path) -> Path:
    return min((root / "services").glob("*/Dockerfile"))


def _image(model: Path, agency: Agency, root: Path, port: str) -> Path:
    text = image_for(model.read_text(encoding="utf-8"), model.parent.name, agency.name, port)
    path = agency.folder(root) / "Dockerfile"
    path.write_text(text, encoding="utf-8")
    return path


def _fill(templates: Path, folder: Path, agency: Agency, words: dict[str, str]) -> list[Path]:
    written = []
    for template in sorted(templates.rglob("*.txt")):
        place = template.relative_to(templates).with_suffix("")
        parts = [agency.package if part == "package" else part for part in place.parts]
        path = folder.joinpath(*parts)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(Template(template.read_text(encoding="utf-8")).substitute(words), encoding="utf-8")
        written.append(path)
    return written


def _tidy(files: list[Path], root: Path) -> None:
    """Where the new name stands in the alphabet decides the order of imports, so ruff has the last word."""
    ruff = [sys.executable, "-m", "ruff"]
    names = [str(path) for path in files]
    subprocess.run([*ruff, "check", "--quiet", "--select", "I", "--fix", *names], cwd=root, check=True)
    subprocess.run([*ruff, "format", "--quiet", *names], cwd=root, check=True)
