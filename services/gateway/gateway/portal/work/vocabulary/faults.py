"""What agencies say of a field that cannot be taken, in Chinese. PURE.

The sentences are those of `exportlane.runtime.problems.sentences`; one that is not known here stays as it came.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from gateway.portal.fact_words import Words

_WHOLE: Final[Mapping[str, str]] = {
    "This is an unknown field.": "不应填写此项。",
    "This field is required.": "此项必填。",
    "The text holds characters that are not valid Unicode.": "含有无法识别的字符。",
    "This must be text.": "应填写文字。",
    "This must be true or false.": "应选择是或者否。",
    "This must be a whole number.": "应填写整数。",
    "This must be a list.": "应填写列表。",
    "This must be a day such as 2026-09-05.": "应填写日期，例如2026-09-05。",
}
_PATTERNS: Final = tuple(
    (re.compile(pattern), zh)
    for pattern, zh in (
        (r"There must be at least (\d+) here\.", r"至少应有\1项。"),
        (r"There may be no more than (\d+) here\.", r"不得超过\1项。"),
        (r"This needs at least (\d+) characters\.", r"至少应有\1个字符。"),
        (r"This may have no more than (\d+) characters\.", r"不得超过\1个字符。"),
        (r"This does not have its form, .*", "格式不正确。"),
        (r"This must be one of .*", "应从所列选项中选择。"),
        (r"This must be an instant .*", "应填写日期和时间。"),
        (r"This should be greater than or equal to ([\d.]+)\.?", r"不得小于\1。"),
        (r"This should be less than or equal to ([\d.]+)\.?", r"不得大于\1。"),
    )
)


def fault_of(sentence: str) -> Words:
    """A sentence about a field in both languages, as far as it is known."""
    if sentence in _WHOLE:
        return Words(_WHOLE[sentence], sentence)
    for pattern, zh in _PATTERNS:
        if pattern.fullmatch(sentence):
            return Words(pattern.sub(zh, sentence), sentence)
    return Words(sentence, sentence)
