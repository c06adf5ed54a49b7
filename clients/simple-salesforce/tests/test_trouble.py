"""What a client sees when the org has had enough. The emulator's control endpoint brings the trouble about."""

from simple_salesforce.exceptions import SalesforceGeneralError, SalesforceRefusedRequest

from org import ORG_URL, OrgSession, OrgTest


class Trouble(OrgTest):
    def trouble(self, **faults):
        session = OrgSession()
        self.addCleanup(session.delete, f"{ORG_URL}/__emulator__/faults")
        session.put(f"{ORG_URL}/__emulator__/faults", json=faults).raise_for_status()

    def test_the_days_requests_are_used_up(self):
        self.trouble(daily_api_requests=1)
        with self.assertRaises(SalesforceRefusedRequest) as refused:
            for _ in range(2):
                self.sf.query("SELECT Id FROM User LIMIT 1")
        self.assertEqual(
            refused.exception.content,
            [{"message": "TotalRequests Limit exceeded.", "errorCode": "REQUEST_LIMIT_EXCEEDED"}],
        )

    def test_the_server_is_unavailable(self):
        self.trouble(requests=[{"kind": "unavailable_json", "probability": 1}])
        with self.assertRaises(SalesforceGeneralError) as refused:
            self.sf.query("SELECT Id FROM User LIMIT 1")
        self.assertEqual(refused.exception.status, 503)
        self.assertEqual(refused.exception.content[0]["errorCode"], "SERVER_UNAVAILABLE")
