"""Models of Keras 0.3 in the clothes of other libraries."""
