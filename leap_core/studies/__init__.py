"""The studies of the paper and its supplement: grids of settings, trained, scored and told."""
