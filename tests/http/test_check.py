"""ogcard check and what the command line says about templates and fonts."""

import json
import os
import subprocess

from harness import check, equal, main

GOOD = """<!doctype html>
<html lang="en"><head><meta name="param" content="title" data-required>
<style>body { box-sizing: border-box; width: 1200px; height: 630px; margin: 0; padding: 60px 300px 120px;
  background: #fff; font-family: Inter }
h1 { margin: 0; height: 330px; font-size: 60px; overflow-wrap: anywhere; --ogcard-min-font-size: 24px; color: COLOR }
</style></head><body><h1>{{title}}</h1></body></html>
"""
BAD = """<!doctype html>
<html lang="en"><head><style>
\th1 { colour: red }
</style></head><body><h1>{{titel}}</h1></body></html>
"""


def run(binary, *args):
    environment = {k: v for k, v in os.environ.items() if not k.startswith("OGCARD_")}
    return subprocess.run([binary, *args], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment, timeout=120,
                          check=False)


def write(folder, name, text):
    os.makedirs(os.path.dirname(os.path.join(folder, name)), exist_ok=True)
    with open(os.path.join(folder, name), "w") as file:
        file.write(text)
    return os.path.join(folder, name)


def a_good_template(suite, binary):
    path = write(suite.folder(), "good.html", GOOD.replace("COLOR", "#111"))
    result = run(binary, "check", path)
    equal((result.returncode, result.stdout, result.stderr), (0, b"1 template: 0 errors, 0 warnings.\n", b""))


def warnings_are_allowed(suite, binary):
    path = write(suite.folder(), "pale.html", GOOD.replace("COLOR", "#bbb"))
    result = run(binary, "check", path)
    equal((result.returncode, result.stderr), (0, b""))
    check(f"{path}:6:22: warning: The text of <h1> has a contrast of 1.9 to 1".encode() in result.stdout, result.stdout)
    check(b"1 template: 0 errors, 1 warning." in result.stdout, result.stdout)


def errors_with_their_place(suite, binary):
    folder = suite.folder()
    path = write(folder, "bad/index.html", BAD)
    write(folder, "good.html", GOOD.replace("COLOR", "#111"))
    for argument in (folder, path, folder + "/bad"):
        result = run(binary, "check", argument)
        out = result.stdout.decode()
        equal(result.returncode, 5, out)
        check(f"{path}:3:7: error: unknown property 'colour'; did you mean 'color'?" in out, out)
        check("     3 | \th1 { colour: red }\n       | \t     ^\n" in out, out)
        check(f"{path}:4:26: error: parameter 'titel' is not declared" in out, out)
        check("2 errors" in out, out)
        equal(result.stderr.decode().count("\n"), 1, "lines on standard error")
    # From within the folder too.
    result = subprocess.run([os.path.abspath(binary), "check", "index.html"], cwd=folder + "/bad",
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60, check=False)
    check(result.stdout.startswith(b"index.html:3:7: error: "), result.stdout)


def as_json(suite, binary):
    folder = suite.folder()
    bad = write(folder, "bad.html", BAD)
    write(folder, "pale.html", GOOD.replace("COLOR", "#bbb"))
    result = run(binary, "check", "--json", folder)
    equal(result.returncode, 5)
    report = json.loads(result.stdout)
    equal((report["templates"], report["errors"], report["warnings"]), (2, 2, 1))
    first = report["findings"][0]
    equal((first["severity"], first["rule"], first["template"], first["path"], first["line"], first["column"],
           first["source"]), ("error", "template", "bad", bad, 3, 7, "\th1 { colour: red }"))
    pale = report["findings"][2]
    equal((pale["severity"], pale["rule"], pale["template"]), ("warning", "contrast", "pale"))


def what_cannot_be_checked(suite, binary):
    for args, code in (([], 2), (["/nonexistent"], 7), ([suite.folder()], 7)):
        result = run(binary, "check", *args)
        equal((result.returncode, result.stdout), (code, b""), args)
        equal(result.stderr.count(b"\n"), 1)


def the_builtin_templates_have_no_errors(suite, binary):
    root = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "render", "templates")
    result = run(binary, "check", "--json", root)
    equal(result.returncode, 0, result.stderr)
    # Left-aligned headlines reach beyond a centre square; nothing else may be wrong with them.
    others = [finding["message"] for finding in json.loads(result.stdout)["findings"]
              if finding["rule"] not in ("cropped", "covered")]
    equal(others, [])


def a_builtin_template_copied_out(suite, binary):
    folder = suite.folder() + "/new"
    for name in ("og", "og-cuckoo-network"):
        result = run(binary, "templates", "--eject", name, folder)
        equal((result.returncode, result.stderr), (0, b""))
        check(folder.encode() in result.stdout)
        source = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "render", "templates", name)
        equal(sorted(os.listdir(f"{folder}/{name}")), sorted(os.listdir(source)), "files")
        for file in os.listdir(source):
            with open(f"{folder}/{name}/{file}", "rb") as copy, open(f"{source}/{file}", "rb") as original:
                equal(copy.read() == original.read(), True, file)
    # Never over what is there, and not a file of it.
    os.remove(folder + "/og/index.html")
    result = run(binary, "templates", "--eject", "og", folder)
    equal((result.returncode, os.listdir(folder + "/og"), result.stderr.count(b"\n")), (7, [], 1))
    for args, code in ((["--eject", "none", folder], 4), (["--eject", "og"], 2), ([folder], 2)):
        equal(run(binary, "templates", *args).returncode, code, args)
    # What was copied is served in the built-in one's place.
    listed = run(binary, "templates", "-t", folder).stdout
    check(f"{folder}/og-cuckoo-network/index.html".encode() in listed, listed)


def broken_templates_are_named_in_the_list(suite, binary):
    path = write(suite.folder(), "bad.html", BAD)
    result = run(binary, "templates", "-t", os.path.dirname(path))
    equal(result.returncode, 0)
    check(f"bad does not load: {path}:3:7".encode() in result.stderr, result.stderr)


def a_template_bounds_the_bytes_of_its_cards(suite, binary):
    sizes = {}
    for bound in ("", "max-bytes=12000", "max-bytes=4096"):
        text = GOOD.replace("COLOR", "#111").replace("<style>", f'<meta name="ogcard" content="{bound}"><style>')
        text = text.replace("background: #fff", "background: conic-gradient(#fdd, #dfd, #ddf, #fdd)")
        folder = os.path.dirname(write(suite.folder(), "bound.html", text))
        card = os.path.join(folder, "card.png")
        result = run(binary, "render", "bound", "-t", folder, "-p", "title=A card of few bytes", "-o", card)
        sizes[bound] = os.path.getsize(card) if os.path.exists(card) else result
    check(sizes[""] > 12000 >= sizes["max-bytes=12000"], sizes)
    equal(sizes["max-bytes=4096"].returncode, 6)
    check(b" with 16 colors; its template allows max-bytes=4096. Ask for format=jpg" in sizes["max-bytes=4096"].stderr,
          sizes["max-bytes=4096"].stderr)


def rows(result):
    """family -> (covered, count) of the doctor's table."""
    table = {}
    for line in result.stdout.decode().split("\n\n")[0].splitlines()[1:]:
        table[line[:28].strip()] = (line[29:38].strip(), int(line[39:45]))
    return table


def the_doctor(suite, binary):
    cases = (("ru", "Inter", "yes"), ("hi", "Noto Sans Devanagari", "fallback"),
             ("ja", "Noto Sans CJK JP", "fallback"), ("zh-Hant", "Noto Sans CJK TC", "fallback"))
    for language, family, covered in cases:
        result = run(binary, "doctor", "--lang", language)
        equal((result.returncode, result.stderr), (0, b""), language)
        table = rows(result)
        check(table[family][0] == covered and table[family][1] > 50, language, table)
        check(b"locl" not in result.stdout, language)
    for language in ("sr", "mk", "bg", "sr-Cyrl"):
        result = run(binary, "doctor", "--lang", language)
        check(b"Inter has no letterforms of this language" in result.stdout, language)
    check(b"locl" not in run(binary, "doctor", "--lang", "sr-Latn").stdout, "Latin letters need none")


def the_doctor_looks_at_titles(suite, binary):
    folder = suite.folder()
    titles = write(folder, "titles.txt", "Привет, мир\nЂорђе\nनमस्ते\n🚀\n")
    result = run(binary, "doctor", "--titles", titles)
    equal(result.returncode, 0, result.stderr)
    equal({family: row[0] for family, row in rows(result).items()},
          {"Inter": "yes", "Noto Sans Devanagari": "fallback", "Noto Color Emoji": "fallback"})
    # A line in Serbian gives itself away.
    check(b"locl" in result.stdout, result.stdout)
    # Without the fallback families.
    result = run(binary, "doctor", "--titles", titles, "--fallback-fonts", folder)
    equal(result.returncode, 5)
    equal(rows(result)["-"][0], "missing")
    check("न" in result.stdout.decode() and "🚀" in result.stdout.decode(), result.stdout)
    equal(result.stderr.count(b"\n"), 1)
    bad = folder + "/bad.txt"
    with open(bad, "wb") as file:
        file.write(b"good\n\xff\n")
    for args, code, word in ((["--titles", bad], 3, b"Line 2"), (["--titles", folder + "/none"], 7, b"none"),
                             (["--lang", "xx"], 2, b"xx"), ([], 2, b"--lang")):
        result = run(binary, "doctor", *args)
        equal((result.returncode, result.stdout, word in result.stderr), (code, b"", True), args)


if __name__ == "__main__":
    main([
        a_good_template,
        warnings_are_allowed,
        errors_with_their_place,
        as_json,
        what_cannot_be_checked,
        the_builtin_templates_have_no_errors,
        a_builtin_template_copied_out,
        broken_templates_are_named_in_the_list,
        a_template_bounds_the_bytes_of_its_cards,
        the_doctor,
        the_doctor_looks_at_titles,
    ])
