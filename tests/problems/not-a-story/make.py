import zipfile

with zipfile.ZipFile("all.zip", "w") as archive:
    archive.writestr(
        "story.txt",
        "The lamp was lit again by the river, and nobody said a word about it.\n\n" * 3,
    )
    archive.writestr("sheet.xyz", b"\x00\x01\x02\xff" * 50)
