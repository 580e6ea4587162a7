#!/usr/bin/python3
"""Signed card URLs in Python: sign.py KEY BASE TEMPLATE NAME=VALUE..."""
import base64
import hashlib
import hmac
import sys
import urllib.parse


def card_url(key, base, template, params):
    path = "/api/" + template
    pieces = [path]
    for name in sorted(params, key=lambda name: name.encode()):
        pieces += [name, params[name]]
    message = "".join(piece + "\0" for piece in pieces).encode()
    code = hmac.new(key.encode(), message, hashlib.sha256).digest()
    sig = base64.urlsafe_b64encode(code).decode().rstrip("=")
    return base + path + "?" + urllib.parse.urlencode({**params, "sig": sig})


if __name__ == "__main__":
    print(card_url(*sys.argv[1:4], dict(word.split("=", 1) for word in sys.argv[4:])))
