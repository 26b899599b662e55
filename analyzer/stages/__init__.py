"""Stages: the seven labels, the models that give them, their training and evaluation."""
