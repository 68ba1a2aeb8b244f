"""The law and the rules on which the office's answers rest, as they are written on paper."""

from __future__ import annotations

from typing import Final

OPINIONS: Final = "进一步加强台州市二手车出口工作的若干意见（2025修订版）"
MONEY_AND_LIST: Final = f"{OPINIONS}第十二条"
VALIDITY: Final = f"{OPINIONS}第十三条"
OWN_RULE: Final = "本办程序规则（政策未规定，由本办自行规定）"
TRUE_CLAIMS: Final = "财政违法行为处罚处分条例 第十四条"
ONE_NOTICE: Final = "本办程序规则：一次性告知全部需补正内容"
PUBLICITY: Final = "政府信息公开条例 第二十条；本办程序规则"
REMEDY: Final = (
    "可自收到决定之日起六十日内申请行政复议，或者六个月内提起行政诉讼。"
    "A review can be asked for within sixty days, or a court within six months."
)
"""行政复议法 第二十条; 行政诉讼法 第四十六条."""
