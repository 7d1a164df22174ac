"""The networks that recipes put features through, in PyTorch, and how their weights are read."""
