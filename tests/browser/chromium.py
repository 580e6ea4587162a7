"""One headless Chromium, driven over --remote-debugging-pipe with the standard library.

The headless shell, not chromium --headless=new: only the shell heeds --font-render-hinting=none, without which advances
are rounded to whole pixels.
"""

import base64
import fcntl
import json
import os
import select
import shutil
import signal
import subprocess
import tempfile
import time

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-extensions",
    "--disable-lcd-text",
    "--hide-scrollbars",
    "--force-device-scale-factor=1",
    "--force-color-profile=srgb",
    "--font-render-hinting=none",
    "--allow-file-access-from-files",
    "--remote-debugging-pipe",
]

# Only the fonts that ogcard has too: what else is installed must not change what the browser picks.
FONTS_CONF = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
{dirs}
  <cachedir>{cache}</cachedir>
  <alias binding="same"><family>sans-serif</family><prefer>
    <family>Inter</family><family>Noto Sans</family></prefer></alias>
  <alias binding="same"><family>serif</family><prefer><family>Noto Serif</family></prefer></alias>
  <alias binding="same"><family>monospace</family><prefer><family>Noto Sans Mono</family></prefer></alias>
</fontconfig>
"""


class ChromiumError(Exception):
    pass


class Chromium:
    """`with Chromium(font_dirs) as browser:` one page, reused for everything."""

    def __init__(self, font_dirs, program=None, timeout_s=60):
        self.program = program or shutil.which("chromium-headless-shell")
        if not self.program:
            raise ChromiumError("chromium-headless-shell is not installed (Debian package of that name)")
        self.font_dirs = font_dirs
        self.timeout_s = timeout_s
        self.next_id = 0
        self.buffer = b""
        self.events = []

    def __enter__(self):
        self.profile = tempfile.mkdtemp(prefix="ogcard-chromium-")
        conf = os.path.join(self.profile, "fonts.conf")
        with open(conf, "w", encoding="utf-8") as file:
            dirs = "\n".join(f"  <dir>{path}</dir>" for path in self.font_dirs)
            file.write(FONTS_CONF.format(dirs=dirs, cache=os.path.join(self.profile, "fontcache")))
        to_browser, self.write_fd = os.pipe()
        self.read_fd, from_browser = os.pipe()
        # Above 4, so that the two that Chromium wants at 3 and 4 do not overwrite each other.
        ends = [fcntl.fcntl(fd, fcntl.F_DUPFD, 10) for fd in (to_browser, from_browser)]
        os.close(to_browser)
        os.close(from_browser)

        def child():
            os.dup2(ends[0], 3)
            os.dup2(ends[1], 4)

        self.log_path = os.path.join(self.profile, "log")
        with open(self.log_path, "wb") as log:
            self.process = subprocess.Popen(
                [self.program, *FLAGS, f"--user-data-dir={self.profile}/profile", "about:blank"],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={**os.environ, "FONTCONFIG_FILE": conf, "LC_ALL": "C.UTF-8", "HOME": self.profile},
                preexec_fn=child,
                pass_fds=(3, 4),
                start_new_session=True,
            )
        for fd in ends:
            os.close(fd)
        targets = self.call("Target.getTargets", session=None)["targetInfos"]
        page = next(target for target in targets if target["type"] == "page")
        attached = self.call("Target.attachToTarget", session=None, targetId=page["targetId"], flatten=True)
        self.session = attached["sessionId"]
        self.call("Page.enable")
        self.call("Runtime.enable")
        return self

    def __exit__(self, *_):
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.process.wait()
        os.close(self.write_fd)
        os.close(self.read_fd)
        shutil.rmtree(self.profile, ignore_errors=True)

    def call(self, method, session="page", **parameters):
        self.next_id += 1
        message = {"id": self.next_id, "method": method, "params": parameters}
        if session == "page":
            message["sessionId"] = self.session
        data = json.dumps(message).encode() + b"\0"
        while data:
            data = data[os.write(self.write_fd, data) :]
        reply = self._wait(lambda received: received.get("id") == message["id"], method)
        if "error" in reply:
            raise ChromiumError(f"{method}: {reply['error'].get('message')}")
        return reply["result"]

    def _wait(self, wanted, what):
        deadline = time.monotonic() + self.timeout_s
        while True:
            end = self.buffer.find(b"\0")
            if end >= 0:
                received = json.loads(self.buffer[:end])
                self.buffer = self.buffer[end + 1 :]
                if wanted(received):
                    return received
                if "method" in received:
                    self.events.append(received)
                continue
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([self.read_fd], [], [], left)[0]:
                raise ChromiumError(f"no answer to {what} within {self.timeout_s} s; {self._log_tail()}")
            chunk = os.read(self.read_fd, 1 << 20)
            if not chunk:
                raise ChromiumError(f"Chromium ended during {what}; {self._log_tail()}")
            self.buffer += chunk

    def _log_tail(self):
        with open(self.log_path, encoding="utf-8", errors="replace") as log:
            return "its log ends: " + log.read()[-600:]

    def set_size(self, width, height):
        self.call(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False
        )

    def open(self, url, script_before):
        """Loads `url` with `script_before` run ahead of the page's own; returns after its load event."""
        script = self.call("Page.addScriptToEvaluateOnNewDocument", source=script_before)
        self.events.clear()
        result = self.call("Page.navigate", url=url)
        if result.get("errorText"):
            raise ChromiumError(f"{url}: {result['errorText']}")
        loaded = lambda received: received.get("method") == "Page.loadEventFired"
        if not any(loaded(event) for event in self.events):
            self._wait(loaded, f"the load of {url}")
        self.call("Page.removeScriptToEvaluateOnNewDocument", identifier=script["identifier"])

    def evaluate(self, expression):
        """The value of an expression; promises are awaited."""
        result = self.call("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in result:
            details = result["exceptionDetails"]
            raise ChromiumError(details.get("exception", {}).get("description") or details.get("text"))
        return result["result"].get("value")

    def screenshot(self, path, width, height):
        clip = {"x": 0, "y": 0, "width": width, "height": height, "scale": 1}
        result = self.call("Page.captureScreenshot", format="png", clip=clip, captureBeyondViewport=False)
        with open(path, "wb") as file:
            file.write(base64.b64decode(result["data"]))
