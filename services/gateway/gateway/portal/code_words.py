"""The grounds that facts name by a code, in words. PURE data.

Most grounds stand in the rules of an agency with their sentence and their article; those here are said by facts and by
no rule's code, or are short for the place where a page says them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Final

from gateway.portal.fact_words import Words

CODES: Final[Mapping[str, Words]] = {
    "mortgage": Words("抵押登记未解除", "A mortgage is registered"),
    "pledge": Words("质押备案未解除", "A pledge is registered"),
    "seizure": Words("车辆被查封、扣押", "The vehicle is sealed or seized"),
    "stolen": Words("被盗抢骗车辆", "The vehicle is stolen"),
    "mismatch": Words("车辆与档案不符", "The vehicle differs from its file"),
    "smuggling": Words("涉嫌走私", "Suspicion of smuggling"),
    "confiscated": Words("货物没收", "The goods were confiscated"),
    "customs_confiscated": Words("海关没收货物", "Customs confiscated the goods"),
    "vehicle_locked": Words("车辆已锁定", "A vehicle is locked"),
    "licence_not_valid": Words("许可证不在有效状态", "The licence is not in force"),
    "licence_mismatch": Words("许可证与报关单不符", "The licence does not match the declaration"),
    "licence_cancelled": Words("许可证已注销", "The licence was cancelled"),
    "licence_revoked": Words("许可证已撤销", "The licence was revoked"),
    "licence_withdrawn": Words("许可申请已撤回", "The application was withdrawn"),
    "licence_refused": Words("许可未获准予", "The licence was refused"),
    "licence_lapsed": Words("许可申请已终止", "The application is over"),
    "line_left_out": Words("本车未列入新许可证", "Left out of the new licence"),
    "registration_restored": Words("车辆已恢复登记", "The registration was restored"),
    "holder_asks": Words("企业申请", "The holder asks"),
    "fewer_vehicles": Words("实际出口数量减少", "Fewer vehicles than licensed"),
    "forged_letter": Words("伪造售后维修服务确认书", "A forged letter of confirmation"),
    "scrapping_within_year": Words("距强制报废期一年以内", "Scrapping is due within a year"),
    "inspection_report_missing": Words("缺少第三方检测报告", "The inspection report is missing"),
    "goods_name_not_used": Words("商品名称未注明“旧”", "The goods name does not say “used” (旧)"),
    "invoice_amount": Words("发票金额与税额不符", "The invoice's sums do not add up"),
    "invoice_false": Words("发票不实", "The invoice is false"),
    "bad_invoice": Words("虚开发票", "A false invoice"),
    "goods_returned": Words("货物已退运", "The goods came back"),
    "departure_reversed": Words("启运后未实际离境", "The goods never left the country"),
    "shut_out": Words("退关", "Shut out"),
    "returned": Words("货物退运", "Goods returned"),
    "temp_plate_ends_first": Words("临时号牌先于开航到期", "The temporary plate ends before the sailing"),
    "overdue_assignment": Words("逾期未交办", "Not assigned in time"),
    "overdue_answer": Words("逾期未答复", "Not answered in time"),
    "expert_review": Words("专家评审", "Review by experts"),
    "inspection": Words("检验、检测、检疫、鉴定", "Inspection or testing"),
    "hearing": Words("听证", "Hearing"),
    "other_body": Words("等待其他机关答复", "Another body must answer"),
    "licence": Words("出口许可", "Export licence"),
    "deregistration": Words("注销登记", "Deregistration"),
    "customs": Words("报关放行", "Customs"),
    "rebate": Words("出口退税", "Tax rebate"),
}


@cache
def _of_rules() -> Mapping[str, Words]:
    """The codes of all agencies' rules; the first rule of a code speaks for it."""
    try:
        text = resources.files("gateway.portal.work").joinpath("reasons.json").read_text(encoding="utf-8")
    except (FileNotFoundError, ModuleNotFoundError):
        return {}
    found: dict[str, Words] = {}
    for lines in json.loads(text).values():
        for line in lines:
            found.setdefault(str(line["code"]), Words(str(line["zh"]), str(line["en"])))
    return found


def of_code(code: str) -> Words | None:
    """A ground in words; None when nobody gave it any."""
    return CODES.get(code) or _of_rules().get(code)


def of_code_or_itself(code: str) -> Words:
    """A ground in words, or its code with spaces: shown as it is, never hidden."""
    return of_code(code) or Words(code.replace("_", " "), code.replace("_", " "))
