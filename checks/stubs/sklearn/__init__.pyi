"""The part of scikit-learn in use."""
