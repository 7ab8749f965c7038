"""Ten thousand random histories: who may never be contacted is in no list and no file,
whatever was said before.
"""
