"""The main job: the same classic models trained on real digits on every engine, and a table that compares them."""
