"""What is behind a prediction: attention captured from a model, and the model asked anew.  Needs torch."""
