"""How the numbers in seeds/parsing/weights.py are made; nothing here runs in the newsroom."""
