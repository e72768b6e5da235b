"""The part of scikit-learn that kerasfront uses; scikit-learn has no types of its own."""
