"""Who is the rep and who the prospect: told, implied by the file, inferred from what is said, or unknown."""

from analyzer.speakers.assign import RoleHypotheses, assign_roles, hypotheses, tell_roles
from analyzer.speakers.infer import RoleModel, load_role_model
from analyzer.speakers.known import KnownSpeakers, load_speakers

__all__ = [
    "KnownSpeakers",
    "RoleHypotheses",
    "RoleModel",
    "assign_roles",
    "hypotheses",
    "load_role_model",
    "load_speakers",
    "tell_roles",
]
