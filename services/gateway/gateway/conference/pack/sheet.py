"""A pack as a spreadsheet (XLSX): one sheet for each part, numbers as numbers and days as days."""

from __future__ import annotations

import io
from datetime import date

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from exportlane.law.instants import in_shanghai, shown
from gateway.conference.pack.section import Cell, Section
from gateway.conference.pack.shape import Pack, Words
from gateway.conference.pack.tables import sections, title_of

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEAD = PatternFill("solid", fgColor="0F2F52")
FILLS = {"good": PatternFill("solid", fgColor="E4F4EA"), "no": PatternFill("solid", fgColor="FBE9E7")}
WRAPPED = Alignment(wrap_text=True, vertical="top")
NARROWEST, WIDEST = 10, 60


def sheet_of(pack: Pack, *, stamp: str) -> bytes:
    """The file. `stamp` says whether it is a draft or which issued pack, with its hash."""
    book = Workbook()
    made = in_shanghai(pack.made_at).replace(tzinfo=None)
    # What opens the file sees when the figures were made, not when somebody downloaded them.
    book.properties.created = book.properties.modified = made
    book.properties.creator = "exportlane"
    book.properties.title = title_of(pack).zh
    front = book.active
    if not isinstance(front, Worksheet):
        raise TypeError("a new workbook has one sheet")
    found = sections(pack)
    _front(front, pack, found, stamp)
    for section in found:
        _sheet(book.create_sheet(section.title.zh[:31]), section)
    for each in book.worksheets:
        _as_text(each)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _front(sheet: Worksheet, pack: Pack, found: tuple[Section, ...], stamp: str) -> None:
    sheet.title = "封面 Cover"
    title = title_of(pack)
    lines = [title.zh, title.en, pack.article, f"制作 made {shown(pack.made_at)}", stamp]
    for line in lines:
        sheet.append([_safe(line)])
    sheet.append([])
    for section in found:
        sheet.append(
            [_safe(section.title.zh), _safe(section.title.en), *(_safe(note.zh) for note in section.notes)]
        )
    sheet["A1"].font = Font(size=16, bold=True)
    sheet["A2"].font = Font(size=12)
    sheet.column_dimensions["A"].width = 28
    sheet.column_dimensions["B"].width = 40
    sheet.column_dimensions["C"].width = 70


def _sheet(sheet: Worksheet, section: Section) -> None:
    sheet.append([_safe(f"{section.title.zh} {section.title.en}")])
    for note in section.notes:
        sheet.append([_safe(f"{note.zh} {note.en}")])
    sheet["A1"].font = Font(size=14, bold=True)
    head = sheet.max_row + 1
    sheet.append([f"{column.head.zh}\n{column.head.en}" for column in section.columns])
    for top in sheet[head]:
        top.font, top.fill, top.alignment = Font(bold=True, color="FFFFFF"), HEAD, WRAPPED
    for row in section.rows:
        sheet.append([_value(each) for each in row.cells])
        for place in sheet[sheet.max_row]:
            place.alignment = WRAPPED
            if row.tone in FILLS:
                place.fill = FILLS[row.tone]
    if not section.rows:
        sheet.append([f"{section.empty.zh} {section.empty.en}"])
    sheet.freeze_panes = f"A{head + 1}"
    for at, column in enumerate(section.columns, 1):
        width = min(max(column.width * 1.6, NARROWEST), WIDEST)
        sheet.column_dimensions[get_column_letter(at)].width = width
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _value(cell: Cell) -> str | int | date | None:
    if isinstance(cell, Words):
        return _safe(f"{cell.zh}\n{cell.en}" if cell.en else cell.zh)
    return _safe(cell) if isinstance(cell, str) else cell


def _safe(text: str) -> str:
    """Text without the control characters that the format forbids."""
    return "".join(letter for letter in text if letter >= " " or letter in "\n\t")


def _as_text(sheet: Worksheet) -> None:
    """What somebody wrote is text, also where it looks like a formula."""
    for row in sheet.iter_rows():
        for cell in row:
            if cell.data_type == "f":
                cell.data_type = "s"
