"""Writes a digest of what decides a card's pixels and bytes: build_digest.py OUTPUT DEPFILE FOLDER... -- WORD...

It covers the paths and contents of all files of the folders, and the words (libraries with their versions). The digest
is part of every card's key, so that two builds which may draw differently never take each other's cards from a cache.
"""
import hashlib
import sys
from pathlib import Path


def files_below(folder):
    """[(name, path)] in an order that no file system decides, and the folders themselves."""
    paths = [path for path in folder.rglob("*") if path.name[0] != "." and "__pycache__" not in path.parts]
    files = [(path.relative_to(folder.parent).as_posix(), path) for path in paths if path.is_file()]
    return sorted(files), [folder, *(path for path in paths if path.is_dir())]


def main(output, depfile, *rest):
    end = rest.index("--")
    digest = hashlib.blake2b(digest_size=16)
    seen = []
    for folder in map(Path, rest[:end]):
        files, folders = files_below(folder)
        seen += [path for _, path in files] + folders
        for name, path in files:
            digest.update(f"{name}\0{path.stat().st_size}\0".encode() + path.read_bytes())
    digest.update("\0".join(sorted(set(rest[end + 1:]))).encode())
    Path(output).write_text(
        f'#include "render/build_digest.h"\n\nconst char build_digest[] = "{digest.hexdigest()}";\n', encoding="utf-8")
    # Folders too: a file added or removed changes theirs.
    names = " ".join(str(path).replace(" ", "\\ ") for path in seen)
    Path(depfile).write_text(f"{output}: {names}\n", encoding="utf-8")


main(*sys.argv[1:])
