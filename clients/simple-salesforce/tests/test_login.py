"""Ways into the org."""

import unittest

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from simple_salesforce import SalesforceExpiredSession, SalesforceLogin
from simple_salesforce.exceptions import SalesforceAuthenticationFailed

from org import APP, DOMAIN, ORG_URL, PLAIN_APP, USER, OrgSession, connect, unique


def private_key():
    """A fresh RSA key as PEM."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()


class Login(unittest.TestCase):
    def test_client_credentials(self):
        sf = connect()
        self.assertRegex(sf.session_id, r"^00D\w{12}![.\w]+$")
        self.assertEqual(sf.query("SELECT Id FROM User LIMIT 1")["totalSize"], 1)

    def test_client_credentials_with_a_wrong_secret(self):
        with self.assertRaises(SalesforceAuthenticationFailed) as refused:
            connect(consumer_key="ringledger", consumer_secret="wrong", domain=DOMAIN)
        self.assertEqual(refused.exception.code, "invalid_client")

    def test_client_credentials_need_the_orgs_own_host(self):
        session = OrgSession()
        reply = session.post(
            "https://login.salesforce.com/services/oauth2/token",
            {"grant_type": "client_credentials", "client_id": "ringledger", "client_secret": "ringledger"},
        )
        self.assertEqual(reply.status_code, 400)
        self.assertEqual(
            reply.json(),
            {"error": "invalid_grant", "error_description": "request not supported on this domain"},
        )

    def test_password_with_the_apps_secret(self):
        sf = connect(username=USER, password="any", domain="login", **PLAIN_APP)
        self.assertEqual(sf.oauth2("userinfo")["preferred_username"], USER)

    def test_password_of_nobody(self):
        with self.assertRaises(SalesforceAuthenticationFailed) as refused:
            connect(username="nobody@clients.example.com", password="any", domain="login", **PLAIN_APP)
        self.assertEqual(refused.exception.code, "invalid_grant")
        self.assertEqual(refused.exception.auth_message, "authentication failure")

    def test_jwt_bearer(self):
        sf = connect(username=USER, consumer_key=APP["consumer_key"], privatekey=private_key(), domain="login")
        self.assertEqual(sf.oauth2("userinfo")["preferred_username"], USER)

    def test_jwt_bearer_of_nobody(self):
        with self.assertRaises(SalesforceAuthenticationFailed) as refused:
            connect(
                username="nobody@clients.example.com",
                consumer_key=APP["consumer_key"],
                privatekey=private_key(),
                domain="login",
            )
        self.assertEqual(refused.exception.code, "invalid_grant")
        self.assertEqual(refused.exception.auth_message, "user hasn't approved this consumer")

    def test_session_id_and_instance_url(self):
        token = connect().session_id
        sf = connect(session_id=token, instance_url=ORG_URL)
        self.assertEqual(sf.query("SELECT Id FROM User LIMIT 1")["totalSize"], 1)

    def test_session_id_and_instance(self):
        token = connect().session_id
        sf = connect(session_id=token, instance=ORG_URL.split("//")[1])
        self.assertIn("DailyApiRequests", sf.limits())

    def test_salesforce_login_returns_a_session_and_an_instance(self):
        session_id, instance = SalesforceLogin(session=OrgSession(), domain=DOMAIN, **APP)
        self.assertTrue(session_id.startswith("00D"))
        self.assertEqual(instance, f"{DOMAIN}.salesforce.com")

    def test_expired_session(self):
        sf = connect(session_id=unique("00D!"), instance_url=ORG_URL)
        with self.assertRaises(SalesforceExpiredSession) as refused:
            sf.query("SELECT Id FROM User")
        self.assertEqual(
            refused.exception.content,
            [{"message": "Session expired or invalid", "errorCode": "INVALID_SESSION_ID"}],
        )

    def test_expired_session_is_renewed_by_a_client_that_can(self):
        sf = connect()
        old = sf.session_id
        sf.session.post(f"{ORG_URL}/services/oauth2/revoke", {"token": old})
        self.assertEqual(sf.query("SELECT Id FROM User LIMIT 1")["totalSize"], 1)
        self.assertNotEqual(sf.session_id, old)

    def test_oauth2_userinfo(self):
        claims = connect().oauth2("userinfo")
        self.assertRegex(claims["user_id"], r"^005\w{15}$")
        self.assertRegex(claims["organization_id"], r"^00D\w{15}$")

    def test_id_token_passes_a_strangers_check(self):
        """PyJWT fetches the org's keys and checks signature, audience, issuer and expiry."""
        reply = OrgSession().post(
            f"{ORG_URL}/services/oauth2/token",
            {
                "grant_type": "password",
                "client_id": PLAIN_APP["consumer_key"],
                "client_secret": PLAIN_APP["consumer_secret"],
                "username": USER,
                "password": "any",
            },
        ).json()
        discovery = OrgSession().get(f"{ORG_URL}/.well-known/openid-configuration").json()
        key = jwt.PyJWKClient(discovery["jwks_uri"]).get_signing_key_from_jwt(reply["id_token"])
        claims = jwt.decode(
            reply["id_token"],
            key.key,
            algorithms=discovery["id_token_signing_alg_values_supported"],
            audience=PLAIN_APP["consumer_key"],
            issuer=discovery["issuer"],
        )
        self.assertEqual(claims["sub"], reply["id"])

    def test_introspection(self):
        token = connect().session_id
        reply = OrgSession().post(
            f"{ORG_URL}/services/oauth2/introspect",
            {"token": token, "token_type_hint": "access_token", "client_id": "ringledger", "client_secret": "ringledger"},
        ).json()
        self.assertTrue(reply["active"])
        self.assertGreater(reply["exp"], reply["iat"])

    def test_oauth2_revoke(self):
        sf = connect()
        self.assertIsNone(sf.oauth2("revoke", params={"token": sf.session_id}, method="POST"))
        other = connect(session_id=sf.session_id, instance_url=ORG_URL)
        with self.assertRaises(SalesforceExpiredSession):
            other.limits()

    def test_password_and_security_token(self):
        """The SOAP login, which Salesforce retires in Summer '27."""
        sf = connect(username=USER, password="any", security_token="token", domain="login")
        self.assertEqual(sf.oauth2("userinfo")["preferred_username"], USER)
        with self.assertRaises(SalesforceAuthenticationFailed) as refused:
            connect(username="nobody@clients.example.com", password="x", security_token="", domain="login")
        self.assertEqual(refused.exception.code, "INVALID_LOGIN")
