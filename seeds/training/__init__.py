"""How the numbers in seeds/parsing/weights.bin are made; nothing here runs in the newsroom."""
