"""Who is the rep and who the prospect: told, implied by the file, inferred from what is said, or unknown."""

from analyzer.speakers.assign import RoleHypotheses, assign_roles, hypotheses, tell_roles
from analyzer.speakers.infer import RoleModel, load_role_model

__all__ = ["RoleHypotheses", "RoleModel", "assign_roles", "hypotheses", "load_role_model", "tell_roles"]
