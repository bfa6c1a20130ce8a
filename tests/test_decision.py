"""Which tests decide: companies first, each by its own; a group by tests that could have spoken."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from marketlink.pipeline.decision import (
    Company,
    GroupTest,
    decide,
    power_of_kp_bmp,
    power_of_portfolio,
    power_of_t,
)
from marketlink.records.decision import Chance, CompanyRole, Joint

FALL = Company("chipmaker", 79, 4e-6)
NAMED = (Company("rival", 32, 0.41), Company("foundry", 30, 0.63))


def by_id(decision):
    return {one.event_id: one for one in decision.companies}


def test_one_company_that_fell_is_judged_by_its_own_test_and_no_group_speaks():
    mute = (GroupTest("kp-bmp", 0.50, 0.3), GroupTest("cda-t", 0.02, 0.9))
    found = decide([*NAMED, FALL], mute, n=3)
    assert [one.event_id for one in found.companies] == ["chipmaker", "rival", "foundry"]
    first, *rest = found.companies
    assert (first.role, first.chance, first.p_adjusted) == (
        CompanyRole.SUBJECT,
        Chance.UNLIKELY,
        4e-6,
    )
    assert {(one.role, one.chance) for one in rest} == {(CompanyRole.PASSING, Chance.ORDINARY)}
    assert (found.joint, found.heard) == (None, ())


@pytest.mark.parametrize("p", [1e-9, 0.03, 0.2, None])
def test_a_mention_in_passing_changes_nothing_said_of_the_subject(p):
    subject = Company("carmaker", 88, p)
    alone = decide([subject])
    beside = decide([subject, Company("phones", 21, 0.7), Company("chips", 20, 0.001)], n=3)
    assert beside.companies[0] == alone.companies[0]


def test_five_alike_on_one_day_each_keep_their_own_verdict():
    five = [Company(f"c{k}", 60 + k, p) for k, p in enumerate([1e-4, 2e-3, 0.011, 0.004, 0.35])]
    tests = (
        GroupTest("cda-t", 1e-5, 0.99),
        GroupTest("permutation", 0.004, 0.99, floor=0.004),
        GroupTest("kp-bmp", 0.09, 0.45),
    )
    found = decide(five, tests, n=5)
    verdicts = {one.event_id: one.chance for one in found.companies}
    assert verdicts.pop("c4") is Chance.ORDINARY
    assert set(verdicts.values()) == {Chance.UNLIKELY}
    assert by_id(found)["c2"].p_adjusted == pytest.approx(0.022)
    assert found.joint is Joint.UNLIKELY
    assert {one.statistic for one in found.heard if one.decides} == {"cda-t", "permutation"}
    assert next(one for one in found.heard if one.statistic == "kp-bmp").power == 0.45


def test_tests_disagree_only_where_both_could_have_spoken():
    many = [Company(f"c{k}", 50, 0.01) for k in range(12)]

    def joint(power):
        tests = (GroupTest("cda-t", 0.001, 0.99), GroupTest("kp-bmp", 0.30, power))
        return decide(many, tests, n=12).joint

    assert joint(0.95) is Joint.DISAGREE
    assert joint(0.5) is Joint.UNLIKELY
    neither = (GroupTest("cda-t", 0.4, 0.3), GroupTest("kp-bmp", 0.3, 0.3))
    assert decide(many, neither, n=12).joint is Joint.ORDINARY


def test_no_test_makes_more_of_a_group_than_the_one_that_leads():
    many = [Company(f"c{k}", 50, 0.01) for k in range(12)]
    beside = (GroupTest("cda-t", 0.2, 0.4), GroupTest("bmp", 0.001, 0.9))
    found = decide(many, beside, n=12)
    assert found.joint is Joint.ORDINARY
    assert [one.statistic for one in found.heard if one.decides] == ["cda-t"]
    both = (GroupTest("cda-t", 0.2, 0.4), GroupTest("kp-bmp", 0.001, 0.9))
    assert decide(many, both, n=12).joint is Joint.DISAGREE
    ranked = (GroupTest("cda-t", 0.2, 0.4), GroupTest("rank", 0.001, 0.9))
    assert decide(many, ranked, n=12).joint is Joint.UNLIKELY
    lone = (GroupTest("bmp", 0.001, 0.9),)
    assert [one.statistic for one in decide(many, lone, n=12).heard if one.decides] == ["bmp"]


def test_a_test_that_cannot_reach_the_level_is_silent():
    two = [Company("a", 50, 0.2), Company("b", 50, 0.3)]
    found = decide(
        two, (GroupTest("permutation", 0.25, 0.9, floor=0.25), GroupTest("kp-bmp", 0.1, 0.2)), n=2
    )
    assert found.joint is Joint.SILENT
    assert not any(one.decides for one in found.heard)


def test_a_company_without_a_test_is_untested_and_pays_nothing():
    found = by_id(decide([Company("a", 50, None), Company("b", 50, 0.04)]))
    assert found["a"].chance is Chance.UNTESTED and found["a"].p_adjusted is None
    assert found["b"].p_adjusted == 0.04
    assert decide([]).companies == ()


def test_power_is_that_of_the_noncentral_law():
    for effect, df in ((-2.5, 2), (3.0, 40)):
        bound = stats.t.ppf(0.975, df)
        expected = stats.nct.sf(bound, df, effect) + stats.nct.cdf(-bound, df, effect)
        assert power_of_t(effect, df) == pytest.approx(expected, rel=1e-6)
    # Three events with mean SCAR -3.8 at r = 0.41: seven chances in ten; two: one in four.
    assert power_of_kp_bmp(-3.8, 3, 0.41) == pytest.approx(0.70, abs=0.01)
    assert power_of_kp_bmp(-3.8, 2, 0.41) == pytest.approx(0.28, abs=0.01)
    same = power_of_portfolio(-3.8, np.full(3, 0.02), 0.02 * ((1 + 2 * 0.41) / 3) ** 0.5, 2)
    assert same == pytest.approx(power_of_kp_bmp(-3.8, 3, 0.41))
    assert np.isnan(power_of_t(float("nan"), 5))
