"""Queries: pages, relationships, aggregates, values put in safely."""

from datetime import date, datetime, timedelta, timezone

from simple_salesforce import SalesforceMalformedRequest, format_soql

from org import OrgTest, unique


class Query(OrgTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = unique("Query")
        cls.account = cls.sf.Account.create({"Name": cls.company})["id"]
        cls.contacts = [
            cls.sf.Contact.create({"FirstName": name, "LastName": "O'Neil \\ 50%_", "AccountId": cls.account})["id"]
            for name in ("Ada", "Ben")
        ]
        cls.sf.Task.create({"Subject": cls.company, "WhoId": cls.contacts[0], "CallDurationInSeconds": 30})

    def test_query(self):
        result = self.sf.query(f"SELECT Id, Name FROM Account WHERE Id = '{self.account}'")
        self.assertEqual(list(result), ["totalSize", "done", "records"])
        self.assertEqual(list(result["records"][0]), ["attributes", "Id", "Name"])
        self.assertEqual(result["records"][0]["Name"], self.company)

    def test_query_more_by_url(self):
        first = self.sf.query("SELECT Id FROM Contact")
        self.assertFalse(first["done"])
        self.assertEqual(len(first["records"]), 2000)
        second = self.sf.query_more(first["nextRecordsUrl"], identifier_is_url=True)
        self.assertTrue(second["done"])
        self.assertEqual(len(first["records"]) + len(second["records"]), first["totalSize"])

    def test_query_more_by_identifier(self):
        first = self.sf.query("SELECT Id FROM Contact", headers={"Sforce-Query-Options": "batchSize=500"})
        self.assertEqual(len(first["records"]), 500)
        identifier = first["nextRecordsUrl"].rsplit("/", 1)[1]
        self.assertEqual(len(self.sf.query_more(identifier)["records"]), 500)

    def test_query_all(self):
        result = self.sf.query_all("SELECT Id FROM Contact")
        self.assertTrue(result["done"])
        self.assertGreater(result["totalSize"], 2000)
        self.assertEqual(len({record["Id"] for record in result["records"]}), result["totalSize"])

    def test_query_all_iter(self):
        seen = sum(1 for _ in self.sf.query_all_iter("SELECT Id FROM Contact LIMIT 2100"))
        self.assertEqual(seen, 2100)

    def test_query_with_deleted_records(self):
        gone = self.sf.Contact.create({"LastName": unique("Gone")})["id"]
        self.sf.Contact.delete(gone)
        soql = f"SELECT Id, IsDeleted FROM Contact WHERE Id = '{gone}'"
        self.assertEqual(self.sf.query(soql)["totalSize"], 0)
        self.assertTrue(self.sf.query(soql, include_deleted=True)["records"][0]["IsDeleted"])
        self.assertEqual(self.sf.query_all(soql, include_deleted=True)["totalSize"], 1)

    def test_parents_and_children(self):
        record = self.sf.query(
            f"SELECT Name, (SELECT FirstName FROM Contacts ORDER BY FirstName) FROM Account WHERE Id = '{self.account}'"
        )["records"][0]
        self.assertEqual([contact["FirstName"] for contact in record["Contacts"]["records"]], ["Ada", "Ben"])
        task = self.sf.query(
            f"SELECT Who.Name, Who.Type, Account.Name, Owner.Name FROM Task WHERE Subject = '{self.company}'"
        )["records"][0]
        self.assertEqual(task["Who"]["Type"], "Contact")
        self.assertEqual(task["Account"]["Name"], self.company)

    def test_aggregates(self):
        result = self.sf.query(f"SELECT AccountId, COUNT(Id) many FROM Contact WHERE AccountId = '{self.account}' GROUP BY AccountId")
        self.assertEqual(result["records"][0]["many"], 2)
        self.assertEqual(result["records"][0]["attributes"], {"type": "AggregateResult"})
        self.assertEqual(self.count("Contact", f"AccountId = '{self.account}'"), 2)

    def test_format_soql_text(self):
        soql = format_soql("SELECT Id FROM Contact WHERE LastName = {} AND AccountId = {}", "O'Neil \\ 50%_", self.account)
        self.assertEqual(self.sf.query(soql)["totalSize"], 2)

    def test_format_soql_like(self):
        soql = format_soql("SELECT Id FROM Contact WHERE LastName LIKE '%{:like}' AND AccountId = {}", "50%_", self.account)
        self.assertEqual(self.sf.query(soql)["totalSize"], 2)
        soql = format_soql("SELECT Id FROM Contact WHERE LastName LIKE '%{:like}' AND AccountId = {}", "5_%_", self.account)
        self.assertEqual(self.sf.query(soql)["totalSize"], 0)

    def test_format_soql_lists_numbers_and_none(self):
        soql = format_soql("SELECT Id FROM Contact WHERE Id IN {ids} AND Title = {title}", ids=self.contacts, title=None)
        self.assertEqual(self.sf.query(soql)["totalSize"], 2)
        soql = format_soql("SELECT Id FROM Task WHERE CallDurationInSeconds = {} AND IsClosed = {} AND Subject = {}", 30, False, self.company)
        self.assertEqual(self.sf.query(soql)["totalSize"], 1)

    def test_format_soql_dates(self):
        hour_ago = datetime.now(timezone.utc) - timedelta(hours=1)
        soql = format_soql("SELECT Id FROM Contact WHERE CreatedDate > {:literal} AND AccountId = {}", hour_ago.strftime("%Y-%m-%dT%H:%M:%SZ"), self.account)
        self.assertEqual(self.sf.query(soql)["totalSize"], 2)
        soql = format_soql("SELECT Id FROM Contact WHERE Birthdate < {} AND AccountId = {}", date(2000, 1, 1), self.account)
        self.assertEqual(self.sf.query(soql)["totalSize"], 0)

    def test_is_sandbox(self):
        self.assertIs(self.sf.is_sandbox(), False)

    def test_malformed_query(self):
        with self.assertRaises(SalesforceMalformedRequest) as refused:
            self.sf.query("SELECT FROM Contact")
        self.assertEqual(refused.exception.content[0]["errorCode"], "MALFORMED_QUERY")

    def test_unknown_field(self):
        with self.assertRaises(SalesforceMalformedRequest) as refused:
            self.sf.query("SELECT Nothing__c FROM Contact")
        self.assertEqual(refused.exception.content[0]["errorCode"], "INVALID_FIELD")
        self.assertIn("No such column 'Nothing__c' on entity 'Contact'", refused.exception.content[0]["message"])

    def test_bad_locator(self):
        with self.assertRaises(SalesforceMalformedRequest) as refused:
            self.sf.query_more("01gRO0000016PIAYA2-500")
        self.assertEqual(
            refused.exception.content,
            [{"message": "invalid query locator", "errorCode": "INVALID_QUERY_LOCATOR"}],
        )
