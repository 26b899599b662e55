"""Ladders: how concrete a goal is, how large the gap, how firm a commitment, how deep the values."""
