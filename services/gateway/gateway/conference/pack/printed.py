"""A pack as PDF (A4, landscape). The font is embedded, so that it reads the same on every machine, and in ten years.

Exportlane Han is a subset of Noto Sans SC (terms: fonts/*.OFL). A character that it lacks is set in Adobe's standard
Chinese font, which readers bring themselves.
"""

from __future__ import annotations

import io
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Final
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.enums import TA_LEFT, TA_RIGHT
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import KeepTogether, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from exportlane.law.instants import shown
from gateway.conference.pack.section import Cell, Row, Section
from gateway.conference.pack.shape import Pack, Words
from gateway.conference.pack.tables import sections, title_of

MEDIA_TYPE: Final = "application/pdf"
FONT, SPARE = "ExportlaneHan", "STSong-Light"
INK, MUTED, LINE = colors.HexColor("#16202e"), colors.HexColor("#5a6779"), colors.HexColor("#c9d2dc")
HEAD = colors.HexColor("#0f2f52")
TINTS = {"good": colors.HexColor("#eaf6ee"), "no": colors.HexColor("#fbe9e7")}
PAGE = landscape(A4)
MARGIN = 14 * mm
PADDING = 6
"""What the library leaves free inside a frame."""
EDGE = MARGIN + PADDING
WIDTH = PAGE[0] - 2 * EDGE
FIRST_ROWS = 3
"""So many rows stay with the head of their table."""


def printed(pack: Pack, *, stamp: str) -> bytes:
    """The file; the same pack gives the same bytes. `stamp` stands at the foot of each page."""
    known = _glyphs()
    title = title_of(pack)
    file = io.BytesIO()
    document = SimpleDocTemplate(
        file, pagesize=PAGE, leftMargin=MARGIN, rightMargin=MARGIN, topMargin=MARGIN, bottomMargin=16 * mm,
        title=title.zh, author=pack.body.zh, subject=pack.article, lang="zh-CN", invariant=1,
    )  # fmt: skip
    story: list[Any] = [
        _text(title.zh, _style(20, 26, INK), known),
        _text(title.en, _style(11, 15, MUTED), known),
        _text(f"{pack.article} · 制作 made {shown(pack.made_at)}", _style(9, 13, MUTED), known),
        Spacer(1, 3 * mm),
    ]
    for section in sections(pack):
        story += _section(section, known)

    def foot(canvas: Any, _document: Any) -> None:
        canvas.saveState()
        canvas.setFont(FONT, 8)
        canvas.setFillColor(MUTED)
        canvas.drawString(EDGE, 9 * mm, stamp)
        canvas.drawRightString(PAGE[0] - EDGE, 9 * mm, f"第 {canvas.getPageNumber()} 页 page")
        canvas.restoreState()

    document.build(story, onFirstPage=foot, onLaterPages=foot)
    return file.getvalue()


def _section(section: Section, known: frozenset[int]) -> list[Any]:
    head: list[Any] = [
        Spacer(1, 4 * mm),
        _text(f"{section.title.zh}  {section.title.en}", _style(13, 18, HEAD), known),
    ]
    head += [_text(f"{note.zh}　{note.en}", _style(8.5, 12, MUTED), known) for note in section.notes]
    head.append(Spacer(1, 1.5 * mm))
    if not section.rows:
        return [
            KeepTogether(
                [*head, _text(f"{section.empty.zh} {section.empty.en}", _style(9, 13, MUTED), known)]
            )
        ]
    # A title alone at the foot of a page helps nobody: it stays with the first rows.
    first = _table(section, section.rows[:FIRST_ROWS], known, headed=True)
    rest = section.rows[FIRST_ROWS:]
    return [KeepTogether([*head, first]), *([_table(section, rest, known, headed=False)] if rest else [])]


def _table(section: Section, rows: tuple[Row, ...], known: frozenset[int], *, headed: bool) -> Table:
    whole = sum(column.width for column in section.columns)
    widths = [WIDTH * column.width / whole for column in section.columns]
    right = [column.number for column in section.columns]
    head = [
        _text(
            f"{column.head.zh}<br/>{column.head.en}",
            _style(8.5, 11, colors.white, right=at),
            known,
            marked=True,
        )
        for column, at in zip(section.columns, right, strict=True)
    ]
    body = [[_cell(each, known, right=at) for each, at in zip(row.cells, right, strict=True)] for row in rows]
    style: list[tuple[Any, ...]] = [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LINEBELOW", (0, 0), (-1, -1), 0.4, LINE),
        ("LEFTPADDING", (0, 0), (-1, -1), 4),
        ("RIGHTPADDING", (0, 0), (-1, -1), 4),
        ("TOPPADDING", (0, 0), (-1, -1), 2.5),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
    ]
    offset = 1 if headed else 0
    if headed:
        style.append(("BACKGROUND", (0, 0), (-1, 0), HEAD))
    for number, row in enumerate(rows, offset):
        if row.tone in TINTS:
            style.append(("BACKGROUND", (0, number), (-1, number), TINTS[row.tone]))
    return Table(
        [head, *body] if headed else body, colWidths=widths, style=TableStyle(style), repeatRows=offset
    )


def _cell(cell: Cell, known: frozenset[int], *, right: bool) -> Paragraph:
    style = _style(9, 12, INK, right=right)
    if isinstance(cell, Words):
        small = f'<br/><font size="7.5" color="#5a6779">{escape(cell.en)}</font>' if cell.en else ""
        return _text(f"{escape(cell.zh)}{small}", style, known, marked=True)
    if cell is None:
        return _text("—", style, known)
    if isinstance(cell, date):
        return _text(cell.isoformat(), style, known)
    return _text(str(cell), style, known)


def _text(text: str, style: ParagraphStyle, known: frozenset[int], *, marked: bool = False) -> Paragraph:
    """A paragraph. Unless `marked`, nothing in the text is taken for a tag."""
    shown_text = text if marked else escape(text).replace("\n", "<br/>")
    return Paragraph("".join(_letter(each, known) for each in shown_text), style)


def _letter(letter: str, known: frozenset[int]) -> str:
    if ord(letter) in known or letter in "\n\t":
        return letter
    if letter < " ":
        return ""
    # The standard font stops at the basic plane; a square says at least that something stands there.
    return f'<font name="{SPARE}">{letter}</font>' if letter <= "\uffff" else "□"


@cache
def _style(size: float, leading: float, colour: colors.Color, *, right: bool = False) -> ParagraphStyle:
    return ParagraphStyle(
        f"s{size}-{leading}-{colour.hexval()}-{right}", fontName=FONT, fontSize=size, leading=leading, textColor=colour,
        wordWrap="CJK",
        alignment=TA_RIGHT if right else TA_LEFT,
    )  # fmt: skip


@cache
def _glyphs() -> frozenset[int]:
    """Register both fonts; the characters that the embedded one has."""
    path = files("gateway.conference.pack").joinpath("fonts", "ExportlaneHan-Regular.ttf")
    font = TTFont(FONT, io.BytesIO(path.read_bytes()))
    pdfmetrics.registerFont(font)
    # Bold and italic are not cut: a tag that asks for them gets the same face.
    pdfmetrics.registerFontFamily(FONT, normal=FONT, bold=FONT, italic=FONT, boldItalic=FONT)
    pdfmetrics.registerFont(UnicodeCIDFont(SPARE))
    return frozenset(font.face.charToGlyph)
