"""The org under test: how simple-salesforce reaches it, and names that no other run has used.

simple-salesforce writes `https://` before every address and `.salesforce.com` behind every login domain. It takes a
`requests` session of the caller's own, which is where an address can be turned to the org under test.
"""

import os
import unittest
import uuid
from urllib.parse import urlsplit, urlunsplit

import requests
from simple_salesforce import Salesforce

ORG_URL = os.environ["RINGLEDGER_ORG_URL"].rstrip("/")
VERSION = os.environ.get("RINGLEDGER_API_VERSION", "66.0")
# The app with client credentials and JWT, and the one for clients that know only a user name and a password.
APP = {"consumer_key": "ringledger", "consumer_secret": "ringledger"}
PLAIN_APP = {"consumer_key": "any-client", "consumer_secret": "any-secret"}
USER = "morgan@clients.example.com"
# A My Domain of our own: client credentials are refused on login.salesforce.com.
DOMAIN = "clients.my"


class OrgSession(requests.Session):
    """Sends what is meant for Salesforce to the org under test; the host that was meant stays in the header."""

    def request(self, method, url, **kwargs):
        wanted = urlsplit(url)
        org = urlsplit(ORG_URL)
        if wanted.netloc != org.netloc:
            if not wanted.netloc.endswith(".salesforce.com"):
                raise ValueError(f"{url} is neither Salesforce's nor the org's")
            kwargs["headers"] = {**(kwargs.get("headers") or {}), "Host": wanted.netloc}
        url = urlunsplit((org.scheme, org.netloc, wanted.path, wanted.query, ""))
        return super().request(method, url, **kwargs)


def connect(**arguments):
    """A client that logged in by client credentials, unless told otherwise."""
    arguments = arguments or {**APP, "domain": DOMAIN}
    return Salesforce(session=OrgSession(), version=VERSION, **arguments)


def unique(prefix):
    """A word that stands in no record yet."""
    return f"{prefix}{uuid.uuid4().hex[:12]}"


class OrgTest(unittest.TestCase):
    """A test with a client of its own."""

    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.sf = connect()

    def count(self, object_name, where):
        """How many records there are."""
        return self.sf.query(f"SELECT COUNT() FROM {object_name} WHERE {where}")["totalSize"]
