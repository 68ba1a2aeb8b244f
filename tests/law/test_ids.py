import json

from exportlane.law.ids import CaseId, Uscc, Vin


def test_an_id_is_plain_text_on_the_wire() -> None:
    ids = [Vin("LFV2A21K9J4000003"), Uscc("91350100M000100Y43"), CaseId("case-1")]

    assert json.dumps(ids) == '["LFV2A21K9J4000003", "91350100M000100Y43", "case-1"]'
