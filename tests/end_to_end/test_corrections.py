"""Each agency may ask for what is missing, once for all; the enterprise answers, and the case goes on to its refund."""

from __future__ import annotations

from exportlane.runtime.testing import until
from tests.end_to_end.conftest import Lane
from tests.end_to_end.papers import batch, inspection, invoice, vehicle
from tests.end_to_end.people import EXPORTER
from tests.end_to_end.stories import NATIONAL, REQUESTED, TIANJIN


async def test_a_missing_inspection_report_is_asked_for_and_the_licence_then_granted(lane: Lane) -> None:
    lacking = vehicle(inspection_report=None)
    submitted = await lane.entrance.submits(batch(vehicle(), lacking))
    notice = await lane.entrance.reaches("licensing", submitted.lot, "correction_requested")
    assert [item["vin"] for item in notice["asked"]] == [lacking["vin"]]

    async def enterprise_is_waited_for() -> bool:
        shown = await lane.entrance.case(submitted.cases[lacking["vin"]])
        return bool(shown["status"]["waiting_on"]["kind"] == "enterprise")

    await until(enterprise_is_waited_for)

    lines = [{"vin": lacking["vin"], "inspection_report": inspection()}]
    await lane.entrance.act(EXPORTER, "licensing", submitted.lot, "supply-correction", {"lines": lines})

    corrected = TIANJIN.but(
        licensing=(
            "licence.application_submitted", "licence.correction_requested", "licence.correction_supplied",
            "licence.granted", "licence.used",
        )
    )  # fmt: skip
    await lane.proven((submitted, corrected))


async def test_a_missing_power_of_attorney_holds_up_its_vehicle_until_it_is_there(lane: Lane) -> None:
    other, lacking = vehicle(), vehicle(agent_registered=False)
    submitted = await lane.entrance.submits(batch(other, lacking))
    case = submitted.cases[lacking["vin"]]
    await lane.entrance.reaches("vehicle-registry", case, "correction_requested")
    await lane.entrance.reaches("vehicle-registry", submitted.cases[other["vin"]], "deregistered_provisional")

    documents = [{"code": "power_of_attorney", "reference": "archive 7/12"}]
    body = {"documents": documents}
    await lane.entrance.act(EXPORTER, "vehicle-registry", case, "supply-correction", body)

    corrected = TIANJIN.but(
        vehicle_registry=(
            "vehicle.transfer_pending_export", *REQUESTED, "vehicle.deregistration_correction_requested",
            "vehicle.deregistration_correction_supplied", "vehicle.deregistered", "vehicle.exit_confirmed",
        )
    )  # fmt: skip
    await lane.proven((submitted, {other["vin"]: TIANJIN, lacking["vin"]: corrected}))


async def test_a_goods_name_without_old_is_sent_back_and_declared_again(lane: Lane) -> None:
    misnamed = vehicle(goods_name="大众汽车牌1.5L小客车")
    submitted = await lane.entrance.submits(batch(misnamed, vehicle(), profile="national"))
    await lane.entrance.reaches("customs", submitted.lot, "returned_for_correction")

    lines = [{"vin": misnamed["vin"], "goods_name": "旧大众汽车牌1.5L小客车"}]
    await lane.entrance.act(EXPORTER, "customs", submitted.lot, "supply-correction", {"lines": lines})

    again = ("customs.returned_for_correction", "customs.resubmitted", *NATIONAL.facts["customs"])
    await lane.proven((submitted, NATIONAL.but(customs=again)))


async def test_an_invoice_that_does_not_add_up_is_asked_about_and_refunded_at_its_right_amount(
    lane: Lane,
) -> None:
    wrong = vehicle(invoice=invoice(gross_amount="65500.00"))
    submitted = await lane.entrance.submits(batch(wrong))
    await lane.entrance.reaches("tax-rebate", submitted.lot, "correction_requested")

    right = invoice(gross_amount="45200.00", ex_vat_amount="40000.00")
    invoices = [{"vin": wrong["vin"], "invoice": right}]
    await lane.entrance.act(
        EXPORTER, "tax-rebate", submitted.lot, "supply-correction", {"invoices": invoices}
    )

    corrected = TIANJIN.but(
        tax_rebate=(
            "rebate.claim_accepted", "rebate.correction_requested", "rebate.correction_supplied",
            "rebate.approved", "rebate.paid",
        )
    )  # fmt: skip
    await lane.proven((submitted, corrected))
    case = await lane.entrance.get(EXPORTER, f"/v1/cases/{submitted.case}")
    assert case["rebate"]["amount"] == "5200.00"
