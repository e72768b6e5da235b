"""Data sets of classic examples: digits, small images, movie reviews, newswires."""
