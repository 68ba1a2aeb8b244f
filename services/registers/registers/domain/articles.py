"""The articles that the registers rest on, as they are written on paper."""

from __future__ import annotations

from typing import Final

TJ: Final = "天津市促进二手车出口高质量发展若干措施（征求意见稿）"
TZ: Final = "台州市进一步加强二手车出口工作的若干意见（2025年修订版）"
TJ_1, TJ_4, TJ_6, TJ_7, TJ_9 = (f"{TJ} 第{number}条" for number in "一四六七九")
TZ_1, TZ_5, TZ_6, TZ_7, TZ_10 = (f"{TZ} 第{number}条" for number in ("一", "五", "六", "七", "十"))
TRUE_FIGURES: Final = "统计法（真实、准确、完整、及时提供资料）"
OWN_TERRITORY: Final = "地方各级人民代表大会和地方各级人民政府组织法 第七十三条"
OWN_NAME: Final = "民法典 第一百六十一条、第一百七十一条"
DISTRICT_CODES: Final = "GB/T 2260 中华人民共和国行政区划代码"
COUNTRY_CODES: Final = "GB/T 2659 世界各国和地区名称代码（ISO 3166-1）"
CREDIT_CODES: Final = "GB 32100 法人和其他组织统一社会信用代码编码规则"
SCM_3: Final = "《补贴与反补贴措施协定》第三条第一款（SCM Agreement art. 3.1）"
REVIEW_FIRST: Final = (
    "国办发〔2014〕29号 贸易政策合规工作；天津市促进二手车出口高质量发展若干措施（征求意见稿）第一条"
)
TWO_PEOPLE: Final = "会计法 第三十五条（内部牵制，参照）"
WRONG_GRANT: Final = "行政许可法 第六十九条（参照）"
INVESTMENT_ABROAD: Final = "境外投资管理办法（商务部令2014年第3号）第六条"
SUPERVISION: Final = "税收征收管理法 第九条；天津市促进二手车出口高质量发展若干措施（征求意见稿）第四条"
