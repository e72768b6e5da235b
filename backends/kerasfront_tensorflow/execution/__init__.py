"""Running what K has built: sessions, variables in them, programs, and the subgraphs that are copied into sessions."""
