"""What the parts of a fact are called on a page, and how each is written. PURE data.

A part that is not named here is not told in words: ids that mean nothing to a person, and what the page says elsewhere.
The JSON of the timeline has everything.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from gateway.conference.members import KINDS
from gateway.portal.fact_words import Words


class Field(NamedTuple):
    """The label of a part and its form: text, mono, day, moment, number, days, country, port, agency, fact, code, or
    the name of a table below.
    """

    words: Words
    form: str = "text"


def _of(zh: str, en: str, form: str = "text") -> Field:
    return Field(Words(zh, en), form)


FIELDS: Final[Mapping[str, Field]] = {
    "code": _of("事由", "Ground", "code"),
    "codes": _of("疑点", "Suspicions", "code"),
    "suspicion_codes": _of("疑点", "Suspicions", "code"),
    "flags": _of("提示", "Flags", "code"),
    "deemed_reason": _of("视同收汇理由", "Deemed received because", "code"),
    "cause": _of("原因", "Cause", "code"),
    "phase": _of("阶段", "Phase", "phase"),
    "deemed": _of("视为受理", "Deemed accepted", "yes_no"),
    "accepted_on": _of("受理日", "Accepted on", "day"),
    "licence_no": _of("许可证号", "Licence no.", "mono"),
    "issued_on": _of("签发日", "Issued on", "day"),
    "valid_to": _of("有效至", "Valid to", "day"),
    "quantity": _of("数量（辆）", "Vehicles", "number"),
    "round": _of("第几次申领", "Application round", "number"),
    "priority": _of("通道", "Lane", "priority"),
    "evidence": _of("依据", "Evidence"),
    "declaration_no": _of("报关单号", "Declaration no.", "mono"),
    "customs_port": _of("口岸海关", "Customs office", "port"),
    "departure_port": _of("启运港", "Departure port", "port"),
    "exit_port": _of("离境港", "Exit port", "port"),
    "destination_country": _of("目的地", "Destination", "country"),
    "transport_mode": _of("运输方式", "Transport", "transport"),
    "vessel": _of("船名、车次", "Vessel or train", "mono"),
    "released_on": _of("放行日", "Released on", "day"),
    "cleared_on": _of("结关日", "Cleared on", "day"),
    "result": _of("查验结果", "Result", "result"),
    "fields": _of("项目", "Fields", "field"),
    "returned_on": _of("退运日", "Returned on", "day"),
    "proof_no": _of("注销证明", "Deregistration proof", "mono"),
    "temp_plate_no": _of("临时号牌", "Temporary plate", "mono"),
    "temp_plate_valid_to": _of("临时号牌有效至", "Temporary plate valid to", "day"),
    "first_registration_date": _of("初次登记日", "First registered", "day"),
    "transfer_pending_export_date": _of("转让待出口日", "Endorsed on", "day"),
    "quota_unit_no": _of("出口指标编号", "Quota unit", "mono"),
    "how": _of("核对方式", "Compared by", "how"),
    "banned_until": _of("限制申请至", "Barred until", "day"),
    "claim_no": _of("申报号", "Claim no.", "mono"),
    "rebate_class": _of("管理类别", "Class", "number"),
    "class_review": _of("拟调整类别", "Class to be moved to", "number"),
    "submitted_on": _of("提交日", "Submitted on", "day"),
    "decided_on": _of("办结日", "Decided on", "day"),
    "paid_on": _of("支付日", "Paid on", "day"),
    "against_claim_no": _of("抵减的申报号", "Set off against claim", "mono"),
    "certificate_no": _of("证明编号", "Certificate no.", "mono"),
    "kind": _of("类型", "Kind", "kind"),
    "enquiry_no": _of("函调编号", "Enquiry no.", "mono"),
    "to_office": _of("发往", "Sent to"),
    "sent_on": _of("发出日", "Sent on", "day"),
    "answered_on": _of("回复日", "Answered on", "day"),
    "finding": _of("函调结论", "Finding", "finding"),
    "on": _of("日期", "Day", "day"),
    "since": _of("起算日", "Since", "day"),
    "started_on": _of("起算日", "Began on", "day"),
    "was": _of("原截止日", "Was due on", "day"),
    "due_on": _of("截止日", "Due on", "day"),
    "notice": _of("通知", "Notice"),
    "matter": _of("期限", "Time limit", "limit"),
    "member": _of("成员单位", "Member", "member"),
    "purpose": _of("用途", "Purpose", "purpose"),
    "by_agency": _of("机关", "Agency", "agency"),
    "agreement": _of("共享协议", "Agreement", "mono"),
    "answered": _of("已提供", "Given", "yes_no"),
    "upheld": _of("校核成立", "Upheld", "yes_no"),
    "resource": _of("数据", "Data", "resource"),
    "field": _of("字段", "Field", "field"),
    "value": _of("原值", "Value"),
    "proposed": _of("建议值", "Proposed"),
    "fact_source": _of("来自", "From", "agency"),
    "fact_type": _of("消息", "Message", "fact"),
    "sentence": _of("说明", "It says"),
    "mode": _of("方式", "Mode", "mode"),
    "booking_no": _of("订舱号", "Booking no.", "mono"),
    "carrier": _of("承运人", "Carrier"),
    "vessel_or_train": _of("船名、车次", "Vessel or train"),
    "voyage": _of("航次、班次", "Voyage", "mono"),
    "pol": _of("装货港", "Port of loading", "mono"),
    "pod": _of("卸货港", "Port of discharge", "mono"),
    "place": _of("地点", "Place", "mono"),
    "etd": _of("预计离港", "Departs", "moment"),
    "cargo_cutoff": _of("截关时间", "Cut-off", "moment"),
    "was_cutoff": _of("原截关时间", "Cut-off was", "moment"),
    "to_vessel_or_train": _of("改配", "Moved to"),
    "container_no": _of("箱号", "Container", "mono"),
    "seal_no": _of("封志号", "Seal", "mono"),
    "at": _of("时间", "At", "moment"),
    "departed_on": _of("离港日", "Departed on", "day"),
    "arrived_on": _of("抵达日", "Arrived on", "day"),
    "transport_document_no": _of("运输单证号", "Transport document", "mono"),
    "checklist_passed": _of("动力电池检查合格", "Battery check passed", "yes_no"),
    "working_days_left": _of("剩余工作日", "Working days left", "days"),
    "working_days_needed": _of("尚需工作日", "Working days needed", "days"),
    "missing": _of("未办环节", "Missing", "code"),
    "zone": _of("综合保税区", "Bonded zone"),
    "base_name": _of("出口基地", "Export base"),
    "unit_no": _of("指标编号", "Unit no.", "mono"),
    "policy_no": _of("保单号", "Policy no.", "mono"),
    "insurer": _of("保险人", "Insurer", "mono"),
    "buyer_id": _of("买方代码", "Buyer", "mono"),
    "level": _of("预警等级", "Level", "level"),
    "warned": _of("买方有预警", "Buyer was warned of", "yes_no"),
    "declared_on": _of("申报日", "Declared on", "day"),
    "loss_no": _of("报损编号", "Loss no.", "mono"),
    "reported_on": _of("报损日", "Reported on", "day"),
    "decision": _of("核定结果", "Decision", "decision"),
    "paid_to": _of("支付给", "Paid to", "paid_to"),
    "bank": _of("银行", "Bank", "mono"),
    "receipt_no": _of("收汇编号", "Receipt no.", "mono"),
    "received_on": _of("收汇日", "Received on", "day"),
    "reason": _of("理由", "Reason", "reason"),
    "article": _of("依据", "Law", "article"),
    "remedy": _of("救济途径", "Remedy", "reason"),
}
"""In the order in which a fact's lines are told. Sums are told together with their currency."""

TABLES: Final[Mapping[str, Mapping[str, Words]]] = {
    "yes_no": {"true": Words("是", "Yes"), "false": Words("否", "No")},
    "phase": {"provisional": Words("暂行（待出境确认）", "Provisional, until the exit is confirmed"),
              "final": Words("正式", "Final")},
    "priority": {"normal": Words("普通", "Normal"), "urgent": Words("优先", "Urgent")},
    "transport": {"rail": Words("铁路", "Rail"), "sea": Words("水路", "Sea"), "road": Words("公路", "Road"),
                  "water": Words("水路", "Sea"), "ship": Words("水路", "Sea"),
                  # The codes of a declaration (运输方式代码).
                  "2": Words("水路", "Sea"), "3": Words("铁路", "Rail"), "4": Words("公路", "Road"),
                  "5": Words("航空", "Air")},
    "result": {"as_declared": Words("与申报相符", "As declared"), "differs": Words("与申报不符", "Differs")},
    "how": {"rubbing": Words("拓印膜", "Rubbing"), "electronic": Words("电子比对", "Electronically")},
    "kind": {"tax_made_good": Words("已补税证明", "Tax made good"), "not_refunded": Words("未退税证明", "Not refunded")}
    | {name: Words(*both) for name, both in KINDS.items()},
    "finding": {"in_order": Words("相符", "In order"), "not_in_order": Words("不符", "Not in order"),
                "cannot_be_verified": Words("无法核实", "Cannot be verified")},
    "mode": {"roro": Words("滚装", "Ro-ro"), "container": Words("集装箱", "Container"),
             "rail_cage": Words("铁路笼车", "Rail car cage"), "rail_container": Words("铁路集装箱", "Rail container"),
             "road": Words("公路", "Road")},
    "level": {"warn": Words("预警", "Warning"), "stop": Words("停止承保", "Stop"),
              "withdrawn": Words("已解除", "Withdrawn")},
    "decision": {"accepted": Words("赔付", "Accepted"), "refused": Words("拒赔", "Refused")},
    "paid_to": {"exporter": Words("出口企业", "Exporter"), "assignee": Words("受让银行", "Assignee bank")},
}  # fmt: skip
"""Values that are words themselves."""

SHARED: Final[Mapping[str, Words]] = {
    "access_standard": Words("准入标准", "Access standard"),
    "against_licence_no": Words("所用许可证号", "Licence used"),
    "bars": Words("限制情形", "Bars"),
    "belt_and_road": Words("共建“一带一路”国家", "Belt and Road country"),
    "booking_status": Words("订舱状态", "Status of the booking"),
    "case_id": Words("案件编号", "Case"),
    "country": Words("国家", "Country"),
    "covers_vin": Words("是否包含本车", "Whether it covers the vehicle"),
    "currency": Words("币种", "Currency"),
    "declaration_status": Words("报关单状态", "Status of the declaration"),
    "deregistered_on": Words("注销日", "Deregistered on"),
    "energy_type": Words("能源种类", "Energy type"),
    "exporter_uscc": Words("出口企业代码", "Exporter's code"),
    "filing_status": Words("备案状态", "Status of the filing"),
    "fob_amount": Words("离岸价", "FOB value"),
    "former_owner_address": Words("原所有人住址", "Former owner's address"),
    "former_owner_id_no": Words("原所有人证件号", "Former owner's identity number"),
    "former_plate_no": Words("原号牌", "Former plate"),
    "gated_in_on": Words("集港日", "Gated in on"),
    "hs_code": Words("商品编码", "HS code"),
    "licence_status": Words("许可证状态", "Status of the licence"),
    "outcome": Words("结果", "Outcome"),
    "rcep": Words("RCEP成员国", "RCEP member"),
    "rebate_status": Words("退税申报状态", "Status of the claim"),
    "refund": Words("退税额", "Refund"),
    "registration_status": Words("登记状态", "Status of the registration"),
    "risk": Words("风险等级", "Risk"),
    "risk_as_of": Words("风险评定日", "Risk as of"),
    "sailing_id": Words("船期、班期", "Sailing"),
    "score": Words("评分", "Score"),
    "scrapping_due_date": Words("强制报废期止", "Scrapping due"),
    "uscc": Words("统一社会信用代码", "Unified social credit code"),
    "valid_from": Words("有效期起", "Valid from"),
    "vehicle_class": Words("车辆类型", "Class of the vehicle"),
}
"""Fields of shared data for which neither a fact's part nor the catalogue has words."""
