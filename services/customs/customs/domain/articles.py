"""The law that customs rests on, as it is cited on paper. What no text fixes is marked as our own (本系统约定)."""

from __future__ import annotations

from typing import Final

NO_RELEASE_WITHOUT_LICENCE: Final = "海关法 第二十四条"
ONE_LICENCE: Final = "海关法 第二十四条；商务部等五部门公告2024年第6号（一批一证）"
TRUE_DECLARATION: Final = "海关法 第二十四条（如实申报）；公告2024年第6号（商品名称注明“旧”）"
DECLARE_IN_TIME: Final = "海关法 第二十四条（运抵海关监管区后、装货的24小时以前申报）"
AMEND_OR_CANCEL: Final = "海关法 第二十六条；海关进出口货物报关单修改和撤销管理办法"
AMEND_LISTED: Final = "海关进出口货物报关单修改和撤销管理办法 第三条、第五条"
AMEND_FIRST: Final = "海关进出口货物报关单修改和撤销管理办法 第四条（修改优先）"
INSPECT: Final = "海关法 第二十八条"
DETAIN: Final = "海关法 第六条"
UNDER_CUSTOMS: Final = "海关法 第二十三条（自申报起至出境止受海关监管）"
FORM: Final = "海关总署公告2019年第18号（进出口货物报关单填制规范）"
EXPORT_BARRED: Final = "公告2024年第6号（被依法查封、扣押、抵押等的车辆不得出口）；机动车登记规定 第四十二条"
DEPARTURE_PORT: Final = "财税〔2024〕31号（启运港退税）"
RAIL_BATTERIES: Final = "国家铁路局等三部门《关于支持新能源商品汽车铁路运输服务新能源汽车产业发展的意见》"
SEA_BATTERIES: Final = "国际海运危险货物规则（UN 3171、UN 3556 等条目）"
LOADING_FLOW: Final = "天津措施（征求意见稿）第五条（新能源汽车集装箱装运流程）"
OWN_LOADING: Final = "本系统约定：新能源汽车集装箱装载核对，法规未定"
OWN_SHUT_OUT: Final = "本系统约定：退关后30日内不改配的撤销，法规未定"
CULTIVATION: Final = "天津措施（征求意见稿）第五条（AEO高级认证培育库）"
AEO_STANDARD: Final = "海关注册登记和备案企业信用管理办法；海关高级认证企业标准"
CARRIER: Final = "海关法 第十四条；海关进出境运输工具舱单管理办法（理货报告核对后办理结关）"
GOODS_BACK: Final = "海关法 第五十七条（出口货物退运进境）"
ORDER_OF_STEPS: Final = "海关法 第二十三条、第二十九条（放行后装运，离境后结关）"
