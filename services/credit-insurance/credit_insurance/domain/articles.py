"""The articles that decisions of the insurer and the banks rest on, as they are cited on paper."""

from __future__ import annotations

from typing import Final

TJ_8: Final = "天津市促进二手车出口高质量发展若干措施（征求意见稿） 第八条"
TJ_9: Final = "天津市促进二手车出口高质量发展若干措施（征求意见稿） 第九条"
TZ_3: Final = "台州市进一步加强二手车出口工作的若干意见（2025年修订版） 第三条"
TZ_9: Final = "台州市进一步加强二手车出口工作的若干意见（2025年修订版） 第九条"

INSURED_SUM: Final = "保险法 第十八条、第五十五条"
DISCLOSURE: Final = "保险法 第十六条"
NOTICE_OF_LOSS: Final = "保险法 第二十一条"
SETTLING: Final = "保险法 第二十三条、第二十四条"
PREMIUM: Final = "保险法 第十四条"
ENDING: Final = "保险法 第十五条"
ASSIGNING: Final = "民法典 第五百四十五条、第五百四十六条"
RECEIVABLES: Final = "民法典 第四百四十条、第七百六十一条"
FINANCED_ONCE: Final = "民法典 第七百六十八条"
CONSENT: Final = "数据安全法 第三十二条；征信业管理条例 第二十九条"
FOREX: Final = "外汇管理条例 第十二条"
FOREX_GOODS: Final = "货物贸易外汇管理指引（汇发〔2012〕38号） 第十三条"
OWN: Final = "本系统约定"
"""Where no law says it: our own arrangement, so that sums add up."""
