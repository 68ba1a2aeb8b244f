"""The office's own rules, one file for each policy and `usual` for all others: data that a city can change."""
