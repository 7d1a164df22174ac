"""Runs on disk: stored explanations of a data set, read, scored and imported without torch."""
