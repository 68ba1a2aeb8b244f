"""What the values of enumerations are called, by the field that holds them. PURE data."""
# ruff: noqa: E501 - one verb, one line: a table is read across

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from gateway.portal.fact_words import Words

VALUES: Final[Mapping[str, Mapping[str, Words]]] = {
    "bar": {
        "mortgage": Words("抵押登记", "Mortgage"),
        "pledge": Words("质押备案", "Pledge"),
        "seizure": Words("查封、扣押", "Seizure"),
        "stolen": Words("被盗抢", "Reported stolen"),
        "mismatch": Words("与档案不一致", "Does not match the file"),
        "invalid_proofs": Words("证明、凭证无效", "A proof is invalid"),
        "customs_supervised": Words("海关监管未解除", "Supervised by customs"),
        "illegally_assembled": Words("走私、非法拼组装", "Smuggled or illegally assembled"),
        "violations_open": Words("交通违法未处理", "Traffic violations open"),
        "accident_open": Words("交通事故未处理", "Traffic accident open"),
        "scrapping_within_year": Words("距强制报废期一年以内", "Within a year of scrapping"),
    },
    "how": {"rubbing": Words("拓印膜比对", "By rubbing"), "electronic": Words("电子比对", "Electronically")},
    "result": {
        "as_declared": Words("与申报相符", "As declared"),
        "differs": Words("与申报不符", "Differs"),
        "established": Words("违规成立", "Established"),
        "dismissed": Words("违规不成立", "Dismissed"),
        "pass": Words("合格", "Passed"),
        "fail": Words("不合格", "Failed"),
    },
    "finding": {
        "in_order": Words("正常", "In order"),
        "not_in_order": Words("不正常", "Not in order"),
        "cannot_be_verified": Words("无法核实", "Cannot be verified"),
    },
    "priority": {"urgent": Words("进入优先通道", "Priority lane"), "normal": Words("按顺序办理", "Normal order")},
    "list": {
        "negative": Words("负面清单", "Negative list"),
        "serious_dishonesty": Words("严重失信名单", "List of serious dishonesty"),
    },
    "level": {"warn": Words("提示", "Warning"), "stop": Words("停止承保", "Stop cover")},
    "way": {"cash": Words("退回现金", "In cash"), "offset": Words("抵减", "Set off")},
    "verdict": {"grant": Words("予以支持", "Grant"), "refuse": Words("不予支持", "Refuse")},
    "kind": {
        "manufacturer": Words("生产企业", "Manufacturer"),
        "circulation": Words("流通企业", "Circulation enterprise"),
        "person": Words("个人", "Person"),
        "firm": Words("企业", "Firm"),
        "vat_special_13": Words("增值税专用发票（13%）", "Special VAT invoice, 13 %"),
        "vat_special_0_5": Words("增值税专用发票（0.5%）", "Special VAT invoice, 0.5 %"),
        "used_vehicle_unified": Words("二手车销售统一发票", "Unified used-vehicle invoice"),
        "vat_ordinary": Words("增值税普通发票", "Ordinary VAT invoice"),
    },
    "code": {
        "goods_returned": Words("货物退运", "Goods came back"),
        "departure_reversed": Words("启运后未离境", "Departure reversed"),
        "documents_not_filed": Words("逾期未备案单证", "Documents not filed"),
        "wrong_amount": Words("退税金额错误", "Wrong amount"),
        "bad_invoice": Words("发票不合规定", "Bad invoice"),
        "no_forex": Words("未收汇", "No foreign exchange"),
        "fraud": Words("骗税", "Fraud"),
        "road_use": Words("上路行驶", "Driven on roads"),
        "home_sale": Words("在国内出售", "Sold at home"),
        "other_use": Words("挪作他用", "Put to another use"),
        "office_error": Words("认定机关过错", "An error of the office"),
        "deceit": Words("以欺骗、贿赂等手段取得", "Got by deceit or bribery"),
        "false_material": Words("提供虚假材料", "False materials"),
        "not_bought": Words("未购车", "No car was bought"),
        "no_licence": Words("未获许可", "No licence was given"),
    },
    "transport_mode": {
        "sea": Words("水路", "By sea"), "rail": Words("铁路", "By rail"), "road": Words("公路", "By road"),
        "air": Words("航空", "By air"),
    },
    "mode": {
        "roro": Words("滚装", "Roll-on"), "container": Words("集装箱", "Container"), "rail": Words("铁路", "Rail"),
        "road": Words("公路", "Road"), "sea": Words("水路", "Sea"), "rail_container": Words("铁路集装箱", "Rail container"),
    },
    "vehicle_class": {
        "passenger": Words("乘用车", "Passenger car"), "commercial": Words("商用车", "Commercial vehicle"),
        "trailer": Words("挂车", "Trailer"),
    },
    "matter": {
        "application": Words("受理或者补正告知", "Acceptance or notice"),
        "correction": Words("补正", "Correction"),
        "deregistration_application": Words("申请注销登记", "Application for deregistration"),
        "quota": Words("指标有效期", "Quota"),
        "papers": Words("补正材料", "Papers"),
        "customs": Words("报关", "Customs"),
        "average": Words("平均用时", "Average"),
        "document_filing": Words("单证备案", "Documents on file"),
        "documents_filing": Words("单证备案", "Documents on file"),
    },
    "profile": {
        "tianjin": Words("天津", "Tianjin"), "taizhou": Words("台州", "Taizhou"), "national": Words("全国", "National"),
    },
    "unit": {
        "workdays": Words("个工作日", "working days"), "days": Words("日", "days"), "months": Words("个月", "months"),
    },
    "product": {
        "single_contract": Words("特定合同保险", "A single contract"), "short_term": Words("短期出口信用保险", "Short-term export credit"),
        "overseas_investment": Words("海外投资保险", "Overseas investment"),
    },
    "outcome": {
        "open": Words("未决定", "Open"), "refund": Words("退税", "Refund"), "paid": Words("已退库", "Paid"),
        "exempt_no_refund": Words("免税", "Exempt"), "taxed": Words("征税", "Taxed"), "rejected": Words("不予退税", "Rejected"),
        "withdrawn": Words("已撤回", "Withdrawn"), "lapsed": Words("已终止", "Lapsed"),
        "clawback_ordered": Words("责令追回", "Claw-back ordered"), "clawed_back": Words("已追回", "Clawed back"),
        "offset": Words("已抵减", "Set off"),
    },
    "issuer_kind": {
        "manufacturer": Words("生产企业", "Manufacturer"), "sales_company": Words("销售公司", "Sales company"),
        "overseas_division": Words("海外部门", "Overseas division"), "dealer": Words("经销商", "Dealer"),
        "modifier": Words("改装企业", "Modifier"),
    },
}  # fmt: skip
