"""The articles that decisions about licences and filings rest on, each written once, as it is cited on paper."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

ANNOUNCEMENT_6: Final = "商务部等五部门公告2024年第6号"
NOTICE_648: Final = "商贸函〔2025〕648号"
APPLICATION_GUIDE: Final = "二手车出口有关事项申办指南（企业版2025年修订）"
LETTER_GUIDE: Final = "申请二手车和改装车出口许可证有关事项的工作指引（企业版）"
QUALITY_STANDARDS: Final = "公告2024年第6号；WM/T 8-2022、WM/T 9-2022"
WITHIN_ONE_YEAR: Final = "公告2024年第6号（距强制报废期一年以内的二手车不得出口）"
ENCUMBERED: Final = "公告2024年第6号；机动车登记规定 第二十九、四十二条"
CONFORMITY: Final = "商贸发〔2024〕25号（符合进口国准入标准的声明）"
LICENCE_FACE: Final = "货物出口许可证管理办法（一批一证、一证一关）"
NO_CONTENT_EDITED: Final = "货物出口许可证管理办法（许可证内容不得更改，需要更改的换发新证）"
ONE_NOTICE: Final = "行政许可法 第三十二条"
DEEMED_ACCEPTED: Final = "行政许可法 第三十二条第一款第四项：逾期不告知的，自收到申请材料之日起即为受理"
NOT_COMPETENT: Final = "行政许可法 第三十二条第一款第一、二项"
REASONED_REFUSAL: Final = "行政许可法 第三十八条"
EXCLUDED_TIME: Final = "行政许可法 第四十五条"
DECEIT: Final = "行政许可法 第六十九条第二款"
OFFICER_ERROR: Final = "行政许可法 第六十九条第一款"
WRITE_OFF_LICENCE: Final = "行政许可法 第七十条"
LAPSED: Final = "行政许可法 第三十二条；补正期限见方案"
PRIORITY_LANE: Final = "天津措施（征求意见稿）第一条：对有紧急出口需求的企业优先办理"
SECOND_PERSON: Final = "行政许可法 第三十四条；复核标记见方案"
EXIT_MECHANISM: Final = "商贸函〔2025〕648号（负面清单与退出机制）"
FILING_YEAR: Final = "公告2024年第6号；申办指南：备案有效期1年，可在有效期内延续"

MOVES_REST_ON: Final[Mapping[str, str]] = {
    "submit": ONE_NOTICE,
    "accept": ONE_NOTICE,
    "refuse_acceptance": NOT_COMPETENT,
    "request_correction": ONE_NOTICE,
    "supply_correction": ONE_NOTICE,
    "request_priority": PRIORITY_LANE,
    "set_priority": PRIORITY_LANE,
    "pause": EXCLUDED_TIME,
    "resume": EXCLUDED_TIME,
    "grant": REASONED_REFUSAL,
    "refuse": REASONED_REFUSAL,
    "request_reissue": NO_CONTENT_EDITED,
    "decline_reissue": NO_CONTENT_EDITED,
    "reissue": NO_CONTENT_EDITED,
    "surrender": WRITE_OFF_LICENCE,
    "revoke": OFFICER_ERROR,
    "cancel": WRITE_OFF_LICENCE,
    "file": ANNOUNCEMENT_6,
    "reject": REASONED_REFUSAL,
    "renew": FILING_YEAR,
    "suspend": EXIT_MECHANISM,
    "remove": EXIT_MECHANISM,
    "enlist": EXIT_MECHANISM,
    "delist": EXIT_MECHANISM,
}
"""What a verb rests on, for the answer that it is not possible now; 公告2024年第6号 for all others."""
