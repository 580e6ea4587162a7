"""The files of server/deploy that no proxy reads: the units and what they promise, the Kubernetes manifest."""

import os
import re
import shlex
import shutil
import signal
import socket
import subprocess

from harness import Connection, Server, check, clean_stop, equal, free_port, main

DEPLOY = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "server", "deploy")


def sockets_of_the_service_manager(suite, binary):
    """As systemd hands them over: descriptor 3, LISTEN_FDS and LISTEN_PID."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(16)
        address = listening.getsockname()
        for _ in range(2):
            # Asked before the server is up: the socket waits for it.
            with Connection(address) as connection:
                connection.send(b"GET /api/og?title=a HTTP/1.1\r\nHost: a\r\n\r\n")
                with Server(binary, listen="192.0.2.1:1", inherit=listening) as server:
                    equal(server.address, address)
                    equal(connection.read().status, 200)
                    clean_stop(server)


def unit_text():
    with open(os.path.join(DEPLOY, "ogcard.service"), encoding="utf-8") as file:
        return file.read()


def the_units_are_right(suite, binary):
    """Against the service manager's own idea of units, and in the hardening that it counts."""
    unit, folder = unit_text(), suite.folder()
    command = re.search(r"^ExecStart=\S+/ogcard (.*)$", unit, re.M).group(1)
    result = subprocess.run([binary, *command.split(), "--print-config"], capture_output=True, check=False)
    equal(result.returncode, 0, result.stderr)
    with open(folder + "/ogcard.service", "w") as file:
        file.write(unit.replace("/usr/local/bin/ogcard", f'"{os.path.abspath(binary)}"'))
    shutil.copy(os.path.join(DEPLOY, "ogcard.socket"), folder)
    for name in ("ogcard.service", "ogcard.socket"):
        result = subprocess.run(["systemd-analyze", "verify", "--man=no", f"{folder}/{name}"], capture_output=True,
                                check=False)
        check(name.encode() + b":" not in result.stderr, result.stderr)
    result = subprocess.run(["systemd-analyze", "security", "--offline=true", "--threshold=12", "--no-pager",
                             folder + "/ogcard.service"], capture_output=True, check=False)
    check(result.returncode == 0, "the unit is more exposed than 1.2:", result.stdout.decode()[-200:])


def what_is_installed_is_what_the_page_says(suite, binary):
    build, folder = os.path.join(os.path.dirname(binary), "..", ".."), suite.folder()
    subprocess.run(["meson", "install", "-C", build, "--no-rebuild", "--destdir", folder], check=True, timeout=120,
                   stdout=subprocess.DEVNULL)
    with open(folder + "/usr/local/lib/systemd/system/ogcard.service", encoding="utf-8") as file:
        program = re.search(r"^ExecStart=(\S+)", file.read(), re.M).group(1)
    check(os.access(folder + program, os.X_OK), "the unit starts", program)
    with open(os.path.join(DEPLOY, "README.md"), encoding="utf-8") as file:
        page = file.read()
    named = set(re.findall(r"/usr/local/(?!src)[\w./-]*\w", page))
    named |= {"/usr/local/share/ogcard/" + name for row in re.findall(r"^\| (`.*?) \|", page, re.M)
              for name in re.findall(r"`([\w.]+)`", row) if name.rpartition(".")[2] not in ("service", "socket")}
    check(len(named) >= 5, named)
    named |= {"/usr/local/lib/systemd/system/ogcard.socket", "/usr/local/share/man/man1/ogcard.1"}
    equal([name for name in sorted(named) if not os.path.exists(folder + name)], [], "not installed")


def system_calls(*names):
    """The calls, and what `systemd-analyze syscall-filter` says that groups hold."""
    found = {name for name in names if not name.startswith("@")}
    for name in set(names) - found:
        lines = subprocess.run(["systemd-analyze", "syscall-filter", "--no-pager", name], capture_output=True,
                               check=True).stdout.decode().splitlines()
        words = {line.strip() for line in lines if line.startswith("    ") and not line.strip().startswith("#")}
        found |= system_calls(*words)
    return found


def the_sandbox_leaves_what_the_program_needs(suite, binary):
    """Every system call of a server at work, against the unit's filters."""
    folder, unit = suite.folder(), unit_text()
    os.makedirs(folder + "/templates")
    script = folder + "/traced"
    with open(script, "w") as file:
        program = shlex.quote(os.path.abspath(binary))
        file.write(f'#!/bin/sh\nexec strace -f -qq -y -s 200 -o {folder}/calls {program} "$@"\n')
    os.chmod(script, 0o755)
    environment = {**os.environ, "ASAN_OPTIONS": "detect_leaks=0", "TMPDIR": folder}
    with Server(script, "--templates", folder + "/templates", cache_dir=folder + "/cache", env=environment) as server:
        for extension in ("", ".jpg", ".webp"):
            equal(server.card("Привет 你好 🙂", template="og" + extension).status, 200)
        server.wait_metric("ogcard_cache_disk_writes_total", 3)
        shutil.copy(os.path.join(DEPLOY, "ogcard.service"), folder + "/templates")
        pid = int(subprocess.run(["pgrep", "-P", str(server.process.pid)], capture_output=True, check=True).stdout)
        os.kill(pid, signal.SIGHUP)
        equal(server.wait_metric("ogcard_reloads_total", 1, labels='result="ok"'), 1)
        os.kill(pid, signal.SIGTERM)
        equal(server.process.wait(60), 0)
        server.process.stdout.close()
    filters = re.findall(r"^SystemCallFilter=(.*)$", unit, re.M)
    allowed = set()
    for line in filters:
        groups = line.lstrip("~").split()
        allowed = allowed - system_calls(*groups) if line.startswith("~") else allowed | system_calls(*groups)
    families = set(re.search(r"^RestrictAddressFamilies=(.*)$", unit, re.M).group(1).split())
    used = set()
    with open(folder + "/calls", encoding="utf-8", errors="replace") as file:
        for line in file:
            call = re.match(r"\d+ +(\w+)\((.*)", line)
            if not call:
                continue
            name, rest = call.groups()
            used.add(name)
            if name in ("mmap", "mprotect"):
                check(not ("PROT_WRITE" in rest and "PROT_EXEC" in rest), "MemoryDenyWriteExecute", line)
            if name == "socket":
                # getaddrinfo() asks for the machine's addresses, and goes on when it may not.
                check(rest.split(",")[0] in families | {"AF_NETLINK"}, "RestrictAddressFamilies", line)
            if name in ("openat", "open") and re.search("O_WRONLY|O_RDWR|O_CREAT", rest) and "= -1" not in rest:
                check(f'"{folder}/cache' in rest or "/dev/null" in rest, "ProtectSystem", line)
    check({"epoll_wait", "renameat", "rename"} & used, "not traced", used)
    equal(sorted(used - allowed), [], "what SystemCallFilter forbids")


def the_manifest_says_what_the_program_has(suite, binary):
    import yaml
    with open(os.path.join(DEPLOY, "kubernetes.yaml"), encoding="utf-8") as file:
        documents = {document["kind"]: document for document in yaml.safe_load_all(file)}
    deployment, service = documents["Deployment"]["spec"], documents["Service"]["spec"]
    pod = deployment["template"]["spec"]
    container = pod["containers"][0]
    for selector in (deployment["selector"]["matchLabels"], service["selector"],
                     documents["PodDisruptionBudget"]["spec"]["selector"]["matchLabels"]):
        equal(selector, deployment["template"]["metadata"]["labels"])
    check(pod["securityContext"]["runAsNonRoot"], pod)
    check(container["securityContext"]["readOnlyRootFilesystem"], container)
    equal(container["securityContext"]["capabilities"], {"drop": ["ALL"]})
    volumes = {volume["name"] for volume in pod["volumes"]}
    mounts = {mount["name"]: mount["mountPath"] for mount in container["volumeMounts"]}
    equal(set(mounts), volumes)
    environment = {variable["name"]: variable["value"] for variable in container["env"]}
    equal(environment["OGCARD_CACHE_DIR"], mounts["cache"])
    result = subprocess.run([binary, *container["args"], "--print-config"], capture_output=True, check=False,
                            env={**os.environ, **environment})
    equal(result.returncode, 0, result.stderr)
    settings = dict(line.split(" = ", 1) for line in result.stdout.decode().splitlines()
                    if " = " in line and not line.startswith("#"))
    for name, value in environment.items():
        check(name[7:].lower().replace("_", "-") in settings, "no such setting", name, value)
    ports = {port["name"]: f':{port["containerPort"]}' for port in container["ports"]}
    equal((settings["listen"], settings["metrics-listen"]), (ports["http"], ports["health"]))
    equal([port["targetPort"] for port in service["ports"]], ["http"])
    # With the addresses moved: what the probes ask for is where they ask for it.
    with Server(binary, "--metrics-listen", f"127.0.0.1:{(port := free_port())}") as server:
        for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
            asked = container[probe]["httpGet"]
            equal(asked["port"], "health", probe)
            with Connection(("127.0.0.1", port)) as connection:
                connection.send(f"GET {asked['path']} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
                equal(connection.read().status, 200, probe)
            equal(server.get(asked["path"]).status, 404, probe + " at the public address")
        clean_stop(server)


if __name__ == "__main__":
    cases = [sockets_of_the_service_manager, the_manifest_says_what_the_program_has,
             what_is_installed_is_what_the_page_says]
    for program, case in (("systemd-analyze", the_units_are_right),
                          ("strace", the_sandbox_leaves_what_the_program_needs)):
        if shutil.which(program) and shutil.which("systemd-analyze"):
            cases.append(case)
        else:
            print(f"# {program} is not installed: {case.__name__} is not tested")
    main(cases)
