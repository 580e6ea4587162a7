#!/usr/bin/env python3
"""Takes the server's protections out, one at a time, and sees whether the tests notice: ./dev protections [WORD...]

Only the rows that have one of the words in them; all without. Works in a copy of the tree. A row says what is taken
out, in which file of server/, the text and what comes in its place, the test that has to fail then and a word of its
cases. A text that is not there exactly once is an error: the rows are to follow the code.
"""

import os
import shutil
import subprocess
import sys

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
WITH_SHIM = {"faults", "shutdown"}
WITH_LIBRARY = {"real", "reload"}
SECONDS = 120

ROWS = [
    # HTTP
    ("Allow with 405", "http.c", 'by GET or HEAD.", allow', 'by GET or HEAD.", NULL', "semantics", "405"),
    ("405 itself", "http.c", 'MHD_HTTP_METHOD_OPTIONS) != 0)\n        return', "MHD_HTTP_METHOD_OPTIONS) == -9)\n"
     "        return", "semantics", "405"),
    ("no-store on errors", "responses.c", 'response, "Cache-Control", "no-store"',
     'response, "Cache-Control", "max-age=60"', "semantics", "errors"),
    ("nosniff", "responses.c", '"X-Content-Type-Options", "nosniff"', '"X-Nothing", "x"', "semantics", "headers"),
    ("one Host", "http.c", "check.hosts > 1 ||", "false &&", "protocol", "host"),
    ("no body", "http.c", "if (check.body)", "if (false)", "protocol", "bodies"),
    ("NUL in the target", "http.c", "version[0] && (size_t)", "false && (size_t)", "protocol", "nul"),
    ("bound of the target", "http.c", "length > LIMIT_TARGET_BYTES", "length > 2 * LIMIT_TARGET_BYTES", "semantics",
     "errors"),
    ("bound of the parameters", "limits.h", "LIMIT_QUERY_PAIRS   64", "LIMIT_QUERY_PAIRS   640", "semantics", "errors"),
    ("the query is ours", "http.c", "question[1] = '\\0'", "question[1] = question[1]", "protocol", "ampersands"),
    ("UTF-8 in the path", "query.c", "if (memchr(query->path, '\\0', query->path_length) ||", "if (false &&",
     "semantics",
     "errors"),
    ("If-None-Match before If-Modified-Since", "responses.c", "list.count > 0 || modified_s", "modified_s", "semantics",
     "304"),
    ("immutable only without an end", "responses.c", "if (request->expires_s)\n", "if (false)\n", "signing", "end"),
    ("CORS", "responses.c", 'response, "Cross-Origin-Resource-Policy"', 'response, "X-Nothing"', "semantics",
     "headers"),
    ("no picture for a wrong signature", "responses.c", " && error->status != OGCARD_FORBIDDEN)", ")", "semantics",
     "fallback"),
    ("metrics at their own address only", "routes.c", "(!apart || routes[i].internal == internal)", "true", "semantics",
     "metrics_at"),
    ("no cards at the metrics' address", "routes.c", "if (!internal && query_template", "if (query_template",
     "semantics", "metrics_at"),
    # Clients
    ("cut of slow clients", "http.c", "connections_cut_late(server->connections, now_ms);", "", "protocol",
     "trickling"),
    ("deadline of a request", "http.c", "connection_set_deadline(*peer, read_deadline_ms(server));", "", "protocol",
     "trickling"),
    ("deadline of an answer", "responses.c", "connection_set_deadline(request->peer,", "if (false) "
     "connection_set_deadline(request->peer,", "protocol", "trickling"),
    ("idle time", "http.c", "(unsigned)server->options.idle_s, ", "0, ", "protocol", "idle"),
    ("connections of an address", "connections.c", "return count < connections->limits.per_address;",
     "return count < 1000000;", "protocol", "address"),
    ("an address is a /64", "address.c", "memset(client.bytes + 8, 0, 8);", "", "../unit/limiter", ""),
    ("X-Forwarded-For of trusted proxies only", "client.c", "!networks_contain(trusted, &client))", "false)", "load",
     "client"),
    ("X-Request-Id of trusted proxies only", "request_log.c", "(address_equal(&peer, &local) || networks_contain("
     "&request->server->options.trusted, &peer))", "true", "semantics", "log"),
    ("controls in the log", "log.c", "c < 0x20 || c == 0x7f", "false", "semantics", "log"),
    # Load
    ("token bucket", "limiter.c", "bucket->level -= MINUTE_MS;", "bucket->level -= 0;", "load", "bounded"),
    ("a card under way is free", "service.c", "(flight = *flight_find(service, id))", "false", "load", "under_way"),
    ("single flight", "service.c", "(flight = *flight_find(service, id))", "false", "load", "identical"),
    ("bound of the queue", "service.c", "service->queue_length >= service->options.queue_limit", "false", "load",
     "queue"),
    ("Retry-After", "responses.c", "later ? seconds : NULL", "NULL", "load", "queue"),
    ("waiting has an end", "http.c", "service_expire(server->service, now_ms);", "", "load", "too_long"),
    ("making a card has a time limit", "service.c", "ogcard_worker_cancel(service->slots[i].worker);", ";", "load",
     "a_render_that_takes_too_long_is_ended"),
    ("nobody waits", "service.c", "if (flight->tickets) {", "if (flight) {", "load", "nobody"),
    ("failures are not cached", "service.c", "metrics_add(service->metrics, METRIC_RENDER_FAILURES, 1);", "", "load",
     "failures"),
    # Cache
    ("digest of a file", "cache_file.c", "memcmp(digest, trailer + TRAILER_DIGEST_AT, sizeof digest) != 0", "false",
     "cache", "damaged"),
    ("id of a file", "cache_file.c", "(expected && !card_id_equal(&facts.id, expected))", "false", "cache", "damaged"),
    ("no symbolic links", "cache_file.c", "O_RDONLY | O_CLOEXEC | O_NOFOLLOW", "O_RDONLY | O_CLOEXEC", "cache",
     "damaged"),
    ("damaged files are removed", "cache_disk.c", "        unlink(path);\n        break;", "        break;", "faults",
     "damaged"),
    ("short writes", "cache_file.c", "left >= pieces->iov_len", "left > 0", "faults", "short"),
    ("errors of close", "cache_file.c",
     "if (close(fd) != 0 && !error)\n        error = errno;\n    if (!error && rename",
     "close(fd);\n    if (!error && rename", "faults", "close"),
    ("temporary files of failures", "cache_file.c", "    if (error)\n        unlink(temporary);", "", "faults",
     "renaming"),
    ("stale temporary files", "cache_disk.c", "cache_remove_stale(cache->dir);", "", "cache", "leftover"),
    ("other processes' temporary files", "cache_scan.c", "now_s - info.st_mtime > STALE_SECONDS", "true", "cache",
     "leftover"),
    ("one warning", "cache_disk.c", "if (error && !before)", "if (error)", "faults", "a_full_disk"),
    ("recovery", "cache_disk.c", "if (cache->retry_after_ms && now_ms >= cache->retry_at_ms)", "if (false)", "faults",
     "broken"),
    ("room on a small disk", "cache_disk.c", "if (first && (error == ENOSPC || error == EDQUOT))", "if (false)",
     "faults",
     "smaller"),
    ("room is made once", "cache_disk.c", "if (first && (error == ENOSPC || error == EDQUOT))",
     "if (error == ENOSPC || error == EDQUOT)", "faults", "smaller"),
    ("failed reads are misses", "cache_file.c", "return got < 0 ? CACHE_READ_FAILED : CACHE_READ_DAMAGED;",
     "return CACHE_READ_DAMAGED;", "faults", "reads"),
    ("a folder that vanished", "cache_file.c", "if (error == ENOENT && (error = make_parents(path)) == 0)",
     "if (false)",
     "cache", "survive_a_restart"),
    ("a folder that vanished whole", "cache_file.c", "if (fd < 0 && errno == ENOENT)", "if (false)", "cache",
     "vanishes"),
    ("bound of the disk cache", "cache_disk.c", "if (cache->used_bytes + usage > cache->limit_bytes)", "if (false)",
     "cache", "disk_cache_is"),
    ("bound from the start", "cache_disk.c", "    cache_remove_stale(cache->dir);\n    count_and_trim(cache, "
     "cache->limit_bytes, TRIM_SHARE(cache->limit_bytes));", "    count_and_trim(cache, UINT64_MAX, 0);", "cache",
     "disk_cache_is"),
    ("least recently used first", "cache_scan.c", "bucket >= trim->first_doomed", "true", "cache", "disk_cache_is"),
    ("reading is use", "cache_file.c", "if (mark_used && (age_s >= TOUCH_SECONDS || age_s < 0))", "if (false)",
     "faults",
     "reading"),
    ("other processes' files count", "cache_disk.c", "cache->written_since_count > cache->limit_bytes / 8", "false",
     "cache", "several"),
    # Recompression
    ("an ETag of its own", "responses.c", 'request->recompressed ? "-s" : ""', '""', "recompress", "etag"),
    ("the old ETag is looked up", "routes.c", "!service_recompresses(request->server->service) &&", "", "recompress",
     "etag"),
    ("only what is smaller", "recompress.c", "rendered.size >= job->size", "false", "recompress", "worth"),
    ("only PNG", "recompress.c", "facts->format == OGCARD_FORMAT_PNG ?", "true ?", "recompress", "worth"),
    ("not from small", "service.c", "options->recompress && options->effort != OGCARD_EFFORT_SMALL &&",
     "options->recompress &&", "recompress", "worth"),
    ("a miss comes first", "service.c", "        recompress_yield(&service->recompress);\n}", "        return;\n}",
     "recompress", "miss"),
    ("a recompression is taken up again", "service.c", "        recompress_later(service, job);\n        return;", "",
     "recompress", "miss"),
    ("one recompression at a time", "recompress.c", "recompress->first && !recompress->running", "recompress->first",
     "recompress", "one"),
    ("bound of the recompressions", "recompress.c", "recompress->length == LIMIT_RECOMPRESS", "false", "recompress",
     "queue"),
    ("no recompressions from before a reload", "service.c", "    recompress_drop(service); /*", "    /*", "recompress",
     "reload"),
    ("time limit of a recompression", "service.c", "begun ? clock_monotonic_ms() + service->options.render_ms :", "",
     "recompress", "too_long"),
    ("no recompression in the drain", "command_serve.c", "service_quiesce(service);", "", "recompress", "the_end"),
    ("a replaced file counts once", "cache_disk.c", "cache->used_bytes -= replaced < cache->used_bytes ? replaced "
     ": cache->used_bytes;", "(void)replaced;", "recompress", "file"),
    ("recompressed after a restart", "cache_file.c", "facts->recompressed ? FLAG_RECOMPRESSED : 0", "0", "recompress",
     "file"),
    ("bound of the memory cache", "cache_memory.c", "cache->used_bytes + bytes > cache->limit_bytes", "false", "cache",
     "memory_cache_is"),
    ("used last in memory", "cache_memory.c", "if (entry != cache->newest)", "if (false)", "cache", "memory_cache_is"),
    # Signatures
    ("the signature counts", "signature.c", "right |= crypto_verify_32(code, given) == 0;", "right = true;", "signing",
     "only_signed"),
    ("every key verifies", "signature.c", "readable && i < keys->count", "readable && i < 1", "signing", "gap"),
    ("exp", "signature.c", "if (exp && *expires_s <= now_s)", "if (false)", "signing", "end"),
    ("all that counts is signed", "signature.c", '"lang", "v", "exp"}', '"v", "exp"}', "signing", "only_signed"),
    ("templates that are not public", "routes.c", "word == length && memcmp(list, name, length) == 0", "true",
     "signing",
     "public"),
    ("length of a key", "signature.c", "if (strlen(key) < SIGNING_KEY_LENGTH)", "if (false)", "signing", "keys_are"),
    ("secrets in --print-config", "options_print.c", 'text ? option->secret ? "(secret)" : text', "text ? text",
     "signing", "keys_are"),
    # Reloading and the end
    ("the last good engine", "current_engine.c", "    if (status == OGCARD_OK) {\n        old = current->engine;",
     "    {\n        old = current->engine;", "reload", "cannot_be_read"),
    ("not ready while ending", "routes.c", "bool ready = !draining &&", "bool ready =", "load", "sigterm"),
    ("Connection: close while ending", "responses.c", "if (atomic_load(&request->server->draining))", "if (false)",
     "load", "sigterm"),
    ("what is under way is finished", "http.c", "&& http_active(server) == 0;", ";", "load", "sigterm"),
    ("new clients are refused", "acceptor.c", "atomic_load(&acceptor->draining))", "false)", "load", "sigterm"),
    ("who waits in the backlog is served", "acceptor.c", "refuse_connections(acceptor, i);",
     "close_listener(&acceptor->listeners[i]);", "shutdown", "backlog"),
    ("a request about to come is waited for", "http.c", "connections_fresh(server->connections, clock_monotonic_ms() - "
     "FRESH_MS) == 0 &&", "", "shutdown", "about_to_come"),
    ("those who wait are told", "service.c", "    service_expire(service, INT64_MAX);", "", "load", "drain_has"),
]


def run(command, **options):
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, **options)


class Copy:
    def __init__(self, folder):
        self.folder, self.build = folder, folder + "/build-protections"
        shutil.copytree(ROOT, folder, dirs_exist_ok=True,
                        ignore=shutil.ignore_patterns("build-*", ".git", "__pycache__"))
        if not os.path.exists(self.build + "/build.ninja"):
            made = run(["meson", "setup", "--buildtype=debug", "-Db_sanitize=address,undefined", self.build, folder])
            if made.returncode:
                raise RuntimeError(made.stdout)

    def compile(self, test):
        target = "server/ogcard" if test in WITH_LIBRARY else "tests/unit/test_limiter" if "unit" in test \
            else "tests/fake/ogcard-fake"
        targets = [target] + (["tests/faults/libfault_shim.so"] if test in WITH_SHIM else [])
        made = run(["ninja", "-C", self.build, *targets])
        return [f"{self.build}/{name}" for name in targets] if made.returncode == 0 else made.stdout[-1500:]

    def test(self, test, case, binaries):
        """Names of the cases that failed; None when the case is not there."""
        command = [binaries[0]] if "unit" in test else \
            [sys.executable, f"{self.folder}/tests/http/test_{test}.py", *binaries]
        try:
            said = run(command, env={**os.environ, "ONLY": case, "UBSAN_OPTIONS": "halt_on_error=1"}, timeout=SECONDS)
        except subprocess.TimeoutExpired:
            return ["it hangs"]
        if "ok 1" not in said.stdout and said.returncode == 0:
            return None
        failed = [line.split(" - ")[1] for line in said.stdout.splitlines() if line.startswith("not ok")]
        return failed or (["it ends with " + str(said.returncode)] if said.returncode else [])


def main():
    words = sys.argv[1:]
    folder = os.path.join(ROOT, "build-protections")
    os.makedirs(folder, exist_ok=True)
    copy = Copy(os.path.abspath(folder))
    kept = 0
    for name, file, text, instead, test, case in ROWS:
        if words and not any(word in " ".join((name, file, test, case)) for word in words):
            continue
        path = f"{copy.folder}/server/{file}"
        with open(path, encoding="utf-8") as stream:
            whole = stream.read()
        if whole.count(text) != 1:
            print(f"WRONG ROW  {name}: the text is in {file} {whole.count(text)} times", flush=True)
            kept += 1
            continue
        try:
            with open(path, "w", encoding="utf-8") as stream:
                stream.write(whole.replace(text, instead))
            binaries = copy.compile(test)
            failed = copy.test(test, case, binaries) if isinstance(binaries, list) else binaries
        finally:
            with open(path, "w", encoding="utf-8") as stream:
                stream.write(whole)
        if isinstance(failed, list) and failed:
            print(f"noticed    {name}: {test}, {failed[0]}", flush=True)
        else:
            kept += 1
            print(f"UNNOTICED  {name}: {test}, {case}" if failed == [] else f"WRONG ROW  {name}: {failed}", flush=True)
    print(f"{kept} rows to look at" if kept else "Every protection is missed when it is gone.")
    return 1 if kept else 0


if __name__ == "__main__":
    sys.exit(main())
