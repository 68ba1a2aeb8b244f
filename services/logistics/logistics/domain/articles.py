"""The law that carriage rests on, as it is cited on paper. What no text fixes is marked as our own (本系统约定)."""

from __future__ import annotations

from typing import Final

MANIFEST: Final = "海关进出境运输工具舱单管理办法（运抵报告、装载舱单、理货报告）"
LOAD_AFTER_RELEASE: Final = "海关法 第二十三条、第二十九条（放行后方可装运）"
CARRIER_INTO_LAW: Final = "海关法 第十四条（运输工具负责人如实申报）"
IMO_NUMBER: Final = "国际海上人命安全公约（SOLAS）第 XI-1/3 条（船舶识别号）"
CONTAINER_NUMBER: Final = "ISO 6346；GB/T 1836（集装箱代码、识别和标记）"
LOCODE: Final = "联合国贸易和运输地点代码（UN/LOCODE）"
SEAL: Final = "海关法 第二十三条；ISO 17712（集装箱封志）"
DANGEROUS_BY_SEA: Final = "国际海运危险货物规则（UN 3171、UN 3556 等条目）；港口危险货物安全管理规定"
RAIL_BATTERIES: Final = "国家铁路局等三部门《关于支持新能源商品汽车铁路运输服务新能源汽车产业发展的意见》"
LOADING_FLOW: Final = "天津措施（征求意见稿）第五条（新能源汽车集装箱装运流程）"
OWN_LOADING: Final = "本系统约定：新能源汽车装载核对，法规未定"
OWN_CUTOFF: Final = "本系统约定：截关后不再集港，以承运人公布的截关时间为准"
OWN_BOOKING: Final = "本系统约定：订舱规则，法规未定"
ONE_CASE: Final = "公告2024年第6号（一车一案）；本系统约定：一车同时只有一个有效订舱"
RAIL: Final = "天津措施（征求意见稿）第十条（中欧班列、笼车）"
NEW_LINES: Final = "天津措施（征求意见稿）第十条（新开滚装航线，含国际中转）"
ZONE: Final = "天津措施（征求意见稿）第十条（“班列+二手车+综保区”模式）"
PLATE: Final = "机动车登记规定 第二十八条（临时行驶车号牌有效期）"
URGENCY: Final = "天津措施（征求意见稿）第一条（优先办理）；本系统约定：截关预警"
