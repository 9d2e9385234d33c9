from pathlib import Path

text = (
    "Lamps\n\nThe caf\u00e9 by the river was na\u00efve about its lamps, and \u201cno one\u201d said a word about it.\n"
)
Path("story.txt").write_bytes((text * 5).encode("cp1252"))
