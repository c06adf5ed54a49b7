"""Bulk API 1.0, which older loaders still speak."""

from org import OrgTest, unique


class Bulk1(OrgTest):
    def test_insert_update_delete(self):
        name = unique("Old")
        rows = self.sf.bulk.Contact.insert([{"LastName": name}, {"FirstName": name}], use_serial=True)
        self.assertEqual([row["success"] for row in rows], [True, False])
        self.assertEqual(rows[1]["errors"][0]["statusCode"], "REQUIRED_FIELD_MISSING")
        [changed] = self.sf.bulk.Contact.update([{"Id": rows[0]["id"], "Title": "changed"}])
        self.assertTrue(changed["success"])
        self.assertEqual(self.count("Contact", f"LastName = '{name}' AND Title = 'changed'"), 1)
        [gone] = self.sf.bulk.Contact.delete([{"Id": rows[0]["id"]}])
        self.assertTrue(gone["success"])

    def test_upsert(self):
        key = unique("old-")
        for created in (True, False):
            [row] = self.sf.bulk.Contact.upsert([{"Source_Key__c": key, "LastName": "Old"}], "Source_Key__c")
            self.assertEqual(row["created"], created)

    def test_query(self):
        rows = self.sf.bulk.Contact.query("SELECT Id, LastName FROM Contact")
        self.assertGreater(len(rows), 2000)
