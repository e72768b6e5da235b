"""The data sets of classic examples: digits, small pictures, reviews of films, newswires."""
