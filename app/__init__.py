"""The dashboard: a Streamlit app over stored explanations.  Starting it does not import torch."""

import os

# before pyarrow is imported, whose own allocator keeps for each thread what it once needed; see memory.py
os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
