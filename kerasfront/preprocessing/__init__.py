"""Raw data to arrays: words, sequences, images."""
