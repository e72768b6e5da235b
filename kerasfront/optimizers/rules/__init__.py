"""Update rules, one file for each optimizer."""
