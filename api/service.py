"""The service under test: the demo with a day's calls, its owner's session, and keys of several kinds."""

import http.cookiejar
import json
import os
import re
import subprocess
import threading
import urllib.error
import urllib.parse
import urllib.request

# What each kind of key may do: as the roles of the console, and one that sees calls alone.
KEYS = {
    "everything": [
        "config:read",
        "config:write",
        "calls:read",
        "pii:read",
        "calls:replay",
        "export",
        "privacy:erase",
        "audit:read",
    ],
    "operations": ["calls:read", "calls:replay", "export"],
    "auditor": ["config:read", "calls:read", "export", "audit:read"],
    "reader": ["calls:read"],
}


class Service:
    """A demo that runs until it is closed."""

    def __init__(self):
        self.process = subprocess.Popen(
            [os.environ["RINGLEDGER_BINARY"], "demo"],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        said = []
        for line in self.process.stdout:
            said.append(line)
            if "Ctrl-C" in line:
                break
        text = "".join(said)
        try:
            self.url = re.search(r"Ringledger:\s+(http://\S+)", text).group(1)
            email, password = re.search(r"Sign in as (\S+) with the password (\S+)", text).groups()
        except AttributeError:
            self.close()
            raise SystemExit(f"the demo did not come up; it said:\n{text}") from None
        # Somebody must read what it says from now on, or it would stand still one day.
        threading.Thread(target=self.process.stdout.read, daemon=True).start()
        self.cookies = http.cookiejar.CookieJar()
        self.browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))
        form = urllib.parse.urlencode({"email": email, "password": password}).encode()
        self.browser.open(f"{self.url}/login", form).read()
        self.session = "; ".join(f"{cookie.name}={cookie.value}" for cookie in self.cookies)
        try:
            self.fail()
        except BaseException:
            self.close()
            raise

    def fail(self):
        """Something must have gone wrong, or there would be no troubles: webhooks that nobody can read."""
        _, settings = self.ask("GET", "/api/v1/settings")
        change = {"expected": settings["version"]}
        status, changed = self.ask("POST", "/api/v1/sources/us-sales/secret", change)
        if status != 200:
            raise SystemExit(f"the source got no new secret: {status} {changed}")
        for number in range(5):
            body = {"token": changed["secret"], "event": "call.ended", "resource": "call", "data": f"no call {number}"}
            address = f"{self.url}/hooks/us-sales"
            request = urllib.request.Request(address, json.dumps(body).encode(), {"Content-Type": "application/json"})
            urllib.request.urlopen(request).read()

    def ask(self, method, path, body=None, headers=None):
        """The status and the JSON of an answer to the owner."""
        request = urllib.request.Request(f"{self.url}{path}", method=method, headers=headers or {})
        if body is not None:
            request.data = json.dumps(body).encode()
            request.add_header("Content-Type", "application/json")
        try:
            with self.browser.open(request) as answer:
                return answer.status, json.loads(answer.read() or b"null")
        except urllib.error.HTTPError as refusal:
            return refusal.code, json.loads(refusal.read() or b"null")

    def key(self, name, scopes):
        """A new key."""
        status, answer = self.ask("POST", "/api/v1/keys", {"name": name, "scopes": scopes})
        if status != 201:
            raise SystemExit(f"no key was made: {status} {answer}")
        return answer["secret"]

    def close(self):
        self.process.terminate()
        self.process.wait()
