"""Records: create, read, change, upsert, delete, and what is refused."""

from datetime import datetime, timedelta, timezone

from simple_salesforce import (
    SalesforceMalformedRequest,
    SalesforceMoreThanOneRecord,
    SalesforceResourceNotFound,
)
from simple_salesforce.format import format_external_id

from org import OrgTest, unique


class Records(OrgTest):
    def test_create_get_update_delete(self):
        name = unique("One")
        made = self.sf.Contact.create({"LastName": name, "Phone": "+14155550123"})
        self.assertEqual(made, {"id": made["id"], "success": True, "errors": []})
        self.assertEqual(self.sf.Contact.get(made["id"])["LastName"], name)
        self.assertEqual(self.sf.Contact.update(made["id"], {"Title": "CFO", "Phone": None}), 204)
        read = self.sf.Contact.get(made["id"], params={"fields": "Title,Phone"})
        self.assertEqual((read["Title"], read["Phone"]), ("CFO", None))
        self.assertEqual(self.sf.Contact.delete(made["id"]), 204)
        with self.assertRaises(SalesforceResourceNotFound):
            self.sf.Contact.get(made["id"])

    def test_upsert_creates_and_updates(self):
        key = unique("key-")
        self.assertEqual(self.sf.Contact.upsert(f"Source_Key__c/{key}", {"LastName": "Upsert"}), 201)
        self.assertEqual(self.sf.Contact.upsert(f"Source_Key__c/{key}", {"Title": "Owner"}), 200)
        reply = self.sf.Contact.upsert(f"Source_Key__c/{key}", {"Title": "Owner"}, raw_response=True)
        self.assertEqual(reply.json()["created"], False)
        self.assertEqual(self.count("Contact", f"Source_Key__c = '{key}' AND Title = 'Owner'"), 1)

    def test_format_external_id(self):
        key = unique("a/b ü+%")
        self.assertEqual(self.sf.Contact.upsert(format_external_id("Source_Key__c", key), {"LastName": "Odd"}), 201)
        self.assertEqual(self.sf.Contact.get(format_external_id("Source_Key__c", key))["LastName"], "Odd")
        self.assertEqual(self.count("Contact", f"Source_Key__c = '{key}'"), 1)

    def test_get_by_custom_id(self):
        key = unique("custom-")
        self.sf.Contact.create({"LastName": "Custom", "Source_Key__c": key})
        self.assertEqual(self.sf.Contact.get_by_custom_id("Source_Key__c", key)["LastName"], "Custom")
        with self.assertRaises(SalesforceResourceNotFound) as missing:
            self.sf.Contact.get_by_custom_id("Source_Key__c", unique("none-"))
        self.assertEqual(missing.exception.content[0]["errorCode"], "NOT_FOUND")

    def test_more_than_one_record(self):
        key = unique("twice-")
        for _ in range(2):
            self.sf.Contact.create({"LastName": "Twin", "Legacy_Key__c": key})
        with self.assertRaises(SalesforceMoreThanOneRecord) as several:
            self.sf.Contact.get_by_custom_id("Legacy_Key__c", key)
        self.assertEqual(several.exception.status, 300)
        self.assertEqual(len(several.exception.content), 2)
        with self.assertRaises(SalesforceMoreThanOneRecord):
            self.sf.Contact.upsert(f"Legacy_Key__c/{key}", {"Title": "x"})

    def test_updated_and_deleted(self):
        made = self.sf.Contact.create({"LastName": unique("Window")})["id"]
        gone = self.sf.Contact.create({"LastName": unique("Window")})["id"]
        self.sf.Contact.delete(gone)
        now = datetime.now(timezone.utc)
        window = (now - timedelta(minutes=10), now + timedelta(minutes=1))
        self.assertIn(made, self.sf.Contact.updated(*window)["ids"])
        deleted = self.sf.Contact.deleted(*window)
        self.assertIn(gone, [row["id"] for row in deleted["deletedRecords"]])
        self.assertIn("earliestDateAvailable", deleted)
        self.assertIn("latestDateCovered", deleted)

    def test_describe(self):
        names = [row["name"] for row in self.sf.describe()["sobjects"]]
        self.assertIn("Task", names)
        fields = {field["name"]: field for field in self.sf.Task.describe()["fields"]}
        self.assertTrue(fields["Ringledger_Call_Id__c"]["externalId"])
        self.assertFalse(fields["Description"]["filterable"])

    def test_metadata_of_an_object(self):
        basic = self.sf.Account.metadata()
        self.assertEqual(basic["objectDescribe"]["keyPrefix"], "001")
        self.assertIsInstance(basic["recentItems"], list)

    def test_describe_layout(self):
        record_type = "012000000000000AAA"
        self.assertTrue(self.sf.Account.describe_layout(record_type))

    def test_api_usage(self):
        self.sf.query("SELECT Id FROM User LIMIT 1")
        before = self.sf.api_usage["api-usage"]
        self.sf.query("SELECT Id FROM User LIMIT 1")
        after = self.sf.api_usage["api-usage"]
        self.assertGreater(after.used, before.used)
        self.assertEqual(after.total, before.total)

    def test_limits(self):
        self.assertGreater(self.sf.limits()["DailyApiRequests"]["Max"], 0)

    def test_restful(self):
        self.assertIn("DailyApiRequests", self.sf.restful("limits"))
        counts = self.sf.restful("limits/recordCount", params={"sObjects": "Contact"})
        self.assertGreater(counts["sObjects"][0]["count"], 2000)
        self.assertIsNone(self.sf.restful(f"sobjects/Contact/{self.sf.Contact.create({'LastName': 'x'})['id']}", method="DELETE"))

    def test_restful_collections(self):
        name = unique("Many")
        records = [{"attributes": {"type": "Contact"}, "LastName": name} for _ in range(200)]
        rows = self.sf.restful("composite/sobjects", method="POST", json={"allOrNone": True, "records": records})
        self.assertTrue(all(row["success"] for row in rows))
        self.assertEqual(self.count("Contact", f"LastName = '{name}'"), 200)
        ids = ",".join(row["id"] for row in rows)
        gone = self.sf.restful("composite/sobjects", params={"ids": ids, "allOrNone": "true"}, method="DELETE")
        self.assertEqual(len(gone), 200)

    def test_restful_upsert_of_tasks_by_the_call_id(self):
        key = unique("call:")
        records = [
            {"attributes": {"type": "Task"}, "Ringledger_Call_Id__c": f"{key}-{index}", "Subject": "Call"}
            for index in range(10)
        ]
        path = "composite/sobjects/Task/Ringledger_Call_Id__c"
        for created in (True, False):
            rows = self.sf.restful(path, method="PATCH", json={"allOrNone": False, "records": records})
            self.assertEqual([row["created"] for row in rows], [created] * 10)

    def test_restful_composite(self):
        base = f"/services/data/v{self.sf.sf_version}"
        name = unique("Composite")
        body = {
            "allOrNone": True,
            "compositeRequest": [
                {"method": "POST", "url": f"{base}/sobjects/Account", "referenceId": "a", "body": {"Name": name}},
                {"method": "POST", "url": f"{base}/sobjects/Contact", "referenceId": "c", "body": {"LastName": name, "AccountId": "@{a.id}"}},
            ],
        }
        parts = self.sf.restful("composite", method="POST", json=body)["compositeResponse"]
        self.assertEqual([part["httpStatusCode"] for part in parts], [201, 201])
        self.assertEqual(self.count("Contact", f"Account.Name = '{name}'"), 1)


class Refusals(OrgTest):
    def refused(self, code, message, attempt):
        with self.assertRaises(SalesforceMalformedRequest) as caught:
            attempt()
        self.assertEqual(caught.exception.status, 400)
        self.assertEqual(caught.exception.content[0]["errorCode"], code)
        self.assertRegex(caught.exception.content[0]["message"], message)
        return caught.exception.content[0]

    def test_required_field(self):
        error = self.refused("REQUIRED_FIELD_MISSING", r"^Required fields are missing: \[LastName\]$", lambda: self.sf.Contact.create({}))
        self.assertEqual(error["fields"], ["LastName"])

    def test_unknown_field(self):
        self.refused(
            "INVALID_FIELD",
            r"^No such column 'Nothing__c' on sobject of type Contact$",
            lambda: self.sf.Contact.create({"LastName": "x", "Nothing__c": 1}),
        )

    def test_too_long(self):
        self.refused(
            "STRING_TOO_LONG",
            r"^First Name: data value too large: y+ \(max length=40\)$",
            lambda: self.sf.Contact.create({"LastName": "x", "FirstName": "y" * 41}),
        )

    def test_duplicate_value(self):
        key = unique("unique-")
        first = self.sf.Contact.create({"LastName": "x", "Source_Key__c": key})["id"]
        error = self.refused(
            "DUPLICATE_VALUE",
            "^duplicate value found: Source_Key__c duplicates value on record with id: 003",
            lambda: self.sf.Contact.create({"LastName": "y", "Source_Key__c": key}),
        )
        self.assertIn(first[:15], error["message"])

    def test_restricted_picklist(self):
        self.refused(
            "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
            "bad value for restricted picklist field: Sideways",
            lambda: self.sf.Task.create({"CallType": "Sideways"}),
        )

    def test_deleted_record(self):
        gone = self.sf.Contact.create({"LastName": "x"})["id"]
        self.sf.Contact.delete(gone)
        with self.assertRaises(SalesforceResourceNotFound) as missing:
            self.sf.Contact.update(gone, {"Title": "x"})
        self.assertEqual(missing.exception.content, [{"message": "entity is deleted", "errorCode": "ENTITY_IS_DELETED", "fields": []}])

    def test_unknown_object(self):
        with self.assertRaises(SalesforceResourceNotFound) as missing:
            self.sf.Nothing__c.create({"Name": "x"})
        self.assertEqual(missing.exception.content[0]["errorCode"], "NOT_FOUND")

    def test_unknown_resource(self):
        with self.assertRaises(SalesforceResourceNotFound):
            self.sf.restful("nothing")
