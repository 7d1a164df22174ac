"""The dashboard: a Streamlit app over stored explanations.  Starting it does not import torch."""
