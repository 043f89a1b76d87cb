"""One line a check; what failed is counted."""

import json
import sys
import urllib.error
import urllib.request


class Checks:
    def __init__(self):
        self.failed = 0

    def check(self, title, work):
        """Runs `work`; whatever it raises is a failure, what it returns a remark."""
        try:
            remark = work()
        except Exception as error:
            self.failed += 1
            words = " ".join(f"{type(error).__name__}: {error}".split())
            print(f"✗ {title}: {words[:400]}", flush=True)
        else:
            print(f"✓ {title}" + (f" ({remark})" if remark else ""), flush=True)

    def skip(self, title, reason):
        print(f"skipped: {title}: {reason}", flush=True)

    def end(self):
        sys.exit(1 if self.failed else 0)


def expect(holds, *what):
    if not holds:
        raise AssertionError(" ".join(str(part) for part in what))


def post(url, headers, body):
    """Status and body of a JSON request, whatever the status."""
    request = urllib.request.Request(
        url, json.dumps(body).encode(), {"content-type": "application/json"} | headers
    )
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()
