"""The call plan: questions for each of the five conversations before a call, and which of them were asked in it."""

from __future__ import annotations

from analyzer.plan.asked import Asked, asked_of
from analyzer.plan.bank import questions_for, trades
from analyzer.plan.planned import Plan, Planned, plan_of, read_plan

__all__ = ["Asked", "Plan", "Planned", "asked_of", "plan_of", "questions_for", "read_plan", "trades"]
