"""A little late is sent; more than that is the team's choice."""

from datetime import timedelta

import pytest

from scheduler.lateness import GRACE, judge
from tests.scheduler.moments import utc

DUE = utc(2026, 11, 24)


@pytest.mark.parametrize("policy", ["send", "skip", "hold"])
@pytest.mark.parametrize("late", [-GRACE, timedelta(0), timedelta(seconds=1), GRACE])
def test_up_to_the_grace_a_bulletin_goes_out_whatever_the_policy(policy, late):
    assert judge(DUE, now=DUE + late, policy=policy) == "send"


@pytest.mark.parametrize("policy", ["send", "skip", "hold"])
@pytest.mark.parametrize("late", [GRACE + timedelta(microseconds=1), timedelta(days=900)])
def test_beyond_the_grace_the_policy_decides(policy, late):
    assert judge(DUE, now=DUE + late, policy=policy) == policy
