"""The main job: the same classic models trained on real digits on every backend, and a table that compares them."""
