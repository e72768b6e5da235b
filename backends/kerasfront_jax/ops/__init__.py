"""Operations of our own: compiled ones, and forms of convolution and pooling that XLA runs faster."""
