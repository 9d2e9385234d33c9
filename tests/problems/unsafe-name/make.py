import zipfile

with zipfile.ZipFile("all.zip", "w") as archive:
    archive.writestr(
        "story.txt",
        "The lamp was lit again by the river, and nobody said a word about it.\n\n" * 3,
    )
    archive.writestr(
        "../../up.txt",
        "The lamp was lit again by the river, and nobody said a word about it.\n\n" * 3,
    )
