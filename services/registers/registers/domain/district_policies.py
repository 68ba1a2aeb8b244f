"""District policies and their review by the rules of the WTO before publication (国办发〔2014〕29号). PURE.

A subsidy that hangs on exports, or on the use of domestic goods, is prohibited (SCM Agreement art. 3.1): a policy with
one is never published; its draft is written anew.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from exportlane.contracts import promotion_work as told
from exportlane.contracts.decision import Decided, Refused
from exportlane.law.rules import rule
from registers.domain import articles, telling
from registers.domain.checks import fault_in
from registers.domain.entry import Act, Entry, PolicyRecord, Review, Status, Verb, Writer
from registers.domain.keeping import Answer, forbidden, moved, same_thing
from registers.domain.particulars import DistrictPolicy
from registers.domain.terms import Policy


def _record(entry: Entry) -> PolicyRecord:
    return entry.policy or PolicyRecord()


@rule(
    "RGS-REVIEW",
    zh="合规性审查结论不得与草案载明的条件相矛盾，起草与审查不得为同一人",
    en="A review does not say less than the draft itself, and is not done by who wrote it",
    article=articles.REVIEW_FIRST,
    slug="review_contradicts_draft",
)
def review(
    entry: Entry, *, export_contingent: bool, import_substitution: bool, opinion: str, writer: Writer
) -> Answer:
    """Measure by measure: does a benefit hang on exports, or on domestic goods?"""
    if refused := forbidden(entry, Verb.REVIEW):
        return refused
    record, here = _record(entry), telling.of(entry, DistrictPolicy)
    if writer.by == record.drafted_by:
        return Refused("same_officer", "Who wrote the draft does not review it.", articles.TWO_PEOPLE)
    for at, measure in enumerate(here.measures):
        said = {"export_performance": export_contingent, "domestic_goods": import_substitution}
        if measure.benefit and not said.get(measure.hangs_on, True):
            what = f"measure {at + 1} of the draft gives a benefit that hangs on {measure.hangs_on}"
            sentence = f"The review says that there is none, but {what}."
            return Refused("review_contradicts_draft", sentence, articles.SCM_3, _flag(measure.hangs_on), 422)
    done = Review(
        draft=record.draft, by=writer.by, on=writer.on, export_contingent=export_contingent,
        import_substitution=import_substitution, opinion=opinion,
    )  # fmt: skip
    act = Act(verb=Verb.REVIEW, by=writer.by, on=writer.on, reason=opinion)
    after = moved(entry, act, policy=replace(record, reviews=(*record.reviews, done)))
    fact = telling.fact(
        after, told.DistrictPolicyReviewed, act, policy_id=entry.id, district=here.district, draft=record.draft,
        export_contingent=export_contingent, import_substitution=import_substitution, article=articles.SCM_3,
    )  # fmt: skip
    return Decided(after, (fact,))


def _flag(hangs_on: str) -> str:
    return "/export_contingent" if hangs_on == "export_performance" else "/import_substitution"


@rule(
    "RGS-WTO-1",
    zh="未经世贸组织规则合规性审查的政策不得发布",
    en="No district policy is published before its review by the rules of the WTO",
    article=articles.REVIEW_FIRST,
    slug="wto_review_missing",
)
def reviewed(entry: Entry) -> Refused | None:
    """The newest draft, not one before it."""
    record = _record(entry)
    if any(each.draft == record.draft for each in record.reviews):
        return None
    sentence = (
        f"Draft {record.draft} was not reviewed by the rules of the WTO; without that it is not published."
    )
    return Refused("wto_review_missing", sentence, articles.REVIEW_FIRST)


@rule(
    "RGS-WTO-2",
    zh="以出口实绩或者使用国产货物为条件的补贴不得发布",
    en="A subsidy that hangs on export performance or on domestic goods is not published",
    article=articles.SCM_3,
    slug="export_contingent_subsidy",
)
def not_prohibited(entry: Entry) -> Refused | None:
    """By the newest review."""
    record = _record(entry)
    last = record.reviews[-1] if record.reviews else None
    if last is None or not (last.export_contingent or last.import_substitution):
        return None
    slug = "export_contingent_subsidy" if last.export_contingent else "import_substitution_subsidy"
    what = "export performance" if last.export_contingent else "the use of domestic goods"
    sentence = f"The review of {last.on} found a subsidy that hangs on {what}; it is prohibited. Write the draft anew."
    return Refused(slug, sentence, articles.SCM_3, "/wto_review", 422)


def publish(
    entry: Entry, *, document_no: str, valid_from: date, valid_to: date | None, writer: Writer
) -> Answer:
    """Publish what was reviewed and found clean."""
    # Of a draft the sentence says what is missing, and not only that it cannot be published now.
    early = reviewed(entry) if entry.status is Status.DRAFTED else None
    if refused := early or forbidden(entry, Verb.PUBLISH) or not_prohibited(entry):
        return refused
    if valid_to is not None and valid_to < valid_from:
        sentence = f"It would end on {valid_to}, before it begins on {valid_from}."
        return Refused("ends_before_it_begins", sentence, articles.TRUE_FIGURES, "/valid_to", 422)
    here: DistrictPolicy = telling.of(entry, DistrictPolicy)
    act = Act(verb=Verb.PUBLISH, by=writer.by, on=writer.on, source=document_no)
    public = replace(_record(entry), document_no=document_no, valid_from=valid_from, valid_to=valid_to)
    after = moved(entry, act, policy=public)
    fact = telling.fact(
        after, told.DistrictPolicyPublished, act, policy_id=entry.id, district=here.district, title=here.title,
        document_no=document_no, valid_from=valid_from, valid_to=valid_to,
    )  # fmt: skip
    return Decided(after, (fact,))


def redraft(
    entry: Entry, particulars: DistrictPolicy, *, source: str, writer: Writer, policy: Policy
) -> Answer:
    """Another draft; it is reviewed anew, whatever was found of the one before."""
    if refused := forbidden(entry, Verb.REDRAFT) or same_thing(entry, particulars):
        return refused
    if refused := fault_in(particulars, writer, policy):
        return refused
    record = _record(entry)
    act = Act(verb=Verb.REDRAFT, by=writer.by, on=writer.on, source=source)
    after = moved(entry, act, policy=replace(record, draft=record.draft + 1, drafted_by=writer.by))
    after = replace(after, particulars=particulars, source=source)
    return Decided(after, (telling.drafted(after, act),))
